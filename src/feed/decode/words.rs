//! The words of the native format, each with what it stands for: one table for both ends.

use crate::correlation::alarm::AlarmClass;
use crate::correlation::event::{Conditions, Unit};
use crate::operations::warning::{Colour, Status};
use crate::units::Severity;

/// The type of an event: `duty.<word>.v1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// A hazard condition began.
    Alarm,
    /// Conditions ended.
    Restore,
    /// A fault began.
    Fault,
    /// The device is being tested.
    Test,
    /// A supervisory condition began.
    Supervisory,
    /// A value.
    Reading,
    /// The whole state of a component.
    State,
    /// The device lives.
    Online,
    /// The device is silent, by its gateway.
    Offline,
    /// A warning was issued.
    Issue,
    /// A warning was changed.
    Update,
    /// A warning was ended.
    Cancel,
}

const TYPES: [(&str, Type); 12] = [
    ("duty.sensor.alarm.v1", Type::Alarm),
    ("duty.sensor.restore.v1", Type::Restore),
    ("duty.sensor.fault.v1", Type::Fault),
    ("duty.sensor.test.v1", Type::Test),
    ("duty.sensor.supervisory.v1", Type::Supervisory),
    ("duty.sensor.reading.v1", Type::Reading),
    ("duty.sensor.state.v1", Type::State),
    ("duty.device.online.v1", Type::Online),
    ("duty.device.offline.v1", Type::Offline),
    ("duty.warning.issue.v1", Type::Issue),
    ("duty.warning.update.v1", Type::Update),
    ("duty.warning.cancel.v1", Type::Cancel),
];

impl Type {
    /// Returns the type that a word stands for.
    pub fn named(word: &str) -> Option<Self> {
        find(&TYPES, word)
    }

    /// Returns the whole word: `duty.sensor.alarm.v1`.
    pub fn name(self) -> &'static str {
        word(&TYPES, self)
    }

    /// Returns the word as scenarios and filters spell it: `sensor.alarm`.
    pub fn short(self) -> &'static str {
        let name = self.name();
        name.strip_prefix("duty.").and_then(|rest| rest.strip_suffix(".v1")).unwrap_or(name)
    }

    /// Returns every type.
    pub fn all() -> impl Iterator<Item = Self> {
        TYPES.iter().map(|(_, kind)| *kind)
    }

    /// Returns whether a warning speaks, and not a device.
    pub const fn is_warning(self) -> bool {
        matches!(self, Self::Issue | Self::Update | Self::Cancel)
    }
}

/// The conditions by name, as GB/T 26875.3 numbers them and two of ours.
pub const CONDITIONS: [(&str, Conditions); 16] = [
    ("normal", Conditions::NORMAL),
    ("fire", Conditions::FIRE),
    ("fault", Conditions::FAULT),
    ("isolated", Conditions::ISOLATED),
    ("supervisory", Conditions::SUPERVISORY),
    ("started", Conditions::STARTED),
    ("feedback", Conditions::FEEDBACK),
    ("delay", Conditions::DELAY),
    ("mains", Conditions::MAINS),
    ("battery", Conditions::BATTERY),
    ("line", Conditions::LINE),
    ("manual", Conditions::MANUAL),
    ("configuration", Conditions::CONFIGURATION),
    ("reset", Conditions::RESET),
    ("over-limit", Conditions::OVER_LIMIT),
    ("silent", Conditions::SILENT),
];

/// Units as sources write them (UCUM first), with what one of them is in thousandths of ours.
const UNITS: [(&str, Unit, f64); 23] = [
    ("Cel", Unit::Celsius, 1e3),
    ("C", Unit::Celsius, 1e3),
    ("\u{b0}C", Unit::Celsius, 1e3),
    ("\u{2103}", Unit::Celsius, 1e3),
    ("%[LEL]", Unit::PercentLel, 1e3),
    ("%{LEL}", Unit::PercentLel, 1e3),
    ("%LEL", Unit::PercentLel, 1e3),
    ("m", Unit::Metre, 1e3),
    ("cm", Unit::Metre, 1e1),
    ("mm", Unit::Metre, 1e0),
    ("kPa", Unit::Kilopascal, 1e3),
    ("MPa", Unit::Kilopascal, 1e6),
    ("Pa", Unit::Kilopascal, 1e0),
    ("%", Unit::Percent, 1e3),
    ("%RH", Unit::Percent, 1e3),
    ("[ppm]", Unit::PartsPerMillion, 1e3),
    ("ppm", Unit::PartsPerMillion, 1e3),
    ("L/s", Unit::LitrePerSecond, 1e3),
    ("l/s", Unit::LitrePerSecond, 1e3),
    ("V", Unit::Volt, 1e3),
    ("mV", Unit::Volt, 1e0),
    ("A", Unit::Ampere, 1e3),
    ("mA", Unit::Ampere, 1e0),
];

const SEVERITIES: [(&str, Severity); 6] = [
    ("unknown", Severity::Unknown),
    ("info", Severity::Info),
    ("minor", Severity::Minor),
    ("moderate", Severity::Moderate),
    ("severe", Severity::Severe),
    ("extreme", Severity::Extreme),
];

const COLOURS: [(&str, Colour); 11] = [
    ("white", Colour::White),
    ("blue", Colour::Blue),
    ("yellow", Colour::Yellow),
    ("orange", Colour::Orange),
    ("red", Colour::Red),
    ("白", Colour::White),
    ("蓝", Colour::Blue),
    ("黄", Colour::Yellow),
    ("橙", Colour::Orange),
    ("红", Colour::Red),
    ("unknown", Colour::Unknown),
];

/// Returns the condition of a name.
pub fn condition(name: &str) -> Option<Conditions> {
    find(&CONDITIONS, name)
}

/// Returns the unit of a word, and what one of it is in thousandths of that unit.
pub fn unit(word: &str) -> Option<(Unit, f64)> {
    UNITS.iter().find(|row| row.0 == word).map(|row| (row.1, row.2))
}

/// Returns the unit's word, the one that UCUM has.
pub fn unit_word(unit: Unit) -> &'static str {
    UNITS.iter().find(|row| row.1 == unit).map_or("", |row| row.0)
}

/// Returns the severity of a word, in any case of letters.
pub fn severity(word: &str) -> Option<Severity> {
    SEVERITIES.iter().find(|row| row.0.eq_ignore_ascii_case(word)).map(|row| row.1)
}

/// Returns the severity of a number from 0 to 5.
pub fn severity_number(number: u64) -> Option<Severity> {
    SEVERITIES.get(usize::try_from(number).ok()?).map(|row| row.1)
}

/// Returns the severity's word.
pub fn severity_word(severity: Severity) -> &'static str {
    word(&SEVERITIES, severity)
}

/// Returns how bad conditions are where their source does not say: the worst of them counts.
pub const fn severity_of(conditions: Conditions) -> Severity {
    let supervisory = AlarmClass::Supervisory.conditions().without(Conditions::MANUAL);
    let fault = AlarmClass::Fault.conditions().with(Conditions::ISOLATED);
    if conditions.any(Conditions::FIRE) {
        Severity::Severe
    } else if conditions.any(Conditions::OVER_LIMIT.with(supervisory)) {
        Severity::Moderate
    } else if conditions.any(fault) {
        Severity::Minor
    } else {
        Severity::Unknown
    }
}

/// Returns the colour of a word, in any case of letters.
pub fn colour(word: &str) -> Option<Colour> {
    COLOURS.iter().find(|row| row.0.eq_ignore_ascii_case(word)).map(|row| row.1)
}

/// Returns the word of what a warning is meant as.
pub const fn status_word(status: Status) -> &'static str {
    match status {
        Status::Actual => "actual",
        Status::Exercise => "exercise",
        Status::System => "system",
        Status::Test => "test",
        Status::Draft => "draft",
    }
}

/// Returns the colour's word.
pub fn colour_word(colour: Colour) -> &'static str {
    word(&COLOURS, colour)
}

/// Returns the colour that a severity stands for, where a source states no colour.
pub const fn colour_of(severity: Severity) -> Colour {
    match severity {
        Severity::Unknown | Severity::Info => Colour::Unknown,
        Severity::Minor => Colour::Blue,
        Severity::Moderate => Colour::Yellow,
        Severity::Severe => Colour::Orange,
        Severity::Extreme => Colour::Red,
    }
}

fn find<T: Copy>(table: &[(&str, T)], word: &str) -> Option<T> {
    table.iter().find(|row| row.0 == word).map(|row| row.1)
}

fn word<T: Copy + PartialEq>(table: &[(&'static str, T)], value: T) -> &'static str {
    table.iter().find(|row| row.1 == value).map_or("", |row| row.0)
}
