//! What the core is told about the world before the first event: devices, zones and the values of its rules.
//!
//! Built by the registry; never changed by an event.

use crate::correlation::alarm::DeviceKind;
use crate::correlation::rules::Rules;
use crate::units::{DeviceId, Point, SiteId, Span, ZoneId};
use serde::{Deserialize, Serialize};

/// The world as the core sees it.
#[derive(Clone, Debug, Default)]
pub struct Reference {
    /// Devices by [`DeviceId`]; the registered ones.
    pub devices: Box<[DeviceReference]>,
    /// The zone tree by [`ZoneId`]; zone 0 is the park, a parent stands before its children.
    pub zones: Box<[ZoneReference]>,
    /// The rules.
    pub rules: Rules,
}

/// One device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeviceReference {
    /// Where it hangs.
    pub zone: ZoneId,
    /// What it is.
    pub kind: DeviceKind,
    /// The gateway that it reports through.
    pub gateway: Option<DeviceId>,
    /// The longest silence that is normal for it; zero: it need not speak.
    pub silence_max: Span,
    /// Whether bit 0 of its state tells test from normal (design section 5).
    pub bit0_trusted: bool,
}

/// One node of the zone tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ZoneReference {
    /// The node above; none for the park.
    pub parent: Option<ZoneId>,
    /// What it is.
    pub kind: ZoneKind,
    /// The site that it belongs to; none for the park.
    pub site: Option<SiteId>,
    /// The administrative division, six digits, for warnings.
    pub adcode: u32,
    /// Where it stands, for warnings that draw their area; what lies below it stands there too.
    pub at: Option<Point>,
}

/// What a node of the zone tree is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ZoneKind {
    /// 园区.
    Park,
    /// 单位.
    Site,
    /// 楼.
    Building,
    /// 层.
    Floor,
    /// 区.
    Zone,
    /// 未登记: where the devices of a feed stand that no registry knows.
    Unregistered,
}
