//! Where a command prints: data to stdout, messages to stderr.
//!
//! Decides: how what is printed says that it is of a drill (invariant 8). A command prints a document by what it is, and
//! cannot forget the mark: where the desk is found (`Place`), it is noted once whether that is one of a drill.
//!
//! | what | mark |
//! |---|---|
//! | lines of text | a line before the first |
//! | Markdown | a bold line before the first |
//! | an answer of one line | a word behind it |
//! | JSON, also line by line | a field `drill` |
//! | CSV | a column `drill` |
//! | a message | a word before it |

use crate::journal::export::Mark;
use crate::language::{Lang, Word, text};
use serde_json::Value;
use std::cell::Cell;
use std::fmt::Display;
use std::io::{self, ErrorKind, Write};

/// The two streams of a command.
#[derive(Debug)]
pub(super) struct Output {
    closed: bool,
    messages: io::Stderr,
    /// The language of the mark, where the command is about a desk of a drill.
    drill: Cell<Option<Lang>>,
    /// Whether the line before the first is printed.
    headed: bool,
}

impl Output {
    /// Takes the process's own streams.
    pub(super) fn of_process() -> Self {
        Self { closed: false, messages: io::stderr(), drill: Cell::new(None), headed: false }
    }

    /// Notes that what is printed from now on is of a drill.
    pub(super) fn mark_as_drill(&self, lang: Lang) {
        self.drill.set(Some(lang));
    }

    /// Returns the mark for what is written line by line.
    pub(super) fn mark(&self) -> Mark {
        if self.drill.get().is_some() { Mark::Drill } else { Mark::None }
    }

    /// Prints a line of text, or many.
    ///
    /// A reader that has gone is told nothing more; the command goes on to its end, for its effects.
    pub(super) fn data(&mut self, lines: impl Display) {
        if let Some(lang) = self.drill.get().filter(|_| !self.headed) {
            self.print(text(lang, Word::DrillMark));
        }
        self.headed = true;
        self.print(lines);
    }

    /// Prints a document of Markdown.
    pub(super) fn markdown(&mut self, document: impl Display) {
        if let Some(lang) = self.drill.get() {
            self.print(format_args!("**{}**\n", text(lang, Word::DrillMark)));
        }
        self.print(document);
    }

    /// Prints an answer whose first words programs read.
    pub(super) fn answer(&mut self, line: impl Display) {
        match self.drill.get() {
            Some(lang) => self.print(format_args!("{line}  [{}]", text(lang, Word::DrillShort))),
            None => self.print(line),
        }
    }

    /// Prints a document of JSON.
    pub(super) fn json(&mut self, mut document: Value) {
        if let (Some(_), Value::Object(fields)) = (self.drill.get(), &mut document) {
            fields.insert(Mark::FIELD.to_owned(), Value::Bool(true));
        }
        self.print(document);
    }

    /// Prints what has its mark already: it was written with [`Self::mark`], or is about drills and nothing else.
    pub(super) fn print(&mut self, document: impl Display) {
        if self.closed {
            return;
        }
        let mut out = io::stdout().lock();
        let written = writeln!(out, "{document}").and_then(|()| out.flush());
        self.closed = written.is_err_and(|error| error.kind() == ErrorKind::BrokenPipe);
    }

    /// Prints a message.
    pub(super) fn message(&self, line: impl Display) {
        let mut messages = self.messages.lock();
        // There is no third place to say that stderr is gone.
        let _ = match self.drill.get() {
            Some(lang) => writeln!(messages, "[{}] {line}", text(lang, Word::DrillShort)),
            None => writeln!(messages, "{line}"),
        };
    }

    /// Returns whether whoever read the data has gone.
    pub(super) const fn is_closed(&self) -> bool {
        self.closed
    }
}
