//! A report as a screen sees it; its text stands in the incident's log, under its entry.

use crate::operations::call::Reference;
use crate::operations::reference::Name;
use crate::operations::report::{Kind, Stage};
use crate::units::{Digest, Instant};
use serde::{Deserialize, Serialize};

/// One report of an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// Its number in the incident.
    pub number: u16,
    /// Which report.
    pub kind: Kind,
    /// What was submitted.
    pub digest: Digest,
    /// Who submitted it: their name.
    pub by: Name,
    /// When.
    pub submitted: Instant,
    /// How far it is.
    pub stage: Stage,
    /// When it was told by telephone, with the receipt.
    pub phoned: Option<(Instant, Reference)>,
    /// When it went in writing, with the receipt.
    pub written: Option<(Instant, Reference)>,
}
