//! A warning as a screen sees it.

use crate::correlation::area::Flaw;
use crate::operations::delivery::{Stage, Target};
use crate::operations::reference::{Code, Name};
use crate::operations::warning::{Colour, Message, Status};
use crate::text::Text;
use crate::units::{Fen, Instant, WarningId};
use arrayvec::ArrayVec;
use serde::{Deserialize, Serialize};

/// One row of the warning list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// Its number on this desk.
    pub id: WarningId,
    /// Its colour.
    pub colour: Colour,
    /// Whether it is meant.
    pub status: Status,
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
    /// Whether a lifting came that may have meant it and may have meant another.
    pub doubted: bool,
    /// Sites inside it.
    pub sites: u16,
    /// People expected there at this hour.
    pub people: u32,
    /// Sites of which the registry does not say how many people are there.
    pub people_unknown: u16,
    /// What the policies in force insure there, in all.
    pub insured: Fen,
    /// What each insurer insures there, the first ones. Limits: [`INSURED_SHOWN_MAX`].
    pub insurers: ArrayVec<Insured, INSURED_SHOWN_MAX>,
    /// By what it says where it holds.
    pub extent: Extent,
    /// Whom it was relayed to, the first ones. Limits: [`RELAYS_SHOWN_MAX`].
    pub relays: ArrayVec<Relay, RELAYS_SHOWN_MAX>,
}

/// Insurers of a warning in a snapshot: what a line has room for; its page has all of them.
pub const INSURED_SHOWN_MAX: usize = 3;

/// What an insurer insures inside a warning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Insured {
    /// Its code.
    pub insurer: Code,
    /// How much.
    pub sum: Fen,
}

/// The warnings in figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Those that the desk lists.
    pub standing: u32,
    /// Of these, those that touch no site.
    pub elsewhere: u32,
    /// Those that touch a site and found no place in the list.
    pub unlisted_here: u32,
    /// Those that touch no site and found no place in the list.
    pub unlisted_elsewhere: u32,
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

/// By what a warning says where it holds, and what of that could not be taken as it was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extent {
    /// Divisions that it names.
    pub divisions: u8,
    /// Polygons that are held as it draws them.
    pub polygons: u8,
    /// Circles that are held as it draws them.
    pub circles: u8,
    /// Nothing readable says where it ends: it is taken to hold everywhere.
    pub everywhere: bool,
    /// How often each flaw was met, in the order of [`Flaw::ALL`].
    pub flaws: [u8; Flaw::ALL.len()],
}

impl Extent {
    /// Says it of a message.
    pub fn of(message: &Message) -> Self {
        let (rings, circles) = message.shapes.held();
        let mut flaws = [0; Flaw::ALL.len()];
        for (flaw, count) in message.shapes.flaws() {
            flaws[flaw as usize] = count;
        }
        Self {
            divisions: message.adcodes.len() as u8,
            polygons: rings as u8,
            circles: circles as u8,
            everywhere: message.shapes.is_everywhere(),
            flaws,
        }
    }

    /// Returns what was not as it should be, and how often.
    pub fn flaws(&self) -> impl Iterator<Item = (Flaw, u8)> {
        Flaw::ALL.into_iter().zip(self.flaws).filter(|(_, count)| *count > 0)
    }
}
