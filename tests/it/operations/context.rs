//! Which alarms a warning explains, by what it is called: in Chinese, and in English however it is spelled.

use super::identity::said;
use dutydesk::correlation::Context;
use dutydesk::feed::decode::{self, Decoded, Raw};
use dutydesk::operations::feed::Format;
use dutydesk::operations::warning::{Message, MessageKind};
use dutydesk::text::bounded;
use dutydesk::units::{FeedId, Instant};

const WATER: Option<Context> = Some(Context::Water);
const WEATHER: Option<Context> = Some(Context::Weather);
const BOTH: Option<Context> = Some(Context::WaterAndWeather);

#[test]
fn the_name_of_a_warning_says_what_it_explains() {
    for (event, wanted) in [
        ("暴雨", WATER),
        ("大暴雨", WATER),
        ("强降雨", WATER),
        ("山洪灾害", WATER),
        ("暴雨诱发中小河流洪水气象风险", WATER),
        ("渍涝风险气象", WATER),
        ("城市内涝", WATER),
        ("风暴潮", WATER),
        ("大雨特報", WATER),
        ("大风", WEATHER),
        ("海上大风", WEATHER),
        ("雷电", WEATHER),
        ("雷暴", WEATHER),
        ("雷暴大风", WEATHER),
        ("冰雹", WEATHER),
        ("龙卷风", WEATHER),
        ("沙尘暴", WEATHER),
        ("强季风", WEATHER),
        ("台风", BOTH),
        ("海上台风", BOTH),
        ("热带气旋", BOTH),
        ("强对流", BOTH),
        ("雷雨大风", BOTH),
        ("海上雷雨大风", BOTH),
        ("雷雨强风", BOTH),
        ("暴雨 大风", BOTH),
        ("高温", None),
        ("寒潮", None),
        ("暴雪", None),
        ("霜冻", None),
        ("大雾", None),
        ("霾", None),
        ("干旱", None),
        ("道路结冰", None),
        ("森林火险", None),
        ("地质灾害", None),
        ("重污染天气", None),
        ("干热风", None),
    ] {
        explains(event, wanted);
    }
}

#[test]
fn english_words_count_in_whatever_case_and_only_as_words() {
    for (event, wanted) in [
        ("Flash Flood Warning", WATER),
        ("FLASH FLOOD WARNING", WATER),
        ("flood", WATER),
        ("FLOOD", WATER),
        ("FlashFlood", WATER),
        ("Rainstorm", WATER),
        ("Coastal Flood Advisory", WATER),
        ("STORM SURGE WARNING", WATER),
        ("Dam Break", WATER),
        ("High Wind Warning", WEATHER),
        ("WIND ADVISORY", WEATHER),
        ("Severe Thunderstorm Warning", WEATHER),
        ("LIGHTNING", WEATHER),
        ("Gale Warning", WEATHER),
        ("Tornado Watch", WEATHER),
        ("Windstorm", WEATHER),
        ("Typhoon", BOTH),
        ("TYPHOON SIGNAL NO. 8", BOTH),
        ("Tropical Storm Warning", BOTH),
        ("Hurricane Watch", BOTH),
        ("Wind and rain", BOTH),
        ("Terrain", None),
        ("Train derailment", None),
        ("Damage", None),
        ("Air Quality Alert", None),
        ("Excessive Heat Warning", None),
        ("Fire Weather", None),
        ("Earthquake", None),
        ("", None),
    ] {
        explains(event, wanted);
    }
}

fn explains(event: &str, wanted: Option<Context>) {
    let message = Message { event: bounded(event), ..said(MessageKind::Issue, "a", 0, &[]) };
    assert_eq!(message.context(), wanted, "{event}");
}

/// The two digits that Caiyun and weather.com.cn number the kinds by (01 to 14).
#[test]
fn a_kind_that_comes_as_a_number_explains_the_same() {
    let kinds =
        [BOTH, WATER, None, None, WEATHER, WEATHER, None, None, WEATHER, WEATHER, None, None, None, None];
    for (number, wanted) in (1..).zip(kinds) {
        let json = format!(
            r#"{{"status":"ok","content":[{{"adcode":"320321","alertId":"32032141600000_20270115100000","code":"{number:02}02",
            "status":"预警中","pubtimestamp":1799978400,"title":""}}]}}"#
        );
        let context =
            decode::Context { feed: FeedId(0), received: Instant(1_800_000_000_000), test_trusted: true };
        let mut told = decode::message(&Format::Caiyun, &Raw { topic: "", bytes: json.as_bytes() }, &context);
        let Ok(Decoded::Warning { message, .. }) = told.remove(0) else { panic!("{json}") };
        assert_eq!(message.context(), wanted, "{number:02} {}", message.event);
    }
}
