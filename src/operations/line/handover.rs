//! The verbs of the handover: offer the desk, take it, sign later, take the offer back.

use crate::operations::command::Draft;
use crate::operations::handover::{Command, Keys, SheetCode};
use crate::operations::line::words::{Words, fold, wrong};
use crate::operations::line::{Error, Group, Verb};
use crate::units::HandoverId;

pub(super) const GROUP: Group = Group { verbs: VERBS, parse };

const VERBS: &[Verb] = &[
    Verb { word: "handover", zh: "交班", shape: "CODE complete|missing [TEXT]" },
    Verb { word: "takeover", zh: "接班", shape: "SHEET" },
    Verb { word: "sign-desk", zh: "补签交接", shape: "HANDOVER" },
    Verb { word: "keep-desk", zh: "撤回交班", shape: "" },
];

const KEYS: &[(&str, &str, Keys)] = &[("complete", "齐", Keys::Complete), ("missing", "缺", Keys::Missing)];

fn parse(verb: &'static Verb, words: &mut Words<'_>) -> Result<Draft, Error> {
    let command = match verb.word {
        "handover" => {
            let to = words.code(verb)?;
            let keys = words.one_of(verb, KEYS)?;
            let note =
                if keys == Keys::Missing { Some(words.text(verb)?) } else { Some(words.rest().to_owned()) };
            Command::Offer { to, keys, note: note.filter(|note| !note.is_empty()) }
        }
        "takeover" => {
            let given = words.word();
            let sheet = SheetCode::parse(&fold(given)).ok_or_else(|| wrong(verb, given))?;
            Command::Take { sheet }
        }
        "sign-desk" => Command::Sign { handover: HandoverId(words.number(verb)?) },
        _ => Command::Withdraw,
    };
    Ok(Draft::Handover(command))
}

#[cfg(test)]
mod tests {
    use crate::operations::command::Draft;
    use crate::operations::handover::{Command, Keys, SheetCode};
    use crate::operations::line::parse;
    use crate::text::bounded;
    use crate::units::HandoverId;

    #[test]
    fn lines_become_drafts() {
        let offer = |keys, note: &str| {
            let note = (!note.is_empty()).then(|| note.to_owned());
            Some(Command::Offer { to: bounded("D3"), keys, note })
        };
        for (line, wanted) in [
            ("handover D3 complete", offer(Keys::Complete, "")),
            ("交班　D3 齐 东门钥匙在抽屉", offer(Keys::Complete, "东门钥匙在抽屉")),
            ("handover D3 missing radio 4", offer(Keys::Missing, "radio 4")),
            ("handover D3 missing", None),
            ("handover D3", None),
            ("handover", None),
            ("takeover 4f2A", Some(Command::Take { sheet: SheetCode(0x4F2A) })),
            ("接班 ４Ｆ２Ａ", Some(Command::Take { sheet: SheetCode(0x4F2A) })),
            ("takeover", None),
            ("takeover 4F2", None),
            ("sign-desk 3", Some(Command::Sign { handover: HandoverId(3) })),
            ("补签交接 #3", Some(Command::Sign { handover: HandoverId(3) })),
            ("sign-desk", None),
            ("keep-desk", Some(Command::Withdraw)),
            ("撤回交班 3", None),
        ] {
            assert_eq!(parse(line, None).ok(), wanted.map(Draft::Handover), "{line}");
        }
    }
}
