//! What an alarm is: one condition class of one device, with an ISA-18.2 state and occurrences of its own.

use crate::correlation::event::Conditions;
use crate::units::{DeviceId, IncidentId};
use serde::{Deserialize, Serialize};

/// One class of one device's conditions; each class is an alarm of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum AlarmClass {
    /// Fire, over limit.
    Hazard,
    /// Fault, mains, battery, line, silent.
    Fault,
    /// Supervisory, started, feedback, delay, manual mode.
    Supervisory,
    /// Isolated, configuration changed.
    Isolation,
}

impl AlarmClass {
    /// The conditions of all classes.
    pub const CONDITIONS: Conditions = Self::Hazard
        .conditions()
        .with(Self::Fault.conditions())
        .with(Self::Supervisory.conditions())
        .with(Self::Isolation.conditions());

    /// Every class, in table order.
    pub const ALL: [Self; 4] = [Self::Hazard, Self::Fault, Self::Supervisory, Self::Isolation];

    /// Returns the conditions that belong to the class.
    pub const fn conditions(self) -> Conditions {
        match self {
            Self::Hazard => Conditions::FIRE.with(Conditions::OVER_LIMIT),
            Self::Fault => Conditions::FAULT
                .with(Conditions::MAINS)
                .with(Conditions::BATTERY)
                .with(Conditions::LINE)
                .with(Conditions::SILENT),
            Self::Supervisory => Conditions::SUPERVISORY
                .with(Conditions::STARTED)
                .with(Conditions::FEEDBACK)
                .with(Conditions::DELAY)
                .with(Conditions::MANUAL),
            Self::Isolation => Conditions::ISOLATED.with(Conditions::CONFIGURATION),
        }
    }
}

/// Names one alarm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AlarmKey {
    /// The device.
    pub device: DeviceId,
    /// The class of its conditions.
    pub class: AlarmClass,
}

/// Counts the times that an alarm began; an acknowledgement names the occurrences that it covers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Occurrence(pub u32);

/// One alarm as it stands now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AlarmView {
    /// Its state.
    pub state: AlarmState,
    /// The conditions of its class that stand.
    pub conditions: Conditions,
    /// The incident that it belongs to, open or closed.
    pub incident: Option<IncidentId>,
    /// Its latest occurrence.
    pub occurrence: Occurrence,
    /// How often its device's hazard began or ended within the last 32 messages about it.
    pub flaps: u32,
}

/// The seven states of an alarm.
///
/// Source: ISA-18.2 / IEC 62682.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum AlarmState {
    /// A: normal.
    #[default]
    Normal,
    /// B: active, not acknowledged.
    Unacknowledged,
    /// C: active, acknowledged.
    Acknowledged,
    /// D: returned to normal before anyone acknowledged.
    ReturnedUnacknowledged,
    /// E: shelved by a person, until a time.
    Shelved,
    /// F: suppressed by design.
    Suppressed,
    /// G: out of service.
    OutOfService,
}

/// What kind of device it is: decides its family, its physical quantity and whether it speaks for life-risk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeviceKind {
    /// Smoke detector (烟感).
    Smoke,
    /// Heat detector (温感).
    Heat,
    /// Flame detector.
    Flame,
    /// Combustible gas detector.
    Gas,
    /// Manual call point (手报), and a transmission device's own manual alarm.
    ManualCallPoint,
    /// Water level gauge.
    WaterLevel,
    /// Water leak detector.
    WaterLeak,
    /// Pressure of hydrant, sprinkler or process.
    Pressure,
    /// Flow switch.
    Flow,
    /// Electrical load or leakage.
    Power,
    /// Wind gauge.
    Wind,
    /// Lightning sensor.
    Lightning,
    /// Transmission device or gateway that others report through.
    Gateway,
    /// Any other, and every unregistered one.
    #[default]
    Other,
}

/// What incidents are about; alarms of one family near each other are one incident.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum HazardFamily {
    /// 火灾.
    Fire,
    /// 燃气.
    Gas,
    /// 水浸.
    Water,
    /// 压力.
    Pressure,
    /// 电气.
    Power,
    /// 风雷.
    Weather,
    /// 通信 and 故障: a device or a gateway that cannot be heard.
    Fault,
    /// 其他.
    #[default]
    Other,
}

/// The physical quantity that a device measures; two different ones in a place are better evidence than two alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Quantity {
    /// Smoke.
    Smoke,
    /// Temperature.
    Temperature,
    /// Flame radiation.
    Radiation,
    /// Gas concentration.
    Concentration,
    /// A person's hand.
    Human,
    /// Water.
    Water,
    /// Pressure or flow.
    Pressure,
    /// Electricity.
    Electricity,
    /// Wind or lightning.
    Weather,
    /// None that is known.
    Unknown,
}

impl DeviceKind {
    /// Every kind, in the order that counts are shown in.
    pub const ALL: [Self; 14] = [
        Self::Smoke,
        Self::Heat,
        Self::Flame,
        Self::Gas,
        Self::ManualCallPoint,
        Self::WaterLevel,
        Self::WaterLeak,
        Self::Pressure,
        Self::Flow,
        Self::Power,
        Self::Wind,
        Self::Lightning,
        Self::Gateway,
        Self::Other,
    ];

    /// Returns what an incident of this kind's hazard alarm is about.
    ///
    /// A fire bit from a device of any other kind is about fire: [`Conditions::FIRE`] decides before the kind.
    pub const fn family(self) -> HazardFamily {
        match self {
            Self::Smoke | Self::Heat | Self::Flame | Self::ManualCallPoint => HazardFamily::Fire,
            Self::Gas => HazardFamily::Gas,
            Self::WaterLevel | Self::WaterLeak => HazardFamily::Water,
            Self::Pressure | Self::Flow => HazardFamily::Pressure,
            Self::Power => HazardFamily::Power,
            Self::Wind | Self::Lightning => HazardFamily::Weather,
            Self::Gateway => HazardFamily::Fault,
            Self::Other => HazardFamily::Other,
        }
    }

    /// Returns the quantity that it measures.
    pub const fn quantity(self) -> Quantity {
        match self {
            Self::Smoke => Quantity::Smoke,
            Self::Heat => Quantity::Temperature,
            Self::Flame => Quantity::Radiation,
            Self::Gas => Quantity::Concentration,
            Self::ManualCallPoint => Quantity::Human,
            Self::WaterLevel | Self::WaterLeak => Quantity::Water,
            Self::Pressure | Self::Flow => Quantity::Pressure,
            Self::Power => Quantity::Electricity,
            Self::Wind | Self::Lightning => Quantity::Weather,
            Self::Gateway | Self::Other => Quantity::Unknown,
        }
    }

    /// Returns whether its active hazard alarm makes an open incident life-risk.
    ///
    /// Source: design section 2, life-risk: smoke, heat, flame, gas, manual call point.
    pub const fn is_life_risk(self) -> bool {
        matches!(self, Self::Smoke | Self::Heat | Self::Flame | Self::Gas | Self::ManualCallPoint)
    }
}
