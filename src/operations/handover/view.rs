//! A handover as every screen sees it.

use crate::operations::reference::Name;
use crate::units::Instant;
use serde::{Deserialize, Serialize};

/// What stands of handovers beside the counts of the first line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// To whom the desk is offered, and since when.
    pub offered: Option<(Name, Instant)>,
    /// Handovers whose outgoing signature is missing.
    pub unsigned: u32,
}
