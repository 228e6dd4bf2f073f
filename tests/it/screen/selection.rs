//! What is selected is an incident, never a line: no snapshot moves a hand's choice to another one.

use crate::screen::Seat;
use crate::screen::night::{self, fire, water};
use dutydesk::language::Lang;
use dutydesk::operations::incident::View;
use dutydesk::terminal::key::Code;
use dutydesk::units::IncidentId;
use proptest::prelude::*;

/// Which incidents a snapshot lists, in its order, how long they burn, and how long nobody touches a key before it.
fn snapshots() -> impl Strategy<Value = Vec<(Vec<(u32, bool)>, u64)>> {
    let row = (1_000_u32..1_012, any::<bool>());
    prop::collection::vec((prop::collection::vec(row, 1..10), 0_u64..200_000), 1..30)
}

fn views(rows: &[(u32, bool)]) -> Vec<View> {
    let mut views: Vec<View> = Vec::new();
    for (id, burns) in rows {
        if !views.iter().any(|view| view.id == IncidentId(*id)) {
            views.push(if *burns { fire(*id, 5) } else { water(*id) });
        }
    }
    views
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]
    #[test]
    fn what_a_hand_selected_stays_selected_while_it_is_listed(steps in snapshots(), downs in 0_usize..6) {
        let mut seat = Seat::new(Lang::Zh, 80, 24);
        let mut steps = steps.into_iter();
        let (first, _) = steps.next().unwrap();
        seat.screen.snapshot(night::snapshot(&views(&first)), seat.now);
        seat.press(Code::Home);
        for _ in 0..downs {
            seat.press(Code::Down);
        }
        let mut chosen = seat.screen.selected();
        for (rows, wait) in steps {
            seat.wait(wait);
            let views = views(&rows);
            let listed = views.iter().any(|view| Some(view.id) == chosen);
            seat.screen.snapshot(night::snapshot(&views), seat.now);
            seat.text();
            if listed {
                prop_assert_eq!(seat.screen.selected(), chosen);
            } else {
                // It is gone: the desk chose, and a hand takes that up.
                seat.press(Code::Up);
                chosen = seat.screen.selected();
            }
        }
    }
}
