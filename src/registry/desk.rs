//! `desk.toml`: the desk itself.

use crate::config::record::{Mistakes, Reader, Record};
use crate::operations::kpi;
use crate::operations::reference::Name;
use crate::registry::agencies::{self, Offices};
use crate::registry::mistake::Kind;
use crate::registry::rules::wrong::Wrong;
use crate::registry::source::Files;
use crate::units::Span;

/// What the files say of the desk itself.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Its name.
    pub name: Name,
    /// How long an acknowledgement may take.
    pub acknowledge_within: Span,
    /// What the alarm figures are measured against.
    pub kpi: kpi::Settings,
    /// Public numbers and the duty office above.
    pub offices: Offices,
}

/// Reads it.
pub fn read(files: &Files, mistakes: &mut Mistakes<Kind>) -> Settings {
    let mut settings = Settings::default();
    if let Some((file, root)) = files.table("desk.toml", mistakes) {
        let mut reader = Reader::new(file, &root, mistakes);
        settings.name = reader.required("name");
        let within = reader.number("acknowledge_within_s", 5..=600).unwrap_or(15);
        settings.acknowledge_within = Span::seconds(within);
        if reader.has_value("correlation") {
            reader.wrong("correlation", Wrong::Moved.into());
        }
        let figures = reader.record("kpi");
        let agencies = reader.record("agencies");
        reader.finish();
        settings.offices = agencies::read(file, agencies, root.line, mistakes);
        if let Some(record) = figures {
            settings.kpi = read_kpi(file, record, mistakes);
        }
    }
    settings
}

fn read_kpi(file: &str, record: &Record, mistakes: &mut Mistakes<Kind>) -> kpi::Settings {
    let mut reader = Reader::new(file, record, mistakes);
    let usual = reader.choice("edition", &kpi::Edition::ALL).unwrap_or_default().settings();
    let mut count = |name, most, usual: u32| {
        reader.number(name, 1..=most).map_or(usual, |number| u32::try_from(number).unwrap_or(usual))
    };
    let period_max = count("period_max", 1_000, usual.period_max);
    let hour_max = count("hour_max", 10_000, usual.hour_max);
    let day_acceptable = count("day_acceptable", 100_000, usual.day_acceptable);
    let day_manageable = count("day_manageable", 100_000, usual.day_manageable);
    let false_day_max = count("false_day_max", 1_000, usual.false_day_max);
    let mut seconds = |name, usual: Span| reader.number(name, 1..=3_600).map_or(usual, Span::seconds);
    let acknowledge_within = seconds("acknowledge_within_s", usual.acknowledge_within);
    let report_within = seconds("report_within_s", usual.report_within);
    let verify_within = seconds("verify_within_s", usual.verify_within);
    let first = reader.number("shift_from_h", 0..=23).unwrap_or(8);
    let long = reader.choice("shift_h", &[("8", 8), ("12", 12), ("24", 24)]).unwrap_or(12);
    reader.finish();
    let begins = (0..24 / long).map(|shift| (first + shift * long) % 24);
    let shift_hours = begins.fold(0, |hours, hour| hours | 1 << hour);
    kpi::Settings {
        period_max,
        hour_max,
        day_acceptable,
        day_manageable,
        false_day_max,
        acknowledge_within,
        report_within,
        verify_within,
        shift_hours,
        ..usual
    }
}
