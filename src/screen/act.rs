//! Commands leave the screen: once, with what was seen, and asked about until they are answered.

use crate::language::{Word, answer, text};
use crate::operations::command::{Draft, Seen};
use crate::screen::form::{Form, Signed};
use crate::screen::request::{Link, Request};
use crate::screen::state::{Message, Pending, Screen};
use crate::screen::theme::Scope;
use crate::units::ActionId;
use std::time::Instant as Moment;

impl Screen {
    /// Sends a command, once: the same again while it is unanswered is told so, unless the desk never heard of it.
    ///
    /// Returns the act's identity when it was sent.
    pub(crate) fn act(&mut self, draft: Draft, seen: Seen, now: Moment) -> Option<ActionId> {
        if self.puts_off(&draft, seen, now) {
            return None;
        }
        let action = self.begin_act(&draft, now)?;
        self.requests.push(Request::Act { action, seen, draft: draft.clone() });
        self.pending.push(Pending { action, draft, form: None, asked: now, unknown: false });
        Some(action)
    }

    /// Sends a command that is signed, with the box that it was signed in; the passphrase goes no further than its check.
    pub(crate) fn sign(&mut self, signed: Signed, form: Box<Form>, now: Moment) -> Option<ActionId> {
        let Signed { draft, officer, passphrase } = signed;
        let seen = form.seen;
        let action = self.begin_act(&draft, now)?;
        self.requests.push(Request::Sign { action, seen, draft: draft.clone(), officer, passphrase });
        self.pending.push(Pending { action, draft, form: Some(form), asked: now, unknown: false });
        Some(action)
    }

    fn begin_act(&mut self, draft: &Draft, now: Moment) -> Option<ActionId> {
        if self.link != Link::Up {
            self.say(Word::NotSentLinkLost, Scope::Refused, now);
            return None;
        }
        let before = self.pending.iter().position(|pending| pending.draft == *draft);
        if before.is_some_and(|at| !self.pending[at].unknown) {
            self.say(Word::AlreadySent, Scope::Message, now);
            return None;
        }
        // What the desk has not heard of is sent again by a hand, and under its own id: it cannot take effect twice.
        let action = before.map_or(ActionId(self.actions), |at| self.pending.remove(at).action);
        if before.is_none() {
            self.actions = self.actions.wrapping_add(1);
        }
        let mut said = String::new();
        answer::draft(self.lang, draft, &mut said);
        said.push_str("  ");
        said.push_str(text(self.lang, Word::Sent));
        // It stands until the answer replaces it.
        self.message = Some(Message { text: said, scope: Scope::Message, at: None });
        Some(action)
    }
}
