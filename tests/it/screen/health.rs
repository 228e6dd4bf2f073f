//! The page of the feeds: what each does, what was refused with its bytes, and the bell of a desk that is deaf.
//! The frames stand beside this file, to be read in a review.

use crate::operations::fixture::{T0, says, sensor};
use crate::screen::{Seat, as_it_was_read, night};
use dutydesk::config::{Feed, Origin};
use dutydesk::correlation::event::Conditions;
use dutydesk::engine::driver::Driver;
use dutydesk::engine::input::Input;
use dutydesk::feed::decode::words::Type;
use dutydesk::language::Lang;
use dutydesk::operations::command::Draft;
use dutydesk::operations::feed::{self, Health, LostCause, Terms};
use dutydesk::operations::listing::{Listing, PageLook, gather};
use dutydesk::operations::publish::{Frame, Publisher};
use dutydesk::operations::snapshot::Snapshot;
use dutydesk::registry::{Registry, sample};
use dutydesk::screen::Request;
use dutydesk::screen::sound::DEAF_AGAIN_AFTER;
use dutydesk::terminal::key::Code;
use dutydesk::text::bounded;
use dutydesk::units::{FeedId, InputNumber, Instant, Span};
use std::sync::Arc;

/// What nobody can read, and what a terminal must not be given.
const POISON: &[u8] = b"{\"type\":\"duty.sensor.alarm.v1\",\"device\":\"\x1b]52;c;aGk=\x07\xff\x00 \xe7\x83\x9f\xe6\x84\x9f\r\n";

/// A desk of four feeds: one is heard, one is silent, one is broken, one was never heard.
struct Feeds {
    driver: Driver,
    input: u64,
    now: Instant,
}

impl Feeds {
    fn new() -> Self {
        let feed = |(code, name): (&str, &str), terms| Feed {
            code: bounded(code),
            name: bounded(name),
            origin: Origin::Simulator,
            token_file: None,
            heartbeat: Span::seconds(5),
            adcode: Vec::new(),
            terms,
        };
        let quiet = Terms { silence_max: Some(Span::seconds(60)), in_clear: true, ..Terms::default() };
        let terms = [Terms::default(), quiet, Terms::default(), Terms::default()];
        let names = [("sensors", "传感"), ("weather", "气象"), ("quakes", "地震"), ("gateway", "用传网关")];
        let feeds: Vec<Feed> =
            names.into_iter().zip(terms.clone()).map(|(name, terms)| feed(name, terms)).collect();
        let registry = Arc::new(Registry::load(&sample::source(), &feeds).unwrap());
        let mut desk = Self { driver: Driver::new(registry), input: 0, now: T0 };
        desk.take(0, &Input::Terms { terms: Box::new(terms) });
        for feed in [0, 1] {
            desk.take(1, &up(feed));
        }
        for feed in [2, 3] {
            let health = Health::Lost { cause: LostCause::Unreachable };
            desk.take(2, &Input::Health { feed: FeedId(feed), health });
        }
        for second in 0..70 {
            let (kind, device) = if second == 60 { (Type::Alarm, "ZZ-17") } else { (Type::Online, "S-2031") };
            let conditions = if second == 60 { Conditions::FIRE } else { Conditions::NONE };
            let at = T0.after(Span(second * 1_000 + 500));
            let bytes = sensor(second as u64 + 1, at, &says(device, kind, conditions));
            desk.take(second * 1_000 + 620, &Input::Frame { feed: FeedId(0), bytes: &bytes });
        }
        let gap = Health::Gap { from: 71, to: 74, reason: bounded("retention") };
        desk.take(70_000, &Input::Health { feed: FeedId(0), health: gap });
        for nth in 0..3 {
            desk.take(70_100 + nth, &Input::Frame { feed: FeedId(0), bytes: POISON });
        }
        desk.take(75_000, &Input::Tick);
        desk
    }

    fn take(&mut self, millis: i64, input: &Input<'_>) {
        self.input += 1;
        self.now = T0.after(Span(millis));
        self.driver.take(InputNumber(self.input), self.now, input, &mut Vec::new());
    }

    fn snapshot(&self) -> Box<Snapshot> {
        let mut snapshot: Box<Snapshot> = Box::default();
        Publisher::default().fill(
            &self.driver.state,
            Frame { clock_milli: 1_000, ..Frame::default() },
            &mut snapshot,
        );
        snapshot
    }

    /// A screen on the page of the feeds.
    fn seat(&self, lang: Lang, (columns, rows): (u16, u16)) -> Seat {
        let mut seat = Seat::new(lang, columns, rows);
        seat.screen.snapshot(self.snapshot(), seat.now);
        seat.keys("0");
        self.answer(&mut seat);
        seat
    }

    /// Answers the last look of a seat.
    fn answer(&self, seat: &mut Seat) -> Vec<Request> {
        let requests: Vec<Request> = seat.screen.take_requests().collect();
        let look = |request: &Request| if let Request::Look(look) = request { look.page } else { None };
        if let Some(look) = requests.iter().filter_map(look).next_back() {
            seat.screen.listed(Box::new(gather(&self.driver.state, look)));
        }
        requests
    }
}

fn up(feed: u16) -> Input<'static> {
    Input::Health {
        feed: FeedId(feed),
        health: Health::Started { stream: bounded("s"), from: 1, resumed: true },
    }
}

#[test]
fn the_page_is_as_it_was_read() {
    let desk = Feeds::new();
    for lang in Lang::ALL {
        for (columns, rows) in [(80, 24), (160, 48)] {
            let name = |what: &str| format!("health/{what}-{lang:?}-{columns}x{rows}").to_lowercase();
            let mut seat = desk.seat(lang, (columns, rows));
            let text = seat.text();
            for wanted in ["传感", "气象", "地震", "用传网关", "ZZ-17", "not-utf8"] {
                assert!(text.contains(wanted), "{wanted}:\n{text}");
            }
            as_it_was_read(&name("feeds"), &text);
            seat.keys("jj");
            desk.answer(&mut seat);
            as_it_was_read(&name("broken"), &seat.text());
            seat.keys("jj");
            desk.answer(&mut seat);
            as_it_was_read(&name("refused"), &seat.text());
            seat.press(Code::Enter);
            assert!(desk.answer(&mut seat).iter().any(|request| matches!(request, Request::Look(_))));
            let text = seat.text();
            assert!(
                text.contains("7b 22 74 79 70 65") && text.contains("^[]52;c;aGk=^G\\xff^@ 烟感^M^J"),
                "{text}"
            );
            assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text:?}");
            as_it_was_read(&name("bytes"), &text);
            seat.press(Code::Escape);
            seat.keys("j");
            desk.answer(&mut seat);
            as_it_was_read(&name("stranger"), &seat.text());
        }
    }
}

#[test]
fn every_size_paints_the_page_and_the_bytes() {
    let desk = Feeds::new();
    for size in [(1, 1), (9, 3), (30, 8), (60, 16), (80, 24), (120, 30), (200, 60), (500, 200)] {
        for lang in Lang::ALL {
            let mut seat = desk.seat(lang, size);
            seat.text();
            seat.keys("jjjj");
            desk.answer(&mut seat);
            seat.press(Code::Enter);
            desk.answer(&mut seat);
            seat.text();
            for _ in 0..40 {
                seat.keys("j");
            }
            seat.text();
        }
    }
}

fn bells(requests: &[Request]) -> Vec<u8> {
    requests
        .iter()
        .filter_map(|request| if let Request::Bell(pulses) = request { Some(*pulses) } else { None })
        .collect()
}

fn acknowledged(requests: &[Request]) -> Vec<String> {
    let code = |request: &Request| match request {
        Request::Act { draft: Draft::Feed(feed::Command::Acknowledge { feed }), .. } => {
            Some(feed.to_string())
        }
        _ => None,
    };
    requests.iter().filter_map(code).collect()
}

#[test]
fn a_feed_that_is_not_heard_rings_until_it_is_known_and_never_over_a_fire() {
    let desk = Feeds::new();
    let mut calm = desk.snapshot();
    calm.incidents.clear();
    let mut seat = Seat::new(Lang::Zh, 80, 24);
    seat.screen.snapshot(calm.clone(), seat.now);
    let first: Vec<Request> = seat.screen.take_requests().collect();
    assert_eq!(bells(&first), [2], "a pattern of its own");
    let notices = first.iter().filter(|request| matches!(request, Request::Notice { .. })).count();
    assert_eq!(notices, 3, "each feed that is not heard is told to the desktop once: {first:?}");
    seat.wait(DEAF_AGAIN_AFTER.as_millis() as u64 - 1);
    assert_eq!(bells(&seat.screen.take_requests().collect::<Vec<_>>()), [0; 0]);
    seat.wait(1);
    assert_eq!(bells(&seat.screen.take_requests().collect::<Vec<_>>()), [2]);
    // A fire: its own pattern at once, and nothing else while it sounds.
    let mut burning = calm.clone();
    burning.incidents.push(night::fire(1_042, 0));
    seat.screen.snapshot(burning, seat.now);
    let mut rung = bells(&seat.screen.take_requests().collect::<Vec<_>>());
    for _ in 0..12 {
        seat.wait(5_000);
        rung.extend(bells(&seat.screen.take_requests().collect::<Vec<_>>()));
    }
    assert!(!rung.is_empty() && rung.iter().all(|pulses| *pulses != 2), "{rung:?}");
    // Silenced here, it is quiet; another screen still rings.
    seat.screen.snapshot(calm.clone(), seat.now);
    seat.keys("s");
    seat.screen.take_requests().count();
    seat.wait(60_000);
    assert_eq!(bells(&seat.screen.take_requests().collect::<Vec<_>>()), [0; 0]);
    let mut other = Seat::new(Lang::Zh, 80, 24);
    other.screen.snapshot(calm.clone(), other.now);
    assert_eq!(bells(&other.screen.take_requests().collect::<Vec<_>>()), [2]);
    // Known to somebody: quiet everywhere.
    for view in &mut calm.feeds {
        if let Some(alarm) = &mut view.alarm {
            alarm.known = Some((bounded("王强"), desk.now));
        }
    }
    other.screen.snapshot(calm, other.now);
    other.wait(60_000);
    assert_eq!(bells(&other.screen.take_requests().collect::<Vec<_>>()), [0; 0]);
}

#[test]
fn a_on_a_feed_acknowledges_it_and_elsewhere_it_does_not() {
    let desk = Feeds::new();
    let mut seat = desk.seat(Lang::Zh, (80, 24));
    seat.keys("ja");
    assert_eq!(acknowledged(&desk.answer(&mut seat)), ["weather"]);
    let mut seat = desk.seat(Lang::Zh, (80, 24));
    seat.keys("a");
    assert_eq!(acknowledged(&desk.answer(&mut seat)), [""; 0], "this feed is heard");
    let mut seat = desk.seat(Lang::Zh, (80, 24));
    seat.keys(":源确认 quakes");
    seat.press(Code::Enter);
    assert_eq!(acknowledged(&desk.answer(&mut seat)), ["quakes"]);
}

#[test]
fn a_row_that_was_pushed_out_is_not_taken_for_another() {
    let mut desk = Feeds::new();
    let mut seat = desk.seat(Lang::Zh, (80, 24));
    seat.keys("jjjj");
    desk.answer(&mut seat);
    seat.press(Code::Enter);
    for nth in 0..64 {
        let bytes = format!("{{ other {nth}");
        desk.take(80_000 + nth, &Input::Frame { feed: FeedId(0), bytes: bytes.as_bytes() });
    }
    let look = PageLook {
        page: Listing::Health,
        filter: bounded(""),
        first_row: 0,
        rows: 200,
        selected: None,
        incident: None,
    };
    seat.screen.listed(Box::new(gather(&desk.driver.state, look)));
    let text = seat.text();
    assert!(text.contains("已不在手边") && !text.contains("other"), "{text}");
}
