//! Shipped drills, played by scripted teams at their terminals: each person's lines are typed on a screen of their own.
//!
//! The clock stands while somebody types, and runs to the time of the next line: a busy machine makes no team late.

use crate::hands::saved_entry;
use crate::support::desk::Desk;
use crate::support::pty::Pty;
use dutydesk::drill::scenario::Scenario;
use dutydesk::drill::score::Judgement;
use dutydesk::engine::drill::run::{Card, Run};
use dutydesk::feed::scenario::Line;
use dutydesk::journal::reader::Reader;
use dutydesk::registry::{Registry, sample};
use dutydesk::units::Span;
use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

/// The sample's passphrase.
const PASSPHRASE: &str = "sample";
/// Desk time that a fast clock may run too far before it is noticed.
const SLOW_BEFORE_MS: i64 = 12_000;
/// How fast the clock runs where nothing happens, and before the time of a line.
const PACES: [&str; 2] = ["pace 240", "pace 8"];

/// A drill, and the screens of those who play it.
struct Team {
    desk: Desk,
    screens: BTreeMap<String, Pty>,
}

impl Team {
    fn begin(text: &str) -> Self {
        let directory = tempfile::tempdir().unwrap();
        std::fs::set_permissions(directory.path(), std::fs::Permissions::from_mode(0o750)).unwrap();
        // Its clock stands until the team sits at its screens.
        let card = Card { of: "drill".to_owned(), speed_milli: 0, ..Card::default() };
        Run::make(directory.path(), card, text).unwrap();
        Self { desk: Desk::sample_in(directory, &[], Vec::new()), screens: BTreeMap::new() }
    }

    /// Lets the drill run to a time since its beginning, and stand there.
    fn run_to(&self, at: Span) {
        let reached = |wanted: i64| {
            self.desk.wait_for("the time of a line", |status| {
                let began = status["status"]["drill"]["began"].as_i64().unwrap_or(i64::MAX);
                status["status"]["now"].as_i64().is_some_and(|now| now - began >= wanted)
            });
        };
        for (pace, wanted) in PACES.into_iter().zip([at.0 - SLOW_BEFORE_MS, at.0]) {
            let status = self.desk.status();
            let now = status["status"]["now"].as_i64().unwrap()
                - status["status"]["drill"]["began"].as_i64().unwrap();
            if now >= wanted {
                continue;
            }
            self.direct(pace);
            if !status["status"]["drill"]["held"].is_null() {
                self.direct("resume");
            }
            reached(wanted);
            self.direct("hold");
        }
    }

    fn direct(&self, line: &str) {
        let acted = self.desk.act_as("X1", PASSPHRASE, line);
        assert!(acted.status.success(), "{line}: {acted:?}");
    }

    /// Types a line on the screen of whose hand it is; it must be recorded.
    fn play(&mut self, line: &Line) {
        let officer = line.signed_by.as_ref().unwrap_or(&line.officer);
        if !self.screens.contains_key(officer) {
            let screen = sign_on(&self.desk, officer);
            self.screens.insert(officer.clone(), screen);
        }
        let Some(pty) = self.screens.get_mut(officer) else { return };
        let entries = self.desk.entries().len();
        pty.press(&format!(":{}\r", line.text));
        let mut is_signed = false;
        let told = |screen: &vt100::Screen| {
            let rows = screen.contents();
            let last = screen.rows(0, screen.size().1.get()).last().unwrap_or_default();
            let asks = rows.contains("口令 (不显示)");
            (asks
                || saved_entry(screen).is_some_and(|(entry, _)| entry as usize > entries)
                || last.contains("未办"))
            .then_some((asks, last))
        };
        loop {
            let (asks, last) = pty.find(&line.text, told);
            if asks && !is_signed {
                is_signed = true;
                pty.press(PASSPHRASE);
                pty.enter();
                pty.wait_until_gone("口令 (不显示)");
                continue;
            }
            assert!(!last.contains("未办"), "{} {}: {last}", line.officer, line.text);
            break;
        }
        // A slip that the line opened is put aside: its end is a line of its own.
        pty.press("\x1b");
        pty.settle();
    }
}

fn sign_on(desk: &Desk, officer: &str) -> Pty {
    let mut pty = Pty::run(&desk.command(&["attach", "--officer", officer]), 160, 48);
    pty.wait_for_text("演练");
    pty.press("P");
    pty.wait_for_text("署名   Esc 取消");
    pty.enter();
    pty.wait_for_text("口令 (不显示)");
    pty.press(PASSPHRASE);
    pty.enter();
    pty.wait_for_text("已署名");
    pty
}

/// Plays a scenario with the lines of a team; returns its desk, stopped.
fn play(text: &str, lines: &[Line]) -> Desk {
    let mut team = Team::begin(text);
    for line in lines {
        team.run_to(line.at);
        team.play(line);
    }
    if lines.iter().all(|line| line.text != "end-drill") {
        team.direct("end-drill");
    }
    let Team { mut desk, screens } = team;
    for (_, mut pty) in screens {
        pty.leave();
    }
    desk.terminate();
    desk
}

/// Returns the lines of a shipped scenario's other team.
fn bad_lines(name: &str) -> Vec<Line> {
    let text = std::fs::read_to_string(shipped(&format!("{name}.bad.toml"))).unwrap();
    Scenario::read(name, &text).unwrap_or_else(|mistakes| panic!("{mistakes}")).world.lines.clone()
}

fn shipped(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/drills").join(file)
}

/// Plays a shipped drill with one of its teams, and compares its score with what was worked out by hand.
fn play_and_score(name: &str, team: &str) {
    let began = std::time::Instant::now();
    let text = std::fs::read_to_string(shipped(&format!("{name}.toml"))).unwrap();
    let scenario = Scenario::read(name, &text).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let lines = if team == "bad" { bad_lines(name) } else { scenario.world.lines.clone() };
    let desk = play(&text, &lines);
    let reader = Reader::open(&desk.data_dir().join("journal.sqlite")).unwrap();
    let registry = Registry::load(&sample::source(), &[]).unwrap();
    let score = dutydesk::drill::score::read(&scenario, &reader, &registry.operations).unwrap();
    let by_hand: toml::Table =
        std::fs::read_to_string(shipped("expected-scores.toml")).unwrap().parse().unwrap();
    let by_hand = by_hand[name][team].as_table().unwrap();
    let differ: Vec<String> = score
        .items
        .iter()
        .filter_map(|item| {
            let code = scenario.expectations[item.expectation].code;
            let wanted = &by_hand[code.as_str()];
            let wanted = (wanted["judgement"].as_str()?, wanted["points"].as_integer()?);
            let found = (word(item.judgement), i64::from(item.points));
            (found != wanted).then(|| format!("{code}: {found:?}, by hand {wanted:?}: {item:?}"))
        })
        .collect();
    assert!(differ.is_empty(), "{name} {team}: {differ:#?}");
    let total = by_hand["total"].as_integer().zip(by_hand["maximum"].as_integer());
    assert_eq!(total, Some((i64::from(score.points), i64::from(score.points_max))), "{name} {team}");
    let took = began.elapsed();
    eprintln!(
        "drill: {name}, the {team} team at its terminals: {} lines, {} judged as by hand, {took:?}",
        lines.len(),
        score.items.len()
    );
}

/// Returns a judgement as it is written by hand.
const fn word(judgement: Judgement) -> &'static str {
    match judgement {
        Judgement::OnTime => "on-time",
        Judgement::Late => "late",
        Judgement::Wrong => "wrong",
        Judgement::Missed => "missed",
        Judgement::NotAsked => "not-asked",
    }
}

/// The teams of a landing; `SCALE=full` plays all ten.
const CI: [(&str, &str); 2] = [("joint-fire", "good"), ("surge", "bad")];
const FULL: [(&str, &str); 8] = [
    ("park-fire", "good"),
    ("park-fire", "bad"),
    ("earthquake", "good"),
    ("earthquake", "bad"),
    ("rainstorm", "good"),
    ("rainstorm", "bad"),
    ("surge", "good"),
    ("joint-fire", "bad"),
];

#[test]
fn a_team_that_plays_well_is_scored_as_by_hand() {
    play_and_score(CI[0].0, CI[0].1);
}

#[test]
fn a_team_that_plays_badly_is_scored_as_by_hand() {
    play_and_score(CI[1].0, CI[1].1);
}

#[test]
fn every_team_of_every_shipped_drill_is_scored_as_by_hand() {
    if std::env::var("SCALE").as_deref() != Ok("full") {
        eprintln!(
            "drill: eight more teams play with SCALE=full; `it drill::shipped` plays all ten without terminals"
        );
        return;
    }
    for (name, team) in FULL {
        play_and_score(name, team);
    }
}
