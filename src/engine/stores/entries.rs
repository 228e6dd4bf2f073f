//! What is to stand in the journal, and does not yet.
//!
//! Decides: what is tried again, and in which order; what an unknown outcome was.
//! Must not know: what an entry means.
//!
//! Invariants:
//! - what could not be written stays in memory, in order, and is tried again before anything newer;
//! - after an outcome that nobody knows the connection is given up, the file is opened anew while no other connection of
//!   this process is open, and what is there is there: nothing is written twice, nothing is taken for written;
//! - a journal that lost an entry that was answered for, or holds another one, is never written again.

use crate::engine::readers::Readers;
use crate::journal::draft::{Draft, PrivateRow};
use crate::journal::heads::Places;
use crate::journal::heads::keeper::Keeper;
use crate::journal::schema::OpenError;
use crate::journal::writer::{CommitError, Journal};
use crate::journal::{Head, chain};
use crate::operations::storage::Trouble;
use crate::units::{ActionId, Digest, EntryNumber};
use rusqlite::ErrorCode;
use std::path::PathBuf;

/// The journal as the stores hold it.
pub struct Entries {
    file: PathBuf,
    readers: Readers,
    /// None while nobody knows what the disk holds.
    journal: Option<Journal>,
    /// Where heads are signed and who keeps them, of a journal that was given up: for the one that is opened anew.
    signing: Option<(Places, Keeper)>,
    /// The newest entry that was answered for.
    head: Head,
    drafts: Vec<Draft>,
    texts: Vec<PrivateRow>,
    /// Why the journal is never written: it was damaged when the desk began.
    damage: Option<Box<str>>,
}

/// Why entries could not be written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A commit.
    #[error("{0}")]
    Commit(#[from] CommitError),
    /// The journal cannot be opened anew after an unknown outcome.
    #[error("{0}")]
    Open(#[from] OpenError),
    /// What is there cannot be looked up.
    #[error("the journal cannot be read: {0}")]
    Read(#[from] rusqlite::Error),
    /// The journal was damaged when the desk began.
    #[error("{0}")]
    Damaged(Box<str>),
    /// An entry that was answered for is gone, or is another one.
    #[error("entry {0} is not the one that was answered for")]
    Lost(EntryNumber),
    /// Something else stands where the desk's own entry was to stand.
    #[error("entry {0} is not this desk's")]
    Foreign(EntryNumber),
}

impl Error {
    /// Returns what it means for whoever waits.
    pub fn trouble(&self) -> Trouble {
        match self {
            Self::Commit(CommitError::Full) => Trouble::Full,
            Self::Commit(CommitError::Busy) => Trouble::Busy,
            Self::Commit(CommitError::Unknown(error)) | Self::Read(error) => of_sqlite(error),
            Self::Commit(CommitError::Other(error)) | Self::Open(OpenError::Sqlite { source: error, .. }) => {
                of_sqlite(error)
            }
            Self::Commit(CommitError::Frozen) => Trouble::Failing,
            Self::Commit(CommitError::Repeated(_) | CommitError::ReadBack(_)) => Trouble::Other,
            Self::Open(OpenError::Io { source, .. }) => match source.kind() {
                std::io::ErrorKind::ReadOnlyFilesystem | std::io::ErrorKind::PermissionDenied => {
                    Trouble::ReadOnly
                }
                std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Trouble::Full,
                _ => Trouble::Failing,
            },
            Self::Open(
                OpenError::SqliteTooOld(_)
                | OpenError::Missing(_)
                | OpenError::LogWithoutJournal(_)
                | OpenError::Empty(_)
                | OpenError::Foreign(_)
                | OpenError::Newer { .. }
                | OpenError::Broken { .. },
            )
            | Self::Damaged(_)
            | Self::Lost(_)
            | Self::Foreign(_) => Trouble::Damaged,
        }
    }
}

fn of_sqlite(error: &rusqlite::Error) -> Trouble {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => Trouble::Full,
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Trouble::Busy,
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Trouble::ReadOnly,
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Trouble::Damaged,
        Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen | ErrorCode::OutOfMemory) => Trouble::Failing,
        Some(_) | None => Trouble::Other,
    }
}

impl Entries {
    /// Takes the journal over, with nothing that waits.
    pub fn of(file: PathBuf, readers: Readers, journal: Journal) -> Self {
        let head = journal.head();
        Self { head, ..Self::empty(file, readers, Some(journal), None) }
    }

    /// Stands beside a damaged journal, which is left as it is: everything waits.
    pub fn beside(file: PathBuf, readers: Readers, damage: &OpenError) -> Self {
        Self::empty(file, readers, None, Some(damage.to_string().into()))
    }

    fn empty(file: PathBuf, readers: Readers, journal: Option<Journal>, damage: Option<Box<str>>) -> Self {
        let head = Head::default();
        Self { file, readers, journal, signing: None, head, drafts: Vec::new(), texts: Vec::new(), damage }
    }

    /// Returns the newest entry that was answered for.
    pub const fn head(&self) -> Head {
        self.head
    }

    /// Returns how many entries wait.
    pub fn waiting(&self) -> u32 {
        self.drafts.len() as u32
    }

    /// Returns whether something is to be done although nothing new came: what waits, or a journal to open anew.
    pub fn is_behind(&self) -> bool {
        !self.drafts.is_empty() || self.journal.is_none() && self.damage.is_none()
    }

    /// Returns whether an entry of a kind waits.
    pub fn holds_kind(&self, kind: &str) -> bool {
        self.drafts.iter().any(|draft| draft.kind == kind)
    }

    /// Returns the journal while it is known what it holds.
    pub const fn journal(&self) -> Option<&Journal> {
        self.journal.as_ref()
    }

    /// Brings the second place of the signed heads what it lacks, and hears what it said.
    pub fn attend_heads(&mut self) {
        if let Some(journal) = &mut self.journal {
            journal.attend_heads();
        }
    }

    /// Does something to the journal that adds no entry; none while nobody knows what it holds.
    ///
    /// # Errors
    /// Why not; after an outcome that nobody knows the journal is opened anew with the next write.
    pub fn alter<T>(
        &mut self,
        act: impl FnOnce(&mut Journal) -> Result<T, CommitError>,
    ) -> Result<Option<T>, CommitError> {
        let Some(journal) = &mut self.journal else { return Ok(None) };
        let altered = act(journal);
        if altered.as_ref().is_err_and(CommitError::is_unknown) {
            self.give_up();
        }
        altered.map(Some)
    }

    /// Adds entries behind those that wait.
    pub fn add(&mut self, drafts: impl IntoIterator<Item = Draft>) {
        self.drafts.extend(drafts);
    }

    /// Adds the texts that commands name.
    pub fn add_texts(&mut self, texts: &mut Vec<PrivateRow>) {
        self.texts.append(texts);
    }

    /// Returns where an act stands; none when it does not, or when nobody can look.
    pub fn action(&self, action: ActionId) -> Option<(EntryNumber, Digest)> {
        self.journal.as_ref()?.action(action).ok().flatten()
    }

    /// Returns whether an act may stand in a journal that nobody can look into now.
    pub fn may_hold(&self, action: ActionId) -> bool {
        let waits = self.drafts.iter().any(|draft| draft.action == Some(action));
        let can_look = match &self.journal {
            Some(journal) => journal.action(action).is_ok(),
            // Nothing was written to one that was damaged when the desk began.
            None => self.damage.is_some(),
        };
        !can_look && !waits
    }

    /// Says in the log what the end of the desk leaves unwritten.
    pub fn tell_end(&self) {
        if !self.drafts.is_empty() || !self.texts.is_empty() {
            tracing::error!(
                "the desk ends with {} entries and {} typed texts that the journal did not take; the entries are made again from the recording",
                self.drafts.len(),
                self.texts.len()
            );
        }
    }

    /// Returns whether an act is of money and waits: nothing was done until the journal has it.
    pub fn holds_money(&self, action: ActionId) -> bool {
        self.drafts.iter().any(|draft| draft.action == Some(action) && draft.kind.starts_with("pool."))
    }

    /// Writes the texts that wait: they are on disk before the recording names them.
    ///
    /// # Errors
    /// Why not; they stay, and go in with the next entries that can be written.
    pub fn write_texts(&mut self) -> Result<(), Error> {
        if self.texts.is_empty() {
            return Ok(());
        }
        self.with(|journal, _, texts| journal.commit(&[], texts))?;
        self.texts.clear();
        Ok(())
    }

    /// Writes everything that waits.
    ///
    /// # Errors
    /// Why not; it stays, and is tried again before anything newer.
    pub fn write(&mut self) -> Result<(), Error> {
        if self.drafts.is_empty() && self.texts.is_empty() && self.journal.is_some() {
            return Ok(());
        }
        let head = self.with(Journal::commit)?;
        self.head = head;
        self.drafts.clear();
        self.texts.clear();
        Ok(())
    }

    /// Tries a commit; an outcome that nobody knows is looked up, and the rest is tried once more.
    fn with(
        &mut self,
        commit: impl Fn(&mut Journal, &[Draft], &[PrivateRow]) -> Result<Head, CommitError>,
    ) -> Result<Head, Error> {
        if let Some(damage) = &self.damage {
            return Err(Error::Damaged(damage.clone()));
        }
        let mut looked = false;
        loop {
            if self.journal.is_none() {
                self.open_anew()?;
                looked = true;
            }
            let Some(journal) = &mut self.journal else { return Err(CommitError::Frozen.into()) };
            match commit(journal, &self.drafts, &self.texts) {
                Ok(head) => return Ok(head),
                Err(CommitError::Repeated(action)) if self.give_up_id(action) => {}
                Err(error) if error.is_unknown() => {
                    tracing::error!("the journal is closed and opened anew: {error}");
                    self.give_up();
                    if looked {
                        return Err(error.into());
                    }
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Closes a journal of which nobody knows what it holds.
    fn give_up(&mut self) {
        self.signing = self.journal.take().and_then(Journal::give_up);
    }

    /// An act whose id stands in the journal already was sent again after the desk had forgotten it: its entry goes in
    /// without the id, so that one act can never keep all later entries out.
    fn give_up_id(&mut self, action: ActionId) -> bool {
        let Some(draft) = self.drafts.iter_mut().find(|draft| draft.action == Some(action)) else {
            return false;
        };
        tracing::error!("action {action} stands in the journal already: its repeat goes in without it");
        draft.action = None;
        true
    }

    /// Opens the journal anew, and takes what is there from what waits.
    fn open_anew(&mut self) -> Result<(), Error> {
        let mut journal = self.readers.shut(|| Journal::open_after_failure(&self.file))?;
        if self.head.entry.0 > 0 && journal.digest(self.head.entry)? != Some(self.head.digest) {
            return Err(Error::Lost(self.head.entry));
        }
        let (mut head, mut there) = (self.head, 0);
        for draft in &self.drafts {
            let next = chain::next(head, draft);
            match journal.digest(next.entry)? {
                None => break,
                Some(digest) if digest == next.digest => (head, there) = (next, there + 1),
                Some(_) => return Err(Error::Foreign(next.entry)),
            }
        }
        if journal.head() != head {
            return Err(Error::Foreign(journal.head().entry));
        }
        let is_there = self.texts.iter().map(|row| journal.has_text(row.token));
        let is_there: Vec<bool> = is_there.collect::<rusqlite::Result<_>>()?;
        tracing::warn!(
            "the journal is open again at entry {}: {there} entries of the unknown commit are there, {} are not",
            head.entry,
            self.drafts.len() - there
        );
        self.drafts.drain(..there);
        let mut is_there = is_there.into_iter();
        self.texts.retain(|_| !is_there.next().unwrap_or_default());
        if let Some((places, keeper)) = self.signing.take() {
            journal.go_on_signing(places, keeper);
        }
        (self.head, self.journal) = (head, Some(journal));
        Ok(())
    }
}
