//! The verbs of an incident: acknowledge, note, close, reopen.

use crate::operations::command::Draft;
use crate::operations::incident::{Command, Disposition};
use crate::operations::line::words::{Words, number};
use crate::operations::line::{Error, Group, Verb};

pub(super) const GROUP: Group = Group { verbs: VERBS, parse };

/// The outcomes that `close` takes: the word and the Chinese word.
pub(super) const DISPOSITIONS: &[(&str, &str)] = &[
    ("handled", "已处置"),
    ("false", "误报"),
    ("test", "测试"),
    ("duplicate", "重复"),
    ("unverified", "未核实"),
];

const VERBS: &[Verb] = &[
    Verb { word: "ack", zh: "受理", shape: "N" },
    Verb { word: "note", zh: "记录", shape: "[N] TEXT" },
    Verb { word: "close", zh: "结束", shape: "N handled|false|test|duplicate M|unverified N [REASON]" },
    Verb { word: "reopen", zh: "重开", shape: "N REASON" },
];

fn parse(verb: &'static Verb, words: &mut Words<'_>) -> Result<Draft, Error> {
    match verb.word {
        "ack" => {
            if !words.peek().is_empty() && number(words.peek()).is_none() {
                return Err(Error::NotANumber(words.word().to_owned()));
            }
            let incident = words.incident(verb)?;
            Ok(Draft::Incident(Command::Acknowledge { incident }))
        }
        "note" => note(verb, words),
        "close" => close(verb, words),
        _ => {
            let incident = words.incident(verb)?;
            Ok(Draft::Incident(Command::Reopen { incident, reason: Some(words.text(verb)?) }))
        }
    }
}

/// A number is the incident's only when a text follows it: `note 1042 text`. A text that begins with a count,
/// `note 12人已清点`, stays whole.
fn note(verb: &'static Verb, words: &mut Words<'_>) -> Result<Draft, Error> {
    let mut after = *words;
    let incident = match number(after.word()) {
        Some(incident) if !after.peek().is_empty() => {
            *words = after;
            Some(incident)
        }
        _ => words.selected,
    };
    Ok(Draft::Incident(Command::Note { incident, text: words.text(verb)? }))
}

fn close(verb: &'static Verb, words: &mut Words<'_>) -> Result<Draft, Error> {
    let first = words.word();
    if first.is_empty() {
        return Err(Error::IncidentMissing { verb: verb.word, shape: verb.shape });
    }
    let incident = number(first).ok_or_else(|| Error::NotANumber(first.to_owned()))?;
    let outcome = words.word();
    let folded = super::words::fold(outcome);
    let found = DISPOSITIONS.iter().find(|(en, zh)| en.eq_ignore_ascii_case(&folded) || *zh == outcome);
    let disposition = match found.map(|(en, _)| *en) {
        Some("handled") => Disposition::Handled,
        Some("false") => Disposition::False,
        Some("test") => Disposition::Test,
        Some("unverified") => Disposition::Unverified,
        Some(_) => {
            let of = words.word();
            Disposition::Duplicate(number(of).ok_or_else(|| Error::NotANumber(of.to_owned()))?)
        }
        None => return Err(Error::UnknownDisposition(outcome.to_owned())),
    };
    let repeated = number(words.word()).ok_or(Error::RepeatMissing)?;
    let reason = Some(words.rest().to_owned()).filter(|reason| !reason.is_empty());
    Ok(Draft::Incident(Command::Close { incident, disposition, reason, repeated }))
}
