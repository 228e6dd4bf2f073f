//! How the desk thread asks for a file of rules, and takes what was read.

use crate::engine::batch::Answer;
use crate::engine::input::Input;
use crate::engine::live::Live;
use crate::engine::purpose::Source;
use crate::engine::reload::{Asked, Read, Waits};
use crate::operations::actor::Actor;
use crate::operations::command::Command;
use crate::operations::desk;
use crate::operations::outcome::{Outcome, Refusal};
use std::sync::mpsc::TrySendError;
use tokio::sync::oneshot;

impl<S: Source> Live<S> {
    /// Has the rules read: their file is no matter of this thread.
    pub(super) fn ask_for_rules(&mut self, command: &Command, reply: oneshot::Sender<Outcome>) {
        let action = command.action;
        if let Some(verdict) = self.driver.state.verdict(action) {
            return self.answer_act(Answer { reply, action, verdict: Some(verdict) });
        }
        if let Err(refusal) = self.driver.state.weigh(command) {
            // Whoever asked may be gone.
            let _ = reply.send(Outcome::Refused(refusal));
            return;
        }
        let actor = command.signed_by.map_or(command.actor, Actor::Proved);
        let asked = Asked { actor, waits: Some(Waits { action, reply }) };
        if let Err(TrySendError::Full(asked) | TrySendError::Disconnected(asked)) =
            self.joints.stores.rules.try_send(asked)
        {
            refuse(asked, Refusal::Busy);
        }
    }

    /// Returns whether the file was wrong when it was last read.
    const fn is_wrong(&self) -> bool {
        self.driver.state.rules.wrong.is_some()
    }

    /// Answers an act that was sent twice and decided meanwhile as it was then; returns what is still to be answered.
    fn answer_again(&mut self, asked: Asked) -> Option<Asked> {
        let Some(Waits { action, reply }) = asked.waits else { return Some(asked) };
        let Some(verdict) = self.driver.state.verdict(action) else {
            return Some(Asked { actor: asked.actor, waits: Some(Waits { action, reply }) });
        };
        self.answer_act(Answer { reply, action, verdict: Some(verdict) });
        None
    }

    /// Takes what the rules file says: one input when it is right and new, an entry when it is wrong.
    pub(super) fn take_rules(&mut self, asked: Asked, read: Read) {
        let Some(asked) = self.answer_again(asked) else { return };
        match read {
            // A file that was wrong in between and is as it was ends what the screen says of it.
            Read::Right(book) if book.digest == self.driver.state.rules.digest && !self.is_wrong() => {
                tracing::info!("the rules did not change");
                refuse(asked, Refusal::Desk(desk::Refusal::RulesUnchanged));
            }
            Read::Right(book) => {
                let action = asked.waits.as_ref().map(|waits| waits.action);
                let at = self.clock.now();
                tracing::info!("{} rules are in force, of the file {}", book.names.len(), book.digest);
                let verdict = self.take(at, &Input::Rules { actor: asked.actor, action, book });
                if let Some(Waits { action, reply }) = asked.waits {
                    self.answer_act(Answer { reply, action, verdict });
                }
            }
            Read::Wrong { mistakes, place } => {
                tracing::warn!("the rules have {mistakes} mistakes, the first at {place}: the old ones stay");
                self.note_by(asked.actor, desk::Fact::RulesWrong { mistakes, place });
                refuse(asked, Refusal::Desk(desk::Refusal::RulesWrong { place, mistakes }));
            }
            Read::BuiltIn => {
                tracing::info!("the rules are part of the program: there is no file to read anew");
                refuse(asked, Refusal::Desk(desk::Refusal::RulesBuiltIn));
            }
        }
    }
}

/// Tells whoever waits for rules that nothing changed.
fn refuse(asked: Asked, refusal: Refusal) {
    if let Some(waits) = asked.waits {
        // Whoever asked may be gone.
        let _ = waits.reply.send(Outcome::Refused(refusal));
    }
}
