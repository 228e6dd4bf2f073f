//! What the commands say when something is wrong: in Chinese without a word of the system's or a parser's English.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// Words of English grammar, of the system and of parsers: none of them is for an officer.
const FOREIGN: [&str; 14] = [
    "error",
    "expected",
    "invalid",
    "os error",
    "No such",
    "hint",
    "cannot",
    "missing",
    "there is",
    " not ",
    "File exists",
    "key",
    "string",
    "Is a",
];

/// Longer than a start takes on a busy machine: only a fault reaches it.
const PATIENT: Duration = Duration::from_secs(120);

/// A desk that ends with its test, also with one that fails.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn run(home: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dutydesk"));
    command.env_clear().env("HOME", home).env("LANG", "C").current_dir(home);
    command.args(args).stdin(Stdio::null()).output().unwrap()
}

fn said(output: &Output) -> String {
    let [out, err] = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8(bytes.clone()).unwrap());
    // A desk that starts keeps a log for whoever runs it; that is not what is said to an officer.
    out.lines().chain(err.lines()).filter(|line| !line.contains(" INFO ") && !line.contains(" WARN ")).fold(
        String::new(),
        |mut all, line| {
            all.push_str(line);
            all.push('\n');
            all
        },
    )
}

#[test]
fn every_refusal_in_chinese_is_chinese() {
    let home = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &[u8]| fs::write(home.path().join(name), text).unwrap();
    file("table.toml", b"[desk\nname = 1\n");
    file("bare.toml", b"[desk]\nname = x\nregistry = \"r\"\n");
    file("twice.toml", b"[desk]\nname = \"x\"\nname = \"y\"\n");
    file("open.toml", b"[desk]\nname = \"x\n");
    file("bytes.toml", b"\xff\xfe");
    file("night.toml", b"[scenario]\nnam = \"x\"\n[[event]]\nat = \"zz\"\n");
    file("plain", b"");
    let long = format!("/tmp/{}", "a".repeat(150));
    for (line, wanted, code) in [
        ("status --sample", "没有运行中的值班台", 1),
        ("why 1 --sample", "没有运行中的值班台", 1),
        ("serve --sample --data-dir plain", "plain: 已有同名的文件", 1),
        ("serve --sample --data-dir plain/x", "plain/x: 路径中有一段不是目录", 1),
        ("serve --sample --data-dir /proc/x", "/proc/x: 没有这个文件或目录", 1),
        (&format!("serve --sample --data-dir {long}"), "路径太长", 1),
        ("--sample --data-dir /proc/x", "/proc/x: 没有这个文件或目录", 1),
        ("status --sample --data-dir plain", "plain/socket: 连不上值班台: 路径中有一段不是目录", 1),
        ("act verify", "缺事件编号", 2),
        ("frob", "没有 frob 这个子命令", 2),
        ("status --jsn", "没有 --jsn 这个选项", 2),
        ("status --officer x-y", "--officer <ID> 的值 x-y 不对", 2),
        ("status --theme red", "可写: dark", 2),
        ("status --clock 3", "--clock 只与 --sample 同用", 2),
        ("act", "缺少 <LINE>", 2),
        ("check --config nowhere", "nowhere: 无法读取: 没有这个文件或目录", 1),
        ("check --config .", ".: 无法读取: 不是文件", 1),
        ("check --config table.toml", "table.toml:1: 格式错误: 节的标题", 1),
        ("check --config bare.toml", "bare.toml:2: 格式错误: 文字要用双引号括起", 1),
        ("check --config twice.toml", "twice.toml:3: 格式错误: 同一个字段写了两次", 1),
        ("check --config open.toml", "open.toml:2: 格式错误: 引号没有成对", 1),
        ("check --config bytes.toml", "不是 UTF-8 文本", 1),
        ("simulate night.toml", "night.toml:1: 缺少 `name`", 1),
        ("simulate nowhere", "nowhere: 没有这个文件或目录", 1),
        ("decode native nowhere", "nowhere: 没有这个文件或目录", 1),
        ("journal verify plain", "条目 0: ", 1),
        ("journal verify nowhere", "没有这个文件", 1),
        ("drill nowhere --headless --speed max --sample", "nowhere: 这里没有录像", 1),
        ("passphrase D1 --sample", "不能更改", 1),
    ] {
        let args: Vec<&str> = line.split(' ').chain(["--lang", "zh"]).collect();
        let output = run(home.path(), &args);
        let said = said(&output);
        assert_eq!(output.status.code(), Some(code), "{line}: {said}");
        assert!(said.contains(wanted), "{line} lacks {wanted}: {said}");
        let foreign: Vec<_> = FOREIGN.iter().filter(|word| said.contains(**word)).collect();
        assert!(foreign.is_empty(), "{line} says {foreign:?}: {said}");
    }
}

#[test]
fn every_refusal_in_english_names_its_place() {
    let home = tempfile::tempdir().unwrap();
    for (line, wanted) in [
        ("serve --sample --data-dir /proc/x", "/proc/x: No such file"),
        ("status --sample --data-dir /dev/null", "/dev/null/socket: the desk cannot be reached"),
        ("drill nowhere --headless --speed max --sample", "nowhere: there is no recording here"),
    ] {
        let args: Vec<&str> = line.split(' ').chain(["--lang", "en"]).collect();
        let output = run(home.path(), &args);
        assert!(said(&output).contains(wanted), "{line}: {}", said(&output));
    }
}

#[test]
fn a_line_that_ends_too_early_is_told_so() {
    let home = tempfile::tempdir().unwrap();
    for (lang, line, wanted) in [
        ("zh", "人员 1001 失联 3", "还缺少内容. 写成: 人员"),
        ("en", "people 1001 missing 3", "something is missing"),
    ] {
        let output = run(home.path(), &["act", line, "--lang", lang]);
        assert!(said(&output).contains(wanted), "{line}: {}", said(&output));
    }
}

#[test]
fn an_unknown_officer_is_refused_in_the_language_that_was_asked_for() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    let data = data.to_str().unwrap();
    let mut serve = Command::new(env!("CARGO_BIN_EXE_dutydesk"));
    serve.env_clear().env("HOME", home.path()).args(["serve", "--sample", "--data-dir", data]);
    let desk = serve.stdout(Stdio::null()).stderr(Stdio::null()).stdin(Stdio::null()).spawn().unwrap();
    let mut desk = Ended(desk);
    let ask = |verb: &[&str], lang: &str| {
        let options = ["--sample", "--data-dir", data, "--lang", lang];
        run(home.path(), &verb.iter().copied().chain(options).collect::<Vec<_>>())
    };
    let began = Instant::now();
    while !ask(&["status"], "zh").status.success() {
        assert!(began.elapsed() < PATIENT, "the desk has not started");
    }
    let [zh, en] = ["zh", "en"].map(|lang| said(&ask(&["status", "--officer", "ZZ"], lang)));
    let status = said(&ask(&["status"], "zh"));
    for line in ["intake HY water", "ack 1001"] {
        let acted = ask(&["act", line], "zh");
        assert!(acted.status.success(), "{line}: {acted:?}");
    }
    let unsigned =
        ["zh", "en"].map(|lang| [&["status"][..], &["report", "shift"]].map(|verb| said(&ask(verb, lang))));
    let backup = ask(&["journal", "backup", "copy.sqlite"], "zh");
    let again = said(&ask(&["journal", "backup", "copy.sqlite"], "zh"));
    let verified = ask(&["journal", "verify", "copy.sqlite"], "zh");
    assert!(ask(&["stop"], "zh").status.success());
    desk.0.wait().unwrap();
    assert!(zh.contains("登记表里没有值班员 ZZ") && zh.contains("提示"), "{zh}");
    assert!(en.contains("the registry has no officer \"ZZ\""), "{en}");
    for (reads, wanted) in
        unsigned.iter().zip([["受理 未署名", "经手 未署名"], ["acknowledged unclaimed", "with unclaimed"]])
    {
        for (read, wanted) in reads.iter().zip(wanted) {
            assert!(read.contains(wanted), "{wanted}: {read}");
        }
    }
    for words in ["[示例]", "未受理", "队伍  T4 县危化专职队  可用", "来源  传感", "资金  可用", "日志  #"]
    {
        assert!(status.contains(words), "status lacks {words}: {status}");
    }
    assert!(backup.status.success() && verified.status.success(), "{backup:?} {verified:?}");
    assert!(again.contains("copy.sqlite: 已有这个文件"), "{again}");
}
