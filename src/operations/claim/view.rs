//! A claim as a screen sees it.

use crate::operations::call::Reference;
use crate::operations::claim::Stage;
use crate::operations::reference::Name;
use crate::text::Text;
use crate::units::{ClaimId, Fen, IncidentId, Instant};
use serde::{Deserialize, Serialize};

/// One claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// Its number on this desk.
    pub id: ClaimId,
    /// The incident.
    pub incident: IncidentId,
    /// The insurer's short name.
    pub insurer: Name,
    /// The insurer's number.
    pub number: Reference,
    /// The policy; empty when none was in force.
    pub policy: Text<48>,
    /// When it was opened.
    pub opened: Instant,
    /// When its papers were complete.
    pub papers: Option<Instant>,
    /// How far it is.
    pub stage: Stage,
    /// What it has brought back into the pool.
    pub refilled: Fen,
}
