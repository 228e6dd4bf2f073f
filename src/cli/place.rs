//! Which desk a command is about.

use crate::cli::output::Output;
use crate::cli::say;
use crate::config::arguments::Common;
use crate::config::places::DataPlace;
use crate::config::{self, Config, Environment, Exit, Lang};
use crate::engine::drill::run::is_run;
use crate::engine::paths::Paths;

/// What was typed and what the process finds around it.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// What holds for every verb.
    pub(super) common: Common,
    /// The environment.
    pub(super) environment: Environment,
}

impl Place {
    /// Returns the language that the command answers in.
    pub(super) fn lang(&self) -> Lang {
        config::resolve::language(&self.common, &self.environment)
    }

    /// Returns one of two texts, in the command's language.
    pub(super) fn say<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        match self.lang() {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// Says that no desk runs, and what to do.
    pub(super) fn no_desk(&self) -> &'static str {
        self.say(
            "没有运行中的值班台\n  提示: 先运行 dutydesk 或 dutydesk serve",
            "no desk is running\n  hint: start one with `dutydesk` or `dutydesk serve`",
        )
    }

    /// Returns the configuration, or says what is wrong with it.
    pub(super) fn config(&self, output: &Output) -> Result<Config, Exit> {
        config::resolve(&self.common, &self.environment).map_err(|failure| {
            output.message(failure.words().into_lang(self.lang()));
            Exit::Refused
        })
    }

    /// Returns the data directory of the desk that runs, or ran last; of a drill's everything that is printed says so.
    pub(super) fn current(&self, data: &DataPlace, output: &Output) -> Result<Paths, Exit> {
        match data.current() {
            Ok(Some(directory)) => {
                if is_run(&directory) {
                    output.mark_as_drill(self.lang());
                }
                Ok(Paths::of(&directory))
            }
            Ok(None) => {
                output.message(self.no_desk());
                Err(Exit::Refused)
            }
            Err(error) => {
                output.message(say::error(self, &error));
                Err(Exit::Refused)
            }
        }
    }
}
