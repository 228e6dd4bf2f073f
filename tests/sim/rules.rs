//! Rules are changed under a running desk: by a signal and by an officer, with a wrong file, in a flood, before a kill.

use crate::links::Feed;
use crate::seen;
use crate::stages;
use crate::support::desk::{Desk, output_given};
use rustix::process::Signal;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub(crate) const QUIET: &str = "[scenario]\nname = \"quiet\"\n[[event]]\nat = \"00:00:00\"\ndevice = \"S-2031\"\ntype = \"alarm\"\nconditions = [\"fire\"]\n";

/// A desk's files, with a registry of its own.
pub(crate) fn configuration(directory: &Path, feed: &str) -> (PathBuf, PathBuf) {
    let registry = directory.join("registry");
    std::fs::create_dir(&registry).unwrap();
    for file in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/sample")).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), registry.join(file.file_name())).unwrap();
    }
    let file = directory.join("dutydesk.toml");
    let registry_text = registry.display();
    let text = format!(
        "[desk]\nname = \"丰县值班台\"\nregistry = \"{registry_text}\"\n\n[[feed]]\ncode = \"sensors\"\nname = \"传感\"\nurl = {feed:?}\n"
    );
    std::fs::write(&file, text).unwrap();
    (file, registry.join("rules.toml"))
}

fn gap(seconds: u32) -> String {
    format!("[windows]\nquiet_gap_s = {seconds}\n")
}

#[test]
fn rules_change_under_a_running_desk_and_a_wrong_file_changes_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let feed = Feed::serve(QUIET, Duration::from_secs(5));
    let (config, rules) = configuration(directory.path(), &feed.server().url());
    let mut desk = Desk::configured(&config);
    let set = output_given(desk.command(&["passphrase", "D1"]), "secret words");
    assert!(set.status.success(), "{set:?}");
    seen::wait_for_cursor(&desk, feed.play());
    assert_eq!(desk.entries_of("desk.rules").len(), 1, "the rules of the start are an input");

    std::fs::write(&rules, "[windows]\nquiet_gap_s = 1\n[chatter]\nhold_s = 0\n").unwrap();
    desk.signal(Signal::HUP);
    let wrong = desk.wait_for_entries("desk.rules-wrong", 1);
    assert!(wrong[0].to_string().contains("rules.toml:2"), "{wrong:?}");
    let refused = desk.act_as("D1", "secret words", "rules");
    assert!(!refused.status.success());
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains("规则有 2 处错误, 第一处在 rules.toml:2"), "{said}");
    assert_eq!(desk.entries_of("desk.rules").len(), 1);
    assert_eq!(seen::snapshot(&desk).status.open, 1, "what stands stays");

    std::fs::write(&rules, gap(900)).unwrap();
    desk.signal(Signal::HUP);
    let read = desk.wait_for_entries("desk.rules", 2);
    assert_eq!(read[1]["actor"], "desk");
    let unproved = desk.act("rules");
    assert!(!unproved.status.success(), "rules need a proved officer: {unproved:?}");
    let same = desk.act_as("D1", "secret words", "rules");
    assert!(String::from_utf8_lossy(&same.stderr).contains("规则没有改动"), "{same:?}");
    std::fs::write(&rules, gap(1_200)).unwrap();
    let acted = desk.act_as("D1", "secret words", "规则");
    assert!(acted.status.success(), "{acted:?}");
    let read = desk.wait_for_entries("desk.rules", 3);
    assert_eq!(read[2]["actor"], "D1");

    desk.kill();
    desk.start_again();
    assert_eq!(desk.entries_of("desk.rules").len(), 3, "what was in force is in force: no new input");
    assert_eq!(seen::snapshot(&desk).status.open, 1);
    desk.terminate();
    seen::verify(&desk);
    seen::assert_replays(&desk);

    // A file that changed while the desk was down is an input of the start, and folds no journal.
    std::fs::write(&rules, gap(1_500)).unwrap();
    desk.start_again();
    desk.wait_for_entries("desk.rules", 4);
    let starts = desk.entries_of("desk.started");
    assert!(starts.last().unwrap().to_string().contains("Checkpoint"), "{starts:?}");
    desk.terminate();
    seen::assert_replays(&desk);
}

#[test]
fn rules_that_change_in_a_flood_lose_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let stage = stages::write(directory.path(), 1, 4_000).remove(0);
    let text = std::fs::read_to_string(&stage.file).unwrap();
    let feed = Feed::serve_at(&text, Duration::from_secs(5), 20.0);
    let (config, rules) = configuration(directory.path(), &feed.server().url());
    let mut desk = Desk::configured(&config);
    desk.wait_for_entries("desk.rules", 1);
    for round in 0..12 {
        std::fs::write(&rules, gap(600 + round)).unwrap();
        desk.signal(Signal::HUP);
        desk.wait_for_entries("desk.rules", 2 + round as usize);
    }
    let seen = seen::wait_for_cursor(&desk, feed.play());
    assert!(seen.feeds[0].cursor >= stage.events, "every event came");
    assert!(seen::of_kind(&seen::export(&desk), "feed.gap").is_empty());
    desk.terminate();
    let said = seen::assert_replays(&desk);
    eprintln!("rules in a flood: {}", said.replace('\n', "; "));
}
