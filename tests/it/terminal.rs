//! What `terminal` promises.

use dutydesk::terminal::guard::Guard;
use dutydesk::terminal::key::{Code, Held, Input, Key};
use dutydesk::terminal::output::{FrameEnd, Output, STATUS_REQUEST};
use dutydesk::terminal::parser::{PASTE_BYTES_MAX, Parser};
use dutydesk::terminal::{clamp_size, size};
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::style::{Color, Modifier, Style};
use rustix::pty::{OpenptFlags, grantpt, ioctl_tiocgptpeer, openpt, unlockpt};
use rustix::termios::{LocalModes, tcgetattr};
use std::os::fd::OwnedFd;

fn parsed(bytes: &[u8]) -> Vec<Input> {
    let (mut parser, mut inputs) = (Parser::new(), Vec::new());
    parser.push(bytes, &mut inputs);
    parser.settle(&mut inputs);
    inputs
}

fn keys(codes: &[Code]) -> Vec<Input> {
    codes.iter().map(|code| Input::Key(Key::plain(*code))).collect()
}

#[test]
fn bytes_become_keys() {
    for (bytes, wanted) in [
        ("a：".as_bytes(), keys(&[Code::Char('a'), Code::Char('：')])),
        (b"\x1b[A\x1bOB\x1b[1;1C\x1b[D", keys(&[Code::Up, Code::Down, Code::Right, Code::Left])),
        (b"\x1bOP\x1b[12~\x1b[[C\x1b[15~\x1b[24~", keys(&[1, 2, 3, 5, 12].map(Code::Function))),
        (
            b"\x1b[1~\x1b[4~\x1b[5~\x1b[6~\x1b[3~\x1b[Z",
            keys(&[Code::Home, Code::End, Code::PageUp, Code::PageDown, Code::Delete, Code::BackTab]),
        ),
        (b"\r\t\x7f", keys(&[Code::Enter, Code::Tab, Code::Backspace])),
        (b"\x1b", keys(&[Code::Escape])),
        (b"\x1b\x1b", keys(&[Code::Escape, Code::Escape])),
        (b"\x03", vec![Input::Key(Key::control('c'))]),
        (b"\x1bx", vec![Input::Key(Key { code: Code::Char('x'), held: Held::Alt })]),
        (b"\x1b[1;5A", vec![Input::Key(Key { code: Code::Up, held: Held::Control })]),
        (b"\x1b[0n", vec![Input::StatusAnswer]),
        // Swallowed: mouse, focus, device attributes, window titles, broken UTF-8, C1 controls.
        (
            b"\x1b[<0;1;1M\x1b[I\x1b[?62;c\x1b]52;c;YQ==\x07\x1bP1$r\x1b\\\xff\xc3\x28\xc2\x9b\x00",
            keys(&[Code::Char('(')]),
        ),
    ] {
        assert_eq!(parsed(bytes), wanted, "{bytes:?}");
    }
}

#[test]
fn a_paste_is_one_bounded_input_and_no_key() {
    let mut bytes = b"\x1b[200~".to_vec();
    bytes.extend("火\r\nq\x1b[A".as_bytes());
    bytes.extend(vec![b'x'; 2_000_000]);
    bytes.extend(b"\x1b[201~a");
    let inputs = parsed(&bytes);
    let [Input::Paste(text), Input::Key(key)] = &inputs[..] else { panic!("{} inputs", inputs.len()) };
    assert!(
        text.len() <= PASTE_BYTES_MAX + 16 && text.starts_with("火\u{FFFD} q\u{FFFD}[Ax"),
        "{}",
        &text[..20]
    );
    assert_eq!(*key, Key::char('a'));
    assert_eq!(parsed(b"\x1b[200~\x1b\x1b[201~"), [Input::Paste("\u{FFFD}".into())]);
}

proptest! {
    #[test]
    fn no_bytes_panic_and_no_split_changes_the_keys(
        bytes in prop::collection::vec(prop_oneof![any::<u8>(), prop::sample::select(b"\x1b[O0~;AnP?".to_vec())], 0..200),
        at in 0_usize..200,
    ) {
        let (mut parser, mut split) = (Parser::new(), Vec::new());
        let at = at.min(bytes.len());
        parser.push(&bytes[..at], &mut split);
        parser.push(&bytes[at..], &mut split);
        parser.settle(&mut split);
        prop_assert_eq!(&split, &parsed(&bytes));
        for input in split {
            if let Input::Key(Key { code: Code::Char(c), .. }) = input {
                prop_assert!(!c.is_control());
            }
        }
    }

    #[test]
    fn the_terminal_shows_what_was_painted(
        frames in prop::collection::vec(prop::collection::vec((0_u16..30, 0_u16..6, "[a-z烟感火 ]{0,12}", 0_u8..3), 0..6), 1..6),
    ) {
        let mut output = Output::new(30, 6, FrameEnd::Remote);
        let mut terminal = vt100::Parser::new(6.try_into().unwrap(), 30.try_into().unwrap(), 0);
        for frame in frames {
            let bytes = output.frame(|buffer| { paint(buffer, &frame); Some(Position::new(1, 1)) }).unwrap();
            prop_assert!(bytes.is_empty() || bytes.ends_with(STATUS_REQUEST));
            terminal.process(bytes);
            for y in 0..6_u16 {
                for x in 0..30_u16 {
                    let shown = terminal.screen().cell(y, x).unwrap();
                    if shown.is_wide_continuation() {
                        continue;
                    }
                    let wanted = &output.shown()[(x, y)];
                    let text = if shown.contents().is_empty() { " " } else { shown.contents() };
                    prop_assert_eq!(text, wanted.symbol(), "at {},{}", x, y);
                    prop_assert_eq!(shown.bold(), wanted.modifier.contains(Modifier::BOLD));
                }
            }
            let again = output.frame(|buffer| { paint(buffer, &frame); Some(Position::new(1, 1)) }).unwrap();
            prop_assert!(again.is_empty(), "nothing changed: not one byte");
        }
    }
}

fn paint(buffer: &mut Buffer, frame: &[(u16, u16, String, u8)]) {
    buffer.reset();
    // One text a row: what overlaps is the panes' business.
    let mut rows = std::collections::BTreeSet::new();
    for (x, y, text, kind) in frame {
        if rows.insert(*y) {
            let style = match kind {
                0 => Style::new(),
                1 => Style::new().fg(Color::White).bg(Color::Red).add_modifier(Modifier::BOLD),
                _ => Style::new().fg(Color::Rgb(1, 2, 3)),
            };
            buffer.set_stringn(*x, *y, text, usize::from(30 - x), style);
        }
    }
}

fn pty() -> (OwnedFd, OwnedFd) {
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&master).unwrap();
    unlockpt(&master).unwrap();
    let slave = ioctl_tiocgptpeer(&master, OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    (master, slave)
}

/// Reads until the text that is waited for is there; what is written in parts is read in parts.
fn read(master: &OwnedFd, wanted: &str) -> String {
    let mut said = String::new();
    while !said.contains(wanted) {
        let mut bytes = [0; 4_096];
        let count = rustix::io::read(master, &mut bytes).unwrap();
        said.push_str(&String::from_utf8_lossy(&bytes[..count]));
    }
    said
}

#[test]
fn a_tty_is_given_back_as_it_was_on_drop_and_on_panic() {
    let (master, slave) = pty();
    let modes = || tcgetattr(&slave).unwrap().local_modes;
    let found = modes();
    let guard = Guard::enter(slave.try_clone().unwrap()).unwrap();
    assert!(!modes().contains(LocalModes::ICANON) && !modes().contains(LocalModes::ECHO));
    read(&master, "\x1b[?1049h");
    drop(guard);
    assert_eq!(modes(), found);
    read(&master, "\x1b[?25h\x1b[?1049l");

    let doubled = slave.try_clone().unwrap();
    let ended = std::panic::catch_unwind(move || {
        let _guard = Guard::enter(doubled).unwrap();
        std::panic::resume_unwind(Box::new("a pane failed"));
    });
    assert!(ended.is_err());
    assert_eq!(modes(), found);
    read(&master, "\x1b[?1049l");
}

#[test]
fn sizes_are_clamped_and_never_zero() {
    assert_eq!(clamp_size(0, 50), (80, 24));
    assert_eq!(clamp_size(u16::MAX, u16::MAX), (500, 200));
    assert_eq!(clamp_size(1, 1), (1, 1));
    let (_master, slave) = pty();
    assert_eq!(size(&slave), (80, 24));
}
