//! What the result rests on: every expectation, milestone, phase, inject and observation with its entries.

use crate::document::drill::page::{Block, Page, Table};
use crate::document::drill::rows::Line;
use crate::document::drill::sections::findings::{about, phase_name};
use crate::document::drill::sections::hold;
use crate::document::drill::{Report, words};
use crate::drill::score::{Judgement, Pace};
use crate::language::{Lang, fact};

/// Writes the expectations, each with what came of it.
pub(super) fn lines(lang: Lang, report: &Report, page: &mut Page) {
    let head = lang.pick(
        "=项|应做|=目标|=起点|=应于|实做|!判定|#得分",
        "=item|expected|=obj.|=from|=due by|done|!judged|#points",
    );
    let mut table = Table::new(head.split('|'));
    for line in &report.lines {
        let objective = line.objective.map_or_else(|| words::NONE.to_owned(), |number| number.to_string());
        let from = words::marked_or_none(report.began, line.from);
        let due = line.due.map_or_else(|| words::NONE.to_owned(), |due| words::offset(report.began.at, due));
        let cells = [
            line.code.to_string(),
            words::both(lang, &line.words).to_owned(),
            objective,
            line.inject.map_or_else(|| from.clone(), |inject| format!("{inject} {from}")),
            due,
            done(lang, report, line),
            words::judgement(lang, line.judgement).to_owned(),
            words::of(line.points, line.weight),
        ];
        let stands_out = match line.judgement {
            Judgement::OnTime | Judgement::NotAsked => false,
            Judgement::Late | Judgement::Wrong | Judgement::Missed => true,
        };
        table.row(cells, stands_out);
    }
    page.table(table);
}

/// A wrong act stands before what was done.
fn done(lang: Lang, report: &Report, line: &Line) -> String {
    let after = |done| words::marked_after(report.began, line.due, done);
    let done = line.done.map_or_else(|| words::NONE.to_owned(), after);
    match line.wrong {
        Some(wrong) => {
            let wrong = words::marked(report.began, wrong);
            let word = lang.pick("错", "wrong");
            line.done.map_or_else(|| format!("{word} {wrong}"), |_| format!("{word} {wrong}; {done}"))
        }
        None => done,
    }
}

/// Writes the milestones.
pub(super) fn milestones(lang: Lang, report: &Report, page: &mut Page) {
    if report.milestones.is_empty() {
        page.text(
            lang.pick(
                "没有危及生命或核实属实的事件.",
                "No incident endangered life or was verified as real.",
            ),
        );
        return;
    }
    let head = lang.pick(
        "=事件|节点|起点|#目标|#用时|!判定|=完成",
        "=incident|milestone|from|#target|#took|!judged|=done",
    );
    let mut table = Table::new(head.split('|'));
    for it in &report.milestones {
        let took = it.done.map(|done| words::took(lang, done.at.since(it.from.at)));
        let cells = [
            it.incident.to_string(),
            words::step(lang, it.step).to_owned(),
            format!("{} {}", words::since(lang, it.step), words::marked(report.began, it.from)),
            words::took(lang, it.target),
            took.unwrap_or_else(|| words::NONE.to_owned()),
            words::judgement(lang, it.judgement).to_owned(),
            it.done.map_or_else(
                || words::NONE.to_owned(),
                |done| words::marked_after(report.began, Some(it.from.at.after(it.target)), done),
            ),
        ];
        let stands_out = match it.judgement {
            Judgement::OnTime | Judgement::NotAsked => false,
            Judgement::Late | Judgement::Wrong | Judgement::Missed => true,
        };
        table.row(cells, stands_out);
    }
    page.table(table);
}

/// Writes the phases with their lists.
pub(super) fn phases(lang: Lang, report: &Report, page: &mut Page) {
    let head = lang.pick(
        "=阶段|=进入|=离开|条件|清单项|=完成",
        "=phase|=entered|=left|entry facts|item of the list|=done",
    );
    let mut table = Table::new(head.split('|'));
    for phase in &report.phases {
        let order =
            if phase.in_order { lang.pick("齐", "stood") } else { lang.pick("未齐", "did not stand") };
        let mut first = [
            phase_name(lang, phase),
            words::marked(report.began, phase.entered),
            words::marked_or_none(report.began, phase.left),
            order.to_owned(),
        ];
        if phase.checks.is_empty() {
            let [name, entered, left, order] = first;
            table.row(
                [name, entered, left, order, words::NONE.to_owned(), words::NONE.to_owned()],
                !phase.in_order,
            );
            continue;
        }
        for check in &phase.checks {
            let [name, entered, left, order] = std::mem::take(&mut first);
            let done = words::marked_or_none(report.began, check.done);
            let item = words::both(lang, &check.words).to_owned();
            table.row([name, entered, left, order, item, done], check.done.is_none());
        }
    }
    page.table(table);
}

/// Writes what was given, left out, and never came.
pub(super) fn injects(lang: Lang, report: &Report, page: &mut Page) {
    if report.injects.is_empty() {
        page.text(lang.pick("本情景没有注入.", "The scenario has no injects."));
        return;
    }
    let head = lang.pick("=注入|内容|=给出|=方式", "=inject|what|=given|=how");
    let mut table = Table::new(head.split('|'));
    for (inject, title) in &report.injects {
        let (when, how) = match (inject.given, inject.left) {
            (Some((mark, true)), _) => (words::marked(report.began, mark), lang.pick("导演手动", "by hand")),
            (Some((mark, false)), _) => {
                (words::marked(report.began, mark), lang.pick("按脚本", "by the script"))
            }
            (None, Some(mark)) => (words::marked(report.began, mark), lang.pick("略过", "left out")),
            (None, None) => (words::NONE.to_owned(), lang.pick("未给出", "not given")),
        };
        let title = words::both(lang, title).to_owned();
        table.row([inject.code.to_string(), title, when, how.to_owned()], false);
    }
    page.table(table);
}

/// Writes what the director saw.
pub(super) fn seen(lang: Lang, report: &Report, page: &mut Page) {
    if report.seen.is_empty() {
        page.text(lang.pick("没有观察记录.", "No observations were written down."));
        return;
    }
    let head = lang.pick("=时间|对象|=评价|内容", "=when|about|=rating|what was seen");
    let mut table = Table::new(head.split('|'));
    for seen in &report.seen {
        let called = seen.called.as_ref().map(|called| words::both(lang, called));
        let cells = [
            words::marked(report.began, seen.mark),
            about(lang, seen.about, called),
            fact::drill::rating(lang, seen.rating).to_owned(),
            words::said(lang, &seen.said),
        ];
        table.row(cells, false);
    }
    page.table(table);
}

/// Writes the rules, and what the report was made of.
pub(super) fn method(lang: Lang, report: &Report, page: &mut Page) {
    page.text(lang.pick(
        "分数只由本次演练的日志算出. 按时得满分, 超时得一半(舍去小数), 错误和未做不得分. 注入未给出的, 或演练结束时还未到期限的, 不计入总分. \
         先做了错误的事, 之后再做对也不得分. 一次动作只算作一项. 前一步应做而未做的, 后一步同为未做.",
        "Points come from the drill's journal alone. In time wins all, late half (rounded down), wrong and missed nothing. What \
         belongs to an inject that was not given, or was not due when the drill was over, counts for nothing. A wrong act before the \
         right one wins nothing. One act answers one item. What follows from an act that was owed and missed is missed with it.",
    ));
    page.text(lang.pick(
        "关键节点: 报告领导和首报按第一起不是误报的事件计, 之后的事件只计办了的; 接手录像时, 未了的事件从接手起计.",
        "Milestones: the leader and the first report are owed at the first incident that was no false alarm; at later ones only \
         what was done is measured. Where a team took over a recording, what was still open counts from then.",
    ));
    page.text(lang.pick(
        "关键节点的目标: 受理 15 秒 (NENA-STA-020.1), 报119 和下令 60 秒 (NFPA 1225), 属实 100 秒, 接令 180 秒, 报告领导 220 秒, \
         首报 300 秒, 从属实起 (夜间单人值守的时间预算); 报案和拨付 10 分钟为本台自定.",
        "Targets of the milestones: acknowledged 15 s (NENA-STA-020.1), 119 told and teams ordered 60 s (NFPA 1225), verified 100 s, \
         teams accepted 180 s, leader briefed 220 s, first report 300 s from the verdict (the budget of one officer at night); claim and money, ten \
         minutes, are our own.",
    ));
    page.text(lang.pick(
        "时间从演练开始起算; #号为演练日志的条目号, 可用 dutydesk journal 逐条核对. 演练暂停时计时也停. \
         标 [内容未列] 的文字, 用 dutydesk report drill --private 列出.",
        "Times count from the beginning of the drill; #numbers are entries of its journal, to be looked up with dutydesk journal. \
         While the drill was held its clock stood still. What is marked [text withheld] is written out with dutydesk report drill \
         --private.",
    ));
    let mut notes: Vec<String> = report.holds.iter().map(|it| hold(lang, report.began, it)).collect();
    notes.extend(report.paces.iter().map(|pace| paced(lang, report, pace)));
    if report.unread > 0 {
        notes.push(match lang {
            Lang::Zh => format!("有 {} 条日志本程序读不了 (由新版写入), 本报告不全", report.unread),
            Lang::En => {
                format!("{} entries were written by a newer program: the report is not whole", report.unread)
            }
        });
    }
    if !notes.is_empty() {
        page.list(notes);
    }
    let facts = [
        ("情景摘要 (SHA-256)", "Scenario (SHA-256)", report.scenario.to_string()),
        ("日志末条", "Journal's newest entry", words::entry(report.head)),
        ("末条摘要 (SHA-256)", "Its digest (SHA-256)", report.head_digest.to_string()),
    ];
    let facts = facts.into_iter().map(|(zh, en, value)| (lang.pick(zh, en).to_owned(), value));
    page.blocks.push(Block::Facts(facts.collect()));
}

fn paced(lang: Lang, report: &Report, pace: &Pace) -> String {
    let rate = format!("{}.{:03}", pace.milli / 1_000, pace.milli % 1_000);
    let rate = rate.trim_end_matches('0').trim_end_matches('.');
    format!(
        "{} {} x{rate}",
        words::marked(report.began, pace.mark),
        lang.pick("时钟倍率", "the clock ran at")
    )
}
