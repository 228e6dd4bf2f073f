//! A terminal that misbehaves: sizes without end, ten megabytes of paste, noise; one that can show nothing; a pipe that closes.

use crate::hands::incident_rows;
use crate::support::desk::{Desk, output};
use crate::support::pty::Pty;
use crate::support::wait;
use std::process::Stdio;

/// What a screen may hold in memory, whatever it was sent. Units: KiB.
const HELD_KIB_MAX: u64 = 192 << 10;

fn attached(desk: &Desk) -> Pty {
    desk.wait_for("three incidents", |status| status["status"]["open"] == 3);
    let pty = Pty::run(&desk.command(&["attach"]), 160, 48);
    pty.wait_for("three rows", |screen| incident_rows(screen).len() == 3);
    pty
}

/// Returns the most that a process has held. Units: KiB.
fn held_most(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).expect("the process");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("its memory");
    line.split_whitespace().next().and_then(|count| count.parse().ok()).expect("a number")
}

/// Bytes that nobody chose; the same ones in each run.
fn noise(state: &mut u64, count: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(count + 8);
    while bytes.len() < count {
        *state ^= *state << 13;
        *state ^= *state >> 7;
        *state ^= *state << 17;
        bytes.extend(state.to_le_bytes());
    }
    bytes.truncate(count);
    bytes
}

#[test]
fn a_storm_of_sizes_ends_in_the_last_one() {
    let desk = Desk::playing("three-rows");
    let mut pty = attached(&desk);
    let mut state = 0x5eed;
    for round in 0..400 {
        let bytes = noise(&mut state, 4);
        let (columns, rows) =
            (u16::from_le_bytes([bytes[0], bytes[1]]), u16::from_le_bytes([bytes[2], bytes[3]]));
        match round % 4 {
            0 => pty.pretend(columns, rows),
            1 => pty.pretend(u16::MAX, u16::MAX),
            2 => pty.pretend(columns % 4, rows % 4),
            _ => pty.pretend(40 + columns % 200, 10 + rows % 60),
        }
    }
    pty.resize(120, 40);
    pty.wait_for("three rows", |screen| incident_rows(screen).len() == 3);
    let held = held_most(pty.pid());
    assert!(held < HELD_KIB_MAX, "{held} KiB");
    pty.press("8");
    pty.wait_for_text("8日志");
    pty.press("1");
    pty.wait_for("three rows", |screen| incident_rows(screen).len() == 3);
    pty.leave();
}

#[test]
fn ten_megabytes_of_paste_are_no_keys() {
    let desk = Desk::playing("three-rows");
    let mut pty = attached(&desk);
    let pasted = "a1001\rq\u{3}:note 1001 粘贴\r".repeat(400_000);
    assert!(pasted.len() > 10_000_000);
    pty.press(&format!("\x1b[200~{pasted}\x1b[201~"));
    pty.press("2");
    pty.wait_for("another page", |screen| screen.contents().contains("-- 2预警"));
    let held = held_most(pty.pid());
    assert!(held < HELD_KIB_MAX, "{held} KiB");
    pty.press("1");
    pty.wait_for("three rows", |screen| incident_rows(screen).len() == 3);
    for kind in ["incident.acknowledged", "incident.noted"] {
        assert!(desk.entries_of(kind).is_empty(), "{kind}: a paste is text, not keys");
    }
    pty.leave();
}

/// Noise spells keys too, and may leave a screen or act: nothing of it breaks a screen or the desk.
#[test]
fn noise_breaks_neither_screen_nor_desk() {
    let desk = Desk::playing("three-rows");
    let mut state = 0x00de_cade;
    let mut screens = 0;
    let mut pty = attached(&desk);
    for _ in 0..1_000 {
        if let Some(ended) = pty.ended() {
            assert!(ended.success(), "{ended:?}: {}", pty.screen_text());
            pty = Pty::run(&desk.command(&["attach"]), 160, 48);
            pty.wait_for_text("示例");
            screens += 1;
        }
        // Whatever it opened is closed: the next noise meets other keys.
        pty.send(&[&noise(&mut state, 64)[..], b"\x1b[201~\x1b\x1b\x1b"].concat());
    }
    drop(pty);
    let mut last = Pty::run(&desk.command(&["attach"]), 160, 48);
    last.wait_for_text("示例");
    last.leave();
    let verified = output(desk.command(&["journal", "verify"]));
    assert!(verified.status.success(), "{verified:?}");
    eprintln!("noise: 1,000 times 64 bytes, {screens} screens left by it, {} entries", desk.entries().len());
}

#[test]
fn a_terminal_that_can_show_nothing_is_told_what_does() {
    let desk = Desk::sample(&[]);
    let mut command = desk.command(&["attach"]);
    command.env("TERM", "dumb");
    let mut pty = Pty::run(&command, 80, 24);
    assert_eq!(pty.wait_for_exit().code(), Some(1));
    pty.wait_for_text("dutydesk status");
    assert!(!pty.output().contains(&0x1b), "not one escape");
}

#[test]
fn a_pipe_that_closes_ends_a_command_without_a_word() {
    let desk = Desk::playing("three-rows");
    // One at least: more come, and a busy machine looks late.
    desk.wait_for("an incident", |status| status["status"]["open"].as_u64().is_some_and(|open| open > 0));
    for arguments in [&["journal", "export"][..], &["status"], &["status", "--json"], &["--help"]] {
        let mut command = desk.command(arguments);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program");
        drop(child.stdout.take());
        let ended = wait::until("its end", || child.try_wait().expect("a child of ours"), String::new);
        let mut said = String::new();
        std::io::Read::read_to_string(&mut child.stderr.take().expect("a pipe"), &mut said).expect("words");
        assert!(ended.code() != Some(101) && !said.contains("panicked"), "{arguments:?}: {ended:?} {said}");
    }
}
