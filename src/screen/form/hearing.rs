//! The box that asks, after a sign-on, whether the bell was heard (听到吗): a desk without sound says so until it has one.
//!
//! It stands in nobody's way: any other key leaves it and does what it does, and an alarm that sounds takes it away.

use crate::language::{Lang, Word};
use crate::screen::form::{Act, Field, Finished, Form};
use crate::screen::layout::{Page, Pane};
use crate::screen::request::Request;
use crate::screen::state::{Mode, Screen};
use crate::screen::theme::Scope;
use crate::terminal::key::{Code, Key};
use std::time::Instant as Moment;

/// What became of the bell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Heard {
    /// It was heard.
    Yes,
    /// It was not.
    No,
}

impl Screen {
    /// Rings once and asks; not at a leader's terminal far away, and not while something sounds already.
    pub(crate) fn test_hearing(&mut self, now: Moment) {
        let far_away =
            self.layout.solve(Page::Incidents, self.size.0, self.size.1).get(Pane::Waiting).is_some();
        if far_away || self.sound.sounds() {
            return;
        }
        self.requests.push(Request::Bell(1));
        self.give_form(Ok(open(self.lang)), now);
    }

    /// Takes the answer: the mark stands, or is gone.
    pub(crate) fn heard(&mut self, heard: Heard, now: Moment) {
        self.unheard = heard == Heard::No;
        if self.unheard {
            self.say(Word::SoundUnheard, Scope::Refused, now);
        }
    }

    /// Leaves the box when something sounds: the alarm has the screen.
    pub(crate) fn end_hearing(&mut self) {
        if self.sound.sounds() && self.asks_hearing() {
            self.mode = Mode::Keys;
        }
    }

    /// Leaves the box on a key that does not answer it.
    pub(crate) fn step_over_hearing(&mut self, key: Key) {
        if self.asks_hearing() && !matches!(key.folded().code, Code::Char('1' | '2')) {
            self.mode = Mode::Keys;
        }
    }

    fn asks_hearing(&self) -> bool {
        matches!(&self.mode, Mode::Form(form) if form.act == Act::Hearing)
    }
}

/// Takes what was said.
pub(crate) fn finish(form: Box<Form>) -> Result<Finished, Box<Form>> {
    match form.choice(0) {
        Some(0) => Ok(Finished::Hearing(Heard::Yes)),
        Some(_) => Ok(Finished::Hearing(Heard::No)),
        None => Err(form),
    }
}

fn open(lang: Lang) -> Form {
    let options = [lang.pick("听到", "heard"), lang.pick("没有", "not heard")];
    let asked =
        lang.pick("响了一声, 听到吗 (其他键跳过)", "the bell rang once: was it heard (another key goes on)");
    let title = lang.pick("声音", "sound").to_owned();
    Form::new(Act::Hearing, None, title, vec![Field::choice(asked, options)])
}
