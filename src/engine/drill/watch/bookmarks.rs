//! Places of a recording that is watched that its director marked.
//!
//! Decides: when one is marked, and how it is listed. Must not know: where they are kept (`engine::drill::run`).

use crate::engine::drill::run::Bookmark;
use crate::engine::drill::watch::Watch;
use crate::operations::listing::drill::Mark;
use crate::operations::outcome::Outcome;
use crate::text;

impl Watch {
    /// Marks where it stands, in the run: whoever comes back finds it.
    pub(super) fn mark(&mut self, text: &str) -> Outcome {
        let state = &self.driver.state;
        self.bookmarks.push(Bookmark { input: state.input, at: state.now, text: text.to_owned() });
        match self.run.note_bookmarks(&self.bookmarks) {
            Ok(()) => Outcome::Done,
            Err(error) => {
                tracing::error!("a bookmark cannot be kept: {error}");
                self.bookmarks.pop();
                Outcome::Unknown
            }
        }
    }

    /// Returns them as the director's page lists them.
    pub(super) fn marks(&self) -> Vec<Mark> {
        (1..).zip(&self.bookmarks).map(marked).collect()
    }
}

fn marked((number, bookmark): (u16, &Bookmark)) -> Mark {
    let Bookmark { input, at, text } = bookmark;
    Mark { number, input: *input, at: *at, text: text::bounded(text) }
}
