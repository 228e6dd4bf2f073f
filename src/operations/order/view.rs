//! An order as a screen sees it.

use crate::operations::reference::Name;
use crate::units::{Digest, Instant, OrderId};
use serde::{Deserialize, Serialize};

/// One order of an incident; its words stand in the incident's log, under its entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// Its number.
    pub id: OrderId,
    /// What is ordered, as the chain holds it.
    pub digest: Digest,
    /// Who gave it: their name.
    pub from: Name,
    /// Who carries it out: their name.
    pub carrier: Name,
    /// When it was given.
    pub given: Instant,
    /// By when.
    pub due: Instant,
    /// When it was carried out.
    pub done: Option<Instant>,
}
