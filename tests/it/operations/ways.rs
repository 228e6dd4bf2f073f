//! What is owed for money that went out otherwise than by a hand on paper, who is late with a contribution, and the statement.

use super::fixture::{Desk, T0, TEXT, acknowledge, id, officer, proved, registry};
use dutydesk::document::statement::{self, Query};
use dutydesk::engine::input::Input;
use dutydesk::journal::draft::Draft;
use dutydesk::journal::reader::Reader;
use dutydesk::journal::writer::Journal;
use dutydesk::language::{Lang, answer, fact as sentence};
use dutydesk::operations::actor::{Actor, PrivateText};
use dutydesk::operations::call::{self, Callee, Outcome, Party, Purpose};
use dutydesk::operations::command::{Body, Command, Seen};
use dutydesk::operations::deadline::Subject;
use dutydesk::operations::desk;
use dutydesk::operations::fact::{Body as FactBody, Fact};
use dutydesk::operations::outcome::{self, Remark};
use dutydesk::operations::pool::schedule::standings;
use dutydesk::operations::pool::{self, Command as Money, Finding, Owes, Stage, day, release};
use dutydesk::operations::snapshot::Waiting;
use dutydesk::operations::state::Verdict;
use dutydesk::text::bounded;
use dutydesk::units::{ActionId, Fen, IncidentId, Instant, ReservationId, Span};
use std::sync::Arc;

const ONE: IncidentId = id(1);
const FIRST: ReservationId = ReservationId(1);
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
const YUAN: i64 = 100;

/// A desk with money, a fire, and so much set aside by D1.
struct Night {
    desk: Desk,
    action: u128,
}

impl Night {
    fn with(yuan: i64) -> Self {
        let mut desk = Desk::new();
        let fact = desk::Fact::Started { build: bounded("t"), recovery: desk::fact::Recovery::Fresh };
        desk.take(&Input::Desk { actor: Actor::Desk, fact });
        desk.fire(0, "S-2041");
        desk.act(proved("D1"), acknowledge(1));
        let mut night = Self { desk, action: 1 << 90 };
        night.must(
            "D1",
            Money::Reserve {
                incident: ONE,
                amount: Fen(yuan * YUAN),
                payee: TEXT,
                purpose: TEXT,
                evidence: TEXT,
            },
        );
        night
    }

    /// Signed by one officer, at D1's terminal.
    fn ask(&mut self, by: &str, body: Money<PrivateText>) -> (Verdict, Vec<Fact>) {
        self.action += 1;
        let (action, signed_by) = (ActionId(self.action), Some(officer(by)));
        let body = Body::Pool(body);
        self.desk.give(&Command { action, actor: proved("D1"), signed_by, seen: Seen::default(), body })
    }

    fn must(&mut self, by: &str, body: Money<PrivateText>) -> Vec<Fact> {
        match self.ask(by, body) {
            (Verdict::Decided { .. }, facts) => facts,
            (Verdict::Refused(why), _) => panic!("{by}: {why:?}"),
        }
    }

    fn no(&mut self, by: &str, body: Money<PrivateText>) -> release::Refusal {
        match self.ask(by, body) {
            (Verdict::Refused(outcome::Refusal::Pool(pool::Refusal::Release(why))), facts) => {
                assert!(facts.is_empty());
                why
            }
            (verdict, _) => panic!("{by}: {verdict:?}"),
        }
    }

    fn ring(&mut self, code: &str) {
        let (person, _) = registry().operations.person(code).unwrap();
        let end = call::Command::End {
            incident: ONE,
            callee: Party::Known(Callee::Person(person)),
            purpose: Purpose::Other,
            outcome: Outcome::Answered,
            by: None,
            reference: bounded(""),
        };
        assert!(matches!(self.desk.act(proved("D1"), Body::Call(end)).0, Verdict::Decided { .. }));
    }

    fn row(&self) -> pool::Reservation {
        *self.desk.driver.state.pool.get(FIRST).unwrap()
    }

    fn due(&self, subject: Subject) -> Option<Instant> {
        self.desk.driver.state.deadlines.of(subject).map(|it| it.due)
    }
}

fn post(yuan: i64) -> Money<PrivateText> {
    Money::Post { reservation: FIRST, amount: Fen(yuan * YUAN), repeated: ONE }
}

fn consent(yuan: i64, agreed: &str) -> Money<PrivateText> {
    let agreed = bounded(agreed);
    Money::Consent { reservation: FIRST, amount: Fen(yuan * YUAN), repeated: ONE, agreed }
}

fn overrides(yuan: i64) -> Money<PrivateText> {
    Money::Override { reservation: FIRST, amount: Fen(yuan * YUAN), repeated: ONE, reason: TEXT }
}

#[test]
fn a_larger_sum_wants_more_hands_and_says_whose() {
    for (yuan, hands) in [(50_000, &["L1"][..]), (50_001, &["L1", "F1"]), (500_001, &["F1", "L2", "L1"])] {
        let mut night = Night::with(yuan);
        let (last, before) = hands.split_last().unwrap();
        for hand in before {
            let (verdict, facts) = night.ask(hand, post(yuan));
            let Verdict::Decided { remark: Some(remark @ Remark::HandsWanted(_)), .. } = verdict else {
                panic!("{yuan} {hand}: {verdict:?}")
            };
            let mut said = String::new();
            answer::remark(Lang::Zh, &remark, &mut said);
            assert!(said.starts_with("款未出, 还要 "), "{said}");
            assert!(matches!(facts[0].body, FactBody::Pool(pool::Fact::Signed { .. })));
            assert_eq!(night.row().stage, Stage::Reserved, "nothing has left");
            assert_eq!(night.no(hand, post(yuan)), release::Refusal::SignedAlready(FIRST));
            let less = release::Refusal::AmountDiffers { asked: Fen(100), agreed: Fen(yuan * YUAN) };
            assert_eq!(night.no(last, post(1)), less, "all sign the same sum");
        }
        night.must(last, post(yuan));
        assert_eq!(night.row().stage, Stage::Authorised, "{yuan}");
        let (verdict, _) = night.ask(last, post(yuan));
        assert!(matches!(verdict, Verdict::Refused(_)), "it goes out once");
    }
}

/// Asked for in parts, it is one sum all the same.
#[test]
fn a_sum_is_not_made_smaller_by_asking_for_it_in_parts() {
    let mut night = Night::with(50_000);
    night.must("L1", post(50_000));
    night.must(
        "D1",
        Money::Reserve { incident: ONE, amount: Fen(100), payee: TEXT, purpose: TEXT, evidence: TEXT },
    );
    let second = Money::Post { reservation: ReservationId(2), amount: Fen(100), repeated: ONE };
    let facts = night.must("L1", second);
    assert!(
        matches!(facts[0].body, FactBody::Pool(pool::Fact::Signed { .. })),
        "finance is wanted too: {facts:?}"
    );
}

#[test]
fn a_telephone_consent_is_listed_until_it_is_signed_by_who_gave_it() {
    let mut night = Night::with(50_000);
    assert_eq!(night.no("D2", consent(50_000, "L1")), release::Refusal::NotReached(bounded("L1")));
    night.ring("L1");
    assert_eq!(night.no("L1", consent(50_000, "L1")), release::Refusal::OwnConsent(FIRST));
    assert_eq!(night.no("D2", consent(50_000, "Q9")), release::Refusal::NoSuchPerson(bounded("Q9")));
    // Who made it and heard the word would release it alone.
    let alone = night.ask("D1", consent(50_000, "L1")).0;
    let maker = outcome::Refusal::Pool(pool::Refusal::MakerIsChecker(FIRST));
    assert!(matches!(alone, Verdict::Refused(why) if why == maker), "{alone:?}");
    let facts = night.must("D2", consent(50_000, "L1"));
    let mut said = String::new();
    sentence::said(Lang::Zh, T0, &facts[0].body, Span(0), &mut said);
    assert!(said.contains("拨付 50,000.00 元") && said.contains("电话同意·待补签, 接听 D2"), "{said}");
    let at = night.desk.now;
    let owed = Subject::Countersign(ONE, FIRST);
    assert_eq!(night.due(owed), Some(at.after(Span(DAY_MS))));
    for stage in [Stage::Paid, Stage::Arrived] {
        night.must(
            "D1",
            match stage {
                Stage::Paid => Money::Paid { reservation: FIRST, receipt: bounded("HD") },
                _ => Money::Arrived { reservation: FIRST },
            },
        );
        assert!(
            night.due(owed).is_some() && !night.row().is_settled(),
            "the money may be there: a word is owed"
        );
    }
    let facts = night.desk.tick(DAY_MS + 600_000);
    assert!(facts.iter().any(|it| matches!(it.body, FactBody::Deadline(fact) if fact.subject() == owed)));
    assert!(night.due(owed).is_some(), "late, and still listed");
    // Who does not sign what they agreed to is not asked by telephone again.
    night.must(
        "D1",
        Money::Reserve { incident: ONE, amount: Fen(100), payee: TEXT, purpose: TEXT, evidence: TEXT },
    );
    night.ring("F1");
    let again = Money::Consent {
        reservation: ReservationId(2),
        amount: Fen(100),
        repeated: ONE,
        agreed: bounded("F1"),
    };
    assert_eq!(night.no("D2", again), release::Refusal::Unsigned(FIRST));
    let sign = Money::Countersign { reservation: FIRST };
    assert_eq!(night.no("F1", sign), release::Refusal::NotWhoAgreed(bounded("L1")));
    night.must("L1", sign);
    assert_eq!((night.due(owed), night.row().is_settled()), (None, true));
    assert_eq!(night.no("L1", sign), release::Refusal::NothingToCountersign(FIRST));
}

#[test]
fn an_override_goes_out_at_once_for_life_only_and_is_reviewed_by_another_within_a_day() {
    let mut night = Night::with(900_000);
    assert_eq!(
        night.ask("D1", overrides(900_000)).0,
        Verdict::Refused(outcome::Refusal::Pool(pool::Refusal::MakerIsChecker(FIRST))),
        "two people, whatever the hurry"
    );
    night.must("D2", overrides(900_000));
    let owed = Subject::Review(ONE, FIRST);
    assert_eq!(night.due(owed), Some(night.desk.now.after(Span(DAY_MS))));
    assert_eq!(night.row().stage, Stage::Authorised);
    for again in [overrides(900_000), post(900_000)] {
        assert!(matches!(night.ask("L1", again).0, Verdict::Refused(_)), "it goes out once");
    }
    let review = |finding| Money::Review { reservation: FIRST, finding, note: TEXT };
    assert!(matches!(
        night.ask("D2", review(Finding::Upheld)).0,
        Verdict::Refused(outcome::Refusal::NotAllowed(_))
    ));
    night.must("L2", review(Finding::Objected));
    assert_eq!((night.due(owed), night.row().reviewed()), (None, Some(Finding::Objected)));
    assert_eq!(night.no("L1", review(Finding::Upheld)), release::Refusal::NothingToReview(FIRST));

    let mut night = Night::with(1_000);
    night.desk.clear(10_000, "S-2041");
    assert!(!night.desk.driver.state.life_risk(ONE));
    assert_eq!(night.no("L1", overrides(1_000)), release::Refusal::NotLifeRisk(ONE));
}

#[test]
fn a_day_is_closed_by_two_to_the_fen() {
    let mut night = Night::with(50_000);
    let close = |figure| Money::CloseDay { figure: Fen(figure) };
    let day_refused = |verdict: Verdict| match verdict {
        Verdict::Refused(outcome::Refusal::Pool(pool::Refusal::Day(why))) => why,
        other => panic!("{other:?}"),
    };
    night.must("L1", post(50_000));
    // Authorised and not paid: the bank still has it.
    let books = 128_400_000;
    let off = day::Refusal::FigureDiffers { figure: Fen(books - 1), books: Fen(books) };
    assert_eq!(day_refused(night.ask("F1", close(books - 1)).0), off);
    night.must("F1", close(books));
    assert_eq!(day_refused(night.ask("F1", close(books)).0), day::Refusal::SameHand);
    // The bank pays: what was stated is no more what it must say.
    night.must("D1", Money::Paid { reservation: FIRST, receipt: bounded("HD") });
    let books = books - 5_000_000;
    let facts = night.must("L1", close(books));
    assert!(matches!(facts[0].body, FactBody::Pool(pool::Fact::DayAsserted { .. })), "the first again");
    let facts = night.must("F1", close(books));
    let FactBody::Pool(pool::Fact::DayClosed { first, second, figure, .. }) = facts[0].body else { panic!() };
    assert_eq!((first.code.as_str(), second.code.as_str(), figure), ("L1", "F1", Fen(books)));
    assert!(matches!(day_refused(night.ask("L2", close(books)).0), day::Refusal::DayClosed(_)), "once a day");
    night.desk.tick(DAY_MS + 600_000);
    night.must("L2", close(books));
}

#[test]
fn who_is_late_with_a_contribution_is_known_to_the_day() {
    let mut night = Night::with(100);
    let standing = |night: &Night, code: &str| {
        let insurer = registry().operations.insurer(code).map(|(id, _)| pool::Payer::Insurer(id)).unwrap();
        standings(&night.desk.driver.state).into_iter().find(|it| it.payer == insurer).unwrap()
    };
    // 300,000 yuan are due by the end of 2027-03-31: day 20,908.
    let last = Instant(20_909 * DAY_MS - 8 * 60 * 60 * 1_000 - 1).since(T0).0;
    let picc = standing(&night, "PICC");
    assert_eq!((picc.paid, picc.late, picc.next), (Fen(0), Fen(0), Some((Fen(30_000_000), 20_908))));
    night.must(
        "D1",
        Money::Contribute { payer: bounded("PICC"), amount: Fen(10_000_000), receipt: bounded("HD") },
    );
    night.desk.tick(last);
    assert_eq!(standing(&night, "PICC").late, Fen(0), "it is in time through its last day");
    night.desk.tick(last + 1);
    let picc = standing(&night, "PICC");
    assert_eq!((picc.late, picc.since_day, picc.next), (Fen(20_000_000), Some(20_908), None));
    night.must(
        "D1",
        Money::Contribute { payer: bounded("PICC"), amount: Fen(20_000_000), receipt: bounded("HD") },
    );
    assert_eq!(standing(&night, "PICC").late, Fen(0));
}

#[test]
fn the_statement_adds_up_and_names_what_is_open() {
    let mut night = Night::with(50_000);
    night.ring("L1");
    night.must("D2", consent(40_000, "L1"));
    night.must("D1", Money::Paid { reservation: FIRST, receipt: bounded("HD-1") });
    night.must("D1", Money::Contribute { payer: bounded("PICC"), amount: Fen(7), receipt: bounded("HD-2") });
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("journal.db");
    let mut journal = Journal::open(&file).unwrap();
    journal.commit(&Draft::all(&night.desk.facts), &[]).unwrap();
    let reader = Reader::open(&file).unwrap();
    let found = statement::statement(&reader, Query::default()).unwrap().unwrap();
    assert!(found.balanced && found.unread == 0, "{found:?}");
    assert_eq!((found.opening, found.went_out, found.came_in), (Fen(0), Fen(4_000_000), Fen(128_400_007)));
    assert_eq!((found.closing, found.bank), (Fen(124_400_007), Fen(124_400_007)));
    let [open] = &found.open[..] else { panic!("{:?}", found.open) };
    assert_eq!((open.reservation, open.unsigned.as_deref()), (FIRST, Some("L1")));
    let text = statement::text::text(Lang::Zh, &found);
    for wanted in ["期末 1,244,000.07", "-40,000.00 = 1,244,000.00", "待补签 L1", "+0.07"] {
        assert!(text.contains(wanted), "{wanted}:\n{text}");
    }
    let csv = statement::text::csv(&found, dutydesk::journal::export::Mark::None);
    assert!(csv.contains(",pool.posted,1001,D1,0.00,40000.00,1244000.00,"), "{csv}");
    assert_eq!(csv.lines().count(), found.rows.len() + 1);
    // A day later nothing moved: what stood is the opening.
    let after = Query { from_day: Some(found.to_day + 1), to_day: None };
    let later = statement::statement(&reader, after).unwrap().unwrap();
    assert_eq!((later.opening, later.closing, later.rows.len()), (found.closing, found.closing, 0));
    assert!(later.balanced);
}

#[test]
fn what_is_owed_is_shown_on_its_row() {
    use dutydesk::operations::listing::{Listing, PageLook, Rows, gather, pool::Row};
    let mut night = Night::with(600_000);
    let look = PageLook {
        page: Listing::Pool,
        filter: bounded(""),
        first_row: 0,
        rows: 50,
        selected: None,
        incident: None,
    };
    let owes = |night: &Night| {
        let Rows::Pool(rows) = gather(&night.desk.driver.state, look).rows else { panic!() };
        rows.iter().find_map(|row| match row {
            Row::Reservation { view, .. } => Some(view.owes),
            _ => None,
        })
    };
    assert_eq!(owes(&night), Some(Owes::Hands(pool::Wanted { leaders: 2, finance: 1, either: 0 })));
    night.must("F1", post(600_000));
    assert_eq!(owes(&night), Some(Owes::Hands(pool::Wanted { leaders: 2, finance: 0, either: 0 })));
    night.must("L1", overrides(600_000));
    assert_eq!(owes(&night), Some(Owes::Review));
}

#[test]
fn who_owes_a_word_has_it_waiting_until_it_is_given() {
    let waiting = |night: &Night| night.desk.snapshot().waiting.to_vec();
    let (reservation, incident) = (FIRST, ONE);
    let mut night = Night::with(50_000);
    assert!(matches!(waiting(&night)[..], [Waiting::Post { reservation: FIRST, .. }]), "before any word");
    night.ring("L1");
    night.must("D2", consent(40_000, "L1"));
    let (amount, since) = (Fen(40_000 * YUAN), night.desk.now);
    let owed = Waiting::Countersign { incident, reservation, amount, who: bounded("L1"), since };
    assert_eq!(waiting(&night), [owed]);
    night.must("L1", Money::Countersign { reservation });
    assert_eq!(waiting(&night), []);

    let mut night = Night::with(50_000);
    night.must("D2", overrides(50_000));
    let (amount, due) = (Fen(50_000 * YUAN), night.desk.now.after(Span(DAY_MS)));
    let not = [bounded("D1"), bounded("D2")];
    assert_eq!(waiting(&night), [Waiting::Review { incident, reservation, amount, not, due }]);
    night.must("L1", Money::Review { reservation, finding: Finding::Upheld, note: TEXT });
    assert_eq!(waiting(&night), []);
}

/// Who agreed to a smaller sum did not agree to what was let go over their head.
#[test]
fn a_word_by_telephone_for_another_sum_is_not_owed_once_money_went_to_save_life() {
    for (agreed, owes) in [(400_000, false), (600_000, true)] {
        let mut night = Night::with(600_000);
        night.ring("L1");
        let facts = night.must("D2", consent(agreed, "L1"));
        assert!(matches!(facts[0].body, FactBody::Pool(pool::Fact::Signed { heard: Some(_), .. })));
        night.must("F1", overrides(600_000));
        assert_eq!(night.row().unsigned().map(|it| it.by.code), owes.then(|| bounded("L1")), "{agreed}");
        assert_eq!(night.due(Subject::Countersign(ONE, FIRST)).is_some(), owes, "{agreed}");
        let sign = night.ask("L1", Money::Countersign { reservation: FIRST }).0;
        assert_eq!(matches!(sign, Verdict::Decided { .. }), owes, "{agreed}: {sign:?}");
        // They had a part in it all the same.
        let review = Money::Review { reservation: FIRST, finding: Finding::Upheld, note: TEXT };
        assert_eq!(night.no("L1", review), release::Refusal::OwnReview(FIRST));
    }
}

/// Each has a day from their own word, not from another's.
#[test]
fn two_words_by_telephone_are_owed_a_day_after_each_was_given() {
    let mut night = Night::with(600_000);
    night.ring("L1");
    night.must("D2", consent(600_000, "L1"));
    night.desk.tick(DAY_MS / 2);
    night.ring("L2");
    night.must("D2", consent(600_000, "L2"));
    let second = night.desk.now;
    night.must("F1", post(600_000));
    let owed = Subject::Countersign(ONE, FIRST);
    assert_eq!(night.due(owed), Some(T0.after(Span(DAY_MS))));
    night.must("L1", Money::Countersign { reservation: FIRST });
    assert_eq!(night.due(owed), Some(second.after(Span(DAY_MS))));
}

#[test]
fn nothing_is_set_aside_that_nobody_could_release_unless_it_saves_life() {
    // The sample's last limit has no end: here it has one.
    let limited = || {
        let mut night = Night::with(100);
        let registry = registry();
        let mut reference = (*registry.operations).clone();
        let limit = pool::Limit { up_to: Fen(1_000 * YUAN), leaders: 0, finance: 0 };
        reference.pool_terms.limits = [limit].into();
        night.desk.driver.state.attach(Arc::clone(&registry.correlation), Arc::new(reference));
        night
    };
    let reserve = |yuan: i64| Money::Reserve {
        incident: ONE,
        amount: Fen(yuan * YUAN),
        payee: TEXT,
        purpose: TEXT,
        evidence: TEXT,
    };
    let mut night = limited();
    night.desk.clear(10_000, "S-2041");
    assert!(!night.desk.driver.state.life_risk(ONE));
    let beyond = release::Refusal::BeyondLimits { sum: Fen(1_001 * YUAN), most: Fen(1_000 * YUAN) };
    assert_eq!(night.no("D1", reserve(1_001)), beyond);
    night.must("D1", reserve(1_000));

    let mut night = limited();
    assert!(night.desk.driver.state.life_risk(ONE));
    night.must("D1", reserve(1_001));
}

#[test]
fn no_words_are_destroyed_while_money_of_them_is_owed() {
    let mut night = Night::with(100);
    let purge = |night: &mut Night| {
        night.action += 1;
        let body = Body::Desk(desk::Command::Purge(desk::Scope::Incident(ONE)));
        let (action, signed_by) = (ActionId(night.action), Some(officer("L1")));
        night.desk.give(&Command { action, actor: proved("D1"), signed_by, seen: Seen::default(), body }).0
    };
    let owed = Verdict::Refused(outcome::Refusal::Desk(desk::Refusal::MoneyOwed(FIRST)));
    let open = Verdict::Refused(outcome::Refusal::Desk(desk::Refusal::StillOpen(ONE)));
    assert_eq!(purge(&mut night), owed, "set aside");
    night.must("D2", overrides(100));
    night.must("D1", Money::Paid { reservation: FIRST, receipt: bounded("HD") });
    night.must("D1", Money::Arrived { reservation: FIRST });
    assert_eq!(purge(&mut night), owed, "the money is there, a review is owed");
    night.must("L1", Money::Review { reservation: FIRST, finding: Finding::Upheld, note: TEXT });
    assert_eq!(purge(&mut night), open, "only the incident is left");
}
