//! The verbs of findings, reports, orders and response levels.

use crate::operations::call::{Party, Witness};
use crate::operations::command::Draft;
use crate::operations::finding::{self, Found, People, Reliability, Scene};
use crate::operations::line::words::{Words, fold, number, wrong};
use crate::operations::line::{Error, Group, Verb};
use crate::operations::order::{self, ResponseLevel};
use crate::operations::reference::Code;
use crate::operations::report::{self, Channel, Kind};
use crate::text::bounded;
use crate::units::{OrderId, Span};

pub(super) const GROUP: Group = Group { verbs: VERBS, parse };

const VERBS: &[Verb] = &[
    Verb {
        word: "people",
        zh: "人员",
        shape: "[N] expected|counted|missing|trapped|hurt|dead COUNT ... by self|CODE|other WHO",
    },
    Verb {
        word: "scene",
        zh: "现场",
        shape: "[N] smoke|flame|spreading|controlled|out|leaking|stopped|cleared|nothing by self|CODE|other WHO",
    },
    Verb { word: "report", zh: "报告", shape: "N first|follow-up|final TEXT" },
    Verb { word: "return", zh: "退回", shape: "N NUMBER REASON" },
    Verb { word: "sign", zh: "签发", shape: "N NUMBER" },
    Verb { word: "send", zh: "上报", shape: "N NUMBER phone|written [RECEIPT]" },
    Verb { word: "unit", zh: "单位已报", shape: "[N]" },
    Verb { word: "order", zh: "指示", shape: "N MINUTES [from CODE] [to CODE] TEXT" },
    Verb { word: "done", zh: "办结", shape: "ORDER" },
    Verb { word: "propose", zh: "建议级别", shape: "N I|II|III|IV" },
    Verb { word: "level", zh: "响应级别", shape: "N I|II|III|IV|none" },
];

const SCENES: &[(&str, &str, Scene)] = &[
    ("smoke", "冒烟", Scene::Smoke),
    ("flame", "明火", Scene::Flame),
    ("spreading", "蔓延", Scene::Spreading),
    ("controlled", "受控", Scene::Controlled),
    ("out", "扑灭", Scene::Out),
    ("leaking", "泄漏", Scene::Leaking),
    ("stopped", "泄漏止住", Scene::LeakStopped),
    ("cleared", "现场解除", Scene::Cleared),
    ("nothing", "未见火烟", Scene::Nothing),
];

const KINDS: &[(&str, &str, Kind)] =
    &[("first", "首报", Kind::First), ("follow-up", "续报", Kind::FollowUp), ("final", "终报", Kind::Final)];

const CHANNELS: &[(&str, &str, Channel)] =
    &[("phone", "电话", Channel::Phone), ("written", "书面", Channel::Written)];

const LEVELS: &[(&str, &str, ResponseLevel)] = &[
    ("I", "一级", ResponseLevel::One),
    ("II", "二级", ResponseLevel::Two),
    ("III", "三级", ResponseLevel::Three),
    ("IV", "四级", ResponseLevel::Four),
];

const OR_NONE: &[(&str, &str, Option<ResponseLevel>)] = &[
    ("I", "一级", Some(ResponseLevel::One)),
    ("II", "二级", Some(ResponseLevel::Two)),
    ("III", "三级", Some(ResponseLevel::Three)),
    ("IV", "四级", Some(ResponseLevel::Four)),
    ("none", "终止", None),
];

fn parse(verb: &'static Verb, words: &mut Words<'_>) -> Result<Draft, Error> {
    match verb.word {
        "people" | "scene" => find(verb, words),
        "report" | "return" | "sign" | "send" | "unit" => report(verb, words),
        _ => order(verb, words),
    }
}

fn find(verb: &'static Verb, words: &mut Words<'_>) -> Result<Draft, Error> {
    let incident = words.incident(verb)?;
    let found = match verb.word {
        "people" => Found::People(people(verb, words)?),
        _ => Found::Scene(words.one_of(verb, SCENES)?),
    };
    let witness = witness(verb, words)?;
    let reliability = Reliability::of(&witness);
    Ok(Draft::Finding(finding::Command::Find { incident, found, witness, reliability }))
}

/// Counts come in pairs of a word and a number, as many as are known.
fn people(verb: &'static Verb, words: &mut Words<'_>) -> Result<People, Error> {
    let mut people = People::default();
    loop {
        let place = match fold(words.peek()).as_str() {
            "expected" | "应到" => &mut people.expected,
            "counted" | "清点" => &mut people.counted,
            "missing" | "失联" => &mut people.missing,
            "trapped" | "被困" => &mut people.trapped,
            "hurt" | "受伤" => &mut people.hurt,
            "dead" | "死亡" => &mut people.dead,
            _ => break,
        };
        words.word();
        let given = words.peek();
        let count = u16::try_from(words.number(verb)?).map_err(|_| wrong(verb, given))?;
        *place = Some(count);
    }
    if people == People::default() { Err(wrong(verb, words.peek())) } else { Ok(people) }
}

/// Who says so must be there: a finding without a source is worth nothing at the inquest.
fn witness(verb: &'static Verb, words: &mut Words<'_>) -> Result<Witness<String, Party>, Error> {
    let given = words.word();
    if !matches!(fold(given).as_str(), "by" | "据") {
        return Err(wrong(verb, given));
    }
    match fold(words.peek()).as_str() {
        "self" | "本人" => {
            words.word();
            Ok(Witness::Officer)
        }
        "other" | "他人" => {
            words.word();
            Ok(Witness::Other(words.text(verb)?))
        }
        _ => Ok(Witness::Callee(Party::Code(words.code(verb)?))),
    }
}

fn report(verb: &'static Verb, words: &mut Words<'_>) -> Result<Draft, Error> {
    if verb.word == "unit" {
        let incident = words.incident(verb)?;
        return Ok(Draft::Report(report::Command::UnitReported { incident }));
    }
    let incident = words.named_incident(verb)?;
    let command = match verb.word {
        "report" => {
            let kind = words.one_of(verb, KINDS)?;
            report::Command::Submit { incident, kind, text: words.text(verb)? }
        }
        "return" => {
            let number = report_number(verb, words)?;
            report::Command::Return { incident, number, reason: words.text(verb)? }
        }
        "sign" => report::Command::Sign { incident, number: report_number(verb, words)? },
        _ => {
            let number = report_number(verb, words)?;
            let channel = words.one_of(verb, CHANNELS)?;
            let receipt = if words.peek().is_empty() { bounded("") } else { words.code(verb)? };
            report::Command::Send { incident, number, channel, receipt }
        }
    };
    Ok(Draft::Report(command))
}

fn report_number(verb: &'static Verb, words: &mut Words<'_>) -> Result<u16, Error> {
    let given = words.peek();
    u16::try_from(words.number(verb)?).map_err(|_| wrong(verb, given))
}

fn order(verb: &'static Verb, words: &mut Words<'_>) -> Result<Draft, Error> {
    if verb.word == "done" {
        return Ok(Draft::Order(order::Command::Done { order: OrderId(words.number(verb)?) }));
    }
    let incident = words.named_incident(verb)?;
    let command = match verb.word {
        "order" => {
            let given = words.peek();
            let minutes = i64::from(words.number(verb)?);
            if minutes == 0 || minutes > ORDER_MINUTES_MAX {
                return Err(wrong(verb, given));
            }
            let from = named(verb, words, ["from", "领导"])?;
            let carrier = named(verb, words, ["to", "承办"])?;
            let text = words.text(verb)?;
            order::Command::Give { incident, text, from, carrier, within: Span::minutes(minutes) }
        }
        "propose" => order::Command::Propose { incident, level: words.one_of(verb, LEVELS)? },
        _ => order::Command::Decide { incident, level: words.one_of(verb, OR_NONE)? },
    };
    Ok(Draft::Order(command))
}

/// An order is for this incident: what is due later than a month is no order of the night.
const ORDER_MINUTES_MAX: i64 = 31 * 24 * 60;

/// Takes a code that follows one of two words, where it is there.
fn named(verb: &'static Verb, words: &mut Words<'_>, before: [&str; 2]) -> Result<Option<Code>, Error> {
    let mut after = *words;
    let is_named = before.contains(&fold(after.word()).as_str());
    if !is_named || number(after.peek()).is_some() {
        return Ok(None);
    }
    *words = after;
    words.code(verb).map(Some)
}

#[cfg(test)]
mod tests {
    use crate::operations::call::{Party, Witness};
    use crate::operations::command::Draft;
    use crate::operations::finding::{self, Found, People, Reliability, Scene};
    use crate::operations::line::{Error, parse};
    use crate::operations::order::{self, ResponseLevel};
    use crate::operations::report::{self, Channel, Kind};
    use crate::text::bounded;
    use crate::units::{IncidentId, OrderId, Span};

    const ONE: IncidentId = IncidentId(1042);

    #[test]
    fn findings_become_drafts() {
        let find = |found, witness: Witness<String, Party>, reliability| {
            Ok(Draft::Finding(finding::Command::Find { incident: ONE, found, witness, reliability }))
        };
        let code = |code: &str| Witness::Callee(Party::Code(bounded(code)));
        let counted = People { expected: Some(14), counted: Some(12), ..People::default() };
        let missing = People { missing: Some(2), ..People::default() };
        let caller = || Witness::Other("路人 姓李".to_owned());
        for (line, selected, wanted) in [
            (
                "people 1042 expected 14 counted 12 by control",
                None,
                find(Found::People(counted), code("control"), Reliability::Reported),
            ),
            (
                "人员 应到 １４ 清点 12 据 消控室",
                Some(ONE),
                find(Found::People(counted), code("消控室"), Reliability::Reported),
            ),
            (
                "people missing 2 by self",
                Some(ONE),
                find(Found::People(missing), Witness::Officer, Reliability::Confirmed),
            ),
            (
                "scene flame by other 路人 姓李",
                Some(ONE),
                find(Found::Scene(Scene::Flame), caller(), Reliability::Doubtful),
            ),
            (
                "现场 1042 受控 据 T4",
                None,
                find(Found::Scene(Scene::Controlled), code("T4"), Reliability::Reported),
            ),
            ("scene flame", Some(ONE), Err(())),
            ("scene flame by", Some(ONE), Err(())),
            ("scene burning by self", Some(ONE), Err(())),
            ("people 1042 by self", None, Err(())),
            ("people 1042 missing by self", None, Err(())),
            ("people 1042 missing 99999 by self", None, Err(())),
            ("people missing 2 by self", None, Err(())),
        ] {
            assert_eq!(parse(line, selected).map_err(|_: Error| ()), wanted, "{line}");
        }
    }

    #[test]
    fn reports_become_drafts() {
        let done = |command| Ok(Draft::Report(command));
        let text = || "恒越电池火灾 失联2人".to_owned();
        let submit = |kind| done(report::Command::Submit { incident: ONE, kind, text: text() });
        let send = |channel, receipt: &str| {
            done(report::Command::Send { incident: ONE, number: 2, channel, receipt: bounded(receipt) })
        };
        let returned = report::Command::Return { incident: ONE, number: 2, reason: text() };
        for (line, wanted) in [
            ("report 1042 first 恒越电池火灾 失联2人", submit(Kind::First)),
            ("报告 1042 续报 恒越电池火灾 失联2人", submit(Kind::FollowUp)),
            ("report 1042 final 恒越电池火灾 失联2人", submit(Kind::Final)),
            ("return 1042 2 恒越电池火灾 失联2人", done(returned)),
            ("sign 1042 2", done(report::Command::Sign { incident: ONE, number: 2 })),
            ("签发 #1042 ２", done(report::Command::Sign { incident: ONE, number: 2 })),
            ("send 1042 2 phone", send(Channel::Phone, "")),
            ("上报 1042 2 书面 QX0317", send(Channel::Written, "QX0317")),
            ("unit 1042", done(report::Command::UnitReported { incident: ONE })),
            ("unit", done(report::Command::UnitReported { incident: ONE })),
            ("report first text", Err(())),
            ("report 1042 first", Err(())),
            ("return 1042 2", Err(())),
            ("sign 1042", Err(())),
            ("sign", Err(())),
            ("sign 1042 70000", Err(())),
            ("send 1042 2", Err(())),
            ("send 1042 2 pigeon", Err(())),
        ] {
            assert_eq!(parse(line, Some(ONE)).map_err(|_: Error| ()), wanted, "{line}");
        }
    }

    #[test]
    fn orders_become_drafts() {
        let done = |command| Ok(Draft::Order(command));
        let give = |from: Option<&str>, carrier: Option<&str>, text: &str| {
            done(order::Command::Give {
                incident: ONE,
                text: text.to_owned(),
                from: from.map(bounded),
                carrier: carrier.map(bounded),
                within: Span::minutes(10),
            })
        };
        let decide = |level| done(order::Command::Decide { incident: ONE, level });
        for (line, wanted) in [
            ("order 1042 10 通知120", give(None, None, "通知120")),
            (
                "指示 1042 10 领导 L1 承办 D1 通知120 首报给我",
                give(Some("L1"), Some("D1"), "通知120 首报给我"),
            ),
            ("order 1042 10 to D2 count again", give(None, Some("D2"), "count again")),
            ("done 3", done(order::Command::Done { order: OrderId(3) })),
            ("办结 ３", done(order::Command::Done { order: OrderId(3) })),
            (
                "propose 1042 III",
                done(order::Command::Propose { incident: ONE, level: ResponseLevel::Three }),
            ),
            ("level 1042 ii", decide(Some(ResponseLevel::Two))),
            ("响应级别 1042 四级", decide(Some(ResponseLevel::Four))),
            ("level 1042 none", decide(None)),
            ("order 1042 0 now", Err(())),
            ("order 1042 soon now", Err(())),
            ("order 1042 10", Err(())),
            ("done", Err(())),
            ("propose 1042 none", Err(())),
            ("level 1042 V", Err(())),
        ] {
            assert_eq!(parse(line, Some(ONE)).map_err(|_: Error| ()), wanted, "{line}");
        }
    }
}
