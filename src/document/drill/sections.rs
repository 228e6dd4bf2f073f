//! What the report of a run says, in order: first what a leader reads, then what it rests on.

mod detail;
mod findings;

use crate::document::drill::page::{Block, Page, Table};
use crate::document::drill::{Player, Report, chart, lanes, words};
use crate::drill::score::{Hold, Mark, Rehearsed};
use crate::language::{Lang, name, time};
use crate::operations::dossier::ZONE;
use crate::operations::drill::Halt;
use std::fmt::Write;

/// Says a report.
pub(super) fn page(lang: Lang, report: &Report) -> Page {
    let mut page = head(lang, words::both(lang, &report.name));
    summary(lang, report, &mut page);
    page.heading(lang.pick("亮点", "Strengths"));
    page.list(findings::strengths(lang, report));
    page.heading(lang.pick("不足", "Gaps"));
    page.list(findings::gaps(lang, report));
    page.heading(lang.pick("整改", "Actions"));
    findings::actions(lang, report, &mut page);
    goals(lang, report, &mut page);
    page.heading(lang.pick("时间线: 应做与实做", "Timeline: expected and actual"));
    for (caption, drawing) in lanes::figures(lang, report) {
        page.figure(caption, Some(drawing));
    }
    page.text(lang.pick("逐项:", "Item by item:"));
    detail::lines(lang, report, &mut page);
    page.heading(lang.pick("关键节点", "Milestones"));
    page.figure(
        lang.pick(
            "用时占目标的比例; 竖线为目标",
            "Time taken as a part of the target; the line is the target",
        ),
        chart::milestones(lang, report),
    );
    detail::milestones(lang, report, &mut page);
    page.heading(lang.pick("阶段与清单", "Phases and checklists"));
    detail::phases(lang, report, &mut page);
    page.heading(lang.pick("情景注入", "Injects"));
    detail::injects(lang, report, &mut page);
    page.heading(lang.pick("观察记录", "Observations"));
    detail::seen(lang, report, &mut page);
    page.heading(lang.pick("评分办法与依据", "How it was scored, and from what"));
    detail::method(lang, report, &mut page);
    page.blocks.push(Block::Signatures(
        [("导演", "Director"), ("评估", "Evaluator"), ("审阅", "Seen by")]
            .map(|(zh, en)| lang.pick(zh, en).to_owned())
            .into(),
    ));
    page
}

/// Begins a document about drills.
pub(super) fn head(lang: Lang, subtitle: &str) -> Page {
    Page {
        title: lang.pick("演练评估报告", "After-action report").to_owned(),
        subtitle: subtitle.to_owned(),
        band: lang.pick("演练演练演练", "EXERCISE EXERCISE EXERCISE").to_owned(),
        warning: lang
            .pick(
                "本报告所记均为演练, 不是真实警情.",
                "Everything in this report was practised; none of it was real.",
            )
            .to_owned(),
        blocks: Vec::new(),
    }
}

fn summary(lang: Lang, report: &Report, page: &mut Page) {
    let mut facts = vec![
        (lang.pick("单位", "Desk").to_owned(), report.desk.to_string()),
        (lang.pick("演练记录", "Run").to_owned(), report.run.clone()),
    ];
    if report.made.is_stated() {
        let mut held = String::new();
        time::date_and_minute(report.made, ZONE, &mut held);
        facts.push((lang.pick("举行", "Held").to_owned(), held));
    }
    facts.push((lang.pick("情景开始", "Scenario begins").to_owned(), moment(report.began)));
    let ended = report.ended.map_or_else(
        || {
            let (zh, en) = if report.is_running {
                ("仍在进行", "still going on")
            } else {
                ("未正常结束", "broken off")
            };
            format!("{} {}", lang.pick(zh, en), words::entry(report.head))
        },
        |ended| {
            let took = words::lasted(lang, ended.at.since(report.began.at));
            let real = if report.real {
                lang.pick(" 因真实情况结束", ", ended by a real situation")
            } else {
                ""
            };
            format!("{} {}{real}", moment(ended), lang.pick("历时 ", "after ").to_owned() + &took)
        },
    );
    facts.push((lang.pick("情景结束", "Scenario ends").to_owned(), ended));
    if let Some(Rehearsed { mark, lines }) = report.rehearsed {
        let said = match lang {
            Lang::Zh => format!("无人: 预演, 按文件所写 {lines} 条行动 #{}", mark.entry),
            Lang::En => format!("nobody: rehearsed by the {lines} lines of a file #{}", mark.entry),
        };
        facts.push((lang.pick("参演", "Played by").to_owned(), said));
    }
    if report.rehearsed.is_none() && !report.players.is_empty() {
        let said: Vec<String> = report.players.iter().map(|player| played(lang, player)).collect();
        facts.push((lang.pick("人员", "People").to_owned(), said.join(lang.pick("; ", "; "))));
    }
    page.blocks.push(Block::Facts(facts));
    let tally = &report.tally;
    let counted = match lang {
        Lang::Zh => format!(
            "{} 项按时, {} 项超时, {} 项错误, {} 项未做; {} 项不计",
            tally.on_time, tally.late, tally.wrong, tally.missed, tally.not_asked
        ),
        Lang::En => format!(
            "{} on time, {} late, {} wrong, {} missed; {} not asked",
            tally.on_time, tally.late, tally.wrong, tally.missed, tally.not_asked
        ),
    };
    page.heading(lang.pick("结论", "Result"));
    page.blocks.push(Block::Score {
        points: report.points,
        points_max: report.points_max,
        label: lang.pick("得分", "Points").to_owned(),
        words: counted,
    });
    page.figure(lang.pick("各目标得分", "Points by objective"), chart::goals(lang, report));
}

fn goals(lang: Lang, report: &Report, page: &mut Page) {
    page.heading(lang.pick("演练目标", "Objectives"));
    let head = lang.pick(
        "=号|目标|#得分|#得分率|#按时|#超时|#错误|#未做|#不计",
        "=no.|objective|#points|#share|#on time|#late|#wrong|#missed|#not asked",
    );
    let mut table = Table::new(head.split('|'));
    for goal in &report.goals {
        let number = goal.number.map_or_else(|| words::NONE.to_owned(), |number| number.to_string());
        let tally = &goal.tally;
        let counts = [tally.on_time, tally.late, tally.wrong, tally.missed, tally.not_asked];
        let [on_time, late, wrong, missed, not_asked] = counts.map(|count| count.to_string());
        let cells = [
            number,
            goal_name(lang, goal).to_owned(),
            words::of(goal.points, goal.points_max),
            words::percent(goal.points, goal.points_max),
            on_time,
            late,
            wrong,
            missed,
            not_asked,
        ];
        table.row(cells, false);
    }
    page.table(table);
}

/// Returns what an objective says; what shows no single one is all of them together.
pub(super) fn goal_name(lang: Lang, goal: &crate::document::drill::Goal) -> &str {
    if goal.number.is_none() { lang.pick("综合", "overall") } else { words::both(lang, &goal.words) }
}

/// Returns who somebody is, and how much of the journal is theirs.
fn played(lang: Lang, player: &Player) -> String {
    let role = player.role.map_or("", |role| name::role(lang, role));
    let who = words::named(&player.code, player.called.as_deref());
    let entries = player.entries;
    match lang {
        Lang::Zh => format!("{who} {role} {entries} 条"),
        Lang::En => format!("{who} {role}, entries: {entries}"),
    }
}

/// Returns day, time and entry.
fn moment(mark: Mark) -> String {
    let mut out = String::new();
    time::date_and_clock(mark.at, ZONE, &mut out);
    let _ = write!(out, " #{}", mark.entry);
    out
}

/// Returns why the drill stood still, from when to when.
fn hold(lang: Lang, began: Mark, hold: &Hold) -> String {
    let why = match hold.why {
        Halt::Director => lang.pick("导演暂停", "held by the director").to_owned(),
        Halt::RealAlarm { incident } => {
            format!(
                "{} {incident}",
                lang.pick("真实警情打断, 真实值班台事件", "a real alarm broke in: incident of the live desk")
            )
        }
    };
    let until = |to: Mark| format!("{} {}", lang.pick("至", "until"), words::marked(began, to));
    let to = hold.to.map(until).unwrap_or_default();
    format!("{} {why} {}", words::marked(began, hold.from), to).trim_end().to_owned()
}
