//! A document as Markdown, or as plain text: what can be drawn is left to HTML, its figures stand in the tables.

use crate::document::drill::page::{Block, Column, Page, Table};
use crate::document::drill::words;
use crate::text::cells;
use std::fmt::Write;

/// How it is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Plain text.
    #[default]
    Text,
    /// Markdown.
    Markdown,
}

/// What is written so far.
struct Writer {
    format: Format,
    out: String,
}

/// Writes a document.
pub(super) fn write(page: &Page, format: Format) -> String {
    let mut writer = Writer { format, out: String::new() };
    let (title, subtitle) = (writer.plain(&page.title), writer.plain(&page.subtitle));
    let _ = match format {
        Format::Text => writeln!(writer.out, "{}\n{title}  {subtitle}\n{}", page.band, page.warning),
        Format::Markdown => {
            writeln!(writer.out, "# {title}: {subtitle}\n\n**{}** {}", page.band, page.warning)
        }
    };
    let mut number = 0;
    for block in &page.blocks {
        if let Block::Heading(_) = block {
            number += 1;
        }
        writer.block(block, number);
    }
    writer.out
}

impl Writer {
    fn block(&mut self, block: &Block, number: usize) {
        match block {
            Block::Heading(text) => {
                let text = self.plain(text);
                let _ = match self.format {
                    Format::Text => writeln!(self.out, "\n{number}. {text}"),
                    Format::Markdown => writeln!(self.out, "\n## {number}. {text}"),
                };
            }
            Block::Text(text) => {
                let text = self.plain(text);
                self.begin();
                let _ = writeln!(self.out, "{text}");
            }
            Block::Facts(facts) => {
                self.begin();
                for (label, value) in facts {
                    self.fact(label, value);
                }
            }
            Block::Score { points, points_max, label, words: said } => {
                let points =
                    format!("{}  {}", words::of(points, points_max), words::percent(*points, *points_max));
                self.begin();
                self.fact(label, &format!("{points}  {said}"));
            }
            Block::List(items) => {
                self.begin();
                for item in items {
                    let item = self.plain(item);
                    let _ = writeln!(self.out, "- {item}");
                }
                if items.is_empty() {
                    let _ = writeln!(self.out, "{}", words::NONE);
                }
            }
            Block::Table(table) => self.table(table),
            Block::Figure { .. } => {}
            Block::Signatures(names) => {
                self.begin();
                for name in names {
                    let _ = writeln!(self.out, "- {name} ____________");
                }
            }
        }
    }

    /// Parts a block from what stands before it: Markdown joins lines that nothing parts.
    fn begin(&mut self) {
        if self.format == Format::Markdown {
            self.out.push('\n');
        }
    }

    fn fact(&mut self, label: &str, value: &str) {
        let value = self.plain(value);
        let _ = match self.format {
            Format::Text => writeln!(self.out, "{label}: {value}"),
            Format::Markdown => writeln!(self.out, "- **{label}**: {value}"),
        };
    }

    fn table(&mut self, table: &Table) {
        self.begin();
        let head: Vec<String> = table.head.iter().map(|(name, _)| self.plain(name)).collect();
        let rows: Vec<Vec<String>> =
            table.rows.iter().map(|row| row.cells.iter().map(|cell| self.plain(cell)).collect()).collect();
        match self.format {
            Format::Markdown => {
                let _ = writeln!(self.out, "| {} |", head.join(" | "));
                let rule =
                    |(_, column): &(String, Column)| if *column == Column::Figures { "---:" } else { "---" };
                let rule: Vec<&str> = table.head.iter().map(rule).collect();
                let _ = writeln!(self.out, "| {} |", rule.join(" | "));
                for row in &rows {
                    let _ = writeln!(self.out, "| {} |", row.join(" | "));
                }
            }
            Format::Text => {
                let widths: Vec<usize> = (0..head.len())
                    .map(|column| {
                        rows.iter().chain([&head]).map(|row| cells(&row[column])).max().unwrap_or_default()
                    })
                    .collect();
                for row in [&head].into_iter().chain(&rows) {
                    self.line(row, &widths, &table.head);
                }
            }
        }
    }

    fn line(&mut self, row: &[String], widths: &[usize], head: &[(String, Column)]) {
        let mut line = String::from("  ");
        for ((text, width), (_, column)) in row.iter().zip(widths).zip(head) {
            let pad = width.saturating_sub(cells(text));
            let (before, after) = if *column == Column::Figures { (pad, 0) } else { (0, pad) };
            let _ = write!(line, "{:before$}{text}{:after$}  ", "", "");
        }
        let _ = writeln!(self.out, "{}", line.trim_end());
    }

    /// What is written was typed by people: in Markdown none of it is markup, and nothing of it leaves its line.
    fn plain(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for c in text.chars() {
            let is_markup = matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&');
            // An entry's number is read by people; only at the beginning it would be a heading.
            let is_heading = c == '#' && out.is_empty();
            if (is_markup || is_heading) && self.format == Format::Markdown {
                out.push('\\');
            }
            out.push(if c.is_control() { ' ' } else { c });
        }
        out
    }
}
