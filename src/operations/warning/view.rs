//! A warning as a screen sees it.

use crate::operations::warning::Colour;
use crate::text::Text;
use crate::units::{Instant, WarningId};
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
}
