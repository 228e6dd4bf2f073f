//! What hands do at a desk beside the fire itself: two screens, languages, filter, pages, bar, an input method left on.

use crate::support::desk::Desk;
use crate::support::pty::Pty;
use crate::support::wait;
use std::time::Duration;

/// After the list moved by itself, an act waits for the eye this long.
const EYE: Duration = Duration::from_millis(450);

/// Returns the incident that a row of the list is about: `>!! #1001 火灾 ...`.
pub(crate) fn incident_of(row: &str) -> Option<u64> {
    let row = row.strip_prefix(['>', ' '])?;
    let marked =
        row.strip_prefix("!!").or_else(|| row.strip_prefix(" ")?.strip_prefix(['!', '*', '.', '-']))?;
    let digits = marked.strip_prefix(" #")?;
    digits.split(' ').next()?.parse().ok()
}

/// Returns the incidents of the list, from its top.
pub(crate) fn incident_rows(screen: &vt100::Screen) -> Vec<u64> {
    let (_, columns) = screen.size();
    screen.rows(0, columns.get()).filter_map(|row| incident_of(&row)).collect()
}

/// Returns the entry that an answer names, and the beginning of its hash: `已存 #17 3fa9c12b`.
pub(crate) fn saved_entry(screen: &vt100::Screen) -> Option<(u64, String)> {
    let last = screen.rows(0, screen.size().1.get()).last()?;
    let (_, answer) = last.split_once("  已存 #").or_else(|| last.split_once("  saved #"))?;
    let mut words = answer.split_whitespace();
    Some((words.next()?.parse().ok()?, words.next()?.to_owned()))
}

#[test]
fn two_screens_see_each_others_acknowledgement() {
    let desk = Desk::playing("three-rows");
    let (mut one, mut two) = (screen(&desk, "D1"), screen(&desk, "D2"));
    let next = desk.status()["status"]["next"].as_u64().expect("a fire");
    go_to(&mut one, next);
    one.press("a");
    for pty in [&one, &two] {
        pty.wait_for("who has it", |screen| {
            row_of(screen, next).is_some_and(|row| row.contains("王强?受理"))
        });
        pty.wait_for_text("未受理 2");
    }
    let after =
        desk.wait_for("another one", |status| status["status"]["next"] != next)["status"]["next"].clone();
    let after = after.as_u64().expect("the gas");
    go_to(&mut two, after);
    two.press("a");
    for pty in [&one, &two] {
        pty.wait_for("who has it", |screen| {
            row_of(screen, after).is_some_and(|row| row.contains("赵敏?受理"))
        });
        pty.wait_for_text("未受理 1");
    }
    desk.wait_for_entries("incident.acknowledged", 2);
    for mut pty in [one, two] {
        pty.leave();
    }
    assert_eq!(desk.status()["status"]["open"], 3, "a desk that `serve` started outlives its screens");
}

#[test]
fn a_line_of_the_bar_is_completed_and_noted() {
    let desk = Desk::playing("three-rows");
    let mut pty = screen(&desk, "D1");
    let id = desk.status()["status"]["next"].as_u64().expect("a fire");
    pty.press(":ac");
    pty.wait_for("what completes it", |screen| last_row(screen).contains(":ac  ack"));
    pty.press("\t");
    pty.wait_for("the verb and its shape", |screen| last_row(screen).contains(":ack   编号"));
    pty.press(&format!("{id}\r"));
    pty.wait_for("the answer", |screen| saved_entry(screen).is_some());
    assert_eq!(desk.entries_of("incident.acknowledged")[0]["incident"], id);

    pty.press(&format!(":note {id} 望楼看到明火\r"));
    desk.wait_for_entries("incident.noted", 1);
    pty.press("8");
    pty.wait_for("the journal with the note's text", |screen| {
        screen.rows(0, 160).any(|row| row.contains("记录") && row.contains("望楼看到明火"))
    });
    pty.press("1");
    pty.wait_for("the list again", |screen| incident_rows(screen).len() == 3);

    pty.press("/hydc");
    pty.wait_for("one site by its initials", |screen| incident_rows(screen).len() == 1);
    pty.wait_for("the filter stands there", |screen| last_row(screen).contains("/hydc"));
    let left = pty.find("the row", |screen| incident_rows(screen).first().copied());
    pty.wait_for("the site", |screen| row_of(screen, left).is_some_and(|row| row.contains("恒越电池")));
    pty.press("\x1b");
    pty.wait_for("all of them again", |screen| incident_rows(screen).len() == 3);

    pty.press(":burn 1\r");
    pty.wait_for_text("没有 burn 这个命令");
    pty.press("\x1b");
    pty.wait_until_gone(":burn 1");
    pty.press("?");
    pty.wait_for_text("现在可用的键");
    for key in ["a F2", "x F6", "ctrl-l", "示例口令: sample"] {
        pty.press("\x1b[5~");
        pty.wait_for_text("现在可用的键");
        pty.turn_to(key, "j");
    }
    pty.press("\x1b");
    pty.wait_until_gone("Esc 关闭");
    pty.leave();
}

#[test]
fn the_language_changes_on_a_key() {
    let desk = Desk::playing("three-rows");
    let mut pty = screen(&desk, "D1");
    for (text, other) in [("unacked 3", "未受理"), ("未受理 3", "unacked")] {
        pty.press("L");
        pty.wait_for(text, |screen| screen.contents().contains(text) && !screen.contents().contains(other));
    }
    pty.leave();
}

#[test]
fn a_full_width_letter_acts_and_a_paste_does_not() {
    let desk = Desk::playing("three-rows");
    let mut pty = screen(&desk, "D1");
    let id = desk.status()["status"]["next"].as_u64().expect("a fire");
    go_to(&mut pty, id);
    pty.press("\x1b[200~a\x1b[201~");
    // What came after the paste was taken after it, by the screen and by the desk.
    pty.press(&format!(":note {id} after\r"));
    pty.wait_for("the note's answer", |screen| saved_entry(screen).is_some());
    assert_eq!(desk.entries_of("incident.noted").len(), 1);
    assert!(desk.entries_of("incident.acknowledged").is_empty(), "a paste is text, not keys");

    pty.press("ａ");
    pty.wait_for("acknowledged", |screen| row_of(screen, id).is_some_and(|row| row.contains("王强?受理")));
    desk.wait_for_entries("incident.acknowledged", 1);
    pty.leave();
}

#[test]
fn a_second_desk_is_refused_and_a_desk_stops_in_order() {
    let mut desk = Desk::playing("three-rows");
    let second = crate::support::desk::output(desk.command(&["serve"]));
    let said = String::from_utf8_lossy(&second.stderr).into_owned();
    assert_eq!(second.status.code(), Some(1), "{second:?}");
    assert!(said.contains("已有值班台在运行") && said.contains("提示: 用 dutydesk attach"), "{said}");

    let mut pty = screen(&desk, "D1");
    assert!(desk.stop().success());
    assert!(!desk.data_dir().join("socket").exists(), "a desk that stopped takes its socket away");
    pty.wait_for_text("断线");
    let entries = desk.entries();
    assert_eq!(entries.last().map(|entry| entry["kind"].clone()), Some("desk.stopped".into()));
    for verb in [&["status"][..], &["stop"], &["act", "ack 1"], &["why", "1"]] {
        let output = crate::support::desk::output(desk.command(verb));
        assert_eq!(output.status.code(), Some(1), "{verb:?} {output:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("提示"), "{verb:?} {output:?}");
    }
    pty.leave();
}

/// Opens a screen that shows all three incidents.
fn screen(desk: &Desk, officer: &str) -> Pty {
    let pty = Pty::run(&desk.command(&["attach", "--officer", officer]), 160, 48);
    pty.wait_for("three incidents", |screen| incident_rows(screen).len() == 3);
    desk.wait_for("three incidents", |status| status["status"]["open"] == 3);
    pty
}

/// Selects an incident by its number, and looks at it.
fn go_to(pty: &mut Pty, id: u64) {
    pty.press(&format!(":{id}\r"));
    pty.wait_for("the one that was named selected", |screen| {
        row_of(screen, id).is_some_and(|row| row.starts_with('>'))
    });
    wait::pass(EYE);
}

fn row_of(screen: &vt100::Screen, id: u64) -> Option<String> {
    screen.rows(0, screen.size().1.get()).find(|row| incident_of(row) == Some(id))
}

fn last_row(screen: &vt100::Screen) -> String {
    screen.rows(0, screen.size().1.get()).last().unwrap_or_default()
}
