//! Whether a team that does not go leaves a place that somebody is to fill.
//!
//! Decides: when an order that came to nothing holds the next act. Must not know: who is best for it.
//!
//! Invariant: nobody is asked to send where there is nobody to send, nor where an officer has said that nobody is needed.

use crate::operations::dispatch::{Dispatch, Status, Task};
use crate::units::{Instant, TeamId};

/// Returns whether a further team is wanted for a task that one refused, or did not answer for.
///
/// `does`: whether a team does a task; `free`: whether one that does it could still be sent; `evacuated`: when everybody was
/// ordered out last: what was wanted before that is wanted no more.
pub fn is_left<'a>(
    orders: &(impl Iterator<Item = &'a Dispatch> + Clone),
    evacuated: Option<Instant>,
    does: impl Fn(TeamId, Task) -> bool,
    free: impl Fn(Task) -> bool,
) -> bool {
    let goes = |order: &Dispatch| order.status.is_bound() && order.status != Status::Unanswered;
    let covers = |order: &Dispatch, task| goes(order) && (order.task == task || does(order.team, task));
    let came_to_nothing = |order: &Dispatch| {
        let declined = matches!(order.status, Status::Refused | Status::Unanswered);
        declined && is_needed(order.task) && !order.waived && evacuated.is_none_or(|at| order.ordered > at)
    };
    orders.clone().filter(|order| came_to_nothing(order)).any(|order| {
        let is_covered = orders.clone().any(|other| covers(other, order.task));
        !is_covered && free(order.task)
    })
}

/// Returns whether a rescue needs a task done: the outer cordon, a look and a survey are offered, and wait for nobody.
pub const fn is_needed(task: Task) -> bool {
    match task {
        Task::Guide
        | Task::Cordon
        | Task::Attack
        | Task::Plug
        | Task::Water
        | Task::Medical
        | Task::Power => true,
        Task::Outer | Task::Survey | Task::Look => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_left;
    use crate::operations::dispatch::{Dispatch, Status, Task};
    use crate::text::bounded;
    use crate::units::{DispatchId, IncidentId, Instant, TeamId};

    /// Its name, the orders, the evacuation, whether somebody is free, what is wanted.
    type Case<'a> = (&'a str, &'a [Dispatch], Option<i64>, bool, bool);

    fn order(team: u32, task: Task, status: Status) -> Dispatch {
        Dispatch {
            id: DispatchId(team),
            incident: IncidentId(1),
            team: TeamId(team),
            code: bounded("T"),
            task,
            status,
            since: Instant(100),
            ordered: Instant(100),
            arrives: None,
            evacuate: None,
            evacuated: None,
            elsewhere: false,
            waived: false,
        }
    }

    #[test]
    fn only_a_place_that_somebody_can_fill_is_left() {
        use Status::{Accepted, Back, OnScene, Ordered, Refused, Released, Replaced, Unanswered};
        let waived = Dispatch { waived: true, ..order(2, Task::Cordon, Refused) };
        let refused = order(2, Task::Cordon, Refused);
        let silent = order(2, Task::Cordon, Unanswered);
        let guide = |status| order(1, Task::Guide, status);
        let cordon = |status| order(1, Task::Cordon, status);
        // Team 3 does the cordon beside its own task; others could be sent for it unless `free` says no.
        let attack = order(3, Task::Attack, Accepted);
        let cases: &[Case<'_>] = &[
            ("nobody was ordered", &[], None, true, false),
            ("it refused", &[refused], None, true, true),
            ("it did not answer", &[silent], None, true, true),
            ("volunteers at the outer cordon", &[order(2, Task::Outer, Refused)], None, true, false),
            ("another task goes", &[refused, guide(Accepted)], None, true, true),
            ("another goes for it", &[refused, cordon(Accepted)], None, true, false),
            ("another is ordered for it", &[refused, cordon(Ordered)], None, true, false),
            ("another is there", &[refused, cordon(OnScene)], None, true, false),
            ("it was released: the task is over", &[refused, cordon(Released)], None, true, false),
            ("another did not answer either", &[refused, cordon(Unanswered)], None, true, true),
            ("another went home", &[refused, cordon(Back)], None, true, true),
            ("one that goes does this too", &[refused, attack], None, true, false),
            ("nobody does it", &[refused], None, false, false),
            ("an officer says that nobody is needed", &[waived], None, true, false),
            ("replaced", &[order(2, Task::Cordon, Replaced), cordon(Accepted)], None, true, false),
            ("everybody is to get out since", &[refused, silent], Some(150), true, false),
            ("ordered after everybody got out", &[refused], Some(50), true, true),
        ];
        for (name, orders, evacuated, free, wanted) in cases {
            let does = |team: TeamId, task| team == TeamId(3) && task == Task::Cordon;
            let left = is_left(&orders.iter(), evacuated.map(Instant), does, |_| *free);
            assert_eq!(left, *wanted, "{name}");
        }
    }
}
