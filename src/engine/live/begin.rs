//! What a desk begins with, once its state stands: terms, rules, deliveries that were on their way.

use crate::engine::effects;
use crate::engine::input::Input;
use crate::engine::live::Live;
use crate::engine::purpose::Source;
use crate::operations::actor::Actor;
use crate::operations::delivery;
use crate::operations::desk::RuleBook;
use crate::operations::desk::fact::Recovery;
use crate::operations::feed::Terms;

impl<S: Source> Live<S> {
    /// Agrees with the feeds on how they speak, where that is another way than when the desk ended.
    pub fn begin_terms(&mut self, terms: Box<[Terms]>) {
        if !self.driver.state.feeds.all().map(|(_, feed)| &feed.terms).eq(&*terms) {
            let at = self.clock.now();
            self.take(at, &Input::Terms { terms });
        }
    }

    /// Puts the rules of the registry in force, where others were when the desk ended.
    ///
    /// What was folded from the journal has them in its core already, and not in its recording.
    pub fn begin_rules(&mut self, recovery: Recovery) {
        let book = &self.driver.registry().rules;
        if book.digest == self.driver.state.rules.digest && recovery != Recovery::Folded {
            return;
        }
        let book = Box::new(RuleBook::clone(book));
        let at = self.clock.now();
        self.take(at, &Input::Rules { actor: Actor::Desk, action: None, book });
    }

    /// Looks up the deliveries that were on their way when the desk ended: each is repeated under its own key, or given
    /// back to a person where repeating it would be too late.
    pub fn resume_deliveries(&mut self) {
        let state = &self.driver.state;
        let again = |row| (row, effects::again(state, self.frame.mode, row, state.now));
        let (mut late, mut repeated) = (Vec::new(), Vec::new());
        for (row, effect) in state.deliveries.unfinished().map(again) {
            match effect {
                Some(effect) => repeated.push(effect),
                None => late.push(row.id),
            }
        }
        self.batch.effects.append(&mut repeated);
        for delivery in late {
            let at = self.clock.now();
            self.take(at, &Input::Delivery { delivery, outcome: delivery::Outcome::Undelivered });
        }
    }
}
