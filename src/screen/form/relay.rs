//! The boxes that bring a warning to the insurers inside it (转发): who they are and how each is reached, one Enter; then a
//! slip for each that is rung.

use crate::language::page::{self, PageWord};
use crate::language::{Lang, Word, name, time};
use crate::operations::call::Outcome as Call;
use crate::operations::command::Draft;
use crate::operations::delivery::{Command, Outcome, Stage};
use crate::operations::listing::warnings::{Relay, Row};
use crate::operations::listing::{Listing, Rows};
use crate::screen::form::{Act, Field, Finished, Form};
use crate::screen::state::Screen;
use crate::units::WarningId;
use std::fmt::Write;

/// Insurers that are a digit each; the rest come up when one of these is done.
const DIGITS: usize = 8;

/// Opens the box for the warning under the cursor: its insurers, or those who are still to be rung.
pub(crate) fn open(screen: &Screen) -> Result<Form, Word> {
    let row = under_cursor(screen).ok_or(Word::RelayNoWarning)?;
    let lang = screen.lang;
    let calls: Vec<Relay> =
        row.relays.iter().filter(|relay| is_to_ring(relay)).take(DIGITS).copied().collect();
    if calls.is_empty() {
        return to_all(screen, row);
    }
    let mut options: Vec<String> = calls
        .iter()
        .map(|it| format!("{} {}  {}", it.to, it.phone, page::delivery(lang, it.stage)))
        .collect();
    options.push(lang.pick("更新的原文再转全部", "the updated text goes to all again").to_owned());
    let fields = vec![Field::choice(lang.pick("打给哪家", "who is rung"), options)];
    let mut form = Form::new(Act::RelayCalls(row.id, calls), None, title(lang), fields);
    form.lines = told(screen, row);
    Ok(form)
}

/// Makes a draft of it, or opens the slip of one insurer.
pub(crate) fn finish(screen: &Screen, mut form: Box<Form>) -> Result<Finished, Box<Form>> {
    match &form.act {
        Act::Relay(warning) => Ok(Finished::Act(Draft::Delivery(Command::Relay { warning: *warning }))),
        Act::RelayCalls(warning, calls) => {
            let (warning, call) = (*warning, form.choice(0).and_then(|at| calls.get(at)).copied());
            match call {
                Some(call) => Ok(Finished::Next(Box::new(slip(screen.lang, call, form.lines)))),
                None => match again(screen, warning) {
                    Ok(next) => Ok(Finished::Next(Box::new(next))),
                    Err(word) => {
                        form.refuse(0, word);
                        Err(form)
                    }
                },
            }
        }
        Act::RelayCall(call) => {
            let delivery = call.delivery;
            let outcome = form.choice(0).and_then(|at| Call::ALL.get(at)).map(|outcome| came(*outcome));
            match outcome {
                Some(outcome) => Ok(Finished::Act(Draft::Delivery(Command::Confirm { delivery, outcome }))),
                None => Err(form),
            }
        }
        _ => Err(form),
    }
}

/// Returns whether somebody has to ring: nobody else says that it arrived.
pub(crate) const fn is_to_ring(relay: &Relay) -> bool {
    match relay.stage {
        Stage::Recorded => !relay.by_machine,
        Stage::Came(Outcome::Unknown | Outcome::Undelivered) => true,
        Stage::Came(Outcome::Sent | Outcome::Delivered | Outcome::Accepted { .. } | Outcome::Refused) => {
            false
        }
    }
}

/// Returns what a call says of the delivery.
const fn came(outcome: Call) -> Outcome {
    match outcome {
        Call::Answered => Outcome::Delivered,
        Call::Refused => Outcome::Refused,
        Call::NoAnswer | Call::Busy | Call::WrongNumber => Outcome::Undelivered,
    }
}

fn under_cursor(screen: &Screen) -> Option<&Row> {
    let view = screen.lists.of(screen.page.listing().filter(|page| *page == Listing::Warnings)?);
    let at = view.place(view.cursor)?;
    match &view.window.as_ref()?.rows {
        Rows::Warnings(rows) => rows.get(at),
        Rows::Roster(_)
        | Rows::Insurers(_)
        | Rows::Pool(_)
        | Rows::Devices(_)
        | Rows::Deadlines(_)
        | Rows::Sites(_)
        | Rows::Health(_)
        | Rows::Handover(_)
        | Rows::Drill(_) => None,
    }
}

/// Returns the box of the whole warning; nothing when the cursor has gone to another one.
fn again(screen: &Screen, warning: WarningId) -> Result<Form, Word> {
    let row = under_cursor(screen).filter(|row| row.id == warning).ok_or(Word::RelayNoWarning)?;
    to_all(screen, row)
}

fn to_all(screen: &Screen, row: &Row) -> Result<Form, Word> {
    if row.inside.is_empty() {
        return Err(Word::RelayNobody);
    }
    let lang = screen.lang;
    let mut form = Form::new(Act::Relay(row.id), None, title(lang), vec![Field::Confirm]);
    form.lines = told(screen, row);
    for insurer in &row.inside {
        form.lines.push(if insurer.by_machine {
            format!("  {}  {}", insurer.to, PageWord::Machine.text(lang))
        } else {
            format!("  {}  {} {}", insurer.to, PageWord::ByHand.text(lang), insurer.phone)
        });
    }
    Ok(form)
}

/// Says which warning, and its official text: that is what is read out.
fn told(screen: &Screen, row: &Row) -> Vec<String> {
    let lang = screen.lang;
    let mut line = format!("{} {}  {}  ", name::colour(lang, row.colour), row.event, row.sender);
    time::day_or_hour(row.issued, screen.now, screen.options.utc_offset, &mut line);
    let mut text = String::new();
    let _ = write!(text, "{}: {}", PageWord::OfficialText.text(lang), row.headline);
    vec![line, text]
}

fn slip(lang: Lang, call: Relay, told: Vec<String>) -> Form {
    let outcomes = Call::ALL.map(|outcome| crate::language::course::outcome(lang, outcome));
    let fields = vec![Field::choice(lang.pick("结果", "what came of it"), outcomes)];
    let title = format!("{}  {}  {}", lang.pick("通话单", "call slip"), call.to, call.phone);
    let mut form = Form::new(Act::RelayCall(call), None, title, fields);
    form.lines = told;
    form
}

fn title(lang: Lang) -> String {
    lang.pick("转发预警", "relay the warning").to_owned()
}
