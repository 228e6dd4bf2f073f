//! `dutydesk stop`: the desk ends in order.

use crate::cli::output::Output;
use crate::cli::place::Place;
use crate::cli::reach::Reach;
use crate::cli::say;
use crate::config::Exit;

/// Stops the desk and waits until it says that it does.
pub(super) fn run(place: &Place, output: &mut Output) -> Exit {
    let Ok(mut reach) = Reach::open(place, output) else { return Exit::Refused };
    match reach.runtime.block_on(reach.client.stop()) {
        Ok(()) => Exit::Done,
        Err(error) => {
            output.message(say::error(place, &error));
            Exit::Refused
        }
    }
}
