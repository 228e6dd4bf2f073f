//! Checkpoints: the whole state at one input, in two files in turn.
//!
//! Decides: which of the two is written next, and which is the newest whole one.
//! Must not know: what a state is.
//!
//! A file is: a header of fixed place, then the state. All numbers are little-endian: magic 8, format version 2,
//! length of the build 2, state bytes 8, input 8, entry 8, chain digest 32, SHA-256 of the state 32, build padded with
//! zeros to 256, CRC-32 of all of that 4.
//!
//! Invariants:
//! - a file is written state first, synced, header last: a whole header stands before a whole state;
//! - the file with the newer whole header is never the one that is written over.

use crate::recording::Error;
use crate::recording::block::Fields;
use crate::recording::segment::BUILD_BYTES_MAX;
use crate::recording::writer::sync_dir;
use crate::units::{Digest, EntryNumber, InputNumber};
use sha2::{Digest as _, Sha256};
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// The version of the checkpoint format.
pub const VERSION: u16 = 1;
/// The two files.
pub const FILES: [&str; 2] = ["checkpoint.a", "checkpoint.b"];

const MAGIC: [u8; 8] = *b"DDCHK\r\n\x1a";
const HEADER_BYTES: usize = 8 + 2 + 2 + 8 + 8 + 8 + 32 + 32 + BUILD_BYTES_MAX + 4;

/// What a checkpoint says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The last input that the state contains.
    pub input: InputNumber,
    /// The last entry that the facts up to that input made.
    pub entry: EntryNumber,
    /// The digest of that entry.
    pub chain: Digest,
    /// The build that wrote it; another build does not read it.
    pub build: String,
    /// SHA-256 of the state's bytes: [`digest`].
    pub state: Digest,
}

/// What a directory holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Newest {
    /// The newest whole one of this build.
    pub found: Option<(Header, Vec<u8>)>,
    /// Those that cannot be used; to be reported.
    pub skipped: Vec<Skipped>,
}

/// A checkpoint that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Which file.
    pub file: PathBuf,
    /// Why.
    pub cause: Cause,
}

/// Why a checkpoint cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Cause {
    /// Its header is not whole: it was being written, or is damaged.
    #[error("the header is not whole")]
    Header,
    /// A newer program wrote it.
    #[error("format version {0} is not known to this program")]
    Version(u16),
    /// The state is not the one that the header names.
    #[error("the state was changed or cut")]
    State,
    /// Another build wrote it.
    #[error("build {0} wrote it")]
    Build(String),
    /// The file cannot be read.
    #[error("it cannot be read: {0}")]
    Unreadable(String),
}

/// Returns the digest that a state's header carries.
pub fn digest(state: &[u8]) -> Digest {
    Digest(Sha256::digest(state).into())
}

/// Writes a checkpoint over the older, missing or broken one of the two, and puts it on disk.
///
/// # Errors
/// Returns `Io` or `Full`; the other file is untouched.
pub fn save(dir: &Path, header: &Header, state: &[u8]) -> Result<PathBuf, Error> {
    debug_assert_eq!(header.state, digest(state), "a checkpoint names its state");
    let slots = FILES.map(|name| dir.join(name));
    let inputs =
        slots.each_ref().map(|file| read_header(file).ok().flatten().map(|(header, _)| header.input));
    let file = if inputs[0] <= inputs[1] { &slots[0] } else { &slots[1] };
    let bytes = header_bytes(header, state.len() as u64);
    let written = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(file).and_then(
        |mut opened| {
            opened.write_all(&[0; HEADER_BYTES])?;
            opened.write_all(state)?;
            opened.sync_all()?;
            opened.seek(SeekFrom::Start(0))?;
            opened.write_all(&bytes)?;
            opened.sync_data()
        },
    );
    written.map_err(|error| Error::io(file, error))?;
    sync_dir(dir)?;
    Ok(file.clone())
}

/// Returns the newest whole checkpoint of a build, and names those that cannot be used.
///
/// Cost: reads and hashes the newest; the other only when that one is damaged.
pub fn newest(dir: &Path, build: &str) -> Newest {
    let mut newest = Newest::default();
    let mut whole = Vec::new();
    for file in FILES.map(|name| dir.join(name)) {
        match read_header(&file) {
            Ok(Some((header, bytes))) if header.build == build_text(build) => {
                whole.push((header, bytes, file));
            }
            Ok(Some((header, _))) => newest.skipped.push(Skipped { file, cause: Cause::Build(header.build) }),
            Ok(None) => {}
            Err(cause) => newest.skipped.push(Skipped { file, cause }),
        }
    }
    whole.sort_by_key(|(header, _, _)| std::cmp::Reverse(header.input));
    for (header, bytes, file) in whole {
        match read_state(&file, &header, bytes) {
            Ok(state) => {
                newest.found = Some((header, state));
                break;
            }
            Err(cause) => newest.skipped.push(Skipped { file, cause }),
        }
    }
    newest
}

fn build_text(build: &str) -> String {
    crate::text::bounded::<BUILD_BYTES_MAX>(build).to_string()
}

fn header_bytes(header: &Header, state_bytes: u64) -> Vec<u8> {
    let build = build_text(&header.build);
    let mut bytes = Vec::with_capacity(HEADER_BYTES);
    bytes.extend_from_slice(&MAGIC);
    bytes.extend_from_slice(&VERSION.to_le_bytes());
    bytes.extend_from_slice(&(build.len() as u16).to_le_bytes());
    bytes.extend_from_slice(&state_bytes.to_le_bytes());
    bytes.extend_from_slice(&header.input.0.to_le_bytes());
    bytes.extend_from_slice(&header.entry.0.to_le_bytes());
    bytes.extend_from_slice(&header.chain.0);
    bytes.extend_from_slice(&header.state.0);
    bytes.extend_from_slice(build.as_bytes());
    bytes.resize(HEADER_BYTES - 4, 0);
    let crc = crc32fast::hash(&bytes);
    bytes.extend_from_slice(&crc.to_le_bytes());
    bytes
}

/// Reads a header and the length of its state; none when there is no file.
fn read_header(file: &Path) -> Result<Option<(Header, u64)>, Cause> {
    let mut opened = match File::open(file) {
        Ok(opened) => opened,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Cause::Unreadable(error.to_string())),
    };
    let mut bytes = [0; HEADER_BYTES];
    match opened.read_exact(&mut bytes) {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Err(Cause::Header),
        Err(error) => return Err(Cause::Unreadable(error.to_string())),
    }
    let (checked, crc) = bytes.split_at(HEADER_BYTES - 4);
    if !checked.starts_with(&MAGIC) || Fields(crc).take() != crc32fast::hash(checked).to_le_bytes() {
        return Err(Cause::Header);
    }
    let mut fields = Fields(&checked[MAGIC.len()..]);
    let version = u16::from_le_bytes(fields.take());
    if version != VERSION {
        return Err(Cause::Version(version));
    }
    let build_bytes = usize::from(u16::from_le_bytes(fields.take())).min(BUILD_BYTES_MAX);
    let state_bytes = u64::from_le_bytes(fields.take());
    let header = Header {
        input: InputNumber(u64::from_le_bytes(fields.take())),
        entry: EntryNumber(u64::from_le_bytes(fields.take())),
        chain: Digest(fields.take()),
        state: Digest(fields.take()),
        build: String::from_utf8_lossy(&fields.0[..build_bytes]).into_owned(),
    };
    Ok(Some((header, state_bytes)))
}

fn read_state(file: &Path, header: &Header, state_bytes: u64) -> Result<Vec<u8>, Cause> {
    let unreadable = |error: std::io::Error| Cause::Unreadable(error.to_string());
    let mut bytes = fs::read(file).map_err(unreadable)?;
    if (bytes.len() as u64).checked_sub(HEADER_BYTES as u64) != Some(state_bytes) {
        return Err(Cause::State);
    }
    let state = bytes.split_off(HEADER_BYTES);
    if digest(&state) == header.state { Ok(state) } else { Err(Cause::State) }
}
