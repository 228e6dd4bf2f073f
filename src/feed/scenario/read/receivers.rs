//! Who takes deliveries, as a scenario file says it.

use crate::feed::scenario::read::{Fields, File};
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
    const HINT: &str = "accept, refuse, deliver, hang, twice, error or die";
    const NAME: &str = "the path of its address, as \"t4\"";
    let fields = Fields::new(file, table, at);
    let name = fields.required("name", NAME).and_then(|name| {
        let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
        if plain {
            Some(name.to_owned())
        } else {
            fields.wrong(fields.get("name")?, "`name` is no path", NAME)
        }
    });
    let behaviour = fields.required("behaviour", HINT).and_then(|word| {
        BEHAVIOURS.iter().find(|row| row.0 == word).map(|row| row.1).or_else(|| {
            let value = fields.get("behaviour")?;
            fields.wrong(value, format!("`{word}` is not a behaviour"), HINT)
        })
    });
    let eta_minutes = fields.whole("eta_minutes", 24 * 60, "minutes, as 9").map(|minutes| minutes as u16);
    fields.finish();
    Some(Receiver { name: name?, behaviour: behaviour?, eta_minutes })
}
