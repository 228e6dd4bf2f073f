//! The terms of the pool: who must stand behind which sum, who pays what by when.
//!
//! Decides: which limit a sum falls under, whose hands are still wanted. Must not know: who they are.

use crate::limits::MONEY_FEN_MAX;
use crate::operations::pool::Payer;
use crate::operations::reference::Role;
use crate::units::Fen;
use serde::{Deserialize, Serialize};

/// Who must stand behind money, and who pays in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The limits, the lowest first; beyond the last nobody may.
    pub limits: Box<[Limit]>,
    /// Who pays what by when, the earliest first.
    pub schedule: Box<[Due]>,
}

/// Who must stand behind a sum: the maker and those who sign, together.
///
/// One of those who sign is never the maker, whatever it asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The sum of an incident up to which it holds.
    pub up_to: Fen,
    /// How many leaders.
    pub leaders: u8,
    /// How many of finance.
    pub finance: u8,
}

/// A contribution that is owed (出资计划).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// Who owes it.
    pub payer: Payer,
    /// How much.
    pub amount: Fen,
    /// Its last day: days since 1970-01-01.
    pub day: i32,
}

/// The hands that are still wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// Leaders.
    pub leaders: u8,
    /// Of finance.
    pub finance: u8,
    /// Of either, when nobody but the maker stands behind it.
    pub either: u8,
}

/// The usual limits, where the registry has none.
///
/// Source: desk.md section 6: up to 50,000 yuan the duty officer and a leader; up to 500,000 a leader and finance; above, a
/// second leader too.
const USUAL: [Limit; 3] = [
    Limit { up_to: Fen(5_000_000), leaders: 0, finance: 0 },
    Limit { up_to: Fen(50_000_000), leaders: 1, finance: 1 },
    Limit { up_to: Fen(MONEY_FEN_MAX), leaders: 2, finance: 1 },
];

impl Default for Terms {
    fn default() -> Self {
        Self { limits: USUAL.into(), schedule: Box::default() }
    }
}

impl Terms {
    /// Returns the limit that a sum falls under; none beyond the last.
    pub fn limit(&self, sum: Fen) -> Option<Limit> {
        self.limits.iter().copied().find(|limit| sum <= limit.up_to)
    }

    /// Returns the largest sum that anyone may release.
    pub fn most(&self) -> Fen {
        self.limits.last().map(|limit| limit.up_to).unwrap_or_default()
    }
}

impl Limit {
    /// Returns whose hands are wanted beside those that stand behind a sum: the maker's, and those of who signed.
    pub fn wanted(self, maker: Option<Role>, signed: &[Role]) -> Wanted {
        let count = |wanted: Role| {
            let hands = maker.iter().chain(signed).filter(|role| **role == wanted).count();
            u8::try_from(hands).unwrap_or(u8::MAX)
        };
        let leaders = self.leaders.saturating_sub(count(Role::Leader));
        let finance = self.finance.saturating_sub(count(Role::Finance));
        let either = u8::from(leaders == 0 && finance == 0 && signed.is_empty());
        Wanted { leaders, finance, either }
    }
}

impl Wanted {
    /// Returns whether none is.
    pub const fn is_none(self) -> bool {
        self.leaders == 0 && self.finance == 0 && self.either == 0
    }

    /// Returns what is wanted when a hand of this role has been added.
    #[must_use]
    pub const fn after(self, role: Role) -> Self {
        let (mut leaders, mut finance) = (self.leaders, self.finance);
        match role {
            Role::Leader => leaders = leaders.saturating_sub(1),
            Role::Finance => finance = finance.saturating_sub(1),
            Role::Officer
            | Role::Insurer
            | Role::Expert
            | Role::Responder
            | Role::Observer
            | Role::Director => return self,
        }
        Self { leaders, finance, either: 0 }
    }

    /// Returns whether a hand of this role brings it further.
    pub const fn takes(self, role: Role) -> bool {
        match role {
            Role::Leader => self.leaders > 0 || self.either > 0,
            Role::Finance => self.finance > 0 || self.either > 0,
            Role::Officer
            | Role::Insurer
            | Role::Expert
            | Role::Responder
            | Role::Observer
            | Role::Director => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Limit, Terms, Wanted};
    use crate::operations::reference::Role::{self, Finance, Leader, Officer};
    use crate::units::Fen;

    #[test]
    fn a_sum_falls_under_the_first_limit_that_holds_it() {
        let terms = Terms::default();
        for (yuan, leaders) in [(1, 0), (50_000, 0), (500_000, 1), (500_001, 2)] {
            assert_eq!(terms.limit(Fen(yuan * 100)).map(|it| it.leaders), Some(leaders), "{yuan}");
        }
        assert_eq!(terms.limit(Fen(5_000_001)).map(|it| it.leaders), Some(1), "one fen more is more");
        let capped = Terms { limits: terms.limits[..1].into(), ..terms };
        assert_eq!((capped.limit(Fen(5_000_001)), capped.most()), (None, Fen(5_000_000)));
    }

    /// A limit, the maker, who signed, and how many leaders, of finance and of either are wanted.
    type Case = (Limit, Option<Role>, &'static [Role], (u8, u8, u8));

    #[test]
    fn hands_are_counted_with_the_maker_and_one_is_always_another() {
        let of = |leaders, finance| Limit { up_to: Fen(1), leaders, finance };
        let cases: [Case; 8] = [
            (of(0, 0), Some(Officer), &[], (0, 0, 1)),
            (of(0, 0), Some(Leader), &[], (0, 0, 1)),
            (of(0, 0), Some(Officer), &[Finance], (0, 0, 0)),
            (of(1, 1), Some(Officer), &[Leader], (0, 1, 0)),
            (of(1, 1), Some(Leader), &[Finance], (0, 0, 0)),
            (of(1, 0), Some(Leader), &[], (0, 0, 1)),
            (of(2, 1), Some(Leader), &[Leader], (0, 1, 0)),
            (of(2, 1), None, &[Leader, Finance], (1, 0, 0)),
        ];
        for (limit, maker, signed, (leaders, finance, either)) in cases {
            let wanted = limit.wanted(maker, signed);
            assert_eq!(wanted, Wanted { leaders, finance, either }, "{limit:?} {maker:?} {signed:?}");
        }
    }
}
