//! `[[act]]`: what people do in a scenario.

use crate::config::mistake::both;
use crate::feed::scenario::Line;
use crate::feed::scenario::read::{Fields, File, Hint};
use crate::language::{Lang, answer};
use crate::operations;
use crate::registry::thing::Thing;
use toml::de::DeTable;

const WHEN: Hint<'_> = ("写明何时: at = \"00:00:14\"", "say when: at = \"00:00:14\"");
const OFFICER: Hint<'_> = ("写人员编码, 如 \"D1\"", "write the code of an officer, as \"D1\"");
const SIGNS: Hint<'_> = ("写签发人的编码", "write the code of who signs");
const LINE: Hint<'_> = ("写一条命令, 如 \"ack 1001\"", "write a line of the command bar, as \"ack 1001\"");
const SAME: Hint<'_> = (
    "与 `dutydesk act` 的命令相同, 程序里按 ? 查看",
    "`dutydesk act` takes the same lines: see ? in the program",
);

/// Reads what a person does: a line of the command bar.
pub(super) fn line(file: &File<'_>, table: &DeTable<'_>, at: usize) -> Option<Line> {
    let fields = Fields::new(file, table, at);
    let when = fields.get("at").map_or_else(|| fields.missing("at", WHEN), |_| fields.span("at"));
    let officer = fields.required("officer", OFFICER);
    let signed_by = fields.text("signs", SIGNS).map(str::to_owned);
    let text = fields.required("line", LINE);
    if let (Some(text), Some(value)) = (text, fields.get("line"))
        && let Err(error) = operations::line::parse(text, None)
    {
        let (mut zh, mut en) = (String::new(), String::new());
        answer::line_error(Lang::Zh, &error, &mut zh);
        answer::line_error(Lang::En, &error, &mut en);
        let what = both!("`{text}`: {zh}", "`{text}`: {en}");
        fields.wrong::<()>(value, what, SAME);
    }
    for (code, key) in [(officer, "officer"), (signed_by.as_deref(), "signs")] {
        if let Some(code) = code {
            file.mention(fields.place(key), code, &[Thing::Person], &[]);
        }
    }
    fields.finish();
    Some(Line { at: when?, officer: officer?.to_owned(), signed_by, text: text?.to_owned() })
}
