//! The registry of a drill: the live one's world, without a number that anybody could ring by mistake.
//!
//! Decides: what of a registry a drill does not show, and what its setup changes.
//! Must not know: files.
//!
//! Source: design section 9 (numbers are masked); 个人信息保护法 Art 6: no more personal data than the purpose needs.

use crate::drill::scenario::Setup;
use crate::operations::dispatch::fitness::is_cover;
use crate::operations::drill::Script;
use crate::operations::reference::{Channel, Code, Contact, Name, Paper, Phone, Reference};
use crate::text::{self, Text};

/// Digits of a number that stay: enough to tell two apart, too few to ring.
const DIGITS_SHOWN: usize = 2;
/// Stands in the place of every address of a receiver.
const NOWHERE: &str = "drill:";
/// What follows a family name in the place of the given one.
const SOMEBODY: &str = "某";

/// Whether people keep their names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {
    /// They are invented: the sample's.
    Kept,
    /// They are real people's.
    Masked,
}

/// Makes the reference of a drill of that of a desk.
pub fn masked(reference: &Reference, names: Names, script: Script, setup: &Setup) -> Reference {
    let mut masked = reference.clone();
    masked.drill = Some(Box::new(script));
    for office in &mut masked.agencies {
        mask_contact(&mut office.contact, names);
        mask_channel(&mut office.channel);
    }
    for site in &mut masked.sites {
        site.contacts.iter_mut().for_each(|contact| mask_contact(contact, names));
    }
    for insurer in &mut masked.insurers {
        insurer.contacts.iter_mut().for_each(|contact| mask_contact(contact, names));
        mask_channel(&mut insurer.channel);
    }
    for team in &mut masked.teams {
        team.phone = phone(&team.phone);
        mask_channel(&mut team.channel);
        team.in_service &= !has(&setup.out_of_service, &team.code);
    }
    for person in &mut masked.people {
        person.phone = phone(&person.phone);
        mask_channel(&mut person.channel);
        mask_name(&mut person.name, names);
        let team = person.team.and_then(|team| reference.teams.get(team.0 as usize));
        if team.is_some_and(|team| has(&setup.uncovered, &team.code)) {
            person.papers.iter_mut().filter(|paper| is_cover(paper)).for_each(expire);
        }
    }
    masked
}

/// Masks a telephone number: its last digits stay.
pub fn phone(number: &Phone) -> Phone {
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let mut seen = 0;
    let masked: String = number
        .chars()
        .map(|sign| {
            seen += usize::from(sign.is_ascii_digit());
            let is_hidden = sign.is_ascii_digit() && seen + DIGITS_SHOWN <= digits;
            if is_hidden { '*' } else { sign }
        })
        .collect();
    text::bounded(&masked)
}

/// Masks a person's name: the family name stays, as 王某.
pub fn name(name: &Name) -> Name {
    let mut masked: String = name.chars().take(1).collect();
    if !masked.is_empty() {
        masked.push_str(SOMEBODY);
    }
    text::bounded(&masked)
}

fn mask_contact(contact: &mut Contact, names: Names) {
    contact.phone = phone(&contact.phone);
    mask_name(&mut contact.name, names);
}

fn mask_name(of: &mut Name, names: Names) {
    if names == Names::Masked {
        *of = name(of);
    }
}

fn mask_channel(channel: &mut Channel) {
    if let Channel::Webhook(address) = channel {
        *address = NOWHERE.into();
    }
}

fn has(codes: &[Code], code: &Text<16>) -> bool {
    codes.iter().any(|named| named.eq_ignore_ascii_case(code))
}

/// The day before 1970: over, whatever day the drill is on.
fn expire(paper: &mut Paper) {
    paper.until_day = -1;
}

#[cfg(test)]
mod tests {
    use super::{name, phone};
    use crate::text::bounded;

    #[test]
    fn numbers_and_names_cannot_be_used() {
        for (number, masked) in [
            ("0000-3101", "****-**01"),
            ("0516-8312345", "****-*****45"),
            ("+86 138 0000 1234", "+** *** **** **34"),
            ("119", "*19"),
            ("19", "19"),
            ("", ""),
        ] {
            assert_eq!(&*phone(&bounded(number)), masked, "{number}");
        }
        for (whole, masked) in [("王强", "王某"), ("张师傅", "张某"), ("", "")] {
            assert_eq!(&*name(&bounded(whole)), masked, "{whole}");
        }
    }
}
