//! TOML becomes a [`Scenario`], or the list of its mistakes.

mod area;
mod fields;
mod generators;
mod lines;
mod receivers;
mod warnings;

pub(crate) use fields::{Fields, File, Hint};

use crate::config::mistake::both;
use crate::correlation::event::{Conditions, Unit};
use crate::feed::decode::words::{self, Type};
use crate::feed::encode::SensorBody;
use crate::feed::scenario::{Act, Deed, Mention, Mistake, Scenario};
use crate::language::system;
use crate::registry::thing::Thing;
use crate::units::Severity;
use std::cell::RefCell;
use toml::de::DeTable;

/// What is no TOML at all.
const TOML: Hint<'_> =
    ("不是 TOML: 看这一行和上一行", "this is not TOML: look at the line and the one before");
/// When something happens.
const WHEN: Hint<'_> = ("写明何时: at = \"00:00:05\"", "say when: at = \"00:00:05\"");
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
            let (zh, en) = (system::syntax(error.message()), error.message());
            file.mistake(at, both!("{zh}", "{en}"), TOML);
            return Err(file.mistakes.into_inner());
        }
    };
    let fields = Fields::new(&file, root.get_ref(), 0);
    let mut scenario = head(&fields);
    let events = rows(&fields, "event").into_iter();
    let warnings = rows(&fields, "warning").into_iter();
    let mut injected = Vec::new();
    let spoken = events.filter_map(|(table, at)| event(&file, table, at));
    for (inject, act) in spoken.chain(warnings.filter_map(|(table, at)| warnings::warning(&file, table, at)))
    {
        match inject {
            Some(inject) => injected.push(Injected { inject, act }),
            None => scenario.acts.push(act),
        }
    }
    let generators = rows(&fields, "generate").into_iter();
    scenario.generators =
        generators.filter_map(|(table, at)| generators::generator(&file, table, at)).collect();
    let receivers = rows(&fields, "receiver").into_iter();
    scenario.receivers = receivers.filter_map(|(table, at)| receivers::receiver(&file, table, at)).collect();
    let lines = rows(&fields, "act").into_iter();
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

/// Returns the tables of a name that may stand often.
pub(crate) fn rows<'a>(root: &Fields<'a>, key: &'static str) -> Vec<(&'a DeTable<'a>, usize)> {
    let hint = both!("每一项之上写 [[{key}]]", "write [[{key}]] above each one");
    root.tables(key, hint.pair())
}

/// What is said, and by which inject.
type Spoken<'a> = (Option<(&'a str, usize)>, Act);

fn head(root: &Fields<'_>) -> Scenario {
    let mut scenario = Scenario::default();
    let Some(value) = root.get("scenario") else {
        const HINT: Hint<'_> =
            ("开头写 [scenario] 和 name = \"...\"", "begin with [scenario] and name = \"...\"");
        root.file.mistake(0, ("缺少 [scenario] 一节", "the table [scenario] is missing"), HINT);
        return scenario;
    };
    let Some(table) = value.get_ref().as_table() else {
        let what = ("`scenario` 不是一节", "`scenario` is not a table");
        root.file.mistake(value.span().start, what, ("写 [scenario]", "write [scenario]"));
        return scenario;
    };
    let fields = Fields::new(root.file, table, value.span().start);
    let name = fields.required("name", ("给情景起个名字", "give the scenario a name"));
    name.unwrap_or_default().clone_into(&mut scenario.name);
    scenario.start = fields.instant("start");
    scenario.repeat = fields.span("loop");
    if scenario.repeat.is_some_and(|round| round.0 == 0) {
        let at = fields.get("loop").map_or(fields.at, |value| value.span().start);
        let hint = ("删去它, 或写一轮的长短", "leave it out, or write the length of a round");
        root.file.mistake(at, ("`loop` 是零", "`loop` is no time at all"), hint);
        scenario.repeat = None;
    }
    fields.finish();
    scenario
}

fn event<'a>(file: &'a File<'a>, table: &'a DeTable<'a>, at: usize) -> Option<Spoken<'a>> {
    let fields = Fields::new(file, table, at);
    let when = fields.get("at").map_or_else(|| fields.missing("at", WHEN), |_| fields.span("at"));
    let device = fields
        .required("device", ("写探测器编码, 如 \"S-2031\"", "write the code of a device, as \"S-2031\""));
    let kind = event_type(&fields);
    let body = body(&fields, kind.unwrap_or(Type::Alarm));
    if kind == Some(Type::Reading) && body.value.is_none() {
        fields.missing::<()>("value", ("读数要有 value 和 unit", "a reading has a value and a unit"));
    }
    let names_nothing = body.conditions.is_none() && body.state.is_none();
    if matches!(kind, Some(Type::Restore | Type::Alarm)) && names_nothing {
        const HINT: Hint<'_> = (
            "写明起了什么或止了什么, 如 conditions = [\"fire\"]",
            "name what began or ended, as conditions = [\"fire\"]",
        );
        fields.missing::<()>("conditions", HINT);
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
    let code = fields.text("inject", ("写注入的编号, 如 \"J1\"", "the code of an inject, as \"J1\""))?;
    let at = fields.get("inject").map_or(fields.at, |value| value.span().start);
    Some((code, at))
}

fn event_type(fields: &Fields<'_>) -> Option<Type> {
    const HINT: Hint<'_> = (
        "可写: alarm 报警, restore 恢复, fault 故障, test 测试, supervisory 监管, reading 读数, state 状态, online 上线, offline 离线",
        "alarm, restore, fault, test, supervisory, reading, state, online or offline",
    );
    let word = fields.required("type", HINT)?;
    let family = ["sensor", "device"];
    let kind = family.iter().find_map(|family| Type::named(&format!("duty.{family}.{word}.v1")));
    if kind.is_none() {
        let what = both!("没有 `{word}` 这种事件", "`{word}` is not a type");
        return fields.wrong(fields.get("type")?, what, HINT);
    }
    kind
}

fn body(fields: &Fields<'_>, kind: Type) -> SensorBody {
    const CONDITIONS: Hint<'_> = ("写成列表, 如 [\"fire\"]", "write a list of names, as [\"fire\"]");
    const VALUE: Hint<'_> = ("按它的单位写数值, 如 62.0", "write the value in its unit, as 62.0");
    const STATE: Hint<'_> = ("GB/T 26875.3 的状态字, 如 2", "the state of GB/T 26875.3, as 2");
    let mut conditions = Conditions::NONE;
    for (name, at) in fields.texts("conditions", CONDITIONS) {
        if let Some(condition) = words::condition(name) {
            conditions = conditions.with(condition);
        } else {
            let names: Vec<_> = words::CONDITIONS.iter().map(|row| row.0).collect();
            let names = names.join(", ");
            let hint = both!("可写: {names}", "write one of: {names}");
            fields.file.mistake(
                at,
                both!("没有 `{name}` 这种情况", "`{name}` is not a condition"),
                hint.pair(),
            );
        }
    }
    let value = fields.number("value", VALUE);
    let (unit, scale) = unit(fields, value.is_some());
    let severity = severity(fields);
    SensorBody {
        device: String::new(),
        kind,
        conditions,
        state: fields.whole("state", 0xFFFF, STATE).map(|state| state as u16),
        value: value.map(|value| value * scale),
        unit,
        severity: severity.unwrap_or(Severity::Unknown),
        test: fields.flag("test"),
        historical: fields.flag("historical"),
    }
}

fn severity(fields: &Fields<'_>) -> Option<Severity> {
    const HINT: Hint<'_> = (
        "可写: unknown, info, minor, moderate, severe, extreme",
        "unknown, info, minor, moderate, severe or extreme",
    );
    let word = fields.text("severity", HINT)?;
    words::severity(word).or_else(|| {
        let value = fields.get("severity")?;
        fields.wrong(value, both!("没有 `{word}` 这个严重度", "`{word}` is not a severity"), HINT)
    })
}

/// Reads the unit; returns also what a value must be multiplied by to be in the unit that frames have.
fn unit(fields: &Fields<'_>, needed: bool) -> (Unit, f64) {
    const HINT: Hint<'_> = (
        "可写: Cel, %[LEL], m, cm, mm, kPa, MPa, %, [ppm], L/s, V, A",
        "Cel, %[LEL], m, cm, mm, kPa, MPa, %, [ppm], L/s, V or A",
    );
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
    fields.file.mistake(at, both!("没有 `{word}` 这个单位", "`{word}` is not a unit"), HINT);
    (Unit::None, 1.0)
}
