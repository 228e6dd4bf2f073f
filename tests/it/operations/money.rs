//! Money and claims: two phases, two people, and the insurer's clocks.

use super::fixture::{Desk, T0, TEXT, acknowledge, id, kinds, officer, proved, registry};
use dutydesk::correlation::alarm::HazardFamily;
use dutydesk::correlation::change::{Change, What};
use dutydesk::engine::driver::Driver;
use dutydesk::engine::input::Input;
use dutydesk::language::{Lang, answer, fact as sentence};
use dutydesk::limits::{CLOSED_KEPT_MAX, MONEY_FEN_MAX};
use dutydesk::operations::actor::{Actor, Officer, PrivateText};
use dutydesk::operations::authority::{Act, rule};
use dutydesk::operations::command::{Body, Command, Seen};
use dutydesk::operations::deadline::Subject;
use dutydesk::operations::fact::{Body as FactBody, Fact};
use dutydesk::operations::incident::{self, Disposition};
use dutydesk::operations::outcome;
use dutydesk::operations::pool::account::Account;
use dutydesk::operations::pool::{self, Command as Money, Refusal, Stage, lines};
use dutydesk::operations::state::{State, Verdict};
use dutydesk::operations::{claim, desk};
use dutydesk::text::bounded;
use dutydesk::units::{
    ActionId, ClaimId, EntryNumber, Fen, IncidentId, Instant, ReservationId, Span, ZoneId,
};

pub(super) const ONE: IncidentId = id(1);
const FIRST: ReservationId = ReservationId(1);
pub(super) const CLAIM: ClaimId = ClaimId(1);
pub(super) const HUNDRED: Fen = Fen(10_000);
pub(super) const DAY: Span = Span::minutes(24 * 60);
/// What the sample's pool holds when the desk starts.
const BALANCE: Fen = Fen(128_400_000);

/// A desk with an open pool and a fire that somebody has.
pub(super) struct Night {
    pub(super) desk: Desk,
    pub(super) action: u128,
}

impl Night {
    pub(super) fn new() -> Self {
        let mut night = Self { desk: Desk::new(), action: 1 << 64 };
        night.open_pool();
        night.desk.fire(0, "S-2041");
        night.sign(proved("D1"), None, acknowledge(1)).unwrap();
        night
    }

    fn open_pool(&mut self) {
        let fact = desk::Fact::Started { build: bounded("t"), recovery: desk::fact::Recovery::Fresh };
        self.desk.take(&Input::Desk { actor: Actor::Desk, fact });
    }

    fn sign(
        &mut self,
        actor: Actor,
        signed_by: Option<Officer>,
        body: Body<PrivateText>,
    ) -> Result<Vec<Fact>, outcome::Refusal> {
        self.action += 1;
        let action = ActionId(self.action);
        match self.desk.give(&Command { action, actor, signed_by, seen: Seen::default(), body }) {
            (Verdict::Decided { .. }, facts) => Ok(facts),
            (Verdict::Refused(refusal), facts) => {
                assert_eq!(kinds(&facts), [""; 0], "a refusal changes nothing");
                Err(refusal)
            }
        }
    }

    /// D1 acts, and L1 signs what wants a signature.
    pub(super) fn act(&mut self, body: impl Into<Do>) -> Result<Vec<Fact>, outcome::Refusal> {
        let Do(body) = body.into();
        let is_post = matches!(body, Body::Pool(Money::Post { .. }));
        self.sign(proved("D1"), is_post.then(|| officer("L1")), body)
    }

    pub(super) fn must(&mut self, body: impl Into<Do>) -> Vec<Fact> {
        self.act(body).unwrap()
    }

    pub(super) fn days(&mut self, days: i64) -> Vec<Fact> {
        self.desk.tick(DAY.0 * days)
    }

    pub(super) fn state(&self) -> &State {
        &self.desk.driver.state
    }

    fn available(&self) -> Fen {
        self.state().pool.accounts.available()
    }

    fn stage(&self) -> Stage {
        self.state().pool.get(FIRST).unwrap().stage
    }

    /// A rescue that has cost so much.
    pub(super) fn spent(amount: Fen) -> Self {
        let mut night = Self::new();
        night.must(reserve(amount));
        night.must(post(amount));
        night
    }

    /// Closes the incident, and so many others that the desk leaves it to the journal.
    pub(super) fn forget(&mut self) {
        let at = self.desk.now;
        let incidents = &mut self.desk.driver.state.incidents;
        let close =
            |incident| incident::Fact::Closed { incident, disposition: Disposition::Handled, reason: None };
        incidents.apply(&close(ONE), Actor::Desk, at);
        for number in 0..=CLOSED_KEPT_MAX as u32 {
            let incident = IncidentId(50_000 + number);
            let what = What::Opened { incident, zone: ZoneId(0), family: HazardFamily::Fire };
            let (change, named) = (Change { at, what }, incident::fact::Named::default());
            incidents.apply(&incident::Fact::Alarm { change, named }, Actor::Desk, at);
            incidents.apply(&close(incident), Actor::Desk, at.after(Span(1)));
        }
        assert!(incidents.get(ONE).is_none());
    }
}

pub(super) struct Do(Body<PrivateText>);

impl From<Money<PrivateText>> for Do {
    fn from(command: Money<PrivateText>) -> Self {
        Self(Body::Pool(command))
    }
}

impl From<claim::Command<PrivateText>> for Do {
    fn from(command: claim::Command<PrivateText>) -> Self {
        Self(Body::Claim(command))
    }
}

fn reserve(amount: Fen) -> Money<PrivateText> {
    Money::Reserve { incident: ONE, amount, payee: TEXT, purpose: TEXT, evidence: TEXT }
}

fn post(amount: Fen) -> Money<PrivateText> {
    Money::Post { reservation: FIRST, amount, repeated: ONE }
}

fn void() -> Money<PrivateText> {
    Money::Void { reservation: FIRST, reason: TEXT }
}

fn paid() -> Money<PrivateText> {
    Money::Paid { reservation: FIRST, receipt: bounded("HD-1") }
}

fn arrived() -> Money<PrivateText> {
    Money::Arrived { reservation: FIRST }
}

pub(super) fn refill(amount: Fen) -> Money<PrivateText> {
    Money::Refill { claim: CLAIM, amount, receipt: bounded("HD-2") }
}

fn recover(amount: Fen) -> Money<PrivateText> {
    Money::Recover { incident: ONE, amount, receipt: bounded("HD-3") }
}

pub(super) fn open(insurer: &str, number: &str) -> claim::Command<PrivateText> {
    claim::Command::Open { incident: ONE, insurer: bounded(insurer), number: bounded(number) }
}

pub(super) fn agree(amount: Fen) -> claim::Command<PrivateText> {
    claim::Command::Agree { claim: CLAIM, amount }
}

pub(super) fn papers() -> claim::Command<PrivateText> {
    claim::Command::Papers { claim: CLAIM }
}

fn no(refusal: Refusal) -> outcome::Refusal {
    outcome::Refusal::Pool(refusal)
}

/// Brings a reservation of a hundred to a stage.
fn at_stage(stage: Stage) -> Night {
    let mut night = Night::new();
    night.must(reserve(HUNDRED));
    match stage {
        Stage::Reserved => {}
        Stage::Authorised => drop(night.must(post(HUNDRED))),
        Stage::Paid => {
            night.must(post(HUNDRED));
            night.must(paid());
        }
        Stage::Arrived => {
            night.must(post(HUNDRED));
            night.must(paid());
            night.must(arrived());
        }
        Stage::Voided => drop(night.must(void())),
        Stage::Expired => drop(night.days(1)),
    }
    assert_eq!(night.stage(), stage);
    night
}

#[test]
fn every_transition_of_the_two_phases() {
    const ALL: [Stage; 6] =
        [Stage::Reserved, Stage::Authorised, Stage::Paid, Stage::Arrived, Stage::Voided, Stage::Expired];
    // The command, the one stage that it is for, where it leads, and what is available after it.
    let table = [
        ("post", post(HUNDRED), Stage::Reserved, Stage::Authorised, Fen(BALANCE.0 - HUNDRED.0)),
        ("post a part", post(Fen(1)), Stage::Reserved, Stage::Authorised, Fen(BALANCE.0 - 1)),
        ("void", void(), Stage::Reserved, Stage::Voided, BALANCE),
        ("paid", paid(), Stage::Authorised, Stage::Paid, Fen(BALANCE.0 - HUNDRED.0)),
        ("arrived", arrived(), Stage::Paid, Stage::Arrived, Fen(BALANCE.0 - HUNDRED.0)),
    ];
    for (name, command, wanted, to, available) in table {
        for is in ALL {
            let mut night = at_stage(is);
            let before = night.available();
            let answer = night.act(command);
            if is == wanted {
                assert!(answer.is_ok(), "{name} at {is:?}: {answer:?}");
                assert_eq!((night.stage(), night.available()), (to, available), "{name} at {is:?}");
            } else {
                let refusal = no(Refusal::NotAt { reservation: FIRST, is, wanted });
                assert_eq!(answer, Err(refusal), "{name} at {is:?}");
                assert_eq!((night.stage(), night.available()), (is, before), "{name} at {is:?}");
            }
            let runs = night.state().deadlines.of(Subject::Reservation(ONE, FIRST)).is_some();
            assert_eq!(runs, night.stage() == Stage::Reserved, "{name} at {is:?}");
        }
        let unknown = Night::new().act(command);
        assert_eq!(unknown, Err(no(Refusal::NoSuchReservation(FIRST))), "{name} of nothing");
    }
}

#[test]
fn who_makes_money_never_signs_for_it() {
    let claimed = |code| Actor::Claimed(officer(code));
    let small = || Officer { code: bounded("l1"), ..officer("L1") };
    let maker = Err(no(Refusal::MakerIsChecker(FIRST)));
    let role = Err(outcome::Refusal::NotAllowed(rule(Act::MoneyPost).roles));
    let unsigned = Err(outcome::Refusal::NeedsSignature);
    let by = |code| Some(officer(code));
    // Who made it: the session and who signed; who posts: the session and who signed.
    let table = [
        ("his own session", (proved("D1"), None), (proved("D1"), by("D1")), role),
        ("a leader, his own session", (proved("L1"), None), (proved("L1"), by("L1")), maker),
        ("another terminal", (proved("L1"), None), (proved("D1"), by("L1")), maker),
        ("a line of a script", (proved("L1"), None), (claimed("L1"), by("L1")), maker),
        ("a line of nobody's", (proved("L1"), None), (Actor::Unclaimed, by("L1")), maker),
        ("his code in small letters", (proved("L1"), None), (proved("D1"), Some(small())), maker),
        ("made by a line of a script", (claimed("L1"), by("L1")), (proved("L1"), by("L1")), maker),
        ("made by a line of nobody's", (Actor::Unclaimed, by("F1")), (proved("L1"), by("F1")), maker),
        ("made at another's terminal", (proved("L1"), by("D1")), (proved("D1"), by("L1")), maker),
        ("made for another's terminal", (proved("D1"), by("L1")), (proved("D2"), by("L1")), maker),
        ("a session is no signature", (proved("D1"), None), (proved("L1"), None), unsigned),
        ("another officer", (proved("D1"), None), (proved("D2"), by("D2")), role),
        ("an insurer", (proved("D1"), None), (proved("I1"), by("I1")), role),
        ("an expert", (proved("D1"), None), (proved("D1"), by("E1")), role),
        ("a director of drills", (proved("D1"), None), (proved("D1"), by("X1")), role),
        ("an observer", (proved("D1"), None), (proved("D1"), by("V1")), role),
        ("a responder", (proved("D1"), None), (proved("D1"), by("R01")), role),
        ("the leader at the maker's terminal", (proved("D1"), None), (proved("D1"), by("L1")), Ok(())),
        ("the leader's own session", (proved("D1"), None), (proved("L1"), by("L1")), Ok(())),
        ("finance", (proved("D1"), None), (proved("F1"), by("F1")), Ok(())),
        ("finance by a line", (proved("D1"), None), (Actor::Unclaimed, by("F1")), Ok(())),
        ("another leader", (proved("L1"), None), (proved("L1"), by("L2")), Ok(())),
        ("a third person", (proved("L1"), by("D1")), (proved("D1"), by("F1")), Ok(())),
    ];
    for (name, (actor, signed), (at, second), wanted) in table {
        let mut night = Night::new();
        night
            .sign(actor, signed, Body::Pool(reserve(HUNDRED)))
            .unwrap_or_else(|why| panic!("{name}: {why:?}"));
        let answer = night.sign(at, second, Body::Pool(post(HUNDRED)));
        assert_eq!(answer.map(drop), wanted, "{name}");
    }
}

#[test]
fn money_is_never_unproved() {
    let needs = outcome::Refusal::NeedsProof;
    for (actor, signed, wanted) in [
        (Actor::Unclaimed, None, Some(needs)),
        (Actor::Claimed(officer("L1")), None, Some(needs)),
        (Actor::Desk, None, Some(needs)),
        (proved("V1"), None, Some(outcome::Refusal::NotAllowed(rule(Act::MoneyReserve).roles))),
        (proved("R01"), None, Some(outcome::Refusal::NotAllowed(rule(Act::MoneyReserve).roles))),
        (
            proved("D1"),
            Some(officer("V1")),
            Some(outcome::Refusal::NotAllowed(rule(Act::MoneyReserve).roles)),
        ),
        (proved("D2"), None, None),
        (proved("F1"), None, None),
        (Actor::Unclaimed, Some(officer("D1")), None),
    ] {
        let answer = Night::new().sign(actor, signed, Body::Pool(reserve(HUNDRED)));
        assert_eq!(answer.err(), wanted, "{actor:?} {signed:?}");
    }
}

#[test]
fn amounts_are_checked_when_they_are_asked() {
    let over = Fen(BALANCE.0 + 1);
    for (amount, wanted) in [
        (Fen(0), Refusal::NoAmount),
        (Fen(-1), Refusal::NoAmount),
        (Fen(i64::MIN), Refusal::NoAmount),
        (Fen(i64::MAX), Refusal::NoAmount),
        (Fen(MONEY_FEN_MAX + 1), Refusal::NoAmount),
        (over, Refusal::Overdraw { asked: over, available: BALANCE }),
    ] {
        assert_eq!(Night::new().act(reserve(amount)), Err(no(wanted)));
    }
    let mut night = Night::new();
    night.must(reserve(BALANCE));
    assert_eq!(night.available(), Fen(0));
    let refusal = Refusal::Overdraw { asked: Fen(1), available: Fen(0) };
    assert_eq!(night.act(reserve(Fen(1))), Err(no(refusal)), "what is pending is not there");
    let more = Fen(BALANCE.0 + 1);
    let refusal = Refusal::MoreThanReserved { asked: more, reserved: BALANCE };
    assert_eq!(night.act(post(more)), Err(no(refusal)));
    assert_eq!(night.act(post(Fen(0))), Err(no(Refusal::NoAmount)));
    let other = Money::Post { reservation: FIRST, amount: HUNDRED, repeated: id(2) };
    assert_eq!(night.act(other), Err(no(Refusal::NumberDiffers { incident: ONE, typed: id(2) })));
    let nowhere =
        Money::Reserve { incident: id(77), amount: HUNDRED, payee: TEXT, purpose: TEXT, evidence: TEXT };
    let unknown = outcome::Refusal::Incident(incident::Refusal::NoSuchIncident(id(77)));
    assert_eq!(night.act(nowhere), Err(unknown));
    let contribute = |code: &str, amount, receipt: &str| Money::Contribute {
        payer: bounded(code),
        amount,
        receipt: bounded(receipt),
    };
    for (command, wanted) in [
        (contribute("NOBODY", HUNDRED, "1"), Refusal::NoSuchPayer),
        (contribute("PICC", HUNDRED, " "), Refusal::ReceiptMissing),
        (contribute("PICC", Fen(0), "1"), Refusal::NoAmount),
        (contribute("PICC", Fen(MONEY_FEN_MAX), "1"), Refusal::NoAmount),
        (contribute("PICC", Fen(i64::MAX), "1"), Refusal::NoAmount),
        (
            Money::Paid { reservation: FIRST, receipt: bounded("") },
            Refusal::NotAt { reservation: FIRST, is: Stage::Reserved, wanted: Stage::Authorised },
        ),
        (recover(HUNDRED), Refusal::MoreThanOutstanding { asked: HUNDRED, outstanding: Fen(0) }),
        (refill(HUNDRED), Refusal::NoSuchClaim(CLAIM)),
    ] {
        assert_eq!(night.act(command), Err(no(wanted)), "{command:?}");
    }
    night.must(post(HUNDRED));
    let blank = Money::Paid { reservation: FIRST, receipt: bounded("") };
    assert_eq!(night.act(blank), Err(no(Refusal::ReceiptMissing)));
}

#[test]
fn a_reservation_expires_on_its_instant_whoever_slept() {
    let mut night = Night::new();
    night.desk.tick(5_000);
    night.must(reserve(HUNDRED));
    let due = T0.after(Span(5_000)).after(DAY);
    let early = night.desk.tick(5_000 + DAY.0 - 1);
    assert!(!kinds(&early).contains(&"pool.expired"));
    let expired = |facts: &[Fact]| -> Vec<Instant> {
        let is = |fact: &&Fact| matches!(fact.body, FactBody::Pool(pool::Fact::Expired { .. }));
        facts.iter().filter(is).map(|fact| fact.at).collect()
    };
    // The desk as it was written down, and the desk as the journal tells it; each looks days later.
    let written = postcard::to_stdvec(night.state()).unwrap();
    let mut folded = Driver::new(registry());
    for (number, fact) in night.desk.facts.iter().enumerate() {
        folded.state.fold(EntryNumber(1 + number as u64), fact);
    }
    let read = Driver::resume(postcard::from_bytes(&written).unwrap(), registry());
    for (name, mut driver) in [("written down", Box::new(read)), ("folded", Box::new(folded))] {
        let mut facts = Vec::new();
        let number = dutydesk::units::InputNumber(night.desk.input + 1);
        driver.take(number, due.after(DAY).after(DAY), &Input::Tick, &mut facts);
        assert_eq!(expired(&facts), [due], "{name}");
        assert_eq!(driver.state.pool.accounts.available(), BALANCE, "{name}");
        assert!(driver.state.deadlines.of(Subject::Reservation(ONE, FIRST)).is_none(), "{name}");
    }
    let facts = night.desk.tick(5_000 + DAY.0);
    assert_eq!(expired(&facts), [due]);
    let refusal = Refusal::NotAt { reservation: FIRST, is: Stage::Expired, wanted: Stage::Reserved };
    assert_eq!(night.act(post(HUNDRED)), Err(no(refusal)));
}

#[test]
fn the_pool_returns_to_its_figure() {
    let mut night = Night::spent(Fen(5_000_000));
    night.must(open("PICC", "BA-1"));
    night.must(papers());
    assert_eq!(night.act(refill(Fen(1))), Err(no(Refusal::MoreThanAgreed { asked: Fen(1), left: Fen(0) })));
    night.must(agree(Fen(4_000_000)));
    night.forget();
    let line = |night: &Night| lines(night.state()).rescues[0].clone();
    night.days(9);
    night.must(refill(Fen(3_000_000)));
    let over = Refusal::MoreThanAgreed { asked: Fen(1_000_001), left: Fen(1_000_000) };
    assert_eq!(night.act(refill(Fen(1_000_001))), Err(no(over)));
    let now = line(&night);
    assert_eq!(now.posted, Fen(5_000_000));
    assert_eq!((now.refilled, now.recovered, now.outstanding), (Fen(3_000_000), Fen(0), Fen(2_000_000)));
    assert_eq!((now.age_days, now.claims[0].refilled, now.claims[0].age_days), (9, Fen(3_000_000), 9));
    night.must(refill(Fen(1_000_000)));
    let over = Refusal::MoreThanOutstanding { asked: Fen(1_000_001), outstanding: Fen(1_000_000) };
    assert_eq!(night.act(recover(Fen(1_000_001))), Err(no(over)));
    night.must(recover(Fen(1_000_000)));
    let now = line(&night);
    assert_eq!((now.refilled, now.recovered, now.outstanding), (Fen(4_000_000), Fen(1_000_000), Fen(0)));
    assert_eq!(night.state().pool.accounts.of(Account::Pool).balance(), BALANCE);
    for (code, amount) in [("人保", 5), ("HY", 7), ("PICC", 6)] {
        let payer = bounded(code);
        night.must(Money::Contribute { payer, amount: Fen(amount), receipt: bounded("HD-9") });
    }
    let payers = lines(night.state()).contributions;
    let payers: Vec<_> = payers.iter().map(|it| (it.name.as_str(), it.amount.0)).collect();
    assert_eq!(payers, [("人保", 11), ("恒越电池", 7)]);
}

#[test]
fn money_is_read_aloud_in_both_languages() {
    let mut night = Night::spent(Fen(5_000_000));
    night.must(open("PICC", "BA-1"));
    night.must(papers());
    night.must(agree(HUNDRED));
    night.must(refill(Fen(1)));
    night.must(recover(Fen(1)));
    night.must(Money::Contribute { payer: bounded("HY"), amount: Fen(1), receipt: bounded("HD-9") });
    night.must(paid());
    night.must(arrived());
    let mut facts = night.desk.facts;
    for stage in [Stage::Voided, Stage::Expired] {
        facts.extend(at_stage(stage).desk.facts);
    }
    let is_ours = |fact: &&Fact| matches!(fact.body, FactBody::Pool(_) | FactBody::Claim(_));
    let mut seen = std::collections::BTreeSet::new();
    for fact in facts.iter().filter(is_ours) {
        seen.insert(fact.body.kind());
        for lang in Lang::ALL {
            let mut said = String::new();
            sentence::said(lang, fact.at, &fact.body, Span(0), &mut said);
            let is_zh = |c: char| ('\u{4E00}'..='\u{9FFF}').contains(&c);
            assert!(!said.is_empty(), "{:?}", fact.body);
            assert!(lang == Lang::Zh || !said.chars().any(is_zh), "{said}");
        }
    }
    assert_eq!(seen.len(), 10 + 3, "{seen:?}");
    let refusal = no(Refusal::NotAt { reservation: FIRST, is: Stage::Authorised, wanted: Stage::Reserved });
    let mut said = String::new();
    answer::refusal(Lang::Zh, &refusal, &mut said);
    assert!(said.contains("已授权") && said.contains("不能撤销"), "{said}");
}
