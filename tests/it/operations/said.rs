//! What is said on a call: filled from the dossier, and honest about what nobody knows.

use super::fixture::{Desk, TEXT, id, proved, says};
use dutydesk::correlation::event::{Conditions, Unit};

use dutydesk::feed::decode::words::Type;
use dutydesk::feed::encode::SensorBody;
use dutydesk::language::Lang;
use dutydesk::language::script::script;
use dutydesk::operations::call::{Agency, Callee, Purpose, Witness};
use dutydesk::operations::command::Body;
use dutydesk::operations::dispatch::{self, Task};
use dutydesk::operations::dossier::gather;
use dutydesk::operations::finding::{Command, Found, People, Reliability};
use dutydesk::operations::snapshot::{Dossier, Look};
use dutydesk::text::bounded;
use dutydesk::units::{DispatchId, InsurerId, PersonId, SiteId, TeamId};

const FIRE: Callee = Callee::Agency(Agency::Fire);

fn every() -> Vec<(Callee, Purpose)> {
    let control = Callee::Site { site: SiteId(0), contact: 0 };
    let (team, leader) = (Callee::Team(TeamId(0)), Callee::Person(PersonId(3)));
    let agencies = Agency::ALL.map(|agency| (Callee::Agency(agency), Purpose::Alarm));
    let others = [
        (FIRE, Purpose::Update),
        (control, Purpose::Verify),
        (team, Purpose::Verify),
        (team, Purpose::Task(DispatchId(1))),
        (team, Purpose::Evacuate(DispatchId(1))),
        (leader, Purpose::Brief),
        (control, Purpose::UnitHead),
        (Callee::Agency(Agency::Upward), Purpose::Report(1)),
        (Callee::Insurer { insurer: InsurerId(0), contact: 0 }, Purpose::Notice),
        (control, Purpose::Other),
    ];
    agencies.into_iter().chain(others).collect()
}

fn dossier(desk: &Desk) -> Dossier {
    gather(&desk.driver.state, Look { selected: Some(id(1)), first_row: 0, page: None }).unwrap()
}

fn words(lang: Lang, callee: Callee, purpose: Purpose, dossier: &Dossier) -> String {
    let mut out = String::new();
    script(lang, callee, purpose, dossier, &mut out);
    out
}

fn burning() -> Desk {
    let mut desk = Desk::new();
    for (at, device) in ["S-2031", "S-2033", "T-2007"].into_iter().enumerate() {
        desk.fire(at as i64 * 100, device);
    }
    desk.acknowledge(1);
    desk
}

#[test]
fn every_call_has_its_words_in_both_languages() {
    let desk = burning();
    let dossier = dossier(&desk);
    for (callee, purpose) in every() {
        let [zh, en] = Lang::ALL.map(|lang| words(lang, callee, purpose, &dossier));
        assert_ne!(zh, en, "{callee:?} {purpose:?}");
        for text in [&zh, &en] {
            assert!(text.lines().count() >= 3 && !text.contains("\n\n"), "{callee:?} {purpose:?}: {text}");
            assert!(text.contains(dossier.speaker.phone.as_str()), "a number to call back: {text}");
            assert!(text.contains("恒越电池"), "where: {text}");
        }
        assert!(!en.contains("待核"), "{en}");
    }
}

#[test]
fn the_fire_brigade_hears_what_it_must_know() {
    let desk = burning();
    let dossier = dossier(&desk);
    let site = dossier.site.as_ref().unwrap();
    let said = words(Lang::Zh, FIRE, Purpose::Alarm, &dossier);
    for fact in [
        site.address.as_str(),
        site.hazards[0].as_str(),
        site.staging.as_str(),
        &site.people.to_string(),
        "2号车间",
        "x2",
        "x1",
    ] {
        assert!(said.contains(fact), "{fact}: {said}");
    }
    assert!(!said.contains("属实"), "nobody has said so: {said}");
}

#[test]
fn what_nobody_knows_is_said_to_be_unknown() {
    let mut desk = burning();
    let mut known = dossier(&desk);
    assert!(words(Lang::Zh, FIRE, Purpose::Update, &known).contains("失联 待核"));
    let people = People { missing: Some(2), ..People::default() };
    let command = Command::Find {
        incident: id(1),
        found: Found::People(people),
        witness: Witness::Other(TEXT),
        reliability: Reliability::Reported,
    };
    desk.act(proved("D1"), Body::Finding(command));
    known = dossier(&desk);
    assert!(words(Lang::Zh, FIRE, Purpose::Update, &known).contains("失联 2"));
    assert!(words(Lang::En, FIRE, Purpose::Alarm, &known).contains("missing 2"), "119 hears it at once");
    known.site = None;
    for (lang, unknown) in [(Lang::Zh, "待核"), (Lang::En, "not known")] {
        let said = words(lang, FIRE, Purpose::Alarm, &known);
        assert!(said.matches(unknown).count() >= 4, "address, gate, hazards, people: {said}");
    }
}

#[test]
fn the_leader_hears_four_lines() {
    let desk = burning();
    let dossier = dossier(&desk);
    for lang in Lang::ALL {
        let said = words(lang, Callee::Person(PersonId(3)), Purpose::Brief, &dossier);
        let lines: Vec<_> = said.lines().collect();
        assert_eq!(lines.len(), 4, "{said}");
        let begins = lang.pick("危险: ", "Hazards: ");
        assert!(lines[0].contains("2号车间") && lines[1].starts_with(begins), "{said}");
        assert!(lines[2].starts_with(lang.pick("人员: 应到 ", "People: expected ")), "{said}");
        assert!(
            lines[3].starts_with("119 ") && lines[3].contains(lang.pick("请指示", "your orders")),
            "{said}"
        );
    }
}

/// An insurer is told days later too: a time without its day is of another day.
#[test]
fn an_insurer_hears_on_which_day_it_happened() {
    let dossier = dossier(&burning());
    let insurer = Callee::Insurer { insurer: InsurerId(0), contact: 0 };
    for lang in Lang::ALL {
        let said = words(lang, insurer, Purpose::Notice, &dossier);
        assert!(said.contains("2027-01-15 16:00:00"), "{said}");
    }
}

/// The card's place is where somebody decided that they are not to gather.
#[test]
fn a_team_that_gathers_elsewhere_is_not_sent_to_the_cards_place() {
    for (staging, elsewhere) in [(None, false), (Some(TEXT), true)] {
        let mut desk = burning();
        let one = dispatch::Order { team: bounded("T1"), task: Task::Attack };
        let orders = [one].into_iter().collect();
        let order = dispatch::Command::Order { incident: id(1), orders, staging, despite: Some(TEXT) };
        desk.act(proved("D1"), Body::Dispatch(order));
        let dossier = dossier(&desk);
        let order = dossier.dispatches[0].id;
        let place = dossier.site.as_ref().unwrap().staging;
        for lang in Lang::ALL {
            let said = words(lang, Callee::Team(TeamId(0)), Purpose::Task(order), &dossier);
            let warned = said.contains(lang.pick("本次另定", "NOT the card's"));
            assert_eq!((warned, said.contains(place.as_str())), (elsewhere, !elsewhere), "{said}");
        }
    }
}

#[test]
fn a_trend_is_said_of_two_readings_of_an_alarm_that_stands_and_of_nothing_else() {
    let gas = |kind, percent| SensorBody {
        value: Some(percent),
        unit: Unit::PercentLel,
        ..says("G-6001", kind, Conditions::FIRE)
    };
    let is_rising = |desk: &Desk| {
        let reading = dossier(desk).incident.reading.unwrap();
        assert_eq!(dossier(desk).members.first().unwrap().reading, Some(reading));
        reading.rising
    };
    let mut desk = Desk::new();
    desk.hear(1_000, &gas(Type::Alarm, 21.0));
    assert!(!is_rising(&desk), "one reading has no trend");
    desk.hear(5_000, &gas(Type::Reading, 22.0));
    assert!(is_rising(&desk));
    desk.hear(6_000, &says("G-6001", Type::Restore, Conditions::FIRE));
    assert!(!is_rising(&desk), "it is restored");
    // Again: what it was before it was restored is no trend of this alarm.
    desk.hear(60_000, &gas(Type::Alarm, 25.0));
    assert!(!is_rising(&desk), "one reading since it came again");
    desk.hear(65_000, &gas(Type::Reading, 24.0));
    assert!(!is_rising(&desk));
    desk.hear(66_000, &gas(Type::Reading, 26.0));
    assert!(is_rising(&desk));
}
