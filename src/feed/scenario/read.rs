//! TOML becomes a [`Scenario`], or the list of its mistakes.

mod area;
mod fields;
mod lines;
mod receivers;

pub(crate) use fields::{Fields, File};

use crate::correlation::event::{Conditions, Unit};
use crate::feed::decode::words::{self, Type};
use crate::feed::encode::{SensorBody, WarningBody};
use crate::feed::scenario::{Act, Deed, Generator, Mention, Mistake, Pattern, Scenario};
use crate::registry::thing::Thing;
use crate::units::Severity;
use std::cell::RefCell;
use toml::de::DeTable;

/// Devices that one generator may name.
const DEVICES_MAX: usize = 1_000_000;
/// Events a second that one generator may make.
const RATE_MAX: f64 = 1e6;
/// What only a drill reads; whoever plays the world alone leaves it out.
const OF_A_DRILL: [&str; 6] = ["drill", "setup", "objective", "phase", "inject", "expect"];

/// What is said when an inject is given; its time counts from there.
pub(crate) struct Injected<'a> {
    /// The inject's code, and where the file says it.
    pub(crate) inject: (&'a str, usize),
    /// What is said.
    pub(crate) act: Act,
}

/// Reads a whole file.
pub(super) fn scenario(text: &str) -> Result<Scenario, Vec<Mistake>> {
    let of_a_drill = |root: &Fields<'_>, _: Vec<Injected<'_>>| {
        for key in OF_A_DRILL {
            root.get(key);
        }
    };
    whole(text, of_a_drill).map(|whole| whole.world)
}

/// What a file says.
pub(crate) struct Whole<T> {
    /// The world.
    pub(crate) world: Scenario,
    /// What the other tables say.
    pub(crate) more: T,
    /// What of a registry is named, in the order of the file: whether it is there is for whoever has one to say.
    pub(crate) mentions: Vec<Mention>,
}

/// Reads a whole file; `more` reads the tables that are not the world's, and gets what injects say.
///
/// # Errors
/// Every mistake, those that `more` finds among them, in the order of the file.
pub(crate) fn whole<T>(
    text: &str,
    more: impl FnOnce(&Fields<'_>, Vec<Injected<'_>>) -> T,
) -> Result<Whole<T>, Vec<Mistake>> {
    let file = File { text, mistakes: RefCell::default(), mentions: RefCell::default() };
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
    let tables = |key, hint| fields.tables(key, hint).into_iter();
    let events = tables("event", "write [[event]] above each one");
    let warnings = tables("warning", "write [[warning]] above each one");
    let mut injected = Vec::new();
    let spoken = events.filter_map(|(table, at)| event(&file, table, at));
    for (inject, act) in spoken.chain(warnings.filter_map(|(table, at)| warning(&file, table, at))) {
        match inject {
            Some(inject) => injected.push(Injected { inject, act }),
            None => scenario.acts.push(act),
        }
    }
    let generators = tables("generate", "write [[generate]] above each one");
    scenario.generators = generators.filter_map(|(table, at)| generator(&file, table, at)).collect();
    let receivers = tables("receiver", "write [[receiver]] above each one");
    scenario.receivers = receivers.filter_map(|(table, at)| receivers::receiver(&file, table, at)).collect();
    let lines = tables("act", "write [[act]] above each one");
    scenario.lines = lines.filter_map(|(table, at)| lines::line(&file, table, at)).collect();
    scenario.lines.sort_by_key(|line| line.at);
    // Equal times keep the order of the file, events before warnings.
    scenario.acts.sort_by_key(|act| act.at);
    injected.sort_by_key(|injected| injected.act.at);
    let more = more(&fields, injected);
    fields.finish();
    let mut mentions = file.mentions.into_inner();
    mentions.sort_by_key(|mention| mention.line);
    let mut mistakes = file.mistakes.into_inner();
    mistakes.sort_by_key(|mistake| mistake.line);
    if mistakes.is_empty() { Ok(Whole { world: scenario, more, mentions }) } else { Err(mistakes) }
}

/// What is said, and by which inject.
type Spoken<'a> = (Option<(&'a str, usize)>, Act);

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
    scenario.start = fields.instant("start");
    scenario.repeat = fields.span("loop");
    if scenario.repeat.is_some_and(|round| round.0 == 0) {
        let at = fields.get("loop").map_or(fields.at, |value| value.span().start);
        root.file.mistake(at, "`loop` is no time at all", "leave it out, or write the length of a round");
        scenario.repeat = None;
    }
    fields.finish();
    scenario
}

fn event<'a>(file: &'a File<'a>, table: &'a DeTable<'a>, at: usize) -> Option<Spoken<'a>> {
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
    let inject = inject(&fields);
    if let Some(code) = device.filter(|_| !fields.flag("unregistered")) {
        file.mention(fields.place("device"), code, &[Thing::Device], &[]);
    }
    fields.finish();
    let body = SensorBody { device: device?.to_owned(), kind: kind?, ..body };
    Some((inject, Act { at: when?, deed: Deed::Sensor(body) }))
}

/// Reads by which inject something is said.
fn inject<'a>(fields: &Fields<'a>) -> Option<(&'a str, usize)> {
    let code = fields.text("inject", "the code of an inject, as \"J1\"")?;
    let at = fields.get("inject").map_or(fields.at, |value| value.span().start);
    Some((code, at))
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

fn warning<'a>(file: &'a File<'a>, table: &'a DeTable<'a>, at: usize) -> Option<Spoken<'a>> {
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
    let inject = inject(&fields);
    fields.finish();
    kind.and(identifier)?;
    Some((inject, Act { at: when?, deed: Deed::Warning { body, expires_after } }))
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
    let line = if fields.flag("unregistered") { 0 } else { file.line(fields.place("devices")) };
    fields.finish();
    Some(Generator {
        pattern: pattern?,
        from,
        lasts,
        rate: rate?,
        devices: devices?,
        body,
        spread,
        seed,
        line,
    })
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
