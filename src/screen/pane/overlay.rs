//! What lies over the panes to be read: the help, and why.

use crate::language::{Word, answer, reason, text};
use crate::operations::line;
use crate::screen::paint::Brush;
use crate::screen::pane::dossier::Flow;
use crate::screen::state::Screen;
use crate::screen::theme::Scope;
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
        for row in screen.keymap.rows().iter().filter(|row| screen.works(row.deed) == working) {
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

/// Paints every reason of the selected incident. Returns the last line to scroll to.
pub(crate) fn why(screen: &Screen, brush: &mut Brush<'_>, room: Rect, scroll: u16, line: &mut String) -> u16 {
    let Some(inner) = sheet(brush, room, Word::WhyLabel, line) else { return 0 };
    let mut flow = Flow::new(inner, scroll, 0);
    line.clear();
    match &screen.dossier {
        Some(dossier) => {
            reason::why(brush.lang, dossier, line);
            let acts = screen.log.iter().rev().map(|one| reason::Act {
                at: one.at,
                actor: &one.actor,
                kind: &one.kind,
                said: &one.said[brush.lang as usize],
                text: one.text.as_deref(),
            });
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

/// Paints the sheet and its title; returns what is left for the text.
fn sheet(brush: &mut Brush<'_>, room: Rect, title: Word, line: &mut String) -> Option<Rect> {
    if room.height < 2 || room.width < 4 {
        return None;
    }
    let width = if room.width < WIDTH_MAX + 12 { room.width } else { WIDTH_MAX };
    let sheet = Rect { x: room.x + (room.width - width) / 2, width, ..room };
    brush.fill(sheet, brush.style(Scope::Box));
    line.clear();
    let _ = write!(line, " {}   {}", text(brush.lang, title), text(brush.lang, Word::HelpScroll));
    brush.put(sheet, (1, 0), line, brush.style(Scope::BoxTitle));
    Some(Rect { x: sheet.x + 1, y: sheet.y + 1, width: sheet.width - 2, height: sheet.height - 1 })
}
