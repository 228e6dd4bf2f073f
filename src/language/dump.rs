//! Bytes that nobody could read, written so that a terminal shows them and does nothing: as text with carets, and as hexadecimal.
//!
//! Invariant: what is written holds no control character, whatever the bytes.

use crate::text::clean;
use std::fmt::Write;

/// Bytes on a line of hexadecimal.
pub const HEX_BYTES: usize = 16;

/// Writes a line of hexadecimal: where it begins, the bytes, the same as ASCII.
pub fn hex(at: usize, bytes: &[u8], out: &mut String) {
    let _ = write!(out, "{at:04x}  ");
    for place in 0..HEX_BYTES {
        match bytes.get(place) {
            Some(byte) => drop(write!(out, "{byte:02x} ")),
            None => out.push_str("   "),
        }
    }
    out.push(' ');
    out.extend(
        bytes
            .iter()
            .map(|byte| if byte.is_ascii_graphic() || *byte == b' ' { char::from(*byte) } else { '.' }),
    );
}

/// Writes bytes as text: controls with a caret (`^[`), what is no UTF-8 as `\\x`, and a line feed as one.
pub fn caret(bytes: &[u8], out: &mut String) {
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            character(c, out);
        }
        for byte in chunk.invalid() {
            let _ = write!(out, "\\x{byte:02x}");
        }
    }
}

fn character(c: char, out: &mut String) {
    match c {
        '\n' => out.push_str("^J\n"),
        '\u{0}'..='\u{1f}' => {
            out.push('^');
            out.push(char::from(c as u8 + 0x40));
        }
        '\u{7f}' => out.push_str("^?"),
        ' '..='~' => out.push(c),
        other => {
            let mut buffer = [0; 4];
            let as_is = &*other.encode_utf8(&mut buffer);
            // What would move, hide or join text is written by its number.
            if clean(as_is) == as_is && crate::text::cells(as_is) > 0 {
                out.push(other);
            } else {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(other));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{HEX_BYTES, caret, hex};

    #[test]
    fn hostile_bytes_are_shown_and_do_nothing() {
        for (bytes, wanted) in [
            (&b"{\"a\":1}"[..], r#"{"a":1}"#),
            (b"\x1b]52;c;eA==\x07", "^[]52;c;eA==^G"),
            (b"a\r\nb\x7f", "a^M^J\nb^?"),
            ("报警\u{202e}x\u{9b}".as_bytes(), "报警\\u{202e}x\\u{9b}"),
            (b"\xff\xfe{", "\\xff\\xfe{"),
            (b"", ""),
        ] {
            let mut out = String::new();
            caret(bytes, &mut out);
            assert_eq!(out, wanted);
        }
    }

    #[test]
    fn no_byte_becomes_a_control() {
        let all: Vec<u8> = (0..=255).collect();
        for from in 0..all.len() {
            let (mut text, mut lines) = (String::new(), String::new());
            caret(&all[from..], &mut text);
            for (at, line) in all[from..].chunks(HEX_BYTES).enumerate() {
                hex(at * HEX_BYTES, line, &mut lines);
            }
            assert!(!lines.chars().any(char::is_control));
            assert!(!text.replace('\n', "").chars().any(char::is_control));
        }
    }

    #[test]
    fn a_line_of_hexadecimal_has_its_columns_whatever_is_missing() {
        let (mut whole, mut part) = (String::new(), String::new());
        hex(16, b"@@\x00\x01duty-desk en", &mut whole);
        hex(32, b"##", &mut part);
        assert_eq!(whole, "0010  40 40 00 01 64 75 74 79 2d 64 65 73 6b 20 65 6e  @@..duty-desk en");
        assert_eq!(part.find("##"), whole.find("@@"));
    }
}
