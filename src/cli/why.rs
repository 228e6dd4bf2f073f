//! `dutydesk why`: the reasons of a grouping, as sentences.

use crate::cli::output::Output;
use crate::cli::place::Place;
use crate::cli::reach::Reach;
use crate::config::Exit;
use crate::ipc::protocol::WhyQuery;
use crate::language;
use crate::units::IncidentId;

/// Prints why an incident's alarms belong together; a device's code asks about its incident.
pub(super) fn run(place: &Place, target: &str, output: &mut Output) -> Exit {
    let number = target.trim_start_matches('#').parse().ok().map(IncidentId);
    let query = number.map_or_else(|| WhyQuery::Device(target.to_owned()), WhyQuery::Incident);
    let Ok(mut reach) = Reach::open(place, output) else { return Exit::Refused };
    match reach.runtime.block_on(reach.client.why(query)) {
        Ok(Some(dossier)) => {
            let mut text = String::new();
            language::reason::why(place.lang(), &dossier, &mut text);
            output.data(text.trim_end());
            Exit::Done
        }
        Ok(None) => {
            output.message(format_args!(
                "{target}: {}",
                place.say(
                    "值班台上没有这个事件或探测器的报警",
                    "no incident of this number, and no alarm of such a device"
                )
            ));
            Exit::Refused
        }
        Err(error) => {
            output.message(error);
            Exit::Refused
        }
    }
}
