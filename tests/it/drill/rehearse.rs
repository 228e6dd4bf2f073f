//! A scenario played by a file's lines, without a screen: the real binary with real stores, and its own replay.

use crate::drill::nights::NIGHTS;
use dutydesk::engine::paths::Paths;
use rusqlite::Connection;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A scenario of one alarm; its team comes behind it.
const ONE: &str = r#"
[scenario]
name = "厂房起火"
start = "2026-11-21T19:00:00Z"

[drill]
name_en = "a workshop burns"

[[event]]
at = "00:00:02"
device = "S-2031"
type = "alarm"
conditions = ["fire"]

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
of = "J1"
does = "ack"
within = "00:00:15"
weight = 10
"#;

fn fixture(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/drills").join(file)
}

pub(crate) fn dutydesk(home: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dutydesk"));
    command.env_clear().env("HOME", home).env("LANG", "C").current_dir(home);
    command.args(arguments).stdin(Stdio::null()).output().unwrap()
}

pub(crate) fn rehearse(home: &Path, of: &str, run: &str, more: &[&str]) -> Output {
    let all =
        [&["drill", of, "--headless", "--speed", "max", "--lang", "en", "--data-dir", run], more].concat();
    dutydesk(home, &all)
}

pub(crate) fn said(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn every_team_of_every_shipped_drill_is_rehearsed_replayed_and_scored_as_by_hand() {
    let by_hand: toml::Table = fs::read_to_string(fixture("expected-scores.toml")).unwrap().parse().unwrap();
    for (name, team) in NIGHTS.into_iter().flat_map(|name| [(name, "good"), (name, "bad")]) {
        let home = tempfile::tempdir().unwrap();
        let file = fixture(&format!("{name}.bad.toml"));
        let more: &[&str] = if team == "bad" { &["--team", file.to_str().unwrap()] } else { &[] };
        let (code, told, error) = said(&rehearse(home.path(), name, "run", &[&["--verify"], more].concat()));
        assert_eq!(code, Some(0), "{name} {team}: {error}");
        assert!(told.contains("nobody: rehearsed by the "), "{name} {team}: {told}");
        let equal = told.lines().last().unwrap();
        assert!(
            equal.starts_with("equal: ") && equal.contains(" 1 states compared"),
            "{name} {team}: {equal}"
        );
        let (_, json, _) = said(&dutydesk(home.path(), &["report", "drill", "run", "--json"]));
        let report = &serde_json::from_str::<Value>(&json).unwrap()["runs"][0];
        let wanted = by_hand[name][team].as_table().unwrap();
        for line in report["lines"].as_array().unwrap() {
            let wanted = &wanted[line["code"].as_str().unwrap()];
            let wanted = (wanted["judgement"].as_str().unwrap(), wanted["points"].as_integer().unwrap());
            let found = (line["judgement"].as_str().unwrap(), line["points"].as_i64().unwrap());
            assert_eq!(found, wanted, "{name} {team} {}", line["code"]);
        }
        assert_eq!(report["points"].as_i64(), wanted["total"].as_integer(), "{name} {team}");
    }
}

#[test]
fn a_line_that_the_desk_refuses_is_found_wrong_and_named() {
    let home = tempfile::tempdir().unwrap();
    let team = "\n[[act]]\nat = \"00:00:10\"\nofficer = \"D1\"\nline = \"ack 1001\"\n\
                [[act]]\nat = \"00:01:05\"\nofficer = \"D1\"\nline = \"inject J1\"\n\
                [[act]]\nat = \"00:01:06\"\nofficer = \"D1\"\nline = \"note 1001 张三在顶楼\"\n";
    fs::write(home.path().join("one.toml"), format!("{ONE}{team}")).unwrap();
    let (code, told, error) = said(&rehearse(home.path(), "one.toml", "run", &["--verify"]));
    assert_eq!(code, Some(1), "{error}");
    assert!(error.contains("01:05  D1  inject J1  ") && error.contains("It is for: director"), "{error}");
    assert!(!error.contains("ack 1001") && !error.contains("00:10"), "{error}");
    assert!(told.contains("10/10") && told.contains("\nequal: "), "{told}");
    // What the team typed stands beside the chain, as everywhere.
    let journal = Connection::open(Paths::of(&home.path().join("run")).journal()).unwrap();
    let count = |query: &str| journal.query_row(query, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(count("SELECT count(*) FROM entry WHERE body LIKE '%张三%'"), 0);
    assert_eq!(count("SELECT count(*) FROM private WHERE text = '张三在顶楼'"), 1);
}

#[test]
fn what_cannot_be_rehearsed_is_refused_with_what_to_do() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("one.toml"), ONE).unwrap();
    fs::write(home.path().join("wrong.toml"), format!("{ONE}\n[[act]]\nat = 3\n")).unwrap();
    fs::create_dir(home.path().join("full")).unwrap();
    fs::write(home.path().join("full/letter"), "x").unwrap();
    let shipped = fixture("park-fire.toml");
    let shipped = shipped.to_str().unwrap();
    let cases: [(&[&str], i32, &[&str]); 7] = [
        (&["one.toml", "--headless", "--speed", "max"], 1, &["nobody would play", "hint:", "--team"]),
        (&["wrong.toml", "--headless", "--speed", "max"], 1, &["wrong.toml:"]),
        (&["one.toml", "--headless", "--speed", "max", "--team", "none.toml"], 1, &["none.toml"]),
        (&["one.toml", "--headless", "--speed", "max", "--team", "wrong.toml"], 1, &["wrong.toml:"]),
        (&["park-fire", "--headless", "--speed", "max", "--data-dir", "full"], 1, &["full", "not empty"]),
        (&["park-fire", "--headless", "--speed", "60"], 2, &["--speed max"]),
        (&["park-fire", "--team", shipped], 2, &["--headless"]),
    ];
    for (arguments, wanted, words) in cases {
        let all = [&["drill"], arguments, &["--lang", "en"]].concat();
        let (code, told, error) = said(&dutydesk(home.path(), &all));
        assert_eq!((code, told.as_str()), (Some(wanted), ""), "{arguments:?}: {error}");
        for word in words {
            assert!(error.contains(word), "{arguments:?}: {word}: {error}");
        }
    }
    assert_eq!(
        fs::read_dir(home.path().join("full")).unwrap().count(),
        1,
        "what stands there stays as it is"
    );
}

#[test]
fn what_cannot_be_played_makes_no_run_and_says_what_can() {
    let home = tempfile::tempdir().unwrap();
    fs::create_dir(home.path().join("empty")).unwrap();
    fs::create_dir_all(home.path().join("hollow/recording")).unwrap();
    fs::write(home.path().join("one.toml"), ONE).unwrap();
    let none = [
        "there is no recording here\n  hint: name a desk's data directory",
        "这里没有录像\n  提示: 写值班台的数据目录",
    ];
    for (of, [en, zh]) in [
        ("empty", none),
        ("hollow", none),
        (
            "nosuch",
            ["nosuch: no such file, and no scenario that comes", "nosuch: 没有这个文件, 也没有这个自带情景"],
        ),
        // A scenario that is whole needs a screen, and this terminal can show none.
        ("one.toml", ["this terminal cannot show a screen", "这个终端画不了屏幕"]),
        ("park-fire", ["this terminal cannot show a screen", "这个终端画不了屏幕"]),
    ] {
        for (lang, wanted) in [("en", en), ("zh", zh)] {
            let mut command = Command::new(env!("CARGO_BIN_EXE_dutydesk"));
            command.env_clear().env("HOME", home.path()).env("TERM", "dumb").current_dir(home.path());
            let output = command.args(["drill", of, "--lang", lang]).stdin(Stdio::null()).output().unwrap();
            let (code, told, error) = said(&output);
            assert_eq!((code, told.as_str()), (Some(1), ""), "{of}: {error}");
            assert!(error.contains(wanted), "{of}: {error}");
            assert!(!error.contains("os error") && !error.contains("report drill"), "{of}: {error}");
        }
    }
    let runs = fs::read_dir(home.path().join(".local/state/dutydesk/drills")).map_or(0, Iterator::count);
    assert_eq!(runs, 0, "nothing was made");
    assert_eq!(fs::read_dir(home.path().join("empty")).unwrap().count(), 0);
}

#[test]
fn a_run_that_is_there_is_not_opened_for_another_scenario() {
    let home = tempfile::tempdir().unwrap();
    let (code, _, error) = said(&rehearse(home.path(), "park-fire", "run", &[]));
    assert_eq!(code, Some(0), "{error}");
    for (of, lang, wanted) in [
        ("earthquake", "en", "run: this is the run of another drill\n  hint:"),
        ("earthquake", "zh", "run: 这里是另一次演练\n  提示:"),
        // The run of what was named goes on, at a terminal.
        ("park-fire", "en", "terminal"),
    ] {
        let (code, _, error) =
            said(&dutydesk(home.path(), &["drill", of, "--data-dir", "run", "--lang", lang]));
        assert!(code == Some(1) && error.contains(wanted), "{of}: {error}");
    }
}
