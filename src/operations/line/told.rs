//! The verbs of intakes (接报).

use crate::correlation::alarm::HazardFamily;
use crate::operations::command::Draft;
use crate::operations::intake::{Command, Field, Place};
use crate::operations::line::words::{Words, fold, wrong};
use crate::operations::line::{Error, Group, Verb};
use crate::units::ActionId;

pub(super) const GROUP: Group = Group { verbs: VERBS, parse };

const VERBS: &[Verb] = &[
    Verb {
        word: "intake",
        zh: "接报",
        shape: "SITE fire|gas|water|weather|pressure|power|fault|other [join N] [WHERE]",
    },
    Verb { word: "fill", zh: "填报", shape: "INTAKE phone|caller|what|people|measures|told|trend TEXT" },
    Verb { word: "file", zh: "并报", shape: "INTAKE N" },
    Verb { word: "join", zh: "并入", shape: "N" },
    Verb { word: "hangup", zh: "报毕", shape: "INTAKE" },
];

const FAMILIES: &[(&str, &str, HazardFamily)] = &[
    ("fire", "火灾", HazardFamily::Fire),
    ("gas", "燃气", HazardFamily::Gas),
    ("water", "水患", HazardFamily::Water),
    ("weather", "气象", HazardFamily::Weather),
    ("pressure", "压力", HazardFamily::Pressure),
    ("power", "电力", HazardFamily::Power),
    ("fault", "故障", HazardFamily::Fault),
    ("other", "其他", HazardFamily::Other),
];

const FIELDS: &[(&str, &str, Field)] = &[
    ("phone", "回拨", Field::Phone),
    ("caller", "报告人", Field::Caller),
    ("what", "情况", Field::What),
    ("people", "人员", Field::People),
    ("measures", "措施", Field::Measures),
    ("told", "已告知", Field::Told),
    ("trend", "趋势", Field::Trend),
];

fn parse(verb: &'static Verb, words: &mut Words<'_>) -> Result<Draft, Error> {
    let command = match verb.word {
        "intake" => {
            let at = Place::Site(words.code(verb)?);
            let family = words.one_of(verb, FAMILIES)?;
            let join = match fold(words.peek()).as_str() {
                "join" | "并入" => {
                    words.word();
                    Some(words.named_incident(verb)?)
                }
                _ => None,
            };
            let place = Some(words.rest().to_owned()).filter(|place| !place.is_empty());
            Command::Take { at, family, join, place }
        }
        "fill" => {
            let intake = identity(verb, words)?;
            let field = words.one_of(verb, FIELDS)?;
            Command::Fill { intake, field, text: words.text(verb)? }
        }
        "file" => {
            let intake = identity(verb, words)?;
            Command::Join { intake, incident: words.named_incident(verb)? }
        }
        "join" => {
            let intake = words.intake.ok_or(Error::IntakeMissing(verb.word))?;
            Command::Join { intake, incident: words.named_incident(verb)? }
        }
        _ => Command::End { intake: identity(verb, words)? },
    };
    Ok(Draft::Intake(command))
}

/// Takes an intake's identity: the hexadecimal digits that `status --json` shows.
fn identity(verb: &'static Verb, words: &mut Words<'_>) -> Result<ActionId, Error> {
    let first = words.word();
    let folded = fold(first);
    let plain = !folded.is_empty() && folded.bytes().all(|byte| byte.is_ascii_hexdigit());
    let number = plain.then(|| u128::from_str_radix(&folded, 16).ok()).flatten();
    number.map(ActionId).ok_or_else(|| wrong(verb, first))
}

#[cfg(test)]
mod tests {
    use crate::correlation::alarm::HazardFamily;
    use crate::operations::command::Draft;
    use crate::operations::intake::{Command, Field, Place};
    use crate::operations::line::parse;
    use crate::text::bounded;
    use crate::units::{ActionId, IncidentId};

    #[test]
    fn what_is_told_becomes_drafts() {
        let one = IncidentId(1042);
        let take = |site: &str, family, join, place: &str| {
            let place = (!place.is_empty()).then(|| place.to_owned());
            Command::Take { at: Place::Site(bounded(site)), family, join, place }
        };
        let text = || "冒白烟 有人没出来".to_owned();
        let fill = |field| Command::Fill { intake: ActionId(0x2a), field, text: text() };
        for (line, wanted) in [
            ("intake hydc fire", take("hydc", HazardFamily::Fire, None, "")),
            ("接报 恒越电池 火灾 2号车间东头", take("恒越电池", HazardFamily::Fire, None, "2号车间东头")),
            (
                "接报　ＨＹ　燃气　并入　１０４２ 食堂 后门",
                take("HY", HazardFamily::Gas, Some(one), "食堂 后门"),
            ),
            ("intake hydc other join 1042", take("hydc", HazardFamily::Other, Some(one), "")),
            ("fill 2a what 冒白烟 有人没出来", fill(Field::What)),
            ("填报 2A 人员 冒白烟 有人没出来", fill(Field::People)),
            ("file 2a 1042", Command::Join { intake: ActionId(0x2a), incident: one }),
            ("并报 2a #1042", Command::Join { intake: ActionId(0x2a), incident: one }),
            ("报毕 2a", Command::End { intake: ActionId(0x2a) }),
            ("hangup 2a", Command::End { intake: ActionId(0x2a) }),
        ] {
            assert_eq!(parse(line, None), Ok(Draft::Intake(wanted)), "{line}");
        }
    }

    #[test]
    fn wrong_lines_are_refused() {
        for line in [
            "intake",
            "intake hydc",
            "intake hydc burning",
            "intake hydc fire join",
            "intake hydc fire join x",
            "fill",
            "fill zz what text",
            "fill 2a colour text",
            "fill 2a what",
            "file 2a",
            "hangup",
        ] {
            assert!(parse(line, Some(IncidentId(1042))).is_err(), "{line}");
        }
    }
}
