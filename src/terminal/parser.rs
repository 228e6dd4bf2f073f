//! Bytes into keys, as they trickle in.
//!
//! An escape may be a key or the beginning of a sequence: the parser holds it, and whoever reads the tty calls
//! [`Parser::settle`] when nothing follows within [`ESCAPE_TIMEOUT_MS`].
//!
//! Source: ECMA-48 for CSI, DEC VT220 and xterm for SS3, tilde keys, modifiers and bracketed paste.

use crate::terminal::key::{Code, Held, Input, Key};

/// How long an escape waits for the rest of its sequence.
///
/// A local terminal sends a sequence at once; a slow link may split it. 50 ms is unnoticed by a hand.
pub const ESCAPE_TIMEOUT_MS: u64 = 50;

/// Bytes of a paste that are kept; the rest of it is swallowed.
pub const PASTE_BYTES_MAX: usize = 4 * 1_024;

/// Bytes of a sequence that are looked at; a longer one is swallowed to its end.
const SEQUENCE_BYTES_MAX: usize = 32;

const PASTE_END: &[u8] = b"\x1b[201~";

/// Takes bytes, gives keys; owns what is not yet decided.
#[derive(Debug, Default)]
pub struct Parser {
    state: State,
    held: Vec<u8>,
    paste: Vec<u8>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Ground,
    Utf8 {
        missing: u8,
    },
    Escape,
    Csi,
    Ss3,
    /// OSC, DCS, APC, PM, SOS: swallowed up to BEL or ST.
    String,
    StringEscape,
    Paste,
}

impl Parser {
    /// Makes a parser that has seen nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes bytes as they were read and appends what they mean.
    ///
    /// Limits: a run of [`PASTE_BYTES_MAX`] is kept of a paste. Panics: never, for any bytes.
    pub fn push(&mut self, bytes: &[u8], inputs: &mut Vec<Input>) {
        for byte in bytes {
            self.step(*byte, inputs);
        }
    }

    /// Returns whether an escape waits for more; then [`Self::settle`] is due after [`ESCAPE_TIMEOUT_MS`].
    pub fn waits(&self) -> bool {
        matches!(self.state, State::Escape | State::Csi | State::Ss3)
    }

    /// Takes the silence after an escape: it was the Escape key; a broken sequence is swallowed.
    pub fn settle(&mut self, inputs: &mut Vec<Input>) {
        if self.state == State::Escape {
            inputs.push(Input::Key(Key::plain(Code::Escape)));
        }
        if self.waits() {
            self.ground();
        }
    }

    fn step(&mut self, byte: u8, inputs: &mut Vec<Input>) {
        match self.state {
            State::Ground => self.in_ground(byte, Held::None, inputs),
            State::Utf8 { missing } => self.in_utf8(byte, missing, inputs),
            State::Escape => self.in_escape(byte, inputs),
            State::Csi => self.in_csi(byte, inputs),
            State::Ss3 => {
                self.ground();
                push_key(ss3(byte), Held::None, inputs);
            }
            State::String => match byte {
                0x07 => self.ground(),
                0x1b => self.state = State::StringEscape,
                _ => {}
            },
            State::StringEscape => match byte {
                b'\\' => self.ground(),
                0x1b => {}
                _ => self.state = State::String,
            },
            State::Paste => self.in_paste(byte, inputs),
        }
    }

    fn ground(&mut self) {
        self.state = State::Ground;
        self.held.clear();
    }

    fn in_ground(&mut self, byte: u8, held: Held, inputs: &mut Vec<Input>) {
        let code = match byte {
            0x1b => {
                self.state = State::Escape;
                return;
            }
            b'\r' | b'\n' => Code::Enter,
            b'\t' => Code::Tab,
            0x08 | 0x7f => Code::Backspace,
            0x01..=0x1a => {
                inputs.push(Input::Key(Key::control(char::from(byte + b'a' - 1))));
                return;
            }
            0x20..=0x7e => Code::Char(char::from(byte)),
            0xc2..=0xf4 => {
                self.held.clear();
                self.held.push(byte);
                self.state = State::Utf8 {
                    missing: if byte < 0xe0 {
                        1
                    } else if byte < 0xf0 {
                        2
                    } else {
                        3
                    },
                };
                return;
            }
            _ => return,
        };
        push_key(Some(code), held, inputs);
    }

    fn in_utf8(&mut self, byte: u8, missing: u8, inputs: &mut Vec<Input>) {
        if !(0x80..=0xbf).contains(&byte) {
            self.ground();
            self.in_ground(byte, Held::None, inputs);
            return;
        }
        self.held.push(byte);
        if missing > 1 {
            self.state = State::Utf8 { missing: missing - 1 };
            return;
        }
        let typed = std::str::from_utf8(&self.held).ok().and_then(|text| text.chars().next());
        self.ground();
        // The C1 controls arrive as two bytes of UTF-8; they are no keys.
        push_key(typed.filter(|c| !c.is_control()).map(Code::Char), Held::None, inputs);
    }

    fn in_escape(&mut self, byte: u8, inputs: &mut Vec<Input>) {
        self.ground();
        match byte {
            b'[' => self.state = State::Csi,
            b'O' => self.state = State::Ss3,
            b']' | b'P' | b'_' | b'^' | b'X' => self.state = State::String,
            0x1b => {
                inputs.push(Input::Key(Key::plain(Code::Escape)));
                self.state = State::Escape;
            }
            0x20..=0x7e => self.in_ground(byte, Held::Alt, inputs),
            _ => {
                inputs.push(Input::Key(Key::plain(Code::Escape)));
                self.in_ground(byte, Held::None, inputs);
            }
        }
    }

    fn in_csi(&mut self, byte: u8, inputs: &mut Vec<Input>) {
        match byte {
            // The Linux console sends F1 to F5 as CSI [ A to CSI [ E.
            b'[' if self.held.is_empty() => self.held.push(byte),
            0x40..=0x7e => {
                let console = self.held.first() == Some(&b'[');
                if console {
                    self.ground();
                    let function = matches!(byte, b'A'..=b'E').then(|| Code::Function(byte - b'A' + 1));
                    push_key(function, Held::None, inputs);
                } else {
                    self.end_csi(byte, inputs);
                }
            }
            0x20..=0x3f => {
                if self.held.len() < SEQUENCE_BYTES_MAX {
                    self.held.push(byte);
                }
            }
            0x1b => {
                self.ground();
                self.state = State::Escape;
            }
            _ => self.ground(),
        }
    }

    fn end_csi(&mut self, last: u8, inputs: &mut Vec<Input>) {
        let (first, second) = numbers(&self.held);
        let marked = self.held.first().is_some_and(|byte| matches!(byte, b'<'..=b'?'));
        self.ground();
        if marked {
            return;
        }
        let held = match second.unwrap_or(1).saturating_sub(1) {
            bits if bits & 4 != 0 => Held::Control,
            bits if bits & 2 != 0 => Held::Alt,
            _ => Held::None,
        };
        match (last, first) {
            (b'~', Some(200)) => {
                self.paste.clear();
                self.state = State::Paste;
            }
            (b'n', Some(0)) => inputs.push(Input::StatusAnswer),
            (b'~', Some(number)) => push_key(tilde(number), held, inputs),
            (b'Z', _) => push_key(Some(Code::BackTab), Held::None, inputs),
            _ => push_key(ss3(last).filter(|code| *code != Code::Enter), held, inputs),
        }
    }

    fn in_paste(&mut self, byte: u8, inputs: &mut Vec<Input>) {
        // The end mark is matched apart from the kept bytes, so that a paste beyond the limit still ends.
        self.held.push(byte);
        if !PASTE_END.starts_with(&self.held) {
            // A lone escape inside may be the first byte of the mark.
            let again = usize::from(byte == 0x1b);
            let plain = self.held.len() - again;
            let room = PASTE_BYTES_MAX.saturating_sub(self.paste.len()).min(plain);
            self.paste.extend_from_slice(&self.held[..room]);
            self.held.drain(..plain);
        }
        if self.held == PASTE_END {
            let text = String::from_utf8_lossy(&self.paste);
            inputs.push(Input::Paste(crate::text::clean(text.trim_end_matches('\u{FFFD}')).into_owned()));
            self.paste = Vec::new();
            self.ground();
        }
    }
}

fn push_key(code: Option<Code>, held: Held, inputs: &mut Vec<Input>) {
    if let Some(code) = code {
        inputs.push(Input::Key(Key { code, held }));
    }
}

/// Returns the first two parameters of a sequence.
fn numbers(parameters: &[u8]) -> (Option<u16>, Option<u16>) {
    let mut read = parameters.split(|byte| *byte == b';').map(|digits| {
        let text = std::str::from_utf8(digits).ok()?;
        text.split(':').next()?.parse().ok()
    });
    (read.next().flatten(), read.next().flatten())
}

/// Returns the key that a final byte names, in SS3 and in CSI alike.
const fn ss3(last: u8) -> Option<Code> {
    Some(match last {
        b'A' => Code::Up,
        b'B' => Code::Down,
        b'C' => Code::Right,
        b'D' => Code::Left,
        b'H' => Code::Home,
        b'F' => Code::End,
        b'P' => Code::Function(1),
        b'Q' => Code::Function(2),
        b'R' => Code::Function(3),
        b'S' => Code::Function(4),
        b'M' => Code::Enter,
        _ => return None,
    })
}

/// Returns the key that `CSI number ~` names.
const fn tilde(number: u16) -> Option<Code> {
    Some(match number {
        1 | 7 => Code::Home,
        2 => Code::Insert,
        3 => Code::Delete,
        4 | 8 => Code::End,
        5 => Code::PageUp,
        6 => Code::PageDown,
        11..=15 => Code::Function(number as u8 - 10),
        17..=21 => Code::Function(number as u8 - 11),
        23 | 24 => Code::Function(number as u8 - 12),
        _ => return None,
    })
}
