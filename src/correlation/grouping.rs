//! Which incident an alarm belongs to, and why.
//!
//! Decides: what is near, what a warning covers, what a set of alarms proves.
//! Must not know: states, acknowledgements, who is told.
//!
//! Invariants:
//! - alarms of different families never share an incident;
//! - fire and gas reach as far as their site and are never taken in by a warning; water and weather reach as far as
//!   their zone, and inside a warning of their kind as far as their site; faults reach as far as their building.

pub(crate) mod contexts;
pub(crate) mod evidence;
pub(crate) mod inhibition;
pub(crate) mod place;
pub(crate) mod presence;
pub(crate) mod standing;
pub(crate) mod whereabouts;
