//! Who is to be rung next, and what for.

use crate::operations::call::{Callee, Purpose};
use crate::operations::reference::Contact;
use crate::operations::state::State;
use crate::units::IncidentId;
use serde::{Deserialize, Serialize};

/// A call that the desk proposes; the first one is what `c` opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Who is rung.
    pub callee: Callee,
    /// What for.
    pub purpose: Purpose,
    /// The number.
    pub contact: Contact,
}

/// Returns whom an incident wants rung, the most urgent first; then everybody else whom it may need.
pub fn offers(desk: &State, incident: IncidentId) -> Vec<Offer> {
    let _ = (desk, incident);
    Vec::new()
}
