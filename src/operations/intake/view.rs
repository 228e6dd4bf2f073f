//! An intake as a screen sees it.

use crate::operations::intake::Field;
use crate::operations::reference::Name;
use crate::units::{ActionId, Instant};
use serde::{Deserialize, Serialize};

/// One intake of an incident; what was said stands in the incident's log, for those who may read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// Its identity.
    pub id: ActionId,
    /// Who took it: their name.
    pub by: Name,
    /// When.
    pub taken: Instant,
    /// Which fields are filled.
    pub filled: [bool; Field::ALL.len()],
    /// Whether nothing more is asked.
    pub ended: bool,
}
