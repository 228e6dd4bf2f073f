//! A desk that is killed again and again in the middle of a night comes to the same night as one that never was.

use crate::chance::{Chance, scaled};
use crate::seen::{self, Session};
use crate::stages::{self, Stage};
use crate::support::desk::{Desk, output};
use crate::support::wait;
use dutydesk::ipc::protocol::WhyQuery;
use dutydesk::operations::command::Draft;
use dutydesk::operations::incident::Command;
use dutydesk::operations::incident::view::Standing;
use dutydesk::operations::outcome::Outcome;
use dutydesk::units::{ActionId, EntryNumber, IncidentId};
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// Stages of the night.
const STAGES: u64 = 4;

/// An incident that no night has: a note on it is refused.
const NOBODYS: IncidentId = IncidentId(999_999);

/// An act that was sent, and its answer when one came.
struct Act {
    action: ActionId,
    draft: Draft,
    answer: Option<(EntryNumber, String)>,
}

/// A night that is killed.
struct Storm {
    desk: Desk,
    chance: Chance,
    acts: Vec<Act>,
    kills: u64,
    /// Kills while events were still to come.
    kills_in_flow: u64,
}

/// What must be the same after both nights.
#[derive(Debug, PartialEq)]
struct Picture {
    incidents: Value,
    deadlines: Value,
    warnings: Value,
    members: BTreeMap<u32, Value>,
    facts: Vec<(Value, Value, Value)>,
}

#[test]
fn a_killed_night_is_the_night() {
    let began = Instant::now();
    let kills = scaled(100, 1_000);
    let directory = tempfile::tempdir().unwrap();
    let stages = stages::write(directory.path(), STAGES, scaled(18_000, 100_000));
    let calm = calm(&stages);
    let calm_seconds = began.elapsed().as_secs_f32();
    let mut storm = Storm {
        desk: Desk::sample(&arguments_of(&stages[0])),
        chance: Chance::of_run("kills"),
        acts: Vec::new(),
        kills: 0,
        kills_in_flow: 0,
    };
    for (place, stage) in stages.iter().enumerate() {
        if place > 0 {
            storm.desk.change_arguments(&arguments_of(stage));
            storm.kill(stage);
        }
        storm.flow(stage, kills * (place as u64 + 1) / STAGES);
        storm.acknowledge(stage);
    }
    let answered = storm.acts.iter().filter(|act| act.answer.is_some()).count();
    eprintln!(
        "kills: {} ({} in the flow), {} acts sent, {answered} answered, {} incidents, {} facts, {} events, calm {calm_seconds:.1} s, all {:.1} s",
        storm.kills,
        storm.kills_in_flow,
        storm.acts.len(),
        calm.members.len(),
        calm.facts.len(),
        stages.iter().map(|stage| stage.events).sum::<u64>(),
        began.elapsed().as_secs_f32(),
    );
    assert!(storm.kills >= kills && storm.kills_in_flow * 3 > kills, "the storm was no storm");
    let killed = picture(&storm.desk);
    if calm != killed {
        let feeds = seen::export(&storm.desk).into_iter().filter(|entry| {
            entry["kind"].as_str().is_some_and(|kind| kind.starts_with("feed.") && kind != "feed.down")
        });
        feeds.for_each(|entry| eprintln!("{} {} {}", entry["entry"], entry["kind"], entry["body"]));
    }
    assert_same(&calm, &killed);
    storm.assert_acts_stand();
    seen::verify(&storm.desk);
    storm.desk.terminate();
    eprintln!("kills: {}", seen::assert_replays(&storm.desk).replace('\n', "; "));
    assert_a_flipped_byte_is_found(&storm.desk);
    eprintln!("kills: {:.1} s in all", began.elapsed().as_secs_f32());
}

fn arguments_of(stage: &Stage) -> [&str; 4] {
    ["--clock", "source", "--scenario", stage.file.to_str().unwrap()]
}

/// The same night without a kill.
fn calm(stages: &[Stage]) -> Picture {
    let mut desk = Desk::sample(&arguments_of(&stages[0]));
    let mut chance = Chance::of_run("calm");
    for (place, stage) in stages.iter().enumerate() {
        if place > 0 {
            desk.terminate();
            desk.change_arguments(&arguments_of(stage));
            desk.start_again();
        }
        wait_for_end(&desk, stage);
        let mut session = Session::open(&desk.socket()).unwrap();
        for incident in to_acknowledge(&desk) {
            let outcome = session.act(chance.action(), Draft::Incident(Command::Acknowledge { incident }));
            assert!(seen::recorded(&outcome).is_some(), "{outcome:?}");
        }
    }
    let picture = picture(&desk);
    seen::verify(&desk);
    desk.terminate();
    seen::assert_replays(&desk);
    picture
}

/// Waits for the quiet after a stage: all of its events are taken, in its own stream.
fn wait_for_end(desk: &Desk, stage: &Stage) {
    seen::wait_for(desk, "the stage's end", |seen| {
        let feed = &seen.feeds[0];
        feed.cursor == stage.events
            && feed.link == dutydesk::operations::feed::view::Link::Up
            && seen::is_saved(seen)
    });
}

/// Which incidents are acknowledged at a quiet point: some, and some are left.
fn to_acknowledge(desk: &Desk) -> Vec<IncidentId> {
    let seen = seen::snapshot(desk);
    let waiting = seen.incidents.iter().filter(|it| matches!(it.standing, Standing::Unacknowledged { .. }));
    let mut ids: Vec<IncidentId> = waiting.map(|it| it.id).filter(|id| id.0 % 3 != 0).collect();
    ids.sort_unstable();
    ids
}

impl Storm {
    /// Kills the desk as long as events come, with notes between.
    fn flow(&mut self, stage: &Stage, upto: u64) {
        while self.kills < upto {
            if self.chance.below(2) == 0 {
                // Wherever it is by then: reading the registry, following the recording, taking events.
                seen::pass(Duration::from_millis(5 + self.chance.below(145)));
            } else {
                self.desk.wait_for_socket();
                for _ in 0..self.chance.below(2) {
                    self.note(wait::PATIENT);
                }
                let cut = Duration::from_micros(self.chance.below(3_000));
                self.note(cut);
            }
            self.kill(stage);
        }
        self.desk.wait_for_socket();
        wait_for_end(&self.desk, stage);
    }

    /// Acknowledges at the quiet point; kills between question and answer, then asks again.
    fn acknowledge(&mut self, stage: &Stage) {
        for incident in to_acknowledge(&self.desk) {
            let (action, draft) = (self.chance.action(), Draft::Incident(Command::Acknowledge { incident }));
            let mut answer = None;
            if self.chance.below(4) == 0 {
                let cut = Duration::from_micros(self.chance.below(4_000));
                answer = self.send(action, draft.clone(), cut);
                self.kill(stage);
                self.desk.wait_for_socket();
                wait_for_end(&self.desk, stage);
            }
            let again = self.send(action, draft.clone(), wait::PATIENT);
            assert!(again.is_some(), "an acknowledgement is answered: {incident}");
            assert!(answer.is_none() || answer == again, "the same act has the same answer");
            self.acts.push(Act { action, draft, answer: again });
        }
    }

    fn note(&mut self, within: Duration) {
        // A note on an incident would be its next act, which the calm night has not: it goes to the desk's log, or is refused.
        let incident = (self.chance.below(2) == 0 && !self.acts.is_empty()).then_some(NOBODYS);
        let text = format!("核对第{}项, 电话 0516-0000-{:04}", self.acts.len(), self.acts.len());
        let (action, draft) = (self.chance.action(), Draft::Incident(Command::Note { incident, text }));
        let answer = self.send(action, draft.clone(), within);
        self.acts.push(Act { action, draft, answer });
    }

    fn send(&self, action: ActionId, draft: Draft, within: Duration) -> Option<(EntryNumber, String)> {
        let mut session = Session::open(&self.desk.socket())?;
        let outcome = session.act_within(action, draft, within);
        assert!(
            matches!(outcome, Outcome::Recorded { .. } | Outcome::Unknown)
                || outcome == Outcome::Refused(no_such_incident()),
            "{outcome:?}"
        );
        seen::recorded(&outcome)
    }

    fn kill(&mut self, stage: &Stage) {
        let flows = Session::open(&self.desk.socket())
            .and_then(Session::status)
            .is_none_or(|seen| seen.feeds[0].cursor != stage.events);
        self.desk.kill();
        self.kills += 1;
        self.kills_in_flow += u64::from(flows);
        self.desk.begin_again();
    }

    /// Each answered act stands once, where the answer said; none stands twice; the desk still knows each.
    fn assert_acts_stand(&self) {
        let mut stand: BTreeMap<String, Vec<(u64, String)>> = BTreeMap::new();
        for entry in seen::export(&self.desk) {
            if let (Some(action), Some(number), Some(digest)) =
                (entry["action"].as_str(), entry["entry"].as_u64(), entry["digest"].as_str())
            {
                stand.entry(action.to_owned()).or_default().push((number, digest.to_owned()));
            }
        }
        let mut session = Session::open(&self.desk.socket()).unwrap();
        for act in &self.acts {
            let rows = stand.get(&act.action.to_string()).map_or(&[][..], Vec::as_slice);
            assert!(rows.len() <= 1, "{:?} stands twice: {rows:?}", act.draft);
            let Some((entry, digest)) = &act.answer else { continue };
            assert_eq!(rows, [(entry.0, digest.clone())], "{:?} was answered", act.draft);
            assert_eq!(seen::recorded(&session.ask(act.action)), act.answer, "asked: {:?}", act.draft);
            let again = session.act(act.action, act.draft.clone());
            assert_eq!(seen::recorded(&again), act.answer, "sent again: {:?}", act.draft);
        }
        assert_eq!(
            seen::export(&self.desk).iter().filter(|entry| entry["action"].is_string()).count(),
            stand.len(),
            "what was sent again stands once"
        );
    }
}

const fn no_such_incident() -> dutydesk::operations::outcome::Refusal {
    use dutydesk::operations::incident::Refusal;
    dutydesk::operations::outcome::Refusal::Incident(Refusal::NoSuchIncident(NOBODYS))
}

/// Takes down what must be the same: everything but input numbers, and what kills leave of themselves.
fn picture(desk: &Desk) -> Picture {
    let seen = seen::snapshot(desk);
    let mut session = Session::open(&desk.socket()).unwrap();
    let members = seen.incidents.iter().map(|incident| {
        let dossier = session.why(WhyQuery::Incident(incident.id)).expect("an incident that is shown");
        (incident.id.0, without_inputs(serde_json::to_value(&dossier.members).unwrap()))
    });
    let entries = seen::export(desk);
    let facts = entries.iter().filter(|entry| {
        let kind = entry["kind"].as_str().unwrap();
        ["alarm.", "incident.", "deadline.", "warning.", "device."].iter().any(|room| kind.starts_with(room))
            && kind != "incident.noted"
    });
    Picture {
        incidents: serde_json::to_value(&seen.incidents).unwrap(),
        deadlines: serde_json::to_value(&seen.deadlines).unwrap(),
        warnings: serde_json::to_value(&seen.warnings).unwrap(),
        members: members.collect(),
        facts: facts
            .map(|entry| (entry["at"].clone(), entry["kind"].clone(), without_inputs(entry["body"].clone())))
            .collect(),
    }
}

/// The killed night has more inputs: its own starts and its notes.
fn without_inputs(mut value: Value) -> Value {
    match &mut value {
        Value::Object(fields) => {
            fields.retain(|key, _| key != "input" && key != "upto");
            fields.values_mut().for_each(|field| *field = without_inputs(field.take()));
        }
        Value::Array(rows) => rows.iter_mut().for_each(|row| *row = without_inputs(row.take())),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    value
}

fn assert_same(calm: &Picture, killed: &Picture) {
    assert!(!calm.members.is_empty() && !calm.facts.is_empty(), "a night without incidents proves nothing");
    if let Some(place) =
        (0..calm.facts.len()).find(|place| calm.facts.get(*place) != killed.facts.get(*place))
    {
        let (from, upto) = (place.saturating_sub(3), place + 4);
        let about = |facts: &[(Value, Value, Value)]| {
            let near = facts.iter().take(upto).skip(from);
            near.for_each(|(at, kind, body)| eprintln!("  {at} {kind} {body}"));
        };
        eprintln!("calm:");
        about(&calm.facts);
        eprintln!("killed:");
        about(&killed.facts);
        panic!("fact {place}");
    }
    assert_eq!(calm.facts.len(), killed.facts.len());
    assert_eq!(calm.incidents, killed.incidents);
    assert_eq!(calm.deadlines, killed.deadlines);
    assert_eq!(calm.warnings, killed.warnings);
    assert_eq!(calm.members, killed.members);
}

/// One byte of one body, on the disk, under a stopped desk.
fn assert_a_flipped_byte_is_found(desk: &Desk) {
    let entries = seen::export(desk);
    let noted = seen::of_kind(&entries, "incident.noted");
    let entry = noted[noted.len() / 2];
    let (number, body) = (entry["entry"].as_u64().unwrap(), entry["body"].to_string());
    let file = desk.data_dir().join("journal.sqlite");
    let mut bytes = std::fs::read(&file).unwrap();
    let places: Vec<usize> =
        (0..bytes.len() - body.len()).filter(|&at| bytes[at..].starts_with(body.as_bytes())).collect();
    let [place] = places[..] else { panic!("the body {body} stands {} times in the file", places.len()) };
    let digit = (place..place + body.len()).rev().find(|&at| bytes[at].is_ascii_digit()).unwrap();
    bytes[digit] ^= 1;
    std::fs::write(&file, &bytes).unwrap();
    let looked = output(desk.command(&["journal", "verify"]));
    let said = String::from_utf8(looked.stdout).unwrap();
    assert_eq!(looked.status.code(), Some(1), "{said}");
    assert!(said.contains(&format!("条目 {number}:")), "{number}: {said}");
    eprintln!("kills: a flipped byte: {}", said.replace('\n', "; "));
}

/// What killed nights leave behind does not fill the disk with processes: a simulator ends with its desk.
#[test]
fn a_simulator_ends_with_its_killed_desk() {
    let mut desk = Desk::sample(&[]);
    seen::wait_for(&desk, "the feed", |seen| seen.feeds[0].events > 0);
    let directory = desk.data_dir().to_str().unwrap().to_owned();
    assert_eq!(processes_of(&directory).len(), 2, "the desk and its simulator");
    desk.kill();
    let none_left = || processes_of(&directory).is_empty().then_some(());
    wait::until("no process is left", none_left, || format!("{:?}", processes_of(&directory)));
}

/// Returns the processes whose command line names a directory.
fn processes_of(directory: &str) -> Vec<String> {
    let listed = std::fs::read_dir("/proc").unwrap();
    let lines = listed.flatten().filter_map(|entry| {
        let line = std::fs::read(entry.path().join("cmdline")).ok()?;
        let text = String::from_utf8_lossy(&line).replace('\0', " ");
        text.contains(directory).then_some(text)
    });
    lines.collect()
}
