//! What stands on the sheet (交接单): made from the state whenever somebody looks, never written down by hand.
//!
//! Decides: which things an incoming officer must know, in which order, and by what they see that something has changed.

use crate::operations::deadline::Subject;
use crate::operations::delivery::Outcome;
use crate::operations::delivery::Stage as Way;
use crate::operations::feed::Deaf;
use crate::operations::incident::Incident;
use crate::operations::pool::Stage as Money;
use crate::operations::snapshot::Waiting;
use crate::operations::state::State;
use crate::units::{
    DeliveryId, EntryNumber, FeedId, HandoverId, IncidentId, Instant, ReservationId, SuppressionId,
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// One thing on the sheet, the same from look to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Item {
    /// Who hands over to whom, and what there is in figures.
    Head,
    /// A handover whose outgoing signature is missing.
    Unsigned(HandoverId),
    /// An open incident.
    Incident(IncidentId),
    /// A report that waits for its signature.
    Report(IncidentId, u16),
    /// A response level that waits for its decision.
    Level(IncidentId),
    /// Something that is owed by a time.
    Deadline(Subject),
    /// Money that is set aside, or authorised and not yet there.
    Reservation(ReservationId),
    /// A message that has not arrived.
    Delivery(DeliveryId),
    /// A feed that is not heard.
    Feed(FeedId),
    /// Something that is kept silent.
    Held(SuppressionId),
    /// An act that nobody proved.
    Unproved(EntryNumber),
}

/// What stands on the sheet in figures: they are part of what both sign.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    /// Its code: the same things in the same state have the same.
    pub code: SheetCode,
    /// Open incidents.
    pub incidents: u32,
    /// Those of them that nobody has.
    pub unacknowledged: u32,
    /// Those of them that are life-risk.
    pub life_risk: u32,
    /// Deadlines that run.
    pub deadlines: u32,
    /// Those of them whose time has passed.
    pub overdue: u32,
    /// What waits for a signature or a decision.
    pub waiting: u32,
    /// Money that is under way.
    pub reservations: u32,
    /// Messages that have not arrived.
    pub deliveries: u32,
    /// Feeds that are not heard.
    pub feeds: u32,
    /// Shelves, outages and maintenance windows.
    pub held: u32,
    /// Acts that nobody proved.
    pub unproved: u32,
    /// Handovers whose outgoing signature is missing.
    pub unsigned: u32,
    /// Things that began after the desk was offered.
    pub fresh: u32,
    /// People who are missing, in all open incidents; an entry of before it was counted has none.
    #[serde(default)]
    pub missing: u32,
}

/// Four hexadecimal digits that stand for what was read; they can be said aloud.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetCode(pub u16);

impl fmt::Display for SheetCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04X}", self.0)
    }
}

impl SheetCode {
    /// Reads what [`fmt::Display`] writes, in either case.
    pub fn parse(typed: &str) -> Option<Self> {
        let digits = typed.len() == 4 && typed.bytes().all(|byte| byte.is_ascii_hexdigit());
        digits.then(|| u16::from_str_radix(typed, 16).ok().map(Self)).flatten()
    }
}

/// Shows every thing on the sheet, in its order, with the instant that it began or changed last.
///
/// Cost: O(what stands).
pub fn visit(state: &State, mut see: impl FnMut(Item, Instant)) {
    for row in state.handovers.unsigned() {
        see(Item::Unsigned(row.id), row.at);
    }
    let mut open: Vec<&Incident> = state.incidents.open().collect();
    // Nobody has them, then people are in danger, then by number.
    open.sort_by_key(|row| (!state.life_risk(row.id), !row.is_unacknowledged(), row.id));
    for row in open {
        see(Item::Incident(row.id), row.opened);
    }
    for waiting in papers(state) {
        match waiting {
            Waiting::Report { incident, number, since, .. } => see(Item::Report(incident, number), since),
            Waiting::Level { incident, since, .. } => see(Item::Level(incident), since),
            // It stands among the money.
            Waiting::Post { .. } | Waiting::Countersign { .. } | Waiting::Review { .. } => {}
        }
    }
    for row in state.deadlines.running().iter().filter(|row| is_owed(row.subject)) {
        see(Item::Deadline(row.subject), row.started);
    }
    for row in state.pool.reservations().iter().filter(|row| is_under_way(row.stage)) {
        see(Item::Reservation(row.id), row.reserved);
    }
    for row in state.deliveries.all().iter().filter(|row| !has_arrived(row.stage)) {
        see(Item::Delivery(row.id), row.since);
    }
    for (at, _) in state.reference().feeds.iter().enumerate() {
        let feed = FeedId(at as u16);
        if let Some((_, since)) = deaf(state, feed) {
            see(Item::Feed(feed), since);
        }
    }
    for row in state.suppressions.running() {
        see(Item::Held(row.suppression.id), row.suppression.begun);
    }
    for act in state.handovers.unproved.acts() {
        see(Item::Unproved(act.entry), act.at);
    }
}

/// Returns what stands on the sheet in figures.
///
/// Cost: O(what stands).
pub fn sums(state: &State) -> Sums {
    let mut sums = Sums::default();
    let mut code = Code::default();
    let offered = state.handovers.offer().map(|offer| offer.at);
    visit(state, |item, since| {
        sums.fresh += u32::from(offered.is_some_and(|at| since > at));
        match item {
            Item::Unsigned(id) => {
                sums.unsigned += 1;
                code.take(1, u64::from(id.0), 0);
            }
            Item::Incident(id) => {
                sums.incidents += 1;
                let row = state.incidents.get(id);
                sums.unacknowledged += u32::from(row.is_some_and(Incident::is_unacknowledged));
                sums.life_risk += u32::from(state.life_risk(id));
                code.take(2, u64::from(id.0), row.map_or(0, |row| u64::from(row.revision.0)));
                let missing = state.findings.people(id).missing.unwrap_or(0);
                sums.missing += u32::from(missing);
                if missing > 0 {
                    code.take(8, u64::from(id.0), u64::from(missing));
                }
            }
            Item::Report(id, number) => {
                sums.waiting += 1;
                code.take(3, u64::from(id.0), u64::from(number));
            }
            Item::Level(id) => {
                sums.waiting += 1;
                code.take(4, u64::from(id.0), 0);
            }
            // Deadlines begin and end with every act: what they are about is counted by the incident's revision.
            Item::Deadline(subject) => {
                sums.deadlines += 1;
                let passed = state.deadlines.of(subject).is_some_and(|it| it.passed);
                sums.overdue += u32::from(passed);
            }
            Item::Reservation(id) => {
                sums.reservations += 1;
                let row = state.pool.reservations().iter().find(|row| row.id == id);
                code.take(5, u64::from(id.0), row.map_or(0, |row| stage(row.stage)));
            }
            Item::Delivery(_) => sums.deliveries += 1,
            // A feed that comes and goes would make the sheet another one at every turn.
            Item::Feed(_) => sums.feeds += 1,
            Item::Held(id) => {
                sums.held += 1;
                code.take(6, u64::from(id.0), 0);
            }
            // Those that are no longer listed are counted, too.
            Item::Head | Item::Unproved(_) => {}
        }
    });
    sums.unsigned = state.handovers.unsigned_count();
    sums.unproved = state.handovers.unproved.count();
    code.take(7, u64::from(sums.unproved), 0);
    sums.code = code.finish();
    sums
}

/// Returns why a feed is not heard and since when; none for one that is.
pub fn deaf(state: &State, feed: FeedId) -> Option<(Deaf, Instant)> {
    let alarm = state.feeds.get(feed).and_then(crate::operations::feed::state::Feed::deaf)?;
    Some((alarm.deaf, alarm.since))
}

/// Returns the reports and the response levels that wait for a leader.
pub fn papers(state: &State) -> impl Iterator<Item = Waiting> {
    let reports = state.reports.unsigned().map(|it| Waiting::Report {
        incident: it.incident,
        number: it.number,
        kind: it.kind,
        since: it.submitted,
    });
    let levels = state.orders.responses().iter().filter_map(|row| {
        let (level, since) = row.proposed?;
        // A closed incident's proposal waits for nobody.
        state.open_incident(row.incident).ok()?;
        Some(Waiting::Level { incident: row.incident, level, since })
    });
    reports.chain(levels)
}

/// The steps of the escalation are the desk's own: nobody owes them.
const fn is_owed(subject: Subject) -> bool {
    !matches!(subject, Subject::Escalation(..))
}

const fn is_under_way(stage: Money) -> bool {
    match stage {
        Money::Reserved | Money::Authorised | Money::Paid => true,
        Money::Arrived | Money::Voided | Money::Expired => false,
    }
}

const fn stage(stage: Money) -> u64 {
    match stage {
        Money::Reserved => 1,
        Money::Authorised => 2,
        Money::Paid => 3,
        Money::Arrived | Money::Voided | Money::Expired => 4,
    }
}

const fn has_arrived(stage: Way) -> bool {
    match stage {
        Way::Recorded | Way::Came(Outcome::Unknown | Outcome::Undelivered) => false,
        Way::Came(Outcome::Sent | Outcome::Delivered | Outcome::Accepted { .. } | Outcome::Refused) => true,
    }
}

/// Sixteen bits of everything that was shown: whoever signs has read this and not another one.
///
/// No secret and no seal: FNV-1a tells two sheets apart that one person looks at within minutes.
struct Code(u64);

impl Default for Code {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Code {
    fn take(&mut self, what: u64, id: u64, state: u64) {
        for byte in [what, id, state].into_iter().flat_map(u64::to_le_bytes) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    const fn finish(&self) -> SheetCode {
        let folded = self.0 ^ (self.0 >> 32);
        SheetCode((folded ^ (folded >> 16)) as u16)
    }
}

#[cfg(test)]
mod tests {
    use super::SheetCode;

    #[test]
    fn a_code_reads_as_it_is_written() {
        for code in [0_u16, 1, 0x4F2A, u16::MAX] {
            assert_eq!(SheetCode::parse(&SheetCode(code).to_string()), Some(SheetCode(code)));
        }
        assert_eq!(SheetCode::parse("4f2a"), Some(SheetCode(0x4F2A)));
        for wrong in ["", "4F2", "4F2A0", "+F2A", "４Ｆ２Ａ", "xyzw"] {
            assert_eq!(SheetCode::parse(wrong), None, "{wrong}");
        }
    }
}
