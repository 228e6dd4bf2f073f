//! Boxes of fields: what a person fills in before an act, one field after another.
//!
//! Decides: which key goes into which field, when a box is done. Must not know: how it is painted.
//!
//! Invariants:
//! - the target of a box is fixed when it opens, whatever the list does under it;
//! - a choice is taken by its digit and goes on at once; every other field goes on with Enter;
//! - Enter counts only as a new key press: [`ENTER_AFTER`] after the box opened and after the Enter before it; a paste
//!   never confirms.
//!
//! A box is a module with `open`, which fills the fields from what the screen shows, and `finish`, which makes a draft of
//! them; `Act` lists them all.

pub(crate) mod call;
pub(crate) mod dispatch;
pub(crate) mod drill;
pub(crate) mod evacuate;
pub(crate) mod field;
pub(crate) mod handover;
pub(crate) mod hearing;
pub(crate) mod intake;
pub(crate) mod level;
pub(crate) mod line;
pub(crate) mod money;
pub(crate) mod order;
pub(crate) mod people;
pub(crate) mod picks;
pub(crate) mod regroup;
pub(crate) mod relay;
pub(crate) mod release;
pub(crate) mod report;
pub(crate) mod scene;
pub(crate) mod sign;
pub(crate) mod signature;
pub(crate) mod silence;
pub(crate) mod source;
pub(crate) mod step;
pub(crate) mod team;
pub(crate) mod verify;

use crate::language::Word;
use crate::operations::command::{Draft, Seen};
use crate::operations::dispatch::Status;
use crate::operations::line::{half_width, number};
use crate::operations::listing::warnings;
use crate::operations::reference::Code as TeamCode;
use crate::operations::report::Kind;
use crate::screen::challenge::ENTER_AFTER;
use crate::screen::edit::Edit;
use crate::screen::form::source::Sources;
use crate::screen::request::Secret;
use crate::terminal::key::{Code, Key};
use crate::units::{IncidentId, OrderId, WarningId};
use std::time::Instant as Moment;

pub(crate) use field::{Field, Reads};

/// A box of fields that is open.
#[derive(Clone, Debug)]
pub struct Form {
    /// What it is for.
    pub(crate) act: Act,
    /// The incident; none for the desk itself.
    pub(crate) target: Option<IncidentId>,
    /// What the screen showed when it opened.
    pub(crate) seen: Seen,
    /// What it is called.
    pub(crate) title: String,
    /// What must be read before: a hazard card, a report, reasons.
    pub(crate) lines: Vec<String>,
    /// The first of these lines that is shown.
    pub(crate) scroll: u16,
    /// What is filled in, in this order.
    pub(crate) fields: Vec<Field>,
    /// The field that keys go to.
    pub(crate) at: usize,
    /// Who says so, where that is asked; Tab walks on.
    pub(crate) sources: Option<Sources>,
    /// What it says to the last key.
    pub(crate) remark: Option<Word>,
    /// When it opened, or when Enter, or a paste, came last; none before it is open: Enter does nothing then.
    quiet_since: Option<Moment>,
}

/// What a box is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// Who is rung.
    Call(Vec<crate::operations::call::Offer>),
    /// What is there.
    Verify,
    /// People.
    People,
    /// Fire and leak.
    Scene,
    /// Teams are sent.
    Dispatch,
    /// Another team goes in the place of one that does not.
    Replace(dispatch::Vacancy),
    /// Everybody gets out.
    Evacuate,
    /// What a team says; the teams of its digits, and where each stands.
    Team(Vec<(TeamCode, Status)>),
    /// A leader's order.
    Order,
    /// A new order, or which of these is carried out.
    Orders(Vec<OrderId>),
    /// A response level.
    Level,
    /// A report goes to the leader; its text as it is shown.
    Report(Kind, String),
    /// A signed report goes upward.
    Upward(Vec<report::Upward>),
    /// Something is signed.
    Sign(sign::Paper),
    /// Which of these is signed.
    Papers(Vec<sign::Paper>),
    /// Money, or a claim.
    Money(money::What),
    /// Money goes out, or is answered for; or the day is closed.
    Release(release::What),
    /// Which of these is done with money.
    MoneyMenu(Vec<money::What>),
    /// A call comes in.
    Intake(intake::Stage),
    /// A step of the plan; the steps of its digits.
    Step(Vec<u8>),
    /// A warning goes to the insurers inside it.
    Relay(WarningId),
    /// Which of these insurers is rung; the warning's official text.
    RelayCalls(WarningId, Vec<warnings::Relay>),
    /// An insurer is rung.
    RelayCall(warnings::Relay),
    /// Something is kept silent, or heard again.
    Silence(silence::What),
    /// Two incidents are one, or two.
    Regroup(regroup::Two),
    /// Whether the bell was heard.
    Hearing,
    /// The desk is offered, taken, or signed for.
    Handover(handover::Stage),
    /// A line of the bar is signed.
    Line(Box<Draft>),
    /// A drill is directed, ended, or left for the live desk.
    Drill(drill::What),
}

/// What came of a key.
#[derive(Debug)]
pub(crate) enum Step {
    /// The box goes on.
    Stay,
    /// The box is gone.
    Cancel,
    /// The last field is filled.
    Done,
}

/// A command, and the signature under it.
#[derive(Debug)]
pub(crate) struct Signed {
    /// What is asked.
    pub(crate) draft: Draft,
    /// Who signs.
    pub(crate) officer: String,
    /// What was typed.
    pub(crate) passphrase: Secret,
}

/// What a filled box becomes.
#[derive(Debug)]
pub(crate) enum Finished {
    /// A command.
    Act(Draft),
    /// A command that is signed.
    Sign(Box<Signed>),
    /// Another box.
    Next(Box<Form>),
    /// An intake begins: its identity is that of the act, and its fields follow.
    Take {
        /// What is asked.
        draft: Draft,
        /// What is told of it; its identity is not known yet.
        open: intake::Open,
    },
    /// Several commands, or none, and perhaps another box.
    Many {
        /// What is asked.
        drafts: Vec<Draft>,
        /// What is filled in next.
        next: Option<Box<Form>>,
    },
    /// A call slip.
    Slip(crate::operations::call::Offer),
    /// Whether the bell was heard.
    Hearing(hearing::Heard),
    /// The screen is left for that of the live desk.
    ToLiveDesk,
}

impl Form {
    /// Makes a box; `fields` are filled in their order.
    pub(crate) fn new(act: Act, target: Option<IncidentId>, title: String, fields: Vec<Field>) -> Self {
        Self {
            act,
            target,
            seen: Seen::default(),
            title,
            lines: Vec::new(),
            scroll: 0,
            fields,
            at: 0,
            sources: None,
            remark: None,
            quiet_since: None,
        }
    }

    /// Begins the time after which Enter counts, with what the screen shows.
    pub(crate) fn opened(&mut self, seen: Seen, now: Moment) {
        (self.seen, self.quiet_since) = (seen, Some(now));
    }

    /// Takes a paste: text where text is wanted, and never a confirmation.
    pub(crate) fn paste(&mut self, pasted: &str, now: Moment) {
        self.quiet_since = Some(now);
        match self.fields.get_mut(self.at) {
            Some(Field::Text { edit, .. } | Field::Officer { edit } | Field::Secret { edit }) => {
                edit.insert(pasted);
            }
            Some(Field::Digits { edit, .. }) => {
                let typed: String = pasted.chars().map(half_width).collect();
                edit.insert(&typed);
            }
            Some(Field::Choice { .. } | Field::Repeat { .. } | Field::Picks(_) | Field::Confirm) | None => {}
        }
    }

    /// Takes a key.
    pub(crate) fn key(&mut self, key: Key, now: Moment) -> Step {
        self.remark = None;
        match key.code {
            Code::Escape => Step::Cancel,
            Code::Tab => {
                if let Some(Field::Picks(picks)) = self.fields.get_mut(self.at) {
                    picks.walk();
                } else if let Some(sources) = &mut self.sources {
                    sources.next();
                }
                Step::Stay
            }
            Code::PageDown => self.scrolled(8),
            Code::PageUp => self.scrolled(-8),
            Code::Enter => {
                let early =
                    self.quiet_since.is_none_or(|since| now.saturating_duration_since(since) < ENTER_AFTER);
                self.quiet_since = Some(now);
                if let Some(edit) = self.edit() {
                    edit.take_phrase();
                }
                if early {
                    self.remark = Some(Word::BoxTooSoon);
                    return Step::Stay;
                }
                self.enter()
            }
            Code::Char(c) => self.typed(key, half_width(c)),
            _ => {
                if let Some(edit) = self.edit() {
                    edit.key(key);
                }
                Step::Stay
            }
        }
    }

    /// Returns the digit that was chosen in a field.
    pub(crate) fn choice(&self, field: usize) -> Option<usize> {
        match self.fields.get(field)? {
            Field::Choice { chosen, .. } => *chosen,
            Field::Text { .. }
            | Field::Digits { .. }
            | Field::Repeat { .. }
            | Field::Officer { .. }
            | Field::Secret { .. }
            | Field::Picks(_)
            | Field::Confirm => None,
        }
    }

    /// Returns what was typed in a field.
    pub(crate) fn text(&self, field: usize) -> &str {
        match self.fields.get(field) {
            Some(
                Field::Text { edit, .. }
                | Field::Digits { edit, .. }
                | Field::Repeat { edit, .. }
                | Field::Officer { edit }
                | Field::Secret { edit },
            ) => edit.text().trim(),
            Some(Field::Choice { .. } | Field::Picks(_) | Field::Confirm) | None => "",
        }
    }

    /// Goes back to the field in the way, and says why.
    pub(crate) fn refuse(&mut self, field: usize, why: Word) {
        (self.at, self.remark) = (field, Some(why));
    }

    /// Returns the box as it is filled, its passphrase forgotten.
    pub(crate) fn without_secret(&self) -> Box<Self> {
        let mut kept = Box::new(self.clone());
        for field in &mut kept.fields {
            if let Field::Secret { edit } = field {
                edit.take();
            }
        }
        kept
    }

    /// Goes back to the passphrase, or where none is asked to the last field, and says why.
    pub(crate) fn sign_again(&mut self, why: Word, now: Moment) {
        let secret = self.fields.iter().position(|field| matches!(field, Field::Secret { .. }));
        let officer = self.fields.iter().position(|field| matches!(field, Field::Officer { .. }));
        let again = if why == Word::SignerMayNot { officer.or(secret) } else { secret };
        self.at = again.unwrap_or(self.at);
        (self.remark, self.quiet_since) = (Some(why), Some(now));
    }

    fn edit(&mut self) -> Option<&mut Edit> {
        match self.fields.get_mut(self.at)? {
            Field::Text { edit, .. }
            | Field::Digits { edit, .. }
            | Field::Repeat { edit, .. }
            | Field::Officer { edit }
            | Field::Secret { edit } => Some(edit),
            Field::Choice { .. } | Field::Picks(_) | Field::Confirm => None,
        }
    }

    fn typed(&mut self, key: Key, folded: char) -> Step {
        match self.fields.get_mut(self.at) {
            Some(Field::Choice { options, chosen, .. }) => {
                let Some(taken) = options.iter().position(|(digit, _)| *digit == folded) else {
                    if folded == ' ' {
                        return self.scrolled(8);
                    }
                    self.remark = Some(Word::FormChoose);
                    return Step::Stay;
                };
                *chosen = Some(taken);
                self.on()
            }
            Some(Field::Text { edit, phrases, .. }) => {
                edit.key_among(key, phrases);
                Step::Stay
            }
            // Nothing is swallowed: what is no number is said to be none.
            Some(Field::Digits { edit, .. } | Field::Repeat { edit, .. }) => {
                edit.key(Key::char(folded));
                Step::Stay
            }
            Some(Field::Officer { edit } | Field::Secret { edit }) => {
                edit.key(key);
                Step::Stay
            }
            Some(Field::Picks(picks)) if folded.is_ascii_digit() => {
                picks.toggle(folded as usize - '0' as usize);
                Step::Stay
            }
            Some(Field::Picks(_) | Field::Confirm) if folded == ' ' => self.scrolled(8),
            Some(Field::Picks(_) | Field::Confirm) | None => Step::Stay,
        }
    }

    fn enter(&mut self) -> Step {
        let is_empty = self.text(self.at).is_empty();
        match self.fields.get_mut(self.at) {
            Some(Field::Choice { .. }) => {
                self.remark = Some(Word::FormChoose);
                Step::Stay
            }
            Some(Field::Text { optional: false, .. } | Field::Digits { optional: false, .. }) if is_empty => {
                self.remark = Some(Word::FormEmpty);
                Step::Stay
            }
            Some(Field::Officer { .. } | Field::Secret { .. }) if is_empty => Step::Stay,
            Some(Field::Repeat { of, edit }) if number(edit.text().trim()) != Some(*of) => {
                edit.take();
                self.remark = Some(Word::BoxNumberDiffers);
                Step::Stay
            }
            Some(Field::Digits { reads, edit, .. }) if !is_empty => {
                let reads = *reads;
                if let Some(understood) = reads.understood(edit.text().trim()) {
                    edit.set(&understood);
                    return self.on();
                }
                let money = reads == Reads::Yuan;
                self.remark = Some(if money { Word::FormAmount } else { Word::FormNotUnderstood });
                Step::Stay
            }
            Some(
                Field::Text { .. }
                | Field::Digits { .. }
                | Field::Repeat { .. }
                | Field::Officer { .. }
                | Field::Secret { .. }
                | Field::Picks(_)
                | Field::Confirm,
            )
            | None => self.on(),
        }
    }

    const fn on(&mut self) -> Step {
        if self.at + 1 >= self.fields.len() {
            return Step::Done;
        }
        self.at += 1;
        Step::Stay
    }

    fn scrolled(&mut self, by: i32) -> Step {
        let choices = match self.fields.get(self.at) {
            Some(Field::Choice { options, .. }) => options.len(),
            Some(
                Field::Text { .. }
                | Field::Digits { .. }
                | Field::Repeat { .. }
                | Field::Officer { .. }
                | Field::Secret { .. }
                | Field::Picks(_)
                | Field::Confirm,
            )
            | None => 0,
        };
        let last = self.lines.len().max(choices).saturating_sub(1) as i32;
        self.scroll = (i32::from(self.scroll) + by).clamp(0, last) as u16;
        Step::Stay
    }
}
