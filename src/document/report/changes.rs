//! What changed since the last report: findings, calls, teams, the level; in the order of time.

use crate::document::report::fields::Source;
use crate::language::{course, time};
use crate::operations::finding::{Found, People};
use crate::units::Instant;

/// Returns a line a change; says so where nothing changed.
pub(super) fn since(source: &Source<'_>) -> String {
    let (lang, dossier) = (source.lang, source.dossier);
    let mut lines = findings(source);
    lines.extend(source.answered().filter_map(|call| {
        let ended = call.ended?;
        let who = source.callee(call);
        Some((ended.at, format!("{who} {} {}", course::purpose(lang, call.purpose), ended.reference)))
    }));
    lines.extend(dossier.dispatches.iter().map(|it| {
        let (task, status) = (course::task(lang, it.task), course::status(lang, it.status));
        (it.since, format!("{} {} {task} {status}", it.code, it.name))
    }));
    if let Some((level, at)) = dossier.response.and_then(|row| row.decided) {
        lines.push((at, format!("{}{}", lang.pick("启动响应 ", "response "), course::response(lang, level))));
    }
    if let Some(after) = source.form.since {
        lines.retain(|(at, _)| *at > after);
    }
    lines.sort_by_key(|(at, _)| *at);
    if lines.is_empty() {
        return lang.pick("无新情况", "nothing new").to_owned();
    }
    let lines: Vec<String> = lines.into_iter().map(|(at, line)| stamped(source, at, &line)).collect();
    lines.join("\n")
}

/// A finding of people holds everything that stands; only the numbers that differ from the one before are new.
fn findings(source: &Source<'_>) -> Vec<(Instant, String)> {
    let lang = source.lang;
    let mut before = People::default();
    let mut lines = Vec::new();
    for found in &source.dossier.findings {
        let mut line = String::new();
        match found.found {
            Found::People(people) => {
                course::people(lang, differing(people, before), &mut line);
                before = people;
            }
            Found::Scene(scene) => line.push_str(course::scene(lang, scene)),
        }
        if line.is_empty() {
            continue;
        }
        let by = format!("{} {}", found.named.post, found.named.name);
        let reliability = course::reliability(lang, found.reliability);
        let source = format!("{} {reliability}", by.trim());
        lines.push((found.at, format!("{line} ({})", source.trim())));
    }
    lines
}

fn differing(now: People, before: People) -> People {
    let new = |now: Option<u16>, before: Option<u16>| now.filter(|_| now != before);
    People {
        expected: new(now.expected, before.expected),
        counted: new(now.counted, before.counted),
        missing: new(now.missing, before.missing),
        trapped: new(now.trapped, before.trapped),
        hurt: new(now.hurt, before.hurt),
        dead: new(now.dead, before.dead),
    }
}

fn stamped(source: &Source<'_>, at: Instant, line: &str) -> String {
    let mut text = String::new();
    time::hour_minute(at, source.offset, &mut text);
    text.push(' ');
    text.push_str(line.trim());
    text
}
