//! What a code of the registry names.

/// What a code names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    /// 区域.
    Zone,
    /// 单位.
    Site,
    /// 探测器.
    Device,
    /// 网关.
    Gateway,
    /// 人员.
    Person,
    /// 队伍.
    Team,
    /// 保险机构.
    Insurer,
    /// 保单.
    Policy,
    /// 预案.
    Plan,
}

impl Thing {
    /// Returns the word in Chinese and English.
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Zone => ("区域", "zone"),
            Self::Site => ("单位", "site"),
            Self::Device => ("探测器", "device"),
            Self::Gateway => ("网关", "gateway"),
            Self::Person => ("人员", "person"),
            Self::Team => ("队伍", "team"),
            Self::Insurer => ("保险机构", "insurer"),
            Self::Policy => ("保单", "policy"),
            Self::Plan => ("预案", "plan"),
        }
    }

    /// Returns the file that it stands in.
    pub(crate) const fn file(self) -> &'static str {
        match self {
            Self::Zone => "zones.csv",
            Self::Site => "sites.csv",
            Self::Device | Self::Gateway => "devices.csv",
            Self::Person => "people.csv",
            Self::Team => "teams.toml",
            Self::Insurer => "insurers.toml",
            Self::Policy => "policies.toml",
            Self::Plan => "plans.toml",
        }
    }
}
