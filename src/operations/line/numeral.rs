//! Numbers as they are said and typed with an input method left on: `五万`, `5万`, `两百零五`, `１２`.
//!
//! Invariants:
//! - what has two readings has none: `二三十` (twenty or thirty) is no number;
//! - units go down: a larger one never follows a smaller one, but 万 and 亿, which count what stands before them.

use crate::operations::line::words::fold;

/// The parts of a whole in which numbers are reckoned here.
const PARTS: u128 = 1_000_000;

/// Digits after the point.
const PLACES: usize = 6;

/// More than anything at this desk: what is beyond it was mistyped.
const LARGEST: u128 = 1_000_000_000_000 * PARTS;

/// Returns whether a character may stand in a numeral that is not ASCII.
pub fn is_numeral(c: char) -> bool {
    digit(c).is_some_and(|_| !c.is_ascii()) || unit(c).is_some() || c == '点'
}

/// Reads a whole number: `12`, `十二`, `1万2`; a word of what is counted may follow it.
pub fn whole(raw: &str) -> Option<u32> {
    let folded = fold(raw);
    let bare = ["分钟", "人", "名", "个", "分"].iter().find_map(|word| folded.strip_suffix(word));
    let parts = millionths(bare.unwrap_or(&folded))?;
    if parts % PARTS == 0 { u32::try_from(parts / PARTS).ok() } else { None }
}

/// Reads a number in millionths of a whole; `folded` is in half width.
pub(super) fn millionths(folded: &str) -> Option<u128> {
    let mut reading = Reading::default();
    let mut rest = folded;
    while let Some(first) = rest.chars().next() {
        rest = match unit(first) {
            Some(scale) => {
                reading.unit(scale)?;
                &rest[first.len_utf8()..]
            }
            None => reading.number(rest)?,
        };
    }
    reading.end()
}

/// What was read so far.
#[derive(Default)]
struct Reading {
    /// What stands before a 万 or an 亿, in parts.
    total: u128,
    /// What stands after it.
    section: u128,
    /// A number that waits for its unit.
    pending: Option<Number>,
    /// The unit before; none at the beginning.
    last: Option<u128>,
    /// The smallest 万 or 亿 before.
    large: Option<u128>,
    /// Whether 零 stands before what comes now.
    zero: bool,
}

/// A number without a unit.
#[derive(Clone, Copy)]
struct Number {
    parts: u128,
    /// Whether it is a single digit: only that may stand for `二` in `一万二`.
    single: bool,
    /// Whether it is written in Chinese digits: several of them are no number before or after a unit.
    chinese: bool,
}

impl Reading {
    fn unit(&mut self, scale: u128) -> Option<()> {
        let large = scale >= 10_000;
        let number = match self.pending.take() {
            Some(Number { chinese: true, single: false, .. }) => return None,
            Some(number) => number.parts,
            // 十二 has no digit before it, nor has 零十 ... but a 百 always does.
            None if scale == 10 && self.section == 0 && !self.zero => PARTS,
            None if large && self.section > 0 => 0,
            None => return None,
        };
        if large {
            if self.large.is_some_and(|before| scale >= before) {
                return None;
            }
            self.total += self.section.checked_add(number)?.checked_mul(scale)?;
            (self.section, self.large) = (0, Some(scale));
        } else {
            let below = self.last.is_none_or(|before| before >= 10_000 || scale < before);
            if !below || number % PARTS != 0 || number == 0 || number >= 10 * PARTS {
                return None;
            }
            self.section += number * scale;
        }
        (self.last, self.zero) = (Some(scale), false);
        (self.total.max(self.section) <= LARGEST).then_some(())
    }

    /// Takes a run of digits; returns what follows it.
    fn number<'a>(&mut self, rest: &'a str) -> Option<&'a str> {
        if self.pending.is_some() {
            return None;
        }
        let is_part = |c: char| digit(c).is_some() || c == '.' || c == '点';
        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        let mut run = run;
        // 零 between units is no digit: 两百零五.
        if self.last.is_some()
            && let Some(behind) = run.strip_prefix(['零', '〇'])
        {
            self.zero = true;
            run = behind;
            if run.is_empty() {
                return (!after.is_empty()).then_some(after);
            }
        }
        self.pending = Some(plain(run)?);
        Some(after)
    }

    fn end(self) -> Option<u128> {
        let rest = match (self.pending, self.last) {
            (None, None) | (Some(Number { chinese: true, single: false, .. }), Some(_)) => return None,
            (None, Some(_)) if self.zero => return None,
            (None, Some(_)) => 0,
            (Some(number), None) => number.parts,
            // 一万二 is 12000, and 两百五 is 250: the digit counts tenths of the unit before it.
            (Some(number), Some(last)) if number.single && !self.zero => number.parts * last / 10,
            (Some(number), Some(last)) => (number.parts < last * PARTS).then_some(number.parts)?,
        };
        let parts = self.total + self.section + rest;
        (parts <= LARGEST).then_some(parts)
    }
}

/// Reads digits with or without a point, all of them in one writing.
fn plain(run: &str) -> Option<Number> {
    let chinese = run.chars().any(|c| !c.is_ascii() && c != '点');
    let (whole, part) = run.split_once(['.', '点']).unwrap_or((run, ""));
    let pointed = whole.len() < run.len();
    if whole.is_empty() || pointed && part.is_empty() || part.chars().count() > PLACES {
        return None;
    }
    let mut parts: u128 = 0;
    for c in whole.chars().chain(part.chars()) {
        let mixed = c.is_ascii() == chinese;
        parts = parts.checked_mul(10)?.checked_add(digit(c).filter(|_| !mixed)?)?;
    }
    for _ in part.chars().count()..PLACES {
        parts = parts.checked_mul(10)?;
    }
    Some(Number { parts, single: !pointed && whole.chars().count() == 1, chinese: chinese && !pointed })
}

const fn digit(c: char) -> Option<u128> {
    Some(match c {
        '0' | '零' | '〇' => 0,
        '1' | '一' | '壹' | '幺' => 1,
        '2' | '二' | '两' | '贰' => 2,
        '3' | '三' | '叁' => 3,
        '4' | '四' | '肆' => 4,
        '5' | '五' | '伍' => 5,
        '6' | '六' | '陆' => 6,
        '7' | '七' | '柒' => 7,
        '8' | '八' | '捌' => 8,
        '9' | '九' | '玖' => 9,
        _ => return None,
    })
}

const fn unit(c: char) -> Option<u128> {
    Some(match c {
        '十' | '拾' => 10,
        '百' | '佰' => 100,
        '千' | '仟' => 1_000,
        '万' | '萬' => 10_000,
        '亿' | '億' => 100_000_000,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{is_numeral, whole};
    use crate::operations::line::amount;
    use crate::units::Fen;

    #[test]
    fn numbers_are_read_as_they_are_said() {
        for (typed, wanted) in [
            ("0", Some(0)),
            ("１２", Some(12)),
            ("五万", Some(50_000)),
            ("5万", Some(50_000)),
            ("十", Some(10)),
            ("十二", Some(12)),
            ("十二人", Some(12)),
            ("二十", Some(20)),
            ("二十五", Some(25)),
            ("一百一十二", Some(112)),
            ("一百二", Some(120)),
            ("两百零五", Some(205)),
            ("两百〇五", Some(205)),
            ("一千零五十", Some(1_050)),
            ("一万二", Some(12_000)),
            ("1万2", Some(12_000)),
            ("1万2000", Some(12_000)),
            ("一万零二", Some(10_002)),
            ("一万零二百", Some(10_200)),
            ("十二万三千", Some(123_000)),
            ("二百五十万", Some(2_500_000)),
            ("一亿二千万", Some(120_000_000)),
            ("一亿零五万", Some(100_050_000)),
            ("3.5万", Some(35_000)),
            ("三点五万", Some(35_000)),
            ("〇三一七", Some(317)),
            ("一一九", Some(119)),
            ("壹拾伍", Some(15)),
            ("", None),
            ("零十", None),
            ("二三十", None),
            ("十二三", None),
            ("一万二三", None),
            ("百", None),
            ("万", None),
            ("五百千", None),
            ("一万亿", None),
            ("五万万", None),
            ("两百零", None),
            ("3.5", None),
            ("3..5", None),
            ("3.", None),
            ("五万x", None),
            ("1二", None),
            ("-5", None),
            ("99999999999", None),
            ("一百340282366920938463463374607431768万", None),
        ] {
            assert_eq!(whole(typed), wanted, "{typed}");
        }
    }

    #[test]
    fn amounts_are_whole_fen_however_they_are_written() {
        for (typed, wanted) in [
            ("五万", Some(5_000_000)),
            ("5万", Some(5_000_000)),
            ("５万元", Some(5_000_000)),
            ("3.5万", Some(3_500_000)),
            ("一万二", Some(1_200_000)),
            ("50,000.00", Some(5_000_000)),
            ("1234.5", Some(123_450)),
            ("0.01", Some(1)),
            ("十二块五", None),
            ("0.001", None),
            ("0", None),
            ("零", None),
            ("五万多", None),
            ("五万左右", None),
        ] {
            assert_eq!(amount(typed), wanted.map(Fen), "{typed}");
        }
    }

    #[test]
    fn every_number_is_read_back_from_its_digits_and_nothing_panics() {
        proptest::proptest!(|(number: u32, typed in "[0-9零一二两十百千万亿点.]{0,12}")| {
            proptest::prop_assert_eq!(whole(&number.to_string()), Some(number));
            let _ = (whole(&typed), amount(&typed), typed.chars().all(is_numeral));
        });
    }
}
