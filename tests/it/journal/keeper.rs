//! A second place that hangs keeps no entry out and no desk from starting; what it missed is brought there when it answers.
//!
//! It hangs as a dead share does: its file is a pipe, and opening a pipe comes back when somebody opens the other end.

use crate::journal::heads::{checked, copy, go_on, heads, night, places, second};
use crate::journal::in_new_dir;
use dutydesk::journal::chain;
use dutydesk::journal::heads::keeper::WAIT_MAX;
use dutydesk::journal::heads::{Fault, Places, SignedHead};
use dutydesk::journal::writer::Journal;
use dutydesk::units::EntryNumber;
use rustix::fs::{CWD, FileType, Mode, mknodat};
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Longer than anything takes on a busy machine: only a fault reaches it.
const PATIENT: Duration = Duration::from_secs(60);

/// A second place that hangs.
struct Hanging(PathBuf);

impl Hanging {
    fn at(places: &Places) -> Self {
        fs::create_dir_all(&places.anchors).unwrap();
        let file = places.anchors.join("heads");
        let _ = fs::remove_file(&file);
        mknodat(CWD, &file, FileType::Fifo, Mode::from_raw_mode(0o600), 0).unwrap();
        Self(file)
    }

    /// Lets go of whoever reads, who finds these lines; the next one finds what is written then.
    fn answer(self, lines: &[String]) {
        // It returns when somebody reads: the thread that hangs.
        let mut other_end = OpenOptions::new().write(true).open(&self.0).unwrap();
        fs::remove_file(&self.0).unwrap();
        let text: String = lines.iter().flat_map(|line| [line, "\n"]).collect();
        fs::write(&self.0, &text).unwrap();
        other_end.write_all(text.as_bytes()).unwrap();
    }
}

/// Attends as the stores do until the fault is as wanted.
fn attend_until(journal: &mut Journal, what: &str, wanted: impl Fn(Option<&Fault>) -> bool) {
    let end = Instant::now() + PATIENT;
    loop {
        journal.attend_heads();
        let fault = journal.signing().fault;
        if wanted(fault) {
            return;
        }
        assert!(Instant::now() < end, "never: {what}: {fault:?}");
        std::thread::park_timeout(Duration::from_millis(5));
    }
}

fn is_silent(journal: &Journal) -> bool {
    matches!(journal.signing().fault, Some(Fault::Silent(_)))
}

#[test]
fn a_second_place_that_hangs_holds_nobody_up_and_is_brought_what_it_missed() {
    let (dir, file) = in_new_dir();
    let places = places(dir.path());
    let hanging = Hanging::at(&places);
    let begun = Instant::now();
    let mut journal = Journal::open(&file).unwrap();
    journal.sign_heads(places.clone());
    assert!(is_silent(&journal), "{:?}", journal.signing().fault);
    go_on(&mut journal, 65);
    // Twelve heads were signed: only the first question was waited for.
    assert!(begun.elapsed() < WAIT_MAX * 4, "{:?}", begun.elapsed());
    assert!(is_silent(&journal));
    assert_eq!(heads(&file).len(), 12);

    // A journal that is opened anew takes who hangs there with it, and waits no more than the one before.
    let (places, keeper) = journal.give_up().unwrap();
    let mut journal = Journal::open(&file).unwrap();
    journal.go_on_signing(places.clone(), keeper);
    go_on(&mut journal, 5);
    assert!(is_silent(&journal));

    hanging.answer(&[]);
    attend_until(&mut journal, "the second place takes what it missed", |fault| fault.is_none());
    drop(journal);
    assert_eq!(second(&places), heads(&file).iter().map(SignedHead::line).collect::<Vec<_>>());
    let report = checked(&file, &places);
    assert_eq!((report.first_bad, report.heads, report.unsigned), (None, 13, 0));
}

#[test]
fn what_the_second_place_says_late_is_weighed_all_the_same() {
    let (dir, file) = in_new_dir();
    let places = places(dir.path());
    night(&file, places.clone(), 15);
    let older = dir.path().join("older.db");
    copy(&file, &older);
    night(&file, places.clone(), 50);
    let kept = second(&places);

    // An older copy: the second place knows of entries that it has not.
    let hanging = Hanging::at(&places);
    let mut journal = Journal::open(&older).unwrap();
    journal.sign_heads(places.clone());
    assert!(is_silent(&journal));
    hanging.answer(&kept);
    let is_older = |fault: Option<&Fault>| matches!(fault, Some(Fault::Older { entry: EntryNumber(63), .. }));
    attend_until(&mut journal, "the older copy is told", is_older);
    drop(journal);

    // The entries stand again, and their heads are taken back: none was signed anew while the second place was silent.
    let drafts: Vec<_> =
        Journal::open(&file).unwrap().facts(EntryNumber(16)).map(|row| row.unwrap().draft).collect();
    let hanging = Hanging::at(&places);
    let mut journal = Journal::open(&older).unwrap();
    let head = drafts.iter().fold(journal.head(), chain::next);
    assert_eq!(journal.commit(&drafts, &[]).unwrap(), head);
    journal.sign_heads(places.clone());
    assert!(is_silent(&journal));
    hanging.answer(&kept);
    attend_until(&mut journal, "the heads are taken back", |fault| fault.is_none());
    drop(journal);
    assert_eq!(heads(&older), heads(&file));
    assert_eq!(checked(&older, &places).first_bad, None);
}
