//! The single values of `rules.toml`: windows, chatter, shelves, re-alarms, surge.

use crate::config::record::{Mistakes, Reader, Record};
use crate::correlation::rules::{Kinds, Rules};
use crate::limits::{INHIBITIONS_MAX, LIMITS_MAX};
use crate::registry::mistake::Kind;
use crate::registry::rules::Section;
use crate::registry::rules::tables::{LIFE_RISK, kinds};
use crate::registry::rules::wrong::Wrong;
use crate::units::{Severity, Span};

const DAY: i64 = 86_400;

/// The shortest time after which an acknowledged incident may sound again: less is no reminder but a second alarm.
const REALARM_SECONDS_MIN: i64 = 60;

/// The field of each severity in `[realarm]`.
const REALARM: [(&str, Severity); Severity::ALL.len()] = [
    ("unknown_s", Severity::Unknown),
    ("info_s", Severity::Info),
    ("minor_s", Severity::Minor),
    ("moderate_s", Severity::Moderate),
    ("severe_s", Severity::Severe),
    ("extreme_s", Severity::Extreme),
];

/// Reads the values, and returns the tables of the three sections that are rules.
pub(super) fn read<'r>(
    file: &str,
    root: &'r Record,
    rules: &mut Rules,
    mistakes: &mut Mistakes<Kind>,
) -> Vec<(Section, &'r Record)> {
    let mut reader = Reader::new(file, root, mistakes);
    let [windows, chatter, shelf, realarm, surge] =
        ["windows", "chatter", "shelf", "realarm", "surge"].map(|name| reader.record(name));
    let delays = reader.records("delay");
    let (limits, inhibitions) = (reader.records("limit"), reader.records("inhibit"));
    if let Some(beyond) = limits.get(LIMITS_MAX) {
        reader.wrong_at(beyond.line, Wrong::TooManyLimits.into());
    }
    if let Some(beyond) = inhibitions.get(INHIBITIONS_MAX) {
        reader.wrong_at(beyond.line, Wrong::TooManyInhibitions.into());
    }
    reader.finish();
    let readers: [(_, Read); 5] = [
        (windows, read_windows),
        (chatter, read_chatter),
        (shelf, read_shelf),
        (realarm, read_realarm),
        (surge, read_surge),
    ];
    for (record, read) in readers {
        if let Some(record) = record {
            let mut reader = Reader::new(file, record, mistakes);
            read(&mut reader, rules);
            reader.finish();
        }
    }
    let limits = limits.into_iter().take(LIMITS_MAX).map(|it| (Section::Limit, it));
    let inhibitions = inhibitions.into_iter().take(INHIBITIONS_MAX).map(|it| (Section::Inhibition, it));
    delays.into_iter().map(|it| (Section::Delay, it)).chain(limits).chain(inhibitions).collect()
}

/// Reads one section into the rules.
type Read = fn(&mut Reader<'_, '_, Kind>, &mut Rules);

fn seconds(reader: &mut Reader<'_, '_, Kind>, name: &'static str, least: i64, most: i64, into: &mut Span) {
    if let Some(seconds) = reader.number(name, least..=most) {
        *into = Span::seconds(seconds);
    }
}

fn read_windows(reader: &mut Reader<'_, '_, Kind>, rules: &mut Rules) {
    if let Some(milli) = reader.number("reorder_max_ms", 0..=60_000) {
        rules.reorder_max = Span(milli);
    }
    seconds(reader, "quiet_gap_s", 60, DAY, &mut rules.quiet_gap);
    seconds(reader, "span_max_s", 60, 7 * DAY, &mut rules.span_max);
    seconds(reader, "repeat_window_s", 0, 3_600, &mut rules.repeat_window);
    seconds(reader, "stale_after_s", 60, 31 * DAY, &mut rules.stale_after);
    if rules.quiet_gap > rules.span_max {
        reader.wrong("quiet_gap_s", Kind::GapBeyondSpan);
    }
}

fn read_chatter(reader: &mut Reader<'_, '_, Kind>, rules: &mut Rules) {
    seconds(reader, "window_s", 1, 3_600, &mut rules.chatter_window);
    seconds(reader, "hold_s", 0, 3_600, &mut rules.chatter_hold);
    seconds(reader, "off_delay_max_s", 1, DAY, &mut rules.off_delay_max);
    if rules.chatter_hold == Span(0) {
        reader.wrong("hold_s", Wrong::ChatterHoldZero.into());
    } else if rules.chatter_hold > rules.off_delay_max {
        let most = rules.off_delay_max.whole_seconds();
        reader.wrong("hold_s", Wrong::HoldBeyondMax(rules.chatter_hold.whole_seconds(), most).into());
    }
}

fn read_shelf(reader: &mut Reader<'_, '_, Kind>, rules: &mut Rules) {
    seconds(reader, "max_s", 60, 7 * DAY, &mut rules.shelf_max);
}

fn read_realarm(reader: &mut Reader<'_, '_, Kind>, rules: &mut Rules) {
    for (field, severity) in REALARM {
        let Some(seconds) = reader.number(field, 0..=DAY) else { continue };
        if seconds > 0 && seconds < REALARM_SECONDS_MIN {
            reader.wrong(field, Wrong::RealarmShort(seconds, REALARM_SECONDS_MIN).into());
        }
        rules.realarm_after[severity as usize] = Span::seconds(seconds);
    }
}

fn read_surge(reader: &mut Reader<'_, '_, Kind>, rules: &mut Rules) {
    let mut count = |name, usual: u16| reader.number(name, 1..=1_000).map_or(usual, |count| count as u16);
    rules.surge_begins = count("begins", rules.surge_begins);
    rules.surge_ends = count("ends", rules.surge_ends);
    if rules.surge_ends > rules.surge_begins {
        let (begins, ends) = (rules.surge_begins, rules.surge_ends);
        reader.wrong("ends", Wrong::SurgeNeverEnds(begins, ends).into());
    }
    if !reader.has("announced_always") {
        return;
    }
    let always = kinds(reader, "announced_always", Kinds::default());
    if let Some(always) = always {
        if let Some(folded) = LIFE_RISK.into_iter().find(|kind| !always.has(*kind)) {
            reader.wrong("announced_always", Wrong::LifeRiskFolded(folded).into());
        }
        rules.announced_always = always;
    }
}
