//! The list of incidents.

mod fold;
mod tiny;

use crate::correlation::alarm::{DeviceKind, HazardFamily};
use crate::language::page::PageWord;
use crate::language::{Lang, Word, act, course, name, text, time};
use crate::operations::incident::View;
use crate::operations::incident::view::{KindCount, Standing};
use crate::operations::next::Act;
use crate::operations::snapshot::Snapshot;
use crate::screen::deed::Move;
use crate::screen::initials::matches;
use crate::screen::layout::Pane;
use crate::screen::paint::{Brush, Pen};
use crate::screen::pane::dossier;
use crate::screen::pane::incidents::tiny::{hidden, is_bare, paint_only, pinned};
use crate::screen::pane::sources;
use crate::screen::state::Screen;
use crate::screen::theme::Scope;
use crate::text::cells;
use crate::units::{IncidentId, Severity};
use ratatui::layout::Rect;
use ratatui::style::Style;
use std::collections::BTreeSet;
use std::fmt::Write;

/// A pane this high has a title line and says at its last line what is below.
const TITLED_ROWS: u16 = 10;

/// A list this wide shows what reported on the incident's own line.
const WIDE: u16 = 70;

/// The rows, which of them is selected, and which one stands on the first line.
#[derive(Clone, Debug, Default)]
pub(crate) struct List {
    pub(crate) selected: Option<IncidentId>,
    /// The incidents that the filter lets through, in the snapshot's order.
    rows: Vec<IncidentId>,
    offset: usize,
    /// The line on which the selected row is held while a person reads.
    held: Option<usize>,
    known: BTreeSet<IncidentId>,
    fresh: usize,
    visible: usize,
    begun: bool,
    /// Whether a person wants to see what a surge folds.
    pub(crate) unfolded: bool,
    /// What is folded and how much of it: without what is shown all the same.
    folded: fold::Folded,
}

impl List {
    /// Takes a snapshot: the selected row stays, new ones are counted.
    pub(crate) fn refresh(&mut self, snapshot: Option<&Snapshot>, filter: &str) {
        let Some(snapshot) = snapshot else { return };
        self.rows.clear();
        let wanted = |view: &&View| found(view, filter) && (!filter.is_empty() || self.shows(view));
        let rows: Vec<_> = snapshot.incidents.iter().filter(wanted).map(|view| view.id).collect();
        self.rows.extend(rows);
        self.folded.take(snapshot, &self.rows, filter);
        let new = snapshot.incidents.iter().filter(|view| !self.known.contains(&view.id)).count();
        if new > 0 || self.known.len() != snapshot.incidents.len() {
            self.fresh = if self.begun { (self.fresh + new).min(snapshot.incidents.len()) } else { 0 };
            self.known = snapshot.incidents.iter().map(|view| view.id).collect();
        }
        self.begun = true;
        if let (Some(line), Some(at)) = (self.held, self.at()) {
            self.offset = at.saturating_sub(line);
        }
    }

    /// Lets the list show its top again: nobody has read it for a while.
    pub(crate) const fn release(&mut self) {
        self.held = None;
    }

    /// Makes the selected row visible, and holds it where it then is.
    pub(crate) fn reveal(&mut self) {
        self.fresh = 0;
        if let Some(at) = self.at() {
            let last = self.visible.saturating_sub(1);
            self.offset = self.offset.clamp(at.saturating_sub(last), at);
            self.held = Some(at - self.offset);
        }
    }

    /// Fits the list to so many rows.
    pub(crate) fn fit(&mut self, visible: usize) {
        self.visible = visible;
        let at = self.at().unwrap_or(0);
        let last = visible.saturating_sub(1);
        if self.held.is_none() {
            self.offset = 0;
        }
        self.offset =
            self.offset.min(self.rows.len().saturating_sub(visible)).clamp(at.saturating_sub(last), at);
    }

    /// Returns the row that a step leads to.
    pub(crate) fn step(&self, snapshot: Option<&Snapshot>, step: Move) -> Option<IncidentId> {
        snapshot?;
        let last = self.rows.len().checked_sub(1)?;
        let at = self.at().unwrap_or(0);
        let to = match step {
            Move::Up(lines) => at.saturating_sub(usize::from(lines)),
            Move::Down(lines) => (at + usize::from(lines)).min(last),
            Move::First => 0,
            Move::Last => last,
        };
        self.rows.get(to).copied()
    }

    /// Returns the most urgent row that the filter lets through.
    pub(crate) fn first(&self, snapshot: &Snapshot) -> Option<IncidentId> {
        self.rows.first().copied().or_else(|| snapshot.incidents.first().map(|view| view.id))
    }

    /// Returns whether the filter lets an incident through.
    pub(crate) fn holds(&self, id: IncidentId) -> bool {
        self.rows.contains(&id)
    }

    /// Returns whether an incident has a row: what is selected keeps it, whatever a surge folds.
    fn shows(&self, view: &View) -> bool {
        view.fold.is_none() || self.unfolded || self.selected == Some(view.id)
    }

    fn at(&self) -> Option<usize> {
        self.selected.and_then(|id| self.rows.iter().position(|row| *row == id))
    }

    fn below(&self) -> usize {
        self.rows.len().saturating_sub(self.offset + self.visible)
    }
}

/// Returns how many incidents a pane shows.
pub(crate) fn rows_of(screen: &Screen, area: Rect) -> usize {
    let (area, _) = screen.list.folded.split(area);
    let (title, high) = shape(screen, area);
    let room = usize::from(area.height.saturating_sub(title));
    let all = room / usize::from(high);
    if all >= screen.list.rows.len() || !keeps_tail(screen, area) {
        return all.max(1);
    }
    (room.saturating_sub(1) / usize::from(high)).max(1)
}

/// Paints the list.
pub(crate) fn paint(screen: &Screen, brush: &mut Brush<'_>, area: Rect, line: &mut String) {
    let (area, mut under) = screen.list.folded.split(area);
    let (title, high) = shape(screen, area);
    if title > 0 {
        paint_title(screen, brush, area, line);
    }
    let Some(snapshot) = &screen.snapshot else { return };
    if screen.list.offset == 0 && screen.list.below() == 0 {
        under.y = under.y.min(area.y + title + screen.list.rows.len() as u16 * high);
    }
    screen.list.folded.paint(screen, brush, under, line);
    if screen.list.rows.is_empty() && screen.list.folded.is_empty() {
        line.clear();
        if screen.filter.is_empty() && sources::deaf(screen, line) {
            brush.put(area, (1, title), line, brush.style(Scope::Lost));
        } else {
            let word = if screen.filter.is_empty() { Word::NoIncidents } else { Word::NoMatch };
            brush.put(area, (1, title), text(brush.lang, word), brush.style(Scope::Dim));
        }
    }
    if screen.list.visible == 1 && screen.list.rows.len() > 1 {
        paint_only(
            screen,
            snapshot,
            brush,
            Rect { y: area.y + title, height: area.height - title, ..area },
            line,
        );
        return;
    }
    let shown = screen.list.rows.iter().skip(screen.list.offset).take(screen.list.visible);
    let pinned = pinned(screen, title);
    for (index, id) in shown.enumerate() {
        let id = pinned.filter(|(line, _)| *line == index).map_or(*id, |(_, id)| id);
        let Some(view) = snapshot.incidents.iter().find(|view| view.id == id) else { continue };
        let y = title + index as u16 * high;
        let row = Rect::new(area.x, area.y + y, area.width, high).intersection(area);
        if screen.list.selected == Some(id) {
            brush.tint(row, brush.style(Scope::Selected));
            brush.put(row, (0, 0), ">", brush.style(Scope::Key));
        }
        paint_row(brush, row, view, line);
    }
    let hides = screen.list.below() > 0 || (is_bare(screen, title) && screen.list.offset > 0);
    if hides && keeps_tail(screen, area) {
        let tail = Rect { y: area.bottom() - 1, height: 1, ..area };
        brush.fill(tail, brush.style(Scope::Text));
        if is_bare(screen, title) && screen.list.offset > 0 {
            hidden(screen, pinned, brush, (tail, line));
        } else {
            below(screen, brush, tail, line);
        }
    }
}

/// Paints the line above the list: what is hidden above, and what is new.
pub(crate) fn paint_rule(screen: &Screen, brush: &mut Brush<'_>, area: Rect, line: &mut String) {
    brush.rule(area);
    let list = screen.areas.get(Pane::Incidents).map(|list| screen.list.folded.split(list).0);
    let titled = list.is_none_or(|list| list.height >= TITLED_ROWS);
    if !titled {
        let mut pen = Pen::new(area, 0).at(2);
        edge(screen, brush, &mut pen, line);
    }
}

/// Paints the line below the list: what is hidden below.
pub(crate) fn paint_rule_below(screen: &Screen, brush: &mut Brush<'_>, area: Rect, line: &mut String) {
    brush.rule(area);
    let list = screen.areas.get(Pane::Incidents);
    let keeps = |list: Rect| keeps_tail(screen, screen.list.folded.split(list).0);
    if list.is_some_and(|list| list.bottom() == area.y && !keeps(list)) && screen.list.below() > 0 {
        below(screen, brush, Rect { x: area.x + 2, width: area.width.saturating_sub(2), ..area }, line);
    }
}

fn found(view: &View, filter: &str) -> bool {
    filter.is_empty()
        || matches(&view.site, filter)
        || matches(&view.place, filter)
        || is_number(view.id, filter)
}

fn is_number(id: IncidentId, filter: &str) -> bool {
    let digits = filter.trim_start_matches('#');
    digits.parse() == Ok(id.0)
}

/// Returns the lines of the title, and of a row: two where all rows then fit.
fn shape(screen: &Screen, area: Rect) -> (u16, u16) {
    // A filter is never out of sight: what it hides would be taken for what is not there.
    let title = u16::from(area.height >= TITLED_ROWS || !screen.filter.is_empty() && area.height > 1);
    let room = usize::from(area.height - title);
    let wide = area.width >= WIDE;
    let fits = screen.list.rows.len() * 2 <= room;
    (title, if fits || (!wide && area.height >= TITLED_ROWS) { 2 } else { 1 })
}

fn keeps_tail(screen: &Screen, area: Rect) -> bool {
    area.height >= TITLED_ROWS || (area.height >= 3 && screen.areas.get(Pane::Rule2).is_none())
}

fn paint_title(screen: &Screen, brush: &mut Brush<'_>, area: Rect, line: &mut String) {
    let mut pen = Pen::new(area, 0).at(1);
    pen.put(brush, text(brush.lang, Word::Incidents), brush.style(Scope::Title));
    line.clear();
    let open = screen.snapshot.as_ref().map_or(0, |snapshot| snapshot.status.open);
    line.push_str("  ");
    if !screen.filter.is_empty() {
        let _ = write!(line, "{}{}", screen.list.rows.len(), brush.lang.pick("/", " of "));
    }
    let _ = write!(line, "{open}  ({})", text(brush.lang, Word::ByUrgency));
    pen.put(brush, line, brush.style(Scope::Dim));
    if !screen.filter.is_empty() {
        line.clear();
        let _ = write!(line, "  {} /{}", text(brush.lang, Word::FilterLabel), screen.filter);
        pen.put(brush, line, brush.style(Scope::Due));
    }
    pen.skip(2);
    edge(screen, brush, &mut pen, line);
}

fn edge(screen: &Screen, brush: &mut Brush<'_>, pen: &mut Pen, line: &mut String) {
    if screen.list.fresh > 0 {
        line.clear();
        let _ = write!(line, " {} +{} ", brush.lang.pick("新", "new"), screen.list.fresh);
        pen.put(brush, line, brush.style(Scope::Due));
        pen.skip(1);
    }
    if screen.list.offset > 0 {
        line.clear();
        let hidden = screen.list.rows.iter().take(screen.list.offset);
        let burning = hidden.filter(|id| screen.view(**id).is_some_and(burns)).count();
        let taken = screen.list.rows.iter().take(screen.list.offset);
        let taken = taken.filter(|id| screen.view(**id).is_some_and(endangers)).count() - burning;
        let _ = write!(line, " {} {}", text(brush.lang, Word::NewAbove), screen.list.offset);
        match (burning, taken) {
            (0, 0) => {}
            (0, taken) => drop(write!(line, " (!!{taken})")),
            (burning, 0) => drop(write!(line, " (!!{burning} n)")),
            (burning, taken) => drop(write!(line, " (!!{burning} n, !!{taken})")),
        }
        line.push(' ');
        let scope = match (burning, taken) {
            (0, 0) => Scope::Dim,
            (0, _) => Scope::Life,
            _ => Scope::LifeUnacknowledged,
        };
        pen.put(brush, line, brush.style(scope));
    }
}

fn below(screen: &Screen, brush: &mut Brush<'_>, area: Rect, line: &mut String) {
    line.clear();
    let from = screen.list.offset + screen.list.visible;
    let burning =
        screen.list.rows.iter().skip(from).filter(|id| screen.view(**id).is_some_and(endangers)).count();
    let _ = write!(line, " {} {}", text(brush.lang, Word::Below), screen.list.below());
    if burning > 0 {
        let _ = write!(line, " (!!{burning})");
    }
    line.push(' ');
    let scope = if burning > 0 { Scope::LifeUnacknowledged } else { Scope::Dim };
    brush.put(area, (0, 0), line, brush.style(scope));
}

/// Returns whether it endangers life, whoever has it.
fn endangers(view: &View) -> bool {
    view.life_risk && !matches!(view.standing, Standing::Closed { .. })
}

fn burns(view: &View) -> bool {
    view.life_risk && matches!(view.standing, Standing::Unacknowledged { .. })
}

/// Returns the mark of an incident: its severity without colour.
pub(crate) fn mark(view: &View) -> &'static str {
    match (view.life_risk, view.family, view.severity) {
        (_, _, _) if matches!(view.standing, Standing::Closed { .. }) => " -",
        (true, _, _) => "!!",
        (false, HazardFamily::Fault, _) => " *",
        (false, _, Severity::Moderate | Severity::Severe | Severity::Extreme) => " !",
        (false, _, Severity::Unknown | Severity::Info | Severity::Minor) => " .",
    }
}

/// Returns the colour of an incident.
pub(crate) fn scope(view: &View) -> Scope {
    match view.standing {
        Standing::Closed { .. } => Scope::Dim,
        Standing::Unacknowledged { .. } | Standing::Acknowledged { .. } => match mark(view) {
            "!!" => Scope::Life,
            " !" => Scope::High,
            " *" => Scope::Fault,
            _ => Scope::Severity,
        },
    }
}

fn paint_row(brush: &mut Brush<'_>, row: Rect, view: &View, line: &mut String) {
    let lang = brush.lang;
    let style = brush.style(scope(view));
    let marked = if burns(view) { brush.style(Scope::LifeUnacknowledged) } else { style };
    line.clear();
    let passed = standing(lang, brush, view, line);
    let standing_style = match view.standing {
        Standing::Unacknowledged { .. } if passed => brush.style(Scope::DuePassed),
        Standing::Unacknowledged { .. } if view.life_risk => marked,
        Standing::Unacknowledged { .. } => brush.style(Scope::Due),
        Standing::Acknowledged { .. } | Standing::Closed { .. } => brush.style(Scope::Dim),
    };
    let width = cells(line) as u16;
    // A narrow list drops the standing before it drops the place; the mark and its colour still tell.
    let right = if row.width >= width + 24 { width + 1 } else { 0 };
    if right > 0 {
        brush.put(row, (row.width - right, 0), line, standing_style);
    }
    let mut pen = Pen::new(row, 0).at(1).less(right.saturating_add(u16::from(right > 0)));
    line.clear();
    let _ = write!(line, "{} #{}", mark(view), view.id);
    pen.put(brush, line, marked);
    pen.skip(1);
    kin(brush, &mut pen, view, line);
    pen.put(brush, name::family(lang, view.family), style);
    pen.skip(1);
    pen.put(brush, &view.site, style);
    pen.skip(1);
    pen.put(brush, &view.place, style);
    let mut second = if row.height > 1 {
        Pen::new(row, 1).at(4)
    } else if row.width >= WIDE {
        pen.skip(1);
        pen
    } else {
        return;
    };
    let plain = brush.style(if row.height > 1 { Scope::Text } else { scope(view) });
    people_side(brush, &mut second, view, plain, line);
    line.clear();
    evidence(lang, view, line);
    second.put_words(brush, line, plain);
    if !matches!(view.next.act, Act::Wait | Act::Acknowledge) {
        line.clear();
        let _ = write!(line, "  {} {}", dossier::key(view.next.act), act::act(lang, view.next.act));
        if usize::from(second.room()) >= cells(line) {
            second.put(brush, line, brush.style(Scope::Due));
        }
    }
}

/// Paints what an incident follows, and that it may be one with another.
fn kin(brush: &mut Brush<'_>, pen: &mut Pen, view: &View, line: &mut String) {
    let lang = brush.lang;
    line.clear();
    if let Some(parent) = view.parent {
        let _ = write!(line, "{}{parent} ", lang.pick("随#", "of #"));
    }
    if view.proposed {
        line.push_str(lang.pick("并? ", "one? "));
    }
    pen.put(brush, line, brush.style(Scope::Due));
}

/// Paints what people found and sent: verdict, who is missing, teams.
fn people_side(brush: &mut Brush<'_>, pen: &mut Pen, view: &View, plain: Style, line: &mut String) {
    let lang = brush.lang;
    if let Some(missing) = view.people.missing.filter(|missing| *missing > 0) {
        line.clear();
        let _ = write!(line, "{} {missing}", lang.pick("失联", "MISSING"));
        pen.put(brush, line, brush.style(Scope::LifeUnacknowledged));
        pen.skip(1);
    }
    if let Some(verdict) = view.verdict {
        pen.put(brush, course::verdict(lang, verdict), plain);
        pen.skip(1);
    }
    if view.teams > 0 {
        line.clear();
        let _ = write!(line, "{}{}{}", text(lang, Word::Teams), lang.pick("", " "), view.teams);
        pen.put(brush, line, plain);
        pen.skip(1);
    }
}

/// Writes where an incident stands with people; returns whether its time has passed.
pub(crate) fn standing(lang: Lang, brush: &Brush<'_>, view: &View, out: &mut String) -> bool {
    match &view.standing {
        Standing::Unacknowledged { since } => {
            let _ = write!(out, "{} ", text(lang, Word::Unacknowledged));
            time::age(lang, brush.now.since(*since), out);
            let passed = view.acknowledge_due.is_stated() && brush.now > view.acknowledge_due;
            if passed {
                let _ = write!(out, " {}", text(lang, Word::Overdue));
            } else if view.acknowledge_due.is_stated() {
                let limit = view.acknowledge_due.since(*since);
                out.push('/');
                if limit.whole_seconds() < 60 {
                    let _ = write!(out, "{}", limit.whole_seconds());
                } else {
                    time::age(lang, limit, out);
                }
            }
            return passed;
        }
        Standing::Acknowledged { by, proved, at } => {
            out.push_str(name::signed(lang, by));
            out.push_str(if *proved { "" } else { "?" });
            let word = match view.handed {
                Some(_) => PageWord::HandedOver.text(lang),
                None => text(lang, Word::Acknowledged),
            };
            let _ = write!(out, "{}{word} ", lang.pick("", " "));
            time::hour_minute(view.handed.unwrap_or(*at), brush.offset, out);
        }
        Standing::Closed { disposition, at } => {
            let _ = write!(out, "{} ", name::disposition(lang, *disposition));
            time::hour_minute(*at, brush.offset, out);
        }
    }
    false
}

/// Writes what reported: `烟感x3 温感x1 级 3 62C 上升`.
pub(crate) fn evidence(lang: Lang, view: &View, out: &mut String) {
    for kind in &view.kinds {
        let _ = write!(out, "{}{}", name::device_kind(lang, kind.kind), name::class(lang, kind.class));
        let _ = write!(out, "{}x{} ", lang.pick("", " "), kind.count);
    }
    let _ = write!(out, "{} {}", text(lang, Word::Level), view.level.0);
    if let Some(reading) = view.reading {
        out.push(' ');
        time::reading(reading, out);
        if reading.rising {
            let _ = write!(out, " {}", text(lang, Word::Rising));
        }
    }
    let blind = |kind: &KindCount| kind.kind == DeviceKind::Gateway;
    if view.family == HazardFamily::Fault && view.active && view.kinds.iter().any(blind) {
        let _ = write!(out, " {}", text(lang, Word::BlindZone));
    }
    if view.members == 0 {
        // Nobody but a person has said anything: there is nothing that could have gone back to normal.
        let _ = write!(out, " {}", text(lang, Word::ToldByPerson));
    } else if !view.active {
        // What a person keeps silent has not recovered.
        let _ = write!(out, " {}", text(lang, if view.held { Word::QuietHeld } else { Word::Quiet }));
    }
}
