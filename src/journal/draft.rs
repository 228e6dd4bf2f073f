//! Facts as entries, and entries as facts.
//!
//! Decides: what of a fact stands in which column, how the actor is written, where the action id stands.
//! Must not know: SQLite, and where in the chain an entry will be.
//!
//! An actor is written as `desk`, `unclaimed`, the officer's code when proved (`D1`), the code and a question mark when
//! claimed (`D1?`). Characters of a code that would read as another actor are written with a `%`.
//!
//! One command may decide several facts. Its action id stands on the **first** entry of the act and on no other, so a
//! unique index refuses a second act under the same id, and a look-up finds the entry that was answered.

use crate::journal::json;
use crate::journal::row::Row;
use crate::operations::actor::{Actor, Officer};
use crate::operations::fact::{Body, Fact};
use crate::operations::reference::Reference;
use crate::text::Text;
use crate::units::{ActionId, Digest, EntryNumber, IncidentId, Instant, PersonId};
use sha2::{Digest as _, Sha256};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// The version of every kind's body that this program writes; raised for a kind when its body changes shape.
pub const KIND_VERSION: u16 = 1;

/// Who an officer is whose code the registry no longer has.
///
/// Their code stands with the fact; the place is none that a registry gives away.
pub const UNKNOWN_PERSON: PersonId = PersonId(u32::MAX);

/// An entry before it has its place in the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The desk time of its cause.
    pub at: Instant,
    /// Its kind: `incident.acknowledged`.
    pub kind: Cow<'static, str>,
    /// The version of the kind's body.
    pub kind_version: u16,
    /// The incident that it is about.
    pub incident: Option<IncidentId>,
    /// Who caused it.
    pub actor: String,
    /// The act that asked for it; on the first entry of the act only.
    pub action: Option<ActionId>,
    /// The fact's body, canonical JSON.
    pub body: String,
}

/// A text that a person typed, as it goes into table `private`.
#[derive(Clone, PartialEq, Eq)]
pub struct PrivateRow {
    /// Names it in the body.
    pub token: u64,
    /// Random, so that the digest of a short text tells nothing.
    pub salt: [u8; 16],
    /// The text.
    pub text: String,
}

/// The officers of a registry by their code.
#[derive(Clone, Debug, Default)]
pub struct Officers(BTreeMap<Text<16>, PersonId>);

/// Why an entry is no fact to this program.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A newer program wrote it.
    #[error("entry {entry}: version {version} of {kind} is not known to this program")]
    KindVersion {
        /// The entry.
        entry: EntryNumber,
        /// Its kind.
        kind: String,
        /// The version.
        version: u16,
    },
    /// Its body is none of a fact.
    #[error("entry {entry}: the body of {kind} cannot be read: {source}")]
    Body {
        /// The entry.
        entry: EntryNumber,
        /// Its kind.
        kind: String,
        /// What serde says.
        source: serde_json::Error,
    },
    /// Its columns and its body tell different things.
    #[error("entry {entry}: the body is not about what the columns {kind} and incident say")]
    Columns {
        /// The entry.
        entry: EntryNumber,
        /// Its kind.
        kind: String,
    },
    /// Its actor cannot be read.
    #[error("entry {entry}: actor {actor:?} cannot be read")]
    Actor {
        /// The entry.
        entry: EntryNumber,
        /// The actor.
        actor: String,
    },
}

impl Draft {
    /// Returns the entry that a fact makes, with its action id.
    ///
    /// For the facts of one command use [`Draft::all`], which keeps the id on the first.
    #[expect(clippy::missing_panics_doc, reason = "it never panics")]
    #[expect(clippy::expect_used, reason = "derived serde of plain enums with named fields cannot fail")]
    pub fn of(fact: &Fact) -> Self {
        let body = serde_json::to_value(&fact.body).expect("a fact is plain data");
        debug_assert!(json::is_exact(&body), "a fact holds no float");
        Self {
            at: fact.at,
            kind: Cow::Borrowed(fact.body.kind()),
            kind_version: KIND_VERSION,
            incident: fact.body.incident(),
            actor: actor_text(&fact.actor),
            action: fact.action,
            body: json::canonical(&body),
        }
    }

    /// Returns the entries of the facts of one turn; the id of an act stands on its first entry.
    pub fn all(facts: &[Fact]) -> Vec<Self> {
        let mut seen = BTreeSet::new();
        let drafts = facts.iter().map(|fact| {
            let mut draft = Self::of(fact);
            draft.action = draft.action.filter(|action| seen.insert(*action));
            draft
        });
        drafts.collect()
    }
}

/// Reads an entry back as the fact that made it.
///
/// The fact has an action id only where the entry has one: on the first of an act.
///
/// # Errors
/// Returns what about the entry this program does not know; nothing is guessed.
pub fn fact(row: &Row, officers: &Officers) -> Result<Fact, Error> {
    let Row { entry, draft, .. } = row;
    let (entry, kind) = (*entry, || draft.kind.to_string());
    if draft.kind_version != KIND_VERSION {
        return Err(Error::KindVersion { entry, kind: kind(), version: draft.kind_version });
    }
    let body: Body =
        serde_json::from_str(&draft.body).map_err(|source| Error::Body { entry, kind: kind(), source })?;
    if body.kind() != draft.kind || body.incident() != draft.incident {
        return Err(Error::Columns { entry, kind: kind() });
    }
    let actor = read_actor(&draft.actor, officers)
        .ok_or_else(|| Error::Actor { entry, actor: draft.actor.clone() })?;
    Ok(Fact { at: draft.at, actor, action: draft.action, body })
}

impl PrivateRow {
    /// Returns the digest that stands for the text in the chain.
    pub fn digest(&self) -> Digest {
        Digest(Sha256::new().chain_update(self.salt).chain_update(self.text.as_bytes()).finalize().into())
    }
}

impl std::fmt::Debug for PrivateRow {
    /// Keeps the text out of every log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PrivateRow").field("token", &self.token).finish_non_exhaustive()
    }
}

impl Officers {
    /// Lists the officers of a registry.
    pub fn of(reference: &Reference) -> Self {
        let people = reference.people.iter().enumerate();
        Self(people.map(|(at, person)| (person.code, PersonId(at as u32))).collect())
    }

    /// Returns the place of an officer, or [`UNKNOWN_PERSON`].
    pub fn person(&self, code: &Text<16>) -> PersonId {
        self.0.get(code).copied().unwrap_or(UNKNOWN_PERSON)
    }
}

const DESK: &str = "desk";
const UNCLAIMED: &str = "unclaimed";

fn actor_text(actor: &Actor) -> String {
    match actor {
        Actor::Desk => DESK.into(),
        Actor::Unclaimed => UNCLAIMED.into(),
        Actor::Claimed(officer) => format!("{}?", code_text(&officer.code)),
        Actor::Proved(officer) => code_text(&officer.code),
    }
}

fn code_text(code: &str) -> String {
    let plain = code.replace('%', "%25").replace('?', "%3f");
    if matches!(code, "" | DESK | UNCLAIMED) { format!("%{plain}") } else { plain }
}

fn read_actor(text: &str, officers: &Officers) -> Option<Actor> {
    let officer = |text: &str| {
        let plain = match text.strip_prefix('%') {
            Some(reserved @ ("" | DESK | UNCLAIMED)) => reserved.to_owned(),
            Some(_) | None => text.replace("%3f", "?").replace("%25", "%"),
        };
        let code = Text::from(&plain).ok()?;
        Some(Officer { person: officers.person(&code), code })
    };
    match text {
        "" => None,
        DESK => Some(Actor::Desk),
        UNCLAIMED => Some(Actor::Unclaimed),
        claimed if claimed.ends_with('?') => officer(claimed.strip_suffix('?')?).map(Actor::Claimed),
        proved => officer(proved).map(Actor::Proved),
    }
}
