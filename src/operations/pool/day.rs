//! The daily close (日结): the bank's figure against the books, asserted by two.
//!
//! Invariants:
//! - a figure that is one fen off is refused;
//! - the second who asserts it types it again, and is not the first;
//! - what moved between the two makes the second the first.

use crate::operations::actor::Officer;
use crate::operations::dossier::day_of;
use crate::operations::outcome;
use crate::operations::pool::decide::{Decided, refuse};
use crate::operations::pool::{self, Account, Fact, Stage, State};
use crate::operations::state::State as Desk;
use crate::units::Fen;
use serde::{Deserialize, Serialize};

/// How far the close of the days is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Close {
    /// What one has asserted; none once a second has.
    pub asserted: Option<Asserted>,
    /// The last day that was closed.
    pub closed: Option<Asserted>,
}

/// Why a day may not be closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// The bank's figure is not the books'.
    FigureDiffers {
        /// What the bank says.
        figure: Fen,
        /// What it must say.
        books: Fen,
    },
    /// The day is closed.
    DayClosed(i32),
    /// Who asserted it first does not assert it again.
    SameHand,
}

/// A figure of the bank that somebody stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asserted {
    /// The day: days since 1970-01-01.
    pub day: i32,
    /// What the bank says.
    pub figure: Fen,
    /// Who says so.
    pub by: Officer,
}

impl State {
    /// Returns what the bank must say: the books, and what is authorised that it has not paid yet.
    ///
    /// Cost: O(reservations).
    pub fn bank_figure(&self) -> Fen {
        Fen(self.accounts.of(Account::Pool).balance().0 + self.on_the_way().0)
    }

    /// Returns what one has asserted on a day, while it is still what the bank must say.
    pub fn asserted_on(&self, day: i32) -> Option<Asserted> {
        self.close().asserted.filter(|it| it.day == day && it.figure == self.bank_figure())
    }

    /// Returns what is authorised and not paid yet.
    ///
    /// Cost: O(reservations); what is authorised is never left to the journal.
    pub fn on_the_way(&self) -> Fen {
        let waits = |row: &&super::Reservation| row.stage == Stage::Authorised;
        Fen(self.reservations().iter().filter(waits).map(|row| row.posted.0).sum())
    }
}

/// Asserts the bank's figure of today; the second who does closes the day.
pub(super) fn close(desk: &Desk, figure: Fen, by: Officer) -> Decided<Fact> {
    let (day, books) = (day_of(desk.now), desk.pool.bank_figure());
    let close = desk.pool.close();
    if close.closed.is_some_and(|closed| closed.day >= day) {
        return Err(bar(Refusal::DayClosed(day)));
    }
    if figure != books {
        return Err(bar(Refusal::FigureDiffers { figure, books }));
    }
    match desk.pool.asserted_on(day) {
        Some(first) => {
            if first.by.code.eq_ignore_ascii_case(&by.code) {
                return Err(bar(Refusal::SameHand));
            }
            let reserved = desk.pool.accounts.of(Account::Pool).credits_pending;
            let (on_the_way, first) = (desk.pool.on_the_way(), first.by);
            Ok(Fact::DayClosed { day, figure, on_the_way, reserved, first, second: by })
        }
        None => Ok(Fact::DayAsserted { day, figure, by }),
    }
}

const fn bar(refusal: Refusal) -> outcome::Refusal {
    refuse(pool::Refusal::Day(refusal))
}
