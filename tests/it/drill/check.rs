//! What a scenario names and its registry does not have; which recording cannot be its feed.

use crate::operations::fixture::feed;
use dutydesk::config::{Feed, Lang};
use dutydesk::drill::scenario::Scenario;
use dutydesk::engine::drill::check;
use dutydesk::recording::Record;
use dutydesk::recording::writer::Writer;
use dutydesk::registry::{Registry, sample};
use dutydesk::text::bounded;
use dutydesk::units::{InputNumber, Instant};
use std::fs;
use std::path::Path;

const HEAD: &str = "[scenario]\nname = \"n\"\n";
const EXPECT: &str = "[[expect]]\ncode = \"E1\"\nzh = \"z\"\nwithin = \"00:01:00\"\nweight = 5\n";

fn registry() -> Registry {
    Registry::load(&sample::source(), &[]).unwrap()
}

/// Returns what is told of a scenario, in English: each mistake with its hint on one line.
fn told(tables: &str) -> Vec<String> {
    let text = format!("{HEAD}{tables}");
    let scenario = Scenario::read("s.toml", &text).unwrap_or_else(|mistakes| panic!("{mistakes}\n{text}"));
    let mistakes = check::codes("s.toml", &scenario, &registry());
    mistakes.iter().map(|mistake| mistake.written(Lang::En).replace("\n  hint:", " |")).collect()
}

/// Tables that name one thing that is not there: the line, what is told, how its hint begins.
type Row<'a> = (&'a str, usize, &'a str, &'a str);

const TEAMS: &str = "write one of: T1, T2, T3, T4, T5, T6";

fn assert_told(rows: &[Row<'_>]) {
    for (tables, line, what, hint) in rows {
        let found = told(tables);
        assert_eq!(found.len(), 1, "{tables}\n{found:#?}");
        let wanted = format!("s.toml:{line}: {what} | {hint}");
        assert!(found[0].starts_with(&wanted), "{tables}\nwanted {wanted}\nfound  {}", found[0]);
    }
}

#[test]
fn a_code_of_the_drills_tables_that_nobody_has_is_told_with_its_line_and_what_may_be_meant() {
    assert_told(&[
        ("[setup]\nuncovered = [\"T2\", \"T9\"]\n", 4, "there is no team `T9`", TEAMS),
        ("[setup]\nout_of_service = [\"PICC\"]\n", 4, "there is no team `PICC`", TEAMS),
        (
            "[[inject]]\ncode = \"J1\"\ntitle = \"t\"\nby_hand = true\nrefuses = [\"PINGAM\"]\n",
            7,
            "there is no team, insurer or person `PINGAM`",
            "did you mean `PINGAN`?",
        ),
        (
            "[[inject]]\ncode = \"J1\"\ntitle = \"t\"\nafter = \"accepted T7\"\n",
            6,
            "there is no team `T7`",
            TEAMS,
        ),
        (
            &format!("{EXPECT}does = \"dispatch atack\"\n"),
            8,
            "there is no team `ATACK`",
            "did you mean `attack`?",
        ),
        (&format!("{EXPECT}does = \"dispatch T8 attack\"\n"), 8, "there is no team `T8`", TEAMS),
        (
            &format!("{EXPECT}does = \"call pwoer\"\n"),
            8,
            "there is no person, team or insurer `PWOER`",
            "did you mean `power`?",
        ),
        (&format!("{EXPECT}does = \"call site HX\"\n"), 8, "there is no site `HX`", "write one of: HY, DF,"),
        (
            &format!("{EXPECT}does = \"claim PINGAM\"\n"),
            8,
            "there is no insurer `PINGAM`",
            "did you mean `PINGAN`?",
        ),
        (
            &format!("{EXPECT}does = \"ack\"\nwrong = [\"evac\",\n\"evac-heard T0\"]\n"),
            10,
            "there is no team `T0`",
            TEAMS,
        ),
        (&format!("{EXPECT}does = \"ack\"\nfrom = \"on-scene T9\"\n"), 9, "there is no team `T9`", TEAMS),
        (
            "[[phase]]\nnumber = 1\nentry = [{ zh = \"z\", done = \"call CPICC\" }]\n",
            5,
            "there is no person, team or insurer `CPICC`",
            "did you mean `CPIC`?",
        ),
        (
            "[[phase]]\nnumber = 1\nexit = [{ zh = \"z\", done = \"returned T9\" }]\n",
            5,
            "there is no team `T9`",
            TEAMS,
        ),
    ]);
}

#[test]
fn a_code_of_the_worlds_tables_that_nobody_has_is_told_as_well() {
    assert_told(&[
        (
            "[[act]]\nat = \"00:00:01\"\nofficer = \"D9\"\nline = \"ack 1001\"\n",
            5,
            "there is no person `D9`",
            "enter it in people.csv first",
        ),
        (
            "[[act]]\nat = \"00:00:01\"\nofficer = \"D1\"\nsigns = \"Q1\"\nline = \"ack 1001\"\n",
            6,
            "there is no person `Q1`",
            "enter it in people.csv first",
        ),
        (
            "[[event]]\nat = \"00:00:01\"\ndevice = \"S-20331\"\ntype = \"online\"\n",
            5,
            "there is no device `S-20331`",
            "did you mean `S-2031`?",
        ),
        (
            "[[event]]\nat = \"00:00:01\"\ndevice = \"Q\"\ntype = \"online\"\n",
            5,
            "there is no device `Q`",
            "enter it in devices.csv first, or write unregistered = true",
        ),
        (
            "[[generate]]\npattern = \"heartbeats\"\nrate = 1.0\ndevices = [\"S-2031\",\n\"Q-1\"]\n",
            6,
            "there is no device `Q-1`",
            "enter it in devices.csv first",
        ),
    ]);
}

#[test]
fn all_of_them_are_told_in_one_reading_by_their_lines() {
    let many = format!(
        "[setup]\nuncovered = [\"T8\"]\n[[generate]]\npattern = \"heartbeats\"\nrate = 1.0\ndevices = [\"Q-{{1..40}}\"]\n{EXPECT}does = \"accepted T9\"\n"
    );
    let found = told(&many);
    let lines: Vec<&str> = found.iter().map(|it| it.split(':').nth(1).unwrap()).collect();
    assert_eq!(lines, ["4", "8", "8", "8", "8", "14"], "{found:#?}");
    assert!(found[4].contains("37 more devices"), "{found:#?}");
}

#[test]
fn letters_count_alike_and_a_stranger_may_be_meant() {
    for tables in [
        "[setup]\nuncovered = [\"t2\"]\n",
        "[[event]]\nat = \"00:00:01\"\ndevice = \"s-2031\"\ntype = \"online\"\n",
        "[[event]]\nat = \"00:00:01\"\ndevice = \"Q\"\ntype = \"online\"\nunregistered = true\n",
        "[[generate]]\npattern = \"heartbeats\"\nrate = 1.0\ndevices = [\"Q-{1..9}\"]\nunregistered = true\n",
        &format!(
            "{EXPECT}does = \"call 119\"\nwrong = [\"call d1\", \"dispatch\", \"dispatch attack\", \"call picc\"]\n"
        ),
    ] {
        assert_eq!(told(tables), [""; 0], "{tables}");
    }
}

#[test]
fn the_shipped_drills_name_only_what_the_sample_has() {
    let registry = registry();
    for night in crate::drill::nights::NIGHTS {
        for suffix in ["", ".bad"] {
            let file = format!("{}/fixtures/drills/{night}{suffix}.toml", env!("CARGO_MANIFEST_DIR"));
            let text = fs::read_to_string(&file).unwrap();
            let scenario = Scenario::read(&file, &text).unwrap_or_else(|mistakes| panic!("{mistakes}"));
            let told: Vec<String> =
                check::codes(&file, &scenario, &registry).iter().map(|it| it.written(Lang::En)).collect();
            assert_eq!(told, [""; 0]);
            assert!(scenario.mentions.len() > 5, "{file} names something");
        }
    }
}

/// What makes a recording.
type Make<'a> = &'a dyn Fn(&Path);

/// One input of a recording: its kind, its feed, its bytes.
type Said<'a> = (u8, u16, &'a [u8]);

const EVENT: &[u8] = br#"{"specversion":"1.0","id":"1","source":"/park","type":"duty.device.online.v1","time":"2026-11-22T03:00:00+08:00","sequence":"1","data":{"device":"Q-77"}}"#;

fn record(directory: &Path, said: &[Said<'_>]) {
    let (mut writer, _) = Writer::open(directory, "0.3.0+test").unwrap();
    for (number, (kind, source, bytes)) in (1..).zip(said) {
        let at = Instant(1_700_000_000_000 + number as i64);
        let record = Record { number: InputNumber(number), at, kind: *kind, source: *source, bytes };
        writer.append(&[record]).unwrap();
        writer.sync().unwrap();
    }
}

/// Returns what is told of the recording `night` beside a scenario, or how many devices of it nobody knows.
fn survey(directory: &Path, feeds: &[Feed], setup: &str) -> Result<usize, String> {
    let file = directory.join("s.toml");
    let file = file.to_str().unwrap();
    let text = format!("{HEAD}[setup]\n{setup}recording = \"night\"\n");
    let scenario = Scenario::read(file, &text).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let found = check::recording(file, &scenario, &registry(), feeds);
    let found = found.map(|found| found.expect("it names a recording").1.strangers.len());
    found.map_err(|mistake| mistake.written(Lang::En).replace(directory.to_str().unwrap(), ""))
}

#[test]
fn a_recording_that_cannot_be_the_feed_is_told_with_file_line_and_hint() {
    let frame: Said<'_> = (1, 0, EVENT);
    let damaged = |night: &Path, at: fn(usize) -> usize| {
        record(night, &[frame, frame, frame]);
        let file = fs::read_dir(night).unwrap().next().unwrap().unwrap().path();
        let mut bytes = fs::read(&file).unwrap();
        let place = at(bytes.len());
        bytes[place] ^= 1;
        fs::write(&file, bytes).unwrap();
    };
    let rows: [(Make<'_>, &str, &str); 9] = [
        (&|_| {}, "there is no recording /night", "a relative path starts at the directory of this file"),
        (&|night| fs::create_dir(night).unwrap(), "/night is no recording", "name a data directory"),
        (&|night| fs::write(night, "a text").unwrap(), "/night is no recording", "name a data directory"),
        (&|night| record(night, &[(5, 0, b"")]), "/night is no recording", "name a data directory"),
        (&|night| damaged(night, |bytes| bytes / 2), "bad block at byte", "take a whole copy"),
        (&|night| damaged(night, |bytes| bytes - 1), "torn at byte", "use it when that desk was stopped"),
        (
            &|night| record(night, &[frame, (200, 0, b"")]),
            "input 2 of the recording: ",
            "use the version of dutydesk",
        ),
        (
            &|night| record(night, &[(2, 0, b"\xff")]),
            "input 1 of the recording: ",
            "use the version of dutydesk",
        ),
        (
            &|night| record(night, &[(1, 1, EVENT)]),
            "the recording has 2 feeds, the configuration 1",
            "--config FILE",
        ),
    ];
    for (make, what, hint) in rows {
        let directory = tempfile::tempdir().unwrap();
        make(&directory.path().join("night"));
        let told = survey(directory.path(), &[feed()], "").unwrap_err();
        assert!(told.starts_with("/s.toml:4: "), "{told}");
        assert!(
            told.contains(what) && told.contains(&format!("hint: {hint}")) || told.contains(hint),
            "{what}\n{told}"
        );
    }
}

#[test]
fn a_whole_recording_is_taken_with_its_strangers_and_beside_other_feeds() {
    let directory = tempfile::tempdir().unwrap();
    record(&directory.path().join("night/recording"), &[(1, 0, EVENT), (1, 0, EVENT)]);
    assert_eq!(survey(directory.path(), &[feed()], ""), Ok(1), "a data directory, and one stranger");
    let own = Feed { code: bounded("sensors"), ..feed() };
    let twice = survey(directory.path(), &[own], "feeds = [\"sensors\"]\n").unwrap_err();
    assert!(twice.contains("the configuration has a feed `sensors` too"), "{twice}");
    let many = vec![feed(); dutydesk::limits::FEEDS_MAX];
    let crowded = survey(directory.path(), &many, "").unwrap_err();
    assert!(crowded.contains("there are 17 feeds, at most 16"), "{crowded}");
    let started = format!("{HEAD}start = \"2026-11-22T03:00:00+08:00\"\n[setup]\nrecording = \"night\"\n");
    let both = Scenario::read("s.toml", &started).unwrap_err().to_string();
    assert!(both.contains("s.toml:3: `start` beside a `recording`"), "{both}");
}
