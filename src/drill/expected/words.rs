//! The words of an act: read from a scenario, and written as they are read.
//!
//! Decides: which words there are.
//! Must not know: which entries they mean.

use crate::drill::expected::{Answer, Expected, Plight};
use crate::operations::call::Agency;
use crate::operations::dispatch::{Status, Task};
use crate::operations::finding::Scene;
use crate::operations::incident::Phase;
use crate::operations::reference::Code;
use crate::operations::report::Kind;
use crate::text::bounded;
use std::fmt;

/// Acts that are one word, or two that never vary.
const PLAIN: &[(&str, Expected)] = &[
    ("alarm", Expected::Alarm),
    ("quiet", Expected::Quiet),
    ("warning", Expected::Warned),
    ("surge", Expected::Surge),
    ("feed-lost", Expected::FeedLost),
    ("escalated", Expected::Escalated),
    ("ack", Expected::Acknowledged),
    ("call site", Expected::ReachedSite(None)),
    ("call head", Expected::ReachedHead),
    ("intake", Expected::Intake),
    ("verify", Expected::Verified(None)),
    ("people", Expected::People),
    ("scene", Expected::Scene(None)),
    ("dispatch", Expected::Ordered(None, None)),
    ("evac", Expected::Evacuated),
    ("evac-heard", Expected::EvacuationHeard(None)),
    ("unit", Expected::UnitReported),
    ("order", Expected::OrderGiven),
    ("done", Expected::OrderDone),
    ("propose", Expected::LevelProposed),
    ("level", Expected::LevelDecided),
    ("level none", Expected::LevelEnded),
    ("claim", Expected::Claimed(None)),
    ("papers", Expected::PapersComplete),
    ("agree", Expected::Agreed),
    ("reserve", Expected::Reserved),
    ("post", Expected::Posted),
    ("void", Expected::Voided),
    ("paid", Expected::Paid),
    ("arrived", Expected::Arrived),
    ("refill", Expected::Refilled),
    ("recover", Expected::Recovered),
    ("relay", Expected::Relayed),
    ("feed-ack", Expected::FeedKnown),
    ("merge", Expected::Merged),
    ("close", Expected::Closed),
    ("reopen", Expected::Reopened),
    ("note", Expected::Noted),
    ("shelve", Expected::Shelved),
    ("handover", Expected::HandedOver),
];

const ANSWERS: [(&str, Answer); 3] =
    [("real", Answer::Real), ("false", Answer::False), ("open", Answer::Open)];

const PLIGHTS: [(&str, Plight); 5] = [
    ("missing", Plight::Missing),
    ("trapped", Plight::Trapped),
    ("hurt", Plight::Hurt),
    ("dead", Plight::Dead),
    ("accounted", Plight::Accounted),
];

const KINDS: [(&str, Kind); 3] =
    [("first", Kind::First), ("follow-up", Kind::FollowUp), ("final", Kind::Final)];

/// No team moves back to what `dispatch` says.
const STATUSES: [(&str, Status); 8] = [
    ("unanswered", Status::Unanswered),
    ("refused", Status::Refused),
    ("accepted", Status::Accepted),
    ("en-route", Status::EnRoute),
    ("on-scene", Status::OnScene),
    ("released", Status::Released),
    ("returned", Status::Back),
    ("replaced", Status::Replaced),
];

const PHASES: [(&str, Phase); 4] =
    [("0", Phase::Verification), ("1", Phase::Activation), ("2", Phase::Rescue), ("3", Phase::Recovery)];

const SCENES: [(&str, Scene); 9] = [
    ("smoke", Scene::Smoke),
    ("flame", Scene::Flame),
    ("spreading", Scene::Spreading),
    ("controlled", Scene::Controlled),
    ("out", Scene::Out),
    ("leaking", Scene::Leaking),
    ("stopped", Scene::LeakStopped),
    ("cleared", Scene::Cleared),
    ("nothing", Scene::Nothing),
];

const TASKS: [(&str, Task); 10] = [
    ("guide", Task::Guide),
    ("cordon", Task::Cordon),
    ("outer", Task::Outer),
    ("attack", Task::Attack),
    ("plug", Task::Plug),
    ("water", Task::Water),
    ("medical", Task::Medical),
    ("power", Task::Power),
    ("survey", Task::Survey),
    ("look", Task::Look),
];

/// What may stand behind `dispatch` in the place of a team's code.
pub(super) const TASKS_NAMED: &[&str] = &{
    let (mut names, mut at) = ([""; TASKS.len()], 0);
    while at < TASKS.len() {
        names[at] = TASKS[at].0;
        at += 1;
    }
    names
};

/// What may stand behind `call` in the place of somebody's code.
pub(super) const CALLED: &[&str] = &{
    let (mut names, mut at) = (["site"; Agency::ALL.len() + 2], 0);
    names[Agency::ALL.len()] = "head";
    while at < Agency::ALL.len() {
        names[at] = Agency::ALL[at].code();
        at += 1;
    }
    names
};

impl Expected {
    /// Reads it, however its letters are written; none where the words mean nothing.
    pub fn parse(words: &str) -> Option<Self> {
        let words: Vec<&str> = words.split_whitespace().collect();
        let whole = words.join(" ");
        if let Some(plain) = of(PLAIN, &whole) {
            return Some(plain);
        }
        let head = words.first()?.to_ascii_lowercase();
        match (head.as_str(), &words[1..]) {
            ("call", rest) => called(rest),
            ("verify", [answer]) => of(&ANSWERS, answer).map(|answer| Self::Verified(Some(answer))),
            ("people", [plight]) => of(&PLIGHTS, plight).map(Self::PeopleAre),
            ("scene", [scene]) => of(&SCENES, scene).map(|scene| Self::Scene(Some(scene))),
            // A team may not be called like a task: its code is a letter and a number.
            ("dispatch", [one]) => match of(&TASKS, one) {
                Some(task) => Some(Self::Ordered(None, Some(task))),
                None => code(one).map(|team| Self::Ordered(Some(team), None)),
            },
            ("dispatch", [team, task]) => Some(Self::Ordered(Some(code(team)?), Some(of(&TASKS, task)?))),
            ("evac-heard", [team]) => code(team).map(|team| Self::EvacuationHeard(Some(team))),
            ("report", [kind]) => of(&KINDS, kind).map(Self::Submitted),
            ("sign", [kind]) => of(&KINDS, kind).map(Self::Signed),
            ("send", [kind]) => of(&KINDS, kind).map(Self::Sent),
            ("claim", [insurer]) => code(insurer).map(|insurer| Self::Claimed(Some(insurer))),
            ("phase", [number]) => of(&PHASES, number).map(Self::PhaseEntered),
            ("inject", [inject]) => code(inject).map(Self::Injected),
            (status, rest) => team(of(&STATUSES, status)?, rest),
        }
    }
}

impl fmt::Display for Expected {
    /// Writes the words that it is read from.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((words, _)) = PLAIN.iter().find(|(_, plain)| plain == self) {
            return out.write_str(words);
        }
        match *self {
            Self::Reached(agency) => write!(out, "call {}", agency.code()),
            Self::Updated(agency) => write!(out, "call {} update", agency.code()),
            Self::ReachedSite(Some(site)) => write!(out, "call site {site}"),
            Self::ReachedWho(who) => write!(out, "call {who}"),
            Self::Verified(Some(answer)) => write!(out, "verify {}", word(&ANSWERS, answer)),
            Self::PeopleAre(plight) => write!(out, "people {}", word(&PLIGHTS, plight)),
            Self::Scene(Some(scene)) => write!(out, "scene {}", word(&SCENES, scene)),
            Self::Ordered(team, task) => {
                out.write_str("dispatch")?;
                with(out, team)?;
                with(out, task.map(|task| word(&TASKS, task)))
            }
            Self::Team(status, team) => {
                out.write_str(word(&STATUSES, status))?;
                with(out, team)
            }
            Self::EvacuationHeard(Some(team)) => write!(out, "evac-heard {team}"),
            Self::Submitted(kind) => write!(out, "report {}", word(&KINDS, kind)),
            Self::Signed(kind) => write!(out, "sign {}", word(&KINDS, kind)),
            Self::Sent(kind) => write!(out, "send {}", word(&KINDS, kind)),
            Self::Claimed(Some(insurer)) => write!(out, "claim {insurer}"),
            Self::PhaseEntered(phase) => write!(out, "phase {}", word(&PHASES, phase)),
            Self::Injected(inject) => write!(out, "inject {inject}"),
            // Those of the list above.
            Self::Alarm
            | Self::Quiet
            | Self::Warned
            | Self::Surge
            | Self::FeedLost
            | Self::Escalated
            | Self::Acknowledged
            | Self::ReachedSite(None)
            | Self::ReachedHead
            | Self::Intake
            | Self::Verified(None)
            | Self::People
            | Self::Scene(None)
            | Self::Evacuated
            | Self::EvacuationHeard(None)
            | Self::UnitReported
            | Self::OrderGiven
            | Self::OrderDone
            | Self::LevelProposed
            | Self::LevelDecided
            | Self::LevelEnded
            | Self::Claimed(None)
            | Self::PapersComplete
            | Self::Agreed
            | Self::Reserved
            | Self::Posted
            | Self::Voided
            | Self::Paid
            | Self::Arrived
            | Self::Refilled
            | Self::Recovered
            | Self::Relayed
            | Self::FeedKnown
            | Self::Merged
            | Self::Closed
            | Self::Reopened
            | Self::Noted
            | Self::Shelved
            | Self::HandedOver => Ok(()),
        }
    }
}

/// Writes a word behind others, where there is one.
fn with(out: &mut fmt::Formatter<'_>, word: Option<impl fmt::Display>) -> fmt::Result {
    word.map_or(Ok(()), |word| write!(out, " {word}"))
}

/// Returns the word for a value.
fn word<V: Copy + PartialEq>(table: &[(&'static str, V)], value: V) -> &'static str {
    table.iter().find(|(_, known)| *known == value).map_or("dispatch", |(word, _)| word)
}

/// Returns what a word means.
fn of<V: Copy>(table: &[(&str, V)], word: &str) -> Option<V> {
    table.iter().find(|(known, _)| known.eq_ignore_ascii_case(word)).map(|(_, value)| *value)
}

/// However its letters are written, it is one code: two acts are of one kind by their words.
fn code(word: &str) -> Option<Code> {
    (word.len() <= Code::new().capacity()).then(|| bounded(&word.to_ascii_uppercase()))
}

fn agency(word: &str) -> Option<Agency> {
    Agency::ALL.into_iter().find(|agency| agency.code().eq_ignore_ascii_case(word))
}

fn called(rest: &[&str]) -> Option<Expected> {
    match *rest {
        [who] => Some(match agency(who) {
            Some(agency) => Expected::Reached(agency),
            None => Expected::ReachedWho(code(who)?),
        }),
        [site, whose] if site.eq_ignore_ascii_case("site") => Some(Expected::ReachedSite(Some(code(whose)?))),
        [who, update] if update.eq_ignore_ascii_case("update") => agency(who).map(Expected::Updated),
        _ => None,
    }
}

fn team(status: Status, rest: &[&str]) -> Option<Expected> {
    match *rest {
        [] => Some(Expected::Team(status, None)),
        [who] => Some(Expected::Team(status, Some(code(who)?))),
        _ => None,
    }
}
