//! Devices that no registry knows and that say where they hang: put among the strangers of that site, and nowhere else.

use super::fixture::{Desk, T0, registry};
use dutydesk::correlation::event::Conditions;
use dutydesk::engine::driver::Driver;
use dutydesk::engine::input::Input;
use dutydesk::feed::decode::{self, Context, Decoded, Raw};
use dutydesk::operations::dossier::gather;
use dutydesk::operations::fact::{Body, Fact};
use dutydesk::operations::feed::terms::{Mapping, MappingRule, Meaning, Read, Source};
use dutydesk::operations::feed::{self, Format};
use dutydesk::operations::snapshot::Look;
use dutydesk::text::bounded;
use dutydesk::units::{EntryNumber, FeedId, Severity};

/// A fire of a device that no registry knows.
fn fire(desk: &mut Desk, sequence: u64, code: &str, place: &str) -> Vec<Fact> {
    let place = serde_json::to_string(place).unwrap();
    let frame = format!(
        r#"{{"specversion":"1.0","id":"x{sequence}","source":"/gw","type":"duty.sensor.alarm.v1","time":"2027-01-15T08:00:00Z",
        "streamid":"s","sequence":"{sequence}","data":{{"device":"{code}","place":{place},"conditions":["fire"]}}}}"#
    );
    desk.take(&Input::Frame { feed: FeedId(0), bytes: frame.as_bytes() }).1
}

/// Returns the code of the site that the newest incident stands at; empty for none.
fn site(desk: &Desk) -> String {
    let state = &desk.driver.state;
    let newest = state.incidents.open().max_by_key(|it| it.id).unwrap();
    let site = state.site_of(newest.zone).map(|site| state.reference().sites[site.index()].code.to_string());
    site.unwrap_or_default()
}

#[test]
fn what_it_says_of_its_place_decides_among_whose_strangers_it_is() {
    let registry = registry();
    let reference = &registry.operations;
    let one = &reference.sites[0];
    let other = &reference.sites[1];
    let in_one = registry.correlation.zones.iter().position(|zone| {
        zone.site == Some(dutydesk::units::SiteId(0))
            && zone.kind == dutydesk::correlation::reference::ZoneKind::Zone
    });
    let zone = reference.zones[in_one.unwrap()].code;
    let degrees = |micro: i32| format!("{:.4}", f64::from(micro) / 1e6);
    let (latitude, longitude) = (degrees(one.latitude_micro), degrees(one.longitude_micro));
    assert_ne!((one.latitude_micro, one.longitude_micro), (0, 0));
    for (place, wanted) in [
        (one.code.to_string(), Some(one)),
        (zone.to_string(), Some(one)),
        (zone.to_ascii_lowercase(), Some(one)),
        (format!("gw-7/{zone}/smoke-17"), Some(one)),
        (format!("{}二楼走廊", one.short), Some(one)),
        (format!("{} 门岗", other.name), Some(other)),
        (format!("{latitude},{longitude}"), Some(one)),
        (format!("{longitude} {latitude}"), Some(one)),
        (format!("{}/{}", one.code, other.code), None),
        ("Ａ区１层呷哺走廊".to_owned(), None),
        ("31.2304,121.4737".to_owned(), None),
        ("3".to_owned(), None),
        (String::new(), None),
        ("\u{1b}[2J\u{202e}".to_owned(), None),
        ("9".repeat(4_000), None),
    ] {
        let mut desk = Desk::new();
        fire(&mut desk, 1, "STRANGE-1", &place);
        assert_eq!(site(&desk), wanted.map(|site| site.code.to_string()).unwrap_or_default(), "{place}");
        // The journal alone puts it there again.
        let mut folded = Driver::new(registry.clone());
        for (index, fact) in desk.facts.iter().enumerate() {
            folded.state.fold(EntryNumber(index as u64 + 1), fact);
        }
        let device = desk.driver.state.device("STRANGE-1").unwrap();
        assert_eq!(folded.state.zone_of(device), desk.driver.state.zone_of(device), "{place}");
    }
}

#[test]
fn its_incident_says_what_it_said_cleaned_and_bounded() {
    for (place, wanted) in [
        ("Ａ区１层呷哺走廊", "(Ａ区１层呷哺走廊)"),
        ("3\u{1b}]0;x\u{7}楼", "(3\u{FFFD}]0;x\u{FFFD}楼)"),
        ("", ""),
    ] {
        let mut desk = Desk::new();
        fire(&mut desk, 1, "STRANGE-1", place);
        let incident = desk.driver.state.incidents.open().next().unwrap().id;
        let look = Look { selected: Some(incident), ..Look::default() };
        let member = gather(&desk.driver.state, look).unwrap().members.remove(0);
        assert!(member.place.ends_with(wanted), "{}", member.place);
        assert_eq!(member.place.contains('('), !wanted.is_empty(), "{}", member.place);
    }
    let mut desk = Desk::new();
    fire(&mut desk, 1, "STRANGE-1", &"走廊".repeat(500));
    let device = desk.driver.state.device("STRANGE-1").unwrap();
    assert!(desk.driver.state.told_place(device).len() <= 64);
}

#[test]
fn a_place_that_is_told_later_is_noted_once_and_moves_nothing() {
    let one = registry().operations.sites[0].short;
    let mut desk = Desk::new();
    desk.now = T0;
    fire(&mut desk, 1, "STRANGE-1", "");
    let device = desk.driver.state.device("STRANGE-1").unwrap();
    let zone = desk.driver.state.zone_of(device);
    for sequence in 2..50 {
        fire(&mut desk, sequence, "STRANGE-1", &format!("{one} {sequence}号楼"));
    }
    let placed = desk.facts.iter().filter(|fact| matches!(fact.body, Body::Feed(feed::Fact::Placed { .. })));
    assert_eq!(placed.count(), 1, "however often it changes its mind");
    assert_eq!(desk.driver.state.zone_of(device), zone);
    assert_eq!(desk.driver.state.told_place(device).as_str(), format!("{one} 2号楼"));
}

#[test]
fn a_mapping_reads_where_a_device_says_that_it_hangs() {
    let at = |pointer: &str| Source::Pointer(pointer.into());
    let on = |at, means| Read { at, means };
    let smoke = Meaning::Condition {
        conditions: Conditions::FIRE,
        severity: Severity::Unknown,
        on: Box::new(["true".into()]),
        off: Box::new(["false".into()]),
    };
    let reads = [
        on(at("/smoke"), smoke),
        on(at("/room"), Meaning::Place),
        on(at("/lat"), Meaning::Place),
        on(at("/lon"), Meaning::Place),
    ];
    let rule = MappingRule {
        topic: "home/+".into(),
        when: None,
        each: None,
        device: Box::new([Source::TopicLevel(2)]),
        time: None,
        reads: Box::new(reads),
    };
    let format = Format::Mapped(Box::new(Mapping { name: bounded("home"), rules: Box::new([rule]) }));
    for (json, wanted) in [
        (r#"{"smoke":true,"room":"3号楼"}"#, "3号楼"),
        (r#"{"smoke":true,"lat":34.705,"lon":116.621}"#, "34.705,116.621"),
        (r#"{"smoke":true,"room":{"name":"x"}}"#, ""),
        (r#"{"smoke":true,"room":"\u001b[2J"}"#, "\u{FFFD}[2J"),
        (r#"{"smoke":true}"#, ""),
    ] {
        let context = Context { feed: FeedId(0), received: T0, test_trusted: true };
        let raw = Raw { topic: "home/kitchen", bytes: json.as_bytes() };
        let told = decode::message(&format, &raw, &context);
        let [Ok(Decoded::Sensor(sensor))] = told.as_slice() else { panic!("{told:?} of {json}") };
        assert_eq!((sensor.device.as_ref(), sensor.place.as_ref()), ("kitchen", wanted), "{json}");
    }
}

#[test]
fn a_device_of_the_registry_hangs_where_the_registry_says() {
    let mut desk = Desk::new();
    let other = registry().operations.sites[1].code;
    let device = registry().device("S-2031").unwrap();
    let before = desk.driver.state.zone_of(device);
    fire(&mut desk, 1, "S-2031", &other);
    assert_eq!(desk.driver.state.zone_of(device), before);
    assert!(desk.driver.state.told_place(device).is_empty());
}
