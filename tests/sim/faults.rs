//! A disk that refuses one call, each call in turn: nothing that was answered for is lost, nothing takes effect twice, and
//! what became of every act is known as soon as the disk works again.
//!
//! A real `serve` runs on the disk of `support/disk.c`; the acts come by its socket. The desk stands when the calls begin to be
//! counted, so that each of them belongs to the acts, or to what the desk does beside them.

use crate::chance::{Chance, scaled};
use crate::seen::{self, Session};
use crate::support::desk::Desk;
use crate::support::{disk, wait};
use dutydesk::journal::reader::{Private, Reader};
use dutydesk::journal::verify;
use dutydesk::operations::line;
use dutydesk::operations::outcome::{Outcome, Refusal};
use dutydesk::operations::snapshot::JournalStatus;
use dutydesk::operations::storage::Trouble;
use dutydesk::units::{ActionId, Digest, EntryNumber, IncidentId};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// How long one answer may take: the desk retries within a second.
const ANSWER: Duration = Duration::from_secs(60);
/// Scripts on one desk; then it is killed, and what it left is counted.
const SCRIPTS_A_DESK: usize = 24;

const EIO: i32 = 5;
const EINTR: i32 = 4;
const ENOSPC: i32 = 28;
const EROFS: i32 = 30;

/// Twelve acts on the standing fire: typed words, calls, findings, orders, money; they can be done again and again.
fn script(incident: IncidentId, reservation: u32) -> [String; 12] {
    [
        format!("note {incident} 张师傅: 电池间有烟, 第{reservation}次核对"),
        format!("call {incident} 119 update"),
        format!("called {incident} 119 update answered 0317"),
        format!("people {incident} expected 14 counted 12 by control"),
        format!("dispatch {incident} T1 guide at 东门岗亭"),
        format!("reserve {incident} 100.00 县危化专职队 | 泡沫 | 清单 {reservation}"),
        format!("scene {incident} flame by control"),
        format!("release {incident} T1 {incident}"),
        format!("order {incident} 10 from L1 通知120, 10分钟到场"),
        format!("people {incident} counted 14 missing 0 by control"),
        format!("note {incident} 北门有车"),
        format!("scene {incident} controlled by control"),
    ]
}

/// What the calls of one sort answer from then on.
#[derive(Clone, Copy, Debug)]
struct Fault {
    sort: &'static str,
    at: u64,
    error: i32,
    how: How,
}

/// How long it lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    /// One call.
    Once,
    /// Ten calls: opening anew fails, too, and somebody is told that nobody knows.
    Burst,
    /// Until somebody makes room.
    On,
}

/// A desk on a disk that fails when it is told to.
struct Harmed {
    desk: Desk,
    beside: tempfile::TempDir,
    incident: IncidentId,
    scripts: u32,
    reservations: u32,
    answered: Vec<(ActionId, EntryNumber, Digest)>,
}

#[derive(Debug, Default)]
struct Tally {
    scripts: u32,
    desks: u32,
    /// How often a desk said that a call had failed.
    felt: u32,
    acts: u64,
    recorded: u64,
    unrecorded: u64,
    unknown: u64,
    refused: u64,
}

#[test]
fn each_call_of_the_disk_in_turn_fails_and_nothing_is_lost_or_done_twice() {
    let began = Instant::now();
    let mut chance = Chance::of_run("faults");
    let mut tally = Tally::default();
    let mut harmed = Harmed::begin();
    let calls = harmed.count(&mut chance, &mut tally);
    eprintln!("faults: one script makes {calls:?} calls");
    let errors = scaled(vec![EIO], vec![EIO, ENOSPC, EINTR]);
    for (sort, count) in calls {
        for at in 1..=count {
            let bursts: &[How] = if sort == "fsync" { &[How::Once, How::Burst] } else { &[How::Once] };
            for (&error, &how) in errors.iter().flat_map(|error| bursts.iter().map(move |how| (error, how))) {
                if harmed.scripts as usize >= SCRIPTS_A_DESK {
                    harmed.end(&mut tally);
                    harmed = Harmed::begin();
                }
                harmed.run(Fault { sort, at, error, how }, &mut chance, &mut tally);
            }
        }
    }
    harmed.end(&mut tally);
    eprintln!("faults: {tally:?}, {:.1} s", began.elapsed().as_secs_f32());
    assert!(tally.felt >= tally.scripts / 2, "the desk says that a call failed: {tally:?}");
    assert!(tally.unknown > 0 && tally.unrecorded > 0, "some outcomes were unknown: {tally:?}");
}

/// From one call on everything is refused until somebody makes room, as on a full disk: each sort alone, and at any of
/// the calls that an act makes.
#[test]
fn what_is_done_on_a_full_disk_is_in_the_journal_when_there_is_room_again() {
    let mut chance = Chance::of_run("full");
    let mut tally = Tally::default();
    let mut harmed = Harmed::begin();
    for sort in ["write", "fsync"] {
        for at in scaled(vec![1, 2, 3, 7, 20], (1..30).collect()) {
            if harmed.scripts as usize >= SCRIPTS_A_DESK {
                harmed.end(&mut tally);
                harmed = Harmed::begin();
            }
            harmed.run(Fault { sort, at, error: ENOSPC, how: How::On }, &mut chance, &mut tally);
        }
    }
    // A file system that can only be read any more is no other thing.
    harmed.run(Fault { sort: "write", at: 3, error: EROFS, how: How::On }, &mut chance, &mut tally);
    harmed.end(&mut tally);
    eprintln!("full: {tally:?}");
    assert!(tally.unrecorded > 0 && tally.refused > 0, "{tally:?}");
}

/// The night of the stories, on a disk that is full from its first act on: every line works, and says that it is not recorded;
/// money is refused with the reason. With room again all of it is in the journal, each act once, with its own time.
#[test]
fn the_night_goes_on_with_a_full_disk() {
    let mut chance = Chance::of_run("night");
    let mut harmed = Harmed::begin_before_the_acts();
    let id = harmed.incident;
    let fault = Fault { sort: "write", at: 1, error: ENOSPC, how: How::On };
    harmed.fail(fault);
    let mut session = Session::proved(&harmed.desk.socket(), "D1").unwrap();
    let mut open = Vec::new();
    for line in &night(id) {
        let draft = line::parse(line, None).unwrap_or_else(|wrong| panic!("{line}: {wrong:?}"));
        let action = chance.action();
        let outcome = session.act_within(action, draft.clone(), ANSWER);
        assert!(matches!(outcome, Outcome::Unrecorded { .. }), "{line}: {outcome:?}");
        open.push((line.clone(), action, draft));
    }
    let money = line::parse(&format!("reserve {id} 100.00 县危化专职队 | 泡沫 | 清单"), None).unwrap();
    let action = chance.action();
    let outcome = session.act_within(action, money.clone(), ANSWER);
    assert_eq!(outcome, Outcome::Refused(Refusal::Storage(Trouble::Full)), "money waits");
    open.push(("reserve".to_owned(), action, money));

    let full = seen::snapshot(&harmed.desk);
    let JournalStatus::Failed { trouble: Trouble::Full, waiting, .. } = full.status.journal else {
        panic!("{:?}", full.status.journal)
    };
    assert!(waiting as usize >= open.len() - 1, "{waiting}");
    let out = full.teams.iter().filter(|team| team.order.is_some_and(|order| order.incident == id));
    assert_eq!(out.count(), 2, "both teams are out");
    let said = seen::status_text(&harmed.desk);
    assert!(said.contains("未入日志") && said.contains("磁盘已满"), "{said}");

    fs::remove_file(harmed.beside.path().join("fail")).unwrap();
    for (line, action, draft) in &open {
        harmed.classify(fault, line, (*action, draft.clone()), &mut session);
    }
    harmed.desk.wait_for_entries("dispatch.ordered", 2);
    let entries = harmed.desk.entries();
    let of = |kind: &str| {
        let entry = entries.iter().find(|entry| entry["kind"] == kind);
        entry.unwrap_or_else(|| panic!("{kind}: {entries:#?}"))["at"].clone()
    };
    assert_ne!(of("incident.acknowledged"), of("incident.noted"), "each has its own time");
    for (_, action, _) in &open {
        let named = entries.iter().filter(|entry| entry["action"] == action.to_string().as_str());
        assert_eq!(named.count(), 1, "{action} stands once");
    }
    seen::verify(&harmed.desk);
    eprintln!("night: {} acts on a full disk, all in the journal afterwards", open.len());
}

/// The acts of the story's control room, from the first key to the first report.
fn night(id: IncidentId) -> [String; 18] {
    [
        format!("ack {id}"),
        format!("call {id} 119 alarm"),
        format!("called {id} 119 alarm answered 0317"),
        format!("call {id} control verify"),
        format!("called {id} control verify answered"),
        format!("verify {id} real control"),
        format!("scene {id} flame by control"),
        format!("dispatch {id} T4 attack T1 guide"),
        format!("called {id} T1 task answered 4"),
        format!("called {id} T4 task answered 9"),
        format!("called {id} L1 brief answered"),
        format!("order {id} 10 from L1 通知120, 10分钟到场, 首报给我"),
        format!("called {id} 120 alarm answered 0412"),
        format!("people {id} expected 14 counted 12 by control"),
        format!("called {id} 119 update answered 0317"),
        format!("report {id} first 恒越电池2号车间3区火灾, 应到14人, 清点12人, 失联2人"),
        format!("evac {id}"),
        format!("note {id} 北门有车"),
    ]
}

impl Harmed {
    fn begin() -> Self {
        let mut harmed = Self::begin_before_the_acts();
        let incident = harmed.incident;
        let mut session = Session::proved(&harmed.desk.socket(), "D1").unwrap();
        for (number, line) in
            [format!("ack {incident}"), format!("verify {incident} real control")].iter().enumerate()
        {
            let action = ActionId(number as u128 + 1);
            let outcome = session.act(action, line::parse(line, None).unwrap());
            let Outcome::Recorded { entry, digest, .. } = outcome else { panic!("{line}: {outcome:?}") };
            harmed.keep(action, entry, digest);
        }
        harmed
    }

    fn begin_before_the_acts() -> Self {
        let beside = tempfile::tempdir().unwrap();
        let data = tempfile::tempdir().unwrap();
        let pair = |name: &str, value: PathBuf| (name.to_owned(), value.to_str().unwrap().to_owned());
        let environment = vec![
            pair("LD_PRELOAD", disk::shim().to_owned()),
            pair("DISK_ROOT", data.path().to_owned()),
            pair("DISK_FAIL", beside.path().join("fail")),
            pair("DISK_COUNT", beside.path().join("count")),
        ];
        let fire = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/scenarios/one-fire.toml");
        let desk = Desk::sample_in(data, &["--scenario", fire], environment);
        let before = seen::wait_for(&desk, "the fire, on disk", |seen| {
            seen.incidents.first().is_some_and(|row| row.members == 4) && seen::is_saved(seen)
        });
        let incident = before.incidents[0].id;
        Self { desk, beside, incident, scripts: 0, reservations: 0, answered: Vec::new() }
    }

    /// Lets calls fail from now on.
    fn fail(&self, Fault { sort, at, error, how }: Fault) {
        let last = match how {
            How::Once => at,
            How::Burst => at + 9,
            How::On => i64::MAX as u64,
        };
        // Under its name at once: a file that is half there would be read.
        let new = self.beside.path().join("fail.new");
        let name = format!("{sort}-{at}-{error}-{}", self.scripts);
        fs::write(&new, format!("{name} {sort} {at} {error} {last}\n")).unwrap();
        fs::rename(&new, self.beside.path().join("fail")).unwrap();
    }

    /// Counts the calls of each sort that a script makes when nothing fails.
    fn count(&mut self, chance: &mut Chance, tally: &mut Tally) -> Vec<(&'static str, u64)> {
        self.run(Fault { sort: "none", at: 0, error: 0, how: How::Once }, chance, tally);
        self.calls()
    }

    /// Counts what the desk said of failures.
    fn felt(&self) -> u32 {
        let said = fs::read_to_string(self.desk.data_dir().join("test.log")).unwrap();
        let is_felt = |line: &&str| line.contains("opened anew") || line.contains("cannot be written");
        said.lines().filter(is_felt).count() as u32
    }

    fn calls(&self) -> Vec<(&'static str, u64)> {
        let said = fs::read_to_string(self.beside.path().join("count")).unwrap();
        let counted = said.split_whitespace().skip(1).map(|word| word.parse::<u64>().unwrap());
        ["fsync", "write", "truncate", "open"].into_iter().zip(counted).collect()
    }

    /// Plays the script while the disk fails, and asks for what is not known until it is.
    fn run(&mut self, fault: Fault, chance: &mut Chance, tally: &mut Tally) {
        self.scripts += 1;
        tally.scripts += 1;
        let Fault { sort, at, how, .. } = fault;
        self.fail(fault);
        let mut session = Session::proved(&self.desk.socket(), "D1").unwrap();
        let mut open = Vec::new();
        for line in script(self.incident, self.reservations + 1) {
            let draft = line::parse(&line, None).unwrap_or_else(|wrong| panic!("{line}: {wrong:?}"));
            let action = chance.action();
            let is_money = line.starts_with("reserve");
            let began = Instant::now();
            let outcome = session.act_within(action, draft.clone(), ANSWER);
            assert!(began.elapsed() < ANSWER, "{fault:?}: {line}: no answer");
            tally.acts += 1;
            match outcome {
                Outcome::Recorded { entry, digest, .. } => {
                    tally.recorded += 1;
                    self.keep(action, entry, digest);
                }
                Outcome::Unrecorded { .. } if !is_money => {
                    tally.unrecorded += 1;
                    open.push((line, action, draft));
                }
                Outcome::Unknown if is_money => {
                    tally.unknown += 1;
                    open.push((line, action, draft));
                }
                Outcome::Refused(Refusal::Storage(_)) if is_money => {
                    tally.refused += 1;
                    open.push((line, action, draft));
                }
                other => panic!("{fault:?}: {line}: {other:?}\n{:?}", seen::snapshot(&self.desk).status),
            }
        }
        self.reservations += 1;
        // A page of the journal is read anew each time: the files are opened for it.
        session.page();
        let felt = self.calls().iter().any(|(counted, count)| *counted == sort && *count >= at);
        if how == How::On && felt {
            let seen = seen::snapshot(&self.desk);
            let is_said = matches!(&seen.status.journal, JournalStatus::Failed { trouble, .. } if *trouble != Trouble::Damaged);
            assert!(is_said, "{fault:?}: {:?}", seen.status.journal);
        }
        fs::remove_file(self.beside.path().join("fail")).unwrap();
        for (line, action, draft) in open {
            self.classify(fault, &line, (action, draft), &mut session);
        }
        seen::wait_for(&self.desk, "everything on disk", seen::is_saved);
    }

    /// Asks what became of an act until the desk says it; money that was refused is asked for again, under its own id.
    fn classify(
        &mut self,
        fault: Fault,
        line: &str,
        (action, draft): (ActionId, dutydesk::operations::command::Draft),
        session: &mut Session,
    ) {
        let told = std::cell::RefCell::new(None);
        let session = std::cell::RefCell::new(session);
        let look = || {
            let mut outcome = session.borrow_mut().ask(action);
            if outcome == Outcome::Unknown && line.starts_with("reserve") {
                outcome = session.borrow_mut().act_within(action, draft.clone(), ANSWER);
            }
            told.replace(Some(outcome));
            match outcome {
                Outcome::Recorded { entry, digest, .. } => Some((entry, digest)),
                Outcome::Unrecorded { .. } | Outcome::Done | Outcome::Refused(_) | Outcome::Unknown => None,
            }
        };
        let (entry, digest) = wait::until("what became of an act", look, || {
            format!("{fault:?}: {line}: {:?}\n{:?}", told.borrow(), seen::snapshot(&self.desk).status)
        });
        self.keep(action, entry, digest);
    }

    fn keep(&mut self, action: ActionId, entry: EntryNumber, digest: Digest) {
        self.answered.push((action, entry, digest));
    }

    /// Kills the desk and counts what it left; then it starts on a disk that works.
    fn end(mut self, tally: &mut Tally) {
        tally.desks += 1;
        tally.felt += self.felt();
        let seen = seen::snapshot(&self.desk);
        let (JournalStatus::Saved(wanted) | JournalStatus::Writing { saved: wanted, .. }) =
            seen.status.journal
        else {
            panic!("{:?}", seen.status)
        };
        self.desk.kill();
        let file = self.desk.data_dir().join("journal.sqlite");
        let report = verify::journal(&file, None);
        assert_eq!((report.first_bad, report.entries >= wanted.0), (None, true), "{wanted}");
        let reader = Reader::open(&file).unwrap();
        for (action, entry, digest) in &self.answered {
            assert_eq!(reader.action(*action).unwrap(), Some((*entry, *digest)), "{action}");
        }
        let mut counts = BTreeMap::<String, u32>::new();
        for row in reader.rows(EntryNumber(1)) {
            let row = reader.show(row.unwrap(), Private::Joined).unwrap().row;
            *counts.entry(row.draft.kind.into_owned()).or_default() += 1;
        }
        for kind in ["dispatch.ordered", "pool.reserved"] {
            assert_eq!(counts.get(kind), Some(&self.scripts), "{kind} is done once a script: {counts:?}");
        }
        drop(reader);
        self.desk.clear_environment();
        self.desk.start_again();
        let after = seen::wait_for(&self.desk, "the desk again", seen::is_saved);
        assert_eq!(after.incidents[0].id, self.incident);
        let mut session = Session::open(&self.desk.socket()).unwrap();
        for (action, entry, digest) in self.answered.iter().rev().take(12) {
            let outcome = session.ask(*action);
            let same = matches!(outcome, Outcome::Recorded { entry: e, digest: d, .. } if (e, d) == (*entry, *digest));
            assert!(same, "{outcome:?}");
        }
        seen::verify(&self.desk);
    }
}
