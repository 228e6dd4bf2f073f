//! What a message does to the warnings that stand. Changes nothing.

use crate::limits::WARNINGS_MAX;
use crate::operations::warning::lifting::{Match, Subject};
use crate::operations::warning::state::{Rank, State, Warning};
use crate::operations::warning::{Fact, Message, MessageKind};
use crate::units::WarningId;

/// What a message does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// This follows.
    Follows(Vec<Fact>),
    /// It says nothing that does not stand already, or is over.
    Nothing,
    /// The table is full: whether it takes another one's place is for [`State::place`].
    NoRoom(Box<Message>),
}

impl State {
    /// Decides what a message does.
    ///
    /// A message that was taken comes again when a feed begins anew, and so does one that a newer one has replaced
    /// since: neither may put the warning back to what it was. Another feed that tells the same message is noted once.
    pub fn decide(&self, message: Box<Message>) -> Decision {
        if message.kind == MessageKind::Cancel {
            return self.cancel(message);
        }
        match self.standing.iter().find(|it| it.is_meant_by(&message)) {
            Some(warning) => self.renew(warning, message),
            None if self.memory.is_over(&message) => Decision::Nothing,
            None if self.standing.len() < WARNINGS_MAX => Decision::Follows(vec![self.issue(message)]),
            None => Decision::NoRoom(message),
        }
    }

    /// Decides which warning gives way to one that the full table has no room for.
    ///
    /// # Errors
    /// None counts less: the message finds no place.
    pub fn place(&self, message: Box<Message>, touches: bool) -> Result<[Fact; 2], Box<Message>> {
        let rank = Rank::of(&message, touches);
        // Of those that count as little, the oldest goes.
        let least = self.standing.iter().min_by_key(|it| (it.rank(), it.message.issued, it.id));
        match least.filter(|it| it.rank() < rank) {
            Some(least) => Ok([Fact::GaveWay { warning: least.id }, self.issue(message)]),
            None => Err(message),
        }
    }

    /// Returns the warnings that a lifting which names none may mean: the one that it is, or all that it could be.
    pub(super) fn may_lift(&self, message: &Message) -> Vec<WarningId> {
        let subject = Subject::of(message);
        let rated = |it: &Warning| {
            let is_earlier = !message.is_older(&it.message) && (message.is_meant() || !it.message.is_meant());
            let fits = subject.lifts(&Subject::of(&it.message));
            if is_earlier { fits } else { Match::None }
        };
        let all = || self.standing.iter().map(|it| (rated(it), it.id));
        let best = all().map(|it| it.0).max().unwrap_or(Match::None);
        if best == Match::None {
            Vec::new()
        } else {
            all().filter(|it| it.0 == best).map(|it| it.1).collect()
        }
    }

    /// Decides what a further message of a standing warning does.
    fn renew(&self, warning: &Warning, message: Box<Message>) -> Decision {
        let (standing, feed) = (&warning.message, message.feed);
        if standing.is_meant() && !message.is_meant() {
            return Decision::Nothing;
        }
        let joins = !warning.sources.contains(&feed);
        // Without a time of issue, what its own source says now is all that tells a correction from a relay.
        if message.is_one_with(standing) && (message.issued.is_stated() || joins) {
            let whole = standing.completed_by(&message);
            let says_more = !whole.says_the_same(standing);
            let taken = says_more.then_some(Fact::Taken { warning: warning.id, message: whole });
            let joined = joins.then_some(Fact::Joined { warning: warning.id, feed });
            let facts: Vec<Fact> = taken.into_iter().chain(joined).collect();
            return if facts.is_empty() { Decision::Nothing } else { Decision::Follows(facts) };
        }
        let is_over = message.native_id != standing.native_id && self.memory.is_over(&message);
        if is_over && self.memory.cancelled(&message).is_some() && !message.is_older(standing) {
            // What replaced it was cancelled, and came after its own cancel.
            return Decision::Follows(vec![Fact::Ended { warning: warning.id }]);
        }
        if is_over || message.is_older(standing) || message.says_the_same(standing) {
            return Decision::Nothing;
        }
        Decision::Follows(vec![Fact::Taken { warning: warning.id, message }])
    }

    fn issue(&self, message: Box<Message>) -> Fact {
        Fact::Taken { warning: WarningId(self.last.0 + 1), message }
    }

    fn cancel(&self, message: Box<Message>) -> Decision {
        let mut named: Vec<&Warning> = self.standing.iter().filter(|it| it.is_meant_by(&message)).collect();
        if named.is_empty() {
            named.extend(self.standing.iter().filter(|it| it.replaced_what_is_named_by(&message)));
        }
        if !named.is_empty() {
            let ended = named.into_iter().filter(|it| ends(&message, &it.message));
            let facts: Vec<Fact> =
                ended.map(|it| Fact::Taken { warning: it.id, message: message.clone() }).collect();
            return if facts.is_empty() { Decision::Nothing } else { Decision::Follows(facts) };
        }
        if self.memory.knows_cancel(&message) {
            return Decision::Nothing;
        }
        let meant = if message.references.is_empty() { self.may_lift(&message) } else { Vec::new() };
        let is_sure = |id: &WarningId| {
            let subject = self.get(*id).map(|it| Subject::of(&it.message));
            subject.is_some_and(|it| Subject::of(&message).lifts(&it) == Match::Sure)
        };
        let fact = match meant.as_slice() {
            [warning] if is_sure(warning) => Fact::Taken { warning: *warning, message },
            all => Fact::Dangling { among: all.len() as u8, message },
        };
        Decision::Follows(vec![fact])
    }
}

/// Returns whether a cancel that names a warning ends it: one that names its newest message does, whenever it was issued.
fn ends(cancel: &Message, standing: &Message) -> bool {
    let names_newest = cancel.references.contains(&standing.native_id);
    (cancel.is_meant() || !standing.is_meant()) && (names_newest || !cancel.is_older(standing))
}
