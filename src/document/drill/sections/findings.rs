//! What went well, what did not, what is to be done about it.

use crate::document::drill::page::{Page, Table};
use crate::document::drill::rows::{Line, PhaseLine};
use crate::document::drill::{Report, words};
use crate::drill::score::Judgement;
use crate::language::{Lang, fact, name, time};
use crate::operations::drill::{About, Rating};

/// Returns what was done in time, and what the director saw done well.
pub(super) fn strengths(lang: Lang, report: &Report) -> Vec<String> {
    let met = report.lines.iter().filter(|line| line.judgement == Judgement::OnTime);
    let met = met.map(|line| {
        let took = line.from.zip(line.done).map(|(from, done)| words::took(lang, done.at.since(from.at)));
        let entry = line.done.map(|done| words::entry(done.entry)).unwrap_or_default();
        let within = words::took(lang, line.within);
        let took = took.unwrap_or_default();
        match lang {
            Lang::Zh => format!(
                "{} {}: 用时 {took}, 时限 {within} ({entry})",
                line.code,
                words::both(lang, &line.words)
            ),
            Lang::En => {
                format!("{} {}: took {took} of {within} ({entry})", line.code, words::both(lang, &line.words))
            }
        }
    });
    met.chain(seen(lang, report, |rating| match rating {
        Rating::Good => true,
        Rating::Fair | Rating::Weak | Rating::Unable => false,
    }))
    .collect()
}

/// Returns what was late, wrong or missed, what the director saw go badly, and what else was left.
pub(super) fn gaps(lang: Lang, report: &Report) -> Vec<String> {
    let mut gaps: Vec<String> = report.lines.iter().filter_map(|line| gap(lang, report, line)).collect();
    gaps.extend(seen(lang, report, |rating| match rating {
        Rating::Good | Rating::Fair => false,
        Rating::Weak | Rating::Unable => true,
    }));
    gaps.extend(report.phases.iter().flat_map(|phase| left_open(lang, report, phase)));
    gaps.extend(over_target(lang, report));
    gaps
}

fn gap(lang: Lang, report: &Report, line: &Line) -> Option<String> {
    let over =
        line.due.zip(line.done).map(|(due, done)| words::took(lang, done.at.since(due))).unwrap_or_default();
    let done = line.done.map(|done| words::entry(done.entry)).unwrap_or_default();
    let wrong = line.wrong.map(|wrong| words::marked(report.began, wrong)).unwrap_or_default();
    let due = line.due.map(|due| words::offset(report.began.at, due));
    let how = match (line.judgement, lang) {
        (Judgement::OnTime | Judgement::NotAsked, _) => return None,
        (Judgement::Late, Lang::Zh) => format!("超时 {over} ({done})"),
        (Judgement::Late, Lang::En) => format!("{over} late ({done})"),
        (Judgement::Wrong, Lang::Zh) => format!("先做了错误的事 ({wrong})"),
        (Judgement::Wrong, Lang::En) => format!("the wrong thing was done first ({wrong})"),
        (Judgement::Missed, lang) => missed(lang, line, due.as_deref()),
    };
    Some(format!("{} {}: {how}", line.code, words::both(lang, &line.words)))
}

fn missed(lang: Lang, line: &Line, due: Option<&str>) -> String {
    match (lang, line.from, due) {
        (Lang::Zh, Some(from), Some(due)) => format!("未做, 应于 {due} 前 (从 #{} 起)", from.entry),
        (Lang::En, Some(from), Some(due)) => format!("not done; due by {due} (from #{})", from.entry),
        (Lang::Zh, ..) => "未做: 前一步没有做".to_owned(),
        (Lang::En, ..) => "not done: the act that it follows from was not done".to_owned(),
    }
}

fn seen<'a>(
    lang: Lang,
    report: &'a Report,
    is_wanted: impl Fn(Rating) -> bool + 'a,
) -> impl Iterator<Item = String> + 'a {
    let wanted = report.seen.iter().filter(move |seen| is_wanted(seen.rating));
    wanted.map(move |seen| {
        let rating = fact::drill::rating(lang, seen.rating);
        let about = about(lang, seen.about, seen.called.as_ref().map(|called| words::both(lang, called)));
        let said = words::said(lang, &seen.said);
        format!("{} {about} [{rating}]: {said} (#{})", lang.pick("观察", "seen:"), seen.mark.entry)
    })
}

/// Returns what an observation is about.
pub(super) fn about(lang: Lang, about: About, called: Option<&str>) -> String {
    match about {
        About::Whole => lang.pick("全程", "the whole").to_owned(),
        About::Inject(code) | About::Who(code) => words::named(&code, called),
    }
}

/// Returns what of a phase was out of order or left undone.
fn left_open(lang: Lang, report: &Report, phase: &PhaseLine) -> Vec<String> {
    let of = format!("{} {}", lang.pick("阶段", "phase"), phase_name(lang, phase));
    let mut gaps = Vec::new();
    if !phase.in_order {
        let reason = phase.reason.as_ref().map(|reason| words::said(lang, reason)).unwrap_or_default();
        let early = lang.pick("条件未齐即进入", "entered before its entry facts");
        gaps.push(format!("{of}: {early} {reason} ({})", words::marked(report.began, phase.entered)));
    }
    for check in &phase.checks {
        let is_late = check.done.zip(phase.left).is_some_and(|(done, left)| done > left);
        let how = match check.done {
            None => lang.pick("未勾选", "not done").to_owned(),
            Some(done) if is_late => {
                format!(
                    "{} ({})",
                    lang.pick("离开本阶段后才做", "done after the phase was left"),
                    words::marked(report.began, done)
                )
            }
            Some(_) => continue,
        };
        gaps.push(format!("{of}: {} {how}", words::both(lang, &check.words)));
    }
    gaps
}

/// Returns number and name of a phase.
pub(super) fn phase_name(lang: Lang, phase: &PhaseLine) -> String {
    format!("{} {}", phase.phase.number(), name::phase(lang, phase.phase))
}

/// Says how many milestones were not reached in time; each stands with its entries in a table of its own.
fn over_target(lang: Lang, report: &Report) -> Option<String> {
    let count = |is: fn(Judgement) -> bool| report.milestones.iter().filter(|it| is(it.judgement)).count();
    let asked = count(|judgement| judgement != Judgement::NotAsked);
    let over = count(|judgement| matches!(judgement, Judgement::Late | Judgement::Missed));
    let said = match lang {
        Lang::Zh => format!("关键节点 {asked} 项中 {over} 项未达标, 见下文"),
        Lang::En => format!("{over} of {asked} milestones were not reached in time: see below"),
    };
    (over > 0).then_some(said)
}

/// Writes what is to be done, and what earlier drills left to be done.
pub(super) fn actions(lang: Lang, report: &Report, page: &mut Page) {
    if report.to_do.is_empty() {
        page.text(lang.pick("本次演练没有提出整改.", "Nothing was put down to be done after this drill."));
    } else {
        let head = lang.pick("=号|整改内容|责任|=期限|=条目", "=no.|what|owner|=due|=entry");
        let mut table = Table::new(head.split('|'));
        for action in &report.to_do {
            let cells = [
                action.number.to_string(),
                words::said(lang, &action.said),
                words::named(&action.owner, action.called.as_deref()),
                day(action.due_day),
                words::entry(action.mark.entry),
            ];
            table.row(cells, false);
        }
        page.table(table);
    }
    if report.earlier.is_empty() {
        return;
    }
    page.text(
        lang.pick(
            "以往演练提出, 本次开始时仍未完成的整改:",
            "Left open by earlier drills when this one began:",
        ),
    );
    let head =
        lang.pick("演练记录|=号|整改内容|=责任|=期限|!本次", "run|=no.|what|=owner|=due|!in this drill");
    let mut table = Table::new(head.split('|'));
    for earlier in &report.earlier {
        let is_open = earlier.improved.is_none();
        let now = earlier.improved.map_or_else(
            || lang.pick("仍未完成", "still open").to_owned(),
            |mark| format!("{} #{}", lang.pick("已完成", "done"), mark.entry),
        );
        let cells = [
            earlier.action.run.to_string(),
            earlier.action.number.to_string(),
            words::said(lang, &earlier.said),
            earlier.action.owner.to_string(),
            day(earlier.action.due_day),
            now,
        ];
        table.row(cells, is_open);
    }
    page.table(table);
}

fn day(day: i32) -> String {
    let mut out = String::new();
    time::date(day, &mut out);
    out
}
