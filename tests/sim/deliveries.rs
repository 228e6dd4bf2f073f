//! An order that was on its way when the desk was killed: repeated under the same key, done once.

use crate::links::Feed;
use crate::seen;
use crate::support::desk::Desk;
use crate::support::wait;
use dutydesk::feed::scenario::{Behaviour, Receiver as Role};
use dutydesk::feed::serve::receiver::{Receiver, Seen};
use serde_json::Value;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

const NIGHT: &str = r#"
[scenario]
name = "a fire in a storm"
[[event]]
at = "00:00:00.500"
device = "S-2031"
type = "alarm"
conditions = ["fire"]
[[warning]]
at = "00:00:00.600"
identifier = "W-1"
event = "暴雨"
colour = "orange"
sender = "徐州市气象台"
headline = "徐州市气象台发布暴雨橙色预警\n请注意防范"
adcodes = ["320300"]
"#;

/// The sample's registry, with a machine for the first team and the first insurer.
fn configuration(directory: &Path, feed: &str, receiver: &str) -> PathBuf {
    let registry = directory.join("registry");
    std::fs::create_dir(&registry).unwrap();
    for file in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/sample")).unwrap() {
        let file = file.unwrap();
        let mut text = std::fs::read_to_string(file.path()).unwrap();
        for (named, code, role) in [("teams.toml", "T1", "t1"), ("insurers.toml", "PICC", "picc")] {
            if file.file_name() == named {
                let line = format!("code = \"{code}\"\n");
                assert!(text.contains(&line), "{named} has {code}");
                text = text.replacen(&line, &format!("{line}webhook = \"{receiver}{role}\"\n"), 1);
            }
        }
        std::fs::write(registry.join(file.file_name()), text).unwrap();
    }
    let file = directory.join("dutydesk.toml");
    let text = format!(
        "[desk]\nname = \"丰县值班台\"\nregistry = \"{}\"\n\n[[feed]]\ncode = \"sensors\"\nname = \"传感\"\nurl = {feed:?}\n",
        registry.display()
    );
    std::fs::write(&file, text).unwrap();
    file
}

fn wait_for_one(receiver: &Receiver, name: &str, wanted: impl Fn(&Seen) -> bool) -> (String, Seen) {
    let look = || receiver.seen().into_iter().find(|(_, seen)| seen.name == name && wanted(seen));
    wait::until("a delivery", look, || format!("{:#?}", receiver.seen()))
}

fn outcomes(desk: &Desk) -> Vec<Value> {
    desk.entries_of("delivery.came").into_iter().map(|entry| entry["body"].clone()).collect()
}

#[test]
fn an_order_that_was_on_its_way_when_the_desk_was_killed_is_done_once() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let role = |name: &str, behaviour| Role { name: name.to_owned(), behaviour, eta_minutes: Some(9) };
    let roles = vec![role("t1", Behaviour::Hang), role("picc", Behaviour::Deliver)];
    let receiver = runtime.block_on(Receiver::bind("127.0.0.1:0", roles)).unwrap();
    let feed = Feed::serve(NIGHT, Duration::from_secs(5));
    let directory = tempfile::tempdir().unwrap();
    let mut desk = Desk::configured(&configuration(directory.path(), &feed.server().url(), &receiver.url()));
    let seen = seen::wait_for(&desk, "a fire and a warning", |seen| {
        !seen.incidents.is_empty() && !seen.warnings.is_empty()
    });
    let incident = seen.incidents[0].id;

    // The team's machine takes the order and says nothing; the desk dies meanwhile.
    let acted = desk.act(&format!("dispatch {incident} T1 guide at 东门岗亭"));
    assert!(acted.status.success(), "{acted:?}");
    let (key, order) = wait_for_one(&receiver, "t1", |seen| seen.tries >= 1);
    desk.kill();
    receiver.change("t1", Behaviour::Accept);
    desk.start_again();

    let (again, order_again) = wait_for_one(&receiver, "t1", |seen| seen.tries > order.tries);
    assert_eq!((again, order_again.effects), (key, 1), "the same key, done once");
    let moved = desk.wait_for_entries("dispatch.moved", 1);
    assert!(moved[0].to_string().contains("accepted"), "{moved:?}");
    let letter: Value = serde_json::from_str(&order.body).unwrap();
    assert_eq!(letter["kind"], "dispatch", "{letter:#}");
    assert_eq!(letter["drill"], false, "{letter:#}");
    assert_eq!(letter["incident"]["number"], incident.0, "{letter:#}");
    assert_eq!(letter["order"]["staging"], "东门岗亭", "what the officer typed: {letter:#}");

    // The warning goes on as its issuer wrote it.
    let acted = desk.act("relay 1");
    assert!(acted.status.success(), "{acted:?}");
    let (_, relay) = wait_for_one(&receiver, "picc", |seen| seen.tries >= 1);
    let letter: Value = serde_json::from_str(&relay.body).unwrap();
    let official: Value = serde_json::from_str(letter["warning"]["official"].as_str().unwrap()).unwrap();
    assert_eq!(official["data"]["headline"], "徐州市气象台发布暴雨橙色预警\n请注意防范", "{letter:#}");
    wait::until(
        "the insurer's receipt",
        || Some(()).filter(|()| outcomes(&desk).iter().any(|body| body.to_string().contains("Delivered"))),
        || format!("{:#?}", outcomes(&desk)),
    );
    desk.terminate();
    seen::verify(&desk);
    seen::assert_replays(&desk);
}

#[test]
fn a_sound_command_that_does_not_sound_is_said_until_it_does() {
    // One fire after another, each in a zone of its own: each rings.
    let fires = ["S-2031", "S-4001", "S-5001", "S-2001"].into_iter().enumerate().map(|(at, device)| {
        format!(
            "[[event]]\nat = \"00:00:{:02}\"\ndevice = \"{device}\"\ntype = \"alarm\"\nconditions = [\"fire\"]\n",
            1 + at * 15
        )
    });
    let night = format!("[scenario]\nname = \"fires\"\n{}", fires.collect::<String>());
    let feed = Feed::serve(&night, Duration::from_secs(5));
    let directory = tempfile::tempdir().unwrap();
    let file = configuration(directory.path(), &feed.server().url(), "http://127.0.0.1:9/");
    let siren = directory.path().join("siren");
    let text = std::fs::read_to_string(&file).unwrap();
    let notice = format!("\n[notice]\nsound_command = [{:?}]\n", siren.display().to_string());
    std::fs::write(&file, text + &notice).unwrap();
    let desk = Desk::configured(&file);
    seen::wait_for(&desk, "that nothing sounds", |seen| seen.status.mute.is_some());
    assert!(seen::status_text(&desk).contains("外接声响失效"), "{}", seen::status_text(&desk));
    let program = directory.path().join("siren.new");
    std::fs::write(&program, "#!/bin/sh\n").unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    std::fs::rename(&program, &siren).unwrap();
    seen::wait_for(&desk, "that it sounds again", |seen| seen.status.mute.is_none());
}
