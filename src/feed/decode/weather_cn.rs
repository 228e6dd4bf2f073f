//! weather.com.cn: the list of all that stands, and the detail of one warning.
//!
//! Decides: which of eight places in a row is what. The detail is a script; a list may be one.
//! Must not know: what a type or a colour is.
//!
//! Invariants:
//! - a row names a warning by its identity; its file's name has type, level and time once more;
//! - a row that cannot be read still stands, as long as its identity can be;
//! - times are Beijing's.

use crate::correlation::area::{Flaw, Shapes};
use crate::feed::decode::Context;
use crate::feed::decode::bulletin::{
    self, Entry, Part, Refusal, Said, Told, Zone, colour_named, division_of, level, point, stamp,
};
use serde_json::Value;
use std::borrow::Cow;

/// The places of a row.
const FILE: usize = 1;
const IDENTITY: usize = 4;
const REFERENCES: usize = 5;
const TITLE: usize = 6;
const GEOMETRY: usize = 7;

/// Lists in lists that a geometry may be: a polygon is three deep, several are four.
const GEOMETRY_DEPTH_MAX: usize = 5;

/// Reads one message: a list, or a detail.
pub(super) fn decode(bytes: &[u8], context: &Context) -> Told {
    bulletin::read(bytes, |root| {
        if !root.any(&["identifier", "ALERTID"]).is_absent() {
            return bulletin::one(detail(root, context));
        }
        let list = if root.at("result").is_absent() { root } else { root.at("result") };
        let Some(rows) = list.at("data").list() else {
            return bulletin::one(Err(Refusal::NoList));
        };
        bulletin::standing(
            rows,
            list.at("count").whole(),
            |row| row.nth(IDENTITY).text(),
            |row| entry(row, context),
        )
    })
}

fn entry(row: Part<'_>, context: &Context) -> Entry {
    if row.list().is_none() {
        return Err(Refusal::BadEntry);
    }
    let (identity, file) = (row.nth(IDENTITY).text(), row.nth(FILE).text());
    let (time, type_code, level_code) = filed(&file);
    let issued = identity.split_once('_').map_or(time, |(_, time)| time);
    let mut shapes = Shapes::default();
    if let Some(rings) = row.nth(GEOMETRY).at("coordinates").list() {
        draw(rings, GEOMETRY_DEPTH_MAX, &mut shapes);
    }
    let said = Said {
        references: vec![row.nth(REFERENCES).text()],
        headline: row.nth(TITLE).text(),
        type_code,
        level: level(level_code),
        division: Cow::Owned(division_of(&identity).to_owned()),
        shapes,
        issued: stamp(issued, Zone::Beijing),
        identity: identity.clone(),
        ..Said::default()
    };
    bulletin::warning(said, context)
}

fn detail(root: Part<'_>, context: &Context) -> Entry {
    let identity = root.any(&["identifier", "ALERTID"]).text();
    let (type_code, level_code) = (root.at("TYPECODE").text(), root.at("LEVELCODE").text());
    let said = Said {
        references: vec![root.at("references").text()],
        kind: root.at("msgType").text(),
        headline: root.at("head").text(),
        event: root.at("SIGNALTYPE").text(),
        type_code: &type_code,
        colour: colour_named(&root.at("SIGNALLEVEL").text()),
        level: level(&level_code),
        division: Cow::Owned(division_of(&identity).to_owned()),
        issued: stamp(&root.at("ISSUETIME").text(), Zone::Beijing),
        expires: stamp(&root.at("RELIEVETIME").text(), Zone::Beijing),
        identity: identity.clone(),
        ..Said::default()
    };
    bulletin::warning(said, context)
}

/// Reads a file's name, `101131007-20261006212927-0902.html`: its time, its type and its level.
fn filed(file: &str) -> (&str, &str, &str) {
    let mut parts = file.split(['-', '.']);
    let (_, time, code) = (parts.next(), parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let (kind, level) = if code.len() == 4 && code.is_ascii() { code.split_at(2) } else { ("", "") };
    (time, kind, level)
}

/// Adds the rings of a geometry, longitude first, however deep they lie.
fn draw(rings: &[Value], depth: usize, shapes: &mut Shapes) {
    let is_point = |value: &Value| value.get(0).is_some_and(|it| it.is_number() || it.is_string());
    if rings.first().is_some_and(is_point) {
        let points = rings.iter().map(Part::of).map(|it| point(it.nth(1).number(), it.nth(0).number()));
        shapes.add_ring(points);
    } else if depth == 0 {
        shapes.note(Flaw::Coordinates);
    } else {
        for inner in rings {
            match inner.as_array() {
                Some(inner) => draw(inner, depth - 1, shapes),
                None => shapes.note(Flaw::Coordinates),
            }
        }
    }
}
