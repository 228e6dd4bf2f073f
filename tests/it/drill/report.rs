//! What a report promises: one story in every format and language, every figure with its entry, nothing typed is markup.

use crate::drill::run::{
    Entry, ONE, SCENARIO, TWO, acknowledged, at, began, briefed, checked, claimed, endangers, ended, entered,
    expects, given, held, improved, moved, observed, opened, ordered, paced, posted, reserved, resumed,
    scenario, score, submitted, to_improve, told_119, verified, words,
};
use crate::operations::fixture::registry;
use dutydesk::document::drill::compare::{self, Comparison};
use dutydesk::document::drill::{self, Around, Format, Report};
use dutydesk::drill::expected::Expected;
use dutydesk::drill::scenario::{Expectation, From, Scenario};
use dutydesk::drill::score::Step;
use dutydesk::journal::Head;
use dutydesk::language::Lang;
use dutydesk::operations::call::Agency;
use dutydesk::operations::dispatch::Status;
use dutydesk::operations::drill::script::OpenAction;
use dutydesk::operations::drill::{About, Halt, Rating};
use dutydesk::operations::incident::{Phase, Verdict};
use dutydesk::text::bounded;
use dutydesk::units::{Digest, EntryNumber, Span};
use quick_xml::Reader;
use quick_xml::events::Event;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// When the drills were practised, a day and a half after the nights that they play. Units: seconds.
const MADE: i64 = 36 * 3_600;

/// A night in the park with everything that can happen to an expectation.
#[expect(clippy::too_many_lines, reason = "a scenario is a list")]
pub(crate) fn park() -> Scenario {
    let item = |code, zh, en, objective, from, does, within, weight| Expectation {
        words: words(zh, en),
        objective,
        from,
        within: Span::seconds(within),
        weight,
        ..expects(code, does)
    };
    let (first, second) = (|| From::Inject(0), || From::Inject(1));
    let dispatch = |team: &str| Expected::Ordered(Some(bounded(team)), None);
    let wrong = Expectation {
        wrong: vec![dispatch("T5")],
        ..item(
            "E4",
            "下令灭火队, 不派无保障的队",
            "send the brigade, not the team without cover",
            Some(1),
            From::Fact(Expected::Acknowledged),
            dispatch("T4"),
            120,
            10,
        )
    };
    let mut scenario = scenario(vec![
        item(
            "E1",
            "15 秒内受理",
            "acknowledge within 15 s",
            Some(0),
            first(),
            Expected::Acknowledged,
            15,
            10,
        ),
        item(
            "E2",
            "一分钟内报119",
            "tell 119 within a minute",
            Some(0),
            first(),
            Expected::Reached(Agency::Fire),
            60,
            15,
        ),
        item(
            "E3",
            "通知供电切断3区电源, 并等现场回复断电确认后再准许内攻",
            "have power to zone 3 cut, and wait for the word from the scene before anybody goes in",
            Some(0),
            first(),
            Expected::Reached(Agency::Power),
            240,
            10,
        ),
        wrong,
        item(
            "E5",
            "首报五分钟内送签",
            "submit the first report within five minutes",
            Some(2),
            first(),
            Expected::Submitted(dutydesk::operations::report::Kind::First),
            300,
            15,
        ),
        item(
            "E6",
            "第二起火情受理",
            "acknowledge the second fire",
            Some(0),
            second(),
            Expected::Acknowledged,
            15,
            10,
        ),
        item("E7", "全员撤离", "order everybody out", Some(1), second(), Expected::Evacuated, 60, 10),
        item(
            "E8",
            "十分钟内拨付",
            "release the money within ten minutes",
            Some(2),
            From::Fact(Expected::Submitted(dutydesk::operations::report::Kind::First)),
            Expected::Posted,
            600,
            10,
        ),
        item(
            "E9",
            "通知120",
            "tell 120",
            None,
            From::Beginning,
            Expected::Reached(Agency::Medical),
            7_200,
            5,
        ),
    ]);
    scenario.script.objectives = [
        words("接警后按时受理, 报警, 核实", "take, tell and verify an alarm in time"),
        words("调派合格的队伍, 人员安全", "send teams that are fit for it, and keep them safe"),
        words("报告和资金不拖延", "reports and money are not kept waiting"),
    ]
    .into();
    scenario
}

/// Its entries, in order.
pub(crate) fn night() -> Vec<Entry> {
    vec![
        (0, began()),
        (2, given(0)),
        (2, opened(ONE)),
        (2, endangers(ONE)),
        (14, acknowledged(ONE)),
        (58, told_119(ONE)),
        (96, verified(ONE, Verdict::Real)),
        (98, entered(Phase::Activation, None)),
        (100, ordered(ONE, 5, None)),
        (104, ordered(ONE, 4, None)),
        (130, moved(ONE, 5, Status::Accepted)),
        (170, moved(ONE, 4, Status::Accepted)),
        (231, briefed(ONE)),
        (240, observed(About::Inject(bounded("J1")), Rating::Good, 11)),
        (340, submitted(ONE)),
        (345, held(Halt::RealAlarm { incident: TWO })),
        (345, resumed()),
        (350, paced(4_000)),
        (360, checked(Phase::Activation, 1)),
        (400, entered(Phase::Rescue, Some(12))),
        (420, claimed(ONE)),
        (430, reserved(ONE)),
        (500, posted(ONE)),
        (600, given(1)),
        (600, opened(TWO)),
        (600, endangers(TWO)),
        (640, acknowledged(TWO)),
        (700, improved("2026-10-20-park-fire", 2)),
        (900, ended()),
        (960, observed(About::Who(bounded("T4")), Rating::Weak, 13)),
        (970, observed(About::Whole, Rating::Unable, 14)),
        (980, to_improve(1, "T4", 20_788, 15)),
        (990, to_improve(2, "L1", 20_800, 16)),
    ]
}

/// What people typed; 14 was destroyed.
fn typed(token: u64) -> Option<String> {
    let text = match token {
        11 => "受理快, 复述清楚",
        12 => "导演为节省时间",
        13 => "T4 无人听<b>第二路</b>电台 & \"备用\" | 没有 *试过*\u{1b}[31m",
        15 => "换备用电台, 每班试机",
        16 => "<script>alert(1)</script>",
        _ => return None,
    };
    Some(text.to_owned())
}

fn left_open() -> Vec<OpenAction> {
    [(1, "D2", 20_700, "更新通讯录"), (2, "T1", 20_710, "补训")]
        .map(|(number, owner, due_day, text)| OpenAction {
            run: bounded("2026-10-20-park-fire"),
            number,
            owner: bounded(owner),
            due_day,
            text: text.to_owned(),
        })
        .into()
}

/// Returns the report of a run.
pub(crate) fn report(run: &str, scenario: &Scenario, entries: &[Entry], is_private: bool) -> Report {
    let (registry, earlier) = (registry(), left_open());
    let around = Around {
        run,
        made: at(MADE),
        is_running: false,
        scenario,
        reference: &registry.operations,
        earlier: &earlier,
        is_private,
        texts: &typed,
    };
    let head = Head { entry: EntryNumber(entries.len() as u64), digest: Digest([0xcd; 32]) };
    Report::of(&score(scenario, entries).unwrap(), &around).at(head)
}

pub(crate) fn small() -> Report {
    report("2026-11-22-park-fire", &park(), &night(), true)
}

/// Two runs of the park, the second one better, and one of another scenario.
pub(crate) fn three() -> Comparison {
    let (park, mut better) = (park(), night());
    better.retain(|(_, body)| *body != ordered(ONE, 5, None) && *body != moved(ONE, 5, Status::Accepted));
    for (seconds, body) in &mut better {
        *seconds += 86_400;
        if *body == acknowledged(TWO) {
            *seconds -= 30;
        }
    }
    let mut other = scenario(vec![expects("E1", Expected::Acknowledged)]);
    other.script.name = words("暴雨之夜", "a night of rain");
    let third = [(200_000, began()), (200_001, given(0)), (200_009, acknowledged(ONE)), (200_100, ended())];
    let mut third = report("2026-11-24-rain", &other, &third, true);
    third.scenario = Digest([9; 32]);
    Comparison::of(vec![third, report("2026-11-23-park-fire", &park, &better, true), small()])
}

/// Returns whether a text is what is kept; what differs is written beside, to be looked at.
fn is_kept(name: &str, text: &str) -> bool {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/drills/reports").join(name);
    let is_same = fs::read_to_string(&kept).ok().as_deref() == Some(text);
    if !is_same {
        fs::write(PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name), text).unwrap();
    }
    is_same
}

#[test]
fn the_report_is_the_one_that_is_kept() {
    let (report, compared) = (small(), three());
    let mut differ = Vec::new();
    for (lang, code) in [(Lang::Zh, "zh"), (Lang::En, "en")] {
        for (name, text) in [
            (format!("run.{code}.md"), drill::text(lang, &report, Format::Markdown)),
            (format!("run.{code}.txt"), drill::text(lang, &report, Format::Text)),
            (format!("run.{code}.html"), drill::html(lang, &report)),
            (format!("compared.{code}.md"), compare::text(lang, &compared, Format::Markdown)),
            (format!("compared.{code}.html"), compare::html(lang, &compared)),
        ] {
            if !is_kept(&name, &text) {
                differ.push(name);
            }
        }
    }
    assert_eq!(differ, Vec::<String>::new(), "what was written now: {}", env!("CARGO_TARGET_TMPDIR"));
}

/// Every text of an HTML file, its elements checked for being well-formed.
fn texts(html: &str) -> Vec<String> {
    let body = html.strip_prefix("<!DOCTYPE html>\n").unwrap();
    let mut reader = Reader::from_str(body);
    reader.config_mut().check_end_names = true;
    let (mut open, mut texts) = (Vec::new(), Vec::new());
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{error} at {}", reader.buffer_position())) {
            Event::Start(element) => open.push(element.name().as_ref().to_vec()),
            Event::End(_) => assert!(open.pop().is_some()),
            Event::Text(text) => {
                let text = text.decode().unwrap().into_owned();
                if open.last().map(Vec::as_slice) != Some(b"style") && !text.trim().is_empty() {
                    texts.push(text);
                }
            }
            Event::GeneralRef(of) => texts.push(format!("&{};", String::from_utf8_lossy(&of))),
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(open.is_empty(), "{open:?}");
    texts
}

#[test]
fn the_html_is_well_formed_alone_and_without_script() {
    for lang in Lang::ALL {
        for html in [drill::html(lang, &small()), compare::html(lang, &three())] {
            assert!(texts(&html).len() > 100);
            let lower = html.to_lowercase();
            for foreign in [
                "<script",
                "javascript:",
                "http:",
                "https:",
                "src=",
                "href=",
                "url(",
                "@import",
                "onload",
                "<iframe",
            ] {
                assert!(!lower.contains(foreign), "{foreign}");
            }
            assert!(!html.contains("<b>"), "what was typed is no markup");
            assert!(!html.chars().any(|c| c.is_control() && c != '\n'), "nor an order to a terminal");
        }
        assert!(drill::html(lang, &small()).contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    }
}

#[test]
fn what_was_typed_stays_in_its_cell_of_markdown() {
    for lang in Lang::ALL {
        let text = drill::text(lang, &small(), Format::Markdown);
        assert!(
            text.contains(r"T4 无人听\<b\>第二路\</b\>电台 \& ") && text.contains(r"\| 没有 \*试过\*"),
            "{text}"
        );
        let mut columns = None;
        for line in text.lines() {
            let pipes = line.replace(r"\|", "").matches('|').count();
            if pipes == 0 {
                columns = None;
            } else {
                assert_eq!(*columns.get_or_insert(pipes), pipes, "{line}");
            }
        }
        assert!(!text.chars().any(|c| c.is_control() && c != '\n'));
    }
}

#[test]
fn what_people_typed_stands_there_only_when_it_is_asked_for() {
    let (open, closed) = (small(), report("2026-11-22-park-fire", &park(), &night(), false));
    let all = |lang, report: &Report| {
        let texts = [
            drill::html(lang, report),
            drill::text(lang, report, Format::Text),
            drill::text(lang, report, Format::Markdown),
            serde_json::to_string(report).unwrap(),
        ];
        texts.join("\n")
    };
    for lang in Lang::ALL {
        let (with, without) = (all(lang, &open), all(lang, &closed));
        for typed in ["受理快", "第二路", "每班试机", "更新通讯录", "alert(1)", "节省时间"]
        {
            assert!(with.contains(typed), "{typed}");
            assert!(!without.contains(typed), "{typed}");
        }
        assert!(without.contains(lang.pick("[内容未列]", "[text withheld]")));
        assert!(with.contains(lang.pick("[内容已销毁]", "[text destroyed]")));
        assert!(with.contains(lang.pick("演练演练演练", "EXERCISE EXERCISE EXERCISE")));
    }
}

/// Entries that a text names.
pub(crate) fn named(text: &str) -> BTreeSet<u64> {
    let mut named = BTreeSet::new();
    for part in text.split('#').skip(1) {
        let digits: String = part.chars().take_while(char::is_ascii_digit).collect();
        named.extend(digits.parse::<u64>().ok());
    }
    named
}

#[test]
fn every_figure_names_an_entry_and_every_entry_is_one() {
    let (report, count) = (small(), night().len() as u64);
    let text = drill::text(Lang::Zh, &report, Format::Text);
    let named = named(&text);
    assert!(named.iter().all(|entry| (1..=count).contains(entry)), "{named:?}");
    for line in &report.lines {
        for mark in [line.from, line.done, line.wrong].into_iter().flatten() {
            assert!(named.contains(&mark.entry.0), "{} {mark:?}", line.code);
        }
    }
    for it in &report.milestones {
        assert!(it.done.is_none_or(|done| named.contains(&done.entry.0)), "{it:?}");
    }
    assert_eq!((report.points, report.points_max), (47, 90), "{:?}", report.tally);
}

#[test]
fn nothing_is_said_in_the_other_language() {
    let english = drill::text(Lang::En, &small(), Format::Text);
    // The registry's names and what people typed are Chinese.
    let ours = english
        .replace("恒越园区值班室", "")
        .lines()
        .filter(|line| {
            !["T4", "L1", "D2", "T1", "Desk:", "park-fire  1", "reason"].iter().any(|it| line.contains(it))
        })
        .flat_map(str::chars)
        .filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c))
        .collect::<String>();
    assert_eq!(ours, "受理快复述清楚导演为节省时间受理快复述清楚", "{english}");
    let chinese = drill::text(Lang::Zh, &small(), Format::Text);
    for word in
        ["on time", "late", "missed", "wrong", "due", "points", "entered", "none", "incident", "objective"]
    {
        assert!(!chinese.contains(word), "{word}");
    }
}

#[test]
fn runs_are_compared_run_by_run() {
    let compared = three();
    let runs: Vec<_> = compared.runs.iter().map(|run| (run.report.run.as_str(), run.report.points)).collect();
    assert_eq!(runs, [("2026-11-22-park-fire", 47), ("2026-11-23-park-fire", 62), ("2026-11-24-rain", 5)]);
    let scenarios: Vec<_> = compared.scenarios.iter().map(|it| (it.scenario, it.runs.clone())).collect();
    assert_eq!(scenarios, [(SCENARIO, vec![0, 1]), (Digest([9; 32]), vec![2])]);
    let acknowledged = compared.milestones.iter().find(|it| it.step == Step::Acknowledge).unwrap();
    // 12 s and 40 s in the first run, 12 s and 10 s in the second.
    assert_eq!((acknowledged.asked, acknowledged.done, acknowledged.within), (4, 4, 3));
    assert_eq!(
        (acknowledged.p50, acknowledged.p90, acknowledged.p95),
        (Some(Span::seconds(12)), Some(Span::seconds(40)), Some(Span::seconds(40)))
    );
    assert!(at(0) < compared.runs[1].report.began.at);
}
