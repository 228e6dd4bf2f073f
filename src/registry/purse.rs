//! `pool.toml`: the pool's first balance, who must stand behind which sum, who pays in by when.

use crate::config::record::{Mistakes, Reader, Record, nearest};
use crate::limits::{HANDS_MAX, MONEY_FEN_MAX};
use crate::operations::pool::{Due, Limit, Payer, Terms};
use crate::operations::reference::{Insurer, Person, Role, Site};
use crate::registry::mistake::Kind;
use crate::registry::source::Files;
use crate::registry::standing::Wrong;
use crate::units::{Fen, InsurerId, SiteId};

/// What `pool.toml` says.
#[derive(Debug, Default)]
pub struct Purse {
    /// Money in the pool at the last close.
    pub balance: Fen,
    /// The day of that close: days since 1970-01-01.
    pub as_of: i32,
    /// Limits and schedule.
    pub terms: Terms,
}

/// Reads it; the usual limits, where it has none.
pub fn read(
    files: &Files,
    (insurers, sites): (&[Insurer], &[Site]),
    people: &[Person],
    mistakes: &mut Mistakes<Kind>,
) -> Purse {
    let mut purse = Purse::default();
    let Some((file, root)) = files.table("pool.toml", mistakes) else { return purse };
    let mut reader = Reader::new(file, &root, mistakes);
    reader.must("balance");
    purse.balance = reader.money("balance").unwrap_or_default();
    reader.must("as_of");
    purse.as_of = reader.day("as_of").unwrap_or(0);
    let (limits, dues) = (reader.records("limit"), reader.records("contribution"));
    reader.finish();
    let mut read = Vec::new();
    for table in limits {
        read.push(read_limit(file, table, (&read, people), mistakes));
    }
    if !read.is_empty() {
        purse.terms.limits = read.into();
    }
    let mut schedule: Vec<Due> = dues
        .into_iter()
        .filter_map(|table| read_due(file, table, (insurers, sites), purse.as_of, mistakes))
        .collect();
    schedule.sort_by_key(|due| due.day);
    purse.terms.schedule = schedule.into();
    purse
}

fn read_limit(
    file: &str,
    table: &Record,
    (before, people): (&[Limit], &[Person]),
    mistakes: &mut Mistakes<Kind>,
) -> Limit {
    let mut reader = Reader::new(file, table, mistakes);
    let up_to = reader.money("up_to").unwrap_or(Fen(MONEY_FEN_MAX));
    let most = i64::from(u8::MAX);
    let mut hands = |field| reader.number(field, 0..=most).map_or(0, |number| number as u8);
    let (leaders, finance) = (hands("leaders"), hands("finance"));
    if usize::from(leaders) + usize::from(finance) > HANDS_MAX {
        reader.wrong_at(table.line, Wrong::LimitHands(leaders, finance).into());
    }
    match before.last() {
        Some(last) if last.up_to.0 >= MONEY_FEN_MAX => {
            reader.wrong_at(table.line, Wrong::LimitBehindLast.into());
        }
        Some(last) if up_to <= last.up_to => reader.wrong("up_to", Wrong::LimitOrder.into()),
        Some(_) | None => {}
    }
    let there = |role| people.iter().filter(|person| person.role == role).count();
    // Whoever sets it aside may be one of them, and is never the only one.
    if !people.is_empty() && there(Role::Leader) < usize::from(leaders) {
        reader.wrong("leaders", Wrong::TooFewLeaders(leaders, there(Role::Leader)).into());
    }
    if !people.is_empty() && there(Role::Finance) < usize::from(finance) {
        reader.wrong("finance", Wrong::TooFewFinance(finance, there(Role::Finance)).into());
    }
    reader.finish();
    Limit { up_to, leaders, finance }
}

fn read_due(
    file: &str,
    table: &Record,
    (insurers, sites): (&[Insurer], &[Site]),
    as_of: i32,
    mistakes: &mut Mistakes<Kind>,
) -> Option<Due> {
    let mut reader = Reader::new(file, table, mistakes);
    for field in ["payer", "amount", "due"] {
        reader.must(field);
    }
    let payer = reader.plain("payer").and_then(|code| {
        let insurer = insurers.iter().position(|it| it.code.eq_ignore_ascii_case(&code));
        let site = || sites.iter().position(|it| it.code.eq_ignore_ascii_case(&code));
        let found = insurer
            .map(|at| Payer::Insurer(InsurerId(at as u32)))
            .or_else(|| site().map(|at| Payer::Site(SiteId(at as u32))));
        if found.is_none() && !insurers.is_empty() && !sites.is_empty() {
            let known =
                insurers.iter().map(|it| it.code.as_str()).chain(sites.iter().map(|it| it.code.as_str()));
            let meant = nearest(&code, known).map(str::to_owned);
            reader.wrong("payer", Wrong::PayerUnknown(code, meant).into());
        }
        found
    });
    let (amount, day) = (reader.money("amount"), reader.day("due"));
    if amount == Some(Fen(0)) {
        reader.wrong("amount", Wrong::DueNothing.into());
    }
    if day.is_some_and(|day| day <= as_of) {
        reader.wrong("due", Wrong::DueBeforeOpening.into());
    }
    reader.finish();
    Some(Due { payer: payer?, amount: amount?, day: day? })
}
