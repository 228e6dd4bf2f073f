//! The boxes that ask before an act (复核框).
//!
//! Invariants:
//! - the target of a box is fixed when it opens;
//! - Enter counts only as a new key press: [`ENTER_AFTER`] after the box opened and after the Enter before it; a
//!   paste never confirms, and is not taken at all where a number is to be typed;
//! - closing an incident takes its number, typed by hand.

use crate::language::word::PHRASES;
use crate::language::{Lang, Word};
use crate::operations::command::{Draft, Seen};
use crate::operations::incident::{Command, Disposition};
use crate::operations::line::{half_width, number};
use crate::screen::edit::Edit;
use crate::screen::request::Secret;
use crate::terminal::key::{Code, Key};
use crate::units::IncidentId;
use std::time::{Duration, Instant as Moment};

/// How long a box must have stood, and Enter must have been up, before Enter counts.
pub const ENTER_AFTER: Duration = Duration::from_millis(400);

/// A box that is open.
#[derive(Clone, Debug)]
pub struct Challenge {
    /// What it asks.
    pub ask: Ask,
    /// What the screen showed when it opened.
    pub seen: Seen,
    /// What it says to the last key.
    pub remark: Option<Word>,
    /// What is typed.
    pub edit: Edit,
    /// When it opened, or when Enter, or a paste, came last.
    quiet_since: Moment,
}

/// What a box asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// A note.
    Note {
        /// The incident; none: the desk's log.
        incident: Option<IncidentId>,
    },
    /// The end of an incident.
    Close {
        /// The incident.
        incident: IncidentId,
        /// How far it is.
        step: CloseStep,
    },
    /// Why an incident goes on.
    Reopen {
        /// The incident.
        incident: IncidentId,
    },
    /// Who signs on.
    Officer {
        /// What waits for it.
        then: Option<Awaits>,
    },
    /// The passphrase.
    Passphrase {
        /// Of whom.
        officer: String,
        /// See [`Ask::Officer`].
        then: Option<Awaits>,
    },
    /// Whether to leave with things unfinished.
    Quit,
}

/// What waits for somebody to sign on, and goes on after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Awaits {
    /// The box that closes an incident.
    Close(IncidentId),
    /// The box that opens it again.
    Reopen(IncidentId),
    /// The box of money.
    Money(IncidentId),
    /// A command that is drafted whole.
    Act {
        /// What is asked.
        draft: Box<Draft>,
        /// What the screen showed.
        seen: Seen,
    },
}

impl Awaits {
    /// Returns the incident that it is about.
    pub fn incident(&self) -> Option<IncidentId> {
        match self {
            Self::Close(incident) | Self::Reopen(incident) | Self::Money(incident) => Some(*incident),
            Self::Act { draft, .. } => draft.incident(),
        }
    }
}

/// How far the box of a close is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CloseStep {
    /// How it ended, by a digit.
    How,
    /// What it doubles.
    Duplicate,
    /// Why.
    Reason(Disposition),
    /// Its number again.
    Repeat(Disposition, String),
}

/// What came of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The box goes on.
    Stay,
    /// The box is gone.
    Cancel,
    /// A command.
    Act(Box<Draft>),
    /// A passphrase to check.
    Prove {
        /// Of whom.
        officer: String,
        /// What was typed.
        passphrase: Secret,
        /// What goes on when it was right.
        then: Option<Awaits>,
    },
    /// Leave.
    Quit,
}

impl Challenge {
    /// Opens a box.
    pub fn open(ask: Ask, seen: Seen, now: Moment) -> Self {
        Self { ask, seen, remark: None, edit: Edit::default(), quiet_since: now }
    }

    /// Takes a paste: text, where a text is wanted, and never a confirmation.
    pub fn paste(&mut self, pasted: &str, now: Moment) {
        self.quiet_since = now;
        match &self.ask {
            Ask::Close { step: CloseStep::Reason(_), .. }
            | Ask::Note { .. }
            | Ask::Reopen { .. }
            | Ask::Officer { .. }
            | Ask::Passphrase { .. } => self.edit.insert(pasted),
            Ask::Close { .. } | Ask::Quit => {}
        }
    }

    /// Takes a key.
    pub fn key(&mut self, key: Key, lang: Lang, now: Moment) -> Step {
        self.remark = None;
        match key.code {
            Code::Escape => Step::Cancel,
            Code::Enter => {
                let early = now.saturating_duration_since(self.quiet_since) < ENTER_AFTER;
                self.quiet_since = now;
                self.edit.take_phrase();
                if early {
                    self.remark = Some(Word::BoxTooSoon);
                    return Step::Stay;
                }
                self.enter()
            }
            Code::Char(c) => {
                self.typed(key, half_width(c), lang);
                Step::Stay
            }
            _ => {
                self.edit.key(key);
                Step::Stay
            }
        }
    }

    fn typed(&mut self, key: Key, folded: char, lang: Lang) {
        match &mut self.ask {
            Ask::Close { step: step @ CloseStep::How, .. } => {
                *step = match folded {
                    '1' => CloseStep::Reason(Disposition::Handled),
                    '2' => CloseStep::Reason(Disposition::Test),
                    '3' => CloseStep::Duplicate,
                    '4' => CloseStep::Reason(Disposition::Unverified),
                    _ => return,
                };
            }
            Ask::Note { .. } => {
                self.edit.key_among(key, PHRASES.iter().map(|(zh, en)| lang.pick(zh, en)));
            }
            Ask::Close { step: CloseStep::Duplicate | CloseStep::Repeat(..), .. } => {
                self.edit.key(Key::char(folded));
            }
            Ask::Quit => {}
            Ask::Close { .. } | Ask::Reopen { .. } | Ask::Officer { .. } | Ask::Passphrase { .. } => {
                self.edit.key(key);
            }
        }
    }

    fn enter(&mut self) -> Step {
        let text = self.edit.text().trim().to_owned();
        match &mut self.ask {
            Ask::Quit => Step::Quit,
            Ask::Close { incident, step } => {
                let incident = *incident;
                close_enter(incident, step, &mut self.edit, &mut self.remark, text)
            }
            Ask::Note { .. } | Ask::Reopen { .. } | Ask::Officer { .. } | Ask::Passphrase { .. }
                if text.is_empty() =>
            {
                Step::Stay
            }
            Ask::Note { incident } => act(Command::Note { incident: *incident, text }),
            Ask::Reopen { incident } => act(Command::Reopen { incident: *incident, reason: Some(text) }),
            Ask::Officer { then } => {
                self.ask = Ask::Passphrase { officer: text, then: then.take() };
                self.edit.take();
                Step::Stay
            }
            Ask::Passphrase { officer, then } => Step::Prove {
                officer: std::mem::take(officer),
                passphrase: Secret(self.edit.take()),
                then: then.take(),
            },
        }
    }
}

fn act(command: Command<String>) -> Step {
    Step::Act(Box::new(Draft::Incident(command)))
}

fn close_enter(
    incident: IncidentId,
    step: &mut CloseStep,
    edit: &mut Edit,
    remark: &mut Option<Word>,
    text: String,
) -> Step {
    match step {
        CloseStep::How => {}
        CloseStep::Duplicate => match number(&text) {
            Some(of) if of != incident => {
                edit.take();
                *step = CloseStep::Reason(Disposition::Duplicate(of));
            }
            _ => *remark = Some(Word::BoxNumberDiffers),
        },
        CloseStep::Reason(disposition) => {
            edit.take();
            *step = CloseStep::Repeat(*disposition, text);
        }
        CloseStep::Repeat(disposition, reason) => {
            if number(&text) == Some(incident) {
                let reason = Some(std::mem::take(reason)).filter(|reason| !reason.is_empty());
                let disposition = *disposition;
                return act(Command::Close { incident, disposition, reason, repeated: incident });
            }
            edit.take();
            *remark = Some(Word::BoxNumberDiffers);
        }
    }
    Step::Stay
}
