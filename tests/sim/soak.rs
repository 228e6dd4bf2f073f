//! A long night: ten alarms a second of desk time, a hundred times as fast, with somebody at the desk; nothing grows but the
//! journal and the recording.

use crate::chance::{Chance, scaled};
use crate::seen::{self, Session};
use crate::support::desk::Desk;
use dutydesk::operations::command::Draft;
use dutydesk::operations::incident::Command;
use dutydesk::operations::incident::view::Standing;
use dutydesk::operations::outcome::Outcome;
use std::fs;
use std::time::{Duration, Instant};

/// How much faster desk time runs.
const TIMES: u64 = 100;
/// What memory may grow by between the middle of the night and its end.
const GROWTH_KIB_MAX: u64 = 1_024;
/// The journal's log beside it, whatever happens.
const LOG_BYTES_MAX: u64 = 8 * 1_024 * 1_024;
/// What the scenario says in a second of desk time, at least.
const EVENTS_A_SECOND: u64 = 10;
/// How much longer the night may last on a machine that does other things.
const LATE: Duration = Duration::from_secs(600);
/// How often the process is looked at.
const LOOK: Duration = Duration::from_millis(200);

/// What the process held at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Held {
    memory_kib: u64,
    descriptors: usize,
}

#[test]
fn a_long_night_leaves_memory_descriptors_and_log_flat() {
    let began = Instant::now();
    let minutes = scaled(40, 24 * 60);
    let events = minutes * 60 * EVENTS_A_SECOND;
    let patience = Duration::from_secs(minutes * 60 / TIMES) + LATE;
    let directory = tempfile::tempdir().unwrap();
    let night = directory.path().join("night.toml");
    fs::write(&night, scenario(minutes)).unwrap();
    let desk = Desk::sample(&["--clock", &TIMES.to_string(), "--scenario", night.to_str().unwrap()]);
    let (mut held, mut log_bytes_max, mut chance) = (Vec::new(), 0, Chance::of_run("soak"));
    let log = desk.data_dir().join("journal.sqlite-wal");
    // By what the desk has heard, and not by the clock: a slow machine has a longer night.
    let third = |held: &[(u64, Held)], nth: u64| held.partition_point(|it| it.0 < events * nth / 3);
    let (first, second) = loop {
        assert!(began.elapsed() < patience, "the desk does not hear its feed: {:?}", held.last());
        seen::pass(LOOK);
        held.push((seen::snapshot(&desk).feeds[0].cursor, look(desk.pid())));
        log_bytes_max = log_bytes_max.max(fs::metadata(&log).map_or(0, |it| it.len()));
        work(&desk, &mut chance);
        // Each third was looked at, also where a look took longer than one.
        let first = third(&held, 1);
        let second = third(&held, 2).max(first + 1);
        if third(&held, 3) < held.len() && second < held.len() {
            break (first, second);
        }
    };
    let (middle, end) = (median(&held[first..second]), median(&held[second..]));
    let seen = seen::snapshot(&desk);
    eprintln!(
        "soak: {minutes} min of desk time, {} events, {} entries, memory {} KiB in the middle and {} KiB at the end, descriptors {} and {}, log at most {} KiB, {:.1} s",
        seen.feeds[0].cursor,
        seen.status.entry.0,
        middle.memory_kib,
        end.memory_kib,
        middle.descriptors,
        end.descriptors,
        log_bytes_max / 1_024,
        began.elapsed().as_secs_f32()
    );
    assert!(end.memory_kib < middle.memory_kib + GROWTH_KIB_MAX, "{middle:?} {end:?}");
    assert!(end.descriptors <= middle.descriptors + 1, "{middle:?} {end:?}");
    assert!((1..LOG_BYTES_MAX).contains(&log_bytes_max), "{log_bytes_max}");
    seen::verify(&desk);
}

fn scenario(minutes: u64) -> String {
    let lasts = format!("{:02}:{:02}:00", minutes / 60 + 1, minutes % 60);
    format!(
        "[scenario]\nname = \"a long night\"\n\
         [[generate]]\npattern = \"chatter\"\nrate = 10.0\nfor = \"{lasts}\"\ndevices = [\"S-{{2001..2012}}\", \"S-{{3011..3016}}\", \"G-1101\"]\n\
         [[generate]]\npattern = \"restores\"\nrate = 2.0\nfor = \"{lasts}\"\ndevices = [\"S-{{2001..2012}}\"]\n\
         [[generate]]\npattern = \"heartbeats\"\nrate = 5.0\nfor = \"{lasts}\"\ndevices = [\"S-{{4001..4018}}\"]\n"
    )
}

/// What somebody at the desk does: takes what waits, notes something.
fn work(desk: &Desk, chance: &mut Chance) {
    let waiting = seen::snapshot(desk).incidents;
    let waiting = waiting.iter().find(|it| matches!(it.standing, Standing::Unacknowledged { .. }));
    let draft = match waiting {
        Some(row) => Draft::Incident(Command::Acknowledge { incident: row.id }),
        None => Draft::Incident(Command::Note { incident: None, text: "一切正常".to_owned() }),
    };
    let outcome = Session::open(&desk.socket()).unwrap().act(chance.action(), draft);
    assert!(matches!(outcome, Outcome::Recorded { .. }), "{outcome:?}");
}

fn look(pid: u32) -> Held {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    let memory_kib = line.trim().trim_end_matches(" kB").parse().unwrap();
    Held { memory_kib, descriptors: fs::read_dir(format!("/proc/{pid}/fd")).unwrap().count() }
}

fn median(held: &[(u64, Held)]) -> Held {
    let of = |mut all: Vec<u64>| {
        all.sort_unstable();
        all[all.len() / 2]
    };
    Held {
        memory_kib: of(held.iter().map(|it| it.1.memory_kib).collect()),
        descriptors: of(held.iter().map(|it| it.1.descriptors as u64).collect()) as usize,
    }
}
