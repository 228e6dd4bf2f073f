//! The verbs of dispatch, replace, report, stand down, evacuate.

use crate::limits::ETA_MINUTES_MAX;
use crate::operations::command::Draft;
use crate::operations::dispatch::{Command, Order, Status, Task};
use crate::operations::line::words::{Words, fold, number, wrong};
use crate::operations::line::{Error, Group, Verb};
use arrayvec::ArrayVec;

pub(super) const GROUP: Group = Group { verbs: VERBS, parse };

const VERBS: &[Verb] = &[
    Verb {
        word: "dispatch", zh: "调派", shape: "[N] TEAM TASK [TEAM TASK ...] [at PLACE] [because REASON]"
    },
    Verb { word: "replace", zh: "改派", shape: "[N] TEAM OTHER TASK [because REASON]" },
    Verb { word: "nobody", zh: "不另派", shape: "[N] TEAM, which refused: nobody goes in its place" },
    Verb {
        word: "team",
        zh: "队伍",
        shape: "[N] TEAM accepted|enroute|onscene|refused|unanswered|back [MINUTES]",
    },
    Verb { word: "release", zh: "归队", shape: "[N] TEAM [N, where it has not answered]" },
    Verb { word: "evac", zh: "撤离", shape: "[N]" },
];

const TASKS: &[(&str, &str, Task)] = &[
    ("guide", "疏散引导", Task::Guide),
    ("evacuation", "疏散", Task::Guide),
    ("cordon", "警戒", Task::Cordon),
    ("outer", "外围", Task::Outer),
    ("attack", "灭火内攻", Task::Attack),
    ("fire", "灭火", Task::Attack),
    ("plug", "堵漏", Task::Plug),
    ("water", "水域", Task::Water),
    ("medical", "医疗", Task::Medical),
    ("power", "供电", Task::Power),
    ("survey", "查勘", Task::Survey),
    ("look", "查看", Task::Look),
];

const STATUSES: &[(&str, &str, Status)] = &[
    ("accepted", "已接令", Status::Accepted),
    ("accept", "接令", Status::Accepted),
    ("enroute", "在途", Status::EnRoute),
    ("onscene", "在场", Status::OnScene),
    ("arrived", "到场", Status::OnScene),
    ("refused", "拒绝", Status::Refused),
    ("unanswered", "无人接听", Status::Unanswered),
    ("back", "已归队", Status::Back),
    ("returned", "归队", Status::Back),
];

/// Words that begin what is said with an order.
const AT: [&str; 2] = ["at", "集结"];
const BECAUSE: [&str; 2] = ["because", "原因"];

fn parse(verb: &'static Verb, words: &mut Words<'_>) -> Result<Draft, Error> {
    let first = words.peek();
    if words.selected.is_none() && !first.is_empty() && number(first).is_none() {
        return Err(Error::NotANumber(first.to_owned()));
    }
    let incident = words.incident(verb)?;
    let command = match verb.word {
        "dispatch" => return dispatch(verb, words).map(|said| said.draft(incident)),
        "replace" => {
            let team = words.code(verb)?;
            let by = order(verb, words)?;
            Command::Replace { incident, team, by, despite: reason(verb, words)? }
        }
        "nobody" => Command::Waive { incident, team: words.code(verb)? },
        "team" => {
            let team = words.code(verb)?;
            let status = words.one_of(verb, STATUSES)?;
            Command::Report { incident, team, status, eta_minutes: minutes(verb, words)? }
        }
        "release" => {
            let team = words.code(verb)?;
            let repeated = match words.word() {
                "" => None,
                typed => Some(number(typed).ok_or_else(|| Error::NotANumber(typed.to_owned()))?),
            };
            Command::StandDown { incident, team, repeated }
        }
        _ => Command::Evacuate { incident },
    };
    Ok(Draft::Dispatch(command))
}

/// What a line of orders says.
struct Said {
    orders: ArrayVec<Order, { crate::limits::ORDERED_AT_ONCE_MAX }>,
    staging: Option<String>,
    despite: Option<String>,
}

impl Said {
    fn draft(self, incident: crate::units::IncidentId) -> Draft {
        let Self { orders, staging, despite } = self;
        Draft::Dispatch(Command::Order { incident, orders, staging, despite })
    }
}

fn dispatch(verb: &'static Verb, words: &mut Words<'_>) -> Result<Said, Error> {
    let mut said = Said { orders: ArrayVec::new(), staging: None, despite: None };
    let ends = |next: &str| is_one(&AT, next) || is_one(&BECAUSE, next);
    while !ends(words.peek()) && (said.orders.is_empty() || !words.peek().is_empty()) {
        let next = words.peek();
        let order = order(verb, words)?;
        said.orders.try_push(order).map_err(|_| wrong(verb, next))?;
    }
    if is_one(&AT, words.peek()) {
        words.word();
        said.staging = Some(place(verb, words)?);
    }
    said.despite = reason(verb, words)?;
    if said.orders.is_empty() { Err(wrong(verb, "")) } else { Ok(said) }
}

/// Takes the reason, where one is said.
fn reason(verb: &'static Verb, words: &mut Words<'_>) -> Result<Option<String>, Error> {
    if !is_one(&BECAUSE, words.peek()) {
        return Ok(None);
    }
    words.word();
    words.text(verb).map(Some)
}

/// Takes the words of a place, up to a reason.
fn place(verb: &'static Verb, words: &mut Words<'_>) -> Result<String, Error> {
    let mut place = String::new();
    while !words.peek().is_empty() && !is_one(&BECAUSE, words.peek()) {
        if !place.is_empty() {
            place.push(' ');
        }
        place.push_str(words.word());
    }
    if place.is_empty() { Err(Error::TextMissing(verb.word)) } else { Ok(place) }
}

fn order(verb: &'static Verb, words: &mut Words<'_>) -> Result<Order, Error> {
    Ok(Order { team: words.code(verb)?, task: words.one_of(verb, TASKS)? })
}

/// Takes the minutes until a team arrives, where they are said: `9`, `9min`, `9分钟`.
fn minutes(verb: &'static Verb, words: &mut Words<'_>) -> Result<Option<u16>, Error> {
    let typed = words.word();
    if typed.is_empty() {
        return Ok(None);
    }
    let folded = fold(typed);
    let digits = ["分钟", "分", "min"].iter().find_map(|unit| folded.strip_suffix(unit)).unwrap_or(&folded);
    let minutes = digits.parse().ok().filter(|minutes| *minutes <= ETA_MINUTES_MAX);
    minutes.map(Some).ok_or_else(|| wrong(verb, typed))
}

fn is_one(words: &[&str], typed: &str) -> bool {
    let folded = fold(typed);
    words.iter().any(|word| word.eq_ignore_ascii_case(&folded))
}

#[cfg(test)]
mod tests {
    use crate::operations::command::Draft;
    use crate::operations::dispatch::{Command, Order, Status, Task};
    use crate::operations::line::parse;
    use crate::text::bounded;
    use crate::units::IncidentId;

    const ONE: IncidentId = IncidentId(1042);

    fn orders(all: &[(&str, Task)], staging: Option<&str>, despite: Option<&str>) -> Command<String> {
        Command::Order {
            incident: ONE,
            orders: all.iter().map(|(team, task)| Order { team: bounded(team), task: *task }).collect(),
            staging: staging.map(str::to_owned),
            despite: despite.map(str::to_owned),
        }
    }

    #[test]
    fn lines_become_drafts() {
        let team = bounded("T4");
        let replace = |despite: Option<&str>| {
            let (by, despite) =
                (Order { team: bounded("T7"), task: Task::Attack }, despite.map(str::to_owned));
            Command::Replace { incident: ONE, team, by, despite }
        };
        let says = |status, eta_minutes| Command::Report { incident: ONE, team, status, eta_minutes };
        let release = |repeated| Command::StandDown { incident: ONE, team, repeated };
        let both = [("T4", Task::Attack), ("T1", Task::Guide)];
        for (line, selected, wanted) in [
            ("dispatch 1042 T4 attack", None, orders(&both[..1], None, None)),
            ("调派 T4 灭火 T1 疏散引导", Some(ONE), orders(&both, None, None)),
            ("调派 １０４２ Ｔ４ 灭火内攻", None, orders(&both[..1], None, None)),
            ("dispatch T4 attack at north gate", Some(ONE), orders(&both[..1], Some("north gate"), None)),
            (
                "调派 T4 灭火 集结 西门 原因 北门 堵车",
                Some(ONE),
                orders(&both[..1], Some("西门"), Some("北门 堵车")),
            ),
            (
                "dispatch 1042 T4 fire because nobody else",
                None,
                orders(&both[..1], None, Some("nobody else")),
            ),
            ("replace 1042 T4 T7 attack", None, replace(None)),
            ("改派 T4 T7 灭火", Some(ONE), replace(None)),
            ("改派 T4 T7 灭火 原因 队长说能出", Some(ONE), replace(Some("队长说能出"))),
            ("nobody 1042 T4", None, Command::Waive { incident: ONE, team }),
            ("不另派 T4", Some(ONE), Command::Waive { incident: ONE, team }),
            ("team 1042 T4 accepted 9", None, says(Status::Accepted, Some(9))),
            ("队伍 T4 已接令 ９分钟", Some(ONE), says(Status::Accepted, Some(9))),
            ("team T4 OnScene", Some(ONE), says(Status::OnScene, None)),
            ("队伍 T4 归队", Some(ONE), says(Status::Back, None)),
            ("release T4", Some(ONE), release(None)),
            ("归队 1042 T4 1042", None, release(Some(ONE))),
            ("evac 1042", None, Command::Evacuate { incident: ONE }),
            ("撤离", Some(ONE), Command::Evacuate { incident: ONE }),
        ] {
            assert_eq!(parse(line, selected), Ok(Draft::Dispatch(wanted)), "{line}");
        }
    }

    #[test]
    fn wrong_lines_say_what_is_wrong() {
        for line in [
            "dispatch",
            "dispatch 1042",
            "dispatch 1042 T4",
            "dispatch 1042 T4 dance",
            "dispatch 1042 T4 attack T1",
            "dispatch 1042 at gate",
            "dispatch 1042 T4 attack at",
            "dispatch 1042 T4 attack because",
            "dispatch 1042 T4 attack at because x",
            "replace 1042 T4",
            "replace 1042 T4 T7",
            "replace 1042 T4 T7 attack more",
            "team 1042 T4",
            "team 1042 T4 replaced",
            "team 1042 T4 accepted soon",
            "team 1042 T4 accepted 1441",
            "team 1042 T4 accepted 99999",
            "release 1042",
            "release 1042 T4 x",
            "evac 1042 now",
            "evac",
        ] {
            assert!(parse(line, None).is_err(), "{line}");
        }
    }
}
