//! The second line: pages, who sits here, which feeds stand, how far the journal is saved, what is not heard.

use crate::language::page::{self, PageWord};
use crate::language::{Lang, Word, name, storage, text, time};
use crate::operations::feed;
use crate::operations::snapshot::{JournalStatus, Status};
use crate::operations::storage::Room;
use crate::screen::layout::Page;
use crate::screen::paint::{Brush, Pen};
use crate::screen::pane::status::WIDE;
use crate::screen::request::Link;
use crate::screen::state::Screen;
use crate::screen::theme::Scope;
use crate::text::cells;
use crate::units::Span;
use ratatui::layout::Rect;
use std::fmt::Write;

/// From here on what is held is told apart, by why.
const BROAD: u16 = 180;

/// A feed that spoke longer ago than this says when.
const QUIET_AFTER: Span = Span::seconds(60);

/// The wall clock may stand this far from the desk's before it is said.
const OFFSET_SAID: Span = Span::seconds(1);

/// Paints pages at the left, feeds and journal at the right.
pub(crate) fn paint(screen: &Screen, brush: &mut Brush<'_>, area: Rect, line: &mut String) {
    let lang = brush.lang;
    let width = sources(screen, None, &mut Pen::new(area, 0), line);
    line.clear();
    signed_on(screen, line);
    let rest = cells(line) as u16 + width + 5;
    let mut tabs = 0;
    for (digit, page) in (1..).zip(Page::TABS) {
        line.clear();
        tab(lang, digit, page, true, line);
        tabs += cells(line) as u16 + 1;
    }
    // The names of pages give way before what is not heard: their digits stay.
    let named = tabs + rest <= area.width;
    let mut pen = Pen::new(area, 0).at(1);
    for (digit, page) in (1..).zip(Page::TABS) {
        let here = page == screen.page || (page == Page::Incidents && screen.page == Page::Detail);
        line.clear();
        tab(lang, digit, page, named || here, line);
        pen.put(brush, line, brush.style(if here { Scope::Strong } else { Scope::Dim }));
        pen.skip(1);
    }
    line.clear();
    signed_on(screen, line);
    if !line.is_empty() {
        pen.skip(1);
        pen.put(brush, line, brush.style(Scope::Dim));
    }
    pen.skip(2);
    let x = area.width.saturating_sub(width + 1).max(pen.x());
    sources(screen, Some(brush), &mut Pen::new(area, 0).at(x), line);
}

/// Writes who has signed on to this screen.
fn signed_on(screen: &Screen, out: &mut String) {
    if !screen.session.name.is_empty() {
        let mark = if screen.session.proved { "" } else { "?" };
        let _ = write!(out, "{} {}{mark}", text(screen.lang, Word::ThisScreen), screen.session.name);
    }
}

/// Writes a page's digit, and what it is called.
fn tab(lang: Lang, digit: usize, page: Page, named: bool, out: &mut String) {
    let _ = write!(out, "{}", digit % 10);
    if named {
        let _ = write!(out, "{}{}", lang.pick("", " "), page_name(lang, page));
    }
}

/// Writes that nothing is heard, where a feed is: then no list that is empty says that all is calm.
pub(crate) fn deaf(screen: &Screen, out: &mut String) -> bool {
    let Some(snapshot) = &screen.snapshot else { return false };
    let lang = screen.lang;
    let mut dead = snapshot.feeds.iter().filter(|view| view.link != feed::view::Link::Up).peekable();
    if dead.peek().is_none() {
        return false;
    }
    let _ = write!(out, "{}: ", text(lang, Word::Deaf));
    for view in dead {
        feed_words(lang, screen, view, out);
        out.push_str("  ");
    }
    true
}

/// Paints feeds and journal, or only measures them; returns the cells.
pub(crate) fn sources(
    screen: &Screen,
    mut brush: Option<&mut Brush<'_>>,
    pen: &mut Pen,
    line: &mut String,
) -> u16 {
    let Some(snapshot) = &screen.snapshot else { return 0 };
    let lang = screen.lang;
    let status = &snapshot.status;
    let mut width = 0;
    let mut put = |line: &String, scope: Scope| {
        width += cells(line) as u16;
        if let Some(brush) = &mut brush {
            let style = brush.style(scope);
            pen.put(brush, line, style);
        }
    };
    if screen.link == Link::Lost {
        line.clear();
        let _ = write!(line, "{} ", text(lang, Word::AsOf));
        time::clock(screen.now, screen.options.utc_offset, line);
        line.push(' ');
        put(line, Scope::Lost);
    }
    for view in &snapshot.feeds {
        line.clear();
        let scope = feed_words(lang, screen, view, line);
        line.push_str(if screen.size.0 < WIDE { " " } else { "  " });
        put(line, scope);
    }
    line.clear();
    let scope = journal_words(lang, screen.link, &status.journal, line);
    put(line, scope);
    if screen.link == Link::Lost {
        return width;
    }
    line.clear();
    storage::room(lang, &status.storage, line);
    if !line.is_empty() {
        let is_late = status.storage.room == Room::Critical || status.storage.trouble().is_some();
        put(line, if is_late { Scope::DuePassed } else { Scope::Fault });
    }
    if status.mute.is_some() {
        line.clear();
        let _ = write!(line, "  {}", text(lang, Word::Mute));
        put(line, Scope::DuePassed);
    }
    if let Some(place) = &status.rules_mistake {
        line.clear();
        let _ = write!(line, "  {} {place}", text(lang, Word::RulesWrong));
        put(line, Scope::Fault);
    }
    if status.clock_offset.0.abs() > OFFSET_SAID.0 {
        line.clear();
        let _ = write!(line, "  {} {}s", text(lang, Word::ClockOff), status.clock_offset.0 / 1_000);
        put(line, Scope::Fault);
    }
    for (word, count) in quiet_counts(screen, status) {
        if count > 0 {
            line.clear();
            let _ = write!(line, "  {} {count}", text(lang, word));
            put(line, Scope::Fault);
        }
    }
    width
}

/// Returns what a page with a digit is called.
fn page_name(lang: Lang, page: Page) -> &'static str {
    match (page.listing(), page) {
        (Some(listing), _) => page::listing(lang, listing),
        (None, Page::Journal) => text(lang, Word::PageJournal),
        (None, Page::Figures) => PageWord::Figures.text(lang),
        (None, _) => text(lang, Word::PageIncidents),
    }
}

/// Returns what stands and is not announced, by why; a narrow line has one sum of it, and page 6 the rest.
fn quiet_counts(screen: &Screen, status: &Status) -> [(Word, u32); 6] {
    let held = status.shelved + status.out_of_service + status.inhibited;
    let wide = screen.size.0 >= BROAD;
    let only = |wanted: bool, count: u32| if wanted { count } else { 0 };
    [
        (Word::TestAlarms, status.test_alarms),
        (Word::ShelvedAlarms, only(wide, status.shelved)),
        (Word::OutAlarms, only(wide, status.out_of_service)),
        (
            if wide { Word::InhibitedAlarms } else { Word::HeldAlarms },
            if wide { status.inhibited } else { held },
        ),
        (Word::StaleAlarms, status.stale),
        (Word::Unregistered, status.unregistered),
    ]
}

fn feed_words(lang: Lang, screen: &Screen, view: &feed::View, out: &mut String) -> Scope {
    // A narrow line has names and states only.
    let wide = screen.size.0 >= WIDE;
    let _ = write!(out, "{}{}", view.name, if wide { " " } else { lang.pick("", " ") });
    let mut scope = Scope::Dim;
    if screen.link == Link::Lost {
        // What a feed does now is known to nobody here: not even that it was lost.
        out.push_str(text(lang, Word::FeedUnknown));
        return Scope::Lost;
    }
    match view.link {
        feed::view::Link::Waiting => {
            out.push_str(text(lang, Word::FeedWaiting));
            scope = Scope::Fault;
        }
        feed::view::Link::Up if view.silent_since.is_some() => {
            let _ = write!(out, "{} ", text(lang, Word::FeedSilent));
            time::age(lang, screen.now.since(view.silent_since.unwrap_or(screen.now)), out);
            scope = Scope::DuePassed;
        }
        feed::view::Link::Up if view.is_unread() => {
            out.push_str(text(lang, Word::FeedUnread));
            scope = Scope::DuePassed;
        }
        feed::view::Link::Up => {
            out.push_str(text(lang, Word::FeedUp));
            let quiet = screen.now.since(view.last);
            if wide && view.last.is_stated() && quiet.0 > QUIET_AFTER.0 {
                let _ = write!(out, " {}{}", quiet.whole_seconds() / 60, text(lang, Word::Minutes));
            } else if let (true, Some(delay)) = (wide, view.delay) {
                out.push(' ');
                time::delay(lang, delay, out);
            }
        }
        feed::view::Link::Down { since, cause } => {
            out.push_str(text(lang, Word::FeedDown));
            out.push_str(if wide { " " } else { lang.pick("", " ") });
            time::age(lang, screen.now.since(since), out);
            if wide {
                let _ = write!(out, " {}", name::lost_cause(lang, cause));
            }
            scope = Scope::DuePassed;
        }
    }
    if view.in_clear {
        let _ = write!(out, " {}", text(lang, Word::FeedInClear));
        scope = if scope == Scope::Dim { Scope::Fault } else { scope };
    }
    for (word, count) in [(Word::FeedMissing, view.missing), (Word::FeedRejects, view.rejects)] {
        if count > 0 {
            let _ = write!(out, " {} {count}", text(lang, word));
            scope = if scope == Scope::Dim { Scope::Fault } else { scope };
        }
    }
    scope
}

fn journal_words(lang: Lang, link: Link, journal: &JournalStatus, out: &mut String) -> Scope {
    let _ = write!(out, "{} ", text(lang, Word::Journal));
    if link == Link::Lost {
        // Saved stays saved; whether anything was written since is unknown.
        if let JournalStatus::Saved(entry)
        | JournalStatus::Writing { saved: entry, .. }
        | JournalStatus::Failed { saved: entry, .. } = journal
        {
            let _ = write!(out, "#{entry}");
        }
        return Scope::Lost;
    }
    match journal {
        JournalStatus::Saved(entry) => {
            let _ = write!(out, "#{entry} {}", text(lang, Word::Saved));
            Scope::Dim
        }
        JournalStatus::Writing { saved, waiting } => {
            let _ = write!(out, "#{saved} {} {waiting}", text(lang, Word::Writing));
            Scope::Text
        }
        JournalStatus::Failed { saved, waiting, trouble, .. } => {
            let why = storage::trouble(lang, *trouble);
            let _ = write!(
                out,
                "{} {waiting}, #{saved} {}: {why}",
                text(lang, Word::JournalFailed),
                text(lang, Word::Saved)
            );
            Scope::DuePassed
        }
        JournalStatus::Opening => {
            out.push_str(text(lang, Word::JournalOpening));
            Scope::Fault
        }
    }
}
