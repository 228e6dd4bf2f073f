//! The tables of a drill become a [`Scenario`], beside those of the world.
//!
//! Decides: what a drill's tables may say, and which of them must fit together.
//! Must not know: the registry: whether a team is there is said when the drill is opened, by the lines that are kept here.

mod expectations;
mod injects;
mod phases;

use crate::config::mistake::both;
use crate::drill::expected::Expected;
use crate::drill::scenario::{Feed, Recording, Scenario, Setup};
use crate::feed::scenario::Mistake;
use crate::feed::scenario::read::{Fields, Hint, Injected, Whole, rows, whole};
use crate::operations::drill::Script;
use crate::operations::drill::script::Words;
use crate::operations::reference::{Code, Line};
use crate::registry::thing::Thing;
use crate::text::{bounded, clean};
use crate::units::Digest;
use sha2::{Digest as _, Sha256};
use std::path::PathBuf;
use std::sync::Arc;

/// What the one feed of a drill is called that names none.
const FEED: &str = "演练";
/// That of the sensors and that of the warnings.
const FEEDS_OF_A_DRILL: usize = 2;
/// How a text is written.
const ZH: Hint<'_> = ("写中文, 英文写在 en", "write it in Chinese, and its English as en");
/// How an act is written.
const ACT: Hint<'_> = (
    "写行动用语, 如 \"ack\", \"call 119\", \"dispatch T4\", \"report first\", \"inject J1\"",
    "the words of an act, as \"ack\", \"call 119\", \"dispatch T4\", \"report first\", \"inject J1\"",
);
const NAME: Hint<'_> = ("英文名称", "the name in English");
const FEEDS: Hint<'_> = (
    "第一个是传感器的来源, 第二个是预警的来源, 如 [{ code = \"sensors\", name = \"传感\" }]",
    "the first that of the sensors, the second that of the warnings, as [{ code = \"sensors\", name = \"传感\" }]",
);
const TEAMS: Hint<'_> = ("写队伍编码, 如 [\"T2\"]", "codes of teams, as [\"T2\"]");
const RECORDING: Hint<'_> = (
    "数据目录, 其中的 recording, 或一个录像段; 相对路径从本文件所在目录算起",
    "a data directory, its recording or one segment; a relative path starts at the directory of this file",
);
const START: Hint<'_> = (
    "两者去掉一个: 录像按它自己的时间播放",
    "leave one of the two out: a recording is played at its own times",
);

/// Reads a whole file.
pub(super) fn scenario(text: &str) -> Result<Scenario, Vec<Mistake>> {
    let Whole { world, more: mut scenario, mentions } = whole(text, drill)?;
    scenario.mentions = mentions;
    let name = &mut scenario.script.name;
    name.zh = bounded(&world.name);
    if name.en.is_empty() {
        name.en = name.zh;
    }
    scenario.script.digest = Digest(Sha256::digest(text.as_bytes()).into());
    scenario.world = Arc::new(world);
    Ok(scenario)
}

fn drill(root: &Fields<'_>, injected: Vec<Injected<'_>>) -> Scenario {
    let mut name = Words::default();
    if let Some(fields) = root.table("drill") {
        name.en = line(&fields, "name_en", NAME).unwrap_or_default();
        fields.finish();
    }
    let setup = setup(root);
    let known = Known::of(root);
    let (injects, cues) = injects::injects(root, injected, &known, &setup);
    let phases = phases::phases(root, &known);
    let objectives: Box<[Words]> = texts(root, "objective");
    let expectations = expectations::expectations(root, &known, objectives.len());
    let script = Script { name, objectives, phases: phases.script, injects, ..Script::default() };
    Scenario {
        script,
        cues,
        entry: phases.entry,
        exit: phases.exit,
        expectations,
        setup,
        ..Scenario::default()
    }
}

fn setup(root: &Fields<'_>) -> Setup {
    let Some(fields) = root.table("setup") else { return Setup::default() };
    let setup = Setup {
        feeds: feeds(&fields),
        uncovered: codes(&fields, "uncovered", TEAMS, &[Thing::Team]),
        out_of_service: codes(&fields, "out_of_service", TEAMS, &[Thing::Team]),
        recording: fields.text("recording", RECORDING).map(|path| {
            let line = root.file.line(fields.place("recording"));
            Recording { path: PathBuf::from(path), line }
        }),
    };
    let start = root.get("scenario").and_then(|value| value.get_ref().as_table()?.get("start"));
    if let Some(start) = start.filter(|_| setup.recording.is_some()) {
        let what = ("有 `recording` 又有 `start`", "`start` beside a `recording`");
        root.file.mistake(start.span().start, what, START);
    }
    fields.finish();
    setup
}

/// Reads the feeds: a code, or a code and what it is called.
fn feeds(fields: &Fields<'_>) -> Vec<Feed> {
    let mut feeds: Vec<Feed> = Vec::new();
    let Some(value) = fields.get("feeds") else { return feeds };
    let Some(list) = value.get_ref().as_array() else {
        fields.wrong::<()>(value, ("`feeds` 不是列表", "`feeds` is not a list"), FEEDS);
        return feeds;
    };
    for entry in list {
        let at = entry.span().start;
        let (code, name) = match (entry.get_ref().as_str(), entry.get_ref().as_table()) {
            (Some(code), _) => (Some(code), None),
            (None, Some(table)) => {
                let row = Fields::new(fields.file, table, at);
                let read = (row.required("code", FEEDS), row.text("name", FEEDS));
                row.finish();
                read
            }
            (None, None) => {
                let what = (
                    "`feeds` 中有一项既不是文字也不是表",
                    "an entry of `feeds` is neither a text nor a table",
                );
                (fields.wrong(entry, what, FEEDS), None)
            }
        };
        let Some(code) = code else { continue };
        if feeds.iter().any(|feed| feed.code == code) {
            fields.file.mistake(at, both!("`{code}` 写了两次", "`{code}` stands here twice"), FEEDS);
        }
        if feeds.len() == FEEDS_OF_A_DRILL {
            fields.file.mistake(at, ("演练最多两个来源", "a drill has two feeds at most"), FEEDS);
        }
        feeds.push(Feed { code: code.to_owned(), name: name.unwrap_or(code).to_owned() });
    }
    feeds
}

/// The codes of all injects, wherever in the file they stand.
struct Known(Vec<Code>);

impl Known {
    fn of(root: &Fields<'_>) -> Self {
        let tables = root.get("inject").and_then(|value| value.get_ref().as_array());
        let codes = tables.into_iter().flatten().filter_map(|entry| {
            let code = entry.get_ref().as_table()?.get("code")?;
            code.get_ref().as_str().map(bounded)
        });
        Self(codes.collect())
    }

    fn place(&self, code: &str) -> Option<usize> {
        self.0.iter().position(|known| known.eq_ignore_ascii_case(code))
    }

    /// Finds an inject that a field names, or says which there are.
    fn inject(&self, root: &Fields<'_>, code: &str, at: usize) -> Option<usize> {
        let place = self.place(code);
        if place.is_none() {
            let known: Vec<&str> = self.0.iter().map(Code::as_str).collect();
            let known = known.join(", ");
            let hint = both!("本文件的注入: {known}", "the injects are: {known}");
            root.file.mistake(at, both!("没有注入 `{code}`", "there is no inject `{code}`"), hint.pair());
        }
        place
    }

    /// Reads the words of an act.
    fn act(&self, fields: &Fields<'_>, words: &str, at: usize) -> Option<Expected> {
        let Some(act) = Expected::parse(words) else {
            fields.file.mistake(at, both!("`{words}` 不是行动用语", "`{words}` is no act"), ACT);
            return None;
        };
        if let Expected::Injected(code) = act {
            self.inject(fields, &code, at)?;
        } else if let Some((code, things, words)) = act.names() {
            fields.file.mention(at, &code, things, words);
        }
        Some(act)
    }

    /// Reads a field that is the words of an act, where it is there.
    fn field(&self, fields: &Fields<'_>, key: &'static str) -> Option<Expected> {
        let words = fields.text(key, ACT)?;
        self.act(fields, words, fields.place(key))
    }
}

/// Reads a list of tables that are a text each.
fn texts(root: &Fields<'_>, key: &'static str) -> Box<[Words]> {
    let read = |(table, at)| {
        let fields = Fields::new(root.file, table, at);
        let words = words(&fields);
        fields.finish();
        words
    };
    rows(root, key).into_iter().filter_map(read).collect()
}

/// Reads `zh` and `en`; a text without English is its Chinese.
fn words(fields: &Fields<'_>) -> Option<Words> {
    if fields.get("zh").is_none() {
        line(fields, "en", ZH);
        return fields.missing("zh", ZH);
    }
    let zh = line(fields, "zh", ZH);
    let en = line(fields, "en", ZH);
    zh.map(|zh| Words { zh, en: en.unwrap_or(zh) })
}

/// Reads a text that is one line of a card.
fn line(fields: &Fields<'_>, key: &'static str, hint: Hint<'_>) -> Option<Line> {
    let text = fields.text(key, hint)?;
    let most = Line::new().capacity();
    if clean(text).len() > most {
        let what = both!("`{key}` 长于 {most} 字节", "`{key}` is longer than {most} bytes");
        let hint = ("一个汉字三字节, 一个字母一字节", "a letter is a byte, a Chinese character three");
        fields.file.mistake(fields.place(key), what, hint);
        return None;
    }
    Some(bounded(text))
}

/// Reads a list of codes of things of the registry.
fn codes(fields: &Fields<'_>, key: &'static str, hint: Hint<'_>, things: &'static [Thing]) -> Vec<Code> {
    let read = |(text, at)| {
        let code = code(fields, text, at, hint)?;
        fields.file.mention(at, text, things, &[]);
        Some(code)
    };
    fields.texts(key, hint).into_iter().filter_map(read).collect()
}

/// Reads a code: it fits, and is one word.
fn code(fields: &Fields<'_>, text: &str, at: usize, hint: Hint<'_>) -> Option<Code> {
    let fits = !text.is_empty() && text.len() <= Code::new().capacity();
    if fits && !text.contains(char::is_whitespace) {
        return Some(bounded(text));
    }
    fields.file.mistake(at, both!("`{text}` 不是编码", "`{text}` is no code"), hint);
    None
}

/// Reads the code of a row and makes sure that it is the first with it.
fn own_code<'a>(fields: &Fields<'a>, letter: char, before: &mut Vec<&'a str>) -> Option<Code> {
    let hint = both!(
        "各有各的编号: {letter} 加数字, 如 \"{letter}1\"",
        "a code of its own: {letter} and a number, as \"{letter}1\""
    );
    let text = fields.required("code", hint.pair())?;
    let at = fields.place("code");
    if before.iter().any(|other| other.eq_ignore_ascii_case(text)) {
        let what = both!("编号 `{text}` 写了两次", "`{text}` stands here twice");
        fields.file.mistake(at, what, hint.pair());
        return None;
    }
    before.push(text);
    let number = text.strip_prefix([letter, letter.to_ascii_lowercase()]).unwrap_or_default();
    if number.is_empty() || number.len() > 4 || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        let what = both!("`{text}` 不能作这里的编号", "`{text}` is no code here");
        fields.file.mistake(at, what, hint.pair());
        return None;
    }
    Some(bounded(text))
}
