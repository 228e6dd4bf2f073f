//! The table: what each act asks of who gives it, and whose act it is.

use crate::operations::authority::{Act, Roles};
use crate::operations::reference::Role;

/// What an act asks of who gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// Nothing: what serves life is never held up.
    None,
    /// A proved officer.
    Session,
    /// A passphrase for this one act.
    Signature,
}

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// What it asks.
    pub proof: Proof,
    /// Whose it is.
    pub roles: Roles,
}

impl Rule {
    /// Returns whether it serves life.
    pub const fn is_life(self) -> bool {
        matches!(self.proof, Proof::None)
    }
}

/// Whoever works at this desk or for it: what a person on the spot sees and does.
const HANDS: Roles =
    Roles::of(&[Role::Officer, Role::Leader, Role::Finance, Role::Insurer, Role::Expert, Role::Responder]);
/// Who has the desk.
const DESK: Roles = Roles::of(&[Role::Officer, Role::Leader]);
/// Who has the desk, and who is asked what is there.
const JUDGES: Roles = Roles::of(&[Role::Officer, Role::Leader, Role::Expert]);
/// Who has the desk, and who is on the spot.
const SCENE: Roles = Roles::of(&[Role::Officer, Role::Leader, Role::Expert, Role::Responder]);
/// Who takes turns at the desk.
const OFFICER: Roles = Roles::of(&[Role::Officer]);
/// Who is in charge.
const LEADER: Roles = Roles::of(&[Role::Leader]);
/// Who keeps the pool's books.
const BOOKS: Roles = Roles::of(&[Role::Officer, Role::Leader, Role::Finance]);
/// Who stands behind money that leaves.
const PURSE: Roles = Roles::of(&[Role::Leader, Role::Finance]);
/// Who directs a drill.
const DIRECTOR: Roles = Roles::of(&[Role::Director]);
/// Everybody who is there: whoever sees that something real happens says so.
const ANYBODY: Roles = Roles::of(&Role::ALL);
/// Who settles a claim: an insurer only its own.
const CLAIMS: Roles = Roles::of(&[Role::Officer, Role::Leader, Role::Finance, Role::Insurer]);

/// Returns the row of an act.
///
/// Source: design section 4, Who acts; invariant 5 names the life acts.
pub const fn rule(act: Act) -> Rule {
    let (proof, roles) = match act {
        Act::Acknowledge
        | Act::Note
        | Act::CallOpen
        | Act::CallEnd
        | Act::IntakeTake
        | Act::IntakeFill
        | Act::IntakeJoin
        | Act::IntakeEnd
        | Act::Finding
        | Act::DispatchOrder
        | Act::DispatchReplace
        | Act::DispatchWaive
        | Act::DispatchReport
        | Act::DispatchStandDown
        | Act::Evacuate => (Proof::None, HANDS),
        Act::Verify | Act::PlanStep | Act::OrderDone => (Proof::None, SCENE),
        Act::LevelPropose => (Proof::None, JUDGES),
        Act::ReportSubmit
        | Act::UnitReported
        | Act::OrderGive
        | Act::Relay
        | Act::DeliveryConfirm
        | Act::FeedAcknowledge => (Proof::None, DESK),
        Act::ClaimOpen => (Proof::None, CLAIMS),
        Act::SetPhase
        | Act::Close
        | Act::Reopen
        | Act::Merge
        | Act::Split
        | Act::KeepApart
        | Act::ReportSend
        | Act::Shelve
        | Act::TakeOut
        | Act::OpenWindow
        | Act::Lift
        | Act::HandoverSign
        | Act::HandoverWithdraw
        | Act::ReadRules
        | Act::Stop => (Proof::Session, DESK),
        Act::HandoverOffer | Act::HandoverTake => (Proof::Session, OFFICER),
        Act::ReportReturn => (Proof::Session, LEADER),
        Act::ReportSign | Act::LevelDecide | Act::Purge => (Proof::Signature, LEADER),
        Act::ClaimPapers | Act::ClaimAgree | Act::ClaimRefuse | Act::ClaimNoticed => (Proof::Session, CLAIMS),
        Act::MoneyReserve
        | Act::MoneyVoid
        | Act::MoneyPaid
        | Act::MoneyArrived
        | Act::MoneyRefill
        | Act::MoneyRecover
        | Act::MoneyContribute => (Proof::Session, BOOKS),
        Act::MoneyConsent | Act::MoneyOverride | Act::MoneyCloseDay => (Proof::Signature, BOOKS),
        Act::MoneyPost | Act::MoneyCountersign | Act::MoneyReview => (Proof::Signature, PURSE),
        Act::DrillReal => (Proof::None, ANYBODY),
        Act::DrillInject
        | Act::DrillPhase
        | Act::DrillObserve
        | Act::DrillImprove
        | Act::DrillClock
        | Act::DrillEnd => (Proof::Session, DIRECTOR),
    };
    Rule { proof, roles }
}
