//! The words that a mapping file has for conditions, units and severities.

use crate::correlation::event::{Conditions, Unit};
use crate::units::Severity;

/// The conditions by name: those of `duty-feed.v1`, and in Chinese.
const CONDITIONS: &[(&str, Conditions)] = &[
    ("fire", Conditions::FIRE),
    ("火警", Conditions::FIRE),
    ("over-limit", Conditions::OVER_LIMIT),
    ("超限", Conditions::OVER_LIMIT),
    ("fault", Conditions::FAULT),
    ("故障", Conditions::FAULT),
    ("isolated", Conditions::ISOLATED),
    ("屏蔽", Conditions::ISOLATED),
    ("supervisory", Conditions::SUPERVISORY),
    ("监管", Conditions::SUPERVISORY),
    ("started", Conditions::STARTED),
    ("启动", Conditions::STARTED),
    ("feedback", Conditions::FEEDBACK),
    ("反馈", Conditions::FEEDBACK),
    ("delay", Conditions::DELAY),
    ("延时", Conditions::DELAY),
    ("mains", Conditions::MAINS),
    ("主电故障", Conditions::MAINS),
    ("battery", Conditions::BATTERY),
    ("备电故障", Conditions::BATTERY),
    ("line", Conditions::LINE),
    ("线路故障", Conditions::LINE),
    ("manual", Conditions::MANUAL),
    ("手动状态", Conditions::MANUAL),
    ("configuration", Conditions::CONFIGURATION),
    ("配置改变", Conditions::CONFIGURATION),
    ("silent", Conditions::SILENT),
    ("失联", Conditions::SILENT),
];

/// Units, with what one of them is in millionths of the desk's.
pub(super) const UNITS: &[(&str, (Unit, i64))] = &[
    ("Cel", (Unit::Celsius, 1_000_000)),
    ("C", (Unit::Celsius, 1_000_000)),
    ("\u{2103}", (Unit::Celsius, 1_000_000)),
    ("%LEL", (Unit::PercentLel, 1_000_000)),
    ("%[LEL]", (Unit::PercentLel, 1_000_000)),
    ("m", (Unit::Metre, 1_000_000)),
    ("cm", (Unit::Metre, 10_000)),
    ("mm", (Unit::Metre, 1_000)),
    ("kPa", (Unit::Kilopascal, 1_000_000)),
    ("MPa", (Unit::Kilopascal, 1_000_000_000)),
    ("Pa", (Unit::Kilopascal, 1_000)),
    ("%", (Unit::Percent, 1_000_000)),
    ("ppm", (Unit::PartsPerMillion, 1_000_000)),
    ("L/s", (Unit::LitrePerSecond, 1_000_000)),
    ("V", (Unit::Volt, 1_000_000)),
    ("mV", (Unit::Volt, 1_000)),
    ("A", (Unit::Ampere, 1_000_000)),
    ("mA", (Unit::Ampere, 1_000)),
];

/// Severities by name.
pub(super) const SEVERITIES: &[(&str, Severity)] = &[
    ("info", Severity::Info),
    ("minor", Severity::Minor),
    ("moderate", Severity::Moderate),
    ("severe", Severity::Severe),
    ("extreme", Severity::Extreme),
];

/// Returns the condition of a word.
pub(super) fn condition(word: &str) -> Option<Conditions> {
    CONDITIONS.iter().find(|row| row.0.eq_ignore_ascii_case(word)).map(|row| row.1)
}

/// Returns the words that there are for conditions.
pub(super) fn conditions() -> impl Iterator<Item = &'static str> {
    CONDITIONS.iter().map(|row| row.0)
}
