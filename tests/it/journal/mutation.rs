//! Journals that were changed at random, by disks and by people: whatever changed an entry is found.

use crate::journal::heads::{night, places};
use crate::journal::{filled, in_new_dir, tamper};
use dutydesk::journal::heads::place::SecondPlace;
use dutydesk::journal::heads::{Places, SignedHead};
use dutydesk::journal::reader::Reader;
use dutydesk::journal::verify::heads::{Anchor, Anchors};
use dutydesk::journal::verify::{self, Report};
use dutydesk::journal::writer::Journal;
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags};
use std::fs;
use std::path::{Path, PathBuf};

const ENTRIES: u32 = 60;
const PAGE: usize = 4_096;

/// Changes that are tried, of bytes, rows and whole files together.
fn runs() -> u32 {
    let full = std::env::var("SCALE").is_ok_and(|scale| scale == "full");
    if full { 10_000 } else { 1_000 }
}

struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

type Table = Vec<Vec<Value>>;

/// Reads a table as any program would; none when it cannot be read.
fn dump(file: &Path, table: &str) -> Option<Table> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    let connection = Connection::open_with_flags(file, flags).ok()?;
    let mut statement = connection.prepare(&format!("SELECT * FROM {table} NOT INDEXED")).ok()?;
    let columns = statement.column_count();
    let rows = statement.query_map([], |row| (0..columns).map(|at| row.get(at)).collect()).ok()?;
    rows.collect::<Result<_, _>>().ok()
}

fn mutate_bytes(bytes: &mut Vec<u8>, random: &mut Random) {
    let sectors = bytes.len() / 512;
    let pages = bytes.len() / PAGE;
    match random.below(5) {
        0 => {
            let at = random.below(bytes.len());
            bytes[at] ^= 1 << random.below(8);
        }
        1 => {
            let at = random.below(bytes.len() - 8);
            bytes[at..at + 8].iter_mut().for_each(|byte| *byte = random.below(256) as u8);
        }
        2 => {
            let at = random.below(sectors) * 512;
            bytes[at..at + 512].fill(0);
        }
        3 => {
            let (one, other) = (random.below(pages) * PAGE, random.below(pages) * PAGE);
            let kept = bytes[one..one + PAGE].to_vec();
            bytes.copy_within(other..other + PAGE, one);
            bytes[other..other + PAGE].copy_from_slice(&kept);
        }
        _ => bytes.truncate(random.below(bytes.len())),
    }
}

fn mutate_rows(file: &Path, random: &mut Random) {
    let one = 1 + random.below(ENTRIES as usize);
    let other = 1 + random.below(ENTRIES as usize);
    let columns = ["at", "kind", "kind_version", "actor", "body", "incident"];
    let column = columns[random.below(columns.len())];
    let sql = match random.below(8) {
        0 => format!("DELETE FROM entry WHERE seq = {one}"),
        1 => format!("DELETE FROM entry WHERE seq >= {one}"),
        2 => format!(
            "UPDATE entry SET {column} = (SELECT {column} FROM entry WHERE seq = {other}) WHERE seq = {one}"
        ),
        3 => format!(
            "UPDATE entry SET seq = -1 WHERE seq = {one}; UPDATE entry SET seq = {one} WHERE seq = {other};
             UPDATE entry SET seq = {other} WHERE seq = -1"
        ),
        4 => format!("DELETE FROM private WHERE token = {one}"),
        5 => format!("UPDATE private SET text = text || 'x' WHERE token = {one}"),
        // A row in between: all later ones move up by one.
        6 => format!(
            "UPDATE entry SET seq = -seq - 1 WHERE seq >= {one}; UPDATE entry SET seq = -seq WHERE seq < 0;
             INSERT INTO entry SELECT {one}, at, kind, kind_version, incident, actor, NULL, body, previous, digest
             FROM entry WHERE seq = {other} + ({other} >= {one})"
        ),
        _ => format!(
            "INSERT INTO entry SELECT {}, at, kind, kind_version, incident, actor, NULL, body, previous, digest
             FROM entry WHERE seq = {other}",
            ENTRIES + 1
        ),
    };
    tamper(file, &sql);
}

fn remove(file: &Path) {
    for suffix in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{suffix}", file.display()));
    }
}

#[test]
fn no_changed_journal_passes() {
    let (dir, file) = in_new_dir();
    let anchor = filled(&file, ENTRIES);
    let whole = fs::read(&file).unwrap();
    assert!(whole.len() > 8 * PAGE);
    let entries = dump(&file, "entry");
    let texts = dump(&file, "private").unwrap();
    let mut random = Random(0xD0_7BED);
    let (mut found, mut harmless) = (0, 0);
    for run in 0..runs() {
        let copy = dir.path().join("changed.db");
        let mut bytes = whole.clone();
        if run % 4 > 0 {
            mutate_bytes(&mut bytes, &mut random);
        }
        fs::write(&copy, &bytes).unwrap();
        if run % 4 == 0 {
            mutate_rows(&copy, &mut random);
        }
        let report = verify::journal(&copy, Some(anchor));
        let texts_now = dump(&copy, "private");
        let same_entries = dump(&copy, "entry") == entries;
        let changed_text = texts_now.as_ref().is_none_or(|now| now.iter().any(|row| !texts.contains(row)));
        let missing = texts_now.map_or(0, |now| texts.len() - now.len().min(texts.len()));
        if report.first_bad.is_some() {
            found += 1;
        } else {
            assert!(same_entries, "run {run}: a changed entry passed");
            assert!(!changed_text, "run {run}: a changed text passed");
            assert_eq!(report.purged, missing as u64, "run {run}: a destroyed text is counted");
            harmless += 1;
        }
        remove(&copy);
    }
    assert!(
        found * 10 > runs() * 6 && harmless > 20,
        "the changes bite: {found} found, {harmless} without effect"
    );
    eprintln!("journals: {} changed, {found} told, {harmless} without effect on any entry", runs());
}

/// What the forger may change beside the entry: nothing less than the whole desk, but not what stands elsewhere.
struct Forger {
    dir: PathBuf,
    honest: PathBuf,
    second: Vec<String>,
    heads: Vec<SignedHead>,
}

impl Forger {
    /// Writes the night anew with one entry changed, left out, put in or two exchanged, and signs it with keys of their own.
    ///
    /// Returns the first entry that is not the true one.
    fn forge(&self, to: &Path, random: &mut Random) -> u64 {
        let honest = Reader::open(&self.honest).unwrap();
        let rows = honest.rows(dutydesk::units::EntryNumber(1));
        let mut drafts: Vec<_> = rows.map(|row| row.unwrap().draft).collect();
        let at = random.below(drafts.len() - 1);
        match random.below(4) {
            0 => drafts[at].actor.push('x'),
            1 => drop(drafts.remove(at)),
            2 => {
                let mut more = drafts[at].clone();
                more.action = None;
                more.at.0 += 1;
                drafts.insert(at, more);
            }
            _ => drafts.swap(at, at + 1),
        }
        let theirs = Places { key: self.dir.join("their.key"), anchors: self.dir.join("theirs") };
        let _ = fs::remove_file(&theirs.key);
        let _ = fs::remove_dir_all(&theirs.anchors);
        let mut journal = Journal::open(to).unwrap();
        journal.sign_heads(theirs);
        for draft in drafts {
            journal.commit(&[draft], &[]).unwrap();
        }
        at as u64 + 1
    }

    /// Takes an older copy, with or without what came to pass since told anew.
    fn roll_back(&self, to: &Path, random: &mut Random) -> u64 {
        fs::copy(&self.honest, to).unwrap();
        let last = 1 + random.below(self.heads.last().unwrap().head.entry.0 as usize - 1);
        tamper(to, &format!("DELETE FROM head WHERE entry > {last}; DELETE FROM entry WHERE seq > {last}"));
        last as u64
    }

    fn check(&self, file: &Path) -> Report {
        verify::against(file, &Anchors { kept: Vec::new(), second: self.second.clone() })
    }
}

#[test]
fn no_forged_journal_passes_the_second_place() {
    let (dir, file) = in_new_dir();
    let places = places(dir.path());
    night(&file, places.clone(), 63);
    // Whole in one file: the copies are of that.
    Connection::open(&file).unwrap().execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    let second = SecondPlace::of(&places.anchors).lines().unwrap();
    let heads = Reader::open(&file).unwrap().heads().unwrap();
    let forger = Forger { dir: dir.path().to_path_buf(), honest: file, second, heads };
    assert_eq!(forger.check(&forger.honest).first_bad, None);
    let mut random = Random(0xF0_26ED);
    for run in 0..runs() / 10 {
        let copy = dir.path().join("forged.db");
        let changed = match run % 2 {
            0 => forger.forge(&copy, &mut random),
            _ => forger.roll_back(&copy, &mut random),
        };
        let alone = verify::journal(&copy, None);
        assert_eq!(alone.first_bad, None, "run {run}: inside, a forgery seems whole");
        let report = forger.check(&copy);
        let bad =
            report.first_bad.unwrap_or_else(|| panic!("run {run}: a forgery from entry {changed} passed"));
        assert!(report.vouched.entry.0 <= changed, "run {run}: {bad}");
        let next =
            forger.heads.iter().find(|head| head.head.entry.0 >= changed).map(|head| head.head.entry.0);
        assert!(bad.entry.0 <= next.unwrap_or(u64::MAX), "run {run}: told by the first head after it: {bad}");
        // A code that one person wrote down tells as well.
        let last = forger.heads.last().unwrap().head;
        let kept =
            vec![Anchor::Code { entry: last.entry, code: dutydesk::journal::heads::code::Code::of(last) }];
        let report = verify::against(&copy, &Anchors { kept, second: Vec::new() });
        assert!(report.first_bad.is_some(), "run {run}");
        remove(&copy);
    }
    eprintln!("forged and rolled back: {}, all told", runs() / 10);
}
