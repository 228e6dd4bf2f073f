//! Suppressions and what they hold, as a screen sees them.

use crate::correlation::alarm::AlarmKey;
use crate::correlation::change::{Reason, ReasonCode};
use crate::correlation::{Correlation, Cover};
use crate::operations::desk::RuleName;
use crate::operations::state::State as Desk;
use crate::operations::suppression::{Called, Running};
use crate::text::Text;
use crate::units::{Instant, SuppressionId};
use serde::{Deserialize, Serialize};

/// A suppression that runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// Its number.
    pub id: SuppressionId,
    /// What it covers.
    pub cover: Cover,
    /// What that is called.
    pub named: Called,
    /// Since when.
    pub begun: Instant,
    /// Until when.
    pub until: Instant,
    /// The code of who asked for it; empty when nobody said who they are.
    pub by: Text<16>,
    /// How many alarms it holds that stand.
    pub held: u32,
}

/// Why an alarm that stands is held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Why.
    pub reason: Reason,
    /// What the rule that the reason names is called; none for a built-in one, and for one that is in force no more.
    pub rule: Option<Box<RuleName>>,
    /// The code of the device that the reason names.
    pub other: Text<32>,
    /// Since when.
    pub since: Instant,
    /// The suppression that a person asked for; none where the desk, a test or the field holds it.
    pub by: Option<View>,
}

/// Returns a suppression as it is shown.
///
/// Cost: O(held).
pub fn view(desk: &Desk, row: &Running) -> View {
    let id = row.suppression.id;
    let held =
        desk.correlation.held().filter(|(_, reason, _)| suppression_of(reason.code) == Some(id)).count();
    View {
        id,
        cover: row.suppression.cover,
        named: row.named,
        begun: row.suppression.begun,
        until: row.suppression.until,
        by: row.by.officer().map(|officer| officer.code).unwrap_or_default(),
        held: held as u32,
    }
}

/// Returns why an alarm is held; none when it is not.
///
/// Cost: O(held) for one that is held.
pub fn held(desk: &Desk, alarm: AlarmKey) -> Option<Held> {
    let reason = desk.correlation.held_because(alarm)?;
    let by = suppression_of(reason.code).and_then(|id| desk.suppressions.get(id));
    Some(Held {
        reason,
        rule: desk.rules.name(reason.rule).cloned().map(Box::new),
        other: reason.other.map(|other| desk.device_code(other.device)).unwrap_or_default(),
        since: since(&desk.correlation, alarm),
        by: by.map(|row| view(desk, row)),
    })
}

/// Returns the suppression that a reason names.
pub const fn suppression_of(code: ReasonCode) -> Option<SuppressionId> {
    match code {
        ReasonCode::Shelved(id) | ReasonCode::Window(id) | ReasonCode::Outage(id) => Some(id),
        ReasonCode::First
        | ReasonCode::SameDevice
        | ReasonCode::SameZoneSameKind
        | ReasonCode::SameZoneOtherQuantity
        | ReasonCode::Nearby
        | ReasonCode::ManualCallPoint
        | ReasonCode::InWarning(_)
        | ReasonCode::GatewayLost
        | ReasonCode::Overflow
        | ReasonCode::Unregistered
        | ReasonCode::Test
        | ReasonCode::Isolated
        | ReasonCode::Operator
        | ReasonCode::Ended
        | ReasonCode::Told
        | ReasonCode::Inhibited
        | ReasonCode::SourceEnded
        | ReasonCode::Bridged
        | ReasonCode::Expired
        | ReasonCode::HigherSeverity => None,
    }
}

fn since(core: &Correlation, alarm: AlarmKey) -> Instant {
    core.held().find(|(key, ..)| *key == alarm).map(|(.., since)| since).unwrap_or_default()
}
