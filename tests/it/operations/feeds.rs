//! How feeds fare: a desk that is deaf says so and sounds, and nothing that was refused is lost to the eye.

use crate::operations::fixture::{self, Desk, T0, proved, says, sensor};
use dutydesk::correlation::event::Conditions;
use dutydesk::engine::input::Input;
use dutydesk::feed::decode::words::Type;
use dutydesk::limits::{QUARANTINE_MAX, QUARANTINE_MESSAGE_BYTES_MAX};
use dutydesk::operations::actor::Actor;
use dutydesk::operations::command::Body as Command;
use dutydesk::operations::fact::{Body, Fact};
use dutydesk::operations::feed::alarm::BROKEN_AFTER;
use dutydesk::operations::feed::view::{Link, Skew};
use dutydesk::operations::feed::{self, Deaf, Format, Health, LostCause, Terms, View};
use dutydesk::operations::listing::health::{Line, REFUSED, Refused};
use dutydesk::operations::listing::{Listing, PageLook, RowId, Rows, gather};
use dutydesk::operations::outcome::Refusal;
use dutydesk::operations::state::{State, Verdict};
use dutydesk::text::bounded;
use dutydesk::units::{FeedId, Instant, Span};
use sha2::{Digest as _, Sha256};

const FEED: FeedId = FeedId(0);

fn with(terms: Terms) -> Desk {
    let mut desk = Desk::new();
    desk.take(&Input::Terms { terms: Box::new([terms]) });
    desk
}

/// What was decided of feeds; the park's devices fall silent meanwhile, and that is their own affair.
fn kinds(facts: &[Fact]) -> Vec<&'static str> {
    fixture::kinds(facts).into_iter().filter(|kind| kind.starts_with("feed.")).collect()
}

/// A desk whose feed may be silent for a minute.
fn minute() -> Desk {
    with(Terms { silence_max: Some(Span::seconds(60)), ..Terms::default() })
}

fn report(desk: &mut Desk, millis: i64, health: Health) -> Vec<Fact> {
    desk.now = T0.after(Span(millis));
    desk.take(&Input::Health { feed: FEED, health }).1
}

fn up(desk: &mut Desk, millis: i64) -> Vec<Fact> {
    report(desk, millis, Health::Started { stream: bounded("s"), from: 1, resumed: true })
}

fn down(desk: &mut Desk, millis: i64) -> Vec<Fact> {
    report(desk, millis, Health::Lost { cause: LostCause::Unreachable })
}

fn send(desk: &mut Desk, millis: i64, bytes: &[u8]) -> Vec<Fact> {
    desk.now = T0.after(Span(millis));
    desk.take(&Input::Frame { feed: FEED, bytes }).1
}

fn tell(desk: &mut Desk, millis: i64, sequence: u64, bytes: &[u8]) -> Vec<Fact> {
    desk.now = T0.after(Span(millis));
    desk.take(&Input::Message { feed: FEED, sequence, topic: "", bytes }).1
}

fn view(desk: &Desk) -> View {
    desk.snapshot().feeds[0]
}

fn known(desk: &mut Desk, actor: Actor) -> (Verdict, Vec<Fact>) {
    desk.act(actor, Command::Feed(feed::Command::Acknowledge { feed: bounded("sensors") }))
}

fn look(selected: Option<RowId>) -> PageLook {
    PageLook {
        page: Listing::Health,
        filter: bounded(REFUSED.0),
        first_row: 0,
        rows: 200,
        selected,
        incident: None,
    }
}

fn refused(state: &State, selected: Option<RowId>) -> Vec<Refused> {
    let Rows::Health(rows) = gather(state, look(selected)).rows else { panic!("the page of feeds") };
    rows.into_iter().filter_map(|row| if let Line::Refused(row) = row { Some(*row) } else { None }).collect()
}

#[test]
fn a_silent_feed_sounds_until_somebody_knows_and_is_told_once() {
    let mut desk = minute();
    up(&mut desk, 1_000);
    assert!(!view(&desk).sounds());
    assert_eq!(kinds(&desk.tick(60_999)), [""; 0]);
    assert_eq!(kinds(&desk.tick(61_000)), ["feed.silent"]);
    assert!(view(&desk).sounds());
    // Neither time nor a heartbeat nor a new connection is a word.
    for millis in [90_000, 600_000] {
        assert_eq!(kinds(&desk.tick(millis)), [""; 0]);
    }
    report(&mut desk, 700_000, Health::Beat { last: 0 });
    assert_eq!(kinds(&up(&mut desk, 701_000)), ["feed.up"]);
    assert_eq!(kinds(&desk.tick(800_000)), [""; 0], "one silence is one entry");
    assert!(view(&desk).sounds());
    // Bytes that nobody can read are no word either.
    assert_eq!(kinds(&send(&mut desk, 801_000, b"{")), ["feed.rejected"]);
    assert!(view(&desk).sounds());
    let (verdict, facts) = known(&mut desk, proved("D1"));
    assert!(matches!(verdict, Verdict::Decided { remark: None, .. }), "{verdict:?}");
    assert_eq!(kinds(&facts), ["feed.known"]);
    let alarm = view(&desk).alarm.unwrap();
    assert_eq!((alarm.deaf, alarm.since, view(&desk).sounds()), (Deaf::Silent, T0.after(Span(1_000)), false));
    assert!(alarm.known.is_some_and(|(who, _)| !who.is_empty()), "who knows it stands beside it");
    let facts = desk.hear(900_000, &says("S-2031", Type::Online, Conditions::NONE));
    assert!(kinds(&facts).contains(&"feed.speaks"), "{facts:?}");
    assert_eq!(view(&desk).alarm, None);
    let (verdict, _) = known(&mut desk, proved("D1"));
    assert!(matches!(verdict, Verdict::Refused(Refusal::Feed(feed::Refusal::Heard(_)))), "{verdict:?}");
    assert_eq!(kinds(&desk.tick(960_000)), ["feed.silent"], "the next silence is another one");
}

#[test]
fn a_broken_feed_sounds_after_its_bound_and_one_that_comes_and_goes_is_broken_too() {
    let mut desk = Desk::new();
    let bound = BROKEN_AFTER.0;
    assert_eq!(kinds(&down(&mut desk, 1_000)), ["feed.down"]);
    assert_eq!(kinds(&desk.tick(1_000 + bound - 1)), [""; 0]);
    assert_eq!(kinds(&desk.tick(1_000 + bound)), ["feed.broken"]);
    assert!(view(&desk).sounds());
    assert_eq!(kinds(&desk.tick(10 * bound)), [""; 0]);
    up(&mut desk, 11 * bound);
    assert!(!view(&desk).sounds(), "it stands again");
    // It stands for ten seconds at a time and says nothing: no second entry, and it sounds while it is gone.
    let mut facts = Vec::new();
    for nth in 0..20 {
        let at = 11 * bound + nth * 20_000;
        facts.extend(down(&mut desk, at + 10_000));
        assert!(view(&desk).sounds());
        facts.extend(up(&mut desk, at + 20_000));
    }
    assert!(!kinds(&facts).contains(&"feed.broken"), "{:?}", kinds(&facts));
    // Heard once, or having stood for a while, a break is another one.
    let at = 30 * bound;
    desk.hear(at, &says("S-2031", Type::Online, Conditions::NONE));
    down(&mut desk, at + 1_000);
    assert!(!view(&desk).sounds());
    assert_eq!(kinds(&desk.tick(at + 1_000 + bound)), ["feed.broken"]);
    up(&mut desk, at + 2 * bound);
    down(&mut desk, at + 4 * bound);
    assert!(!view(&desk).sounds(), "it stood for two minutes");
    assert_eq!(kinds(&desk.tick(at + 5 * bound)), ["feed.broken"]);
}

#[test]
fn a_feed_that_never_stands_for_long_sounds_though_garbage_comes_by_it() {
    let mut desk = Desk::new();
    let mut facts = Vec::new();
    for nth in 0..40 {
        facts.extend(up(&mut desk, nth * 5_000));
        facts.extend(send(&mut desk, nth * 5_000 + 100, b"{"));
        facts.extend(down(&mut desk, nth * 5_000 + 500));
    }
    let broken = facts.iter().find(|fact| fact.body.kind() == "feed.broken").expect("it is not heard");
    assert!(broken.at <= T0.after(Span(65_000)), "{broken:?}");
    assert!(view(&desk).sounds());
    // What stands in its way now is what is shown.
    report(&mut desk, 200_000, Health::Lost { cause: LostCause::Untrusted });
    assert!(matches!(view(&desk).link, Link::Down { cause: LostCause::Untrusted, .. }));
}

#[test]
fn a_feed_of_which_nothing_can_be_read_sounds_until_it_can() {
    let mut desk = with(Terms { format: Format::P2pQuake, ..Terms::default() });
    up(&mut desk, 0);
    // One or two that are spoilt are no matter.
    for (at, bytes) in [(1_000, &b"<html>"[..]), (2_000, b"{"), (3_000, br#"{"code":555,"_id":"a"}"#)] {
        tell(&mut desk, at, at as u64, bytes);
    }
    assert_eq!(kinds(&desk.tick(200_000)), [""; 0]);
    for (nth, at) in [210_000, 220_000, 230_000].into_iter().enumerate() {
        tell(&mut desk, at, at as u64, format!("<html>{nth}").as_bytes());
        report(&mut desk, at + 1_000, Health::Beat { last: 0 });
    }
    assert!(!view(&desk).sounds());
    assert_eq!(kinds(&desk.tick(270_000)), ["feed.unread"], "a minute after the first of them");
    assert!(view(&desk).sounds() && view(&desk).is_unread());
    up(&mut desk, 280_000);
    assert!(view(&desk).sounds(), "a new connection makes it no more readable");
    let (verdict, _) = known(&mut desk, proved("D1"));
    assert!(matches!(verdict, Verdict::Decided { .. }), "{verdict:?}");
    let bytes = postcard::to_allocvec(&desk.driver.state).unwrap();
    let state: State = postcard::from_bytes(&bytes).unwrap();
    assert_eq!(state.feeds.get(FEED).unwrap().deaf().map(|it| it.known.is_some()), Some(true));
    let facts = tell(&mut desk, 300_000, 300_000, br#"{"code":555,"_id":"b"}"#);
    assert_eq!(kinds(&facts), ["feed.speaks"]);
    assert_eq!(view(&desk).alarm, None);
}

#[test]
fn a_source_that_counts_anew_is_told_and_its_fires_are_taken() {
    let mut desk = Desk::new();
    let body = |sequence, device, kind| sensor(sequence, T0, &says(device, kind, Conditions::FIRE));
    for sequence in 1..=400 {
        send(&mut desk, 1_000, &body(sequence, "S-2031", Type::Online));
    }
    // Long passed, and nothing said that the source was reset: a repeat.
    assert_eq!(fixture::kinds(&send(&mut desk, 2_000, &body(7, "S-3011", Type::Alarm))), [""; 0]);
    assert_eq!(kinds(&report(&mut desk, 3_000, Health::CountsAnew { last: 2 })), ["feed.counts-anew"]);
    let facts = send(&mut desk, 4_000, &body(8, "S-3011", Type::Alarm));
    assert!(fixture::kinds(&facts).contains(&"incident.opened"), "{facts:?}");
    assert_eq!(view(&desk).conflicts, 1);
    let facts = send(&mut desk, 5_000, &body(9, "S-3011", Type::Restore));
    assert!(!fixture::kinds(&facts).iter().any(|kind| kind.starts_with("incident.")), "{facts:?}");
    // It has come past where the desk stood.
    send(&mut desk, 6_000, &body(401, "S-3012", Type::Online));
    assert_eq!(fixture::kinds(&send(&mut desk, 7_000, &body(10, "S-3013", Type::Alarm))), [""; 0]);
}

#[test]
fn what_sounds_comes_back_after_a_restart_and_what_is_known_stays_known() {
    for is_known in [false, true] {
        let mut desk = minute();
        up(&mut desk, 1_000);
        desk.tick(100_000);
        if is_known {
            known(&mut desk, Actor::Unclaimed);
        }
        let bytes = postcard::to_allocvec(&desk.driver.state).unwrap();
        let state: State = postcard::from_bytes(&bytes).unwrap();
        let registry = desk.driver.registry().clone();
        desk.driver = dutydesk::engine::driver::Driver::resume(state, registry.clone());
        up(&mut desk, 120_000);
        assert_eq!(kinds(&desk.tick(500_000)), [""; 0], "one silence, one entry, over a restart too");
        assert_eq!(view(&desk).sounds(), !is_known);
        // The journal alone says the same.
        let mut folded = dutydesk::engine::driver::Driver::new(registry);
        for (at, fact) in desk.facts.iter().enumerate() {
            folded.state.fold(dutydesk::units::EntryNumber(at as u64 + 1), fact);
        }
        let alarm = folded.state.feeds.get(FEED).unwrap().deaf().unwrap();
        assert_eq!((alarm.deaf, alarm.known.is_some()), (Deaf::Silent, is_known));
    }
}

#[test]
fn a_desk_that_begins_anew_calls_no_feed_connected_until_it_is() {
    let mut desk = minute();
    let begin = |desk: &mut Desk, millis| {
        desk.now = T0.after(Span(millis));
        let recovery = dutydesk::operations::desk::fact::Recovery::Fresh;
        let fact = dutydesk::operations::desk::Fact::Started { build: bounded("t"), recovery };
        desk.take(&Input::Desk { actor: Actor::Desk, fact });
        view(desk).link
    };
    up(&mut desk, 1_000);
    assert_eq!(begin(&mut desk, 2_000), Link::Waiting);
    assert_eq!(kinds(&down(&mut desk, 3_000)), ["feed.down"], "and that it cannot be reached is news");
    assert_eq!(
        begin(&mut desk, 4_000),
        Link::Down { since: T0.after(Span(3_000)), cause: LostCause::Unreachable },
        "as before"
    );
    up(&mut desk, 5_000);
    assert_eq!(view(&desk).link, Link::Up);
}

#[test]
fn what_is_none_of_the_desks_business_is_no_reject() {
    let mut desk = Desk::new();
    let frame = sensor(1, T0, &says("S-2031", Type::Alarm, Conditions::FIRE));
    let other = String::from_utf8(frame).unwrap().replace(Type::Alarm.name(), "cn.example.nobody.knows");
    assert_eq!(kinds(&send(&mut desk, 1_000, other.as_bytes())), [""; 0]);
    send(&mut desk, 2_000, other.as_bytes());
    let it = view(&desk);
    assert_eq!((it.ignored, it.rejects, it.duplicates), (1, 0, 1));
    assert_eq!(it.last_ignored.as_str(), "cn.example.nobody.knows");
    let mut desk = with(Terms { format: Format::P2pQuake, ..Terms::default() });
    for (sequence, code) in [(1, 555), (2, 561), (3, 555)] {
        let message = format!(r#"{{"code":{code},"_id":"a{sequence}","time":"2027/01/15 08:00:00"}}"#);
        assert_eq!(kinds(&tell(&mut desk, 1_000, sequence, message.as_bytes())), [""; 0]);
    }
    let it = view(&desk);
    assert_eq!((it.ignored, it.rejects), (3, 0), "{it:?}");
}

#[test]
fn a_refused_message_is_kept_with_its_hash_and_a_flood_of_it_is_counted() {
    let mut desk = Desk::new();
    let poison = b"{\"op\":\"\x1b]52;c;eA==\x07\"";
    let facts = send(&mut desk, 1_000, poison);
    let digest = dutydesk::units::Digest(Sha256::digest(poison).into());
    let [Fact { body: Body::Feed(feed::Fact::Rejected { digest: said, .. }), .. }] = &facts[..] else {
        panic!("{facts:?}")
    };
    assert_eq!(*said, Some(digest), "the entry names the hash");
    let again = (1..2_000).flat_map(|nth| kinds(&send(&mut desk, 1_000 + nth * 100, poison)));
    let again: Vec<&str> = again.collect();
    assert_eq!(again, ["feed.unread"], "known: counted, not told; and that nothing else comes is told once");
    let fires = desk.fire(210_000, "S-2031");
    assert!(fixture::kinds(&fires).contains(&"incident.opened"), "the feed goes on");
    assert_eq!(view(&desk).rejects, 2_000);
    let rows = refused(&desk.driver.state, None);
    assert_eq!((rows.len(), rows[0].kept.times, rows[0].kept.digest), (1, 2_000, digest));
    assert!(rows[0].kept.bytes.is_empty(), "bytes travel for the row that is read, and no other");
    let rows = refused(&desk.driver.state, Some(RowId::Refused(rows[0].kept.input)));
    assert_eq!(&*rows[0].kept.bytes, poison);
    // Different ones every time: at most one entry in ten seconds, the oldest go.
    let mut told = 0;
    for nth in 0..1_000_i64 {
        let bytes = [format!("{{{nth}").as_bytes(), &vec![b'x'; 2 * QUARANTINE_MESSAGE_BYTES_MAX]].concat();
        told += kinds(&send(&mut desk, 300_000 + nth * 100, &bytes)).len();
    }
    assert!((9..=11).contains(&told), "{told} entries in a hundred seconds");
    let rows = refused(&desk.driver.state, None);
    assert!(rows.len() <= QUARANTINE_MAX && rows.len() >= 8, "{}", rows.len());
    assert!(rows.windows(2).all(|two| two[0].kept.input > two[1].kept.input), "newest first");
}

#[test]
fn the_rate_counts_messages_and_alarms_of_the_last_minute() {
    let mut desk = Desk::new();
    for nth in 0..120_i64 {
        let (kind, conditions) = match nth % 12 {
            0 => (Type::Alarm, Conditions::FIRE),
            _ => (Type::Online, Conditions::NONE),
        };
        desk.hear(nth * 1_000, &says("S-2031", kind, conditions));
    }
    let (it, now) = (view(&desk), T0.after(Span(119_000)));
    let rate = it.rate.last_minute(now);
    assert_eq!((rate.messages, rate.alarms), (60, 5));
    assert_eq!(it.rate.last_minute(now.after(Span::minutes(2))).messages, 0, "a screen's clock runs on");
}

#[test]
fn a_clock_that_is_off_is_told_and_one_that_is_ahead_orders_nothing() {
    let mut desk = Desk::new();
    for nth in 0..40 {
        desk.hear_as_of(nth * 1_000, nth * 1_000 - 121_000, &says("S-2031", Type::Online, Conditions::NONE));
    }
    assert_eq!((view(&desk).skew(), view(&desk).ahead), (Skew::Odd, 0));
    for nth in 40..80 {
        desk.hear_as_of(nth * 1_000, nth * 1_000 + 601_000, &says("S-2031", Type::Online, Conditions::NONE));
    }
    assert_eq!((view(&desk).skew(), view(&desk).ahead), (Skew::Wrong, 40));
    let facts = desk.hear_as_of(90_000, 90_000 + 3_600_000, &says("S-2031", Type::Alarm, Conditions::FIRE));
    let opened = facts.iter().find(|fact| fact.body.kind() == "incident.opened").unwrap();
    assert_eq!(opened.at, T0.after(Span(90_000)), "it counts as of its receipt");
    assert_eq!(view(&desk).ahead, 41);
}

#[test]
fn gaps_are_counted_and_the_last_one_is_named() {
    let mut desk = Desk::new();
    desk.fire(1_000, "S-2031");
    let gap = |from, to| Health::Gap { from, to, reason: bounded("retention") };
    report(&mut desk, 2_000, gap(2, 9));
    report(&mut desk, 3_000, gap(10, 10));
    let it = view(&desk);
    let last = it.last_gap.unwrap();
    assert_eq!((it.missing, it.gaps, last.from, last.to), (9, 2, 10, 10));
    assert_eq!(last.at, T0.after(Span(3_000)));
    assert!(Instant::UNSTATED < it.last);
}

#[test]
fn strangers_are_listed_with_feed_and_place() {
    let mut desk = Desk::new();
    desk.hear(1_000, &says("ZZ-1", Type::Online, Conditions::NONE));
    let look = PageLook { filter: bounded("未登记"), ..look(None) };
    let Rows::Health(rows) = gather(&desk.driver.state, look).rows else { panic!() };
    let [Line::Stranger(stranger)] = &rows[..] else { panic!("{rows:?}") };
    assert_eq!((stranger.code.unwrap().as_str(), stranger.feed.as_str()), ("ZZ-1", "传感"));
    assert_eq!(stranger.heard, T0.after(Span(1_000)));
    assert_eq!(view(&desk).strangers, 1);
}

#[test]
fn one_number_with_two_bodies_is_a_conflict_and_shown() {
    let mut desk = Desk::new();
    let body = |device| sensor(1, T0, &says(device, Type::Alarm, Conditions::FIRE));
    send(&mut desk, 1_000, &body("S-2031"));
    let first = desk.input;
    assert_eq!(kinds(&send(&mut desk, 2_000, &body("S-2031"))), [""; 0], "a resend");
    let facts = send(&mut desk, 3_000, &body("S-2032"));
    assert_eq!(kinds(&facts), ["feed.rejected"], "{facts:?}");
    assert!(
        fixture::kinds(&facts).contains(&"alarm.joined"),
        "a fire is a fire by whatever number: {facts:?}"
    );
    let it = view(&desk);
    assert_eq!((it.conflicts, it.rejects, it.duplicates, it.events), (1, 0, 2, 1));
    let rows = refused(&desk.driver.state, None);
    let restores = sensor(1, T0, &says("S-2032", Type::Restore, Conditions::FIRE));
    let facts = send(&mut desk, 3_500, &restores);
    assert_eq!(fixture::kinds(&facts), [""; 0], "who counts anew ends nothing: {facts:?}");
    assert_eq!(view(&desk).conflicts, 2);
    assert_eq!(rows[0].kept.why, feed::Why::Conflict { before: dutydesk::units::InputNumber(first) });
    // Another stream has numbers of its own.
    report(&mut desk, 4_000, Health::Started { stream: bounded("t"), from: 1, resumed: false });
    send(&mut desk, 5_000, &body("S-2032"));
    assert_eq!(view(&desk).conflicts, 2);
}
