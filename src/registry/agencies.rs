//! `[agencies]` of `desk.toml`: the public numbers and the duty office above.
//!
//! Decides: which of them a desk cannot be without. Must not know: when they are rung.

use crate::config::record::{Mistakes, Reader, Record, Value};
use crate::operations::call::Agency;
use crate::operations::reference::{Channel, Contact, Office};
use crate::registry::mistake::Kind;
use crate::registry::{channel, people};

/// The offices by [`Agency`]; one that the file does not name has an empty number.
pub type Offices = [Office; Agency::ALL.len()];

/// Reads the offices from the section, which stands in a file at a line.
pub fn read(
    file: &str,
    section: Option<&Record>,
    line_without: u32,
    mistakes: &mut Mistakes<Kind>,
) -> Offices {
    let nothing = Record { line: line_without, fields: Vec::new() };
    let record = section.unwrap_or(&nothing);
    let mut offices = Offices::default();
    let mut tables = Vec::new();
    let mut reader = Reader::new(file, record, mistakes);
    for agency in Agency::ALL {
        let name = field(agency);
        if !reader.has_value(name) {
            if is_required(agency) {
                reader.wrong(name, Kind::AgencyMissing(name));
            }
            continue;
        }
        match record.fields.iter().find(|field| field.name == name).map(|field| &field.value) {
            Some(Value::Record(table)) => tables.push((agency, table)),
            Some(Value::Plain(_) | Value::List(_)) | None => {
                let line = reader.line_of(name);
                let contact =
                    reader.plain(name).and_then(|text| people::contact(&mut reader, name, line, &text));
                offices[agency as usize].contact = contact.unwrap_or_default();
            }
        }
    }
    reader.finish();
    for (agency, table) in tables {
        offices[agency as usize] = read_table(Reader::new(file, table, mistakes), agency);
    }
    offices
}

fn read_table(mut reader: Reader<'_, '_, Kind>, agency: Agency) -> Office {
    reader.must("phone");
    let contact = Contact {
        post: reader.required("post"),
        name: reader.text("name"),
        phone: people::phone(&mut reader, "phone"),
    };
    // Only the office above is a machine: 119 and the like are told by a person.
    let channel = match agency {
        Agency::Upward => channel::read(&mut reader),
        Agency::Fire | Agency::Medical | Agency::Police | Agency::Power | Agency::Gas => Channel::Call,
    };
    reader.finish();
    Office { contact, channel }
}

/// Returns what an office is called in the files.
pub const fn field(agency: Agency) -> &'static str {
    match agency {
        Agency::Fire => "fire",
        Agency::Medical => "medical",
        Agency::Police => "police",
        Agency::Power => "power",
        Agency::Gas => "gas",
        Agency::Upward => "upward",
    }
}

const fn is_required(agency: Agency) -> bool {
    match agency {
        Agency::Fire | Agency::Medical | Agency::Police | Agency::Upward => true,
        Agency::Power | Agency::Gas => false,
    }
}
