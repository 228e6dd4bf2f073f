//! Who looks at what: told to all other screens, so that two do not do the same, and nobody thinks that another does.
//!
//! Decides: what a screen's row says, when it is gone, how often the others are told.
//! Must not know: what an incident is. Nothing of it is an input: it is neither numbered nor recorded.
//!
//! Invariants:
//! - a row ends with its session, however that ends;
//! - what a screen is told is the newest; a slow one skips what was between.

use crate::limits::SCREENS_MAX;
use crate::operations::listing::Listing;
use crate::units::IncidentId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::watch;
use tokio::time::{Duration, Instant};

/// How often a screen is told at most: a cursor that runs down a list is one piece of news.
pub const TOLD_EVERY: Duration = Duration::from_millis(250);

/// Another screen, and what it looks at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Looker {
    /// Whose screen it is; empty when nobody said.
    pub name: String,
    /// Whether they have proved it.
    pub proved: bool,
    /// The incident that is selected there.
    pub incident: Option<IncidentId>,
    /// The long list that is open there.
    pub page: Option<Listing>,
}

/// The screens of a desk.
#[derive(Clone, Debug)]
pub(super) struct Board {
    rows: Arc<Mutex<Rows>>,
    changed: watch::Sender<u64>,
}

/// A screen's place on the board; its row ends with it.
#[derive(Debug)]
pub(super) struct Place {
    board: Board,
    id: u64,
}

/// What a screen is told of the others, and when.
#[derive(Debug)]
pub(super) struct News {
    board: Board,
    own: u64,
    changed: watch::Receiver<u64>,
    told: Vec<Looker>,
    next: Option<Instant>,
}

#[derive(Debug, Default)]
struct Rows {
    next: u64,
    rows: BTreeMap<u64, Row>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Row {
    name: String,
    proved: bool,
    incident: Option<IncidentId>,
    page: Option<Listing>,
}

impl Board {
    pub(super) fn new() -> Self {
        Self { rows: Arc::default(), changed: watch::Sender::new(0) }
    }

    /// Takes a place for a screen, and what it is told of the others.
    pub(super) fn join(&self) -> (Place, News) {
        let mut rows = self.lock();
        let id = rows.next;
        rows.next += 1;
        rows.rows.insert(id, Row::default());
        let place = Place { board: self.clone(), id };
        let mut changed = self.changed.subscribe();
        changed.mark_changed();
        let news = News { board: self.clone(), own: id, changed, told: Vec::new(), next: None };
        (place, news)
    }

    fn change(&self, id: u64, change: impl FnOnce(&mut Row)) {
        let mut rows = self.lock();
        let Some(row) = rows.rows.get_mut(&id) else { return };
        let before = row.clone();
        change(row);
        if *row != before {
            drop(rows);
            self.changed.send_modify(|version| *version += 1);
        }
    }

    /// Returns what the others look at, in the order of their names.
    fn others(&self, own: u64) -> Vec<Looker> {
        let rows = self.lock();
        let others = rows.rows.iter().filter(|(id, _)| **id != own);
        let looks = others.map(|(_, row)| Looker {
            name: row.name.clone(),
            proved: row.proved,
            incident: row.incident,
            page: row.page,
        });
        let mut looks: Vec<Looker> = looks.take(SCREENS_MAX).collect();
        looks.sort();
        looks
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Rows> {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    /// Says whose screen it is.
    pub(super) fn is(&self, name: &str, proved: bool) {
        self.board.change(self.id, |row| (row.name, row.proved) = (name.to_owned(), proved));
    }

    /// Says that what was proved at it was taken back.
    pub(super) fn prove_no_more(&self) {
        self.board.change(self.id, |row| row.proved = false);
    }

    /// Says what it looks at.
    pub(super) fn looks(&self, incident: Option<IncidentId>, page: Option<Listing>) {
        self.board.change(self.id, |row| (row.incident, row.page) = (incident, page));
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.board.lock().rows.remove(&self.id);
        self.board.changed.send_modify(|version| *version += 1);
    }
}

impl News {
    /// Waits until the others look at something else than this screen was told, and returns that.
    ///
    /// Cancel-safe: what was not returned is not told.
    pub(super) async fn next(&mut self) -> Vec<Looker> {
        loop {
            // A board whose sender is gone has nothing to tell; this one holds a sender itself.
            if self.changed.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
            if let Some(next) = self.next {
                // Put back before the wait: a wait that is given up must not lose the news.
                self.changed.mark_changed();
                tokio::time::sleep_until(next).await;
                self.changed.borrow_and_update();
            }
            let now = self.board.others(self.own);
            if now != self.told {
                self.next = Some(Instant::now() + TOLD_EVERY);
                self.told.clone_from(&now);
                return now;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Board, Looker};
    use crate::operations::listing::Listing;
    use crate::units::IncidentId;

    #[tokio::test(start_paused = true)]
    async fn a_screen_is_told_of_the_others_and_not_of_itself() {
        let board = Board::new();
        let (one, mut seen_by_one) = board.join();
        let (two, mut seen_by_two) = board.join();
        one.is("王强", true);
        one.looks(Some(IncidentId(1_042)), None);
        let looker = |name: &str, proved, incident, page| Looker {
            name: name.to_owned(),
            proved,
            incident: Option::map(incident, IncidentId),
            page,
        };
        assert_eq!(seen_by_two.next().await, [looker("王强", true, Some(1_042), None)]);
        // A screen that has selected nothing is there all the same.
        assert_eq!(seen_by_one.next().await, [looker("", false, None, None)]);
        two.looks(Some(IncidentId(7)), Some(Listing::Pool));
        assert_eq!(seen_by_one.next().await, [looker("", false, Some(7), Some(Listing::Pool))]);
        // A cursor that runs is one piece of news, and the newest.
        for incident in 8..40 {
            two.looks(Some(IncidentId(incident)), None);
        }
        assert_eq!(seen_by_one.next().await, [looker("", false, Some(39), None)]);
        drop(two);
        assert_eq!(seen_by_one.next().await, []);
        // Nothing new is nothing said: the wait goes on.
        one.looks(Some(IncidentId(1)), None);
        one.looks(Some(IncidentId(1_042)), None);
        let silent = tokio::time::timeout(super::TOLD_EVERY * 8, seen_by_two.next()).await;
        assert!(silent.is_err(), "{silent:?}");
    }
}
