//! `[[expect]]`: what the team is expected to do, by when, for how much.

use super::{ACT, Known, own_code, words};
use crate::config::mistake::both;
use crate::drill::scenario::{Expectation, From};
use crate::feed::scenario::read::{Fields, Hint, rows};
use crate::units::Span;

const WITHIN: Hint<'_> = ("写明多久之内: within = \"00:00:15\"", "within what: within = \"00:00:15\"");
const WEIGHT: Hint<'_> = ("写分值, 1 到 100", "points, from 1 to 100");
const WEIGHT_MAX: u64 = 100;

/// Reads what is expected.
pub(super) fn expectations(root: &Fields<'_>, known: &Known, objectives: usize) -> Vec<Expectation> {
    let mut before = Vec::new();
    let mut expectations = Vec::new();
    for (table, at) in rows(root, "expect") {
        let fields = Fields::new(root.file, table, at);
        expectations.extend(expectation(&fields, known, objectives, &mut before));
        fields.finish();
    }
    expectations
}

fn expectation<'a>(
    fields: &Fields<'a>,
    known: &Known,
    objectives: usize,
    before: &mut Vec<&'a str>,
) -> Option<Expectation> {
    let code = own_code(fields, 'E', before);
    let words = words(fields);
    let objective = objective(fields, objectives);
    let from = from(fields, known);
    if fields.get("does").is_none() {
        fields.missing::<()>("does", ACT);
    }
    let does = known.field(fields, "does");
    let wrong = fields.texts("wrong", ACT).into_iter().filter_map(|(act, at)| known.act(fields, act, at));
    let wrong: Vec<_> = wrong.collect();
    if let Some(does) = does.filter(|does| wrong.contains(does)) {
        let what = both!("`{does}` 既是应做又是错误", "`{does}` is expected and wrong at once");
        let hint = ("从 does 或 wrong 中去掉一处", "leave it out of one of the two");
        fields.file.mistake(fields.place("wrong"), what, hint);
    }
    let within = within(fields);
    let weight = weight(fields);
    Some(Expectation {
        code: code?,
        words: words?,
        objective,
        from: from?,
        does: does?,
        wrong,
        within: within?,
        weight: weight?,
    })
}

fn objective(fields: &Fields<'_>, objectives: usize) -> Option<usize> {
    let hint = both!("写目标的序号, 1 到 {objectives}", "the number of an objective, from 1 to {objectives}");
    let number = fields.whole("objective", u64::from(u16::MAX), hint.pair())? as usize;
    if (1..=objectives).contains(&number) {
        return Some(number - 1);
    }
    let what = both!("没有目标 {number}", "there is no objective {number}");
    fields.file.mistake(fields.place("objective"), what, hint.pair());
    None
}

fn from(fields: &Fields<'_>, known: &Known) -> Option<From> {
    const HINT: Hint<'_> = (
        "只写一个: of = \"J1\" 或 from = \"verify real\"; 都不写则从演练开始计",
        "say one: of = \"J1\", from = \"verify real\", or neither for the beginning",
    );
    match (fields.get("of").is_some(), fields.get("from").is_some()) {
        (true, true) => {
            let what = (
                "`of` 和 `from` 同时写了: 起点只能有一个",
                "it is measured from two things: `of` and `from`",
            );
            fields.file.mistake(fields.place("from"), what, HINT);
            None
        }
        (true, false) => {
            let code = fields.text("of", HINT)?;
            known.inject(fields, code, fields.place("of")).map(From::Inject)
        }
        (false, true) => known.field(fields, "from").map(From::Fact),
        (false, false) => Some(From::Beginning),
    }
}

fn within(fields: &Fields<'_>) -> Option<Span> {
    if fields.get("within").is_none() {
        return fields.missing("within", WITHIN);
    }
    let within = fields.span("within")?;
    if within.0 > 0 {
        return Some(within);
    }
    fields.file.mistake(fields.place("within"), ("`within` 是零", "`within` is no time at all"), WITHIN);
    None
}

fn weight(fields: &Fields<'_>) -> Option<u32> {
    if fields.get("weight").is_none() {
        return fields.missing("weight", WEIGHT);
    }
    let weight = fields.whole("weight", WEIGHT_MAX, WEIGHT)?;
    if weight > 0 {
        return Some(weight as u32);
    }
    fields.file.mistake(fields.place("weight"), ("`weight` 是零", "`weight` is nothing"), WEIGHT);
    None
}
