//! Alarms become members of incidents.
//!
//! Decides: the ISA-18.2 state of every alarm, which incident it belongs to, how well that incident is evidenced, and
//! why.
//! Must not know: clocks, files, text, people, languages. Nothing here can fail, and nothing allocates after
//! [`Correlation::new`].
//!
//! Invariants:
//! - the fire bit always opens or joins an incident (design, invariant 14);
//! - every alarm that is not normal is a member of exactly one incident, or suppressed with a reason;
//! - a change carries the time of its cause, never the time that somebody looked.
//!
//! Read on: [`event`] what comes in, [`alarm`] what is kept, [`change`] what goes out, then `Correlation`.

pub mod alarm;
pub mod change;
pub mod event;
pub mod reference;
