//! One fire from its first detector to its end: by keys, and by `dutydesk act` from another process.

use crate::hands::{incident_of, incident_rows, saved_entry};
use crate::support::desk::{Desk, output};
use crate::support::pty::Pty;
use serde_json::Value;
use std::process::Output;

/// The place that burns, as a row names it.
const PLACE: &str = "恒越电池 2号车间 3区";

#[test]
fn a_fire_is_one_row_from_its_first_detector_to_its_end() {
    let mut desk = Desk::playing("one-fire");
    let mut pty = Pty::run(&desk.command(&["attach", "--officer", "D1"]), 160, 48);
    pty.wait_for("three smoke detectors and a heat detector in one row", |screen| {
        let text = screen.contents();
        text.contains("烟感x3 温感") && text.contains("级 3")
    });
    let id = pty.find("the row of the fire", |screen| incident_rows(screen).first().copied());
    let header = pty.screen_text().lines().next().unwrap_or_default().to_owned();
    for part in ["!!1", &format!("n #{id}"), PLACE, "未受理 1"] {
        assert!(header.contains(part), "{part} in the header: {header}");
    }
    assert!(desk.entries_of("incident.acknowledged").is_empty(), "nobody has it yet");

    pty.press("a");
    let entry = entry_of(&desk, &mut pty, "incident.acknowledged");
    assert_eq!((&entry["incident"], &entry["actor"]), (&Value::from(id), &Value::from("D1?")), "{entry}");
    pty.wait_for("who has it", |screen| {
        screen.contents().contains("王强?受理 ") && shows(screen, "未受理 0")
    });

    why_is_answered_alike(&desk, &mut pty, id);

    pty.press("N");
    pty.wait_for_text("已报119");
    pty.press("东墙冒明火");
    pty.enter();
    let entry = entry_of(&desk, &mut pty, "incident.noted");
    assert_eq!(entry["incident"], id, "{entry}");
    assert!(!entry.to_string().contains("明火"), "what is typed stays out of the chain: {entry}");

    a_burning_fire_is_not_closed(&desk, &mut pty, id);
    assert!(desk.stop().success());
    pty.wait_for_text("断线");
    desk.start_again_with("one-fire-out");
    pty.wait_until_gone("断线");
    pty.wait_for("everything is back to normal", |screen| shows(screen, "已恢复") && !shows(screen, "!!"));
    sign_on_to_close(&mut pty, "sample");
    pty.wait_for_text("处置结果");
    type_a_close(&mut pty, id);
    let entry = entry_of(&desk, &mut pty, "incident.closed");
    assert_eq!((&entry["incident"], &entry["actor"]), (&Value::from(id), &Value::from("D1")), "{entry}");
    pty.wait_for("no row is left open", |screen| {
        incident_rows(screen).is_empty() || shows(screen, "已处置 ")
    });
    assert_eq!(desk.status()["status"]["open"], 0);
    assert!(output(desk.command(&["journal", "verify"])).status.success());
    pty.leave();
    let mut shown = 0;
    for frame in pty.frames() {
        let rows = frame.iter().filter(|row| incident_of(row).is_some()).count();
        assert!(rows <= 1, "two rows for one fire:\n{}", frame.join("\n"));
        shown += rows;
    }
    assert!(shown > 10, "the fire stood in {shown} frames only");
}

#[test]
fn the_same_fire_is_handled_from_another_process() {
    let mut desk = Desk::playing("one-fire");
    let status = desk.wait_for("one incident with four alarms", |status| {
        status["incidents"][0]["members"] == 4 && status["incidents"][0]["level"] == 3
    });
    assert_eq!(status["status"]["open"], 1, "{status:#}");
    let id = status["incidents"][0]["id"].as_u64().expect("its number");

    refused(&desk.act(&format!("close {id} handled {id}")), &["证明身份", "--officer"]);
    let close = format!("close {id} handled {id} 已扑灭");
    refused(&desk.act_as("D1", "sample", &close), &["无人受理"]);
    recorded(&desk, &desk.act(&format!("ack {id}")), "incident.acknowledged", "unclaimed", "未署名");
    recorded(&desk, &desk.act_as("D1", "", &format!("记录 {id} 消控室说有烟")), "incident.noted", "D1?", "");
    refused(&desk.act_as("D1", "simple", &close), &["口令不对"]);
    refused(&desk.act_as("D1", "", &close), &["没有口令"]);
    refused(&desk.act_as("D9", "sample", &close), &[]);
    refused(&desk.act_as("D1", "sample", &close), &["仍有危及生命的报警", "未办"]);
    refused(&desk.act_as("D1", "sample", &format!("close {id} handled 7")), &["不符"]);
    refused(&desk.act("ack 9999"), &["没有 #9999"]);
    for (line, says) in [
        ("burn 1", "没有 burn 这个命令"),
        (&format!("close {id} handled"), "不可撤回"),
        ("close x handled 1", "x 不是事件编号"),
        ("", "空行"),
    ] {
        let output = desk.act(line);
        assert_eq!(output.status.code(), Some(2), "{line}: {output:?}");
        assert!(text(&output.stderr).contains(says) && output.stdout.is_empty(), "{line}: {output:?}");
    }
    assert!(desk.entries_of("incident.closed").is_empty());
    assert_eq!(desk.entries_of("incident.acknowledged").len(), 1);

    let why = output(desk.command(&["why", "T-2007"]));
    assert!(why.status.success() && text(&why.stdout).contains("同区另一物理量也越限"), "{why:?}");
    refused(&output(desk.command(&["why", "9999"])), &["9999"]);

    assert!(desk.stop().success());
    desk.start_again_with("one-fire-out");
    let status = desk.wait_for("the fire is out", |status| status["incidents"][0]["active"] == false);
    assert_eq!(status["incidents"][0]["id"], id, "the same incident after a restart");
    recorded(&desk, &desk.act_as("D1", "sample", &close), "incident.closed", "D1", "");
    refused(&desk.act_as("D1", "sample", &close), &["已结束"]);
    let verified = output(desk.command(&["journal", "verify"]));
    assert!(verified.status.success(), "{verified:?}");
}

/// `w` shows every sentence that `dutydesk why` prints.
fn why_is_answered_alike(desk: &Desk, pty: &mut Pty, id: u64) {
    pty.press("w");
    pty.wait_for_text("滚动, Esc 关闭");
    let printed = output(desk.command(&["why", &id.to_string()]));
    assert!(printed.status.success(), "{printed:?}");
    let sentences = text(&printed.stdout);
    for sentence in ["本处此类的第一个报警", "同区同类探测器也报警", "同区另一物理量也越限"]
    {
        assert!(sentences.contains(sentence), "{sentence} in:\n{sentences}");
    }
    for sentence in sentences.lines().map(str::trim).filter(|line| !line.is_empty()) {
        // A long one goes over the end of its line.
        let wanted = joined(sentence);
        pty.wait_for(sentence, |screen| joined(&screen.contents()).contains(&wanted));
    }
    pty.press("\x1b");
    pty.wait_until_gone("滚动, Esc 关闭");
}

fn a_burning_fire_is_not_closed(desk: &Desk, pty: &mut Pty, id: u64) {
    sign_on_to_close(pty, "simple");
    pty.wait_for_text("口令不对");
    // The box stays, and asks again.
    passphrase(pty, "sample");
    pty.wait_for_text("处置结果");
    pty.press("1");
    pty.wait_for_text("原因 (可空)");
    pty.enter();
    pty.wait_for_text("再输一次事件编号");
    pty.press("7");
    pty.enter();
    pty.wait_for_text("编号不符");
    pty.press(&id.to_string());
    pty.enter();
    pty.wait_for_text("仍有危及生命的报警");
    assert!(desk.entries_of("incident.closed").is_empty());
    assert_eq!(desk.status()["status"]["open"], 1);
}

/// Opens the box of a close on a session that has proved nothing, and gives the passphrase.
fn sign_on_to_close(pty: &mut Pty, typed: &str) {
    pty.press("x");
    pty.wait_for_text("> D1");
    pty.enter();
    passphrase(pty, typed);
}

fn passphrase(pty: &mut Pty, passphrase: &str) {
    pty.wait_for_text("D1: 口令 (不显示)");
    pty.press(passphrase);
    pty.wait_for_text("> ******");
    assert!(!pty.screen_text().contains(passphrase), "a passphrase is not shown");
    pty.enter();
}

fn type_a_close(pty: &mut Pty, id: u64) {
    pty.press("1");
    pty.wait_for_text("原因 (可空)");
    pty.enter();
    pty.wait_for_text("再输一次事件编号");
    pty.press(&id.to_string());
    pty.enter();
}

/// Waits for the answer on the screen, and returns the entry of the journal that it names.
fn entry_of(desk: &Desk, pty: &mut Pty, kind: &str) -> Value {
    let (number, hash) = pty.find("the answer with its entry", |screen| {
        saved_entry(screen).filter(|(number, _)| {
            let entries = desk.entries_of(kind);
            entries.iter().any(|entry| entry["entry"] == *number)
        })
    });
    let mut entries = desk.entries_of(kind);
    assert_eq!(entries.len(), 1, "{kind} once: {entries:#?}");
    let entry = entries.remove(0);
    assert_eq!(entry["entry"], number);
    assert!(entry["digest"].as_str().is_some_and(|digest| digest.starts_with(&hash)), "{hash}: {entry}");
    entry
}

/// Asserts that an act was recorded: `#N HASH` names its entry in the journal.
fn recorded(desk: &Desk, output: &Output, kind: &str, actor: &str, says: &str) {
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let line = text(&output.stdout);
    let (number, hash) =
        line.trim_end().strip_prefix('#').and_then(|rest| rest.split_once(' ')).expect("#N HASH");
    let entries = desk.entries_of(kind);
    let entry = entries.last().expect("an entry");
    assert_eq!((&entry["entry"].to_string()[..], entry["digest"].as_str()), (number, Some(hash)), "{entry}");
    assert_eq!(entry["actor"], actor, "{entry}");
    assert!(text(&output.stderr).contains(says), "{output:?}");
}

/// Asserts that it was refused, with the reason on stderr.
fn refused(output: &Output, says: &[&str]) {
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(output.stdout.is_empty() && !said.is_empty(), "{output:?}");
    assert!(says.iter().all(|part| said.contains(part)), "{says:?} in: {said}");
}

fn shows(screen: &vt100::Screen, text: &str) -> bool {
    screen.contents().contains(text)
}

fn joined(text: &str) -> String {
    text.split_whitespace().collect()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
