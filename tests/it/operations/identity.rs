//! One warning told by many: relays that differ, messages that come late, cancels that come first or at every poll.

use arrayvec::ArrayVec;
use dutydesk::limits::WARNINGS_OVER_MAX;
use dutydesk::operations::warning::{
    Colour, Decision, Defect, Defects, Message, MessageKind, State, Status, Touch, Warning,
};
use dutydesk::text::bounded;
use dutydesk::units::{FeedId, InputNumber, Instant, Span};
use proptest::prelude::{Just, Strategy, any, prop, proptest};

const T0: Instant = Instant(1_800_000_000_000);

pub(crate) const fn at(minutes: i64) -> Instant {
    T0.after(Span::minutes(minutes))
}

/// A message of the county's office, issued so many minutes after the start.
pub(crate) fn said(kind: MessageKind, id: &str, issued: i64, references: &[&str]) -> Message {
    Message {
        input: InputNumber(1),
        feed: FeedId(0),
        kind,
        native_id: bounded(id),
        references: references.iter().map(|id| bounded(id)).collect(),
        event: bounded("暴雨"),
        colour: Colour::Orange,
        sender: bounded("丰县气象台"),
        headline: bounded("丰县气象台发布暴雨橙色预警信号"),
        adcodes: ArrayVec::from_iter([320_321]),
        shapes: dutydesk::correlation::area::Shapes::default(),
        status: Status::Actual,
        defects: Defects::default(),
        issued: at(issued),
        expires: Instant::UNSTATED,
        received: at(issued),
    }
}

/// The warnings alone, and how late it is.
#[derive(Debug, Default)]
pub(crate) struct Table {
    pub(crate) state: State,
    pub(crate) minutes: i64,
}

impl Table {
    /// Takes a message by a feed, a minute later; returns the kinds of what follows.
    pub(crate) fn hear(&mut self, feed: u16, message: &Message) -> Vec<&'static str> {
        self.minutes += 1;
        let received = at(self.minutes);
        let message = Box::new(Message { feed: FeedId(feed), received, ..message.clone() });
        self.state.hear(&message);
        let facts = match self.state.decide(message) {
            Decision::Follows(facts) => facts,
            Decision::Nothing => Vec::new(),
            Decision::NoRoom(message) => self.state.place(message, false).map(Into::into).unwrap_or_default(),
        };
        for fact in &facts {
            self.state.apply(fact, Touch::default(), received);
        }
        facts.iter().map(dutydesk::operations::warning::Fact::kind).collect()
    }

    /// Ends what has ended by itself.
    pub(crate) fn expire(&mut self) {
        while let Some((at, fact)) = self.state.expired(at(self.minutes)) {
            self.state.apply(&fact, Touch::default(), at);
        }
    }

    pub(crate) fn only(&self) -> &Warning {
        assert_eq!(self.state.standing().len(), 1, "{:?}", self.ids());
        &self.state.standing()[0]
    }

    pub(crate) fn ids(&self) -> Vec<String> {
        self.state.standing().iter().map(|it| it.message.native_id.to_string()).collect()
    }
}

/// The same message as three services tell it: whole, without an end, and with hardly more than its name.
fn relays() -> Vec<Message> {
    let whole = Message { expires: at(600), ..said(MessageKind::Issue, "a", 0, &[]) };
    let endless = Message { expires: Instant::UNSTATED, sender: bounded(""), ..whole.clone() };
    let mut bare = Message { adcodes: ArrayVec::new(), colour: Colour::Unknown, ..endless.clone() };
    bare.headline = bounded("丰县气象台发布暴雨");
    bare.shapes.hold_everywhere();
    bare.defects.note(Defect::Missing);
    vec![whole, endless, bare]
}

fn meant_as(status: Status, message: Message) -> Box<Message> {
    Box::new(Message { status, ..message })
}

fn undated(message: Message) -> Box<Message> {
    Box::new(Message { issued: Instant::UNSTATED, ..message })
}

/// What must not depend on who told it first.
fn sums(message: &Message) -> (Colour, Instant, Vec<u32>, bool, String, String) {
    let adcodes = message.adcodes.to_vec();
    let everywhere = message.shapes.is_everywhere();
    (
        message.colour,
        message.expires,
        adcodes,
        everywhere,
        message.sender.to_string(),
        message.headline.to_string(),
    )
}

#[test]
fn relays_of_one_message_complete_each_other_and_never_take_turns() {
    let relays = relays();
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let mut table = Table::default();
        for which in order {
            assert!(!table.hear(which as u16, &relays[which]).is_empty(), "a new source is news: {order:?}");
        }
        for poll in 0..50 {
            for which in order {
                assert!(table.hear(which as u16, &relays[which]).is_empty(), "poll {poll} of {order:?}");
            }
        }
        let warning = table.only();
        assert_eq!(sums(&warning.message), sums(&relays[0]), "{order:?}");
        let mut sources: Vec<u16> = warning.sources.iter().map(|feed| feed.0).collect();
        sources.sort_unstable();
        assert_eq!(sources, [0, 1, 2], "{order:?}");
        assert_eq!(warning.message.received, at(1), "it goes out once, whoever completes it");
    }
}

#[test]
fn relays_of_one_feed_that_contradict_each_other_settle_on_the_worse() {
    let orange = Message { expires: at(300), ..said(MessageKind::Issue, "a", 0, &[]) };
    let mut red = Message { colour: Colour::Red, expires: at(200), ..orange.clone() };
    red.headline = bounded("丰县暴雨红色");
    red.adcodes = ArrayVec::from_iter([320_322]);
    for [first, second] in [[&orange, &red], [&red, &orange]] {
        let mut table = Table::default();
        let facts: usize = (0..20).flat_map(|_| [first, second]).map(|it| table.hear(0, it).len()).sum();
        assert_eq!(facts, 2, "the first, and what the second says more");
        let message = &table.only().message;
        let mut adcodes = message.adcodes.to_vec();
        adcodes.sort_unstable();
        assert_eq!(
            (message.colour, message.expires, adcodes),
            (Colour::Red, at(300), vec![320_321, 320_322])
        );
        assert_eq!(message.headline, first.headline, "the words that stand stay");
    }
}

#[test]
fn a_message_that_is_older_changes_nothing() {
    let newer = Message { colour: Colour::Red, ..said(MessageKind::Update, "b", 30, &["a"]) };
    for (name, older) in [
        ("what it replaced", Box::new(said(MessageKind::Issue, "a", 0, &[]))),
        ("its own identity, earlier", Box::new(said(MessageKind::Issue, "b", 10, &[]))),
        ("another update of the same", Box::new(said(MessageKind::Update, "a2", 20, &["a", "b"]))),
        ("what it replaced, at the same minute", Box::new(said(MessageKind::Issue, "a", 30, &[]))),
        ("a cancel of what it replaced", Box::new(said(MessageKind::Cancel, "c", 20, &["a"]))),
        ("an exercise", meant_as(Status::Exercise, said(MessageKind::Update, "x", 40, &["b"]))),
        ("the end of an exercise", meant_as(Status::Test, said(MessageKind::Cancel, "x", 40, &["b"]))),
    ] {
        let mut table = Table::default();
        table.hear(0, &newer);
        for poll in 0..3 {
            assert!(table.hear(1, &older).is_empty(), "{name}, poll {poll}");
        }
        assert_eq!((table.only().message.colour, table.ids()), (Colour::Red, vec!["b".to_owned()]), "{name}");
    }
}

#[test]
fn two_updates_of_one_minute_do_not_take_turns() {
    let mut table = Table::default();
    let both = [said(MessageKind::Update, "b1", 5, &["a"]), said(MessageKind::Update, "b2", 5, &["a"])];
    table.hear(0, &said(MessageKind::Issue, "a", 0, &[]));
    let facts: usize = (0..20).flat_map(|_| &both).map(|it| table.hear(0, it).len()).sum();
    assert_eq!(facts, 2);
    assert_eq!(table.ids(), ["b2"]);
}

#[test]
fn the_newest_message_stands_in_whatever_order_a_warning_is_told() {
    let (issue, update) = (said(MessageKind::Issue, "a", 0, &[]), said(MessageKind::Update, "b", 10, &["a"]));
    for told in [[&issue, &update], [&update, &issue]] {
        let mut table = Table::default();
        for message in told {
            table.hear(0, message);
        }
        assert_eq!(table.ids(), ["b"]);
    }
    // However the cancel names it: by its first message, by its newest, by both, or by its own identity.
    for (id, named) in [("c", vec!["a"]), ("c", vec!["b"]), ("c", vec!["a", "b"]), ("b", vec!["a"])] {
        let cancel = said(MessageKind::Cancel, id, 20, &named);
        let told = [&issue, &update, &cancel];
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            let mut table = Table::default();
            // And then the whole feed begins anew, twice.
            for which in order.into_iter().chain([0, 1, 2]).chain(order) {
                table.hear(0, told[which]);
            }
            assert!(table.ids().is_empty(), "{id} of {named:?} in order {order:?}: {:?}", table.ids());
        }
    }
}

#[test]
fn what_is_issued_again_after_its_end_stands() {
    let mut table = Table::default();
    table.hear(0, &said(MessageKind::Issue, "fixed", 0, &[]));
    table.hear(0, &said(MessageKind::Cancel, "fixed", 10, &[]));
    assert!(table.hear(0, &said(MessageKind::Issue, "fixed", 10, &[])).is_empty(), "as old as its end");
    assert_eq!(table.hear(0, &said(MessageKind::Issue, "fixed", 11, &[])), ["warning.taken"]);
    for _ in 0..3 {
        assert!(table.hear(0, &said(MessageKind::Cancel, "fixed", 10, &[])).is_empty(), "the old end");
    }
    assert_eq!(table.ids(), ["fixed"]);
}

#[test]
fn a_cancel_at_every_poll_is_noted_once() {
    let mut table = Table::default();
    table.hear(0, &said(MessageKind::Issue, "a", 0, &[]));
    for (cancel, first) in [
        (Box::new(said(MessageKind::Cancel, "z", 1, &["never had"])), ["warning.dangling"]),
        (Box::new(said(MessageKind::Cancel, "c", 1, &["a"])), ["warning.taken"]),
        (undated(said(MessageKind::Cancel, "u", 1, &["v"])), ["warning.dangling"]),
    ] {
        assert_eq!(table.hear(0, &cancel), first);
        for poll in 0..200 {
            let mut again = cancel.clone();
            again.issued = cancel.issued.after(Span::minutes(poll));
            let again = if cancel.issued.is_stated() { again } else { cancel.clone() };
            assert!(table.hear((poll % 2) as u16, &again).is_empty(), "poll {poll} of {cancel:?}");
        }
    }
}

#[test]
fn the_longest_list_of_cancels_is_noted_once_and_held_in_bounded_room() {
    let mut table = Table::default();
    let cancel = |number: usize| said(MessageKind::Cancel, &format!("c-{number}"), 0, &[]);
    // No lifting by its words: each is of another county.
    let cancel =
        |number: usize| Message { adcodes: ArrayVec::from_iter([number as u32 + 1]), ..cancel(number) };
    for number in 0..WARNINGS_OVER_MAX {
        assert_eq!(table.hear(0, &cancel(number)), ["warning.dangling"]);
    }
    for number in 0..WARNINGS_OVER_MAX {
        assert!(table.hear(0, &cancel(number)).is_empty(), "{number}");
    }
    let before = postcard::to_allocvec(&table.state).unwrap().len();
    for number in 10_000..10_000 + WARNINGS_OVER_MAX {
        table.hear(0, &cancel(number));
    }
    let after = postcard::to_allocvec(&table.state).unwrap().len();
    assert!(after < before + before / 4, "{before} bytes, then {after}");
}

#[test]
fn a_list_that_still_shows_what_has_ended_brings_nothing_back() {
    let ends = Message { expires: at(30), ..said(MessageKind::Issue, "a", 0, &[]) };
    let endless = said(MessageKind::Issue, "a", 0, &[]);
    let mut table = Table::default();
    table.hear(0, &ends);
    table.hear(1, &endless);
    table.minutes = 40;
    table.expire();
    assert!(table.ids().is_empty());
    for poll in 0..10 {
        for (feed, message) in [(0, &ends), (1, &endless)] {
            assert!(table.hear(feed, message).is_empty(), "poll {poll}");
            table.expire();
        }
    }
    let longer = Message { expires: at(600), ..ends };
    assert_eq!(table.hear(0, &longer), ["warning.taken"], "its issuer has put the end off");
    assert!(table.hear(1, &endless).contains(&"warning.joined"));
    assert_eq!(table.only().message.expires, at(600));
}

proptest! {
    /// However often and in whatever order three services tell one message: what stands is the same, and the journal is short.
    #[test]
    fn any_telling_settles(told in prop::collection::vec((0_usize..3, 0_u16..3), 1..60).prop_flat_map(Just), tail in any::<bool>()) {
        let relays = relays();
        let mut table = Table::default();
        let mut facts: usize = told.iter().map(|(which, feed)| table.hear(*feed, &relays[*which]).len()).sum();
        if tail {
            facts += relays.iter().map(|it| table.hear(0, it).len()).sum::<usize>();
            assert_eq!(sums(&table.only().message), sums(&relays[0]));
        }
        assert!(facts <= 6, "{facts} facts of {told:?}");
    }
}
