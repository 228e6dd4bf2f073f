//! The teams as a screen shows them.

use crate::operations::snapshot::{Snapshot, TeamOrder, TeamView};
use crate::operations::state::State;
use crate::text::Text;
use crate::units::TeamId;

pub(super) fn fill_teams(state: &State, snapshot: &mut Snapshot) {
    let site = snapshot.incidents.first().and_then(|view| state.incidents.get(view.id));
    let site = site.and_then(|incident| state.site_of(incident.zone));
    let site = site.and_then(|site| state.reference().sites.get(site.index()));
    snapshot.teams.clear();
    for (at, team) in state.reference().teams.iter().take(snapshot.teams.capacity()).enumerate() {
        let mut tasks = Text::<96>::new();
        for task in &team.tasks {
            let separator = if tasks.is_empty() { "" } else { " " };
            if tasks.len() + separator.len() + task.len() <= tasks.capacity() {
                tasks.push_str(separator);
                tasks.push_str(task);
            }
        }
        let from = (team.latitude_micro, team.longitude_micro);
        let distance_m = site.and_then(|site| distance(from, (site.latitude_micro, site.longitude_micro)));
        snapshot.teams.push(TeamView {
            code: team.code,
            name: team.name,
            tasks,
            phone: team.phone,
            distance_m,
            in_service: team.in_service,
            order: team_order(state, TeamId(at as u32)),
        });
    }
}

/// Returns the order that binds a team now.
pub(in crate::operations) fn team_order(state: &State, team: TeamId) -> Option<TeamOrder> {
    let order = state.dispatches.of_team(team)?;
    Some(TeamOrder {
        incident: order.incident,
        task: order.task,
        status: order.status,
        since: order.since,
        arrives: order.arrives,
    })
}

/// Returns the metres between two places, both given in millionths of a degree; none when either is not stated.
///
/// A flat reckoning: within a county it errs by less than a hundredth. A degree is 111,320 m; one of longitude is
/// that times the cosine of the latitude, taken from a table of whole tens of degrees, interpolated.
pub(in crate::operations) fn distance(from: (i32, i32), to: (i32, i32)) -> Option<u32> {
    const COSINE_MILLI: [i64; 10] = [1_000, 985, 940, 866, 766, 643, 500, 342, 174, 0];
    if from == (0, 0) || to == (0, 0) {
        return None;
    }
    let tenth = (i64::from(to.0).abs() / 10_000_000).min(8) as usize;
    let rest = i64::from(to.0).abs() % 10_000_000;
    let (low, high) = (COSINE_MILLI[tenth], COSINE_MILLI[tenth + 1]);
    let cosine = low + (high - low) * rest / 10_000_000;
    let north = (i64::from(from.0) - i64::from(to.0)) * 11_132 / 100_000;
    let east = (i64::from(from.1) - i64::from(to.1)) * 11_132 / 100_000 * cosine / 1_000;
    u32::try_from((north * north + east * east).unsigned_abs().isqrt()).ok()
}
