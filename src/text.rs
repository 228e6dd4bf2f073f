//! Text as the desk keeps it: bounded, cleaned once, measured in cells.
//!
//! Decides: what may stand in a text that came from outside, how wide it is, and where it is cut.
//! Must not know: which field it fills, which language it is.
//!
//! Invariants:
//! - [`clean`] leaves no control, no bidirectional control, no zero-width or tag character, no private use, and at
//!   most [`MARKS_MAX`] combining marks on a base;
//! - a cut falls between grapheme clusters, never inside a wide character.

use crate::limits::MARKS_MAX;
use arrayvec::ArrayString;
use std::borrow::Cow;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark, is_nfc};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// A bounded text of at most `BYTES` bytes of UTF-8, held in place.
pub type Text<const BYTES: usize> = ArrayString<BYTES>;

/// What stands where something was taken out: visible, one cell, in every font.
pub const TAKEN_OUT: char = '\u{FFFD}';

/// Cleans a text from outside: the result is safe to show, to store and to send on.
///
/// Normalises to NFC. A removed character leaves [`TAKEN_OUT`], a run of them leaves one. A line feed becomes a
/// space: every text of the desk is one line.
///
/// Cost: O(bytes); no allocation for a text that is clean already.
///
/// # Examples
/// ```
/// use dutydesk::text::clean;
/// assert_eq!(clean("2号车间 3区"), "2号车间 3区");
/// assert_eq!(clean("a\u{1b}[2Jb\u{202e}c"), "a\u{FFFD}[2Jb\u{FFFD}c");
/// ```
pub fn clean(raw: &str) -> Cow<'_, str> {
    if is_clean(raw) {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    let mut marks = 0;
    for c in raw.nfc() {
        if is_combining_mark(c) {
            marks += 1;
            if marks > MARKS_MAX {
                continue;
            }
        } else {
            marks = 0;
        }
        match c {
            '\n' | '\t' => out.push(' '),
            c if is_allowed(c) => out.push(c),
            _ if out.ends_with(TAKEN_OUT) => {}
            _ => out.push(TAKEN_OUT),
        }
    }
    Cow::Owned(out)
}

/// Cleans a text and keeps what fits, cut between grapheme clusters.
///
/// Cost: O(bytes kept); no allocation for a text that is clean already.
pub fn bounded<const BYTES: usize>(raw: &str) -> Text<BYTES> {
    let cleaned = clean(raw);
    let mut text = Text::new();
    if text.try_push_str(&cleaned).is_err() {
        for grapheme in cleaned.graphemes(true) {
            if text.try_push_str(grapheme).is_err() {
                break;
            }
        }
    }
    text
}

/// Returns the width of a text in terminal cells.
pub fn cells(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// Returns the longest head of a text that fits into `width` cells, and its width.
///
/// Never splits a wide character: the head may be one cell narrower than asked.
pub fn clip(text: &str, width: usize) -> (&str, usize) {
    if text.len() <= width && text.is_ascii() {
        return (text, text.len());
    }
    let mut used = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        let wide = cells(grapheme);
        if used + wide > width {
            return (&text[..at], used);
        }
        used += wide;
    }
    (text, used)
}

/// Returns whether a character may stand in a text of the desk.
fn is_allowed(c: char) -> bool {
    let code = u32::from(c);
    let removed = c.is_control()
        || matches!(code,
            0x00AD | 0x034F | 0x061C | 0x115F | 0x1160 | 0x17B4 | 0x17B5 | 0x180B..=0x180F | 0x3164 | 0xFEFF
            | 0xFFA0 | 0x200B..=0x200F | 0x2028..=0x202E | 0x2060..=0x206F | 0xFE00..=0xFE0F | 0xFFF0..=0xFFFB
            | 0x1BCA0..=0x1BCA3 | 0x1D173..=0x1D17A | 0xE000..=0xF8FF | 0xE0000..=0x0010_FFFF)
        || matches!(code & 0xFFFF, 0xFFFE | 0xFFFF)
        || matches!(code, 0xF0000..)
        || matches!(code, 0xFDD0..=0xFDEF);
    !removed
}

fn is_clean(raw: &str) -> bool {
    let mut marks = 0;
    let plain = raw.chars().all(|c| {
        if c.is_ascii() {
            marks = 0;
            return !c.is_ascii_control();
        }
        marks = if is_combining_mark(c) { marks + 1 } else { 0 };
        marks <= MARKS_MAX && is_allowed(c)
    });
    plain && (raw.is_ascii() || is_nfc(raw))
}

#[cfg(test)]
mod tests {
    use super::{bounded, cells, clean, clip};
    use proptest::prelude::{any, proptest};

    #[test]
    fn hostile_texts_lose_their_teeth() {
        for (raw, wanted) in [
            ("烟感", "烟感"),
            ("\u{1b}]52;c;aGk=\u{7}", "\u{FFFD}]52;c;aGk=\u{FFFD}"),
            ("\u{9b}2J", "\u{FFFD}2J"),
            ("a\r\nb", "a\u{FFFD} b"),
            ("\u{202e}txt\u{2066}\u{200b}x", "\u{FFFD}txt\u{FFFD}x"),
            ("a\u{e0041}\u{e0042}", "a\u{FFFD}"),
        ] {
            assert_eq!(clean(raw), wanted, "{raw:?}");
        }
        let storm = format!("e{}", "\u{0301}".repeat(20_000));
        assert!(clean(&storm).chars().count() <= 1 + super::MARKS_MAX);
    }

    #[test]
    fn a_cut_never_splits_a_wide_character() {
        assert_eq!(clip("烟感x3", 3), ("烟", 2));
        assert_eq!(clip("烟感x3", 4), ("烟感", 4));
        assert_eq!(clip("abc", 0), ("", 0));
        assert_eq!(bounded::<4>("烟感").as_str(), "烟");
    }

    proptest! {
        #[test]
        fn cleaned_text_is_clean_and_fits(raw in any::<String>(), width in 0_usize..40) {
            let once = clean(&raw).into_owned();
            assert!(once.chars().all(super::is_allowed));
            assert_eq!(clean(&once), once.as_str());
            let (head, used) = clip(&once, width);
            assert!(used <= width && cells(head) <= width && once.starts_with(head));
        }
    }
}
