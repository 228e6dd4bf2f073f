//! Everything on the selected incident, in the order in which it is needed: next act, why, people, phones, hazards,
//! members, plan, and policies last.

use crate::correlation::alarm::HazardFamily;
use crate::language::{Word, entry, name, reason, text, time};
use crate::operations::incident::View;
use crate::operations::incident::view::{Member, Standing};
use crate::operations::plan;
use crate::operations::snapshot::{Dossier, PolicyCard, SiteCard};
use crate::screen::layout::Page;
use crate::screen::paint::{Brush, Pen};
use crate::screen::pane::incidents;
use crate::screen::state::Screen;
use crate::screen::theme::Scope;
use crate::text::{cells, clip};
use ratatui::layout::Rect;
use ratatui::style::Style;
use std::fmt::Write;

/// A pane lower than this puts more on a line.
const ROOMY_ROWS: u16 = 20;

/// How much room there is for the members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Members {
    /// The first and the last.
    Ends,
    /// The whole window.
    All,
}

/// Lines that flow down a pane; those above it are counted and not painted.
pub(crate) struct Flow {
    area: Rect,
    line: u16,
    skip: u16,
    label: u16,
}

impl Flow {
    /// Begins at the top of a pane, so many lines scrolled off.
    pub(crate) const fn new(area: Rect, skip: u16, label: u16) -> Self {
        Self { area, line: 0, skip, label }
    }

    /// Returns the lines so far.
    pub(crate) const fn lines(&self) -> u16 {
        self.line
    }

    /// Begins a line; none when it is scrolled off or below the pane.
    pub(crate) fn pen(&mut self) -> Option<Pen> {
        let at = self.line;
        self.line = self.line.saturating_add(1);
        let y = at.checked_sub(self.skip).filter(|y| *y < self.area.height)?;
        Some(Pen::new(self.area, y).at(1))
    }

    /// Leaves a line empty.
    pub(crate) const fn gap(&mut self) {
        self.line = self.line.saturating_add(1);
    }

    /// Writes a text behind a label, wrapped under itself.
    pub(crate) fn field(&mut self, brush: &mut Brush<'_>, label: &str, body: &str, style: Style) {
        let width = usize::from(self.area.width.saturating_sub(self.label + 2)).max(1);
        let (mut rest, mut first) = (body, true);
        while first || !rest.is_empty() {
            let (head, tail) = wrap(rest, width);
            if let Some(mut pen) = self.pen() {
                if first {
                    pen.put(brush, label, brush.style(Scope::Title));
                }
                pen.to(self.label + 1);
                pen.put(brush, head, style);
            }
            rest = tail;
            first = false;
        }
    }
}

/// Cuts a text at a space near the width, or at the width when there is none; the rest is never longer than before.
pub(crate) fn wrap(text: &str, width: usize) -> (&str, &str) {
    let (mut head, _) = clip(text, width);
    if head.len() == text.len() {
        return (text, "");
    }
    if head.is_empty() {
        // A wide character in one cell: the brush marks the cut.
        return (text, "");
    }
    if let Some(at) = head.rfind(' ').filter(|at| *at > 0 && cells(&head[..*at]) * 2 > width) {
        head = &head[..at];
    }
    (head, text[head.len()..].trim_start_matches(' '))
}

/// Paints the dossier and returns its lines in all.
pub(crate) fn paint(screen: &Screen, brush: &mut Brush<'_>, area: Rect, line: &mut String) -> u16 {
    let lang = brush.lang;
    let few = area.height < ROOMY_ROWS && screen.page == Page::Incidents;
    let mut flow = Flow::new(area, screen.dossier_scroll, lang.pick("123456", "123456789").len() as u16 + 1);
    let Some(view) = screen.selected_view() else {
        let word = if screen.snapshot.is_some() { Word::QuietNight } else { Word::Connecting };
        flow.field(brush, "", text(lang, word), brush.style(Scope::Dim));
        return flow.lines();
    };
    let dossier = screen.dossier.as_deref().filter(|dossier| dossier.incident.id == view.id);
    head(brush, &mut flow, view, dossier, line);
    next(brush, &mut flow, view, dossier, line);
    let Some(dossier) = dossier else {
        flow.field(brush, "", text(lang, Word::LoadingDossier), brush.style(Scope::Dim));
        return flow.lines();
    };
    line.clear();
    reason::brief(lang, dossier, line);
    flow.field(brush, text(lang, Word::WhyLabel), line, brush.style(Scope::Text));
    let gap = |flow: &mut Flow| {
        if !few {
            flow.gap();
        }
    };
    match &dossier.site {
        Some(card) if few => site_few(brush, &mut flow, card, line),
        Some(card) => site(brush, &mut flow, card, line),
        None => flow.field(brush, "", text(lang, Word::NoSite), brush.style(Scope::Fault)),
    }
    gap(&mut flow);
    members(
        brush,
        &mut flow,
        screen.first_row,
        dossier,
        if few { Members::Ends } else { Members::All },
        line,
    );
    log(screen, brush, &mut flow, line);
    gap(&mut flow);
    match &dossier.plan {
        Some(card) if few => plan_line(brush, &mut flow, card, line),
        Some(card) => plan_lines(brush, &mut flow, view, card, line),
        None => flow.field(brush, text(lang, Word::Plan), text(lang, Word::NoPlan), brush.style(Scope::Dim)),
    }
    gap(&mut flow);
    policies(brush, &mut flow, &dossier.policies, line);
    let hidden = flow.lines().saturating_sub(screen.dossier_scroll.saturating_add(area.height));
    if hidden > 0 && area.height > 1 {
        line.clear();
        let _ = write!(line, " +{hidden} {} ", if few { "Enter" } else { "pgdn" });
        let x = area.width.saturating_sub(cells(line) as u16);
        let corner = Rect { x: area.x + x, y: area.bottom() - 1, width: area.width - x, height: 1 };
        brush.fill(corner, brush.style(Scope::Text));
        brush.put(corner, (0, 0), line, brush.style(Scope::Key));
    }
    flow.lines()
}

fn head(brush: &mut Brush<'_>, flow: &mut Flow, view: &View, dossier: Option<&Dossier>, line: &mut String) {
    let lang = brush.lang;
    let site = dossier.and_then(|dossier| dossier.site.as_ref());
    line.clear();
    let _ = write!(
        line,
        "{} #{} {}",
        incidents::mark(view).trim_start(),
        view.id,
        name::family(lang, view.family)
    );
    let style = brush.style(incidents::scope(view));
    let Some(mut pen) = flow.pen() else { return };
    let room = usize::from(pen.room());
    pen.put(brush, line, style);
    if view.life_risk {
        pen.skip(1);
        pen.put(brush, text(lang, Word::LifeRisk), style);
    }
    pen.skip(2);
    // The full name where it leaves room for the place, else the short one.
    let full = site.map_or(view.site.as_str(), |card| card.name.as_str());
    let called = if cells(full) + cells(&view.place) + 62 > room { view.site.as_str() } else { full };
    pen.put(brush, called, brush.style(Scope::Strong));
    pen.skip(1);
    pen.put(brush, &view.place, brush.style(Scope::Strong));
    line.clear();
    let _ = write!(line, "  {} {}", text(lang, Word::Level), view.level.0);
    let _ = write!(line, "  {} {}", text(lang, Word::SiteRisk), name::risk(lang, view.risk));
    let _ = write!(line, "  {} {}", text(lang, Word::Phase), view.phase.number());
    if usize::from(pen.room()) > cells(line) + cells(name::phase(lang, view.phase)) {
        let _ = write!(line, " {}", name::phase(lang, view.phase));
    }
    let wide = usize::from(pen.room()) > cells(line) + 12;
    if wide {
        let _ = write!(line, "  {}", name::severity(lang, view.severity));
    }
    pen.put(brush, line, brush.style(Scope::Text));
}

/// Paints the next act, with the key that does it and its deadline.
fn next(brush: &mut Brush<'_>, flow: &mut Flow, view: &View, dossier: Option<&Dossier>, line: &mut String) {
    let lang = brush.lang;
    line.clear();
    let mut style = brush.style(Scope::Due);
    match (&view.standing, view.active, view.family) {
        (Standing::Unacknowledged { since }, _, _) => {
            let _ = write!(line, "a {}   {} ", text(lang, Word::NextAcknowledge), text(lang, Word::Due));
            time::age(lang, brush.now.since(*since), line);
            if view.acknowledge_due.is_stated() {
                line.push_str(" / ");
                time::age(lang, view.acknowledge_due.since(*since), line);
                if brush.now > view.acknowledge_due {
                    let _ = write!(line, " {}", text(lang, Word::Overdue));
                    style = brush.style(Scope::DuePassed);
                }
            }
        }
        (Standing::Closed { disposition, .. }, _, _) => {
            let _ = write!(
                line,
                "{}: {} (R)",
                name::disposition(lang, *disposition),
                text(lang, Word::NextClosed)
            );
            style = brush.style(Scope::Dim);
        }
        (Standing::Acknowledged { .. }, false, _) => {
            let _ = write!(line, "{} (x)", text(lang, Word::NextClose));
        }
        (Standing::Acknowledged { .. }, true, family) => {
            if let Some(plan) = dossier.and_then(|dossier| dossier.plan.as_ref()) {
                next_step(brush, view, plan, line);
            } else {
                let fault = family == HazardFamily::Fault;
                let word = if fault { Word::NextRepair } else { Word::NextCallSite };
                let _ = write!(line, "{} (N)", text(lang, word));
            }
        }
    }
    flow.field(brush, text(lang, Word::NextAct), line, style);
}

/// Writes the first step of the plan; it stays, overdue, since nobody can say yet that it is done.
fn next_step(brush: &Brush<'_>, view: &View, plan: &plan::View, line: &mut String) {
    let lang = brush.lang;
    let Some(step) = plan.steps.first().map(|step| &step.step) else { return };
    let _ = write!(line, "{} 1  {}", text(lang, Word::NextPlanStep), step.text);
    let _ = write!(line, "  {}  {} ", step.owner, text(lang, Word::Due));
    let age = brush.now.since(view.opened);
    time::age(lang, age, line);
    line.push_str(" / ");
    time::age(lang, step.within, line);
    if age > step.within {
        let _ = write!(line, " {}", text(lang, Word::Overdue));
    }
    line.push_str(lang.pick("  N 记录", "  N note"));
}

/// Paints the lines of a card that a low pane has room for.
fn site_few(brush: &mut Brush<'_>, flow: &mut Flow, card: &SiteCard, line: &mut String) {
    let lang = brush.lang;
    let strong = brush.style(Scope::Strong);
    line.clear();
    people(brush, card, line);
    let _ = write!(line, "   {} {}", text(lang, Word::Staging), card.staging);
    flow.field(brush, text(lang, Word::People), line, strong);
    line.clear();
    phones(card, line);
    flow.field(brush, text(lang, Word::Phones), line.trim_end(), strong);
    line.clear();
    hazards(card, line);
    flow.field(brush, text(lang, Word::Hazards), line.trim_end(), strong);
}

fn people(brush: &Brush<'_>, card: &SiteCard, out: &mut String) {
    let shift = if card.night { Word::NightShift } else { Word::DayShift };
    let _ = write!(out, "{}{}{}", text(brush.lang, shift), brush.lang.pick("", " "), card.people);
    let _ = write!(out, " {}", text(brush.lang, Word::NotCounted));
}

fn phones(card: &SiteCard, out: &mut String) {
    for contact in &card.contacts {
        let _ = write!(out, "{} {} {}   ", contact.post, contact.name, contact.phone);
    }
}

fn hazards(card: &SiteCard, out: &mut String) {
    for hazard in &card.hazards {
        let _ = write!(out, "{hazard}  ");
    }
}

fn site(brush: &mut Brush<'_>, flow: &mut Flow, card: &SiteCard, line: &mut String) {
    let lang = brush.lang;
    let strong = brush.style(Scope::Strong);
    line.clear();
    people(brush, card, line);
    flow.field(brush, text(lang, Word::People), line, strong);
    line.clear();
    phones(card, line);
    flow.field(brush, text(lang, Word::Phones), line.trim_end(), strong);
    line.clear();
    hazards(card, line);
    flow.field(brush, text(lang, Word::Hazards), line.trim_end(), strong);
    line.clear();
    let _ = write!(line, "{}   {} {}", card.staging, text(lang, Word::Address), card.address);
    flow.field(brush, text(lang, Word::Staging), line, brush.style(Scope::Text));
    if !card.utilities.is_empty() {
        flow.field(brush, text(lang, Word::Utilities), &card.utilities, brush.style(Scope::Text));
    }
}

fn members(
    brush: &mut Brush<'_>,
    flow: &mut Flow,
    first_row: u32,
    dossier: &Dossier,
    which: Members,
    line: &mut String,
) {
    let lang = brush.lang;
    if which == Members::All {
        line.clear();
        let total = dossier.members_count;
        let _ = write!(line, "{total}");
        if total as usize > dossier.members.len() {
            let last = first_row as usize + dossier.members.len();
            let _ = write!(line, "   {} {}-{last}", text(lang, Word::Shown), first_row + 1);
        }
        flow.field(brush, text(lang, Word::Members), line, brush.style(Scope::Dim));
    }
    if which == Members::All {
        for one in &dossier.members {
            member(brush, flow, one, 0, line);
        }
        return;
    }
    // The first one tells where it began, the last one what came of it.
    let last = dossier.members.len().checked_sub(1).filter(|last| *last > 0);
    let hidden = (dossier.members_count as usize).saturating_sub(1 + usize::from(last.is_some()));
    for (index, more) in [(Some(0), 0), (last, hidden)] {
        if let Some(one) = index.and_then(|index| dossier.members.get(index)) {
            member(brush, flow, one, more, line);
        }
    }
}

fn member(brush: &mut Brush<'_>, flow: &mut Flow, one: &Member, more: usize, line: &mut String) {
    let lang = brush.lang;
    let Some(mut pen) = flow.pen() else { return };
    line.clear();
    time::clock(one.joined, brush.offset, line);
    let _ = write!(
        line,
        "  {} {}{}",
        one.device,
        name::device_kind(lang, one.kind),
        name::class(lang, one.class)
    );
    pen.put(brush, line, brush.style(Scope::Text));
    pen.to(32);
    line.clear();
    let _ = write!(line, "{}  {}", one.place, name::alarm_state(lang, one.state));
    if let Some(reading) = one.reading {
        line.push_str("  ");
        time::reading(reading, line);
        if reading.rising {
            let _ = write!(line, " {}", text(lang, Word::Rising));
        }
    }
    if one.raises > 1 {
        let _ = write!(line, "  x{}", one.raises);
    }
    if one.first_out {
        let _ = write!(line, "  {}", text(lang, Word::FirstOut));
    }
    if more > 0 {
        let _ = write!(line, "   {} {more}", text(lang, Word::More));
    }
    pen.put(brush, line, brush.style(if one.first_out { Scope::Strong } else { Scope::Text }));
}

/// Paints what people did about it, newest first.
fn log(screen: &Screen, brush: &mut Brush<'_>, flow: &mut Flow, line: &mut String) {
    let done = screen.log.iter().filter(|one| one.actor != "desk").take(6);
    for one in done {
        let Some(mut pen) = flow.pen() else { continue };
        line.clear();
        time::clock(one.at, brush.offset, line);
        let _ =
            write!(line, "  {} {}", entry::actor(brush.lang, &one.actor), entry::kind(brush.lang, &one.kind));
        pen.put(brush, line, brush.style(Scope::Text));
        pen.skip(2);
        pen.put(brush, one.text.as_deref().unwrap_or_default(), brush.style(Scope::Strong));
    }
}

fn plan_lines(brush: &mut Brush<'_>, flow: &mut Flow, view: &View, card: &plan::View, line: &mut String) {
    let lang = brush.lang;
    line.clear();
    let _ = write!(line, "{} {}  {} {}", card.code, card.name, text(lang, Word::PlanVersion), card.version);
    line.push_str(lang.pick(" 版", ""));
    flow.field(brush, text(lang, Word::Plan), line, brush.style(Scope::Text));
    for (index, step) in card.steps.iter().enumerate() {
        let Some(mut pen) = flow.pen() else { continue };
        let passed = brush.now > view.opened.after(step.step.within);
        line.clear();
        time::age(lang, step.step.within, line);
        let _ = write!(line, "  {}", step.step.owner);
        let right = (cells(line) as u16).max(18) + 1;
        let style = brush.style(if passed { Scope::DuePassed } else { Scope::Dim });
        let mut end = pen;
        end.skip(pen.room().saturating_sub(right));
        end.put(brush, line, style);
        pen = pen.less(right + 1);
        line.clear();
        let _ = write!(line, "  {} {}", index + 1, step.step.text);
        pen.put(brush, line, brush.style(Scope::Text));
    }
}

fn plan_line(brush: &mut Brush<'_>, flow: &mut Flow, card: &plan::View, line: &mut String) {
    line.clear();
    let _ = write!(line, "{}: ", card.code);
    for (index, step) in card.steps.iter().enumerate() {
        let _ = write!(line, "{} {}  ", index + 1, step.step.text);
    }
    flow.field(brush, text(brush.lang, Word::Plan), line.trim_end(), brush.style(Scope::Text));
}

fn policies(brush: &mut Brush<'_>, flow: &mut Flow, cards: &[PolicyCard], line: &mut String) {
    let lang = brush.lang;
    if cards.is_empty() {
        flow.field(brush, text(lang, Word::Policies), text(lang, Word::NoPolicy), brush.style(Scope::Dim));
    }
    for (index, card) in cards.iter().enumerate() {
        line.clear();
        let _ = write!(line, "{} {} {}  ", card.cover, card.insurer, card.number);
        let force = if card.in_force { Word::InForce } else { Word::NotInForce };
        let _ = write!(line, "{} {} ", text(lang, force), text(lang, Word::Until));
        time::date(card.until_day, line);
        let _ = write!(line, "  {} {}", text(lang, Word::PerPerson), card.per_person);
        let _ = write!(line, "  {} {}", text(lang, Word::LimitTotal), card.limit);
        if !card.contact.phone.is_empty() {
            let _ = write!(line, "  {} {}", card.contact.post, card.contact.phone);
        }
        let label = if index == 0 { text(lang, Word::Policies) } else { "" };
        let scope = if card.in_force { Scope::Text } else { Scope::Fault };
        flow.field(brush, label, line, brush.style(scope));
    }
}
