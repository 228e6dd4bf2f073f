//! The configuration file.
//!
//! Decides: which fields it has, their ranges, and what is unsafe in them.
//! Must not know: what was typed on the command line.

use crate::config::mistake::{Kind, Mistake};
use crate::config::record::{Mistakes, Reader, Record, toml};
use crate::config::server;
use crate::config::terms;
use crate::config::url::Endpoint;
use crate::config::{Feed, Lang, Limits, Notice, Origin, Theme};
use crate::limits::FEEDS_MAX;
use crate::operations::reference::Name;
use crate::text::Text;
use crate::units::Span;
use std::path::{Path, PathBuf};

/// What a configuration file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// `[desk] name`.
    pub desk: Option<Name>,
    /// `[desk] registry`; relative to the file.
    pub registry: Option<PathBuf>,
    /// `[desk] data`; relative to the file.
    pub data: Option<PathBuf>,
    /// `[desk] anchors`; relative to the file.
    pub anchors: Option<PathBuf>,
    /// `[desk] memory_max_mb`.
    pub memory_bytes_max: Option<u64>,
    /// `[screen] lang`.
    pub lang: Option<Lang>,
    /// `[screen] layout`.
    pub layout: Option<String>,
    /// `[screen] theme`.
    pub theme: Option<Theme>,
    /// `[screen]`, `lock_after_min`.
    pub lock_after: Option<Span>,
    /// `[notice]`.
    pub notice: Notice,
    /// `[limits]`.
    pub limits: Limits,
    /// `[[feed]]`, in order.
    pub feeds: Vec<Feed>,
}

/// Bytes of a configuration file; the largest has sixteen feeds.
const CONFIG_BYTES_MAX: u64 = 1 << 20;

/// Reads a configuration file: what could be read, and everything that is wrong, by line.
pub fn read(path: &Path) -> (Settings, Vec<Mistake<Kind>>) {
    let file = path.display().to_string();
    let mut mistakes = Mistakes::default();
    let settings = match text_of(path) {
        Ok(text) => toml::read(&file, text.trim_start_matches('\u{feff}'), &mut mistakes)
            .map(|record| settings(&file, &record, path.parent().unwrap_or(Path::new("")), &mut mistakes)),
        Err(cause) => {
            mistakes.add(&file, 0, Kind::Unreadable(cause));
            None
        }
    };
    // The file's own first, then those of the files that it names.
    mistakes.list.sort_by(|one, other| {
        let place = |mistake: &Mistake<Kind>| (mistake.file != file, mistake.line);
        place(one).cmp(&place(other)).then_with(|| one.file.cmp(&other.file))
    });
    (settings.unwrap_or_default(), mistakes.list)
}

/// Returns the text of a file that people write.
pub(super) fn text_of(path: &Path) -> Result<String, String> {
    let about = std::fs::metadata(path).map_err(|error| error.to_string())?;
    if !about.is_file() {
        return Err("not a file".to_owned());
    }
    if about.len() > CONFIG_BYTES_MAX {
        return Err(format!("{} bytes, at most {CONFIG_BYTES_MAX} are read", about.len()));
    }
    std::fs::read_to_string(path).map_err(|error| error.to_string())
}

fn settings(file: &str, record: &Record, base: &Path, mistakes: &mut Mistakes<Kind>) -> Settings {
    let mut root = Reader::new(file, record, mistakes);
    root.must("desk");
    let (desk, screen) = (root.record("desk"), root.record("screen"));
    let (notice, limits) = (root.record("notice"), root.record("limits"));
    let feeds = root.records("feed");
    if !root.has_value("feed") {
        root.wrong("feed", Kind::NoFeed);
    }
    if feeds.len() > FEEDS_MAX {
        root.wrong_at(feeds[FEEDS_MAX].line, Kind::TooManyFeeds(feeds.len()));
    }
    root.finish();
    let mut read = Settings::default();
    if let Some(record) = desk {
        read_desk(Reader::new(file, record, mistakes), base, &mut read);
    }
    if let Some(record) = screen {
        read_screen(Reader::new(file, record, mistakes), &mut read);
    }
    if let Some(record) = notice {
        read.notice = read_notice(Reader::new(file, record, mistakes));
    }
    if let Some(record) = limits {
        read.limits = read_limits(Reader::new(file, record, mistakes));
    }
    for record in feeds.into_iter().take(FEEDS_MAX) {
        if let Some(feed) = read_feed(Reader::new(file, record, mistakes), base, &read.feeds) {
            read.feeds.push(feed);
        }
    }
    read
}

fn read_desk(mut reader: Reader<'_, '_, Kind>, base: &Path, read: &mut Settings) {
    let name = reader.text::<48>("name");
    read.desk = (!name.is_empty()).then_some(name);
    reader.must("registry");
    read.registry = reader.plain("registry").map(|path| base.join(path));
    if let Some(path) = &read.registry
        && !path.is_dir()
    {
        reader.wrong("registry", Kind::NoRegistry(path.display().to_string()));
    }
    read.data = reader.plain("data").map(|path| base.join(path));
    read.anchors = reader.plain("anchors").map(|path| base.join(path));
    read.memory_bytes_max = reader.number("memory_max_mb", 1..=1_048_576).map(|count| (count as u64) << 20);
    reader.finish();
}

fn read_screen(mut reader: Reader<'_, '_, Kind>, read: &mut Settings) {
    read.lang = reader.choice("lang", &[("zh", Lang::Zh), ("en", Lang::En)]);
    read.layout = reader.plain("layout");
    let themes = [
        ("dark", Theme::Dark),
        ("high-contrast", Theme::HighContrast),
        ("16", Theme::Sixteen),
        ("none", Theme::None),
    ];
    read.theme = reader.choice("theme", &themes);
    read.lock_after = reader.number("lock_after_min", 0..=24 * 60).map(Span::minutes);
    reader.finish();
}

fn read_notice(mut reader: Reader<'_, '_, Kind>) -> Notice {
    let sound_command: Vec<String> =
        reader.list("sound_command").into_iter().map(|word| word.value).collect();
    if sound_command.is_empty() && reader.has("sound_command") {
        reader.wrong("sound_command", Kind::NoSoundProgram);
    }
    let desktop = reader.switch("desktop").unwrap_or(Notice::default().desktop);
    reader.finish();
    Notice { sound_command, desktop }
}

fn read_limits(mut reader: Reader<'_, '_, Kind>) -> Limits {
    let usual = Limits::default();
    let days = reader.number("recording_days", 1..=3_650);
    let mebibytes = reader.number("recording_mib", 64..=1_048_576);
    reader.finish();
    Limits {
        recording_days: days.map_or(usual.recording_days, |days| days as u16),
        recording_bytes: mebibytes.map_or(usual.recording_bytes, |count| (count as u64) << 20),
    }
}

fn read_feed(mut reader: Reader<'_, '_, Kind>, base: &Path, earlier: &[Feed]) -> Option<Feed> {
    let code: Text<32> = reader.required("code");
    let named = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if !code.bytes().all(named) {
        reader.wrong("code", Kind::FeedCode(code.to_string()));
    } else if earlier.iter().any(|feed| feed.code == code) {
        reader.wrong("code", Kind::FeedRepeated(code.to_string()));
    }
    let name: Name = reader.required("name");
    let mut terms = terms::read(&mut reader, base);
    let server = server::read(&mut reader, base, &terms.format);
    if let Some(stream) = server.as_ref().and_then(|server| server.stream.as_ref()) {
        server::own_consumer(&mut reader, stream, earlier);
    }
    let in_clear = |it: &Endpoint| !it.is_encrypted && !it.is_loopback();
    terms.in_clear = server.iter().flat_map(|server| &server.endpoints).any(in_clear);
    let token_file = server::secret(&mut reader, base, "token_file");
    let heartbeat = Span::seconds(reader.number("heartbeat_s", 1..=300).unwrap_or(5));
    let mut adcode = Vec::new();
    for division in reader.list("adcode") {
        let prefix = &division.value;
        if (2..=6).contains(&prefix.len()) && prefix.bytes().all(|byte| byte.is_ascii_digit()) {
            adcode.push(division.value);
        } else {
            reader.wrong_at(division.line, Kind::Division(prefix.clone()));
        }
    }
    reader.finish();
    Some(Feed { code, name, origin: Origin::Server(server?), token_file, heartbeat, adcode, terms })
}
