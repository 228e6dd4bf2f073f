//! The page of the pool: figures first, then what is set aside, what is owed to it, who put in what.

use crate::language::page::{self, PageWord};
use crate::language::{answer, course, time};
use crate::operations::listing::pool::Row;
use crate::operations::pool::{Ledger, Owes, Stage, View, Wanted};
use crate::screen::paint::{Brush, Pen};
use crate::screen::pane::dossier::Flow;
use crate::screen::pane::insurers::claim_scope;
use crate::screen::pane::list::at_right;
use crate::screen::theme::Scope;
use crate::units::Fen;
use std::fmt::Write;

/// Paints a line of the page; amounts stand at the right.
pub(crate) fn row(brush: &mut Brush<'_>, pen: Pen, row: &Row, line: &mut String) {
    let lang = brush.lang;
    line.clear();
    match row {
        Row::Ledger(ledger) => {
            figures(brush, ledger, line);
            let mut pen = pen;
            pen.put(brush, line, brush.style(Scope::Strong));
        }
        Row::Reservation { view, place } => {
            let _ = write!(line, "{}", view.amount);
            let mut pen = at_right(brush, pen, line, Scope::Strong);
            line.clear();
            let _ = write!(line, "{} {}", PageWord::Reserved.text(lang), view.id);
            pen.put(brush, line, brush.style(Scope::Text));
            pen.to(12);
            pen.put(brush, course::money(lang, view.stage), brush.style(scope(view.stage)));
            line.clear();
            let _ =
                write!(line, "  #{} {place}  {} {}", view.incident, PageWord::Maker.text(lang), view.maker);
            if view.stage == Stage::Reserved {
                let _ = write!(line, "  {} ", PageWord::Expires.text(lang));
                time::day_or_hour(view.expires, brush.now, brush.offset, line);
            }
            pen.put(brush, line, brush.style(Scope::Dim));
            line.clear();
            if owed(brush, view, line) {
                pen.put(brush, line, brush.style(Scope::Due));
            }
        }
        Row::Claim { view, place } => {
            let _ = write!(line, "{} {}", PageWord::Refilled.text(lang), view.refilled);
            let mut pen = at_right(brush, pen, line, Scope::Text);
            line.clear();
            let _ = write!(line, "{} {} ", view.insurer, view.number);
            pen.put(brush, line, brush.style(Scope::Text));
            pen.put(brush, page::claim(lang, view.stage), brush.style(claim_scope(view.stage)));
            line.clear();
            let _ = write!(line, "  #{} {place}", view.incident);
            pen.put(brush, line, brush.style(Scope::Dim));
        }
        Row::Rescue { incident, place, spent, back } => {
            let _ = write!(line, "{spent}  {} {back}", PageWord::Back.text(lang));
            let short = spent.0 > back.0;
            let mut pen = at_right(brush, pen, line, if short { Scope::Due } else { Scope::Text });
            line.clear();
            let _ = write!(line, "{}  #{incident} {place}", PageWord::Rescue.text(lang));
            pen.put(brush, line, brush.style(Scope::Text));
        }
        Row::Payer { name, amount, late, since_day, next, .. } => {
            let _ = write!(line, "{amount}");
            let mut pen = at_right(brush, pen, line, Scope::Text);
            line.clear();
            let _ = write!(line, "{}  {name}", PageWord::Contribution.text(lang));
            pen.put(brush, line, brush.style(Scope::Text));
            line.clear();
            let scope = schedule(brush, *late, *since_day, *next, line);
            pen.put(brush, line, brush.style(scope));
        }
    }
}

fn figures(brush: &Brush<'_>, ledger: &Ledger, line: &mut String) {
    let lang = brush.lang;
    for (word, amount) in [
        (PageWord::Available, ledger.available),
        (PageWord::Reserved, ledger.reserved),
        (PageWord::Balance, ledger.balance),
        (PageWord::Outstanding, ledger.outstanding),
    ] {
        let _ = write!(line, "{} {amount}   ", word.text(lang));
    }
}

/// Writes what the bank must say, and how far the day's close is.
fn close(brush: &Brush<'_>, ledger: &Ledger, line: &mut String) {
    let lang = brush.lang;
    let _ = write!(line, "{} {}   ", PageWord::BankSays.text(lang), ledger.bank);
    if let Some(code) = ledger.asserted {
        let _ = write!(line, "{} {code}", PageWord::StatedBy.text(lang));
    } else if let Some(day) = ledger.closed_day {
        let _ = write!(line, "{} ", PageWord::ClosedDay.text(lang));
        time::date(day, line);
    }
}

/// Writes what is still to come for a reservation; returns whether anything is.
fn owed(brush: &Brush<'_>, view: &View, line: &mut String) -> bool {
    let lang = brush.lang;
    let start = line.len();
    match view.owes {
        // One other hand is what every reservation waits for: it needs no word.
        Owes::Nothing | Owes::Hands(Wanted { leaders: 0, finance: 0, .. }) => {}
        Owes::Hands(hands) => {
            let _ = write!(line, "  {} ", PageWord::StillWanted.text(lang));
            answer::wanted(lang, hands, line);
        }
        Owes::LessThanAll => {
            let _ = write!(line, "  {}", PageWord::BeyondLimit.text(lang));
        }
        Owes::Signature(who) => {
            let _ = write!(line, "  {} {who}", PageWord::ToCountersign.text(lang));
        }
        Owes::Review => {
            let _ = write!(line, "  {}", PageWord::ToReview.text(lang));
        }
    }
    line.len() > start
}

/// Writes what a payer owes by the schedule; returns its colour.
fn schedule(
    brush: &Brush<'_>,
    late: Fen,
    since_day: Option<i32>,
    next: Option<(Fen, i32)>,
    line: &mut String,
) -> Scope {
    let lang = brush.lang;
    if late.0 > 0 {
        let _ = write!(line, "  {} {late} ", PageWord::Late.text(lang));
        time::date(since_day.unwrap_or_default(), line);
        return Scope::Due;
    }
    if let Some((sum, day)) = next {
        let _ = write!(line, "  {} {sum} ", PageWord::DueNext.text(lang));
        time::date(day, line);
    }
    Scope::Dim
}

/// Returns the colour of how far money is.
const fn scope(stage: Stage) -> Scope {
    match stage {
        Stage::Reserved => Scope::Due,
        Stage::Authorised | Stage::Paid => Scope::Text,
        Stage::Arrived | Stage::Voided | Stage::Expired => Scope::Dim,
    }
}

/// Tells a line in full.
pub(crate) fn tell(brush: &mut Brush<'_>, flow: &mut Flow, row: &Row, line: &mut String) {
    let lang = brush.lang;
    let (strong, plain) = (brush.style(Scope::Strong), brush.style(Scope::Text));
    line.clear();
    match row {
        Row::Ledger(ledger) => {
            figures(brush, ledger, line);
            flow.field(brush, PageWord::Money.text(lang), line.trim_end(), strong);
            line.clear();
            close(brush, ledger, line);
            flow.field(brush, "", line.trim_end(), plain);
        }
        Row::Reservation { view, place } => tell_reservation(brush, flow, view, place, line),
        Row::Claim { view, place } => {
            let _ = write!(line, "{}  {}  #{} {place}", view.number, view.policy, view.incident);
            flow.field(brush, &view.insurer, line, strong);
            line.clear();
            let _ = write!(line, "{}  ", page::claim(lang, view.stage));
            let _ = write!(line, "{} {}", PageWord::Refilled.text(lang), view.refilled);
            flow.field(brush, PageWord::Claims.text(lang), line, brush.style(claim_scope(view.stage)));
        }
        Row::Rescue { incident, place, spent, back } => {
            let _ = write!(line, "#{incident} {place}");
            flow.field(brush, PageWord::Rescue.text(lang), line, strong);
            line.clear();
            let _ = write!(line, "{spent}   {} {back}", PageWord::Back.text(lang));
            flow.field(brush, PageWord::Money.text(lang), line, plain);
        }
        Row::Payer { name, amount, late, since_day, next, .. } => {
            let _ = write!(line, "{name}  {amount}");
            flow.field(brush, PageWord::Contribution.text(lang), line, strong);
            line.clear();
            let scope = schedule(brush, *late, *since_day, *next, line);
            flow.field(brush, "", line.trim_start(), brush.style(scope));
        }
    }
}

fn tell_reservation(brush: &mut Brush<'_>, flow: &mut Flow, view: &View, place: &str, line: &mut String) {
    let lang = brush.lang;
    line.clear();
    let _ = write!(line, "{}  #{} {place}", view.amount, view.incident);
    flow.field(brush, PageWord::Reserved.text(lang), line, brush.style(Scope::Strong));
    line.clear();
    let _ =
        write!(line, "{}  {} {}  ", course::money(lang, view.stage), PageWord::Maker.text(lang), view.maker);
    time::day_or_hour(view.reserved, brush.now, brush.offset, line);
    match view.stage {
        Stage::Reserved => {
            let _ = write!(line, "  {} ", PageWord::Expires.text(lang));
            time::day_or_hour(view.expires, brush.now, brush.offset, line);
        }
        Stage::Authorised | Stage::Paid | Stage::Arrived => {
            let _ = write!(line, "  {} {}", course::money(lang, Stage::Authorised), view.posted);
        }
        Stage::Voided | Stage::Expired => {}
    }
    if !view.receipt.is_empty() {
        let _ = write!(line, "  {} {}", PageWord::Receipt.text(lang), view.receipt);
    }
    flow.field(brush, PageWord::Money.text(lang), line, brush.style(scope(view.stage)));
    line.clear();
    if owed(brush, view, line) {
        flow.field(brush, "", line.trim_start(), brush.style(Scope::Due));
    }
}
