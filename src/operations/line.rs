//! One line of the command bar, and of `dutydesk act`: words that make a [`Draft`].
//!
//! Decides: which words there are and what they need.
//! Must not know: who types, where it is painted.

use crate::limits::LINE_BYTES_MAX;
use crate::operations::command::Draft;
use crate::operations::incident::Disposition;
use crate::units::IncidentId;

/// A verb of the bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verb {
    /// The word.
    pub word: &'static str,
    /// The Chinese word for the same.
    pub zh: &'static str,
    /// What follows it, in both languages alike.
    pub shape: &'static str,
}

/// Every verb.
pub const VERBS: &[Verb] = &[
    Verb { word: "ack", zh: "受理", shape: "N" },
    Verb { word: "note", zh: "记录", shape: "[N] TEXT" },
    Verb { word: "close", zh: "结束", shape: "N handled|test|duplicate M|unverified N [REASON]" },
    Verb { word: "reopen", zh: "重开", shape: "N REASON" },
];

/// The outcomes that `close` takes: the word and the Chinese word.
pub const DISPOSITIONS: &[(&str, &str)] =
    &[("handled", "已处置"), ("test", "测试"), ("duplicate", "重复"), ("unverified", "未核实")];

/// Why a line is not a command.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// There is nothing in it.
    #[error("the line is empty")]
    Empty,
    /// It is longer than [`LINE_BYTES_MAX`].
    #[error("the line is longer than {LINE_BYTES_MAX} bytes")]
    TooLong,
    /// Its first word is no verb.
    #[error("`{0}` is no verb: ack, note, close or reopen")]
    UnknownVerb(String),
    /// An incident number is missing.
    #[error("`{verb}` needs an incident number: {verb} {shape}")]
    IncidentMissing {
        /// The verb.
        verb: &'static str,
        /// What follows it.
        shape: &'static str,
    },
    /// Something stands where a number should.
    #[error("`{0}` is no incident number")]
    NotANumber(String),
    /// How it ended is missing or unknown.
    #[error("`close` needs an outcome: handled, test, duplicate or unverified, not `{0}`")]
    UnknownDisposition(String),
    /// The number is not repeated.
    #[error("closing cannot be undone: repeat the incident number after the outcome")]
    RepeatMissing,
    /// A text is missing.
    #[error("`{0}` needs a text")]
    TextMissing(&'static str),
}

/// Makes a draft of a line; `selected` is meant where a number may be left out.
///
/// Full-width letters, digits and signs of a Chinese input method count as half-width ones in verbs, outcomes and
/// numbers; texts stay as they are typed.
///
/// # Examples
/// ```
/// use dutydesk::operations::{command::Draft, line::parse};
/// use dutydesk::units::IncidentId;
/// assert_eq!(parse("受理 １０４２", None), Ok(Draft::Acknowledge { incident: IncidentId(1042) }));
/// ```
pub fn parse(line: &str, selected: Option<IncidentId>) -> Result<Draft, Error> {
    if line.len() > LINE_BYTES_MAX {
        return Err(Error::TooLong);
    }
    let (first, rest) = word(line);
    if first.is_empty() {
        return Err(Error::Empty);
    }
    let folded = fold(first);
    let verb = VERBS
        .iter()
        .find(|verb| verb.word.eq_ignore_ascii_case(&folded) || verb.zh == first)
        .ok_or_else(|| Error::UnknownVerb(first.to_owned()))?;
    match verb.word {
        "ack" => {
            let (incident, _) = incident_or(verb, rest, selected)?;
            Ok(Draft::Acknowledge { incident })
        }
        "note" => note(rest, selected),
        "close" => close(verb, rest),
        _ => {
            let (incident, reason) = incident_or(verb, rest, selected)?;
            if reason.is_empty() {
                return Err(Error::TextMissing(verb.word));
            }
            Ok(Draft::Reopen { incident, reason: reason.to_owned() })
        }
    }
}

/// Reads an incident number: `1042`, `#1042`, full-width or not.
pub fn number(raw: &str) -> Option<IncidentId> {
    let folded = fold(raw);
    let digits = folded.strip_prefix('#').unwrap_or(&folded);
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().ok().map(IncidentId)).flatten()
}

/// Returns a character as a Chinese input method's half-width twin.
pub const fn half_width(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '、' => '/',
        '。' => '.',
        '\u{FF01}'..='\u{FF5E}' => (c as u32 - 0xFEE0) as u8 as char,
        other => other,
    }
}

fn fold(raw: &str) -> String {
    raw.chars().map(half_width).collect()
}

fn word(line: &str) -> (&str, &str) {
    let line = line.trim();
    line.split_once(char::is_whitespace).map_or((line, ""), |(first, rest)| (first, rest.trim_start()))
}

fn incident_or<'a>(
    verb: &Verb,
    rest: &'a str,
    selected: Option<IncidentId>,
) -> Result<(IncidentId, &'a str), Error> {
    let (first, after) = word(rest);
    match (number(first), selected) {
        (Some(incident), _) => Ok((incident, after)),
        (None, Some(incident)) if verb.word != "ack" || first.is_empty() => Ok((incident, rest)),
        (None, None) if first.is_empty() => {
            Err(Error::IncidentMissing { verb: verb.word, shape: verb.shape })
        }
        (None, _) => Err(Error::NotANumber(first.to_owned())),
    }
}

/// A number is the incident's only when a text follows it and it is marked, or the digits stand alone before words:
/// `note 1042 text`. A text that begins with a count, `note 12人已清点`, stays whole.
fn note(rest: &str, selected: Option<IncidentId>) -> Result<Draft, Error> {
    let (first, after) = word(rest);
    let (incident, text) = match number(first) {
        Some(incident) if !after.is_empty() => (Some(incident), after),
        _ => (selected, rest),
    };
    if text.trim().is_empty() {
        return Err(Error::TextMissing("note"));
    }
    Ok(Draft::Note { incident, text: text.trim().to_owned() })
}

fn close(verb: &Verb, rest: &str) -> Result<Draft, Error> {
    let (first, after) = word(rest);
    if first.is_empty() {
        return Err(Error::IncidentMissing { verb: verb.word, shape: verb.shape });
    }
    let incident = number(first).ok_or_else(|| Error::NotANumber(first.to_owned()))?;
    let (outcome, mut after) = word(after);
    let folded = fold(outcome);
    let found = DISPOSITIONS.iter().find(|(en, zh)| en.eq_ignore_ascii_case(&folded) || *zh == outcome);
    let disposition = match found.map(|(en, _)| *en) {
        Some("handled") => Disposition::Handled,
        Some("test") => Disposition::Test,
        Some("unverified") => Disposition::Unverified,
        Some(_) => {
            let (of, rest) = word(after);
            after = rest;
            Disposition::Duplicate(number(of).ok_or_else(|| Error::NotANumber(of.to_owned()))?)
        }
        None => return Err(Error::UnknownDisposition(outcome.to_owned())),
    };
    let (repeated, reason) = word(after);
    let repeated = number(repeated).ok_or(Error::RepeatMissing)?;
    Ok(Draft::Close { incident, disposition, reason: reason.to_owned(), repeated })
}

#[cfg(test)]
mod tests {
    use super::{Error, parse};
    use crate::operations::command::Draft;
    use crate::operations::incident::Disposition;
    use crate::units::IncidentId;

    const ONE: IncidentId = IncidentId(1042);

    #[test]
    fn lines_become_drafts() {
        let note = |incident, text: &str| Ok(Draft::Note { incident, text: text.to_owned() });
        let close = |disposition, reason: &str| {
            Ok(Draft::Close { incident: ONE, disposition, reason: reason.to_owned(), repeated: ONE })
        };
        for (line, selected, wanted) in [
            ("ack 1042", None, Ok(Draft::Acknowledge { incident: ONE })),
            ("  ＡＣＫ　＃１０４２ ", None, Ok(Draft::Acknowledge { incident: ONE })),
            ("ack", Some(ONE), Ok(Draft::Acknowledge { incident: ONE })),
            ("note 1042 明火", None, note(Some(ONE), "明火")),
            ("记录 明火 冒烟", None, note(None, "明火 冒烟")),
            ("note 12人已清点", Some(ONE), note(Some(ONE), "12人已清点")),
            ("note 14", Some(ONE), note(Some(ONE), "14")),
            ("close 1042 handled 1042", None, close(Disposition::Handled, "")),
            ("结束 1042 测试 1042 维保", None, close(Disposition::Test, "维保")),
            (
                "close 1042 duplicate 9 1042 同一处",
                None,
                close(Disposition::Duplicate(IncidentId(9)), "同一处"),
            ),
            ("close 1042 unverified 1042 x", None, close(Disposition::Unverified, "x")),
            ("重开 1042 复燃", None, Ok(Draft::Reopen { incident: ONE, reason: "复燃".to_owned() })),
            ("reopen 复燃", Some(ONE), Ok(Draft::Reopen { incident: ONE, reason: "复燃".to_owned() })),
        ] {
            assert_eq!(parse(line, selected), wanted, "{line}");
        }
    }

    #[test]
    fn wrong_lines_say_what_is_wrong() {
        for (line, selected) in [
            ("", None),
            ("burn 1042", None),
            ("ack", None),
            ("ack x", Some(ONE)),
            ("ack 99999999999", Some(ONE)),
            ("note", Some(ONE)),
            ("close", Some(ONE)),
            ("close 1042", None),
            ("close 1042 burnt 1042", None),
            ("close 1042 handled", None),
            ("close 1042 handled because", None),
            ("close 1042 duplicate", None),
            ("reopen 1042", None),
        ] {
            assert!(parse(line, selected).is_err(), "{line}");
        }
        assert_eq!(parse(&"x".repeat(2_000), None), Err(Error::TooLong));
    }

    #[test]
    fn no_line_panics() {
        proptest::proptest!(|(line in proptest::prelude::any::<String>(), selected: bool)| {
            let _ = parse(&line, selected.then_some(ONE));
        });
    }
}
