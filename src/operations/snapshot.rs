//! What every screen sees: the hot state, bounded, with names and without sentences.

use crate::correlation::change::Reason;
use crate::limits::{
    FEEDS_MAX, FOLDS_MAX, SNAPSHOT_DEADLINES_MAX, SNAPSHOT_INCIDENTS_MAX, SNAPSHOT_TEAMS_MAX,
    SNAPSHOT_WARNINGS_MAX, TOLD_SHOWN_MAX, WAITING_MAX,
};
use crate::operations::degradation::Degraded;
use crate::operations::dispatch::Task;
use crate::operations::listing::PageLook;
use crate::operations::order::ResponseLevel;
use crate::operations::pool::Ledger;
use crate::operations::reference::{Contact, Line, Name, Phone, Risk, Vacant};
use crate::operations::storage::{HeadFault, Storage, Trouble};
use crate::operations::{
    call, claim, deadline, delivery, dispatch, drill, feed, finding, handover, incident, intake, order, plan,
    pool, report, warning,
};
use crate::text::Text;
use crate::units::{EntryNumber, Fen, IncidentId, InputNumber, Instant, ReservationId, Span};
use arrayvec::ArrayVec;
use serde::{Deserialize, Serialize};

/// The desk at one input.
///
/// Limits: [`crate::limits::SNAPSHOT_BYTES_MAX`] as it is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The first two lines of every screen.
    pub status: Status,
    /// Open incidents, most urgent first; unacknowledged life-risk ones before all others.
    pub incidents: ArrayVec<incident::View, SNAPSHOT_INCIDENTS_MAX>,
    /// What a surge folds, by place; empty without one. Rows that are not folded and these counts add up to what is open.
    pub folds: ArrayVec<incident::view::Fold, FOLDS_MAX>,
    /// Standing warnings: those that touch a site, worst first, then the others.
    pub warnings: ArrayVec<warning::View, SNAPSHOT_WARNINGS_MAX>,
    /// The feeds.
    pub feeds: ArrayVec<feed::View, FEEDS_MAX>,
    /// The deadlines that run, the next to run out first.
    pub deadlines: ArrayVec<deadline::View, SNAPSHOT_DEADLINES_MAX>,
    /// The teams.
    pub teams: ArrayVec<TeamView, SNAPSHOT_TEAMS_MAX>,
    /// What waits for a signature or a decision (待我办); a screen shows whom it concerns.
    pub waiting: ArrayVec<Waiting, WAITING_MAX>,
    /// What the players of a drill were told so far, the newest first; empty on a desk that is none.
    pub told: ArrayVec<drill::view::Told, TOLD_SHOWN_MAX>,
}

/// Something that waits for a signature or a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Waiting {
    /// A report waits for the leader (签发).
    Report {
        /// The incident.
        incident: IncidentId,
        /// Its number in the incident.
        number: u16,
        /// Which report.
        kind: report::Kind,
        /// Since when.
        since: Instant,
    },
    /// A response level waits for the leader.
    Level {
        /// The incident.
        incident: IncidentId,
        /// What is proposed.
        level: ResponseLevel,
        /// Since when.
        since: Instant,
    },
    /// Money waits for a second officer.
    Post {
        /// The incident.
        incident: IncidentId,
        /// The reservation.
        reservation: ReservationId,
        /// How much.
        amount: Fen,
        /// The code of who set it aside: they do not post it.
        maker: Text<16>,
        /// Since when.
        since: Instant,
    },
    /// Somebody agreed by telephone and is to sign (待补签).
    Countersign {
        /// The incident.
        incident: IncidentId,
        /// The reservation.
        reservation: ReservationId,
        /// How much left.
        amount: Fen,
        /// The code of who agreed: nobody else signs for them.
        who: Text<16>,
        /// Since when.
        since: Instant,
    },
    /// Money that left to save life waits for a review (待复核).
    Review {
        /// The incident.
        incident: IncidentId,
        /// The reservation.
        reservation: ReservationId,
        /// How much left.
        amount: Fen,
        /// The codes of who set it aside and of who let it go: they do not review it.
        not: [Text<16>; 2],
        /// By when.
        due: Instant,
    },
}

impl Waiting {
    /// Returns the incident that it is about.
    pub const fn incident(&self) -> IncidentId {
        match self {
            Self::Report { incident, .. }
            | Self::Level { incident, .. }
            | Self::Post { incident, .. }
            | Self::Countersign { incident, .. }
            | Self::Review { incident, .. } => *incident,
        }
    }
}

/// The desk's state in a line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// The desk's name.
    pub desk: Name,
    /// Live, sample or drill.
    pub mode: Mode,
    /// Thousandths of real time: 1,000 is real.
    pub clock_milli: u32,
    /// Desk time.
    pub now: Instant,
    /// The last input that is in this snapshot.
    pub input: InputNumber,
    /// The duty officer's name.
    pub officer: Name,
    /// The duty officer's code: entries name who acted by it.
    pub officer_code: Text<16>,
    /// The leader's name.
    pub leader: Name,
    /// The leader's code: an order that an officer writes down is theirs.
    pub leader_code: Text<16>,
    /// Open incidents.
    pub open: u32,
    /// Unacknowledged ones (未受理).
    pub unacknowledged: u32,
    /// Unacknowledged life-risk ones.
    pub life_risk_unacknowledged: u32,
    /// Acknowledged and not yet verified (待核实).
    pub unverified: u32,
    /// In hand (处置).
    pub in_hand: u32,
    /// The most urgent unacknowledged life-risk incident.
    pub next: Option<IncidentId>,
    /// Whether alarms surge.
    pub surge: bool,
    /// Announcements in the last ten minutes.
    pub announced: u32,
    /// Officers on duty.
    pub officers: u16,
    /// The warnings in figures.
    pub warnings: warning::Tally,
    /// What gave way under load, by step.
    pub degraded: Degraded,
    /// Incidents and warnings that found no place in a table.
    pub turned_away: u64,
    /// Alarms in the test lane.
    pub test_alarms: u32,
    /// Alarms that a person shelved.
    pub shelved: u32,
    /// Alarms of devices that are isolated in the field, or that a person took out of service.
    pub out_of_service: u32,
    /// Alarms that another one explains.
    pub inhibited: u32,
    /// Alarms that are active too long.
    pub stale: u32,
    /// Devices that no registry knows.
    pub unregistered: u32,
    /// The newest entry that was decided.
    pub entry: EntryNumber,
    /// What the journal says.
    pub journal: JournalStatus,
    /// How much room its disk has, and what gave way.
    pub storage: Storage,
    /// The pool's figures.
    pub pool: Ledger,
    /// Whose post stands empty: the duty officer's (无人值守), or one that the escalation wakes.
    pub vacant: Vacant,
    /// Where `rules.toml` was wrong when it was last read: the rules before it are in force.
    pub rules_mistake: Option<Text<64>>,
    /// People who are missing, in all open incidents (失联).
    pub missing: u32,
    /// How far the wall clock stands from the desk's.
    pub clock_offset: Span,
    /// Whether the desk is offered, and which signatures are missing.
    pub handover: handover::View,
    /// The newest signed head; none: nothing asked for one yet.
    pub signed: Option<Signed>,
    /// Why a head is not signed, or not in the second place.
    pub unsigned: Option<HeadFault>,
    /// Why the sound command did not sound when it rang last (外接声响失效).
    pub mute: Option<Text<96>>,
    /// The drill, on a desk that was made for one.
    pub drill: Option<drill::View>,
}

/// A signed head, as people read it to each other (签名头).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    /// The entry.
    pub entry: EntryNumber,
    /// Its code: four groups of four digits.
    pub code: Text<24>,
}

/// Whose desk this is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mode {
    /// Real alarms.
    #[default]
    Live,
    /// 示例·不接真实报警.
    Sample,
    /// 演练.
    Drill,
}

/// What the journal says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum JournalStatus {
    /// Every entry up to this one is on disk (已存).
    Saved(EntryNumber),
    /// This many wait to be written.
    Writing {
        /// The last one on disk.
        saved: EntryNumber,
        /// How many wait.
        waiting: u32,
    },
    /// It cannot be written; life acts go on (未入日志).
    Failed {
        /// The last one on disk.
        saved: EntryNumber,
        /// How many wait.
        waiting: u32,
        /// What it means.
        trouble: Trouble,
        /// What the system said.
        error: Text<96>,
    },
    /// There is none yet.
    #[default]
    Opening,
}

/// A team in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamView {
    /// Its code.
    pub code: Text<16>,
    /// Its name.
    pub name: Name,
    /// Its tasks, joined.
    pub tasks: Text<96>,
    /// Its telephone.
    pub phone: Phone,
    /// Metres to the site of the most urgent incident.
    pub distance_m: Option<u32>,
    /// Whether it can be sent at all.
    pub in_service: bool,
    /// The order that binds it now.
    pub order: Option<TeamOrder>,
}

/// The order that binds a team.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamOrder {
    /// The incident.
    pub incident: IncidentId,
    /// What for.
    pub task: Task,
    /// Where it is with it.
    pub status: dispatch::Status,
    /// Since when.
    pub since: Instant,
    /// When it arrives, by its own word.
    pub arrives: Option<Instant>,
}

/// What a screen looks at; not an input, changes nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// The incident that is selected, whose dossier is wanted.
    pub selected: Option<IncidentId>,
    /// The first member row that is wanted.
    pub first_row: u32,
    /// The long list that is looked at, when one is.
    pub page: Option<PageLook>,
}

/// What stands right of the list: everything on the selected incident that the desk holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dossier {
    /// Its row.
    pub incident: incident::View,
    /// What it follows, what follows it, what it may be one with.
    pub kin: Kin,
    /// Its members from [`Look::first_row`], first-out first.
    pub members: Vec<incident::view::Member>,
    /// Members in all.
    pub members_count: u32,
    /// The site's card; none for an unregistered device.
    pub site: Option<SiteCard>,
    /// The plan that it runs, or the one that hangs nearest.
    pub plan: Option<plan::View>,
    /// The policies that were in force when it occurred.
    pub policies: Vec<PolicyCard>,
    /// Who rings: the desk, the officer, the number to call back.
    pub speaker: Contact,
    /// Whom it wants rung, the most urgent first.
    pub offers: Vec<call::Offer>,
    /// The calls, oldest first.
    pub calls: Vec<call::View>,
    /// The intakes, oldest first.
    pub intakes: Vec<intake::View>,
    /// The latest findings, oldest first.
    pub findings: Vec<finding::View>,
    /// The orders to teams, oldest first.
    pub dispatches: Vec<dispatch::View>,
    /// Who might go.
    pub recommendation: dispatch::Recommendation,
    /// The reports, oldest first.
    pub reports: Vec<report::View>,
    /// The report that would be drafted next, and the lines of its form.
    pub form: Option<Form>,
    /// The leaders' orders, oldest first.
    pub orders: Vec<order::View>,
    /// The response level: proposed and decided.
    pub response: Option<order::state::Response>,
    /// The claims.
    pub claims: Vec<claim::View>,
    /// The money.
    pub reservations: Vec<pool::View>,
    /// What went out by machine.
    pub deliveries: Vec<delivery::View>,
    /// What is owed, the next to run out first.
    pub deadlines: Vec<deadline::View>,
    /// What keeps it open.
    pub obstacles: incident::Obstacles,
}

/// The incidents that have to do with an incident.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kin {
    /// The open ones that follow it. Limits: the first [`crate::limits::KIN_SHOWN_MAX`].
    pub followers: Vec<IncidentId>,
    /// The merges that are proposed.
    pub proposals: Vec<Proposed>,
    /// The incident that it was merged into.
    pub merged_into: Option<IncidentId>,
}

/// A merge that is proposed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposed {
    /// The incident that would go on: the older one.
    pub into: IncidentId,
    /// The one that would be no more.
    pub from: IncidentId,
    /// Why.
    pub reason: Reason,
    /// The code of the device that belongs to both.
    pub other: Text<32>,
    /// Since when.
    pub at: Instant,
}

/// A report that would be drafted next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// Which.
    pub kind: report::Kind,
    /// The number that it would get.
    pub number: u16,
    /// Its lines, with `{place}` and the like; from the region's pack.
    pub lines: Vec<String>,
    /// What was known when the last report was submitted: a follow-up says only what changed.
    pub since: Option<Instant>,
}

/// A site's card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteCard {
    /// Its full name.
    pub name: Name,
    /// Its risk colour.
    pub risk: Risk,
    /// Its address.
    pub address: Line,
    /// People on shift at this hour.
    pub people: u16,
    /// Whether that is the night shift.
    pub night: bool,
    /// Hazards and where.
    pub hazards: Vec<Line>,
    /// Where to gather.
    pub staging: Name,
    /// Hydrant and cut-off.
    pub utilities: Line,
    /// Who is called, in order.
    pub contacts: Vec<Contact>,
}

/// A policy's card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyCard {
    /// The cover: `安责险`.
    pub cover: Name,
    /// The insurer's short name.
    pub insurer: Name,
    /// Its number.
    pub number: Text<48>,
    /// Its last day: days since 1970-01-01.
    pub until_day: i32,
    /// Whether it was in force when the incident opened.
    pub in_force: bool,
    /// The limit a person.
    pub per_person: Fen,
    /// The limit in all.
    pub limit: Fen,
    /// The insurer's first number.
    pub contact: Contact,
}
