//! `desk.toml` and `pool.toml`: the desk itself.

use crate::config::record::{Mistakes, Reader, Record};
use crate::correlation::rules::Rules;
use crate::units::Severity;
use crate::operations::reference::Name;
use crate::registry::agencies::{self, Offices};
use crate::registry::mistake::Kind;
use crate::registry::source::Files;
use crate::units::{Fen, Span};

/// What the files say of the desk itself.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Its name.
    pub name: Name,
    /// How long an acknowledgement may take.
    pub acknowledge_within: Span,
    /// The values of the rules.
    pub rules: Rules,
    /// Money in the pool at the last close.
    pub pool_balance: Fen,
    /// Public numbers and the duty office above.
    pub offices: Offices,
}

/// Reads both files.
pub fn read(files: &Files, mistakes: &mut Mistakes<Kind>) -> Settings {
    let mut settings = Settings::default();
    if let Some((file, root)) = files.table("desk.toml", mistakes) {
        let mut reader = Reader::new(file, &root, mistakes);
        settings.name = reader.required("name");
        let within = reader.number("acknowledge_within_s", 5..=600).unwrap_or(15);
        settings.acknowledge_within = Span::seconds(within);
        let rules = reader.record("correlation");
        let agencies = reader.record("agencies");
        reader.finish();
        settings.offices = agencies::read(file, agencies, root.line, mistakes);
        if let Some(record) = rules {
            settings.rules = read_rules(file, record, mistakes);
        }
    }
    if let Some((file, root)) = files.table("pool.toml", mistakes) {
        let mut reader = Reader::new(file, &root, mistakes);
        reader.must("balance");
        settings.pool_balance = reader.money("balance").unwrap_or_default();
        reader.must("as_of");
        let _: Option<i32> = reader.day("as_of");
        reader.finish();
    }
    settings
}

fn read_rules(file: &str, record: &Record, mistakes: &mut Mistakes<Kind>) -> Rules {
    let usual = Rules::default();
    let mut reader = Reader::new(file, record, mistakes);
    let mut seconds = |name, most, usual: Span| reader.number(name, 0..=most).map_or(usual, Span::seconds);
    let quiet_gap = seconds("quiet_gap_s", 86_400, usual.quiet_gap);
    let span_max = seconds("span_max_s", 7 * 86_400, usual.span_max);
    let repeat_window = seconds("repeat_window_s", 3_600, usual.repeat_window);
    let stale_after = seconds("stale_after_s", 31 * 86_400, usual.stale_after);
    let realarm_after = seconds("realarm_after_s", 86_400, usual.realarm_after[0]);
    let reorder_max = reader.number("reorder_max_ms", 0..=60_000).map_or(usual.reorder_max, Span);
    if quiet_gap > span_max {
        reader.wrong("quiet_gap_s", Kind::GapBeyondSpan);
    }
    reader.finish();
    let realarm_after = [realarm_after; Severity::ALL.len()];
    Rules { quiet_gap, span_max, repeat_window, reorder_max, stale_after, realarm_after, ..usual }
}
