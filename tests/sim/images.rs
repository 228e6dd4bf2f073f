//! What a power cut leaves of the journal and the recording: everything that was answered for, after any cut.
//!
//! A program of its own writes both as the desk does, watched by `support/disk.c`. Its log is played up to a random place,
//! what was not synced there is torn sector by sector, and what is left is opened by the real readers.

use crate::chance::{Chance, scaled};
use crate::support::desk::output;
use crate::support::disk::{self, Disk, Op};
use dutydesk::journal::draft::{Draft, PrivateRow};
use dutydesk::journal::purge::Unnamed;
use dutydesk::journal::schema::APPLICATION_ID;
use dutydesk::journal::writer::{Journal, Synced};
use dutydesk::journal::{Head, chain, verify};
use dutydesk::operations::actor::{Actor, PrivateText};
use dutydesk::operations::fact::{Body, Fact};
use dutydesk::operations::incident;
use dutydesk::recording::checkpoint::{self, Header};
use dutydesk::recording::reader::Reader;
use dutydesk::recording::writer::Writer;
use dutydesk::recording::{OwnedRecord, Record};
use dutydesk::units::{ActionId, Digest, EntryNumber, IncidentId, InputNumber, Instant};
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Commits of the workload: the log of the journal is emptied into it more than once.
const COMMITS: u64 = 420;
/// Entries that the old journal holds before this program opens it.
const OLD: u64 = 60;
/// Segments of the workload's recording: several of them.
const SEGMENT: u64 = 16 * 1_024;
const BUILD: &str = "images";

/// The directory that the writing program works in: the test tells it so.
const DIRECTORY: &str = "DUTYDESK_IMAGES";

/// What the writing program was answered for when the log of its disk was so long.
#[derive(Clone, Copy, Debug, Default)]
struct Acknowledged {
    log: u64,
    head: Head,
    input: u64,
    checkpoint: u64,
    texts: u64,
}

/// How the workload is written, and what of its log is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    /// As a desk does.
    Real,
    /// With the journal's `synchronous` at NORMAL.
    Normal,
    /// As a desk does, on a disk that keeps nothing when files of this name are synced.
    Without(&'static str),
}

#[derive(Debug, Default)]
struct Found {
    images: u64,
    lost: u64,
    /// What was under way: a plain append, a checkpoint of the log, making or migrating the journal.
    append: u64,
    checkpoint: u64,
    schema: u64,
    first: Option<String>,
}

/// Entries, texts, inputs and checkpoints, each answered for in the desk's own order.
///
/// The other tests run it as a program of its own; by itself it shows that the workload is what they take it for.
#[test]
fn the_workload() {
    let told = std::env::var_os(DIRECTORY).map(PathBuf::from);
    let own = tempfile::tempdir().unwrap();
    let directory = told.clone().unwrap_or_else(|| own.path().to_owned());
    let synced = match std::env::var("DUTYDESK_IMAGES_SYNCED").as_deref() {
        Ok("normal") => Synced::Checkpoints,
        Ok(_) | Err(_) => Synced::EveryCommit,
    };
    let mut acknowledged = Acknowledgements::begin(&directory);
    write_new(&directory.join("new"), synced, &mut acknowledged);
    write_old(&directory.join("old"), &mut acknowledged);
    if told.is_none() {
        let acknowledged = acknowledgements(&directory);
        let newest = acknowledged["new"].last().unwrap();
        assert!(newest.head.entry.0 > COMMITS && newest.checkpoint > 0 && newest.texts > 0, "{newest:?}");
        assert_eq!(acknowledged["old"].len() as u64, OLD + 6);
    }
}

#[test]
fn a_power_cut_takes_nothing_that_was_answered_for() {
    let images = scaled(400, 2_000);
    let found = cut(How::Real, images);
    eprintln!(
        "images: {} ({} appending, {} in a checkpoint of the log, {} making or migrating the journal), {} lost",
        found.images, found.append, found.checkpoint, found.schema, found.lost
    );
    assert_eq!(found.lost, 0, "{:?}", found.first);
    assert!(found.append > images / 4, "{found:?}");
    assert!(found.checkpoint > images / 10, "{found:?}");
    assert!(found.schema > images / 10, "{found:?}");
}

/// The test above would notice: with anything less than a sync a commit it finds what is lost.
#[test]
fn less_than_a_sync_a_commit_loses_acknowledged_entries() {
    let images = scaled(60, 400);
    for how in
        [How::Normal, How::Without("journal.sqlite-wal"), How::Without(".rec"), How::Without("checkpoint.")]
    {
        let found = cut(how, images);
        eprintln!("images: {how:?}: {} of {} lost something: {:?}", found.lost, found.images, found.first);
        assert!(found.lost > 0, "{how:?} must lose what was answered for: {found:?}");
    }
}

fn cut(how: How, images: u64) -> Found {
    let directory = tempfile::tempdir().unwrap();
    let (log, acknowledged) = run(directory.path(), how);
    let mut chance = Chance::of_run("images");
    let (mut disk, mut played, mut found) = (Disk::default(), 0, Found::default());
    for place in log.places(images, &mut chance) {
        for (_, op) in &log.ops[played..place] {
            let is_dropped =
                matches!((how, op), (How::Without(name), Op::Synced { .. }) if log.name(op).contains(name));
            if !is_dropped {
                disk.play(op);
            }
        }
        played = place;
        match log.doing[place - 1] {
            Doing::Append => found.append += 1,
            Doing::Checkpoint => found.checkpoint += 1,
            Doing::Schema => found.schema += 1,
        }
        let written = log.ops[place - 1].0;
        let image = tempfile::tempdir().unwrap();
        lay(&disk.cut(|end| chance.below(end)), directory.path(), image.path());
        found.images += 1;
        for (name, acknowledged) in &acknowledged {
            let until = acknowledged.partition_point(|it| it.log <= written);
            let known = until.checked_sub(1).map(|last| acknowledged[last]).unwrap_or_default();
            // The old journal is made by the test, not by the program: it counts from its first entry on.
            if name == "old" && known.log == 0 {
                continue;
            }
            if let Err(wrong) = check(&image.path().join(name), known) {
                found.lost += 1;
                found.first.get_or_insert(format!("{name}, cut at {place} of {}: {wrong}", log.ops.len()));
                break;
            }
        }
    }
    found
}

/// Runs the workload as a program of its own on a watched disk.
fn run(directory: &Path, how: How) -> (Log, BTreeMap<String, Vec<Acknowledged>>) {
    let mut program = Command::new(std::env::current_exe().unwrap());
    program
        .args(["--exact", "images::the_workload", "--test-threads", "1"])
        .env(DIRECTORY, directory)
        .env("DUTYDESK_IMAGES_SYNCED", if how == How::Normal { "normal" } else { "full" })
        .env("DISK_ROOT", directory)
        .env("DISK_LOG", directory.join("disk.log"))
        .env("LD_PRELOAD", disk::shim());
    let ended = output(program);
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stdout));
    let log = Log::of(disk::read(&directory.join("disk.log")), &directory.join("acknowledged"));
    (log, acknowledgements(directory))
}

/// The log of a watched disk, and what was under way at each place of it.
struct Log {
    ops: Vec<(u64, Op)>,
    /// The name that each file was opened by last.
    names: BTreeMap<u32, String>,
    doing: Vec<Doing>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Doing {
    Append,
    Checkpoint,
    Schema,
}

impl Log {
    fn of(mut ops: Vec<(u64, Op)>, beside: &Path) -> Self {
        let opened = ops.iter().filter_map(|(_, op)| match op {
            Op::Created { file, path } | Op::Opened { file, path } => Some((*file, path.clone())),
            Op::Written { .. }
            | Op::Synced { .. }
            | Op::Cut { .. }
            | Op::Renamed { .. }
            | Op::Removed { .. } => None,
        });
        let names: BTreeMap<u32, String> = opened.collect();
        // How far it was answered for is written beside: it is no part of the disk.
        let is_beside = |file: &u32| names.get(file).is_some_and(|name| Path::new(name) == beside);
        ops.retain(|(_, op)| match op {
            Op::Opened { file, .. } | Op::Created { file, .. } | Op::Written { file, .. } => !is_beside(file),
            Op::Synced { .. } | Op::Cut { .. } | Op::Renamed { .. } | Op::Removed { .. } => true,
        });
        let mut log = Self { ops, names, doing: Vec::new() };
        log.doing = log.look();
        log
    }

    fn name<'a>(&'a self, op: &'a Op) -> &'a str {
        match op {
            Op::Opened { path, .. } | Op::Created { path, .. } | Op::Removed { path } => path,
            Op::Renamed { to, .. } => to,
            Op::Written { file, .. } | Op::Synced { file } | Op::Cut { file, .. } => {
                self.names.get(file).map_or("", String::as_str)
            }
        }
    }

    /// Tells of each operation what it is part of.
    fn look(&self) -> Vec<Doing> {
        // A journal is being made, or brought to the newest schema.
        let mut is_schema = true;
        let told = self.ops.iter().map(|(_, op)| {
            let name = self.name(op);
            match op {
                Op::Created { path, .. } if path.ends_with("/old/migrating") => is_schema = true,
                Op::Created { path, .. } if path.ends_with("/old/migrated") => is_schema = false,
                Op::Created { path, .. } if path.contains("/new/recording/") => is_schema = false,
                Op::Created { .. }
                | Op::Opened { .. }
                | Op::Written { .. }
                | Op::Synced { .. }
                | Op::Cut { .. }
                | Op::Renamed { .. }
                | Op::Removed { .. } => {}
            }
            match (is_schema, name.ends_with("journal.sqlite")) {
                (true, _) => Doing::Schema,
                (false, true) => Doing::Checkpoint,
                (false, false) => Doing::Append,
            }
        });
        told.collect()
    }

    /// Where to cut, in order: anywhere, and as often while something rarer than an append is under way.
    fn places(&self, images: u64, chance: &mut Chance) -> Vec<usize> {
        let of = |wanted| -> Vec<usize> {
            (1..=self.ops.len()).filter(|&place| self.doing[place - 1] == wanted).collect()
        };
        let rare = [of(Doing::Checkpoint), of(Doing::Schema)];
        assert!(rare.iter().all(|places| places.len() > 4), "{} operations", self.ops.len());
        let mut places: Vec<usize> = (0..images)
            .map(|at| match rare.get(at as usize % 4) {
                Some(places) => places[chance.below(places.len() as u64) as usize],
                None => 1 + chance.below(self.ops.len() as u64) as usize,
            })
            .collect();
        places.sort_unstable();
        places
    }
}

/// Lays the files of an image out under another directory.
fn lay(files: &BTreeMap<String, Vec<u8>>, from: &Path, to: &Path) {
    for (path, bytes) in files {
        let path = to.join(Path::new(path).strip_prefix(from).unwrap());
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// Opens what is left as a start does, and looks for everything that was answered for.
fn check(directory: &Path, known: Acknowledged) -> Result<(), String> {
    let said = |error: &dyn std::fmt::Display| error.to_string();
    fs::create_dir_all(directory).map_err(|error| said(&error))?;
    let file = directory.join("journal.sqlite");
    let mut journal = Journal::open(&file).map_err(|error| said(&error))?;
    if journal.head().entry < known.head.entry {
        return Err(format!(
            "the journal ends with {}, {} was answered for",
            journal.head().entry,
            known.head.entry
        ));
    }
    if known.head.entry.0 > 0 && journal.digest(known.head.entry) != Ok(Some(known.head.digest)) {
        return Err(format!("entry {} is another", known.head.entry));
    }
    if let Some(mut unnamed) = Unnamed::begin(&journal).map_err(|error| said(&error))? {
        while unnamed.step(&mut journal).map_err(|error| said(&error))?.is_none() {}
    }
    // It goes on: no person has to mend anything first.
    journal.commit(&[entry(9_999_999)], &[]).map_err(|error| said(&error))?;
    drop(journal);
    let report = verify::journal(&file, Some(known.head));
    if let Some(bad) = report.first_bad {
        return Err(bad.to_string());
    }
    if report.texts < known.texts {
        return Err(format!("{} texts of {}", report.texts, known.texts));
    }
    if known.input == 0 {
        return Ok(());
    }
    let recording = directory.join("recording");
    let (writer, opened) = Writer::open_with(&recording, BUILD, SEGMENT).map_err(|error| said(&error))?;
    if let Some(damage) = opened.damage {
        return Err(damage.to_string());
    }
    if writer.last().0 < known.input {
        return Err(format!("the recording ends with {}, {} was synced", writer.last(), known.input));
    }
    drop(writer);
    let mut reader = Reader::open(&recording, InputNumber(1)).map_err(|error| said(&error))?;
    let mut next = 1;
    while let Some(record) = reader.read() {
        let record = record.map_err(|error| said(&error))?;
        if (record.number.0, record.bytes) != (next, &*input(next).bytes) {
            return Err(format!("input {next} is another"));
        }
        next += 1;
    }
    let newest = checkpoint::newest(&recording, BUILD).found.map_or(0, |(header, _)| header.input.0);
    if newest < known.checkpoint {
        return Err(format!("the newest checkpoint is of {newest}, one of {} was written", known.checkpoint));
    }
    Ok(())
}

/// Where the workload tells how far it was answered for.
struct Acknowledgements {
    log: PathBuf,
    file: fs::File,
}

impl Acknowledgements {
    fn begin(directory: &Path) -> Self {
        let file = fs::File::create(directory.join("acknowledged")).unwrap();
        Self { log: directory.join("disk.log"), file }
    }

    fn tell(&mut self, name: &str, known: Acknowledged) {
        let log = fs::metadata(&self.log).map_or(0, |log| log.len());
        let Acknowledged { head, input, checkpoint, texts, .. } = known;
        writeln!(self.file, "{name} {log} {} {} {input} {checkpoint} {texts}", head.entry.0, head.digest)
            .unwrap();
    }
}

fn acknowledgements(directory: &Path) -> BTreeMap<String, Vec<Acknowledged>> {
    let mut acknowledged = BTreeMap::<String, Vec<Acknowledged>>::new();
    for line in fs::read_to_string(directory.join("acknowledged")).unwrap().lines() {
        let words: Vec<&str> = line.split(' ').collect();
        let number = |at: usize| words[at].parse::<u64>().unwrap();
        let hex = |at: usize| u8::from_str_radix(&words[3][at * 2..at * 2 + 2], 16).unwrap();
        let head = Head { entry: EntryNumber(number(2)), digest: Digest(std::array::from_fn(hex)) };
        let known =
            Acknowledged { log: number(1), head, input: number(4), checkpoint: number(5), texts: number(6) };
        acknowledged.entry(words[0].to_owned()).or_default().push(known);
    }
    acknowledged
}

/// A new journal and a new recording, in the order of the desk: texts, the recording, the entries, the answer.
fn write_new(directory: &Path, synced: Synced, acknowledged: &mut Acknowledgements) {
    fs::create_dir_all(directory).unwrap();
    let mut journal = Journal::open_with(&directory.join("journal.sqlite"), synced).unwrap();
    let recording = directory.join("recording");
    let (mut writer, _) = Writer::open_with(&recording, BUILD, SEGMENT).unwrap();
    let mut known = Acknowledged::default();
    for round in 1..=COMMITS {
        let mut drafts = vec![entry(round); (round % 3) as usize + 1];
        drafts.iter_mut().skip(1).for_each(|draft| draft.action = None);
        if round % 4 == 0 {
            let (draft, text) = noted(round);
            journal.commit(&[], &[text]).unwrap();
            drafts.push(draft);
            known.texts += 1;
        }
        let records: Vec<OwnedRecord> = (known.input + 1..=known.input + 3).map(input).collect();
        writer.append(&records.iter().map(borrowed).collect::<Vec<_>>()).unwrap();
        known.input = writer.sync().unwrap().0;
        known.head = journal.commit(&drafts, &[]).unwrap();
        if round % 30 == 0 {
            let state = vec![round as u8; 4_000];
            let header = Header {
                input: InputNumber(known.input),
                entry: known.head.entry,
                chain: known.head.digest,
                build: BUILD.to_owned(),
                state: checkpoint::digest(&state),
            };
            checkpoint::save(&recording, &header, &state).unwrap();
            known.checkpoint = known.input;
        }
        acknowledged.tell("new", known);
    }
}

/// A journal of the first schema, which this program opens and goes on with.
fn write_old(directory: &Path, acknowledged: &mut Acknowledgements) {
    fs::create_dir_all(directory).unwrap();
    let file = directory.join("journal.sqlite");
    let old = Connection::open(&file).unwrap();
    let settings = format!(
        "PRAGMA application_id = {APPLICATION_ID}; PRAGMA journal_mode = wal; PRAGMA synchronous = full"
    );
    old.execute_batch(&settings).unwrap();
    old.execute_batch(include_str!("../../fixtures/journal/schema-1.sql")).unwrap();
    old.execute_batch("PRAGMA user_version = 1").unwrap();
    // The first schema's program synced the directory of a journal that it had made.
    fs::File::open(directory).and_then(|directory| directory.sync_all()).unwrap();
    let mut known = Acknowledged::default();
    for round in 1..=OLD {
        let draft = entry(round);
        let next = chain::next(known.head, &draft);
        let sql = "INSERT INTO entry VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
        let values = rusqlite::params![
            next.entry.0 as i64,
            draft.at.0,
            draft.kind,
            draft.kind_version,
            draft.incident.map(|incident| incident.0),
            draft.actor,
            draft.action.map(|action| action.0.to_be_bytes()),
            draft.body,
            known.head.digest.0,
            next.digest.0,
        ];
        old.execute(sql, values).unwrap();
        known.head = next;
        acknowledged.tell("old", known);
    }
    drop(old);
    fs::write(directory.join("migrating"), "").unwrap();
    let mut journal = Journal::open(&file).unwrap();
    assert_eq!(journal.head(), known.head);
    known.head = journal.commit(&[entry(OLD + 1)], &[]).unwrap();
    fs::write(directory.join("migrated"), "").unwrap();
    acknowledged.tell("old", known);
    for round in OLD + 2..OLD + 7 {
        known.head = journal.commit(&[entry(round)], &[]).unwrap();
        acknowledged.tell("old", known);
    }
}

fn entry(number: u64) -> Draft {
    let body = Body::Incident(incident::Fact::Acknowledged {
        incident: IncidentId(number as u32),
        upto: InputNumber(number * 9),
        came_later: 0,
    });
    let fact =
        Fact { at: Instant(1_700_000_000_000 + number as i64), actor: Actor::Desk, action: None, body };
    let mut draft = Draft::of(&fact);
    draft.action = Some(ActionId(u128::from(number)));
    draft
}

fn noted(number: u64) -> (Draft, PrivateRow) {
    let text = format!("第{number}次通话: 电池间有烟, 张师傅在北门");
    let row = PrivateRow { token: number, salt: [number as u8; 16], text };
    let text = PrivateText { token: number, digest: row.digest() };
    let body = Body::Incident(incident::Fact::Noted { incident: None, text });
    let fact = Fact { at: Instant(1_700_000_000_000), actor: Actor::Desk, action: None, body };
    let mut draft = Draft::of(&fact);
    draft.action = Some(ActionId(u128::from(number) << 64));
    (draft, row)
}

fn input(number: u64) -> OwnedRecord {
    let bytes = format!("{{\"seq\":{number},\"device\":\"S-{:04}\"}}", number * 7_919 % 2_048).into_bytes();
    OwnedRecord { number: InputNumber(number), at: Instant(number as i64), kind: 1, source: 0, bytes }
}

fn borrowed(owned: &OwnedRecord) -> Record<'_> {
    let OwnedRecord { number, at, kind, source, bytes } = owned;
    Record { number: *number, at: *at, kind: *kind, source: *source, bytes }
}
