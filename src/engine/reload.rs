//! The rules, read anew while the desk runs.
//!
//! Decides: what is told of a wrong file, and to whom. Must not know: what the rules mean, when they take effect.
//!
//! Invariants:
//! - the file is read and compiled in a thread of its own: the desk thread waits for no disk;
//! - a file with mistakes changes nothing, and every mistake is in the log.

use crate::config::mistake::Mistake;
use crate::engine::stores::Note;
use crate::language::Lang;
use crate::operations::actor::Actor;
use crate::operations::desk::RuleBook;
use crate::operations::outcome::Outcome;
use crate::registry::mistake::Kind;
use crate::registry::rules;
use crate::text::{Text, bounded};
use crate::units::ActionId;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, SyncSender};
use std::thread::Thread;
use tokio::sync::oneshot;

/// Readings that may be asked for at once: more are refused.
pub const WAITING_MAX: usize = 8;

/// Who wants the rules read anew.
#[derive(Debug)]
pub struct Asked {
    /// Who.
    pub actor: Actor,
    /// Who waits for the answer; nobody does after a signal.
    pub waits: Option<Waits>,
}

/// Who waits for what came of a reading.
#[derive(Debug)]
pub struct Waits {
    /// The act.
    pub action: ActionId,
    /// Where the answer goes.
    pub reply: oneshot::Sender<Outcome>,
}

/// What the file says.
#[derive(Debug)]
pub enum Read {
    /// Rules.
    Right(Box<RuleBook>),
    /// Mistakes.
    Wrong {
        /// How many.
        mistakes: u16,
        /// The first one: file and line.
        place: Text<64>,
    },
    /// There is no file: the rules are part of the program.
    BuiltIn,
}

/// The thread that reads the rules.
#[derive(Debug)]
pub struct Reload {
    /// The registry's directory; none when it is part of the program.
    pub directory: Option<PathBuf>,
    /// Who asks.
    pub asked: Receiver<Asked>,
    /// To the desk.
    pub notes: Sender<Note>,
    /// The desk thread, unparked after every note.
    pub desk: Thread,
}

impl Reload {
    /// Reads the file whenever somebody asks, until nobody can any more.
    pub fn run(self) {
        while let Ok(asked) = self.asked.recv() {
            let read = self.directory.as_deref().map_or(Read::BuiltIn, read);
            drop(self.notes.send(Note::Rules { asked, read }));
            self.desk.unpark();
        }
    }
}

/// Asks on behalf of a signal.
pub fn ask_by_signal(to: &SyncSender<Asked>) {
    if to.try_send(Asked { actor: Actor::Desk, waits: None }).is_err() {
        tracing::warn!("HUP: the rules are being read already");
    }
}

fn read(directory: &Path) -> Read {
    match rules::read_again(directory) {
        Ok(book) => Read::Right(Box::new(book)),
        Err(mistakes) => {
            for mistake in &mistakes {
                tracing::warn!("{}", mistake.written(Lang::En));
            }
            Read::Wrong { mistakes: mistakes.len() as u16, place: place(mistakes.first()) }
        }
    }
}

/// Returns where a mistake is, without the directory that everybody knows.
fn place(mistake: Option<&Mistake<Kind>>) -> Text<64> {
    match mistake {
        Some(mistake) if mistake.line > 0 => bounded(&format!("{}:{}", rules::FILE, mistake.line)),
        Some(_) | None => bounded(rules::FILE),
    }
}
