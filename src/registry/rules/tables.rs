//! The rules of `rules.toml`, one table each: delays, limits, inhibitions.

use crate::config::record::{Mistakes, Reader, Record, nearest, parse};
use crate::correlation::alarm::{AlarmClass, DeviceKind};
use crate::correlation::event::Unit;
use crate::correlation::rules::{Delay, Inhibition, Kinds, Limit, Rules, Scope};
use crate::limits::RULE_WHY_BYTES_MAX;
use crate::operations::desk::RuleName;
use crate::registry::devices::KINDS;
use crate::registry::mistake::Kind;
use crate::registry::rules::wrong::Wrong;
use crate::text::Text;
use crate::units::{RuleId, Span};

/// The kinds whose hazard alarms are life-risk: no rule of a file may keep one of them back.
pub(super) const LIFE_RISK: [DeviceKind; 5] =
    [DeviceKind::Smoke, DeviceKind::Heat, DeviceKind::Flame, DeviceKind::Gas, DeviceKind::ManualCallPoint];

const CLASSES: &[(&str, AlarmClass)] = &[
    ("hazard", AlarmClass::Hazard),
    ("报警", AlarmClass::Hazard),
    ("fault", AlarmClass::Fault),
    ("故障", AlarmClass::Fault),
    ("supervisory", AlarmClass::Supervisory),
    ("监管", AlarmClass::Supervisory),
    ("isolation", AlarmClass::Isolation),
    ("屏蔽", AlarmClass::Isolation),
];

const UNITS: &[(&str, Unit)] = &[
    ("C", Unit::Celsius),
    ("℃", Unit::Celsius),
    ("%LEL", Unit::PercentLel),
    ("m", Unit::Metre),
    ("米", Unit::Metre),
    ("kPa", Unit::Kilopascal),
    ("%", Unit::Percent),
    ("ppm", Unit::PartsPerMillion),
    ("L/s", Unit::LitrePerSecond),
    ("V", Unit::Volt),
    ("A", Unit::Ampere),
];

const SCOPES: &[(&str, Scope)] = &[
    ("zone", Scope::Zone),
    ("同区", Scope::Zone),
    ("floor", Scope::Floor),
    ("同层", Scope::Floor),
    ("building", Scope::Building),
    ("同楼", Scope::Building),
    ("site", Scope::Site),
    ("同单位", Scope::Site),
    ("gateway", Scope::Gateway),
    ("网关之后", Scope::Gateway),
];

/// What names every kind at once.
const EVERY: [&str; 2] = ["all", "全部"];

/// The longest delay that a rule may set: an hour.
const DELAY_SECONDS_MAX: i64 = 3_600;

/// One side of an inhibition as it stands in the file.
pub(super) type Side<'r> = (&'static str, Option<&'r Record>);

/// The rules that are read, and where each stands.
pub(super) struct Tables<'a> {
    rules: &'a mut Rules,
    pub(super) names: Vec<RuleName>,
    lines: Vec<u32>,
}

impl<'a> Tables<'a> {
    pub(super) const fn new(rules: &'a mut Rules) -> Self {
        Self { rules, names: Vec::new(), lines: Vec::new() }
    }

    /// Reads what a rule is called, and what `why` says of it; returns its number.
    pub(super) fn name(&mut self, reader: &mut Reader<'_, '_, Kind>, line: u32) -> RuleId {
        let id: Text<32> = reader.required("id");
        let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        if !id.chars().all(is_plain) {
            reader.wrong("id", Wrong::Id(id.to_string()).into());
        }
        let known = self.names.iter().position(|name| name.id.eq_ignore_ascii_case(&id));
        if let Some(first) = known.filter(|_| !id.is_empty()) {
            reader.wrong("id", Wrong::IdRepeated(id.to_string(), self.lines[first]).into());
        }
        let rule = number_of(&id);
        let same = self.names.iter().find(|name| name.rule == rule && !name.id.eq_ignore_ascii_case(&id));
        if let Some(same) = same {
            reader.wrong("id", Wrong::IdMeets(id.to_string(), same.id.to_string()).into());
        }
        let zh: Text<RULE_WHY_BYTES_MAX> = reader.text("why");
        let en: Text<RULE_WHY_BYTES_MAX> = reader.text("why_en");
        let en = if en.is_empty() { zh } else { en };
        let zh = if zh.is_empty() { en } else { zh };
        self.names.push(RuleName { rule, id, zh: zh.as_str().into(), en: en.as_str().into() });
        self.lines.push(line);
        rule
    }

    /// Reads a delay.
    pub(super) fn delay(&mut self, reader: &mut Reader<'_, '_, Kind>, rule: RuleId) {
        let kinds = kinds(reader, "kinds", Kinds::default());
        reader.must("class");
        let class = reader.choice("class", CLASSES);
        let mut span = |name| reader.number(name, 0..=DELAY_SECONDS_MAX).map_or(Span(0), Span::seconds);
        let delay = Delay { on: span("on_s"), off: span("off_s"), rule };
        if delay.off > self.rules.off_delay_max {
            let most = self.rules.off_delay_max.whole_seconds();
            reader.wrong("off_s", Wrong::OffBeyondMax(delay.off.whole_seconds(), most).into());
        }
        if delay.on == Span(0) && delay.off == Span(0) && !reader.has("on_s") && !reader.has("off_s") {
            reader.wrong("id", Wrong::DelayNothing.into());
        }
        let (Some(kinds), Some(class)) = (kinds, class) else { return };
        if class == AlarmClass::Hazard
            && delay.on > Span(0)
            && let Some(kind) = LIFE_RISK.into_iter().find(|kind| kinds.has(*kind))
        {
            reader.wrong("on_s", Wrong::LifeRiskDelayed(kind).into());
        }
        for kind in DeviceKind::ALL.into_iter().filter(|kind| kinds.has(*kind)) {
            let cell = &mut self.rules.delays[kind as usize][class as usize];
            if cell.rule == RuleId(0) {
                *cell = delay;
            } else {
                let first = line_of(&self.names, &self.lines, cell.rule);
                return reader.wrong("kinds", Wrong::DelayTwice(kind, first).into());
            }
        }
    }

    /// Reads a limit.
    pub(super) fn limit(&mut self, reader: &mut Reader<'_, '_, Kind>, rule: RuleId) {
        reader.must("kind");
        let kind = reader.choice("kind", KINDS);
        reader.must("unit");
        let unit = reader.choice("unit", UNITS);
        reader.must("at");
        let at_milli = milli(reader, "at").filter(|at| *at > 0);
        if at_milli.is_none() && reader.has_value("at") {
            let found = reader.plain("at").unwrap_or_default();
            reader.wrong("at", Wrong::Amount(found).into());
        }
        let deadband_milli = milli(reader, "deadband");
        if deadband_milli.is_none() && reader.has_value("deadband") {
            let found = reader.plain("deadband").unwrap_or_default();
            reader.wrong("deadband", Wrong::Amount(found).into());
        }
        let deadband_milli = deadband_milli.unwrap_or(0);
        if at_milli.is_some_and(|at| deadband_milli >= at) {
            reader.wrong("deadband", Wrong::DeadbandBeyondLimit.into());
        }
        let (Some(kind), Some(unit), Some(at_milli)) = (kind, unit, at_milli) else { return };
        if let Some(first) = self.rules.limit(kind, unit) {
            let first = line_of(&self.names, &self.lines, first.rule);
            return reader.wrong("unit", Wrong::LimitTwice(kind, first).into());
        }
        // There is room: the reader of the sections leaves out what is beyond.
        let _ = self.rules.limits.try_push(Limit { kind, unit, at_milli, deadband_milli, rule });
    }

    /// Reads how far an inhibition reaches, and notes a side that is missing.
    pub(super) fn scope(reader: &mut Reader<'_, '_, Kind>, sides: &[Side<'_>; 2]) -> Option<Scope> {
        for (name, side) in sides {
            if side.is_none() {
                reader.must(name);
            }
        }
        reader.must("scope");
        reader.choice("scope", SCOPES)
    }

    /// Reads both sides of an inhibition, and whether they fit.
    pub(super) fn inhibition(
        &mut self,
        (file, mistakes): (&str, &mut Mistakes<Kind>),
        (rule, line): (RuleId, u32),
        [(_, source), (_, target)]: &[Side<'_>; 2],
        scope: Option<Scope>,
    ) {
        let (Some(source), Some(target)) = (source, target) else { return };
        let explains = side(Reader::new(file, source, mistakes), Kinds::default(), None);
        let left_out = explains.unwrap_or_default();
        let explained = side(Reader::new(file, target, mistakes), left_out.0, left_out.1);
        if explained.is_some_and(|(_, class)| class == Some(AlarmClass::Hazard)) {
            mistakes.add(file, target.line, Wrong::TargetHazard.into());
            return;
        }
        let (Some((source, Some(source_class))), Some((target, Some(target_class))), Some(scope)) =
            (explains, explained, scope)
        else {
            return;
        };
        let new = Inhibition { source, source_class, target, target_class, scope, rule };
        if let Some(wrong) = self.misfit(&new) {
            mistakes.add(file, line, wrong.into());
        } else {
            // There is room: the reader of the sections leaves out what is beyond.
            let _ = self.rules.inhibitions.try_push(new);
        }
    }

    /// Returns what keeps an inhibition from making sense, by itself or beside those above it.
    fn misfit(&self, new: &Inhibition) -> Option<Wrong> {
        if new.scope == Scope::Gateway && new.source != Kinds::default().with(DeviceKind::Gateway) {
            return Some(Wrong::SourceNoGateway);
        }
        if let Some(kind) = explained_by(new, new) {
            return Some(Wrong::InhibitsItself(kind));
        }
        let mutual = |old: &&Inhibition| explained_by(new, old).is_some() && explained_by(old, new).is_some();
        let old = self.rules.inhibitions.iter().find(mutual)?;
        let named = self.names.iter().find(|name| name.rule == old.rule);
        let id = named.map(|name| name.id.to_string()).unwrap_or_default();
        Some(Wrong::InhibitsMutually(id, line_of(&self.names, &self.lines, old.rule)))
    }
}

/// Returns a kind whose alarm `one` keeps silent and `other` lets speak for others.
fn explained_by(one: &Inhibition, other: &Inhibition) -> Option<DeviceKind> {
    let is_both = |kind: &DeviceKind| one.target.has(*kind) && other.source.has(*kind);
    DeviceKind::ALL.into_iter().find(is_both).filter(|_| one.target_class == other.source_class)
}

/// Reads a side of an inhibition; of every kind, those that are meant by the other side's class are left out.
fn side(
    mut reader: Reader<'_, '_, Kind>,
    other: Kinds,
    other_class: Option<AlarmClass>,
) -> Option<(Kinds, Option<AlarmClass>)> {
    reader.must("class");
    let class = reader.choice("class", CLASSES);
    let left_out = if class == other_class { other } else { Kinds::default() };
    let kinds = kinds(&mut reader, "kinds", left_out);
    reader.finish();
    Some((kinds?, class))
}

/// Reads a list of kinds; "all" is every kind but those in `left_out`.
pub(super) fn kinds(reader: &mut Reader<'_, '_, Kind>, name: &'static str, left_out: Kinds) -> Option<Kinds> {
    reader.must(name);
    let mut kinds = Some(Kinds::default());
    for word in reader.list(name) {
        let found = KINDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(&word.value));
        if EVERY.iter().any(|every| every.eq_ignore_ascii_case(&word.value)) {
            let every = DeviceKind::ALL.into_iter().filter(|kind| !left_out.has(*kind));
            kinds = kinds.map(|kinds| every.fold(kinds, Kinds::with));
        } else if let Some((_, kind)) = found {
            kinds = kinds.map(|kinds| kinds.with(*kind));
        } else {
            let meant = nearest(&word.value, KINDS.iter().map(|(known, _)| *known)).map(str::to_owned);
            reader.wrong_at(word.line, Wrong::KindUnknown(word.value, meant).into());
            kinds = None;
        }
    }
    kinds.filter(|kinds| !kinds.is_empty())
}

fn milli(reader: &mut Reader<'_, '_, Kind>, name: &'static str) -> Option<i32> {
    reader.plain(name).and_then(|text| parse::milli(&text))
}

/// Returns the number of a rule: 16 bits of its id's checksum, and never zero, which is what is built in.
fn number_of(id: &str) -> RuleId {
    let sum = crc32fast::hash(id.to_ascii_lowercase().as_bytes());
    RuleId(((sum >> 16) as u16 ^ sum as u16).max(1))
}

/// Returns the line that a rule stands in.
fn line_of(names: &[RuleName], lines: &[u32], rule: RuleId) -> u32 {
    names.iter().zip(lines).find(|(name, _)| name.rule == rule).map_or(0, |(_, line)| *line)
}
