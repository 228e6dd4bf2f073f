//! The program in a terminal: it starts, survives its size, and leaves the terminal as it found it.

use crate::support::desk::Desk;
use crate::support::pty::Pty;
use rustix::process::Signal;
use rustix::termios::LocalModes;
use std::process::Command;

#[test]
fn the_terminal_of_the_tests_is_one() {
    let mut shell = Command::new("sh");
    shell.args([
        "-c",
        "stty size; tty >/dev/null && echo tty; read line; echo \"got $line\"; stty size; read end",
    ]);
    let mut pty = Pty::run(&shell, 80, 24);
    pty.wait_for_text("24 80");
    pty.wait_for_text("tty");
    pty.resize(100, 30);
    pty.press("值班\n");
    pty.wait_for_text("got 值班");
    pty.wait_for_text("30 100");
    pty.press("\n");
    assert!(pty.wait_for_exit().success());
    let answers = "stty raw -echo; printf '\\033[3;7H\\033[6n'; head -c 6 | od -An -c; printf '\\033[5n'; head -c 4 | od -An -c; \
                   printf '\\033[c'; head -c 8 | od -An -c";
    let mut asking = Command::new("sh");
    asking.args(["-c", answers]);
    let mut pty = Pty::run(&asking, 80, 24);
    assert!(pty.wait_for_exit().success());
    pty.wait_for("the answers", |screen| {
        let text: String = screen.contents().split_whitespace().collect();
        text.contains("033[3;7R") && text.contains("033[0n") && text.contains("033[?62;22")
    });
}

#[test]
fn a_screen_starts_and_leaves_the_terminal_as_it_was() {
    let desk = Desk::sample(&[]);
    for leave in [Leave::Key, Leave::Signal(Signal::TERM), Leave::Signal(Signal::HUP)] {
        let mut pty = Pty::run(&desk.command(&["attach"]), 120, 40);
        let before = pty.found().local_modes;
        pty.wait_for_text("示例");
        assert!(!pty.settings().local_modes.contains(LocalModes::ICANON), "keys come one by one");
        match leave {
            Leave::Key => pty.leave(),
            Leave::Signal(signal) => {
                pty.signal(signal);
                pty.wait_for_exit();
            }
        }
        assert_eq!(pty.settings().local_modes, before, "cooked again, with echo");
        pty.wait_for("the first screen is back", |screen| {
            !screen.alternate_screen() && !screen.hide_cursor()
        });
    }
}

#[test]
fn a_screen_survives_every_size() {
    let desk = Desk::sample(&[]);
    let mut pty = Pty::run(&desk.command(&["attach"]), 120, 40);
    pty.wait_for_text("示例");
    for (columns, rows) in [(0, 0), (1, 1), (3, 3), (500, 200), (80, 24), (20, 2), (u16::MAX, 1), (80, 24)] {
        pty.resize(columns, rows);
    }
    pty.wait_for_text("示例");
    pty.leave();
}

enum Leave {
    Key,
    Signal(Signal),
}
