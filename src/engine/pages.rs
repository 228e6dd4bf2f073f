//! The thread that reads pages of the journal for the screens, over a connection of its own that cannot write.
//!
//! Decides: who may read the texts that people typed. Must not know: how a page is shown.

use crate::engine::stores::PageRequest;
use crate::ipc::protocol::{EntryPage, EntryRow};
use crate::journal::{PageQuery, Reader, Row};
use crate::operations::actor::Actor;
use std::sync::mpsc::Receiver;

/// Rows of one page at most.
const ROWS_MAX: u16 = 200;

/// Answers until the desk ends.
pub fn run(reader: &Reader, requests: &Receiver<PageRequest>) {
    while let Ok(request) = requests.recv() {
        let query = PageQuery {
            incident: request.query.incident,
            before: request.query.before,
            rows: request.query.rows.min(ROWS_MAX),
        };
        let rows = reader.page(&query).unwrap_or_else(|error| {
            tracing::error!("a page of the journal cannot be read: {error}");
            Vec::new()
        });
        let entries = rows.into_iter().map(|row| entry(row, &request.reader)).collect();
        // Whoever asked may be gone.
        drop(request.reply.send(EntryPage { query: request.query, entries }));
    }
}

/// Texts that people typed are shown to whoever has said who they are: a claim is enough to read a colleague's note on
/// the fire that burns, nothing at all is not.
fn entry(row: Row, reader: &Actor) -> EntryRow {
    let text = row.text.filter(|_| reader.officer().is_some());
    EntryRow {
        entry: row.entry,
        at: row.at,
        kind: row.kind,
        incident: row.incident,
        actor: row.actor,
        body: row.body,
        text,
        digest: row.digest,
    }
}
