//! What the people's side is told about the world: sites, people, teams, insurers, policies, plans.
//!
//! Built by the registry from files that the desk never edits; what people change is a fact on top.

mod duty;
mod person;

use crate::operations::call::{Agency, Callee};
use crate::operations::dispatch::Task;
use crate::operations::{drill, kpi, pool};
use crate::text::Text;
use crate::units::{DeviceId, Fen, InsurerId, PersonId, SiteId, Span, TeamId, ZoneId};
use serde::{Deserialize, Serialize};

pub use duty::{Duty, Vacant};
pub use person::{Paper, Person, Role, Scope};

/// A short name: of a zone, a team, a device.
pub type Name = Text<48>;
/// A telephone number as it is dialled.
pub type Phone = Text<24>;
/// One line of a card.
pub type Line = Text<160>;
/// What a team, a person, an insurer is called in commands and journal: `T4`, `L1`, `PICC`.
pub type Code = Text<16>;

/// Everything that the desk knows before the night begins.
#[derive(Clone, Debug, Default)]
pub struct Reference {
    /// The desk's own name: `丰县电动车产业园`.
    pub desk: Name,
    /// Devices by [`DeviceId`]: what they are called on screen.
    pub devices: Box<[DeviceName]>,
    /// The zone tree by [`ZoneId`].
    pub zones: Box<[ZoneName]>,
    /// Sites by [`SiteId`].
    pub sites: Box<[Site]>,
    /// People by [`PersonId`].
    pub people: Box<[Person]>,
    /// Teams by [`TeamId`].
    pub teams: Box<[Team]>,
    /// Insurers by [`InsurerId`].
    pub insurers: Box<[Insurer]>,
    /// Policies, any order.
    pub policies: Box<[Policy]>,
    /// Plans, any order.
    pub plans: Box<[Plan]>,
    /// Feeds by [`crate::units::FeedId`].
    pub feeds: Box<[FeedName]>,
    /// Who has the desk now, by the roster: the duty officer and the leader in charge.
    pub duty: Duty,
    /// The pool's balance at the last close.
    pub pool_balance: Fen,
    /// Who must stand behind money, and who pays in by when.
    pub pool_terms: pool::Terms,
    /// How long an acknowledgement may take.
    pub acknowledge_within: Span,
    /// Public numbers and the duty office above, by [`Agency`].
    pub agencies: [Office; Agency::ALL.len()],
    /// What runs when nobody acknowledges, in the order of its times.
    pub escalation: Box<[EscalationStep]>,
    /// The region's clocks and forms.
    pub pack: Pack,
    /// What the alarm figures are measured against.
    pub kpi: kpi::Settings,
    /// The scenario, on a desk that was made for a drill.
    pub drill: Option<Box<drill::Script>>,
}

/// A number that stands by itself, and how it is reached.
#[derive(Clone, Debug, Default)]
pub struct Office {
    /// The number.
    pub contact: Contact,
    /// How messages reach it.
    pub channel: Channel,
}

/// How a message reaches somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Channel {
    /// A person rings.
    #[default]
    Call,
    /// A machine posts it to this address.
    Webhook(Box<str>),
}

/// One step of the escalation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EscalationStep {
    /// How long after an incident is unacknowledged.
    pub after: Span,
    /// Who or what is told.
    pub to: Escalate,
}

/// Who or what a step of the escalation tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Escalate {
    /// Every screen.
    Screens,
    /// The second officer on duty.
    SecondOfficer,
    /// The leader in charge.
    Leader,
    /// A person by name of the registry.
    Person(PersonId),
    /// The sound command of the desk.
    Command,
}

/// A region's rules as data: who is told within what, in which form.
#[derive(Clone, Debug, Default)]
pub struct Pack {
    /// Its name: `徐州 (示例)`.
    pub name: Name,
    /// Its version.
    pub version: u16,
    /// The first report by telephone, from 属实 or the first casualty.
    pub first_phone: Span,
    /// The first report in writing.
    pub first_written: Span,
    /// The unit's own report, from when its head was told (令493 Art 9).
    pub unit_report: Span,
    /// The next follow-up, from the last report.
    pub follow_up: Span,
    /// The lines of the first report, with `{place}` and the like.
    pub first: Box<[Box<str>]>,
    /// The lines of a follow-up.
    pub follow: Box<[Box<str>]>,
    /// The lines of the final report.
    pub last: Box<[Box<str>]>,
}

/// What a device is called.
#[derive(Clone, Copy, Debug, Default)]
pub struct DeviceName {
    /// Its code: `S-2031`.
    pub code: Text<32>,
    /// Where in its zone: `东墙`.
    pub place: Name,
}

/// What a node of the zone tree is called.
#[derive(Clone, Copy, Debug, Default)]
pub struct ZoneName {
    /// Its code in the files: `HY-2C-3`; empty for a zone of unregistered devices.
    pub code: Text<32>,
    /// Its own name: `3区`.
    pub name: Name,
    /// The path below its site: `2号车间 3区`.
    pub path: Text<96>,
}

/// A firm or a public place, with its hazard card.
#[derive(Clone, Debug, Default)]
pub struct Site {
    /// Its code in the files.
    pub code: Text<32>,
    /// Its name: `恒越电池有限公司`.
    pub name: Name,
    /// What people call it: `恒越电池`.
    pub short: Name,
    /// The pinyin initials of the short name: `hydc`.
    pub initials: Text<24>,
    /// Its root in the zone tree.
    pub zone: ZoneId,
    /// The zone that takes in devices which no registry knows and which say that they are here.
    pub unregistered: ZoneId,
    /// Risk colour, by 双重预防.
    pub risk: Risk,
    /// Its street address, as it is said to 119.
    pub address: Line,
    /// Where it stands. Units: millionths of a degree; zero: not known.
    pub latitude_micro: i32,
    /// See [`Site::latitude_micro`].
    pub longitude_micro: i32,
    /// People there by day and by night.
    pub people_day: u16,
    /// See [`Site::people_day`].
    pub people_night: u16,
    /// What burns, leaks or kills there, and where: `电解液2.4吨 3区东墙 (氟化氢 爆燃 不内攻)`.
    pub hazards: Box<[Line]>,
    /// Way in and staging: `北门`.
    pub staging: Name,
    /// Hydrant and power cut-off.
    pub utilities: Line,
    /// Who is called, in order; the control room first.
    pub contacts: Box<[Contact]>,
    /// The unit's head among the contacts: telling them starts the unit's own hour.
    pub head: Option<u8>,
}

/// A number that the desk may ring.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// In what part: `消控室`.
    pub post: Name,
    /// Who: `张师傅`.
    pub name: Name,
    /// The number.
    pub phone: Phone,
}

/// The risk colour of a site (单位风险), never the colour of a warning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Risk {
    /// Not graded.
    #[default]
    Ungraded,
    /// 低.
    Blue,
    /// 一般.
    Yellow,
    /// 较大.
    Orange,
    /// 重大.
    Red,
}

/// A team that goes.
#[derive(Clone, Debug, Default)]
pub struct Team {
    /// Its code: `T1`.
    pub code: Text<16>,
    /// Its name.
    pub name: Name,
    /// What it may do: `疏散引导`, `灭火内攻` ...
    pub tasks: Box<[Name]>,
    /// The same as the desk knows tasks; what it has no word for is left out.
    pub duties: Box<[Task]>,
    /// What kind of team it is.
    pub kind: TeamKind,
    /// Whether it can be sent at all.
    pub in_service: bool,
    /// How messages reach it.
    pub channel: Channel,
    /// Who it belongs to: the park, the county, an insurer.
    pub owner: Name,
    /// Its duty telephone.
    pub phone: Phone,
    /// Where it stands: the distance to a site is reckoned from it. Units: millionths of a degree.
    pub latitude_micro: i32,
    /// See [`Team::latitude_micro`].
    pub longitude_micro: i32,
}

/// What kind of team it is: it decides where it may stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TeamKind {
    /// 专职.
    #[default]
    Professional,
    /// 微型站: the park's own first brigade.
    Brigade,
    /// 志愿: at the outer cordon.
    Volunteer,
    /// 查勘: when the site is cleared.
    Adjuster,
    /// 抢修.
    Repair,
}

/// An insurer of the joint desk.
#[derive(Clone, Debug, Default)]
pub struct Insurer {
    /// Its code in the files.
    pub code: Text<16>,
    /// Its name.
    pub name: Name,
    /// What people call it: `人保`.
    pub short: Name,
    /// Claim and duty numbers.
    pub contacts: Box<[Contact]>,
    /// How messages reach it.
    pub channel: Channel,
}

/// A policy of a site.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// Its number.
    pub number: Text<48>,
    /// Who is insured.
    pub site: SiteId,
    /// Who insures.
    pub insurer: InsurerId,
    /// What is covered: `安责险`.
    pub cover: Name,
    /// Its first and last day: days since 1970-01-01.
    pub from_day: i32,
    /// See [`Policy::from_day`].
    pub until_day: i32,
    /// The limit a person and in all.
    pub per_person: Fen,
    /// See [`Policy::per_person`].
    pub limit: Fen,
}

/// A plan: the run card of a place and a hazard.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Its code: `P-07`.
    pub code: Text<16>,
    /// Its name: `锂电火灾`.
    pub name: Name,
    /// Its version; an incident keeps the one that it ran.
    pub version: u16,
    /// The node that it hangs on; the nearest one above an incident wins.
    pub zone: ZoneId,
    /// What it is for.
    pub family: crate::correlation::alarm::HazardFamily,
    /// What must be known before anyone goes in: the hazard card.
    pub card: Box<[Line]>,
    /// The tasks that it wants teams for.
    pub tasks: Box<[Task]>,
    /// Who is called beside the site's own contacts.
    pub calls: Box<[Contact]>,
    /// What is done, in order.
    pub steps: Box<[PlanStep]>,
}

/// A step of a plan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanStep {
    /// What is done.
    pub text: Line,
    /// Who does it.
    pub owner: Name,
    /// By when, from the incident's opening.
    pub within: Span,
    /// The act that proves it done; none: a person says so.
    pub act: Option<StepAct>,
}

/// An act that proves a step done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum StepAct {
    /// A public number was reached.
    Call(Agency),
    /// The site's control room was reached.
    ControlRoom,
    /// A team has accepted.
    Dispatch,
    /// The leader was briefed.
    Brief,
    /// The first report was signed.
    FirstReport,
    /// The insurer was told.
    Notice,
    /// Money was set aside.
    Reserve,
}

/// What a feed is called and what it carries.
#[derive(Clone, Copy, Debug, Default)]
pub struct FeedName {
    /// Its name in the files.
    pub code: Text<32>,
    /// Its short name on screen: `传感`.
    pub name: Name,
    /// The zone that takes in its unregistered devices.
    pub unregistered: ZoneId,
}

impl Reference {
    /// Returns the person that a code names.
    ///
    /// Cost: O(people).
    pub fn person(&self, code: &str) -> Option<(PersonId, &Person)> {
        let at = self.people.iter().position(|person| person.code.eq_ignore_ascii_case(code))?;
        Some((PersonId(at as u32), &self.people[at]))
    }

    /// Returns the team that a code names.
    ///
    /// Cost: O(teams).
    pub fn team(&self, code: &str) -> Option<(TeamId, &Team)> {
        let at = self.teams.iter().position(|team| team.code.eq_ignore_ascii_case(code))?;
        Some((TeamId(at as u32), &self.teams[at]))
    }

    /// Returns the insurer that a code or a short name names.
    ///
    /// Cost: O(insurers).
    pub fn insurer(&self, code: &str) -> Option<(InsurerId, &Insurer)> {
        let named = |it: &Insurer| it.code.eq_ignore_ascii_case(code) || it.short.as_str() == code;
        let at = self.insurers.iter().position(named)?;
        Some((InsurerId(at as u32), &self.insurers[at]))
    }

    /// Returns the site that a code, a short name or pinyin initials name.
    ///
    /// Cost: O(sites).
    pub fn site(&self, code: &str) -> Option<(SiteId, &Site)> {
        let named = |it: &Site| {
            it.code.eq_ignore_ascii_case(code) || it.short.as_str() == code || it.initials.as_str() == code
        };
        let at = self.sites.iter().position(named)?;
        Some((SiteId(at as u32), &self.sites[at]))
    }

    /// Returns the zone that a code names.
    ///
    /// Cost: O(zones).
    pub fn zone(&self, code: &str) -> Option<ZoneId> {
        let named = |zone: &ZoneName| !code.is_empty() && zone.code.eq_ignore_ascii_case(code);
        self.zones.iter().position(named).map(|at| ZoneId(at as u32))
    }

    /// Returns the number of somebody who may be rung.
    pub fn contact(&self, callee: Callee) -> Option<Contact> {
        let person = |person: &Person| Contact { post: Name::new(), name: person.name, phone: person.phone };
        match callee {
            // Power and gas may have no number: a slip without one helps nobody.
            Callee::Agency(agency) => {
                Some(self.agencies[agency as usize].contact).filter(|contact| !contact.phone.is_empty())
            }
            Callee::Site { site, contact } => {
                self.sites.get(site.index())?.contacts.get(usize::from(contact)).copied()
            }
            Callee::Person(id) => self.people.get(id.index()).map(person),
            Callee::Team(id) => {
                let team = self.teams.get(id.index())?;
                let leader = self.people.iter().find(|person| person.team == Some(id));
                let name = leader.map(|person| person.name).unwrap_or_default();
                Some(Contact { post: team.name, name, phone: team.phone })
            }
            Callee::Insurer { insurer, contact } => {
                let insurer = self.insurers.get(insurer.index())?;
                insurer.contacts.get(usize::from(contact)).copied()
            }
        }
    }

    /// Returns the device that a code names.
    ///
    /// Cost: O(devices).
    pub fn device(&self, code: &str) -> Option<DeviceId> {
        let at = self.devices.iter().position(|device| device.code.eq_ignore_ascii_case(code))?;
        Some(DeviceId(at as u32))
    }
}
