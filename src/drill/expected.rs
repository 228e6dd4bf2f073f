//! What a team does, as a scenario writes it and as the journal shows it.
//!
//! Decides: which entries are the act that a scenario means.
//! Must not know: when it was due.
//!
//! The words are those of the command bar: `ack`, `call 119`, `dispatch T4`, `report first`.

use crate::operations::call::{Agency, Callee};
use crate::operations::dispatch::{Status, Task};
use crate::operations::drill;
use crate::operations::incident::{Phase, Verdict};
use crate::operations::reference::Code;
use crate::operations::report::Kind;

/// An act of a team, or a fact of the scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Alarms opened an incident or joined one: `alarm`.
    Alarm,
    /// An incident was acknowledged: `ack`.
    Acknowledged,
    /// Somebody reached a public number: `call 119`, `call 120`, `call power`.
    Reached(Agency),
    /// Somebody reached the site: `call site`.
    ReachedSite,
    /// Somebody reached a person, a team or an insurer: `call L1`, `call T4`, `call PICC`.
    ReachedWho(Code),
    /// An intake was taken: `intake`.
    Intake,
    /// It was verified: `verify`, `verify real`, `verify false`, `verify open`.
    Verified(Option<Verdict>),
    /// People were counted, or are missing, trapped, hurt: `people`.
    People,
    /// A team was ordered: `dispatch`, `dispatch T4`, `dispatch T4 attack`.
    Ordered(Option<Code>, Option<Task>),
    /// A team is somewhere with its order: `accepted T4`, `on-scene`, `returned T1`.
    Team(Status, Option<Code>),
    /// Everybody was ordered out: `evac`.
    Evacuated,
    /// A report was submitted, signed, sent: `report first`, `sign first`, `send first`.
    Submitted(Kind),
    /// See [`Expected::Submitted`].
    Signed(Kind),
    /// See [`Expected::Submitted`].
    Sent(Kind),
    /// A leader's order was written down: `order`.
    OrderGiven,
    /// It was carried out: `done`.
    OrderDone,
    /// A leader decided on a level: `level`.
    LevelDecided,
    /// A claim has its number: `claim`, `claim PICC`.
    Claimed(Option<Code>),
    /// Money was set aside: `reserve`.
    Reserved,
    /// It was released: `post`.
    Posted,
    /// It was refilled: `refill`.
    Refilled,
    /// A warning was relayed: `relay`.
    Relayed,
    /// A feed that is not heard is known: `feed-ack`.
    FeedKnown,
    /// An incident was closed: `close`.
    Closed,
    /// Something was noted: `note`.
    Noted,
    /// An alarm was shelved or taken out of service: `shelve`.
    Shelved,
    /// The drill entered a phase: `phase 2`.
    PhaseEntered(Phase),
    /// An inject was given: `inject J3`.
    Injected(Code),
}

/// What an act is looked up by in a desk's registry: insurers and people stand in entries by number.
pub trait Codes {
    /// Returns the code of who is rung, where they have one.
    fn code_of(&self, callee: Callee) -> Option<Code>;
}

impl Expected {
    /// Reads it; none where the words mean nothing.
    pub fn parse(words: &str) -> Option<Self> {
        let _ = words;
        todo!("helper")
    }

    /// Returns whether a fact is it.
    pub fn is(&self, fact: &crate::operations::fact::Body, codes: &impl Codes) -> bool {
        let _ = (fact, codes, drill::Fact::Resumed);
        todo!("helper")
    }
}
