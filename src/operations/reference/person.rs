//! People, as the registry knows them: what they may do, where, until when.

use crate::operations::reference::{Channel, Name, Phone};
use crate::text::Text;
use crate::units::{InsurerId, TeamId, ZoneId};
use serde::{Deserialize, Serialize};

/// Someone of the desk or of a team.
#[derive(Clone, Debug, Default)]
pub struct Person {
    /// Their id in commands and journal: `D1`.
    pub code: Text<16>,
    /// Their name.
    pub name: Name,
    /// What they may do.
    pub role: Role,
    /// Where, and for whom; what it does not name it does not narrow.
    pub scope: Scope,
    /// The last day of the role: days since 1970-01-01; none: until it is taken away.
    pub until_day: Option<i32>,
    /// Their number.
    pub phone: Phone,
    /// How messages reach them.
    pub channel: Channel,
    /// The team that they belong to.
    pub team: Option<TeamId>,
    /// The Unix user that is this officer without a passphrase.
    pub uid: Option<u32>,
    /// Certificates and accident cover: what, until when (`YYYY-MM-DD`).
    pub papers: Box<[Paper]>,
}

/// Where and for whom a role holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Nodes of the zone tree: a district, a site, a building; all below them. None: everywhere.
    pub zones: Box<[ZoneId]>,
    /// The insurers whose claims they settle. None: all, but for an insurer's person, who settles no other's.
    pub insurers: Box<[InsurerId]>,
}

impl Person {
    /// Returns whether the role holds on a day; it holds through its last.
    pub fn holds_on(&self, day: i32) -> bool {
        self.until_day.is_none_or(|until| day <= until)
    }
}

/// A certificate or a cover that ends.
#[derive(Clone, Copy, Debug, Default)]
pub struct Paper {
    /// What it is.
    pub name: Name,
    /// Its last day: days since 1970-01-01.
    pub until_day: i32,
}

/// What a person may do; looked up, never given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// 值班员.
    Officer,
    /// 带班领导.
    Leader,
    /// 财务.
    Finance,
    /// 保险.
    Insurer,
    /// 专家.
    Expert,
    /// 队员.
    Responder,
    /// 观察员: may look.
    #[default]
    Observer,
    /// 导演.
    Director,
}

impl Role {
    /// Every role, in the order of the table of authority.
    pub const ALL: [Self; 8] = [
        Self::Officer,
        Self::Leader,
        Self::Finance,
        Self::Insurer,
        Self::Expert,
        Self::Responder,
        Self::Observer,
        Self::Director,
    ];
}
