//! `dutydesk stop`: the desk ends in order.

use crate::cli::act::new_action;
use crate::cli::output::Output;
use crate::cli::place::Place;
use crate::cli::reach::Reach;
use crate::cli::say;
use crate::config::Exit;
use crate::language::answer;
use crate::operations::outcome::Refusal;

/// Stops the desk and waits until it says that it does, or says why it does not.
pub(super) fn run(place: &Place, output: &mut Output) -> Exit {
    let stopped = Reach::open(place, output).and_then(|mut reach| stop(&mut reach, place, output));
    match stopped {
        Ok(None) => Exit::Done,
        Ok(Some(refusal)) => {
            let mut said = String::new();
            answer::refusal(place.lang(), &refusal, &mut said);
            output.message(said);
            Exit::Refused
        }
        Err(exit) => exit,
    }
}

/// Asks for a passphrase only where the desk does: whoever runs it needs none.
fn stop(reach: &mut Reach, place: &Place, output: &Output) -> Result<Option<Refusal>, Exit> {
    let refused = ask(reach, place, output)?;
    if refused != Some(Refusal::NeedsProof) {
        return Ok(refused);
    }
    reach.prove(place, output)?;
    ask(reach, place, output)
}

fn ask(reach: &mut Reach, place: &Place, output: &Output) -> Result<Option<Refusal>, Exit> {
    let refused = |said: String| {
        output.message(said);
        Exit::Refused
    };
    let Ok(action) = new_action() else {
        return Err(refused(place.say("系统没有随机数", "the system has no random numbers").to_owned()));
    };
    let stopped = reach.runtime.block_on(reach.client.stop(action));
    stopped.map_err(|error| refused(say::error(place, &error)))
}
