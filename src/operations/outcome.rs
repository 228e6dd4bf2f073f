//! What became of a command.

use crate::operations::authority::Roles;
use crate::operations::reference::Name;
use crate::operations::storage::Trouble;
use crate::operations::{
    call, claim, delivery, desk, dispatch, drill, feed, finding, handover, incident, intake, order, plan,
    pool, report, suppression,
};
use crate::units::{Digest, EntryNumber};
use serde::{Deserialize, Serialize};

/// The answer to a command; nothing is an outcome until the journal has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// It stands in the journal (已存).
    Recorded {
        /// The entry.
        entry: EntryNumber,
        /// The entry's hash.
        digest: Digest,
        /// What should be said with it.
        remark: Option<Remark>,
    },
    /// It was done, but the journal could not take it yet (未入日志).
    Unrecorded {
        /// The entry that it will be.
        entry: EntryNumber,
        /// What should be said with it.
        remark: Option<Remark>,
    },
    /// It was done, and is no entry: what somebody does who only watches a recording.
    Done,
    /// It was refused; nothing changed.
    Refused(Refusal),
    /// Nobody can say yet (未知): ask again with the same action id.
    Unknown,
}

/// What should be said with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Remark {
    /// The acknowledgement covers what the screen had seen; this many alarms came later.
    CameLater(u32),
    /// Somebody has it already, by this name; empty when they did not say. This act is noted beside theirs.
    AlreadyAcknowledged(Name),
    /// The act is not proved; it is listed at handover.
    Unproved,
    /// This action id was answered before; this is that answer.
    Repeated,
    /// The money is not released yet: these hands are still wanted.
    HandsWanted(pool::Wanted),
}

/// Why a command was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// It needs a passphrase or a registered Unix user.
    NeedsProof,
    /// It is not for the officer's role: whose it is.
    NotAllowed(Roles),
    /// The officer's role has ended.
    RoleEnded,
    /// The officer's role is for other sites, or another insurer.
    OutOfScope,
    /// Too many commands wait.
    Busy,
    /// The journal takes no entries, and this is not done without one: money.
    Storage(Trouble),
    /// A text of it is empty.
    BlankText,
    /// It needs a passphrase for this one act.
    NeedsSignature,
    /// The passphrase of the signature was wrong.
    PassphraseWrong,
    /// Too many tries: wait.
    PassphraseWait,
    /// The officer has no passphrase yet.
    PassphraseUnset,
    /// A subject's own reason.
    Incident(incident::Refusal),
    /// The telephone's.
    Call(call::Refusal),
    /// An intake's.
    Intake(intake::Refusal),
    /// A finding's.
    Finding(finding::Refusal),
    /// A dispatch's.
    Dispatch(dispatch::Refusal),
    /// A plan's.
    Plan(plan::Refusal),
    /// A report's.
    Report(report::Refusal),
    /// An order's.
    Order(order::Refusal),
    /// A claim's.
    Claim(claim::Refusal),
    /// The pool's.
    Pool(pool::Refusal),
    /// A delivery's.
    Delivery(delivery::Refusal),
    /// The desk's own.
    Desk(desk::Refusal),
    /// A suppression's.
    Suppression(suppression::Refusal),
    /// A feed's.
    Feed(feed::Refusal),
    /// A handover's.
    Handover(handover::Refusal),
    /// A drill's.
    Drill(drill::Refusal),
}
