//! TOML becomes a [`Scenario`], or the list of its mistakes.

mod area;
mod lines;
mod receivers;

use crate::correlation::event::{Conditions, Unit};
use crate::feed::decode::words::{self, Type};
use crate::feed::encode::{SensorBody, WarningBody};
use crate::feed::scenario::{Act, Deed, Generator, Mistake, Pattern, Scenario};
use crate::units::{Instant, Severity, Span};
use std::cell::RefCell;
use std::collections::BTreeSet;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Devices that one generator may name.
const DEVICES_MAX: usize = 1_000_000;
/// Events a second that one generator may make.
const RATE_MAX: f64 = 1e6;

/// The file, and the mistakes that were found so far.
struct File<'a> {
    text: &'a str,
    mistakes: RefCell<Vec<Mistake>>,
}

impl File<'_> {
    fn mistake(&self, at: usize, what: impl Into<String>, hint: impl Into<String>) {
        let line = 1 + self.text.bytes().take(at).filter(|&byte| byte == b'\n').count();
        self.mistakes.borrow_mut().push(Mistake { line, what: what.into(), hint: hint.into() });
    }
}

/// One table of the file; notes which keys were asked for, so that the others can be told.
struct Fields<'a> {
    file: &'a File<'a>,
    table: &'a DeTable<'a>,
    at: usize,
    known: RefCell<BTreeSet<&'static str>>,
}

type Value<'a> = &'a Spanned<DeValue<'a>>;

impl<'a> Fields<'a> {
    fn new(file: &'a File<'a>, table: &'a DeTable<'a>, at: usize) -> Self {
        Self { file, table, at, known: RefCell::default() }
    }

    fn get(&self, key: &'static str) -> Option<Value<'a>> {
        self.known.borrow_mut().insert(key);
        self.table.get(key)
    }

    fn missing<T>(&self, key: &'static str, hint: &str) -> Option<T> {
        self.file.mistake(self.at, format!("`{key}` is missing"), hint);
        None
    }

    fn wrong<T>(&self, value: Value<'_>, what: impl Into<String>, hint: impl Into<String>) -> Option<T> {
        self.file.mistake(value.span().start, what, hint);
        None
    }

    fn text(&self, key: &'static str, hint: &str) -> Option<&'a str> {
        let value = self.get(key)?;
        match value.get_ref().as_str() {
            Some(text) if !text.is_empty() => Some(text),
            Some(_) => self.wrong(value, format!("`{key}` is empty"), hint),
            None => self.wrong(value, format!("`{key}` is not a text"), hint),
        }
    }

    fn required(&self, key: &'static str, hint: &str) -> Option<&'a str> {
        if self.get(key).is_none() {
            return self.missing(key, hint);
        }
        self.text(key, hint)
    }

    fn number(&self, key: &'static str, hint: &str) -> Option<f64> {
        let value = self.get(key)?;
        let number = match value.get_ref() {
            DeValue::Integer(number) => {
                i64::from_str_radix(number.as_str(), number.radix()).ok().map(|n| n as f64)
            }
            DeValue::Float(number) => number.as_str().parse().ok(),
            DeValue::String(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_)
            | DeValue::Array(_)
            | DeValue::Table(_) => None,
        };
        match number.filter(|number: &f64| number.is_finite()) {
            Some(number) => Some(number),
            None => self.wrong(value, format!("`{key}` is not a number"), hint),
        }
    }

    fn whole(&self, key: &'static str, most: u64, hint: &str) -> Option<u64> {
        let value = self.get(key)?;
        let number = self.number(key, hint)?;
        if number.fract() == 0.0 && (0.0..=most as f64).contains(&number) {
            return Some(number as u64);
        }
        self.wrong(value, format!("`{key}` is not a whole number from 0 to {most}"), hint)
    }

    fn flag(&self, key: &'static str) -> bool {
        let Some(value) = self.get(key) else {
            return false;
        };
        value.get_ref().as_bool().unwrap_or_else(|| {
            self.file.mistake(
                value.span().start,
                format!("`{key}` is not true or false"),
                "write true or false",
            );
            false
        })
    }

    fn span(&self, key: &'static str) -> Option<Span> {
        const HINT: &str = "write hours:minutes:seconds, as \"00:00:05\" or \"00:00:05.250\"";
        let value = self.get(key)?;
        match value.get_ref().as_str().and_then(clock) {
            Some(span) => Some(span),
            None => self.wrong(value, format!("`{key}` is not a time of the scenario"), HINT),
        }
    }

    fn texts(&self, key: &'static str, hint: &str) -> Vec<(&'a str, usize)> {
        let Some(value) = self.get(key) else {
            return Vec::new();
        };
        let Some(list) = value.get_ref().as_array() else {
            self.file.mistake(value.span().start, format!("`{key}` is not a list"), hint);
            return Vec::new();
        };
        let texts = list.iter().filter_map(|entry| match entry.get_ref().as_str() {
            Some(text) => Some((text, entry.span().start)),
            None => self.wrong(entry, format!("an entry of `{key}` is not a text"), hint),
        });
        texts.collect()
    }

    /// Tells every key that nobody asked for.
    fn finish(self) {
        let known = self.known.into_inner();
        for key in self.table.keys() {
            if !known.contains(key.get_ref().as_ref()) {
                let words = known.iter().copied().collect::<Vec<_>>().join(", ");
                let what = format!("`{}` is not known here", key.get_ref());
                self.file.mistake(key.span().start, what, format!("known are: {words}"));
            }
        }
    }
}

/// Reads a whole file.
pub(super) fn scenario(text: &str) -> Result<Scenario, Vec<Mistake>> {
    let file = File { text, mistakes: RefCell::default() };
    let root = match DeTable::parse(text) {
        Ok(root) => root,
        Err(error) => {
            let at = error.span().map_or(0, |span| span.start);
            file.mistake(
                at,
                error.message().to_owned(),
                "this is not TOML: look at the line and the one before",
            );
            return Err(file.mistakes.into_inner());
        }
    };
    let fields = Fields::new(&file, root.get_ref(), 0);
    let mut scenario = head(&fields);
    scenario.acts = tables(&fields, "event").filter_map(|(table, at)| event(&file, table, at)).collect();
    scenario.acts.extend(tables(&fields, "warning").filter_map(|(table, at)| warning(&file, table, at)));
    scenario.generators =
        tables(&fields, "generate").filter_map(|(table, at)| generator(&file, table, at)).collect();
    scenario.receivers =
        tables(&fields, "receiver").filter_map(|(table, at)| receivers::receiver(&file, table, at)).collect();
    scenario.lines = tables(&fields, "act").filter_map(|(table, at)| lines::line(&file, table, at)).collect();
    scenario.lines.sort_by_key(|line| line.at);
    fields.finish();
    // Equal times keep the order of the file, events before warnings.
    scenario.acts.sort_by_key(|act| act.at);
    let mut mistakes = file.mistakes.into_inner();
    mistakes.sort_by_key(|mistake| mistake.line);
    if mistakes.is_empty() { Ok(scenario) } else { Err(mistakes) }
}

fn head(root: &Fields<'_>) -> Scenario {
    let mut scenario = Scenario::default();
    let Some(value) = root.get("scenario") else {
        root.file.mistake(0, "the table [scenario] is missing", "begin with [scenario] and name = \"...\"");
        return scenario;
    };
    let Some(table) = value.get_ref().as_table() else {
        root.file.mistake(value.span().start, "`scenario` is not a table", "write [scenario]");
        return scenario;
    };
    let fields = Fields::new(root.file, table, value.span().start);
    fields.required("name", "give the scenario a name").unwrap_or_default().clone_into(&mut scenario.name);
    scenario.start = instant(&fields, "start");
    scenario.repeat = fields.span("loop");
    if scenario.repeat.is_some_and(|round| round.0 == 0) {
        let at = fields.get("loop").map_or(fields.at, |value| value.span().start);
        root.file.mistake(at, "`loop` is no time at all", "leave it out, or write the length of a round");
        scenario.repeat = None;
    }
    fields.finish();
    scenario
}

fn tables<'a>(root: &Fields<'a>, key: &'static str) -> impl Iterator<Item = (&'a DeTable<'a>, usize)> {
    let mut found = Vec::new();
    if let Some(value) = root.get(key) {
        let hint = format!("write [[{key}]] above each one");
        match value.get_ref().as_array() {
            Some(list) => {
                for entry in list {
                    match entry.get_ref().as_table() {
                        Some(table) => found.push((table, entry.span().start)),
                        None => root.file.mistake(
                            entry.span().start,
                            format!("`{key}` is not a table"),
                            hint.clone(),
                        ),
                    }
                }
            }
            None => root.file.mistake(value.span().start, format!("`{key}` is not a list of tables"), hint),
        }
    }
    found.into_iter()
}

fn event(file: &File<'_>, table: &DeTable<'_>, at: usize) -> Option<Act> {
    let fields = Fields::new(file, table, at);
    let when = fields
        .get("at")
        .map_or_else(|| fields.missing("at", "say when: at = \"00:00:05\""), |_| fields.span("at"));
    let device = fields.required("device", "write the code of a device, as \"S-2031\"");
    let kind = event_type(&fields);
    let body = body(&fields, kind.unwrap_or(Type::Alarm));
    if kind == Some(Type::Reading) && body.value.is_none() {
        fields.missing::<()>("value", "a reading has a value and a unit");
    }
    let names_nothing = body.conditions.is_none() && body.state.is_none();
    if matches!(kind, Some(Type::Restore | Type::Alarm)) && names_nothing {
        fields.missing::<()>("conditions", "name what began or ended, as conditions = [\"fire\"]");
    }
    fields.finish();
    Some(Act {
        at: when?,
        deed: Deed::Sensor(SensorBody { device: device?.to_owned(), kind: kind?, ..body }),
    })
}

fn event_type(fields: &Fields<'_>) -> Option<Type> {
    const HINT: &str = "alarm, restore, fault, test, supervisory, reading, state, online or offline";
    let word = fields.required("type", HINT)?;
    let family = ["sensor", "device"];
    let kind = family.iter().find_map(|family| Type::named(&format!("duty.{family}.{word}.v1")));
    match kind {
        Some(kind) => Some(kind),
        None => {
            fields.get("type").and_then(|value| fields.wrong(value, format!("`{word}` is not a type"), HINT))
        }
    }
}

fn body(fields: &Fields<'_>, kind: Type) -> SensorBody {
    let mut conditions = Conditions::NONE;
    for (name, at) in fields.texts("conditions", "write a list of names, as [\"fire\"]") {
        if let Some(condition) = words::condition(name) {
            conditions = conditions.with(condition);
        } else {
            let names: Vec<_> = words::CONDITIONS.iter().map(|row| row.0).collect();
            fields.file.mistake(at, format!("`{name}` is not a condition"), names.join(", "));
        }
    }
    let value = fields.number("value", "write the value in its unit, as 62.0");
    let (unit, scale) = unit(fields, value.is_some());
    let severity =
        fields.text("severity", "unknown, info, minor, moderate, severe or extreme").and_then(|word| {
            words::severity(word).or_else(|| {
                let value = fields.get("severity")?;
                fields.wrong(
                    value,
                    format!("`{word}` is not a severity"),
                    "info, minor, moderate, severe or extreme",
                )
            })
        });
    SensorBody {
        device: String::new(),
        kind,
        conditions,
        state: fields.whole("state", 0xFFFF, "the state of GB/T 26875.3, as 2").map(|state| state as u16),
        value: value.map(|value| value * scale),
        unit,
        severity: severity.unwrap_or(Severity::Unknown),
        test: fields.flag("test"),
        historical: fields.flag("historical"),
    }
}

/// Reads the unit; returns also what a value must be multiplied by to be in the unit that frames have.
fn unit(fields: &Fields<'_>, needed: bool) -> (Unit, f64) {
    const HINT: &str = "Cel, %[LEL], m, cm, mm, kPa, MPa, %, [ppm], L/s, V or A";
    let Some(word) = fields.text("unit", HINT) else {
        if needed && fields.get("unit").is_none() {
            fields.missing::<()>("unit", HINT);
        }
        return (Unit::None, 1.0);
    };
    if let Some((unit, milli)) = words::unit(word) {
        return (unit, milli / 1e3);
    }
    let at = fields.get("unit").map_or(fields.at, |value| value.span().start);
    fields.file.mistake(at, format!("`{word}` is not a unit"), HINT);
    (Unit::None, 1.0)
}

fn warning(file: &File<'_>, table: &DeTable<'_>, at: usize) -> Option<Act> {
    let fields = Fields::new(file, table, at);
    let when = fields
        .get("at")
        .map_or_else(|| fields.missing("at", "say when: at = \"00:00:05\""), |_| fields.span("at"));
    let kind = match fields.text("type", "issue, update or cancel") {
        None => Some(Type::Issue),
        Some(word) => Type::named(&format!("duty.warning.{word}.v1")).or_else(|| {
            let value = fields.get("type")?;
            fields.wrong(value, format!("`{word}` is not a type of warning"), "issue, update or cancel")
        }),
    };
    let identifier =
        fields.required("identifier", "the issuer's identity, as \"32032141600000_20261121203100\"");
    let colour = fields.text("colour", "blue, yellow, orange or red").and_then(|word| {
        words::colour(word).or_else(|| {
            let value = fields.get("colour")?;
            fields.wrong(value, format!("`{word}` is not a colour"), "white, blue, yellow, orange or red")
        })
    });
    let area::Area { adcodes, polygons, circles } = area::read(&fields, kind);
    let text = |key, hint| fields.text(key, hint).unwrap_or_default().to_owned();
    let body = WarningBody {
        kind: kind.unwrap_or(Type::Issue),
        identifier: identifier.unwrap_or_default().to_owned(),
        references: fields
            .texts("references", "a list of identities")
            .iter()
            .map(|row| row.0.to_owned())
            .collect(),
        event: text("event", "what it warns of, as \"暴雨\""),
        colour: colour.unwrap_or_default(),
        sender: text("sender", "who issues it, as \"徐州市气象台\""),
        headline: text("headline", "its headline"),
        adcodes,
        polygons,
        circles,
        expires: None,
    };
    if body.kind == Type::Issue && body.headline.is_empty() && body.event.is_empty() {
        fields.missing::<()>("event", "say what it warns of: event = \"暴雨\"");
    }
    let expires_after = fields.span("expires_after");
    fields.finish();
    kind.and(identifier)?;
    Some(Act { at: when?, deed: Deed::Warning { body, expires_after } })
}

fn generator(file: &File<'_>, table: &DeTable<'_>, at: usize) -> Option<Generator> {
    const PATTERNS: [(&str, Pattern); 5] = [
        ("readings", Pattern::Readings),
        ("heartbeats", Pattern::Heartbeats),
        ("restores", Pattern::Restores),
        ("chatter", Pattern::Chatter),
        ("flood", Pattern::Flood),
    ];
    const HINT: &str = "readings, heartbeats, restores, chatter or flood";
    let fields = Fields::new(file, table, at);
    let pattern = fields.required("pattern", HINT).and_then(|word| {
        PATTERNS.iter().find(|row| row.0 == word).map(|row| row.1).or_else(|| {
            let value = fields.get("pattern")?;
            fields.wrong(value, format!("`{word}` is not a pattern"), HINT)
        })
    });
    let rate = match fields.get("rate") {
        None => fields.missing("rate", "events a second, as 0.5"),
        Some(value) => fields.number("rate", "events a second, as 0.5").and_then(|rate| {
            if rate > 0.0 && rate <= RATE_MAX {
                return Some(rate);
            }
            fields.wrong(
                value,
                format!("`rate` is not above 0 and up to {RATE_MAX}"),
                "events a second, as 0.5",
            )
        }),
    };
    let devices = devices(&fields);
    let mut body = body(&fields, Type::Alarm);
    let needs_value = pattern == Some(Pattern::Readings) && body.value.is_none();
    if needs_value && fields.get("value").is_none() {
        fields.missing::<()>("value", "the value that readings are near");
    }
    if pattern != Some(Pattern::Readings) && pattern != Some(Pattern::Heartbeats) && body.conditions.is_none()
    {
        body.conditions = if body.value.is_some() { Conditions::OVER_LIMIT } else { Conditions::FIRE };
    }
    let spread = fields.number("spread", "how far values stray, as 1.5").unwrap_or(0.0);
    let seed = fields.whole("seed", u64::from(u32::MAX), "any whole number").unwrap_or(1);
    let from = fields.span("at").unwrap_or_default();
    let lasts = fields.span("for");
    fields.finish();
    Some(Generator { pattern: pattern?, from, lasts, rate: rate?, devices: devices?, body, spread, seed })
}

/// Reads `devices`, a list in which `S-{1001..1040}` stands for a row of codes.
fn devices(fields: &Fields<'_>) -> Option<Vec<String>> {
    const HINT: &str = "devices = [\"S-2031\", \"S-{1001..1040}\"]";
    if fields.get("devices").is_none() {
        return fields.missing("devices", HINT);
    }
    let mut codes = Vec::new();
    for (text, at) in fields.texts("devices", HINT) {
        let Some((head, rest)) = text.split_once('{') else {
            codes.push(text.to_owned());
            continue;
        };
        let row = rest.split_once('}').and_then(|(row, tail)| {
            let (first, last) = row.split_once("..")?;
            Some((first.parse::<u64>().ok()?, last.parse::<u64>().ok()?, first.len(), tail))
        });
        match row {
            Some((first, last, width, tail)) if first <= last && last - first < DEVICES_MAX as u64 => {
                codes.extend((first..=last).map(|number| format!("{head}{number:0width$}{tail}")));
            }
            Some(_) | None => fields.file.mistake(at, format!("`{text}` is not a row of codes"), HINT),
        }
    }
    if codes.is_empty() || codes.len() > DEVICES_MAX {
        let at = fields.get("devices").map_or(fields.at, |value| value.span().start);
        fields.file.mistake(at, format!("`devices` names none or more than {DEVICES_MAX}"), HINT);
        return None;
    }
    Some(codes)
}

fn instant(fields: &Fields<'_>, key: &'static str) -> Option<Instant> {
    const HINT: &str = "a time with its zone, as \"2026-11-22T03:00:00+08:00\"";
    let value = fields.get(key)?;
    let text = match value.get_ref() {
        DeValue::Datetime(time) => time.to_string(),
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(_)
        | DeValue::Float(_)
        | DeValue::Boolean(_)
        | DeValue::Array(_)
        | DeValue::Table(_) => String::new(),
    };
    match chrono::DateTime::parse_from_rfc3339(&text) {
        Ok(time) => Some(Instant(time.timestamp_millis())),
        Err(_) => fields.wrong(value, format!("`{key}` is not a time with a zone"), HINT),
    }
}

/// Reads `hours:minutes:seconds`, seconds with up to three digits behind the point.
fn clock(text: &str) -> Option<Span> {
    let mut parts = text.split(':');
    let (hours, minutes, seconds) = (parts.next()?, parts.next()?, parts.next()?);
    let (seconds, milli) = seconds.split_once('.').unwrap_or((seconds, "0"));
    let digits = |text: &str, most: i64| {
        let plain = !text.is_empty() && text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<i64>().ok().filter(|number| plain && *number <= most)
    };
    if parts.next().is_some() || milli.len() > 3 {
        return None;
    }
    let milli = digits(milli, 999)? * 10_i64.pow(3 - milli.len() as u32);
    let seconds = digits(hours, 9_999)? * 3_600 + digits(minutes, 59)? * 60 + digits(seconds, 59)?;
    Some(Span(Span::seconds(seconds).0 + milli))
}
