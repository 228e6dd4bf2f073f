//! `desk.toml`, `pool.toml` and `duty.toml`: the desk itself.

use crate::config::record::{Mistakes, Reader, Record, nearest};
use crate::correlation::reference::Settings as Rules;
use crate::operations::reference::{Duty, Name, Person, Role};
use crate::registry::mistake::{Kind, Thing};
use crate::registry::source::Files;
use crate::units::{Fen, PersonId, Span};

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
    /// Who has the desk.
    pub duty: Duty,
}

/// Reads the three files.
pub fn read(files: &Files, people: &[Person], mistakes: &mut Mistakes<Kind>) -> Settings {
    let mut settings = Settings::default();
    if let Some((file, root)) = files.table("desk.toml", mistakes) {
        let mut reader = Reader::new(file, &root, mistakes);
        settings.name = reader.required("name");
        let within = reader.number("acknowledge_within_s", 5..=600).unwrap_or(15);
        settings.acknowledge_within = Span::seconds(within);
        let rules = reader.record("correlation");
        reader.finish();
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
    if let Some((file, root)) = files.table("duty.toml", mistakes) {
        let mut reader = Reader::new(file, &root, mistakes);
        settings.duty = Duty {
            officer: on_duty(&mut reader, "officer", Role::Officer, people),
            leader: on_duty(&mut reader, "leader", Role::Leader, people),
            second: None,
        };
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
    let realarm_after = seconds("realarm_after_s", 86_400, usual.realarm_after);
    let reorder_max = reader.number("reorder_max_ms", 0..=60_000).map_or(usual.reorder_max, Span);
    if quiet_gap > span_max {
        reader.wrong("quiet_gap_s", Kind::GapBeyondSpan);
    }
    reader.finish();
    Rules { quiet_gap, span_max, repeat_window, reorder_max, stale_after, realarm_after }
}

fn on_duty(
    reader: &mut Reader<'_, '_, Kind>,
    field: &'static str,
    role: Role,
    people: &[Person],
) -> Option<PersonId> {
    reader.must(field);
    let wanted = reader.plain(field)?;
    let found = people.iter().position(|person| person.code.eq_ignore_ascii_case(&wanted));
    match found {
        Some(at) if people[at].role == role => return Some(PersonId(at as u32)),
        Some(_) => reader.wrong(field, Kind::DutyRole(wanted, field)),
        None if people.is_empty() => {}
        None => {
            let meant = nearest(&wanted, people.iter().map(|person| person.code.as_str())).map(str::to_owned);
            reader.wrong(field, Kind::Unknown(Thing::Person, wanted, meant));
        }
    }
    None
}
