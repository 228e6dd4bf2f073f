//! What the desk answers, and whether it is heard; a box whose act was refused for its passphrase comes back.
//!
//! Invariants:
//! - what was typed in a box is gone only when the desk has taken it, or a hand has thrown it away;
//! - a box that comes back never stands over another one: it waits until that one is gone.

use super::{Message, Mode, Screen};
use crate::language::{Word, answer, text};
use crate::operations::outcome::{Outcome, Refusal};
use crate::screen::request::{Link, Request};
use crate::screen::theme::Scope;
use crate::units::{ActionId, Span};
use std::time::Instant as Moment;

impl Screen {
    /// Takes what became of a command.
    pub fn answer(&mut self, action: ActionId, outcome: &Outcome, now: Moment) {
        let Some(at) = self.pending.iter().position(|pending| pending.action == action) else { return };
        let mut said = String::new();
        answer::draft(self.lang, &self.pending[at].draft, &mut said);
        said.push_str("  ");
        answer::outcome(self.lang, outcome, &mut said);
        let scope = match outcome {
            Outcome::Recorded { .. } | Outcome::Done => Scope::Done,
            Outcome::Unrecorded { .. } | Outcome::Refused(_) | Outcome::Unknown => Scope::Refused,
        };
        match outcome {
            // Said once: repeated every few seconds it would hide what is said about anything else.
            Outcome::Unknown if self.pending[at].unknown => return,
            Outcome::Unknown => {
                self.pending[at].unknown = true;
                let form = self.pending[at].form.take();
                self.give_form_back(form, Word::SignAgain, now);
            }
            Outcome::Recorded { .. } | Outcome::Unrecorded { .. } | Outcome::Done | Outcome::Refused(_) => {
                let pending = self.pending.remove(at);
                if let Outcome::Refused(why) = outcome {
                    self.intake_refused(action, &pending.draft, now);
                    if let Some(word) = typed_wrong(why) {
                        self.give_form_back(pending.form, word, now);
                    }
                }
                self.ask_log();
            }
        }
        self.message = Some(Message { text: said, scope, at: Some(now) });
    }

    /// Takes whether the desk is heard; with it again, unanswered commands are asked about, never sent again.
    pub fn link(&mut self, link: Link, now: Moment) {
        match (self.link, link) {
            (Link::Connecting | Link::Up, Link::Lost) => {
                self.tick(now);
                self.lost_at = Some(now);
                self.lost_for = Span(0);
                self.proof_lost(now);
            }
            (Link::Connecting | Link::Lost, Link::Up) => {
                (self.lost_at, self.message) =
                    (None, self.message.take().filter(|_| self.link != Link::Lost));
                for pending in &mut self.pending {
                    pending.asked = now;
                    self.requests.push(Request::Ask(pending.action));
                }
                self.look();
            }
            (_, Link::Connecting) | (Link::Up, Link::Up) | (Link::Lost, Link::Lost) => {}
        }
        self.link = link;
        if link == Link::Up && std::mem::take(&mut self.sign_on_lost) {
            let said = text(self.lang, Word::SignOnLost).to_owned();
            // It stands until something else is said: who comes back to the desk has to read it.
            self.message = Some(Message { text: said, scope: Scope::Refused, at: None });
        }
    }

    /// Opens a signed box again, as it was filled, at the passphrase.
    fn give_form_back(&mut self, form: Option<Box<crate::screen::form::Form>>, why: Word, now: Moment) {
        if let Some(mut form) = form {
            form.sign_again(why, now);
            self.give_back(Mode::Form(form));
        }
    }

    /// Opens a box that no key has opened: at once, or when the one that is open now is gone.
    pub(crate) fn give_back(&mut self, mode: Mode) {
        self.returned.push_back(mode);
        self.open_returned();
    }

    /// Opens the box that came back first, when no other one is open.
    pub(crate) fn open_returned(&mut self) {
        if matches!(self.mode, Mode::Keys)
            && let Some(mode) = self.returned.pop_front()
        {
            self.mode = mode;
        }
    }
}

/// Returns what to say where the signature was typed wrong: the same box can still succeed.
const fn typed_wrong(why: &Refusal) -> Option<Word> {
    match why {
        Refusal::PassphraseWrong => Some(Word::PassphraseWrong),
        Refusal::PassphraseWait => Some(Word::PassphraseWait),
        Refusal::PassphraseUnset => Some(Word::PassphraseUnset),
        Refusal::NotAllowed(_) | Refusal::RoleEnded | Refusal::OutOfScope => Some(Word::SignerMayNot),
        Refusal::NeedsProof
        | Refusal::NeedsSignature
        | Refusal::Busy
        | Refusal::Storage(_)
        | Refusal::BlankText
        | Refusal::Incident(_)
        | Refusal::Call(_)
        | Refusal::Intake(_)
        | Refusal::Finding(_)
        | Refusal::Dispatch(_)
        | Refusal::Plan(_)
        | Refusal::Report(_)
        | Refusal::Order(_)
        | Refusal::Claim(_)
        | Refusal::Pool(_)
        | Refusal::Delivery(_)
        | Refusal::Suppression(_)
        | Refusal::Feed(_)
        | Refusal::Handover(_)
        | Refusal::Drill(_)
        | Refusal::Desk(_) => None,
    }
}
