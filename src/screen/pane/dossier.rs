//! Everything on the selected incident, in the order in which it is needed: next act, deadlines, why, people, phones,
//! hazards, calls, teams, papers, members, plan, money, and policies last.

mod card;
mod course;
mod cover;
mod flow;
mod head;
mod members;
mod plan;

pub(in crate::screen) use course::said;
pub(in crate::screen) use flow::{Flow, lines_of};
pub(in crate::screen) use head::key;

use crate::language::page::PageWord;
use crate::language::{Word, reason, text};
use crate::screen::layout::Page;
use crate::screen::paint::Brush;
use crate::screen::pane::dossier::members::Members;
use crate::screen::pane::sources;
use crate::screen::request::Link;
use crate::screen::state::Screen;
use crate::screen::theme::Scope;
use crate::text::cells;
use ratatui::layout::Rect;
use std::fmt::Write;

/// A pane lower than this puts more on a line.
const ROOMY_ROWS: u16 = 20;

/// How much room there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Room {
    /// Several things share a line.
    Few,
    /// A line each.
    All,
}

/// Says why there is no incident to tell of: nobody hears, nothing is known yet, or all is calm.
pub(crate) fn nothing(screen: &Screen, brush: &mut Brush<'_>, flow: &mut Flow, line: &mut String) {
    line.clear();
    if sources::deaf(screen, line) {
        return flow.field(brush, "", line, brush.style(Scope::Lost));
    }
    let word = if screen.snapshot.is_some() { Word::QuietNight } else { Word::Connecting };
    flow.field(brush, "", text(brush.lang, word), brush.style(Scope::Dim));
}

/// Paints who else looks at the incident: two do not ring the same number.
fn others(screen: &Screen, brush: &mut Brush<'_>, flow: &mut Flow, line: &mut String) {
    let lang = brush.lang;
    line.clear();
    // What a lost desk told of others is no longer so.
    let selected = screen.list.selected;
    let lookers = screen.lookers.iter().filter(|it| selected.is_some() && it.incident == selected);
    for looker in lookers.filter(|_| screen.link == Link::Up) {
        let unknown = looker.name.is_empty();
        line.push_str(if unknown { text(lang, Word::SomeoneUnclaimed) } else { &looker.name });
        line.push_str(if looker.proved || unknown { "  " } else { "?  " });
    }
    if !line.is_empty() {
        flow.field(brush, PageWord::AlsoLooks.text(lang), line.trim_end(), brush.style(Scope::Text));
    }
}

/// Paints the dossier and returns its lines in all.
pub(crate) fn paint(screen: &Screen, brush: &mut Brush<'_>, area: Rect, line: &mut String) -> u16 {
    let lang = brush.lang;
    let low = area.height < ROOMY_ROWS && screen.page == Page::Incidents;
    let room = if low { Room::Few } else { Room::All };
    let mut flow = Flow::new(area, screen.dossier_scroll, lang.pick("123456", "123456789").len() as u16 + 1);
    let Some(view) = screen.selected_view() else {
        nothing(screen, brush, &mut flow, line);
        return flow.lines();
    };
    let dossier = screen.dossier.as_deref().filter(|dossier| dossier.incident.id == view.id);
    head::head(brush, &mut flow, view, dossier, line);
    head::next(brush, &mut flow, view, dossier, line);
    let Some(dossier) = dossier else {
        flow.field(brush, "", text(lang, Word::LoadingDossier), brush.style(Scope::Dim));
        return flow.lines();
    };
    head::deadlines(brush, &mut flow, view, dossier, line);
    line.clear();
    reason::brief(lang, dossier, line);
    flow.field(brush, text(lang, Word::WhyLabel), line, brush.style(Scope::Text));
    head::kin(brush, &mut flow, view, dossier, line);
    others(screen, brush, &mut flow, line);
    let gap = |flow: &mut Flow| {
        if room == Room::All {
            flow.gap();
        }
    };
    card::card(brush, &mut flow, view, dossier, room, line);
    gap(&mut flow);
    course::teams(brush, &mut flow, dossier, room, line);
    course::calls(brush, &mut flow, dossier, room, line);
    course::papers(screen, brush, &mut flow, dossier, line);
    course::undelivered(brush, &mut flow, dossier, line);
    let which = if room == Room::Few { Members::Ends } else { Members::All };
    members::members(brush, &mut flow, screen.first_row, dossier, which, line);
    course::log(screen, brush, &mut flow, line);
    gap(&mut flow);
    match &dossier.plan {
        Some(card) if room == Room::Few => plan::one_line(brush, &mut flow, card, line),
        Some(card) => plan::lines(brush, &mut flow, view, card, line),
        None => flow.field(brush, text(lang, Word::Plan), text(lang, Word::NoPlan), brush.style(Scope::Dim)),
    }
    gap(&mut flow);
    cover::money(brush, &mut flow, dossier, line);
    cover::policies(brush, &mut flow, &dossier.policies, line);
    hidden(screen, brush, area, (room, flow.lines()), line);
    flow.lines()
}

/// Says how many lines are below the pane, and the key that shows them.
fn hidden(screen: &Screen, brush: &mut Brush<'_>, area: Rect, (room, lines): (Room, u16), line: &mut String) {
    let hidden = lines.saturating_sub(screen.dossier_scroll.saturating_add(area.height));
    if hidden == 0 || area.height <= 1 {
        return;
    }
    line.clear();
    let _ = write!(line, " +{hidden} {} ", if room == Room::Few { "Enter" } else { "pgdn" });
    let x = area.width.saturating_sub(cells(line) as u16);
    let corner = Rect { x: area.x + x, y: area.bottom() - 1, width: area.width - x, height: 1 };
    // What the corner would cut goes whole, back to the blanks before it: half a sum is another sum.
    let blank = |x: u16| brush.buffer.cell((x, corner.y)).is_none_or(|cell| cell.symbol() == " ");
    let cut = (area.x + 2..=corner.x).rev().find(|x| blank(x - 1) && blank(x - 2)).unwrap_or(corner.x);
    let from = if blank(corner.x) && blank(corner.x.saturating_sub(1)) { corner.x } else { cut };
    brush.fill(Rect { x: from, width: corner.right() - from, ..corner }, brush.style(Scope::Text));
    brush.put(corner, (0, 0), line, brush.style(Scope::Key));
}
