//! The registry of a drill: the live one's world, without a number that anybody could ring by mistake.
//!
//! Decides: what of a registry a drill does not show, and what its setup changes.
//! Must not know: files.
//!
//! Source: design section 9 (numbers are masked); 个人信息保护法 Art 6: no more personal data than the purpose needs.

use crate::drill::scenario::Setup;
use crate::operations::dispatch::fitness::is_cover;
use crate::operations::drill::Script;
use crate::operations::line::half_width;
use crate::operations::reference::{Channel, Code, Contact, Name, Paper, Phone, Reference, Role, Site};
use crate::text::{self, Text};

/// Digits of a number that stay: enough to tell two apart, too few to ring.
const DIGITS_SHOWN: usize = 2;
/// Digits from which on a run of them in a text may be a telephone number.
const NUMBER_DIGITS_MIN: usize = 7;
/// Digits from which on groups of them with blanks between may be one: a mobile number has eleven.
const GROUPED_DIGITS_MIN: usize = 11;
/// What these begin with: an area code, a mobile number, the country.
const GROUPED_BEGIN: [&str; 3] = ["0", "1", "86"];
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
    let known = if names == Names::Masked { known_names(reference) } else { Vec::new() };
    for site in &mut masked.sites {
        site.contacts.iter_mut().for_each(|contact| mask_contact(contact, names));
        mask_site(site, &known);
    }
    for insurer in &mut masked.insurers {
        insurer.contacts.iter_mut().for_each(|contact| mask_contact(contact, names));
        mask_channel(&mut insurer.channel);
    }
    for team in &mut masked.teams {
        team.phone = phone(&team.phone);
        team.owner = prose(&team.owner, &known);
        mask_channel(&mut team.channel);
        team.in_service &= !has(&setup.out_of_service, &team.code);
    }
    for plan in &mut masked.plans {
        plan.calls.iter_mut().for_each(|contact| mask_contact(contact, names));
        plan.card.iter_mut().for_each(|line| *line = prose(line, &known));
        for step in &mut plan.steps {
            (step.text, step.owner) = (prose(&step.text, &known), prose(&step.owner, &known));
        }
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
    text::bounded(&hidden(number))
}

fn hidden(number: &str) -> String {
    let digits = number.chars().filter(|sign| is_digit(*sign)).count();
    let mut seen = 0;
    let hide = |sign| {
        seen += usize::from(is_digit(sign));
        if is_digit(sign) && seen + DIGITS_SHOWN <= digits { '*' } else { sign }
    };
    number.chars().map(hide).collect()
}

/// An input method that was left on writes digits of its own, and they are rung like others.
const fn is_digit(sign: char) -> bool {
    half_width(sign).is_ascii_digit()
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
    let contacts = contacts.chain(reference.agencies.iter().map(|office| &office.contact));
    let people = reference.people.iter().filter(|person| person.role != Role::Observer).map(|it| it.name);
    let mut names: Vec<Name> = contacts.map(|contact| contact.name).chain(people).collect();
    names.retain(|name| name.chars().count() > 1);
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    names.dedup();
    names
}

/// Masks the numbers and names in a text that somebody wrote.
pub fn prose<const N: usize>(text: &Text<N>, names: &[Name]) -> Text<N> {
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
        let goes_on = matches!(sign, '-' | ' ') && run.chars().next_back().is_some_and(is_digit);
        if is_digit(sign) || goes_on {
            run.push(sign);
            continue;
        }
        mask_run(&run, &mut masked);
        run.clear();
        if sign != '\0' {
            masked.push(sign);
        }
    }
    masked
}

/// Masks digits with what parts them; between figures that are no number a blank parts two of them.
fn mask_run(run: &str, out: &mut String) {
    let digits = |part: &str| part.chars().filter(|sign| is_digit(*sign)).count();
    let begins = |with: &str| run.chars().map(half_width).take(with.len()).eq(with.chars());
    if digits(run) >= GROUPED_DIGITS_MIN && GROUPED_BEGIN.iter().any(|with| begins(with)) {
        return out.push_str(&hidden(run));
    }
    for part in run.split_inclusive(' ') {
        if digits(part) >= NUMBER_DIGITS_MIN {
            out.push_str(&hidden(part));
        } else {
            out.push_str(part);
        }
    }
}

fn mask_site(site: &mut Site, known: &[Name]) {
    site.address = prose(&site.address, known);
    site.hazards.iter_mut().for_each(|line| *line = prose(line, known));
    site.staging = prose(&site.staging, known);
    site.utilities = prose(&site.utilities, known);
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
    use crate::operations::reference::Line;
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
            ("电工 138 0000 1234, 0516-8312 3456 转 2", "电工 *** **** **34, ****-**** **56 转 2"),
            ("电工 １３８００００１２３４", "电工 *********３４"),
            ("储罐 500 1000 2000 升", "储罐 500 1000 2000 升"),
            ("报 119", "报 119"),
        ] {
            let line: Line = bounded(whole);
            assert_eq!(&*prose(&line, &names), masked, "{whole}");
        }
        for (whole, masked) in [("王强", "王某"), ("张师傅", "张某"), ("", "")] {
            assert_eq!(&*name(&bounded(whole)), masked, "{whole}");
        }
    }
}
