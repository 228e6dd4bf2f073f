//! `dutydesk passphrase`: an officer gets a passphrase.

use crate::cli::output::Output;
use crate::cli::place::Place;
use crate::cli::reach::read_passphrase;
use crate::cli::say;
use crate::cli::serve::load_registry;
use crate::config::{Exit, Mode};
use crate::engine::clock;
use crate::ipc::passphrase::{Book, Cost};

/// Sets the passphrase that is read from stdin; it holds at once.
pub(super) fn run(place: &Place, officer: &str, output: &mut Output) -> Exit {
    let Ok(config) = place.config(output) else { return Exit::Refused };
    if config.mode == Mode::Sample {
        output.message(place.say(
            "示例的口令都是 sample, 不能更改",
            "every officer of the sample has the passphrase `sample`; it cannot be changed",
        ));
        return Exit::Refused;
    }
    let Ok(registry) = load_registry(place, &config, output) else { return Exit::Refused };
    let Some((_, person)) = registry.operations.person(officer) else {
        output.message(format_args!(
            "{officer}: {}",
            place.say("台账里没有这个人", "the registry has no such officer")
        ));
        return Exit::Refused;
    };
    let code = person.code;
    let Ok(passphrase) = read_passphrase(place, output) else { return Exit::Refused };
    let set =
        config.data.open(clock::today()).map_err(|error| say::error(place, &error)).and_then(|directory| {
            let set = Book::new(&directory, Cost::DESK).set(&code, &passphrase);
            set.map_err(|error| say::error(place, &error))
        });
    match set {
        Ok(()) => Exit::Done,
        Err(error) => {
            output.message(error);
            Exit::Refused
        }
    }
}
