//! Where a warning of a scenario holds: `adcodes`, `polygons`, `circles`.

use super::{Fields, Hint};
use crate::config::mistake::both;
use crate::correlation::area::{Flaw, Shapes};
use crate::feed::decode::json;
use crate::feed::decode::words::Type;
use crate::language::{Lang, name};

/// What the fields say; the shapes as the frames have them.
pub(super) struct Area {
    pub(super) adcodes: Vec<u32>,
    pub(super) polygons: Vec<String>,
    pub(super) circles: Vec<String>,
}

const ADCODES: Hint<'_> =
    ("写成列表, 每个区划六位数字, 如 [\"320321\"]", "a list of divisions, six digits each, as [\"320321\"]");
const POLYGON: Hint<'_> = (
    "逐个写顶点的纬度,经度, 如 \"34.69,116.60 34.72,116.60 34.72,116.64\"",
    "latitude,longitude of each corner, as \"34.69,116.60 34.72,116.60 34.72,116.64\"",
);
const CIRCLE: Hint<'_> = (
    "写 纬度,经度 和公里数, 如 \"34.70,116.62 5\"",
    "latitude,longitude and kilometres, as \"34.70,116.62 5\"",
);
const WHERE: Hint<'_> = (
    "写明何处: adcodes = [\"320321\"], 或 polygons, 或 circles",
    "say where: adcodes = [\"320321\"], or polygons, or circles",
);

/// Reads the area of a warning; one that ends needs none.
pub(super) fn read(fields: &Fields<'_>, kind: Option<Type>) -> Area {
    let mut adcodes = Vec::new();
    for (code, at) in fields.texts("adcodes", ADCODES) {
        if let Ok(code @ 100_000..=999_999) = code.parse() {
            adcodes.push(code);
        } else {
            let what = both!("`{code}` 不是区划代码", "`{code}` is not a division");
            fields.file.mistake(at, what, ("写六位数字, 如 \"320321\"", "six digits, as \"320321\""));
        }
    }
    let polygons = shapes(fields, "polygons", POLYGON, json::polygon);
    let circles = shapes(fields, "circles", CIRCLE, json::circle);
    let is_stated = ["adcodes", "polygons", "circles"].into_iter().any(|key| fields.get(key).is_some());
    if kind != Some(Type::Cancel) && !is_stated {
        fields.missing::<()>("adcodes", WHERE);
    }
    Area { adcodes, polygons, circles }
}

/// Reads a list of shapes by the reader of the frames; what that would pass over or turn around is a mistake here.
fn shapes(
    fields: &Fields<'_>,
    key: &'static str,
    hint: Hint<'_>,
    take: fn(&str, &mut Shapes),
) -> Vec<String> {
    let mut texts = Vec::new();
    for (text, at) in fields.texts(key, hint) {
        let mut shapes = Shapes::default();
        take(text, &mut shapes);
        let flaw = shapes.flaws().map(|(flaw, _)| flaw).find(|flaw| *flaw != Flaw::Widened);
        match flaw {
            None => texts.push(text.to_owned()),
            Some(flaw) => {
                // A frame's is turned around; whoever writes one can still write it the right way.
                let is_swapped = flaw == Flaw::Swapped;
                let zh = if is_swapped { "经度写在了前面" } else { name::area_flaw(Lang::Zh, flaw) };
                let en = flaw.code();
                let what = both!("`{text}` 不是图形: {zh}", "`{text}` is no shape ({en})");
                fields.file.mistake(at, what, hint);
            }
        }
    }
    texts
}
