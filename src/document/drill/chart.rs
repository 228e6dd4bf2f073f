//! Bars: points by objective, milestones against their targets, runs side by side.

use crate::document::drill::compare::Run;
use crate::document::drill::sections::goal_name;
use crate::document::drill::svg::{Anchor, Svg, WIDTH};
use crate::document::drill::{Report, words};
use crate::drill::score::{Judgement, Milestone};
use crate::language::Lang;

const ROW: i32 = 28;
const BAR: i32 = 15;
const LEFT: i32 = 345;
const RIGHT: i32 = 745;
/// Bars of one drawing: more would not stand on a page.
const BARS_MAX: usize = 30;
/// A milestone's bar goes to twice its target.
const TARGETS_SHOWN: i64 = 2;

/// Draws what was won of every objective; none where there is none.
pub(super) fn goals(lang: Lang, report: &Report) -> Option<String> {
    // What was not asked has nothing to be won.
    let bars = report.goals.iter().filter(|goal| goal.points_max > 0).map(|goal| {
        let number = goal.number.map(|number| format!("{number} ")).unwrap_or_default();
        (format!("{number}{}", goal_name(lang, goal)), goal.points, goal.points_max)
    });
    won(&bars.collect::<Vec<_>>(), lang.pick("各目标得分", "points by objective"))
}

/// Draws what every run won.
pub(super) fn runs(lang: Lang, runs: &[Run]) -> Option<String> {
    let bars = runs.iter().map(|run| (run.report.run.clone(), run.report.points, run.report.points_max));
    won(&bars.collect::<Vec<_>>(), lang.pick("各次得分", "points by run"))
}

fn won(bars: &[(String, u32, u32)], label: &str) -> Option<String> {
    if bars.is_empty() || bars.len() > BARS_MAX {
        return None;
    }
    let mut svg = Svg::default();
    for (place, (name, points, points_max)) in bars.iter().enumerate() {
        let y = ROW * place as i32;
        let middle = y + ROW / 2;
        svg.text("plain", Anchor::Start, (4, middle + 6), LEFT - 14, name);
        let (at, width) = ((LEFT, middle - BAR / 2), RIGHT - LEFT);
        svg.rect("open", at, (width, BAR));
        let part = i64::from(width) * i64::from(*points) / i64::from((*points_max).max(1));
        if *points > 0 {
            svg.rect("won", at, (part as i32, BAR));
        }
        let said = format!("{}  {}", words::of(points, points_max), words::percent(*points, *points_max));
        svg.text("small", Anchor::Start, (RIGHT + 12, middle + 5), WIDTH - RIGHT - 14, &said);
    }
    Some(svg.finish(ROW * bars.len() as i32, label))
}

/// Draws every milestone as a part of its target; none where there is none, or too many.
pub(super) fn milestones(lang: Lang, report: &Report) -> Option<String> {
    let rows = &report.milestones;
    if rows.is_empty() || rows.len() > BARS_MAX {
        return None;
    }
    let mut svg = Svg::default();
    let (head, bottom) = (22, 22 + ROW * rows.len() as i32);
    let target = i32::midpoint(LEFT, RIGHT);
    for (place, it) in rows.iter().enumerate() {
        milestone(&mut svg, lang, it, head + ROW * place as i32);
    }
    svg.line("target", (target, head - 4), (target, bottom));
    svg.text("small bold", Anchor::Middle, (target, 14), 160, lang.pick("目标", "target"));
    svg.line("axis", (LEFT, head - 4), (LEFT, bottom));
    Some(svg.finish(bottom + 2, lang.pick("关键节点用时", "milestones")))
}

fn milestone(svg: &mut Svg, lang: Lang, it: &Milestone, y: i32) {
    let middle = y + ROW / 2;
    let name = format!("{} {} {}", lang.pick("事件", "incident"), it.incident, words::step(lang, it.step));
    svg.text("plain", Anchor::Start, (4, middle + 6), LEFT - 14, &name);
    let whole = i64::from(RIGHT - LEFT);
    let (at, target) = ((LEFT, middle - BAR / 2), words::took(lang, it.target));
    let took = it.done.map(|done| done.at.since(it.from.at));
    let part = took.map_or(whole, |took| {
        (whole.saturating_mul(took.0.max(0)) / (it.target.0.max(1) * TARGETS_SHOWN)).min(whole)
    });
    let size = (part as i32, BAR);
    match it.judgement {
        Judgement::OnTime => svg.rect("won", at, size),
        Judgement::Late | Judgement::Wrong => svg.rect("slow", at, size),
        Judgement::Missed => svg.hatched(at, size),
        Judgement::NotAsked => svg.rect("unasked", at, size),
    }
    if took.is_some_and(|took| took.0 > it.target.0.saturating_mul(TARGETS_SHOWN)) {
        svg.onward((RIGHT, middle));
    }
    let said = match (took, it.done) {
        (Some(took), Some(done)) => format!("{} / {target} #{}", words::took(lang, took), done.entry),
        (Some(_) | None, _) => format!("{} / {target}", words::judgement(lang, it.judgement)),
    };
    svg.text("small", Anchor::Start, (RIGHT + 14, middle + 5), WIDTH - RIGHT - 16, &said);
}
