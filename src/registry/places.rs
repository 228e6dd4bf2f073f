//! `zones.csv` and `sites.csv`: the tree park > site > building > floor > zone, and the card of each site.

use crate::config::record::{Mistakes, Reader, Record, nearest};
use crate::correlation::reference::{ZoneKind, ZoneReference};
use crate::limits::ZONES_MAX;
use crate::operations::reference::{Name, Risk, Site, ZoneName};
use crate::registry::mistake::{Kind, Thing};
use crate::registry::source::Files;
use crate::registry::{people, sheet};
use crate::text::{Text, bounded};
use crate::units::{Point, SiteId, ZoneId};
use std::collections::BTreeMap;

const ZONE_COLUMNS: &[sheet::Column] = &[
    ("code", "编码"),
    ("parent", "上级"),
    ("kind", "类型"),
    ("name", "名称"),
    ("adcode", "行政区划"),
    ("note", "备注"),
];

const SITE_COLUMNS: &[sheet::Column] = &[
    ("code", "编码"),
    ("name", "名称"),
    ("short", "简称"),
    ("initials", "首字母"),
    ("risk", "风险"),
    ("address", "地址"),
    ("latitude", "纬度"),
    ("longitude", "经度"),
    ("people_day", "白班人数"),
    ("people_night", "夜班人数"),
    ("hazards", "危险源"),
    ("staging", "集结"),
    ("utilities", "消火栓与断电"),
    ("contacts", "电话"),
    ("note", "备注"),
];

const ZONE_KINDS: &[(&str, ZoneKind)] = &[
    ("park", ZoneKind::Park),
    ("园区", ZoneKind::Park),
    ("site", ZoneKind::Site),
    ("单位", ZoneKind::Site),
    ("building", ZoneKind::Building),
    ("楼", ZoneKind::Building),
    ("floor", ZoneKind::Floor),
    ("层", ZoneKind::Floor),
    ("zone", ZoneKind::Zone),
    ("区", ZoneKind::Zone),
];

const RISKS: &[(&str, Risk)] = &[
    ("red", Risk::Red),
    ("红", Risk::Red),
    ("orange", Risk::Orange),
    ("橙", Risk::Orange),
    ("yellow", Risk::Yellow),
    ("黄", Risk::Yellow),
    ("blue", Risk::Blue),
    ("蓝", Risk::Blue),
    ("ungraded", Risk::Ungraded),
    ("未评", Risk::Ungraded),
];

/// The zone tree and the sites.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// The zones, parents first.
    pub zones: Vec<ZoneReference>,
    /// What they are called.
    pub names: Vec<ZoneName>,
    /// The sites, in the order of their file.
    pub sites: Vec<Site>,
    by_code: BTreeMap<String, ZoneId>,
}

impl Places {
    /// Returns the zone that a field names, noting when there is none.
    pub fn zone(&self, reader: &mut Reader<'_, '_, Kind>, field: &str, code: &str) -> Option<ZoneId> {
        let found = self.by_code.get(code).copied();
        // Without zones every reference would be wrong, and that is said once, at zones.csv.
        if found.is_none() && !self.by_code.is_empty() {
            let meant = nearest(code, self.by_code.keys().map(String::as_str)).map(str::to_owned);
            reader.wrong(field, Kind::Unknown(Thing::Zone, code.to_owned(), meant));
        }
        found
    }

    /// Returns the node that a scope names: a zone, or a site's root.
    pub fn node(&self, code: &str) -> Option<ZoneId> {
        let site =
            || self.sites.iter().find(|site| site.code.eq_ignore_ascii_case(code)).map(|site| site.zone);
        self.by_code.get(code).copied().or_else(site)
    }

    /// Returns every code that a scope may name.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.by_code.keys().map(String::as_str)
    }

    /// Returns the site that a field names, noting when there is none.
    pub fn site(&self, reader: &mut Reader<'_, '_, Kind>, field: &str, code: &str) -> Option<SiteId> {
        let found = self.sites.iter().position(|site| site.code.as_str() == code);
        if found.is_none() && !self.sites.is_empty() {
            let meant = nearest(code, self.sites.iter().map(|site| site.code.as_str())).map(str::to_owned);
            reader.wrong(field, Kind::Unknown(Thing::Site, code.to_owned(), meant));
        }
        found.map(|at| SiteId(at as u32))
    }
}

#[derive(Debug)]
struct Draft {
    code: String,
    parent: Option<String>,
    kind: ZoneKind,
    name: Name,
    adcode: Option<u32>,
    line: u32,
}

/// Reads zones and sites.
pub fn read(files: &Files, mistakes: &mut Mistakes<Kind>) -> Places {
    let drafts = read_zones(files, mistakes);
    let mut places = Places::default();
    let sites = read_sites(files, mistakes);
    if let Some((file, drafts)) = drafts {
        grow(file, &drafts, &sites, &mut places, mistakes);
        name_paths(&mut places);
    }
    for (file, line, mut site) in sites {
        match places.by_code.get(site.code.as_str()) {
            Some(zone) if places.zones.get(zone.index()).is_none_or(|zone| zone.kind == ZoneKind::Site) => {
                site.zone = *zone;
            }
            Some(_) | None if places.by_code.is_empty() => {}
            Some(_) | None => mistakes.add(&file, line, Kind::SiteWithoutZone(site.code.to_string())),
        }
        places.sites.push(site);
    }
    places
}

fn read_zones<'a>(files: &'a Files, mistakes: &mut Mistakes<Kind>) -> Option<(&'a str, Vec<Draft>)> {
    let (file, rows) = files.rows("zones.csv", ZONE_COLUMNS, mistakes)?;
    let mut drafts: Vec<Draft> = Vec::new();
    let mut first_lines = BTreeMap::new();
    rows.each(file, mistakes, |record, mistakes| {
        let mut reader = Reader::new(file, record, mistakes);
        if drafts.len() == ZONES_MAX {
            reader.wrong_at(record.line, Kind::TooMany(Thing::Zone, ZONES_MAX));
        }
        reader.must("code");
        reader.must("kind");
        let code = reader.plain("code").unwrap_or_default();
        if let Some(first) = first_lines.insert(code.clone(), record.line)
            && !code.is_empty()
        {
            reader.wrong("code", Kind::Repeated(Thing::Zone, code.clone(), first));
        }
        let parent = reader.plain("parent");
        let kind = reader.choice("kind", ZONE_KINDS).unwrap_or(ZoneKind::Zone);
        let name = reader.required("name");
        let adcode = read_adcode(&mut reader);
        let _: Option<String> = reader.plain("note");
        reader.finish();
        drafts.push(Draft { code, parent, kind, name, adcode, line: record.line });
    });
    Some((file, drafts))
}

fn read_adcode(reader: &mut Reader<'_, '_, Kind>) -> Option<u32> {
    let text = reader.plain("adcode")?;
    let is_code = text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    if !is_code {
        reader.wrong("adcode", Kind::Division(text));
        return None;
    }
    text.parse().ok()
}

/// Orders the drafts from the park downwards; what is not reached hangs on nothing or on itself.
fn grow(
    file: &str,
    drafts: &[Draft],
    sites: &[(String, u32, Site)],
    places: &mut Places,
    mistakes: &mut Mistakes<Kind>,
) {
    let at_code: BTreeMap<&str, usize> =
        drafts.iter().enumerate().map(|(at, draft)| (draft.code.as_str(), at)).collect();
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); drafts.len()];
    let mut parks = Vec::new();
    for (at, draft) in drafts.iter().enumerate() {
        places.by_code.insert(draft.code.clone(), ZoneId(0));
        match draft.parent.as_deref().map(|parent| (parent, at_code.get(parent))) {
            None if draft.kind == ZoneKind::Park => parks.push(at),
            None => mistakes.add(file, draft.line, Kind::NoParent(draft.code.clone())),
            Some((parent, None)) => {
                let meant = nearest(parent, at_code.keys().copied()).map(str::to_owned);
                mistakes.add(file, draft.line, Kind::Unknown(Thing::Zone, parent.to_owned(), meant));
            }
            Some((_, Some(above))) => {
                children[*above].push(at);
                if drafts[*above].kind >= draft.kind && !hangs_on_itself(drafts, &at_code, at) {
                    mistakes.add(file, draft.line, Kind::ZoneOrder(draft.code.clone()));
                }
            }
        }
    }
    for (at, draft) in drafts.iter().enumerate() {
        if hangs_on_itself(drafts, &at_code, at) {
            mistakes.add(file, draft.line, Kind::ZoneCycle(draft.code.clone()));
        }
    }
    match parks.as_slice() {
        [] => mistakes.add(file, 0, Kind::NoPark),
        [park] if drafts[*park].adcode.is_none() => {
            mistakes.add(file, drafts[*park].line, Kind::ParkWithoutDivision);
        }
        [_] => {}
        [_, others @ ..] => {
            for park in others {
                mistakes.add(file, drafts[*park].line, Kind::TwoParks(drafts[*park].code.clone()));
            }
        }
    }
    let site_of = |code: &str| sites.iter().position(|(_, _, site)| site.code.as_str() == code);
    let mut open: Vec<(usize, Option<ZoneId>)> = parks.into_iter().take(1).map(|park| (park, None)).collect();
    let mut next = 0;
    while let Some((at, parent)) = open.get(next).copied() {
        let (draft, id) = (&drafts[at], ZoneId(next as u32));
        let above = parent.map(|parent| places.zones[parent.index()]);
        let site = if draft.kind == ZoneKind::Site { site_of(&draft.code) } else { None };
        if draft.kind == ZoneKind::Site && site.is_none() && !sites.is_empty() {
            mistakes.add(file, draft.line, Kind::ZoneWithoutSite(draft.code.clone()));
        }
        places.zones.push(ZoneReference {
            parent,
            kind: draft.kind,
            site: site.map(|at| SiteId(at as u32)).or_else(|| above.and_then(|above| above.site)),
            adcode: draft.adcode.or_else(|| above.map(|above| above.adcode)).unwrap_or(0),
            at: site.and_then(|at| stands_at(&sites[at].2)),
        });
        places.names.push(ZoneName { code: bounded(&draft.code), name: draft.name, path: Text::new() });
        places.by_code.insert(draft.code.clone(), id);
        open.extend(children[at].iter().map(|child| (*child, Some(id))));
        next += 1;
    }
}

/// Where a site stands, as WGS-84; none when its file does not say.
fn stands_at(site: &Site) -> Option<Point> {
    let is_stated = (site.latitude_micro, site.longitude_micro) != (0, 0);
    Point::new(site.latitude_micro, site.longitude_micro).filter(|_| is_stated)
}

fn hangs_on_itself(drafts: &[Draft], at_code: &BTreeMap<&str, usize>, start: usize) -> bool {
    let mut at = start;
    for _ in 0..=crate::limits::ZONE_DEPTH_MAX * 2 {
        let above = drafts[at].parent.as_deref().and_then(|parent| at_code.get(parent));
        match above {
            Some(above) if *above == start => return true,
            Some(above) => at = *above,
            None => return false,
        }
    }
    false
}

/// Writes the path below the site: `2号车间 3区`. The only floor of a building is not said.
fn name_paths(places: &mut Places) {
    let mut floors = vec![0_u32; places.zones.len()];
    for zone in &places.zones {
        if let (ZoneKind::Floor, Some(parent)) = (zone.kind, zone.parent) {
            floors[parent.index()] += 1;
        }
    }
    for at in 0..places.zones.len() {
        let zone = places.zones[at];
        let Some(parent) = zone.parent.filter(|_| !matches!(zone.kind, ZoneKind::Park | ZoneKind::Site))
        else {
            continue;
        };
        let above = places.names[parent.index()].path;
        let is_only_floor = zone.kind == ZoneKind::Floor && floors[parent.index()] == 1;
        let name = places.names[at].name;
        places.names[at].path = if is_only_floor && !above.is_empty() {
            above
        } else {
            bounded(format!("{above} {name}").trim())
        };
    }
}

fn read_sites(files: &Files, mistakes: &mut Mistakes<Kind>) -> Vec<(String, u32, Site)> {
    let mut sites: Vec<(String, u32, Site)> = Vec::new();
    let Some((file, rows)) = files.rows("sites.csv", SITE_COLUMNS, mistakes) else { return sites };
    rows.each(file, mistakes, |record, mistakes| {
        let mut reader = Reader::new(file, record, mistakes);
        let site = read_site(&mut reader, record);
        let first = sites.iter().find(|(_, _, known)| known.code == site.code && !site.code.is_empty());
        if let Some((_, line, _)) = first {
            reader.wrong("code", Kind::Repeated(Thing::Site, site.code.to_string(), *line));
        }
        reader.finish();
        sites.push((file.to_owned(), record.line, site));
    });
    sites
}

fn read_site(reader: &mut Reader<'_, '_, Kind>, record: &Record) -> Site {
    let short: Name = reader.required("short");
    let contacts = people::contacts(reader, "contacts");
    if !contacts.first().is_some_and(people::is_control_room) {
        reader.wrong_at(record.line, Kind::NoControlRoom(short.to_string()));
    }
    let hazards = reader.list("hazards");
    Site {
        head: people::head(&contacts),
        code: reader.required("code"),
        name: reader.required("name"),
        initials: initials(reader, &short),
        short,
        zone: ZoneId(0),
        unregistered: ZoneId(0),
        risk: reader.choice("risk", RISKS).unwrap_or_default(),
        address: reader.required("address"),
        latitude_micro: reader.degrees("latitude", 90).unwrap_or(0),
        longitude_micro: reader.degrees("longitude", 180).unwrap_or(0),
        people_day: reader.number("people_day", 0..=60_000).unwrap_or(0) as u16,
        people_night: reader.number("people_night", 0..=60_000).unwrap_or(0) as u16,
        hazards: hazards.iter().map(|hazard| reader.fitted("hazards", hazard.line, &hazard.value)).collect(),
        staging: reader.required("staging"),
        utilities: reader.text("utilities"),
        contacts: {
            let _: Option<String> = reader.plain("note");
            contacts.into()
        },
    }
}

/// Initials are written in the file where the name is Chinese: a character may have several readings.
fn initials(reader: &mut Reader<'_, '_, Kind>, short: &str) -> Text<24> {
    let written: Text<24> = reader.text("initials");
    if !written.is_empty() {
        if !written.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
            reader.wrong("initials", Kind::InitialsForm(written.to_string()));
        }
        return written;
    }
    if short.is_ascii() {
        let letters = short.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase());
        return bounded(&letters.collect::<String>());
    }
    reader.wrong("initials", Kind::InitialsMissing(short.to_owned()));
    written
}
