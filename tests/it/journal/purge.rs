//! Texts that were ordered gone are in no file any more, and the chain is as it was.

use crate::journal::{in_new_dir, noted, officer};
use dutydesk::journal::draft::Draft;
use dutydesk::journal::purge::{self, Error, Order, Unnamed, Walk};
use dutydesk::journal::reader::{Private, Reader};
use dutydesk::journal::schema::OpenError;
use dutydesk::journal::writer::Journal;
use dutydesk::journal::{Head, backup, export, verify};
use dutydesk::operations::actor::Actor;
use dutydesk::operations::desk::{self, Scope};
use dutydesk::operations::fact::{Body, Fact};
use dutydesk::units::{EntryNumber, IncidentId, Instant};
use std::fs;
use std::path::Path;

const NUMBER: &str = "13905550123";

fn purged(scope: Scope) -> Fact {
    let body = Body::Desk(desk::Fact::Purged { scope, by: officer("L1") });
    Fact { at: Instant(1_800_000_000_000), actor: Actor::Desk, action: None, body }
}

/// Writes notes of five incidents in turn, every one with a telephone number in it.
fn notes(file: &Path, count: u32) -> Head {
    let mut journal = Journal::open(file).unwrap();
    let (mut drafts, mut rows) = (Vec::new(), Vec::new());
    for number in 1..=count {
        let (mut fact, row) = noted(number % 5, u64::from(number), &format!("王女士 {NUMBER} 转{number}号"));
        fact.at = Instant(i64::from(number) * 1_000);
        drafts.push(Draft::of(&fact));
        rows.push(row);
    }
    journal.commit(&drafts, &rows).unwrap()
}

/// Orders, and carries the order out as the desk does; returns how many texts went.
fn order(file: &Path, scope: Scope) -> u32 {
    let mut journal = Journal::open(file).unwrap();
    let head = journal.commit(&[Draft::of(&purged(scope))], &[]).unwrap();
    let standing = purge::orders(&journal).unwrap();
    let last = standing.last().unwrap();
    assert_eq!((last.order, last.is_done), (Order { entry: head.entry, scope }, false));
    let mut walk = Walk::of(last.order);
    let texts = loop {
        if let Some(texts) = walk.step(&mut journal).unwrap() {
            break texts;
        }
    };
    let ended = Body::Desk(desk::Fact::PurgeEnded { order: head.entry, texts });
    journal.commit(&[Draft::of(&Fact { body: ended, ..purged(scope) })], &[]).unwrap();
    assert!(purge::orders(&journal).unwrap().last().unwrap().is_done);
    texts
}

fn holds(file: &Path, text: &str) -> bool {
    ["", "-wal", "-shm"].iter().any(|suffix| {
        let bytes = fs::read(format!("{}{suffix}", file.display())).unwrap_or_default();
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    })
}

#[test]
fn the_texts_of_an_incident_or_of_a_time_go_and_the_chain_stays() {
    let (_dir, file) = in_new_dir();
    let before = notes(&file, 5_000);
    assert_eq!(order(&file, Scope::Incident(IncidentId(3))), 1_000);
    let report = verify::journal(&file, Some(before));
    assert_eq!((report.first_bad, report.texts, report.purged), (None, 4_000, 1_000));
    assert!(!holds(&file, "转3号") && holds(&file, "转4999号"));
    assert_eq!(
        order(&file, Scope::Before(Instant(4_001_000))),
        3_200,
        "those up to entry 4000 that still stood"
    );
    assert_eq!(order(&file, Scope::Before(Instant(i64::MAX))), 800);
    assert!(!holds(&file, NUMBER));
    let report = verify::journal(&file, Some(before));
    assert_eq!((report.first_bad, report.entries, report.texts, report.purged), (None, 5_006, 0, 5_000));
    let reader = Reader::open(&file).unwrap();
    let mut out = Vec::new();
    export::json_lines(&reader, EntryNumber(1), (Private::Joined, export::Mark::None), &mut out).unwrap();
    assert!(!String::from_utf8(out).unwrap().contains(NUMBER));
}

/// A copy of before the purge must not keep what was destroyed.
#[test]
fn what_was_destroyed_is_destroyed_in_the_copies() {
    let (dir, file) = in_new_dir();
    notes(&file, 50);
    let kept = dir.path().join("backup.db");
    let head = backup::copy(&file, &kept).unwrap();
    order(&file, Scope::Incident(IncidentId(2)));
    order(&file, Scope::Before(Instant(21_000)));
    let orders: Vec<_> = Reader::open(&file).unwrap().purges().unwrap().iter().map(|one| one.order).collect();
    assert!(holds(&kept, NUMBER));
    assert_eq!(purge::copy(&Reader::open(&file).unwrap(), &kept, &orders).unwrap(), 26);
    assert_eq!(purge::copy(&Reader::open(&file).unwrap(), &kept, &orders).unwrap(), 0);
    let report = verify::journal(&kept, Some(head));
    assert_eq!((report.first_bad, report.texts, report.purged), (None, 24, 26));
    for number in (1..=20).chain([22, 27]) {
        assert!(!holds(&kept, &format!("转{number}号")), "{number}");
    }
    order(&file, Scope::Before(Instant(i64::MAX)));
    let orders: Vec<_> = Reader::open(&file).unwrap().purges().unwrap().iter().map(|one| one.order).collect();
    assert_eq!(purge::copy(&Reader::open(&file).unwrap(), &kept, &orders).unwrap(), 24);
    assert!(!holds(&kept, NUMBER));
}

#[test]
fn nothing_is_cleaned_but_a_copy_of_this_journal() {
    let (dir, file) = in_new_dir();
    notes(&file, 10);
    order(&file, Scope::Before(Instant(i64::MAX)));
    let own = Reader::open(&file).unwrap();
    let orders: Vec<_> = own.purges().unwrap().iter().map(|one| one.order).collect();
    let missing = dir.path().join("missing.db");
    let refused = purge::copy(&own, &missing, &orders).unwrap_err();
    assert!(matches!(&refused, Error::Open(OpenError::Missing(file)) if *file == missing), "{refused}");
    assert!(!missing.exists(), "nothing is made");
    let other = dir.path().join("other.db");
    let head = notes(&other, 11);
    let refused = purge::copy(&own, &other, &orders).unwrap_err();
    assert!(matches!(&refused, Error::Stranger(file) if *file == other), "{refused}");
    let report = verify::journal(&other, Some(head));
    assert_eq!((report.first_bad, report.texts, report.purged), (None, 11, 0));
}

/// Of an act with several facts only the first carries the act's id: a text goes by the entry that names it.
#[test]
fn what_a_crash_left_without_an_entry_goes_and_what_an_entry_names_stays() {
    let (_dir, file) = in_new_dir();
    let mut journal = Journal::open(&file).unwrap();
    assert!(Unnamed::begin(&journal).unwrap().is_none(), "no text at all");
    let (fact, named) = noted(1, 1, "王女士说有烟");
    assert_eq!(fact.action, None);
    let (_, orphan) = noted(1, 2, "谁也没有答复");
    let head = journal.commit(&[Draft::of(&fact)], &[named, orphan]).unwrap();
    let mut unnamed = Unnamed::begin(&journal).unwrap().unwrap();
    let destroyed = loop {
        if let Some(destroyed) = unnamed.step(&mut journal).unwrap() {
            break destroyed;
        }
    };
    drop(journal);
    assert_eq!(destroyed, 1);
    assert!(holds(&file, "王女士说有烟") && !holds(&file, "谁也没有答复"));
    let report = verify::journal(&file, Some(head));
    assert_eq!((report.first_bad, report.texts, report.purged), (None, 1, 0));
}

/// What was typed on a bad night must not run on the machine of whoever opens the table.
#[test]
fn a_table_of_the_entries_has_no_formula() {
    let (_dir, file) = in_new_dir();
    let mut journal = Journal::open(&file).unwrap();
    let typed =
        ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", " =1", "＝1", "\u{3000}@x", "好, \"引号\"", "-7"];
    for (at, text) in typed.iter().enumerate() {
        let (fact, row) = noted(1, at as u64 + 1, text);
        journal.commit(&[Draft::of(&fact)], &[row]).unwrap();
    }
    let reader = Reader::open(&file).unwrap();
    let table = |private| {
        let mut out = Vec::new();
        assert_eq!(
            export::csv_lines(&reader, EntryNumber(1), (private, export::Mark::None), &mut out).unwrap(),
            typed.len() as u64
        );
        String::from_utf8(out).unwrap()
    };
    let said = table(Private::Joined);
    assert!(said.starts_with('\u{feff}') && said.contains("\r\n"));
    let mut read = csv::Reader::from_reader(said.trim_start_matches('\u{feff}').as_bytes());
    let rows: Vec<csv::StringRecord> = read.records().map(Result::unwrap).collect();
    for (row, text) in rows.iter().zip(typed) {
        let is_number = text.parse::<i64>().is_ok();
        let safe = text.starts_with('好') || is_number;
        assert_eq!(&row[8], if safe { text.to_owned() } else { format!("'{text}") });
        for field in row {
            let first = field.trim_start().chars().next();
            assert!(!matches!(first, Some('=' | '+' | '@' | '＝')) && (!field.starts_with('-') || is_number));
        }
    }
    assert!(typed.iter().all(|text| !table(Private::Withheld).contains(text) || text.len() < 4));
}
