//! Files of drills: what is read of them, and what is told of their mistakes.

use dutydesk::drill::expected::{Answer, Expected};
use dutydesk::drill::scenario::{From, Scenario, When};
use dutydesk::feed::scenario::{Mistakes, Scenario as World};
use dutydesk::language::Lang;
use dutydesk::operations::dispatch::Task;
use dutydesk::text::bounded;
use dutydesk::units::{Digest, Span};
use sha2::{Digest as _, Sha256};

const FIRE: &str = include_str!("../../../fixtures/drills/park-fire.toml");
const NIGHT: &str = include_str!("../../../fixtures/scenarios/park-fire.toml");
const WRONG: &str = include_str!("../../../fixtures/drills/invalid/ten-mistakes.toml");

fn read(text: &str) -> Scenario {
    Scenario::read("drill.toml", text).unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

/// Reads a drill of some tables, and returns what is told of it.
fn told(tables: &str) -> String {
    let text = format!("[scenario]\nname = \"x\"\n{tables}");
    let told = |mistakes: Mistakes| {
        assert_told_in_chinese(&mistakes);
        mistakes.to_string()
    };
    Scenario::read("x.toml", &text).map_or_else(told, |_| String::new())
}

/// Every mistake names in Chinese what it names in English, and says what to do.
pub(crate) fn assert_told_in_chinese(mistakes: &Mistakes) {
    let is_chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    for mistake in &mistakes.mistakes {
        let (what, hint) = (&mistake.what, &mistake.hint);
        // What TOML itself complains of names a place alone: it quotes signs, not what was written.
        let is_toml = hint.zh.contains("TOML");
        let quoted = what.en.split('`').skip(1).step_by(2).filter(|_| !is_toml);
        for datum in quoted {
            assert!(what.zh.contains(datum), "{datum}: {mistake:?}");
        }
        let figures = what.en.split(|c: char| !c.is_ascii_digit()).filter(|figure| !figure.is_empty());
        for figure in figures.filter(|_| !is_toml) {
            assert!(what.zh.contains(figure), "{figure}: {mistake:?}");
        }
        assert!(is_chinese(&what.zh) && is_chinese(&hint.zh), "{mistake:?}");
        assert!(!what.en.is_empty() && !hint.en.is_empty(), "{mistake:?}");
        for empty in ["不对", "不符合格式"] {
            assert!(!what.zh.contains(empty) && !hint.zh.contains(empty), "{mistake:?}");
        }
    }
    let (zh, en) = (mistakes.written(Lang::Zh), mistakes.written(Lang::En));
    assert_eq!(zh.matches("(提示: ").count(), mistakes.mistakes.len(), "{zh}");
    assert_eq!((zh.lines().count(), en.lines().count()), (mistakes.mistakes.len(), mistakes.mistakes.len()));
}

#[test]
fn a_drill_is_read_whole() {
    let drill = read(FIRE);
    let script = &drill.script;
    assert_eq!(script.name.zh.as_str(), "园区火灾: 恒越电池2号车间");
    assert_eq!(script.name.en.as_str(), "Park fire: Hengyue Battery, workshop 2");
    assert_eq!(script.digest, Digest(Sha256::digest(FIRE.as_bytes()).into()));
    assert_eq!(script.objectives.len(), 4);
    let codes: Vec<&str> = script.injects.iter().map(|inject| inject.code.as_str()).collect();
    assert_eq!(codes, ["J1", "J2", "J3", "J4", "J5", "J6", "J7"]);
    let real = Expected::Verified(Some(Answer::Real));
    assert_eq!(drill.cues[0].when, When::After(real, Span::seconds(50)));
    assert_eq!(
        (drill.cues[1].when.clone(), script.injects[1].at),
        (When::At(Span::seconds(240)), Some(Span::seconds(240)))
    );
    assert_eq!((drill.cues[5].when.clone(), script.injects[5].at), (When::ByHand, None));
    assert_eq!(drill.cues[3].acts.len(), 4);
    assert_eq!(drill.cues[4].refuses, [bounded("PICC")]);
    assert_eq!(drill.entry[1], [real]);
    assert_eq!(drill.exit[1].last(), Some(&None), "the director ticks the last one");
    assert_eq!(script.phases[1].exit.len(), drill.exit[1].len());
    let attack = &drill.expectations[3];
    assert_eq!(attack.does, Expected::Ordered(Some(bounded("T4")), Some(Task::Attack)));
    assert_eq!(
        (attack.from.clone(), attack.within, attack.weight),
        (From::Fact(real), Span::seconds(30), 10)
    );
    assert_eq!(
        (drill.expectations[8].from.clone(), drill.expectations[8].objective),
        (From::Inject(2), Some(2))
    );
    assert_eq!(drill.setup.uncovered, [bounded("T2")]);
}

#[test]
fn a_file_of_the_world_is_a_drill_without_injects() {
    let drill = read(NIGHT);
    assert_eq!((drill.cues.len(), drill.script.injects.len(), drill.expectations.len()), (0, 0, 0));
    assert_eq!(*drill.world, World::read("park-fire.toml", NIGHT).unwrap());
    assert_eq!(drill.script.name.en, drill.script.name.zh, "English that nobody wrote is the Chinese");
}

#[test]
fn the_world_alone_leaves_out_what_injects_bring() {
    let (world, drill) = (World::read("park-fire.toml", FIRE).unwrap(), read(FIRE));
    assert_eq!(world, *drill.world);
    assert_eq!(world.acts.len(), 8, "four alarms and their ends");
    let brought: usize = drill.cues.iter().map(|cue| cue.acts.len()).sum();
    assert_eq!(FIRE.matches("[[event]]").count(), world.acts.len() + brought);
    // A table that neither knows is still told.
    let wrong = FIRE.replace("[setup]", "[set-up]");
    assert!(World::read("x", &wrong).unwrap_err().to_string().contains("`set-up` is not known here"));
}

#[test]
fn ten_mistakes_get_ten_errors_with_line_and_hint() {
    let mistakes = Scenario::read("ten-mistakes.toml", WRONG).unwrap_err();
    let told = mistakes.to_string();
    let wanted = [
        ("8: `uncoverd` is not known here", "known are: feeds, out_of_service, recording, uncovered"),
        ("13: it is given at two times", "say one: at ="),
        ("20: `J1` stands here twice", "a code of its own"),
        ("23: there is no feed `sensor`", "the feeds of [setup] are: sensors"),
        ("26: there is no inject `J7`", "the injects are: J1"),
        ("34: `done` is missing", "the words of an act"),
        ("39: `ring 119` is no act", "the words of an act"),
        ("46: there is no objective 2", "the number of an objective, from 1 to 1"),
        ("48: `within` is not a time of the scenario", "hours:minutes:seconds"),
        ("49: `weight` is nothing", "points, from 1 to 100"),
    ];
    for (what, hint) in wanted {
        let found = told.lines().find(|line| line.starts_with(&format!("ten-mistakes.toml:{what}")));
        let found = found.unwrap_or_else(|| panic!("{what}\n--\n{told}"));
        assert!(found.contains(&format!("(hint: {hint}")) || found.contains(hint), "{hint}\n--\n{found}");
    }
    assert_eq!(mistakes.mistakes.len(), wanted.len(), "{told}");
    assert_told_in_chinese(&mistakes);
    let told = mistakes.written(Lang::Zh);
    for wanted in [
        "ten-mistakes.toml:8: 这里没有 `uncoverd` 这个字段 (提示: 可写: feeds, ",
        "ten-mistakes.toml:13: 注入的时机写了两个: ",
        "ten-mistakes.toml:20: 编号 `J1` 写了两次 (提示: 各有各的编号: J 加数字, 如 \"J1\")",
        "ten-mistakes.toml:39: `ring 119` 不是行动用语 (提示: 写行动用语, 如 \"ack\"",
        "ten-mistakes.toml:46: 没有目标 2 (提示: 写目标的序号, 1 到 1)",
    ] {
        assert!(told.contains(wanted), "{wanted}\n--\n{told}");
    }
}

#[test]
fn other_mistakes_are_told_as_well() {
    let inject = "[[inject]]\ncode = \"J1\"\ntitle = \"t\"\n";
    let expect = "[[expect]]\ncode = \"E1\"\nzh = \"z\"\ndoes = \"ack\"\nwithin = \"00:01:00\"\nweight = 5\n";
    let long = "长".repeat(60);
    for (tables, wanted) in [
        (inject.to_owned(), "3: `at` is missing"),
        (format!("{inject}at = \"00:01:00\"\ndelay = \"00:00:05\"\n"), "7: `delay` without `after`"),
        (format!("{inject}after = \"inject J2\"\n"), "6: there is no inject `J2`"),
        (format!("{inject}by_hand = true\nsilence_for = \"00:01:00\"\n"), "7: `silence_for` without"),
        (format!("{inject}by_hand = true\ntold = \"{long}\"\n"), "7: `told` is longer than 160 bytes"),
        (inject.replace("J1", "I1") + "by_hand = true\n", "4: `I1` is no code here"),
        (inject.replace("title = \"t\"\n", "by_hand = true\n"), "3: `title` is missing"),
        (format!("{inject}by_hand = true\nrefuses = [\"the insurer\"]\n"), "7: `the insurer` is no code"),
        (format!("{expect}of = \"J1\"\nfrom = \"alarm\"\n"), "10: it is measured from two things"),
        (format!("{expect}wrong = [\"ack\"]\n"), "9: `ack` is expected and wrong at once"),
        (expect.replace("zh = \"z\"\n", "en = \"z\"\n"), "3: `zh` is missing"),
        (expect.replace("00:01:00", "00:00:00"), "7: `within` is no time at all"),
        ("[[phase]]\nnumber = 4\n".to_owned(), "4: `number` is not a whole number from 0 to 3"),
        ("[[phase]]\nnumber = 1\n[[phase]]\nnumber = 1\n".to_owned(), "5: phase 1 stands here twice"),
        ("[[phase]]\nnumber = 0\nentry = []\n".to_owned(), "5: phase 0 is there from the beginning"),
        ("[setup]\nfeeds = [\"a\", \"b\", \"c\"]\n".to_owned(), "4: a drill has two feeds at most"),
        ("[setup]\nfeeds = [\"a\", { code = \"a\" }]\n".to_owned(), "4: `a` stands here twice"),
        ("[setup]\nfeeds = [{ name = \"传感\" }]\n".to_owned(), "4: `code` is missing"),
        ("[setup]\nfeeds = [7]\n".to_owned(), "4: an entry of `feeds` is neither a text nor a table"),
        ("[setup]\nfeeds = \"a\"\n".to_owned(), "4: `feeds` is not a list"),
        ("drill = 7\n".to_owned(), "3: `drill` is not known here"),
    ] {
        let told = told(&tables);
        assert!(told.contains(&format!("x.toml:{wanted}")), "{tables}\n{wanted}\n--\n{told}");
    }
    assert_eq!(told(&format!("{inject}after = \"ack\"\n{expect}of = \"j1\"\n")), "");
}

#[test]
fn the_feeds_of_the_shipped_drills_have_names_as_the_samples_feed_has() {
    for name in crate::drill::nights::NIGHTS {
        let scenario = crate::drill::nights::scenario(name);
        let feeds: Vec<_> = scenario.setup.feeds.iter().map(|it| (&*it.code, &*it.name)).collect();
        let named = [("sensors", "传感"), ("weather", "气象")];
        assert!(!feeds.is_empty() && feeds == named[..feeds.len()], "{name}: {feeds:?}");
    }
    let plain = read("[scenario]\nname = \"n\"\n[setup]\nfeeds = [\"park\"]\n").setup.feeds;
    assert_eq!((&*plain[0].code, &*plain[0].name), ("park", "park"), "a code alone is the name");
}

#[test]
fn no_file_makes_the_reader_panic_or_lose_its_chinese() {
    proptest::proptest!(|(at in 0_usize..FIRE.len(), length in 0_usize..200)| {
        let mut bytes = FIRE.as_bytes().to_vec();
        bytes.drain(at..(at + length).min(FIRE.len()));
        if let Err(mistakes) = Scenario::read("x", &String::from_utf8_lossy(&bytes)) {
            assert_told_in_chinese(&mistakes);
        }
    });
}
