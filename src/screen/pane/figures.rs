//! The alarm figures, and above them how the desk stands: whether alarms surge, and what gave way under load.

use crate::document::kpi::Report;
use crate::document::kpi::table::{self, Mark};
use crate::language::Lang;
use crate::language::page::{self, PageWord};
use crate::operations::degradation::Step;
use crate::operations::snapshot::Status;
use crate::screen::paint::{Brush, Pen};
use crate::screen::request::Request;
use crate::screen::state::Screen;
use crate::screen::theme::Scope;
use crate::text::cells;
use ratatui::layout::Rect;
use std::fmt::Write;

/// The page as a screen holds it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Figures {
    answer: Answer,
    /// The first line that is shown, and the last that can be.
    pub(crate) scroll: u16,
    pub(crate) last: u16,
}

/// What the desk said when it was asked.
#[derive(Clone, Debug, Default)]
enum Answer {
    /// Nothing yet.
    #[default]
    Awaited,
    /// There is nothing to count.
    Empty,
    /// The figures.
    Counted(Box<Report>),
}

/// A line of the page.
struct Line {
    text: String,
    scope: Scope,
}

impl Screen {
    /// Takes the figures; none when the journal is empty.
    pub fn figures(&mut self, report: Option<Box<Report>>) {
        self.figures.answer = report.map_or(Answer::Empty, Answer::Counted);
    }

    /// Asks for the figures as they stand now.
    pub(crate) fn ask_figures(&mut self) {
        self.requests.push(Request::Figures);
    }

    /// Fits the page to its pane.
    pub(crate) fn fit_figures(&mut self, area: Rect) {
        let lines = lines(self, self.lang, area.width).len() as u16;
        self.figures.last = lines.saturating_sub(area.height);
        self.figures.scroll = self.figures.scroll.min(self.figures.last);
    }

    /// Shows what a surge folds, or folds it again.
    pub(crate) fn unfold(&mut self) {
        self.list.unfolded = !self.list.unfolded;
        self.list.refresh(self.snapshot.as_deref(), &self.filter);
        self.list.reveal();
    }
}

/// Paints the line above: the page's name, the span, what is below.
pub(crate) fn rule(screen: &Screen, brush: &mut Brush<'_>, area: Rect, line: &mut String) {
    brush.rule(area);
    let lang = brush.lang;
    let mut pen = Pen::new(area, 0).at(2);
    line.clear();
    let _ = write!(line, " 9{}{} ", lang.pick("", " "), PageWord::Figures.text(lang));
    pen.put(brush, line, brush.style(Scope::Title));
    if let Answer::Counted(report) = &screen.figures.answer {
        line.clear();
        let _ = write!(line, " {} ", table::span(lang, &report.span));
        pen.put(brush, line, brush.style(Scope::Dim));
    }
    line.clear();
    let (first, last) = (screen.figures.scroll, screen.figures.last);
    let _ = write!(line, " {}  {first}/{last} ", PageWord::FiguresHint.text(lang));
    if usize::from(pen.room()) > cells(line) + 3 {
        let x = area.width - cells(line) as u16 - 2;
        brush.put(area, (x, 0), line, brush.style(Scope::Dim));
    }
}

/// Paints the page.
pub(crate) fn paint(screen: &Screen, brush: &mut Brush<'_>, area: Rect, _: &mut String) {
    let lines = lines(screen, brush.lang, area.width);
    let shown = lines.iter().skip(usize::from(screen.figures.scroll)).take(usize::from(area.height));
    for (y, line) in shown.enumerate() {
        brush.put(area, (1, y as u16), &line.text, brush.style(line.scope));
    }
}

fn lines(screen: &Screen, lang: Lang, width: u16) -> Vec<Line> {
    let mut lines = Vec::new();
    if let Some(snapshot) = &screen.snapshot {
        health(lang, &snapshot.status, &mut lines);
    }
    let word = match &screen.figures.answer {
        Answer::Awaited => PageWord::FiguresLoading,
        Answer::Empty if screen.is_watching() => PageWord::FiguresWatched,
        Answer::Empty => PageWord::FiguresNone,
        Answer::Counted(report) => {
            counted(lang, report, usize::from(width), &mut lines);
            return lines;
        }
    };
    lines.push(Line { text: word.text(lang).to_owned(), scope: Scope::Dim });
    lines
}

/// Says how the desk stands: the surge, and each step of the degradation with its count.
fn health(lang: Lang, status: &Status, lines: &mut Vec<Line>) {
    let surge = if status.surge { PageWord::InSurge } else { PageWord::NoSurge };
    let mut text = surge.text(lang).to_owned();
    let _ = write!(
        text,
        "  {} {}  {} {}",
        PageWord::InTenMinutes.text(lang),
        status.announced,
        PageWord::OnDuty.text(lang),
        status.officers
    );
    lines.push(Line { text, scope: if status.surge { Scope::DuePassed } else { Scope::Strong } });
    lines.push(Line { text: PageWord::Degradation.text(lang).to_owned(), scope: Scope::Title });
    let steps = Step::ALL.map(|step| (page::step(step), status.degraded.count(step)));
    let tables = [
        (PageWord::NoRoomDevices, status.degraded.devices),
        (PageWord::NoRoomWarnings, status.degraded.warnings),
    ];
    // The steps are announced beforehand, taken or not; the other tables are told when they overflowed.
    for (word, count) in steps.into_iter().chain(tables.into_iter().filter(|(_, count)| *count > 0)) {
        let worst = matches!(word, PageWord::HazardStep | PageWord::LifeRiskStep) && count > 0;
        let scope = if worst { Scope::DuePassed } else { Scope::Text };
        lines.push(Line { text: format!("  {}  {count}", word.text(lang)), scope });
    }
}

/// Says the figures; the shift's column stands where there is room for it.
fn counted(lang: Lang, report: &Report, width: usize, lines: &mut Vec<Line>) {
    let mut rows = table::rows(lang, report);
    if width < 110 {
        for row in &mut rows {
            row.values.truncate(1);
        }
    }
    let widths = table::widths(&rows);
    for row in &rows {
        let mut text = table::mark(row.mark).to_owned();
        let columns = std::iter::once(&row.name).chain(&row.values).chain([&row.target]);
        let columns = columns.map(String::as_str).chain([row.source]);
        for (column, width) in columns.zip(&widths) {
            text.push_str(column);
            text.extend(std::iter::repeat_n(' ', width.saturating_sub(cells(column)) + 1));
        }
        text.truncate(text.trim_end().len());
        lines.push(Line { text, scope: scope(row.mark) });
        if !row.note.is_empty() {
            lines.push(Line { text: format!("    {}", row.note), scope: Scope::Dim });
        }
    }
    for (text, mark) in table::lists(lang, &report.span) {
        lines.push(Line { text: format!("{}{text}", table::mark(mark)), scope: scope(mark) });
    }
}

const fn scope(mark: Mark) -> Scope {
    match mark {
        Mark::Met => Scope::Text,
        Mark::Missed => Scope::Due,
        Mark::Told => Scope::Dim,
    }
}
