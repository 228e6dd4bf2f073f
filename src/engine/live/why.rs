//! The reasons that `why` asks for.
//!
//! Decides: what of the state answers. Must not know: how it is told.

use crate::correlation::alarm::{AlarmClass, AlarmKey};
use crate::ipc::protocol::{Why, WhyQuery};
use crate::operations::state::State;
use crate::operations::{dossier, suppression};

/// Returns the reasons of an incident, or of a device by its code.
pub(in crate::engine) fn why(state: &State, query: &WhyQuery) -> Why {
    let of = |incident| {
        let look = crate::operations::snapshot::Look { selected: incident, ..Default::default() };
        dossier::gather(state, look).map(Box::new)
    };
    match query {
        WhyQuery::Incident(incident) => Why { dossier: of(Some(*incident)), held: Vec::new() },
        WhyQuery::Device(code) => state.device(code).map_or_else(Why::default, |device| {
            let held = AlarmClass::ALL.into_iter().filter_map(|class| {
                let held = suppression::view::held(state, AlarmKey { device, class })?;
                Some((class, held))
            });
            Why { dossier: of(state.correlation.incident_of(device)), held: held.collect() }
        }),
    }
}
