//! Who has the desk, what is offered, and which signatures are missing.

use crate::limits::UNSIGNED_HANDOVERS_MAX;
use crate::operations::actor::{Officer, PrivateText};
use crate::operations::handover::{Fact, Keys, Sums, Unproved};
use crate::operations::reference::Code;
use crate::units::{HandoverId, Instant};
use serde::{Deserialize, Serialize};

/// The handovers, as far as they matter now.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct State {
    last: HandoverId,
    offer: Option<Offer>,
    stands: Option<Stands>,
    unsigned: Vec<Unsigned>,
    unsigned_older: u32,
    /// When both have signed last.
    signed: Option<Instant>,
    /// The acts that nobody proved since then.
    pub unproved: Unproved,
}

/// The desk as it is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// The handover.
    pub id: HandoverId,
    /// Who has the desk.
    pub from: Officer,
    /// To whom.
    pub to: Officer,
    /// Whether equipment and keys were counted.
    pub keys: Keys,
    /// What they must know besides the sheet.
    pub note: Option<PrivateText>,
    /// What stood on the sheet.
    pub sheet: Sums,
    /// Since when.
    pub at: Instant,
}

/// Who has the desk by a handover.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stands {
    /// Who.
    pub officer: Officer,
    /// Whom the registry named then.
    pub rostered: Code,
    /// Since when.
    pub since: Instant,
}

/// A handover whose outgoing signature is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsigned {
    /// The handover.
    pub id: HandoverId,
    /// Who had the desk; none when nobody had.
    pub from: Option<Officer>,
    /// Who took it.
    pub to: Officer,
    /// What stood on the sheet.
    pub sheet: Sums,
    /// When.
    pub at: Instant,
}

/// What changes hands by a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passes {
    /// From whom; none when nobody had the desk.
    pub from: Option<Officer>,
    /// To whom.
    pub to: Officer,
}

impl State {
    /// Returns the number that the next handover gets.
    pub const fn next_id(&self) -> HandoverId {
        HandoverId(self.last.0 + 1)
    }

    /// Returns the offer that stands.
    pub const fn offer(&self) -> Option<&Offer> {
        self.offer.as_ref()
    }

    /// Returns who has the desk by a handover; none before the first.
    pub const fn stands(&self) -> Option<&Stands> {
        self.stands.as_ref()
    }

    /// Returns the handovers whose outgoing signature is missing, the oldest first.
    pub fn unsigned(&self) -> &[Unsigned] {
        &self.unsigned
    }

    /// Returns how many those are; those that are no longer kept among them.
    pub const fn unsigned_count(&self) -> u32 {
        self.unsigned_older.saturating_add(self.unsigned.len() as u32)
    }

    /// Returns when both have signed last.
    pub const fn signed(&self) -> Option<Instant> {
        self.signed
    }

    /// Applies a fact; never refuses. Returns what changes hands.
    pub fn apply(&mut self, fact: &Fact, at: Instant) -> Option<Passes> {
        match *fact {
            Fact::Offered { handover, from, to, keys, note, sheet } => {
                self.last = self.last.max(handover);
                self.offer = Some(Offer { id: handover, from, to, keys, note, sheet, at });
                None
            }
            Fact::Withdrawn { .. } => {
                self.offer = None;
                None
            }
            Fact::Signed { handover, late: true, .. } => {
                self.unsigned.retain(|row| row.id != handover);
                self.note_signed(at);
                None
            }
            Fact::Signed { handover, from, to, rostered, late: false, .. } => {
                self.last = self.last.max(handover);
                self.pass(to, rostered, at);
                self.note_signed(at);
                Some(Passes { from, to })
            }
            Fact::Taken { handover, from, to, rostered, sheet, .. } => {
                self.last = self.last.max(handover);
                self.pass(to, rostered, at);
                if self.unsigned.len() >= UNSIGNED_HANDOVERS_MAX {
                    self.unsigned.remove(0);
                    self.unsigned_older = self.unsigned_older.saturating_add(1);
                }
                self.unsigned.push(Unsigned { id: handover, from, to, sheet, at });
                Some(Passes { from, to })
            }
        }
    }

    fn pass(&mut self, to: Officer, rostered: Code, at: Instant) {
        self.stands = Some(Stands { officer: to, rostered, since: at });
        self.offer = None;
    }

    /// What nobody proved is passed on when no signature is missing any more.
    fn note_signed(&mut self, at: Instant) {
        self.signed = Some(at);
        if self.unsigned.is_empty() {
            self.unsigned_older = 0;
            self.unproved.clear();
        }
    }
}
