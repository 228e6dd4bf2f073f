//! Money, claims and policies: what is looked at last.

use crate::language::{Word, act, course, page, text, time};
use crate::operations::claim::Stage;
use crate::operations::pool;
use crate::operations::snapshot::{Dossier, PolicyCard};
use crate::screen::paint::Brush;
use crate::screen::pane::dossier::Flow;
use crate::screen::theme::Scope;
use std::fmt::Write;

/// Paints what was set aside for the incident and what its insurers owe.
pub(super) fn money(brush: &mut Brush<'_>, flow: &mut Flow, dossier: &Dossier, line: &mut String) {
    let lang = brush.lang;
    let mut label = lang.pick("资金", "money");
    for row in &dossier.reservations {
        line.clear();
        let _ = write!(line, "{} {} {}", row.id, course::money(lang, row.stage), row.amount);
        if row.posted.0 > 0 {
            let _ = write!(line, "  {} {}", lang.pick("授权", "authorised"), row.posted);
        }
        let _ = write!(line, "  {} ", row.maker);
        time::day_or_hour(row.reserved, brush.now, brush.offset, line);
        if row.stage == pool::Stage::Reserved {
            let _ = write!(line, "  {} ", lang.pick("到期", "expires"));
            time::day_or_hour(row.expires, brush.now, brush.offset, line);
        }
        if !row.receipt.is_empty() {
            let _ = write!(line, "  {} {}", lang.pick("回单", "receipt"), row.receipt);
        }
        let scope = match row.stage {
            pool::Stage::Reserved => Scope::Due,
            pool::Stage::Authorised | pool::Stage::Paid => Scope::Strong,
            pool::Stage::Arrived | pool::Stage::Voided | pool::Stage::Expired => Scope::Dim,
        };
        flow.field(brush, label, line, brush.style(scope));
        label = "";
    }
    let mut label = lang.pick("理赔", "claims");
    for claim in &dossier.claims {
        line.clear();
        let _ = write!(
            line,
            "{} {} {} {}",
            claim.id,
            claim.insurer,
            claim.number,
            act::claim_stage(lang, claim.stage)
        );
        match claim.stage {
            Stage::Agreed { amount, .. } => {
                let _ = write!(line, " {amount}");
            }
            Stage::Open if claim.papers.is_none() => {
                line.push_str(lang.pick("  单证未齐", "  papers missing"));
            }
            Stage::Refused { noticed: None, .. } => {
                line.push_str(lang.pick("  书面未到", "  no written refusal yet"));
            }
            Stage::Open | Stage::Refused { .. } => {}
        }
        if claim.refilled.0 > 0 {
            let _ = write!(line, "  {} {}", lang.pick("已补充", "refilled"), claim.refilled);
        }
        flow.field(brush, label, line, brush.style(Scope::Text));
        label = "";
    }
}

/// Paints the policies that were in force, or were not.
pub(super) fn policies(brush: &mut Brush<'_>, flow: &mut Flow, cards: &[PolicyCard], line: &mut String) {
    let lang = brush.lang;
    if cards.is_empty() {
        flow.field(brush, text(lang, Word::Policies), text(lang, Word::NoPolicy), brush.style(Scope::Dim));
    }
    for (index, card) in cards.iter().enumerate() {
        line.clear();
        let _ = write!(line, "{} {} {}  ", card.cover, card.insurer, card.number);
        let force = if card.in_force { Word::InForce } else { Word::NotInForce };
        let _ = write!(line, "{} {} ", text(lang, force), text(lang, Word::Until));
        time::date(card.until_day, line);
        line.push_str("  ");
        page::insured(lang, card.per_person, card.limit, line);
        if !card.contact.phone.is_empty() {
            let _ = write!(line, "  {} {}", card.contact.post, card.contact.phone);
        }
        let label = if index == 0 { text(lang, Word::Policies) } else { "" };
        let scope = if card.in_force { Scope::Text } else { Scope::Fault };
        flow.field(brush, label, line, brush.style(scope));
    }
}
