//! How well the alarms serve the officer: the figures of ISA-18.2, IEC 62682, EEMUA 191 and GB 50440, from the journal alone.
//!
//! Decides: what is counted, for which span, against which target of which text.
//! Must not know: screens, sockets; which officers were on duty in another year: it is told how many are now.
//!
//! Invariants:
//! - what the journal cannot tell is said ([`Row::note`](table::Row)), never guessed;
//! - the journal is walked once, entry by entry: memory does not grow with
//!   the span, but for a number a site and day that had a false alarm;
//! - every target is shown with the text that it is from.

mod devices;
mod figures;
mod rate;
mod said;
pub mod table;
mod tally;
mod times;

pub use devices::{Device, Site, WORST};
pub use figures::{Figures, PRIORITIES, Steady, Upset, share};
pub use times::Times;

use crate::journal::reader::Reader;
use crate::operations::dossier::{ZONE, day_of};
use crate::operations::kpi::Settings;
use crate::units::{Instant, Span};
use serde::{Deserialize, Serialize};
use tally::Tally;

/// Days that are reported when no span is asked for: the standards want thirty at least.
pub const DAYS: i32 = 30;

const DAY: Span = Span::minutes(24 * 60);

/// The days that are asked for, local time; none: the last [`DAYS`] to the newest entry, and the shift.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Query {
    /// The first day: days since 1970-01-01.
    pub from_day: Option<i32>,
    /// The last day.
    pub to_day: Option<i32>,
}

/// The figures, with what they were measured against.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The limits.
    pub settings: Settings,
    /// What was asked for.
    pub span: Figures,
    /// The shift that runs; none where a span was asked for.
    pub shift: Option<Figures>,
    /// Entries that this program cannot read: a newer one wrote them.
    pub unread: u64,
}

/// Reports on the journal; none when it is empty.
///
/// A span that reaches beyond the journal is cut to it: a day before its first entry has no rate.
///
/// Cost: O(entries).
///
/// # Errors
/// Returns what SQLite says.
pub fn report(
    reader: &Reader,
    query: Query,
    settings: &Settings,
    officers: u16,
) -> rusqlite::Result<Option<Report>> {
    let Some((first, newest)) = reader.extent()? else { return Ok(None) };
    let end = Instant(newest.0.saturating_add(1));
    let to = query.to_day.map_or(end, |day| midnight(day.saturating_add(1)).min(end));
    let last_day = day_of(Instant(to.0.saturating_sub(1)));
    let from_day = query.from_day.unwrap_or_else(|| last_day.saturating_sub(DAYS - 1));
    let from = midnight(from_day).max(first).min(to);
    let mut span = Tally::new(from, to, officers, settings);
    let shift = query == Query::default();
    let begins = shift_of(Instant(to.0.saturating_sub(1)), settings.shift_hours).max(first);
    let mut shift = shift.then(|| Tally::new(begins, to, officers, settings));
    let mut unread = 0;
    reader.walk(to, |seen| match said::read(seen) {
        Ok(Some(said)) => {
            span.take(seen.at, &said);
            if let Some(shift) = &mut shift {
                shift.take(seen.at, &said);
            }
        }
        Ok(None) => {}
        Err(said::Unread) => unread += 1,
    })?;
    Ok(Some(Report { settings: *settings, span: span.finish(), shift: shift.map(Tally::finish), unread }))
}

/// Returns the first instant of a local day.
fn midnight(day: i32) -> Instant {
    Instant(i64::from(day) * DAY.0 - ZONE.0)
}

/// Returns when the shift began in which an instant lies; a desk without shifts has one a day.
pub(in crate::document) fn shift_of(at: Instant, hours: u32) -> Instant {
    let day = day_of(at);
    let begins = |day: i32| {
        let of_day = (0..24_i64).filter(move |hour| hours >> hour & 1 == 1);
        of_day.map(move |hour| midnight(day).after(Span::minutes(60 * hour)))
    };
    begins(day - 1).chain(begins(day)).rfind(|begin| *begin <= at).unwrap_or_else(|| midnight(day))
}
