//! Who the session is; what waits for somebody to sign on, and goes on after it.

use super::{Message, Mode, Screen, Session};
use crate::language::{Word, text};
use crate::operations::authority;
use crate::operations::command::{Draft, Seen};
use crate::operations::reference::Role;
use crate::screen::challenge::{Ask, Awaits, Challenge, CloseStep};
use crate::screen::edit::Edit;
use crate::screen::form;
use crate::screen::layout::Page;
use crate::screen::request::{Link, Looker, Proof, Request, Secret};
use crate::screen::theme::Scope;
use crate::units::IncidentId;
use std::time::Instant as Moment;

/// A passphrase that is being checked.
#[derive(Clone, Debug)]
pub(crate) struct Proving {
    /// Whose it is.
    officer: String,
    /// What goes on when it was right.
    then: Option<Awaits>,
}

impl Screen {
    /// Takes who the session is.
    pub fn session(&mut self, name: &str, role: Role, proved: bool) {
        self.choose_layout(role);
        // A desk that was started anew knows nothing of the passphrase that was given to the one before.
        self.sign_on_lost |= self.session.proved && !proved;
        // A desk that is heard anew knows the Unix user again: who locked the screen is not back by that.
        if self.locked && proved {
            self.requests.push(Request::Lock);
        }
        let proved = proved && !self.locked;
        self.session = Session { name: crate::text::clean(name).into_owned(), role, proved };
        self.guard_script();
        self.open_for_director();
    }

    /// Takes what the other screens look at.
    pub fn lookers(&mut self, mut lookers: Vec<Looker>) {
        for looker in &mut lookers {
            looker.name = crate::text::clean(&looker.name).into_owned();
        }
        self.lookers = lookers;
    }

    /// Takes what became of a passphrase.
    pub fn proof(&mut self, proof: Proof, now: Moment) {
        let proving = self.proving.take();
        let word = match proof {
            Proof::Accepted { name, role } => {
                self.unlock(now);
                self.session(&name, role, true);
                self.sign_on_lost = false;
                // Without a question of this screen's own, somebody has taken the desk here: the desk has said who.
                let (officer, then) = proving.map_or_else(
                    || (self.lists.officer.clone(), None),
                    |proving| (proving.officer, proving.then),
                );
                self.officer = officer;
                self.say(Word::SignedOn, Scope::Done, now);
                if self.page == Page::Director {
                    self.look_at_page();
                }
                match then {
                    Some(then) => self.go_on(then, now),
                    None => self.test_hearing(now),
                }
                return;
            }
            Proof::Wrong => Word::PassphraseWrong,
            Proof::Wait => Word::PassphraseWait,
            Proof::Unset => Word::PassphraseUnset,
            Proof::Unknown => return self.ask_officer_again(proving, now),
        };
        self.ask_proof_again(proving, word, now);
        self.say(word, Scope::Refused, now);
    }

    /// Sends a passphrase to its check.
    pub(crate) fn prove(&mut self, officer: String, passphrase: Secret, then: Option<Awaits>, now: Moment) {
        let proving = Proving { officer: officer.clone(), then };
        if self.link != Link::Up {
            self.ask_proof_again(Some(proving), Word::NotSentLinkLost, now);
            return;
        }
        self.proving = Some(proving);
        self.requests.push(Request::Passphrase { officer, passphrase });
    }

    /// Gives the box back whose passphrase a lost desk will never have checked.
    pub(super) fn proof_lost(&mut self, now: Moment) {
        let proving = self.proving.take();
        self.ask_proof_again(proving, Word::NotSentLinkLost, now);
    }

    /// Asks for the passphrase again: the field is empty, what waits for it waits on.
    fn ask_proof_again(&mut self, proving: Option<Proving>, why: Word, now: Moment) {
        let Some(Proving { officer, then }) = proving else { return };
        let mut challenge = Challenge::open(Ask::Passphrase { officer, then }, Seen::default(), now);
        challenge.remark = Some(why);
        self.give_back(Mode::Challenge(Box::new(challenge)));
    }

    /// Asks who signs on again: the code that nobody has stands there, and gives way to the right one.
    fn ask_officer_again(&mut self, proving: Option<Proving>, now: Moment) {
        let Some(Proving { officer, then }) = proving else { return };
        let said = format!("{} {officer}", text(self.lang, Word::OfficerUnknown));
        self.message = Some(Message { text: said, scope: Scope::Refused, at: Some(now) });
        let mut challenge = Challenge::open(Ask::Officer { then }, Seen::default(), now);
        challenge.edit = Edit::proposed(&officer);
        challenge.remark = Some(Word::OfficerUnknown);
        self.give_back(Mode::Challenge(Box::new(challenge)));
    }

    /// Asks who signs on, and says what waits for it.
    pub(crate) fn sign_on_for(&mut self, then: Awaits, now: Moment) {
        self.open(Ask::Officer { then: Some(then) }, now);
    }

    /// Puts a command off that needs proof, until somebody has signed on; returns whether it was.
    pub(crate) fn puts_off(&mut self, draft: &Draft, seen: Seen, now: Moment) -> bool {
        let needs =
            draft.proof() == authority::Proof::Session && !self.session.proved && self.link == Link::Up;
        if needs {
            self.sign_on_for(Awaits::Act { draft: Box::new(draft.clone()), seen }, now);
        }
        needs
    }

    /// Does what waited for the sign-on; a box that it opens waits for whatever was opened while the passphrase was checked.
    fn go_on(&mut self, then: Awaits, now: Moment) {
        match then {
            Awaits::Close(incident) => {
                self.give_back(self.asked(Ask::Close { incident, step: CloseStep::How }, now));
            }
            Awaits::Reopen(incident) => self.give_back(self.asked(Ask::Reopen { incident }, now)),
            Awaits::Money(incident) => self.money_of(incident, now),
            Awaits::Act { draft, seen } => {
                self.act(*draft, seen, now);
            }
        }
    }

    /// Opens the box of money for the incident that it was asked for, whatever is selected meanwhile.
    fn money_of(&mut self, incident: IncidentId, now: Moment) {
        if self.list.selected == Some(incident) {
            let opened = form::money::open(self);
            self.give_form(opened, now);
            return;
        }
        self.select(Some(incident));
        self.list.reveal();
        self.say_about(incident, Word::MoneyAgain, Scope::Message, now);
    }
}
