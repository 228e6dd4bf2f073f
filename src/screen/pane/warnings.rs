//! The warnings: their page, and the pane below the list of incidents.

use crate::language::page::{self, PageWord};
use crate::language::{Lang, Word, name, text, time};
use crate::operations::delivery::{Outcome, Stage};
use crate::operations::listing::warnings::Row;
use crate::operations::warning::{Colour, Status, Tally, View};
use crate::screen::form::relay::is_to_ring;
use crate::screen::paint::{Brush, Pen};
use crate::screen::pane::dossier::Flow;
use crate::screen::pane::list::at_right;
use crate::screen::pane::side::{more, title};
use crate::screen::state::Screen;
use crate::screen::theme::Scope;
use crate::text::cells;
use crate::units::Instant;
use ratatui::layout::Rect;
use std::fmt::Write;

/// From how many cells on a row has room for who is there and what is insured; else both stand below the list.
const ROOM_FOR_SUMS: usize = 120;

/// Paints the standing warnings, worst first; where there is room, a second line says whom each was relayed to.
pub(crate) fn pane(screen: &Screen, brush: &mut Brush<'_>, area: Rect, line: &mut String) {
    let Some(snapshot) = &screen.snapshot else { return };
    let tally = snapshot.status.warnings;
    title(brush, area, Word::Warnings, tally.standing as usize, line);
    line.clear();
    counts(brush.lang, tally, line);
    let taken = cells(text(brush.lang, Word::Warnings)) as u16 + 8;
    brush.put(area, (taken, 0), line, brush.style(scope_of(tally)));
    let room = usize::from(area.height.saturating_sub(1));
    let lines = if snapshot.warnings.len() * 2 <= room { 2 } else { 1 };
    for (index, warning) in snapshot.warnings.iter().take(room / lines).enumerate() {
        let y = 1 + (index * lines) as u16;
        short(brush, Pen::new(area, y).at(1), warning, line);
        if lines > 1 {
            relays(brush, Pen::new(area, y + 1).at(4), warning, line);
        }
    }
    more(brush, area, tally.standing as usize, room / lines, line);
}

/// Writes how many touch no site, and how many found no place in the list; nothing where there is none.
pub(crate) fn counts(lang: Lang, tally: Tally, out: &mut String) {
    for (word, count) in [
        (PageWord::UnlistedHere, tally.unlisted_here),
        (PageWord::Elsewhere, tally.elsewhere),
        (PageWord::UnlistedElsewhere, tally.unlisted_elsewhere),
    ] {
        if count > 0 {
            let _ = write!(out, "{} {count}  ", word.text(lang));
        }
    }
}

/// Returns the colour of those counts.
pub(crate) const fn scope_of(tally: Tally) -> Scope {
    if tally.unlisted_here > 0 { Scope::Due } else { Scope::Dim }
}

fn short(brush: &mut Brush<'_>, mut pen: Pen, warning: &View, line: &mut String) {
    let lang = brush.lang;
    colour(brush, &mut pen, warning.colour, line);
    status(brush, &mut pen, warning.status);
    pen.put(brush, &warning.event, brush.style(Scope::Strong));
    pen.skip(1);
    line.clear();
    if warning.stale {
        let _ = write!(line, "{} ", text(lang, Word::WarningStale));
    }
    time::hour_minute(warning.issued, brush.offset, line);
    until(brush, warning.expires, line);
    if warning.doubted {
        let _ = write!(line, "  {}", PageWord::Doubted.text(lang));
    }
    let _ = write!(line, "  {} {}  ", text(lang, Word::SitesTouched), warning.sites);
    if warning.insured.0 > 0 {
        let _ = write!(line, "{} ", PageWord::Insured.text(lang));
        page::short_sum(lang, warning.insured, line);
        line.push_str("  ");
    }
    if warning.extent.everywhere {
        let _ = write!(line, "{}  ", PageWord::Everywhere.text(lang));
    }
    line.push_str(&warning.sender);
    pen.put(
        brush,
        line,
        brush.style(if warning.stale || warning.doubted { Scope::Fault } else { Scope::Text }),
    );
}

/// Writes to when it holds; nothing when its issuer has not said.
fn until(brush: &Brush<'_>, expires: Instant, line: &mut String) {
    if expires.is_stated() {
        let _ = write!(line, " {} ", text(brush.lang, Word::Until));
        time::day_or_hour(expires, brush.now, brush.offset, line);
    }
}

fn relays(brush: &mut Brush<'_>, mut pen: Pen, warning: &View, line: &mut String) {
    let lang = brush.lang;
    if warning.relays.is_empty() {
        return pen.put(brush, PageWord::NotRelayed.text(lang), brush.style(Scope::Dim));
    }
    pen.put(brush, PageWord::Relayed.text(lang), brush.style(Scope::Dim));
    for relay in &warning.relays {
        line.clear();
        let _ = write!(line, " {} {}", relay.to, page::delivery(lang, relay.stage));
        pen.put(brush, line, brush.style(scope(relay.stage)));
    }
}

/// Returns the colour of how far a delivery is.
const fn scope(stage: Stage) -> Scope {
    match stage {
        Stage::Came(Outcome::Sent | Outcome::Delivered | Outcome::Accepted { .. }) => Scope::Text,
        Stage::Recorded => Scope::Due,
        Stage::Came(Outcome::Refused | Outcome::Unknown | Outcome::Undelivered) => Scope::DuePassed,
    }
}

fn colour(brush: &mut Brush<'_>, pen: &mut Pen, colour: Colour, line: &mut String) {
    let scope = match colour {
        Colour::Red => Scope::WarningRed,
        Colour::Orange => Scope::WarningOrange,
        Colour::Yellow => Scope::WarningYellow,
        Colour::Blue => Scope::WarningBlue,
        Colour::Unknown | Colour::White => Scope::Warning,
    };
    line.clear();
    let _ = write!(line, " {} ", name::colour(brush.lang, colour));
    pen.put(brush, line, brush.style(scope));
    pen.skip(1);
}

/// Says of a warning that is not meant what it is.
fn status(brush: &mut Brush<'_>, pen: &mut Pen, status: Status) {
    if status != Status::Actual {
        pen.put(brush, name::warning_status(brush.lang, status), brush.style(Scope::Fault));
        pen.skip(1);
    }
}

/// Paints a line of the page.
pub(crate) fn row(brush: &mut Brush<'_>, pen: Pen, row: &Row, line: &mut String) {
    let lang = brush.lang;
    line.clear();
    let _ = write!(line, "{} {}", text(lang, Word::SitesTouched), row.sites_count);
    if usize::from(pen.room()) > ROOM_FOR_SUMS && row.sites_count > 0 {
        let _ = write!(line, "  {} {}  ", PageWord::PeopleThere.text(lang), row.people);
        let _ = write!(line, "{} ", PageWord::Insured.text(lang));
        page::short_sum(lang, row.insured, line);
    }
    let waits = row.relays.iter().filter(|relay| scope(relay.stage) != Scope::Text).count();
    let _ = match (row.relays.len(), waits) {
        (0, _) => write!(line, "  {}", PageWord::NotRelayed.text(lang)),
        (all, waits) => write!(line, "  {} {}/{all}", PageWord::Relayed.text(lang), all - waits),
    };
    let mut pen = at_right(brush, pen, line, if waits > 0 { Scope::Due } else { Scope::Text });
    colour(brush, &mut pen, row.colour, line);
    status(brush, &mut pen, row.status);
    pen.put(brush, &row.event, brush.style(Scope::Strong));
    pen.skip(1);
    line.clear();
    if row.stale {
        let _ = write!(line, "{} ", text(lang, Word::WarningStale));
    }
    if row.doubted {
        let _ = write!(line, "{} ", PageWord::Doubted.text(lang));
    }
    let _ = write!(line, "{}  ", row.sender);
    time::day_or_hour(row.issued, brush.now, brush.offset, line);
    until(brush, row.expires, line);
    pen.put(brush, line, brush.style(if row.stale || row.doubted { Scope::Fault } else { Scope::Text }));
}

/// Tells a warning in full.
pub(crate) fn tell(brush: &mut Brush<'_>, flow: &mut Flow, row: &Row, line: &mut String) {
    let lang = brush.lang;
    let strong = brush.style(Scope::Strong);
    flow.field(brush, PageWord::OfficialText.text(lang), &row.headline, strong);
    line.clear();
    if row.relays.is_empty() {
        line.push_str(PageWord::NotRelayed.text(lang));
    }
    for relay in &row.relays {
        let _ = write!(line, "{} {} ", relay.to, page::delivery(lang, relay.stage));
        time::hour_minute(relay.since, brush.offset, line);
        if is_to_ring(relay) {
            let _ = write!(line, " {} {}", PageWord::ByHand.text(lang), relay.phone);
        }
        line.push_str("   ");
    }
    flow.field(brush, PageWord::Relayed.text(lang), line.trim_end(), brush.style(Scope::Text));
    insured(brush, flow, row, line);
    line.clear();
    let _ = write!(line, "{}  {} {}", row.sites_count, PageWord::PeopleThere.text(lang), row.people);
    if row.people_unknown > 0 {
        let _ = write!(line, " ({} {})", row.people_unknown, PageWord::PeopleUnknown.text(lang));
    }
    line.push_str(":  ");
    for site in &row.sites {
        let _ = write!(line, "{} {}  ", site.name, name::risk(lang, site.risk));
    }
    let hidden = (row.sites_count as usize).saturating_sub(row.sites.len());
    if hidden > 0 {
        let _ = write!(line, "{} {hidden}", text(lang, Word::More));
    }
    flow.field(brush, text(lang, Word::SitesTouched), line.trim_end(), brush.style(Scope::Text));
    extent(brush, flow, row, line);
}

/// Tells what is insured inside, by insurer, and in all.
fn insured(brush: &mut Brush<'_>, flow: &mut Flow, row: &Row, line: &mut String) {
    let lang = brush.lang;
    line.clear();
    let _ = write!(line, "{} {}", PageWord::InsuredInAll.text(lang), row.insured);
    for inside in &row.inside {
        let _ = write!(line, "   {} ", inside.to);
        page::short_sum(lang, inside.insured, line);
    }
    flow.field(brush, PageWord::Insured.text(lang), line, brush.style(Scope::Text));
}

/// Tells who tells the warning, by what it says where it holds, and what of that could not be taken as it was written.
fn extent(brush: &mut Brush<'_>, flow: &mut Flow, row: &Row, line: &mut String) {
    let (lang, extent) = (brush.lang, &row.extent);
    line.clear();
    let parts = [
        (PageWord::Divisions, extent.divisions),
        (PageWord::Polygons, extent.polygons),
        (PageWord::Circles, extent.circles),
    ];
    for (word, count) in parts.into_iter().filter(|(_, count)| *count > 0) {
        let _ = write!(line, "{} {count}  ", word.text(lang));
    }
    if extent.everywhere {
        let _ = write!(line, "{}  ", PageWord::Everywhere.text(lang));
    }
    for (flaw, count) in extent.flaws() {
        let _ = write!(line, "{} {count}  ", name::area_flaw(lang, flaw));
    }
    if !row.sources.is_empty() {
        let _ = write!(line, "{}", text(lang, Word::Feeds));
    }
    for source in &row.sources {
        let _ = write!(line, " {source}");
    }
    if row.doubted {
        let _ = write!(line, "  {}", PageWord::DoubtedWhy.text(lang));
    }
    let is_odd = row.doubted || extent.flaws().next().is_some();
    let scope = if is_odd { Scope::Due } else { Scope::Text };
    flow.field(brush, PageWord::Extent.text(lang), line.trim_end(), brush.style(scope));
}
