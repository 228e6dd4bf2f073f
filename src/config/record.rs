//! One table of a TOML file or one row of a CSV file, read field by field.
//!
//! Decides: which forms a value may have and what is said when it has another.
//! Must not know: what a field means.
//!
//! Invariants:
//! - every value is text until it is asked for, so that TOML and CSV say the same about it;
//! - a field that nobody asked for is a mistake: it was mistyped or belongs elsewhere;
//! - text is cleaned here, once, and what had to be taken out is a mistake.

pub mod flaw;
pub mod parse;
pub mod toml;

pub use flaw::{Flaw, Form, nearest};

use crate::config::mistake::Mistake;
use crate::text::{Text, clean};
use crate::units::Fen;
use std::ops::RangeInclusive;

/// Named values that stand together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Its first line.
    pub line: u32,
    /// Its fields, in any order.
    pub fields: Vec<Field>,
}

/// One named value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Its line.
    pub line: u32,
    /// Its value.
    pub value: Value,
}

/// A value as it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A text, number, date or switch.
    Plain(String),
    /// Several values.
    List(Vec<(u32, Value)>),
    /// A table.
    Record(Record),
}

/// A value with its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lined<T> {
    /// The line.
    pub line: u32,
    /// The value.
    pub value: T,
}

/// Where mistakes are gathered.
#[derive(Clone, Debug)]
pub struct Mistakes<K> {
    /// The mistakes so far.
    pub list: Vec<Mistake<K>>,
    /// How many more there were.
    pub more: usize,
}

/// Mistakes that are kept; a file that is wrong as a whole has one in every line.
pub const MISTAKES_MAX: usize = 1_000;

impl<K> Default for Mistakes<K> {
    fn default() -> Self {
        Self { list: Vec::new(), more: 0 }
    }
}

impl<K> Mistakes<K> {
    /// Adds a mistake; beyond [`MISTAKES_MAX`] it is only counted.
    pub fn add(&mut self, file: &str, line: u32, kind: K) {
        if self.list.len() < MISTAKES_MAX {
            self.list.push(Mistake { file: file.to_owned(), line, kind });
        } else {
            self.more += 1;
        }
    }
}

/// Reads a record and gathers what is wrong with it.
#[derive(Debug)]
pub struct Reader<'r, 'm, K> {
    file: &'m str,
    record: &'r Record,
    asked: Vec<&'static str>,
    mistakes: &'m mut Mistakes<K>,
}

impl<'r, 'm, K: From<Flaw>> Reader<'r, 'm, K> {
    /// Begins to read.
    pub fn new(file: &'m str, record: &'r Record, mistakes: &'m mut Mistakes<K>) -> Self {
        Self { file, record, asked: Vec::new(), mistakes }
    }

    /// Returns the line of a field, or of the record when it is not there.
    pub fn line_of(&self, name: &str) -> u32 {
        self.record
            .fields
            .iter()
            .find(|field| field.name == name)
            .map_or(self.record.line, |field| field.line)
    }

    /// Returns whether a field is there at all.
    pub fn has(&self, name: &str) -> bool {
        self.record.fields.iter().any(|field| field.name == name)
    }

    /// Returns whether a field is there and says something.
    pub fn has_value(&mut self, name: &'static str) -> bool {
        match self.value(name) {
            None => false,
            Some(Value::Plain(text)) => !text.trim().is_empty(),
            Some(Value::List(values)) => !values.is_empty(),
            Some(Value::Record(_)) => true,
        }
    }

    /// Adds a mistake of the caller's own at a field.
    pub fn wrong(&mut self, name: &str, kind: K) {
        let line = self.line_of(name);
        self.mistakes.add(self.file, line, kind);
    }

    /// Adds a mistake of the caller's own at a line.
    pub fn wrong_at(&mut self, line: u32, kind: K) {
        self.mistakes.add(self.file, line, kind);
    }

    /// Returns where the mistakes go, for those of a file that this one names.
    pub fn mistakes(&mut self) -> &mut Mistakes<K> {
        self.mistakes
    }

    /// Returns a value as cleaned text without blanks around it; none when it is missing or empty.
    pub fn plain(&mut self, name: &'static str) -> Option<String> {
        match self.value(name)? {
            Value::Plain(text) => self.cleaned(name, self.line_of(name), text),
            Value::List(_) | Value::Record(_) => self.form(name, Form::Text),
        }
    }

    /// Returns a bounded text; empty when it is missing.
    pub fn text<const BYTES: usize>(&mut self, name: &'static str) -> Text<BYTES> {
        let text = self.plain(name).unwrap_or_default();
        let line = self.line_of(name);
        self.fitted(name, line, &text)
    }

    /// Returns a bounded text that must be there.
    pub fn required<const BYTES: usize>(&mut self, name: &'static str) -> Text<BYTES> {
        self.must(name);
        self.text(name)
    }

    /// Notes a mistake when a field is missing or empty.
    pub fn must(&mut self, name: &'static str) {
        if !self.has_value(name) {
            self.wrong(name, Flaw::Missing(name).into());
        }
    }

    /// Returns a text of the caller's as a bounded one, noting when it does not fit.
    pub fn fitted<const BYTES: usize>(&mut self, name: &'static str, line: u32, text: &str) -> Text<BYTES> {
        Text::from(text).unwrap_or_else(|_| {
            self.wrong_at(line, Flaw::TooLong(name, text.len(), BYTES).into());
            crate::text::bounded(text)
        })
    }

    /// Returns a whole number.
    pub fn number(&mut self, name: &'static str, range: RangeInclusive<i64>) -> Option<i64> {
        let text = self.plain(name)?;
        match text.replace('_', "").parse() {
            Ok(number) if range.contains(&number) => Some(number),
            Ok(_) | Err(_) => self.form(name, Form::Whole(*range.start(), *range.end())),
        }
    }

    /// Returns a switch.
    pub fn switch(&mut self, name: &'static str) -> Option<bool> {
        match self.plain(name)?.as_str() {
            "true" | "yes" | "是" => Some(true),
            "false" | "no" | "否" => Some(false),
            _ => self.form(name, Form::Switch),
        }
    }

    /// Returns a day, counted from 1970-01-01.
    pub fn day(&mut self, name: &'static str) -> Option<i32> {
        let text = self.plain(name)?;
        parse::day(&text).or_else(|| self.form(name, Form::Day))
    }

    /// Returns an amount of money that is not negative.
    pub fn money(&mut self, name: &'static str) -> Option<Fen> {
        let text = self.plain(name)?;
        parse::money(&text).or_else(|| self.form(name, Form::Money))
    }

    /// Returns an angle in millionths of a degree.
    pub fn degrees(&mut self, name: &'static str, most: i32) -> Option<i32> {
        let text = self.plain(name)?;
        parse::degrees(&text, most).or_else(|| self.form(name, Form::Degrees(most)))
    }

    /// Returns which of the named things is meant; several names may mean one thing.
    pub fn choice<T: Clone>(&mut self, name: &'static str, choices: &[(&'static str, T)]) -> Option<T> {
        let text = self.plain(name)?;
        let found = choices.iter().find(|(word, _)| word.eq_ignore_ascii_case(&text));
        match found {
            Some((_, thing)) => Some(thing.clone()),
            None => self.form(name, Form::OneOf(choices.iter().map(|(word, _)| *word).collect())),
        }
    }

    /// Returns the texts of a list: a TOML list, or a cell with `;` between them.
    pub fn list(&mut self, name: &'static str) -> Vec<Lined<String>> {
        let line = self.line_of(name);
        let raw: Vec<(u32, &str)> = match self.value(name) {
            None => Vec::new(),
            Some(Value::Plain(cell)) => cell.split([';', '；']).map(|text| (line, text)).collect(),
            Some(Value::List(values)) => {
                let texts = values.iter().filter_map(|(line, value)| match value {
                    Value::Plain(text) => Some((*line, text.as_str())),
                    Value::List(_) | Value::Record(_) => None,
                });
                let texts: Vec<_> = texts.collect();
                if texts.len() < values.len() {
                    self.form::<()>(name, Form::List);
                }
                texts
            }
            Some(Value::Record(_)) => self.form(name, Form::List).unwrap_or_default(),
        };
        let cleaned = raw
            .into_iter()
            .filter_map(|(line, text)| self.cleaned(name, line, text).map(|value| Lined { line, value }));
        cleaned.collect()
    }

    /// Returns a table; none when it is missing.
    pub fn record(&mut self, name: &'static str) -> Option<&'r Record> {
        match self.value(name)? {
            Value::Record(record) => Some(record),
            Value::Plain(_) | Value::List(_) => self.form(name, Form::Table),
        }
    }

    /// Returns the tables of a list of tables.
    pub fn records(&mut self, name: &'static str) -> Vec<&'r Record> {
        let Some(value) = self.value(name) else { return Vec::new() };
        let values = match value {
            Value::List(values) => values.as_slice(),
            Value::Plain(_) | Value::Record(_) => &[],
        };
        let tables: Vec<_> = values
            .iter()
            .filter_map(|(_, value)| match value {
                Value::Record(record) => Some(record),
                Value::Plain(_) | Value::List(_) => None,
            })
            .collect();
        if tables.len() < values.len() || !matches!(value, Value::List(_)) {
            self.form::<()>(name, Form::Tables);
        }
        tables
    }

    /// Ends the reading: what nobody asked for is a mistake.
    pub fn finish(self) {
        for field in &self.record.fields {
            if !self.asked.iter().any(|name| *name == field.name) {
                let meant = nearest(&field.name, self.asked.iter().copied());
                let flaw = Flaw::Unknown(clean(&field.name).into_owned(), meant.map(str::to_owned));
                self.mistakes.add(self.file, field.line, flaw.into());
            }
        }
    }

    fn value(&mut self, name: &'static str) -> Option<&'r Value> {
        if !self.asked.contains(&name) {
            self.asked.push(name);
        }
        self.record.fields.iter().find(|field| field.name == name).map(|field| &field.value)
    }

    fn cleaned(&mut self, name: &'static str, line: u32, text: &str) -> Option<String> {
        let cleaned = clean(text.trim());
        if cleaned.contains(crate::text::TAKEN_OUT) {
            self.wrong_at(line, Flaw::Unprintable(name).into());
        }
        if cleaned.is_empty() { None } else { Some(cleaned.into_owned()) }
    }

    fn form<T>(&mut self, name: &'static str, form: Form) -> Option<T> {
        let found = match self.value(name) {
            Some(Value::Plain(text)) => clean(text.trim()).into_owned(),
            Some(Value::List(_)) => "[...]".to_owned(),
            Some(Value::Record(_)) => "{...}".to_owned(),
            None => String::new(),
        };
        self.wrong(name, Flaw::Form(name, found, form).into());
        None
    }
}
