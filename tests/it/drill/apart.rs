//! A drill that is played with a live desk's configuration is read by what is its own: its masked registry, its own feeds, its own
//! second place of signed heads.

use crate::drill::rehearse::{dutydesk, rehearse, said};
use crate::operations::fixture::registry;
use dutydesk::journal::heads::place::FILE;
use std::fs;
use std::path::Path;

const REGISTRY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/sample");

/// Writes the configuration of a live desk whose heads are kept beside it; its one feed is none of the drill's.
fn configured(home: &Path) {
    let text = format!(
        "[desk]\nname = \"丰县值班台\"\nregistry = {REGISTRY:?}\nanchors = \"kept\"\n\n\
         [[feed]]\ncode = \"live\"\nname = \"真实来源\"\nurl = \"ws://127.0.0.1:9/\"\n"
    );
    fs::write(home.join("live.toml"), text).unwrap();
}

fn played(home: &Path, of: &str, run: &str) {
    let (code, _, error) = said(&rehearse(home, of, run, &["--config", "live.toml"]));
    assert_eq!(code, Some(0), "{error}");
}

#[test]
fn what_is_reported_of_a_drill_names_nobody_and_no_number_and_only_its_own_feeds() {
    let home = tempfile::tempdir().unwrap();
    configured(home.path());
    played(home.path(), "rainstorm", "run");
    let live = &registry().operations;
    let people = live.people.iter().map(|it| (it.name, it.phone)).filter(|(name, _)| name.len() < 12);
    let contacts = live.sites.iter().flat_map(|site| &*site.contacts).map(|it| (it.name, it.phone));
    let known: Vec<_> = people.chain(contacts).collect();
    for report in [&["report", "shift"][..], &["report", "incident", "1001"]] {
        let ask = |more: &[&str]| {
            let all = [report, &["--data-dir", "run", "--lang", "zh", "--private"], more].concat();
            said(&dutydesk(home.path(), &all))
        };
        let (code, told, error) = ask(&["--config", "live.toml"]);
        assert_eq!(code, Some(0), "{error}");
        for (name, phone) in &known {
            assert!(!told.contains(&**name), "{report:?}: {name}:\n{told}");
            assert!(phone.is_empty() || !told.contains(&**phone), "{report:?}: {phone}:\n{told}");
        }
        assert!(told.contains("王某") && !told.contains("真实来源"), "{report:?}:\n{told}");
        assert_eq!(ask(&["--sample"]).1, told, "what it was played with stands on its card");
    }
}

#[test]
fn a_drills_journal_is_held_against_its_own_heads_and_never_moves_those_of_the_live_desk() {
    let home = tempfile::tempdir().unwrap();
    configured(home.path());
    played(home.path(), "park-fire", "other");
    played(home.path(), "park-fire", "run");
    // What the live desk has signed.
    let kept = home.path().join("kept").join(FILE);
    fs::create_dir(home.path().join("kept")).unwrap();
    fs::copy(home.path().join("other/anchors").join(FILE), &kept).unwrap();
    let before = fs::read(&kept).unwrap();
    let journal = |words: &[&str]| {
        let all =
            [&["journal"], words, &["--config", "live.toml", "--data-dir", "run", "--lang", "en"]].concat();
        said(&dutydesk(home.path(), &all))
    };
    let (code, told, error) = journal(&["verify"]);
    assert_eq!(code, Some(0), "{told}{error}");
    let (code, _, error) = journal(&["backup", "copy.sqlite"]);
    assert_eq!(code, Some(0), "{error}");
    for name in ["journal.sqlite", "journal.sqlite-wal"] {
        let file = home.path().join("run").join(name);
        if file.exists() {
            fs::rename(&file, home.path().join(name)).unwrap();
        }
    }
    let (code, _, error) = journal(&["restore", "copy.sqlite", "--forget-heads"]);
    assert_eq!(code, Some(0), "{error}");
    assert_eq!(fs::read(&kept).unwrap(), before);
}
