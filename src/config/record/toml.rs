//! A TOML file as a [`Record`].

use crate::config::record::{Field, Flaw, Mistakes, Record, Value};
use toml::de::{DeTable, DeValue};

/// Reads a TOML text; none when it is not well-formed, with every place where it is not.
pub fn read<K: From<Flaw>>(file: &str, text: &str, mistakes: &mut Mistakes<K>) -> Option<Record> {
    let lines = Lines::of(text);
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let line = error.span().map_or(0, |span| lines.at(span.start));
        mistakes.add(file, line, Flaw::Syntax(error.message().replace('\n', " ")).into());
    }
    errors.is_empty().then(|| record(table.get_ref(), 1, &lines))
}

/// Where each line begins.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        let after_feeds = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Self(std::iter::once(0).chain(after_feeds).collect())
    }

    fn at(&self, byte: usize) -> u32 {
        self.0.partition_point(|start| *start <= byte) as u32
    }
}

fn record(table: &DeTable<'_>, line: u32, lines: &Lines) -> Record {
    let fields = table.iter().map(|(name, value)| {
        let line = lines.at(name.span().start);
        Field { name: name.get_ref().to_string(), line, value: self::value(value.get_ref(), line, lines) }
    });
    Record { line, fields: fields.collect() }
}

fn value(value: &DeValue<'_>, line: u32, lines: &Lines) -> Value {
    match value {
        DeValue::String(text) => Value::Plain(text.to_string()),
        DeValue::Integer(number) => Value::Plain(number.to_string()),
        DeValue::Float(number) => Value::Plain(number.to_string()),
        DeValue::Boolean(switch) => Value::Plain(switch.to_string()),
        DeValue::Datetime(stamp) => Value::Plain(stamp.to_string()),
        DeValue::Array(items) => {
            let items = items.iter().map(|item| {
                let line = lines.at(item.span().start);
                (line, self::value(item.get_ref(), line, lines))
            });
            Value::List(items.collect())
        }
        DeValue::Table(table) => Value::Record(record(table, line, lines)),
    }
}
