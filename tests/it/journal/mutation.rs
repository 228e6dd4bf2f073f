//! Journals that were changed at random: whatever changed an entry is found.

use crate::journal::{filled, in_new_dir, tamper};
use dutydesk::journal::verify;
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags};
use std::fs;
use std::path::Path;

const RUNS: u32 = 1_000;
const ENTRIES: u32 = 60;
const PAGE: usize = 4_096;

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
    let sql = match random.below(6) {
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
        _ => format!("UPDATE private SET text = text || 'x' WHERE token = {one}"),
    };
    tamper(file, &sql);
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
    for run in 0..RUNS {
        let copy = dir.path().join(format!("{run}.db"));
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
        for suffix in ["", "-wal", "-shm"] {
            let _ = fs::remove_file(dir.path().join(format!("{run}.db{suffix}")));
        }
    }
    assert!(found > 600 && harmless > 20, "the changes bite: {found} found, {harmless} without effect");
}
