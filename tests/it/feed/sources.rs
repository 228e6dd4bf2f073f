//! Feeds of the tests: what they serve, and what they say.

use crate::feed::decode::context;
use dutydesk::feed::decode::words::Type;
use dutydesk::feed::encode::{Body, SensorBody, WarningBody};
use dutydesk::feed::scenario::Scenario;
use dutydesk::feed::serve::{Options, Server};
use dutydesk::operations::warning::Colour;
use dutydesk::units::Severity;
use std::time::Duration;
use tokio::runtime::Runtime;

/// A source that says nothing is left after five seconds: none that is only slow is.
pub(crate) fn options() -> Options {
    Options { heartbeat: Duration::from_secs(2), ..Options::at(context().received) }
}

pub(crate) fn quiet() -> Scenario {
    Scenario { name: "quiet".into(), ..Scenario::default() }
}

pub(crate) fn flood(rate: u32, seconds: u32) -> Scenario {
    let text = format!(
        "[scenario]\nname = \"flood\"\n[[generate]]\npattern = \"flood\"\nfor = \"00:00:{seconds:02}\"\nrate = {rate}\n\
         devices = [\"S-{{1001..1400}}\"]\n"
    );
    Scenario::read("flood.toml", &text).unwrap()
}

pub(crate) fn serve(runtime: &Runtime, scenario: Scenario, options: Options) -> Server {
    runtime.block_on(Server::bind("127.0.0.1:0", scenario, options)).unwrap()
}

pub(crate) fn alarm(device: &str, kind: Type) -> Body {
    Body::Sensor(SensorBody {
        device: device.to_owned(),
        kind,
        conditions: dutydesk::correlation::event::Conditions::FIRE,
        state: None,
        value: None,
        unit: dutydesk::correlation::event::Unit::None,
        severity: Severity::Severe,
        test: false,
        historical: false,
    })
}

pub(crate) fn warning(adcode: u32) -> Body {
    Body::Warning(WarningBody {
        kind: Type::Issue,
        identifier: format!("W-{adcode}"),
        references: Vec::new(),
        event: "暴雨".into(),
        colour: Colour::Orange,
        sender: "徐州市气象台".into(),
        headline: "暴雨".into(),
        adcodes: vec![adcode],
        polygons: Vec::new(),
        circles: Vec::new(),
        expires: None,
    })
}
