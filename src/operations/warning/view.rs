//! A warning as a screen sees it.

use crate::operations::delivery::{Stage, Target};
use crate::operations::reference::Name;
use crate::operations::warning::Colour;
use crate::text::Text;
use crate::units::{Instant, WarningId};
use arrayvec::ArrayVec;
use serde::{Deserialize, Serialize};

/// One row of the warning list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// Its number on this desk.
    pub id: WarningId,
    /// Its colour.
    pub colour: Colour,
    /// What it warns of.
    pub event: Text<48>,
    /// Who issued it.
    pub sender: Text<96>,
    /// The headline.
    pub headline: Text<256>,
    /// When it was issued.
    pub issued: Instant,
    /// When it ends by itself; unstated when the issuer does not say.
    pub expires: Instant,
    /// Whether it is past its end, or its source fell silent, without an end being told.
    pub stale: bool,
    /// Sites inside it.
    pub sites: u16,
    /// Whom it was relayed to, the first ones. Limits: [`RELAYS_SHOWN_MAX`].
    pub relays: ArrayVec<Relay, RELAYS_SHOWN_MAX>,
}

/// Relays of a warning in a snapshot: what a line has room for.
pub const RELAYS_SHOWN_MAX: usize = 6;

/// A relay and how far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relay {
    /// To whom.
    pub target: Target,
    /// What they are called.
    pub to: Name,
    /// How far it is.
    pub stage: Stage,
}
