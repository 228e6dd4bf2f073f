//! The registry of a drill: the live one's world, without a number that anybody could ring by mistake.
//!
//! Decides: what of a registry a drill does not show, and what its setup changes.
//! Must not know: files.
//!
//! Source: design section 9 (numbers are masked); 个人信息保护法 Art 6: no more personal data than the purpose needs.

use crate::drill::scenario::Setup;
use crate::operations::dispatch::fitness::is_cover;
use crate::operations::drill::Script;
use crate::operations::reference::{Channel, Code, Contact, Line, Name, Paper, Phone, Reference, Role};
use crate::text::{self, Text};

/// Digits of a number that stay: enough to tell two apart, too few to ring.
const DIGITS_SHOWN: usize = 2;
/// Digits from which on a run of them in a text may be a telephone number.
const NUMBER_DIGITS_MIN: usize = 7;
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
    let known = if names == Names::Masked { known_names(reference) } else { Vec::new() };
    for plan in &mut masked.plans {
        plan.calls.iter_mut().for_each(|contact| mask_contact(contact, names));
        plan.card.iter_mut().for_each(|line| *line = prose(line, &known));
        plan.steps.iter_mut().for_each(|step| step.text = prose(&step.text, &known));
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

/// Returns the names that a text may hold, the longest first: a name may begin another one.
fn known_names(reference: &Reference) -> Vec<Name> {
    let contacts = reference.sites.iter().flat_map(|site| &*site.contacts);
    let contacts = contacts.chain(reference.insurers.iter().flat_map(|insurer| &*insurer.contacts));
    let contacts = contacts.chain(reference.plans.iter().flat_map(|plan| &*plan.calls));
    let people = reference.people.iter().filter(|person| person.role != Role::Observer).map(|it| it.name);
    let mut names: Vec<Name> = contacts.map(|contact| contact.name).chain(people).collect();
    names.retain(|name| name.chars().count() > 1);
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    names.dedup();
    names
}

/// Masks the numbers and names in a text that somebody wrote.
pub fn prose(text: &Line, names: &[Name]) -> Line {
    let mut masked = numbers(text);
    for whole in names {
        masked = masked.replace(&**whole, &name(whole));
    }
    text::bounded(&masked)
}

/// Masks every run of digits in a text that is long enough to be rung.
fn numbers(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut run = String::new();
    for sign in text.chars().chain(['\0']) {
        let goes_on = sign == '-' && !run.is_empty();
        if sign.is_ascii_digit() || goes_on {
            run.push(sign);
            continue;
        }
        let digits = run.bytes().filter(u8::is_ascii_digit).count();
        if digits >= NUMBER_DIGITS_MIN && run.len() <= Phone::default().capacity() {
            masked.push_str(&phone(&text::bounded(&run)));
        } else {
            masked.push_str(&run);
        }
        run.clear();
        if sign != '\0' {
            masked.push(sign);
        }
    }
    masked
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
    use super::{name, phone, prose};
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
        let names = [bounded("李建国")];
        for (whole, masked) in [
            ("报告带班领导 李建国 0000-3001", "报告带班领导 李某 ****-**01"),
            ("上报 县应急局值班室 05168312345, 45 分钟内", "上报 县应急局值班室 *********45, 45 分钟内"),
            ("P-07 锂电 2026-11-22", "P-07 锂电 ****-**-22"),
            ("报 119", "报 119"),
        ] {
            assert_eq!(&*prose(&bounded(whole), &names), masked, "{whole}");
        }
        for (whole, masked) in [("王强", "王某"), ("张师傅", "张某"), ("", "")] {
            assert_eq!(&*name(&bounded(whole)), masked, "{whole}");
        }
    }
}
