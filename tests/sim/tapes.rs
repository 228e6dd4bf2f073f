//! A scenario whose feed is a recorded night: the night comes again, once, at its own times, among the injects of a drill.

use crate::drills::{direct, files};
use crate::links::{Feed, configuration};
use crate::seen;
use crate::stages;
use crate::support::desk::{DUTYDESK, Desk, output};
use crate::support::wait;
use dutydesk::engine::drill::run::{Card, Run};
use dutydesk::recording::OwnedRecord;
use dutydesk::recording::reader::Reader;
use dutydesk::units::{InputNumber, Span};
use serde_json::Value;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

/// How the recording files a frame, and who sent it: the night's one feed, and the drill's own behind it.
const FRAME: u8 = 1;
const OF_THE_NIGHT: u16 = 0;
const OF_THE_DRILL: u16 = 1;
/// Events of the night.
const EVENTS: u64 = 1_600;
/// What somebody typed that night.
const TYPED: &str = "0516-5550199";

/// A warning, in the middle of the night.
const WARNING: &str = "\n[[warning]]\nat = \"00:00:30\"\nidentifier = \"32032141600000_20261122030030\"\nevent = \"暴雨\"\ncolour = \"orange\"\nsender = \"丰县气象台\"\nheadline = \"丰县气象台发布暴雨橙色预警\"\nadcodes = [\"320321\"]\nexpires_after = \"03:00:00\"\n";

/// What the drill adds: two injects, an expectation, a phase.
const ADDED: &str = "\n[[inject]]\ncode = \"J1\"\nat = \"00:00:20\"\ntitle = \"第二起火情\"\ntold = \"门卫来电\"\n\n[[event]]\ninject = \"J1\"\nat = \"00:00:01\"\ndevice = \"S-2006\"\ntype = \"alarm\"\nconditions = [\"fire\"]\n\n[[inject]]\ncode = \"J2\"\nby_hand = true\ntitle = \"有人被困\"\n\n[[expect]]\ncode = \"E1\"\nzh = \"受理\"\nen = \"acknowledge\"\ndoes = \"ack\"\nwithin = \"00:10:00\"\nweight = 5\n\n[[phase]]\nnumber = 1\nentry = [{ zh = \"已受理\", en = \"acknowledged\", done = \"ack\" }]\n";

/// A night that was recorded, and the desk whose it was.
struct Night {
    desk: Desk,
    directory: tempfile::TempDir,
}

impl Night {
    fn record() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let stage = stages::write(directory.path(), 1, EVENTS).remove(0);
        let text = std::fs::read_to_string(&stage.file).unwrap() + WARNING;
        std::fs::write(&stage.file, text).unwrap();
        let mut desk = Desk::sample(&["--clock", "source", "--scenario", stage.file.to_str().unwrap()]);
        let seen = seen::wait_for_cursor(&desk, stage.events + 1);
        let incident = seen.incidents.first().expect("a night with incidents").id.0;
        assert!(desk.act(&format!("ack {incident}")).status.success());
        assert!(desk.act(&format!("note 电话 {TYPED} 王某")).status.success());
        desk.terminate();
        Self { desk, directory }
    }

    fn recording(&self) -> PathBuf {
        self.desk.data_dir().join("recording")
    }

    /// Writes a scenario beside which a link leads to the night, so that it names it by a relative path.
    fn scenario(&self) -> PathBuf {
        let link = self.directory.path().join("night");
        if !link.exists() {
            std::os::unix::fs::symlink(self.desk.data_dir(), link).unwrap();
        }
        write(self.directory.path(), "night")
    }
}

fn write(directory: &Path, recording: &str) -> PathBuf {
    let file = directory.join("again.toml");
    let head = format!("[scenario]\nname = \"那一夜\"\n\n[setup]\nrecording = \"{recording}\"\n");
    std::fs::write(&file, head + ADDED).unwrap();
    file
}

/// Starts a run of a scenario that has a recording for a feed.
fn play(scenario: &Path, tape: Option<PathBuf>, config: Option<PathBuf>, speed_milli: u32) -> Desk {
    let directory = tempfile::tempdir().unwrap();
    std::fs::set_permissions(directory.path(), std::fs::Permissions::from_mode(0o750)).unwrap();
    let of = scenario.display().to_string();
    let card = Card { of, tape, config, speed_milli, ..Card::default() };
    Run::make(directory.path(), card, &std::fs::read_to_string(scenario).unwrap()).unwrap();
    Desk::sample_in(directory, &[], Vec::new())
}

/// Opens a drill as somebody at a terminal does; there is none here, so that its screen is refused when all else was right.
fn open(scenario: &Path, more: &[&str]) -> (Output, tempfile::TempDir) {
    let run = tempfile::tempdir().unwrap();
    let mut command = Command::new(DUTYDESK);
    command.args(["drill", "--lang", "zh"]).arg(scenario).args(more);
    command.arg("--data-dir").arg(run.path().join("run"));
    (output(command), run)
}

fn frames(recording: &Path, feed: u16) -> Vec<OwnedRecord> {
    let reader = Reader::open(recording, InputNumber(0)).unwrap();
    let of_feed = |record: &OwnedRecord| record.kind == FRAME && record.source == feed;
    reader.map_while(Result::ok).filter(of_feed).collect()
}

fn taken(drill: &Desk) -> usize {
    frames(&drill.data_dir().join("recording"), OF_THE_NIGHT).len()
}

fn wait_for_taken(drill: &Desk, count: usize) {
    let look = || (taken(drill) >= count).then_some(());
    wait::until("the night's frames", look, || format!("{} of {count}", taken(drill)));
}

#[test]
fn a_night_comes_again_once_at_its_own_times_among_injects() {
    let night = Night::record();
    let before = files(night.desk.data_dir());
    let told = frames(&night.recording(), OF_THE_NIGHT);
    let mut drill = play(&night.scenario(), Some(night.recording()), None, 16_000);
    assert!(drill.act("note 演练开始").status.success());

    // Held, it stands; and goes on where it stood.
    wait_for_taken(&drill, 100);
    direct(&drill, "hold");
    let held = taken(&drill);
    seen::pass(Duration::from_millis(600));
    assert_eq!(taken(&drill), held, "the night stands while the drill is held");
    direct(&drill, "inject J2");
    direct(&drill, "resume");

    // Killed and stopped in the middle, it goes on with the next frame.
    wait_for_taken(&drill, held + 200);
    drill.kill();
    drill.start_again();
    wait_for_taken(&drill, held + 500);
    drill.terminate();
    drill.start_again();
    let incident = seen::wait_for(&drill, "an incident", |seen| !seen.incidents.is_empty()).incidents[0].id.0;
    assert!(drill.act(&format!("ack {incident}")).status.success());
    wait_for_taken(&drill, told.len());
    let snapshot = seen::wait_for(&drill, "its end", seen::is_saved);
    assert_eq!(snapshot.feeds.iter().map(|feed| feed.duplicates).sum::<u64>(), 0, "{:?}", snapshot.feeds);
    assert!(snapshot.feeds.iter().all(|feed| feed.missing == 0 && feed.rejects == 0), "{:?}", snapshot.feeds);
    drill.terminate();

    assert_came_once(&told, &drill);
    assert_injects(&drill);
    // Nothing that anybody did or typed that night is in the run.
    let entries = seen::export(&drill);
    assert_eq!(seen::of_kind(&entries, "incident.acknowledged").len(), 1, "only the team's own");
    for (file, _) in files(drill.data_dir()) {
        let bytes = std::fs::read(&file).unwrap();
        assert!(!bytes.windows(TYPED.len()).any(|it| it == TYPED.as_bytes()), "{}", file.display());
    }
    let said = seen::assert_replays(&drill);
    assert_eq!(before, files(night.desk.data_dir()), "the night is byte for byte what it was");
    eprintln!("tapes: {} frames; {}", told.len(), said.lines().next().unwrap_or_default());
}

/// Every frame came as it was, in order, when it had come that night.
fn assert_came_once(told: &[OwnedRecord], drill: &Desk) {
    let came = frames(&drill.data_dir().join("recording"), OF_THE_NIGHT);
    assert_eq!(came.len(), told.len(), "as many frames as that night");
    let mut late = 0;
    let entries = seen::export(drill);
    let began = seen::of_kind(&entries, "drill.began")[0]["at"].as_i64().unwrap();
    for (night, again) in told.iter().zip(&came) {
        assert_eq!(night.bytes, again.bytes, "input {} of the night", night.number);
        let behind = (again.at.0 - began) - (night.at.0 - told[0].at.0);
        assert!((0..Span::seconds(8).0).contains(&behind), "input {}: {behind} ms", night.number);
        late += usize::from(behind > Span::seconds(1).0);
    }
    assert!(late * 10 < told.len(), "{late} of {} were late", told.len());
}

fn assert_injects(drill: &Desk) {
    let entries = seen::export(drill);
    let given = seen::of_kind(&entries, "drill.given");
    let codes: Vec<&Value> = given.iter().map(|entry| &entry["body"]["Drill"]["Given"]["code"]).collect();
    assert_eq!(given.len(), 2, "{codes:?}");
    let own = frames(&drill.data_dir().join("recording"), OF_THE_DRILL);
    assert_eq!(own.len(), 1, "what the inject says comes by the drill's own feed, once");
    assert!(!seen::of_kind(&entries, "warning.taken").is_empty(), "the night's warning came");
    assert!(
        !seen::of_kind(&entries, "drill.ready").is_empty(),
        "the team's own acknowledgement opened phase 1"
    );
    let reported = output({
        let mut command = Command::new(DUTYDESK);
        command.args(["report", "drill", "--sample", "--lang", "en"]).arg(drill.data_dir());
        command
    });
    let text = String::from_utf8(reported.stdout).unwrap();
    assert!(reported.status.success() && text.contains("E1"), "{text}");
}

#[test]
fn a_live_night_comes_again_without_a_name_or_a_number() {
    let text = "[scenario]\nname = \"live\"\n\n[[event]]\nat = \"00:00:01\"\ndevice = \"S-2031\"\ntype = \"alarm\"\nconditions = [\"fire\"]\n";
    let feed = Feed::serve(text, Duration::from_secs(5));
    let directory = tempfile::tempdir().unwrap();
    let config = configuration(directory.path(), &feed.server().url());
    let mut live = Desk::configured(&config);
    let sent = feed.play();
    seen::wait_for_cursor(&live, sent);
    assert!(live.act("ack 1001").status.success());
    live.terminate();
    let before = files(live.data_dir());

    let scenario = write(directory.path(), live.data_dir().to_str().unwrap());
    let mut drill = play(&scenario, Some(live.data_dir().join("recording")), Some(config), 8_000);
    let seen =
        seen::wait_for(&drill, "the night's fire", |seen| seen.status.open > 0 && seen::is_saved(seen));
    assert_eq!(seen.feeds.len(), 2, "the feed of the night, and the drill's own");
    let shown = seen::status_text(&drill);
    assert!(shown.contains("演练") && !shown.contains("李建国"), "{shown}");
    drill.terminate();
    // The head of the unit and their number, as the registry has them.
    for (file, _) in files(drill.data_dir()) {
        let bytes = std::fs::read(&file).unwrap();
        for personal in ["李建国", "0000-3001"] {
            let holds = bytes.windows(personal.len()).any(|it| it == personal.as_bytes());
            assert!(!holds, "{}: {personal}", file.display());
        }
    }
    seen::assert_replays(&drill);
    assert_eq!(before, files(live.data_dir()), "the live desk's files are byte for byte what they were");
}

#[test]
fn a_recording_that_cannot_be_played_is_told_before_a_drill_is_opened() {
    let directory = tempfile::tempdir().unwrap();
    let file = write(directory.path(), "no-such-night");
    let (opened, run) = open(&file, &["--sample"]);
    let said = String::from_utf8_lossy(&opened.stderr).into_owned();
    assert_eq!(opened.status.code(), Some(1), "{said}");
    let wanted = format!("{}:5: 没有录像 ", file.display());
    assert!(said.starts_with(&wanted) && said.contains("\n  提示: "), "{said}");
    assert!(!run.path().join("run").exists(), "no directory was made");
    let mut check = Command::new(DUTYDESK);
    check.args(["check", "--sample", "--lang", "en", "park-fire"]).arg(&file);
    let checked = output(check);
    let told = String::from_utf8_lossy(&checked.stdout).into_owned();
    assert_eq!(checked.status.code(), Some(1), "{told}");
    assert!(
        told.contains("park-fire: a drill, no mistakes") && told.contains(":5: there is no recording "),
        "{told}"
    );
}

#[test]
fn a_recording_is_named_by_a_path_beside_the_scenario() {
    let night = Night::record();
    // A team of one line: where nobody sits at a terminal, a drill is only rehearsed.
    let team = night.directory.path().join("team.toml");
    let line = "[[act]]\nat = \"00:00:01\"\nofficer = \"D1\"\nline = \"note 看到\"\n";
    std::fs::write(&team, format!("[scenario]\nname = \"x\"\n{line}")).unwrap();
    let rehearsed =
        ["--sample", "--headless", "--speed", "max", "--verify", "--team", team.to_str().unwrap()];
    let (opened, run) = open(&night.scenario(), &rehearsed);
    let said = String::from_utf8_lossy(&opened.stderr).into_owned();
    let card = std::fs::read_to_string(run.path().join("run/run.json")).unwrap_or_else(|_| panic!("{said}"));
    let card: Value = serde_json::from_str(&card).unwrap();
    let named = card["tape"].as_str().expect("the card has the whole path");
    assert!(Path::new(named).is_absolute() && named.ends_with("night/recording"), "{named}");
    // One device of the night is nobody's: it comes as it came that night, and is told.
    assert!(said.contains("录像里有 1 个探测器不在台账中, 按未登记处理: S-2036"), "{said}");
    let told = String::from_utf8_lossy(&opened.stdout).into_owned();
    assert!(opened.status.success() && told.contains("\nequal: "), "{said}{told}");
}
