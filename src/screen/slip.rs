//! The call slip (通话单): a number to dial, the words to say, and what came of it.
//!
//! Invariants:
//! - its target is fixed when it opens; an alarm that comes meanwhile goes to the status line;
//! - nothing is an outcome until a digit says so; Escape leaves it ringing;
//! - after 1 接通 the field takes digits until Enter, and any verb key leaves it and does what it does; an insurer's number
//!   begins with letters, so that its field takes those too, and is left by Enter, Escape and the keys that write nothing;
//! - nothing that was typed goes without a word: what the field cannot hold is said, and what it holds stands when it is
//!   left and entered again.

use crate::language::{Word, course, script};
use crate::operations::call::{
    Callee, Command, Offer, Outcome, Party, Purpose, REFERENCE_BYTES_MAX, Reference, View,
};
use crate::operations::command::{Draft, Seen};
use crate::operations::line::{half_width, is_numeral, whole};
use crate::operations::snapshot::Dossier;
use crate::screen::edit::Edit;
use crate::screen::form;
use crate::screen::keymap::{Deed, Found};
use crate::screen::request::{Link, Request};
use crate::screen::state::{Mode, Screen};
use crate::screen::theme::Scope;
use crate::terminal::key::{Code, Held, Key};
use crate::units::{IncidentId, Instant};
use std::time::Instant as Moment;

/// A slip that is open.
#[derive(Clone, Debug)]
pub struct Slip {
    /// The incident.
    pub(crate) incident: IncidentId,
    /// Who is rung, what for, and the number.
    pub(crate) offer: Offer,
    /// Since when, in desk time.
    pub(crate) opened: Instant,
    /// The words to say, as they stood when it opened.
    pub(crate) words: String,
    /// How far it is.
    pub(crate) stage: Stage,
    /// What was typed in the field that was left.
    kept: Edit,
    /// What it says to the last key.
    pub(crate) remark: Option<Word>,
}

/// A call that this screen has ended last.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rung {
    incident: IncidentId,
    offer: Offer,
    /// How often it had been rung to the end, by the dossier that was shown then.
    ended_before: usize,
}

/// How far a slip is.
#[derive(Clone, Debug)]
pub(crate) enum Stage {
    /// It rings.
    Rings,
    /// Somebody answered: what they give is typed.
    Answered(Edit),
    /// Nobody did, and that was said: who is next is offered.
    Ended(Outcome),
}

impl Screen {
    /// Opens the slip of the first one whom the desk proposes.
    pub(crate) fn call_next(&mut self, now: Moment) {
        match self.dossier.as_ref().map(|dossier| self.next_offer(dossier)) {
            Some(Some(offer)) => self.open_slip(offer, now),
            Some(None) => self.say(Word::NobodyToCall, Scope::Message, now),
            None => self.say(Word::LoadingDossier, Scope::Message, now),
        }
    }

    /// Returns whom the desk proposes, past the one who was rung a moment ago: what is shown may not know of it yet.
    pub(crate) fn next_offer(&self, dossier: &Dossier) -> Option<Offer> {
        let is_known = |rung: &Rung| ended(dossier, &rung.offer) > rung.ended_before;
        let fresh = self.rung.as_ref().filter(|rung| rung.incident == dossier.incident.id && !is_known(rung));
        let is_rung = |offer: &&Offer| {
            fresh.is_some_and(|rung| (rung.offer.callee, rung.offer.purpose) == (offer.callee, offer.purpose))
        };
        dossier.offers.iter().find(|offer| !is_rung(offer)).copied()
    }

    /// Opens the slip that briefs the leader.
    pub(crate) fn brief(&mut self, now: Moment) {
        let offers = self.dossier.as_ref().map(|dossier| &dossier.offers);
        match offers.map(|offers| offers.iter().find(|offer| offer.purpose == Purpose::Brief).copied()) {
            Some(Some(offer)) => self.open_slip(offer, now),
            Some(None) => self.say(Word::NobodyToBrief, Scope::Message, now),
            None => self.say(Word::LoadingDossier, Scope::Message, now),
        }
    }

    /// Opens a slip, and tells the desk that somebody is being rung.
    pub(crate) fn open_slip(&mut self, offer: Offer, now: Moment) {
        let Some(dossier) = &self.dossier else { return };
        let incident = dossier.incident.id;
        let mut words = String::new();
        if self.is_drill() {
            script::exercise(self.lang, &mut words);
        }
        script::script(self.lang, offer.callee, offer.purpose, dossier, &mut words);
        // A slip that was left ringing is taken up where it was: the desk knows that somebody is being rung.
        let rings = dossier.calls.iter().rev().find(|call| {
            call.ended.is_none() && (call.callee, call.purpose) == (offer.callee, offer.purpose)
        });
        let opened = rings.map(|call| call.opened);
        let draft = Draft::Call(Command::Open {
            incident,
            callee: Party::Known(offer.callee),
            purpose: offer.purpose,
        });
        let slip = Slip {
            incident,
            offer,
            opened: opened.unwrap_or(self.now),
            words,
            stage: Stage::Rings,
            kept: Edit::default(),
            remark: None,
        };
        if opened.is_none() {
            self.act(draft, self.seen(Some(incident)), now);
        }
        self.mode = Mode::Slip(Box::new(slip));
    }

    /// Takes a paste: what a reference is written with; where anything of it is left out, it says so.
    pub(crate) fn paste_to_slip(&mut self, pasted: &str) {
        if let Mode::Slip(slip) = &mut self.mode {
            slip.remark = None;
            pasted.trim().chars().map(half_width).for_each(|c| slip.write(c));
        }
    }

    pub(crate) fn key_to_slip(&mut self, key: Key, now: Moment) {
        let Mode::Slip(slip) = &mut self.mode else { return };
        slip.remark = None;
        let folded = key.folded();
        let is_written = matches!(folded.code, Code::Char(c) if folded.held == Held::None && slip.takes(c));
        match (&mut slip.stage, folded.code) {
            (Stage::Answered(_), Code::Enter) => self.end_slip(Outcome::Answered, now),
            (Stage::Answered(edit), Code::Backspace | Code::Delete | Code::Left | Code::Right) => {
                edit.key(key);
            }
            (Stage::Answered(_), Code::Char(c)) if is_written => slip.write(c),
            // An input method that was left on ends no call, and neither does a key that does nothing.
            (Stage::Answered(_), Code::Char(c)) if !c.is_ascii() => {
                slip.remark = Some(Word::FormNotUnderstood);
            }
            (Stage::Answered(edit), Code::Escape) => {
                slip.kept = std::mem::take(edit);
                slip.stage = Stage::Rings;
            }
            (Stage::Answered(_), _) if self.keymap.follow(0, key) == Found::Nothing => {
                slip.remark = Some(Word::FormNotUnderstood);
            }
            (Stage::Answered(_), _) => {
                // A verb key: what was said so far stands, and the verb is done.
                self.end_slip(Outcome::Answered, now);
                if !matches!(self.mode, Mode::Slip(_)) {
                    self.key(key, now);
                }
            }
            (Stage::Rings, Code::Char(c @ '1'..='5')) => {
                let outcome = Outcome::ALL[c as usize - '1' as usize];
                if outcome == Outcome::Answered {
                    slip.stage = Stage::Answered(std::mem::take(&mut slip.kept));
                } else {
                    self.end_slip(outcome, now);
                }
            }
            (Stage::Rings | Stage::Ended(_), Code::Escape) => self.mode = Mode::Keys,
            (Stage::Rings, _) => match self.keymap.follow(0, key) {
                Found::Deed(deed @ (Deed::Silence | Deed::Language | Deed::Repaint | Deed::ToLiveDesk)) => {
                    self.deed(deed, now);
                }
                Found::Deed(_) | Found::More(_) | Found::Nothing => {
                    if let Mode::Slip(slip) = &mut self.mode {
                        slip.remark = Some(Word::SlipDigitFirst);
                    }
                }
            },
            (Stage::Ended(_), Code::Enter) => {
                self.mode = Mode::Keys;
                self.call_next(now);
            }
            (Stage::Ended(_), _) => {
                self.mode = Mode::Keys;
                self.key(key, now);
            }
        }
    }

    /// Tells the desk what came of the call.
    fn end_slip(&mut self, outcome: Outcome, now: Moment) {
        let lost = self.link != Link::Up;
        let Mode::Slip(slip) = &mut self.mode else { return };
        // What came of the call is kept on the slip until the desk can hear it.
        if lost {
            slip.remark = Some(Word::NotSentLinkLost);
            return;
        }
        let typed = match &slip.stage {
            Stage::Answered(edit) => {
                let Some(given) = given(edit.text().trim()) else {
                    slip.remark = Some(Word::FormNotUnderstood);
                    return;
                };
                given
            }
            Stage::Rings | Stage::Ended(_) => String::new(),
        };
        let reference: Reference = crate::text::bounded(&typed);
        let (incident, offer) = (slip.incident, slip.offer);
        let ended_before = self.dossier.as_ref().map_or(0, |dossier| ended(dossier, &offer));
        self.rung = Some(Rung { incident, offer, ended_before });
        let draft = Draft::Call(Command::End {
            incident,
            callee: Party::Known(offer.callee),
            purpose: offer.purpose,
            outcome,
            by: None,
            reference,
        });
        if outcome == Outcome::Answered {
            let called = format!("{} {}", offer.contact.post, offer.contact.name);
            self.answered = Some((incident, offer.callee, called.trim().to_owned()));
            self.mode = Mode::Keys;
        } else {
            slip.stage = Stage::Ended(outcome);
        }
        self.act(draft, self.seen(Some(incident)), now);
    }

    /// Opens a box, or says why there is none.
    pub(crate) fn open_form(&mut self, opened: Result<form::Form, Word>, now: Moment) {
        if let Some(mode) = self.filled(opened, now) {
            self.mode = mode;
        }
    }

    /// Opens a box that no key has opened, when no other one is open; or says why there is none.
    pub(crate) fn give_form(&mut self, opened: Result<form::Form, Word>, now: Moment) {
        if let Some(mode) = self.filled(opened, now) {
            self.give_back(mode);
        }
    }

    fn filled(&mut self, opened: Result<form::Form, Word>, now: Moment) -> Option<Mode> {
        match opened {
            Ok(mut form) => {
                form.opened(self.seen(form.target), now);
                Some(Mode::Form(Box::new(form)))
            }
            Err(word) => {
                self.say(word, Scope::Message, now);
                None
            }
        }
    }

    pub(crate) fn key_to_form(&mut self, key: Key, now: Moment) {
        if self.key_to_site(key) {
            return;
        }
        let Mode::Form(form) = &mut self.mode else { return };
        match form.key(key, now) {
            form::Step::Stay => {}
            form::Step::Cancel => self.mode = Mode::Keys,
            form::Step::Done => {
                let Mode::Form(form) = std::mem::replace(&mut self.mode, Mode::Keys) else { return };
                self.finish_form(form, now);
            }
        }
    }

    fn finish_form(&mut self, form: Box<form::Form>, now: Moment) {
        let seen = form.seen;
        // What was typed stands until it is on its way.
        let kept = form.without_secret();
        if let form::Act::Intake(form::intake::Stage::Field(open)) = &form.act {
            self.intake_moved(open.id, open.next + 1);
        }
        let finished = match &form.act {
            form::Act::Call(_) => form::call::finish(form),
            form::Act::Verify => form::verify::finish(self, form),
            form::Act::People => form::people::finish(form),
            form::Act::Scene => form::scene::finish(form),
            form::Act::Dispatch | form::Act::Replace(_) => form::dispatch::finish(self, form),
            form::Act::Evacuate => form::evacuate::finish(form),
            form::Act::Team(_) => form::team::finish(self, form),
            form::Act::Order | form::Act::Orders(_) => form::order::finish(self, form),
            form::Act::Level => form::level::finish(self, form),
            form::Act::Report(..) | form::Act::Upward(_) => form::report::finish(self, form),
            form::Act::Sign(_) | form::Act::Papers(_) => form::sign::finish(self, form),
            form::Act::Money(_) | form::Act::MoneyMenu(_) => form::money::finish(self, form),
            form::Act::Release(_) => form::release::finish(self, form),
            form::Act::Intake(_) => form::intake::finish(self, form),
            form::Act::Step(_) => form::step::finish(self, form),
            form::Act::Relay(_) | form::Act::RelayCalls(..) | form::Act::RelayCall(_) => {
                form::relay::finish(self, form)
            }
            form::Act::Silence(_) => form::silence::finish(form),
            form::Act::Regroup(_) => form::regroup::finish(form),
            form::Act::Hearing => form::hearing::finish(form),
            form::Act::Handover(_) => form::handover::finish(self, form),
            form::Act::Line(_) => form::line::finish(self, form),
            form::Act::Drill(_) => form::drill::finish(form),
        };
        match finished {
            Ok(form::Finished::Act(draft)) => {
                if self.act(draft, seen, now).is_none() {
                    self.keep_unsent(kept, now);
                }
            }
            Ok(form::Finished::Sign(signed)) => {
                if self.sign(*signed, kept.clone(), now).is_none() {
                    self.keep_unsent(kept, now);
                }
            }
            Ok(form::Finished::Next(next)) => self.follow_form(*next, seen, now),
            Ok(form::Finished::Take { draft, open }) => match self.act(draft, seen, now) {
                Some(id) => self.intake_taken(form::intake::Open { id, ..open }, now),
                None => self.keep_unsent(kept, now),
            },
            Ok(form::Finished::Many { drafts, next }) => {
                for draft in drafts {
                    self.act(draft, seen, now);
                }
                if let Some(next) = next {
                    self.follow_form(*next, seen, now);
                }
            }
            Ok(form::Finished::Slip(offer)) => self.open_slip(offer, now),
            Ok(form::Finished::Hearing(heard)) => self.heard(heard, now),
            Ok(form::Finished::ToLiveDesk) => self.requests.push(Request::ToLiveDesk),
            Err(form) => self.mode = Mode::Form(form),
        }
    }

    /// Leaves a box open whose act could not be sent: the link is down, and what was typed is not lost with it.
    fn keep_unsent(&mut self, mut form: Box<form::Form>, now: Moment) {
        if self.link != Link::Up {
            form.sign_again(Word::NotSentLinkLost, now);
            self.mode = Mode::Form(form);
        }
    }

    /// Opens the box that follows another one: what the screen showed at the first of them stands, and Enter has to be
    /// pressed anew.
    fn follow_form(&mut self, mut next: form::Form, seen: Seen, now: Moment) {
        next.opened(seen, now);
        self.mode = Mode::Form(Box::new(next));
    }
}

/// Returns what was given, its numerals in digits; none when they are no number.
fn given(typed: &str) -> Option<String> {
    if typed.chars().any(is_numeral) {
        whole(typed).map(|number| number.to_string())
    } else {
        Some(typed.to_owned())
    }
}

/// Counts the calls of an offer that have ended.
fn ended(dossier: &Dossier, offer: &Offer) -> usize {
    let same =
        |call: &&View| call.ended.is_some() && (call.callee, call.purpose) == (offer.callee, offer.purpose);
    dossier.calls.iter().filter(same).count()
}

impl Slip {
    /// Returns whether letters are typed here: an insurer's number begins with them.
    const fn takes_letters(&self) -> bool {
        match self.offer.callee {
            Callee::Insurer { .. } => true,
            Callee::Agency(_) | Callee::Site { .. } | Callee::Person(_) | Callee::Team(_) => false,
        }
    }

    /// Returns whether a character is for the field: any at all where letters are typed.
    fn takes(&self, c: char) -> bool {
        c.is_ascii_digit() || c == '-' || is_numeral(c) || self.takes_letters()
    }

    /// Writes a character into the field, or says why not.
    fn write(&mut self, c: char) {
        let takes_letters = self.takes_letters();
        let Stage::Answered(edit) = &mut self.stage else { return };
        if !(c.is_ascii_alphanumeric() || c == '-' || is_numeral(c)) {
            self.remark = Some(if takes_letters { Word::SlipLetters } else { Word::FormNotUnderstood });
        } else if edit.text().len() + c.len_utf8() > REFERENCE_BYTES_MAX {
            self.remark = Some(Word::SlipFull);
        } else {
            edit.key(Key::char(c));
        }
    }

    /// Returns what the field after an answer is for.
    pub(crate) const fn wanted(&self) -> Word {
        if self.takes_letters() {
            return Word::SlipClaim;
        }
        match self.offer.purpose {
            Purpose::Alarm | Purpose::Update | Purpose::Report(_) => Word::SlipTicket,
            Purpose::Task(_) => Word::SlipMinutes,
            Purpose::Verify
            | Purpose::Evacuate(_)
            | Purpose::Brief
            | Purpose::UnitHead
            | Purpose::Notice
            | Purpose::Other => Word::SlipReference,
        }
    }

    /// Writes who is rung and what for.
    pub(crate) fn head(&self, lang: crate::language::Lang, out: &mut String) {
        use std::fmt::Write as _;
        let contact = &self.offer.contact;
        let purpose = course::purpose(lang, self.offer.purpose);
        let _ = write!(out, "#{}  {} {}  {purpose}", self.incident, contact.post, contact.name);
    }
}
