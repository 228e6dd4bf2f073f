//! The alarms that both are given: as frames, as decoded events, as lines; and what the rules make of them, reckoned
//! from the frames' JSON alone, by code that neither side runs.

use crate::mix::{self, Mix, Read};
use dutydesk::correlation::event::Event;
use dutydesk::feed::decode::{Context, Decoded, native};
use dutydesk::registry::Registry;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

/// A night of alarms.
pub(crate) struct Night {
    pub(crate) registry: Arc<Registry>,
    /// As they are read from sockets.
    pub(crate) frames: Vec<Read>,
    /// As the core takes them; without those of devices that no registry has.
    pub(crate) events: Vec<Event>,
    /// As a syslog has them.
    pub(crate) lines: String,
    pub(crate) meant: Meant,
}

/// What the rules mean: who is heard within one window of 300 s, and where.
#[derive(Default)]
pub(crate) struct Meant {
    /// Devices with an alarm that is no test.
    pub(crate) devices: BTreeSet<String>,
    /// Their zones.
    pub(crate) zones: BTreeSet<String>,
    /// Those that no registry has.
    pub(crate) unregistered: BTreeSet<String>,
}

impl Night {
    /// Makes one of so many frames, a millisecond apart.
    pub(crate) fn new(mix: &mut Mix, registry: &Arc<Registry>, count: usize) -> Self {
        let frames: Vec<Read> = (0..count).map(|_| mix.read()).collect();
        let (mut lines, mut meant) = (String::new(), Meant::default());
        for frame in &frames {
            let said: serde_json::Value = serde_json::from_slice(&frame.bytes).unwrap();
            let text = |value: &serde_json::Value| value.as_str().unwrap_or("unknown").to_owned();
            let data = &said["data"];
            let (device, kind) = (text(&data["device"]), text(&said["type"]));
            let (zone, is_registered) = zone_of(&device);
            let word = kind.trim_start_matches("duty.sensor.").trim_end_matches(".v1");
            let is_test = data["test"].as_bool().unwrap_or(false);
            let lane = if is_test { "test" } else { "live" };
            let severity = text(&data["severity"]);
            let time = text(&said["time"]);
            let gateway = frame.feed.0;
            let _ = writeln!(
                lines,
                "{time} gw-{gateway} duty: {word} device={device} zone={zone} lane={lane} severity={severity}"
            );
            if word == "alarm" && !is_test {
                let devices = if is_registered { &mut meant.devices } else { &mut meant.unregistered };
                devices.insert(device);
                meant.zones.insert(zone);
            }
        }
        let events = frames.iter().filter_map(|frame| event(registry, frame)).collect();
        Self { registry: Arc::clone(registry), frames, events, lines, meant }
    }
}

/// Returns the zone that the mix's registry gives a device, and whether it has the device at all.
fn zone_of(device: &str) -> (String, bool) {
    let number = device.strip_prefix("S-").and_then(|number| number.parse::<u32>().ok());
    number.map_or_else(
        || ("unregistered".to_owned(), false),
        |number| {
            let zone = number % mix::ZONES;
            (format!("C{}-Z{zone}", zone % mix::SITES), true)
        },
    )
}

fn event(registry: &Registry, frame: &Read) -> Option<Event> {
    let context = Context { feed: frame.feed, received: frame.at, test_trusted: true };
    let Ok(Decoded::Sensor(sensor)) = native::decode(&frame.bytes, &context) else { return None };
    let device = registry.device(&sensor.device)?;
    Some(Event { device, input: frame.number, received: frame.at, ..sensor.event })
}
