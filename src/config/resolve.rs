//! Which desk is meant, and its configuration.
//!
//! Decides: the order of what was typed, what the file says and what is usual.
//! Must not know: what the desk does with it.

use crate::config::environment::Environment;
use crate::config::locale;
use crate::config::mistake::{Kind, Mistake, Words, both};
use crate::config::places::{self, DataPlace, Places};
use crate::config::{
    Clock, Config, Feed, Lang, Limits, MEMORY_BYTES_USUAL, Mode, Notice, Origin, RegistryPlace, Theme,
};
use crate::config::{arguments::Common, file};
use crate::text::{Text, bounded};
use crate::units::Span;
use std::path::PathBuf;

/// How long nobody may touch a screen, where no file says it.
const LOCK_AFTER: Span = Span::minutes(15);

/// Why there is no configuration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Neither a home nor a directory that was typed.
    #[error("no home directory is known: give --data-dir")]
    NoPlace,
    /// The data of a live desk stands in the standard place, but not its configuration.
    #[error("the data of a live desk is in {}, but its configuration is not known", data.display())]
    LiveWithoutConfiguration {
        /// That data.
        data: PathBuf,
    },
    /// The configuration file is wrong.
    #[error("the configuration has {} mistakes", .0.mistakes.len())]
    Wrong(Box<Wrong>),
}

/// A configuration file with mistakes, and what could be read of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The file.
    pub config: PathBuf,
    /// What is wrong, by line.
    pub mistakes: Vec<Mistake<Kind>>,
    /// What could be read.
    pub settings: file::Settings,
}

impl Failure {
    /// Says what is wrong and what to do.
    pub fn words(&self) -> Words {
        match self {
            Self::NoPlace => both!(
                "找不到用户目录\n  提示: 用 --data-dir 指定数据目录",
                "no home directory is known\n  hint: give --data-dir"
            ),
            Self::LiveWithoutConfiguration { data } => {
                let data = data.display();
                both!(
                    "{data} 中有值班台数据, 但找不到它的配置文件\n  提示: 用 --config 指定; 只看示例用 --sample",
                    "{data} holds the data of a live desk, but its configuration is not known\n  \
                     hint: name it with --config, or give --sample for the sample"
                )
            }
            Self::Wrong(wrong) => {
                let written = |lang| {
                    let lines = wrong.mistakes.iter().map(|mistake| mistake.written(lang));
                    lines.collect::<Vec<_>>().join("\n")
                };
                Words { zh: written(Lang::Zh), en: written(Lang::En) }
            }
        }
    }
}

/// Returns the language of messages before, or without, a configuration.
pub fn language(common: &Common, environment: &Environment) -> Lang {
    common.lang.unwrap_or_else(|| locale::of_environment(environment))
}

/// Returns the configuration of the desk that is meant.
///
/// Without `--config` and `--sample`: the configuration in the standard place; else, if the data of a live desk
/// stands there, the configuration that it was opened with; else the sample.
pub fn resolve(common: &Common, environment: &Environment) -> Result<Config, Failure> {
    match which(common, environment)? {
        Mode::Sample => sample(common, environment),
        Mode::Live { config } => live(config, common, environment),
    }
}

fn which(common: &Common, environment: &Environment) -> Result<Mode, Failure> {
    if common.sample {
        return Ok(Mode::Sample);
    }
    if let Some(config) = &common.config {
        return Ok(Mode::Live { config: config.clone() });
    }
    let Some(places) = Places::of(environment) else { return Ok(Mode::Sample) };
    if places::stands(&places.config) {
        return Ok(Mode::Live { config: places.config });
    }
    if places::stands(&places.live) {
        let config = places::remembered_configuration(&places.live)
            .ok_or(Failure::LiveWithoutConfiguration { data: places.live })?;
        return Ok(Mode::Live { config });
    }
    Ok(Mode::Sample)
}

fn sample(common: &Common, environment: &Environment) -> Result<Config, Failure> {
    let data = match (&common.data_dir, Places::of(environment)) {
        (Some(directory), _) => DataPlace::Fixed(directory.clone()),
        (None, Some(places)) => DataPlace::Sample(places.samples),
        (None, None) => return Err(Failure::NoPlace),
    };
    Ok(Config {
        mode: Mode::Sample,
        desk: None,
        registry: RegistryPlace::Sample,
        data,
        anchors: None,
        feeds: vec![sample_feed()],
        lock_after: LOCK_AFTER,
        notice: Notice::default(),
        limits: Limits::default(),
        memory_bytes_max: MEMORY_BYTES_USUAL,
        clock: common.clock.unwrap_or_default(),
        lang: language(common, environment),
        layout: common.layout.clone(),
        theme: theme(common, None, environment),
        officer: officer(common),
    })
}

fn live(config: PathBuf, common: &Common, environment: &Environment) -> Result<Config, Failure> {
    let (settings, mistakes) = file::read(&config);
    let registry = match &settings.registry {
        Some(directory) if mistakes.is_empty() => directory.clone(),
        Some(_) | None => return Err(Failure::Wrong(Box::new(Wrong { config, mistakes, settings }))),
    };
    let data = common.data_dir.clone().or(settings.data);
    let data = data.or_else(|| Places::of(environment).map(|places| places.live)).ok_or(Failure::NoPlace)?;
    Ok(Config {
        mode: Mode::Live { config },
        desk: settings.desk,
        registry: RegistryPlace::Directory(registry),
        data: DataPlace::Fixed(data),
        anchors: settings.anchors,
        feeds: settings.feeds,
        lock_after: settings.lock_after.unwrap_or(LOCK_AFTER),
        notice: settings.notice,
        limits: settings.limits,
        memory_bytes_max: settings.memory_bytes_max.unwrap_or(MEMORY_BYTES_USUAL),
        clock: Clock::Real,
        lang: common.lang.or(settings.lang).unwrap_or_else(|| locale::of_environment(environment)),
        layout: common.layout.clone().or(settings.layout),
        theme: theme(common, settings.theme, environment),
        officer: officer(common),
    })
}

/// The feed of the sample park, served by the simulator.
fn sample_feed() -> Feed {
    Feed {
        code: bounded("sensors"),
        name: bounded("传感"),
        origin: Origin::Simulator,
        token_file: None,
        heartbeat: Span::seconds(5),
        adcode: Vec::new(),
        terms: crate::operations::feed::Terms::default(),
    }
}

/// `NO_COLOR` gives way to what the user typed or wrote for this program.
///
/// Source: no-color.org.
fn theme(common: &Common, written: Option<Theme>, environment: &Environment) -> Option<Theme> {
    common.theme.or(written).or(environment.no_color.then_some(Theme::None))
}

fn officer(common: &Common) -> Option<Text<16>> {
    common.officer.as_deref().map(bounded)
}
