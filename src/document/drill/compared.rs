//! What a comparison says: a row a run, then objectives and expectations run by run, then milestones over all.

use crate::document::drill::compare::{Comparison, Played, Run};
use crate::document::drill::page::{Page, Table};
use crate::document::drill::sections::{goal_name, head};
use crate::document::drill::{Report, chart, words};
use crate::drill::score::Judgement;
use crate::language::{Lang, time};
use crate::operations::dossier::day_of;
use crate::units::Span;

/// Says a comparison.
pub(super) fn page(lang: Lang, comparison: &Comparison) -> Page {
    let subtitle = match lang {
        Lang::Zh => format!("{} 次演练对照", comparison.runs.len()),
        Lang::En => format!("{} runs side by side", comparison.runs.len()),
    };
    let mut page = head(lang, &subtitle);
    page.heading(lang.pick("各次结果", "Results"));
    page.figure(lang.pick("各次得分", "Points by run"), chart::runs(lang, &comparison.runs));
    runs(lang, comparison, &mut page);
    for played in &comparison.scenarios {
        let name = words::both(lang, &played.name);
        page.heading(format!("{} {name}", lang.pick("目标:", "Objectives:")));
        goals(lang, comparison, played, &mut page);
        page.heading(format!("{} {name}", lang.pick("逐项:", "Item by item:")));
        items(lang, comparison, played, &mut page);
    }
    page.heading(lang.pick("关键节点", "Milestones"));
    milestones(lang, comparison, &mut page);
    page
}

/// A column of a run is headed by its number in the first table.
fn numbered(place: usize) -> String {
    format!("{}", place + 1)
}

fn runs(lang: Lang, comparison: &Comparison, page: &mut Page) {
    let head = lang.pick(
        "=号|演练记录|=日期|情景|#得分|#得分率|#按时|#超时|#错误|#未做|=日志末条",
        "=no.|run|=day|scenario|#points|#share|#on time|#late|#wrong|#missed|=newest entry",
    );
    let mut table = Table::new(head.split('|'));
    for (place, Run { report }) in comparison.runs.iter().enumerate() {
        let mut day = String::new();
        let held = if report.made.is_stated() { report.made } else { report.began.at };
        time::date(day_of(held), &mut day);
        let tally = &report.tally;
        let [on_time, late, wrong, missed] =
            [tally.on_time, tally.late, tally.wrong, tally.missed].map(|count| count.to_string());
        let cells = [
            numbered(place),
            named(lang, report),
            day,
            words::both(lang, &report.name).to_owned(),
            words::of(report.points, report.points_max),
            words::percent(report.points, report.points_max),
            on_time,
            late,
            wrong,
            missed,
            words::entry(report.head),
        ];
        table.row(cells, false);
    }
    page.table(table);
}

/// Returns the name of a run, with the mark of one that nobody played.
fn named(lang: Lang, report: &Report) -> String {
    let rehearsed = report.rehearsed.map_or("", |_| lang.pick(" (预演)", " (rehearsed)"));
    format!("{}{rehearsed}", report.run)
}

/// Makes a table with a column a run of one scenario.
fn by_run(lang: Lang, played: &Played, first: &str) -> Table {
    let column = |place: &usize| match lang {
        Lang::Zh => format!("#第 {} 次", numbered(*place)),
        Lang::En => format!("#run {}", numbered(*place)),
    };
    let columns: Vec<String> = played.runs.iter().map(column).collect();
    Table::new(first.split('|').chain(columns.iter().map(String::as_str)))
}

fn goals(lang: Lang, comparison: &Comparison, played: &Played, page: &mut Page) {
    let mut table = by_run(lang, played, lang.pick("=号|目标", "=no.|objective"));
    let reports = || played.runs.iter().map(|place| &comparison.runs[*place].report);
    for goal in reports().next().map(|report| &report.goals).into_iter().flatten() {
        let number = goal.number.map_or_else(|| words::NONE.to_owned(), |number| number.to_string());
        let mut cells = vec![number, goal_name(lang, goal).to_owned()];
        cells.extend(reports().map(|report| {
            let same = report.goals.iter().find(|other| other.number == goal.number);
            same.map_or_else(String::new, |same| {
                format!(
                    "{} {}",
                    words::of(same.points, same.points_max),
                    words::percent(same.points, same.points_max)
                )
            })
        }));
        table.rows.push(crate::document::drill::page::Row { cells, stands_out: false });
    }
    page.table(table);
}

fn items(lang: Lang, comparison: &Comparison, played: &Played, page: &mut Page) {
    let mut table = by_run(lang, played, lang.pick("=项|应做", "=item|expected"));
    let reports = || played.runs.iter().map(|place| &comparison.runs[*place].report);
    let count = reports().next().map_or(0, |report| report.lines.len());
    for place in 0..count {
        let lines = || reports().filter_map(|report| report.lines.get(place));
        let Some(first) = lines().next() else { continue };
        let mut cells = vec![first.code.to_string(), words::both(lang, &first.words).to_owned()];
        let mut is_ever_missed = false;
        cells.extend(lines().map(|line| {
            is_ever_missed |= match line.judgement {
                Judgement::Wrong | Judgement::Missed => true,
                Judgement::OnTime | Judgement::Late | Judgement::NotAsked => false,
            };
            let entry = line.wrong.or(line.done).map(|mark| format!(" #{}", mark.entry)).unwrap_or_default();
            format!(
                "{} {}{entry}",
                words::judgement(lang, line.judgement),
                words::of(line.points, line.weight)
            )
        }));
        table.rows.push(crate::document::drill::page::Row { cells, stands_out: is_ever_missed });
    }
    page.table(table);
}

fn milestones(lang: Lang, comparison: &Comparison, page: &mut Page) {
    if comparison.milestones.is_empty() {
        page.text(
            lang.pick(
                "没有危及生命或核实属实的事件.",
                "No incident endangered life or was verified as real.",
            ),
        );
        return;
    }
    page.text(lang.pick(
        "中位数, 第 90 和第 95 百分位按最近秩, 只计已完成的; 达标率也计未完成的. 只含演练, 不含真实警情.",
        "Median, 90th and 95th percentile by nearest rank, of what was done; the share in time counts what was not done, too. \
         Drills only, nothing real.",
    ));
    let head = lang.pick(
        "节点|起点|#目标|#次数|#完成|#中位数|#90%|#95%|#达标率",
        "milestone|from|#target|#asked|#done|#p50|#p90|#p95|#in time",
    );
    let mut table = Table::new(head.split('|'));
    let took =
        |span: Option<Span>| span.map_or_else(|| words::NONE.to_owned(), |span| words::took(lang, span));
    for spread in &comparison.milestones {
        let cells = [
            words::step(lang, spread.step).to_owned(),
            words::since(lang, spread.step).to_owned(),
            words::took(lang, spread.target),
            spread.asked.to_string(),
            spread.done.to_string(),
            took(spread.p50),
            took(spread.p90),
            took(spread.p95),
            words::percent(spread.within, spread.asked),
        ];
        table.row(cells, false);
    }
    page.table(table);
    by_run_milestones(lang, comparison, page);
}

/// Every figure above, run by run, with its entry.
fn by_run_milestones(lang: Lang, comparison: &Comparison, page: &mut Page) {
    let head =
        lang.pick("=演练|=事件|节点|#用时|!判定|=完成", "=run|=incident|milestone|#took|!judged|=done");
    let mut table = Table::new(head.split('|'));
    for (place, Run { report }) in comparison.runs.iter().enumerate() {
        for it in &report.milestones {
            let took = it.done.map(|done| words::took(lang, done.at.since(it.from.at)));
            let cells = [
                numbered(place),
                it.incident.to_string(),
                words::step(lang, it.step).to_owned(),
                took.unwrap_or_else(|| words::NONE.to_owned()),
                words::judgement(lang, it.judgement).to_owned(),
                words::marked_or_none(report.began, it.done),
            ];
            table.row(cells, false);
        }
    }
    page.table(table);
}
