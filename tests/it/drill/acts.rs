//! One act that stands in many entries, as a score takes it.

use crate::drill::run::{self, Nobody, ONE, at, began, expects, given, ordered};
use crate::operations::fixture::proved;
use dutydesk::drill::expected::Expected;
use dutydesk::drill::scenario::Scenario;
use dutydesk::drill::score::Tally;
use dutydesk::operations::actor::Actor;
use dutydesk::operations::fact::Fact;
use dutydesk::text::bounded;
use dutydesk::units::{ActionId, EntryNumber};

/// An act's number stands on its first entry; the teams that it orders besides stand in entries of their own.
#[test]
fn one_act_that_orders_many_teams_answers_one_item() {
    let any = Expected::Ordered(None, None);
    let scenario = run::scenario(vec![expects("E1", any), expects("E2", any)]);
    let fourth = Expected::Ordered(Some(bounded("T4")), None);
    let named = run::scenario(vec![expects("E1", any), expects("E2", fourth)]);
    let done = |scenario: &Scenario, acts: &[(Option<u128>, u32)]| {
        let mut tally = Tally::new(scenario);
        let orders = acts.iter().map(|(action, team)| {
            let action = action.map(ActionId);
            Fact { at: at(5), actor: proved("D1"), action, body: ordered(ONE, *team, None) }
        });
        let before =
            [began(), given(0)].map(|body| Fact { at: at(0), actor: Actor::Desk, action: None, body });
        for (place, fact) in before.into_iter().chain(orders).enumerate() {
            tally.take(EntryNumber(place as u64 + 1), &fact, |expected, body| expected.is(body, &Nobody));
        }
        let items = tally.finish().unwrap().items;
        items.iter().map(|item| item.done.map(|done| done.entry.0)).collect::<Vec<_>>()
    };
    assert_eq!(done(&scenario, &[(Some(7), 1), (None, 2), (None, 3)]), [Some(3), None]);
    assert_eq!(done(&scenario, &[(Some(7), 1), (None, 2), (Some(8), 3)]), [Some(3), Some(5)]);
    assert_eq!(done(&named, &[(Some(7), 1), (None, 4)]), [Some(3), Some(4)], "another kind is another item");
}
