//! What the core is told about the world before the first event: devices, zones and the values of its rules.
//!
//! Built by the registry; never changed by an event.

use crate::correlation::alarm::DeviceKind;
use crate::units::{DeviceId, SiteId, Span, ZoneId};
use serde::{Deserialize, Serialize};

/// The world as the core sees it.
#[derive(Clone, Debug, Default)]
pub struct Reference {
    /// Devices by [`DeviceId`]; the registered ones.
    pub devices: Box<[DeviceReference]>,
    /// The zone tree by [`ZoneId`]; zone 0 is the park, a parent stands before its children.
    pub zones: Box<[ZoneReference]>,
    /// The values that the rules use.
    pub settings: Settings,
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

/// The values that the rules use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// An incident without news for this long takes no further member.
    pub quiet_gap: Span,
    /// An incident takes no further member this long after it opened.
    pub span_max: Span,
    /// A device that raises again within this span is repeating, not evidence of more.
    pub repeat_window: Span,
    /// How far an earlier-occurred event may still take its place.
    pub reorder_max: Span,
    /// Active longer than this is stale.
    pub stale_after: Span,
    /// A re-alarm of a standing, acknowledged alarm; zero: never.
    pub realarm_after: Span,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            quiet_gap: Span::minutes(30),
            span_max: Span::minutes(6 * 60),
            repeat_window: Span::seconds(60),
            reorder_max: Span::seconds(3),
            stale_after: Span::minutes(24 * 60),
            realarm_after: Span(0),
        }
    }
}
