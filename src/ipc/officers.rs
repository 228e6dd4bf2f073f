//! Who a session is: a claim, and what proves it.
//!
//! Decides: which officer a code names, whether a passphrase or a Unix user proves it, how often may be tried.
//! Must not know: what the officer may do: the role is looked up where the command is decided.
//!
//! Invariants:
//! - a claim alone never proves;
//! - five wrong passphrases a minute for an officer from one Unix user; another Unix user is not shut out by them;
//! - hashing runs on a thread of its own, and only a few at once.

use crate::ipc::passphrase::{self, Book};
use crate::ipc::protocol::Proof;
use crate::limits::PEOPLE_MAX;
use crate::operations::actor::{Actor, Officer};
use crate::operations::reference::{Name, Reference, Role};
use crate::text::Text;
use crate::units::PersonId;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;

/// Passphrases that may be tried in [`TRIES_WINDOW`] before one must wait.
pub const TRIES_MAX: usize = 5;

/// How long a try counts.
pub const TRIES_WINDOW: Duration = Duration::from_secs(60);

/// Hashes that are reckoned at once: each takes 19 MiB, and a core for as long as it lasts.
const CHECKS_AT_ONCE_MAX: usize = 2;

/// Officers and Unix users whose tries are remembered; beyond it, one waits.
const TRIED_MAX: usize = PEOPLE_MAX * 2;

/// Where passphrases come from.
#[derive(Clone, Debug)]
pub enum Passphrases {
    /// The file of a live desk; read at each check, so that a new passphrase holds at once.
    Book(Book),
    /// The one of a sample desk, the same for all, on its help page.
    Known(String),
}

/// A session's person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Who, and how far it is proved.
    pub actor: Actor,
    /// Their name; empty when unclaimed.
    pub name: Name,
    /// Their role; an observer when unclaimed.
    pub role: Role,
}

/// The officers of the registry in force.
#[derive(Debug)]
pub struct Officers {
    roster: RwLock<Box<[Row]>>,
    passphrases: Passphrases,
    tries: Mutex<Tries>,
    checks: Arc<Semaphore>,
}

#[derive(Clone, Copy, Debug)]
struct Row {
    officer: Officer,
    name: Name,
    role: Role,
    uid: Option<u32>,
}

impl Officers {
    /// Takes the people of a registry.
    pub fn new(reference: &Reference, passphrases: Passphrases) -> Self {
        Self {
            roster: RwLock::new(rows(reference)),
            passphrases,
            tries: Mutex::default(),
            checks: Arc::new(Semaphore::new(CHECKS_AT_ONCE_MAX)),
        }
    }

    /// Takes the people of a newer registry; sessions stay who they are.
    pub fn reload(&self, reference: &Reference) {
        *self.roster.write().unwrap_or_else(PoisonError::into_inner) = rows(reference);
    }

    /// Returns who a session is that claims to be `code` and comes from the Unix user `peer`.
    ///
    /// None when the registry has no such officer.
    pub fn claim(&self, code: &str, peer: u32) -> Option<Identity> {
        let row = self.find(code)?;
        let actor =
            if row.uid == Some(peer) { Actor::Proved(row.officer) } else { Actor::Claimed(row.officer) };
        Some(Identity { actor, name: row.name, role: row.role })
    }

    /// Checks a passphrase, off the caller's thread.
    ///
    /// Cost: [`passphrase::Cost`] of the hash, and the wait for others before it.
    pub async fn check(self: &Arc<Self>, code: &str, passphrase: String, peer: u32) -> Proof {
        let row = self.find(code);
        let tried = (row.map(|row| row.officer.code), peer);
        if !self.tries(|tries| tries.admit(tried, Instant::now())) {
            return Proof::Wait;
        }
        let Some(row) = row else {
            return Proof::Unknown;
        };
        let Ok(turn) = Arc::clone(&self.checks).acquire_owned().await else {
            return Proof::Wrong;
        };
        let officers = Arc::clone(self);
        let check = move || {
            // A screen that vanishes meanwhile must not free the turn before the hash is done.
            let _turn = turn;
            officers.verdict(&row.officer.code, &passphrase)
        };
        match tokio::task::spawn_blocking(check).await {
            Ok(Verdict::Right) => {
                self.tries(|tries| tries.forgive(tried));
                Proof::Accepted {
                    actor: Actor::Proved(row.officer),
                    name: row.name.as_str().to_owned(),
                    role: row.role,
                }
            }
            Ok(Verdict::Unset) => Proof::Unset,
            Ok(Verdict::Wrong) | Err(_) => Proof::Wrong,
        }
    }

    fn verdict(&self, code: &str, passphrase: &str) -> Verdict {
        match &self.passphrases {
            Passphrases::Known(known) if known == passphrase => Verdict::Right,
            Passphrases::Known(_) => Verdict::Wrong,
            Passphrases::Book(book) => match book.find(code) {
                Ok(Some(hash)) if passphrase::is_right(&hash, passphrase) => Verdict::Right,
                Ok(Some(_)) => Verdict::Wrong,
                Ok(None) => Verdict::Unset,
                Err(error) => {
                    tracing::error!("no passphrase can be checked: {error}");
                    Verdict::Unset
                }
            },
        }
    }

    fn find(&self, code: &str) -> Option<Row> {
        let roster = self.roster.read().unwrap_or_else(PoisonError::into_inner);
        roster.iter().find(|row| row.officer.code.eq_ignore_ascii_case(code)).copied()
    }

    fn tries<T>(&self, with: impl FnOnce(&mut Tries) -> T) -> T {
        with(&mut self.tries.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// What the comparison said.
enum Verdict {
    Right,
    Wrong,
    Unset,
}

/// An officer, none for a code that names nobody, and the Unix user who tried.
type Tried = (Option<Text<16>>, u32);

/// The tries of the last minute.
#[derive(Debug, Default)]
struct Tries {
    recent: BTreeMap<Tried, Vec<Instant>>,
}

impl Tries {
    /// Counts a try, unless too many were made.
    fn admit(&mut self, tried: Tried, now: Instant) -> bool {
        self.recent.retain(|_, at| {
            at.retain(|at| now.saturating_duration_since(*at) < TRIES_WINDOW);
            !at.is_empty()
        });
        if self.recent.len() >= TRIED_MAX && !self.recent.contains_key(&tried) {
            return false;
        }
        let at = self.recent.entry(tried).or_default();
        let admitted = at.len() < TRIES_MAX;
        if admitted {
            at.push(now);
        }
        admitted
    }

    /// Forgets the tries of who was right: signing asks for the passphrase every time.
    fn forgive(&mut self, tried: Tried) {
        self.recent.remove(&tried);
    }
}

fn rows(reference: &Reference) -> Box<[Row]> {
    let people = reference.people.iter().enumerate();
    people
        .map(|(at, person)| Row {
            officer: Officer { person: PersonId(at as u32), code: person.code },
            name: person.name,
            role: person.role,
            uid: person.uid,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{TRIES_MAX, TRIES_WINDOW, Tries};
    use std::time::{Duration, Instant};

    #[test]
    fn a_minute_after_the_first_try_one_more_is_admitted() {
        let (mut tries, start) = (Tries::default(), Instant::now());
        let mine = (None, 1_000);
        for second in 0..TRIES_MAX as u64 {
            assert!(tries.admit(mine, start + Duration::from_secs(second)));
        }
        assert!(!tries.admit(mine, start + Duration::from_millis(59_999)));
        assert!(tries.admit((None, 1_001), start + Duration::from_secs(9)), "another user is not shut out");
        assert!(tries.admit(mine, start + TRIES_WINDOW));
        assert!(!tries.admit(mine, start + TRIES_WINDOW), "the other four still count");
        tries.forgive(mine);
        assert!(tries.admit(mine, start + TRIES_WINDOW));
    }
}
