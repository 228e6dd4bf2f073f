//! The thread that reads pages of the journal for the screens, over a connection of its own that cannot write.
//!
//! Decides: how much is read at once, who reads what people typed, and what players read of a drill's director while it runs.
//! Must not know: how a page is shown.

use crate::engine::readers::Readers;
use crate::engine::stores::PageRequest;
use crate::ipc::protocol::{EntryPage, EntryQuery, EntryRow, FRAME_BYTES_MAX};
use crate::ipc::server::Footing;
use crate::journal::reader::{PageQuery, Private, Reader, Shown, Words};
use crate::journal::row::Row;
use crate::operations::actor::Actor;
use crate::operations::drill::Veil;
use crate::operations::drill::fact::WITHHELD;
use crate::operations::fact::Body;
use crate::operations::listing::drill::may_read;
use crate::operations::reference::{Reference, Role};
use crate::operations::state::State;
use crate::units::EntryNumber;
use std::sync::mpsc::{Receiver, SyncSender};

/// Rows of one page at most.
pub const ROWS_MAX: u16 = 200;

/// Bytes of what a page tells: a page that is longer than a frame ends the session that asked for it. Its rest is on the next one.
const PAGE_BYTES_MAX: usize = FRAME_BYTES_MAX / 2;

/// What somebody may read of the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reads {
    /// What people typed.
    pub private: Private,
    /// What the director of a drill wrote and gave.
    pub director: Private,
}

/// Returns what somebody may read of the journal.
///
/// What a drill's director wrote, players read when it is over, then every one of them: they are trained by it. While it runs,
/// who has not proved to be its director is a player, whoever they say they are; an entry of the director's stands on
/// their page with its number and its digest, so that the chain has no gap.
pub fn reads_of(state: &State, actor: &Actor, footing: Footing) -> Reads {
    let private = private_of(state.reference(), actor, footing);
    let director = match state.drills.run() {
        Some(run) if run.ended.is_some() || may_read(state, actor) => Private::Joined,
        Some(_) => Private::Withheld,
        None => private,
    };
    Reads { private, director }
}

/// Returns whether somebody may read what people typed.
///
/// Who works at the desk reads a colleague's note on the fire that burns: whoever has proved it, and whoever sits at the desk's
/// own Unix user, proved or not. An observer, an insurer and who directs a drill see that something was typed, and by whom; so
/// does another Unix user of whom nothing is proved.
pub fn private_of(reference: &Reference, actor: &Actor, footing: Footing) -> Private {
    // By code: a place in the registry may be another's after a reload.
    let person = actor.officer().and_then(|officer| reference.person(&officer.code));
    match (person.map(|(_, person)| person.role), footing) {
        // At the desk of a drill the director reads what they typed, and what the team did.
        (Some(Role::Director), Footing::Host | Footing::Officer) if reference.drill.is_some() => {
            Private::Joined
        }
        (Some(Role::Observer | Role::Insurer | Role::Director), _) | (_, Footing::Stranger) => {
            Private::Withheld
        }
        (Some(Role::Officer | Role::Leader | Role::Finance | Role::Expert | Role::Responder), _)
        | (None, Footing::Host) => Private::Joined,
        // Who was struck off the registry is nobody here any more.
        (None, Footing::Officer) => Private::Withheld,
    }
}

/// Passes a question on to the thread that answers.
pub fn ask(pages: &SyncSender<PageRequest>, request: PageRequest) {
    if pages.try_send(request).is_err() {
        tracing::warn!("a page of the journal was asked for while too many wait");
    }
}

/// Answers until the desk ends.
pub fn run(readers: &Readers, requests: &Receiver<PageRequest>) {
    while let Ok(request) = requests.recv() {
        // Whoever asked may be gone.
        match request {
            PageRequest::Page { query, reads, reply } => drop(reply.send(page(readers, query, reads))),
            PageRequest::Texts { entries, reads, reply } => {
                drop(reply.send(texts(readers, &entries, reads)));
            }
        }
    }
}

fn page(readers: &Readers, query: EntryQuery, reads: Reads) -> EntryPage {
    let wanted = PageQuery { incident: query.incident, before: query.before, rows: query.rows.min(ROWS_MAX) };
    let (rows, mut looked_to) = match readers.look(|reader| look(reader, &query.find, wanted, reads)) {
        Ok(Ok(read)) => read,
        Ok(Err(error)) => (unreadable(&error), None),
        Err(error) => (unreadable(&error), None),
    };
    let mut entries: Vec<EntryRow> = rows.into_iter().map(|shown| entry(shown, reads)).collect();
    let fitting = fitting(&entries);
    if fitting < entries.len() {
        entries.truncate(fitting);
        // A search goes on behind what is shown.
        looked_to = entries.last().map(|row| row.entry).filter(|_| !query.find.is_empty());
    }
    EntryPage { query, entries, looked_to }
}

/// Returns how many entries fit a page; at least the first.
fn fitting(entries: &[EntryRow]) -> usize {
    let mut bytes = 0;
    let fits = entries.iter().take_while(|row| {
        bytes += row.body.len() + row.text.as_deref().map_or(0, str::len);
        bytes <= PAGE_BYTES_MAX
    });
    fits.count().max(1)
}

/// Reads the words of entries: of those that are there and that are not kept from who asks.
fn texts(readers: &Readers, entries: &[EntryNumber], reads: Reads) -> Vec<(EntryNumber, Option<String>)> {
    let look = readers.look(|reader| {
        let (mut found, mut bytes) = (Vec::with_capacity(entries.len()), 0);
        for number in entries {
            if bytes > PAGE_BYTES_MAX {
                break;
            }
            let Some(shown) = reader.entry(*number, Private::Withheld)? else { continue };
            match reader.show(shown.row.clone(), private_in(&shown.row, reads))?.words {
                Words::None | Words::Withheld => {}
                Words::Purged => found.push((*number, None)),
                Words::Text(text) => {
                    bytes += text.len();
                    found.push((*number, Some(text)));
                }
            }
        }
        Ok::<_, rusqlite::Error>(found)
    });
    match look {
        Ok(Ok(found)) => found,
        Ok(Err(error)) => unreadable(&error),
        Err(error) => unreadable(&error),
    }
}

/// Returns whether what was typed with an entry may be read: of the director's by whoever reads those, in the end everybody.
fn private_in(row: &Row, reads: Reads) -> Private {
    if veil(row) == Veil::None { reads.private } else { reads.director }
}

/// Reads a page, or looks for words: among what is kept from who asks nothing is found.
fn look(
    reader: &Reader,
    find: &str,
    query: PageQuery,
    reads: Reads,
) -> rusqlite::Result<(Vec<Shown>, Option<EntryNumber>)> {
    if !find.is_empty() {
        let is_kept = |row: &Row| reads.director == Private::Withheld && veil(row) != Veil::None;
        return reader.find(find, query, &|row| (!is_kept(row)).then(|| private_in(row, reads)));
    }
    let rows = reader.page(query, Private::Withheld)?.into_iter();
    let rows = rows.map(|shown| {
        let private = private_in(&shown.row, reads);
        reader.show(shown.row, private)
    });
    Ok((rows.collect::<rusqlite::Result<_>>()?, None))
}

/// Returns what is kept of an entry while a drill runs.
fn veil(row: &Row) -> Veil {
    if !row.draft.kind.starts_with("drill.") {
        return Veil::None;
    }
    // What this program cannot read is kept whole.
    let Ok(Body::Drill(fact)) = serde_json::from_str(&row.draft.body) else { return Veil::Whole };
    fact.veil()
}

fn unreadable<T>(error: &dyn std::error::Error) -> Vec<T> {
    tracing::error!("the journal cannot be read: {error}");
    Vec::new()
}

fn entry(shown: Shown, reads: Reads) -> EntryRow {
    let Shown { mut row, words } = shown;
    let mut text = match words {
        Words::Text(text) => Some(text),
        Words::None | Words::Withheld | Words::Purged => None,
    };
    let kept = if reads.director == Private::Joined { Veil::None } else { veil(&row) };
    if kept != Veil::None {
        (row.draft.body, text) = (String::new(), None);
    }
    if kept == Veil::Whole {
        row.draft.kind = WITHHELD.into();
    }
    EntryRow {
        entry: row.entry,
        at: row.draft.at,
        kind: row.draft.kind.into_owned(),
        incident: row.draft.incident,
        actor: row.draft.actor,
        body: row.draft.body,
        text,
        digest: row.digest,
    }
}
