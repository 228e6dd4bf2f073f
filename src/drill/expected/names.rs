//! What of a registry an act names.
//!
//! Decides: which things a code may be the code of.
//! Must not know: the registry: whether the code is there is said when a drill is opened.

use crate::drill::expected::{Expected, words};
use crate::operations::reference::Code;
use crate::registry::thing::Thing;

impl Expected {
    /// Returns the code of the registry that it names, what that may be the code of, and which words are read in its place.
    pub fn names(&self) -> Option<(Code, &'static [Thing], &'static [&'static str])> {
        let named = match *self {
            Self::Ordered(Some(team), _) => (team, &[Thing::Team][..], words::TASKS_NAMED),
            Self::Team(_, Some(team)) | Self::EvacuationHeard(Some(team)) => {
                (team, &[Thing::Team][..], &[][..])
            }
            Self::ReachedSite(Some(site)) => (site, &[Thing::Site][..], &[][..]),
            Self::Claimed(Some(insurer)) => (insurer, &[Thing::Insurer][..], &[][..]),
            Self::ReachedWho(who) => (who, &[Thing::Person, Thing::Team, Thing::Insurer][..], words::CALLED),
            Self::Alarm
            | Self::Quiet
            | Self::Warned
            | Self::Surge
            | Self::FeedLost
            | Self::Escalated
            | Self::Acknowledged
            | Self::Reached(_)
            | Self::Updated(_)
            | Self::ReachedSite(None)
            | Self::ReachedHead
            | Self::Intake
            | Self::Verified(_)
            | Self::People
            | Self::PeopleAre(_)
            | Self::Scene(_)
            | Self::Ordered(None, _)
            | Self::Team(_, None)
            | Self::Evacuated
            | Self::EvacuationHeard(None)
            | Self::Submitted(_)
            | Self::Signed(_)
            | Self::Sent(_)
            | Self::UnitReported
            | Self::OrderGiven
            | Self::OrderDone
            | Self::LevelProposed
            | Self::LevelDecided
            | Self::LevelEnded
            | Self::Claimed(None)
            | Self::PapersComplete
            | Self::Agreed
            | Self::Reserved
            | Self::Posted
            | Self::Voided
            | Self::Paid
            | Self::Arrived
            | Self::Refilled
            | Self::Recovered
            | Self::Relayed
            | Self::FeedKnown
            | Self::Merged
            | Self::Closed
            | Self::Reopened
            | Self::Noted
            | Self::Shelved
            | Self::HandedOver
            | Self::PhaseEntered(_)
            | Self::Injected(_) => return None,
        };
        Some(named)
    }
}
