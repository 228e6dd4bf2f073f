//! The subcommands, a file each.
//!
//! Decides: what is printed, and which exit code tells it.
//! Must not know: anything that a room already knows.
//!
//! Data goes to stdout, messages to stderr. A closed pipe ends a command quietly: whoever read it has enough.

mod act;
mod attach;
pub mod check;
mod decode;
mod drill;
mod journal;
mod output;
mod passphrase;
mod place;
mod reach;
mod rejects;
mod report;
mod say;
mod serve;
mod simulate;
mod status;
mod stop;
mod usage;
mod why;

use crate::cli::output::Output;
use crate::cli::place::Place;
use crate::config::arguments::{self, Verb};
use crate::config::{Arguments, Environment, Exit};
use std::ffi::OsString;

/// Runs the program: one command line to one exit code.
pub fn run(line: impl IntoIterator<Item = OsString>) -> Exit {
    let mut output = Output::of_process();
    let (line, environment): (Vec<OsString>, _) = (line.into_iter().collect(), Environment::of_process());
    let arguments = match Arguments::read(line.clone()) {
        Ok(arguments) => arguments,
        Err(error) => {
            match usage::chinese(&error, usage::language(&line, &environment)) {
                Some(said) => output.message(said),
                // A help text that nobody reads any more is no failure.
                None => drop(error.print()),
            }
            return arguments::exit_of(&error);
        }
    };
    let place = Place { common: arguments.common, environment };
    match arguments.verb {
        None => attach::open(&place, &mut output),
        Some(Verb::Serve { ends_with_last_screen }) => {
            serve::run(&place, serve::Ends::of(ends_with_last_screen), &mut output)
        }
        Some(Verb::Attach { from_drill }) => attach::run(&place, from_drill.as_deref(), &mut output),
        Some(Verb::Stop) => stop::run(&place, &mut output),
        Some(Verb::Act { line }) => act::run(&place, &line, &mut output),
        Some(Verb::Status { json }) => status::run(&place, json, &mut output),
        Some(Verb::Why { target }) => why::run(&place, &target, &mut output),
        Some(Verb::Rejects { input }) => rejects::run(&place, input, &mut output),
        Some(Verb::Check { scenarios }) => check::print(&place, &scenarios, &mut output),
        Some(Verb::Passphrase { officer }) => passphrase::run(&place, &officer, &mut output),
        Some(Verb::Simulate(simulate)) => simulate::run(&place, &simulate, &mut output),
        Some(Verb::Decode { format, files }) => decode::run(&place, &format, &files, &mut output),
        Some(Verb::Journal { verb }) => journal::run(&place, &verb, &mut output),
        Some(Verb::Report { verb }) => report::run(&place, &verb, &mut output),
        Some(Verb::Drill(drill)) => drill::run(&place, &drill, &mut output),
    }
}
