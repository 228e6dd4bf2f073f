//! `[[generate]]`: what happens all the time.

use super::{Fields, File, Hint, body};
use crate::config::mistake::both;
use crate::correlation::event::Conditions;
use crate::feed::decode::words::Type;
use crate::feed::scenario::{Generator, Pattern};
use toml::de::DeTable;

/// Devices that one generator may name.
const DEVICES_MAX: usize = 1_000_000;
/// Events a second that one generator may make.
const RATE_MAX: f64 = 1e6;
/// How a rate is written.
const RATE: Hint<'_> = ("每秒几次, 如 0.5", "events a second, as 0.5");

/// Reads one.
pub(super) fn generator(file: &File<'_>, table: &DeTable<'_>, at: usize) -> Option<Generator> {
    const PATTERNS: [(&str, Pattern); 5] = [
        ("readings", Pattern::Readings),
        ("heartbeats", Pattern::Heartbeats),
        ("restores", Pattern::Restores),
        ("chatter", Pattern::Chatter),
        ("flood", Pattern::Flood),
    ];
    const HINT: Hint<'_> = (
        "可写: readings 读数, heartbeats 心跳, restores 恢复, chatter 抖动, flood 激增",
        "readings, heartbeats, restores, chatter or flood",
    );
    let fields = Fields::new(file, table, at);
    let pattern = fields.required("pattern", HINT).and_then(|word| {
        PATTERNS.iter().find(|row| row.0 == word).map(|row| row.1).or_else(|| {
            let value = fields.get("pattern")?;
            fields.wrong(value, both!("没有 `{word}` 这种背景", "`{word}` is not a pattern"), HINT)
        })
    });
    let rate = match fields.get("rate") {
        None => fields.missing("rate", RATE),
        Some(value) => fields.number("rate", RATE).and_then(|rate| {
            if rate > 0.0 && rate <= RATE_MAX {
                return Some(rate);
            }
            let what =
                both!("`rate` 不在 0 到 {RATE_MAX} 之间", "`rate` is not above 0 and up to {RATE_MAX}");
            fields.wrong(value, what, RATE)
        }),
    };
    let devices = devices(&fields);
    let mut body = body(&fields, Type::Alarm);
    let needs_value = pattern == Some(Pattern::Readings) && body.value.is_none();
    if needs_value && fields.get("value").is_none() {
        fields.missing::<()>("value", ("读数在哪个值附近", "the value that readings are near"));
    }
    if pattern != Some(Pattern::Readings) && pattern != Some(Pattern::Heartbeats) && body.conditions.is_none()
    {
        body.conditions = if body.value.is_some() { Conditions::OVER_LIMIT } else { Conditions::FIRE };
    }
    let spread =
        fields.number("spread", ("读数上下浮动多少, 如 1.5", "how far values stray, as 1.5")).unwrap_or(0.0);
    let seed = fields.whole("seed", u64::from(u32::MAX), ("任意整数", "any whole number")).unwrap_or(1);
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
    const HINT: Hint<'_> =
        ("写成 devices = [\"S-2031\", \"S-{1001..1040}\"]", "devices = [\"S-2031\", \"S-{1001..1040}\"]");
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
            Some(_) | None => {
                let what = both!("`{text}` 不是一串编码", "`{text}` is not a row of codes");
                fields.file.mistake(at, what, HINT);
            }
        }
    }
    if codes.is_empty() || codes.len() > DEVICES_MAX {
        let at = fields.get("devices").map_or(fields.at, |value| value.span().start);
        let what = both!(
            "`devices` 没有写明探测器, 或多于 {DEVICES_MAX} 个",
            "`devices` names none or more than {DEVICES_MAX}"
        );
        fields.file.mistake(at, what, HINT);
        return None;
    }
    Some(codes)
}
