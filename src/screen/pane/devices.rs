//! The page of devices: what each says, where it hangs, when it was last heard.

use crate::language::page::{self, PageWord};
use crate::language::{Word, name, text, time};
use crate::operations::listing::devices::{Alarm, Row};
use crate::screen::paint::{Brush, Pen};
use crate::screen::pane::dossier::Flow;
use crate::screen::pane::list::at_right;
use crate::screen::theme::Scope;
use std::fmt::Write;

/// Paints a line of the page.
pub(crate) fn row(brush: &mut Brush<'_>, pen: Pen, row: &Row, line: &mut String) {
    let lang = brush.lang;
    line.clear();
    for alarm in &row.alarms {
        state(brush, *alarm, line);
        line.push_str("  ");
    }
    if row.alarms.is_empty() {
        line.push_str(PageWord::Normal.text(lang));
    } else if let Some(incident) = row.incident {
        let _ = write!(line, "#{incident}");
    }
    let mut pen = at_right(brush, pen, line.trim_end(), scope(row));
    pen.put(brush, &row.code, brush.style(Scope::Strong));
    pen.to(12);
    pen.put(brush, name::device_kind(lang, row.kind), brush.style(Scope::Text));
    pen.to(22);
    line.clear();
    let _ = write!(line, "{}  {}", row.site, row.path);
    if !row.place.is_empty() {
        let _ = write!(line, "  {}", row.place);
    }
    pen.put(brush, line, brush.style(Scope::Text));
}

fn state(brush: &Brush<'_>, alarm: Alarm, line: &mut String) {
    let lang = brush.lang;
    let says = page::says(lang, alarm.conditions);
    if !says.is_empty() {
        let _ = write!(line, "{says} ");
    }
    line.push_str(name::alarm_state(lang, alarm.state));
}

const fn scope(row: &Row) -> Scope {
    if row.alarms.is_empty() { Scope::Dim } else { Scope::Due }
}

/// Tells a device in full.
pub(crate) fn tell(brush: &mut Brush<'_>, flow: &mut Flow, row: &Row, line: &mut String) {
    let lang = brush.lang;
    line.clear();
    let _ = write!(line, "{}  {}  {}  {}", name::device_kind(lang, row.kind), row.site, row.path, row.place);
    flow.field(brush, &row.code, line.trim_end(), brush.style(Scope::Strong));
    line.clear();
    for alarm in &row.alarms {
        let _ = write!(line, "{}", name::class(lang, alarm.class).trim_start());
        line.push(' ');
        state(brush, *alarm, line);
        line.push_str("   ");
    }
    if row.alarms.is_empty() {
        line.push_str(PageWord::Normal.text(lang));
    } else if let Some(incident) = row.incident {
        let _ = write!(line, "#{incident}");
    }
    flow.field(brush, "", line.trim(), brush.style(scope(row)));
    line.clear();
    if row.heard.is_stated() {
        time::day_or_hour(row.heard, brush.now, brush.offset, line);
        line.push_str("  ");
        time::age(lang, brush.now.since(row.heard), line);
    } else {
        line.push_str(PageWord::NeverHeard.text(lang));
    }
    flow.field(brush, PageWord::Heard.text(lang), line, brush.style(Scope::Text));
    flow.field(brush, text(lang, Word::SiteRisk), name::risk(lang, row.risk), brush.style(Scope::Text));
}
