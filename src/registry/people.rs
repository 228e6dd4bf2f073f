//! `people.csv` and `teams.toml`: who may be called, who may act, who goes.

use crate::config::record::{Mistakes, Reader, nearest, parse};
use crate::limits::{PEOPLE_MAX, TEAMS_MAX};
use crate::operations::reference::{Contact, Insurer, Paper, Person, Phone, Role, Scope, Team, TeamKind};
use crate::registry::mistake::{Kind, Thing};
use crate::registry::places::Places;
use crate::registry::source::Files;
use crate::registry::standing::Wrong;
use crate::registry::{channel, sheet, tasks};
use crate::text::Text;
use crate::units::{InsurerId, TeamId};

const COLUMNS: &[sheet::Column] = &[
    ("code", "编码"),
    ("name", "姓名"),
    ("role", "职责"),
    ("phone", "电话"),
    ("team", "队伍"),
    ("uid", "系统用户号"),
    ("papers", "证件与保险"),
    ("webhook", "渠道"),
    ("scope", "范围"),
    ("until", "有效期"),
    ("note", "备注"),
];

/// What a person's row may name.
#[derive(Debug)]
pub struct Known<'a> {
    /// The teams.
    pub teams: &'a [Team],
    /// The zone tree and the sites.
    pub places: &'a Places,
    /// The insurers.
    pub insurers: &'a [Insurer],
}

const TEAM_KINDS: &[(&str, TeamKind)] = &[
    ("professional", TeamKind::Professional),
    ("专职", TeamKind::Professional),
    ("brigade", TeamKind::Brigade),
    ("微型站", TeamKind::Brigade),
    ("volunteer", TeamKind::Volunteer),
    ("志愿", TeamKind::Volunteer),
    ("adjuster", TeamKind::Adjuster),
    ("查勘", TeamKind::Adjuster),
    ("repair", TeamKind::Repair),
    ("抢修", TeamKind::Repair),
];

const ROLES: &[(&str, Role)] = &[
    ("officer", Role::Officer),
    ("值班员", Role::Officer),
    ("leader", Role::Leader),
    ("带班领导", Role::Leader),
    ("finance", Role::Finance),
    ("财务", Role::Finance),
    ("insurer", Role::Insurer),
    ("保险", Role::Insurer),
    ("expert", Role::Expert),
    ("专家", Role::Expert),
    ("responder", Role::Responder),
    ("队员", Role::Responder),
    ("observer", Role::Observer),
    ("观察员", Role::Observer),
    ("director", Role::Director),
    ("导演", Role::Director),
];

/// Reads the teams, in the order of the file.
pub fn read_teams(files: &Files, mistakes: &mut Mistakes<Kind>) -> Vec<Team> {
    let Some((file, root)) = files.table("teams.toml", mistakes) else { return Vec::new() };
    let mut reader = Reader::new(file, &root, mistakes);
    let tables = reader.records("team");
    if tables.len() > TEAMS_MAX {
        reader.wrong_at(tables[TEAMS_MAX].line, Kind::TooMany(Thing::Team, TEAMS_MAX));
    }
    reader.finish();
    let mut teams: Vec<Team> = Vec::new();
    let mut lines = Vec::new();
    for table in tables {
        let mut reader = Reader::new(file, table, mistakes);
        let code = code(&mut reader, Thing::Team);
        if let Some(first) = teams.iter().position(|team| team.code == code && !code.is_empty()) {
            reader.wrong("code", Kind::Repeated(Thing::Team, code.to_string(), lines[first]));
        }
        let (channel, phone) = (channel::read(&mut reader), phone(&mut reader, "phone"));
        if !reader.has_value("phone") && !reader.has_value("webhook") {
            reader.wrong_at(table.line, Kind::NoChannel(code.to_string()));
        }
        for field in ["tasks", "kind"] {
            reader.must(field);
        }
        let words = reader.list("tasks");
        teams.push(Team {
            code,
            name: reader.required("name"),
            tasks: words.iter().map(|task| reader.fitted("tasks", task.line, &task.value)).collect(),
            duties: tasks::duties(&words),
            kind: reader.choice("kind", TEAM_KINDS).unwrap_or_default(),
            in_service: reader.switch("in_service").unwrap_or(true),
            channel,
            owner: reader.required("owner"),
            phone,
            latitude_micro: reader.degrees("latitude", 90).unwrap_or(0),
            longitude_micro: reader.degrees("longitude", 180).unwrap_or(0),
        });
        lines.push(table.line);
        reader.finish();
    }
    teams
}

/// Reads the people, in the order of the file.
pub fn read_people(files: &Files, known: &Known<'_>, mistakes: &mut Mistakes<Kind>) -> Vec<Person> {
    let Some((file, rows)) = files.rows("people.csv", COLUMNS, mistakes) else { return Vec::new() };
    let mut people: Vec<Person> = Vec::new();
    let mut lines = Vec::new();
    rows.each(file, mistakes, |record, mistakes| {
        let mut reader = Reader::new(file, record, mistakes);
        if people.len() == PEOPLE_MAX {
            reader.wrong_at(record.line, Kind::TooMany(Thing::Person, PEOPLE_MAX));
        }
        let person = read_person(&mut reader, known);
        let same_code =
            |known: &Person| known.code.eq_ignore_ascii_case(&person.code) && !person.code.is_empty();
        if let Some(first) = people.iter().position(same_code) {
            reader.wrong("code", Kind::Repeated(Thing::Person, person.code.to_string(), lines[first]));
        }
        if let Some(uid) = person.uid
            && people.iter().any(|known| known.uid == person.uid)
        {
            reader.wrong("uid", Wrong::UserRepeated(uid).into());
        }
        reader.finish();
        lines.push(record.line);
        people.push(person);
    });
    for (role, kind) in [(Role::Officer, Kind::NoOfficer), (Role::Leader, Kind::NoLeader)] {
        if !people.is_empty() && !people.iter().any(|person| person.role == role) {
            mistakes.add(file, 0, kind);
        }
    }
    people
}

fn read_person(reader: &mut Reader<'_, '_, Kind>, known: &Known<'_>) -> Person {
    let teams = known.teams;
    let code = code(reader, Thing::Person);
    reader.must("role");
    let role = reader.choice("role", ROLES).unwrap_or_default();
    let team = reader.plain("team").and_then(|wanted| {
        let found = teams.iter().position(|team| team.code.eq_ignore_ascii_case(&wanted));
        if found.is_none() && !teams.is_empty() {
            let meant = nearest(&wanted, teams.iter().map(|team| team.code.as_str())).map(str::to_owned);
            reader.wrong("team", Kind::Unknown(Thing::Team, wanted, meant));
        }
        found.map(|at| TeamId(at as u32))
    });
    if role == Role::Responder && !reader.has_value("team") {
        reader.wrong("team", Wrong::ResponderWithoutTeam(code.to_string()).into());
    }
    reader.must("phone");
    let papers = reader.list("papers");
    let mut held = Vec::new();
    for paper in papers {
        let split = paper.value.rsplit_once(char::is_whitespace);
        match split.and_then(|(name, until)| Some((name.trim(), parse::day(until)?))) {
            Some((name, until_day)) => {
                held.push(Paper { name: reader.fitted("papers", paper.line, name), until_day });
            }
            None => reader.wrong_at(paper.line, Kind::PaperForm(paper.value)),
        }
    }
    let _: Option<String> = reader.plain("note");
    let scope = read_scope(reader, known, role, &code);
    Person {
        code,
        name: reader.required("name"),
        role,
        scope,
        until_day: reader.day("until"),
        phone: phone(reader, "phone"),
        channel: channel::read(reader),
        team,
        uid: reader.number("uid", 1..=i64::from(u32::MAX - 1)).map(|uid| uid as u32),
        papers: held.into(),
    }
}

/// Reads where and for whom a role holds; an insurer's person must be of an insurer.
fn read_scope(reader: &mut Reader<'_, '_, Kind>, known: &Known<'_>, role: Role, code: &str) -> Scope {
    let (mut zones, mut insurers) = (Vec::new(), Vec::new());
    let named = reader.list("scope");
    for part in &named {
        let wanted = part.value.as_str();
        let insurer = known.insurers.iter().position(|it| it.code.eq_ignore_ascii_case(wanted));
        let is_new = if let Some(at) = insurer {
            let id = InsurerId(at as u32);
            add(&mut insurers, id)
        } else if let Some(zone) = known.places.node(wanted) {
            add(&mut zones, zone)
        } else {
            let codes = known.insurers.iter().map(|it| it.code.as_str()).chain(known.places.codes());
            let meant = nearest(wanted, codes).map(str::to_owned);
            reader.wrong_at(part.line, Wrong::ScopeUnknown(wanted.to_owned(), meant).into());
            continue;
        };
        if !is_new {
            reader.wrong_at(part.line, Wrong::ScopeRepeated(wanted.to_owned()).into());
        }
    }
    match role {
        Role::Insurer if named.is_empty() || insurers.is_empty() && !known.insurers.is_empty() => {
            reader.wrong("scope", Wrong::InsurerOfNone(code.to_owned()).into());
        }
        Role::Observer | Role::Director if !named.is_empty() => {
            reader.wrong("scope", Wrong::ScopeOfOnlooker(code.to_owned()).into());
        }
        Role::Officer
        | Role::Leader
        | Role::Finance
        | Role::Insurer
        | Role::Expert
        | Role::Responder
        | Role::Observer
        | Role::Director => {}
    }
    Scope { zones: zones.into(), insurers: insurers.into() }
}

/// Adds what is not there yet; returns whether it was not.
fn add<T: PartialEq>(to: &mut Vec<T>, new: T) -> bool {
    let is_new = !to.contains(&new);
    if is_new {
        to.push(new);
    }
    is_new
}

/// Reads a short code that people type.
pub fn code(reader: &mut Reader<'_, '_, Kind>, thing: Thing) -> Text<16> {
    let code: Text<16> = reader.required("code");
    if !code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        reader.wrong("code", Kind::Code(thing, code.to_string()));
    }
    code
}

/// Reads a telephone number.
pub fn phone(reader: &mut Reader<'_, '_, Kind>, field: &'static str) -> Phone {
    let Some(number) = reader.plain(field) else { return Phone::new() };
    if !parse::is_phone(&number) {
        reader.wrong(field, Kind::Phone(number));
        return Phone::new();
    }
    let line = reader.line_of(field);
    reader.fitted(field, line, &number)
}

/// Reads contacts, each `post [name] number`; the control room comes first.
pub fn contacts(reader: &mut Reader<'_, '_, Kind>, field: &'static str) -> Vec<Contact> {
    let mut contacts = Vec::new();
    for entry in reader.list(field) {
        contacts.extend(contact(reader, field, entry.line, &entry.value));
    }
    contacts.sort_by_key(|contact| !is_control_room(contact));
    contacts
}

/// Reads one contact, `post [name] number`, that stands in a line; none when it has not this form.
pub fn contact(
    reader: &mut Reader<'_, '_, Kind>,
    field: &'static str,
    line: u32,
    text: &str,
) -> Option<Contact> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let [post, name @ .., number] = words.as_slice() else {
        reader.wrong_at(line, Kind::ContactForm(text.to_owned()));
        return None;
    };
    if !parse::is_phone(number) {
        reader.wrong_at(line, Kind::Phone((*number).to_owned()));
    }
    Some(Contact {
        post: reader.fitted(field, line, post),
        name: reader.fitted(field, line, &name.join(" ")),
        phone: reader.fitted(field, line, number),
    })
}

/// Returns whether a contact is the site's control room.
pub fn is_control_room(contact: &Contact) -> bool {
    matches!(contact.post.as_str(), "消控室" | "消防控制室" | "control-room")
}

/// Returns who is the unit's head among its contacts: the post that stands first in `HEADS`.
///
/// A post counts only as a whole: 夜班负责人 is in charge of a night, not of the firm.
pub fn head(contacts: &[Contact]) -> Option<u8> {
    let at = HEADS.iter().find_map(|post| {
        contacts.iter().position(|contact| contact.post.as_str().eq_ignore_ascii_case(post))
    });
    at.and_then(|at| u8::try_from(at).ok())
}

/// The posts of a unit's head, the most certain first: whom telling starts the hour of 令493 Art 9.
const HEADS: &[&str] = &[
    "单位负责人",
    "主要负责人",
    "法定代表人",
    "董事长",
    "总经理",
    "厂长",
    "园长",
    "馆长",
    "校长",
    "院长",
    "站长",
    "主任",
    "经理",
    "负责人",
    "head",
    "director",
    "manager",
];
