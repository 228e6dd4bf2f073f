//! Every way in which money goes out, at random, against a clerk's rules on paper: what is released is released once, by two
//! different people, within the limit that holds, and what is owed for it stays on the desk until it is given.

mod paper;

use super::fixture::{Desk, TEXT, acknowledge, id, officer, proved, registry};
use dutydesk::correlation::Progress;
use dutydesk::engine::input::Input;
use dutydesk::limits::MONEY_FEN_MAX;
use dutydesk::operations::actor::{Actor, Officer, PrivateText};
use dutydesk::operations::call::{self, Callee, Outcome, Party, Purpose};
use dutydesk::operations::command::{Body, Command, Seen};
use dutydesk::operations::desk;
use dutydesk::operations::fact::Body as FactBody;
use dutydesk::operations::pool::{self, Command as Money, Finding, Limit};
use dutydesk::operations::state::{State, Turn, Verdict};
use dutydesk::text::bounded;
use dutydesk::units::{ActionId, Fen, IncidentId, InputNumber, ReservationId, Span};
use paper::{Ask, INCIDENTS, Is, Paper, Slip};
use std::collections::BTreeSet;
use std::sync::Arc;

const PEOPLE: [&str; 7] = ["D1", "D2", "L1", "L2", "F1", "F2", "V1"];

/// Numbers from one seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % end.max(1)
    }

    fn of<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u64) as usize]
    }

    fn slip(&mut self, paper: &Paper, wanted: impl Fn(&Slip) -> bool) -> u32 {
        let all: Vec<u32> =
            paper.slips.iter().filter(|(_, slip)| wanted(slip)).map(|(number, _)| *number).collect();
        if all.is_empty() || self.below(12) == 0 {
            return 1 + self.below(u64::from(paper.last) + 2) as u32;
        }
        self.of(&all)
    }

    fn ask(&mut self, paper: &Paper) -> Ask {
        let incident = self.below(u64::from(INCIDENTS)) as u32;
        let aside = |slip: &Slip| slip.state == Is::Aside;
        let out = |slip: &Slip| matches!(slip.state, Is::Out(_));
        let number = self.slip(paper, aside);
        let slip = paper.slips.get(&number);
        let whole = slip.map_or(100, |slip| slip.amount);
        let amount = match (self.below(10), slip) {
            (0, _) => whole + 1,
            (1, _) => 0,
            (2..=4, _) => 1 + self.below(whole as u64) as i64,
            (_, Some(slip)) if slip.agreed > 0 => slip.agreed,
            _ => whole,
        };
        let typed = if self.below(15) == 0 { incident } else { slip.map_or(incident, |slip| slip.incident) };
        match self.below(33) {
            0..=4 => Ask::Reserve(incident, 1 + self.below(3_000_000) as i64),
            5..=13 => Ask::Post(number, amount, typed),
            14..=16 => Ask::Consent(number, amount, typed, self.of(&PEOPLE)),
            17..=19 => Ask::Ring(typed, self.of(&PEOPLE), self.below(4) > 0),
            20 => Ask::Override(number, amount, typed),
            21 | 22 => Ask::Countersign(self.slip(paper, |slip| !slip.unsigned.is_empty())),
            23 | 24 => Ask::Review(self.slip(paper, |slip| slip.review)),
            25 => Ask::Void(self.slip(paper, |_| true)),
            26 | 27 => Ask::Paid(self.slip(paper, out)),
            28..=30 => Ask::Arrived(self.slip(paper, |slip| slip.state == Is::Paid)),
            _ => Ask::CloseDay(paper.bank - i64::from(self.below(3) == 0)),
        }
    }
}

fn command(ask: Ask) -> Body<PrivateText> {
    let incident = |nth: u32| IncidentId(id(1).0 + nth);
    let money = match ask {
        Ask::Ring(nth, who, answered) => {
            let (person, _) = registry_with_two().person(who).unwrap();
            return Body::Call(call::Command::End {
                incident: incident(nth),
                callee: Party::Known(Callee::Person(person)),
                purpose: Purpose::Other,
                outcome: if answered { Outcome::Answered } else { Outcome::NoAnswer },
                by: None,
                reference: bounded(""),
            });
        }
        Ask::Reserve(nth, amount) => Money::Reserve {
            incident: incident(nth),
            amount: Fen(amount),
            payee: TEXT,
            purpose: TEXT,
            evidence: TEXT,
        },
        Ask::Post(number, amount, typed) => {
            let (reservation, repeated) = (ReservationId(number), incident(typed));
            Money::Post { reservation, amount: Fen(amount), repeated }
        }
        Ask::Consent(number, amount, typed, who) => {
            let (reservation, repeated, agreed) = (ReservationId(number), incident(typed), bounded(who));
            Money::Consent { reservation, amount: Fen(amount), repeated, agreed }
        }
        Ask::Override(number, amount, typed) => {
            let (reservation, repeated) = (ReservationId(number), incident(typed));
            Money::Override { reservation, amount: Fen(amount), repeated, reason: TEXT }
        }
        Ask::Countersign(number) => Money::Countersign { reservation: ReservationId(number) },
        Ask::Review(number) => {
            Money::Review { reservation: ReservationId(number), finding: Finding::Upheld, note: TEXT }
        }
        Ask::Void(number) => Money::Void { reservation: ReservationId(number), reason: TEXT },
        Ask::Paid(number) => Money::Paid { reservation: ReservationId(number), receipt: bounded("HD-1") },
        Ask::Arrived(number) => Money::Arrived { reservation: ReservationId(number) },
        Ask::CloseDay(figure) => Money::CloseDay { figure: Fen(figure) },
    };
    Body::Pool(money)
}

/// The sample's people, and a second one of finance.
fn registry_with_two() -> Arc<dutydesk::operations::reference::Reference> {
    let mut reference = (*registry().operations).clone();
    let mut people = reference.people.into_vec();
    let mut second = people.iter().find(|person| person.code.as_str() == "F1").unwrap().clone();
    second.code = bounded("F2");
    people.push(second);
    reference.people = people.into();
    Arc::new(reference)
}

fn start() -> State {
    let mut desk = Desk::new();
    let fact = desk::Fact::Started { build: bounded("t"), recovery: desk::fact::Recovery::Fresh };
    desk.take(&Input::Desk { actor: Actor::Desk, fact });
    for (at, device) in ["S-2041", "S-5001", "S-7401"].into_iter().enumerate() {
        desk.fire(at as i64 * 1_000, device);
    }
    for nth in 1..=INCIDENTS {
        desk.act(proved("D1"), acknowledge(nth));
        assert!(desk.driver.state.life_risk(id(nth)));
    }
    desk.driver.state
}

/// Other limits are read, as the registry is read anew: about what was given so far, so that all of them are met.
fn limit(desk: &mut State, paper: &mut Paper, chance: &mut Chance) {
    let most = paper.given.values().copied().max().unwrap_or(0);
    let mut up_to = most - 3_000_000;
    for limit in &mut paper.limits {
        up_to += 1 + chance.below(6_000_000) as i64;
        *limit = up_to.max(1);
        up_to = *limit;
    }
    let mut reference = (*registry_with_two()).clone();
    let row = |at: usize, leaders, finance| Limit { up_to: Fen(paper.limits[at]), leaders, finance };
    reference.pool_terms.limits = [row(0, 0, 0), row(1, 1, 1), row(2, 2, 1)].into();
    desk.attach(Arc::clone(&registry().correlation), Arc::new(reference));
}

/// What came of the acts of one kind.
#[derive(Debug, Default)]
struct Tally {
    done: u64,
    posted: u64,
    telephoned: u64,
    overridden: u64,
    co_signed: u64,
    countersigned: u64,
    reviewed: u64,
    closed: u64,
    expired: u64,
}

impl Tally {
    fn add(&mut self, turn: &Turn, out: &mut BTreeSet<u32>, what: &str) {
        for fact in &turn.facts {
            match fact.body {
                FactBody::Pool(pool::Fact::Posted { reservation, basis, .. }) => {
                    assert!(out.insert(reservation.0), "released twice: {what}");
                    match basis {
                        pool::Basis::Signed => self.posted += 1,
                        pool::Basis::Telephone { .. } => self.telephoned += 1,
                        pool::Basis::Override { .. } => self.overridden += 1,
                    }
                }
                FactBody::Pool(pool::Fact::Signed { .. }) => self.co_signed += 1,
                FactBody::Pool(pool::Fact::Countersigned { .. }) => self.countersigned += 1,
                FactBody::Pool(pool::Fact::Reviewed { .. }) => self.reviewed += 1,
                FactBody::Pool(pool::Fact::DayClosed { first, second, .. }) => {
                    assert_ne!(first.code, second.code, "{what}");
                    self.closed += 1;
                }
                FactBody::Pool(pool::Fact::Expired { .. }) => self.expired += 1,
                _ => {}
            }
        }
    }
}

/// 40,000 acts here; `SCALE=full` makes them 1,000,000, and `SEED` another night.
#[test]
fn whatever_way_money_goes_out_it_goes_out_once_and_as_on_paper() {
    let full = std::env::var("SCALE").is_ok_and(|scale| scale == "full");
    let acts: u64 = if full { 1_000_000 } else { 40_000 };
    let seed = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_261_122);
    let mut desk = start();
    let opening = desk.pool.accounts.available().0;
    let mut paper = Paper { bank: opening, books: opening, limits: [MONEY_FEN_MAX; 3], ..Paper::default() };
    let (mut chance, mut turn, mut now) = (Chance(seed), Turn::default(), desk.now);
    let (mut tally, mut out) = (Tally::default(), BTreeSet::new());
    for serial in 0..acts {
        if serial % 500 == 0 {
            limit(&mut desk, &mut paper, &mut chance);
        }
        let step_ms = if chance.below(200) == 0 { 40_000_000 } else { 240_000 };
        now = now.after(Span(chance.below(step_ms) as i64));
        desk.begin(InputNumber(desk.input.0 + 1), now);
        let what = format!("SEED={seed} act {serial}");
        while desk.advance(&mut turn) == Progress::More {
            tally.add(&turn, &mut out, &what);
            turn.clear();
        }
        tally.add(&turn, &mut out, &what);
        turn.clear();
        paper.pass(now.0);
        let ask = if paper.books - paper.aside() < 1_000_000 && chance.below(3) == 0 {
            refill(&mut desk, &mut paper, &mut turn, serial);
            continue;
        } else {
            chance.ask(&paper)
        };
        let session = chance.of(&PEOPLE);
        let signed = (chance.below(8) > 0).then(|| chance.of(&PEOPLE));
        let what = format!("{what}: {ask:?} at {session}, signed by {signed:?}");
        let wanted = paper.ask(now.0, session, signed, ask);
        let action = ActionId((u128::from(serial) + 1) << 32);
        let (actor, signed_by) = (Actor::Proved(officer_of(session)), signed.map(officer_of));
        let given = Command { action, actor, signed_by, seen: Seen::default(), body: command(ask) };
        let verdict = desk.take_command(&given, &mut turn);
        assert_eq!(matches!(verdict, Verdict::Decided { .. }), wanted, "{what}: {verdict:?}");
        tally.add(&turn, &mut out, &what);
        turn.clear();
        // The same act again, as after a lost answer: nothing more happens.
        desk.take_command(&given, &mut turn);
        assert!(turn.facts.is_empty(), "{what}");
        tally.done += u64::from(wanted);
        paper.compare(&desk, &what);
        if serial % 500 == 0 {
            paper.compare_owed(&desk, &what);
            paper.file_away();
        }
    }
    paper.compare_owed(&desk, "at the end");
    eprintln!("{acts} acts: {tally:?}");
    let counts = [tally.posted, tally.overridden, tally.co_signed, tally.countersigned];
    assert!(counts.iter().all(|count| *count > acts / 1_000), "{tally:?}");
    let counts = [tally.telephoned, tally.reviewed, tally.closed, tally.expired];
    assert!(counts.iter().all(|count| *count > acts / 5_000), "{tally:?}");
}

fn officer_of(code: &'static str) -> Officer {
    Officer { code: bounded(code), ..officer("F1") }
}

fn refill(desk: &mut State, paper: &mut Paper, turn: &mut Turn, serial: u64) {
    let amount = 20_000_000;
    let body =
        Body::Pool(Money::Contribute { payer: bounded("PICC"), amount: Fen(amount), receipt: bounded("HD") });
    let action = ActionId((u128::from(serial) + 1) << 32);
    let given = Command { action, actor: proved("D1"), signed_by: None, seen: Seen::default(), body };
    assert!(matches!(desk.take_command(&given, turn), Verdict::Decided { .. }));
    turn.clear();
    (paper.bank, paper.books) = (paper.bank + amount, paper.books + amount);
}
