//! Nothing that leaves a drill is taken for real: every document and every answer of its desk says so, and none of a desk that
//! serves does.

use crate::support::desk::{Desk, output, output_given};
use dutydesk::engine::drill::run::{Card, Run};
use serde_json::Value;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};

/// A night with one fire: the live desk's, and the drill's.
const NIGHT: &str = "[scenario]\nname = \"night\"\n\n[[event]]\nat = \"00:00:01\"\ndevice = \"S-2031\"\ntype = \"alarm\"\n\
    conditions = [\"fire\"]\nseverity = \"severe\"\n";

/// What a document is, and with it where its mark stands.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    /// Its first line.
    Text,
    /// Its first line, in bold.
    Markdown,
    /// A field.
    Json,
    /// A field of every line.
    JsonLines,
    /// A column.
    Csv,
    /// The end of every line.
    Answer,
    /// The beginning of the message.
    Message,
}

/// Every document and every answer that a desk gives. `FILE` is a new file.
const DOCUMENTS: [(&str, Kind); 25] = [
    ("status", Kind::Text),
    ("status --json", Kind::Json),
    ("why 1001", Kind::Text),
    ("why S-2031", Kind::Text),
    ("why S-9999", Kind::Message),
    ("act", Kind::Answer),
    ("act refused", Kind::Message),
    ("act wrong", Kind::Message),
    ("journal export", Kind::JsonLines),
    ("journal export --texts", Kind::JsonLines),
    ("journal export --format csv", Kind::Csv),
    ("journal tail", Kind::JsonLines),
    ("journal head", Kind::Answer),
    ("journal verify", Kind::Answer),
    ("journal backup FILE", Kind::Answer),
    ("journal verify FILE", Kind::Answer),
    ("report shift", Kind::Text),
    ("report shift --markdown --private", Kind::Markdown),
    ("report incident 1001", Kind::Text),
    ("report incident 1001 --markdown", Kind::Markdown),
    ("report statement", Kind::Text),
    ("report statement --csv", Kind::Csv),
    ("report statement --json", Kind::Json),
    ("report kpi", Kind::Text),
    ("report kpi --json", Kind::Json),
];

/// The words that mark a drill, in either language.
const WORDS: [&str; 3] = ["演练", "DRILL", "\"drill\":true"];

fn drill(directory: tempfile::TempDir) -> Desk {
    std::fs::set_permissions(directory.path(), std::fs::Permissions::from_mode(0o750)).unwrap();
    let card = Card { of: "night".to_owned(), speed_milli: 1_000, ..Card::default() };
    Run::make(directory.path(), card, NIGHT).unwrap();
    Desk::sample_in(directory, &[], Vec::new())
}

/// Runs a row of the table in a language.
fn run(desk: &Desk, line: &str, lang: &str, file: &Path) -> Output {
    let words: Vec<String> = match line {
        "act" => vec!["act".to_owned(), "note 电话".to_owned()],
        "act refused" => vec!["act".to_owned(), "ack 7777".to_owned()],
        "act wrong" => ["act", "hold", "--officer", "X1"].map(str::to_owned).into(),
        line => line.split(' ').map(|word| word.replace("FILE", &file.to_string_lossy())).collect(),
    };
    let mut command = Command::new(crate::support::desk::DUTYDESK);
    command.args(words).args(["--sample", "--lang", lang, "--data-dir"]).arg(desk.data_dir());
    output_given(command, if line == "act wrong" { "another" } else { "" })
}

/// Returns what is not marked as its kind is.
fn unmarked(kind: Kind, lang: &str, said: &Output) -> Option<String> {
    let [out, err] = [&said.stdout, &said.stderr].map(|bytes| String::from_utf8(bytes.clone()).unwrap());
    let (mark, short) =
        if lang == "zh" { ("演练演练演练", "演练") } else { ("DRILL DRILL DRILL", "DRILL") };
    let json =
        |line: &str| serde_json::from_str::<Value>(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    let is_marked = match kind {
        Kind::Text => out.lines().next() == Some(mark),
        Kind::Markdown => out.lines().next() == Some(&format!("**{mark}**")),
        Kind::Json => json(&out)["drill"] == true,
        Kind::JsonLines => out.lines().count() > 3 && out.lines().all(|line| json(line)["drill"] == true),
        Kind::Csv => {
            let mut records = csv::Reader::from_reader(out.as_bytes());
            let is_headed = records.headers().unwrap().iter().next_back() == Some("drill");
            let mut records = records.records().map(Result::unwrap).peekable();
            is_headed
                && records.peek().is_some()
                && records.all(|it| it.iter().next_back() == Some("演练 DRILL"))
        }
        Kind::Answer => !out.is_empty() && out.lines().all(|line| line.ends_with(&format!("  [{short}]"))),
        Kind::Message => err.starts_with(&format!("[{short}] ")),
    };
    (!is_marked).then(|| format!("{out}{err}"))
}

#[test]
fn every_document_of_a_drill_is_marked_and_none_of_a_live_desk_is() {
    let other = tempfile::tempdir().unwrap();
    let night = other.path().join("night.toml");
    std::fs::write(&night, NIGHT).unwrap();
    let live = Desk::sample(&["--scenario", night.to_str().unwrap()]);
    let played = drill(tempfile::tempdir().unwrap());
    for desk in [&live, &played] {
        desk.wait_for("the fire", |status| status["status"]["open"] == 1);
        desk.wait_for("everything on disk", |status| !status["status"]["journal"]["Saved"].is_null());
        // A note is a text that somebody typed.
        assert!(desk.act("note 消控室来电").status.success());
    }
    let mut wrong = Vec::new();
    for lang in ["zh", "en"] {
        let file = |name: &str| other.path().join(format!("{name}-{lang}.sqlite"));
        for (line, kind) in DOCUMENTS {
            let said = run(&played, line, lang, &file("played"));
            if let Some(text) = unmarked(kind, lang, &said) {
                wrong.push(format!("{lang} {line}: of a drill, without its mark:\n{text}"));
            }
            let said = run(&live, line, lang, &file("live"));
            let text = [said.stdout, said.stderr].concat();
            let text = String::from_utf8(text).unwrap();
            if text.is_empty() || WORDS.iter().any(|word| text.contains(word)) {
                wrong.push(format!("{lang} {line}: of a live desk:\n{text}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A copy has no directory that says what it is of: its entries do.
#[test]
fn a_drills_journal_is_put_back_nowhere_but_in_a_drill() {
    let copies = tempfile::tempdir().unwrap();
    let copy = |desk: &mut Desk, name: &str| {
        desk.wait_for("the fire", |status| status["status"]["open"] == 1);
        desk.terminate();
        let copy = copies.path().join(name);
        let made = output(desk.command(&["journal", "backup", copy.to_str().unwrap()]));
        assert!(made.status.success(), "{made:?}");
        for end in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(desk.data_dir().join(format!("journal.sqlite{end}")));
        }
        copy.to_str().unwrap().to_owned()
    };
    let night = copies.path().join("night.toml");
    std::fs::write(&night, NIGHT).unwrap();
    let mut live = Desk::sample(&["--scenario", night.to_str().unwrap()]);
    let mut played = drill(tempfile::tempdir().unwrap());
    let (real, practised) = (copy(&mut live, "real"), copy(&mut played, "practised"));
    for (desk, file, wanted) in [
        (&live, &practised, Some("演练的日志")),
        (&played, &real, Some("不是演练的日志")),
        (&live, &real, None),
        (&played, &practised, None),
    ] {
        let put = output(desk.command(&["journal", "restore", file]));
        let said = String::from_utf8(put.stderr).unwrap();
        assert_eq!(put.status.success(), wanted.is_none(), "{file}: {said}");
        assert!(wanted.is_none_or(|wanted| said.contains(wanted)), "{file}: {said}");
        assert_eq!(desk.data_dir().join("journal.sqlite").exists(), wanted.is_none(), "{file}");
    }
}
