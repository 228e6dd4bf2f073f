//! Who takes deliveries, as a scenario file says it.

use crate::config::mistake::both;
use crate::feed::scenario::read::{Fields, File, Hint};
use crate::feed::scenario::{Behaviour, Receiver};
use toml::de::DeTable;

/// Reads one `[[receiver]]`.
pub(super) fn receiver(file: &File<'_>, table: &DeTable<'_>, at: usize) -> Option<Receiver> {
    const BEHAVIOURS: [(&str, Behaviour); 7] = [
        ("accept", Behaviour::Accept),
        ("refuse", Behaviour::Refuse),
        ("deliver", Behaviour::Deliver),
        ("hang", Behaviour::Hang),
        ("twice", Behaviour::Twice),
        ("error", Behaviour::Error),
        ("die", Behaviour::Die),
    ];
    const HINT: Hint<'_> = (
        "可写: accept, refuse, deliver, hang, twice, error, die",
        "accept, refuse, deliver, hang, twice, error or die",
    );
    const NAME: Hint<'_> = ("地址里的路径, 如 \"t4\"", "the path of its address, as \"t4\"");
    const ETA: Hint<'_> = ("写分钟数, 如 9", "minutes, as 9");
    let fields = Fields::new(file, table, at);
    let name = fields.required("name", NAME).and_then(|name| {
        let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
        if plain {
            Some(name.to_owned())
        } else {
            fields.wrong(fields.get("name")?, ("`name` 不能作路径", "`name` is no path"), NAME)
        }
    });
    let behaviour = fields.required("behaviour", HINT).and_then(|word| {
        BEHAVIOURS.iter().find(|row| row.0 == word).map(|row| row.1).or_else(|| {
            let value = fields.get("behaviour")?;
            fields.wrong(value, both!("没有 `{word}` 这种做法", "`{word}` is not a behaviour"), HINT)
        })
    });
    let eta_minutes = fields.whole("eta_minutes", 24 * 60, ETA).map(|minutes| minutes as u16);
    fields.finish();
    Some(Receiver { name: name?, behaviour: behaviour?, eta_minutes })
}
