//! The verbs of incidents that are one, or two: merge, split, keep apart.

use crate::limits::SPLIT_MAX;
use crate::operations::command::Draft;
use crate::operations::incident::Command;
use crate::operations::line::words::{Words, wrong};
use crate::operations::line::{Error, Group, Verb};

pub(super) const GROUP: Group = Group { verbs: VERBS, parse };

const VERBS: &[Verb] = &[
    Verb { word: "merge", zh: "合并", shape: "N M" },
    Verb { word: "split", zh: "拆分", shape: "N DEVICES" },
    Verb { word: "apart", zh: "不合并", shape: "N M" },
];

fn parse(verb: &'static Verb, words: &mut Words<'_>) -> Result<Draft, Error> {
    let incident = words.named_incident(verb)?;
    let command = match verb.word {
        "merge" => Command::Merge { into: incident, from: words.named_incident(verb)? },
        "split" => {
            let mut devices = vec![words.code(verb)?];
            while !words.peek().is_empty() {
                if devices.len() >= SPLIT_MAX {
                    return Err(wrong(verb, words.peek()));
                }
                devices.push(words.code(verb)?);
            }
            Command::Split { incident, devices }
        }
        _ => Command::KeepApart { incident, other: words.named_incident(verb)? },
    };
    Ok(Draft::Incident(command))
}

#[cfg(test)]
mod tests {
    use super::{Command, Draft, SPLIT_MAX};
    use crate::operations::line::parse;
    use crate::text::bounded;
    use crate::units::IncidentId;

    #[test]
    fn lines_become_drafts() {
        let (incident, other) = (IncidentId(1042), IncidentId(1043));
        let merge = || Some(Command::Merge { into: incident, from: other });
        let apart = || Some(Command::KeepApart { incident, other });
        let split = |devices: &[&str]| {
            let devices = devices.iter().map(|code| bounded(code)).collect();
            Some(Command::Split { incident, devices })
        };
        for (line, selected, wanted) in [
            ("merge 1042 1043", None, merge()),
            ("合并 #１０４２ #1043", None, merge()),
            ("merge 1042", Some(other), None),
            ("merge 1042 1043 1044", None, None),
            ("split 1042 S-2031", None, split(&["S-2031"])),
            ("拆分 1042 S-2031 Ｔ－２００７", None, split(&["S-2031", "T-2007"])),
            ("split 1042", None, None),
            ("split S-2031", Some(incident), None),
            ("apart 1042 1043", None, apart()),
            ("不合并 1042 1043", None, apart()),
            ("apart 1042", None, None),
        ] {
            assert_eq!(parse(line, selected).ok(), wanted.map(Draft::Incident), "{line}");
        }
        assert!(parse(&format!("split 1042{}", " S-1".repeat(SPLIT_MAX)), None).is_ok());
        assert!(parse(&format!("split 1042{}", " S-1".repeat(SPLIT_MAX + 1)), None).is_err());
    }
}
