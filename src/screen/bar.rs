//! The command bar: a line, what completes it, and what was typed before.

use crate::language::Lang;
use crate::operations::line::{self, DISPOSITIONS};
use crate::screen::edit::Edit;
use crate::terminal::key::{Code, Key};

/// Lines that are remembered.
const HISTORY_MAX: usize = 50;

/// The lines that were typed before, oldest first.
#[derive(Clone, Debug, Default)]
pub struct History {
    lines: Vec<String>,
}

/// The bar while it is open.
#[derive(Clone, Debug, Default)]
pub struct Bar {
    /// What is typed.
    pub edit: Edit,
    /// How far back in the history; zero: the line itself.
    back: usize,
    /// The line that was left for the history.
    left: String,
}

impl History {
    /// Remembers a line.
    pub fn push(&mut self, line: &str) {
        if line.is_empty() || self.lines.last().is_some_and(|last| last == line) {
            return;
        }
        if self.lines.len() == HISTORY_MAX {
            self.lines.remove(0);
        }
        self.lines.push(line.to_owned());
    }
}

impl Bar {
    /// Takes a key that does not end the line.
    pub fn key(&mut self, key: Key, history: &History, lang: Lang) {
        match key.code {
            Code::Up => self.walk(history, self.back + 1),
            Code::Down => self.walk(history, self.back.saturating_sub(1)),
            Code::Tab => {
                if let Some(word) = completion(self.edit.text(), lang) {
                    let kept = self.edit.text().rfind(' ').map_or(0, |at| at + 1);
                    let line = format!("{}{word} ", &self.edit.text()[..kept]);
                    self.edit.set(&line);
                }
            }
            _ => {
                self.edit.key(key);
            }
        }
    }

    fn walk(&mut self, history: &History, back: usize) {
        if back > history.lines.len() {
            return;
        }
        if self.back == 0 {
            self.left = self.edit.text().to_owned();
        }
        self.back = back;
        match back {
            0 => self.edit.set(&self.left),
            _ => self.edit.set(&history.lines[history.lines.len() - back]),
        }
    }
}

/// Returns the first word that completes the last word of a line.
pub fn completion(line: &str, lang: Lang) -> Option<&'static str> {
    let typed = line.rsplit(' ').next().unwrap_or_default();
    let begins = |word: &&'static str| !typed.is_empty() && word.starts_with(typed) && *word != typed;
    let verbs = line::verbs().flat_map(|verb| [verb.word, verb.zh]);
    let outcomes = DISPOSITIONS.iter().flat_map(|(en, zh)| [*en, *zh]);
    match line.split(' ').count() {
        1 if typed.is_empty() => line::verbs().next().map(|verb| lang.pick(verb.zh, verb.word)),
        1 => verbs.into_iter().find(|word| begins(word)),
        3 if line.starts_with("close") || line.starts_with("结束") => outcomes.into_iter().find(begins),
        _ => None,
    }
}

/// Returns what follows the verb of a line.
pub fn shape(line: &str) -> Option<&'static str> {
    let (first, _) = line.split_once(' ')?;
    line::verbs().find(|verb| verb.word == first || verb.zh == first).map(|verb| verb.shape)
}
