//! Official warnings: issued, replaced, ended, run out, repeated, lost.

use super::fixture::{Desk, T0, kinds, rainstorm, registry};
use dutydesk::correlation::reference::ZoneKind;
use dutydesk::feed::decode::words::Type;
use dutydesk::feed::encode::WarningBody;
use dutydesk::limits::{SNAPSHOT_WARNINGS_MAX, WARNINGS_MAX};
use dutydesk::operations::desk;
use dutydesk::operations::fact::Body;
use dutydesk::operations::warning::Colour;
use dutydesk::units::Span;

fn sites() -> usize {
    registry().correlation.zones.iter().filter(|zone| zone.kind == ZoneKind::Site).count()
}

#[test]
fn sites_are_counted_by_the_division_or_its_prefix() {
    let all = sites();
    assert!(all > 3);
    for (adcodes, covered) in [
        (vec![320_321], all),
        (vec![320_300], all),
        (vec![320_000], all),
        (vec![320_322], 0),
        (vec![320_400], 0),
        (vec![330_000], 0),
        (vec![330_000, 320_300], all),
    ] {
        let mut desk = Desk::new();
        desk.warned(0, &WarningBody { adcodes: adcodes.clone(), ..rainstorm(Type::Issue, "a", &[]) });
        assert_eq!(usize::from(desk.snapshot().warnings[0].sites), covered, "{adcodes:?}");
    }
}

#[test]
fn a_warning_is_issued_replaced_and_ended() {
    let mut desk = Desk::new();
    assert_eq!(kinds(&desk.warned(0, &rainstorm(Type::Issue, "a", &[]))), ["warning.taken"]);
    let red = WarningBody { colour: Colour::Red, ..rainstorm(Type::Update, "b", &["a"]) };
    assert_eq!(kinds(&desk.warned(60_000, &red)), ["warning.taken"]);
    let standing = desk.driver.state.warnings.standing();
    assert_eq!((standing.len(), standing[0].message.colour), (1, Colour::Red), "one warning, replaced");
    // By the newest identity or by the first.
    for reference in ["a", "b"] {
        let mut ended = Desk::new();
        ended.warned(0, &rainstorm(Type::Issue, "a", &[]));
        ended.warned(60_000, &red);
        assert_eq!(
            kinds(&ended.warned(90_000, &rainstorm(Type::Cancel, "c", &[reference]))),
            ["warning.taken"]
        );
        assert!(ended.driver.state.warnings.standing().is_empty(), "{reference}");
    }
}

#[test]
fn what_was_replaced_does_not_come_back_when_a_feed_begins_anew() {
    let mut desk = Desk::new();
    let orange = rainstorm(Type::Issue, "a", &[]);
    let red = WarningBody { colour: Colour::Red, ..rainstorm(Type::Update, "b", &["a"]) };
    desk.warned_as_of(0, 0, &orange);
    desk.warned_as_of(60_000, 60_000, &red);
    // The feed sends everything again, stamped as it was.
    assert!(desk.warned_as_of(90_000, 0, &orange).is_empty());
    assert!(desk.warned_as_of(91_000, 60_000, &red).is_empty());
    let standing = desk.driver.state.warnings.standing();
    assert_eq!((standing.len(), standing[0].message.colour), (1, Colour::Red));
    assert_eq!(desk.snapshot().status.turned_away, 0);
}

#[test]
fn the_same_identity_with_another_colour_is_news() {
    let mut desk = Desk::new();
    desk.warned(0, &rainstorm(Type::Issue, "a", &[]));
    let red = WarningBody { colour: Colour::Red, ..rainstorm(Type::Update, "a", &[]) };
    assert_eq!(kinds(&desk.warned(1_000, &red)), ["warning.taken"]);
    assert_eq!(desk.driver.state.warnings.standing()[0].message.colour, Colour::Red);
}

#[test]
fn a_warning_runs_out_at_its_own_instant() {
    for looks in [500, 7_000, 100_000] {
        let mut desk = Desk::new();
        let expires = Some(T0.after(Span::seconds(60)));
        desk.warned(0, &WarningBody { expires, ..rainstorm(Type::Issue, "a", &[]) });
        let mut millis = 0;
        while millis < 100_000 {
            millis += looks;
            desk.tick(millis);
        }
        let ends: Vec<_> = desk
            .facts
            .iter()
            .filter(|fact| fact.body.kind() == "warning.expired")
            .map(|fact| fact.at)
            .collect();
        assert_eq!(ends, [T0.after(Span::seconds(60))], "looked every {looks} ms");
        assert!(desk.driver.state.warnings.standing().is_empty());
    }
}

#[test]
fn the_end_of_a_warning_that_nobody_had_is_written_and_ends_nothing() {
    let mut desk = Desk::new();
    desk.warned(0, &rainstorm(Type::Issue, "a", &[]));
    assert_eq!(kinds(&desk.warned(1_000, &rainstorm(Type::Cancel, "z", &["y"]))), ["warning.dangling"]);
    assert_eq!(desk.driver.state.warnings.standing().len(), 1);
}

#[test]
fn a_full_table_counts_what_it_turns_away_and_no_repeat_of_what_it_has() {
    let mut desk = Desk::new();
    let name = |number: usize| format!("w-{number}");
    for number in 0..WARNINGS_MAX {
        desk.warned(number as i64, &rainstorm(Type::Issue, &name(number), &[]));
    }
    desk.warned_as_of(1_000, 3, &rainstorm(Type::Issue, &name(3), &[]));
    assert_eq!(desk.snapshot().status.turned_away, 0, "it stands already");
    let facts = desk.warned(2_000, &rainstorm(Type::Issue, "one too many", &[]));
    assert!(matches!(facts[0].body, Body::Desk(desk::Fact::TurnedAway { count: 1 })), "{facts:?}");
    assert_eq!(desk.snapshot().status.turned_away, 1);
    // What stands can still be changed and ended.
    let red = WarningBody { colour: Colour::Red, ..rainstorm(Type::Update, "new", &["w-100"]) };
    assert_eq!(kinds(&desk.warned(3_000, &red)), ["warning.taken"]);
    let shown = desk.snapshot().warnings;
    assert_eq!(
        (shown.len(), shown[0].colour),
        (SNAPSHOT_WARNINGS_MAX, Colour::Red),
        "the worst is shown first"
    );
    assert_eq!(kinds(&desk.warned(4_000, &rainstorm(Type::Cancel, "end", &["w-5"]))), ["warning.taken"]);
    assert_eq!(kinds(&desk.warned(5_000, &rainstorm(Type::Issue, "now it fits", &[]))), ["warning.taken"]);
}
