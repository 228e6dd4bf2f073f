//! `[[phase]]`: what must have happened before a phase, and what is done before it is left.

use super::{ACT, Known, words};
use crate::config::mistake::both;
use crate::drill::expected::Expected;
use crate::feed::scenario::read::{Fields, Hint, rows};
use crate::limits::CHECKS_MAX;
use crate::operations::drill::script::{PhaseScript, Words};
use crate::operations::incident::Phase;

const NUMBER: Hint<'_> =
    ("0 接警核实, 1 启动响应, 2 综合救援, 3 灾后安置", "0 verify, 1 respond, 2 rescue, 3 recover");
const LIST: Hint<'_> = (
    "写成列表, 如 [{ zh = \"核实属实\", en = \"verified\", done = \"verify real\" }]",
    "a list of texts, as [{ zh = \"核实属实\", en = \"verified\", done = \"verify real\" }]",
);

/// The phases as the file has them.
#[derive(Default)]
pub(super) struct Phases {
    pub(super) script: [PhaseScript; Phase::ALL.len()],
    pub(super) entry: [Vec<Expected>; Phase::ALL.len()],
    pub(super) exit: [Vec<Option<Expected>>; Phase::ALL.len()],
}

/// Reads the phases.
pub(super) fn phases(root: &Fields<'_>, known: &Known) -> Phases {
    let mut phases = Phases::default();
    let mut before = [false; Phase::ALL.len()];
    for (table, at) in rows(root, "phase") {
        let fields = Fields::new(root.file, table, at);
        if fields.get("number").is_none() {
            fields.missing::<()>("number", NUMBER);
        }
        let number =
            fields.whole("number", Phase::ALL.len() as u64 - 1, NUMBER).map(|number| number as usize);
        if number == Some(0) && fields.get("entry").is_some() {
            let at = fields.place("entry");
            let what = (
                "阶段 0 一开始就在, 没有进入条件 `entry`",
                "phase 0 is there from the beginning: no `entry`",
            );
            root.file.mistake(at, what, ("删去 `entry`", "leave `entry` out"));
        }
        let entry = items(&fields, "entry", known);
        let exit = items(&fields, "exit", known);
        fields.finish();
        let Some(number) = number else { continue };
        if std::mem::replace(&mut before[number], true) {
            let what = both!("阶段 {number} 写了两次", "phase {number} stands here twice");
            root.file.mistake(at, what, ("把两处的清单合在一起", "put its lists together"));
        }
        // What nothing can tick would keep the phase shut for ever.
        for item in entry.iter().filter(|item| !item.is_by_itself) {
            root.file.mistake(item.at, ("缺少 `done`", "`done` is missing"), ACT);
        }
        let texts = |items: &[Item]| items.iter().map(|item| item.words).collect();
        phases.script[number] = PhaseScript { entry: texts(&entry), exit: texts(&exit) };
        phases.entry[number] = entry.iter().filter_map(|item| item.done).collect();
        phases.exit[number] = exit.iter().map(|item| item.done).collect();
    }
    phases
}

/// One line of a list.
struct Item {
    words: Words,
    done: Option<Expected>,
    /// Whether the file says what ticks it, rightly or not.
    is_by_itself: bool,
    at: usize,
}

fn items(fields: &Fields<'_>, key: &'static str, known: &Known) -> Vec<Item> {
    let tables = fields.tables(key, LIST);
    if let Some((_, at)) = tables.get(CHECKS_MAX) {
        let count = tables.len();
        let hint = both!("一个阶段最多 {CHECKS_MAX} 项", "{CHECKS_MAX} are the most of a phase");
        fields.file.mistake(*at, both!("`{key}` 有 {count} 项", "`{key}` has {count} items"), hint.pair());
    }
    let item = |(table, at)| {
        let fields = Fields::new(fields.file, table, at);
        let words = words(&fields);
        let done = known.field(&fields, "done");
        let is_by_itself = fields.get("done").is_some();
        fields.finish();
        words.map(|words| Item { words, done, is_by_itself, at })
    };
    tables.into_iter().filter_map(item).collect()
}
