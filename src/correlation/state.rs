//! The ISA-18.2 states as one table.
//!
//! Decides: what an alarm's state becomes when something happens to it.
//! Must not know: devices, incidents, why it happened.
//!
//! Source: ISA-18.2 / IEC 62682; the return from a shelf by ISA-18.2 clause 11.7.3.

use crate::correlation::alarm::AlarmState;
use AlarmState::{
    Acknowledged as C, Normal as A, OutOfService as G, ReturnedUnacknowledged as D, Shelved as E,
    Suppressed as F, Unacknowledged as B,
};

/// What can happen to an alarm.
///
/// The end of a shelf, a suppression or an outage is two triggers, by the condition that is present then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// Its condition began, or was told again.
    Raise,
    /// Its condition ended.
    Clear,
    /// A person has it.
    Acknowledge,
    /// Something new came that the acknowledgement does not cover.
    ReAlarm,
    /// A person shelved it.
    Shelve,
    /// A person ended the shelf while the condition stands: that person knows of it.
    UnshelveActive,
    /// A person ended the shelf and the condition is gone.
    UnshelveNormal,
    /// The shelf ran out while the condition stands: nobody need know of it.
    ShelfEndActive,
    /// The shelf ran out and the condition is gone.
    ShelfEndNormal,
    /// Suppressed by design: a trusted test, a maintenance window.
    Suppress,
    /// The suppression ended while the condition stands.
    UnsuppressActive,
    /// The suppression ended and the condition is gone.
    UnsuppressNormal,
    /// Taken out of service: the field isolated it.
    TakeOut,
    /// Put back while the condition stands.
    PutBackActive,
    /// Put back and the condition is gone.
    PutBackNormal,
}

impl Trigger {
    /// Every trigger, in table order.
    pub const ALL: [Self; 15] = [
        Self::Raise,
        Self::Clear,
        Self::Acknowledge,
        Self::ReAlarm,
        Self::Shelve,
        Self::UnshelveActive,
        Self::UnshelveNormal,
        Self::ShelfEndActive,
        Self::ShelfEndNormal,
        Self::Suppress,
        Self::UnsuppressActive,
        Self::UnsuppressNormal,
        Self::TakeOut,
        Self::PutBackActive,
        Self::PutBackNormal,
    ];
}

/// A row a trigger, a column a state; a state that a trigger does not concern stays.
const TABLE: [[AlarmState; 7]; 15] = [
    // A  B  C  D  E  F  G
    [B, B, C, B, E, F, G], // Raise
    [A, D, A, D, E, F, G], // Clear
    [A, C, C, A, E, F, G], // Acknowledge
    [A, B, B, D, E, F, G], // ReAlarm
    [E, E, E, E, E, E, E], // Shelve
    [A, B, C, D, C, F, G], // UnshelveActive
    [A, B, C, D, A, F, G], // UnshelveNormal
    [A, B, C, D, B, F, G], // ShelfEndActive
    [A, B, C, D, A, F, G], // ShelfEndNormal
    [F, F, F, F, F, F, F], // Suppress
    [A, B, C, D, E, B, G], // UnsuppressActive
    [A, B, C, D, E, A, G], // UnsuppressNormal
    [G, G, G, G, G, G, G], // TakeOut
    [A, B, C, D, E, F, B], // PutBackActive
    [A, B, C, D, E, F, A], // PutBackNormal
];

impl AlarmState {
    /// Every state, A to G.
    pub const ALL: [Self; 7] = [A, B, C, D, E, F, G];

    /// Returns the state after `trigger`.
    #[must_use]
    pub const fn after(self, trigger: Trigger) -> Self {
        TABLE[trigger as usize][self as usize]
    }

    /// Returns whether the alarm is kept from being announced: it stands, and belongs to no incident.
    pub const fn is_held(self) -> bool {
        matches!(self, Self::Shelved | Self::Suppressed | Self::OutOfService)
    }
}
