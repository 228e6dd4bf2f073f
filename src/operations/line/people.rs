//! The verbs of verification, findings, plan steps, reports, orders, levels.

use crate::operations::call::{Party, Witness};
use crate::operations::command::Draft;
use crate::operations::incident::{self, Cause, Phase, Verdict};
use crate::operations::line::words::{Words, fold, number, wrong};
use crate::operations::line::{Error, Group, Verb};
use crate::operations::plan::{self, Mark};
use crate::text::bounded;

pub(super) const GROUP: Group = Group { verbs: VERBS, parse };

const VERIFY: &str = "verify";
const STEP: &str = "step";
const PHASE: &str = "phase";

const VERBS: &[Verb] = &[
    Verb {
        word: VERIFY,
        zh: "核实",
        shape: "[N] real|open WHO [PLACE], or [N] false WHO CAUSE restored|standing PLACE",
    },
    Verb { word: STEP, zh: "步骤", shape: "[N] M done|waive REASON" },
    Verb { word: PHASE, zh: "阶段", shape: "[N] 0-3" },
];

/// What set a false alarm off, as it is typed.
const CAUSES: &[(&str, &str, Cause)] = &[
    ("steam", "水汽油烟", Cause::Steam),
    ("dust", "粉尘", Cause::Dust),
    ("smoking", "吸烟", Cause::Smoking),
    ("works", "施工动火", Cause::Works),
    ("defect", "设备故障", Cause::Defect),
    ("touched", "误动误碰", Cause::Touched),
    ("test", "测试维保", Cause::Test),
    ("insects", "虫扰", Cause::Insects),
    ("other", "其他", Cause::Other),
];

/// What somebody says, before it is told apart further.
#[derive(Clone, Copy)]
enum Said {
    Real,
    False,
    Open,
}

const SAID: &[(&str, &str, Said)] =
    &[("real", "属实", Said::Real), ("false", "误报", Said::False), ("open", "待查", Said::Open)];

const RESTORED: &[(&str, &str, bool)] = &[("restored", "已复位", true), ("standing", "未复位", false)];

/// The marks of a step: whether it is waived.
const MARKS: &[(&str, &str, bool)] = &[("done", "已办", false), ("waive", "免办", true)];

const PHASES: &[(&str, &str, Phase)] = &[
    ("0", "接警核实", Phase::Verification),
    ("1", "启动响应", Phase::Activation),
    ("2", "综合救援", Phase::Rescue),
    ("3", "灾后安置", Phase::Recovery),
];

fn parse(verb: &'static Verb, words: &mut Words<'_>) -> Result<Draft, Error> {
    match verb.word {
        VERIFY => verify(verb, words),
        STEP => step(verb, words),
        PHASE => phase(verb, words),
        other => Err(Error::UnknownVerb(other.to_owned())),
    }
}

fn verify(verb: &'static Verb, words: &mut Words<'_>) -> Result<Draft, Error> {
    let incident = words.incident(verb)?;
    let said = words.one_of(verb, SAID)?;
    let witness = witness(verb, words)?;
    let verdict = match said {
        Said::Real => Verdict::Real,
        Said::Open => Verdict::Open,
        Said::False => {
            let cause = words.one_of(verb, CAUSES)?;
            Verdict::False { cause, restored: words.one_of(verb, RESTORED)? }
        }
    };
    let place = Some(words.rest().to_owned()).filter(|place| !place.is_empty());
    Ok(Draft::Incident(incident::Command::Verify { incident, verdict, witness, place }))
}

/// Takes who looked: a code of the directory, `me` for the officer at the desk, `caller=NAME` for somebody unknown.
fn witness(verb: &'static Verb, words: &mut Words<'_>) -> Result<Witness<String, Party>, Error> {
    let first = words.word();
    let folded = fold(first);
    let caller = folded.strip_prefix("caller=").or_else(|| folded.strip_prefix("来电="));
    match (folded.as_str(), caller) {
        ("me" | "本人", _) => Ok(Witness::Officer),
        (_, Some(name)) if !name.is_empty() => Ok(Witness::Other(name.to_owned())),
        (code, None) if !code.is_empty() && code.len() <= 32 => {
            Ok(Witness::Callee(Party::Code(bounded(code))))
        }
        _ => Err(wrong(verb, first)),
    }
}

fn step(verb: &'static Verb, words: &mut Words<'_>) -> Result<Draft, Error> {
    let incident = incident_before_number(verb, words)?;
    let given = words.number(verb)?;
    let step = u8::try_from(given).map_err(|_| wrong(verb, &given.to_string()))?;
    let mark = if words.one_of(verb, MARKS)? { Mark::Waived(words.text(verb)?) } else { Mark::Done };
    Ok(Draft::Plan(plan::Command::Step { incident, step, mark }))
}

fn phase(verb: &'static Verb, words: &mut Words<'_>) -> Result<Draft, Error> {
    let mut after = *words;
    after.word();
    // `phase 1` is the phase of what is selected: an incident's number has something behind it.
    let incident = if after.peek().is_empty() {
        words.selected.ok_or(Error::IncidentMissing { verb: verb.word, shape: verb.shape })?
    } else {
        words.incident(verb)?
    };
    Ok(Draft::Incident(incident::Command::SetPhase { incident, phase: words.one_of(verb, PHASES)? }))
}

/// Takes an incident's number where another number follows it, else means the selected one.
fn incident_before_number(
    verb: &'static Verb,
    words: &mut Words<'_>,
) -> Result<crate::units::IncidentId, Error> {
    let mut after = *words;
    after.word();
    match (number(after.peek()), words.selected) {
        (None, Some(selected)) => Ok(selected),
        (Some(_), _) | (None, None) => words.incident(verb),
    }
}

#[cfg(test)]
mod course {
    use crate::operations::call::{Party, Witness};
    use crate::operations::command::Draft;
    use crate::operations::incident::{Cause, Command, Phase, Verdict};
    use crate::operations::line::parse;
    use crate::operations::plan::{self, Mark};
    use crate::text::bounded;
    use crate::units::IncidentId;

    const ONE: IncidentId = IncidentId(1042);

    #[test]
    fn verdicts_are_lines() {
        let said = |verdict, witness, place: &str| {
            let place = (!place.is_empty()).then(|| place.to_owned());
            Draft::Incident(Command::Verify { incident: ONE, verdict, witness, place })
        };
        let code = |code: &str| Witness::Callee(Party::Code(bounded(code)));
        let steam = Verdict::False { cause: Cause::Steam, restored: true };
        let works = Verdict::False { cause: Cause::Works, restored: false };
        for (line, selected, wanted) in [
            ("verify 1042 real control", None, said(Verdict::Real, code("control"), "")),
            ("核实 属实 消控室 3区东", Some(ONE), said(Verdict::Real, code("消控室"), "3区东")),
            ("verify false T1 steam restored 食堂", Some(ONE), said(steam, code("T1"), "食堂")),
            ("核实 1042 误报 me 施工动火 未复位 车间", None, said(works, Witness::Officer, "车间")),
            (
                "verify open caller=路人",
                Some(ONE),
                said(Verdict::Open, Witness::Other("路人".to_owned()), ""),
            ),
        ] {
            assert_eq!(parse(line, selected), Ok(wanted), "{line}");
        }
        for line in [
            "verify 1042",
            "verify 1042 real",
            "verify 1042 false T1",
            "verify 1042 false T1 steam",
            "verify 1042 maybe T1",
        ] {
            assert!(parse(line, None).is_err(), "{line}");
        }
    }

    #[test]
    fn steps_and_phases_are_lines() {
        let step = |step, mark| Draft::Plan(plan::Command::Step { incident: ONE, step, mark });
        let phase = |phase| Draft::Incident(Command::SetPhase { incident: ONE, phase });
        for (line, selected, wanted) in [
            ("step 3 done", Some(ONE), step(3, Mark::Done)),
            ("步骤 1042 3 已办", None, step(3, Mark::Done)),
            ("step 1042 5 waive 无伤亡", None, step(5, Mark::Waived("无伤亡".to_owned()))),
            ("phase 1", Some(ONE), phase(Phase::Activation)),
            ("阶段 1042 3", None, phase(Phase::Recovery)),
        ] {
            assert_eq!(parse(line, selected), Ok(wanted), "{line}");
        }
        for line in
            ["step 1042", "step 1042 3", "step 1042 3 waive", "step 1042 300 done", "phase 1", "phase 1042 7"]
        {
            assert!(parse(line, None).is_err(), "{line}");
        }
    }
}
