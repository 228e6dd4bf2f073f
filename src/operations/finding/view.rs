//! A finding as a screen sees it.

use crate::operations::call::Witness;
use crate::operations::finding::{Found, Reliability};
use crate::operations::reference::Contact;
use crate::units::Instant;
use serde::{Deserialize, Serialize};

/// One finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// When it was told.
    pub at: Instant,
    /// What.
    pub found: Found,
    /// Who says so; a text that was typed stands in the incident's log.
    pub witness: Witness<()>,
    /// Who that is called, where the registry knows them.
    pub named: Contact,
    /// How far it is to be relied on.
    pub reliability: Reliability,
}
