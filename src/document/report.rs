//! Reports upward (首报, 续报, 终报), drafted from what the desk holds in the form of the region's pack.
//!
//! A form is lines with the fields of [`Field`] in braces: `一、地点: {place}`. The fields are `{title} {number} {time}
//! {now} {source} {unit} {place} {kind} {nature} {extent} {hazards} {casualties} {trend} {leaders} {measures} {told}
//! {requests} {commander} {level} {changes} {desk} {officer}`; a word in braces that is no field stays as it stands,
//! where the officer sees it.
//!
//! Invariants:
//! - a report is in its form's language, whatever the screen's is;
//! - a follow-up's `{changes}` says only what came after the last report.
//!
//! Source: standards.md 11-13.

mod changes;
mod fields;

pub use crate::operations::report::Field;

use crate::document::report::fields::Source;
use crate::language::Lang;
use crate::operations::snapshot::{Dossier, Form};
use crate::units::{Instant, Span};

/// A field of a report, filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    /// Which.
    pub field: Field,
    /// What it says; 待核 where nothing is known.
    pub text: String,
    /// Whether it is known; where it is not, somebody may still be asked.
    pub known: bool,
}

/// Drafts a report: the form's lines, filled.
///
/// `lang` counts where the form has no Chinese in it; `offset` is local time less UTC.
///
/// Cost: allocates; a person asks.
pub fn draft(lang: Lang, dossier: &Dossier, form: &Form, now: Instant, offset: Span) -> String {
    let fields = fields(lang, dossier, form, now, offset);
    let mut out = String::new();
    for line in &form.lines {
        fill(line, &fields, &mut out);
        out.push('\n');
    }
    out
}

/// Fills every field of a report, in the order of [`Field::ALL`]: a screen shows which are 待核.
pub fn fields(lang: Lang, dossier: &Dossier, form: &Form, now: Instant, offset: Span) -> Vec<Filled> {
    let source = Source { lang: language(lang, form), dossier, form, now, offset };
    let filled = |field| {
        let text = source.text(field).filter(|text| !text.is_empty());
        let known = text.is_some();
        let unknown = || source.lang.pick("待核", "to be verified").to_owned();
        Filled { field, text: text.unwrap_or_else(unknown), known }
    };
    Field::ALL.map(filled).into()
}

/// Returns the language of a form: Chinese where there is any Chinese in it.
fn language(lang: Lang, form: &Form) -> Lang {
    let is_chinese = |c: char| ('\u{3400}'..='\u{9fff}').contains(&c);
    if form.lines.iter().any(|line| line.chars().any(is_chinese)) { Lang::Zh } else { lang }
}

fn fill(line: &str, fields: &[Filled], out: &mut String) {
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let named = after.split_once('}').and_then(|(key, after)| Some((Field::of(key)?, after)));
        rest = if let Some((field, after)) = named {
            let found = fields.iter().find(|it| it.field == field);
            out.push_str(found.map_or("", |it| it.text.as_str()));
            after
        } else {
            out.push('{');
            after
        };
    }
    out.push_str(rest);
}
