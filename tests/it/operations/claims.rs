//! Claims: the insurer's clocks, what a claim refuses, and the policy that it stands on.

use super::fixture::{Desk, T0, TEXT, id, says, sensor};
use super::money::{CLAIM, DAY, HUNDRED, Night, ONE, agree, open, papers, refill};
use dutydesk::correlation::event::Conditions;
use dutydesk::engine::input::Input;
use dutydesk::feed::decode::words::Type;
use dutydesk::operations::actor::PrivateText;
use dutydesk::operations::claim;
use dutydesk::operations::deadline::{self, Subject};
use dutydesk::operations::fact::Body as FactBody;
use dutydesk::operations::outcome;
use dutydesk::operations::pool::Command as Money;
use dutydesk::text::bounded;
use dutydesk::units::{FeedId, Fen, Instant, Span};

fn refuse() -> claim::Command<PrivateText> {
    claim::Command::Refuse { claim: CLAIM, reason: TEXT }
}

fn noticed() -> claim::Command<PrivateText> {
    claim::Command::RefusalNoticed { claim: CLAIM }
}

fn no_claim(refusal: claim::Refusal) -> outcome::Refusal {
    outcome::Refusal::Claim(refusal)
}

#[test]
fn the_insurers_clocks() {
    enum Act {
        Pool(Money<PrivateText>),
        Claim(claim::Command<PrivateText>),
    }
    type Row = (Vec<(i64, Act)>, Vec<(Subject, i64)>);
    use Act::{Claim as C, Pool as P};
    let decision = |day| (Subject::ClaimDecision(ONE, CLAIM), day);
    let advance = |day| (Subject::ClaimAdvance(ONE, CLAIM), day);
    let payment = |day| (Subject::ClaimPayment(ONE, CLAIM), day);
    let refusal = |day| (Subject::ClaimRefusal(ONE, CLAIM), day);
    // What was done on which day, and what runs after it until which day.
    let table: [Row; 9] = [
        (vec![], vec![]),
        (vec![(2, C(papers()))], vec![decision(32), advance(62)]),
        (vec![(2, C(papers())), (40, C(agree(HUNDRED)))], vec![payment(50)]),
        (vec![(2, C(papers())), (5, C(agree(HUNDRED))), (6, P(refill(Fen(1))))], vec![payment(15)]),
        (vec![(2, C(papers())), (5, C(agree(HUNDRED))), (20, P(refill(HUNDRED)))], vec![]),
        (
            vec![(2, C(papers())), (5, C(agree(Fen(1)))), (6, P(refill(Fen(1)))), (9, C(agree(HUNDRED)))],
            vec![payment(19)],
        ),
        (vec![(2, C(papers())), (5, C(refuse()))], vec![refusal(8)]),
        (vec![(5, C(refuse()))], vec![refusal(8)]),
        (vec![(5, C(refuse())), (30, C(noticed()))], vec![]),
    ];
    for forgotten in [false, true] {
        for (row, (acts, wanted)) in table.iter().enumerate() {
            let mut night = Night::spent(HUNDRED);
            night.must(open("PICC", "BA-1"));
            if forgotten {
                night.forget();
            }
            for (day, act) in acts {
                night.days(*day);
                match act {
                    P(command) => drop(night.must(*command)),
                    C(command) => drop(night.must(*command)),
                }
            }
            let is_claim = |it: &&deadline::Deadline| {
                matches!(
                    it.subject,
                    Subject::ClaimDecision(..)
                        | Subject::ClaimAdvance(..)
                        | Subject::ClaimPayment(..)
                        | Subject::ClaimRefusal(..)
                )
            };
            let running = night.state().deadlines.running().iter().filter(is_claim);
            let running: Vec<_> = running.map(|it| (it.subject, it.due.since(T0).0 / DAY.0)).collect();
            assert_eq!(running, *wanted, "row {row}, forgotten: {forgotten}");
        }
    }
}

#[test]
fn a_clock_that_runs_out_says_so_and_is_met_late() {
    let mut night = Night::spent(HUNDRED);
    night.must(open("PICC", "BA-1"));
    night.must(papers());
    let facts = night.days(31);
    let subject = Subject::ClaimDecision(ONE, CLAIM);
    let due = T0.after(Span(DAY.0 * 30));
    let passed = deadline::Fact::Passed { subject, due };
    assert!(facts.iter().any(|it| it.at == due && it.body == FactBody::Deadline(passed)));
    let facts = night.must(agree(HUNDRED));
    assert!(facts.iter().any(|it| it.body == FactBody::Deadline(deadline::Fact::Met { subject, due })));
}

#[test]
fn what_a_claim_refuses() {
    let set = |acts: &[claim::Command<PrivateText>]| {
        let mut night = Night::spent(HUNDRED);
        night.must(open("PICC", "BA-1"));
        for act in acts {
            drop(night.must(*act));
        }
        night
    };
    let agreed = [papers(), agree(Fen(50))];
    for (acts, act, wanted) in [
        (&[][..], open("人保", "ba-1"), claim::Refusal::SameNumber(CLAIM)),
        (&[], open("NOBODY", "1"), claim::Refusal::NoSuchInsurer(bounded("NOBODY"))),
        (&[], open("PICC", " "), claim::Refusal::NumberMissing(bounded("PICC"))),
        (&[], agree(HUNDRED), claim::Refusal::PapersMissing(CLAIM)),
        (&[], agree(Fen(0)), claim::Refusal::NoAmount(CLAIM)),
        (&[], agree(Fen(i64::MAX)), claim::Refusal::NoAmount(CLAIM)),
        (&[], noticed(), claim::Refusal::NotRefused(CLAIM)),
        (&[papers()], papers(), claim::Refusal::PapersComplete(CLAIM)),
        (&agreed, papers(), claim::Refusal::Decided(CLAIM)),
        (&agreed, agree(Fen(50)), claim::Refusal::Decided(CLAIM)),
        (&agreed, agree(Fen(51)), claim::Refusal::Unpaid(CLAIM)),
        (&agreed, refuse(), claim::Refusal::Decided(CLAIM)),
        (&agreed, noticed(), claim::Refusal::NotRefused(CLAIM)),
        (&[refuse()], refuse(), claim::Refusal::Decided(CLAIM)),
        (&[refuse()], agree(HUNDRED), claim::Refusal::Decided(CLAIM)),
        (&[refuse(), noticed()], noticed(), claim::Refusal::Noticed(CLAIM)),
    ] {
        assert_eq!(set(acts).act(act).err(), Some(no_claim(wanted)), "{acts:?} {act:?}");
    }
    let elsewhere = claim::Command::Open { incident: id(77), insurer: bounded("PICC"), number: bounded("1") };
    let refusal = no_claim(claim::Refusal::NoSuchIncident(id(77)));
    assert_eq!(Night::new().act(elsewhere).err(), Some(refusal));
    assert!(set(&[]).act(open("PINGAN", "BA-1")).is_ok(), "another insurer's number is another number");
}

#[test]
fn a_policy_is_judged_when_it_occurred() {
    // The sample's 安责险 of 恒越 ends with 2027-03-01, its 财产险 with 2027-04-30, in China's time.
    let end = Instant(1_803_916_800_000);
    for (insurer, occurred, received, told, policy) in [
        (
            "PICC",
            end.after(Span(-1)),
            end.after(Span::minutes(2)),
            end.after(Span::minutes(9)),
            "PZ-2026-118",
        ),
        ("PICC", end.after(Span(-1)), end.after(Span::minutes(2)), end.after(DAY), "PZ-2026-118"),
        ("PICC", end, end.after(Span::minutes(2)), end.after(Span::minutes(9)), ""),
        ("PINGAN", end, end, end.after(Span::minutes(9)), "PC-2026-0407"),
        ("CPIC", end, end, end.after(Span::minutes(9)), ""),
        // What states no time occurred when it was received.
        ("PICC", Instant::UNSTATED, end.after(Span(-1)), end.after(DAY), "PZ-2026-118"),
        ("PICC", Instant::UNSTATED, end, end.after(DAY), ""),
    ] {
        let mut night = Night { desk: Desk::new(), action: 1 << 64 };
        night.desk.now = received;
        let said = says("S-2041", Type::Alarm, Conditions::FIRE);
        let bytes = sensor(1, if occurred.is_stated() { occurred } else { received }, &said);
        night.desk.take(&Input::Frame { feed: FeedId(0), bytes: &bytes });
        // Devices that kept silent until then have incidents of their own.
        let device = night.state().device("S-2041").unwrap();
        let incident = night.state().correlation.incident_of(device).unwrap();
        night.desk.now = told;
        let (insurer, number) = (bounded(insurer), bounded("BA-1"));
        let facts = night.must(claim::Command::Open { incident, insurer, number });
        let opened = facts.iter().find_map(|fact| match fact.body {
            FactBody::Claim(claim::Fact::Opened { policy, .. }) => Some(policy),
            _ => None,
        });
        assert_eq!(opened.unwrap().as_str(), policy, "{insurer} {occurred:?} {received:?}");
    }
}
