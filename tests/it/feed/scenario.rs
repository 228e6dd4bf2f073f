//! Scenario files: the sample says what the story needs, and a mistake is told with its line.

use crate::drill::scenario::assert_told_in_chinese;
use dutydesk::feed::decode::words::Type;
use dutydesk::feed::encode::Body;
use dutydesk::feed::scenario::timeline::{Moment, Timeline};
use dutydesk::feed::scenario::{Behaviour, Scenario};
use dutydesk::language::Lang;
use dutydesk::units::Span;
use std::fs;
use std::path::Path;
use std::sync::Arc;

pub(crate) fn sample() -> Scenario {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/scenarios/sample.toml");
    Scenario::read("sample.toml", &fs::read_to_string(file).unwrap())
        .unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

fn sensor_moments(moments: &[Moment], kind: Type) -> Vec<(i64, &str)> {
    let sensor = |moment: &Moment| matches!(&moment.body, Body::Sensor(body) if body.kind == kind);
    moments
        .iter()
        .filter(|moment| sensor(moment))
        .map(|moment| match &moment.body {
            Body::Sensor(body) => (moment.at.0, body.device.as_str()),
            Body::Warning(_) => unreachable!("filtered"),
        })
        .collect()
}

#[test]
fn the_sample_tells_its_story_and_calms_down() {
    let round = Span::minutes(30);
    let moments: Vec<_> = Timeline::new(Arc::new(sample())).take_while(|moment| moment.at < round).collect();
    let alarms = sensor_moments(&moments, Type::Alarm);
    assert_eq!(alarms[0], (2_000, "S-2031"));
    let within = |device: &str, seconds: i64| {
        assert!(
            alarms.iter().any(|alarm| alarm.1 == device && alarm.0 <= 2_000 + seconds * 1_000),
            "{device}"
        );
    };
    within("S-2033", 18);
    within("S-2034", 18);
    within("T-2007", 18);
    within("G-1101", 60);
    within("W-3001", 60);
    assert_eq!(sensor_moments(&moments, Type::Offline), [(50_000, "GW-07")]);
    // Everything that was raised is restored, and the last ten minutes have readings but no alarm.
    let restores = sensor_moments(&moments, Type::Restore);
    assert!(
        alarms.iter().all(|alarm| restores.iter().any(|restore| restore.1 == alarm.1 && restore.0 > alarm.0))
    );
    let calm = Span::minutes(20).0;
    assert!(alarms.iter().all(|alarm| alarm.0 < calm));
    assert!(sensor_moments(&moments, Type::Reading).iter().filter(|reading| reading.0 > calm).count() > 100);
}

#[test]
fn rounds_follow_each_other_and_repeat_exactly() {
    let scenario = Arc::new(sample());
    let row: Vec<_> = Timeline::new(Arc::clone(&scenario)).take(10_000).collect();
    let again: Vec<_> = Timeline::new(scenario).take(10_000).collect();
    assert_eq!(row, again);
    assert!(row.windows(2).all(|pair| pair[0].at <= pair[1].at), "time never goes back");
    assert!(row.last().unwrap().at > Span::minutes(60));
}

#[test]
fn every_mistake_has_its_line_and_a_hint() {
    let text = "[scenario]\nname = \"x\"\nlooop = \"00:30:00\"\n\n[[event]]\nat = \"5 s\"\ndevice = \"S-1\"\ntype = \"alarm\"\nconditions = [\"fier\"]\n\n[[event]]\nat = \"00:00:05\"\ntype = \"alarum\"\n\n[[generate]]\npattern = \"flood\"\nrate = 0\ndevices = [\"S-{9..1}\"]\n\n[[warning]]\nat = \"00:00:01\"\nidentifier = \"a\"\nevent = \"e\"\nadcodes = [\"12\"]\n";
    let mistakes = Scenario::read("night.toml", text).unwrap_err();
    let told = mistakes.to_string();
    for wanted in [
        "night.toml:3: `looop` is not known here",
        "night.toml:6: `at` is not a time of the scenario",
        "night.toml:9: `fier` is not a condition",
        "night.toml:11: `device` is missing",
        "night.toml:13: `alarum` is not a type",
        "night.toml:17: `rate` is not above 0",
        "night.toml:18: `S-{9..1}` is not a row of codes",
        "night.toml:24: `12` is not a division",
    ] {
        assert!(told.contains(wanted), "{wanted}\n--\n{told}");
    }
    assert_told_in_chinese(&mistakes);
    let broken = Scenario::read("b.toml", "[scenario]\nname = \n").unwrap_err();
    assert_eq!(broken.mistakes[0].line, 2);
    assert_told_in_chinese(&broken);
}

#[test]
fn what_the_world_alone_can_have_wrong_is_told_in_both_languages() {
    let warning = "[[warning]]\nat = \"00:00:01\"\nidentifier = \"a\"\n";
    for (tables, wanted) in [
        ("[[event]]\ndevice = 3\n".to_owned(), "缺少 `at` (提示: 写明何时: at ="),
        ("[[event]]\ndevice = 3\n".to_owned(), "`device` 不是文字 (提示: 写探测器编码"),
        ("[[event]]\ndevice = \"\"\n".to_owned(), "`device` 是空的"),
        ("event = 3\n".to_owned(), "这里没有 `event` 这个字段"),
        ("[[event]]\ntype = \"reading\"\nvalue = \"x\"\n".to_owned(), "`value` 不是数 (提示: 按它的单位"),
        ("[[event]]\nvalue = 3\n".to_owned(), "缺少 `unit` (提示: 可写: Cel"),
        ("[[event]]\nunit = \"furlong\"\n".to_owned(), "没有 `furlong` 这个单位"),
        ("[[event]]\nseverity = \"bad\"\n".to_owned(), "没有 `bad` 这个严重度"),
        ("[[event]]\nstate = 70000\n".to_owned(), "`state` 不是 0 到 65535 的整数"),
        ("[[event]]\ntest = 1\n".to_owned(), "`test` 不是 true 或 false"),
        (format!("{warning}adcodes = [\"320321\"]\n"), "缺少 `event` (提示: 写明预警什么"),
        (format!("{warning}event = \"暴雨\"\n"), "缺少 `adcodes` (提示: 写明何处"),
        (format!("{warning}circles = [\"1,2\"]\n"), "`1,2` 不是图形: "),
        (format!("{warning}colour = \"pink\"\n"), "没有 `pink` 这个颜色"),
        (format!("{warning}type = \"end\"\n"), "没有 `end` 这种预警"),
        ("[[generate]]\npattern = \"rain\"\n".to_owned(), "没有 `rain` 这种背景"),
        ("[[generate]]\nrate = 0\n".to_owned(), "`rate` 不在 0 到 1000000 之间"),
        ("[[receiver]]\nname = \"a b\"\nbehaviour = \"x\"\n".to_owned(), "没有 `x` 这种做法"),
        ("[[act]]\nat = \"00:00:01\"\nline = \"frob 1\"\n".to_owned(), "`frob 1`: 没有 frob 这个命令"),
        ("[[act]]\nline = \"ack\"\n".to_owned(), "`ack`: 缺事件编号"),
    ] {
        let text = format!("[scenario]\nname = \"x\"\n{tables}");
        let mistakes = Scenario::read("x.toml", &text).unwrap_err();
        assert_told_in_chinese(&mistakes);
        let told = mistakes.written(Lang::Zh);
        assert!(told.contains(wanted), "{tables}{wanted}\n--\n{told}");
    }
    let heads = ["", "scenario = 3\n", "[scenario]\nname = \"x\"\nloop = \"00:00:00\"\nstart = 3\n"];
    for text in heads {
        assert_told_in_chinese(&Scenario::read("x.toml", text).unwrap_err());
    }
}

#[test]
fn a_flood_has_its_rate_and_its_devices() {
    let text = "[scenario]\nname = \"flood\"\n[[generate]]\npattern = \"flood\"\nat = \"00:00:01\"\nfor = \"00:00:02\"\nrate = 500\ndevices = [\"S-{0001..0100}\"]\n";
    let row: Vec<_> = Timeline::new(Arc::new(Scenario::read("f", text).unwrap())).collect();
    assert_eq!(row.len(), 1_000);
    assert!(row.iter().all(|moment| (1_000..3_000).contains(&moment.at.0)));
    let devices: std::collections::BTreeSet<_> =
        sensor_moments(&row, Type::Alarm).into_iter().map(|alarm| alarm.1.to_owned()).collect();
    assert!(devices.contains("S-0001") || devices.contains("S-0100"));
    assert!(devices.len() > 90);
}

#[test]
fn hooks_and_speeds_are_read_or_refused_by_name() {
    use dutydesk::feed::serve::{Hook, Speed};
    for (line, hook) in [("cut", Hook::Cut), (" freeze ", Hook::Freeze), ("forget 17", Hook::Forget(17))] {
        assert_eq!(line.parse::<Hook>().unwrap(), hook);
    }
    for line in ["", "cut now", "forget", "forget x", "forget 1 2", "melt"] {
        assert!(line.parse::<Hook>().unwrap_err().to_string().contains("forget NUMBER"), "{line}");
    }
    assert_eq!("max".parse::<Speed>().unwrap(), Speed::Max);
    assert_eq!("60".parse::<Speed>().unwrap(), Speed::Times(60.0));
    for text in ["0", "-1", "nan", "inf", "fast", ""] {
        assert!(text.parse::<Speed>().is_err(), "{text}");
    }
}

#[test]
fn receivers_of_deliveries_are_read_and_their_mistakes_told() {
    let read = |tables: &str| Scenario::read("s.toml", &format!("[scenario]\nname = \"s\"\n{tables}"));
    let scenario =
        read("[[receiver]]\nname = \"t4\"\nbehaviour = \"twice\"\neta_minutes = 9\n[[receiver]]\nname = \"picc\"\nbehaviour = \"die\"\n")
            .unwrap();
    let read_as: Vec<_> =
        scenario.receivers.iter().map(|it| (it.name.as_str(), it.behaviour, it.eta_minutes)).collect();
    assert_eq!(read_as, [("t4", Behaviour::Twice, Some(9)), ("picc", Behaviour::Die, None)]);
    for (tables, line) in [
        ("[[receiver]]\nname = \"t4\"\n", 3),
        ("[[receiver]]\nbehaviour = \"accept\"\n", 3),
        ("[[receiver]]\nname = \"t4\"\nbehaviour = \"sulk\"\n", 5),
        ("[[receiver]]\nname = \"t 4\"\nbehaviour = \"accept\"\n", 4),
        ("[[receiver]]\nname = \"t4\"\nbehaviour = \"accept\"\neta_minutes = 9000\n", 6),
    ] {
        let mistakes = read(tables).unwrap_err();
        assert_eq!(mistakes.mistakes[0].line, line, "{tables}: {mistakes}");
    }
}

#[test]
fn a_warning_of_a_scenario_may_draw_where_it_holds() {
    let read = |area: &str| {
        let text = format!(
            "[scenario]\nname = \"s\"\n[[warning]]\nat = \"00:00:01\"\nidentifier = \"a\"\nevent = \"e\"\n{area}\n"
        );
        Scenario::read("s.toml", &text)
    };
    let square = "34.69,116.60 34.72,116.60 34.72,116.64";
    let scenario = read(&format!("polygons = [\"{square}\"]\ncircles = [\"34.7,116.6 5\"]")).unwrap();
    let row: Vec<_> = Timeline::new(Arc::new(scenario)).collect();
    let Body::Warning(body) = &row[0].body else { panic!("a warning") };
    assert_eq!((body.polygons[0].as_str(), body.circles[0].as_str()), (square, "34.7,116.6 5"));
    assert!(body.draws() && body.adcodes.is_empty());
    for (area, told) in [
        ("", "s.toml:3: `adcodes` is missing"),
        (
            "polygons = [\"34.69,116.60 34.72,116.60\"]",
            "s.toml:7: `34.69,116.60 34.72,116.60` is no shape (no-area)",
        ),
        ("circles = [\"116.6,34.7 5\"]", "s.toml:7: `116.6,34.7 5` is no shape (swapped)"),
        ("circles = [\"34.7,116.6\"]", "(coordinates)"),
        ("polygons = [7]", "s.toml:7: an entry of `polygons` is not a text"),
    ] {
        let mistakes = read(area).unwrap_err().to_string();
        assert!(mistakes.contains(told), "{told}\n--\n{mistakes}");
    }
}
