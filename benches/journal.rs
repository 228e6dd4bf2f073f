//! What a journal of a million entries costs: `cargo bench --bench journal`; `-- --test` for a hundredth of it.
//!
//! It writes such a journal through the program's own writer, with signed heads and a text at every fifth entry; then it
//! verifies, exports, copies, puts back, looks for words, destroys texts, and starts the desk on it: a first time from the
//! journal alone, and again from its checkpoint. Each figure stands beside how it is got.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::missing_panics_doc,
    missing_docs,
    reason = "a bench fails by panicking"
)]

use dutydesk::journal::draft::{Draft, PrivateRow};
use dutydesk::journal::heads::Places;
use dutydesk::journal::heads::place::SecondPlace;
use dutydesk::journal::purge::{self, Walk};
use dutydesk::journal::reader::{PageQuery, Private, Reader};
use dutydesk::journal::verify::heads::Anchors;
use dutydesk::journal::writer::Journal;
use dutydesk::journal::{backup, export, verify};
use dutydesk::operations::actor::{Actor, Officer, PrivateText};
use dutydesk::operations::desk::{self, Scope};
use dutydesk::operations::fact::{Body, Fact};
use dutydesk::operations::incident;
use dutydesk::text::bounded;
use dutydesk::units::{ActionId, EntryNumber, Instant as At, PersonId};
use std::io::Read as _;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

const DUTYDESK: &str = env!("CARGO_BIN_EXE_dutydesk");
/// Entries of one commit, as a flood makes them.
const GROUP: u64 = 1_000;
/// Every so many entries somebody typed something.
const TYPED_EVERY: u64 = 5;
/// Every so many groups a shift ends and the head is signed.
const SIGNED_EVERY: u64 = 10;
/// 2026-11-21 00:00:00 UTC.
const BEGAN: i64 = 1_795_219_200_000;

fn main() {
    let is_test = std::env::args().any(|argument| argument == "--test");
    let entries: u64 = if is_test { 10_000 } else { 1_000_000 };
    let directory = tempfile::tempdir().unwrap();
    std::fs::set_permissions(directory.path(), std::fs::Permissions::from_mode(0o750)).unwrap();
    let file = directory.path().join("journal.sqlite");
    let places =
        Places { key: directory.path().join("journal.key"), anchors: directory.path().join("anchors") };

    timed("write, signed every 10,000", entries, || write(&file, places.clone(), entries));
    let bytes = std::fs::metadata(&file).unwrap().len();
    println!("{:32} {:>9.1} MB", "the file", bytes as f64 / 1e6);
    timed("open to write", 0, || drop(Journal::open(&file).unwrap()));
    let second = SecondPlace::of(&places.anchors).lines().unwrap();
    let anchors = Anchors { kept: Vec::new(), second };
    let report = timed("verify, with the second place", entries, || verify::against(&file, &anchors));
    assert_eq!((report.first_bad, report.entries), (None, entries));
    let reader = Reader::open(&file).unwrap();
    timed("export, JSON lines", entries, || {
        let count = export::json_lines(
            &reader,
            EntryNumber(1),
            (Private::Joined, export::Mark::None),
            &mut std::io::sink(),
        );
        assert_eq!(count.unwrap(), entries);
    });
    timed("export, CSV", entries, || {
        let count = export::csv_lines(
            &reader,
            EntryNumber(1),
            (Private::Joined, export::Mark::None),
            &mut std::io::sink(),
        );
        assert_eq!(count.unwrap(), entries);
    });
    look(&reader, entries);
    drop(reader);
    let copy = directory.path().join("backup.sqlite");
    timed("backup, verified", entries, || backup::copy(&file, &copy).unwrap());
    let back = directory.path().join("restored.sqlite");
    timed("restore, verified", entries, || backup::copy(&copy, &back).unwrap());
    starts(directory.path());
    purges(&file, entries);
}

/// Runs something once, prints what it took, and how many entries a second that is.
fn timed<T>(name: &str, entries: u64, run: impl FnOnce() -> T) -> T {
    let begin = Instant::now();
    let done = run();
    let seconds = begin.elapsed().as_secs_f64();
    if entries > 0 {
        println!("{name:32} {seconds:>9.3} s {:>12.0} entries/s", entries as f64 / seconds);
    } else {
        println!("{name:32} {seconds:>9.3} s");
    }
    done
}

fn write(file: &Path, places: Places, entries: u64) {
    let mut journal = Journal::open(file).unwrap();
    journal.sign_heads(places);
    for group in 0..entries / GROUP {
        let (mut drafts, mut texts) = (Vec::new(), Vec::new());
        for number in group * GROUP + 1..=(group + 1) * GROUP {
            let (fact, text) = note(number);
            drafts.push(Draft::of(&fact));
            texts.extend(text);
        }
        if group % SIGNED_EVERY == 0 {
            // The kind asks for the signature; the body stays one that the desk can read back.
            let last = drafts.last_mut().unwrap();
            last.kind = std::borrow::Cow::Borrowed("handover.signed");
            journal.commit(&drafts, &texts).unwrap();
        } else {
            journal.commit(&drafts, &texts).unwrap();
        }
    }
    assert!(journal.signing().fault.is_none());
}

/// An entry of the desk, or a note with its text.
fn note(number: u64) -> (Fact, Option<PrivateRow>) {
    let at = At(BEGAN + number as i64 * 200);
    if !number.is_multiple_of(TYPED_EVERY) {
        let body = Body::Desk(desk::Fact::TurnedAway { count: number });
        return (Fact { at, actor: Actor::Desk, action: None, body }, None);
    }
    let text = format!("王女士 1390{number:07} 说 {} 号楼有烟", number % 300);
    let row = PrivateRow { token: number, salt: number.to_le_bytes().repeat(2).try_into().unwrap(), text };
    let noted =
        incident::Fact::Noted { incident: None, text: PrivateText { token: number, digest: row.digest() } };
    let officer = Officer { person: PersonId(0), code: bounded("D1") };
    let action = Some(ActionId(u128::from(number)));
    (Fact { at, actor: Actor::Proved(officer), action, body: Body::Incident(noted) }, Some(row))
}

fn look(reader: &Reader, entries: u64) {
    let page = PageQuery { rows: 64, ..PageQuery::default() };
    timed("the newest page", 0, || reader.page(page, Private::Joined).unwrap());
    let middle = PageQuery { before: Some(EntryNumber(entries / 2)), ..page };
    timed("a page of the middle", 0, || reader.page(middle, Private::Joined).unwrap());
    let (found, _) = timed("words: 64 newest hits", 0, || {
        reader.find("王女士 烟", page, &|_| Some(Private::Joined)).unwrap()
    });
    assert_eq!(found.len(), 64);
    let first = format!("1390{TYPED_EVERY:07}");
    timed("words: the oldest text, all looks", entries, || {
        let mut query = page;
        loop {
            let (found, looked_to) = reader.find(&first, query, &|_| Some(Private::Joined)).unwrap();
            if !found.is_empty() {
                break assert_eq!(found[0].row.entry, EntryNumber(TYPED_EVERY));
            }
            query.before = Some(looked_to.expect("it is there"));
        }
    });
}

/// Starts the program on the journal, from the journal alone and from a checkpoint.
fn starts(directory: &Path) {
    // Entries of a kind that only this bench writes cannot be folded: the desk starts on its own.
    let own = directory.join("desk");
    std::fs::create_dir(&own).unwrap();
    std::fs::set_permissions(&own, std::fs::Permissions::from_mode(0o750)).unwrap();
    let journal = own.join("journal.sqlite");
    let source = Reader::open(&directory.join("journal.sqlite")).unwrap();
    let mut target = Journal::open(&journal).unwrap();
    let (mut drafts, mut texts, mut count) = (Vec::new(), Vec::new(), 0_u64);
    for row in source.rows(EntryNumber(1)) {
        let row = row.unwrap();
        texts.extend(note(row.entry.0).1);
        let mut draft = row.draft;
        if draft.kind == "handover.signed" {
            draft.kind = std::borrow::Cow::Borrowed("incident.noted");
        }
        drafts.push(draft);
        if drafts.len() == 10_000 {
            count += drafts.len() as u64;
            target.commit(&drafts, &texts).unwrap();
            drafts.clear();
            texts.clear();
        }
    }
    drop(target);
    for name in ["start, journal folded", "start, from the checkpoint", "start, after a kill"] {
        let mut desk = timed(name, count, || start(&own));
        if name.ends_with("checkpoint") {
            desk.kill().unwrap();
        } else {
            let stop = Command::new(DUTYDESK).args(["stop", "--sample", "--data-dir"]).arg(&own).status();
            assert!(stop.unwrap().success());
        }
        let _ = desk.wait();
    }
}

/// Starts the desk; returns when its socket answers.
fn start(data: &Path) -> Child {
    let mut desk = Command::new(DUTYDESK)
        .args(["serve", "--sample", "--data-dir"])
        .arg(data)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let socket = data.join("socket");
    while UnixStream::connect(&socket).is_err() {
        if desk.try_wait().unwrap().is_some() {
            let mut said = String::new();
            let _ = desk.stderr.take().unwrap().read_to_string(&mut said);
            panic!("the desk ended: {said}");
        }
        std::thread::yield_now();
    }
    desk
}

fn purges(file: &Path, entries: u64) {
    let mut journal = Journal::open(file).unwrap();
    let scope = Scope::Before(At(i64::MAX));
    let order = Fact {
        at: At(BEGAN),
        actor: Actor::Desk,
        action: None,
        body: Body::Desk(desk::Fact::Purged {
            scope,
            by: Officer { person: PersonId(0), code: bounded("L1") },
        }),
    };
    journal.commit(&[Draft::of(&order)], &[]).unwrap();
    let mut walk = Walk::of(purge::orders(&journal).unwrap()[0].order);
    let mut longest = 0.0_f64;
    let texts = timed("purge of every text", entries, || {
        loop {
            let begin = Instant::now();
            let done = walk.step(&mut journal).unwrap();
            longest = longest.max(begin.elapsed().as_secs_f64());
            if let Some(texts) = done {
                break texts;
            }
        }
    });
    println!("{:32} {:>9.3} s, the longest that an alarm's entry waits", "  its longest step", longest);
    assert_eq!(u64::from(texts), entries / TYPED_EVERY);
}
