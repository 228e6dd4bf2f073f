//! `dutydesk report incident`: all that the journal holds of one incident and what became one with it, and nothing else.

use crate::drill::rehearse::{dutydesk, rehearse, said};

/// Returns the numbers of the entries that a record names, in its order.
fn entries(record: &str) -> Vec<u64> {
    let numbered = record.lines().filter_map(|line| line.strip_suffix(')')?.rsplit_once('(')?.1.parse().ok());
    numbered.collect()
}

#[test]
fn a_record_has_its_incident_from_the_first_alarm_to_its_end() {
    let home = tempfile::tempdir().unwrap();
    let (code, _, error) = said(&rehearse(home.path(), "park-fire", "run", &[]));
    assert_eq!(code, Some(0), "{error}");
    let record = |incident: &str, more: &[&str]| {
        let all = [&["report", "incident", incident, "--sample", "--data-dir", "run", "--lang", "zh"], more]
            .concat();
        said(&dutydesk(home.path(), &all))
    };
    let (code, fire, _) = record("1001", &[]);
    assert_eq!(code, Some(0));
    let told = [
        "恒越电池 2号车间 3区",
        "事件开始 #1001",
        "受理 #1001",
        "119 报警 接通 0317",
        "属实",
        "T4 灭火",
        "首报",
        "拨付",
    ];
    let mut rest = fire.as_str();
    for words in told {
        let (_, behind) =
            rest.split_once(words).unwrap_or_else(|| panic!("{words} is missing or too early: {fire}"));
        rest = behind;
    }
    assert!(!fire.contains("#1002") && !fire.contains("时限开始"), "{fire}");
    assert!(entries(&fire).is_sorted() && entries(&fire).len() > 40, "{fire}");
    let (_, second, _) = record("#1002", &["--markdown"]);
    assert!(second.contains("瑞通电机") && !second.contains("1001"), "{second}");
    assert!(second.contains("## 1\\. 经过") || second.contains("## 1. 经过"), "{second}");
    // What people typed is asked for.
    assert!(fire.contains("[内容未列]") && !fire.contains("内容: "));
    let (_, typed, _) = record("1001", &["--private"]);
    assert!(typed.contains("内容: ") && !typed.contains("[内容未列]"), "{typed}");
    let (code, told, error) = record("9999", &[]);
    assert_eq!((code, told.as_str()), (Some(1), ""));
    assert!(error.contains("没有事件 #9999") && error.contains("提示"), "{error}");
    let (code, _, error) = record("fire", &[]);
    assert!(code == Some(2) && error.contains("fire"), "{error}");
}
