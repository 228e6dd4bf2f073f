//! The site: people as they are known, whom to ring, hazards, way in.

use crate::language::{Word, course, text, time};
use crate::operations::finding::{Found, People, View as Finding};
use crate::operations::incident::View;
use crate::operations::reference::Contact;
use crate::operations::snapshot::{Dossier, SiteCard};
use crate::screen::paint::{Brush, Pen};
use crate::screen::pane::dossier::{Flow, Room};
use crate::screen::theme::Scope;
use std::fmt::Write;

/// Numbers that a low pane has room for.
const PHONES_FEW: usize = 3;
/// And with room for more: `C` lists all of them.
const PHONES_MANY: usize = 7;

/// Paints the card in the order in which it is needed.
pub(super) fn card(
    brush: &mut Brush<'_>,
    flow: &mut Flow,
    view: &View,
    dossier: &Dossier,
    room: Room,
    line: &mut String,
) {
    let lang = brush.lang;
    people(brush, flow, view, dossier, room, line);
    phones(brush, flow, dossier, room, line);
    let Some(card) = &dossier.site else {
        flow.field(brush, "", text(lang, Word::NoSite), brush.style(Scope::Fault));
        return;
    };
    line.clear();
    for hazard in &card.hazards {
        let _ = write!(line, "{hazard}  ");
    }
    flow.field(brush, text(lang, Word::Hazards), line.trim_end(), brush.style(Scope::Strong));
    if room == Room::Few {
        return;
    }
    line.clear();
    let _ = write!(line, "{}   {} {}", card.staging, text(lang, Word::Address), card.address);
    flow.field(brush, text(lang, Word::Staging), line, brush.style(Scope::Text));
    if !card.utilities.is_empty() {
        flow.field(brush, text(lang, Word::Utilities), &card.utilities, brush.style(Scope::Text));
    }
}

/// Paints who is missing before everything else; who says so and when; who should be there.
fn people(
    brush: &mut Brush<'_>,
    flow: &mut Flow,
    view: &View,
    dossier: &Dossier,
    room: Room,
    line: &mut String,
) {
    let lang = brush.lang;
    let Some(mut pen) = flow.labelled(brush, text(lang, Word::People)) else { return };
    let strong = brush.style(Scope::Strong);
    if view.people == People::default() {
        line.clear();
        if let Some(card) = &dossier.site {
            shift(brush, card, line);
        }
        line.push_str(text(lang, Word::NotCounted));
        pen.put(brush, line, strong);
    } else {
        counts(brush, &mut pen, view.people, line);
        let on_shift = dossier.site.as_ref().filter(|card| {
            card.people > 0 && view.people.expected.is_some_and(|expected| expected != card.people)
        });
        if let Some(card) = on_shift {
            // Somebody expects other numbers than the site's card: both stand, each with who says so.
            line.clear();
            line.push_str(lang.pick(" (单位卡", " (site card: "));
            shift(brush, card, line);
            let bracketed = line.trim_end().len();
            line.truncate(bracketed);
            line.push(')');
            pen.put(brush, line, brush.style(Scope::Due));
        }
        let told = dossier.findings.iter().rev().find(|it| matches!(it.found, Found::People(_)));
        if let Some(told) = told {
            pen.skip(2);
            source(brush, told, line);
            pen.put(brush, line, brush.style(Scope::Dim));
        }
    }
    if let Some(scene) = view.scene {
        pen.skip(3);
        pen.put(brush, course::scene(lang, scene), strong);
    }
    if let (Room::Few, Some(card)) = (room, &dossier.site) {
        line.clear();
        let _ = write!(line, "   {} {}", text(lang, Word::Staging), card.staging);
        pen.put(brush, line, strong);
    }
}

/// Paints what is known of the people; a number that is not stated is not zero.
fn counts(brush: &mut Brush<'_>, pen: &mut Pen, people: People, line: &mut String) {
    let lang = brush.lang;
    let all = [
        (people.expected, lang.pick("应到", "expected "), false),
        (people.counted, lang.pick("清点", "counted "), false),
        (people.missing, lang.pick("失联", "MISSING "), true),
        (people.trapped, lang.pick("被困", "TRAPPED "), true),
        (people.hurt, lang.pick("伤", "hurt "), true),
        (people.dead, lang.pick("亡", "dead "), true),
    ];
    for (count, label, grave) in all {
        let Some(count) = count else { continue };
        let scope = if grave && count > 0 { Scope::LifeUnacknowledged } else { Scope::Strong };
        line.clear();
        let _ = write!(line, "{label}{count}");
        pen.put(brush, line, brush.style(scope));
        pen.skip(1);
    }
    if people.hurt.is_none() || people.dead.is_none() {
        pen.put(brush, lang.pick("伤亡待核", "casualties unknown"), brush.style(Scope::Dim));
    }
}

/// Writes when and by whom something was told.
pub(super) fn source(brush: &Brush<'_>, told: &Finding, out: &mut String) {
    out.clear();
    time::clock(told.at, brush.offset, out);
    let _ = write!(out, " {}", told.named.post);
    if !told.named.name.is_empty() {
        let _ = write!(out, " {}", told.named.name);
    }
    let _ = write!(out, " {}", course::reliability(brush.lang, told.reliability));
}

fn shift(brush: &Brush<'_>, card: &SiteCard, out: &mut String) {
    let word = if card.night { Word::NightShift } else { Word::DayShift };
    let _ = write!(out, "{}{}{} ", text(brush.lang, word), brush.lang.pick("", " "), card.people);
}

/// Paints the numbers: the one that is wanted next first, with its key, then the site's own.
fn phones(brush: &mut Brush<'_>, flow: &mut Flow, dossier: &Dossier, room: Room, line: &mut String) {
    let lang = brush.lang;
    line.clear();
    let limit = if room == Room::Few { PHONES_FEW } else { PHONES_MANY };
    let own = dossier.site.iter().flat_map(|card| card.contacts.iter().copied());
    let wanted = dossier.offers.first();
    let mut listed = 0;
    if let Some(offer) = wanted {
        line.push_str("c ");
        number(&offer.contact, line);
        let _ = write!(line, "({})   ", course::purpose(lang, offer.purpose));
        listed += 1;
    }
    let first = wanted.map(|offer| offer.contact.phone);
    let ours: Vec<Contact> = own.filter(|it| Some(it.phone) != first).collect();
    let theirs = dossier.offers.iter().skip(1).map(|offer| offer.contact);
    let theirs = theirs.filter(|it| Some(it.phone) != first && !ours.iter().any(|own| own.phone == it.phone));
    for contact in ours.iter().copied().chain(theirs) {
        if listed == limit {
            break;
        }
        number(&contact, line);
        line.push_str("  ");
        listed += 1;
    }
    if listed > 0 {
        flow.field(brush, text(lang, Word::Phones), line.trim_end(), brush.style(Scope::Strong));
    }
}

fn number(contact: &Contact, out: &mut String) {
    for part in [contact.post.as_str(), contact.name.as_str(), contact.phone.as_str()] {
        if !part.is_empty() {
            let _ = write!(out, "{part} ");
        }
    }
}
