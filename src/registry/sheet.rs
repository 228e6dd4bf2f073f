//! CSV as a spreadsheet writes it: a heading in Chinese or English, then rows.

use crate::config::record::{Field, Flaw, Mistakes, Record, Value, nearest};
use crate::registry::mistake::Kind;
use crate::text::clean;

/// A column: its name in the program and in English files, and in Chinese files.
pub type Column = (&'static str, &'static str);

/// The rows of one file.
#[derive(Debug)]
pub struct Rows<'a> {
    reader: csv::Reader<&'a [u8]>,
    columns: Vec<Option<&'static str>>,
}

impl<'a> Rows<'a> {
    /// Reads the heading; none when there is none.
    pub fn of(
        file: &str,
        text: &'a str,
        columns: &'static [Column],
        mistakes: &mut Mistakes<Kind>,
    ) -> Option<Self> {
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .comment(Some(b'#'))
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let heading = reader.headers().ok()?.clone();
        let line = heading.position().map_or(1, |position| position.line() as u32);
        if heading.iter().all(str::is_empty) {
            mistakes.add(file, 1, Kind::NoHeading);
            return None;
        }
        let mut found: Vec<Option<&'static str>> = Vec::new();
        for title in &heading {
            let column = columns.iter().find(|(en, zh)| title.eq_ignore_ascii_case(en) || title == *zh);
            match column {
                Some((name, _)) if found.contains(&Some(name)) => {
                    mistakes.add(file, line, Kind::ColumnRepeated(name));
                    found.push(None);
                }
                Some((name, _)) => found.push(Some(name)),
                None => {
                    let meant = nearest(title, columns.iter().flat_map(|(en, zh)| [*en, *zh]));
                    let title = clean(title).into_owned();
                    mistakes.add(file, line, Kind::Column(title, meant.map(str::to_owned)));
                    found.push(None);
                }
            }
        }
        Some(Self { reader, columns: found })
    }

    /// Hands each row to `take`, with how many came before it.
    pub fn each(
        mut self,
        file: &str,
        mistakes: &mut Mistakes<Kind>,
        mut take: impl FnMut(&Record, &mut Mistakes<Kind>),
    ) {
        let mut row = csv::StringRecord::new();
        let mut taken = 0_usize;
        loop {
            match self.reader.read_record(&mut row) {
                Ok(false) => break,
                Ok(true) => {
                    let line = row.position().map_or(0, |position| position.line() as u32);
                    if row.iter().all(str::is_empty) {
                        continue;
                    }
                    taken += 1;
                    if row.len() == self.columns.len() {
                        take(&self.record(&row, line), mistakes);
                    } else {
                        mistakes.add(file, line, Kind::RowLength(row.len(), self.columns.len()));
                    }
                }
                Err(error) => {
                    let line = error.position().map_or(0, |position| position.line() as u32);
                    mistakes.add(file, line, Flaw::Syntax(error.to_string()).into());
                    break;
                }
            }
        }
        if taken == 0 {
            mistakes.add(file, 1, Kind::NoRows);
        }
    }

    fn record(&self, row: &csv::StringRecord, line: u32) -> Record {
        let fields = self.columns.iter().zip(row).filter_map(|(column, cell)| {
            let name = (*column)?.to_owned();
            Some(Field { name, line, value: Value::Plain(cell.to_owned()) })
        });
        Record { line, fields: fields.collect() }
    }
}
