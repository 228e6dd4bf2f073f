//! Pinyin initials: `hydc` finds 恒越电池.
//!
//! GB 2312 orders its 3,755 common characters by pinyin, so a character's code tells its first letter. A character
//! outside that block has none and is matched as itself only.
//!
//! Source: GB 2312-1980, level 1 (B0A1 to D7F9).

use encoding_rs::GBK;

/// The first code of each letter; `i`, `u` and `v` begin no syllable.
const FIRST: [(u16, u8); 23] = [
    (0xB0A1, b'a'),
    (0xB0C5, b'b'),
    (0xB2C1, b'c'),
    (0xB4EE, b'd'),
    (0xB6EA, b'e'),
    (0xB7A2, b'f'),
    (0xB8C1, b'g'),
    (0xB9FE, b'h'),
    (0xBBF7, b'j'),
    (0xBFA6, b'k'),
    (0xC0AC, b'l'),
    (0xC2E8, b'm'),
    (0xC4C3, b'n'),
    (0xC5B6, b'o'),
    (0xC5BE, b'p'),
    (0xC6DA, b'q'),
    (0xC8BB, b'r'),
    (0xC8F6, b's'),
    (0xCBFA, b't'),
    (0xCDDA, b'w'),
    (0xCEF4, b'x'),
    (0xD1B9, b'y'),
    (0xD4D1, b'z'),
];

const LAST: u16 = 0xD7F9;

/// Returns the pinyin initial of a character, or the character itself in lower case when it is ASCII.
fn initial(c: char) -> Option<char> {
    if c.is_ascii() {
        return Some(c.to_ascii_lowercase());
    }
    let (mut utf8, mut coded) = ([0; 4], [0; 4]);
    let typed = c.encode_utf8(&mut utf8);
    let (_, _, written) = GBK.new_encoder().encode_from_utf8_without_replacement(typed, &mut coded, true);
    if written != 2 {
        return None;
    }
    let code = u16::from_be_bytes([coded[0], coded[1]]);
    if code > LAST || coded[1] < 0xA1 {
        return None;
    }
    FIRST.iter().rev().find(|(first, _)| *first <= code).map(|(_, letter)| char::from(*letter))
}

/// Returns whether a text is found by what was typed: as a part of it, or by the initials of a run of it.
///
/// `typed` is in lower case. Cost: O(text x typed), no allocation.
pub fn matches(text: &str, typed: &str) -> bool {
    if typed.is_empty() {
        return true;
    }
    let lower = |c: char| c.to_ascii_lowercase();
    (0..text.len()).filter(|at| text.is_char_boundary(*at)).any(|at| {
        starts(text[at..].chars().map(lower).map(Some), typed)
            || starts(text[at..].chars().map(initial), typed)
    })
}

fn starts(mut text: impl Iterator<Item = Option<char>>, typed: &str) -> bool {
    typed.chars().all(|wanted| text.next() == Some(Some(wanted)))
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn sites_are_found_by_their_initials() {
        for (text, typed, found) in [
            ("恒越电池 2号车间", "hydc", true),
            ("恒越电池", "dc", true),
            ("恒越电池", "电池", true),
            ("德福物流 地下车库", "dfwl", true),
            ("德福物流", "dfx", false),
            ("恒越电池 2号车间", "2hcj", true),
            ("GW-07", "gw-0", true),
            ("x", "", true),
            ("", "x", false),
        ] {
            assert_eq!(matches(text, typed), found, "{text} {typed}");
        }
    }
}
