//! Mapping files: the shipped ones read what their devices send, and a wrong one says where.

use super::mutate::{Mutator, executions};
use dutydesk::config::mapping;
use dutydesk::config::record::Mistakes;
use dutydesk::config::{Lang, file};
use dutydesk::correlation::event::{Conditions, EventKind, Marks};
use dutydesk::feed::decode::mapped::Refusal;
use dutydesk::feed::decode::{self, Context, Decoded, Raw, Reject, report_line, words};
use dutydesk::limits::EVENT_BYTES_MAX;
use dutydesk::operations::feed::Format;
use dutydesk::operations::feed::terms::Mapping;
use dutydesk::units::{FeedId, Instant};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A second after the samples' time, 2026-11-22 09:18:36 in Beijing.
const NOW: Instant = Instant(1_795_310_316_000);
const SHIPPED: [&str; 3] = ["zigbee2mqtt", "tasmota", "ctwing"];

type Decodings = Vec<Result<Decoded<'static>, Reject>>;

fn feeds() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/feeds")
}

fn read(path: &Path) -> (Option<Mapping>, Vec<String>, Vec<String>) {
    let mut mistakes = Mistakes::default();
    let mapping = mapping::read(path, &mut mistakes);
    let written = |lang| mistakes.list.iter().map(|mistake| mistake.written(lang)).collect();
    (mapping, written(Lang::En), written(Lang::Zh))
}

fn shipped(name: &str) -> Format {
    let (mapping, mistakes, _) = read(&feeds().join(format!("mappings/{name}.toml")));
    assert_eq!(mistakes, [""; 0], "{name}");
    Format::Mapped(Box::new(mapping.unwrap()))
}

fn from_text(text: &str) -> Result<Format, Vec<String>> {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("m.toml");
    fs::write(&path, text).unwrap();
    let (mapping, mistakes, _) = read(&path);
    if mistakes.is_empty() { Ok(Format::Mapped(Box::new(mapping.unwrap()))) } else { Err(mistakes) }
}

fn decode(format: &Format, topic: &str, payload: &[u8]) -> Decodings {
    decode_trusting(format, topic, payload, true)
}

fn decode_trusting(format: &Format, topic: &str, bytes: &[u8], test_trusted: bool) -> Decodings {
    let context = Context { feed: FeedId(1), received: NOW, test_trusted };
    decode::message(format, &Raw { topic, bytes }, &context)
}

fn recorded(name: &str) -> Vec<(String, Vec<u8>)> {
    let lines = fs::read_to_string(feeds().join(format!("mapped/{name}.jsonl"))).unwrap();
    let messages = lines.lines().map(|line| {
        let line: Value = serde_json::from_str(line).unwrap();
        let payload = match &line["payload"] {
            Value::String(text) => text.clone(),
            json => json.to_string(),
        };
        (line["topic"].as_str().unwrap().to_owned(), payload.into_bytes())
    });
    messages.collect()
}

/// Every message gives the line beside it, a list of what it says; `GOLDEN=write` writes them anew.
#[test]
fn golden_messages_decode_to_their_lines() {
    for name in SHIPPED {
        let format = shipped(name);
        let messages = recorded(name);
        let lines: Vec<String> = messages
            .iter()
            .map(|(topic, payload)| {
                let said = decode(&format, topic, payload);
                Value::Array(said.iter().map(|it| report_line(name, it)).collect()).to_string()
            })
            .collect();
        let beside = feeds().join(format!("mapped/{name}.events.jsonl"));
        if std::env::var_os("GOLDEN").is_some() {
            fs::write(&beside, lines.join("\n") + "\n").unwrap();
        }
        let wanted = fs::read_to_string(&beside).unwrap();
        for (number, (line, wanted)) in lines.iter().zip(wanted.lines()).enumerate() {
            assert_eq!(line, wanted, "{name}.jsonl:{}", number + 1);
        }
        assert_eq!(lines.len(), wanted.lines().count(), "{name}");
    }
}

const SMOKE: &str = r#"
name = "m"
[[rule]]
topic = "d/+/#"
device = "level:2"
time = "/at"
time_form = "s"
[[rule.read]]
at = "/smoke"
condition = "fire"
on = ["1", "true", "ALARM"]
off = ["0"]
[[rule.read]]
at = "/cover"
condition = "fault"
on = ["1"]
off = ["0"]
[[rule.read]]
at = "/broken"
condition = ["fault", "line"]
severity = "moderate"
on = ["1"]
off = ["0"]
[[rule.read]]
at = "/a~1b/0/m"
unit = "MPa"
scale = 0.01
[[rule.read]]
at = "/test"
test = true
on = ["true"]
"#;

#[test]
fn what_one_message_says_of_one_device_is_added_up() {
    let format = from_text(SMOKE).unwrap();
    let said = |payload: &str| {
        let decodings = decode(&format, "d/x/y", payload.as_bytes());
        let lines = decodings.into_iter().map(|it| match it {
            Ok(Decoded::Sensor(it)) => {
                format!("{:?} {:#x} {}", it.event.kind, it.event.conditions.0, it.event.value_milli)
            }
            Ok(other) => format!("{other:?}"),
            Err(reject) => reject.code().to_owned(),
        });
        lines.collect::<Vec<_>>().join(", ")
    };
    for (payload, wanted) in [
        (r#"{"smoke":1}"#, "Raise 0x2 0"),
        (r#"{"smoke":true,"cover":0}"#, "Raise 0x2 0, Clear 0x4 0"),
        (r#"{"smoke":"ALARM","broken":1,"cover":0}"#, "Raise 0x406 0"),
        (r#"{"broken":0,"cover":1}"#, "Raise 0x4 0, Clear 0x400 0"),
        (r#"{"smoke":2,"cover":1}"#, "Raise 0x4 0, unknown-value"),
        (r#"{"smoke":[1],"cover":1}"#, "Raise 0x4 0, unknown-value"),
        (r#"{"smoke":1,"smoke":0}"#, "Clear 0x2 0"),
        (r#"{"a/b":[{"m":"12"}]}"#, "Reading 0x0 120000"),
        (r#"{"a/b":[{"m":-0.5}],"smoke":1}"#, "Raise 0x2 0, Reading 0x0 -5000"),
        (r#"{"a/b":[{"m":"NaN"}],"smoke":1}"#, "Raise 0x2 0, not-a-number"),
        (r#"{"a/b":[{"m":1e30}],"smoke":1}"#, "Raise 0x2 0, value-out-of-range"),
        (r#"{"smoke":null}"#, "Ignored { sequence: 0, kind: \"nothing-read:d/x/y\" }"),
        ("", "not-json"),
        ("{", "not-json"),
        ("[[[[", "not-json"),
    ] {
        assert_eq!(said(payload), wanted, "{payload}");
    }
    assert_eq!(said(&"[".repeat(5_000)), "too-deep");
    assert_eq!(said(&" ".repeat(EVENT_BYTES_MAX + 1)), "too-large");
}

#[test]
fn a_time_is_read_as_declared_or_marked() {
    let format = |form: &str| from_text(&SMOKE.replace("time_form = \"s\"", form)).unwrap();
    for (form, time, wanted) in [
        ("s", "1795310315", Some(NOW.0 - 1_000)),
        ("s", "\"1795310315.5\"", Some(NOW.0 - 500)),
        ("ms", "1795310315000", Some(NOW.0 - 1_000)),
        ("rfc3339", "\"2026-11-22T01:18:35Z\"", Some(NOW.0 - 1_000)),
        ("beijing", "\"2026-11-22 09:18:35\"", Some(NOW.0 - 1_000)),
        ("beijing", "\"2026/11/22T09:18:35\"", Some(NOW.0 - 1_000)),
        ("s", "0", None),
        ("s", "-5", None),
        ("s", "1e18", None),
        ("ms", "\"soon\"", None),
        ("beijing", "\"2026-02-30 09:18:35\"", None),
    ] {
        let format = format(&format!("time_form = \"{form}\""));
        let payload = format!("{{\"smoke\":1,\"at\":{time}}}");
        let decodings = decode(&format, "d/x", payload.as_bytes());
        let [Ok(Decoded::Sensor(sensor))] = decodings.as_slice() else { panic!("{decodings:?}") };
        assert_eq!(sensor.event.occurred, Instant(wanted.unwrap_or(0)), "{form} {time}");
        assert_eq!(sensor.event.marks.has(Marks::CLOCK), wanted.is_none(), "{form} {time}");
    }
    let receipt = SMOKE.replace("time = \"/at\"\ntime_form = \"s\"\n", "");
    let decodings = decode(&from_text(&receipt).unwrap(), "d/x", b"{\"smoke\":1}");
    let [Ok(Decoded::Sensor(sensor))] = decodings.as_slice() else { panic!("{decodings:?}") };
    assert_eq!((sensor.event.occurred, sensor.event.marks), (NOW, Marks::NONE));
}

#[test]
fn a_test_is_believed_of_a_trusted_feed_only() {
    let format = from_text(SMOKE).unwrap();
    for (is_trusted, payload, wanted) in [
        (true, "{\"smoke\":1,\"test\":true}", true),
        (false, "{\"smoke\":1,\"test\":true}", false),
        (true, "{\"smoke\":1,\"test\":false}", false),
    ] {
        let decodings = decode_trusting(&format, "d/x", payload.as_bytes(), is_trusted);
        let [Ok(Decoded::Sensor(sensor))] = decodings.as_slice() else { panic!("{decodings:?}") };
        assert_eq!(sensor.event.kind, EventKind::Raise);
        assert_eq!(sensor.event.marks.has(Marks::TEST), wanted, "{payload}");
    }
}

/// An alarm is never lost for want of a code; anything else without one is refused by name.
#[test]
fn an_alarm_without_a_device_is_an_alarm() {
    let text = SMOKE.replace("device = \"level:2\"", "device = [\"/box\", \"/point\"]");
    let format = from_text(&text).unwrap();
    for (topic, payload, wanted) in [
        ("d/x", r#"{"smoke":1,"box":"B1","point":7}"#, Some("B1.7")),
        ("d/x", r#"{"smoke":1,"point":7}"#, Some("7")),
        ("d/x", r#"{"smoke":1,"box":{},"point":""}"#, Some("d/x")),
        ("d/x", r#"{"smoke":0,"point":7}"#, None),
        ("d/x", r#"{"cover":1}"#, None),
    ] {
        let decodings = decode(&format, topic, payload.as_bytes());
        match (wanted, decodings.as_slice()) {
            (Some(wanted), [Ok(Decoded::Sensor(sensor))]) => {
                assert_eq!(sensor.device, wanted, "{payload}");
                assert_eq!(sensor.event.marks.has(Marks::CLEANED), wanted != "B1.7", "{payload}");
            }
            (None, [Err(Reject::Mapped(Refusal::NoDevice))]) => {}
            (_, other) => panic!("{payload}: {other:?}"),
        }
    }
    let anywhere = from_text(&text.replace("d/+/#", "#")).unwrap();
    let decodings = decode(&anywhere, "", b"{\"smoke\":1}");
    let [Ok(Decoded::Sensor(sensor))] = decodings.as_slice() else { panic!("{decodings:?}") };
    assert_eq!(sensor.device, "unnamed");
}

/// A binary payload that is frames, as a bridge of MQTT passes it on.
#[test]
fn frames_are_read_out_of_a_payload() {
    let text =
        "name = \"m\"\n[[rule]]\ntopic = \"gb/#\"\n[[rule.read]]\nat = \"payload\"\ndecode = \"gb26875\"\n";
    let format = from_text(text).unwrap();
    let hex = fs::read_to_string(feeds().join("gb26875/fire.hex")).unwrap();
    let hex = hex.trim();
    let bytes: Vec<u8> =
        (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[at * 2..at * 2 + 2], 16).unwrap()).collect();
    for payload in [bytes.as_slice(), hex.as_bytes(), format!("\"{hex}\"").as_bytes()] {
        let decodings = decode(&format, "gb/1", payload);
        assert!(
            matches!(&decodings[..], [Ok(Decoded::Sensor(one)), Ok(Decoded::Sensor(_))]
                if one.device == "320321000101.1.3.40.6-217"),
            "{decodings:?}"
        );
    }
}

#[test]
fn every_condition_of_the_protocol_can_be_mapped() {
    for (word, condition) in words::CONDITIONS {
        let text = SMOKE.replace("condition = \"fire\"", &format!("condition = \"{word}\""));
        if condition == Conditions::NORMAL || condition == Conditions::RESET {
            assert!(from_text(&text).is_err(), "{word} is no condition that stands");
            continue;
        }
        let format = from_text(&text).unwrap_or_else(|mistakes| panic!("{mistakes:?}"));
        let decodings = decode(&format, "d/x", b"{\"smoke\":1,\"at\":1795310315}");
        let [Ok(Decoded::Sensor(sensor))] = decodings.as_slice() else { panic!("{word}: {decodings:?}") };
        assert_eq!(sensor.event.conditions, condition, "{word}");
    }
}

#[test]
fn a_wrong_mapping_says_what_where_and_what_to_do() {
    for (old, new, wanted) in [
        ("name = \"m\"", "", "1: name is missing"),
        ("topic = \"d/+/#\"", "topic = \"d/#/x\"", "4: topic `d/#/x` has # before its last level"),
        ("topic = \"d/+/#\"", "topic = \"d/x+/#\"", "4: topic `d/x+/#` has + as a part of a level"),
        ("topic = \"d/+/#\"", "topic = \"d.*.x\"", "4: topic `d.*.x` has a wildcard * or >"),
        ("topic = \"d/+/#\"", "", "3: topic is missing"),
        ("topic = \"d/+/#\"", "topic = \"d\"", "5: topic `d` has no level 2"),
        ("device = \"level:2\"", "device = \"level:0\"", "5: `level:0` is not a place of a value"),
        ("device = \"level:2\"", "device = [\"/a\",\n\"b\"]", "6: `b` is not a place of a value"),
        ("device = \"level:2\"", "", "3: device is missing"),
        ("time_form = \"s\"", "", "3: time_form is missing"),
        ("time_form = \"s\"", "time_form = \"hours\"", "7: time_form cannot be `hours`"),
        ("at = \"/smoke\"", "at = \"/smo~ke\"", "9: `/smo~ke` is not a JSON pointer"),
        ("at = \"/smoke\"", "at = \"root:smoke\"", "9: `smoke` is not a JSON pointer"),
        ("at = \"/smoke\"", "", "8: at is missing"),
        ("condition = \"fire\"", "condition = \"fyre\"", "10: there is no condition `fyre`"),
        ("condition = \"fire\"", "", "8: the value has no meaning"),
        (
            "condition = \"fire\"",
            "condition = \"fire\"\nunit = \"m\"",
            "11: the value has several meanings: condition, unit",
        ),
        ("on = [\"1\", \"true\", \"ALARM\"]", "", "8: on is missing"),
        ("off = [\"0\"]", "off = [\"0\", \"ALARM\"]", "12: `ALARM` stands in on and in off"),
        ("unit = \"MPa\"", "unit = \"psi\"", "26: unit cannot be `psi`"),
        ("scale = 0.01", "scale = \"a tenth\"", "27: scale cannot be `a tenth`"),
        ("scale = 0.01", "scale = 0", "27: scale cannot be `0`"),
        ("test = true", "test = false", "30: test = false means nothing"),
        ("at = \"/smoke\"", "at = \"/smoke\"\nseverty = \"minor\"", "10: unknown field `severty`"),
        ("name = \"m\"", "name = m", "2: not well-formed"),
    ] {
        assert!(SMOKE.contains(old), "{old}");
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("m.toml");
        fs::write(&path, SMOKE.replacen(old, new, 1)).unwrap();
        let (_, en, zh) = read(&path);
        assert_eq!(en.len(), 1, "{new}: {en:#?}");
        assert!(
            en[0].starts_with(&format!("{}:{wanted}", path.display())),
            "wanted {wanted}\nfound {}",
            en[0]
        );
        assert!(zh[0].contains("\n  提示: ") && zh[0] != en[0], "{}", zh[0]);
    }
    for (text, wanted) in [
        ("name = \"m\"\n", "1: there is no rule"),
        ("name = \"m\"\n[[rule]]\ntopic = \"a\"\n", "2: this rule reads nothing"),
        (
            "name = \"m\"\n[[rule]]\ntopic = \"a\"\nignore = true\n[[rule.read]]\nat = \"/a\"\ndecode = \"gb26875\"\n",
            "4: a rule with ignore cannot have [[rule.read]]",
        ),
        ("name = \"m\"\n[[rule]]\ntopic = \"a\"\nignore = true\nis = [\"1\"]\n", "2: when is missing"),
        (
            "name = \"m\"\n[[rule]]\ntopic = \"a\"\nignore = true\neach = \"b\"\n",
            "5: `b` is not a JSON pointer",
        ),
    ] {
        let mistakes = from_text(text).unwrap_err();
        assert_eq!(mistakes.len(), 1, "{mistakes:#?}");
        assert!(mistakes[0].contains(&format!("m.toml:{wanted}")), "wanted {wanted}\nfound {}", mistakes[0]);
    }
}

/// A desk's configuration reads its mapping, and tells the mapping's mistakes by the mapping's own lines.
#[test]
fn a_feed_reads_its_mapping() {
    let place = tempfile::tempdir().unwrap();
    let config = place.path().join("desk.toml");
    fs::write(
        &config,
        "[desk]\nregistry = \".\"\n[[feed]]\ncode = \"z\"\nname = \"z\"\nurl = \"ws://localhost/\"\nmapping = \"m.toml\"\n",
    )
    .unwrap();
    fs::write(place.path().join("m.toml"), SMOKE).unwrap();
    let (settings, mistakes) = file::read(&config);
    assert_eq!(mistakes, []);
    let terms = &settings.feeds[0].terms;
    assert!(matches!(&terms.format, Format::Mapped(mapping) if mapping.rules.len() == 1));
    assert!(terms.tests_untrusted, "whoever speaks another format says so himself if its tests are meant");
    fs::write(place.path().join("m.toml"), SMOKE.replace("condition = \"fire\"", "condition = \"fyre\""))
        .unwrap();
    let check = |lang: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dutydesk"));
        command
            .env_clear()
            .env("HOME", place.path())
            .args(["check", "--lang", lang, "--config"])
            .arg(&config);
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stdout).unwrap()
    };
    let (en, zh) = (check("en"), check("zh"));
    assert!(en.contains("m.toml:10: there is no condition `fyre`\n  hint: did you mean `fire`?"), "{en}");
    assert!(zh.contains("m.toml:10: 没有 `fyre` 这种状态\n  提示: 是否应为 `fire`?"), "{zh}");
}

/// The command line reads what it is told to: recorded messages a line, or a file that is a payload.
#[test]
fn files_are_decoded_by_a_mapping() {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("m.toml"), SMOKE).unwrap();
    fs::write(place.path().join("d.S-1.y.json"), "{\"smoke\":1}").unwrap();
    fs::write(place.path().join("night.jsonl"), "{\"topic\":\"d/S-2\",\"payload\":{\"smoke\":1}}\n").unwrap();
    for (format, file, code, wanted) in [
        ("mapping:m.toml", "d.S-1.y.json", 0, "\"device\":\"S-1\""),
        ("mapping:m.toml", "night.jsonl", 0, "\"device\":\"S-2\""),
        ("mapping:m.toml", "m.toml", 1, "\"reject\":\"no-rule\""),
        ("mapping:nowhere.toml", "night.jsonl", 1, "nowhere.toml: cannot be read"),
        ("maping", "night.jsonl", 2, "mapping:FILE.toml"),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dutydesk"));
        command.env_clear().env("HOME", place.path()).current_dir(place.path());
        let output = command.args(["decode", "--lang", "en", format, file]).output().unwrap();
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert_eq!(output.status.code(), Some(code), "{format} {file}: {said}");
        assert!(said.contains(wanted), "{format} {file}: {said}");
    }
}

#[test]
fn mutants_are_read_or_refused_by_name() {
    let mut chance = Mutator::new(5);
    for name in SHIPPED {
        let format = shipped(name);
        let (topics, samples): (Vec<_>, Vec<_>) = recorded(name).into_iter().unzip();
        for _ in 0..executions() / SHIPPED.len() {
            let topic = &topics[chance.below(topics.len())];
            let mutant = chance.mutant(&samples);
            let decodings = decode(&format, topic, &mutant);
            assert!(!decodings.is_empty() && decodings.len() <= mutant.len() + 8, "{topic} {mutant:02x?}");
            for decoding in &decodings {
                match decoding {
                    Ok(Decoded::Sensor(sensor)) => {
                        assert!(!sensor.device.is_empty() && sensor.device.len() <= 64, "{sensor:?}");
                        assert_eq!(dutydesk::text::clean(&sensor.device), sensor.device);
                    }
                    Ok(_) => {}
                    Err(reject) => assert!(!reject.code().is_empty() && !reject.to_string().is_empty()),
                }
            }
        }
    }
}
