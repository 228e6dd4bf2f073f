//! What stands open when a drill begins, and whom the first incident owes: a night that was taken over, a false alarm first.

use crate::drill::milestones::measured;
use crate::drill::run::{
    Entry, ONE, TWO, acknowledged, began, endangers, ended, opened, ordered, scenario, score, told_119,
    verified,
};
use dutydesk::drill::score::{Judgement, Milestone, Step};
use dutydesk::operations::fact::Body;
use dutydesk::operations::incident::{self, Cause, Verdict};

#[test]
fn a_night_that_was_taken_over_owes_what_it_left_open() {
    use Judgement::{Late, Missed, OnTime};
    let denied = Verdict::False { cause: Cause::Steam, restored: true };
    let closed = Body::Incident(incident::Fact::Closed {
        incident: TWO,
        disposition: incident::Disposition::Handled,
        reason: None,
    });
    let night = |mut acts: Vec<Entry>| {
        let mut all = vec![
            (2, opened(TWO)),
            (2, endangers(TWO)),
            (3, verified(TWO, denied)),
            (4, closed.clone()),
            (100, opened(ONE)),
            (100, endangers(ONE)),
            (130, acknowledged(ONE)),
            (200, began()),
        ];
        all.append(&mut acts);
        all.push((10_000, ended()));
        let found = score(&scenario(Vec::new()), &all).unwrap();
        let row = |it: &Milestone| (it.step, it.from.entry.0, it.done.map(|mark| mark.entry.0), it.judgement);
        found.milestones.iter().map(row).collect::<Vec<_>>()
    };
    // The beginning is entry 8; the other incident was closed before it, and 受理 was the night's.
    assert_eq!(
        night(Vec::new()),
        [(Step::Fire, 8, None, Missed), (Step::Verify, 8, None, Missed), (Step::Leader, 8, None, Missed)]
    );
    assert_eq!(
        night(vec![(250, told_119(ONE)), (310, verified(ONE, Verdict::Real)), (320, ordered(ONE, 4, None))]),
        [
            (Step::Fire, 8, Some(9), OnTime),
            (Step::Verify, 8, Some(10), Late),
            (Step::Dispatch, 10, Some(11), OnTime),
            (Step::Accept, 8, None, Missed),
            (Step::Leader, 8, None, Missed),
            (Step::Report, 10, None, Missed),
        ]
    );
}

#[test]
fn the_leader_is_owed_at_the_first_that_was_no_false_alarm() {
    let denied = Verdict::False { cause: Cause::Steam, restored: true };
    let found = measured(&[
        (2, opened(ONE)),
        (2, endangers(ONE)),
        (50, verified(ONE, denied)),
        (100, opened(TWO)),
        (100, endangers(TWO)),
        (150, verified(TWO, Verdict::Real)),
    ]);
    let leader: Vec<_> = found.iter().filter(|row| row.0 == Step::Leader).collect();
    assert_eq!(leader, [&(Step::Leader, 5, None, Judgement::Missed)]);
}
