//! What a run is played with: its scenario, its feeds, and its registry without a number that could be rung.
//!
//! Decides: which registry, feeds and recording belong to a run's card.
//! Must not know: whether it is played by a team, compared or reported of: all three must have the same.

use crate::cli::drill::serve::Error;
use crate::cli::output::Output;
use crate::cli::place::Place;
use crate::cli::say;
use crate::cli::serve::load_registry;
use crate::config::arguments::Common;
use crate::config::{Config, Feed, Mode, Origin};
use crate::document::drill::earlier::with_texts;
use crate::drill::scenario::{self, Scenario};
use crate::engine::drill::mask::{self, Names};
use crate::engine::drill::run::{Run, beside};
use crate::engine::drill::tape::recording_of;
use crate::operations::feed::Terms;
use crate::registry::Registry;
use crate::text::bounded;
use crate::units::Span;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What the one feed of a drill is called that names none.
const USUAL: &str = "演练";

/// What a run is played with.
pub(in crate::cli) struct Stage {
    /// The run.
    pub(in crate::cli) run: Run,
    /// The configuration that its card names, with the run's own feeds.
    pub(super) config: Config,
    /// The registry of that configuration, masked.
    pub(in crate::cli) registry: Registry,
    /// What happens.
    pub(in crate::cli) scenario: Arc<Scenario>,
    /// The recording that is watched first.
    pub(super) night: Option<PathBuf>,
    /// The recording that is the feed.
    pub(super) tape: Option<PathBuf>,
}

impl Stage {
    /// Reads what belongs to a run; none where something of it is wrong, which was said.
    ///
    /// # Errors
    /// The run cannot be read.
    pub(in crate::cli) fn of(
        place: &Place,
        directory: &Path,
        output: &Output,
    ) -> Result<Option<Self>, Error> {
        let run = Run::open(directory)?;
        let card = run.card();
        let common = Common {
            config: card.config.clone(),
            sample: card.config.is_none(),
            data_dir: None,
            ..place.common.clone()
        };
        let place = Place { common, environment: place.environment.clone() };
        let Ok(config) = place.config(output) else { return Ok(None) };
        let file = run.scenario();
        let text = match fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) => {
                output.message(format_args!("{}: {}", file.display(), say::error(&place, &error)));
                return Ok(None);
            }
        };
        let mut scenario = match Scenario::read(&file.display().to_string(), &text) {
            Ok(scenario) => scenario,
            Err(mistakes) => {
                output.message(say::error(&place, &mistakes));
                return Ok(None);
            }
        };
        let open = with_texts(&card.left_open, &beside(directory));
        for (journal, error) in &open.unread {
            tracing::warn!("{}: what that drill left to be done cannot be read: {error}", journal.display());
        }
        scenario.script.open_actions = open.actions.into();
        let night = card.recording.clone();
        // The card has the whole path: the run's copy of the scenario does not stand where the scenario's file does.
        let named = scenario.setup.recording.as_ref().map(|it| recording_of(&directory.join(&it.path)));
        let own = card.tape.clone().or(named);
        let config = Config { feeds: feeds(&config, &scenario, night.as_ref(), own.as_ref()), ..config };
        let Ok(mut registry) = load_registry(&place, &config, output) else { return Ok(None) };
        let names = if config.mode == Mode::Sample { Names::Kept } else { Names::Masked };
        let masked = mask::masked(&registry.operations, names, scenario.script.clone(), &scenario.setup);
        registry.operations = Arc::new(masked);
        let tape = night.clone().or(own);
        Ok(Some(Self { run, config, registry, scenario: Arc::new(scenario), night, tape }))
    }
}

/// Returns the feeds of a drill: those of the desk whose night is played, and behind them those that the scenario names.
fn feeds(config: &Config, scenario: &Scenario, night: Option<&PathBuf>, tape: Option<&PathBuf>) -> Vec<Feed> {
    if night.is_some() {
        return config.feeds.clone();
    }
    let named = &scenario.setup.feeds;
    let usual = [scenario::Feed { code: USUAL.to_owned(), name: USUAL.to_owned() }];
    let named = if named.is_empty() { &usual[..] } else { &named[..] };
    let feed = |named: &scenario::Feed| Feed {
        code: bounded(&named.code),
        name: bounded(&named.name),
        origin: Origin::Simulator,
        token_file: None,
        heartbeat: Span::seconds(5),
        adcode: Vec::new(),
        terms: Terms::default(),
    };
    let taped = tape.map(|_| config.feeds.clone()).unwrap_or_default();
    taped.into_iter().chain(named.iter().map(feed)).collect()
}
