//! What a clerk keeps, and the rules that they go by: written apart from the desk's.

use crate::operations::fixture::id;
use dutydesk::operations::pool::Account;
use dutydesk::operations::state::State;
use dutydesk::units::{IncidentId, ReservationId};
use std::collections::{BTreeMap, BTreeSet};

const BOOKS: [&str; 6] = ["D1", "D2", "L1", "L2", "F1", "F2"];
const LEADERS: [&str; 2] = ["L1", "L2"];
const FINANCE: [&str; 2] = ["F1", "F2"];
/// Incidents that money is asked for.
pub(super) const INCIDENTS: u32 = 3;
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
const CHINA_MS: i64 = 8 * 60 * 60 * 1_000;

/// What a clerk keeps.
#[derive(Default)]
pub(super) struct Paper {
    pub(super) bank: i64,
    pub(super) books: i64,
    /// What each incident was ever given.
    pub(super) given: BTreeMap<u32, i64>,
    pub(super) slips: BTreeMap<u32, Slip>,
    pub(super) last: u32,
    /// When each person was last reached about each incident.
    pub(super) rang: BTreeMap<(u32, &'static str), i64>,
    /// Up to so much one other hand; up to so much a leader and finance; up to so much two leaders and finance.
    pub(super) limits: [i64; 3],
    pub(super) asserted: Option<(i64, i64, &'static str)>,
    pub(super) closed: Option<i64>,
}

pub(super) struct Slip {
    pub(super) incident: u32,
    pub(super) maker: &'static str,
    pub(super) barred: Vec<&'static str>,
    pub(super) amount: i64,
    pub(super) at: i64,
    pub(super) state: Is,
    pub(super) agreed: i64,
    pub(super) signed: Vec<&'static str>,
    /// Who agreed by telephone and has not signed, and when they did.
    pub(super) unsigned: Vec<(&'static str, i64)>,
    pub(super) review: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Is {
    Aside,
    Out(i64),
    Paid,
    Done,
    Gone,
}

impl Is {
    pub(super) const fn has_left(self) -> bool {
        matches!(self, Self::Out(_) | Self::Paid | Self::Done)
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Ask {
    Ring(u32, &'static str, bool),
    Reserve(u32, i64),
    Post(u32, i64, u32),
    Consent(u32, i64, u32, &'static str),
    Override(u32, i64, u32),
    Countersign(u32),
    Review(u32),
    Void(u32),
    Paid(u32),
    Arrived(u32),
    CloseDay(i64),
}

impl Paper {
    pub(super) fn aside(&self) -> i64 {
        self.slips.values().filter(|slip| slip.state == Is::Aside).map(|slip| slip.amount).sum()
    }

    pub(super) fn pass(&mut self, now: i64) {
        for slip in self.slips.values_mut().filter(|slip| slip.state == Is::Aside && now >= slip.at + DAY_MS)
        {
            slip.state = Is::Gone;
        }
    }

    /// Returns how many leaders and finance are missing under a sum; none beyond every limit.
    fn missing(&self, slip: &Slip, amount: i64) -> Option<(usize, usize)> {
        let sum = self.given.get(&slip.incident).copied().unwrap_or(0) + amount;
        let wanted = match self.limits.iter().position(|limit| sum <= *limit)? {
            0 => (0, 0),
            1 => (1, 1),
            _ => (2, 1),
        };
        let hands: BTreeSet<&str> = slip.signed.iter().copied().chain([slip.maker]).collect();
        let of = |group: &[&str]| hands.iter().filter(|code| group.contains(code)).count();
        Some((wanted.0 - of(&LEADERS).min(wanted.0), wanted.1 - of(&FINANCE).min(wanted.1)))
    }

    /// Takes one hand more; says whether it is taken.
    fn hand(&mut self, number: u32, amount: i64, who: &'static str, now: i64, phone: bool) -> bool {
        let Some(slip) = self.slips.get(&number) else { return false };
        let Some(missing) = self.missing(slip, amount) else { return false };
        let is_new = !slip.signed.contains(&who) && (slip.signed.is_empty() || slip.agreed == amount);
        let helps = match missing {
            (0, 0) => LEADERS.contains(&who) || FINANCE.contains(&who),
            (leaders, finance) => {
                leaders > 0 && LEADERS.contains(&who) || finance > 0 && FINANCE.contains(&who)
            }
        };
        if !is_new || !helps {
            return false;
        }
        let slip = self.slips.get_mut(&number).unwrap();
        slip.agreed = amount;
        slip.signed.push(who);
        if phone {
            slip.unsigned.push((who, now));
        }
        if self.missing(&self.slips[&number], amount) == Some((0, 0)) {
            self.release(number, amount);
        }
        true
    }

    fn release(&mut self, number: u32, amount: i64) {
        let slip = self.slips.get_mut(&number).unwrap();
        assert_eq!(slip.state, Is::Aside, "paper releases once");
        slip.state = Is::Out(amount);
        self.books -= amount;
        *self.given.entry(slip.incident).or_default() += amount;
    }

    /// Returns whether money may leave a slip by an ask of a person who stands behind it.
    fn may_leave(&self, number: u32, amount: i64, typed: u32, second: &str) -> bool {
        self.slips.get(&number).is_some_and(|slip| {
            slip.state == Is::Aside
                && slip.incident == typed
                && (1..=slip.amount).contains(&amount)
                && !slip.barred.contains(&second)
        })
    }

    fn is_late(&self, now: i64) -> bool {
        let left = |slip: &&Slip| slip.state.has_left();
        self.slips
            .values()
            .filter(left)
            .any(|slip| slip.unsigned.first().is_some_and(|it| it.1 + DAY_MS <= now))
    }

    pub(super) fn ask(
        &mut self,
        now: i64,
        session: &'static str,
        signed: Option<&'static str>,
        ask: Ask,
    ) -> bool {
        let answers = signed.unwrap_or(session);
        if let Ask::Ring(incident, who, answered) = ask {
            let rings = answers != "V1" && incident < INCIDENTS;
            if rings && answered {
                self.rang.insert((incident, who), now);
            }
            return rings;
        }
        if !BOOKS.contains(&answers) {
            return false;
        }
        let purse = signed.is_some_and(|it| LEADERS.contains(&it) || FINANCE.contains(&it));
        match ask {
            Ask::Ring(..) => unreachable!(),
            Ask::Reserve(incident, amount) => self.reserve(now, (session, answers), incident, amount),
            Ask::Post(number, amount, typed) => {
                purse
                    && self.may_leave(number, amount, typed, signed.unwrap())
                    && self.hand(number, amount, signed.unwrap(), now, false)
            }
            Ask::Consent(number, amount, typed, agreed) => {
                let Some(heard) = signed else { return false };
                let since = self.slips.get(&number).map_or(i64::MAX, |slip| slip.at);
                let reached = self.rang.get(&(typed, agreed)).is_some_and(|at| *at >= since);
                let is_another = self.slips.get(&number).is_some_and(|slip| !slip.barred.contains(&heard));
                heard != agreed
                    && is_another
                    && self.may_leave(number, amount, typed, agreed)
                    && !self.is_late(now)
                    && reached
                    && self.hand(number, amount, agreed, now, true)
            }
            Ask::Override(number, amount, typed) => {
                let Some(by) = signed.filter(|by| self.may_leave(number, amount, typed, by)) else {
                    return false;
                };
                self.release(number, amount);
                let slip = self.slips.get_mut(&number).unwrap();
                slip.review = true;
                slip.signed.push(by);
                // A word for another sum is no word for this one.
                if slip.agreed != amount {
                    slip.unsigned.clear();
                }
                true
            }
            Ask::Countersign(_) | Ask::Review(_) | Ask::Void(_) | Ask::Paid(_) | Ask::Arrived(_) => {
                self.follow(signed, purse, ask)
            }
            Ask::CloseDay(figure) => signed.is_some_and(|by| self.close(now, figure, by)),
        }
    }

    /// What is done with a slip that money has left, or never will.
    fn follow(&mut self, signed: Option<&'static str>, purse: bool, ask: Ask) -> bool {
        match ask {
            Ask::Countersign(number) => {
                let Some(slip) = self.slips.get_mut(&number).filter(|it| it.state.has_left()) else {
                    return false;
                };
                let before = slip.unsigned.len();
                slip.unsigned.retain(|(who, _)| !purse || Some(*who) != signed);
                slip.unsigned.len() < before
            }
            Ask::Review(number) => match self.slips.get_mut(&number) {
                Some(slip) if slip.review && purse => {
                    let by = signed.unwrap();
                    let apart = !slip.barred.contains(&by) && !slip.signed.contains(&by);
                    slip.review = !apart;
                    apart
                }
                _ => false,
            },
            Ask::Void(number) => match self.slips.get_mut(&number).filter(|slip| slip.state == Is::Aside) {
                Some(slip) => {
                    slip.state = Is::Gone;
                    true
                }
                None => false,
            },
            Ask::Paid(number) => match self.slips.get_mut(&number) {
                Some(Slip { state: state @ Is::Out(_), .. }) => {
                    let Is::Out(amount) = *state else { unreachable!() };
                    *state = Is::Paid;
                    self.bank -= amount;
                    true
                }
                _ => false,
            },
            Ask::Arrived(number) => match self.slips.get_mut(&number).filter(|slip| slip.state == Is::Paid) {
                Some(slip) => {
                    slip.state = Is::Done;
                    true
                }
                None => false,
            },
            Ask::Ring(..)
            | Ask::Reserve(..)
            | Ask::Post(..)
            | Ask::Consent(..)
            | Ask::Override(..)
            | Ask::CloseDay(_) => unreachable!(),
        }
    }

    fn reserve(
        &mut self,
        now: i64,
        (session, answers): (&'static str, &'static str),
        incident: u32,
        amount: i64,
    ) -> bool {
        let fits = incident < INCIDENTS && 0 < amount && amount <= self.books - self.aside();
        // Life is at risk in all of them: what no limit lets be signed may still go out by an override.
        if !fits {
            return false;
        }
        self.last += 1;
        let slip = Slip {
            incident,
            maker: answers,
            barred: vec![answers, session],
            amount,
            at: now,
            state: Is::Aside,
            agreed: 0,
            signed: Vec::new(),
            unsigned: Vec::new(),
            review: false,
        };
        self.slips.insert(self.last, slip);
        true
    }

    fn close(&mut self, now: i64, figure: i64, by: &'static str) -> bool {
        let day = (now + CHINA_MS).div_euclid(DAY_MS);
        if self.closed.is_some_and(|closed| closed >= day) || figure != self.bank {
            return false;
        }
        match self.asserted {
            Some((of, stated, first)) if (of, stated) == (day, figure) => {
                if first == by {
                    return false;
                }
                (self.asserted, self.closed) = (None, Some(day));
            }
            _ => self.asserted = Some((day, figure, by)),
        }
        true
    }

    /// What nothing can follow goes into the drawer: asked for again, it is refused.
    pub(super) fn file_away(&mut self) {
        let is_open = |slip: &Slip| match slip.state {
            Is::Aside | Is::Out(_) | Is::Paid => true,
            Is::Done => slip.review || !slip.unsigned.is_empty(),
            Is::Gone => false,
        };
        self.slips.retain(|_, slip| is_open(slip));
    }

    pub(super) fn compare(&self, desk: &State, what: &str) {
        let pool = desk.pool.accounts.of(Account::Pool);
        assert_eq!(pool.balance().0, self.books, "books {what}");
        assert_eq!(pool.credits_pending.0, self.aside(), "set aside {what}");
        assert!(desk.pool.accounts.available().0 >= 0, "{what}");
    }

    /// Compares what each incident was given and what is owed for it, row by row.
    pub(super) fn compare_owed(&self, desk: &State, what: &str) {
        assert_eq!(desk.pool.bank_figure().0, self.bank, "bank {what}");
        for nth in 0..INCIDENTS {
            let given = desk.pool.accounts.of(Account::Rescue(IncidentId(id(1).0 + nth))).debits.0;
            assert_eq!(given, self.given.get(&nth).copied().unwrap_or(0), "given {nth} {what}");
        }
        for (number, slip) in &self.slips {
            let left = slip.state.has_left();
            let owed = left && !slip.unsigned.is_empty();
            let Some(row) = desk.pool.get(ReservationId(*number)) else {
                assert!(
                    !owed && !slip.review,
                    "{number} was left to the journal though a word is owed on it: {what}"
                );
                continue;
            };
            assert_eq!(
                row.unsigned().map(|it| it.by.code.to_string()),
                owed.then(|| slip.unsigned[0].0.to_owned())
            );
            assert_eq!(row.is_review_owed(), slip.review, "{number} {what}");
        }
    }
}
