//! Random money against the rules written down plainly: the same balances after every act.

use super::fixture::{Desk, TEXT, acknowledge, id, officer, proved, registry};
use dutydesk::correlation::Progress;
use dutydesk::engine::input::Input;
use dutydesk::limits::{MONEY_FEN_MAX, RESERVATIONS_KEPT_MAX};
use dutydesk::operations::actor::{Actor, PrivateText};
use dutydesk::operations::command::{Body, Command, Seen};
use dutydesk::operations::fact::Body as FactBody;
use dutydesk::operations::pool::{self, Account, Command as Money, Limit, Stage};
use dutydesk::operations::state::{State, Turn, Verdict};
use dutydesk::operations::{claim, desk};
use dutydesk::text::bounded;
use dutydesk::units::{ActionId, ClaimId, Fen, IncidentId, InputNumber, ReservationId, Span};
use std::collections::BTreeMap;
use std::sync::Arc;

const PEOPLE: [&str; 8] = ["D1", "D2", "L1", "L2", "F1", "I1", "V1", "R01"];
const PAYERS: [&str; 4] = ["PICC", "PINGAN", "HY", "NOBODY"];
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
const CLAIMS: u32 = 200;
/// Incidents that money is asked for; one more is asked for that there is not.
const INCIDENTS: u32 = 3;

/// The rules, and nothing else: what a clerk would keep on paper.
#[derive(Default)]
struct Paper {
    pool: i64,
    put_in: i64,
    set_aside: BTreeMap<u32, Slip>,
    on_the_way: BTreeMap<u32, Slip>,
    spent: BTreeMap<u32, i64>,
    claims: BTreeMap<u32, Claim>,
    slips: u32,
}

/// One reservation on paper.
#[derive(Clone)]
struct Slip {
    incident: u32,
    makers: Vec<&'static str>,
    amount: i64,
    ends: i64,
    paid: bool,
}

/// One claim on paper.
struct Claim {
    incident: u32,
    papers: bool,
    agreed: i64,
    refilled: i64,
    refused: bool,
}

/// Who acts: the session, whether it is proved, and who gave a passphrase.
#[derive(Clone, Copy, Debug)]
struct Who {
    session: Option<(&'static str, bool)>,
    signed: Option<&'static str>,
}

/// What is asked.
#[derive(Clone, Copy, Debug)]
enum Ask {
    Reserve(u32, i64),
    Post(u32, i64, u32),
    Void(u32),
    Paid(u32, bool),
    Arrived(u32),
    Refill(u32, i64),
    Recover(u32, i64),
    Contribute(&'static str, i64),
    Open(u32),
    Papers(u32),
    Agree(u32, i64),
    Refuse(u32),
}

impl Who {
    fn answers(self) -> Option<&'static str> {
        self.signed.or_else(|| self.session.filter(|(_, proved)| *proved).map(|(code, _)| code))
    }

    /// A claim is opened by anyone at the desk who does not say that they only look; what follows wants proof.
    fn settles_claims(self, opens: bool) -> bool {
        let may = |code: &str| ["D1", "D2", "L1", "L2", "F1", "I1"].contains(&code);
        match self.answers() {
            Some(code) => may(code),
            None => opens && self.session.is_none_or(|(code, _)| may(code)),
        }
    }

    fn actor(self) -> Actor {
        match self.session {
            None => Actor::Unclaimed,
            Some((code, true)) => proved(code),
            Some((code, false)) => Actor::Claimed(officer(code)),
        }
    }
}

impl Paper {
    fn aside(&self) -> i64 {
        self.set_aside.values().map(|slip| slip.amount).sum()
    }

    fn outstanding(&self, incident: u32) -> i64 {
        self.spent.get(&incident).copied().unwrap_or(0)
    }

    /// What nobody signed for in a day is free again.
    fn pass(&mut self, now: i64) {
        self.set_aside.retain(|_, slip| now < slip.ends);
    }

    /// Does what is asked, if the rules let it; says whether they do.
    fn ask(&mut self, now: i64, who: Who, ask: Ask) -> bool {
        let is_claim = matches!(ask, Ask::Open(_) | Ask::Papers(_) | Ask::Agree(..) | Ask::Refuse(_));
        if is_claim {
            return who.settles_claims(matches!(ask, Ask::Open(_))) && self.ask_insurer(ask);
        }
        if !who.answers().is_some_and(|code| ["D1", "D2", "L1", "L2", "F1"].contains(&code)) {
            return false;
        }
        match ask {
            Ask::Reserve(incident, amount) => self.reserve(now, who, incident, amount),
            Ask::Post(number, amount, typed) => {
                let Some(slip) = self.set_aside.get(&number) else { return false };
                let may = |code: &str| ["L1", "L2", "F1"].contains(&code) && !slip.makers.contains(&code);
                let part = 0 < amount && amount <= slip.amount;
                if !who.signed.is_some_and(may) || typed != slip.incident || !part {
                    return false;
                }
                let slip = self.set_aside.remove(&number).unwrap();
                self.pool -= amount;
                *self.spent.entry(slip.incident).or_default() += amount;
                self.on_the_way.insert(number, slip);
                true
            }
            Ask::Void(number) => self.set_aside.remove(&number).is_some(),
            Ask::Paid(number, receipt) => match self.on_the_way.get_mut(&number) {
                Some(slip) if !slip.paid && receipt => {
                    slip.paid = true;
                    true
                }
                _ => false,
            },
            Ask::Arrived(number) => {
                let is_paid = self.on_the_way.get(&number).is_some_and(|slip| slip.paid);
                is_paid && self.on_the_way.remove(&number).is_some()
            }
            Ask::Refill(number, amount) => {
                let Some(claim) = self.claims.get_mut(&number) else { return false };
                let cost = self.spent.entry(claim.incident).or_default();
                if amount <= 0 || amount > *cost || amount > claim.agreed - claim.refilled {
                    return false;
                }
                (claim.refilled, *cost, self.pool) =
                    (claim.refilled + amount, *cost - amount, self.pool + amount);
                true
            }
            Ask::Recover(incident, amount) => {
                let cost = self.spent.entry(incident).or_default();
                if amount <= 0 || amount > *cost {
                    return false;
                }
                (*cost, self.pool) = (*cost - amount, self.pool + amount);
                true
            }
            Ask::Contribute(payer, amount) => {
                if amount <= 0 || payer == "NOBODY" {
                    return false;
                }
                (self.pool, self.put_in) = (self.pool + amount, self.put_in + amount);
                true
            }
            Ask::Open(_) | Ask::Papers(_) | Ask::Agree(..) | Ask::Refuse(_) => unreachable!(),
        }
    }

    fn reserve(&mut self, now: i64, who: Who, incident: u32, amount: i64) -> bool {
        let unsettled = self.set_aside.len() + self.on_the_way.len();
        let free = self.pool - self.aside();
        let fits = 0 < amount && amount <= free && unsettled < RESERVATIONS_KEPT_MAX;
        if !fits || incident >= INCIDENTS {
            return false;
        }
        let typed = who.session.filter(|(_, proved)| *proved).map(|(code, _)| code);
        let makers = who.answers().into_iter().chain(typed).collect();
        self.slips += 1;
        let slip = Slip { incident, makers, amount, ends: now + DAY_MS, paid: false };
        self.set_aside.insert(self.slips, slip);
        true
    }

    fn ask_insurer(&mut self, ask: Ask) -> bool {
        match ask {
            Ask::Open(incident) => {
                let fresh = Claim { incident, papers: false, agreed: 0, refilled: 0, refused: false };
                let opens = incident < INCIDENTS;
                if opens {
                    self.claims.insert(self.claims.len() as u32 + 1, fresh);
                }
                opens
            }
            Ask::Papers(number) => match self.claims.get_mut(&number) {
                Some(it) if !it.papers && it.agreed == 0 && !it.refused => {
                    it.papers = true;
                    true
                }
                _ => false,
            },
            Ask::Agree(number, amount) => match self.claims.get_mut(&number) {
                Some(it) if it.papers && !it.refused && amount > it.agreed && it.refilled == it.agreed => {
                    it.agreed = amount;
                    true
                }
                _ => false,
            },
            Ask::Refuse(number) => match self.claims.get_mut(&number) {
                Some(it) if it.agreed == 0 && !it.refused => {
                    it.refused = true;
                    true
                }
                _ => false,
            },
            _ => unreachable!(),
        }
    }

    /// Compares every figure, to the fen.
    fn compare(&self, desk: &State, what: &str) {
        let accounts = &desk.pool.accounts;
        let pool = accounts.of(Account::Pool);
        assert_eq!(pool.balance().0, self.pool, "balance {what}");
        assert_eq!(pool.credits_pending.0, self.aside(), "set aside {what}");
        assert_eq!(accounts.available().0, self.pool - self.aside(), "available {what}");
        assert!(accounts.available().0 >= 0, "below zero {what}");
        let (mut debits, mut credits, mut debited, mut credited, mut put_in) = (0, 0, 0, 0, 0);
        for (account, sums) in accounts.all() {
            debits += sums.debits.0;
            credits += sums.credits.0;
            debited += sums.debits_pending.0;
            credited += sums.credits_pending.0;
            match account {
                Account::Rescue(incident) => {
                    let cost = self.outstanding(incident.0 - id(1).0);
                    assert!(cost >= 0 && sums.balance().0 == cost, "cost of {incident} {what}");
                }
                Account::Contribution(_) => put_in += sums.credits.0,
                Account::Pool | Account::Opening => {}
            }
        }
        assert_eq!((debits, debited, put_in), (credits, credited, self.put_in), "two sides {what}");
    }

    /// Compares every slip that is not settled.
    fn compare_slips(&self, desk: &State, what: &str) {
        for (number, slip) in &self.set_aside {
            let row = desk.pool.get(ReservationId(*number)).unwrap();
            assert_eq!((row.stage, row.amount.0), (Stage::Reserved, slip.amount), "{number} {what}");
        }
        for (number, slip) in &self.on_the_way {
            let stage = if slip.paid { Stage::Paid } else { Stage::Authorised };
            assert_eq!(desk.pool.get(ReservationId(*number)).unwrap().stage, stage, "{number} {what}");
        }
        let unsettled = desk.pool.reservations().iter().filter(|row| !row.stage.is_settled()).count();
        assert_eq!(unsettled, self.set_aside.len() + self.on_the_way.len(), "{what}");
        assert!(desk.pool.reservations().len() <= RESERVATIONS_KEPT_MAX, "{what}");
    }
}

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

    fn one_in(&mut self, of: u64) -> bool {
        self.below(of) == 0
    }

    fn of<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u64) as usize]
    }

    fn who(&mut self, posts: bool) -> Who {
        let session = (!self.one_in(12)).then(|| (self.of(&PEOPLE[..5]), !self.one_in(10)));
        let session = if self.one_in(20) { Some((self.of(&PEOPLE), true)) } else { session };
        let signs = if posts { !self.one_in(10) } else { self.one_in(8) };
        let from = if self.one_in(4) { &PEOPLE[..] } else { &PEOPLE[2..5] };
        Who { session, signed: signs.then(|| self.of(from)) }
    }

    /// An amount about a bound: what fits, what is just too much, nothing, less than nothing, more than any sum.
    fn amount(&mut self, bound: i64) -> i64 {
        match self.below(12) {
            0 => bound,
            1 => bound + 1,
            2 => 0,
            3 => -1 - self.below(1_000) as i64,
            4 => i64::MAX,
            _ => 1 + self.below(bound.clamp(1, 20_000_000) as u64) as i64,
        }
    }

    /// A slip's number: one that is not settled, a late one, an old one, or none.
    fn slip(&mut self, from: &BTreeMap<u32, Slip>, last: u32) -> u32 {
        let picked = from.keys().nth(self.below(from.len() as u64) as usize).copied();
        match self.below(10) {
            0 => 1 + self.below(u64::from(last) + 3) as u32,
            1 | 2 => last.saturating_sub(self.below(20) as u32),
            _ => picked.unwrap_or(last + 1),
        }
    }

    fn ask(&mut self, paper: &Paper) -> Ask {
        let incident = self.below(u64::from(INCIDENTS) + 1) as u32;
        let claim = 1 + self.below(paper.claims.len() as u64 + 1) as u32;
        match self.below(24) {
            0..=5 => Ask::Reserve(incident, self.amount((paper.pool - paper.aside()) / 4)),
            6..=10 => {
                let number = self.slip(&paper.set_aside, paper.slips);
                let slip = paper.set_aside.get(&number);
                let amount = self.amount(slip.map_or(100, |slip| slip.amount));
                let own = slip.filter(|_| !self.one_in(12)).map(|slip| slip.incident);
                Ask::Post(number, amount, own.unwrap_or(incident))
            }
            11 => Ask::Void(self.slip(&paper.set_aside, paper.slips)),
            12 => Ask::Void(self.slip(&paper.on_the_way, paper.slips)),
            13 | 14 => Ask::Paid(self.slip(&paper.on_the_way, paper.slips), !self.one_in(10)),
            15..=17 => Ask::Arrived(self.slip(&paper.on_the_way, paper.slips)),
            18 => {
                let due = paper.claims.get(&claim).map_or(5, |it| it.agreed - it.refilled);
                Ask::Refill(claim, self.amount(due))
            }
            19 => Ask::Recover(incident, self.amount(paper.outstanding(incident))),
            20 => Ask::Contribute(self.of(&PAYERS), 1 + self.below(10_000_000) as i64),
            21 if (paper.claims.len() as u32) < CLAIMS => Ask::Open(incident),
            21 => Ask::Refuse(claim),
            22 => Ask::Papers(claim),
            _ => Ask::Agree(claim, 1 + self.below(30_000_000) as i64),
        }
    }
}

fn command(ask: Ask, serial: u64) -> Body<PrivateText> {
    // Devices that keep silent open incidents too: what there is not is far away.
    let incident_id = |nth: u32| IncidentId(if nth < INCIDENTS { id(1).0 + nth } else { 900_000 });
    let (receipt, fen) = (bounded("HD-1"), Fen);
    let money = match ask {
        Ask::Reserve(nth, amount) => {
            let (incident, amount) = (incident_id(nth), fen(amount));
            Money::Reserve { incident, amount, payee: TEXT, purpose: TEXT, evidence: TEXT }
        }
        Ask::Post(number, amount, typed) => {
            let (reservation, amount) = (ReservationId(number), fen(amount));
            Money::Post { reservation, amount, repeated: incident_id(typed) }
        }
        Ask::Void(number) => Money::Void { reservation: ReservationId(number), reason: TEXT },
        Ask::Paid(number, has) => {
            let receipt = if has { receipt } else { bounded("") };
            Money::Paid { reservation: ReservationId(number), receipt }
        }
        Ask::Arrived(number) => Money::Arrived { reservation: ReservationId(number) },
        Ask::Refill(number, amount) => Money::Refill { claim: ClaimId(number), amount: fen(amount), receipt },
        Ask::Recover(nth, amount) => {
            Money::Recover { incident: incident_id(nth), amount: fen(amount), receipt }
        }
        Ask::Contribute(payer, amount) => {
            Money::Contribute { payer: bounded(payer), amount: fen(amount), receipt }
        }
        Ask::Open(nth) => {
            let (incident, number) = (incident_id(nth), bounded(&format!("BA-{serial}")));
            return Body::Claim(claim::Command::Open { incident, insurer: bounded("PICC"), number });
        }
        Ask::Papers(number) => return Body::Claim(claim::Command::Papers { claim: ClaimId(number) }),
        Ask::Agree(number, amount) => {
            return Body::Claim(claim::Command::Agree { claim: ClaimId(number), amount: fen(amount) });
        }
        Ask::Refuse(number) => {
            return Body::Claim(claim::Command::Refuse { claim: ClaimId(number), reason: TEXT });
        }
    };
    Body::Pool(money)
}

/// A desk with an open pool and a fire at each of three sites.
fn start() -> State {
    let mut desk = Desk::new();
    let fact = desk::Fact::Started { build: bounded("t"), recovery: desk::fact::Recovery::Fresh };
    desk.take(&Input::Desk { actor: Actor::Desk, fact });
    for (at, device) in ["S-2041", "S-5001", "S-7401"].into_iter().enumerate() {
        desk.fire(at as i64 * 1_000, device);
    }
    assert_eq!(desk.driver.state.incidents.all().count(), INCIDENTS as usize);
    for nth in 1..=INCIDENTS {
        desk.act(proved("D1"), acknowledge(nth));
    }
    // Who must stand behind which sum is a matter of its own: here one other hand is enough for all.
    let registry = registry();
    let limit = Limit { up_to: Fen(MONEY_FEN_MAX), leaders: 0, finance: 0 };
    let mut reference = (*registry.operations).clone();
    reference.pool_terms.limits = [limit].into();
    desk.driver.state.attach(Arc::clone(&registry.correlation), Arc::new(reference));
    desk.driver.state
}

#[test]
fn random_money_agrees_with_the_rules_on_paper() {
    let full = std::env::var("SCALE").is_ok_and(|scale| scale == "full");
    let acts: u64 = if full { 1_000_000 } else { 100_000 };
    let seed = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_261_122);
    let mut desk = start();
    let mut paper = Paper { pool: desk.pool.accounts.available().0, ..Paper::default() };
    assert!(paper.pool > 0);
    let (mut chance, mut turn, mut now) = (Chance(seed), Turn::default(), desk.now);
    let (mut accepted, mut posted, mut expired, mut late_voids) = (0_u64, 0_u64, 0_u64, 0_u64);
    for serial in 0..acts {
        let step_ms = if chance.one_in(500) { 40_000_000 } else { 120_000 };
        now = now.after(Span(chance.below(step_ms) as i64));
        desk.begin(InputNumber(desk.input.0 + 1), now);
        while desk.advance(&mut turn) == Progress::More {
            expired += expiries(&turn);
            turn.clear();
        }
        expired += expiries(&turn);
        turn.clear();
        paper.pass(now.0);
        let ask = chance.ask(&paper);
        let who = chance.who(matches!(ask, Ask::Post(..)));
        let what = format!("SEED={seed} act {serial}: {ask:?} {who:?}");
        let before = paper_of(&paper, ask);
        let wanted = paper.ask(now.0, who, ask);
        let (action, signed_by) = (ActionId((u128::from(serial) + 1) << 32), who.signed.map(officer));
        let body = command(ask, serial);
        let given = Command { action, actor: who.actor(), signed_by, seen: Seen::default(), body };
        let verdict = desk.take_command(&given, &mut turn);
        let is_done = matches!(verdict, Verdict::Decided { .. });
        assert_eq!(is_done, wanted, "{what}: {verdict:?}");
        let first = turn.facts.first().map(|fact| &fact.body);
        if let (Some(FactBody::Pool(pool::Fact::Posted { by, .. })), Some(makers)) = (first, &before) {
            assert!(!makers.contains(&by.code.as_str()), "the maker signed: {what}");
            posted += 1;
        }
        if let (Ask::Void(number), false) = (ask, is_done) {
            late_voids += u64::from(paper.on_the_way.contains_key(&number));
        }
        turn.clear();
        accepted += u64::from(is_done);
        paper.compare(&desk, &what);
        if serial % 1_000 == 0 {
            paper.compare_slips(&desk, &what);
        }
    }
    paper.compare_slips(&desk, "at the end");
    eprintln!(
        "{acts} acts, {accepted} done, {posted} posts, {expired} expired, {late_voids} voids after a post refused"
    );
    assert!(accepted > acts / 5 && posted > acts / 50 && expired > acts / 5_000 && late_voids > acts / 200);
}

/// Who made the slip that a post is for.
fn paper_of(paper: &Paper, ask: Ask) -> Option<Vec<&'static str>> {
    match ask {
        Ask::Post(number, ..) => paper.set_aside.get(&number).map(|slip| slip.makers.clone()),
        _ => None,
    }
}

fn expiries(turn: &Turn) -> u64 {
    let is = |body: &FactBody| matches!(body, FactBody::Pool(pool::Fact::Expired { .. }));
    turn.facts.iter().filter(|fact| is(&fact.body)).count() as u64
}
