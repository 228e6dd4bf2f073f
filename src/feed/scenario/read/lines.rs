//! `[[act]]`: what people do in a scenario.

use crate::feed::scenario::Line;
use crate::feed::scenario::read::{Fields, File};
use crate::operations;
use crate::registry::thing::Thing;
use toml::de::DeTable;

/// Reads what a person does: a line of the command bar.
pub(super) fn line(file: &File<'_>, table: &DeTable<'_>, at: usize) -> Option<Line> {
    let fields = Fields::new(file, table, at);
    let when = fields
        .get("at")
        .map_or_else(|| fields.missing("at", "say when: at = \"00:00:14\""), |_| fields.span("at"));
    let officer = fields.required("officer", "write the code of an officer, as \"D1\"");
    let signed_by = fields.text("signs", "write the code of who signs").map(str::to_owned);
    let text = fields.required("line", "write a line of the command bar, as \"ack 1001\"");
    if let (Some(text), Some(value)) = (text, fields.get("line"))
        && let Err(error) = operations::line::parse(text, None)
    {
        fields.wrong::<()>(
            value,
            error.to_string(),
            "`dutydesk act` takes the same lines: see ? in the program",
        );
    }
    for (code, key) in [(officer, "officer"), (signed_by.as_deref(), "signs")] {
        if let Some(code) = code {
            file.mention(fields.place(key), code, &[Thing::Person], &[]);
        }
    }
    fields.finish();
    Some(Line { at: when?, officer: officer?.to_owned(), signed_by, text: text?.to_owned() })
}
