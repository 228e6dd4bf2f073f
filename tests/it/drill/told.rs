//! `dutydesk report drill`: what it prints of runs that lie on a disk, and what it refuses.

use crate::drill::rehearse::dutydesk;
use crate::drill::run::{
    Entry, ONE, acknowledged, at, endangers, ended, given, improved, observed, opened, to_improve,
};
use dutydesk::document::drill::earlier::open_actions;
use dutydesk::drill::scenario::Scenario;
use dutydesk::engine::drill::run::{Card, Run, beside};
use dutydesk::engine::paths::Paths;
use dutydesk::journal::draft::{Draft, PrivateRow};
use dutydesk::journal::writer::Journal;
use dutydesk::operations::actor::{Actor, PrivateText};
use dutydesk::operations::drill::{self, About, Rating};
use dutydesk::operations::fact::{Body, Fact};
use dutydesk::text::bounded;
use dutydesk::units::Span;
use rusqlite::Connection;
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Output;

const TEXT: &str = r#"
[scenario]
name = "厂房起火"
start = "2026-11-21T19:00:00Z"

[drill]
name_en = "a workshop burns"

[[objective]]
zh = "按时受理"
en = "take it in time"

[[inject]]
code = "J1"
title = "烟感报警"
title_en = "smoke"
at = "00:00:02"
told = "车间有烟"

[[expect]]
code = "E1"
zh = "十五秒内受理"
en = "acknowledge within 15 s"
objective = 1
of = "J1"
does = "ack"
within = "00:00:15"
weight = 10
"#;

/// What a person typed at an entry.
fn typed(token: u64) -> PrivateRow {
    let text = format!("第{token}句话{}", if token == 9 { "，".repeat(100) } else { String::new() });
    PrivateRow { token, salt: [token as u8; 16], text }
}

/// Gives texts the digests of their rows: a journal with others would not verify.
fn with_digests(body: Body) -> (Body, Option<PrivateRow>) {
    let row = |text: PrivateText| {
        let row = typed(text.token);
        (PrivateText { token: text.token, digest: row.digest() }, Some(row))
    };
    match body {
        Body::Drill(drill::Fact::Observed { about, rating, text }) => {
            let (text, row) = row(text);
            (Body::Drill(drill::Fact::Observed { about, rating, text }), row)
        }
        Body::Drill(drill::Fact::ToImprove { number, owner, due_day, text }) => {
            let (text, row) = row(text);
            (Body::Drill(drill::Fact::ToImprove { number, owner, due_day, text }), row)
        }
        other => (other, None),
    }
}

/// Makes a run of a scenario's text, `day` days after the first one.
fn make(root: &Path, name: &str, text: &str, day: i64, entries: &[Entry]) -> PathBuf {
    let directory = root.join(name);
    // A scenario happens when it says, however late it is practised: only the card has the order of the runs.
    let made = at(0).after(Span::minutes(day * 24 * 60));
    let left_open = open_actions(&beside(&directory)).actions;
    let card = Card { of: "x.toml".to_owned(), speed_milli: 1_000, made, left_open, ..Card::default() };
    Run::make(&directory, card, text).unwrap();
    let scenario = Scenario::read("x.toml", text).unwrap();
    let began =
        drill::Fact::Began { scenario: scenario.script.digest, name: scenario.script.name.zh, injects: 1 };
    let mut journal = Journal::open(&Paths::of(&directory).journal()).unwrap();
    for (seconds, body) in [(0, Body::Drill(began))].into_iter().chain(entries.iter().cloned()) {
        let (body, row) = with_digests(body);
        let at = at(seconds);
        let fact = Fact { at, actor: Actor::Desk, action: None, body };
        journal.commit(&[Draft::of(&fact)], &row.into_iter().collect::<Vec<_>>()).unwrap();
    }
    directory
}

/// A drill in which it took so many seconds to acknowledge, and what was written down behind it.
fn took(seconds: i64, behind: Vec<Body>) -> Vec<Entry> {
    let mut entries = vec![
        (2, given(0)),
        (2, opened(ONE)),
        (2, endangers(ONE)),
        (2 + seconds, acknowledged(ONE)),
        (60, ended()),
    ];
    entries.extend(behind.into_iter().map(|body| (90, body)));
    entries
}

fn told(home: &Path, arguments: &[&str]) -> Output {
    dutydesk(home, &[&["report", "drill"], arguments].concat())
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn error(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Three runs: the first leaves two things to be done, the second does one of them and leaves another.
fn three(root: &Path) {
    let seen = || observed(About::Whole, Rating::Good, 3);
    make(
        root,
        "2026-11-22-a",
        TEXT,
        0,
        &took(20, vec![to_improve(1, "T4", 20_788, 1), to_improve(2, "L1", 20_788, 2)]),
    );
    make(
        root,
        "2026-11-23-b",
        TEXT,
        1,
        &took(10, vec![improved("2026-11-22-a", 2), to_improve(1, "D2", 20_790, 4), seen()]),
    );
    make(root, "2026-11-24-c", TEXT, 2, &took(5, Vec::new()));
}

#[test]
fn a_run_is_told_as_text_markdown_html_and_json() {
    let home = tempfile::tempdir().unwrap();
    three(home.path());
    let run = "2026-11-23-b";
    let text = told(home.path(), &[run, "--lang", "zh"]);
    assert_eq!((text.status.code(), error(&text)), (Some(0), String::new()));
    for wanted in
        ["演练演练演练", "厂房起火", "10/10", "十五秒内受理", "+0:12 #5", "[内容未列]", "2026-11-22-a"]
    {
        assert!(out(&text).contains(wanted), "{wanted}: {}", out(&text));
    }
    assert!(!out(&text).contains("句话"), "what was typed was not asked for");
    let english = out(&told(home.path(), &[run, "--lang", "en", "--markdown", "--private"]));
    for wanted in
        ["# After-action report: a workshop burns", "acknowledge within 15 s", "第4句话", "第2句话", "D2"]
    {
        assert!(english.contains(wanted), "{wanted}: {english}");
    }
    let html = told(home.path(), &[run, "--lang", "zh", "--private", "--html", "report.html"]);
    assert_eq!((html.status.code(), out(&html).trim()), (Some(0), "report.html"));
    let html = fs::read_to_string(home.path().join("report.html")).unwrap();
    assert!(html.starts_with("<!DOCTYPE html>") && html.contains("<svg") && html.contains("第4句话"));
    let json: Value = serde_json::from_str(&out(&told(home.path(), &[run, "--json"]))).unwrap();
    let report = &json["runs"][0];
    assert_eq!((&json["schema"], &json["drill"]), (&1.into(), &true.into()));
    assert_eq!((&report["points"], &report["lines"][0]["done"]["entry"]), (&10.into(), &5.into()));
    assert_eq!(report["to_do"][0]["said"], "withheld");
    assert!(!json.to_string().contains("句话"));
    let two = out(&told(home.path(), &[run, "2026-11-22-a", "--lang", "en"]));
    assert_eq!(two.matches("EXERCISE EXERCISE EXERCISE").count(), 2);
}

/// A table: every command that can tell what people typed, and none that does so unasked.
#[test]
fn what_people_typed_is_told_by_one_word_and_only_when_it_is_asked_for() {
    let home = tempfile::tempdir().unwrap();
    three(home.path());
    let run = "2026-11-23-b";
    let of = ["--sample", "--data-dir", run];
    for (line, is_of_run) in [
        (&["report", "drill", run][..], true),
        (&["report", "drill", run, "--json"], true),
        (&["report", "drill", run, "--markdown"], true),
        (&["report", "drill", run, "2026-11-22-a", "--compare", "--json"], true),
        (&["report", "shift"], false),
        (&["report", "shift", "--markdown"], false),
        (&["journal", "export"], false),
        (&["journal", "export", "--format", "csv"], false),
    ] {
        for (asked, wanted) in [(&[][..], false), (&["--private"], true)] {
            let which = if is_of_run { &[][..] } else { &of };
            let told = dutydesk(home.path(), &[line, asked, which].concat());
            assert!(told.status.success(), "{line:?} {asked:?}: {}", error(&told));
            assert_eq!(out(&told).contains("第4句话"), wanted, "{line:?} {asked:?}: {}", out(&told));
        }
    }
}

#[test]
fn a_file_that_holds_what_people_typed_is_its_owners_alone() {
    let home = tempfile::tempdir().unwrap();
    three(home.path());
    let file = home.path().join("report.html");
    let mode = || fs::metadata(&file).unwrap().permissions().mode() & 0o777;
    let run = ["2026-11-23-b", "--html", "report.html"];
    assert_eq!(told(home.path(), &run).status.code(), Some(0));
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(told(home.path(), &[&run[..], &["--private"]].concat()).status.code(), Some(0));
    assert_eq!(mode(), 0o600, "also one that was there");
    fs::remove_file(&file).unwrap();
    assert_eq!(told(home.path(), &[&run[..], &["--private"]].concat()).status.code(), Some(0));
    assert_eq!(mode(), 0o600);
}

#[test]
fn runs_are_laid_side_by_side() {
    let home = tempfile::tempdir().unwrap();
    three(home.path());
    let runs = ["2026-11-24-c", "2026-11-22-a", "2026-11-23-b", "--compare"];
    let text = out(&told(home.path(), &[&runs[..], &["--lang", "zh"]].concat()));
    let places: Vec<_> = ["-a", "-b", "-c"].map(|run| text.find(run).unwrap()).into();
    assert!(places.is_sorted(), "in the order of their days: {text}");
    // 20, 10 and 5 s, two of them in time.
    let spread = text.lines().find(|line| line.trim_start().starts_with("受理")).unwrap();
    let cells: Vec<&str> = spread.split_whitespace().collect();
    assert_eq!(cells, ["受理", "报警", "15", "秒", "3", "3", "10", "秒", "20", "秒", "20", "秒", "67%"]);
    let json: Value =
        serde_json::from_str(&out(&told(home.path(), &[&runs[..], &["--json"]].concat()))).unwrap();
    assert_eq!(json["comparison"]["milestones"][0]["p90"], 20_000);
    assert_eq!(json["drill"], true);
    let html = told(home.path(), &[&runs[..], &["--html", "compared.html"]].concat());
    assert_eq!(html.status.code(), Some(0), "{}", error(&html));
}

#[test]
fn what_cannot_be_told_is_refused_by_name() {
    let home = tempfile::tempdir().unwrap();
    three(home.path());
    let refused = |arguments: &[&str], code: i32, words: &[&str]| {
        let output = told(home.path(), arguments);
        let said = error(&output);
        assert_eq!(
            (output.status.code(), out(&output)),
            (Some(code), String::new()),
            "{arguments:?}: {said}"
        );
        for word in words {
            assert!(said.contains(word), "{arguments:?}: {word}: {said}");
        }
    };
    refused(&["nowhere", "--lang", "zh"], 1, &["nowhere", "不是演练目录"]);
    refused(&["nowhere", "--lang", "en"], 1, &["nowhere", "no run of a drill"]);
    refused(&["--lang", "zh"], 2, &["RUN"]);
    refused(&["2026-11-22-a", "--compare", "--lang", "zh"], 2, &["两次以上"]);
    refused(&["2026-11-22-a", "2026-11-23-b", "--html", "x.html", "--lang", "en"], 2, &["--compare"]);
    refused(&["2026-11-22-a", "--html", "x.html", "--json"], 2, &["--json"]);
    let other = TEXT.replace("weight = 10", "weight = 90");
    fs::write(home.path().join("2026-11-22-a/scenario.toml"), &other).unwrap();
    refused(&["2026-11-22-a", "--lang", "zh"], 1, &["2026-11-22-a", "scenario.toml", "不是这次演练的情景"]);
    refused(&["2026-11-22-a", "--lang", "en"], 1, &["is not what was played"]);
    fs::write(
        home.path().join("2026-11-22-a/scenario.toml"),
        TEXT.replace("does = \"ack\"", "does = \"dance\""),
    )
    .unwrap();
    refused(&["2026-11-22-a", "--lang", "zh"], 1, &["scenario.toml", "dance"]);
    fs::remove_file(home.path().join("2026-11-22-a/scenario.toml")).unwrap();
    refused(&["2026-11-22-a", "--lang", "zh"], 1, &["scenario.toml"]);
    let idle = make(home.path(), "idle", TEXT, 9, &[]);
    fs::remove_file(Paths::of(&idle).journal()).unwrap();
    refused(&["idle", "--lang", "zh"], 1, &["idle"]);
    drop(Journal::open(&Paths::of(&idle).journal()).unwrap());
    refused(&["idle", "--lang", "zh"], 1, &["没有演练"]);
    let journal = Connection::open(Paths::of(&home.path().join("2026-11-23-b")).journal()).unwrap();
    journal.execute_batch("DROP TRIGGER entry_stays; UPDATE entry SET at = at - 9000 WHERE seq = 5").unwrap();
    drop(journal);
    refused(&["2026-11-23-b", "--lang", "zh"], 1, &["2026-11-23-b", "5"]);
}

#[test]
fn what_a_drill_left_to_be_done_is_open_until_a_later_one_says_otherwise() {
    let home = tempfile::tempdir().unwrap();
    three(home.path());
    let runs = beside(&home.path().join("none"));
    let names: Vec<&str> = runs.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["2026-11-22-a", "2026-11-23-b", "2026-11-24-c"]);
    let open = |runs: &[(String, PathBuf)]| {
        let found = open_actions(runs);
        assert_eq!(found.unread, []);
        found.actions.iter().map(|it| (it.run.to_string(), it.number, it.text.clone())).collect::<Vec<_>>()
    };
    let row = |run: &str, number: u16, text: &str| (run.to_owned(), number, text.to_owned());
    let (first, second, third) = (
        row("2026-11-22-a", 1, "第1句话"),
        row("2026-11-22-a", 2, "第2句话"),
        row("2026-11-23-b", 1, "第4句话"),
    );
    assert_eq!(open(&runs[..0]), [], "nothing was before the first");
    assert_eq!(open(&runs[..1]), [first.clone(), second], "as the second one found it");
    assert_eq!(open(&runs), [first, third]);
    // As the report of the second one says it.
    let text = out(&told(home.path(), &["2026-11-23-b", "--lang", "zh", "--private"]));
    let of = |number: &str| {
        let lines = text.lines().filter(|line| line.trim_start().starts_with("2026-11-22-a"));
        lines.map(str::to_owned).find(|line| line.split_whitespace().nth(1) == Some(number)).unwrap()
    };
    assert!(of("1").contains("仍未完成") && of("2").contains("已完成 #7"), "{text}");
}

#[test]
fn what_was_left_is_told_whole() {
    let home = tempfile::tempdir().unwrap();
    make(home.path(), "2026-11-22-a", TEXT, 0, &took(20, vec![to_improve(1, "T4", 20_788, 9)]));
    let found = open_actions(&beside(&home.path().join("none")));
    assert_eq!(found.actions[0].text, typed(9).text);
    make(home.path(), "2026-11-23-b", TEXT, 1, &took(20, Vec::new()));
    let text = out(&told(home.path(), &["2026-11-23-b", "--lang", "zh", "--private"]));
    assert!(text.contains(&typed(9).text), "{text}");
}

#[test]
fn a_text_that_was_destroyed_leaves_the_rest() {
    let home = tempfile::tempdir().unwrap();
    three(home.path());
    let path = Paths::of(&home.path().join("2026-11-22-a")).journal();
    let journal = Connection::open(&path).unwrap();
    journal.execute_batch("DELETE FROM private WHERE token = 1").unwrap();
    drop(journal);
    let runs = [("2026-11-22-a".to_owned(), path), ("gone".to_owned(), home.path().join("gone.sqlite"))];
    let found = open_actions(&runs);
    assert_eq!(found.actions.len(), 2);
    assert_eq!((found.actions[0].text.as_str(), found.actions[0].owner), ("", bounded("T4")));
    assert_eq!(found.unread.len(), 1, "a journal that is not there is said, not passed over");
    let text = out(&told(home.path(), &["2026-11-23-b", "--lang", "en", "--private"]));
    assert!(text.contains("[text destroyed]") && text.contains("第2句话"), "{text}");
}
