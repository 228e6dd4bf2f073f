//! An order as a screen sees it.

use crate::operations::dispatch::{Status, Task};
use crate::operations::reference::{Name, Phone};
use crate::text::Text;
use crate::units::{DispatchId, Instant, TeamId};
use serde::{Deserialize, Serialize};

/// One team on one task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// Its number.
    pub id: DispatchId,
    /// The team.
    pub team: TeamId,
    /// Its code.
    pub code: Text<16>,
    /// Its name.
    pub name: Name,
    /// Its telephone.
    pub phone: Phone,
    /// What for.
    pub task: Task,
    /// Whether a place was typed at which it gathers: its words stand with the order's entry.
    pub elsewhere: bool,
    /// Where it is with it.
    pub status: Status,
    /// Since when.
    pub since: Instant,
    /// When it was ordered.
    pub ordered: Instant,
    /// When it arrives, by its own word.
    pub arrives: Option<Instant>,
    /// Whether it is to get out, and whether it has heard.
    pub evacuate: Option<bool>,
    /// Whether nobody is to go in its place.
    pub waived: bool,
}
