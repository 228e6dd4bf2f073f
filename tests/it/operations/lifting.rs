//! A lifting (解除) with an identity of its own: it ends the warning of its kind, area and office, or none.

use super::identity::Table;
use dutydesk::feed::decode::{self, Context, Decoded, Raw};
use dutydesk::operations::feed::Format;
use dutydesk::operations::warning::Message;
use dutydesk::units::{FeedId, Instant};

const RECEIVED: Instant = Instant(1_800_000_000_000);

fn read(format: &Format, json: &str) -> Box<Message> {
    let context = Context { feed: FeedId(0), received: RECEIVED, test_trusted: true };
    let mut told = decode::message(format, &Raw { topic: "", bytes: json.as_bytes() }, &context);
    match told.remove(0) {
        Ok(Decoded::Warning { message, .. }) => message,
        other => panic!("{other:?} of {json}"),
    }
}

/// What FAN Studio sends: hour of the day, division, code of type and level, headline.
fn fan(hour: u32, division: u32, code: &str, headline: &str) -> Box<Message> {
    let json = format!(
        r#"{{"type":"update","Data":{{"id":"{division}-20270115{hour:02}0000-{code}","headline":"{headline}",
        "effective":"2027-01-15 {hour:02}:00:00","type":"{code}"}}}}"#
    );
    read(&Format::FanStudio, &json)
}

fn qweather(hour: u32, sender: &str) -> Box<Message> {
    let json = format!(
        r#"{{"alerts":[{{"id":"202701150{hour}","areaId":"320321","senderName":"{sender}","issuedTime":"2027-01-15T{:02}:00Z",
        "eventType":{{"name":"暴雨","code":"1003"}},"color":{{"code":"yellow"}},"headline":"暴雨黄色预警"}}]}}"#,
        hour - 8
    );
    read(&Format::QWeather, &json)
}

const YELLOW: &str = "11B0302";
const ORANGE: &str = "11B0303";

#[test]
fn it_lifts_its_own_warning_and_no_other() {
    let lifting = fan(12, 320_321, YELLOW, "丰县气象台解除暴雨黄色预警信号");
    for (name, standing, lifted) in [
        ("its own", fan(9, 320_321, YELLOW, "丰县气象台发布暴雨黄色预警信号"), true),
        (
            "its own, raised to yellow",
            fan(9, 320_321, YELLOW, "丰县气象台将暴雨蓝色预警升级为黄色预警信号"),
            true,
        ),
        ("its own, by another service", qweather(9, "丰县气象台"), true),
        ("another county", fan(9, 320_322, YELLOW, "丰县气象台发布暴雨黄色预警信号"), false),
        ("another office", fan(9, 320_321, YELLOW, "徐州市气象台发布暴雨黄色预警信号"), false),
        ("another kind", fan(9, 320_321, "11B2002", "丰县气象台发布雷雨大风黄色预警信号"), false),
        ("what it was raised to", fan(9, 320_321, ORANGE, "丰县气象台发布暴雨橙色预警信号"), false),
        ("one that came after it", fan(15, 320_321, YELLOW, "丰县气象台发布暴雨黄色预警信号"), false),
    ] {
        let mut table = Table::default();
        table.hear(0, &standing);
        let facts = table.hear(0, &lifting);
        assert_eq!(facts, [if lifted { "warning.taken" } else { "warning.dangling" }], "{name}");
        assert_eq!(table.state.standing().is_empty(), lifted, "{name}");
        assert!(table.state.standing().iter().all(|it| !it.is_doubted()), "{name}");
        assert!(table.hear(0, &lifting).is_empty(), "{name}: shown again");
        // The service sends its newest when the desk connects anew.
        table.hear(1, &standing);
        assert_eq!(table.state.standing().is_empty(), lifted, "{name}: it does not come back");
    }
}

#[test]
fn one_that_comes_first_is_remembered() {
    let mut table = Table::default();
    table.hear(0, &fan(12, 320_321, YELLOW, "丰县气象台解除暴雨黄色预警信号"));
    assert!(table.hear(0, &fan(9, 320_321, YELLOW, "丰县气象台发布暴雨黄色预警信号")).is_empty());
    assert!(table.state.standing().is_empty());
    table.hear(0, &fan(13, 320_321, YELLOW, "丰县气象台发布暴雨黄色预警信号"));
    assert_eq!(table.state.standing().len(), 1, "issued after it");
}

#[test]
fn one_that_may_mean_several_ends_none_and_says_so() {
    let lifting = fan(12, 320_321, YELLOW, "丰县气象台解除暴雨黄色预警信号");
    for (name, standing) in [
        (
            "two of its own",
            vec![
                fan(8, 320_321, YELLOW, "丰县气象台发布暴雨黄色预警信号"),
                fan(9, 320_321, YELLOW, "丰县气象台继续发布暴雨黄色预警信号"),
            ],
        ),
        ("an office that is not named", vec![qweather(9, "")]),
        ("an office in another script", vec![qweather(9, "Feng County Meteorological Observatory")]),
    ] {
        let mut table = Table::default();
        for message in &standing {
            table.hear(0, message);
        }
        assert_eq!(table.hear(0, &lifting), ["warning.dangling"], "{name}");
        assert_eq!(table.state.standing().len(), standing.len(), "{name}: all stay");
        assert!(
            table.state.standing().iter().all(dutydesk::operations::warning::Warning::is_doubted),
            "{name}"
        );
        assert!(table.hear(0, &lifting).is_empty(), "{name}: shown again");
    }
}
