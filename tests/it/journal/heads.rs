//! Signed heads: who rewrites the past, cuts the tail or puts an older copy in place is told, whatever keys they make.

use crate::journal::{acknowledged, in_new_dir, tamper};
use dutydesk::journal::draft::Draft;
use dutydesk::journal::heads::code::Code;
use dutydesk::journal::heads::place::SecondPlace;
use dutydesk::journal::heads::{Bytes, Fault, Places, SHIFT_KIND, SIGNED_DOMAIN, SignedHead};
use dutydesk::journal::reader::Reader;
use dutydesk::journal::verify::heads::{Anchor, Anchors};
use dutydesk::journal::verify::{self, Bad, Finding, Report};
use dutydesk::journal::writer::Journal;
use dutydesk::journal::{Head, chain};
use dutydesk::units::{EntryNumber, Instant};
use ring::signature::{Ed25519KeyPair, KeyPair};
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

pub(super) fn places(dir: &Path) -> Places {
    Places { key: dir.join("journal.key"), anchors: dir.join("elsewhere") }
}

pub(super) fn of_kind(kind: &'static str, at: i64) -> Draft {
    let body = format!("{{\"at\":{at}}}");
    let at = Instant(1_700_000_000_000 + at);
    Draft { at, kind: kind.into(), kind_version: 1, incident: None, actor: "D1".into(), action: None, body }
}

/// Writes `entries` entries: money every seventh, a shift's end every twentieth.
pub(super) fn night(file: &Path, places: Places, entries: u32) -> Head {
    let mut journal = Journal::open(file).unwrap();
    journal.sign_heads(places);
    go_on(&mut journal, entries);
    assert!(journal.signing().fault.is_none(), "{:?}", journal.signing().fault);
    journal.head()
}

pub(super) fn go_on(journal: &mut Journal, entries: u32) {
    let from = journal.head().entry.0 as u32;
    for number in from + 1..=from + entries {
        let draft = match number {
            number if number % 20 == 0 => of_kind(SHIFT_KIND, i64::from(number)),
            number if number % 7 == 0 => of_kind("pool.posted", i64::from(number)),
            number => Draft::of(&acknowledged(number, u128::from(number))),
        };
        journal.commit(&[draft], &[]).unwrap();
    }
}

pub(super) fn second(places: &Places) -> Vec<String> {
    SecondPlace::of(&places.anchors).lines().unwrap()
}

pub(super) fn checked(file: &Path, places: &Places) -> Report {
    verify::against(file, &Anchors { kept: Vec::new(), second: second(places) })
}

fn finding(report: Report) -> (u64, Finding) {
    let Bad { entry, finding } = report.first_bad.expect("something is wrong");
    (entry.0, finding)
}

pub(super) fn heads(file: &Path) -> Vec<SignedHead> {
    Reader::open(file).unwrap().heads().unwrap()
}

/// Copies a journal as it stands on disk, log and all.
pub(super) fn copy(file: &Path, to: &Path) {
    for suffix in ["", "-wal"] {
        let name = |path: &Path| PathBuf::from(format!("{}{suffix}", path.display()));
        let _ = fs::remove_file(name(to));
        if name(file).exists() {
            fs::copy(name(file), name(to)).unwrap();
        }
    }
}

#[test]
fn heads_are_signed_with_a_key_a_shift_and_stand_in_two_places() {
    let (dir, file) = in_new_dir();
    let places = places(dir.path());
    let head = night(&file, places.clone(), 65);
    let heads = heads(&file);
    let entries: Vec<_> = heads.iter().map(|head| head.head.entry.0).collect();
    assert_eq!(entries, [7, 14, 20, 21, 28, 35, 40, 42, 49, 56, 60, 63]);
    let epochs: Vec<_> = heads.iter().map(|head| (head.epoch, head.since.0)).collect();
    let shifts = [(1, 0), (2, 14), (3, 35), (4, 56)];
    assert_eq!(epochs, [0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3].map(|shift| shifts[shift]));
    assert!(heads.iter().all(|head| head.handed.is_some() == matches!(head.head.entry.0, 20 | 40 | 60)));
    assert_eq!(heads[2].before, Some(heads[1].key));
    assert_eq!(second(&places), heads.iter().map(SignedHead::line).collect::<Vec<_>>());
    for secret in [&places.key, &places.anchors.join("heads")] {
        assert_eq!(fs::metadata(secret).unwrap().permissions().mode() & 0o777, 0o600, "{}", secret.display());
    }
    assert!(!dir.path().join("journal.key.next").exists());

    let report = checked(&file, &places);
    assert_eq!((report.first_bad, report.heads, report.unsigned), (None, 12, 0));
    assert_eq!((report.head, report.vouched.entry), (head, EntryNumber(63)));
    // A code that was read aloud, and a digest that was written down.
    let spoken = format!("{}:{}", heads[11].head.entry, Code::of(heads[11].head));
    let digest = format!("#{} {}", head.entry, head.digest);
    let kept = [spoken, digest].map(|text| text.parse::<Anchor>().unwrap()).to_vec();
    assert_eq!(verify::against(&file, &Anchors { kept, second: Vec::new() }).first_bad, None);
    let wrong = Anchor::Code { entry: EntryNumber(62), code: Code::of(heads[11].head) };
    let report = verify::against(&file, &Anchors { kept: vec![wrong], second: Vec::new() });
    assert_eq!(finding(report), (62, Finding::NotTheAnchored));
}

/// The forger has every file of the desk but the second place, and all its programs.
#[test]
fn a_past_that_was_written_anew_and_signed_anew_is_told() {
    let (dir, file) = in_new_dir();
    let honest = places(dir.path());
    night(&file, honest.clone(), 65);
    let forged = dir.path().join("forged.db");
    let theirs = Places { key: dir.path().join("forged.key"), anchors: dir.path().join("forged") };
    let mut journal = Journal::open(&forged).unwrap();
    journal.sign_heads(theirs);
    for row in Journal::open(&file).unwrap().facts(EntryNumber(1)).map(Result::unwrap) {
        let mut draft = row.draft;
        if row.entry == EntryNumber(45) {
            draft.actor = "D2".into();
        }
        journal.commit(&[draft], &[]).unwrap();
    }
    drop(journal);
    // Inside, nothing is wrong: chain, heads, keys.
    assert_eq!(verify::journal(&forged, None).first_bad, None);
    let report = checked(&forged, &honest);
    assert_eq!(report.vouched.entry, EntryNumber(42), "the last true head bounds the forgery");
    assert_eq!(finding(report), (49, Finding::NotTheAnchored));
    let code = Code::of(heads(&file)[11].head);
    let kept = vec![Anchor::Code { entry: EntryNumber(63), code }];
    let report = verify::against(&forged, &Anchors { kept, second: Vec::new() });
    assert_eq!(finding(report), (63, Finding::NotTheAnchored));
}

#[test]
fn a_cut_tail_and_an_older_copy_are_told_by_the_second_place() {
    let (dir, file) = in_new_dir();
    let places = places(dir.path());
    night(&file, places.clone(), 45);
    let older = dir.path().join("older.db");
    copy(&file, &older);
    let mut journal = Journal::open(&file).unwrap();
    journal.sign_heads(places.clone());
    go_on(&mut journal, 12);
    drop(journal);
    assert_eq!(checked(&file, &places).first_bad, None);
    assert_eq!(finding(checked(&older, &places)), (45, Finding::OlderThanAnchor(EntryNumber(56))));
    // A desk that is started on it says so, signs on, and the verifier still tells.
    let mut journal = Journal::open(&older).unwrap();
    journal.sign_heads(places.clone());
    let fault = journal.signing().fault.map(ToString::to_string).unwrap_or_default();
    assert!(fault.contains("head 56 is not in the journal"), "{fault}");
    journal.commit(&[of_kind("desk.clock", 1)], &[]).unwrap();
    go_on(&mut journal, 30);
    drop(journal);
    assert_eq!(finding(checked(&older, &places)), (49, Finding::NotTheAnchored));

    tamper(&file, "DELETE FROM head WHERE entry > 42; DELETE FROM entry WHERE seq > 42");
    assert_eq!(verify::journal(&file, None).first_bad, None, "alone it seems whole");
    assert!(matches!(finding(checked(&file, &places)), (42, Finding::OlderThanAnchor(_))));
}

#[test]
fn every_change_of_a_head_is_told() {
    let (dir, file) = in_new_dir();
    let all = places(dir.path());
    night(&file, all.clone(), 65);
    let whole = second(&all);
    let stranger = dir.path().join("stranger");
    fs::create_dir(&stranger).unwrap();
    night(&stranger.join("journal.db"), places(&stranger), 65);
    let line = heads(&stranger.join("journal.db"))[7].line();
    for (sql, entry, wanted) in [
        ("DELETE FROM head WHERE entry = 14".into(), 14, Finding::HeadMissing),
        ("UPDATE head SET line = replace(line, ' -', ' 0') WHERE entry = 7".into(), 7, Finding::HeadUnreadable),
        ("UPDATE head SET line = line || ' ' WHERE entry = 7".into(), 7, Finding::HeadUnreadable),
        ("UPDATE head SET entry = 8 WHERE entry = 7".into(), 8, Finding::HeadUnreadable),
        (
            "UPDATE head SET line = substr(line, 1, 8) || replace(substr(line, 9), '17', '18') WHERE entry = 28"
                .into(),
            28,
            Finding::HeadSignature,
        ),
        (format!("UPDATE head SET line = '{line}' WHERE entry = 42"), 42, Finding::HeadMissing),
    ] {
        let copied = dir.path().join("changed.db");
        copy(&file, &copied);
        tamper(&copied, &sql);
        let sees = |second: &[String]| {
            verify::against(&copied, &Anchors { kept: Vec::new(), second: second.to_vec() })
        };
        let (found, said) = finding(sees(&whole));
        assert_eq!((found, said), (entry, wanted), "{sql}");
        // Without the second place, the heads that stand tell what the next ones build on.
        let alone = verify::journal(&copied, None).first_bad.map(|bad| (bad.entry.0, bad.finding));
        match entry {
            14 => assert_eq!(alone, Some((20, Finding::HeadKey(2))), "{sql}"),
            // A stranger's head of the same entry has the same digest: only its key is another.
            42 => assert_eq!(alone, Some((42, Finding::HeadKey(3))), "{sql}"),
            _ => assert!(alone.is_some(), "{sql}"),
        }
    }
    let mut cut = whole.clone();
    cut[3].pop();
    let report = verify::against(&file, &Anchors { kept: Vec::new(), second: cut });
    assert_eq!(finding(report), (0, Finding::SecondPlace(4)));
}

#[test]
fn a_key_that_was_lost_needs_somebody_who_vouches() {
    let (dir, file) = in_new_dir();
    let places = places(dir.path());
    night(&file, places.clone(), 25);
    fs::remove_file(&places.key).unwrap();
    let head = night(&file, places.clone(), 25);
    assert_eq!(finding(checked(&file, &places)), (28, Finding::KeyNotHandedOver(3)));
    let kept = vec![Anchor::Code { entry: head.entry, code: Code::of(head) }];
    let report = verify::against(&file, &Anchors { kept, second: second(&places) });
    assert_eq!(report.first_bad, None);
}

/// A crash may come between any two of: next key written, commit, old key gone, second place written.
#[test]
fn what_a_crash_left_undone_is_made_up_for() {
    let (dir, file) = in_new_dir();
    let places = places(dir.path());
    let beside = |suffix: &str| PathBuf::from(format!("{}{suffix}", places.key.display()));
    night(&file, places.clone(), 15);
    let before = (fs::read(&places.key).unwrap(), second(&places));
    let head = night(&file, places.clone(), 5);
    let after = (fs::read(&places.key).unwrap(), second(&places));
    assert!(before.0 != after.0 && before.1.len() + 1 == after.1.len());
    let line = after.1.last().unwrap();

    // After the commit: the old key still in its place, the second place torn in the middle of the line.
    fs::write(&places.key, &before.0).unwrap();
    fs::write(beside(".next"), &after.0).unwrap();
    fs::set_permissions(beside(".next"), Permissions::from_mode(0o600)).unwrap();
    let torn = format!("{}\n{}", before.1.join("\n"), &line[..line.len() / 2]);
    fs::write(places.anchors.join("heads"), torn).unwrap();
    assert_eq!(night(&file, places.clone(), 0), head);
    assert_eq!((fs::read(&places.key).unwrap(), second(&places)), after);
    assert!(!beside(".next").exists());

    // Before the commit: the next key belongs to nobody.
    fs::write(beside(".next"), &before.0).unwrap();
    night(&file, places.clone(), 5);
    assert!(!beside(".next").exists());
    assert_eq!(checked(&file, &places).first_bad, None);

    // The head itself was not written: a fault of that day is made up for on the next.
    let mut journal = Journal::open(&file).unwrap();
    journal.commit(&[of_kind("pool.posted", 1)], &[]).unwrap();
    drop(journal);
    assert_eq!(checked(&file, &places).unsigned, 1);
    let head = night(&file, places.clone(), 0);
    let report = checked(&file, &places);
    assert_eq!((report.first_bad, report.unsigned, report.vouched), (None, 0, head));
}

#[test]
fn no_fault_of_the_signing_keeps_an_entry_out() {
    let (dir, file) = in_new_dir();
    let places = places(dir.path());
    fs::write(&places.anchors, b"a file where the directory should be").unwrap();
    let mut journal = Journal::open(&file).unwrap();
    journal.sign_heads(places.clone());
    go_on(&mut journal, 8);
    assert!(matches!(journal.signing().fault, Some(Fault::Io { .. })));
    assert_eq!(journal.signing().newest.map(|newest| newest.head.entry), Some(EntryNumber(7)));
    fs::remove_file(&places.anchors).unwrap();
    go_on(&mut journal, 6);
    assert!(journal.signing().fault.is_none());
    assert_eq!(second(&places).len(), 2, "what was missed is made up for");
    drop(journal);

    fs::set_permissions(&places.key, Permissions::from_mode(0o640)).unwrap();
    let mut journal = Journal::open(&file).unwrap();
    journal.sign_heads(places.clone());
    go_on(&mut journal, 14);
    assert!(matches!(journal.signing().fault, Some(Fault::Exposed { mode: 0o640, .. })));
    assert_eq!((journal.head().entry.0, second(&places).len()), (28, 2));
    fs::set_permissions(&places.key, Permissions::from_mode(0o600)).unwrap();
    go_on(&mut journal, 7);
    assert!(journal.signing().fault.is_none());
    drop(journal);
    let report = checked(&file, &places);
    assert_eq!((report.first_bad, report.unsigned), (None, 0));

    fs::write(&places.key, b"something else").unwrap();
    let mut journal = Journal::open(&file).unwrap();
    journal.sign_heads(places.clone());
    assert!(matches!(journal.signing().fault, Some(Fault::NotAKey(_))));
    go_on(&mut journal, 7);
    assert_eq!(journal.head().entry.0, 42);
}

/// A journal put back from a copy gets its later entries from the recording: the heads of them belong to it again.
#[test]
fn heads_of_entries_that_stand_again_are_taken_back() {
    // A copy of before any head: only the key in use, and the keys that its heads name, vouch for them.
    for before in [5, 15] {
        let (dir, file) = in_new_dir();
        let places = places(dir.path());
        night(&file, places.clone(), before);
        let older = dir.path().join("older.db");
        copy(&file, &older);
        night(&file, places.clone(), 65 - before);
        let from = EntryNumber(u64::from(before) + 1);
        let drafts: Vec<_> =
            Journal::open(&file).unwrap().facts(from).map(|row| row.unwrap().draft).collect();
        let mut journal = Journal::open(&older).unwrap();
        let head = drafts.iter().fold(journal.head(), chain::next);
        assert_eq!(journal.commit(&drafts, &[]).unwrap(), head);
        journal.sign_heads(places.clone());
        assert!(journal.signing().fault.is_none(), "{:?}", journal.signing().fault);
        drop(journal);
        assert_eq!(heads(&older), heads(&file), "a copy of {before} entries");
        assert_eq!(checked(&older, &places).first_bad, None);
    }
}

/// A key of somebody's own, and the text of a key file that holds it.
fn strangers_key() -> (Ed25519KeyPair, Bytes<32>, String) {
    let pair = Ed25519KeyPair::from_seed_unchecked(&[7; 32]).unwrap();
    let mut public = Bytes([0; 32]);
    public.0.copy_from_slice(pair.public_key().as_ref());
    let file = format!("dutydesk head key 1\n{}\n{public}\n", Bytes([7; 32]));
    (pair, public, file)
}

fn sign(head: &mut SignedHead, key: &Ed25519KeyPair) {
    let said = format!("{SIGNED_DOMAIN}{}", head.said());
    head.signature.0.copy_from_slice(key.sign(said.as_bytes()).as_ref());
    assert!(head.is_signed());
}

/// Returns a head that a key signed, of the last epoch that there can be.
fn of_the_last_epoch(head: Head, key: &Ed25519KeyPair, public: Bytes<32>) -> SignedHead {
    let (epoch, at, since) = (u32::MAX, Instant(1_700_000_000_000), EntryNumber(0));
    let empty = Bytes([0; 64]);
    let mut signed =
        SignedHead { head, epoch, since, at, key: public, before: None, signature: empty, handed: None };
    sign(&mut signed, key);
    signed
}

/// Whoever can write to the second place can sign a line with a key of their own: it says nothing of this journal.
#[test]
fn a_line_that_no_key_of_the_journal_signed_is_told_and_left_where_it_is() {
    let (dir, file) = in_new_dir();
    let places = places(dir.path());
    night(&file, places.clone(), 15);
    let (pair, public, _) = strangers_key();
    let entry = EntryNumber(10);
    let digest = Journal::open(&file).unwrap().digest(entry).unwrap().unwrap();
    let smuggled = of_the_last_epoch(Head { entry, digest }, &pair, public);
    // It names the true key as the one before it, with a handover that the true key never signed.
    let before = Some(heads(&file)[1].key);
    let mut handed = SignedHead { epoch: 2, before, handed: Some(Bytes([9; 64])), ..smuggled.clone() };
    sign(&mut handed, &pair);
    let place = SecondPlace::of(&places.anchors);
    let honest = heads(&file);
    for (at, line) in [smuggled.line(), handed.line()].into_iter().enumerate() {
        place.append(&[line]).unwrap();
        let mut journal = Journal::open(&file).unwrap();
        journal.sign_heads(places.clone());
        let fault = journal.signing().fault.map(ToString::to_string).unwrap_or_default();
        assert!(fault.contains("head 10 is signed by no key of this journal"), "{fault}");
        let last = honest.last().cloned().unwrap();
        assert_eq!(journal.signing().newest.map(|newest| newest.head), Some(last.head), "line {at}");
        drop(journal);
        assert_eq!(heads(&file), honest, "line {at}");
    }
    // The next shift has the next key, and the line still is told.
    let mut journal = Journal::open(&file).unwrap();
    journal.sign_heads(places.clone());
    go_on(&mut journal, 5);
    assert_eq!(journal.signing().newest.map(|newest| (newest.epoch, newest.head.entry.0)), Some((2, 20)));
    assert!(matches!(journal.signing().fault, Some(Fault::Stranger { .. })));
}

#[test]
fn keys_that_are_all_used_up_keep_no_entry_out() {
    let (dir, file) = in_new_dir();
    let places = places(dir.path());
    let (pair, public, key) = strangers_key();
    fs::write(&places.key, key).unwrap();
    fs::set_permissions(&places.key, Permissions::from_mode(0o600)).unwrap();
    let mut journal = Journal::open(&file).unwrap();
    go_on(&mut journal, 6);
    let line = of_the_last_epoch(journal.head(), &pair, public).line();
    drop(journal);
    tamper(&file, &format!("INSERT INTO head (entry, line) VALUES (6, '{line}')"));
    let mut journal = Journal::open(&file).unwrap();
    journal.sign_heads(places);
    go_on(&mut journal, 14);
    assert!(
        matches!(journal.signing().fault, Some(Fault::Epochs(u32::MAX))),
        "{:?}",
        journal.signing().fault
    );
    go_on(&mut journal, 6);
    assert_eq!(journal.head().entry, EntryNumber(26));
}
