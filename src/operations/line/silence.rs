//! The verbs of what is kept silent: shelve, take out of service, open a maintenance window, lift.

use crate::correlation::alarm::AlarmClass;
use crate::operations::command::Draft;
use crate::operations::intake::Place;
use crate::operations::line::numeral::whole;
use crate::operations::line::words::{Words, fold, number, wrong};
use crate::operations::line::{Error, Group, Verb};
use crate::operations::suppression::Command;
use crate::units::SuppressionId;

pub(super) const GROUP: Group = Group { verbs: VERBS, parse };

const VERBS: &[Verb] = &[
    Verb {
        word: "shelve",
        zh: "搁置",
        shape: "DEVICE [hazard|fault|supervisory|isolation] MINUTES [N] REASON",
    },
    Verb { word: "out", zh: "停用", shape: "DEVICE MINUTES REASON" },
    Verb { word: "window", zh: "维保", shape: "PLACE MINUTES WHO REASON" },
    Verb { word: "lift", zh: "解除", shape: "SUPPRESSION" },
    Verb { word: "unshelve", zh: "取消搁置", shape: "SUPPRESSION" },
];

/// The classes of a device's alarms: the word and the Chinese word.
const CLASSES: &[(&str, &str, AlarmClass)] = &[
    ("hazard", "火警", AlarmClass::Hazard),
    ("fault", "故障", AlarmClass::Fault),
    ("supervisory", "监管", AlarmClass::Supervisory),
    ("isolation", "屏蔽", AlarmClass::Isolation),
];

fn parse(verb: &'static Verb, words: &mut Words<'_>) -> Result<Draft, Error> {
    let command = match verb.word {
        "shelve" => shelve(verb, words)?,
        "out" => {
            let device = words.code(verb)?;
            let minutes = minutes(verb, words)?;
            Command::TakeOut { device, minutes, reason: words.text(verb)? }
        }
        "window" => {
            let place = Place::Site(words.code(verb)?);
            let minutes = minutes(verb, words)?;
            let who = words.word().to_owned();
            if who.is_empty() {
                return Err(Error::TextMissing(verb.word));
            }
            Command::OpenWindow { place, minutes, who, reason: words.text(verb)? }
        }
        _ => Command::Lift { suppression: SuppressionId(words.number(verb)?) },
    };
    Ok(Draft::Suppression(command))
}

/// A number behind the minutes is the incident's only when a reason follows it.
fn shelve(verb: &'static Verb, words: &mut Words<'_>) -> Result<Command<String>, Error> {
    let device = words.code(verb)?;
    let folded = fold(words.peek());
    let named = |(en, zh, _): &&(&str, &str, AlarmClass)| en.eq_ignore_ascii_case(&folded) || *zh == folded;
    let class = CLASSES.iter().find(named).map(|(.., class)| *class);
    if class.is_some() {
        words.word();
    }
    let minutes = minutes(verb, words)?;
    let mut after = *words;
    let repeated = number(after.word()).filter(|_| !after.peek().is_empty());
    if repeated.is_some() {
        *words = after;
    }
    Ok(Command::Shelve { device, class, minutes, reason: words.text(verb)?, repeated })
}

fn minutes(verb: &'static Verb, words: &mut Words<'_>) -> Result<u32, Error> {
    let given = words.word();
    whole(given).ok_or_else(|| wrong(verb, given))
}

#[cfg(test)]
mod tests {
    use super::{AlarmClass, Command, Draft, Place, SuppressionId};
    use crate::operations::line::parse;
    use crate::text::bounded;
    use crate::units::IncidentId;

    #[test]
    fn lines_become_drafts() {
        let shelve = |class, minutes, reason: &str, repeated| {
            let reason = reason.to_owned();
            Some(Command::Shelve { device: bounded("S-2031"), class, minutes, reason, repeated })
        };
        let out = |minutes, reason: &str| {
            Some(Command::TakeOut { device: bounded("S-2031"), minutes, reason: reason.to_owned() })
        };
        let window = |place: &str, who: &str, reason: &str| {
            let place = Place::Site(bounded(place));
            Some(Command::OpenWindow { place, minutes: 120, who: who.to_owned(), reason: reason.to_owned() })
        };
        let lift = Some(Command::Lift { suppression: SuppressionId(3) });
        for (line, wanted) in [
            ("shelve S-2031 30 油烟误报", shelve(None, 30, "油烟误报", None)),
            ("搁置 Ｓ－２０３１ 三十分钟 食堂 油烟", shelve(None, 30, "食堂 油烟", None)),
            (
                "shelve S-2031 fault 30 wait for parts",
                shelve(Some(AlarmClass::Fault), 30, "wait for parts", None),
            ),
            ("搁置 S-2031 故障 30 等配件", shelve(Some(AlarmClass::Fault), 30, "等配件", None)),
            ("shelve S-2031 30 1042 steam", shelve(None, 30, "steam", Some(IncidentId(1042)))),
            ("shelve S-2031 30 1042", shelve(None, 30, "1042", None)),
            ("shelve S-2031 30 12人在场", shelve(None, 30, "12人在场", None)),
            ("shelve S-2031 30", None),
            ("shelve S-2031 soon steam", None),
            ("shelve", None),
            ("out S-2031 600 换电池", out(600, "换电池")),
            ("停用 S-2031 600 换电池", out(600, "换电池")),
            ("out S-2031 600", None),
            ("window HY-1C 120 安泰维保 年检", window("HY-1C", "安泰维保", "年检")),
            ("维保 恒越电池 两百分钟", None),
            ("维保 恒越电池 120 安泰 年检", window("恒越电池", "安泰", "年检")),
            ("window HY 年检", None),
            ("lift 3", lift.clone()),
            ("解除 ３", lift.clone()),
            ("unshelve 3", lift.clone()),
            ("取消搁置 3", lift),
            ("lift", None),
            ("lift S-2031", None),
            ("lift 3 4", None),
        ] {
            assert_eq!(parse(line, None).ok(), wanted.map(Draft::Suppression), "{line}");
        }
    }
}
