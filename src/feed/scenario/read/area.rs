//! Where a warning of a scenario holds: `adcodes`, `polygons`, `circles`.

use super::Fields;
use crate::correlation::area::{Flaw, Shapes};
use crate::feed::decode::json;
use crate::feed::decode::words::Type;

/// What the fields say; the shapes as the frames have them.
pub(super) struct Area {
    pub(super) adcodes: Vec<u32>,
    pub(super) polygons: Vec<String>,
    pub(super) circles: Vec<String>,
}

const POLYGON: &str = "latitude,longitude of each corner, as \"34.69,116.60 34.72,116.60 34.72,116.64\"";
const CIRCLE: &str = "latitude,longitude and kilometres, as \"34.70,116.62 5\"";

/// Reads the area of a warning; one that ends needs none.
pub(super) fn read(fields: &Fields<'_>, kind: Option<Type>) -> Area {
    let mut adcodes = Vec::new();
    for (code, at) in fields.texts("adcodes", "a list of divisions, six digits each, as [\"320321\"]") {
        match code.parse() {
            Ok(code @ 100_000..=999_999) => adcodes.push(code),
            _ => fields.file.mistake(at, format!("`{code}` is not a division"), "six digits, as \"320321\""),
        }
    }
    let polygons = shapes(fields, "polygons", POLYGON, json::polygon);
    let circles = shapes(fields, "circles", CIRCLE, json::circle);
    let is_stated = ["adcodes", "polygons", "circles"].into_iter().any(|key| fields.get(key).is_some());
    if kind != Some(Type::Cancel) && !is_stated {
        fields.missing::<()>("adcodes", "say where: adcodes = [\"320321\"], or polygons, or circles");
    }
    Area { adcodes, polygons, circles }
}

/// Reads a list of shapes by the reader of the frames; what that would pass over or turn around is a mistake here.
fn shapes(fields: &Fields<'_>, key: &'static str, hint: &str, take: fn(&str, &mut Shapes)) -> Vec<String> {
    let mut texts = Vec::new();
    for (text, at) in fields.texts(key, hint) {
        let mut shapes = Shapes::default();
        take(text, &mut shapes);
        let flaw = shapes.flaws().map(|(flaw, _)| flaw).find(|flaw| *flaw != Flaw::Widened);
        match flaw {
            None => texts.push(text.to_owned()),
            Some(flaw) => {
                fields.file.mistake(at, format!("`{text}` is no shape ({})", flaw.code()), hint);
            }
        }
    }
    texts
}
