//! The director's page (导调): a line a phase, an item, an inject; below them who else is there and what they look at.

use crate::language::fact::drill::{about, rating};
use crate::language::page::{self, PageWord};
use crate::language::{Lang, Word, name, text, time};
use crate::operations::drill::About;
use crate::operations::listing::drill::{Head, InjectRow, PhaseRow, Row, When};
use crate::screen::form::drill::words;
use crate::screen::paint::{Brush, Pen};
use crate::screen::pane::dossier::Flow;
use crate::screen::request::{Link, Looker};
use crate::screen::state::Screen;
use crate::screen::theme::Scope;
use crate::units::{Instant, Span};
use ratatui::layout::Rect;
use std::fmt::Write;

/// From this width on a line says what it is, and how far, before its words.
const WIDE: u16 = 60;

/// The cells of what a line is, in front of it.
const KIND_CELLS: u16 = 10;

/// The cells of its code.
const CODE_CELLS: u16 = 6;

/// The cells of how far it is: an hour's phase from its beginning to its end.
const STATE_CELLS: u16 = 24;

/// Paints a line: what it is, its code, how far it is, its words; a narrow one has code and words, and colours for the rest.
pub(crate) fn row(screen: &Screen, brush: &mut Brush<'_>, mut pen: Pen, row: &Row, line: &mut String) {
    let lang = brush.lang;
    let (kind, scope) = kind(row);
    let wide = pen.room() >= WIDE;
    let mut at = pen.x();
    if wide {
        pen.put(brush, kind.text(lang), brush.style(Scope::Title));
        at += KIND_CELLS;
        pen.to(at);
    }
    line.clear();
    code(row, line);
    pen.put(brush, line, brush.style(scope));
    at += CODE_CELLS;
    pen.to(at);
    if wide {
        line.clear();
        state(screen, lang, row, line);
        pen.put(brush, line, brush.style(scope));
        at += STATE_CELLS;
        pen.to(at);
    }
    line.clear();
    match row {
        Row::Head(head) => {
            let (seen, improve) = (PageWord::ScriptSeen.text(lang), PageWord::ScriptImprove.text(lang));
            // A long name takes no figure with it.
            if wide {
                let _ = write!(line, "{seen} {}  {improve} {}  ", head.observations, head.actions);
            }
            line.push_str(words(lang, &head.name));
        }
        Row::Phase(row) => {
            let _ = write!(line, "{}", name::phase(lang, row.phase));
            checked(lang, row, line);
        }
        Row::Item { words: it, .. } => line.push_str(words(lang, it)),
        Row::Inject(row) => line.push_str(words(lang, &row.title)),
        Row::Open { action, .. } => {
            let _ = write!(line, "{}  {}", action.owner, left_over(lang, &action.text));
        }
        Row::Improve(row) => {
            let _ = write!(line, "{}  {}", row.owner, screen.typed(row.entry));
        }
        Row::Seen(row) => line.push_str(screen.typed(row.entry)),
        Row::Mark(mark) => line.push_str(&mark.text),
    }
    pen.put(brush, line, brush.style(scope));
}

/// Writes what a line is called in commands.
fn code(row: &Row, out: &mut String) {
    let _ = match row {
        Row::Head(_) => Ok(()),
        Row::Phase(row) => write!(out, "{}", row.phase.number()),
        Row::Item { phase, item, .. } => write!(out, "{}.{item}", phase.number()),
        Row::Inject(row) => write!(out, "{}", row.code),
        Row::Open { action, .. } => write!(out, "{}", action.number),
        Row::Improve(row) => write!(out, "{}", row.number),
        Row::Seen(row) => {
            if !matches!(row.about, About::Whole) {
                about(Lang::En, row.about, out);
            }
            Ok(())
        }
        Row::Mark(mark) => write!(out, "B{}", mark.number),
    };
}

/// Tells a line in full.
pub(crate) fn tell(screen: &Screen, brush: &mut Brush<'_>, flow: &mut Flow, row: &Row, line: &mut String) {
    let lang = brush.lang;
    let (kind, scope) = kind(row);
    let style = brush.style(scope);
    line.clear();
    match row {
        Row::Head(head) => tell_head(screen, brush, flow, head, line),
        Row::Phase(row) => tell_phase(screen, brush, flow, row, line),
        Row::Item { words: it, .. } => {
            flow.field(brush, kind.text(lang), words(lang, it), style);
            state(screen, lang, row, line);
            flow.field(brush, "", line, brush.style(Scope::Text));
        }
        Row::Inject(inject) => {
            let _ = write!(line, "{}  {}", inject.code, words(lang, &inject.title));
            flow.field(brush, kind.text(lang), line, style);
            line.clear();
            state(screen, lang, row, line);
            flow.field(brush, "", line, brush.style(Scope::Text));
            let tells = if inject.told.is_empty() {
                PageWord::ScriptTellsNothing.text(lang)
            } else {
                words(lang, &inject.told)
            };
            flow.field(brush, PageWord::ScriptTells.text(lang), tells, brush.style(Scope::Strong));
        }
        Row::Open { action, .. } => {
            flow.field(brush, kind.text(lang), left_over(lang, &action.text), style);
            let _ = write!(line, "{} {}  ", PageWord::ScriptOwner.text(lang), action.owner);
            let _ = write!(line, "{} {} {}  ", PageWord::ScriptFrom.text(lang), action.run, action.number);
            state(screen, lang, row, line);
            flow.field(brush, "", line, brush.style(Scope::Text));
        }
        Row::Improve(improve) => {
            flow.field(brush, kind.text(lang), screen.typed(improve.entry), style);
            let _ = write!(line, "{} {}  ", PageWord::ScriptOwner.text(lang), improve.owner);
            state(screen, lang, row, line);
            flow.field(brush, "", line, brush.style(Scope::Text));
        }
        Row::Seen(seen) => {
            flow.field(brush, kind.text(lang), screen.typed(seen.entry), style);
            about(lang, seen.about, line);
            line.push_str("  ");
            state(screen, lang, row, line);
            let _ = write!(line, "  #{}", seen.entry);
            flow.field(brush, "", line, brush.style(Scope::Text));
        }
        Row::Mark(mark) => {
            flow.field(brush, kind.text(lang), &mark.text, style);
            let _ = write!(line, "B{}  ", mark.number);
            state(screen, lang, row, line);
            flow.field(brush, "", line, brush.style(Scope::Text));
        }
    }
}

/// Paints who else is there, and what each looks at.
pub(crate) fn screens(screen: &Screen, brush: &mut Brush<'_>, area: Rect, line: &mut String) {
    let lang = brush.lang;
    let label = lang.pick("123456", "1234567").len() as u16 + 1;
    let mut flow = Flow::new(area, 0, label);
    line.clear();
    // What a lost desk told of others is no longer so.
    if screen.link == Link::Up {
        for looker in &screen.lookers {
            line.push_str(if line.is_empty() { "" } else { "   " });
            looks(lang, looker, line);
        }
    }
    if line.is_empty() {
        line.push_str(PageWord::ScreensNone.text(lang));
    }
    flow.field(brush, PageWord::ScreensThere.text(lang), line, brush.style(Scope::Text));
}

/// Says why the page is empty, where no filter made it so; of a recording, what is done to it, by which key.
pub(crate) fn nothing(screen: &Screen, brush: &mut Brush<'_>, area: Rect, line: &mut String) {
    let lang = brush.lang;
    let is_watching = screen.is_watching();
    let word = if is_watching { Word::DirectorWatches } else { Word::DirectorOnly };
    let label = if is_watching { KIND_CELLS } else { 0 };
    let mut flow = Flow::new(area, 0, label);
    line.clear();
    flow.field(brush, "", text(lang, word), brush.style(Scope::Dim));
    if !is_watching {
        return;
    }
    flow.gap();
    for row in screen.keymap.rows().iter().filter(|row| row.deed.is_of_recordings()) {
        if screen.works(row.deed) {
            flow.field(brush, &row.keys, row.name(lang), brush.style(Scope::Text));
        }
    }
    flow.gap();
    players(screen, brush, &mut flow);
}

/// Says what a player types to sit down at this drill.
fn players(screen: &Screen, brush: &mut Brush<'_>, flow: &mut Flow) {
    let line = &screen.options.attach;
    if !line.is_empty() {
        let label = PageWord::ScriptPlayers.text(brush.lang);
        flow.field(brush, label, line, brush.style(Scope::Strong));
    }
}

fn looks(lang: Lang, looker: &Looker, out: &mut String) {
    let name = if looker.name.is_empty() { text(lang, Word::SomeoneUnclaimed) } else { &looker.name };
    let mark = if looker.proved || looker.name.is_empty() { "" } else { "?" };
    let _ = write!(out, "{name}{mark} ");
    if let Some(listing) = looker.page {
        let _ = write!(out, "{}", page::listing(lang, listing));
    } else {
        out.push_str(PageWord::ScreenHome.text(lang));
    }
    if let Some(incident) = looker.incident {
        let _ = write!(out, " #{incident}");
    }
}

/// Returns what a line is, and its colour.
const fn kind(row: &Row) -> (PageWord, Scope) {
    match row {
        Row::Head(_) => (PageWord::ScriptHead, Scope::Strong),
        Row::Phase(row) if row.is_now => (PageWord::ScriptPhase, Scope::Strong),
        Row::Phase(row) if row.is_ready && row.entered.is_none() => (PageWord::ScriptPhase, Scope::Due),
        Row::Phase(_) => (PageWord::ScriptPhase, Scope::Dim),
        Row::Item { is_done: true, .. } => (PageWord::ScriptItem, Scope::Dim),
        Row::Item { .. } => (PageWord::ScriptItem, Scope::Text),
        Row::Inject(row) => match row.when {
            When::Due(_) | When::OnFact | When::ByHand => (PageWord::ScriptInject, Scope::Strong),
            When::Given { .. } => (PageWord::ScriptInject, Scope::Text),
            When::Left { .. } => (PageWord::ScriptInject, Scope::Dim),
        },
        Row::Open { is_done: true, .. } => (PageWord::ScriptOpen, Scope::Dim),
        Row::Open { is_late: true, .. } => (PageWord::ScriptOpen, Scope::DuePassed),
        Row::Open { .. } => (PageWord::ScriptOpen, Scope::Due),
        Row::Improve(_) => (PageWord::ScriptImprove, Scope::Text),
        Row::Seen(_) => (PageWord::ScriptSeen, Scope::Text),
        Row::Mark(_) => (PageWord::ScriptMark, Scope::Text),
    }
}

/// Writes how far a line is: when, done or not, by when.
fn state(screen: &Screen, lang: Lang, row: &Row, out: &mut String) {
    match row {
        Row::Head(head) => {
            let _ = write!(out, "{} {}/{}", PageWord::ScriptWaiting.text(lang), head.waiting, head.injects);
        }
        Row::Phase(row) => phase(screen, lang, row, out),
        Row::Item { is_done, .. } => out.push_str(done(lang, *is_done)),
        Row::Inject(row) => inject(screen, lang, row, out),
        Row::Open { action, is_done, is_late, .. } => {
            if *is_done {
                return out.push_str(done(lang, true));
            }
            if *is_late {
                let _ = write!(out, "{} ", text(lang, Word::Overdue));
                return time::date(action.due_day, out);
            }
            until(lang, action.due_day, out);
        }
        Row::Improve(row) => until(lang, row.due_day, out),
        Row::Seen(row) => {
            let _ = write!(out, "{}  ", rating(lang, row.rating));
            since(screen, lang, row.at, out);
        }
        Row::Mark(mark) => {
            time::clock(mark.at, screen.options.utc_offset, out);
            let _ = write!(out, "  {} {}", PageWord::ScriptInput.text(lang), mark.input);
        }
    }
}

fn phase(screen: &Screen, lang: Lang, row: &PhaseRow, out: &mut String) {
    let ready = if row.is_ready { PageWord::ScriptReady } else { PageWord::ScriptNotReady };
    let word = match (row.is_now, row.entered) {
        (true, _) => PageWord::ScriptNow,
        (false, Some(_)) => PageWord::ScriptOver,
        (false, None) if screen.drill().is_some_and(|view| view.phase > row.phase) => PageWord::ScriptLeft,
        (false, None) => ready,
    };
    out.push_str(word.text(lang));
    if let Some(entered) = row.entered {
        out.push(' ');
        since(screen, lang, entered, out);
        if let Some(left) = row.left {
            out.push('-');
            since(screen, lang, left, out);
        }
    }
}

/// Writes how much of a phase's exit checklist is done.
fn checked(lang: Lang, row: &PhaseRow, out: &mut String) {
    if !row.exit.is_empty() {
        let done = row.exit.iter().filter(|(_, done)| *done).count();
        let _ = write!(out, "  {} {done}/{}", PageWord::ScriptExit.text(lang), row.exit.len());
    }
}

fn inject(screen: &Screen, lang: Lang, row: &InjectRow, out: &mut String) {
    let is_over = screen.is_drill_over();
    match row.when {
        // Nothing comes any more, whatever its time was.
        When::Due(_) | When::OnFact | When::ByHand if is_over => {
            out.push_str(lang.pick("未给出", "not given"));
        }
        When::Due(due) if due > screen.now => {
            let _ = write!(out, "{} ", PageWord::ScriptIn.text(lang));
            time::age(lang, due.since(screen.now), out);
            out.push_str("  ");
            since(screen, lang, due, out);
        }
        When::Due(_) => out.push_str(PageWord::ScriptDue.text(lang)),
        When::OnFact => out.push_str(PageWord::ScriptOnFact.text(lang)),
        When::ByHand => out.push_str(PageWord::ScriptByHand.text(lang)),
        When::Given { at, by_hand } => {
            if by_hand {
                let _ = write!(out, "{} ", PageWord::ScriptByHand.text(lang));
            }
            let _ = write!(out, "{} ", PageWord::ScriptGiven.text(lang));
            since(screen, lang, at, out);
        }
        When::Left { at } => {
            let _ = write!(out, "{} ", PageWord::ScriptLeft.text(lang));
            since(screen, lang, at, out);
        }
    }
}

/// Writes an instant as the time since the drill began: the same clock as the band's.
fn since(screen: &Screen, lang: Lang, at: Instant, out: &mut String) {
    let began = screen.drill().map_or(at, |view| view.began);
    time::age(lang, Span(at.since(began).0.max(0)), out);
}

fn until(lang: Lang, day: i32, out: &mut String) {
    let _ = write!(out, "{} ", text(lang, Word::Until));
    time::date(day, out);
}

const fn done(lang: Lang, is_done: bool) -> &'static str {
    if is_done { PageWord::ScriptDone.text(lang) } else { PageWord::ScriptUndone.text(lang) }
}

/// Returns what an earlier drill left, or that its words were destroyed.
fn left_over(lang: Lang, text: &str) -> &str {
    if text.is_empty() { PageWord::ScriptDestroyed.text(lang) } else { text }
}

fn tell_head(screen: &Screen, brush: &mut Brush<'_>, flow: &mut Flow, head: &Head, line: &mut String) {
    let lang = brush.lang;
    let style = brush.style(Scope::Strong);
    flow.field(brush, PageWord::ScriptHead.text(lang), words(lang, &head.name), style);
    players(screen, brush, flow);
    let mut label = PageWord::ScriptObjectives.text(lang);
    for (number, objective) in (1..).zip(&head.objectives) {
        line.clear();
        let _ = write!(line, "{number} {}", words(lang, objective));
        flow.field(brush, label, line, brush.style(Scope::Text));
        label = "";
    }
}

fn tell_phase(screen: &Screen, brush: &mut Brush<'_>, flow: &mut Flow, row: &PhaseRow, line: &mut String) {
    let lang = brush.lang;
    let _ = write!(line, "{} {}  ", row.phase.number(), name::phase(lang, row.phase));
    phase(screen, lang, row, line);
    checked(lang, row, line);
    flow.field(brush, PageWord::ScriptPhase.text(lang), line, brush.style(Scope::Strong));
    let mut label = PageWord::ScriptEntry.text(lang);
    for it in &row.entry {
        line.clear();
        let (word, scope) = if it.stands {
            (PageWord::ScriptStands, Scope::Dim)
        } else {
            (PageWord::ScriptMissing, Scope::Text)
        };
        let _ = write!(line, "{}  {}", words(lang, &it.words), word.text(lang));
        if let Some(at) = it.since {
            line.push(' ');
            since(screen, lang, at, line);
        }
        flow.field(brush, label, line, brush.style(scope));
        label = "";
    }
    label = PageWord::ScriptExit.text(lang);
    for (item, (it, is_done)) in (1..).zip(&row.exit) {
        line.clear();
        let _ = write!(line, "{item} {}  {}", words(lang, it), done(lang, *is_done));
        let scope = if *is_done { Scope::Dim } else { Scope::Text };
        flow.field(brush, label, line, brush.style(scope));
        label = "";
    }
}
