//! What lies over the panes to be read: the help, why, and the bytes of a refused message.

use crate::language::page::PageWord;
use crate::language::{Lang, Word, answer, dump, reason, text, time};
use crate::limits::TOLD_SHOWN_MAX;
use crate::operations::line;
use crate::operations::listing::health::Line;
use crate::operations::listing::{Listing, Rows};
use crate::screen::drill::told_words;
use crate::screen::keymap::{Binding, Deed, Turn};
use crate::screen::paint::Brush;
use crate::screen::pane::dossier::Flow;
use crate::screen::pane::health;
use crate::screen::state::Screen;
use crate::screen::theme::Scope;
use crate::units::InputNumber;
use ratatui::layout::Rect;
use std::fmt::Write;

/// The widest overlay: longer lines are read badly.
const WIDTH_MAX: u16 = 132;

/// Paints the keys, those that work here first; drawn from the key file. Returns the last line to scroll to.
pub(crate) fn help(
    screen: &Screen,
    brush: &mut Brush<'_>,
    room: Rect,
    scroll: u16,
    line: &mut String,
) -> u16 {
    let lang = brush.lang;
    let Some(inner) = sheet(brush, room, Word::Help, line) else { return 0 };
    let (plain, dim) = (brush.style(Scope::Box), brush.style(Scope::Dim));
    let mut flow = Flow::new(inner, scroll, 18);
    for (word, working, style) in [(Word::HelpNow, true, plain), (Word::HelpLater, false, dim)] {
        flow.field(brush, "", text(lang, word), brush.style(Scope::BoxTitle));
        for row in shown(screen).filter(|row| works(screen, row) == working) {
            flow.field(brush, &row.keys, row.name(lang), style);
        }
        flow.gap();
    }
    flow.field(brush, "", text(lang, Word::HelpBar), brush.style(Scope::BoxTitle));
    for verb in line::verbs() {
        line.clear();
        let _ = write!(line, ":{}", lang.pick(verb.zh, verb.word));
        flow.field(brush, line, &answer::shape(lang, verb.shape), plain);
    }
    flow.field(brush, "", &screen.options.help_note, plain);
    flow.lines().saturating_sub(inner.height)
}

/// Returns the rows that are anything to this screen: those of a drill on its desk, those of a page on it.
fn shown(screen: &Screen) -> impl Iterator<Item = &Binding> {
    let is_drill = screen.is_drill();
    let of_place = |row: &&Binding| row.is_of(screen.place_of_keys());
    screen.keymap.rows().iter().filter(of_place).filter(move |row| is_drill || !is_of_drill(row.deed))
}

const fn is_of_drill(deed: Deed) -> bool {
    matches!(
        deed,
        Deed::Told | Deed::ToLiveDesk | Deed::RealSituation | Deed::Direct(_) | Deed::Page(Turn::Director)
    )
}

/// Returns whether the keys of a row do something here: another row of this page may have taken them.
fn works(screen: &Screen, row: &Binding) -> bool {
    screen.works(row.deed) && screen.keymap.reaches(screen.place_of_keys(), row)
}

/// Paints what the players of a drill were told so far, in full, the newest first. Returns the last line to scroll to.
pub(crate) fn told(
    screen: &Screen,
    brush: &mut Brush<'_>,
    room: Rect,
    scroll: u16,
    line: &mut String,
) -> u16 {
    let Some(inner) = sheet(brush, room, Word::DrillTold, line) else { return 0 };
    let mut flow = Flow::new(inner, scroll, 0);
    let began = screen.drill().map(|view| view.began);
    let all = screen.snapshot.as_ref().map(|snapshot| snapshot.told.as_slice()).unwrap_or_default();
    for told in all {
        line.clear();
        time::clock(told.at, brush.offset, line);
        if let Some(began) = began {
            line.push_str("  +");
            time::age(brush.lang, told.at.since(began), line);
        }
        flow.field(brush, "", line, brush.style(Scope::Box));
        line.clear();
        told_words(brush.lang, told, line);
        flow.field(brush, "", line, brush.style(Scope::Strong));
        flow.gap();
    }
    if all.len() == TOLD_SHOWN_MAX {
        line.clear();
        let _ = match brush.lang {
            Lang::Zh => write!(line, "只列最近 {TOLD_SHOWN_MAX} 条"),
            Lang::En => write!(line, "only the newest {TOLD_SHOWN_MAX} stand here"),
        };
        flow.field(brush, "", line, brush.style(Scope::Dim));
    }
    flow.lines().saturating_sub(inner.height)
}

/// Paints every reason of the selected incident. Returns the last line to scroll to.
pub(crate) fn why(screen: &Screen, brush: &mut Brush<'_>, room: Rect, scroll: u16, line: &mut String) -> u16 {
    let Some(inner) = sheet(brush, room, Word::WhyLabel, line) else { return 0 };
    let mut flow = Flow::new(inner, scroll, 0);
    line.clear();
    match &screen.dossier {
        Some(dossier) => {
            let acts = screen.log.iter().rev().map(|one| reason::Act {
                at: one.at,
                actor: &one.actor,
                kind: &one.kind,
                said: &one.said[brush.lang as usize],
                text: one.text.as_deref(),
            });
            let again = reason::again(acts.clone());
            reason::why(brush.lang, dossier, again.as_ref(), brush.offset, line);
            reason::acts(brush.lang, dossier.incident.opened, acts, line);
        }
        None => line.push_str(text(brush.lang, Word::LoadingDossier)),
    }
    let style = brush.style(Scope::Box);
    for sentence in line.lines() {
        flow.field(brush, "", sentence, style);
    }
    flow.lines().saturating_sub(inner.height)
}

/// Paints the bytes of a refused message: what is known of it, as text, as hexadecimal. Returns the last line to scroll to.
pub(crate) fn bytes(
    screen: &Screen,
    brush: &mut Brush<'_>,
    room: Rect,
    (input, scroll): (InputNumber, u16),
    line: &mut String,
) -> u16 {
    let lang = brush.lang;
    let Some(inner) = titled(brush, room, PageWord::BytesTitle.text(lang), line) else { return 0 };
    let label = lang.pick("12345678", "1234567890").len() as u16;
    let mut flow = Flow::new(inner, scroll, label);
    let (plain, dim) = (brush.style(Scope::Box), brush.style(Scope::Dim));
    let window = screen.lists.of(Listing::Health).window.as_deref();
    let rows =
        window.and_then(|window| if let Rows::Health(rows) = &window.rows { Some(rows) } else { None });
    let found = rows.into_iter().flatten().find_map(|row| match row {
        Line::Refused(refused) if refused.kept.input == input => Some(refused),
        Line::Refused(_) | Line::Feed(_) | Line::Stranger(_) => None,
    });
    let Some(refused) = found else {
        flow.field(brush, "", PageWord::BytesGone.text(lang), plain);
        return 0;
    };
    health::tell_refused(brush, &mut flow, refused, line);
    if (refused.kept.bytes.len() as u64) < u64::from(refused.kept.length) {
        let word = if refused.kept.bytes.is_empty() { PageWord::Loading } else { PageWord::BytesCut };
        flow.field(brush, "", word.text(lang), brush.style(Scope::Due));
    }
    flow.gap();
    line.clear();
    dump::caret(&refused.kept.bytes, line);
    for shown in line.lines() {
        flow.wrapped(brush, shown, plain);
    }
    flow.gap();
    for (at, shown) in refused.kept.bytes.chunks(dump::HEX_BYTES).enumerate() {
        line.clear();
        dump::hex(at * dump::HEX_BYTES, shown, line);
        if let Some(mut pen) = flow.pen() {
            pen.put(brush, line, dim);
        }
    }
    flow.lines().saturating_sub(inner.height)
}

/// Paints the sheet and its title; returns what is left for the text.
fn sheet(brush: &mut Brush<'_>, room: Rect, title: Word, line: &mut String) -> Option<Rect> {
    titled(brush, room, text(brush.lang, title), line)
}

fn titled(brush: &mut Brush<'_>, room: Rect, title: &str, line: &mut String) -> Option<Rect> {
    if room.height < 2 || room.width < 4 {
        return None;
    }
    let width = if room.width < WIDTH_MAX + 12 { room.width } else { WIDTH_MAX };
    let sheet = Rect { x: room.x + (room.width - width) / 2, width, ..room };
    brush.fill(sheet, brush.style(Scope::Box));
    line.clear();
    let _ = write!(line, " {title}   {}", text(brush.lang, Word::HelpScroll));
    brush.put(sheet, (1, 0), line, brush.style(Scope::BoxTitle));
    Some(Rect { x: sheet.x + 1, y: sheet.y + 1, width: sheet.width - 2, height: sheet.height - 1 })
}
