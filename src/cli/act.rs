//! `dutydesk act`: one line of the command bar, from another process.

use crate::cli::output::Output;
use crate::cli::place::Place;
use crate::cli::reach::Reach;
use crate::cli::say;
use crate::config::Exit;
use crate::language;
use crate::operations::authority::Proof;
use crate::operations::command::{Draft, Seen};
use crate::operations::line;
use crate::operations::outcome::Outcome;
use crate::units::ActionId;

/// Acts, and prints the entry's number and hash, or the refusal.
///
/// A line that saw no screen is never stale; where a screen would ask for the incident's number typed again, the line
/// repeats it.
pub(super) fn run(place: &Place, text: &str, output: &mut Output) -> Exit {
    let draft = match line::parse(text, None) {
        Ok(draft) => draft,
        Err(error) => {
            let mut said = String::new();
            language::answer::line_error(place.lang(), &error, &mut said);
            output.message(said);
            return Exit::Usage;
        }
    };
    let Ok(action) = new_action() else {
        output.message(place.say("系统没有随机数", "the system has no random numbers"));
        return Exit::Refused;
    };
    match act(place, action, draft, output) {
        Ok(outcome) => report(place, &outcome, output),
        Err(exit) => exit,
    }
}

/// Makes the identity of an act, before it is sent.
pub(super) fn new_action() -> Result<ActionId, getrandom::Error> {
    let mut random = [0; 16];
    getrandom::fill(&mut random)?;
    Ok(ActionId(u128::from_be_bytes(random)))
}

fn act(place: &Place, action: ActionId, draft: Draft, output: &Output) -> Result<Outcome, Exit> {
    let mut reach = Reach::open(place, output)?;
    let acted = match draft.proof() {
        // A signature is asked for each time, whoever the session is.
        Proof::Signature => {
            let (officer, passphrase) = reach.ask_signature(place, output)?;
            reach.runtime.block_on(reach.client.sign(action, draft, &officer, &passphrase))
        }
        Proof::Session if !reach.welcome.actor.is_proved() => {
            reach.prove(place, output)?;
            reach.runtime.block_on(reach.client.act(action, Seen::default(), draft))
        }
        Proof::Session | Proof::None => {
            reach.runtime.block_on(reach.client.act(action, Seen::default(), draft))
        }
    };
    acted.map_err(|error| {
        output.message(say::error(place, &error));
        Exit::Refused
    })
}

pub(super) fn report(place: &Place, outcome: &Outcome, output: &mut Output) -> Exit {
    match outcome {
        Outcome::Recorded { entry, digest, remark } => {
            output.answer(format_args!("#{entry} {digest}"));
            if let Some(remark) = remark {
                let mut said = String::new();
                language::answer::remark(place.lang(), remark, &mut said);
                output.message(said);
            }
            Exit::Done
        }
        Outcome::Unrecorded { .. } | Outcome::Done | Outcome::Refused(_) | Outcome::Unknown => {
            let mut said = String::new();
            language::answer::outcome(place.lang(), outcome, &mut said);
            output.message(said);
            if matches!(outcome, Outcome::Unrecorded { .. } | Outcome::Done) {
                Exit::Done
            } else {
                Exit::Refused
            }
        }
    }
}
