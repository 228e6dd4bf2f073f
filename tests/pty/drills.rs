//! Shipped drills, played by scripted teams at their terminals: each person's lines are typed on a screen of their own.
//!
//! The clock stands while somebody types, and runs to the time of the next line: a busy machine makes no team late.

use crate::hands::saved_entry;
use crate::support::desk::Desk;
use crate::support::pty::Pty;
use dutydesk::drill::scenario::Scenario;
use dutydesk::engine::drill::run::{Card, Run};
use dutydesk::feed::scenario::Line;
use dutydesk::units::Span;
use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;

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
fn play(text: &str, lines: &[Line], ends: Span) -> Desk {
    let mut team = Team::begin(text);
    for line in lines {
        team.run_to(line.at);
        team.play(line);
    }
    team.run_to(ends);
    team.direct("end-drill");
    let Team { mut desk, screens } = team;
    for (_, mut pty) in screens {
        pty.leave();
    }
    desk.terminate();
    desk
}

#[test]
fn a_team_plays_the_park_fire_at_its_terminals() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/scenarios/park-fire.toml");
    let text = std::fs::read_to_string(file).unwrap();
    let scenario = Scenario::read("park-fire", &text).unwrap();
    let lines: Vec<Line> =
        scenario.world.lines.iter().filter(|line| line.at < Span::minutes(10)).cloned().collect();
    let began = std::time::Instant::now();
    let desk = play(&text, &lines, Span::minutes(10));
    let took: Duration = began.elapsed();
    eprintln!("drill: {} lines of a team in {took:?}; {} entries", lines.len(), desk.data_dir().display());
}
