//! Files become the reference types that correlation and operations declare.
//!
//! Decides: whether sites, devices, people, teams, insurers, policies and plans fit together.
//! Must not know: what the desk does with them.
//!
//! Invariants:
//! - a registry with one mistake is not loaded, and every mistake is told: file, line, what to do;
//! - the same files give the same registry and the same digest, in UTF-8 or GB18030 alike but for the digest;
//! - a device keeps its number for the life of the data directory: see [`Registry::renumber`].
//!
//! Read on: [`source`] the files, [`sheet`] CSV, [`places`] the zone tree and the sites, [`devices`], [`people`],
//! [`insurance`], [`plans`], [`tasks`], [`desk`], [`agencies`], [`duty`], [`pack`], [`rules`], [`channel`]; [`mistake`] every wrong thing in both languages; [`sample`] the sample park.

pub mod agencies;
pub mod channel;
pub mod desk;
pub mod devices;
pub mod duty;
pub mod insurance;
pub mod lookup;
pub mod memory;
pub mod mistake;
pub mod pack;
pub mod people;
pub mod places;
pub mod plans;
pub mod purse;
pub mod renumber;
pub mod rules;
pub mod sample;
pub mod sheet;
pub mod source;
pub mod standing;
pub mod tasks;
pub mod thing;

pub use mistake::Kind;
pub use source::Source;

use crate::config::Feed;
use crate::config::mistake::Mistake;
use crate::config::record::Mistakes;
use crate::correlation::reference::{self as core, ZoneKind, ZoneReference};
use crate::operations::desk::RuleBook;
use crate::operations::reference::{self as people_side, FeedName, ZoneName};
use crate::text::{Text, bounded};
use crate::units::{DeviceId, Digest, SiteId, ZoneId};
use std::path::PathBuf;
use std::sync::Arc;

/// Everything that the files say.
#[derive(Clone, Debug)]
pub struct Registry {
    /// The world as the core sees it.
    pub correlation: Arc<core::Reference>,
    /// The world as the people's side sees it.
    pub operations: Arc<people_side::Reference>,
    /// SHA-256 of the files' names and bytes, in a fixed order; `rules.toml` has one of its own in [`Registry::rules`].
    pub digest: Digest,
    /// The rules, with their names.
    pub rules: Arc<RuleBook>,
    /// Where the files are, when they are in a directory: the rules can be read there anew.
    pub directory: Option<PathBuf>,
    /// What was read of each file.
    pub files: Box<[FileRead]>,
    device_lookup: lookup::Lookup,
}

/// What was read of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileRead {
    /// Its name.
    pub name: &'static str,
    /// Rows or tables.
    pub rows: usize,
    /// How it was written.
    pub encoding: source::Encoding,
}

impl Registry {
    /// Reads all files and puts them together; one zone for unregistered devices is added for each feed, and one for each site.
    ///
    /// # Errors
    /// Returns every mistake of every file, by file and line.
    ///
    /// Cost: O(n log n) in devices; blocks on the disk.
    pub fn load(source: &Source<'_>, feeds: &[Feed]) -> Result<Self, Vec<Mistake<Kind>>> {
        let mut mistakes = Mistakes::default();
        let files = source::Files::read(source, &mut mistakes);
        let mut places = places::read(&files, &mut mistakes);
        let (devices, names, lookup) = devices::read(&files, &places, &mut mistakes);
        let teams = people::read_teams(&files, &mut mistakes);
        let insurers = insurance::read_insurers(&files, &mut mistakes);
        let known = people::Known { teams: &teams, places: &places, insurers: &insurers };
        let people = people::read_people(&files, &known, &mut mistakes);
        let purse = purse::read(&files, (&insurers, &places.sites), &people, &mut mistakes);
        let policies = insurance::read_policies(&files, &places, &insurers, &mut mistakes);
        let settings = desk::read(&files, &mut mistakes);
        let plans = plans::read(&files, &places, &settings.offices, &mut mistakes);
        let (duty, escalation) = duty::read(&files, &people, &mut mistakes);
        let pack = pack::read(&files, &mut mistakes);
        let rules = rules::read(&files, &mut mistakes);
        if !mistakes.list.is_empty() {
            return Err(ordered(mistakes));
        }
        let feeds = feeds.iter().map(|feed| add_unregistered(&mut places, feed)).collect();
        add_lanes(&mut places);
        Ok(Self {
            digest: files.digest(),
            files: files.reads(),
            device_lookup: lookup,
            correlation: Arc::new(core::Reference {
                devices: devices.into(),
                zones: places.zones.into(),
                rules: rules.rules.clone(),
            }),
            rules: Arc::new(rules),
            directory: source.directory(),
            operations: Arc::new(people_side::Reference {
                desk: settings.name,
                devices: names.into(),
                zones: places.names.into(),
                sites: places.sites.into(),
                people: people.into(),
                teams: teams.into(),
                insurers: insurers.into(),
                policies: policies.into(),
                plans: plans.into(),
                feeds,
                duty,
                pool_balance: purse.balance,
                pool_terms: purse.terms,
                acknowledge_within: settings.acknowledge_within,
                agencies: settings.offices,
                escalation,
                pack,
                kpi: settings.kpi,
                drill: None,
            }),
        })
    }

    /// Returns the device that a feed names; letters count alike in both cases.
    ///
    /// Cost: O(bytes of the code), no allocation.
    pub fn device(&self, code: &str) -> Option<DeviceId> {
        self.device_lookup.find(code)
    }
}

/// Adds the zone that takes in a feed's unregistered devices.
fn add_unregistered(places: &mut places::Places, feed: &Feed) -> FeedName {
    let zone = ZoneId(places.zones.len() as u32);
    let adcode = places.zones.first().map_or(0, |park| park.adcode);
    places.zones.push(ZoneReference {
        parent: Some(ZoneId(0)),
        kind: ZoneKind::Unregistered,
        site: None,
        adcode,
        at: None,
    });
    let name = bounded(&format!("未登记 {}", feed.name));
    places.names.push(ZoneName { code: Text::new(), name, path: bounded(&name) });
    FeedName { code: feed.code, name: feed.name, unregistered: zone }
}

/// Adds, behind the feeds' zones, the zone of each site that takes in unregistered devices which say that they are there.
fn add_lanes(places: &mut places::Places) {
    for (at, site) in places.sites.iter_mut().enumerate() {
        site.unregistered = ZoneId(places.zones.len() as u32);
        places.zones.push(ZoneReference {
            parent: Some(site.zone),
            kind: ZoneKind::Unregistered,
            site: Some(SiteId(at as u32)),
            adcode: places.zones.get(site.zone.index()).map_or(0, |root| root.adcode),
            at: None,
        });
        let name = bounded("未登记");
        places.names.push(ZoneName { code: Text::new(), name, path: bounded(&name) });
    }
}

fn ordered(mistakes: Mistakes<Kind>) -> Vec<Mistake<Kind>> {
    let Mistakes { mut list, more } = mistakes;
    list.sort_by(|one, other| (&one.file, one.line).cmp(&(&other.file, other.line)));
    if more > 0
        && let Some(file) = list.last().map(|last| last.file.clone())
    {
        list.push(Mistake { file, line: 0, kind: Kind::More(more) });
    }
    list
}
