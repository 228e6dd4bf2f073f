//! The alerts of the US National Weather Service as its API lists them: `GeoJSON`, all that are active in one document.
//!
//! Decides: what identifies a hazard, which features of a bundle speak of the same one, what the list says by naming it.
//! Must not know: whether the desk holds the warning.
//!
//! Invariants:
//! - features of one hazard become one message, which holds wherever any of them does: several segments of a product bear the
//!   same identity, and the last one read must not displace the others;
//! - a hazard is over only when all that is left of it is;
//! - the list is said to be whole only when every feature of it was understood and no further page follows.
//!
//! Source: api.weather.gov `/alerts/active`; NWS Instruction 10-1703 (VTEC). Coordinates are longitude first (RFC 7946).

use crate::feed::decode::cap::Refusal;
use crate::feed::decode::cap::document::{Alert, Area, Drawn, Info, set};
use crate::feed::decode::cap::meaning::{self, Manner};
use crate::feed::decode::cap::object::{each, references, text};
use crate::feed::decode::cap::time::{self, Zone};
use crate::feed::decode::identity::identity;
use crate::feed::decode::{Context, Decoded, Reject, json};
use crate::operations::warning::MessageKind;
use crate::text::Text;
use crate::units::{Instant, Point, read_degrees};
use chrono::{DateTime, Datelike};
use serde_json::{Map, Value};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Features of one bundle: some hundred are active on a bad day.
const FEATURES_MAX: usize = 4_096;

/// Reads one bundle, or one feature.
pub(super) fn decode(bytes: &[u8], context: &Context) -> Vec<Result<Decoded<'static>, Reject>> {
    let bundle = match std::str::from_utf8(bytes).map_err(|_| Reject::NotUtf8).and_then(json::read::<Value>) {
        Ok(bundle) => bundle,
        Err(reject) => return vec![Err(reject)],
    };
    let features = match (bundle.get("features"), bundle.get("properties")) {
        (Some(Value::Array(features)), _) => features.as_slice(),
        (None, Some(Value::Object(_))) => std::slice::from_ref(&bundle),
        _ => return vec![Err(Refusal::NotACollection.into())],
    };
    let mut is_whole = bundle.get("features").is_some() && bundle.pointer("/pagination/next").is_none();
    let (mut said, mut hazards) = (Vec::new(), Hazards::default());
    if features.len() > FEATURES_MAX {
        said.push(Err(Refusal::TooManyAlerts.into()));
        is_whole = false;
    }
    for value in features.iter().take(FEATURES_MAX) {
        match feature(value, context) {
            Ok(feature) => hazards.add(feature),
            Err(reject) => {
                is_whole = false;
                said.push(Err(reject));
            }
        }
    }
    let mut standing = Vec::new();
    for (id, alert) in hazards.in_time() {
        let manner = Manner { zone: Zone::Stated, identity: Some(id) };
        let decoded = meaning::message(&alert, &manner, context);
        // What is named stands, even where nobody can read what it is.
        let is_over =
            matches!(&decoded, Ok(Decoded::Warning { message, .. }) if message.kind == MessageKind::Cancel);
        if !is_over {
            standing.push(id);
        }
        said.push(decoded);
    }
    if is_whole {
        said.push(Ok(Decoded::Standing(standing)));
    }
    said
}

/// The features of each hazard, in the order in which the hazards are first named.
#[derive(Default)]
struct Hazards {
    listed: Vec<(Text<64>, Vec<Alert>)>,
    places: BTreeMap<Text<64>, usize>,
}

/// One feature of the bundle.
struct Feature {
    hazard: Text<64>,
    alert: Alert,
}

impl Hazards {
    fn add(&mut self, feature: Feature) {
        let next = self.listed.len();
        let place = *self.places.entry(feature.hazard).or_insert(next);
        if place == next {
            self.listed.push((feature.hazard, Vec::new()));
        }
        if let Some((_, alerts)) = self.listed.get_mut(place) {
            alerts.push(feature.alert);
        }
    }

    /// Returns an alert a hazard, the oldest first: the list has the newest first, and an update that is read before what it
    /// replaces would leave both standing.
    fn in_time(self) -> Vec<(Text<64>, Alert)> {
        let mut alerts: Vec<_> =
            self.listed.into_iter().map(|(id, features)| (id, joined(features))).collect();
        alerts.sort_by_key(|it| sent(&it.1));
        alerts
    }
}

/// Makes one alert of all that speak of one hazard: the newest speaks, and every one that no newer one replaces says where.
fn joined(mut alerts: Vec<Alert>) -> Alert {
    alerts.sort_by_key(|alert| Reverse(sent(alert)));
    let mut kept: Vec<Alert> = Vec::new();
    let mut replaced: Vec<String> = Vec::new();
    for alert in alerts {
        let is_replaced = replaced.contains(&alert.identifier);
        replaced.extend(alert.references.iter().map(|it| it.identifier.clone()));
        if !is_replaced {
            kept.push(alert);
        }
    }
    let is_actual = kept.iter().any(|alert| alert.status.eq_ignore_ascii_case("Actual"));
    let several = kept.len() > 1;
    let mut kept = kept.into_iter();
    let Some(mut newest) = kept.next() else { return Alert::default() };
    if several {
        end_cancelled(&mut newest);
        // Each of them says by itself whether it is over.
        "Update".clone_into(&mut newest.kind);
    }
    if is_actual {
        "Actual".clone_into(&mut newest.status);
    }
    for mut alert in kept {
        end_cancelled(&mut alert);
        for info in alert.infos {
            newest.add(info);
        }
        newest.refer(alert.references);
    }
    newest
}

fn end_cancelled(alert: &mut Alert) {
    if alert.kind.eq_ignore_ascii_case("Cancel") {
        alert.infos.iter_mut().for_each(|info| info.has_ended = true);
    }
}

fn feature(value: &Value, context: &Context) -> Result<Feature, Reject> {
    let Some(Value::Object(properties)) = value.get("properties") else {
        return Err(Refusal::NoAlert.into());
    };
    let (mut alert, mut info, mut area) = (Alert::default(), Info::default(), Area::default());
    // The API names no scope: it lists what is public.
    alert.has_scope = true;
    for (key, value) in properties {
        match key.as_str() {
            "id" => set(&mut alert.identifier, &text(value)),
            "references" => alert.refer(references(value)),
            "ends" => set(&mut info.hazard_ends, &text(value)),
            "response" => info.take("responseType", &text(value)),
            "areaDesc" => area.take(key, &text(value)),
            "parameters" | "geocode" => {}
            key => {
                for one in each(value) {
                    alert.take(key, &text(one));
                    info.take(key, &text(one));
                }
            }
        }
    }
    let vtec = parameters(properties, &mut info);
    let hazard = match &vtec {
        Some(vtec) => vtec.identity(&alert, context),
        None if alert.identifier.is_empty() => {
            // The feature's own `id` is the address of the same alert.
            let address = value.get("id").map(text).unwrap_or_default();
            set(&mut alert.identifier, address.rsplit('/').next().unwrap_or_default());
            identity(&alert.identifier)
        }
        None => identity(&alert.identifier),
    };
    if hazard.is_empty() {
        return Err(Refusal::NoIdentity.into());
    }
    if let Some(vtec) = vtec {
        info.has_ended |= vtec.is_over;
        if vtec.is_test && alert.status.eq_ignore_ascii_case("Actual") {
            "Test".clone_into(&mut alert.status);
        }
    }
    geometry(value.get("geometry").unwrap_or(&Value::Null), &mut area);
    alert.add_area(&mut info, area);
    alert.add(info);
    Ok(Feature { hazard, alert })
}

fn parameters(properties: &Map<String, Value>, info: &mut Info) -> Option<Vtec> {
    let Some(Value::Object(parameters)) = properties.get("parameters") else { return None };
    for (name, value) in parameters {
        for one in each(value) {
            info.parameter(name, &text(one));
        }
    }
    let codes = each(parameters.get("VTEC")?);
    let read: Vec<Vtec> = codes.iter().flat_map(|one| Vtec::all(&text(one))).collect();
    // A segment may end one hazard and begin another: it is known by the one that goes on.
    let going = read.iter().position(|it| !it.is_over).unwrap_or(0);
    read.into_iter().nth(going)
}

/// A VTEC string: `/O.CON.KOHX.WI.Y.0001.240109T0000Z-240110T0600Z/`.
struct Vtec {
    /// `KOHX.WI.Y.0001`
    hazard: String,
    is_over: bool,
    is_test: bool,
    /// The years of its begin and end, where they stand.
    years: (Option<i32>, Option<i32>),
}

impl Vtec {
    /// Reads those of a text; a hydrologic one beside it tells nothing here.
    fn all(text: &str) -> Vec<Self> {
        text.split_whitespace().filter_map(Self::read).collect()
    }

    fn read(word: &str) -> Option<Self> {
        let parts: Vec<&str> = word.trim_matches('/').split('.').collect();
        let [class, action, office, phenomena, significance, number, times] = parts[..] else { return None };
        let lengths =
            [class.len(), action.len(), office.len(), phenomena.len(), significance.len(), number.len()];
        if lengths != [1, 3, 4, 2, 1, 4] {
            return None;
        }
        let (begin, end) = times.split_once('-')?;
        Some(Self {
            hazard: format!("{office}.{phenomena}.{significance}.{number}"),
            is_over: matches!(action, "CAN" | "EXP" | "UPG"),
            is_test: class == "T",
            years: (year(begin), year(end)),
        })
    }

    /// Returns what identifies the hazard: numbers begin anew each year, so the year belongs to it.
    ///
    /// A hazard that is under way no longer names its begin: then the year of the message stands for it, so that one across a
    /// new year is known by two names.
    fn identity(&self, alert: &Alert, context: &Context) -> Text<64> {
        let of = |time: Instant| DateTime::from_timestamp_millis(time.0).filter(|_| time.is_stated());
        let sent = of(sent(alert)).or_else(|| of(context.received)).map(|time| time.year());
        let year = self.years.0.or(sent).or(self.years.1).unwrap_or_default();
        identity(&format!("{}.{year:04}", self.hazard))
    }
}

/// Reads the year of `240109T0000Z`; zeros say that the time is past, or not known.
fn year(time: &str) -> Option<i32> {
    let year: i32 = time.get(..2)?.parse().ok()?;
    (!time.starts_with("000000")).then_some(2_000 + year)
}

fn sent(alert: &Alert) -> Instant {
    time::read(&alert.sent, Zone::Stated).map_or(Instant::UNSTATED, |read| read.time)
}

fn geometry(value: &Value, area: &mut Area) {
    let coordinates = value.get("coordinates").unwrap_or(&Value::Null);
    match value.get("type").and_then(Value::as_str) {
        Some("Polygon") => polygon(coordinates, area),
        Some("MultiPolygon") => each(coordinates).iter().for_each(|one| polygon(one, area)),
        None if value.is_null() => {}
        Some(_) | None => area.shapes.push(Drawn::Unreadable),
    }
}

/// Takes the outer ring; what the others take out of it stays in.
fn polygon(rings: &Value, area: &mut Area) {
    let (outer, holes) = match each(rings) {
        [outer, holes @ ..] => (each(outer), holes),
        [] => return area.shapes.push(Drawn::Unreadable),
    };
    area.has_hole |= !holes.is_empty();
    area.shapes.push(Drawn::Ring(outer.iter().map(point).collect()));
}

fn point(pair: &Value) -> Option<Point> {
    Point::new(degrees(pair.get(1)?)?, degrees(pair.get(0)?)?)
}

/// Reads degrees as millionths, rounded; none for what is beyond any.
fn degrees(value: &Value) -> Option<i32> {
    match value {
        Value::Number(number) => {
            let degrees = number.as_f64()?;
            (degrees.abs() <= 180.0).then(|| (degrees * 1e6).round() as i32)
        }
        Value::String(text) => read_degrees(text.trim()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}
