//! From the screen of a drill to that of the live desk, in the same terminal.
//!
//! Decides: where the live desk is, and with which command line its screen is opened.
//! Must not know: why somebody goes there.
//!
//! The screen of the live desk is another process image, not a state of this one: nothing of a drill is in it.

use crate::cli::attach::{attaches, typed};
use crate::cli::place::Place;
use crate::config::arguments::Common;
use crate::engine::drill::run::Run;
use crate::engine::paths::Paths;
use crate::language::Lang;
use clap::ValueEnum as _;
use std::ffi::OsString;
use std::io;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The live desk beside a drill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Live {
    /// Where the drill stands that is left for it.
    run: PathBuf,
    data: PathBuf,
    config: Option<PathBuf>,
}

/// Why there is none to go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missing {
    /// The drill was begun without one, or this is no drill.
    None,
    /// It does not run.
    Stopped,
}

/// Finds the live desk of a run, before its own screen is left.
pub(super) fn find(directory: &Path) -> Result<Live, Missing> {
    let run = Run::open(directory).map_err(|error| {
        tracing::debug!("no run of a drill: {error}");
        Missing::None
    })?;
    let card = run.card();
    let data = card.live.clone().ok_or(Missing::None)?;
    UnixStream::connect(Paths::of(&data).socket()).map_err(|_| Missing::Stopped)?;
    Ok(Live { run: directory.to_owned(), data, config: card.config.clone() })
}

/// Puts the screen of the live desk in the place of this process; returns only when that fails.
pub(super) fn go(place: &Place, live: &Live, lang: Lang) -> io::Error {
    match std::env::current_exe() {
        Ok(program) => Command::new(program).args(line(&place.common, live, lang)).exec(),
        Err(error) => error,
    }
}

/// Returns what is said where a screen is left that came over from a drill: the line that goes back.
pub(super) fn way_back(place: &Place, run: &Path) -> String {
    let common = &place.common;
    let mut words = attaches(run);
    let lang = common.lang.map(|_| if place.lang() == Lang::Zh { "zh" } else { "en" });
    for (name, value) in [("--officer", common.officer.as_deref()), ("--lang", lang)] {
        if let Some(value) = value {
            words.extend([name.into(), value.into()]);
        }
    }
    let said = place.say("已离开真实台. 回到演练:", "the live desk's screen is left. Back to the drill:");
    format!("{said}\n  {}", typed(&words))
}

/// Returns the command line: the live desk's own, with who sits here and how they look at it.
fn line(common: &Common, live: &Live, lang: Lang) -> Vec<OsString> {
    let desk = Common {
        config: live.config.clone(),
        sample: live.config.is_none(),
        data_dir: Some(live.data.clone()),
        ..Common::default()
    };
    let mut line: Vec<OsString> = vec!["attach".into()];
    line.extend(desk.written());
    line.extend(["--from-drill".into(), live.run.clone().into()]);
    let theme = common.theme.and_then(|theme| theme.to_possible_value());
    for (name, value) in [
        ("--officer", common.officer.as_deref()),
        ("--layout", common.layout.as_deref()),
        ("--theme", theme.as_ref().map(clap::builder::PossibleValue::get_name)),
        ("--lang", Some(if lang == Lang::Zh { "zh" } else { "en" })),
    ] {
        if let Some(value) = value {
            line.extend([name.into(), value.into()]);
        }
    }
    line
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::{Live, Missing, find, line};
    use crate::config::arguments::Common;
    use crate::engine::drill::run::{Card, Run};
    use crate::language::Lang;
    use std::path::PathBuf;

    #[test]
    fn the_live_desk_is_opened_with_its_own_configuration_and_the_same_officer() {
        let common = Common {
            data_dir: Some("/run/of/a/drill".into()),
            officer: Some("D1".to_owned()),
            ..Common::default()
        };
        let live = |config: Option<&str>| {
            let (run, data) = ("/run/of/a/drill".into(), "/desk".into());
            Live { run, data, config: config.map(PathBuf::from) }
        };
        for (config, lang, wanted) in [
            (
                None,
                Lang::Zh,
                "attach --data-dir /desk --sample --from-drill /run/of/a/drill --officer D1 --lang zh",
            ),
            (
                Some("/etc/my.toml"),
                Lang::En,
                "attach --config /etc/my.toml --data-dir /desk --from-drill /run/of/a/drill --officer D1 --lang en",
            ),
        ] {
            let words = line(&common, &live(config), lang);
            let words: Vec<_> = words.iter().map(|word| word.to_string_lossy()).collect();
            assert_eq!(words.join(" "), wanted);
        }
    }

    #[test]
    fn a_run_without_a_live_desk_or_with_one_that_is_stopped_says_so() {
        let scratch = tempfile::tempdir().unwrap();
        assert_eq!(find(scratch.path()), Err(Missing::None), "no run");
        let alone = scratch.path().join("alone");
        Run::make(&alone, Card::default(), "").unwrap();
        assert_eq!(find(&alone), Err(Missing::None));
        let beside = scratch.path().join("beside");
        let live = Some(scratch.path().join("live"));
        Run::make(&beside, Card { live, ..Card::default() }, "").unwrap();
        assert_eq!(find(&beside), Err(Missing::Stopped));
    }
}
