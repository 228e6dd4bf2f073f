//! What a surge folds: a row a place, under the ordinary rows.
//!
//! Invariant: rows, and the counts here, add up to what is open; what is selected has a row and is not counted here.

use crate::language::page::PageWord;
use crate::language::{Lang, Word, text};
use crate::limits::FOLDS_MAX;
use crate::operations::incident::view::Fold;
use crate::operations::snapshot::Snapshot;
use crate::screen::keymap::Deed;
use crate::screen::paint::Brush;
use crate::screen::state::Screen;
use crate::screen::theme::Scope;
use crate::text::cells;
use crate::units::IncidentId;
use arrayvec::ArrayVec;
use ratatui::layout::Rect;
use std::fmt::Write;

/// The folds that have something to say.
#[derive(Clone, Debug, Default)]
pub(super) struct Folded {
    rows: ArrayVec<Fold, FOLDS_MAX>,
}

impl Folded {
    /// Takes what a snapshot folds, less what is shown; a filter shows all that it finds.
    pub(super) fn take(&mut self, snapshot: &Snapshot, shown: &[IncidentId], filter: &str) {
        self.rows.clear();
        if !filter.is_empty() {
            return;
        }
        for (at, fold) in snapshot.folds.iter().enumerate() {
            let own = snapshot.incidents.iter().filter(|view| view.fold == Some(at as u8));
            let out = own.filter(|view| shown.contains(&view.id)).count() as u32;
            let count = fold.count.saturating_sub(out);
            if count > 0 {
                self.rows.push(Fold { count, ..*fold });
            }
        }
    }

    /// Returns whether nothing is folded.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Returns the room of the list, and that of the folds below it: a third at most, a line at least.
    pub(super) fn split(&self, area: Rect) -> (Rect, Rect) {
        let lines = if area.height < 3 { 0 } else { (self.rows.len() as u16).min((area.height / 3).max(1)) };
        let list = Rect { height: area.height - lines, ..area };
        (list, Rect { y: list.bottom(), height: lines, ..area })
    }

    /// Paints the folds; the last line stands for those that have none.
    pub(super) fn paint(&self, screen: &Screen, brush: &mut Brush<'_>, area: Rect, line: &mut String) {
        let lang = brush.lang;
        let lines = usize::from(area.height);
        for (y, fold) in self.rows.iter().take(lines).enumerate() {
            let row = Rect { y: area.y + y as u16, height: 1, ..area };
            line.clear();
            let rest = &self.rows[y..];
            if y + 1 == lines && rest.len() > 1 {
                let sum = |of: fn(&Fold) -> u32| rest.iter().map(of).sum();
                say(lang, "", (sum(|fold| fold.count), sum(|fold| fold.unacknowledged)), line);
            } else {
                say(lang, &fold.name, (fold.count, fold.unacknowledged), line);
            }
            brush.put(row, (1, 0), line, brush.style(Scope::Strong));
            let key = screen.keymap.row(Deed::Unfold).filter(|_| y == 0 && !screen.list.unfolded);
            if let Some(key) = key {
                let used = cells(line) as u16 + 3;
                line.clear();
                let _ = write!(line, "{} {}", key.first, PageWord::Unfolds.text(lang));
                if row.width > used + cells(line) as u16 {
                    brush.put(row, (used, 0), line, brush.style(Scope::Key));
                }
            }
        }
    }
}

fn say(lang: Lang, name: &str, (count, waiting): (u32, u32), out: &mut String) {
    let _ = write!(out, "{} {count} ", PageWord::AndMore.text(lang));
    if name.is_empty() {
        out.push_str(PageWord::MoreElsewhere.text(lang));
    } else {
        let _ = write!(out, "{} {name}", PageWord::MoreIn.text(lang));
    }
    // Some of them may have a row of their own now: what waits is never said to be more than what is folded.
    let waiting = waiting.min(count);
    if waiting > 0 {
        let _ = write!(out, " ({} {waiting})", text(lang, Word::Unacknowledged));
    }
}
