//! A look for words finds whatever stands on a row of the journal, in either language.

use crate::journal::in_new_dir;
use crate::operations::fixture::{T0, TEXT};
use dutydesk::journal::draft::Draft;
use dutydesk::journal::reader::{PageQuery, Private, Reader};
use dutydesk::journal::writer::Journal;
use dutydesk::operations::actor::Actor;
use dutydesk::operations::call::{self, Agency, Callee, Outcome, Purpose, Witness};
use dutydesk::operations::fact::{Body, Fact};
use dutydesk::operations::finding::{self, Found, People, Reliability};
use dutydesk::text::bounded;
use dutydesk::units::IncidentId;

fn facts() -> Vec<Fact> {
    let incident = IncidentId(1_001);
    let people = People { expected: Some(14), counted: Some(12), missing: Some(2), ..People::default() };
    let bodies = [
        Body::Finding(finding::Fact::Found {
            incident,
            found: Found::People(people),
            witness: Witness::Other(TEXT),
            reliability: Reliability::Reported,
        }),
        Body::Call(call::Fact::Ended {
            incident,
            callee: Callee::Agency(Agency::Fire),
            purpose: Purpose::Alarm,
            post: bounded("119"),
            outcome: Outcome::Answered,
            by: None,
            reference: bounded("0317"),
        }),
    ];
    bodies.map(|body| Fact { at: T0, actor: Actor::Desk, action: None, body }).into()
}

#[test]
fn what_a_row_says_is_found_in_both_languages() {
    let (_dir, file) = in_new_dir();
    let drafts: Vec<Draft> = facts().iter().map(Draft::of).collect();
    Journal::open(&file).unwrap().commit(&drafts, &[]).unwrap();
    let reader = Reader::open(&file).unwrap();
    let query = PageQuery { rows: 9, ..PageQuery::default() };
    let found = |words: &str| -> Vec<u64> {
        let (rows, looked_to) = reader.find(words, query, &|_| Some(Private::Withheld)).unwrap();
        assert_eq!(looked_to, None, "{words}");
        rows.iter().map(|shown| shown.row.entry.0).collect()
    };
    for (words, wanted) in [
        ("失联2", vec![1]),
        ("应到14 失联2", vec![1]),
        ("MISSING 2", vec![1]),
        ("接通", vec![2]),
        ("#1001 接通 0317", vec![2]),
        ("answered", vec![2]),
        ("接通 失联2", vec![]),
    ] {
        assert_eq!(found(words), wanted, "{words}");
    }
}

#[test]
fn what_is_passed_over_is_not_found_by_its_sentence() {
    let (_dir, file) = in_new_dir();
    let drafts: Vec<Draft> = facts().iter().map(Draft::of).collect();
    Journal::open(&file).unwrap().commit(&drafts, &[]).unwrap();
    let query = PageQuery { rows: 9, ..PageQuery::default() };
    let (rows, _) = Reader::open(&file).unwrap().find("失联2", query, &|_| None).unwrap();
    assert_eq!(rows, []);
}
