//! The command bar: a line, what completes it, and what was typed before.

use crate::language::Lang;
use crate::operations::line::{self, DISPOSITIONS, Verb, half_width};
use crate::screen::edit::Edit;
use crate::terminal::key::{Code, Held, Key};

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
    /// Whether Tab met a choice: the verbs are listed while the first word is typed.
    lists: bool,
    /// Why the line was refused, until it is touched.
    pub(crate) said: Option<String>,
    /// Whether this is the desk of a drill, where a director's verbs mean something.
    directs: bool,
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
    /// Opens an empty bar; at the desk of a drill a director's verbs are listed too.
    pub fn of(directs: bool) -> Self {
        Self { directs, ..Self::default() }
    }

    /// Opens a bar with the beginning of a line.
    pub fn begun(line: &str) -> Self {
        Self { edit: Edit::new(line), ..Self::default() }
    }

    /// Keeps a line that was refused, and says why.
    ///
    /// A key that edits it, or a blank, goes on with it. A character begins another line in its place: whoever thinks that
    /// this one is gone must not write on at the end of it.
    pub fn refuse(&mut self, typed: &str, why: String) {
        self.edit.set(typed);
        self.edit.propose();
        self.said = Some(why);
    }

    /// Returns whether a key goes back to the screen: the line was refused, and no line begins with that.
    pub fn gives_way(&self, key: Key) -> bool {
        let begins_none = |c: char| half_width(c).is_ascii_punctuation() && half_width(c) != '#';
        self.said.is_some() && matches!((key.code, key.held), (Code::Char(c), Held::None) if begins_none(c))
    }

    /// Takes a key that does not end the line.
    pub fn key(&mut self, key: Key, history: &History) {
        self.said = None;
        if !matches!((key.code, key.held), (Code::Char(c), Held::None) if c != ' ') {
            self.edit.settle();
        }
        match key.code {
            Code::Up => self.walk(history, self.back + 1),
            Code::Down => self.walk(history, self.back.saturating_sub(1)),
            Code::Tab => self.complete(),
            _ => {
                self.edit.key(key);
            }
        }
    }

    /// Writes what can only be meant; where there is a choice, as much as all have in common, and lists them.
    fn complete(&mut self) {
        let line = self.edit.text().to_owned();
        let kept = line.rfind(' ').map_or(0, |at| at + 1);
        let all = completions(&line);
        self.lists = all.len() > 1;
        let Some(first) = all.first() else { return };
        let written = if self.lists { common(&all) } else { format!("{first} ") };
        if written.len() > line.len() - kept {
            self.edit.set(&format!("{}{written}", &line[..kept]));
        }
    }

    /// Returns the verbs that Tab lists; none while it was not asked.
    pub fn listed(&self) -> Vec<&'static Verb> {
        if !self.lists || self.edit.text().contains(' ') {
            return Vec::new();
        }
        let typed = fold(self.edit.text());
        let begins = |verb: &&Verb| verb.word.starts_with(&typed) || verb.zh.starts_with(&typed);
        let fits = |verb: &&Verb| self.directs || !line::is_of_drill(verb);
        line::verbs().filter(begins).filter(fits).collect()
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
    if line.is_empty() {
        return line::verbs().next().map(|verb| lang.pick(verb.zh, verb.word));
    }
    completions(line).first().copied()
}

/// Returns every word that may stand where the last word of a line does, and begins as it does.
fn completions(line: &str) -> Vec<&'static str> {
    let typed = fold(line.rsplit(' ').next().unwrap_or_default());
    let begins = |word: &&'static str| word.starts_with(&typed) && **word != typed;
    match line.split(' ').count() {
        // Each verb once: by the word of the language that is typed.
        1 => line::verbs()
            .filter_map(|verb| [verb.word, verb.zh].into_iter().find(|word| begins(word)))
            .collect(),
        3 if line.starts_with("close ") || line.starts_with("结束 ") => DISPOSITIONS
            .iter()
            .filter_map(|(en, zh)| [*en, *zh].into_iter().find(|word| begins(word)))
            .collect(),
        _ => Vec::new(),
    }
}

/// Returns what all of them begin with.
fn common(all: &[&str]) -> String {
    let first = all.first().copied().unwrap_or_default();
    let shared = |end: usize| all.iter().all(|word| word.starts_with(&first[..end]));
    let ends = first.char_indices().map(|(at, c)| at + c.len_utf8());
    let end = ends.take_while(|end| shared(*end)).last().unwrap_or(0);
    first[..end].to_owned()
}

fn fold(typed: &str) -> String {
    typed.chars().map(half_width).collect()
}

/// Returns what follows the verb of a line.
pub fn shape(line: &str) -> Option<&'static str> {
    let (first, _) = line.split_once(' ')?;
    line::verbs().find(|verb| verb.word == first || verb.zh == first).map(|verb| verb.shape)
}
