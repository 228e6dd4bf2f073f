//! Bulletins of weather and earthquake services: the samples, what may not be lost, and every message that one could make of them.

use super::decode::{NOW, context};
use dutydesk::feed::decode::bulletin::Refusal;
use dutydesk::feed::decode::{Context, Decoded, Raw, Reject, message, report_line};
use dutydesk::limits::BULLETIN_ENTRIES_MAX;
use dutydesk::operations::feed::Format;
use dutydesk::operations::warning::{Colour, Message, MessageKind, Status};
use dutydesk::text::Text;
use dutydesk::units::{Instant, Point, Span};
use serde_json::Value;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

const FORMATS: [(&str, Format); 7] = [
    ("weather-cn", Format::WeatherCn),
    ("qweather", Format::QWeather),
    ("caiyun", Format::Caiyun),
    ("fan-studio", Format::FanStudio),
    ("emsc", Format::Emsc),
    ("p2pquake", Format::P2pQuake),
    ("wolfx", Format::Wolfx),
];

type Told = Vec<Result<Decoded<'static>, Reject>>;

fn decode(format: &Format, text: &str, context: &Context) -> Told {
    message(format, &Raw { topic: "", bytes: text.as_bytes() }, context)
}

/// The warnings of a message that must have nothing else but a list's end.
fn warnings(format: &Format, text: &str, context: &Context) -> Vec<Message> {
    let told = decode(format, text, context);
    let one = |it: Result<Decoded<'static>, Reject>| match it {
        Ok(Decoded::Warning { message, .. }) => Some(*message),
        Ok(Decoded::Standing(_)) => None,
        other => panic!("{other:?}: {text:.200}"),
    };
    told.into_iter().filter_map(one).collect()
}

fn warning(format: &Format, text: &str, context: &Context) -> Message {
    let mut all = warnings(format, text, context);
    assert_eq!(all.len(), 1, "{text:.200}");
    all.remove(0)
}

/// The samples of a format, each file with its messages: a line each where lines are what is sent.
fn samples(folder: &str) -> Vec<(PathBuf, Vec<String>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/feeds").join(folder);
    let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.retain(|file| !file.to_string_lossy().ends_with(".events.jsonl"));
    assert!(!files.is_empty());
    files
        .into_iter()
        .map(|file| {
            let text = fs::read_to_string(&file).unwrap();
            let is_lines = file.extension().is_some_and(|end| end == "jsonl");
            let messages = if is_lines { text.lines().map(str::to_owned).collect() } else { vec![text] };
            (file, messages)
        })
        .collect()
}

/// Every sample gives the lines beside it; `GOLDEN=write` writes those lines anew, to be read before a commit.
#[test]
fn samples_decode_to_their_lines() {
    for (folder, format) in &FORMATS {
        for (file, messages) in samples(folder) {
            let name = file.file_name().unwrap().to_str().unwrap().to_owned();
            let mut lines = String::new();
            for text in &messages {
                let told = decode(format, text, &context());
                assert!(!told.is_empty(), "{name}: {text:.200}");
                for one in &told {
                    let _ = writeln!(lines, "{}", report_line(&name, one));
                }
            }
            let beside = file.with_extension("events.jsonl");
            if std::env::var_os("GOLDEN").is_some() {
                fs::write(&beside, &lines).unwrap();
            }
            let wanted = fs::read_to_string(&beside).unwrap();
            for (number, (line, wanted)) in lines.lines().zip(wanted.lines()).enumerate() {
                assert_eq!(line, wanted, "{}:{}", beside.display(), number + 1);
            }
            assert_eq!(lines.lines().count(), wanted.lines().count(), "{name}");
        }
    }
}

fn row(identity: &str, title: &str) -> String {
    format!(r#"["丰县","101190802-20261122024500-0202.html","116.6","34.69","{identity}","","{title}",{{}}]"#)
}

fn list(count: usize, rows: &[String]) -> String {
    format!(r#"{{"result":{{"count":"{count}","data":[{}]}}}}"#, rows.join(","))
}

/// What a list does not name is withdrawn: so a list that was not read whole must not say that it names all.
#[test]
fn a_list_concludes_only_from_what_it_read_whole() {
    let a = row("32032141600000_20261122024500", "丰县发布暴雨黄色预警信号");
    let without_words = row("32032141600000_20261122024501", "").replace("-0202.html", "-0000.html");
    let without_identity = row("", "丰县发布大风黄色预警信号");
    let both = ["32032141600000_20261122024500", "32032141600000_20261122024501"];
    for (text, named, refused) in [
        (list(1, std::slice::from_ref(&a)), Some(vec![both[0]]), vec![]),
        (list(0, &[]), Some(vec![]), vec![]),
        // A row that says nothing still stands.
        (list(2, &[a.clone(), without_words]), Some(both.to_vec()), vec![Refusal::NoWords]),
        // A warning without an identity is a warning, and nobody can say which one of those that stand.
        (list(2, &[a.clone(), without_identity]), None, vec![]),
        (list(2, &[a.clone(), "7".to_owned()]), None, vec![Refusal::BadEntry]),
        (list(2, std::slice::from_ref(&a)), None, vec![Refusal::ShortList]),
        (list(1, &vec![a; BULLETIN_ENTRIES_MAX + 1]), None, vec![Refusal::LongList]),
    ] {
        let told = decode(&Format::WeatherCn, &text, &context());
        let refusals: Vec<_> = told.iter().filter_map(|it| it.as_ref().err()).copied().collect();
        assert_eq!(refusals, refused.into_iter().map(Reject::Bulletin).collect::<Vec<_>>(), "{text:.200}");
        let lists: Vec<_> = told
            .iter()
            .filter_map(|it| match it {
                Ok(Decoded::Standing(identities)) => {
                    Some(identities.iter().map(Text::as_str).collect::<Vec<_>>())
                }
                _ => None,
            })
            .collect();
        assert_eq!(lists, named.into_iter().collect::<Vec<_>>(), "{text:.200}");
    }
}

/// One warning, relayed by three services, has one identity; the service's own shape changes nothing about it.
#[test]
fn the_issuers_identity_is_kept_verbatim() {
    let of = |format: Format, file: usize, folder: &str| {
        let texts = &samples(folder)[file].1;
        warnings(&format, &texts[0], &context()).remove(0)
    };
    let detail = of(Format::WeatherCn, 0, "weather-cn");
    let listed = of(Format::WeatherCn, 3, "weather-cn");
    let caiyun = of(Format::Caiyun, 1, "caiyun");
    for message in [&detail, &listed, &caiyun] {
        assert_eq!(message.native_id.as_str(), "32032141600000_20261122024500");
        assert_eq!((message.event.as_str(), message.colour), ("暴雨", Colour::Yellow));
        assert_eq!((message.adcodes.as_slice(), message.issued), (&[320_321][..], detail.issued));
    }
}

#[test]
fn a_colour_is_read_wherever_it_stands() {
    let coded = |code: &str, title: &str| {
        row("32032141600000_20261122024500", title).replace("-0202.html", &format!("-{code}.html"))
    };
    for (text, colour) in [
        (coded("0200", "丰县发布暴雨预警信号"), Colour::White),
        // A level of zero beside a colour by name: the name is what people read.
        (coded("0200", "丰县发布暴雨蓝色预警信号"), Colour::Blue),
        (coded("0201", "丰县发布暴雨白色预警信号"), Colour::White),
        (coded("0204", "丰县发布暴雨预警"), Colour::Red),
        (coded("0299", "丰县发布暴雨预警"), Colour::Unknown),
        (coded("0202", "丰县将暴雨黄色预警升级为红色预警"), Colour::Red),
    ] {
        let message = warning(&Format::WeatherCn, &list(1, std::slice::from_ref(&text)), &context());
        assert_eq!((message.colour, message.event.as_str()), (colour, "暴雨"), "{text}");
    }
}

fn quake(kind: &str, magnitude: &str, minutes_ago: i64, more: &str) -> String {
    let origin =
        chrono::DateTime::from_timestamp_millis(NOW.0 - minutes_ago * 60_000 + 8 * 3_600_000).unwrap();
    let origin = origin.format("%Y-%m-%d %H:%M:%S");
    let fields = format!(
        r#""EventID":"e","OriginTime":"{origin}","time":"{origin}","Latitude":34.69,"Longitude":116.6,"latitude":34.69,"longitude":116.6,"Magunitude":{magnitude},"magnitude":{magnitude}{more}"#
    );
    if kind.ends_with("eew") {
        format!(r#"{{"type":"{kind}",{fields}}}"#)
    } else {
        format!(r#"{{"type":"{kind}","No1":{{{fields}}}}}"#)
    }
}

/// A late early warning alarms nobody; its cancel is never too late; who knows no time of receipt judges none.
#[test]
fn what_is_over_when_it_arrives_never_stands() {
    let nowhen = Context { received: Instant::UNSTATED, ..context() };
    let (late, past) = (Some("earthquake-warning-late"), Some("earthquake-past"));
    for (kind, magnitude, minutes, more, wanted, context) in [
        ("sc_eew", "6.0", 14, "", None, context()),
        ("sc_eew", "6.0", 16, "", late, context()),
        ("sc_eew", "6.0", 16, r#","isCancel":true"#, None, context()),
        ("sc_eew", "6.0", 16, "", None, nowhen),
        ("cenc_eqlist", "5.0", 23 * 60, "", None, context()),
        ("cenc_eqlist", "5.0", 25 * 60, "", past, context()),
        ("cenc_eqlist", "3.9", 119, "", None, context()),
        ("cenc_eqlist", "3.9", 121, "", past, context()),
        ("cenc_eqlist", "null", 23 * 60, "", None, context()),
    ] {
        let told = decode(&Format::Wolfx, &quake(kind, magnitude, minutes, more), &context);
        match (&told[..], wanted) {
            ([Ok(Decoded::Warning { message, .. })], None) => {
                assert!(more.is_empty() == (message.kind == MessageKind::Issue));
                let lasts = message.expires.since(NOW.after(Span::minutes(-minutes)));
                assert!(lasts >= Span::minutes(60) && lasts <= Span::minutes(24 * 60 + 1), "{lasts:?}");
            }
            ([Ok(Decoded::Ignored { kind, .. })], Some(wanted)) => assert_eq!(kind, wanted),
            other => panic!("{kind} {magnitude} {minutes}: {other:?}"),
        }
    }
}

/// The circle in which the desk asks its sites: 1.1 km of latitude are a hundredth of a degree.
#[test]
fn a_quake_is_asked_about_by_its_magnitude() {
    for (magnitude, radius_km, colour) in [
        ("3.9", 30, Colour::White),
        ("4.0", 100, Colour::Blue),
        ("5.9", 200, Colour::Yellow),
        ("6.0", 400, Colour::Orange),
        ("\"7.0\"", 800, Colour::Red),
        ("null", 800, Colour::Unknown),
    ] {
        let message = warning(&Format::Wolfx, &quake("sc_eew", magnitude, 1, ""), &context());
        assert_eq!((message.colour, message.event.as_str()), (colour, "地震预警"), "{magnitude}");
        let covers =
            |km: i32| message.area().covers(320_321, Point::new(34_690_000 - km * 8_993, 116_600_000));
        assert!(covers(0) && covers(radius_km - 1) && !covers(radius_km + radius_km / 50 + 1), "{magnitude}");
    }
    // Nowhere is everywhere: a quake is not lost for a place that cannot be read.
    let text = quake("sc_eew", "5.0", 1, "").replace("34.69", "134.69");
    assert!(warning(&Format::Wolfx, &text, &context()).shapes.is_everywhere());
}

/// A drill is one whether or not the feed's sensors are trusted with their tests.
#[test]
fn a_drill_is_never_taken_for_real() {
    for test_trusted in [true, false] {
        let context = Context { test_trusted, ..context() };
        let training =
            quake("jma_eew", "6.0", 1, r#","isTraining":true"#).replace("2026-11-22 0", "2026-11-22 1");
        let told =
            decode(&Format::Wolfx, &training.replace("2026-11-22 12:59", "2026-11-22 03:59"), &context);
        let [Ok(Decoded::Warning { message, .. })] = &told[..] else { panic!("{told:?}") };
        assert_eq!(message.status, Status::Exercise);
        let text =
            r#"{"code":556,"test":true,"issue":{"eventId":"t"},"earthquake":{"hypocenter":{"magnitude":6}}}"#;
        assert_eq!(warning(&Format::P2pQuake, text, &context).status, Status::Test);
    }
}

/// Every revision of one quake finds the first; two quakes of one minute stay two.
#[test]
fn an_identity_holds_over_revisions_and_keeps_quakes_apart() {
    let identities = |folder: &str, format: &Format, lines: &[usize]| -> Vec<String> {
        let texts = &samples(folder)[0].1;
        let of = |line: &usize| warning(format, &texts[*line], &context()).native_id.as_str().to_owned();
        lines.iter().map(of).collect()
    };
    let first_and_same = |all: &[String]| all.iter().all(|it| *it == all[0]);
    assert!(first_and_same(&identities("emsc", &Format::Emsc, &[0, 1])));
    assert!(first_and_same(&identities("wolfx", &Format::Wolfx, &[1, 2])));
    assert!(first_and_same(&identities("p2pquake", &Format::P2pQuake, &[1, 2])));
    assert!(first_and_same(&identities("p2pquake", &Format::P2pQuake, &[6, 7, 8])));
    assert!(first_and_same(&identities("p2pquake", &Format::P2pQuake, &[4, 5])));
    let text = &samples("p2pquake")[0].1[1];
    let other = warning(&Format::P2pQuake, &text.replace("架空県沖", "北架空県沖"), &context());
    assert_ne!(other.native_id, warning(&Format::P2pQuake, text, &context()).native_id);
    // A documented repeat, under another number of the network, says nothing new.
    let repeat = warning(&Format::P2pQuake, &text.replace("\"a2\"", "\"z9\""), &context());
    assert!(repeat.says_the_same(&warning(&Format::P2pQuake, text, &context())));
}

/// A time from the future would make every later message older than itself.
#[test]
fn a_time_of_issue_from_the_future_is_none() {
    let row = row("32032141600000_20261122024500", "丰县发布暴雨黄色预警信号");
    for (time, is_taken) in [("20261122030400", true), ("20261122031000", false), ("20991122024500", false)] {
        let text = list(1, &[row.replace("_20261122024500", &format!("_{time}"))]);
        assert_eq!(warning(&Format::WeatherCn, &text, &context()).issued.is_stated(), is_taken, "{time}");
    }
}

#[test]
fn depth_and_size_cost_nothing() {
    let deep = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
    for (_, format) in &FORMATS {
        for text in [deep.clone(), format!(r#"{{"type":{deep}}}"#), format!("[{}", "{".repeat(20_000))] {
            let told = decode(format, &text, &context());
            assert!(matches!(told[..], [Err(Reject::TooDeep | Reject::NotJson)]), "{told:?}");
        }
        // As deep as JSON is read: a geometry that hides its rings.
        let nested = format!("{}1{}", "[".repeat(100), "]".repeat(100));
        let text = list(1, &[row("32032141600000_20261122024500", "丰县发布暴雨黄色预警信号")])
            .replace("{}]", &format!(r#"{{"coordinates":{nested}}}]"#));
        assert!(!decode(format, &text, &context()).is_empty());
    }
}

/// A die that falls the same way on every machine.
struct Die(u64);

impl Die {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % most.max(1) as u64) as usize
    }
}

const PIECES: [&str; 16] = [
    "null",
    "[]",
    "{}",
    "\"\"",
    "-1",
    "1e300",
    "1e999",
    "\"\\u001b[2J\"",
    "\"\u{202e}\"",
    "\"解除\"",
    "Infinity",
    "true",
    "[[[[1,2],[3]]]]",
    "\"116.6\"",
    "20261122025959",
    "\"2026-11-22 02:59:59\"",
];

/// A message whose values were put in each other's place, or one whose bytes were.
fn mutated(seed: &str, die: &mut Die) -> Vec<u8> {
    let Ok(mut value) = serde_json::from_str::<Value>(seed) else { return torn(seed, die) };
    for _ in 0..=die.below(3) {
        put(&mut value, die);
    }
    let text = value.to_string();
    if die.below(3) == 0 { torn(&text, die) } else { text.into_bytes() }
}

/// Puts something in the place of one value, wherever it lies.
fn put(value: &mut Value, die: &mut Die) {
    let fields = match value {
        Value::Object(fields) => fields.len(),
        Value::Array(values) => values.len(),
        _ => 0,
    };
    let place = die.below(fields);
    match value {
        Value::Object(fields) if fields.len() > 1 && die.below(12) == 0 => {
            let name = fields.keys().nth(place).unwrap().clone();
            fields.remove(&name);
        }
        Value::Array(values) if !values.is_empty() && die.below(12) == 0 => {
            values.push(values[place].clone());
        }
        Value::Object(fields) if !fields.is_empty() => put(fields.values_mut().nth(place).unwrap(), die),
        Value::Array(values) if !values.is_empty() => put(&mut values[place], die),
        _ => *value = serde_json::from_str(PIECES[die.below(PIECES.len())]).unwrap_or(Value::Null),
    }
}

fn torn(seed: &str, die: &mut Die) -> Vec<u8> {
    let mut bytes = seed.as_bytes().to_vec();
    for _ in 0..=die.below(2) {
        let at = die.below(bytes.len() + 1);
        let end = (at + die.below(24)).min(bytes.len());
        match die.below(4) {
            0 => drop(bytes.drain(at..end)),
            1 => bytes.insert(at, die.below(256) as u8),
            2 => {
                let doubled = bytes[at..end].to_vec();
                drop(bytes.splice(at..at, doubled));
            }
            _ => drop(bytes.splice(at..end, PIECES[die.below(PIECES.len())].bytes())),
        }
    }
    bytes
}

/// What holds of every message, whatever the bytes were.
fn check(told: &Told, text: &str) {
    for (number, one) in told.iter().enumerate() {
        let line = report_line("f", one).to_string();
        assert!(!line.chars().any(|c| c.is_control() || c == '\u{202e}'), "{line}");
        match one {
            Ok(Decoded::Warning { message, sequence: 0 }) => {
                assert!(!message.native_id.is_empty(), "{text:.300}");
                let is_somewhere = !message.adcodes.is_empty() || !message.shapes.is_empty();
                assert!(is_somewhere || message.kind == MessageKind::Cancel, "{line} {text:.300}");
                assert!(!message.references.contains(&message.native_id));
                assert!(!(message.headline.is_empty() && message.event.is_empty()));
            }
            Ok(Decoded::Standing(_)) => assert_eq!(number + 1, told.len(), "a list ends with what stands"),
            Ok(Decoded::Heartbeat) => {}
            Ok(Decoded::Ignored { kind, sequence: 0 }) => assert!(kind.len() <= 64),
            Ok(other) => panic!("{other:?}"),
            Err(reject) => {
                let code = reject.code();
                assert!(
                    !code.is_empty() && code.bytes().all(|it| it.is_ascii_lowercase() || b"-8".contains(&it))
                );
            }
        }
    }
}

#[test]
fn no_bytes_make_it_panic() {
    let full = std::env::var("SCALE").is_ok_and(|scale| scale == "full");
    let rounds = if full { 1_000_000 } else { 20_000 };
    let seeds: Vec<_> = FORMATS
        .iter()
        .flat_map(|(folder, format)| {
            samples(folder).into_iter().flat_map(|file| file.1).map(move |text| (format, text))
        })
        .collect();
    let mut die = Die(0x5EED_0321);
    let mut taken = 0_usize;
    for round in 0..rounds {
        let (format, seed) = &seeds[round % seeds.len()];
        let bytes = mutated(seed, &mut die);
        // Now and then what one service says is read as another's.
        let format = if die.below(16) == 0 { &FORMATS[die.below(FORMATS.len())].1 } else { format };
        let told = message(format, &Raw { topic: "", bytes: &bytes }, &context());
        let text = String::from_utf8_lossy(&bytes);
        assert!(!told.is_empty(), "{text:.300}");
        check(&told, &text);
        taken += usize::from(told.iter().any(|it| matches!(it, Ok(Decoded::Warning { .. }))));
    }
    eprintln!("{rounds} messages, {taken} with a warning");
    assert!(taken > rounds / 5, "the mutator leaves enough whole: {taken}");
}

/// The real messages that were recorded: each is events or a reason by name.
#[test]
fn recorded_bulletins_are_events_or_reasons() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    if !data.is_dir() {
        eprintln!("{} is absent: the recorded bulletins are not tested", data.display());
        return;
    }
    let nowhen = Context { received: Instant::UNSTATED, ..context() };
    for (folder, begins, format, wanted) in [
        ("cn-weather", "weather.com.cn", Format::WeatherCn, 2),
        ("cn-weather", "qweather", Format::QWeather, 2),
        ("cn-weather", "caiyun", Format::Caiyun, 1),
        ("emsc", "", Format::Emsc, 1),
        ("p2pquake", "", Format::P2pQuake, 5),
        ("wolfx", "", Format::Wolfx, 5),
    ] {
        let (mut warnings, mut others, mut rejects) = (0, 0, Vec::new());
        for text in recorded(&data.join(folder), begins) {
            for context in [nowhen, context()] {
                let told = decode(&format, &text, &context);
                assert!(!told.is_empty(), "{text:.200}");
                check(&told, &text);
                if context.received.is_stated() {
                    continue;
                }
                for one in told {
                    match one {
                        Ok(Decoded::Warning { .. }) => warnings += 1,
                        Ok(_) => others += 1,
                        Err(reject) => rejects.push(reject.code()),
                    }
                }
            }
        }
        eprintln!("{folder}/{begins}*: {warnings} warnings, {others} others, refused {rejects:?}");
        assert_eq!(warnings, wanted, "{folder}/{begins}");
    }
}

/// The messages of a folder's files: a line, an example of a list of examples, or the whole file.
fn recorded(folder: &Path, begins: &str) -> Vec<String> {
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.retain(|file| file.file_name().unwrap().to_str().unwrap().starts_with(begins));
    files
        .into_iter()
        .flat_map(|file| {
            let text = fs::read_to_string(&file).unwrap();
            let examples = serde_json::from_str::<Vec<Value>>(&text).unwrap_or_default();
            let examples: Vec<_> =
                examples.iter().filter_map(|it| Some(it.get("example")?.to_string())).collect();
            match file.extension().and_then(|end| end.to_str()) {
                _ if !examples.is_empty() => examples,
                Some("jsonl") => text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect(),
                _ => vec![text],
            }
        })
        .collect()
}
