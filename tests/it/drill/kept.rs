//! A score of entries that are at hand and of a journal that is kept: reports by their numbers, entries that nobody can read.

use crate::drill::run::{ONE, TWO, began, expects, scenario, text};
use crate::operations::fixture::{officer, registry};
use dutydesk::drill::expected::{Expected, code_of};
use dutydesk::drill::scenario::{Expectation, From, Scenario};
use dutydesk::drill::score::{self, Score};
use dutydesk::journal::draft::Draft;
use dutydesk::journal::reader::Reader;
use dutydesk::journal::writer::Journal;
use dutydesk::operations::actor::Actor;
use dutydesk::operations::call::{Agency, Callee};
use dutydesk::operations::fact::{Body, Fact};
use dutydesk::operations::report::{self, Kind};
use dutydesk::units::{EntryNumber, IncidentId, InsurerId, PersonId, SiteId, TeamId};

fn submitted(incident: IncidentId, number: u16, kind: Kind) -> Body {
    Body::Report(report::Fact::Submitted { incident, number, kind, text: text(1) })
}

fn signed(incident: IncidentId, number: u16) -> Body {
    Body::Report(report::Fact::Signed { incident, number, by: officer("L1") })
}

/// Three reports of two incidents, each signed, and one that was never submitted.
fn facts() -> Vec<Fact> {
    let bodies = [
        began(),
        submitted(ONE, 1, Kind::First),
        submitted(ONE, 2, Kind::Final),
        submitted(TWO, 1, Kind::FollowUp),
        signed(TWO, 2),
        signed(ONE, 1),
        signed(ONE, 2),
        signed(TWO, 1),
    ];
    let at = crate::drill::run::at(0);
    bodies.map(|body| Fact { at, actor: Actor::Desk, action: None, body }).into()
}

fn signs_all() -> Scenario {
    let of = |kind| Expectation { from: From::Beginning, ..expects("E", Expected::Signed(kind)) };
    scenario([Kind::First, Kind::Final, Kind::FollowUp].map(of).into())
}

fn done(score: &Score) -> Vec<Option<u64>> {
    score.items.iter().map(|item| item.done.map(|done| done.entry.0)).collect()
}

#[test]
fn a_report_is_signed_as_what_it_was_submitted_as() {
    let facts = facts();
    let entries = facts.iter().enumerate().map(|(place, fact)| (EntryNumber(place as u64 + 1), fact));
    let score = score::of(&signs_all(), &registry().operations, entries).unwrap();
    assert_eq!(done(&score), [Some(6), Some(7), Some(8)]);
}

#[test]
fn a_journal_is_scored_like_its_entries_and_what_nobody_can_read_is_counted() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("journal.sqlite");
    let mut journal = Journal::open(&file).unwrap();
    for (place, fact) in facts().iter().enumerate() {
        let mut draft = Draft::of(fact);
        if place == 4 {
            draft.kind = "report.of-a-newer-program".into();
        }
        journal.commit(&[draft], &[]).unwrap();
    }
    drop(journal);
    let reader = Reader::open(&file).unwrap();
    let score = score::read(&signs_all(), &reader, &registry().operations).unwrap();
    assert_eq!((done(&score), score.unread), (vec![Some(6), Some(7), Some(8)], 1));
}

#[test]
fn whoever_is_rung_has_the_code_of_the_registry_and_a_public_number_has_none() {
    let registry = registry();
    let reference = &registry.operations;
    let code = |callee| code_of(reference, callee).map(|code| code.to_string());
    assert_eq!(code(Callee::Agency(Agency::Fire)), None);
    assert_eq!(code(Callee::Site { site: SiteId(0), contact: 0 }), Some(reference.sites[0].code.to_string()));
    assert_eq!(code(Callee::Person(PersonId(1))), Some(reference.people[1].code.to_string()));
    assert_eq!(code(Callee::Team(TeamId(2))), Some(reference.teams[2].code.to_string()));
    let insurer = Callee::Insurer { insurer: InsurerId(1), contact: 0 };
    assert_eq!(code(insurer), Some(reference.insurers[1].code.to_string()));
    assert_eq!(code(Callee::Person(PersonId(60_000))), None, "the registry forgot them");
}
