//! The thread that reads pages of the journal for the screens, over a connection of its own that cannot write.
//!
//! Decides: how much is read at once, who reads what people typed. Must not know: how a page is shown.

use crate::engine::readers::Readers;
use crate::engine::stores::PageRequest;
use crate::ipc::protocol::{EntryPage, EntryRow};
use crate::ipc::server::Footing;
use crate::journal::reader::{PageQuery, Private, Shown, Words};
use crate::operations::actor::Actor;
use crate::operations::reference::{Reference, Role};
use std::sync::mpsc::{Receiver, SyncSender};

/// Rows of one page at most.
pub const ROWS_MAX: u16 = 200;

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
        let query = PageQuery {
            incident: request.query.incident,
            before: request.query.before,
            rows: request.query.rows.min(ROWS_MAX),
        };
        let find = &request.query.find;
        let look = readers.look(|reader| {
            if find.is_empty() {
                reader.page(query, request.private).map(|rows| (rows, None))
            } else {
                reader.find(find, query, request.private)
            }
        });
        let (rows, looked_to) = match look {
            Ok(Ok(read)) => read,
            Ok(Err(error)) => (unreadable(&error), None),
            Err(error) => (unreadable(&error), None),
        };
        let entries = rows.into_iter().map(entry).collect();
        // Whoever asked may be gone.
        drop(request.reply.send(EntryPage { query: request.query, entries, looked_to }));
    }
}

fn unreadable(error: &dyn std::error::Error) -> Vec<Shown> {
    tracing::error!("a page of the journal cannot be read: {error}");
    Vec::new()
}

fn entry(shown: Shown) -> EntryRow {
    let Shown { row, words } = shown;
    let text = match words {
        Words::Text(text) => Some(text),
        Words::None | Words::Withheld | Words::Purged => None,
    };
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
