//! What a session asks of the desk thread itself: that the desk ends, that a passphrase was wrong.
//!
//! Decides: whose word ends the desk, whose name its last entry carries. Must not know: how a session proved itself.

use crate::engine::live::Live;
use crate::engine::purpose::Source;
use crate::ipc::server::Footing;
use crate::operations::actor::{Actor, Officer};
use crate::operations::command::{Body, Command};
use crate::operations::desk;
use crate::operations::outcome::Outcome;
use tokio::sync::oneshot;

impl<S: Source> Live<S> {
    /// Takes an act that is no input yet: the rules are a file's, the end is the engine's.
    pub(super) fn ask_of_engine(
        &mut self,
        command: Command,
        footing: Footing,
        reply: oneshot::Sender<Outcome>,
    ) {
        match command.body {
            Body::Desk(desk::Command::Stop) => self.ask_to_stop(command, footing, reply),
            _ => self.ask_for_rules(&command, reply),
        }
    }

    /// Ends the desk for whom the table names, and for the Unix user that runs it: they can end the process anyway.
    fn ask_to_stop(&mut self, command: Command, footing: Footing, reply: oneshot::Sender<Outcome>) {
        let by = command.entered_by();
        let weighed = match footing {
            Footing::Host => Command { actor: Actor::Desk, signed_by: None, ..command },
            Footing::Officer | Footing::Stranger => command,
        };
        match self.driver.state.weigh(&weighed) {
            Ok(_) => self.stopping = Some(if by.is_proved() { by } else { Actor::Desk }),
            // Whoever asked may be gone.
            Err(refusal) => drop(reply.send(Outcome::Refused(refusal))),
        }
    }

    /// Enters that somebody tried a passphrase that was wrong.
    pub(super) fn note_wrong(&mut self, actor: Actor, code: &str, user: u32) {
        let known = self.driver.state.reference().person(code);
        let officer = known.map(|(person, known)| Officer { person, code: known.code });
        self.note_by(actor, desk::Fact::PassphraseWrong { officer, user });
    }
}
