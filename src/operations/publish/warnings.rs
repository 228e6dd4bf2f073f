//! The warnings of a snapshot: what touches a site first, then the worst.

use crate::limits::WARNINGS_MAX;
use crate::operations::delivery::About;
use crate::operations::dossier::is_night;
use crate::operations::snapshot::Snapshot;
use crate::operations::state::State;
use crate::operations::warning::view::{INSURED_SHOWN_MAX, Insured, Relay};
use crate::operations::warning::{Extent, View, Warning};
use arrayvec::ArrayVec;
use std::cmp::Reverse;

/// Returns where a warning stands among others: what touches a site first, then the worst, then the first.
pub(in crate::operations) fn order(warning: &Warning) -> impl Ord + use<> {
    (Reverse(warning.touch.sites > 0), Reverse(warning.message.colour), warning.id)
}

pub(super) fn fill_warnings(state: &State, snapshot: &mut Snapshot) {
    snapshot.warnings.clear();
    let mut worst: ArrayVec<&Warning, WARNINGS_MAX> =
        state.warnings.standing().iter().take(WARNINGS_MAX).collect();
    worst.sort_unstable_by_key(|it| order(it));
    for it in worst.into_iter().take(snapshot.warnings.capacity()) {
        snapshot.warnings.push(view(state, it));
    }
    fill_relays(state, snapshot);
}

fn view(state: &State, it: &Warning) -> View {
    let insured = it.touch.insured.iter().map(|(insurer, sum)| {
        let insurer = state.reference().insurers.get(insurer.index());
        Insured { insurer: insurer.map(|insurer| insurer.code).unwrap_or_default(), sum: *sum }
    });
    View {
        id: it.id,
        colour: it.message.colour,
        status: it.message.status,
        event: it.message.event,
        sender: it.message.sender,
        headline: it.message.headline,
        issued: it.message.issued,
        expires: it.message.expires,
        stale: it.is_stale(state.now),
        doubted: it.is_doubted(),
        sites: it.touch.sites,
        people: it.touch.people(is_night(state.now)),
        people_unknown: it.touch.people_unknown,
        insured: it.touch.sum(),
        insurers: insured.take(INSURED_SHOWN_MAX).collect(),
        extent: Extent::of(&it.message),
        relays: ArrayVec::new(),
    }
}

/// Adds whom each warning was relayed to; of several tries the last one counts.
fn fill_relays(state: &State, snapshot: &mut Snapshot) {
    for it in state.deliveries.all() {
        let About::Relay(id) = it.about else { continue };
        let Some(row) = snapshot.warnings.iter_mut().find(|row| row.id == id) else { continue };
        let relay = Relay {
            target: it.target,
            to: crate::operations::listing::warnings::called(state, it.target, it.post),
            stage: it.stage,
        };
        match row.relays.iter_mut().find(|known| known.target == it.target) {
            Some(known) => *known = relay,
            // Who finds no place here stands on the page of the warnings.
            None => drop(row.relays.try_push(relay)),
        }
    }
}
