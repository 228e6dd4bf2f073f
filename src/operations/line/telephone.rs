//! The verbs of calls, intakes.

use crate::operations::call::{Command, Outcome, Party, Purpose, Reference};
use crate::operations::command::Draft;
use crate::operations::line::words::{Words, fold, number, wrong};
use crate::operations::line::{Error, Group, Verb};
use crate::text::{Text, bounded};
use crate::units::{DispatchId, IncidentId};

pub(super) const GROUP: Group = Group { verbs: VERBS, parse };

const CALL: &str = "call";
const CALLED: &str = "called";

const VERBS: &[Verb] = &[
    Verb {
        word: CALL,
        zh: "通话",
        shape: "[N] WHO [alarm|update|verify|task|evacuate|brief|head|report M|notice|other]",
    },
    Verb {
        word: CALLED,
        zh: "通话结果",
        shape: "[N] WHO [FOR] answered|noanswer|busy|refused|wrong [REFERENCE]",
    },
];

/// What a call is for, as it is typed; a report takes its number after it.
const PURPOSES: &[(&str, &str, Purpose)] = &[
    ("alarm", "报警", Purpose::Alarm),
    ("update", "更新", Purpose::Update),
    ("verify", "核实", Purpose::Verify),
    ("task", "下令", Purpose::Task(Purpose::THEIRS)),
    ("evacuate", "撤离", Purpose::Evacuate(Purpose::THEIRS)),
    ("brief", "报告", Purpose::Brief),
    ("head", "负责人", Purpose::UnitHead),
    ("report", "上报", Purpose::Report(0)),
    ("notice", "报案", Purpose::Notice),
    ("other", "联系", Purpose::Other),
];

/// What came of a call, as it is typed.
const OUTCOMES: &[(&str, &str, Outcome)] = &[
    ("answered", "接通", Outcome::Answered),
    ("noanswer", "无人接听", Outcome::NoAnswer),
    ("busy", "占线", Outcome::Busy),
    ("refused", "拒绝", Outcome::Refused),
    ("wrong", "号码有误", Outcome::WrongNumber),
];

fn parse(verb: &'static Verb, words: &mut Words<'_>) -> Result<Draft, Error> {
    match verb.word {
        CALL => open(verb, words),
        CALLED => ended(verb, words),
        other => Err(Error::UnknownVerb(other.to_owned())),
    }
}

fn open(verb: &'static Verb, words: &mut Words<'_>) -> Result<Draft, Error> {
    let (incident, callee, purpose) = who_and_why(verb, words)?;
    Ok(Draft::Call(Command::Open { incident, callee, purpose }))
}

fn ended(verb: &'static Verb, words: &mut Words<'_>) -> Result<Draft, Error> {
    let (incident, callee, purpose) = who_and_why(verb, words)?;
    let outcome = words.one_of(verb, OUTCOMES)?;
    let given = fold(words.rest());
    if given.len() > Reference::new().capacity() {
        return Err(wrong(verb, &given));
    }
    let reference: Reference = bounded(&given);
    Ok(Draft::Call(Command::End { incident, callee, purpose, outcome, by: None, reference }))
}

fn who_and_why(verb: &'static Verb, words: &mut Words<'_>) -> Result<(IncidentId, Party, Purpose), Error> {
    // `119` is the fire brigade and no incident: an incident's number comes first only where somebody follows it.
    let incident = if public(words.peek()).is_some() {
        let missing = Error::IncidentMissing { verb: verb.word, shape: verb.shape };
        words.selected.ok_or(missing)?
    } else {
        words.incident(verb)?
    };
    let code: Text<32> = words.code(verb)?;
    let purpose = match purpose(words) {
        Some(Purpose::Report(_)) => {
            let number = words.number(verb)?;
            Purpose::Report(u16::try_from(number).map_err(|_| wrong(verb, &number.to_string()))?)
        }
        Some(Purpose::Task(_)) => Purpose::Task(order(words)),
        Some(Purpose::Evacuate(_)) => Purpose::Evacuate(order(words)),
        Some(purpose) => purpose,
        // A code alone does not say what a leader or a team is rung for.
        None => usual(&code).ok_or_else(|| wrong(verb, words.peek()))?,
    };
    Ok((incident, Party::Code(code), purpose))
}

fn purpose(words: &mut Words<'_>) -> Option<Purpose> {
    let word = fold(words.peek());
    let found = PURPOSES.iter().find(|(en, zh, _)| en.eq_ignore_ascii_case(&word) || *zh == word);
    if found.is_some() {
        words.word();
    }
    found.map(|(.., purpose)| *purpose)
}

/// Takes an order's number where one is written, else the one that binds the team now.
fn order(words: &mut Words<'_>) -> DispatchId {
    let Some(number) = number(words.peek()) else { return Purpose::THEIRS };
    words.word();
    DispatchId(number.0)
}

fn public(code: &str) -> Option<Purpose> {
    ["119", "120", "110"].contains(&fold(code).as_str()).then_some(Purpose::Alarm)
}

/// Returns what somebody is rung for, when nobody says it.
fn usual(code: &str) -> Option<Purpose> {
    match code {
        "power" | "供电" | "gas" | "燃气" => Some(Purpose::Alarm),
        "control" | "消控室" => Some(Purpose::Verify),
        "head" | "负责人" => Some(Purpose::UnitHead),
        "upward" | "上级" => Some(Purpose::Other),
        other => public(other),
    }
}

#[cfg(test)]
mod tests {
    use super::{CALL, CALLED};
    use crate::operations::call::{Command, Outcome, Party, Purpose};
    use crate::operations::command::Draft;
    use crate::operations::line::parse;
    use crate::text::bounded;
    use crate::units::{DispatchId, IncidentId};

    const ONE: IncidentId = IncidentId(1042);

    #[test]
    fn calls_are_lines() {
        let open = |who: &str, purpose| {
            Draft::Call(Command::Open { incident: ONE, callee: Party::Code(bounded(who)), purpose })
        };
        let end = |who: &str, purpose, outcome, reference: &str| {
            let (callee, reference) = (Party::Code(bounded(who)), bounded(reference));
            Draft::Call(Command::End { incident: ONE, callee, purpose, outcome, by: None, reference })
        };
        let theirs = Purpose::Task(Purpose::THEIRS);
        for (line, selected, wanted) in [
            ("call 119", Some(ONE), open("119", Purpose::Alarm)),
            ("通话 １１９", Some(ONE), open("119", Purpose::Alarm)),
            ("call 1042 119 update", None, open("119", Purpose::Update)),
            ("call 1042 消控室", None, open("消控室", Purpose::Verify)),
            ("call control", Some(ONE), open("control", Purpose::Verify)),
            ("call head", Some(ONE), open("head", Purpose::UnitHead)),
            ("call L1 brief", Some(ONE), open("L1", Purpose::Brief)),
            ("call T4 下令", Some(ONE), open("T4", theirs)),
            ("call T4 task 3", Some(ONE), open("T4", Purpose::Task(DispatchId(3)))),
            ("call upward report 2", Some(ONE), open("upward", Purpose::Report(2))),
            ("called 119 answered 0317", Some(ONE), end("119", Purpose::Alarm, Outcome::Answered, "0317")),
            ("called 1042 T1 task answered ４分", None, end("T1", theirs, Outcome::Answered, "4分")),
            ("通话结果 消控室 无人接听", Some(ONE), end("消控室", Purpose::Verify, Outcome::NoAnswer, "")),
            ("called PICC notice busy", Some(ONE), end("PICC", Purpose::Notice, Outcome::Busy, "")),
        ] {
            assert_eq!(parse(line, selected), Ok(wanted), "{line}");
        }
        for line in
            ["call", "call 119", "call 1042", "called 1042 119", "called 1042 119 perhaps", "call 1042 T4"]
        {
            assert!(parse(line, None).is_err(), "{line}");
        }
        let long = format!("{CALLED} 1042 119 answered {}", "9".repeat(40));
        assert!(parse(&long, None).is_err() && parse(&format!("{CALL} 1042 L1 report 99999"), None).is_err());
    }
}
