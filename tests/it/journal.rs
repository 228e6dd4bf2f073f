//! What `journal` promises: what was answered for is there, whatever was changed is named, nothing is written twice.

pub(crate) mod facts;
mod find;
mod heads;
mod keeper;
mod mutation;
mod purge;

use dutydesk::journal::draft::{Draft, PrivateRow};
use dutydesk::journal::reader::{PageQuery, Private, Reader, Words};
use dutydesk::journal::schema::OpenError;
use dutydesk::journal::verify::{self, Finding};
use dutydesk::journal::writer::{CommitError, Journal};
use dutydesk::journal::{Head, backup, chain, export};
use dutydesk::operations::actor::{Actor, Officer, PrivateText};
use dutydesk::operations::fact::{Body, Fact};
use dutydesk::operations::{deadline, desk, incident};
use dutydesk::text::Text;
use dutydesk::units::{ActionId, DeviceId, EntryNumber, IncidentId, InputNumber, Instant, PersonId};
use rusqlite::Connection;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

fn officer(code: &str) -> Officer {
    Officer { person: PersonId(3), code: Text::from(code).unwrap() }
}

fn acknowledged(number: u32, action: u128) -> Fact {
    Fact {
        at: Instant(1_700_000_000_000 + i64::from(number)),
        actor: Actor::Claimed(officer("D1")),
        action: Some(ActionId(action)),
        body: Body::Incident(incident::Fact::Acknowledged {
            incident: IncidentId(number),
            upto: InputNumber(u64::from(number) * 9),
            came_later: 0,
        }),
    }
}

/// A note and the row of its text.
fn noted(number: u32, token: u64, text: &str) -> (Fact, PrivateRow) {
    let row = PrivateRow { token, salt: [token as u8; 16], text: text.into() };
    let fact = Fact {
        at: Instant(1_700_000_000_500),
        actor: Actor::Proved(officer("D1")),
        action: None,
        body: Body::Incident(incident::Fact::Noted {
            incident: Some(IncidentId(number)),
            text: PrivateText { token, digest: row.digest() },
        }),
    };
    (fact, row)
}

fn stopped() -> Fact {
    Fact { at: Instant(1), actor: Actor::Desk, action: None, body: Body::Desk(desk::Fact::Stopped) }
}

/// Makes a journal of `entries` entries, every third with a private text, and closes it.
fn filled(file: &Path, entries: u32) -> Head {
    let mut journal = Journal::open(file).unwrap();
    for number in 1..=entries {
        if number % 3 == 0 {
            let (fact, row) = noted(number % 5, u64::from(number), "张师傅说电池间有烟");
            journal.commit(&[Draft::of(&fact)], &[row]).unwrap();
        } else {
            journal.commit(&[Draft::of(&acknowledged(number, u128::from(number)))], &[]).unwrap();
        }
    }
    journal.head()
}

/// Opens the file as somebody would who wants to change the past.
fn tamper(file: &Path, sql: &str) {
    let connection = Connection::open(file).unwrap();
    connection.execute_batch("PRAGMA ignore_check_constraints = ON; PRAGMA synchronous = OFF").unwrap();
    let triggers = "SELECT sql FROM sqlite_schema WHERE type = 'trigger'";
    let kept: Vec<String> = connection
        .prepare(triggers)
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    for name in
        ["entry_follows", "entry_stays", "entry_remains", "private_stays", "head_stays", "head_remains"]
    {
        connection.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    connection.execute_batch(sql).unwrap();
    for trigger in kept {
        let _ = connection.execute_batch(&trigger);
    }
}

fn in_new_dir() -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("journal.db");
    (dir, file)
}

#[test]
fn entries_are_there_after_any_end_and_the_chain_goes_on() {
    let (_dir, file) = in_new_dir();
    assert_eq!(Journal::open(&file).unwrap().head(), Head::default());
    let mut head = Head::default();
    for round in 0..5_u32 {
        let mut journal = Journal::open(&file).unwrap();
        assert_eq!(journal.head(), head);
        let drafts: Vec<_> =
            (0..40).map(|at| Draft::of(&acknowledged(at, u128::from(round * 40 + at)))).collect();
        let wanted = drafts.iter().fold(head, chain::next);
        head = journal.commit(&drafts, &[]).unwrap();
        assert_eq!(head, wanted, "the digest follows from the drafts alone");
        assert_eq!(journal.commit(&[], &[]).unwrap(), head);
        // The program ends without closing anything.
        let copy = file.with_extension("crashed");
        for suffix in ["", "-wal"] {
            let beside = |path: &Path| PathBuf::from(format!("{}{suffix}", path.display()));
            fs::copy(beside(&file), beside(&copy)).unwrap();
        }
        assert_eq!(Journal::open(&copy).unwrap().head(), head);
        assert_eq!(verify::journal(&copy, Some(head)).first_bad, None);
    }
    let report = verify::journal(&file, Some(head));
    assert_eq!((report.entries, report.head, report.first_bad), (200, head, None));
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn the_journal_refuses_to_be_changed() {
    let (_dir, file) = in_new_dir();
    let head = filled(&file, 6);
    let connection = Connection::open(&file).unwrap();
    connection.execute_batch("PRAGMA recursive_triggers = ON").unwrap();
    for sql in [
        "UPDATE entry SET body = '{}' WHERE seq = 2",
        "DELETE FROM entry WHERE seq = 6",
        "INSERT INTO entry SELECT seq + 7, at, kind, kind_version, incident, actor, NULL, body, previous, digest
            FROM entry WHERE seq = 1",
        "INSERT OR REPLACE INTO entry SELECT seq, at, kind, 9, incident, actor, action, body, previous, digest
            FROM entry WHERE seq = 2",
        "UPDATE private SET text = 'x'",
    ] {
        let refused = connection.execute_batch(sql).unwrap_err().to_string();
        assert!(refused.contains("grows") || refused.contains("follows") || refused.contains("never"), "{refused}");
    }
    assert_eq!(verify::journal(&file, Some(head)).first_bad, None);
}

#[test]
fn an_act_is_written_once_and_found_again() {
    let (_dir, file) = in_new_dir();
    let mut journal = Journal::open(&file).unwrap();
    let first = journal.commit(&[Draft::of(&acknowledged(1, 77))], &[]).unwrap();
    let (note, row) = noted(1, 5, "再次");
    let again = [Draft::of(&note), Draft::of(&acknowledged(2, 77))];
    let refused = journal.commit(&again, &[row]).unwrap_err();
    assert!(matches!(refused, CommitError::Repeated(ActionId(77))), "{refused}");
    assert_eq!(journal.head(), first, "nothing of the refused commit was kept");
    assert_eq!(journal.action(ActionId(77)).unwrap(), Some((first.entry, first.digest)));
    assert_eq!(journal.action(ActionId(78)).unwrap(), None);
    journal.commit(&[Draft::of(&acknowledged(2, 78))], &[]).unwrap();
    drop(journal);
    assert_eq!(verify::journal(&file, None).entries, 2);
    let connection = Connection::open(&file).unwrap();
    assert_eq!(connection.query_row("SELECT count(*) FROM private", [], |row| row.get::<_, i64>(0)), Ok(0));
}

/// One command may decide several facts: the id stands on the first, so that it is unique and found.
#[test]
fn the_id_of_an_act_stands_on_its_first_entry() {
    let met = Fact {
        body: Body::Deadline(deadline::Fact::Met {
            subject: deadline::Subject::Acknowledge(IncidentId(1)),
            due: Instant(5),
        }),
        ..acknowledged(1, 9)
    };
    let drafts = Draft::all(&[stopped(), acknowledged(1, 9), stopped(), met, acknowledged(2, 10)]);
    let actions: Vec<_> = drafts.iter().map(|draft| draft.action.map(|action| action.0)).collect();
    assert_eq!(actions, [None, Some(9), None, None, Some(10)]);
    let (_dir, file) = in_new_dir();
    let mut journal = Journal::open(&file).unwrap();
    journal.commit(&drafts, &[]).unwrap();
    assert_eq!(journal.action(ActionId(9)).unwrap().unwrap().0, EntryNumber(2));
}

#[test]
fn a_foreign_lock_is_busy_and_nothing_is_lost() {
    let (_dir, file) = in_new_dir();
    let mut journal = Journal::open(&file).unwrap();
    let other = Connection::open(&file).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let draft = Draft::of(&acknowledged(1, 1));
    let refused = journal.commit(std::slice::from_ref(&draft), &[]).unwrap_err();
    assert!(matches!(refused, CommitError::Busy) && !refused.is_unknown(), "{refused}");
    other.execute_batch("COMMIT").unwrap();
    assert_eq!(journal.commit(&[draft], &[]).unwrap().entry, EntryNumber(1));
}

#[test]
fn pages_tails_and_texts_are_shown_without_holding_the_writer_up() {
    let (_dir, file) = in_new_dir();
    filled(&file, 30);
    let mut journal = Journal::open(&file).unwrap();
    let reader = Reader::open(&file).unwrap();
    assert_eq!(reader.head().unwrap(), journal.head());
    let numbers = |query, private| -> Vec<u64> {
        reader.page(query, private).unwrap().iter().map(|shown| shown.row.entry.0).collect()
    };
    let query = PageQuery { rows: 4, ..PageQuery::default() };
    assert_eq!(numbers(query, Private::Withheld), [30, 29, 28, 27]);
    let query = PageQuery { before: Some(EntryNumber(3)), rows: 9, ..query };
    assert_eq!(numbers(query, Private::Withheld), [2, 1]);
    let query = PageQuery { incident: Some(IncidentId(3)), before: Some(EntryNumber(28)), rows: 3 };
    assert_eq!(numbers(query, Private::Joined), [18, 3], "notes of incident 3");
    assert_eq!(reader.tail(EntryNumber(28), Private::Withheld).unwrap().len(), 2);
    for beyond in [EntryNumber(31), EntryNumber(i64::MAX as u64), EntryNumber(u64::MAX)] {
        assert_eq!(reader.tail(beyond, Private::Withheld).unwrap(), []);
        assert_eq!(reader.entry(beyond, Private::Withheld).unwrap(), None);
        let query = PageQuery { before: Some(beyond), rows: 1, ..PageQuery::default() };
        assert_eq!(numbers(query, Private::Withheld), [30]);
    }
    assert_eq!(reader.action(ActionId(4)).unwrap().unwrap().0, EntryNumber(4));

    let words = |private| reader.entry(EntryNumber(3), private).unwrap().unwrap().words;
    assert_eq!(words(Private::Joined), Words::Text("张师傅说电池间有烟".into()));
    assert_eq!(words(Private::Withheld), Words::Withheld);
    assert_eq!(reader.entry(EntryNumber(4), Private::Joined).unwrap().unwrap().words, Words::None);
    assert_eq!(reader.entry(EntryNumber(31), Private::Joined).unwrap(), None);

    // A reader that looked pins nothing: the log can be emptied, and what was destroyed is in no file.
    assert_eq!(journal.purge(&[3, 99]).unwrap(), 1);
    assert_eq!(words(Private::Joined), Words::Purged);
    assert_eq!(fs::metadata(format!("{}-wal", file.display())).unwrap().len(), 0);
    for token in (6..=30).step_by(3) {
        journal.purge(&[token]).unwrap();
    }
    let bytes = fs::read(&file).unwrap();
    let text = "张师傅说电池间有烟".as_bytes();
    assert!(!bytes.windows(text.len()).any(|window| window == text));
    let report = verify::journal(&file, Some(journal.head()));
    assert_eq!((report.entries, report.texts, report.purged, report.first_bad), (30, 0, 10, None));
}

#[test]
fn facts_are_folded_page_by_page() {
    let (_dir, file) = in_new_dir();
    let mut journal = Journal::open(&file).unwrap();
    let drafts: Vec<_> = (0..2_500).map(|at| Draft::of(&acknowledged(at, u128::from(at)))).collect();
    journal.commit(&drafts, &[]).unwrap();
    for from in [1, 2, 1_000, 1_001, 2_500, 2_501] {
        let rows: Vec<_> = journal.facts(EntryNumber(from)).map(Result::unwrap).collect();
        assert_eq!(rows.len() as u64, 2_501 - from);
        assert!(rows.iter().zip(from..).all(|(row, number)| row.entry.0 == number));
    }
}

#[test]
fn a_device_keeps_its_index() {
    let (_dir, file) = in_new_dir();
    let mut journal = Journal::open(&file).unwrap();
    assert_eq!(journal.assign(&["S-1", "S-2"]).unwrap(), [DeviceId(0), DeviceId(1)]);
    drop(journal);
    let mut journal = Journal::open(&file).unwrap();
    let numbers = journal.assign(&["S-3", "S-2", "S-3", "烟感-4"]).unwrap();
    assert_eq!(numbers, [2, 1, 2, 3].map(DeviceId));
    let index = journal.device_index().unwrap();
    assert_eq!(index.len(), 4);
    assert_eq!(index["烟感-4"], DeviceId(3));
}

#[test]
fn what_is_no_journal_is_refused_and_left_as_it_is() {
    let (dir, file) = in_new_dir();
    filled(&file, 3);
    let whole = fs::read(&file).unwrap();
    let other = dir.path().join("other.db");
    Connection::open(&other).unwrap().execute_batch("CREATE TABLE entry (seq INTEGER)").unwrap();
    let mut newer = whole.clone();
    newer[60..64].copy_from_slice(&99_i32.to_be_bytes());
    for (bytes, what) in [
        (Vec::new(), "empty"),
        (b"# notes\n".to_vec(), "not a journal"),
        (vec![0; 8_192], "not a journal"),
        (fs::read(&other).unwrap(), "not a journal"),
        (newer, "schema 99 is newer"),
        (whole[..5_000].to_vec(), ""),
    ] {
        fs::write(&file, &bytes).unwrap();
        let Err(refused) = Journal::open(&file) else { panic!("{what} was opened") };
        assert!(refused.to_string().contains(what), "{refused}");
        assert!(verify::journal(&file, None).first_bad.is_some());
        assert_eq!(fs::read(&file).unwrap(), bytes);
        for suffix in ["-wal", "-shm"] {
            let _ = fs::remove_file(format!("{}{suffix}", file.display()));
        }
    }
    fs::remove_file(&file).unwrap();
    assert!(matches!(Reader::open(&file), Err(OpenError::Missing(_))));
    assert!(!file.exists());
    fs::write(format!("{}-wal", file.display()), b"entries").unwrap();
    assert!(matches!(Journal::open(&file), Err(OpenError::LogWithoutJournal(_))));
    assert!(!file.exists());
}

#[test]
fn a_journal_whose_last_entries_were_changed_does_not_open() {
    let (_dir, file) = in_new_dir();
    filled(&file, 9);
    tamper(&file, "UPDATE entry SET actor = 'D2' WHERE seq = 7");
    let Err(OpenError::Broken { entry, .. }) = Journal::open(&file) else { panic!("it was opened") };
    assert_eq!(entry, EntryNumber(7));
    // Reading goes on: a person must be able to look.
    assert_eq!(Reader::open(&file).unwrap().head().unwrap().entry, EntryNumber(9));
}

#[test]
fn every_change_is_named_by_its_entry() {
    let cut = "DELETE FROM entry WHERE seq > 17";
    let moved = "UPDATE entry SET seq = -seq; UPDATE entry SET seq = CASE seq WHEN -5 THEN 6 WHEN -6 THEN 5
        ELSE -seq END";
    let inserted =
        "INSERT INTO entry SELECT 21, at, kind, kind_version, incident, actor, NULL, body, previous, digest
        FROM entry WHERE seq = 20";
    for (sql, entry, finding) in [
        ("UPDATE entry SET body = replace(body, '36', '37') WHERE seq = 4", 4, Finding::Digest),
        ("UPDATE entry SET at = at + 1 WHERE seq = 1", 1, Finding::Digest),
        ("UPDATE entry SET kind = kind || 'x' WHERE seq = 2", 2, Finding::Digest),
        ("UPDATE entry SET kind_version = 2 WHERE seq = 2", 2, Finding::Digest),
        ("UPDATE entry SET kind_version = 70000 WHERE seq = 2", 2, Finding::Column("kind_version")),
        ("UPDATE entry SET incident = NULL WHERE seq = 2", 2, Finding::Digest),
        ("UPDATE entry SET actor = 'D1' WHERE seq = 2", 2, Finding::Digest),
        ("UPDATE entry SET action = NULL WHERE seq = 2", 2, Finding::Digest),
        ("UPDATE entry SET digest = zeroblob(32) WHERE seq = 8", 8, Finding::Digest),
        ("UPDATE entry SET previous = zeroblob(32) WHERE seq = 8", 8, Finding::Previous),
        (
            "UPDATE entry SET previous = zeroblob(32), digest = zeroblob(32) WHERE seq = 8",
            8,
            Finding::Previous,
        ),
        ("DELETE FROM entry WHERE seq = 10", 10, Finding::Place(11)),
        ("DELETE FROM entry WHERE seq = 1", 1, Finding::Place(2)),
        (moved, 5, Finding::Previous),
        (inserted, 21, Finding::Previous),
        (cut, 17, Finding::OlderThanAnchor(EntryNumber(20))),
        ("DELETE FROM entry", 0, Finding::OlderThanAnchor(EntryNumber(20))),
        ("UPDATE private SET text = text || '。' WHERE token = 9", 9, Finding::Text(9)),
        ("UPDATE private SET salt = zeroblob(16) WHERE token = 9", 9, Finding::Text(9)),
        ("UPDATE private SET token = 100 WHERE token = 9", 0, Finding::TextOfNoEntry(100)),
        ("INSERT INTO private VALUES (50, zeroblob(16), 'x')", 0, Finding::TextOfNoEntry(50)),
        ("CREATE TABLE more (x)", 0, Finding::Guard("more".into())),
        ("DROP INDEX entry_by_incident", 0, Finding::Guard("entry_by_incident".into())),
        ("PRAGMA user_version = 7", 0, Finding::Schema(7)),
    ] {
        let (_dir, file) = in_new_dir();
        let anchor = filled(&file, 20);
        tamper(&file, sql);
        let bad = verify::journal(&file, Some(anchor)).first_bad.expect(sql);
        assert_eq!((bad.entry, &bad.finding), (EntryNumber(entry), &finding), "{sql}");
        assert!(bad.to_string().starts_with("entry "));
    }
}

/// Whoever knows the format can write a true chain of false entries; only a head kept elsewhere tells.
#[test]
fn a_journal_that_was_written_anew_is_told_by_the_anchor() {
    let (dir, file) = in_new_dir();
    let anchor = filled(&file, 12);
    let forged = dir.path().join("forged.db");
    let mut journal = Journal::open(&forged).unwrap();
    for row in Journal::open(&file).unwrap().facts(EntryNumber(1)).map(Result::unwrap) {
        let mut draft = row.draft;
        if row.entry == EntryNumber(4) {
            draft.actor = "D2".into();
        }
        journal.commit(&[draft], &[]).unwrap();
    }
    let later = journal.commit(&[Draft::of(&stopped())], &[]).unwrap();
    drop(journal);
    assert_eq!(verify::journal(&forged, None).first_bad, None);
    let bad = verify::journal(&forged, Some(anchor)).first_bad.unwrap();
    assert_eq!((bad.entry, bad.finding), (EntryNumber(12), Finding::NotTheAnchored));
    assert_eq!(verify::journal(&forged, Some(later)).first_bad, None);
}

#[test]
fn a_dropped_trigger_is_named() {
    let (_dir, file) = in_new_dir();
    filled(&file, 3);
    Connection::open(&file).unwrap().execute_batch("DROP TRIGGER entry_stays").unwrap();
    let bad = verify::journal(&file, None).first_bad.unwrap();
    assert_eq!(bad.finding, Finding::Guard("entry_stays".into()));
}

#[test]
fn an_export_has_a_line_an_entry_and_private_text_only_when_asked() {
    let (_dir, file) = in_new_dir();
    filled(&file, 6);
    let reader = Reader::open(&file).unwrap();
    let lines = |private, from| -> Vec<serde_json::Value> {
        let mut out = Vec::new();
        let count =
            export::json_lines(&reader, EntryNumber(from), (private, export::Mark::None), &mut out).unwrap();
        let lines: Vec<_> =
            String::from_utf8(out).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len() as u64, count);
        lines
    };
    let open = lines(Private::Withheld, 1);
    assert_eq!(open.len(), 6);
    assert!(open.iter().all(|line| line.get("text").is_none()));
    assert_eq!(open[0]["kind"], "incident.acknowledged");
    assert_eq!(open[0]["actor"], "D1?");
    assert_eq!(open[0]["action"], "00000000000000000000000000000001");
    assert_eq!(open[1]["previous"], open[0]["digest"]);
    assert_eq!(open[0]["body"]["Incident"]["Acknowledged"]["upto"], 9);
    assert_eq!(lines(Private::Joined, 3)[0]["text"], "张师傅说电池间有烟");
}

#[test]
fn a_copy_of_a_journal_in_use_is_whole_and_replaces_nothing() {
    let (dir, file) = in_new_dir();
    filled(&file, 20);
    let mut journal = Journal::open(&file).unwrap();
    let head = journal.commit(&[Draft::of(&stopped())], &[]).unwrap();
    let copy = dir.path().join("copy.db");
    assert_eq!(backup::copy(&file, &copy).unwrap(), head);
    journal.commit(&[Draft::of(&stopped())], &[]).unwrap();
    assert!(matches!(backup::copy(&file, &copy), Err(backup::Error::Exists(_))));
    let report = verify::journal(&copy, Some(head));
    assert_eq!((report.entries, report.texts, report.first_bad), (21, 6, None));
    assert_eq!(fs::metadata(&copy).unwrap().permissions().mode() & 0o777, 0o600);

    // Put back where the journal is gone, it goes on from there.
    let back = dir.path().join("back.db");
    assert_eq!(backup::copy(&copy, &back).unwrap(), head);
    let next = Journal::open(&back).unwrap().commit(&[Draft::of(&stopped())], &[]).unwrap();
    assert_eq!(next.entry.0, head.entry.0 + 1);

    tamper(&copy, "UPDATE entry SET at = 0 WHERE seq = 3");
    let bad = backup::copy(&copy, &dir.path().join("bad.db")).unwrap_err();
    assert!(matches!(&bad, backup::Error::Bad { bad, .. } if bad.entry == EntryNumber(3)), "{bad}");
    let left: Vec<_> = fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().contains(".new")), "{left:?}");
    assert!(!dir.path().join("bad.db").exists());
}
