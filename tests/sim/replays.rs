//! A night with commands from two sessions plays to the same facts; a damaged recording is told.

use crate::seen::{self, Session};
use crate::stages;
use crate::support::desk::{Desk, output, output_given};
use dutydesk::operations::incident::view::Standing;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Instant;

/// Events of an hour of a stage's night.
const HOUR: u64 = 16 * 3_600;

#[test]
fn an_hour_of_two_sessions_replays_and_a_purge_keeps_its_hashes() {
    let began = Instant::now();
    let directory = tempfile::tempdir().unwrap();
    let stage = stages::write(directory.path(), 1, HOUR).remove(0);
    let mut desk = Desk::sample(&["--clock", "source", "--scenario", stage.file.to_str().unwrap()]);
    let seen = seen::wait_for_cursor(&desk, stage.events);
    let ids: Vec<u32> = seen.incidents.iter().map(|incident| incident.id.0).collect();
    assert!(ids.len() >= 4, "a night with incidents: {ids:?}");
    // One session says nothing of who it is, the other proves to be D1.
    for id in &ids[..2] {
        let acted = desk.act(&format!("ack {id}"));
        assert!(acted.status.success(), "{acted:?}");
    }
    let calm = seen.incidents.iter().find(|it| !it.life_risk).expect("an incident without life-risk").id.0;
    for line in [
        format!("ack {calm}"),
        format!("verify {calm} false me steam restored 泵房"),
        format!("note {calm} 已到现场"),
        format!("close {calm} false {calm}"),
    ] {
        act_as_officer(&desk, &line);
    }
    desk.terminate();
    desk.start_again();
    assert!(desk.act("note 重启后补记").status.success());
    let after = seen::wait_for_cursor(&desk, stage.events);
    let closed = after.incidents.iter().find(|it| it.id.0 == calm);
    assert!(closed.is_none_or(|it| matches!(it.standing, Standing::Closed { .. })), "{closed:?}");
    let mut session = Session::open(&desk.socket()).unwrap();
    assert!(
        session.why(dutydesk::ipc::protocol::WhyQuery::Device("S-7401".to_owned())).is_some(),
        "a device of the night has its reasons"
    );
    let before = seen::export(&desk);
    let purge = ["journal", "purge", "--incident", &calm.to_string(), "--officer", "L1"];
    let purged = output_given(desk.command(&purge), "sample");
    assert!(purged.status.success(), "{purged:?}");
    desk.terminate();
    let entries = seen::export(&desk);
    // What was destroyed is no part of any hash: every entry is what it was.
    assert!(
        before.len() > 50 && before.iter().zip(&entries).all(|(old, new)| old["digest"] == new["digest"])
    );
    assert!(entries.iter().any(|entry| entry["actor"] == "D1"), "the proved officer acted");
    assert!(entries.iter().any(|entry| entry["actor"] == "unclaimed"), "so did the other session");
    let said = seen::assert_replays(&desk);
    eprintln!("replay: {}; {:.1} s", said.replace('\n', "; "), began.elapsed().as_secs_f32());
}

#[test]
fn a_damaged_recording_is_told() {
    let directory = tempfile::tempdir().unwrap();
    let stage = stages::write(directory.path(), 1, 2_000).remove(0);
    let mut desk = Desk::sample(&["--clock", "source", "--scenario", stage.file.to_str().unwrap()]);
    seen::wait_for_cursor(&desk, stage.events);
    assert!(desk.act("note 记一笔").status.success());
    desk.terminate();
    seen::assert_replays(&desk);
    let flips = assert_damage_is_told(&desk);
    eprintln!("replay: {flips} damaged recordings told");
}

fn act_as_officer(desk: &Desk, line: &str) {
    let mut command = desk.command(&["act", line, "--officer", "D1"]);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // An act that needs no proof does not read it.
    let _ = child.stdin.take().unwrap().write_all(b"sample\n");
    let acted = child.wait_with_output().unwrap();
    assert!(acted.status.success(), "{line}: {acted:?}");
}

/// Flips bytes all over the recording, one at a time, then cuts its end off: each is told, with exit code 1.
fn assert_damage_is_told(desk: &Desk) -> usize {
    let file = segment(desk);
    let whole = std::fs::read(&file).unwrap();
    let places: Vec<usize> =
        (0..24).map(|part| part * (whole.len() - 1) / 23).chain([8, 20, whole.len() / 2 + 3]).collect();
    for &place in &places {
        let mut bytes = whole.clone();
        bytes[place] ^= 1;
        std::fs::write(&file, &bytes).unwrap();
        assert_told(desk, &format!("byte {place} of {}", whole.len()));
    }
    for length in [whole.len() / 2, whole.len() - 1] {
        std::fs::write(&file, &whole[..length]).unwrap();
        assert_told(desk, &format!("{length} bytes of {}", whole.len()));
    }
    // Cut between two blocks: every block is good, and the journal knows more.
    let block = last_block(&whole);
    std::fs::write(&file, &whole[..block]).unwrap();
    assert_told(desk, &format!("the last block, from byte {block} on, is gone"));
    std::fs::write(&file, &whole).unwrap();
    seen::assert_replays(desk);
    places.len() + 3
}

fn assert_told(desk: &Desk, damage: &str) {
    let mut command = desk.command(&["drill", "--headless", "--speed", "max", "--verify"]);
    command.arg(desk.data_dir());
    let played = output(command);
    let said =
        format!("{}{}", String::from_utf8_lossy(&played.stdout), String::from_utf8_lossy(&played.stderr));
    assert_eq!(played.status.code(), Some(1), "{damage}: {said}");
    assert!(!said.contains("panicked") && !said.trim().is_empty(), "{damage}: {said}");
}

/// Returns the recording's newest segment.
fn segment(desk: &Desk) -> PathBuf {
    let listed = std::fs::read_dir(desk.data_dir().join("recording")).unwrap();
    let files = listed.flatten().map(|entry| entry.path());
    let segments = files.filter(|file| file.extension().is_some_and(|extension| extension == "rec"));
    segments.max().expect("a segment")
}

/// Returns where the last block begins.
fn last_block(segment: &[u8]) -> usize {
    let starts = segment.windows(4).enumerate().filter(|(_, bytes)| bytes == b"DDBK").map(|(at, _)| at);
    let starts: Vec<usize> = starts.collect();
    assert!(starts.len() > 2, "a night of several blocks");
    *starts.last().unwrap()
}
