//! Evidence, through the program itself: money signs the head, a copy is put back, what is destroyed stays destroyed.

use crate::support::desk::{Desk, output, output_given};
use crate::support::wait;
use rustix::fs::{CWD, FileType, Mode, mknodat};
use std::fs;
use std::io::Write as _;
use std::process::Output;

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn done(output: &Output) -> String {
    assert!(output.status.success(), "{}", said(output));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn money_signs_the_head_and_an_older_journal_is_told_and_put_right() {
    let mut desk = Desk::sample(&[]);
    desk.wait_for("an incident", |status| status["status"]["open"].as_u64() > Some(0));
    let data = desk.data_dir().to_path_buf();
    let journal = |words: &[&str]| output(desk.command(&[&["journal"], words].concat()));
    done(&desk.act("note 1001 王女士 13905550123"));
    let copy = data.join("copy.sqlite");
    done(&journal(&["backup", copy.to_str().unwrap()]));
    done(&desk.act_as("D1", "sample", "reserve 1001 500 王师傅 | 抢险 | 单据12"));
    done(&desk.act_as("L1", "sample", "post 1 500 1001"));
    let status = desk.wait_for("a signed head", |status| !status["status"]["signed"].is_null());
    let heads = fs::read_to_string(data.join("anchors/heads")).unwrap();
    assert_eq!(heads.lines().count(), 1, "{heads}");
    let code = status["status"]["signed"]["code"].as_str().unwrap().to_owned();
    let entry = status["status"]["signed"]["entry"].as_u64().unwrap();
    assert!(
        done(&journal(&["head"])).contains(&format!("签名头 #{entry} 编码 {code}")),
        "the same code is read aloud"
    );
    let anchor = format!("{entry}:{}", code.replace(' ', "-"));
    done(&journal(&["verify", "--anchor", &anchor]));
    let wrong = journal(&["verify", "--anchor", &format!("{}:{}", entry - 1, code.replace(' ', "-"))]);
    assert_eq!(wrong.status.code(), Some(1), "{}", said(&wrong));

    // What is put back is older than the second place; the recording brings the rest back, head and all.
    let head = done(&journal(&["head"]));
    desk.stop();
    let journal = |words: &[&str]| output(desk.command(&[&["journal"], words].concat()));
    let refused = journal(&["restore", copy.to_str().unwrap()]);
    assert!(!refused.status.success() && said(&refused).contains("不会被替换"), "{}", said(&refused));
    fs::create_dir(data.join("kept")).unwrap();
    for name in ["journal.sqlite", "journal.sqlite-wal", "journal.sqlite-shm"] {
        let _ = fs::rename(data.join(name), data.join("kept").join(name));
    }
    let restored = journal(&["restore", copy.to_str().unwrap()]);
    assert!(
        done(&restored).starts_with('#') && said(&restored).contains("日志比锚短"),
        "{}",
        said(&restored)
    );
    assert_eq!(journal(&["verify"]).status.code(), Some(1));
    desk.start_again();
    let again = desk.command(&["journal", "verify"]);
    done(&output(again));
    let signed = |text: &str| text.lines().find(|line| line.starts_with("签名头")).map(str::to_owned);
    assert_eq!(signed(&done(&output(desk.command(&["journal", "head"])))), signed(&head));
}

/// A dead share as the second place: whoever opens its file waits, as a pipe that nobody writes to makes them wait.
#[test]
fn a_second_place_that_hangs_keeps_no_desk_from_its_work_and_is_brought_what_it_missed() {
    let mut desk = Desk::sample(&[]);
    desk.wait_for("an incident", |status| status["status"]["open"].as_u64() > Some(0));
    done(&desk.act_as("D1", "sample", "reserve 1001 900 王师傅 | 抢险 | 单据12"));
    done(&desk.act_as("L1", "sample", "post 1 500 1001"));
    let heads = desk.data_dir().join("anchors/heads");
    wait::until(
        "a head",
        || fs::read(&heads).ok().filter(|heads| !heads.is_empty()),
        || desk.status().to_string(),
    );
    desk.stop();
    let kept = fs::read(&heads).unwrap();
    fs::remove_file(&heads).unwrap();
    mknodat(CWD, &heads, FileType::Fifo, Mode::from_raw_mode(0o600), 0).unwrap();

    desk.start_again();
    let before = desk.wait_for("a word of it", |status| status["status"]["unsigned"] == "Silent");
    let signed = |status: &serde_json::Value| status["status"]["signed"]["entry"].as_u64();
    done(&desk.act_as("D1", "sample", "reserve 1001 300 李师傅 | 抢险 | 单据13"));
    done(&desk.act_as("L1", "sample", "post 2 300 1001"));
    desk.wait_for("money is signed", |status| signed(status) > signed(&before));
    let told = done(&output(desk.command(&["status"])));
    assert!(told.contains("签名头有误  第二份的位置不应答"), "{told}");

    // The share is back.
    let mut other_end = fs::OpenOptions::new().write(true).open(&heads).unwrap();
    fs::remove_file(&heads).unwrap();
    fs::write(&heads, &kept).unwrap();
    other_end.write_all(&kept).unwrap();
    drop(other_end);
    desk.wait_for("no fault any more", |status| status["status"]["unsigned"].is_null());
    assert_eq!(fs::read_to_string(&heads).unwrap().lines().count(), 2);
    done(&output(desk.command(&["journal", "verify"])));
}

/// Sums of entries that somebody changed are no statement, and a journal whose second copy is gone proves nothing.
#[test]
fn a_statement_of_a_changed_journal_and_a_second_place_that_is_gone_are_refused() {
    let mut desk = Desk::sample(&[]);
    desk.wait_for("an incident", |status| status["status"]["open"].as_u64() > Some(0));
    done(&desk.act_as("D1", "sample", "reserve 1001 500 王师傅 | 抢险 | 单据12"));
    done(&desk.act_as("L1", "sample", "post 1 500 1001"));
    desk.wait_for("a signed head", |status| !status["status"]["signed"].is_null());
    desk.stop();
    let ran = |words: &[&str]| output(desk.command(words));
    done(&ran(&["journal", "verify"]));
    let whole = done(&ran(&["report", "statement"]));
    assert!(whole.contains("-500.00"), "{whole}");

    let heads = desk.data_dir().join("anchors/heads");
    let kept = fs::read(&heads).unwrap();
    fs::remove_file(&heads).unwrap();
    let gone = ran(&["journal", "verify"]);
    assert_eq!(gone.status.code(), Some(1), "{}", said(&gone));
    assert!(said(&gone).contains("第二份没有了"), "{}", said(&gone));
    fs::write(&heads, kept).unwrap();
    done(&ran(&["journal", "verify"]));

    // The balance of what is changed is even all the same: only the chain tells.
    let journal = rusqlite::Connection::open(desk.data_dir().join("journal.sqlite")).unwrap();
    let changed = "UPDATE entry SET body = replace(replace(body, '\"amount\":50000', '\"amount\":40000'),
                   '\"released\":0', '\"released\":10000') WHERE kind = 'pool.posted'";
    journal.execute_batch(&format!("DROP TRIGGER entry_stays; {changed}")).unwrap();
    assert_eq!(journal.changes(), 1);
    drop(journal);
    let refused = ran(&["report", "statement"]);
    assert_eq!(refused.status.code(), Some(1), "{}", said(&refused));
    assert!(refused.stdout.is_empty() && !refused.stderr.is_empty(), "no sums: {}", said(&refused));
}

#[test]
fn a_purge_is_signed_and_tells_of_itself() {
    let desk = Desk::sample(&[]);
    desk.wait_for("an incident", |status| status["status"]["open"].as_u64() > Some(0));
    let purge = |officer: &str, words: &[&str]| {
        let words = [&["journal", "purge", "--officer", officer], words].concat();
        output_given(desk.command(&words), "sample")
    };
    for (officer, words, wanted) in
        [("L1", ["--incident", "1001"], "还没有结束"), ("D1", ["--before", "2026-01-01"], "须由带班领导办理")]
    {
        let refused = purge(officer, &words);
        assert!(!refused.status.success() && said(&refused).contains(wanted), "{}", said(&refused));
    }
    done(&purge("L1", &["--before", "2026-01-01"]));
    let orders = desk.entries_of("desk.purged");
    assert_eq!(orders[0]["body"]["Desk"]["Purged"]["by"]["code"], "L1");
    let ends = desk.wait_for_entries("desk.purge-ended", 1);
    assert_eq!(ends[0]["body"]["Desk"]["PurgeEnded"]["order"], orders[0]["entry"]);
    done(&output(desk.command(&["journal", "verify"])));
}
