//! A report's form, filled from what is known; what nobody has said yet reads 待核.

use crate::language::{Lang, act, course, name, time};
use crate::operations::finding::People;
use crate::operations::incident::Verdict;
use crate::operations::snapshot::{Dossier, Form};
use crate::screen::state::Screen;
use std::fmt::Write;

const UNKNOWN: &str = "待核";

/// Returns the lines of a report; a form is the region's own and in Chinese, whatever the screen speaks.
pub(crate) fn lines(screen: &Screen, dossier: &Dossier, form: &Form) -> Vec<String> {
    form.lines.iter().map(|line| fill(screen, dossier, form, line)).collect()
}

fn fill(screen: &Screen, dossier: &Dossier, form: &Form, line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((field, tail)) = after.split_once('}') else { break };
        let mut value = String::new();
        write_field(screen, dossier, form, field, &mut value);
        out.push_str(if value.trim().is_empty() { UNKNOWN } else { value.trim() });
        rest = tail;
    }
    out.push_str(rest);
    out
}

fn write_field(screen: &Screen, dossier: &Dossier, form: &Form, field: &str, out: &mut String) {
    let incident = &dossier.incident;
    let site = dossier.site.as_ref();
    match field {
        "title" => {
            let _ = write!(
                out,
                "{}{}{}",
                incident.site,
                name::family(Lang::Zh, incident.family),
                course::report(Lang::Zh, form.kind)
            );
        }
        "number" => {
            let _ = write!(out, "{}", form.number);
        }
        "time" => time::clock(incident.opened, screen.options.utc_offset, out),
        "source" => out.push_str("自动报警"),
        "place" => {
            let (name, address) = site.map(|site| (site.name, site.address)).unwrap_or_default();
            let _ = write!(out, "{address} {name} {}", incident.place);
        }
        "kind" => out.push_str(name::family(Lang::Zh, incident.family)),
        "nature" => {
            if incident.verdict == Some(Verdict::Real) {
                out.push_str(course::verdict(Lang::Zh, Verdict::Real));
            }
        }
        "extent" | "trend" => {
            out.push_str(incident.scene.map(|scene| course::scene(Lang::Zh, scene)).unwrap_or_default());
        }
        "casualties" => people(incident.people, out),
        "measures" => measures(screen, dossier, out),
        "commander" | "leaders" => {
            let leader = screen.snapshot.as_ref().map(|snapshot| snapshot.status.leader).unwrap_or_default();
            out.push_str(&leader);
        }
        "unit" => out.push_str(&dossier.speaker.post),
        _ => {}
    }
}

fn people(people: People, out: &mut String) {
    let named = [
        ("应到", people.expected),
        ("清点", people.counted),
        ("失联", people.missing),
        ("被困", people.trapped),
        ("受伤", people.hurt),
        ("死亡", people.dead),
    ];
    for (label, count) in named {
        let _ = match count {
            Some(count) => write!(out, "{label}{count} "),
            None => write!(out, "{label}{UNKNOWN} "),
        };
    }
}

fn measures(screen: &Screen, dossier: &Dossier, out: &mut String) {
    for call in dossier
        .calls
        .iter()
        .filter(|call| call.ended.is_some_and(|it| it.outcome == crate::operations::call::Outcome::Answered))
    {
        time::hour_minute(call.opened, screen.options.utc_offset, out);
        let _ = write!(out, "{}{} ", course::purpose(Lang::Zh, call.purpose), call.contact.post);
    }
    for order in dossier.dispatches.iter().filter(|order| order.status.is_bound()) {
        let _ = write!(out, "{}{} ", order.name, course::status(Lang::Zh, order.status));
    }
    for step in dossier.plan.iter().flat_map(|plan| &plan.steps) {
        if let (Some(done), Some(proof)) = (step.done, step.step.act)
            && !done.waived
        {
            let _ = write!(out, "{}已办 ", act::step(Lang::Zh, proof));
        }
    }
}
