//! One line of the command bar, and of `dutydesk act`: words that make a [`Draft`].
//!
//! Decides: which words there are and what they need; a subject's verbs stand in a file of their own.
//! Must not know: who types, where it is painted, what is in the registry: teams and people are written by their codes.

mod desk;
mod drill;
mod handover;
mod incident;
mod money;
mod numeral;
mod people;
mod post;
mod regroup;
mod silence;
mod teams;
mod telephone;
mod told;
mod upward;
mod words;

pub use numeral::{is_numeral, whole};
pub use words::{Words, amount, half_width, number};

use crate::limits::LINE_BYTES_MAX;
use crate::operations::command::Draft;
use crate::units::{ActionId, IncidentId};

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

/// What a line may leave out: what a screen shows where it is typed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The incident that is selected.
    pub selected: Option<IncidentId>,
    /// The newest intake of that incident.
    pub intake: Option<ActionId>,
}

/// The verbs of a subject and what reads them.
struct Group {
    verbs: &'static [Verb],
    /// Takes the words that it needs; what it leaves is refused.
    parse: fn(&'static Verb, &mut Words<'_>) -> Result<Draft, Error>,
}

const GROUPS: [Group; 13] = [
    incident::GROUP,
    telephone::GROUP,
    told::GROUP,
    people::GROUP,
    upward::GROUP,
    teams::GROUP,
    money::GROUP,
    post::GROUP,
    desk::GROUP,
    handover::GROUP,
    drill::GROUP,
    regroup::GROUP,
    silence::GROUP,
];

/// The outcomes that `close` takes: the word and the Chinese word.
pub const DISPOSITIONS: &[(&str, &str)] = incident::DISPOSITIONS;

/// Returns whether a verb is a director's: it means something at the desk of a drill only.
pub fn is_of_drill(verb: &Verb) -> bool {
    drill::GROUP.verbs.iter().any(|known| known.word == verb.word)
}

/// Returns every verb.
pub fn verbs() -> impl Iterator<Item = &'static Verb> {
    GROUPS.iter().flat_map(|group| group.verbs)
}

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
    #[error("`{0}` is no verb: ? in the program lists those there are")]
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
    /// A word is left over.
    #[error("`{given}` is one word too many: {verb} {shape}")]
    Surplus {
        /// The verb.
        verb: &'static str,
        /// What follows it.
        shape: &'static str,
        /// The first word that nothing needs.
        given: String,
    },
    /// An intake is meant, and none is selected.
    #[error("`{0}` means the intake of the selected incident, and it has none: file INTAKE N")]
    IntakeMissing(&'static str),
    /// A word is missing, or is none of those that fit.
    #[error("`{verb}` needs {shape}; {}", misfit(given))]
    WordWrong {
        /// The verb.
        verb: &'static str,
        /// What follows it.
        shape: &'static str,
        /// What was typed in its place; empty when nothing was.
        given: String,
    },
}

/// Says which word does not fit, or that one more is needed.
fn misfit(given: &str) -> String {
    if given.is_empty() { "something is missing".to_owned() } else { format!("`{given}` does not fit") }
}

/// Makes a draft of a line; `selected` is meant where a number may be left out.
///
/// Full-width letters, digits and signs of a Chinese input method count as half-width ones in verbs, outcomes and
/// numbers; texts stay as they are typed.
///
/// # Errors
/// What is wrong with the line.
///
/// # Examples
/// ```
/// use dutydesk::operations::{command::Draft, incident::Command, line::parse};
/// use dutydesk::units::IncidentId;
/// assert_eq!(parse("受理 １０４２", None), Ok(Draft::Incident(Command::Acknowledge { incident: IncidentId(1042) })));
/// ```
pub fn parse(line: &str, selected: Option<IncidentId>) -> Result<Draft, Error> {
    parse_at(line, Place { selected, intake: None })
}

/// Makes a draft of a line where a screen stands.
///
/// # Errors
/// What is wrong with the line.
pub fn parse_at(line: &str, place: Place) -> Result<Draft, Error> {
    if line.len() > LINE_BYTES_MAX {
        return Err(Error::TooLong);
    }
    let mut words = Words::new(line, place);
    let first = words.word();
    if first.is_empty() {
        return Err(Error::Empty);
    }
    let folded = words::fold(first);
    for group in &GROUPS {
        let named = |verb: &&Verb| verb.word.eq_ignore_ascii_case(&folded) || verb.zh == first;
        if let Some(verb) = group.verbs.iter().find(named) {
            let draft = (group.parse)(verb, &mut words)?;
            // A word too many may be the one that mattered: for every verb, here and nowhere else.
            return words.end(verb).map(|()| draft);
        }
    }
    Err(Error::UnknownVerb(first.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::{Error, Place, parse, parse_at, verbs};
    use crate::operations::command::Draft;
    use crate::operations::incident::{Command, Disposition};
    use crate::units::{ActionId, IncidentId};

    const ONE: IncidentId = IncidentId(1042);

    #[test]
    fn lines_become_drafts() {
        let ack = || Draft::Incident(Command::Acknowledge { incident: ONE });
        let reopen = || Draft::Incident(Command::Reopen { incident: ONE, reason: Some("复燃".to_owned()) });
        let note =
            |incident, text: &str| Ok(Draft::Incident(Command::Note { incident, text: text.to_owned() }));
        let close = |disposition, reason: &str| {
            let reason = (!reason.is_empty()).then(|| reason.to_owned());
            Ok(Draft::Incident(Command::Close { incident: ONE, disposition, reason, repeated: ONE }))
        };
        for (line, selected, wanted) in [
            ("ack 1042", None, Ok(ack())),
            ("  ＡＣＫ　＃１０４２ ", None, Ok(ack())),
            ("ack", Some(ONE), Ok(ack())),
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
            ("重开 1042 复燃", None, Ok(reopen())),
            ("reopen 复燃", Some(ONE), Ok(reopen())),
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

    /// A line of each verb that is whole, and where it ends in free words none.
    const WHOLE: &[(&str, Option<&str>)] = &[
        ("ack", Some("ack 1042")),
        ("feed-ack", Some("feed-ack sensors")),
        ("note", None),
        ("close", None),
        ("reopen", None),
        ("call", Some("call 1042 control verify")),
        ("called", None),
        ("intake", None),
        ("fill", None),
        ("file", Some("file 7f 1042")),
        ("join", Some("join 1042")),
        ("hangup", Some("hangup 7f")),
        ("verify", None),
        ("step", Some("step 1042 2 done")),
        ("phase", Some("phase 1042 2")),
        ("people", Some("people 1042 counted 12 by self")),
        ("scene", Some("scene 1042 flame by control")),
        ("report", None),
        ("return", None),
        ("sign", Some("sign 1042 2")),
        ("send", Some("send 1042 2 written QX0317")),
        ("unit", Some("unit 1042")),
        ("order", None),
        ("done", Some("done 3")),
        ("propose", Some("propose 1042 III")),
        ("level", Some("level 1042 none")),
        ("dispatch", Some("dispatch 1042 T1 guide")),
        ("replace", Some("replace 1042 T4 T6 plug")),
        ("nobody", Some("nobody 1042 T4")),
        ("team", Some("team 1042 T4 accepted 9")),
        ("release", Some("release 1042 T4 1042")),
        ("evac", Some("evac 1042")),
        ("reserve", None),
        ("post", Some("post 2 50000 1042")),
        ("consent", Some("consent 2 50000 1042 L1")),
        ("countersign", Some("countersign 2")),
        ("override", None),
        ("review", None),
        ("close-day", Some("close-day 1,284,000.00")),
        ("void", None),
        ("paid", Some("paid 2 H7")),
        ("arrived", Some("arrived 2")),
        ("claim", Some("claim 1042 PICC N1")),
        ("papers", Some("papers 3")),
        ("agree", Some("agree 3 5万")),
        ("refuse", None),
        ("refusal", Some("refusal 3")),
        ("refill", Some("refill 3 50000 H7")),
        ("recover", Some("recover 1042 50000 H7")),
        ("contribute", Some("contribute PICC 50000 H7")),
        ("relay", Some("relay 4")),
        ("confirm", Some("confirm 5 accepted 9")),
        ("rules", Some("rules")),
        ("handover", None),
        ("takeover", Some("takeover 4F2A")),
        ("sign-desk", Some("sign-desk 3")),
        ("keep-desk", Some("keep-desk")),
        ("merge", Some("merge 1042 1043")),
        ("split", None),
        ("apart", Some("apart 1042 1043")),
        ("shelve", None),
        ("out", None),
        ("window", None),
        ("lift", Some("lift 3")),
        ("unshelve", Some("unshelve 3")),
        ("inject", Some("inject J3")),
        ("leave-out", Some("leave-out J3")),
        ("enter", None),
        ("check", Some("check 1 2")),
        ("observe", None),
        ("improve", None),
        ("improved", Some("improved 2026-11-22-fire 1")),
        ("hold", Some("hold")),
        ("resume", Some("resume")),
        ("pace", Some("pace 2")),
        ("step-on", Some("step-on")),
        ("seek", Some("seek 03:10")),
        ("bookmark", None),
        ("take-over", Some("take-over")),
        ("real-situation", Some("real-situation")),
        ("end-drill", Some("end-drill")),
    ];

    #[test]
    fn every_verb_refuses_a_word_too_many_by_its_name() {
        let listed: Vec<&str> = WHOLE.iter().map(|(verb, _)| *verb).collect();
        for verb in verbs() {
            assert!(listed.contains(&verb.word), "{} has no line here", verb.word);
        }
        let place = Place { selected: Some(ONE), intake: Some(ActionId(7)) };
        for (verb, line) in WHOLE {
            assert!(verbs().any(|it| it.word == *verb), "{verb} is no verb");
            let Some(line) = line else { continue };
            assert!(parse_at(line, place).is_ok(), "{line}: {:?}", parse_at(line, place));
            match parse_at(&format!("{line} surplus more"), place) {
                Err(Error::Surplus { given, .. } | Error::WordWrong { given, .. }) => {
                    // Of `dispatch` the first one is another team, and the second no task.
                    assert!(["surplus", "more"].contains(&given.as_str()), "{line}: {given}");
                }
                other => panic!("{line}: {other:?}"),
            }
        }
    }

    #[test]
    fn no_line_panics() {
        proptest::proptest!(|(line in proptest::prelude::any::<String>(), selected: bool)| {
            let _ = parse(&line, selected.then_some(ONE));
        });
    }
}
