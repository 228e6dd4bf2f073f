//! What a director may do, and what follows.

use crate::limits::{DRILL_ACTIONS_MAX, DRILL_PACE_MAX, DRILL_PACE_MIN};
use crate::operations::actor::PrivateText;
use crate::operations::command::Body;
use crate::operations::decision::{Acting, Decision};
use crate::operations::desk;
use crate::operations::dossier::day_of;
use crate::operations::drill::state::Inject;
use crate::operations::drill::{About, Command, Fact, Halt, Run, Script};
use crate::operations::fact::Body as Change;
use crate::operations::incident::Phase;
use crate::operations::outcome;
use crate::operations::reference::{Code, Line};
use crate::operations::state::State;
use crate::units::{IncidentId, InputNumber, Instant};
use serde::{Deserialize, Serialize};

/// Why a director's command is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// This desk serves: nothing is a drill here.
    NoDrill,
    /// The drill is over.
    Over,
    /// The scenario has no such inject.
    NoSuchInject(Code),
    /// It was given already.
    AlreadyGiven(Code),
    /// It was left out already.
    AlreadyLeft(Code),
    /// The drill is in that phase.
    AlreadyIn(Phase),
    /// A phase that was left is not entered again.
    Backwards(Phase),
    /// It is entered before its time: why is to be said.
    ReasonMissing(Phase),
    /// The phase's checklist has no such item.
    NoSuchItem {
        /// How many it has.
        items: u8,
    },
    /// It is done already.
    AlreadyChecked,
    /// Neither a team nor a person is called so.
    NoSuchOne(Code),
    /// No earlier drill left that to be done.
    NoSuchAction(u16),
    /// There are as many things to be done as a drill may have.
    ActionsFull,
    /// It stands still already.
    AlreadyHeld,
    /// It does not stand still.
    NotHeld,
    /// A recording is being watched: nobody decides until the team takes over.
    Watching,
    /// Nothing is watched here: a drill goes on by itself.
    NotWatching,
    /// The recording has no such place.
    NoSuchPlace,
    /// It is at its end.
    AtEnd,
    /// The clock cannot run so: slower or faster than it may.
    PaceOutOfRange,
    /// The recording has no such time.
    NotInRecording {
        /// When it begins.
        from: Instant,
        /// When it ends.
        to: Instant,
    },
    /// The recording has no such input.
    NoSuchInput {
        /// How many it has.
        inputs: InputNumber,
    },
    /// The recording has no incident of that number.
    NoIncidentSo {
        /// The newest that it has.
        newest: Option<IncidentId>,
    },
    /// What is watched is a drill: it has a scenario, and is not gone on with but begun anew.
    OfADrill,
    /// It would be due before the desk's own day. Units: days since 1970-01-01.
    DayPast {
        /// When it would be due.
        due_day: i32,
        /// What day it is here.
        today: i32,
    },
}

/// Wants that an act belongs where the drill is: once it is over, nobody acts on what was practised any more.
///
/// The drill's own commands know for themselves which of them come after the end, and the desk can be stopped at any time.
/// A desk that serves, that watches a recording, or whose drill has not begun refuses nothing here.
///
/// # Errors
/// The drill is over.
pub fn may_act(desk: &State, body: &Body<PrivateText>) -> Result<(), outcome::Refusal> {
    let is_over = desk.drills.run().is_some_and(|run| run.ended.is_some());
    let belongs_after = match body {
        Body::Drill(_) | Body::Desk(desk::Command::Stop) => true,
        Body::Desk(desk::Command::ReadRules | desk::Command::Purge(_))
        | Body::Incident(_)
        | Body::Call(_)
        | Body::Intake(_)
        | Body::Finding(_)
        | Body::Dispatch(_)
        | Body::Plan(_)
        | Body::Report(_)
        | Body::Order(_)
        | Body::Claim(_)
        | Body::Pool(_)
        | Body::Delivery(_)
        | Body::Suppression(_)
        | Body::Feed(_)
        | Body::Handover(_) => false,
    };
    if is_over && !belongs_after { Err(outcome::Refusal::Drill(Refusal::Over)) } else { Ok(()) }
}

/// Decides a command.
///
/// Changes nothing.
///
/// # Errors
/// This desk has no drill, it is over, or what is named is not there.
pub fn decide(
    desk: &State,
    command: &Command<PrivateText>,
    by: &Acting,
) -> Result<Decision, outcome::Refusal> {
    fact(desk, command).map(|fact| Decision::one(Change::Drill(fact), by)).map_err(outcome::Refusal::Drill)
}

fn fact(desk: &State, command: &Command<PrivateText>) -> Result<Fact, Refusal> {
    let script = desk.reference().drill.as_deref().ok_or(Refusal::NoDrill)?;
    let run = desk.drills.run().ok_or(Refusal::NoDrill)?;
    // What was seen and what is to be done is often written down after the end.
    let is_afterwards = matches!(
        command,
        Command::Observe { .. } | Command::Improve { .. } | Command::Improved { .. } | Command::Check { .. }
    );
    if run.ended.is_some() && !is_afterwards {
        return Err(Refusal::Over);
    }
    match *command {
        Command::Give { inject } => {
            let inject = waiting(script, run, inject)?;
            Ok(Fact::Given { inject, code: code_of(script, inject), by_hand: true })
        }
        Command::Leave { inject } => {
            let inject = waiting(script, run, inject)?;
            Ok(Fact::Left { inject, code: code_of(script, inject) })
        }
        Command::Enter { phase, reason } => enter(run, phase, reason),
        Command::Check { phase, item } => check(script, run, phase, item),
        Command::Observe { about, rating, text } => {
            must_be_there(desk, script, about)?;
            Ok(Fact::Observed { about, rating, text })
        }
        Command::Improve { owner, due_day, text } => {
            must_be_somebody(desk, owner)?;
            let today = day_of(desk.now);
            if due_day < today {
                return Err(Refusal::DayPast { due_day, today });
            }
            let number = run.actions + 1;
            if usize::from(number) > DRILL_ACTIONS_MAX {
                return Err(Refusal::ActionsFull);
            }
            Ok(Fact::ToImprove { number, owner, due_day, text })
        }
        Command::Improved { run, number } => improved(script, run, number),
        Command::Hold if run.held.is_some() => Err(Refusal::AlreadyHeld),
        Command::Hold => Ok(Fact::Held { why: Halt::Director }),
        Command::Resume if run.held.is_none() => Err(Refusal::NotHeld),
        Command::Resume => Ok(Fact::Resumed),
        Command::Pace { milli } if !(DRILL_PACE_MIN..=DRILL_PACE_MAX).contains(&milli) => {
            Err(Refusal::PaceOutOfRange)
        }
        Command::Pace { milli } => Ok(Fact::Paced { milli }),
        Command::Step | Command::Seek(_) | Command::Bookmark { .. } | Command::TakeOver => {
            Err(Refusal::NotWatching)
        }
        Command::RealSituation => Ok(Fact::Ended { real: true }),
        Command::End => Ok(Fact::Ended { real: false }),
    }
}

fn waiting(script: &Script, run: &Run, code: Code) -> Result<u16, Refusal> {
    let place = script.inject(&code).ok_or(Refusal::NoSuchInject(code))?;
    match run.injects.get(usize::from(place)) {
        Some(Inject::Waits) => Ok(place),
        Some(Inject::Given { .. }) => Err(Refusal::AlreadyGiven(code)),
        Some(Inject::Left { .. }) => Err(Refusal::AlreadyLeft(code)),
        None => Err(Refusal::NoSuchInject(code)),
    }
}

fn code_of(script: &Script, inject: u16) -> Code {
    script.injects.get(usize::from(inject)).map(|inject| inject.code).unwrap_or_default()
}

/// Source: design section 9: phases have entry facts; skipping a phase needs a reason.
fn enter(run: &Run, phase: Phase, reason: Option<PrivateText>) -> Result<Fact, Refusal> {
    let (now, next) = (run.phase as usize, phase as usize);
    if next == now {
        return Err(Refusal::AlreadyIn(phase));
    }
    if next < now {
        return Err(Refusal::Backwards(phase));
    }
    let in_order = next == now + 1 && run.ready[next];
    if !in_order && reason.is_none() {
        return Err(Refusal::ReasonMissing(phase));
    }
    Ok(Fact::Entered { phase, in_order, reason })
}

fn check(script: &Script, run: &Run, phase: Phase, item: u8) -> Result<Fact, Refusal> {
    let items = script.phases[phase as usize].exit.len() as u8;
    if item == 0 || item > items {
        return Err(Refusal::NoSuchItem { items });
    }
    if run.is_checked(phase, item) {
        return Err(Refusal::AlreadyChecked);
    }
    Ok(Fact::Checked { phase, item, by_hand: true })
}

fn must_be_there(desk: &State, script: &Script, about: About) -> Result<(), Refusal> {
    match about {
        About::Whole => Ok(()),
        About::Inject(code) => script.inject(&code).map(|_| ()).ok_or(Refusal::NoSuchInject(code)),
        About::Who(code) => must_be_somebody(desk, code),
    }
}

fn must_be_somebody(desk: &State, code: Code) -> Result<(), Refusal> {
    let reference = desk.reference();
    let is_known = reference.person(&code).is_some()
        || reference.team(&code).is_some()
        || reference.insurer(&code).is_some();
    if is_known { Ok(()) } else { Err(Refusal::NoSuchOne(code)) }
}

fn improved(script: &Script, run: Line, number: u16) -> Result<Fact, Refusal> {
    let is_open = script.open_actions.iter().any(|open| open.run == run && open.number == number);
    if is_open { Ok(Fact::Improved { run, number }) } else { Err(Refusal::NoSuchAction(number)) }
}
