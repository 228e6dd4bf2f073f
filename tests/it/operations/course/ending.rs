//! What ends an incident, and what is in the way of its end.

use super::super::fixture::{T0, TEXT, kinds, officer};
use super::{
    CONTROL, ONE, at_level, calls, close, control, end, fold, found, give, missing, moved, next_act, offers,
    order, refused, said,
};
use dutydesk::language::{Lang, answer};
use dutydesk::operations::call::{Outcome, Purpose, Witness};
use dutydesk::operations::command::Body as Command;
use dutydesk::operations::dispatch::{Status, Task};
use dutydesk::operations::dossier;
use dutydesk::operations::fact::Body;
use dutydesk::operations::finding::{Found, People};
use dutydesk::operations::incident::{
    self, Cause, Disposition, Obstacle, Obstacles, Phase, Refusal, Verdict,
};
use dutydesk::operations::next::Act;
use dutydesk::operations::outcome;
use dutydesk::operations::snapshot::Look;
use dutydesk::operations::{pool, report};
use dutydesk::units::{Fen, ReservationId, Span};

#[test]
fn a_false_alarm_needs_who_where_and_restored_devices() {
    let steam = |restored| Verdict::False { cause: Cause::Steam, restored };
    let who = outcome::Refusal::Incident(Refusal::WhoLookedMissing(ONE));
    let stands = outcome::Refusal::Incident(Refusal::NotRestored(ONE));
    let mut desk = at_level(0);
    assert_eq!(refused(&mut desk, said(steam(true), control(), true)), who, "nobody has rung them");
    give(&mut desk, 2, end(CONTROL, Purpose::Verify, Outcome::Answered, ""));
    for (verdict, witness, place, wanted) in [
        (steam(true), control(), false, who),
        (steam(true), Witness::Other(TEXT), true, who),
        (steam(false), control(), true, stands),
        (steam(true), control(), true, stands),
    ] {
        assert_eq!(refused(&mut desk, said(verdict, witness, place)), wanted, "{verdict:?}");
    }
    let facts = give(&mut desk, 3, said(Verdict::Open, Witness::Other(TEXT), false));
    assert!(kinds(&facts).contains(&"deadline.started"), "asked again later");
    assert_eq!(desk.incident(1).phase, Phase::Verification);
    assert!(!offers(&desk).iter().any(|(_, purpose)| *purpose == Purpose::Verify));
    desk.tick(903_000);
    assert_eq!(next_act(&desk), calls(CONTROL, Purpose::Verify), "after a quarter of an hour");
    desk.clear(904_000, "S-2031");
    give(&mut desk, 905, missing(1));
    let at_risk = outcome::Refusal::Incident(Refusal::PeopleAtRisk(ONE));
    assert_eq!(refused(&mut desk, said(steam(true), control(), true)), at_risk);
    give(&mut desk, 906, missing(0));
    give(&mut desk, 907, said(steam(true), control(), true));
    assert_eq!(next_act(&desk), Act::Close);
    give(&mut desk, 908, close(Disposition::False));
}

#[test]
fn a_close_names_the_one_in_the_way() {
    let no = outcome::Refusal::Incident;
    let mut desk = at_level(0);
    assert_eq!(refused(&mut desk, close(Disposition::Handled)), no(Refusal::LifeRiskActive(ONE)));
    desk.clear(5_000, "S-2031");
    assert_eq!(refused(&mut desk, close(Disposition::False)), no(Refusal::NotFoundFalse(ONE)));
    give(&mut desk, 6, missing(1));
    // Somebody missing is a casualty: that is to be reported, too.
    let mut all = Obstacles::default();
    for one in [Obstacle::People, Obstacle::FirstPhone, Obstacle::FirstWritten] {
        all.add(one);
    }
    assert_eq!(refused(&mut desk, close(Disposition::Handled)), no(Refusal::InTheWay(ONE, all)));
    give(&mut desk, 7, missing(0));
    let dispatch = order(&mut desk, 1, "T1", Task::Look);
    assert_eq!(refused(&mut desk, close(Disposition::Handled)), no(Refusal::TeamOut(ONE, dispatch)));
    moved(&mut desk, dispatch, Status::Back);
    let (subject, due) = (
        dutydesk::operations::deadline::Subject::FirstReport(ONE, report::Channel::Phone),
        T0.after(Span::minutes(15)),
    );
    fold(&mut desk, Body::Deadline(dutydesk::operations::deadline::Fact::Started { subject, due }));
    let owed = no(Refusal::ReportOwed(ONE, report::Kind::First));
    assert_eq!(refused(&mut desk, close(Disposition::Handled)), owed);
    fold(&mut desk, Body::Deadline(dutydesk::operations::deadline::Fact::Dropped { subject }));
    let reservation = ReservationId(1);
    let expires = T0.after(Span::minutes(600));
    let (amount, payee, purpose, evidence) = (Fen(100), TEXT, TEXT, TEXT);
    let incident = ONE;
    fold(
        &mut desk,
        Body::Pool(pool::Fact::Reserved {
            reservation,
            incident,
            amount,
            payee,
            purpose,
            evidence,
            expires,
            maker: officer("D1"),
        }),
    );
    let money = no(Refusal::MoneyReserved(ONE, reservation));
    assert_eq!(refused(&mut desk, close(Disposition::Handled)), money);
    let reason = TEXT;
    fold(&mut desk, Body::Pool(pool::Fact::Voided { reservation, incident, released: amount, reason }));
    give(&mut desk, 8, said(Verdict::Real, control(), false));
    // What is real owes a report upward; when that is settled, no other end than 已处置 fits.
    let mut all = Obstacles::default();
    for one in [Obstacle::FirstPhone, Obstacle::FirstWritten] {
        all.add(one);
    }
    assert_eq!(refused(&mut desk, close(Disposition::Test)), no(Refusal::InTheWay(ONE, all)));
    for channel in [report::Channel::Phone, report::Channel::Written] {
        let subject = dutydesk::operations::deadline::Subject::FirstReport(ONE, channel);
        fold(&mut desk, Body::Deadline(dutydesk::operations::deadline::Fact::Dropped { subject }));
    }
    for disposition in [Disposition::False, Disposition::Test, Disposition::Unverified] {
        assert_eq!(refused(&mut desk, close(disposition)), no(Refusal::FoundReal(ONE)));
    }
}

#[test]
fn a_close_names_everything_in_the_way_at_once() {
    let mut desk = at_level(3);
    give(&mut desk, 5, said(Verdict::Real, control(), false));
    give(&mut desk, 6, missing(2));
    for (number, team) in [(1, "T1"), (2, "T4")] {
        order(&mut desk, number, team, Task::Attack);
    }
    let mut all = Obstacles::default();
    for one in [
        Obstacle::LifeRisk,
        Obstacle::People,
        Obstacle::Teams,
        Obstacle::Teams,
        Obstacle::FirstPhone,
        Obstacle::FirstWritten,
    ] {
        all.add(one);
    }
    let refusal = refused(&mut desk, close(Disposition::Handled));
    assert_eq!(refusal, outcome::Refusal::Incident(Refusal::InTheWay(ONE, all)));
    for (lang, wanted) in [
        (Lang::Zh, ["共 5 件", "1 仍有危及生命的报警", "按 p", "2 支队伍未归队: 按 D", "按 r"]),
        (Lang::En, ["5 things", "1 a life-risk alarm", "press p", "2 teams not back: press D", "press r"]),
    ] {
        let mut said = String::new();
        answer::refusal(lang, &refusal, &mut said);
        for words in wanted {
            assert!(said.contains(words), "{said} lacks {words}");
        }
    }
    let look = Look { selected: Some(ONE), ..Look::default() };
    let dossier = dossier::gather(&desk.driver.state, look).unwrap();
    assert_eq!(dossier.obstacles, all, "the box that asks knows them before it asks");
}

#[test]
fn the_first_team_on_the_spot_begins_the_rescue() {
    for (task, verdict, wanted) in [
        (Task::Attack, Some(Verdict::Real), Phase::Rescue),
        (Task::Look, Some(Verdict::Real), Phase::Activation),
        (Task::Attack, None, Phase::Verification),
    ] {
        let mut desk = at_level(3);
        if let Some(verdict) = verdict {
            give(&mut desk, 5, said(verdict, control(), false));
        }
        let dispatch = order(&mut desk, 1, "T4", task);
        moved(&mut desk, dispatch, Status::OnScene);
        let note = incident::Command::Note { incident: Some(ONE), text: TEXT };
        give(&mut desk, 6, Command::Incident(note));
        assert_eq!(desk.incident(1).phase, wanted, "{task:?}, {verdict:?}");
    }
}

/// Nobody has said how many should be there: how many were counted says nothing of who is missing.
#[test]
fn who_is_missing_stays_missing_until_somebody_says_otherwise() {
    let none = People::default();
    for roll in [People { counted: Some(12), ..none }, People { expected: Some(14), ..none }] {
        let mut desk = at_level(3);
        give(&mut desk, 5, missing(2));
        give(&mut desk, 6, found(Found::People(roll)));
        let people = desk.driver.state.findings.people(ONE);
        assert_eq!(people.missing, Some(2), "{roll:?}");
        assert!(people.at_risk(), "{roll:?}");
    }
    let mut desk = at_level(3);
    give(&mut desk, 5, missing(2));
    give(&mut desk, 6, found(Found::People(People { expected: Some(14), counted: Some(13), ..none })));
    assert_eq!(desk.driver.state.findings.people(ONE).missing, Some(1), "both are said: the rest is missing");
}
