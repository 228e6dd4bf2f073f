//! The timeline: for every expectation the time that it allowed and when it was done, a panel a phase.
//!
//! Each phase has a scale of its own, from the first of its beginnings to the last of its ends: seconds count in one, hours in
//! another. What is far beyond the others goes on beyond the edge, and its time stands beside it in figures.

use crate::document::drill::rows::Line;
use crate::document::drill::svg::{Anchor, Svg};
use crate::document::drill::{Report, words};
use crate::drill::score::{InjectScore, Judgement, Mark};
use crate::language::{Lang, name};
use crate::operations::incident::Phase;
use crate::units::{Instant, Span};

/// Rows of one panel: more would not stand on a page.
const ROWS_MAX: usize = 32;
const ROW: i32 = 25;
const HEAD: i32 = 46;
const LEFT: i32 = 345;
const RIGHT: i32 = 830;
/// Units that a label of the axis takes.
const LABEL: i32 = 76;
/// Steps of the axis. Units: seconds.
const STEPS: [i64; 16] =
    [5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400, 604_800];

/// What of the drill's time a panel shows.
#[derive(Clone, Copy, Debug)]
struct Scale {
    from: Instant,
    to: Instant,
}

/// Draws the phases, each with what it is called; one without an expectation has none.
pub(super) fn figures(lang: Lang, report: &Report) -> Vec<(String, String)> {
    let mut figures = vec![(lang.pick("图例", "Legend").to_owned(), legend(lang))];
    for phase in Phase::ALL {
        let mut lines: Vec<&Line> =
            report.lines.iter().filter(|line| line.phase == phase && line.from.is_some()).collect();
        lines.sort_by_key(|line| (line.objective.unwrap_or(usize::MAX), line.from));
        for (panel, lines) in lines.chunks(ROWS_MAX).enumerate() {
            let mut caption =
                format!("{} {} {}", lang.pick("阶段", "Phase"), phase.number(), name::phase(lang, phase));
            if panel > 0 {
                caption.push_str(lang.pick(" (续)", " (continued)"));
            }
            let drawing = self::panel(lang, report, lines, &caption);
            figures.push((caption, drawing));
        }
    }
    figures
}

fn panel(lang: Lang, report: &Report, lines: &[&Line], label: &str) -> String {
    let scale = Scale::of(lines);
    let mut svg = Svg::default();
    let height = HEAD + ROW * lines.len() as i32 + 4;
    bands(&mut svg, lines);
    axis(&mut svg, report.began.at, scale, height);
    for (inject, _) in &report.injects {
        given(&mut svg, scale, inject, height);
    }
    for (place, line) in lines.iter().enumerate() {
        row(&mut svg, lang, report.began, scale, line, HEAD + ROW * place as i32);
    }
    svg.finish(height, label)
}

/// Lanes: expectations of one objective stand on one ground, with its number.
fn bands(svg: &mut Svg, lines: &[&Line]) {
    let mut first = 0;
    let mut is_dark = true;
    while let Some(objective) = lines.get(first).map(|line| line.objective) {
        let rows = lines[first..].iter().take_while(|line| line.objective == objective).count();
        let (y, height) = (HEAD + ROW * first as i32, ROW * rows as i32);
        svg.rect(if is_dark { "lane dark" } else { "lane" }, (0, y), (super::svg::WIDTH, height));
        let number = objective.map_or_else(|| words::NONE.to_owned(), |number| number.to_string());
        svg.text("bold", Anchor::Middle, (14, y + height / 2 + 6), 40, &number);
        (first, is_dark) = (first + rows, !is_dark);
    }
}

fn axis(svg: &mut Svg, began: Instant, scale: Scale, bottom: i32) {
    let step = scale.step();
    let mut at = began.after(Span(scale.from.since(began).0.div_euclid(step.0) * step.0));
    let mut free = LEFT - LABEL;
    while at <= scale.to {
        if at >= scale.from {
            let x = scale.x(at);
            svg.line("grid", (x, HEAD - 4), (x, bottom));
            if x - LABEL >= free {
                svg.text("small", Anchor::Middle, (x, 15), LABEL, &words::offset(began, at));
                free = x;
            }
        }
        at = at.after(step);
    }
    svg.line("axis", (LEFT, HEAD - 2), (RIGHT, HEAD - 2));
}

fn given(svg: &mut Svg, scale: Scale, inject: &InjectScore, bottom: i32) {
    let Some((mark, _)) = inject.given.filter(|(mark, _)| mark.at >= scale.from && mark.at <= scale.to)
    else {
        return;
    };
    let x = scale.x(mark.at);
    svg.line("inject", (x, 36), (x, bottom));
    svg.text("small bold", Anchor::Middle, (x, 33), 48, &inject.code);
}

fn row(svg: &mut Svg, lang: Lang, began: Mark, scale: Scale, line: &Line, y: i32) {
    let (Some(from), Some(due)) = (line.from, line.due) else { return };
    let middle = y + ROW / 2;
    let label = format!("{} {}", line.code, words::both(lang, &line.words));
    svg.text("plain", Anchor::Start, (34, middle + 6), LEFT - 44, &label);
    let (left, right) = (scale.x(from.at), scale.x(due));
    let window = ((left, y + 6), ((right - left).max(3), ROW - 12));
    match line.judgement {
        Judgement::Missed => svg.hatched(window.0, window.1),
        Judgement::NotAsked => svg.rect("unasked", window.0, window.1),
        Judgement::OnTime | Judgement::Late | Judgement::Wrong => svg.rect("window", window.0, window.1),
    }
    if let Some(wrong) = line.wrong {
        svg.cross((scale.x(wrong.at), middle));
    }
    let mut beyond = due > scale.to;
    if let Some(done) = line.done {
        beyond |= done.at > scale.to;
        let x = scale.x(done.at);
        if done.at > due && line.wrong.is_none() {
            svg.line("over", (right, middle), (x, middle));
        }
        // Of a wrong one the wrong act is shown, not what came after it.
        if done.at <= scale.to && line.wrong.is_none() {
            svg.disc(if line.judgement == Judgement::OnTime { "done" } else { "late" }, (x, middle));
        }
    }
    if beyond {
        svg.onward((RIGHT, middle));
    }
    let right = match line.wrong.or(line.done) {
        Some(mark) => words::marked(began, mark),
        None => words::judgement(lang, line.judgement).to_owned(),
    };
    svg.text("small", Anchor::Start, (RIGHT + 14, middle + 5), 156, &right);
}

fn legend(lang: Lang) -> String {
    let mut svg = Svg::default();
    let (y, text) = (14, 19);
    let parts = [
        (lang.pick("时限", "allowed"), 80),
        (lang.pick("按时", "on time"), 80),
        (lang.pick("超时", "late"), 70),
        (lang.pick("先做错", "wrong first"), 100),
        (lang.pick("未做", "missed"), 80),
        (lang.pick("不计", "not asked"), 95),
        (lang.pick("注入", "inject"), 75),
        (lang.pick("超出图幅", "beyond the edge"), 130),
    ];
    let mut x = 4;
    for (place, (word, width)) in parts.into_iter().enumerate() {
        match place {
            0 => svg.rect("window", (x, y - 6), (24, 13)),
            1 => svg.disc("done", (x + 12, y)),
            2 => svg.disc("late", (x + 12, y)),
            3 => svg.cross((x + 12, y)),
            4 => svg.hatched((x, y - 6), (24, 13)),
            5 => svg.rect("unasked", (x, y - 6), (24, 13)),
            6 => svg.line("inject", (x + 12, y - 9), (x + 12, y + 9)),
            _ => svg.onward((x + 8, y)),
        }
        svg.text("small", Anchor::Start, (x + 32, text), width, word);
        x += 32 + width;
    }
    svg.finish(28, lang.pick("图例", "legend"))
}

impl Scale {
    /// Cuts off what ends far behind three quarters of the others: one hour would leave nothing of many seconds.
    fn of(lines: &[&Line]) -> Self {
        let from = lines.iter().filter_map(|line| line.from).map(|mark| mark.at).min().unwrap_or_default();
        let last = |line: &&Line| {
            let marks = [line.done, line.wrong].into_iter().flatten().map(|mark| mark.at);
            marks.chain(line.due).max().unwrap_or(from).since(from)
        };
        let mut ends: Vec<Span> = lines.iter().map(last).collect();
        ends.sort_unstable();
        let most = ends.get(ends.len() * 3 / 4).copied().unwrap_or_default();
        let whole = ends.last().copied().unwrap_or_default();
        let shown = if whole.0 > most.0.saturating_mul(5) { Span(most.0.saturating_mul(2)) } else { whole };
        Self { from, to: from.after(Span(shown.0.max(5_000))) }
    }

    fn x(self, at: Instant) -> i32 {
        let whole = self.to.since(self.from).0.max(1);
        let part = at.since(self.from).0.clamp(0, whole);
        // Within the panel's width: it fits.
        LEFT + (i128::from(part) * i128::from(RIGHT - LEFT) / i128::from(whole)) as i32
    }

    /// Returns the smallest step of which no more than eight go into it.
    fn step(self) -> Span {
        let whole = self.to.since(self.from);
        let fits = |step: &&i64| whole.0 / (**step * 1_000) <= 8;
        Span::seconds(STEPS.iter().find(fits).copied().unwrap_or(whole.0 / 8_000 + 1))
    }
}
