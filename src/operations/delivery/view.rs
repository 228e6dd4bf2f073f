//! A delivery as a screen sees it.

use crate::operations::delivery::{About, Stage, Target};
use crate::operations::reference::{Name, Phone};
use crate::units::{DeliveryId, Instant};
use serde::{Deserialize, Serialize};

/// One delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// Its number.
    pub id: DeliveryId,
    /// To whom.
    pub target: Target,
    /// What the receiver is called.
    pub post: Name,
    /// What to ring when it does not arrive.
    pub phone: Phone,
    /// What about.
    pub about: About,
    /// Whether a machine sends it.
    pub by_machine: bool,
    /// How far it is.
    pub stage: Stage,
    /// Since when.
    pub since: Instant,
}
