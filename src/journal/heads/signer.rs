//! Signs the heads of the journal that is written.
//!
//! Decides: with which key, when the next one begins, what is made up for after a crash.
//! Must not know: what an entry says beyond its kind.
//!
//! The order of a shift's end: the next key on disk; the commit with the entry and the head that names the new key; the old
//! key gone; the head in the second place. Each step is made up for at the next opening, the last one as soon as the second
//! place answers.

use crate::journal::Head;
use crate::journal::heads::keeper::{Answer, Keeper, Question};
use crate::journal::heads::key::Key;
use crate::journal::heads::vouch::Keys;
use crate::journal::heads::{Fault, HANDED_DOMAIN, Places, SIGNED_DOMAIN, SignedHead};
use crate::units::{EntryNumber, Instant};
use std::collections::BTreeSet;

/// What signs.
#[derive(Debug)]
pub struct Signer {
    places: Places,
    keeper: Keeper,
    key: Option<Key>,
    newest: Option<SignedHead>,
    /// Why the newest head that was due is not signed.
    unsigned: Option<Fault>,
    /// What the second place knows too much.
    apart: Option<Fault>,
    /// Why the second place lacks a head.
    unreached: Option<Fault>,
    /// Whether the second place was held against the journal.
    is_compared: bool,
    /// Whether a head was signed since the opening.
    has_signed: bool,
    /// Lines that the second place still lacks.
    waiting: Vec<String>,
}

/// What is to be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// The head.
    pub head: Head,
    /// The time of its entry.
    pub at: Instant,
    /// Whose key signs.
    pub shift: Shift,
}

/// Whether a shift ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shift {
    /// The key in use signs.
    GoesOn,
    /// A new key begins.
    Ends,
}

/// A head that goes into the commit.
#[derive(Debug)]
pub struct Pending {
    /// The head.
    pub signed: SignedHead,
    /// The key that takes the place of the one in use.
    next: Option<Key>,
}

/// How far the signing is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Signing<'a> {
    /// The newest head that was signed.
    pub newest: Option<&'a SignedHead>,
    /// What is wrong with it.
    pub fault: Option<&'a Fault>,
}

/// How the second place was attended to.
#[derive(Debug)]
pub enum Attended {
    /// Nothing is to be done now.
    Rests,
    /// It took lines.
    Kept,
    /// Its lines, which are to be held against the journal.
    Lines(Vec<String>),
}

impl Signer {
    /// Goes on from the heads that the journal holds, oldest first.
    pub fn open(places: Places, keeper: Keeper, heads: &[SignedHead]) -> Self {
        let newest = heads.last().cloned();
        let (key, unsigned) = match Key::open(&places.key, newest.as_ref().map(|head| head.key)) {
            Ok(key) => (key, None),
            Err(fault) => (None, Some(fault)),
        };
        Self {
            places,
            keeper,
            key,
            newest,
            unsigned,
            apart: None,
            unreached: None,
            is_compared: false,
            has_signed: false,
            waiting: Vec::new(),
        }
    }

    /// Gives up signing; who keeps the second place goes on with whoever signs next.
    pub fn close(self) -> (Places, Keeper) {
        (self.places, self.keeper)
    }

    /// Returns how far the signing is.
    pub fn signing(&self) -> Signing<'_> {
        Signing { newest: self.newest.as_ref(), fault: self.fault() }
    }

    fn fault(&self) -> Option<&Fault> {
        self.unsigned.as_ref().or(self.apart.as_ref()).or(self.unreached.as_ref())
    }

    /// Returns the newest head.
    pub const fn newest(&self) -> Option<&SignedHead> {
        self.newest.as_ref()
    }

    /// Returns whether a head was signed since the opening: from then on no older one is taken back.
    pub const fn has_signed(&self) -> bool {
        self.has_signed
    }

    /// Asks the second place what is to be asked, and hears what it said.
    ///
    /// Cost: as [`Keeper::ask`].
    pub fn attend(&mut self) -> Attended {
        let answer = match (self.keeper.hear(), self.question()) {
            (Some(answer), _) => Ok(answer),
            (None, Some(question)) => self.keeper.ask(question),
            (None, None) => return Attended::Rests,
        };
        match answer {
            Ok(Answer::Lines(Ok(lines))) => Attended::Lines(lines),
            Ok(Answer::Kept(Ok(lines))) => {
                self.waiting.retain(|line| !lines.contains(line));
                self.unreached = None;
                Attended::Kept
            }
            Ok(Answer::Lines(Err(fault)) | Answer::Kept(Err(fault))) | Err(fault) => {
                self.unreached = Some(fault);
                Attended::Rests
            }
        }
    }

    /// Returns what is to be asked of the second place.
    fn question(&self) -> Option<Question> {
        if !self.is_compared {
            Some(Question::Lines)
        } else if self.waiting.is_empty() {
            None
        } else {
            Some(Question::Keep(self.waiting.clone()))
        }
    }

    /// Returns the keys whose heads are taken back.
    pub fn keys(&self, heads: &[SignedHead], beyond: &[SignedHead]) -> Keys {
        Keys::of(heads, Key::in_use(&self.places.key), beyond)
    }

    /// Notes what the second place lacks of the journal's heads: it is brought there by [`Signer::attend`].
    ///
    /// `lost` is the newest head that the journal lacks, `stranger` the newest that none of its keys signed.
    pub fn compared(
        &mut self,
        heads: &[SignedHead],
        there: &BTreeSet<String>,
        lost: Option<EntryNumber>,
        stranger: Option<EntryNumber>,
    ) {
        let file = || self.keeper.place().file().to_path_buf();
        self.apart = match (lost, stranger) {
            (Some(entry), _) => Some(Fault::Older { file: file(), entry }),
            (None, Some(entry)) => Some(Fault::Stranger { file: file(), entry }),
            (None, None) => None,
        };
        self.waiting = heads.iter().map(SignedHead::line).filter(|line| !there.contains(line)).collect();
        self.unreached = None;
        self.is_compared = true;
    }

    /// Takes a head back into the journal's account that the second place kept.
    pub fn adopt(&mut self, newest: SignedHead) {
        let key = Key::open(&self.places.key, Some(newest.key));
        self.newest = Some(newest);
        self.key = key.unwrap_or_default();
    }

    /// Signs; none when it cannot: the reason stands in [`Signer::signing`].
    pub fn sign(&mut self, due: Due) -> Option<Pending> {
        // A key that others can read, or that cannot be read, was told at the opening; it may have been mended since.
        if self.unsigned.is_some() {
            match Key::open(&self.places.key, self.newest.as_ref().map(|head| head.key)) {
                Ok(key) => (self.key, self.unsigned) = (key, None),
                Err(fault) => {
                    self.unsigned = Some(fault);
                    return None;
                }
            }
        }
        let is_first = self.newest.is_none();
        let begins = self.key.is_none() || (due.shift == Shift::Ends && !is_first);
        let next = if begins {
            match self.begin() {
                Ok(next) => Some(next),
                Err(fault) => {
                    self.unsigned = Some(fault);
                    return None;
                }
            }
        } else {
            None
        };
        let signed = self.signed(due, next.as_ref())?;
        Some(Pending { signed, next: next.map(|(key, _)| key) })
    }

    /// Makes the next key, with its epoch.
    fn begin(&self) -> Result<(Key, u32), Fault> {
        let last = self.newest.as_ref().map_or(0, |newest| newest.epoch);
        let epoch = last.checked_add(1).ok_or(Fault::Epochs(last))?;
        Ok((Key::begin(&self.places.key)?, epoch))
    }

    fn signed(&self, due: Due, next: Option<&(Key, u32)>) -> Option<SignedHead> {
        let key = next.map(|(key, _)| key).or(self.key.as_ref())?;
        let empty = super::Bytes([0; 64]);
        let (epoch, since, before) = match (&self.newest, next) {
            (None, _) => (1, EntryNumber(0), None),
            (Some(newest), Some((_, epoch))) => (*epoch, newest.head.entry, Some(newest.key)),
            (Some(newest), None) => (newest.epoch, newest.since, newest.before),
        };
        let Due { head, at, .. } = due;
        let mut signed =
            SignedHead { head, epoch, since, at, key: key.public(), before, signature: empty, handed: None };
        let said = signed.said();
        signed.signature = key.sign(SIGNED_DOMAIN, &said);
        if next.is_some() && before.is_some() {
            signed.handed = self.key.as_ref().map(|old| old.sign(HANDED_DOMAIN, &said));
        }
        Some(signed)
    }

    /// The commit with the head is on disk.
    pub fn committed(&mut self, pending: Pending) {
        if let Some(next) = pending.next {
            match Key::promote(&self.places.key) {
                Ok(()) => self.unsigned = None,
                // The old key's file stands still; the opening puts it right, and until then the new key signs from memory.
                Err(fault) => self.unsigned = Some(fault),
            }
            self.key = Some(next);
        }
        self.waiting.push(pending.signed.line());
        self.newest = Some(pending.signed);
        self.has_signed = true;
    }

    /// The commit with the head was refused, and nothing of it is on disk.
    pub fn refused(&self, pending: &Pending) {
        if pending.next.is_some() {
            Key::abandon(&self.places.key);
        }
    }
}
