//! The page of insurers: whom to ring, which claims run with their clocks, what is insured and in force.

use crate::language::page::{self, PageWord};
use crate::language::{Word, course, text, time};
use crate::operations::claim::Stage;
use crate::operations::deadline::View as Clock;
use crate::operations::listing::insurers::{Card, ClaimRow, PolicyRow, Row};
use crate::screen::paint::{Brush, Pen};
use crate::screen::pane::dossier::Flow;
use crate::screen::pane::list::{at_right, whole};
use crate::screen::theme::Scope;
use std::fmt::Write;

/// Paints a line of the page.
pub(crate) fn row(brush: &mut Brush<'_>, pen: Pen, row: &Row, line: &mut String) {
    match row {
        Row::Insurer(card) => insurer(brush, pen, card, line),
        Row::Claim(claim) => claim_row(brush, pen, claim, line),
        Row::Policy(policy) => policy_row(brush, pen, policy, line),
    }
}

fn insurer(brush: &mut Brush<'_>, pen: Pen, card: &Card, line: &mut String) {
    let lang = brush.lang;
    line.clear();
    let _ = write!(line, "{} {}", PageWord::Policies.text(lang), card.policies);
    let _ = write!(line, "  {} {}", PageWord::Claims.text(lang), card.claims);
    let mut pen = at_right(brush, pen, line, Scope::Dim);
    pen.put(brush, &card.short, brush.style(Scope::Strong));
    pen.to(10);
    for contact in &card.contacts {
        line.clear();
        let _ = write!(line, "{} {} {}   ", contact.post, contact.name, contact.phone);
        whole(brush, &mut pen, line, Scope::Text);
    }
}

fn claim_row(brush: &mut Brush<'_>, pen: Pen, claim: &ClaimRow, line: &mut String) {
    line.clear();
    let mut scope = Scope::Text;
    if let Some(next) = claim.clocks.first() {
        scope = clock(brush, next, line);
    }
    let mut pen = at_right(brush, pen, line, scope);
    pen.skip(4);
    line.clear();
    let _ = write!(line, "#{} {}", claim.view.incident, claim.view.number);
    pen.put(brush, line, brush.style(Scope::Strong));
    pen.skip(2);
    line.clear();
    stage(brush, claim, line);
    pen.put(brush, line, brush.style(claim_scope(claim.view.stage)));
    pen.skip(2);
    whole(brush, &mut pen, &claim.place, Scope::Dim);
}

fn stage(brush: &Brush<'_>, claim: &ClaimRow, line: &mut String) {
    let lang = brush.lang;
    line.push_str(page::claim(lang, claim.view.stage));
    match claim.view.stage {
        Stage::Agreed { amount, .. } => {
            let _ = write!(line, " {amount}");
        }
        Stage::Open if claim.view.papers.is_some() => {
            let _ = write!(line, " {}", PageWord::Papered.text(lang));
        }
        Stage::Open | Stage::Refused { .. } => {}
    }
    if claim.view.refilled.0 > 0 {
        let _ = write!(line, "  {} {}", PageWord::Refilled.text(lang), claim.view.refilled);
    }
}

/// Returns the colour of how far a claim is.
pub(crate) const fn claim_scope(stage: Stage) -> Scope {
    match stage {
        Stage::Open | Stage::Agreed { .. } => Scope::Text,
        Stage::Refused { noticed: Some(_), .. } => Scope::Fault,
        Stage::Refused { noticed: None, .. } => Scope::DuePassed,
    }
}

/// Writes what is owed and how long that is still; returns the colour of it.
fn clock(brush: &Brush<'_>, clock: &Clock, line: &mut String) -> Scope {
    let lang = brush.lang;
    let _ = write!(line, "{} ", course::subject(lang, clock.subject));
    if brush.now > clock.due {
        line.push_str(text(lang, Word::Overdue));
        return Scope::DuePassed;
    }
    let _ = write!(line, "{} ", PageWord::Left.text(lang));
    time::age(lang, clock.due.since(brush.now), line);
    Scope::Text
}

fn policy_row(brush: &mut Brush<'_>, pen: Pen, policy: &PolicyRow, line: &mut String) {
    let lang = brush.lang;
    let scope = if policy.in_force { Scope::Dim } else { Scope::DuePassed };
    line.clear();
    if policy.in_force {
        let _ = write!(line, "{} ", text(lang, Word::Until));
        time::date(policy.until_day, line);
    } else {
        line.push_str(text(lang, Word::NotInForce));
    }
    let mut pen = at_right(brush, pen, line, scope);
    pen.skip(4);
    line.clear();
    let _ = write!(line, "{}  {}  {}", policy.site, policy.cover, policy.number);
    pen.put(brush, line, brush.style(Scope::Text));
    line.clear();
    line.push_str("  ");
    page::insured_short(lang, policy.per_person, policy.limit, line);
    whole(brush, &mut pen, line, Scope::Dim);
}

/// Tells a line in full.
pub(crate) fn tell(brush: &mut Brush<'_>, flow: &mut Flow, row: &Row, line: &mut String) {
    let lang = brush.lang;
    let strong = brush.style(Scope::Strong);
    match row {
        Row::Insurer(card) => {
            let machine = if card.by_machine { PageWord::Machine } else { PageWord::ByHand };
            line.clear();
            let _ = write!(line, "{}  {}  {}", card.name, card.code, machine.text(lang));
            flow.field(brush, &card.short, line, strong);
            for (index, contact) in card.contacts.iter().enumerate() {
                line.clear();
                let _ = write!(line, "{} {} {}", contact.post, contact.name, contact.phone);
                let label = if index == 0 { PageWord::Contacts.text(lang) } else { "" };
                flow.field(brush, label, line, brush.style(Scope::Text));
            }
        }
        Row::Claim(claim) => tell_claim(brush, flow, claim, line),
        Row::Policy(policy) => {
            line.clear();
            let _ = write!(line, "{}  {}  {}", policy.insurer, policy.cover, policy.number);
            flow.field(brush, &policy.site, line, strong);
            line.clear();
            time::date(policy.from_day, line);
            let _ = write!(line, " {} ", text(lang, Word::Until));
            time::date(policy.until_day, line);
            let force = if policy.in_force { Word::InForce } else { Word::NotInForce };
            let _ = write!(line, "  {}", text(lang, force));
            let scope = if policy.in_force { Scope::Text } else { Scope::DuePassed };
            flow.field(brush, PageWord::Policies.text(lang), line, brush.style(scope));
            line.clear();
            page::insured(lang, policy.per_person, policy.limit, line);
            flow.field(brush, PageWord::Insured.text(lang), line, brush.style(Scope::Text));
        }
    }
}

fn tell_claim(brush: &mut Brush<'_>, flow: &mut Flow, claim: &ClaimRow, line: &mut String) {
    let lang = brush.lang;
    line.clear();
    let _ = write!(line, "{}  {}  {}", claim.view.insurer, claim.view.policy, claim.place);
    flow.field(brush, &claim.view.number, line, brush.style(Scope::Strong));
    line.clear();
    stage(brush, claim, line);
    line.push_str("  ");
    time::day_or_hour(claim.view.opened, brush.now, brush.offset, line);
    flow.field(brush, PageWord::Claims.text(lang), line, brush.style(claim_scope(claim.view.stage)));
    for one in &claim.clocks {
        line.clear();
        let scope = clock(brush, one, line);
        let _ = write!(line, "  {}", one.who);
        flow.field(brush, PageWord::Clock.text(lang), line, brush.style(scope));
    }
}
