//! When a warning ends by itself, in every format: at the end that it states, else it goes stale when nobody speaks of it any more.

use super::identity::Table;
use dutydesk::feed::decode::{self, Context, Decoded, Raw};
use dutydesk::operations::feed::Format;
use dutydesk::operations::warning::state::STALE_AFTER;
use dutydesk::operations::warning::{Message, Status};
use dutydesk::units::{FeedId, Instant, Span};

/// 2027-01-15 10:00 in Beijing, when every message here is issued; and two hours later.
const ISSUED: Instant = Instant(1_799_978_400_000);
const ENDS: Instant = ISSUED.after(Span::minutes(120));

fn read(format: &Format, json: &str) -> Message {
    let context = Context { feed: FeedId(0), received: ISSUED, test_trusted: true };
    let told = decode::message(format, &Raw { topic: "", bytes: json.as_bytes() }, &context);
    let message = told.into_iter().find_map(|it| match it {
        Ok(Decoded::Warning { message, .. }) => Some(message),
        _ => None,
    });
    *message.unwrap_or_else(|| panic!("no warning in {json}"))
}

fn cap(status: &str, expires: &str) -> String {
    let expires = if expires.is_empty() { String::new() } else { format!("<expires>{expires}</expires>") };
    format!(
        r#"<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>32032141600000_20270115100000</identifier><sender>x</sender>
        <sent>2027-01-15T10:00:00+08:00</sent><status>{status}</status><msgType>Alert</msgType><scope>Public</scope><info>
        <language>zh-CN</language><category>Met</category><event>暴雨</event><urgency>Unknown</urgency><severity>Severe</severity>
        <certainty>Unknown</certainty>{expires}<headline>丰县气象台发布暴雨橙色预警</headline><area><areaDesc>丰县</areaDesc><geocode>
        <valueName>CPEAS Geographic Code</valueName><value>320321000000</value></geocode></area></info></alert>"#
    )
}

fn nws(status: &str, ends: &str) -> String {
    format!(
        r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"id":"urn:oid:1","areaDesc":"Feng","sender":"w",
        "senderName":"NWS Feng","sent":"2027-01-14T20:00:00-06:00","status":"{status}","messageType":"Alert","category":"Met",
        "severity":"Severe","certainty":"Likely","urgency":"Expected","event":"Flood Warning","headline":"Flood Warning","ends":{ends}}}}}]}}"#
    )
}

fn weather_cn(relieved: &str) -> String {
    format!(
        r#"var alarminfo={{"head":"丰县发布暴雨黄色预警信号","SIGNALTYPE":"暴雨","SIGNALLEVEL":"黄色","TYPECODE":"02","LEVELCODE":"02",
        "ISSUETIME":"2027-01-15 10:00:00","RELIEVETIME":"{relieved}","msgType":"Alert","identifier":"32032141600000_20270115100000"}};"#
    )
}

fn qweather(expires: &str) -> String {
    format!(
        r#"{{"alerts":[{{"id":"q1","areaId":"320321","senderName":"丰县气象台","issuedTime":"2027-01-15T02:00Z","expireTime":{expires},
        "eventType":{{"name":"暴雨"}},"color":{{"code":"yellow"}},"headline":"暴雨黄色预警"}}]}}"#
    )
}

const CAIYUN: &str = r#"{"status":"ok","content":[{"adcode":"320321","alertId":"32032141600000_20270115100000","code":"0202","status":"预警中",
    "pubtimestamp":1799978400,"title":"丰县气象台发布暴雨黄色预警[III/较重]"}]}"#;
const FAN: &str = r#"{"type":"update","Data":{"id":"320321-20270115100000-11B0302","headline":"丰县气象台发布暴雨黄色预警信号",
    "effective":"2027-01-15 10:00:00","type":"11B03_yellow"}}"#;

#[test]
fn a_warning_ends_when_it_says_or_goes_stale_in_every_format() {
    let mut cases: Vec<(&str, Format, String, bool)> = vec![
        ("cap", Format::Cap, cap("Actual", "2027-01-15T12:00:00+08:00"), true),
        ("cap, in UTC", Format::Cap, cap("Actual", "2027-01-15T04:00:00Z"), true),
        ("cap, without a zone", Format::Cap, cap("Actual", "2027-01-15T12:00:00"), true),
        ("cap, no end", Format::Cap, cap("Actual", ""), false),
        ("cap, no time", Format::Cap, cap("Actual", "tomorrow"), false),
        ("nws", Format::Nws, nws("Actual", r#""2027-01-14T22:00:00-06:00""#), true),
        ("nws, no end", Format::Nws, nws("Actual", "null"), false),
        ("weather_cn", Format::WeatherCn, weather_cn("2027-01-15 12:00:00"), true),
        ("weather_cn, no end", Format::WeatherCn, weather_cn(""), false),
        ("qweather", Format::QWeather, qweather(r#""2027-01-15T04:00Z""#), true),
        ("qweather, no end", Format::QWeather, qweather("null"), false),
        ("caiyun", Format::Caiyun, CAIYUN.to_owned(), false),
        ("fan_studio", Format::FanStudio, FAN.to_owned(), false),
    ];
    for status in ["Exercise", "Test", "Draft", "System"] {
        cases.push(("cap", Format::Cap, cap(status, "2027-01-15T12:00:00+08:00"), true));
        cases.push(("nws", Format::Nws, nws(status, r#""2027-01-14T22:00:00-06:00""#), true));
    }
    for (name, format, text, ends) in cases {
        let message = read(&format, &text);
        assert_eq!(message.issued, ISSUED, "{name}");
        assert_eq!(message.expires.is_stated(), ends, "{name}");
        let meant = ["Exercise", "Test", "Draft", "System"].iter().all(|status| !text.contains(status));
        assert_eq!(message.status == Status::Actual, meant, "{name}");
        let mut table =
            Table { minutes: (ISSUED.since(super::identity::at(0))).0 / 60_000, ..Table::default() };
        table.hear(0, &message);
        let heard = table.only().heard;
        assert_eq!(table.only().message.status, message.status, "{name}: as it is");
        if ends {
            assert_eq!(table.state.next_due(), Some(ENDS), "{name}");
            assert!(table.state.expired(Instant(ENDS.0 - 1)).is_none(), "{name}");
            assert_eq!(table.state.expired(ENDS).map(|it| it.0), Some(ENDS), "{name}");
            assert!(!table.only().is_stale(ENDS.after(STALE_AFTER)), "{name}: it ends, and is never stale");
            continue;
        }
        assert_eq!(table.state.next_due(), None, "{name}: nothing ends it");
        let later = heard.after(STALE_AFTER);
        assert!(!table.only().is_stale(later) && table.only().is_stale(Instant(later.0 + 1)), "{name}");
        // A list that shows it at every poll keeps it fresh, and writes nothing.
        table.minutes += 20 * 60;
        assert!(table.hear(0, &message).is_empty(), "{name}");
        assert!(!table.only().is_stale(Instant(later.0 + 1)), "{name}");
        assert!(table.only().is_stale(table.only().heard.after(Span(STALE_AFTER.0 + 1))), "{name}");
    }
}
