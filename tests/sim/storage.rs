//! A disk that fills up, a journal that somebody else holds, one that is damaged: the desk says so and goes on.

use crate::chance::Chance;
use crate::links::Feed;
use crate::rules::{QUIET, configuration};
use crate::seen::{self, Session};
use crate::support::desk::{Desk, output};
use crate::support::wait;
use dutydesk::journal::reader::{Private, Reader};
use dutydesk::operations::command::Draft;
use dutydesk::operations::incident::Command as Incident;
use dutydesk::operations::line;
use dutydesk::operations::outcome::{Outcome, Refusal};
use dutydesk::operations::snapshot::JournalStatus;
use dutydesk::operations::storage::{Ballast, Recording, Room, Storage, Trouble};
use dutydesk::units::{ActionId, EntryNumber};
use rustix::process::{Pid, Resource, Rlimit, prlimit};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// The disk of these tests. Units: MiB.
const DISK_MIB: u64 = 32;
/// Acts that the ballast must take at least.
const LAST_ACTS: u64 = 1_000;
const ANSWER: Duration = Duration::from_secs(60);

/// A small file system of the test's own; gone when the test ends.
struct SmallDisk(PathBuf, #[expect(dead_code, reason = "the place that it is mounted on")] tempfile::TempDir);

impl SmallDisk {
    /// Mounts one; none, and said, where the machine does not allow it.
    fn mount(test: &str) -> Option<Self> {
        let beside = tempfile::tempdir().unwrap();
        let at = beside.path().join("disk");
        fs::create_dir(&at).unwrap();
        let size = format!("size={DISK_MIB}m");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(&at);
        let said = output(mount);
        if said.status.success() {
            return Some(Self(at, beside));
        }
        eprintln!("{test}: NOT TRIED: no tmpfs here: {}", String::from_utf8_lossy(&said.stderr).trim());
        None
    }

    /// Fills it up to so many KiB that are free.
    fn fill(&self, free_kib: u64) {
        let stat = rustix::fs::statvfs(&self.0).unwrap();
        let free = stat.f_bavail * stat.f_frsize;
        let more = free.saturating_sub(free_kib * 1_024);
        let mut file = fs::File::options().create(true).append(true).open(self.0.join("filler")).unwrap();
        // The last bytes may be somebody else's by now.
        let _ = std::io::Write::write_all(&mut file, &vec![1; more as usize]);
    }

    fn empty(&self) {
        fs::remove_file(self.0.join("filler")).unwrap();
    }

    fn remount(&self, how: &str) {
        let mut mount = Command::new("mount");
        mount.args(["-o", how]).arg(&self.0);
        let said = output(mount);
        assert!(said.status.success(), "{said:?}");
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let mut umount = Command::new("umount");
        umount.arg("-l").arg(&self.0);
        let _ = umount.status();
    }
}

fn fire() -> [&'static str; 2] {
    ["--scenario", concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/scenarios/one-fire.toml")]
}

fn note(text: &str) -> Draft {
    Draft::Incident(Incident::Note { incident: None, text: text.to_owned() })
}

fn reserve(desk: &Desk) -> Draft {
    let id = seen::snapshot(desk).incidents[0].id;
    line::parse(&format!("reserve {id} 100.00 县危化专职队 | 泡沫 | 清单"), None).unwrap()
}

fn wait_for_fire(desk: &Desk) {
    seen::wait_for(desk, "the fire, on disk", |seen| {
        seen.incidents.first().is_some_and(|row| row.members == 4) && seen::is_saved(seen)
    });
}

#[test]
fn a_disk_that_fills_up_is_said_at_three_levels_and_money_waits_while_life_goes_on() {
    let Some(disk) = SmallDisk::mount("a disk that fills up") else { return };
    let mut chance = Chance::of_run("storage");
    let desk = Desk::sample_in(tempfile::tempdir_in(&disk.0).unwrap(), &fire(), Vec::new());
    wait_for_fire(&desk);
    let storage = |what: &str, wanted: &dyn Fn(&Storage) -> bool| {
        seen::wait_for(&desk, what, |seen| wanted(&seen.status.storage)).status.storage
    };
    storage("the ballast", &|it| it.ballast == Ballast::Kept && it.room == Room::Plenty);
    for (free_kib, room) in [(5_000, Room::Low), (2_600, Room::Short), (1_200, Room::Critical)] {
        disk.fill(free_kib);
        let said = storage("a level", &|it| it.room == room);
        assert_eq!(said.ballast, Ballast::Kept, "{said:?}");
        assert_eq!(said.recording == Recording::Stopped, room == Room::Critical, "{said:?}");
    }
    assert!(seen::status_text(&desk).contains("磁盘将满"), "{}", seen::status_text(&desk));

    // Nothing is left but the ballast: it is for a thousand more acts of life.
    let mut session = Session::proved(&desk.socket(), "D1").unwrap();
    let ballast = desk.data_dir().join("ballast");
    let mut act = |number: u64| {
        let action = chance.action();
        (action, session.act_within(action, note(&format!("第{number}条: 张师傅在北门, 风向东南")), ANSWER))
    };
    let mut last_acts = 0;
    for number in 0.. {
        if ballast.exists() {
            // What the journal's log gives back is no ballast.
            disk.fill(0);
        }
        let (_, outcome) = act(number);
        assert!(matches!(outcome, Outcome::Recorded { .. }), "after {last_acts} acts: {outcome:?}");
        last_acts += u64::from(!ballast.exists());
        if last_acts >= LAST_ACTS {
            break;
        }
        assert!(number < 50_000, "a disk that never fills");
    }
    // Then that is full, too: an act of life is done, and marked.
    let mut unrecorded = Vec::<ActionId>::new();
    for number in 0.. {
        disk.fill(0);
        match act(number) {
            (_, Outcome::Recorded { .. }) => {}
            (action, Outcome::Unrecorded { .. }) => unrecorded.push(action),
            (_, other) => panic!("an act of life goes on: {other:?}"),
        }
        if unrecorded.len() >= 3 {
            break;
        }
        assert!(number < 50_000, "a disk that never fills");
    }
    let said = storage("the ballast given", &|it| it.ballast == Ballast::Given);
    let refused = session.act_within(chance.action(), reserve(&desk), ANSWER);
    assert_eq!(refused, Outcome::Refused(Refusal::Storage(Trouble::Full)), "{said:?}");

    // Room again: everything goes on by itself.
    disk.empty();
    storage("room again", &|it| it.ballast == Ballast::Kept && it.recording == Recording::Kept);
    seen::wait_for(&desk, "everything on disk", seen::is_saved);
    for action in unrecorded {
        let outcome = session.ask(action);
        assert!(matches!(outcome, Outcome::Recorded { .. }), "{outcome:?}");
    }
    let reserved = session.act_within(chance.action(), reserve(&desk), ANSWER);
    assert!(matches!(reserved, Outcome::Recorded { .. }), "{reserved:?}");
    assert!(desk.entries_of("desk.room").len() >= 4, "each level is an entry");
    seen::verify(&desk);
    eprintln!("storage: {last_acts} acts from the ballast of a full disk of {DISK_MIB} MiB");
}

/// The ballast of before is still there, and it is for the acts of now.
#[test]
fn a_desk_that_was_killed_on_a_full_disk_begins_again_with_its_ballast() {
    let Some(disk) = SmallDisk::mount("a start on a full disk") else { return };
    let mut chance = Chance::of_run("a start on a full disk");
    let mut desk = Desk::sample_in(tempfile::tempdir_in(&disk.0).unwrap(), &fire(), Vec::new());
    wait_for_fire(&desk);
    seen::wait_for(&desk, "the ballast", |seen| seen.status.storage.ballast == Ballast::Kept);
    disk.fill(0);
    desk.kill();
    disk.fill(0);
    desk.start_again();
    seen::wait_for(&desk, "the fire again, on disk", |seen| {
        seen.incidents.first().is_some_and(|row| row.members == 4)
            && seen.status.storage.ballast == Ballast::Given
            && seen::is_saved(seen)
    });
    let mut session = Session::proved(&desk.socket(), "D1").unwrap();
    let outcome = session.act_within(chance.action(), note("北门有车"), ANSWER);
    assert!(matches!(outcome, Outcome::Recorded { .. }), "{outcome:?}");
}

#[test]
fn a_file_system_that_can_only_be_read_is_named_and_nothing_is_touched() {
    let Some(disk) = SmallDisk::mount("a read-only disk") else { return };
    let mut desk = Desk::sample_in(tempfile::tempdir_in(&disk.0).unwrap(), &fire(), Vec::new());
    wait_for_fire(&desk);
    desk.terminate();
    let file = desk.data_dir().join("journal.sqlite");
    let before = fs::read(&file).unwrap();
    disk.remount("remount,ro");
    let mut serve = desk.command(&["serve"]);
    serve.args(fire());
    let said = output(serve);
    assert_eq!(said.status.code(), Some(1), "{said:?}");
    let words = String::from_utf8_lossy(&said.stderr);
    assert!(words.contains("只读"), "{words}");
    assert_eq!(fs::read(&file).unwrap(), before);
    disk.remount("remount,rw");
    desk.start_again();
    wait_for_fire(&desk);
}

#[test]
fn a_journal_that_another_program_holds_is_waited_for_and_said() {
    let mut chance = Chance::of_run("lock");
    let desk = Desk::sample(&fire());
    wait_for_fire(&desk);
    let mut session = Session::proved(&desk.socket(), "D1").unwrap();
    let other = rusqlite::Connection::open(desk.data_dir().join("journal.sqlite")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let acted = chance.action();
    let outcome = session.act_within(acted, note("北门有车"), ANSWER);
    assert!(matches!(outcome, Outcome::Unrecorded { .. }), "{outcome:?}");
    let held = seen::wait_for(&desk, "that it is said", |seen| {
        matches!(seen.status.journal, JournalStatus::Failed { trouble: Trouble::Busy, .. })
    });
    assert!(!held.incidents.is_empty());
    let money = chance.action();
    let refused = session.act_within(money, reserve(&desk), ANSWER);
    assert_eq!(refused, Outcome::Refused(Refusal::Storage(Trouble::Busy)));
    assert!(seen::status_text(&desk).contains("被别的程序占用"), "{}", seen::status_text(&desk));
    // The desk itself waits for nobody: its answers come while its journal is held.
    let slowest = (0..20).map(|_| {
        let began = Instant::now();
        session.ask(acted);
        began.elapsed()
    });
    let slowest = slowest.max().unwrap();
    assert!(slowest < Duration::from_secs(30), "{slowest:?}");
    other.execute_batch("COMMIT").unwrap();
    seen::wait_for(&desk, "everything on disk", seen::is_saved);
    assert!(matches!(session.ask(acted), Outcome::Recorded { .. }));
    seen::verify(&desk);
}

/// Alarms do not wait for whoever holds the file: what the recording has is shown, and goes into the journal later.
#[test]
fn a_desk_begins_while_another_program_holds_its_journal() {
    let mut chance = Chance::of_run("held at the start");
    let mut desk = Desk::sample(&fire());
    wait_for_fire(&desk);
    let mut session = Session::proved(&desk.socket(), "D1").unwrap();
    let other = rusqlite::Connection::open(desk.data_dir().join("journal.sqlite")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let acted = chance.action();
    let acknowledge = line::parse(&format!("ack {}", seen::snapshot(&desk).incidents[0].id), None).unwrap();
    let outcome = session.act_within(acted, acknowledge, ANSWER);
    assert!(matches!(outcome, Outcome::Unrecorded { .. }), "{outcome:?}");
    desk.kill();
    desk.start_again();
    let held = seen::wait_for(&desk, "that it is said", |seen| {
        matches!(seen.status.journal, JournalStatus::Failed { trouble: Trouble::Busy, .. })
    });
    assert_eq!((held.incidents.len(), held.incidents[0].members), (1, 4));
    let mut session = Session::open(&desk.socket()).unwrap();
    assert!(matches!(session.ask(acted), Outcome::Unrecorded { .. }));
    other.execute_batch("COMMIT").unwrap();
    seen::wait_for(&desk, "everything on disk", seen::is_saved);
    assert!(matches!(session.ask(acted), Outcome::Recorded { .. }));
    seen::verify(&desk);
}

#[test]
fn a_limit_on_the_size_of_files_is_an_error_of_the_write_and_not_the_end() {
    let mut chance = Chance::of_run("size");
    let desk = Desk::sample(&fire());
    wait_for_fire(&desk);
    let mut session = Session::open(&desk.socket()).unwrap();
    let process = Pid::from_raw(desk.pid().cast_signed()).unwrap();
    let limit = |current| {
        prlimit(Some(process), Resource::Fsize, Rlimit { current, maximum: None }).unwrap();
    };
    limit(Some(4_096));
    let acted = chance.action();
    let outcome = session.act_within(acted, note("南门有车"), ANSWER);
    assert!(seen::recorded(&outcome).is_none(), "{outcome:?}");
    seen::wait_for(&desk, "that it is said", |seen| {
        matches!(seen.status.journal, JournalStatus::Failed { .. })
    });
    limit(None);
    seen::wait_for(&desk, "everything on disk", seen::is_saved);
    assert!(matches!(session.ask(acted), Outcome::Recorded { .. }));
    seen::verify(&desk);
}

/// The lock that keeps a foreign program from emptying and removing the log under the desk's hands is held as long as the
/// desk runs, whoever looked at the journal meanwhile.
#[test]
fn a_foreign_program_that_opens_and_closes_the_journal_takes_nothing_with_it() {
    let mut chance = Chance::of_run("foreign");
    let mut desk = Desk::sample(&fire());
    wait_for_fire(&desk);
    let mut session = Session::open(&desk.socket()).unwrap();
    session.page();
    let file = desk.data_dir().join("journal.sqlite");
    let mut answered = Vec::new();
    for round in 0..3 {
        let foreign = rusqlite::Connection::open(&file).unwrap();
        let count: i64 = foreign.query_row("SELECT count(*) FROM entry", [], |row| row.get(0)).unwrap();
        assert!(count > 0);
        drop(foreign);
        let action = chance.action();
        let outcome = session.act_within(action, note(&format!("第{round}条")), ANSWER);
        answered.push((action, seen::recorded(&outcome).unwrap()));
        session.page();
    }
    desk.kill();
    let reader = Reader::open(&file).unwrap();
    for (action, (entry, digest)) in answered {
        let stands = reader.action(action).unwrap().map(|(entry, digest)| (entry, digest.to_string()));
        assert_eq!(stands, Some((entry, digest)));
    }
}

#[test]
fn a_damaged_journal_is_left_as_it_is_and_the_desk_runs_beside_it() {
    let mut chance = Chance::of_run("damaged");
    let mut desk = Desk::sample(&fire());
    wait_for_fire(&desk);
    let incident = seen::snapshot(&desk).incidents[0].id;
    let mut session = Session::proved(&desk.socket(), "D1").unwrap();
    let backup = desk.data_dir().join("backup.sqlite");
    let mut copy = desk.command(&["journal", "backup"]);
    copy.arg(&backup);
    let copied = output(copy);
    assert!(copied.status.success(), "{copied:?}");
    let ack = chance.action();
    let outcome = session.act_within(ack, Draft::Incident(Incident::Acknowledge { incident }), ANSWER);
    let (entry, _) = seen::recorded(&outcome).unwrap();
    desk.terminate();

    let file = desk.data_dir().join("journal.sqlite");
    damage(&file, entry);
    let damaged = fs::read(&file).unwrap();
    desk.start_again();
    let seen = seen::wait_for(&desk, "a desk beside it", |seen| {
        matches!(seen.status.journal, JournalStatus::Failed { trouble: Trouble::Damaged, .. })
    });
    // The recording knows what the journal cannot say any more.
    assert_eq!(seen.incidents[0].id, incident);
    assert_eq!((seen.status.unacknowledged, seen.incidents[0].members), (0, 4));
    assert!(seen::status_text(&desk).contains("日志损坏"), "{}", seen::status_text(&desk));
    let mut session = Session::proved(&desk.socket(), "D1").unwrap();
    let people = line::parse(&format!("people {incident} expected 14 counted 12 by control"), None).unwrap();
    let counted = chance.action();
    let outcome = session.act_within(counted, people, ANSWER);
    assert!(matches!(outcome, Outcome::Unrecorded { .. }), "{outcome:?}");
    let refused = session.act_within(chance.action(), reserve(&desk), ANSWER);
    assert_eq!(refused, Outcome::Refused(Refusal::Storage(Trouble::Damaged)));
    desk.kill();
    assert_eq!(fs::read(&file).unwrap(), damaged, "nothing of it was changed");

    // A person moves it away and puts the copy there: the recording brings back what came after it.
    fs::rename(&file, desk.data_dir().join("journal.damaged")).unwrap();
    for suffix in ["-wal", "-shm"] {
        let _ = fs::remove_file(desk.data_dir().join(format!("journal.sqlite{suffix}")));
    }
    dutydesk::journal::backup::copy(&backup, &file).unwrap();
    desk.start_again();
    seen::wait_for(&desk, "everything on disk", seen::is_saved);
    let mut session = Session::open(&desk.socket()).unwrap();
    for action in [ack, counted] {
        let outcome = session.ask(action);
        assert!(matches!(outcome, Outcome::Recorded { .. }), "{outcome:?}");
    }
    seen::verify(&desk);
    assert_eq!(fs::read(desk.data_dir().join("journal.damaged")).unwrap(), damaged, "both are kept");
}

/// Another registry has only the journal to go by: neither a page in its middle nor the numbers of the devices are needed to
/// stand up beside it.
#[test]
fn a_page_that_cannot_be_read_keeps_no_desk_from_its_alarms() {
    for page in [Page::OfAnEntry, Page::OfTheDevices] {
        let mut chance = Chance::of_run("page");
        let directory = tempfile::tempdir().unwrap();
        let feed = Feed::serve(QUIET, ANSWER);
        let (config, rules) = configuration(directory.path(), &feed.server().url());
        let mut desk = Desk::configured(&config);
        seen::wait_for_cursor(&desk, feed.play());
        let incident = seen::snapshot(&desk).incidents[0].id;
        let mut session = Session::open(&desk.socket()).unwrap();
        let ack = Draft::Incident(Incident::Acknowledge { incident });
        assert!(seen::recorded(&session.act_within(chance.action(), ack, ANSWER)).is_some());
        let mut middle = EntryNumber(0);
        for number in 0..60 {
            let outcome = session.act_within(chance.action(), note(&format!("第{number}条")), ANSWER);
            let (entry, _) = seen::recorded(&outcome).unwrap();
            middle = if number == 30 { entry } else { middle };
        }
        desk.terminate();

        let file = desk.data_dir().join("journal.sqlite");
        spoil(&file, page, middle);
        let damaged = fs::read(&file).unwrap();
        let devices = rules.with_file_name("devices.csv");
        let roster = fs::read_to_string(&devices).unwrap();
        fs::write(&devices, format!("{roster}T-9199,温感,GWH-ZL,机房,GW-01,86400,,\n")).unwrap();
        desk.start_again();
        let seen = seen::wait_for(&desk, "a desk beside it", |seen| {
            matches!(seen.status.journal, JournalStatus::Failed { trouble: Trouble::Damaged, .. })
                && !seen.incidents.is_empty()
        });
        // Without one entry those before it still say who has the fire; without the devices' numbers none says anything, and the
        // feed tells it again.
        let unacknowledged = u32::from(matches!(page, Page::OfTheDevices));
        assert_eq!(seen.status.unacknowledged, unacknowledged, "{page:?}");
        let mut session = Session::open(&desk.socket()).unwrap();
        let outcome = session.act_within(chance.action(), note("北门有车"), ANSWER);
        assert!(matches!(outcome, Outcome::Unrecorded { .. }), "{page:?}: {outcome:?}");
        desk.kill();
        assert_eq!(fs::read(&file).unwrap(), damaged, "{page:?}: nothing of it was changed");
    }
}

/// Which page of a journal is spoilt.
#[derive(Clone, Copy, Debug)]
enum Page {
    OfAnEntry,
    OfTheDevices,
}

/// Makes a page unreadable on a stopped desk's disk.
fn spoil(file: &Path, page: Page, entry: EntryNumber) {
    let connection = rusqlite::Connection::open(file).unwrap();
    let number = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap() as usize;
    let size = number("PRAGMA page_size");
    let root = number("SELECT rootpage FROM sqlite_schema WHERE name = 'device_index'");
    drop(connection);
    let at = match page {
        Page::OfAnEntry => place_of(file, entry) / size * size,
        Page::OfTheDevices => (root - 1) * size,
    };
    let mut bytes = fs::read(file).unwrap();
    bytes[at..at + size].fill(0xA5);
    fs::write(file, &bytes).unwrap();
}

/// Changes a byte of an entry's body on a stopped desk's disk.
fn damage(file: &Path, entry: EntryNumber) {
    let at = place_of(file, entry);
    let mut bytes = fs::read(file).unwrap();
    bytes[at] ^= 1;
    fs::write(file, &bytes).unwrap();
}

/// Returns where an entry's body is in the file of a stopped desk: its last letter but one.
fn place_of(file: &Path, entry: EntryNumber) -> usize {
    let reader = Reader::open(file).unwrap();
    let shown = reader.entry(entry, Private::Withheld).unwrap().unwrap();
    drop(reader);
    let body = shown.row.draft.body.into_bytes();
    let bytes = fs::read(file).unwrap();
    let at = wait::until(
        "the body in the file",
        || bytes.windows(body.len()).rposition(|window| window == body),
        || "the log was not emptied".to_owned(),
    );
    at + body.len() - 2
}
