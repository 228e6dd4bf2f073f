//! The thread at the second place.
//!
//! Decides: how long anybody waits for the second place. Must not know: what a line says.
//!
//! The second place may be a share of another machine, and that machine may be gone: a call of the system comes back after
//! minutes then, or never. Only this thread waits for it; whoever writes the journal waits [`WAIT_MAX`] and goes on.
//!
//! Invariants:
//! - one question is out at most, and only the one who asked it waited for it: as long as it is out, nobody waits again;
//! - a line is said to be there when it is on disk there.

use crate::journal::heads::Fault;
use crate::journal::heads::place::SecondPlace;
use std::io;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

/// How long an answer is waited for: a disk that spins up takes longer, and is heard later.
pub const WAIT_MAX: Duration = Duration::from_secs(2);

/// Whoever keeps the second place.
///
/// It ends with the value; a thread that hangs ends when the system lets it go, or with the process.
#[derive(Debug)]
pub struct Keeper {
    place: SecondPlace,
    questions: Sender<Question>,
    answers: Receiver<Answer>,
    is_out: bool,
}

/// What is asked of the second place.
#[derive(Debug)]
pub enum Question {
    /// Its lines.
    Lines,
    /// To keep these too.
    Keep(Vec<String>),
}

/// What came of a question.
#[derive(Debug)]
pub enum Answer {
    /// The lines that stand there.
    Lines(Result<Vec<String>, Fault>),
    /// These stand there now, or why they do not.
    Kept(Result<Vec<String>, Fault>),
}

impl Keeper {
    /// Starts at the second place in a directory; looks at nothing yet.
    pub fn start(directory: &Path) -> Self {
        let place = SecondPlace::of(directory);
        let (questions, asked) = channel();
        let (said, answers) = channel();
        let kept = place.clone();
        let run = move || answer(&kept, &asked, &said);
        if let Err(error) = thread::Builder::new().name("second place".into()).spawn(run) {
            // Every question will say so.
            tracing::error!("{}: no thread for the second place: {error}", place.file().display());
        }
        Self { place, questions, answers, is_out: false }
    }

    /// Returns the second place.
    pub const fn place(&self) -> &SecondPlace {
        &self.place
    }

    /// Asks, and waits a moment for the answer; [`Fault::Silent`] where none came yet: it comes by [`Keeper::hear`].
    ///
    /// Cost: [`WAIT_MAX`] at most, and nothing while an earlier question is out: then this one is not asked.
    pub fn ask(&mut self, question: Question) -> Result<Answer, Fault> {
        if self.is_out {
            return Err(self.silent());
        }
        self.is_out = self.questions.send(question).is_ok();
        match self.answers.recv_timeout(WAIT_MAX) {
            Ok(answer) => {
                self.is_out = false;
                Ok(answer)
            }
            Err(RecvTimeoutError::Timeout) => Err(self.silent()),
            Err(RecvTimeoutError::Disconnected) => Err(self.gone()),
        }
    }

    /// Returns the answer to a question that was out; none while there is none, without waiting.
    pub fn hear(&mut self) -> Option<Answer> {
        let heard = self.answers.try_recv().ok();
        self.is_out &= heard.is_none();
        heard
    }

    fn silent(&self) -> Fault {
        Fault::Silent(self.place.file().to_path_buf())
    }

    fn gone(&self) -> Fault {
        self.place.fault(io::Error::other("nothing of this desk writes there any more"))
    }
}

/// Answers until nobody asks any more.
fn answer(place: &SecondPlace, questions: &Receiver<Question>, answers: &Sender<Answer>) {
    for question in questions {
        let answer = match question {
            Question::Lines => Answer::Lines(place.lines()),
            Question::Keep(lines) => Answer::Kept(place.append(&lines).map(|()| lines)),
        };
        if answers.send(answer).is_err() {
            return;
        }
    }
}
