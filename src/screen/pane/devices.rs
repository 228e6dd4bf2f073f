//! The page of devices: what each says, where it hangs, when it was last heard.

use crate::language::page::{self, PageWord};
use crate::language::{Word, name, reason, text, time};
use crate::operations::listing::devices::{Alarm, Line, Row};
use crate::operations::suppression::View;
use crate::screen::form::silence::{covered, left};
use crate::screen::paint::{Brush, Pen};
use crate::screen::pane::dossier::Flow;
use crate::screen::pane::list::at_right;
use crate::screen::theme::Scope;
use std::fmt::Write;

/// Paints a line of the page.
pub(crate) fn line(brush: &mut Brush<'_>, pen: Pen, shown: &Line, line: &mut String) {
    match shown {
        Line::Suppression(view) => silenced(brush, pen, view, line),
        Line::Device(shown) => row(brush, pen, shown, line),
    }
}

/// Tells a line in full.
pub(crate) fn tell_line(brush: &mut Brush<'_>, flow: &mut Flow, shown: &Line, line: &mut String) {
    match shown {
        Line::Suppression(view) => {
            line.clear();
            reason::suppression(brush.lang, view, brush.offset, brush.now, line);
            flow.field(brush, covered(brush.lang, view), line, brush.style(Scope::Strong));
            flow.field(brush, "", PageWord::LiftHint.text(brush.lang), brush.style(Scope::Dim));
        }
        Line::Device(shown) => tell(brush, flow, shown, line),
    }
}

/// Paints something that is kept silent: what, where, until when, how much it holds.
fn silenced(brush: &mut Brush<'_>, pen: Pen, view: &View, line: &mut String) {
    let lang = brush.lang;
    line.clear();
    if view.held > 0 {
        let _ = write!(line, "{} {}  ", lang.pick("压住", "holds"), view.held);
    }
    time::hour_minute(view.until, brush.offset, line);
    line.push(' ');
    left(lang, view, brush.now, line);
    let scope = if view.held > 0 { Scope::Due } else { Scope::Dim };
    let mut pen = at_right(brush, pen, line, scope);
    line.clear();
    let _ = write!(line, "{}. {}", view.id, covered(lang, view));
    pen.put(brush, line, brush.style(Scope::Strong));
    pen.to(14);
    if !view.named.device.is_empty() {
        line.clear();
        let _ = write!(line, "{} {}  ", view.named.device, name::device_kind(lang, view.named.kind));
        pen.put(brush, line, brush.style(Scope::Text));
    }
    pen.put(brush, &view.named.place, brush.style(Scope::Text));
}

fn row(brush: &mut Brush<'_>, pen: Pen, row: &Row, line: &mut String) {
    let lang = brush.lang;
    line.clear();
    for alarm in &row.alarms {
        state(brush, alarm, line);
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

fn state(brush: &Brush<'_>, alarm: &Alarm, line: &mut String) {
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
fn tell(brush: &mut Brush<'_>, flow: &mut Flow, row: &Row, line: &mut String) {
    let lang = brush.lang;
    line.clear();
    let _ = write!(line, "{}  {}  {}  {}", name::device_kind(lang, row.kind), row.site, row.path, row.place);
    flow.field(brush, &row.code, line.trim_end(), brush.style(Scope::Strong));
    line.clear();
    for alarm in &row.alarms {
        let _ = write!(line, "{}", name::class(lang, alarm.class).trim_start());
        line.push(' ');
        state(brush, alarm, line);
        line.push_str("   ");
    }
    if row.alarms.is_empty() {
        line.push_str(PageWord::Normal.text(lang));
    } else if let Some(incident) = row.incident {
        let _ = write!(line, "#{incident}");
    }
    flow.field(brush, "", line.trim(), brush.style(scope(row)));
    for held in row.alarms.iter().filter_map(|alarm| alarm.held.as_deref()) {
        line.clear();
        reason::held(lang, held, brush.offset, brush.now, line);
        flow.field(brush, PageWord::WhyHeld.text(lang), line, brush.style(Scope::Due));
    }
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
