//! `[[warning]]`: what an office issues.

use super::{Fields, File, Hint, Spoken, WHEN, area, inject};
use crate::config::mistake::both;
use crate::feed::decode::words::{self, Type};
use crate::feed::encode::WarningBody;
use crate::feed::scenario::{Act, Deed};
use toml::de::DeTable;

const TYPES: Hint<'_> = ("可写: issue 发布, update 更新, cancel 解除", "issue, update or cancel");
const COLOURS: Hint<'_> =
    ("可写: white 白, blue 蓝, yellow 黄, orange 橙, red 红", "white, blue, yellow, orange or red");
const IDENTIFIER: Hint<'_> = (
    "发布单位给的编号, 如 \"32032141600000_20261121203100\"",
    "the issuer's identity, as \"32032141600000_20261121203100\"",
);
const EVENT: Hint<'_> = ("写明预警什么: event = \"暴雨\"", "say what it warns of: event = \"暴雨\"");
const REFERENCES: Hint<'_> = ("写成列表: 前几条预警的编号", "a list of identities");
const SENDER: Hint<'_> = ("发布单位, 如 \"徐州市气象台\"", "who issues it, as \"徐州市气象台\"");
const HEADLINE: Hint<'_> = ("预警的标题", "its headline");

/// Reads one.
pub(super) fn warning<'a>(file: &'a File<'a>, table: &'a DeTable<'a>, at: usize) -> Option<Spoken<'a>> {
    let fields = Fields::new(file, table, at);
    let when = fields.get("at").map_or_else(|| fields.missing("at", WHEN), |_| fields.span("at"));
    let kind = match fields.text("type", TYPES) {
        None => Some(Type::Issue),
        Some(word) => Type::named(&format!("duty.warning.{word}.v1")).or_else(|| {
            let value = fields.get("type")?;
            fields.wrong(value, both!("没有 `{word}` 这种预警", "`{word}` is not a type of warning"), TYPES)
        }),
    };
    let identifier = fields.required("identifier", IDENTIFIER);
    let colour = fields.text("colour", COLOURS).and_then(|word| {
        words::colour(word).or_else(|| {
            let value = fields.get("colour")?;
            fields.wrong(value, both!("没有 `{word}` 这个颜色", "`{word}` is not a colour"), COLOURS)
        })
    });
    let area::Area { adcodes, polygons, circles } = area::read(&fields, kind);
    let text = |key, hint| fields.text(key, hint).unwrap_or_default().to_owned();
    let references = fields.texts("references", REFERENCES);
    let body = WarningBody {
        kind: kind.unwrap_or(Type::Issue),
        identifier: identifier.unwrap_or_default().to_owned(),
        references: references.iter().map(|row| row.0.to_owned()).collect(),
        event: text("event", EVENT),
        colour: colour.unwrap_or_default(),
        sender: text("sender", SENDER),
        headline: text("headline", HEADLINE),
        adcodes,
        polygons,
        circles,
        expires: None,
    };
    if body.kind == Type::Issue && body.headline.is_empty() && body.event.is_empty() {
        fields.missing::<()>("event", EVENT);
    }
    let expires_after = fields.span("expires_after");
    let inject = inject(&fields);
    fields.finish();
    kind.and(identifier)?;
    Some((inject, Act { at: when?, deed: Deed::Warning { body, expires_after } }))
}
