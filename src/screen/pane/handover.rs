//! The handover sheet (交接单): who hands the desk to whom, then a line a thing that an incoming officer must know.

use crate::language::fact::handover::{keys, sums};
use crate::language::page::{self, PageWord};
use crate::language::{Word, act, course, entry, name, text, time, waiting};
use crate::operations::deadline;
use crate::operations::feed::Deaf;
use crate::operations::listing::handover::{Head, Row, What};
use crate::operations::next::Act;
use crate::operations::snapshot::Waiting;
use crate::screen::form::silence::covered;
use crate::screen::paint::{Brush, Pen};
use crate::screen::pane::dossier::Flow;
use crate::screen::pane::list::at_right;
use crate::screen::pane::{dossier, incidents};
use crate::screen::theme::Scope;
use crate::units::Instant;
use std::fmt::Write;

/// The cells of what a line is, in front of it.
const KIND_CELLS: u16 = 10;

/// Paints a line of the sheet.
pub(crate) fn row(brush: &mut Brush<'_>, mut pen: Pen, row: &Row, line: &mut String) {
    let lang = brush.lang;
    let (kind, scope) = kind(row);
    pen.put(brush, kind.text(lang), brush.style(Scope::Title));
    pen.to(KIND_CELLS);
    if row.fresh {
        pen.put(brush, PageWord::SheetFresh.text(lang), brush.style(Scope::Due));
        pen.skip(1);
    }
    line.clear();
    right(brush, &row.what, line);
    let mut pen = at_right(brush, pen, line, scope);
    line.clear();
    left(brush, &row.what, line);
    pen.put(brush, line, brush.style(scope));
}

/// Tells a line in full.
pub(crate) fn tell(brush: &mut Brush<'_>, flow: &mut Flow, row: &Row, line: &mut String) {
    let lang = brush.lang;
    if let What::Head(head) = &row.what {
        return tell_head(brush, flow, head, line);
    }
    let (kind, scope) = kind(row);
    line.clear();
    left(brush, &row.what, line);
    flow.field(brush, kind.text(lang), line, brush.style(scope));
    line.clear();
    right(brush, &row.what, line);
    flow.field(brush, "", line, brush.style(Scope::Text));
    if row.fresh {
        flow.field(brush, "", PageWord::SheetFreshHint.text(lang), brush.style(Scope::Due));
    }
}

fn tell_head(brush: &mut Brush<'_>, flow: &mut Flow, head: &Head, line: &mut String) {
    let lang = brush.lang;
    line.clear();
    left_head(brush, head, line);
    if let Some(offer) = &head.offer {
        let _ = write!(line, "  {}", keys(lang, offer.keys));
    }
    flow.field(brush, PageWord::SheetHead.text(lang), line, brush.style(Scope::Strong));
    line.clear();
    sums(lang, &head.sums, line);
    flow.field(brush, PageWord::SheetStands.text(lang), line, brush.style(Scope::Text));
    line.clear();
    let counts = &head.counts;
    for (zh, en, count) in [
        ("搁置报警", "shelved alarms", counts.shelved),
        ("屏蔽停用", "isolated, out of service", counts.isolated),
        ("被抑制", "inhibited", counts.inhibited),
        ("测试", "test", counts.test),
        ("长时未恢复", "active too long", counts.stale),
    ] {
        let _ = write!(line, "{} {count}  ", lang.pick(zh, en));
    }
    flow.field(brush, PageWord::SheetSilent.text(lang), line.trim_end(), brush.style(Scope::Text));
    if head.sums.life_risk > 0 {
        flow.field(brush, "", PageWord::SheetGrave.text(lang), brush.style(Scope::DuePassed));
    }
    let (hint, scope) = match head.offer {
        Some(_) => (PageWord::SheetTakeHint, Scope::Due),
        None => (PageWord::SheetOfferHint, Scope::Dim),
    };
    flow.field(brush, "", hint.text(lang), brush.style(scope));
}

/// Returns what a line is, and its colour.
fn kind(row: &Row) -> (PageWord, Scope) {
    match &row.what {
        What::Head(head) if head.offer.is_some() => (PageWord::SheetHead, Scope::Waiting),
        What::Head(_) => (PageWord::SheetHead, Scope::Strong),
        What::Unsigned { .. } => (PageWord::SheetUnsigned, Scope::DuePassed),
        What::Incident(view) => (PageWord::SheetIncident, incidents::scope(view)),
        What::Waiting(..) => (PageWord::SheetWaiting, Scope::Waiting),
        What::Deadline(view, _) if view.passed => (PageWord::SheetDeadline, Scope::DuePassed),
        What::Deadline(..) => (PageWord::SheetDeadline, Scope::Text),
        What::Reservation(..) => (PageWord::SheetMoney, Scope::Text),
        What::Delivery { .. } => (PageWord::SheetDelivery, Scope::Due),
        What::Feed { .. } => (PageWord::SheetFeed, Scope::Fault),
        What::Held(view) => (PageWord::SheetHeld, if view.held > 0 { Scope::Due } else { Scope::Text }),
        What::Unproved(_) => (PageWord::SheetUnproved, Scope::Due),
    }
}

/// Writes what a line is about.
fn left(brush: &Brush<'_>, what: &What, out: &mut String) {
    let lang = brush.lang;
    let _ = match what {
        What::Head(head) => return left_head(brush, head, out),
        What::Unsigned { id, from, to, .. } => {
            let from = if from.is_empty() { PageWord::Nobody.text(lang) } else { from };
            write!(out, "{id}  {from} -> {to}  {}", PageWord::OutgoingMissing.text(lang))
        }
        What::Incident(view) => {
            course::missing(lang, view.people, out);
            let _ = write!(
                out,
                "{} #{} {} ",
                incidents::mark(view).trim_start(),
                view.id,
                name::family(lang, view.family)
            );
            let _ = write!(out, "{} {}  ", view.site, view.place);
            incidents::evidence(lang, view, out);
            Ok(())
        }
        What::Waiting(waiting, place) => return waiting::waiting(lang, waiting, place, out),
        What::Deadline(view, place) => {
            let _ = write!(out, "{} {}  ", course::subject(lang, view.subject), view.who);
            write!(out, "#{} {place}", view.subject.incident())
        }
        What::Reservation(view, place) => {
            let _ = write!(out, "{}. {} {}  ", view.id, course::money(lang, view.stage), view.amount);
            write!(out, "#{} {place}  {} {}", view.incident, PageWord::Maker.text(lang), view.maker)
        }
        What::Delivery { post, phone, stage, incident, .. } => {
            let _ = write!(out, "{post} {phone}  {}", page::delivery(lang, *stage));
            incident.map_or(Ok(()), |incident| write!(out, "  #{incident}"))
        }
        What::Feed { name, deaf, .. } => {
            let word = match deaf {
                Deaf::Silent => PageWord::DeafSilent,
                Deaf::Broken => PageWord::DeafBroken,
                Deaf::Unread => PageWord::DeafUnread,
            };
            write!(out, "{name}  {}", word.text(lang))
        }
        What::Held(view) => {
            let _ = write!(out, "{}. {} ", view.id, covered(lang, view));
            let _ = write!(out, "{} {}", view.named.device, view.named.place);
            if view.held > 0 {
                write!(out, "  {} {}", lang.pick("压住", "holds"), view.held)
            } else {
                Ok(())
            }
        }
        What::Unproved(act) => {
            let who = if act.code.is_empty() { text(lang, Word::SomeoneUnclaimed) } else { &act.code };
            let _ = write!(out, "{who}?  {}", entry::kind(lang, &act.kind));
            act.incident.map_or(Ok(()), |incident| write!(out, "  #{incident}"))
        }
    };
}

fn left_head(brush: &Brush<'_>, head: &Head, out: &mut String) {
    let lang = brush.lang;
    let who = if head.name.is_empty() { PageWord::Nobody.text(lang) } else { &head.name };
    let _ = write!(out, "{} {who}", text(lang, Word::Duty));
    if let Some(since) = head.since {
        out.push(' ');
        clock(brush, since, out);
    }
    if let Some(offer) = &head.offer {
        let _ = write!(out, "  {} {} ", PageWord::OfferedTo.text(lang), offer.name);
        clock(brush, offer.at, out);
    }
    if let Some(signed) = head.signed {
        let _ = write!(out, "  {} ", PageWord::SignedLast.text(lang));
        clock(brush, signed, out);
    }
}

/// Writes since when, until when, or who has it, and the next act of an incident.
fn right(brush: &Brush<'_>, what: &What, out: &mut String) {
    let lang = brush.lang;
    match what {
        What::Head(head) => {
            let _ = write!(out, "{} {}", PageWord::SheetCode.text(lang), head.sums.code);
        }
        What::Unsigned { id, at, .. } => {
            clock(brush, *at, out);
            let _ = write!(out, "  {} {id}", PageWord::Countersign.text(lang));
        }
        What::Incident(view) => {
            incidents::standing(lang, brush, view, out);
            if !matches!(view.next.act, Act::Wait | Act::Acknowledge) {
                let _ = write!(out, "  {} {}", dossier::key(view.next.act), act::act(lang, view.next.act));
                if let Some(due) = view.next.due {
                    out.push(' ');
                    left_of(brush, due, out);
                }
            }
        }
        What::Waiting(waiting, _) => match waiting {
            Waiting::Report { since, .. }
            | Waiting::Level { since, .. }
            | Waiting::Post { since, .. }
            | Waiting::Countersign { since, .. } => time::age(lang, brush.now.since(*since), out),
            Waiting::Review { due, .. } => left_of(brush, *due, out),
        },
        What::Deadline(deadline::View { due, .. }, _) => left_of(brush, *due, out),
        What::Reservation(view, _) => {
            let _ = write!(out, "{} ", PageWord::Expires.text(lang));
            time::day_or_hour(view.expires, brush.now, brush.offset, out);
        }
        What::Delivery { since, .. } | What::Feed { since, .. } => {
            time::age(lang, brush.now.since(*since), out);
        }
        What::Held(view) => {
            let _ = write!(out, "{} ", text(lang, Word::Until));
            time::day_or_hour(view.until, brush.now, brush.offset, out);
            let _ = write!(out, "  {}", view.by);
        }
        What::Unproved(act) => {
            clock(brush, act.at, out);
            let _ = write!(out, "  {}", act.entry);
        }
    }
}

fn clock(brush: &Brush<'_>, at: Instant, out: &mut String) {
    time::day_or_clock(at, brush.now, brush.offset, out);
}

/// Writes how long something has still, or that its time has passed.
fn left_of(brush: &Brush<'_>, due: Instant, out: &mut String) {
    if brush.now > due {
        let _ = write!(out, "{} ", text(brush.lang, Word::Overdue));
        time::age(brush.lang, brush.now.since(due), out);
    } else {
        time::age(brush.lang, due.since(brush.now), out);
    }
}
