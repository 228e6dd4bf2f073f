//! What the stores do for the evidence: texts that were ordered gone are destroyed, the desk is told of each signed head.
//!
//! Decides: when a step of a purge is done: between two groups of batches, so that no alarm's entry waits for more than one.
//! Must not know: why a text goes.

use crate::engine::purpose::Sinks;
use crate::engine::stores::{Note, Stores};
use crate::journal::heads::Fault;
use crate::journal::heads::code::Code;
use crate::journal::heads::signer::Signing;
use crate::journal::purge::{self, Unnamed, Walk};
use crate::journal::writer::{CommitError, Journal};
use crate::operations::snapshot::Signed;
use crate::operations::storage::HeadFault;
use crate::text;
use crate::units::EntryNumber;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// How long a step waits for somebody who looks into the journal.
const AFTER_BUSY: Duration = Duration::from_secs(1);
/// How long it waits after anything else: what is damaged stays so.
const AFTER_FAULT: Duration = Duration::from_secs(60);

/// The orders that are being carried out, and what the desk was told of the heads.
#[derive(Debug, Default)]
pub struct Evidence {
    walks: Vec<Walk>,
    /// Texts that a crash left without an entry are looked for.
    unnamed: Option<Unnamed>,
    /// The mark of a journal that was put back, while what was destroyed since is destroyed again.
    restored: Option<PathBuf>,
    /// A step was refused: the next one waits until then.
    rests_until: Option<Instant>,
    told: Option<(Option<EntryNumber>, Option<HeadFault>)>,
}

impl Evidence {
    /// Begins with the orders that no entry says were carried out; all of them where the journal was put back from a copy.
    pub fn begin(journal: &Journal, restored: PathBuf, in_order: bool) -> rusqlite::Result<Self> {
        let restored = restored.exists().then_some(restored);
        let orders = purge::orders(journal)?.into_iter().filter(|one| restored.is_some() || !one.is_done);
        let walks = orders.map(|one| Walk::of(one.order)).collect();
        // By now every recorded command has its entry, and a text without one was never answered for.
        let unnamed = if in_order { None } else { Unnamed::begin(journal)? };
        Ok(Self { walks, unnamed, restored, ..Self::default() })
    }

    /// Returns whether a step is to be done as soon as nothing else is.
    pub(super) const fn is_waiting(&self) -> bool {
        (!self.walks.is_empty() || self.unnamed.is_some()) && self.rests_until.is_none()
    }

    fn rest(&mut self, wait: Duration) {
        self.rests_until = Some(Instant::now() + wait);
    }
}

/// Returns how long a refused step is put off: a reader that holds the log is gone in a moment, a page that cannot be read is not.
const fn rest_after(error: &CommitError) -> Duration {
    match error {
        CommitError::Busy | CommitError::Full => AFTER_BUSY,
        _ => AFTER_FAULT,
    }
}

/// Returns what an officer is told of a fault; the log has it whole.
fn head_fault(fault: &Fault) -> HeadFault {
    match fault {
        Fault::Exposed { .. } => HeadFault::Exposed,
        Fault::NotAKey(_) => HeadFault::NotAKey,
        Fault::Random => HeadFault::Random,
        Fault::Older { entry, .. } => HeadFault::Older(*entry),
        Fault::Stranger { entry, .. } => HeadFault::Stranger(*entry),
        Fault::Silent(_) => HeadFault::Silent,
        Fault::Epochs(_) => HeadFault::Epochs,
        Fault::Journal(_) => HeadFault::Unread,
        Fault::Io { file, source } => {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            HeadFault::System(text::bounded(&name), source.raw_os_error())
        }
    }
}

impl<S: Sinks> Stores<S> {
    /// Takes up orders that were just committed.
    pub(super) fn take_orders(&mut self) {
        let Some(journal) = self.entries.journal() else { return };
        match purge::orders(journal) {
            Ok(orders) => {
                let known = |entry| self.evidence.walks.iter().any(|walk| walk.order().entry == entry);
                let new: Vec<_> = orders
                    .into_iter()
                    .filter(|one| !one.is_done && !known(one.order.entry))
                    .map(|one| Walk::of(one.order))
                    .collect();
                self.evidence.walks.extend(new);
            }
            Err(error) => tracing::error!("the orders to destroy texts cannot be read: {error}"),
        }
    }

    /// Does a step of the oldest order.
    pub(super) fn purge_some(&mut self) {
        if self.evidence.rests_until.is_some_and(|until| Instant::now() < until) {
            return;
        }
        self.evidence.rests_until = None;
        if let Some(unnamed) = &mut self.evidence.unnamed {
            match self.entries.alter(|journal| unnamed.step(journal)) {
                Ok(Some(None)) => {}
                Ok(Some(Some(_))) => self.evidence.unnamed = None,
                Ok(None) => self.evidence.rest(AFTER_BUSY),
                Err(error) => {
                    self.evidence.rest(rest_after(&error));
                    tracing::warn!("texts that no entry names stay in the journal: {error}");
                }
            }
            return;
        }
        let Some(walk) = self.evidence.walks.first_mut() else {
            if let Some(mark) = self.evidence.restored.take()
                && let Err(error) = std::fs::remove_file(&mark)
            {
                tracing::warn!("{}: {error}", mark.display());
            }
            return;
        };
        match self.entries.alter(|journal| walk.step(journal)) {
            Ok(Some(None)) => {}
            Ok(None) => self.evidence.rest(AFTER_BUSY),
            Ok(Some(Some(texts))) => {
                let order = walk.order().entry;
                self.evidence.walks.remove(0);
                self.tell(Note::Purged { order, texts });
            }
            Err(error) => {
                self.evidence.rest(rest_after(&error));
                tracing::warn!("texts that were ordered gone still stand: {error}");
            }
        }
    }

    /// Tells the desk of the newest signed head and of what is wrong with it, when it does not know.
    pub(super) fn tell_signing(&mut self) {
        let Some(Signing { newest, fault }) = self.entries.journal().map(Journal::signing) else { return };
        let now = (newest.map(|newest| newest.head.entry), fault.map(head_fault));
        if self.evidence.told.as_ref() == Some(&now) {
            return;
        }
        if let Some(fault) = fault {
            tracing::error!("signed heads: {fault}");
        }
        let code = |head| text::bounded(&Code::of(head).to_string());
        let signed = newest.map(|newest| Signed { entry: newest.head.entry, code: code(newest.head) });
        self.tell(Note::Signed { signed, fault: now.1 });
        self.evidence.told = Some(now);
    }
}
