//! Keys while a line or the answer to a question is typed.

use crate::language::{self, Word};
use crate::operations::authority::Proof;
use crate::operations::line;
use crate::screen::challenge::Step;
use crate::screen::form;
use crate::screen::layout::Page;
use crate::screen::request::{Link, Request};
use crate::screen::state::{Mode, Screen};
use crate::terminal::key::{Code, Key};
use std::time::Instant as Moment;

impl Screen {
    pub(super) fn key_to_bar(&mut self, key: Key, now: Moment) {
        let Mode::Bar(bar) = &mut self.mode else { return };
        match key.code {
            Code::Escape => self.mode = Mode::Keys,
            Code::Backspace if bar.edit.text().is_empty() => self.mode = Mode::Keys,
            Code::Char(_) if bar.gives_way(key) => {
                self.mode = Mode::Keys;
                self.key_to_deed(key, now);
            }
            Code::Enter => {
                let typed = bar.edit.text().trim().to_owned();
                self.enter_line(&typed, now);
            }
            _ => bar.key(key, &self.history),
        }
    }

    /// A number alone goes to that incident; a line that is wrong stays to be corrected.
    fn enter_line(&mut self, typed: &str, now: Moment) {
        if typed.is_empty() {
            self.mode = Mode::Keys;
            return;
        }
        self.history.push(typed);
        if let Some(id) = line::number(typed) {
            if self.view(id).is_some() {
                self.mode = Mode::Keys;
                self.select(Some(id));
                self.list.reveal();
                self.turn(Page::Incidents);
            } else {
                let why = format!("#{id} {}", language::text(self.lang, Word::NoSuchIncident));
                self.refuse_line(typed, why);
            }
            return;
        }
        match line::parse_at(typed, self.place()) {
            // What is signed asks for the passphrase at once: a refusal would only say so.
            Ok(draft) if draft.proof() == Proof::Signature && self.link == Link::Up => {
                self.mode = Mode::Keys;
                let form = form::line::open(self, draft, typed);
                self.open_form(Ok(form), now);
            }
            Ok(draft) => {
                let incident = draft.incident();
                self.mode = Mode::Keys;
                self.act(draft, self.seen(incident), now);
            }
            Err(error) => {
                let mut said = String::new();
                language::answer::line_error(self.lang, &error, &mut said);
                self.refuse_line(typed, said);
            }
        }
    }

    fn refuse_line(&mut self, typed: &str, why: String) {
        if let Mode::Bar(bar) = &mut self.mode {
            bar.refuse(typed, why);
        }
    }

    /// Returns what a line may leave out here.
    fn place(&self) -> line::Place {
        let intakes = self.dossier.iter().flat_map(|dossier| &dossier.intakes);
        line::Place { selected: self.list.selected, intake: intakes.last().map(|view| view.id) }
    }

    pub(super) fn key_to_challenge(&mut self, key: Key, now: Moment) {
        let Mode::Challenge(challenge) = &mut self.mode else { return };
        let seen = challenge.seen;
        match challenge.key(key, self.lang, now) {
            Step::Stay => {}
            Step::Cancel => self.mode = Mode::Keys,
            Step::Act(draft) => {
                self.mode = Mode::Keys;
                self.act(*draft, seen, now);
            }
            Step::Prove { officer, passphrase, then } => {
                self.mode = Mode::Keys;
                self.prove(officer, passphrase, then, now);
            }
            Step::Quit => self.requests.push(Request::Quit),
        }
    }
}
