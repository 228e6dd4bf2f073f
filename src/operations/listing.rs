//! The long lists: warnings, roster, insurers, pool, devices, deadlines, feeds, handover sheet, script, a window of each.
//!
//! Decides: which rows a window holds, in which order, and what a filter lets through.
//! Must not know: how a row reads, how high a terminal is.
//!
//! Invariants:
//! - looking changes nothing and is no input;
//! - a window has at most [`WINDOW_ROWS_MAX`] rows, whatever is asked for;
//! - a row keeps its identity from window to window, so that a refresh never moves who reads;
//! - the script of a drill is given to its proved director and to nobody else: the players would read what comes.

pub mod deadlines;
pub mod devices;
pub mod drill;
mod filter;
pub mod handover;
pub mod health;
pub mod insurers;
pub mod pool;
pub mod roster;
pub mod sites;
pub mod warnings;

use crate::limits::WINDOW_ROWS_MAX;
use crate::operations::actor::Actor;
use crate::operations::deadline::Subject;
use crate::operations::handover::Item;
use crate::operations::pool::Payer;
use crate::operations::state::State;
use crate::text::Text;
use crate::units::{
    ClaimId, DeviceId, FeedId, IncidentId, InputNumber, InsurerId, PersonId, ReservationId, SiteId,
    SuppressionId, TeamId, WarningId,
};
use filter::Filter;
use serde::{Deserialize, Serialize};

/// A list that a screen shows a window of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Listing {
    /// 预警.
    Warnings,
    /// 队伍.
    Roster,
    /// 保险.
    Insurers,
    /// 资金.
    Pool,
    /// 设备.
    Devices,
    /// 时限.
    Deadlines,
    /// 单位: no page of its own; what a caller names is looked up in it.
    Sites,
    /// 来源.
    Health,
    /// 交接.
    Handover,
    /// 导调: the script of a drill, for its director.
    Drill,
}

impl Listing {
    /// Every list, in the order of its pages.
    pub const ALL: [Self; 10] = [
        Self::Warnings,
        Self::Roster,
        Self::Insurers,
        Self::Pool,
        Self::Devices,
        Self::Deadlines,
        Self::Sites,
        Self::Health,
        Self::Handover,
        Self::Drill,
    ];
}

/// The window that a screen looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageLook {
    /// The list.
    pub page: Listing,
    /// What was typed to narrow it; every word of it must be found.
    pub filter: Text<48>,
    /// The first row that is wanted.
    pub first_row: u32,
    /// How many are wanted. Limits: [`WINDOW_ROWS_MAX`].
    pub rows: u16,
    /// The row that the cursor stands on.
    pub selected: Option<RowId>,
    /// The incident that is selected: the distances of teams are reckoned to it.
    pub incident: Option<IncidentId>,
}

/// What a row is, from window to window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum RowId {
    /// A warning.
    Warning(WarningId),
    /// A person.
    Person(PersonId),
    /// A team.
    Team(TeamId),
    /// An insurer.
    Insurer(InsurerId),
    /// A policy, by its place in the registry.
    Policy(u32),
    /// A claim.
    Claim(ClaimId),
    /// The pool's figures.
    Ledger,
    /// A reservation.
    Reservation(ReservationId),
    /// What a rescue has cost.
    Rescue(IncidentId),
    /// What a payer has put in.
    Payer(Payer),
    /// Something that is kept silent.
    Suppression(SuppressionId),
    /// A device.
    Device(DeviceId),
    /// A deadline.
    Deadline(Subject),
    /// A site.
    Site(SiteId),
    /// A step of the plan that an incident runs, from one.
    Step(IncidentId, u8),
    /// A feed.
    Feed(FeedId),
    /// A message that was refused, by the input that brought it.
    Refused(InputNumber),
    /// A thing on the handover sheet.
    Sheet(Item),
    /// A part of a drill's script.
    Script(drill::Part),
}

/// A window of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// What was looked at.
    pub look: PageLook,
    /// Rows that the filter lets through, in all.
    pub total: u32,
    /// Where the selected row stands among them; none when it is gone.
    pub at: Option<u32>,
    /// Whether rows were left unexamined: the filter must say more.
    pub partial: bool,
    /// The rows from [`PageLook::first_row`] on.
    pub rows: Rows,
}

/// The rows of a window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rows {
    /// Warnings, worst first.
    Warnings(Vec<warnings::Row>),
    /// Officers and leaders, those on duty first; then the teams with their people.
    Roster(Vec<roster::Row>),
    /// Insurers, each with its claims and policies.
    Insurers(Vec<insurers::Row>),
    /// The pool: figures, reservations, claims, rescues, payers.
    Pool(Vec<pool::Row>),
    /// What is kept silent, then the devices, as the registry has them.
    Devices(Vec<devices::Line>),
    /// Deadlines and steps of plans: those of the night, then the day tasks, each the next to run out first.
    Deadlines(Vec<deadlines::Row>),
    /// Sites: the one that is meant, then those that could be.
    Sites(Vec<sites::Row>),
    /// The feeds, what was refused, and the devices that no registry knows.
    Health(Vec<health::Line>),
    /// The handover sheet: who to whom, then what stands, the most urgent first.
    Handover(Vec<handover::Row>),
    /// The script of a drill: phases with what is to be done, injects, what earlier drills left, what is to be improved.
    Drill(Vec<drill::Row>),
}

impl Rows {
    /// Returns how many there are.
    pub const fn len(&self) -> usize {
        match self {
            Self::Warnings(rows) => rows.len(),
            Self::Roster(rows) => rows.len(),
            Self::Insurers(rows) => rows.len(),
            Self::Pool(rows) => rows.len(),
            Self::Devices(rows) => rows.len(),
            Self::Deadlines(rows) => rows.len(),
            Self::Sites(rows) => rows.len(),
            Self::Health(rows) => rows.len(),
            Self::Handover(rows) => rows.len(),
            Self::Drill(rows) => rows.len(),
        }
    }

    /// Returns whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns what a row is.
    pub fn id(&self, at: usize) -> Option<RowId> {
        match self {
            Self::Warnings(rows) => rows.get(at).map(|row| RowId::Warning(row.id)),
            Self::Roster(rows) => rows.get(at).map(roster::Row::id),
            Self::Insurers(rows) => rows.get(at).map(insurers::Row::id),
            Self::Pool(rows) => rows.get(at).map(pool::Row::id),
            Self::Devices(rows) => rows.get(at).map(devices::Line::id),
            Self::Deadlines(rows) => rows.get(at).map(|row| row.owed.id()),
            Self::Sites(rows) => rows.get(at).map(|row| RowId::Site(row.id)),
            Self::Health(rows) => rows.get(at).map(health::Line::id),
            Self::Handover(rows) => rows.get(at).map(|row| RowId::Sheet(row.item)),
            Self::Drill(rows) => rows.get(at).map(|row| RowId::Script(row.part())),
        }
    }
}

/// Gathers a window for somebody: as [`gather`], and the script of a drill for who may read it.
///
/// Cost: as [`gather`].
pub fn gather_for(state: &State, look: PageLook, actor: &Actor) -> Window {
    if look.page == Listing::Drill && drill::may_read(state, actor) {
        let filter = Filter::new(&look.filter);
        return Cut::new(look, Rows::Drill).run(|cut| drill::offer(state, &filter, cut));
    }
    gather(state, look)
}

/// Gathers a window where a recording is watched: in the place of a script the places that were marked, for who may move it.
///
/// Cost: as [`gather`].
pub fn gather_watched(state: &State, look: PageLook, actor: &Actor, marks: &[drill::Mark]) -> Window {
    if look.page == Listing::Drill && drill::may_read(state, actor) {
        let filter = Filter::new(&look.filter);
        return Cut::new(look, Rows::Drill).run(|cut| drill::offer_marks(marks, &filter, cut));
    }
    gather(state, look)
}

/// Gathers a window; that of a script is empty, whoever asks ([`gather_for`]).
///
/// Cost: O(rows of the list), devices at most [`crate::limits::DEVICES_EXAMINED_MAX`]; allocates: a screen asked for it.
pub fn gather(state: &State, look: PageLook) -> Window {
    let filter = Filter::new(&look.filter);
    match look.page {
        Listing::Warnings => Cut::new(look, Rows::Warnings).run(|cut| warnings::offer(state, &filter, cut)),
        Listing::Roster => Cut::new(look, Rows::Roster).run(|cut| roster::offer(state, &filter, cut)),
        Listing::Insurers => Cut::new(look, Rows::Insurers).run(|cut| insurers::offer(state, &filter, cut)),
        Listing::Pool => Cut::new(look, Rows::Pool).run(|cut| pool::offer(state, &filter, cut)),
        Listing::Devices => Cut::new(look, Rows::Devices).run(|cut| devices::offer(state, &filter, cut)),
        Listing::Deadlines => {
            Cut::new(look, Rows::Deadlines).run(|cut| deadlines::offer(state, &filter, cut))
        }
        Listing::Sites => Cut::new(look, Rows::Sites).run(|cut| sites::offer(state, &filter, cut)),
        Listing::Health => Cut::new(look, Rows::Health).run(|cut| health::offer(state, &filter, cut)),
        Listing::Handover => Cut::new(look, Rows::Handover).run(|cut| handover::offer(state, &filter, cut)),
        Listing::Drill => Cut::new(look, Rows::Drill).run(|_| ()),
    }
}

/// A window that is being cut out of a list; only its own rows are made.
struct Cut<R> {
    look: PageLook,
    total: u32,
    at: Option<u32>,
    partial: bool,
    rows: Vec<R>,
    close: fn(Vec<R>) -> Rows,
}

impl<R> Cut<R> {
    fn new(look: PageLook, close: fn(Vec<R>) -> Rows) -> Self {
        Self { look, total: 0, at: None, partial: false, rows: Vec::new(), close }
    }

    fn run(mut self, offer: impl FnOnce(&mut Self)) -> Window {
        offer(&mut self);
        let rows = (self.close)(self.rows);
        Window { look: self.look, total: self.total, at: self.at, partial: self.partial, rows }
    }

    /// Takes the next row that the filter lets through; makes it when the window holds it.
    fn take(&mut self, id: RowId, make: impl FnOnce() -> R) {
        if self.look.selected == Some(id) {
            self.at = Some(self.total);
        }
        let wanted = usize::from(self.look.rows).min(WINDOW_ROWS_MAX);
        if self.total >= self.look.first_row && self.rows.len() < wanted {
            self.rows.push(make());
        }
        self.total += 1;
    }
}
