//! The deadlines that run, the next to run out first.

use crate::limits::DEADLINES_MAX;
use crate::operations::deadline::{Fact, Subject};
use crate::units::Instant;
use serde::{Deserialize, Serialize};

/// The deadlines that run, in order of their due instants.
///
/// A sorted table: what is next is a look at its head, what is shown is its first rows. A desk has tens of deadlines; an
/// insertion into the few thousand it may have moves kilobytes. Beside it the same rows by subject: every row of every
/// snapshot asks for several.
///
/// Limits: [`DEADLINES_MAX`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct State {
    running: Vec<Deadline>,
    /// The same rows in the order of their subjects; made anew from the others after a checkpoint was read.
    #[serde(skip)]
    by_subject: Vec<Deadline>,
    /// The rows at the head whose time has passed; they are never looked through again for the next one.
    passed: usize,
}

/// One deadline that runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// By when.
    pub due: Instant,
    /// What is owed.
    pub subject: Subject,
    /// When it began.
    pub started: Instant,
    /// Whether its time has passed, and that was said.
    pub passed: bool,
}

impl Default for State {
    fn default() -> Self {
        let room = || Vec::with_capacity(DEADLINES_MAX);
        Self { running: room(), by_subject: room(), passed: 0 }
    }
}

impl State {
    /// Takes all the room that it will ever need.
    pub fn make_ready(&mut self) {
        self.running.reserve(DEADLINES_MAX.saturating_sub(self.running.len()));
        self.by_subject.clear();
        self.by_subject.reserve(DEADLINES_MAX);
        self.by_subject.extend_from_slice(&self.running);
        self.by_subject.sort_unstable_by_key(|it| it.subject);
    }

    /// Returns the deadlines that run, the next to run out first.
    pub fn running(&self) -> &[Deadline] {
        &self.running
    }

    /// Returns the deadline of a subject.
    ///
    /// Cost: O(log deadlines).
    pub fn of(&self, subject: Subject) -> Option<&Deadline> {
        self.place(subject).ok().map(|at| &self.by_subject[at])
    }

    /// Returns when the next one runs out that has not been said to have passed.
    pub fn next_due(&self) -> Option<Instant> {
        self.next().map(|deadline| deadline.due)
    }

    /// Returns the fact of the next deadline that has run out by `now`.
    pub fn overdue(&self, now: Instant) -> Option<(Instant, Fact)> {
        let next = self.next().filter(|deadline| deadline.due <= now)?;
        let (subject, due) = (next.subject, next.due);
        // A step of the escalation is nobody's to do: when its time comes, it runs, and that is what was due.
        let fact = if let Subject::Escalation(..) = subject {
            Fact::Met { subject, due }
        } else {
            Fact::Passed { subject, due }
        };
        Some((due, fact))
    }

    /// Returns the fact that starts a deadline, unless one of its subject runs already.
    pub fn start(&self, subject: Subject, due: Instant) -> Option<Fact> {
        let has_room = self.running.len() < DEADLINES_MAX;
        (has_room && self.of(subject).is_none()).then_some(Fact::Started { subject, due })
    }

    /// Returns the fact that a subject's deadline was met, when one runs.
    pub fn meet(&self, subject: Subject) -> Option<Fact> {
        self.of(subject).map(|deadline| Fact::Met { subject, due: deadline.due })
    }

    /// Returns the fact that a subject's deadline is owed no more, when one runs.
    pub fn drop(&self, subject: Subject) -> Option<Fact> {
        self.of(subject).map(|_| Fact::Dropped { subject })
    }

    /// Applies a fact; never refuses.
    pub fn apply(&mut self, fact: &Fact, at: Instant) {
        match *fact {
            Fact::Started { subject, due } => {
                let row = Deadline { due, subject, started: at, passed: false };
                if let Err(place) = self.place(subject)
                    && self.running.len() < DEADLINES_MAX
                {
                    self.by_subject.insert(place, row);
                    let sorted = self.running.partition_point(|it| (it.due, it.subject) < (due, subject));
                    self.running.insert(sorted.max(self.passed), row);
                }
            }
            Fact::Met { subject, .. } | Fact::Dropped { subject } => {
                if let Ok(place) = self.place(subject) {
                    self.by_subject.remove(place);
                    self.running.retain(|deadline| deadline.subject != subject);
                }
            }
            Fact::Passed { subject, .. } => {
                if let Ok(place) = self.place(subject) {
                    self.by_subject[place].passed = true;
                }
                if let Some(deadline) = self.running.iter_mut().find(|it| it.subject == subject) {
                    deadline.passed = true;
                }
            }
        }
        self.passed = self.running.partition_point(|deadline| deadline.passed);
    }

    /// Returns where a subject's row is among those by subject, or where it would be.
    fn place(&self, subject: Subject) -> Result<usize, usize> {
        self.by_subject.binary_search_by_key(&subject, |it| it.subject)
    }

    fn next(&self) -> Option<&Deadline> {
        self.running.get(self.passed)
    }
}
