//! Keys that act on the selected incident: acknowledged, passed on to the next one that nobody has, closed, opened again.

use crate::language::{Word, text};
use crate::operations::command::Draft;
use crate::operations::feed;
use crate::operations::incident::view::Standing;
use crate::operations::incident::{Command, View};
use crate::screen::challenge::{Ask, Awaits, CloseStep};
use crate::screen::form;
use crate::screen::layout::Page;
use crate::screen::state::{Message, Screen};
use crate::screen::theme::Scope;
use crate::units::IncidentId;
use std::time::{Duration, Instant as Moment};

/// After the selection moved by itself, an act waits for the eye.
const EYE: Duration = Duration::from_millis(400);

impl Screen {
    pub(super) fn acknowledge(&mut self, now: Moment) {
        if let Some(feed) = self.deaf_feed() {
            self.act(Draft::Feed(feed::Command::Acknowledge { feed }), self.seen(None), now);
            return;
        }
        // Nobody acknowledges what is not on the screen.
        if self.page.listing().is_some() {
            self.turn(Page::Incidents);
            self.jumped = Some(now);
        }
        let Some(view) = self.selected_view() else {
            self.say(Word::NothingToAck, Scope::Message, now);
            return;
        };
        let id = view.id;
        if self.jumped.is_some_and(|at| now.saturating_duration_since(at) < EYE) {
            self.say_about(id, Word::JustAppeared, Scope::Refused, now);
            return;
        }
        match view.standing {
            Standing::Unacknowledged { .. } => {
                self.act(Draft::Incident(Command::Acknowledge { incident: id }), self.seen(Some(id)), now);
            }
            Standing::Acknowledged { .. } => self.point_to_next(id, Word::AlreadyAcked, now),
            Standing::Closed { .. } => self.point_to_next(id, Word::IsClosed, now),
        }
    }

    /// Says why nothing was done, and where the fire is.
    fn point_to_next(&mut self, id: IncidentId, word: Word, now: Moment) {
        let next = self.snapshot.as_ref().and_then(|snapshot| snapshot.status.next);
        let mut said = format!("#{id} {}", text(self.lang, word));
        if let Some(next) = next.filter(|next| *next != id) {
            said.push_str("; ");
            said.push_str(text(self.lang, Word::PressNext));
            said.push_str(" #");
            said.push_str(&next.to_string());
        }
        self.message = Some(Message { text: said, scope: Scope::Message, at: Some(now) });
    }

    /// Goes to the most urgent one; pressed again there, to the one after it. The others have their turn when somebody has
    /// every one that endangers life.
    pub(super) fn next_waiting(&mut self, now: Moment) {
        let waiting = self.nobody_has();
        let after = waiting.iter().skip_while(|id| Some(**id) != self.list.selected).nth(1);
        let Some(next) = after.or(waiting.first()).copied() else {
            self.say(Word::NothingToAck, Scope::Message, now);
            return;
        };
        self.filter.clear();
        self.list.refresh(self.snapshot.as_deref(), "");
        self.select(Some(next));
        self.list.reveal();
        self.turn(Page::Incidents);
    }

    /// Returns the incidents that nobody has, as the list has them: those that endanger life; only without them the others.
    fn nobody_has(&self) -> Vec<IncidentId> {
        let Some(snapshot) = &self.snapshot else { return Vec::new() };
        let of = |life_risk| {
            let waiting = |view: &&View| {
                view.life_risk == life_risk && matches!(view.standing, Standing::Unacknowledged { .. })
            };
            snapshot.incidents.iter().filter(waiting).map(|view| view.id).collect::<Vec<_>>()
        };
        let grave = of(true);
        if !grave.is_empty() {
            return grave;
        }
        // A list that is cut short may lack the fire that its head names.
        snapshot.status.next.map_or_else(|| of(false), |next| vec![next])
    }

    pub(super) fn close(&mut self, now: Moment) {
        let Some(view) = self.selected_view() else {
            self.say(Word::NothingSelected, Scope::Message, now);
            return;
        };
        let id = view.id;
        match view.standing {
            Standing::Closed { .. } => self.say_about(id, Word::IsClosed, Scope::Message, now),
            // Asked first: a close that was typed to its end and then refused for want of a passphrase is lost time.
            Standing::Unacknowledged { .. } | Standing::Acknowledged { .. } if !self.session.proved => {
                self.sign_on_for(Awaits::Close(id), now);
            }
            Standing::Unacknowledged { .. } | Standing::Acknowledged { .. } => {
                self.open(Ask::Close { incident: id, step: CloseStep::How }, now);
            }
        }
    }

    /// Money is asked for its signature first: a reservation that was typed to its end and then refused is lost time.
    pub(super) fn money(&mut self, now: Moment) {
        if self.page == Page::Pool {
            let opened = form::release::close_day(self);
            return self.open_form(opened, now);
        }
        let opened = form::money::open(self);
        match &opened {
            Ok(form::Form { target: Some(id), .. }) if !self.session.proved => {
                self.sign_on_for(Awaits::Money(*id), now);
            }
            Ok(_) | Err(_) => self.open_form(opened, now),
        }
    }

    pub(super) fn reopen(&mut self, now: Moment) {
        let Some(view) = self.selected_view() else {
            self.say(Word::NothingSelected, Scope::Message, now);
            return;
        };
        let id = view.id;
        match view.standing {
            Standing::Closed { .. } if !self.session.proved => {
                self.sign_on_for(Awaits::Reopen(id), now);
            }
            Standing::Closed { .. } => self.open(Ask::Reopen { incident: id }, now),
            Standing::Unacknowledged { .. } | Standing::Acknowledged { .. } => {
                self.say_about(id, Word::IsOpen, Scope::Message, now);
            }
        }
    }
}
