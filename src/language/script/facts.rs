//! The facts that calls are made of, a line each.

use super::Words;
use crate::language::{course, name, time};
use crate::operations::call::state::Ended;
use crate::operations::call::{Agency, Callee, Outcome, Purpose, View as Call};
use crate::operations::dossier::ZONE;
use crate::operations::incident::Verdict;
use crate::operations::snapshot::Dossier;
use std::fmt::Write;

/// So many hazards of a site are said; the card has them all.
const HAZARDS_SAID: usize = 2;

/// Returns whether people are missing, trapped or hurt.
pub(super) fn is_at_risk(dossier: &Dossier) -> bool {
    dossier.incident.people.at_risk()
}

/// Who rings.
pub(super) fn speaker(words: &mut Words<'_>) {
    let speaker = words.dossier.speaker;
    words.known(&speaker.post);
    words.say("值班室 ", " duty desk, ");
    words.known(&speaker.name);
    words.say(".", ".");
    words.end();
}

/// Where it is: `恒越电池 2号车间 3区`.
pub(super) fn place(words: &mut Words<'_>) {
    let incident = &words.dossier.incident;
    words.known(&incident.site);
    if !incident.place.is_empty() {
        words.out.push(' ');
        words.out.push_str(&incident.place);
    }
}

/// When, where, what.
pub(super) fn happens(words: &mut Words<'_>) {
    time::hour_minute(words.dossier.incident.opened, ZONE, words.out);
    words.out.push(' ');
    place(words);
    words.out.push(' ');
    let family = name::family(words.lang, words.dossier.incident.family);
    words.out.push_str(family);
    match words.dossier.incident.verdict {
        Some(Verdict::Real) => {}
        Some(Verdict::False { .. } | Verdict::Open) | None => words.say("报警", " alarm"),
    }
    words.say(".", ".");
    words.end();
}

/// Which devices speak, and the latest reading.
pub(super) fn alarms(words: &mut Words<'_>) {
    if words.dossier.incident.kinds.is_empty() {
        words.line("人员来电报告, 没有探测器报警.", "Somebody told us; no device has spoken.");
        return;
    }
    words.say("自动报警: ", "Devices: ");
    for (at, row) in words.dossier.incident.kinds.iter().enumerate() {
        let separator = if at == 0 { "" } else { ", " };
        let _ = write!(words.out, "{separator}{} x{}", name::device_kind(words.lang, row.kind), row.count);
    }
    if let Some(reading) = words.dossier.incident.reading {
        words.out.push_str(", ");
        time::reading(reading, words.out);
        if reading.rising {
            words.say(" 还在升", " and rising");
        }
    }
    words.end();
}

/// What burns, leaks or kills there.
pub(super) fn hazards(words: &mut Words<'_>) {
    words.say("危险: ", "Hazards: ");
    let listed = words.dossier.site.as_ref().map_or(&[][..], |site| &site.hazards[..]);
    if listed.is_empty() {
        words.known("");
    }
    for (at, line) in listed.iter().take(HAZARDS_SAID).enumerate() {
        words.out.push_str(if at == 0 { "" } else { "; " });
        words.out.push_str(line);
    }
    words.end();
}

/// How many people are there at this hour.
pub(super) fn on_shift(words: &mut Words<'_>) {
    match &words.dossier.site {
        Some(site) if site.people > 0 => {
            let shift = if site.night {
                words.lang.pick("夜班", "Night shift:")
            } else {
                words.lang.pick("白班", "Day shift:")
            };
            let _ = write!(words.out, "{shift} {}", site.people);
            words.say(" 人.", " people.");
        }
        Some(_) | None => words.say("在岗人数待核.", "People on shift: not known."),
    }
    words.end();
}

/// How sure it is.
pub(super) fn verdict(words: &mut Words<'_>) {
    let lang = words.lang;
    let said = match words.dossier.incident.verdict {
        Some(Verdict::Real) => lang.pick("现场已核实属实", "Verified on the spot: it is real"),
        Some(Verdict::False { .. }) => lang.pick("现场核实为误报", "Verified on the spot: a false alarm"),
        Some(Verdict::Open) => lang.pick("现场还说不清, 待查", "The spot cannot say yet"),
        None => lang.pick("正在核实火情和人员", "Not verified yet; we are asking"),
    };
    words.out.push_str(said);
    if let Some(found) = words.dossier.incident.scene {
        let _ = write!(words.out, ", {}", course::scene(lang, found));
    }
    words.say(".", ".");
    words.end();
}

/// Fire and leak, as they stand.
pub(super) fn scene(words: &mut Words<'_>) {
    let lang = words.lang;
    words.say("现场: ", "Scene: ");
    match words.dossier.incident.scene {
        Some(found) => words.out.push_str(course::scene(lang, found)),
        None => words.known(""),
    }
    words.end();
}

/// People: expected, counted, missing, trapped, hurt, dead; 待核 where nobody has stated it.
pub(super) fn people(words: &mut Words<'_>) {
    let people = words.dossier.incident.people;
    let on_shift = words.dossier.site.as_ref().map(|site| site.people).filter(|people| *people > 0);
    words.say("人员: ", "People: ");
    for (at, (zh, en, count)) in [
        ("应到", "expected", people.expected.or(on_shift)),
        ("清点", "counted", people.counted),
        ("失联", "missing", people.missing),
        ("被困", "trapped", people.trapped),
        ("受伤", "hurt", people.hurt),
    ]
    .into_iter()
    .enumerate()
    {
        words.out.push_str(if at == 0 { "" } else { ", " });
        words.say(zh, en);
        words.out.push(' ');
        words.count(count);
    }
    // Nobody is said to be dead by default, and nobody is kept silent about.
    if people.dead.is_some_and(|dead| dead > 0) {
        words.say(", 死亡 ", ", dead ");
        words.count(people.dead);
    }
    words.end();
}

/// People in short: what somebody has stated, else how many should be there.
pub(super) fn stated(words: &mut Words<'_>) {
    let lang = words.lang;
    let people = words.dossier.incident.people;
    if people.counted.is_none() && !people.at_risk() {
        words.say("人员: ", "People: ");
        let site = words.dossier.site.as_ref().filter(|site| site.people > 0);
        words.say("应到 ", "expected ");
        words.count(people.expected.or(site.map(|site| site.people)));
        words.say(", 还未清点.", ", not counted yet.");
    } else {
        words.say("人员: ", "People: ");
        course::people(lang, people, words.out);
        words.say(".", ".");
    }
    words.end();
}

/// Who has gone, in short, and what is wanted of who is told.
pub(super) fn gone(words: &mut Words<'_>) {
    let lang = words.lang;
    for agency in [Agency::Fire, Agency::Medical] {
        let told = answered(words.dossier, agency);
        // Whether an ambulance was asked for matters once somebody is hurt or missing.
        if agency == Agency::Medical && told.is_none() && !is_at_risk(words.dossier) {
            continue;
        }
        let _ = write!(words.out, "{} ", course::agency(lang, agency));
        words.out.push_str(if told.is_some() {
            lang.pick("已报, ", "told, ")
        } else {
            lang.pick("未报, ", "NOT told, ")
        });
    }
    let mut none = true;
    for row in words.dossier.dispatches.iter().filter(|row| row.status.is_bound()) {
        none = false;
        let _ = write!(words.out, "{} {}, ", row.code, course::status(lang, row.status));
    }
    if none {
        words.say("未派队伍, ", "no team sent, ");
    }
    words.line("请指示.", "your orders, please.");
}

/// Returns how the first call to an agency that was answered ended.
fn answered(dossier: &Dossier, agency: Agency) -> Option<Ended> {
    let reached = |call: &&Call| {
        call.callee == Callee::Agency(agency)
            && matches!(call.purpose, Purpose::Alarm | Purpose::Update)
            && call.ended.is_some_and(|ended| ended.outcome == Outcome::Answered)
    };
    dossier.calls.iter().find(reached).and_then(|call| call.ended)
}

/// The street address.
pub(super) fn address(words: &mut Words<'_>) {
    let address = words.dossier.site.as_ref().map(|site| site.address).unwrap_or_default();
    words.say("地址: ", "Address: ");
    words.known(&address);
    words.end();
}

/// Which way in.
pub(super) fn gate(words: &mut Words<'_>) {
    let staging = words.dossier.site.as_ref().map(|site| site.staging).unwrap_or_default();
    words.say("进口和集结: ", "Way in and staging: ");
    words.known(&staging);
    words.end();
}

/// The number to call back.
pub(super) fn callback(words: &mut Words<'_>) {
    let phone = words.dossier.speaker.phone;
    words.say("回拨 ", "Call back: ");
    words.known(&phone);
    words.end();
}

/// Whether 119 and 120 are told, and by which number.
pub(super) fn told(words: &mut Words<'_>) {
    for agency in [Agency::Fire, Agency::Medical] {
        let first = answered(words.dossier, agency);
        let _ = write!(words.out, "{} ", course::agency(words.lang, agency));
        match first {
            Some(ended) => {
                time::clock(ended.at, ZONE, words.out);
                words.say(" 已报 ", " told ");
                words.out.push_str(&ended.reference);
            }
            None => words.say("未报", "not told"),
        }
        words.say("; ", "; ");
    }
    words.end();
}

/// Who goes, and how far they are.
pub(super) fn teams(words: &mut Words<'_>) {
    let lang = words.lang;
    words.say("队伍: ", "Teams: ");
    let bound: Vec<_> = words.dossier.dispatches.iter().filter(|row| row.status.is_bound()).collect();
    if bound.is_empty() {
        words.say("未调派", "none sent");
    }
    for (at, row) in bound.into_iter().enumerate() {
        let separator = if at == 0 { "" } else { "; " };
        let (task, status) = (course::task(lang, row.task), course::status(lang, row.status));
        let _ = write!(words.out, "{separator}{} {} {task} {status}", row.code, row.name);
    }
    words.end();
}
