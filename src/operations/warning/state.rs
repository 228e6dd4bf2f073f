//! The warnings that stand.

use crate::limits::WARNINGS_MAX;
use crate::operations::warning::{Fact, Message, MessageKind};
use crate::text::Text;
use crate::units::{Instant, Span, WarningId};
use serde::{Deserialize, Serialize};

/// A warning without a stated end is stale when nothing was heard of it for this long.
pub const STALE_AFTER: Span = Span::minutes(24 * 60);

/// The warnings that stand, by number.
///
/// Limits: [`WARNINGS_MAX`]; a further one is refused with a count, the relay of its message is not.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct State {
    standing: Vec<Warning>,
    last: WarningId,
}

/// One warning and its newest message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// Its number on this desk.
    pub id: WarningId,
    /// The identity of its first message.
    pub origin: Text<64>,
    /// The newest message.
    pub message: Message,
    /// Sites inside it, counted when the message came.
    pub sites: u16,
}

/// What a message does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// This follows.
    Follows(Fact),
    /// It says nothing that does not stand already.
    Nothing,
    /// It finds no place in the table.
    Full,
}

impl Warning {
    /// Returns when it ends by itself; what comes after its own end does so at once.
    pub fn ends(&self) -> Option<Instant> {
        let message = &self.message;
        message.expires.is_stated().then(|| message.expires.max(message.received))
    }

    /// Returns whether nobody can say whether it still holds.
    pub fn is_stale(&self, now: Instant) -> bool {
        !self.message.expires.is_stated() && now.since(self.message.received) > STALE_AFTER
    }
}

impl Default for State {
    fn default() -> Self {
        Self { standing: Vec::with_capacity(WARNINGS_MAX), last: WarningId(0) }
    }
}

impl State {
    /// Takes all the room that it will ever need.
    pub fn make_ready(&mut self) {
        self.standing.reserve(WARNINGS_MAX.saturating_sub(self.standing.len()));
    }

    /// Returns the warnings that stand, by number.
    pub fn standing(&self) -> &[Warning] {
        &self.standing
    }

    /// Decides what a message does.
    ///
    /// A message that was taken comes again when a feed begins anew, and so does one that a newer one has replaced
    /// since: neither may put the warning back to what it was.
    pub fn decide(&self, message: Box<Message>) -> Decision {
        match (message.kind, self.about(&message)) {
            (MessageKind::Cancel, Some(warning)) => {
                Decision::Follows(Fact::Taken { warning: warning.id, message })
            }
            (MessageKind::Cancel, None) => Decision::Follows(Fact::Dangling { message }),
            (MessageKind::Issue | MessageKind::Update, Some(warning)) => {
                let is_known = message.says_the_same(&warning.message) || message.is_older(&warning.message);
                if is_known {
                    return Decision::Nothing;
                }
                Decision::Follows(Fact::Taken { warning: warning.id, message })
            }
            (MessageKind::Issue | MessageKind::Update, None) if self.standing.len() < WARNINGS_MAX => {
                Decision::Follows(Fact::Taken { warning: WarningId(self.last.0 + 1), message })
            }
            (MessageKind::Issue | MessageKind::Update, None) => Decision::Full,
        }
    }

    /// Returns when the next warning ends by itself.
    pub fn next_due(&self) -> Option<Instant> {
        self.standing.iter().filter_map(Warning::ends).min()
    }

    /// Returns the fact of the next warning that ended by itself by `now`.
    pub fn expired(&self, now: Instant) -> Option<(Instant, Fact)> {
        let (at, warning) = self.standing.iter().filter_map(|it| Some((it.ends()?, it.id))).min()?;
        (at <= now).then_some((at, Fact::Expired { warning }))
    }

    /// Applies a fact; never refuses. `sites` are inside the message that it carries.
    pub fn apply(&mut self, fact: &Fact, sites: u16) {
        match fact {
            Fact::Taken { warning, message } => self.take(*warning, message, sites),
            Fact::Expired { warning } => self.standing.retain(|it| it.id != *warning),
            Fact::Dangling { .. } => {}
        }
    }

    /// Notes how many sites are inside a warning, where another registry has others.
    pub fn count_sites(&mut self, id: WarningId, sites: u16) {
        if let Some(warning) = self.standing.iter_mut().find(|it| it.id == id) {
            warning.sites = sites;
        }
    }

    fn take(&mut self, id: WarningId, message: &Message, sites: u16) {
        self.last = self.last.max(id);
        if message.kind == MessageKind::Cancel {
            return self.standing.retain(|it| it.id != id);
        }
        let message = message.clone();
        if let Some(warning) = self.standing.iter_mut().find(|it| it.id == id) {
            (warning.message, warning.sites) = (message, sites);
        } else if self.standing.len() < WARNINGS_MAX {
            self.standing.push(Warning { id, origin: message.native_id, message, sites });
        }
    }

    /// Finds the warning that a message is about: the same identity, or one that it replaces.
    fn about(&self, message: &Message) -> Option<&Warning> {
        self.standing.iter().find(|it| {
            let known = [it.origin, it.message.native_id];
            known.contains(&message.native_id) || message.references.iter().any(|id| known.contains(id))
        })
    }
}
