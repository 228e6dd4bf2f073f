//! The registry's files, wherever they are, as text.
//!
//! Decides: which files there are and how they may be encoded.
//! Must not know: what stands in them.

use crate::config::record::{Mistakes, Record, toml};
use crate::registry::mistake::Kind;
use crate::registry::{FileRead, rules, sheet};
use crate::units::Digest;
use encoding_rs::GB18030;
use sha2::{Digest as _, Sha256};
use std::borrow::Cow;
use std::path::{Path, PathBuf};

/// The files, in the order of the digest.
pub const FILES: [&str; 13] = [
    "desk.toml",
    "zones.csv",
    "sites.csv",
    "devices.csv",
    "people.csv",
    "teams.toml",
    "insurers.toml",
    "policies.toml",
    "plans.toml",
    "pool.toml",
    "duty.toml",
    "pack.toml",
    rules::FILE,
];

/// What a directory may be without; the program's own sample has both.
const OPTIONAL: [&str; 2] = ["pack.toml", rules::FILE];

/// Bytes of one file: a million devices at a hundred bytes a row, and half as much to spare.
const FILE_BYTES_MAX: u64 = 150_000_000;

/// Characters outside ASCII after which a text that stops being UTF-8 is a damaged one and not another encoding.
///
/// A GB18030 text begins like UTF-8 for a character or two by chance; four in a row do not happen.
const UTF8_CHARACTERS_PROOF: usize = 4;

/// Where the files are.
#[derive(Clone, Copy, Debug)]
pub enum Source<'a> {
    /// In a directory.
    Directory(&'a Path),
    /// In the program, by name.
    Embedded(&'a [(&'a str, &'a [u8])]),
}

/// How a file was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without its mark.
    Utf8,
    /// GB18030, as a Chinese spreadsheet saves CSV.
    Gb18030,
}

/// All files, read.
#[derive(Clone, Debug, Default)]
pub struct Files {
    files: Vec<File>,
    digest: Digest,
}

#[derive(Clone, Debug)]
struct File {
    name: &'static str,
    shown: String,
    text: String,
    encoding: Encoding,
    rows: usize,
    digest: Digest,
}

impl Files {
    /// Reads all files.
    pub fn read(source: &Source<'_>, mistakes: &mut Mistakes<Kind>) -> Self {
        let mut files = Self::default();
        let mut digest = Sha256::new();
        for name in FILES {
            let bytes = match source.bytes(name) {
                Ok(bytes) => bytes,
                Err(Kind::FileMissing) if source.may_lack(name) => continue,
                Err(kind) => {
                    mistakes.add(&source.shown(name), 0, kind);
                    continue;
                }
            };
            if name != rules::FILE {
                digest.update(format!("{name} {}\n", bytes.len()));
                digest.update(&bytes);
            }
            files.take(name, source.shown(name), &bytes, mistakes);
        }
        files.digest = Digest(digest.finalize().into());
        files
    }

    /// Reads one file, which must be there.
    pub fn one(source: &Source<'_>, name: &'static str, mistakes: &mut Mistakes<Kind>) -> Self {
        let mut files = Self::default();
        match source.bytes(name) {
            Ok(bytes) => files.take(name, source.shown(name), &bytes, mistakes),
            Err(kind) => mistakes.add(&source.shown(name), 0, kind),
        }
        files
    }

    fn take(&mut self, name: &'static str, shown: String, bytes: &[u8], mistakes: &mut Mistakes<Kind>) {
        let digest = Digest(Sha256::digest(bytes).into());
        match decode(bytes) {
            Ok((text, encoding)) => {
                let rows = rows(name, &text);
                self.files.push(File { name, shown, text: text.into_owned(), encoding, rows, digest });
            }
            Err((line, kind)) => mistakes.add(&shown, line, kind),
        }
    }

    /// Returns the digest of a file's bytes; of nothing when it is not there.
    pub fn digest_of(&self, name: &str) -> Digest {
        self.files.iter().find(|file| file.name == name).map(|file| file.digest).unwrap_or_default()
    }

    /// Returns the digest of all files but the rules, which have one of their own: they change while the desk runs.
    pub const fn digest(&self) -> Digest {
        self.digest
    }

    /// Returns what was read.
    pub fn reads(&self) -> Box<[FileRead]> {
        self.files
            .iter()
            .map(|file| FileRead { name: file.name, rows: file.rows, encoding: file.encoding })
            .collect()
    }

    /// Returns a TOML file as a record, with its name as it is shown; none when it is missing or broken.
    pub fn table(&self, name: &str, mistakes: &mut Mistakes<Kind>) -> Option<(&str, Record)> {
        let file = self.files.iter().find(|file| file.name == name)?;
        Some((&file.shown, toml::read(&file.shown, &file.text, mistakes)?))
    }

    /// Returns the rows of a CSV file, with its name as it is shown; none when it is missing.
    pub fn rows<'a>(
        &'a self,
        name: &str,
        columns: &'static [sheet::Column],
        mistakes: &mut Mistakes<Kind>,
    ) -> Option<(&'a str, sheet::Rows<'a>)> {
        let file = self.files.iter().find(|file| file.name == name)?;
        Some((&file.shown, sheet::Rows::of(&file.shown, &file.text, columns, mistakes)?))
    }
}

impl Source<'_> {
    /// Returns the directory that the files are in, if they are in one.
    pub fn directory(&self) -> Option<PathBuf> {
        match self {
            Self::Directory(directory) => Some((*directory).to_owned()),
            Self::Embedded(_) => None,
        }
    }

    fn shown(&self, name: &str) -> String {
        match self {
            Self::Directory(directory) => directory.join(name).display().to_string(),
            Self::Embedded(_) => format!("sample/{name}"),
        }
    }

    fn may_lack(&self, name: &str) -> bool {
        matches!(self, Self::Directory(_)) && OPTIONAL.contains(&name)
    }

    fn bytes(&self, name: &str) -> Result<Cow<'_, [u8]>, Kind> {
        match self {
            Self::Directory(directory) => {
                let path = directory.join(name);
                let about = std::fs::metadata(&path).map_err(|error| match error.kind() {
                    std::io::ErrorKind::NotFound => Kind::FileMissing,
                    _ => Kind::FileUnreadable(error.to_string()),
                })?;
                if !about.is_file() {
                    return Err(Kind::FileUnreadable("not a file".to_owned()));
                }
                if about.len() > FILE_BYTES_MAX {
                    return Err(Kind::FileTooLong(about.len()));
                }
                std::fs::read(path).map(Cow::Owned).map_err(|error| Kind::FileUnreadable(error.to_string()))
            }
            Self::Embedded(files) => {
                let file = files.iter().find(|(known, _)| *known == name).ok_or(Kind::FileMissing)?;
                Ok(Cow::Borrowed(file.1))
            }
        }
    }
}

/// Returns the text of a file, or the first line that is in no encoding that is taken.
fn decode(bytes: &[u8]) -> Result<(Cow<'_, str>, Encoding), (u32, Kind)> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") || bytes.contains(&0) {
        return Err((1, Kind::Encoding));
    }
    let error = match std::str::from_utf8(bytes) {
        Ok(text) => return Ok((Cow::Borrowed(text), Encoding::Utf8)),
        Err(error) => error,
    };
    let head = &bytes[..error.valid_up_to()];
    let line = head.split(|byte| *byte == b'\n').count() as u32;
    let characters = String::from_utf8_lossy(head).chars().filter(|c| !c.is_ascii()).count();
    if characters >= UTF8_CHARACTERS_PROOF {
        return Err((line, Kind::Encoding));
    }
    match GB18030.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => Ok((text, Encoding::Gb18030)),
        None => Err((line, Kind::Encoding)),
    }
}

/// Counts what `check` tells of a file: rows below the heading, or `[[...]]` tables of the first level.
fn rows(name: &str, text: &str) -> usize {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    if Path::new(name).extension().is_some_and(|kind| kind == "csv") {
        lines.count().saturating_sub(1)
    } else {
        let tables = |line: &&str| line.starts_with("[[") && !line.contains('.');
        lines.filter(tables).count().max(1)
    }
}
