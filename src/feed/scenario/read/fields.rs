//! The fields of a table, read one by one; what is wrong with them is noted with its line.
//!
//! Decides: how a missing, unknown or wrong field is told.
//! Must not know: what a field means.

use crate::config::mistake::{Words, both};
use crate::feed::scenario::{Mention, Mistake};
use crate::registry::thing::Thing;
use crate::units::{Instant, Span};
use std::cell::RefCell;
use std::collections::BTreeSet;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What to do about a mistake, as long as there may be none: Chinese first.
pub(crate) type Hint<'h> = (&'h str, &'h str);

/// The file, and what was found in it so far: mistakes, and codes that a registry knows or does not.
pub(crate) struct File<'a> {
    pub(super) text: &'a str,
    pub(super) mistakes: RefCell<Vec<Mistake>>,
    pub(super) mentions: RefCell<Vec<Mention>>,
}

impl File<'_> {
    pub(crate) fn mistake(&self, at: usize, what: impl Into<Words>, hint: Hint<'_>) {
        let line = self.line(at);
        self.mistakes.borrow_mut().push(Mistake { line, what: what.into(), hint: hint.into() });
    }

    /// Notes a code that only a registry knows.
    pub(crate) fn mention(
        &self,
        at: usize,
        code: &str,
        things: &'static [Thing],
        words: &'static [&'static str],
    ) {
        let mention = Mention { line: self.line(at), code: code.to_owned(), things, words };
        self.mentions.borrow_mut().push(mention);
    }

    pub(crate) fn line(&self, at: usize) -> usize {
        1 + self.text.bytes().take(at).filter(|&byte| byte == b'\n').count()
    }
}

/// One table of the file; notes which keys were asked for, so that the others can be told.
pub(crate) struct Fields<'a> {
    pub(crate) file: &'a File<'a>,
    table: &'a DeTable<'a>,
    pub(crate) at: usize,
    known: RefCell<BTreeSet<&'static str>>,
}

pub(crate) type Value<'a> = &'a Spanned<DeValue<'a>>;

impl<'a> Fields<'a> {
    pub(crate) fn new(file: &'a File<'a>, table: &'a DeTable<'a>, at: usize) -> Self {
        Self { file, table, at, known: RefCell::default() }
    }

    pub(crate) fn get(&self, key: &'static str) -> Option<Value<'a>> {
        self.known.borrow_mut().insert(key);
        self.table.get(key)
    }

    pub(crate) fn missing<T>(&self, key: &'static str, hint: Hint<'_>) -> Option<T> {
        self.file.mistake(self.at, both!("缺少 `{key}`", "`{key}` is missing"), hint);
        None
    }

    pub(crate) fn wrong<T>(&self, value: Value<'_>, what: impl Into<Words>, hint: Hint<'_>) -> Option<T> {
        self.file.mistake(value.span().start, what, hint);
        None
    }

    pub(crate) fn text(&self, key: &'static str, hint: Hint<'_>) -> Option<&'a str> {
        let value = self.get(key)?;
        match value.get_ref().as_str() {
            Some(text) if !text.is_empty() => Some(text),
            Some(_) => self.wrong(value, both!("`{key}` 是空的", "`{key}` is empty"), hint),
            None => self.wrong(value, both!("`{key}` 不是文字", "`{key}` is not a text"), hint),
        }
    }

    pub(crate) fn required(&self, key: &'static str, hint: Hint<'_>) -> Option<&'a str> {
        if self.get(key).is_none() {
            return self.missing(key, hint);
        }
        self.text(key, hint)
    }

    pub(crate) fn number(&self, key: &'static str, hint: Hint<'_>) -> Option<f64> {
        let value = self.get(key)?;
        let number = match value.get_ref() {
            DeValue::Integer(number) => {
                i64::from_str_radix(number.as_str(), number.radix()).ok().map(|n| n as f64)
            }
            DeValue::Float(number) => number.as_str().parse().ok(),
            DeValue::String(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_)
            | DeValue::Array(_)
            | DeValue::Table(_) => None,
        };
        match number.filter(|number: &f64| number.is_finite()) {
            Some(number) => Some(number),
            None => self.wrong(value, both!("`{key}` 不是数", "`{key}` is not a number"), hint),
        }
    }

    pub(crate) fn whole(&self, key: &'static str, most: u64, hint: Hint<'_>) -> Option<u64> {
        let value = self.get(key)?;
        let number = self.number(key, hint)?;
        if number.fract() == 0.0 && (0.0..=most as f64).contains(&number) {
            return Some(number as u64);
        }
        self.wrong(
            value,
            both!("`{key}` 不是 0 到 {most} 的整数", "`{key}` is not a whole number from 0 to {most}"),
            hint,
        )
    }

    pub(crate) fn flag(&self, key: &'static str) -> bool {
        let Some(value) = self.get(key) else {
            return false;
        };
        value.get_ref().as_bool().unwrap_or_else(|| {
            self.file.mistake(
                value.span().start,
                both!("`{key}` 不是 true 或 false", "`{key}` is not true or false"),
                ("写 true 或 false", "write true or false"),
            );
            false
        })
    }

    pub(crate) fn span(&self, key: &'static str) -> Option<Span> {
        const HINT: Hint<'_> = (
            "写 时:分:秒, 如 \"00:00:05\" 或 \"00:00:05.250\"",
            "write hours:minutes:seconds, as \"00:00:05\" or \"00:00:05.250\"",
        );
        let value = self.get(key)?;
        match value.get_ref().as_str().and_then(clock) {
            Some(span) => Some(span),
            None => self.wrong(
                value,
                both!("`{key}` 不是情景时刻", "`{key}` is not a time of the scenario"),
                HINT,
            ),
        }
    }

    pub(crate) fn texts(&self, key: &'static str, hint: Hint<'_>) -> Vec<(&'a str, usize)> {
        let Some(value) = self.get(key) else {
            return Vec::new();
        };
        let Some(list) = value.get_ref().as_array() else {
            self.file.mistake(value.span().start, both!("`{key}` 不是列表", "`{key}` is not a list"), hint);
            return Vec::new();
        };
        let texts = list.iter().filter_map(|entry| match entry.get_ref().as_str() {
            Some(text) => Some((text, entry.span().start)),
            None => self.wrong(
                entry,
                both!("`{key}` 中有一项不是文字", "an entry of `{key}` is not a text"),
                hint,
            ),
        });
        texts.collect()
    }

    /// Returns the tables of a list, each with where it stands.
    pub(crate) fn tables(&self, key: &'static str, hint: Hint<'_>) -> Vec<(&'a DeTable<'a>, usize)> {
        let Some(value) = self.get(key) else {
            return Vec::new();
        };
        let Some(list) = value.get_ref().as_array() else {
            self.file.mistake(
                value.span().start,
                both!("`{key}` 不是成列的表", "`{key}` is not a list of tables"),
                hint,
            );
            return Vec::new();
        };
        let tables = list.iter().filter_map(|entry| match entry.get_ref().as_table() {
            Some(table) => Some((table, entry.span().start)),
            None => {
                self.wrong(entry, both!("`{key}` 中有一项不是表", "an entry of `{key}` is not a table"), hint)
            }
        });
        tables.collect()
    }

    /// Returns where a field stands, or its table where it is missing.
    pub(crate) fn place(&self, key: &'static str) -> usize {
        self.get(key).map_or(self.at, |value| value.span().start)
    }

    /// Returns the fields of a table that may stand once.
    pub(crate) fn table(&self, key: &'static str) -> Option<Fields<'a>> {
        let value = self.get(key)?;
        if let Some(table) = value.get_ref().as_table() {
            return Some(Fields::new(self.file, table, value.span().start));
        }
        let hint = both!("写 [{key}]", "write [{key}]");
        self.wrong(value, both!("`{key}` 不是表", "`{key}` is not a table"), hint.pair())
    }

    pub(super) fn instant(&self, key: &'static str) -> Option<Instant> {
        const HINT: Hint<'_> = (
            "写明时区, 如 \"2026-11-22T03:00:00+08:00\"",
            "a time with its zone, as \"2026-11-22T03:00:00+08:00\"",
        );
        let value = self.get(key)?;
        let text = match value.get_ref() {
            DeValue::Datetime(time) => time.to_string(),
            DeValue::String(text) => text.to_string(),
            DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Array(_)
            | DeValue::Table(_) => String::new(),
        };
        match chrono::DateTime::parse_from_rfc3339(&text) {
            Ok(time) => Some(Instant(time.timestamp_millis())),
            Err(_) => self.wrong(
                value,
                both!("`{key}` 不是带时区的时间", "`{key}` is not a time with a zone"),
                HINT,
            ),
        }
    }

    /// Tells every key that nobody asked for.
    pub(crate) fn finish(self) {
        let known = self.known.into_inner();
        for key in self.table.keys() {
            if !known.contains(key.get_ref().as_ref()) {
                let words = known.iter().copied().collect::<Vec<_>>().join(", ");
                let name = key.get_ref();
                let what = both!("这里没有 `{name}` 这个字段", "`{name}` is not known here");
                let hint = both!("可写: {words}", "known are: {words}");
                self.file.mistake(key.span().start, what, hint.pair());
            }
        }
    }
}

/// Reads `hours:minutes:seconds`, seconds with up to three digits behind the point.
fn clock(text: &str) -> Option<Span> {
    let mut parts = text.split(':');
    let (hours, minutes, seconds) = (parts.next()?, parts.next()?, parts.next()?);
    let (seconds, milli) = seconds.split_once('.').unwrap_or((seconds, "0"));
    let digits = |text: &str, most: i64| {
        let plain = !text.is_empty() && text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<i64>().ok().filter(|number| plain && *number <= most)
    };
    if parts.next().is_some() || milli.len() > 3 {
        return None;
    }
    let milli = digits(milli, 999)? * 10_i64.pow(3 - milli.len() as u32);
    let seconds = digits(hours, 9_999)? * 3_600 + digits(minutes, 59)? * 60 + digits(seconds, 59)?;
    Some(Span(Span::seconds(seconds).0 + milli))
}
