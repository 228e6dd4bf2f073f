//! A call as a screen sees it.

use crate::operations::call::state::Ended;
use crate::operations::call::{Callee, Purpose};
use crate::operations::reference::{Contact, Name};
use crate::units::Instant;
use serde::{Deserialize, Serialize};

/// One call of an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// Who is rung.
    pub callee: Callee,
    /// What for.
    pub purpose: Purpose,
    /// The number, as the registry has it now.
    pub contact: Contact,
    /// Who rings: their name; empty for a session that says nothing.
    pub by: Name,
    /// Since when.
    pub opened: Instant,
    /// What came of it; none while it rings.
    pub ended: Option<Ended>,
}
