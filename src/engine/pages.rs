//! The thread that reads pages of the journal for the screens, over a connection of its own that cannot write.
//!
//! Decides: how much is read at once. Must not know: how a page is shown.

use crate::engine::stores::PageRequest;
use crate::ipc::protocol::{EntryPage, EntryRow};
use crate::journal::reader::{PageQuery, Private, Reader, Shown, Words};
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
        // Who reaches the socket may look (design, Who acts): a colleague's note on the fire that burns, too.
        let rows = reader.page(query, Private::Joined).unwrap_or_else(|error| {
            tracing::error!("a page of the journal cannot be read: {error}");
            Vec::new()
        });
        let entries = rows.into_iter().map(entry).collect();
        // Whoever asked may be gone.
        drop(request.reply.send(EntryPage { query: request.query, entries }));
    }
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
