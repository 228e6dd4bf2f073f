//! `[[inject]]`: what the director gives, and when.

use super::{FEED, Known, codes, line, own_code};
use crate::config::mistake::both;
use crate::drill::scenario::{Cue, Setup, When};
use crate::feed::scenario::read::{Fields, Hint, Injected, rows};
use crate::limits::INJECTS_MAX;
use crate::operations::drill::script::{InjectScript, Words};
use crate::operations::reference::Line;
use crate::registry::thing::Thing;
use crate::units::Span;

const WHEN: Hint<'_> = (
    "只写一个: at = \"00:05:00\", 或 after = \"dispatch T4\" 加 delay = \"00:01:00\", 或 by_hand = true",
    "say one: at = \"00:05:00\", after = \"dispatch T4\" with delay = \"00:01:00\", or by_hand = true",
);
const DELAY: Hint<'_> =
    ("delay 从某事发生时计: after = \"ack\"", "a delay counts from what has happened: after = \"ack\"");
const REFUSES: Hint<'_> = ("写拒收者的编码, 如 [\"PICC\"]", "codes of who refuses, as [\"PICC\"]");
const TITLE: Hint<'_> =
    ("写给导演看: title = \"门卫来电\"", "what it is, for the director: title = \"门卫来电\"");
const TOLD: Hint<'_> = ("同时告诉参演人员什么", "what the players are told with it");

/// Reads the injects, with what devices and warnings say when they are given.
pub(super) fn injects(
    root: &Fields<'_>,
    injected: Vec<Injected<'_>>,
    known: &Known,
    setup: &Setup,
) -> (Box<[InjectScript]>, Vec<Cue>) {
    let tables = rows(root, "inject");
    if let Some((_, at)) = tables.get(INJECTS_MAX) {
        let count = tables.len();
        let hint = both!("一场演练最多 {INJECTS_MAX} 个", "{INJECTS_MAX} are the most of a drill");
        root.file.mistake(*at, both!("有 {count} 个注入", "there are {count} injects"), hint.pair());
    }
    let mut before = Vec::new();
    let mut scripts = Vec::new();
    let mut cues = Vec::new();
    for (table, at) in tables {
        let fields = Fields::new(root.file, table, at);
        let (script, cue) = inject(&fields, known, setup, &mut before);
        fields.finish();
        scripts.push(script);
        cues.push(cue);
    }
    for Injected { inject: (code, at), act } in injected {
        if let Some(cue) = known.inject(root, code, at).and_then(|place| cues.get_mut(place)) {
            cue.acts.push(act);
        }
    }
    (scripts.into(), cues)
}

/// One with a mistake keeps its place: a file with mistakes is played by nobody.
fn inject<'a>(
    fields: &Fields<'a>,
    known: &Known,
    setup: &Setup,
    before: &mut Vec<&'a str>,
) -> (InjectScript, Cue) {
    let code = own_code(fields, 'J', before).unwrap_or_default();
    let both = |zh, en, hint| -> Words {
        let zh = line(fields, zh, hint).unwrap_or_default();
        Words { zh, en: line(fields, en, hint).unwrap_or(zh) }
    };
    let title = both("title", "title_en", TITLE);
    if fields.get("title").is_none() {
        fields.missing::<Line>("title", TITLE);
    }
    let told = both("told", "told_en", TOLD);
    let when = when(fields, known).unwrap_or_default();
    let at = match when {
        When::At(at) => Some(at),
        When::ByHand | When::After(..) => None,
    };
    let by_hand = when == When::ByHand;
    let silences = silences(fields, setup);
    let refuses = codes(fields, "refuses", REFUSES, &[Thing::Team, Thing::Insurer, Thing::Person]);
    (InjectScript { code, title, told, at, by_hand }, Cue { when, acts: Vec::new(), silences, refuses })
}

fn when(fields: &Fields<'_>, known: &Known) -> Option<When> {
    let (is_at, is_after) = (fields.get("at").is_some(), fields.get("after").is_some());
    let by_hand = fields.flag("by_hand");
    if fields.get("delay").is_some() && !is_after {
        let what = ("有 `delay` 没有 `after`", "`delay` without `after`");
        fields.file.mistake(fields.place("delay"), what, DELAY);
    }
    match (is_at, is_after, by_hand) {
        (true, false, false) => fields.span("at").map(When::At),
        (false, true, false) => {
            let delay = fields.span("delay").unwrap_or(Span(0));
            known.field(fields, "after").map(|what| When::After(what, delay))
        }
        (false, false, true) => Some(When::ByHand),
        (false, false, false) => fields.missing("at", WHEN),
        (true, true, _) | (true, _, true) | (_, true, true) => {
            let what = (
                "注入的时机写了两个: `at`, `after`, `by_hand` 只能有一个",
                "it is given at two times: one of `at`, `after`, `by_hand`",
            );
            fields.file.mistake(fields.at, what, WHEN);
            None
        }
    }
}

fn silences(fields: &Fields<'_>, setup: &Setup) -> Vec<(String, Option<Span>)> {
    let lasts = fields.span("silence_for");
    let mut feeds: Vec<&str> = setup.feeds.iter().map(|feed| feed.code.as_str()).collect();
    if feeds.is_empty() {
        feeds.push(FEED);
    }
    let names = feeds.join(", ");
    let hint = both!("[setup] 的来源: {names}", "the feeds of [setup] are: {names}");
    let named = fields.texts("silence", hint.pair());
    if fields.get("silence_for").is_some() && fields.get("silence").is_none() {
        let at = fields.place("silence_for");
        let what = ("有 `silence_for` 没有 `silence`", "`silence_for` without `silence`");
        let hint = both!(
            "写明哪个来源静默; [setup] 的来源: {names}",
            "say which feed; the feeds of [setup] are: {names}"
        );
        fields.file.mistake(at, what, hint.pair());
    }
    let feed = |(name, at): (&str, usize)| {
        let is_known = feeds.contains(&name);
        if !is_known {
            fields.file.mistake(at, both!("没有来源 `{name}`", "there is no feed `{name}`"), hint.pair());
        }
        is_known.then(|| (name.to_owned(), lasts))
    };
    named.into_iter().filter_map(feed).collect()
}
