//! A shift's log as text: plain, or Markdown.

use crate::document::shift::{Log, Section};
use crate::language::{Lang, name, time};
use crate::operations::dossier::ZONE;
use crate::units::Instant;
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

/// Writes a log.
pub fn write(lang: Lang, log: &Log, format: Format) -> String {
    let mut page = Page::new(format);
    page.title(&format!("{}  {}", lang.pick("值班日志", "Duty log"), log.desk));
    header(lang, log, &mut page);
    let mut number = 1;
    for section in Section::ALL {
        page.heading(number, section.name(lang));
        number += 1;
        let mut count = 0;
        for (_, line) in log.lines.iter().filter(|(of, _)| *of == section) {
            let mut text = String::new();
            moment(line.at, log, &mut text);
            let _ = write!(text, "  {}  {}  ({})", line.who, line.said, line.entry);
            page.item(&text);
            count += 1;
        }
        if count == 0 {
            page.item(lang.pick("无", "none"));
        }
    }
    page.heading(number, lang.pick("未办结", "still open"));
    for item in &log.open {
        page.item(item);
    }
    if log.open.is_empty() {
        page.item(lang.pick("无", "none"));
    }
    page.unread(lang, log.unread);
    page.heading(number + 1, lang.pick("签字", "signatures"));
    page.item(lang.pick("交班人 ____________   时间 ________", "outgoing ____________   time ________"));
    page.item(lang.pick("接班人 ____________   时间 ________", "incoming ____________   time ________"));
    page.into_text()
}

fn header(lang: Lang, log: &Log, page: &mut Page) {
    let mut span = String::new();
    time::date_and_minute(log.from, ZONE, &mut span);
    span.push_str(" - ");
    time::date_and_minute(log.to, ZONE, &mut span);
    page.field(lang.pick("班次", "shift"), &span);
    let nobody = || lang.pick("无人", "nobody").to_owned();
    let officers = if log.officers.is_empty() { nobody() } else { log.officers.join(" -> ") };
    page.field(lang.pick("值班员", "duty officer"), &officers);
    for (zh, en, who) in [("带班领导", "leader", &log.leader), ("第二值班员", "second officer", &log.second)]
    {
        page.field(lang.pick(zh, en), if who.is_empty() { lang.pick("无人", "nobody") } else { who });
    }
    let weather = log.worst.map_or_else(
        || lang.pick("无预警", "no warning").to_owned(),
        |colour| format!("{} {}", lang.pick("最高预警", "worst warning"), name::colour(lang, colour)),
    );
    page.field(lang.pick("天气", "weather"), &weather);
    let incidents = match lang {
        Lang::Zh => format!("新开 {}  结束 {}", log.began, log.closed),
        Lang::En => format!("{} began, {} closed", log.began, log.closed),
    };
    page.field(lang.pick("事件", "incidents"), &incidents);
}

/// Writes the time of day, with the day where that is not the first one's.
fn moment(at: Instant, log: &Log, out: &mut String) {
    time::day_or_clock(at, log.from, ZONE, out);
}

/// What is written so far of a document of headings and lines.
pub(in crate::document) struct Page {
    format: Format,
    out: String,
}

impl Page {
    pub(in crate::document) const fn new(format: Format) -> Self {
        Self { format, out: String::new() }
    }

    pub(in crate::document) fn into_text(self) -> String {
        self.out
    }

    /// Says how many entries this program cannot read, where there are any.
    pub(in crate::document) fn unread(&mut self, lang: Lang, unread: u64) {
        if unread > 0 {
            let _ = match lang {
                Lang::Zh => write!(self.out, "\n有 {unread} 条本程序读不了 (由新版写入)\n"),
                Lang::En => write!(self.out, "\n{unread} entries were written by a newer program\n"),
            };
        }
    }

    pub(in crate::document) fn title(&mut self, text: &str) {
        let text = self.plain(text);
        let _ = match self.format {
            Format::Text => writeln!(self.out, "{text}\n"),
            Format::Markdown => writeln!(self.out, "# {text}\n"),
        };
    }

    pub(in crate::document) fn heading(&mut self, number: usize, text: &str) {
        let _ = match self.format {
            Format::Text => writeln!(self.out, "\n{number}. {text}"),
            Format::Markdown => writeln!(self.out, "\n## {number}. {text}\n"),
        };
    }

    pub(in crate::document) fn field(&mut self, label: &str, text: &str) {
        let text = self.plain(text);
        let _ = match self.format {
            Format::Text => writeln!(self.out, "{label}: {text}"),
            Format::Markdown => writeln!(self.out, "- **{label}**: {text}"),
        };
    }

    pub(in crate::document) fn item(&mut self, text: &str) {
        let text = self.plain(text);
        let _ = match self.format {
            Format::Text => writeln!(self.out, "  {text}"),
            Format::Markdown => writeln!(self.out, "- {text}"),
        };
    }

    /// What is written was typed by people and sent by machines: in Markdown none of it is markup.
    fn plain(&self, text: &str) -> String {
        match self.format {
            Format::Text => text.to_owned(),
            Format::Markdown => {
                let mut out = String::with_capacity(text.len());
                for c in text.chars() {
                    if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '#') {
                        out.push('\\');
                    }
                    out.push(c);
                }
                out
            }
        }
    }
}
