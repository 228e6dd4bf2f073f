//! The plan: each step with who does it, by when, and who did it.

use crate::language::{Word, text, time};
use crate::operations::incident::View;
use crate::operations::plan;
use crate::screen::paint::Brush;
use crate::screen::pane::dossier::Flow;
use crate::screen::theme::Scope;
use crate::text::cells;
use std::fmt::Write;

/// Paints the steps, a line each.
pub(super) fn lines(
    brush: &mut Brush<'_>,
    flow: &mut Flow,
    view: &View,
    card: &plan::View,
    line: &mut String,
) {
    let lang = brush.lang;
    line.clear();
    let _ = write!(line, "{} {}  {} {}", card.code, card.name, text(lang, Word::PlanVersion), card.version);
    line.push_str(lang.pick(" 版", ""));
    if !card.runs {
        line.push_str(lang.pick("  (未启用)", "  (not running yet)"));
    }
    flow.field(brush, text(lang, Word::Plan), line, brush.style(Scope::Text));
    for (index, step) in card.steps.iter().enumerate() {
        let Some(mut pen) = flow.pen() else { continue };
        let passed = step.done.is_none() && brush.now > view.opened.after(step.step.within);
        line.clear();
        if let Some(done) = step.done {
            let waived = lang.pick("免办", "waived");
            let word = if done.waived { waived } else { lang.pick("已办", "done") };
            let _ = write!(line, "{word} {} ", done.by);
            time::clock(done.at, brush.offset, line);
        } else {
            time::age(lang, step.step.within, line);
            let _ = write!(line, "  {}", step.step.owner);
        }
        let right = (cells(line) as u16).max(18) + 1;
        let style = brush.style(if passed { Scope::DuePassed } else { Scope::Dim });
        let mut end = pen;
        end.skip(pen.room().saturating_sub(right));
        end.put(brush, line, style);
        pen = pen.less(right + 1);
        line.clear();
        let _ = write!(line, "  {} {}", index + 1, step.step.text);
        let scope = if step.done.is_some() { Scope::Dim } else { Scope::Text };
        pen.put(brush, line, brush.style(scope));
    }
}

/// Paints the steps that are still to be done, on a line.
pub(super) fn one_line(brush: &mut Brush<'_>, flow: &mut Flow, card: &plan::View, line: &mut String) {
    line.clear();
    let _ = write!(line, "{}: ", card.code);
    for (index, step) in card.steps.iter().enumerate().filter(|(_, step)| step.done.is_none()) {
        let _ = write!(line, "{} {}  ", index + 1, step.step.text);
    }
    if card.steps.iter().all(|step| step.done.is_some()) {
        line.push_str(brush.lang.pick("全部办完", "all done"));
    }
    flow.field(brush, text(brush.lang, Word::Plan), line.trim_end(), brush.style(Scope::Text));
}
