//! Drills beside a live desk: a night is watched and taken over, a real alarm breaks in, and the live desk stays as it was.

use crate::seen::{self, Session};
use crate::stages;
use crate::support::desk::{Desk, output};
use crate::support::wait;
use dutydesk::engine::drill::run::{Card, Run};
use dutydesk::ipc::protocol::{EntryQuery, EntryRow};
use dutydesk::text::bounded;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

/// The drill director of the sample, and the passphrase of everybody there.
pub(crate) const DIRECTOR: (&str, &str) = ("X1", "sample");

/// Starts the desk of a drill in a directory of its own.
fn play(of: &str, scenario: &str, recording: Option<PathBuf>, live: Option<&Path>) -> Desk {
    // A night is taken over by a team that has to sit down first.
    let waits = recording.is_some();
    let directory = tempfile::tempdir().unwrap();
    std::fs::set_permissions(directory.path(), std::fs::Permissions::from_mode(0o750)).unwrap();
    let card = Card {
        of: of.to_owned(),
        recording,
        tape: None,
        live: live.map(Path::to_owned),
        config: None,
        speed_milli: 1_000,
        waits,
        ..Card::default()
    };
    Run::make(directory.path(), card, scenario).unwrap();
    Desk::sample_in(directory, &[], Vec::new())
}

pub(crate) fn direct(desk: &Desk, line: &str) -> String {
    let acted = desk.act_as(DIRECTOR.0, DIRECTOR.1, line);
    assert!(acted.status.success(), "{line}: {acted:?}");
    String::from_utf8(acted.stdout).unwrap()
}

fn replay(status: &Value) -> &Value {
    &status["status"]["drill"]["replay"]
}

/// Returns what every file of a directory is, by name.
pub(crate) fn files(directory: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(directory).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.append(&mut files(&path));
        } else if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            found.insert(path, Sha256::digest(bytes).to_vec());
        }
    }
    found
}

#[test]
fn a_night_is_watched_taken_over_and_stays_what_it_was() {
    let directory = tempfile::tempdir().unwrap();
    let live = recorded(directory.path());
    let entries = seen::export(&live);
    let fire = entries.iter().find_map(|entry| entry["incident"].as_u64()).expect("a night with incidents");
    let before = files(live.data_dir());

    let mut drill =
        play("night", "[scenario]\nname = \"night\"\n", Some(live.data_dir().join("recording")), None);
    // Nobody decides while it is watched, and only the director moves it.
    let refused = drill.act(&format!("ack {fire}"));
    assert_eq!(refused.status.code(), Some(1), "{refused:?}");
    assert!(String::from_utf8_lossy(&refused.stderr).contains("take-over"), "{refused:?}");
    assert_eq!(drill.act_as("D1", "sample", "seek @100").status.code(), Some(1));
    let there = |input: u64| {
        drill.wait_for(&format!("input {input}"), |status| {
            replay(status)["input"] == input && replay(status)["seeks"] == false
        })
    };
    direct(&drill, "seek @1200");
    let first = there(1_200);
    direct(&drill, "bookmark 首警之后");
    direct(&drill, "step-on");
    there(1_201);
    direct(&drill, "seek @40");
    there(40);
    direct(&drill, "seek B1");
    let again = there(1_200);
    // The state at an input is the night's, from whichever side it is reached.
    for part in ["incidents", "teams", "deadlines", "feeds"] {
        assert_eq!(first[part], again[part], "{part}");
    }
    direct(&drill, "pace 16");
    direct(&drill, "resume");
    drill.wait_for("it goes on", |status| replay(status)["input"].as_u64() > Some(1_205));
    direct(&drill, "hold");
    direct(&drill, "seek @1500");
    there(1_500);
    assert_only_what_is_there_is_found(&drill, fire);

    let answered = direct(&drill, "take-over");
    assert!(!answered.contains("未知"), "{answered}");
    // The socket is closed and opened anew: a screen reaches it again by itself.
    let is_the_teams = || {
        let printed = output(drill.command(&["status", "--json"]));
        let status: Value = serde_json::from_slice(&printed.stdout).ok()?;
        let status = &status["snapshot"];
        let is_held = !status["status"]["drill"]["held"].is_null();
        (replay(status).is_null() && is_held).then_some(())
    };
    wait::until("the team's desk, held until they sit", is_the_teams, String::new);
    assert!(drill.act("note 班组接手").status.success());
    drill.terminate();
    let played = seen::export(&drill);
    let began = played.iter().position(|entry| entry["kind"] == "desk.registry" && entry["entry"] != 1);
    let taken = began.unwrap_or_default().max(1);
    // What was taken over is the night's, entry by entry, hash by hash; then the drill goes on.
    assert!(taken > 20, "{taken} entries were taken over");
    for (mine, theirs) in played.iter().zip(&entries).take(taken.min(entries.len())) {
        assert_eq!(mine["digest"], theirs["digest"], "entry {}", mine["entry"]);
    }
    assert!(played.iter().any(|entry| entry["kind"] == "drill.began"));
    let said = seen::assert_replays(&drill);
    // No word that anybody typed that night went with it.
    for (file, _) in files(drill.data_dir()) {
        let bytes = std::fs::read(&file).unwrap();
        let holds = bytes.windows(12).any(|window| window == b"0516-5550199");
        assert!(!holds, "{}", file.display());
    }
    assert_eq!(before, files(live.data_dir()), "the live desk's files are byte for byte what they were");
    eprintln!("drill: {taken} entries taken over; {}", said.lines().next().unwrap_or_default());
}

/// Records a night in which somebody acts and types.
fn recorded(directory: &Path) -> Desk {
    let stage = stages::write(directory, 1, 2_000).remove(0);
    let mut live = Desk::sample(&["--clock", "source", "--scenario", stage.file.to_str().unwrap()]);
    let night = seen::wait_for_cursor(&live, stage.events);
    let fire = night.incidents.first().expect("a night with incidents").id.0;
    assert!(live.act(&format!("ack {fire}")).status.success());
    assert!(live.act("note 电话 0516-5550199 王某").status.success());
    live.terminate();
    live
}

#[test]
fn a_watched_night_shows_its_journal_and_finds_its_bookmarks_again() {
    let directory = tempfile::tempdir().unwrap();
    let live = recorded(directory.path());
    let night = copied(live.data_dir(), &directory.path().join("a night? 100%"));
    let entries = seen::export(&live);
    let before = files(&night);
    let recording = night.join("recording");
    let mut drill = play("night", "[scenario]\nname = \"night\"\n", Some(recording), None);
    let reach = |drill: &Desk, line: &str| {
        direct(drill, line);
        let there = drill.wait_for(line, |status| replay(status)["seeks"] == false);
        (replay(&there)["input"].as_u64().unwrap(), there["status"]["entry"].as_u64().unwrap())
    };
    let pages = |drill: &Desk, find: &str| {
        let mut session = Session::open(&drill.socket()).unwrap();
        let asked = |before| EntryQuery { incident: None, before, rows: 200, find: bounded(find) };
        let mut all = session.entries(asked(None));
        while let Some(last) = all.last().map(|row| row.entry).filter(|last| last.0 > 1 && find.is_empty()) {
            all.extend(session.entries(asked(Some(last))));
        }
        all
    };
    let is_the_nights = |rows: &[EntryRow], upto: u64| {
        assert_eq!(rows.first().map(|row| row.entry.0), Some(upto));
        for (row, written) in rows.iter().rev().zip(&entries) {
            assert_eq!(row.digest.to_string(), written["digest"], "entry {}", row.entry);
            assert_eq!(row.text, None, "what was typed stands in the night's own journal");
        }
        assert_eq!(rows.len() as u64, upto, "every entry up to there, and none behind");
    };
    let (late, upto) = reach(&drill, "seek @1900");
    is_the_nights(&pages(&drill, ""), upto);
    direct(&drill, "bookmark 午饭前");
    let (early, upto) = reach(&drill, "seek @900");
    is_the_nights(&pages(&drill, ""), upto);
    let found = pages(&drill, "incident.opened");
    assert!(!found.is_empty() && found.iter().all(|row| row.kind == "incident.opened"), "{found:?}");
    direct(&drill, "bookmark 首警");

    // After lunch, and after a crash.
    drill.terminate();
    drill.start_again();
    let marked = |drill: &Desk| replay(&drill.status())["bookmarks"].as_u64();
    assert_eq!(marked(&drill), Some(2));
    assert_eq!(reach(&drill, "seek B1").0, late);
    drill.kill();
    drill.start_again();
    assert_eq!(marked(&drill), Some(2));
    assert_eq!(reach(&drill, "seek B2").0, early);
    drill.terminate();
    assert_eq!(before, files(&night), "the night is byte for byte what it was, and no file stands beside it");
}

/// Copies journal and recording of a desk that has ended: nobody has looked at the copy yet.
fn copied(from: &Path, to: &Path) -> PathBuf {
    std::fs::create_dir_all(to.join("recording")).unwrap();
    for (file, _) in files(from) {
        let name = file.strip_prefix(from).unwrap();
        if name.starts_with("recording") || name == Path::new("journal.sqlite") {
            std::fs::copy(&file, to.join(name)).unwrap();
        }
    }
    to.to_owned()
}

/// What the night does not have is refused with what it has, and it stands where it stood.
fn assert_only_what_is_there_is_found(drill: &Desk, fire: u64) {
    let stands = |input: u64| {
        drill.wait_for(&format!("input {input}"), |status| {
            replay(status)["input"] == input && replay(status)["seeks"] == false
        });
    };
    for (line, wanted) in [
        ("seek @9999999", "录像里共 "),
        ("seek @0", "录像里共 "),
        ("seek +999:00:00", "录像里没有这个时刻. 录像从 "),
        ("seek 9999", "有 1001 到 "),
        ("seek 12", "有 1001 到 "),
        // Its end is known by now.
        ("seek 9998", "有 1001 到 "),
    ] {
        let refused = direct_refused(drill, line);
        assert!(refused.contains(wanted), "{line}: {refused}");
        stands(1_500);
    }
    direct(drill, &format!("seek {fire}"));
    direct(drill, "seek +00:00");
    direct(drill, "seek @1500");
    stands(1_500);
}

#[test]
fn the_recording_of_a_drill_is_watched_and_not_taken_over() {
    let mut drill = play("quiet", "[scenario]\nname = \"quiet\"\n", None, None);
    drill.wait_for("it runs", |status| !status["status"]["drill"].is_null());
    assert!(drill.act("note 班组").status.success());
    drill.terminate();
    let again =
        play("quiet again", "[scenario]\nname = \"again\"\n", Some(drill.data_dir().join("recording")), None);
    let refused = direct_refused(&again, "take-over");
    assert!(refused.contains("一场演练的录像") && refused.contains("dutydesk drill"), "{refused}");
    again.wait_for("it is watched on", |status| !replay(status).is_null());
}

#[test]
fn a_real_alarm_breaks_into_a_drill() {
    let directory = tempfile::tempdir().unwrap();
    let night = directory.path().join("night.toml");
    std::fs::write(
        &night,
        "[scenario]\nname = \"night\"\n\n[[event]]\nat = \"00:00:12\"\ndevice = \"S-2031\"\ntype = \"alarm\"\nconditions = [\"fire\"]\nseverity = \"severe\"\n",
    )
    .unwrap();
    let mut live = Desk::sample(&["--scenario", night.to_str().unwrap()]);
    let drill = play("quiet", "[scenario]\nname = \"quiet\"\n", None, Some(live.data_dir()));
    drill.wait_for("the live desk", |status| status["status"]["drill"]["live"]["is_heard"] == true);
    let held = drill.wait_for("the real alarm", |status| !status["status"]["drill"]["held"].is_null());
    assert_eq!(
        held["status"]["drill"]["held"]["real-alarm"]["incident"]
            .as_u64()
            .or(held["status"]["drill"]["held"]["RealAlarm"]["incident"].as_u64()),
        Some(1_001),
        "{held:#}"
    );
    assert_eq!(held["status"]["drill"]["live"]["life_risk"], 1);
    // Acts of the drill are still taken while it stands; the live desk hears nothing of it.
    assert!(drill.act("note 听到真实警情").status.success());
    assert!(drill.act("real-situation").status.success());
    let over = direct_refused(&drill, "resume");
    assert!(over.contains("演练已结束"), "{over}");
    live.terminate();
    let opened = time_of(&seen::export(&live), "incident.opened");
    let mut drill = drill;
    drill.terminate();
    let entries = seen::export(&drill);
    let broke_in = time_of(&entries, "drill.held");
    let late = broke_in - opened;
    eprintln!("drill: the real alarm broke in {late} ms after it opened");
    assert!((-50..1_000).contains(&late), "{late} ms");
    assert!(seen::export(&live).iter().all(|entry| !entry["kind"].as_str().unwrap().starts_with("drill.")));
}

#[test]
fn a_run_is_opened_by_no_desk_that_serves_and_made_of_nothing_else() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("journal.sqlite"), b"evidence").unwrap();
    let made = Run::make(directory.path(), Card::default(), "");
    assert!(made.is_err(), "a directory that holds something becomes no run");
    assert!(Run::open(directory.path()).is_err());
    let refused = output({
        let mut command = std::process::Command::new(crate::support::desk::DUTYDESK);
        command.args(["report", "statement", "--sample", "--lang", "zh", "--data-dir"]).arg(directory.path());
        command
    });
    assert!(!refused.status.success());
}

fn direct_refused(desk: &Desk, line: &str) -> String {
    let acted = desk.act_as(DIRECTOR.0, DIRECTOR.1, line);
    assert_eq!(acted.status.code(), Some(1), "{line}: {acted:?}");
    String::from_utf8(acted.stderr).unwrap()
}

fn time_of(entries: &[Value], kind: &str) -> i64 {
    let entry = entries.iter().find(|entry| entry["kind"] == kind).unwrap_or_else(|| panic!("no {kind}"));
    entry["at"].as_i64().unwrap_or_else(|| panic!("{entry:#}"))
}
