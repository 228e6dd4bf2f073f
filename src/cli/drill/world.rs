//! The world that a run is played with: its configuration's registry, masked, with the scenario's words and feeds.
//!
//! Who plays it, who replays it and who reports of it must have the same one: else a hash or a name differs.

use crate::cli::output::Output;
use crate::cli::place::Place;
use crate::cli::say;
use crate::cli::serve::load_registry;
use crate::config::arguments::Common;
use crate::config::{Config, Feed, Mode, Origin};
use crate::document::drill::earlier::with_texts;
use crate::drill::scenario::Scenario;
use crate::engine::drill::mask::{self, Names};
use crate::engine::drill::run::{Card, Run, beside};
use crate::operations::feed::Terms;
use crate::registry::Registry;
use crate::text::bounded;
use crate::units::Span;
use std::fs;
use std::sync::Arc;

/// Returns the world of a run, with the configuration that it is of; what keeps it from being read is said.
pub(in crate::cli) fn of(
    place: &Place,
    card: &Card,
    scenario: &Scenario,
    output: &Output,
) -> Option<(Config, Registry)> {
    let place = place_of(place, card);
    let config = place.config(output).ok()?;
    let is_recorded = card.recording.is_some() || scenario.setup.recording.is_some();
    let config = Config { feeds: feeds(&config, scenario, is_recorded), ..config };
    let mut registry = load_registry(&place, &config, output).ok()?;
    let names = match config.mode {
        Mode::Sample => Names::Kept,
        Mode::Live { .. } => Names::Masked,
    };
    let masked = mask::masked(&registry.operations, names, scenario.script.clone(), &scenario.setup);
    registry.operations = Arc::new(masked);
    Some((config, registry))
}

/// Reads the scenario of a run, with what earlier drills had left to be done; says what is wrong with it.
pub(in crate::cli) fn scenario(place: &Place, run: &Run) -> Result<Scenario, String> {
    let file = run.scenario();
    let text = fs::read_to_string(&file)
        .map_err(|error| format!("{}: {}", file.display(), say::error(place, &error)))?;
    let read = Scenario::read(&file.to_string_lossy(), &text);
    let mut scenario = read.map_err(|mistakes| say::error(place, &mistakes))?;
    let found = with_texts(&run.card().left_open, &beside(run.paths().dir()));
    for (journal, error) in &found.unread {
        tracing::warn!("{}: what that drill left to be done cannot be read: {error}", journal.display());
    }
    scenario.script.open_actions = found.actions.into();
    Ok(scenario)
}

/// Returns the place of the configuration that a run is of.
fn place_of(place: &Place, card: &Card) -> Place {
    let config = card.config.clone();
    let common = Common { sample: config.is_none(), config, data_dir: None, ..place.common.clone() };
    Place { common, environment: place.environment.clone() }
}

/// Returns the feeds of a drill: those of the recording's own desk, or those that the scenario names.
fn feeds(config: &Config, scenario: &Scenario, is_recorded: bool) -> Vec<Feed> {
    if is_recorded {
        return config.feeds.clone();
    }
    let names = &scenario.setup.feeds;
    let usual = ["演练".to_owned()];
    let names = if names.is_empty() { &usual[..] } else { &names[..] };
    let feed = |name: &String| Feed {
        code: bounded(name),
        name: bounded(name),
        origin: Origin::Simulator,
        token_file: None,
        heartbeat: Span::seconds(5),
        adcode: Vec::new(),
        terms: Terms::default(),
    };
    names.iter().map(feed).collect()
}
