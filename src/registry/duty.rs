//! `duty.toml`: who has the desk, and who is woken when nobody acknowledges.
//!
//! Decides: whether the escalation reaches a person. Must not know: how anyone is reached.

use crate::config::record::{Mistakes, Reader, Record, nearest};
use crate::limits::ESCALATION_STEPS_MAX;
use crate::operations::reference::{Duty, Escalate, EscalationStep, Person, Role};
use crate::registry::mistake::{Kind, Thing};
use crate::registry::source::Files;
use crate::units::{PersonId, Span};
use std::ops::RangeInclusive;

const TARGETS: &[(&str, Escalate)] = &[
    ("leader", Escalate::Leader),
    ("带班领导", Escalate::Leader),
    ("second", Escalate::SecondOfficer),
    ("第二值班员", Escalate::SecondOfficer),
    ("screens", Escalate::Screens),
    ("全部屏幕", Escalate::Screens),
    ("command", Escalate::Command),
    ("声光命令", Escalate::Command),
];

/// When a step may run: not before a person can have answered, and within the hour.
const AFTER_SECONDS: RangeInclusive<i64> = 5..=3_600;

/// Reads who has the desk, and the steps of the escalation.
pub fn read(
    files: &Files,
    people: &[Person],
    mistakes: &mut Mistakes<Kind>,
) -> (Duty, Box<[EscalationStep]>) {
    let Some((file, root)) = files.table("duty.toml", mistakes) else { return Default::default() };
    let mut reader = Reader::new(file, &root, mistakes);
    reader.must("officer");
    reader.must("leader");
    let duty = Duty {
        officer: on_duty(&mut reader, "officer", Role::Officer, people),
        leader: on_duty(&mut reader, "leader", Role::Leader, people),
        second: on_duty(&mut reader, "second", Role::Officer, people),
        beside: 0,
    };
    let beside = beside(&mut reader, duty.officer, people);
    let duty = Duty { beside, ..duty };
    if let Some(second) = duty.second.filter(|second| duty.officer == Some(*second)) {
        reader.wrong("second", Kind::SecondIsOfficer(people[second.index()].code.to_string()));
    }
    let has_second = reader.has_value("second");
    let tables = reader.records("escalation");
    if tables.len() > ESCALATION_STEPS_MAX {
        reader.wrong_at(tables[ESCALATION_STEPS_MAX].line, Kind::EscalationTooLong);
    }
    reader.finish();
    let mut steps: Vec<EscalationStep> = Vec::new();
    let mut is_clear = true;
    for table in &tables {
        let mut reader = Reader::new(file, table, mistakes);
        match read_step(&mut reader, people, has_second, steps.last()) {
            Some(step) => steps.push(step),
            None => is_clear = false,
        }
        reader.finish();
    }
    if is_clear && !steps.iter().any(|step| wakes(step.to)) {
        let line = tables.first().map_or(root.line, |table: &&Record| table.line);
        mistakes.add(file, line, Kind::EscalationWakesNobody);
    }
    (duty, steps.into())
}

fn read_step(
    reader: &mut Reader<'_, '_, Kind>,
    people: &[Person],
    has_second: bool,
    before: Option<&EscalationStep>,
) -> Option<EscalationStep> {
    reader.must("after_s");
    reader.must("to");
    let after = reader.number("after_s", AFTER_SECONDS).map(Span::seconds);
    if let (Some(after), Some(before)) = (after, before)
        && after <= before.after
    {
        reader.wrong("after_s", Kind::EscalationOrder(after.whole_seconds(), before.after.whole_seconds()));
    }
    let to = reader.plain("to").and_then(|word| target(reader, word, people))?;
    if to == Escalate::SecondOfficer && !has_second {
        reader.wrong("to", Kind::EscalationWithoutSecond);
    }
    Some(EscalationStep { after: after?, to })
}

fn target(reader: &mut Reader<'_, '_, Kind>, word: String, people: &[Person]) -> Option<Escalate> {
    if let Some((_, to)) = TARGETS.iter().find(|(known, _)| known.eq_ignore_ascii_case(&word)) {
        return Some(*to);
    }
    let found = people.iter().position(|person| person.code.eq_ignore_ascii_case(&word));
    if found.is_none() && !people.is_empty() {
        let codes = people.iter().map(|person| person.code.as_str());
        let known = TARGETS.iter().map(|(known, _)| *known).chain(codes);
        let meant = nearest(&word, known).map(str::to_owned);
        reader.wrong("to", Kind::EscalationTarget(word, meant));
    }
    found.map(|at| Escalate::Person(PersonId(at as u32)))
}

const fn wakes(to: Escalate) -> bool {
    match to {
        Escalate::SecondOfficer | Escalate::Leader | Escalate::Person(_) => true,
        Escalate::Screens | Escalate::Command => false,
    }
}

/// Reads who sits at the desk beside the duty officer; returns how many.
fn beside(reader: &mut Reader<'_, '_, Kind>, officer: Option<PersonId>, people: &[Person]) -> u16 {
    let mut seated: Vec<PersonId> = officer.into_iter().collect();
    let named = reader.list("beside");
    for code in named {
        let Some(person) = person(reader, code.line, code.value, Role::Officer, people) else {
            continue;
        };
        if seated.contains(&person) {
            reader.wrong_at(code.line, Kind::SeatedTwice(people[person.index()].code.to_string()));
        } else {
            seated.push(person);
        }
    }
    seated.len().saturating_sub(usize::from(officer.is_some())) as u16
}

fn on_duty(
    reader: &mut Reader<'_, '_, Kind>,
    field: &'static str,
    role: Role,
    people: &[Person],
) -> Option<PersonId> {
    let wanted = reader.plain(field)?;
    let line = reader.line_of(field);
    person(reader, line, wanted, role, people)
}

fn person(
    reader: &mut Reader<'_, '_, Kind>,
    line: u32,
    wanted: String,
    role: Role,
    people: &[Person],
) -> Option<PersonId> {
    let found = people.iter().position(|person| person.code.eq_ignore_ascii_case(&wanted));
    match found {
        Some(at) if people[at].role == role => return Some(PersonId(at as u32)),
        Some(_) => {
            let role = if role == Role::Leader { "leader" } else { "officer" };
            reader.wrong_at(line, Kind::DutyRole(wanted, role));
        }
        None if people.is_empty() => {}
        None => {
            let meant = nearest(&wanted, people.iter().map(|person| person.code.as_str())).map(str::to_owned);
            reader.wrong_at(line, Kind::Unknown(Thing::Person, wanted, meant));
        }
    }
    None
}
