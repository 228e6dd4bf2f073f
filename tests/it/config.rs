//! What `config` promises.

use clap::CommandFactory;
use dutydesk::config::arguments::{Journal, Share, Speed, Verb, exit_of};
use dutydesk::config::locale;
use dutydesk::config::places::{self, DataPlace};
use dutydesk::config::resolve::{Failure, resolve};
use dutydesk::config::url::Endpoint;
use dutydesk::config::{Arguments, Clock, Environment, Exit, Lang, Mode, Origin, RegistryPlace, Theme, file};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

fn read(line: &str) -> Result<Arguments, Exit> {
    let words = std::iter::once("dutydesk").chain(line.split_whitespace());
    Arguments::read(words).map_err(|error| exit_of(&error))
}

fn fixtures(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/config").join(below)
}

fn home(directory: &Path) -> Environment {
    Environment {
        home: Some(directory.to_owned()),
        lang: Some("zh_CN.UTF-8".to_owned()),
        term: Some("xterm".to_owned()),
        ..Environment::default()
    }
}

#[test]
fn the_command_line_is_a_contract() {
    for line in [
        "",
        "--sample",
        "--config a.toml --lang en --officer D1 --layout remote --theme 16 --data-dir d",
        "serve",
        "serve --sample --clock 60",
        "--sample serve --clock source",
        "attach --officer L1",
        "stop --data-dir d",
        "act ack",
        "status --json",
        "why S-2031",
        "check --config a.toml",
        "passphrase D1",
        "simulate night.toml --listen 127.0.0.1:0 --speed max --drop 0.25 --duplicate 0.000001 --reorder 3 --delay 40",
        "simulate night --position p",
        "decode gb26875 a.bin b.bin",
        "journal verify",
        "journal tail --rows 5",
        "journal export",
        "journal backup copy.sqlite",
        "drill night.rec --headless --speed 0.25 --verify --lang zh",
    ] {
        assert!(
            read(line).is_ok(),
            "{line}: {:?}",
            Arguments::read(["dutydesk"].into_iter().chain(line.split(' ')))
        );
    }
}

#[test]
fn wrong_usage_ends_with_two_and_help_with_zero() {
    for line in [
        "--clock 10",
        "serve --clock source",
        "--config a.toml --clock 2",
        "--sample --config a.toml",
        "serve --sample --config a.toml",
        "--sample serve --config a.toml",
        "--sample --clock 0.05",
        "--sample --clock 1001",
        "--sample --clock fast",
        "--sample --clock -1",
        "--lang fr",
        "--theme pink",
        "--officer D 1",
        "--officer ../etc",
        "act",
        "why",
        "decode gb26875",
        "journal",
        "journal forget",
        "simulate",
        "simulate s --drop 1.5",
        "simulate s --drop -0.1",
        "simulate s --speed 0",
        "simulate s --listen nowhere",
        "drill",
        "fly",
        "--unknown",
    ] {
        assert_eq!(read(line), Err(Exit::Usage), "{line}");
    }
    for line in ["--help", "--version", "simulate --help"] {
        assert_eq!(read(line), Err(Exit::Done), "{line}");
    }
}

#[test]
fn values_of_the_command_line_are_exact() {
    assert_eq!(read("--sample --clock 0.1").unwrap().common.clock, Some(Clock::Scaled(100)));
    assert_eq!(read("--sample --clock 1").unwrap().common.clock, Some(Clock::Real));
    assert_eq!(read("--sample --clock source").unwrap().common.clock, Some(Clock::Source));
    let Some(Verb::Simulate(simulate)) = read("simulate s --drop 0.000001 --speed 0.25").unwrap().verb else {
        panic!("simulate")
    };
    assert_eq!((simulate.drop, simulate.speed), (Share(1), Speed::Times(250)));
    let tail = Verb::Journal { verb: Journal::Tail { rows: 20 } };
    assert_eq!(read("journal tail").unwrap().verb, Some(tail));
}

#[test]
fn every_help_text_has_both_languages() {
    fn both(text: Option<String>, of: &str) {
        let text = text.unwrap_or_default();
        assert!(text.chars().any(|c| ('\u{4E00}'..'\u{A000}').contains(&c)), "no Chinese: {of}: {text:?}");
        assert!(text.chars().any(|c| c.is_ascii_alphabetic()), "no English: {of}");
    }
    fn walk(command: &clap::Command) {
        both(command.get_about().map(ToString::to_string), command.get_name());
        for argument in command.get_arguments() {
            both(argument.get_help().map(ToString::to_string), argument.get_id().as_str());
        }
        command.get_subcommands().for_each(walk);
    }
    walk(&Arguments::command());
}

#[test]
fn valid_files_are_read() {
    let (least, mistakes) = file::read(&fixtures("valid/least.toml"));
    assert_eq!(mistakes, []);
    assert_eq!(least.feeds[0].heartbeat.whole_seconds(), 5);
    let (full, mistakes) = file::read(&fixtures("valid/full.toml"));
    assert_eq!(mistakes, []);
    assert_eq!(full.desk.unwrap().as_str(), "丰县值班台");
    assert_eq!((full.lang, full.theme), (Some(Lang::En), Some(Theme::HighContrast)));
    assert_eq!(full.limits.recording_bytes, 2 << 30);
    assert_eq!(full.notice.sound_command.len(), 2);
    assert_eq!(full.feeds[0].adcode, ["320321", "3203"]);
    let Origin::Server(server) = &full.feeds[0].origin else { panic!("a server") };
    let [endpoint] = &server.endpoints[..] else { panic!("one address") };
    assert_eq!(endpoint.to_string(), "ws://[::1]:7001/feed?park=1");
}

/// Each invalid file says in its head what is expected: `# expect: LINE: WHAT`, then perhaps its hint.
#[test]
fn invalid_files_say_what_where_and_what_to_do() {
    let directory = fixtures("invalid");
    let mut files = 0;
    for entry in fs::read_dir(&directory).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|kind| kind != "toml") {
            continue;
        }
        files += 1;
        let text = fs::read_to_string(&path).unwrap().replace("DIR", &directory.display().to_string());
        let (_, mistakes) = file::read(&path);
        let written: Vec<String> = mistakes.iter().map(|mistake| mistake.written(Lang::En)).collect();
        let expected: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("# expect: ")).collect();
        assert!(!expected.is_empty(), "{}", path.display());
        assert_eq!(written.len(), expected.len(), "{}: {written:#?}", path.display());
        for (found, wanted) in written.iter().zip(expected) {
            assert!(
                found.starts_with(&format!("{}:{wanted}", path.display())),
                "wanted {wanted}\nfound {found}"
            );
        }
        if let Some(hint) = text.lines().find_map(|line| line.strip_prefix("#   hint: ")) {
            assert!(written[0].contains(&format!("\n  hint: {hint}")), "wanted {hint}\nfound {}", written[0]);
        }
        for mistake in &mistakes {
            let zh = mistake.written(Lang::Zh);
            assert!(zh.contains("\n  提示: ") && zh != mistake.written(Lang::En), "{zh}");
        }
    }
    assert!(files >= 20, "{files} files");
}

#[test]
fn a_token_is_only_its_owners() {
    let place = tempfile::tempdir().unwrap();
    let (token, config) = (place.path().join("sensor.token"), place.path().join("desk.toml"));
    let text = "[desk]\nregistry=\".\"\n[[feed]]\ncode=\"s\"\nname=\"s\"\nurl=\"ws://localhost/\"\ntoken_file=\"sensor.token\"\n";
    fs::write(&config, text).unwrap();
    for (content, mode, wanted) in [
        ("secret\n", 0o600, None),
        ("secret", 0o400, None),
        ("secret\n", 0o640, Some("mode 0640: others may use it")),
        ("secret\n", 0o604, Some("run: chmod 600")),
        ("two words\n", 0o600, Some("does not hold one line")),
        ("", 0o600, Some("does not hold one line")),
    ] {
        let _ = fs::remove_file(&token);
        fs::write(&token, content).unwrap();
        fs::set_permissions(&token, fs::Permissions::from_mode(mode)).unwrap();
        let (_, mistakes) = file::read(&config);
        let written: String = mistakes.iter().map(|mistake| mistake.written(Lang::En)).collect();
        match wanted {
            None => assert_eq!(written, "", "{content:?} {mode:o}"),
            Some(wanted) => {
                assert!(written.contains(":7: ") && written.contains(wanted), "{mode:o}: {written}");
            }
        }
        assert!(!written.contains("secret"));
    }
    fs::set_permissions(&token, fs::Permissions::from_mode(0o600)).unwrap();
    fs::write(&token, "secret\n").unwrap();
    let read = dutydesk::config::token::read(&token).unwrap();
    assert_eq!((read.reveal(), format!("{read:?}").as_str()), ("secret", "Token(..)"));
}

#[test]
fn addresses_of_this_machine_are_known() {
    for (address, loopback) in [
        ("ws://localhost/", true),
        ("ws://127.8.0.1:1/x", true),
        ("ws://[::1]/", true),
        ("ws://[::ffff:127.0.0.1]/", true),
        ("WS://127.0.0.1", true),
        ("ws://127.0.0.1.example.com/", false),
        ("ws://localhost.example.com/", false),
        ("ws://10.0.0.1/", false),
        ("ws://[2001:db8::1]/", false),
    ] {
        assert_eq!(Endpoint::read(address).unwrap().is_loopback(), loopback, "{address}");
    }
    for address in [
        "",
        "ws://",
        "ws://:80/",
        "ws://h:0/",
        "ws://h:99999/",
        "ws://h:+1/",
        "ws://[::1/",
        "ws://a b/",
        "ws://h/#x",
    ] {
        assert!(Endpoint::read(address).is_err(), "{address}");
    }
}

#[test]
fn a_live_desk_is_never_taken_for_none() {
    let place = tempfile::tempdir().unwrap();
    let environment = home(place.path());
    let bare = read("").unwrap().common;
    assert_eq!(resolve(&bare, &environment).unwrap().mode, Mode::Sample, "nothing stands: the sample");

    let live = place.path().join(".local/state/dutydesk/live");
    fs::create_dir_all(&live).unwrap();
    assert_eq!(resolve(&bare, &environment), Err(Failure::LiveWithoutConfiguration { data: live.clone() }));
    let sample = read("--sample").unwrap().common;
    assert_eq!(resolve(&sample, &environment).unwrap().mode, Mode::Sample, "asked for");

    let elsewhere = fixtures("valid/least.toml");
    places::remember_configuration(&live, &elsewhere).unwrap();
    let config = resolve(&bare, &environment).unwrap();
    assert_eq!(config.mode, Mode::Live { config: fs::canonicalize(&elsewhere).unwrap() });
    assert_eq!(config.data, DataPlace::Fixed(live));

    let standard = place.path().join(".config/dutydesk/dutydesk.toml");
    fs::create_dir_all(standard.parent().unwrap()).unwrap();
    std::os::unix::fs::symlink("/nowhere/at/all", &standard).unwrap();
    let Err(Failure::Wrong(wrong)) = resolve(&bare, &environment) else {
        panic!("a broken link is a configuration")
    };
    assert_eq!(wrong.config, standard);
    fs::remove_file(&standard).unwrap();
    fs::copy(&elsewhere, &standard).unwrap();
    fs::create_dir(standard.with_file_name("registry")).unwrap();
    let config = resolve(&bare, &environment).unwrap();
    assert_eq!(config.mode, Mode::Live { config: standard.clone() });
    assert_eq!(config.registry, RegistryPlace::Directory(standard.with_file_name("registry")));
}

#[test]
fn what_is_typed_wins_over_what_is_written() {
    let environment = home(Path::new("/h/duty"));
    let full = fixtures("valid/full.toml").display().to_string();
    let typed =
        read(&format!("--config {full} --lang zh --theme none --layout desk --data-dir /d --officer d1"))
            .unwrap();
    let config = resolve(&typed.common, &environment).unwrap();
    assert_eq!(
        (config.lang, config.theme, config.layout.as_deref()),
        (Lang::Zh, Some(Theme::None), Some("desk"))
    );
    assert_eq!(config.data, DataPlace::Fixed("/d".into()));
    assert_eq!(config.officer.unwrap().as_str(), "d1");
    let written = resolve(&read(&format!("--config {full}")).unwrap().common, &environment).unwrap();
    assert_eq!((written.lang, written.layout.as_deref()), (Lang::En, Some("remote")));
    assert_eq!(written.data, DataPlace::Fixed(fixtures("valid/data")));
    let nowhere = Environment::default();
    assert_eq!(resolve(&read("--sample").unwrap().common, &nowhere), Err(Failure::NoPlace));
}

#[test]
fn the_language_follows_the_locale() {
    let text = |text: &str| Some(text.to_owned());
    for (all, messages, lang, term, wanted) in [
        (None, None, text("zh_CN.UTF-8"), "xterm", Lang::Zh),
        (None, text("en_GB"), text("zh_CN"), "xterm", Lang::En),
        (text("zh_TW.Big5"), text("en_GB"), None, "xterm", Lang::Zh),
        (text(""), None, text("zh"), "xterm", Lang::Zh),
        (text("C"), None, text("zh_CN"), "xterm", Lang::En),
        (None, None, None, "xterm", Lang::En),
        (None, None, text("zh_CN.UTF-8"), "linux", Lang::En),
    ] {
        let environment = Environment {
            lc_all: all,
            lc_messages: messages,
            lang,
            term: text(term),
            ..Environment::default()
        };
        assert_eq!(locale::of_environment(&environment), wanted, "{environment:?}");
    }
}

#[test]
fn a_sample_begins_afresh_after_a_clean_stop_only() {
    let place = tempfile::tempdir().unwrap();
    let data = DataPlace::Sample(place.path().join("state/dutydesk/sample"));
    let today = chrono::NaiveDate::from_ymd_opt(2026, 9, 1).unwrap();
    assert_eq!(data.current().unwrap(), None);
    let first = data.open(today).unwrap();
    assert!(first.ends_with("2026-09-01"));
    assert_eq!(fs::metadata(&first).unwrap().permissions().mode() & 0o027, 0);
    let tomorrow = today.succ_opt().unwrap();
    assert_eq!(data.open(tomorrow).unwrap(), first, "not stopped cleanly: the same night goes on");
    assert_eq!(data.current().unwrap(), Some(first.clone()));
    data.close().unwrap();
    data.close().unwrap();
    assert_eq!(data.current().unwrap(), None);
    assert!(data.open(today).unwrap().ends_with("2026-09-01-2"));
    fs::write(place.path().join("state/dutydesk/sample/current"), "../../live\n").unwrap();
    assert_eq!(data.current().unwrap(), None, "never a directory outside");
    assert!(data.open(today).unwrap().ends_with("2026-09-01-3"));
    assert_eq!(data.current().unwrap().unwrap(), data.open(today).unwrap());
}
