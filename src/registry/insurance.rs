//! `insurers.toml` and `policies.toml`: who covers whom, until when.

use crate::config::record::{Mistakes, Reader, nearest};
use crate::limits::INSURERS_MAX;
use crate::operations::reference::{Insurer, Policy};
use crate::registry::mistake::{Kind, Thing};
use crate::registry::places::Places;
use crate::registry::source::Files;
use crate::registry::{channel, people};
use crate::text::Text;
use crate::units::{InsurerId, SiteId};
use std::collections::BTreeMap;

/// Reads the insurers, in the order of the file.
pub fn read_insurers(files: &Files, mistakes: &mut Mistakes<Kind>) -> Vec<Insurer> {
    let Some((file, root)) = files.table("insurers.toml", mistakes) else { return Vec::new() };
    let mut reader = Reader::new(file, &root, mistakes);
    let tables = reader.records("insurer");
    if tables.len() > INSURERS_MAX {
        reader.wrong_at(tables[INSURERS_MAX].line, Kind::TooMany(Thing::Insurer, INSURERS_MAX));
    }
    reader.finish();
    let mut insurers: Vec<Insurer> = Vec::new();
    let mut lines = Vec::new();
    for table in tables {
        let mut reader = Reader::new(file, table, mistakes);
        let code = people::code(&mut reader, Thing::Insurer);
        if let Some(first) = insurers.iter().position(|known| known.code == code && !code.is_empty()) {
            reader.wrong("code", Kind::Repeated(Thing::Insurer, code.to_string(), lines[first]));
        }
        let contacts = people::contacts(&mut reader, "contacts");
        if contacts.is_empty() {
            reader.wrong("contacts", Kind::InsurerWithoutNumber(code.to_string()));
        }
        let (name, short) = (reader.required("name"), reader.required("short"));
        let channel = channel::read(&mut reader);
        insurers.push(Insurer { code, name, short, contacts: contacts.into(), channel });
        lines.push(table.line);
        reader.finish();
    }
    insurers
}

/// Reads the policies, in the order of the file.
pub fn read_policies(
    files: &Files,
    places: &Places,
    insurers: &[Insurer],
    mistakes: &mut Mistakes<Kind>,
) -> Vec<Policy> {
    let Some((file, root)) = files.table("policies.toml", mistakes) else { return Vec::new() };
    let mut reader = Reader::new(file, &root, mistakes);
    let tables = reader.records("policy");
    reader.finish();
    let mut policies = Vec::new();
    let mut first_lines = BTreeMap::new();
    for table in tables {
        let mut reader = Reader::new(file, table, mistakes);
        let number: Text<48> = reader.required("number");
        if let Some(first) = first_lines.insert(number, table.line)
            && !number.is_empty()
        {
            reader.wrong("number", Kind::Repeated(Thing::Policy, number.to_string(), first));
        }
        policies.push(read_policy(&mut reader, number, places, insurers));
        reader.finish();
    }
    policies
}

fn read_policy(
    reader: &mut Reader<'_, '_, Kind>,
    number: Text<48>,
    places: &Places,
    insurers: &[Insurer],
) -> Policy {
    for field in ["site", "insurer", "from", "until", "limit"] {
        reader.must(field);
    }
    let site = reader.plain("site").and_then(|code| places.site(reader, "site", &code));
    let insurer = reader.plain("insurer").and_then(|wanted| {
        let found = insurers.iter().position(|known| known.code.as_str() == wanted);
        if found.is_none() && !insurers.is_empty() {
            let meant = nearest(&wanted, insurers.iter().map(|known| known.code.as_str())).map(str::to_owned);
            reader.wrong("insurer", Kind::Unknown(Thing::Insurer, wanted, meant));
        }
        found
    });
    let (from, until) = (reader.day("from"), reader.day("until"));
    if let (Some(from), Some(until)) = (from, until)
        && from > until
    {
        reader.wrong("until", Kind::DaysReversed);
    }
    let per_person = reader.money("per_person").unwrap_or_default();
    let limit = reader.money("limit").unwrap_or_default();
    if per_person > limit {
        reader.wrong("limit", Kind::LimitBelowPerson);
    }
    Policy {
        number,
        site: site.unwrap_or(SiteId(0)),
        insurer: InsurerId(insurer.unwrap_or(0) as u32),
        cover: reader.required("cover"),
        from_day: from.unwrap_or(0),
        until_day: until.unwrap_or(0),
        per_person,
        limit,
    }
}
