//! What a feed says about warnings: a message, or the list of all that stand.

use crate::operations::actor::Actor;
use crate::operations::fact::Body;
use crate::operations::state::{State, Turn};
use crate::operations::warning::{Decision, Fact, Message};
use crate::text::Text;
use crate::units::FeedId;

impl State {
    /// Takes a warning message whose number is new.
    pub fn take_warning(&mut self, message: Box<Message>, turn: &mut Turn) {
        self.open_turn(turn);
        self.warnings.hear(&message);
        let facts = match self.warnings.decide(message) {
            Decision::Follows(facts) => facts,
            Decision::Nothing => return,
            Decision::NoRoom(message) => self.make_room(message, turn),
        };
        for fact in facts {
            // An exercise or a test makes no alarm credible.
            let covers = fact.covers().filter(|_| fact.is_meant());
            self.decide(self.now, Actor::Desk, None, Body::Warning(fact), turn);
            if let Some(warning) = covers {
                self.warned(warning, turn);
            }
        }
    }

    /// Takes the list of every warning that a source says stands; what it names no more has ended, if it is declared to.
    pub fn take_standing(&mut self, feed: FeedId, named: &[Text<64>], turn: &mut Turn) {
        self.open_turn(turn);
        self.warnings.forget_unnamed(feed, named);
        if !self.feeds.get(feed).is_some_and(|feed| feed.terms.ends_by_withdrawal) {
            return;
        }
        while let Some(fact) = self.warnings.withdrawn(feed, named) {
            self.decide(self.now, Actor::Desk, None, Body::Warning(fact), turn);
        }
    }

    /// Returns what follows when a full table takes a message for one that counts less; else nothing, and it is counted.
    ///
    /// One that touches a site and finds no place is an entry, once: so many at once have never been seen.
    fn make_room(&mut self, message: Box<Message>, turn: &mut Turn) -> Vec<Fact> {
        let touches = self.touches_site(&message.area());
        match self.warnings.place(message, touches) {
            Ok(facts) => facts.into(),
            Err(message) => {
                if self.warnings.turn_away(&message, touches) && touches {
                    self.turn_away(self.now, turn);
                }
                Vec::new()
            }
        }
    }
}
