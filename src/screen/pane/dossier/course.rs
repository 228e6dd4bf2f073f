//! What people did: calls, teams, reports, orders, what did not arrive, and the newest entries.

use crate::language::{Word, act, course, entry, text, time};
use crate::operations::call;
use crate::operations::delivery::{Outcome as Delivered, Stage as Delivery};
use crate::operations::dispatch::{self, Status};
use crate::operations::report::Stage;
use crate::operations::snapshot::Dossier;
use crate::screen::paint::Brush;
use crate::screen::pane::dossier::{Flow, Room};
use crate::screen::request::Entry;
use crate::screen::state::Screen;
use crate::screen::theme::Scope;
use crate::units::{Digest, Span};
use ratatui::style::Style;
use std::fmt::Write;

/// Calls that are listed; the older ones stand in the journal.
const CALLS_LISTED: usize = 8;
/// Entries that are listed.
const ENTRIES_LISTED: usize = 6;

/// Paints the teams that were ordered, oldest first; one that was replaced or is back is dim.
pub(super) fn teams(
    brush: &mut Brush<'_>,
    flow: &mut Flow,
    dossier: &Dossier,
    room: Room,
    line: &mut String,
) {
    let lang = brush.lang;
    if dossier.dispatches.is_empty() {
        return;
    }
    let mut label = text(lang, Word::Teams);
    let mut pen = None;
    for order in &dossier.dispatches {
        if pen.is_none() || room == Room::All {
            pen = flow.labelled(brush, label);
            label = "";
        }
        let Some(pen) = &mut pen else { continue };
        line.clear();
        team(brush, order, room, line);
        pen.put(brush, line, team_style(brush, order));
        pen.skip(2);
    }
}

fn team(brush: &Brush<'_>, order: &dispatch::View, room: Room, out: &mut String) {
    let lang = brush.lang;
    if order.evacuate == Some(false) && order.status.is_bound() {
        out.push_str(lang.pick("撤离未通知 ", "GET OUT: NOT TOLD "));
    }
    let _ = write!(out, "{} ", order.code);
    if room == Room::All {
        let _ = write!(out, "{} {}  ", order.name, course::task(lang, order.task));
    }
    out.push_str(course::status(lang, order.status));
    if room == Room::All {
        out.push(' ');
        time::clock(order.since, brush.offset, out);
    }
    match order.arrives.filter(|_| dispatch::is_coming(order.status)) {
        Some(arrives) => {
            out.push_str(lang.pick(" 预计", " due "));
            time::hour_minute(arrives, brush.offset, out);
            if let Some(late) = late(brush, order) {
                out.push_str(lang.pick(" 逾期 ", " OVERDUE "));
                time::age(lang, late, out);
            }
        }
        None if order.status == Status::Ordered => {
            out.push(' ');
            time::age(lang, brush.now.since(order.ordered), out);
        }
        None => {}
    }
    if order.waived {
        out.push_str(lang.pick(" 不另派", " nobody instead"));
    }
    if order.evacuate == Some(true) {
        out.push_str(lang.pick(" 撤离已知", " evacuation heard"));
    }
    if room == Room::All {
        let _ = write!(out, "  {}", order.phone);
    }
}

/// Returns by how much a team is later than it has announced.
fn late(brush: &Brush<'_>, order: &dispatch::View) -> Option<Span> {
    dispatch::late_by(order.status, order.arrives, brush.now)
}

fn team_style(brush: &Brush<'_>, order: &dispatch::View) -> Style {
    brush.style(match (order.evacuate, order.status) {
        (Some(false), status) if status.is_bound() => Scope::LifeUnacknowledged,
        (_, Status::Unanswered | Status::Refused) => Scope::Fault,
        (_, Status::Ordered) => Scope::Due,
        (_, Status::Accepted | Status::EnRoute) if late(brush, order).is_some() => Scope::DuePassed,
        (_, Status::Accepted | Status::EnRoute | Status::OnScene) => Scope::Strong,
        (_, Status::Released | Status::Back | Status::Replaced) => Scope::Dim,
    })
}

/// Paints the calls, newest first: when, whom, what came of it, what they gave.
pub(super) fn calls(
    brush: &mut Brush<'_>,
    flow: &mut Flow,
    dossier: &Dossier,
    room: Room,
    line: &mut String,
) {
    let lang = brush.lang;
    if dossier.calls.is_empty() {
        return;
    }
    let mut label = lang.pick("通话", "calls");
    let mut pen = None;
    for one in dossier.calls.iter().rev().take(CALLS_LISTED) {
        if pen.is_none() || room == Room::All {
            pen = flow.labelled(brush, label);
            label = "";
        }
        let Some(pen) = &mut pen else { continue };
        line.clear();
        call(brush, one, room, line);
        let scope = match one.ended.map(|ended| ended.outcome) {
            None => Scope::Due,
            Some(call::Outcome::Answered) => Scope::Text,
            Some(_) => Scope::Fault,
        };
        pen.put(brush, line, brush.style(scope));
        pen.skip(2);
    }
}

fn call(brush: &Brush<'_>, one: &call::View, room: Room, out: &mut String) {
    let lang = brush.lang;
    let at = one.ended.map_or(one.opened, |ended| ended.at);
    match room {
        Room::All => time::clock(at, brush.offset, out),
        Room::Few => time::hour_minute(at, brush.offset, out),
    }
    let _ = write!(out, " {}", one.contact.post);
    if room == Room::All {
        let _ = write!(out, " {}  {}", one.contact.name, course::purpose(lang, one.purpose));
    }
    out.push(' ');
    if let Some(ended) = one.ended {
        course::ended(lang, one.purpose, ended.outcome, &ended.reference, out);
    } else {
        out.push_str(lang.pick("在拨 ", "ringing "));
        time::age(lang, brush.now.since(one.opened), out);
    }
    if room == Room::All && !one.by.is_empty() {
        let _ = write!(out, "   {}", one.by);
    }
}

/// Paints the reports and the leaders' orders, with how far each is.
pub(super) fn papers(
    screen: &Screen,
    brush: &mut Brush<'_>,
    flow: &mut Flow,
    dossier: &Dossier,
    line: &mut String,
) {
    let lang = brush.lang;
    let mut label = lang.pick("报告", "reports");
    for report in &dossier.reports {
        line.clear();
        let _ = write!(
            line,
            "{} {} {}  ",
            course::report(lang, report.kind),
            report.number,
            act::report_stage(lang, report.stage)
        );
        time::clock(
            match report.stage {
                Stage::Submitted => report.submitted,
                Stage::Returned(at) | Stage::Signed(at) => at,
            },
            brush.offset,
            line,
        );
        for (channel, sent) in
            [(lang.pick("电话", "phone"), report.phoned), (lang.pick("书面", "written"), report.written)]
        {
            let _ = write!(line, "   {channel} ");
            match sent {
                Some((at, receipt)) => {
                    time::clock(at, brush.offset, line);
                    let _ = write!(line, " {receipt}");
                }
                None => line.push_str("--"),
            }
        }
        let scope = if matches!(report.stage, Stage::Signed(_)) { Scope::Text } else { Scope::Due };
        flow.field(brush, label, line.trim_end(), brush.style(scope));
        label = "";
    }
    orders(screen, brush, flow, dossier, line);
    if let Some((level, at)) = dossier.response.and_then(|response| response.proposed) {
        line.clear();
        let _ = write!(line, "{} {}  ", lang.pick("建议", "proposed"), course::response(lang, level));
        time::clock(at, brush.offset, line);
        line.push_str(lang.pick("  S 定", "  S decides"));
        flow.field(brush, lang.pick("级别", "response"), line, brush.style(Scope::Due));
    }
}

fn orders(screen: &Screen, brush: &mut Brush<'_>, flow: &mut Flow, dossier: &Dossier, line: &mut String) {
    let lang = brush.lang;
    let mut label = lang.pick("指示", "orders");
    for order in &dossier.orders {
        line.clear();
        time::clock(order.given, brush.offset, line);
        let said = said(&screen.log, "order.given", order.digest).unwrap_or_default();
        let _ = write!(line, " {} -> {}  {said}  ", order.from, order.carrier);
        let scope = if let Some(at) = order.done {
            line.push_str(lang.pick("办结 ", "done "));
            time::clock(at, brush.offset, line);
            Scope::Text
        } else {
            let _ = write!(line, "{} ", text(lang, Word::Due));
            time::age(lang, brush.now.since(order.given), line);
            line.push_str(" / ");
            time::age(lang, order.due.since(order.given), line);
            if brush.now > order.due { Scope::DuePassed } else { Scope::Due }
        };
        flow.field(brush, label, line, brush.style(scope));
        label = "";
    }
}

/// Finds the text of an entry by what the chain holds of it.
pub(in crate::screen) fn said<'a>(log: &'a [Entry], kind: &str, digest: Digest) -> Option<&'a str> {
    let digest = digest.to_string();
    let of = |one: &&Entry| one.kind == kind && one.body.contains(&digest);
    log.iter().find(of).and_then(|one| one.text.as_deref())
}

/// Paints what did not arrive, with the number to ring.
pub(super) fn undelivered(brush: &mut Brush<'_>, flow: &mut Flow, dossier: &Dossier, line: &mut String) {
    let lang = brush.lang;
    let mut label = lang.pick("送达", "sent");
    for one in &dossier.deliveries {
        let word = match one.stage {
            Delivery::Came(Delivered::Unknown) => lang.pick("不知是否送达", "unknown whether it arrived"),
            Delivery::Came(Delivered::Undelivered) => lang.pick("未送达", "NOT delivered"),
            Delivery::Came(Delivered::Refused) => lang.pick("拒绝", "refused"),
            Delivery::Recorded
            | Delivery::Came(Delivered::Sent | Delivered::Delivered | Delivered::Accepted { .. }) => continue,
        };
        line.clear();
        let _ = write!(line, "{} {word}: {} {}", one.post, lang.pick("请拨", "ring"), one.phone);
        flow.field(brush, label, line, brush.style(Scope::Fault));
        label = "";
    }
}

/// Paints what people did about it, newest first.
pub(super) fn log(screen: &Screen, brush: &mut Brush<'_>, flow: &mut Flow, line: &mut String) {
    // What follows by itself, deadlines and steps, stands in panes of its own.
    let is_deed = |one: &&Entry| {
        one.actor != "desk" && !one.kind.starts_with("deadline.") && !one.kind.starts_with("plan.")
    };
    let done = screen.log.iter().filter(is_deed).take(ENTRIES_LISTED);
    for one in done {
        let Some(mut pen) = flow.pen() else { continue };
        line.clear();
        time::clock(one.at, brush.offset, line);
        let _ =
            write!(line, "  {} {}", entry::actor(brush.lang, &one.actor), entry::kind(brush.lang, &one.kind));
        pen.put(brush, line, brush.style(Scope::Text));
        pen.skip(2);
        pen.put(brush, &one.said[brush.lang as usize], brush.style(Scope::Text));
        pen.skip(2);
        pen.put(brush, one.text.as_deref().unwrap_or_default(), brush.style(Scope::Strong));
    }
}
