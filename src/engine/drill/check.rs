//! A scenario beside the registry that it is to be played with: what it names and is not there.
//!
//! Decides: which code is nobody's, which recording cannot be the feed.
//! Must not know: how a scenario is read (`drill::scenario`); who prints a mistake.
//!
//! Every mistake is found in one reading, each with the line that the scenario's reader kept for it.

mod words;

use crate::config::record::nearest;
use crate::config::{self, mistake::Mistake};
use crate::drill::scenario::{Feed, Scenario};
use crate::engine::drill::tape::{self, Fault, Survey, recording_of};
use crate::feed::scenario::Mention;
use crate::limits::FEEDS_MAX;
use crate::operations::reference::Reference;
use crate::registry::Registry;
use crate::registry::thing::Thing;
use std::path::{Path, PathBuf};

/// Codes that a hint lists at most.
const LISTED_MAX: usize = 16;
/// Devices of one generator that are told at most: the others are counted.
const TOLD_MAX: usize = 3;

/// What may be wrong in a scenario once the registry is known.
#[derive(Debug)]
pub enum Kind {
    /// A code that nothing has; what it may name, the known word that it is most like, and the known codes where they are few.
    Unknown {
        /// The code.
        code: String,
        /// What it may name.
        things: &'static [Thing],
        /// The known word that it is most like.
        meant: Option<String>,
        /// All that are known, where they are few.
        known: Vec<String>,
    },
    /// More devices of the same line that nobody knows.
    More(usize),
    /// A recording that cannot be the feed.
    Recording(Fault),
    /// A recording of more feeds than the configuration has.
    Feeds {
        /// Those of the recording.
        taped: usize,
        /// Those of the configuration.
        configured: usize,
    },
    /// A feed of the drill with the code of a configured one.
    FeedRepeated(String),
    /// No room for the drill's own feeds beside those of the configuration.
    Crowded(usize),
}

/// Returns what a scenario names and the registry does not have; `file` is how mistakes name it.
pub fn codes(file: &str, scenario: &Scenario, registry: &Registry) -> Vec<Mistake<Kind>> {
    let reference = &registry.operations;
    let mut mistakes = Vec::new();
    let mut tell =
        |line: usize, kind| mistakes.push(Mistake { file: file.to_owned(), line: line as u32, kind });
    for mention in &scenario.mentions {
        if !mention.things.iter().any(|thing| has(registry, *thing, &mention.code)) {
            tell(mention.line, unknown(reference, mention));
        }
    }
    for generator in scenario.world.generators.iter().filter(|generator| generator.line > 0) {
        let unknown = generator.devices.iter().filter(|code| !has(registry, Thing::Device, code));
        let unknown: Vec<&String> = unknown.collect();
        for code in unknown.iter().take(TOLD_MAX) {
            let mention = Mention {
                line: generator.line,
                code: (**code).clone(),
                things: &[Thing::Device],
                words: &[],
            };
            tell(generator.line, self::unknown(reference, &mention));
        }
        if unknown.len() > TOLD_MAX {
            tell(generator.line, Kind::More(unknown.len() - TOLD_MAX));
        }
    }
    mistakes.sort_by_key(|mistake| mistake.line);
    mistakes
}

/// Finds the recording that a scenario names, and reads it through; none where it names none.
///
/// # Errors
/// It cannot be the feed of a drill beside the feeds of the configuration.
///
/// Cost: reads all of the recording.
pub fn recording(
    file: &str,
    scenario: &Scenario,
    registry: &Registry,
    configured: &[config::Feed],
) -> Result<Option<(PathBuf, Survey)>, Mistake<Kind>> {
    let Some(named) = &scenario.setup.recording else { return Ok(None) };
    let mistake = |kind| Mistake { file: file.to_owned(), line: named.line as u32, kind };
    let beside = Path::new(file).parent().unwrap_or(Path::new(""));
    let path = recording_of(&beside.join(&named.path));
    let found = tape::survey(&path, registry).map_err(|fault| mistake(Kind::Recording(fault)))?;
    if found.feeds > configured.len() {
        return Err(mistake(Kind::Feeds { taped: found.feeds, configured: configured.len() }));
    }
    let own = &scenario.setup.feeds;
    let is_taken = |feed: &&Feed| configured.iter().any(|other| *other.code == *feed.code);
    if let Some(feed) = own.iter().find(is_taken) {
        return Err(mistake(Kind::FeedRepeated(feed.code.clone())));
    }
    let count = configured.len() + own.len().max(1);
    if count > FEEDS_MAX {
        return Err(mistake(Kind::Crowded(count)));
    }
    Ok(Some((path, found)))
}

fn unknown(reference: &Reference, mention: &Mention) -> Kind {
    let known: Vec<&str> = mention.things.iter().flat_map(|thing| codes_of(reference, *thing)).collect();
    let words = known.iter().copied().chain(mention.words.iter().copied());
    let meant = nearest(&mention.code, words).map(str::to_owned);
    let few = known.len() <= LISTED_MAX;
    let known = known.into_iter().filter(|_| few).map(str::to_owned).collect();
    Kind::Unknown { code: mention.code.clone(), things: mention.things, meant, known }
}

fn has(registry: &Registry, thing: Thing, code: &str) -> bool {
    match thing {
        // Twenty thousand of them have a table of their own.
        Thing::Device | Thing::Gateway => registry.device(code).is_some(),
        Thing::Zone
        | Thing::Site
        | Thing::Person
        | Thing::Team
        | Thing::Insurer
        | Thing::Policy
        | Thing::Plan => codes_of(&registry.operations, thing).any(|known| known.eq_ignore_ascii_case(code)),
    }
}

fn codes_of(reference: &Reference, thing: Thing) -> Box<dyn Iterator<Item = &str> + '_> {
    match thing {
        Thing::Zone => Box::new(reference.zones.iter().map(|zone| &*zone.code)),
        Thing::Site => Box::new(reference.sites.iter().map(|site| &*site.code)),
        Thing::Device | Thing::Gateway => Box::new(reference.devices.iter().map(|device| &*device.code)),
        Thing::Person => Box::new(reference.people.iter().map(|person| &*person.code)),
        Thing::Team => Box::new(reference.teams.iter().map(|team| &*team.code)),
        Thing::Insurer => Box::new(reference.insurers.iter().map(|insurer| &*insurer.code)),
        Thing::Policy => Box::new(reference.policies.iter().map(|policy| &*policy.number)),
        Thing::Plan => Box::new(reference.plans.iter().map(|plan| &*plan.code)),
    }
}
