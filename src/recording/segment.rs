//! A segment of the recording: a file of blocks.
//!
//! Decides: how a segment is named and begun, and where its good blocks end.
//! Must not know: what is done about a bad one.
//!
//! A segment begins with: magic 8, format version 2, length of the build 2, the build, number of the first input 8,
//! CRC-32 of all of that 4. Numbers are little-endian.

use crate::recording::Error;
use crate::recording::block::{Defect, Fields, HEADER_BYTES, Header, MAGIC};
use crate::units::InputNumber;
use std::fs::{self, File};
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// The version of the segment format.
pub const VERSION: u16 = 1;
/// Bytes of a build's name at most; a longer one is cut.
pub const BUILD_BYTES_MAX: usize = 256;

const SEGMENT_MAGIC: [u8; 8] = *b"DDREC\r\n\x1a";
/// Bytes of the header without the build: magic, version, length, first input, checksum.
const FIXED_BYTES: usize = 8 + 2 + 2 + 8 + 4;
const EXTENSION: &str = "rec";
/// A few blocks of a flood are read at once.
const READ_BYTES: usize = 256 * 1_024;

/// A segment file, by its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Segment {
    /// The first input in it.
    pub first: InputNumber,
    /// The file.
    pub path: PathBuf,
}

/// What a step through a segment found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A whole block; its payload is in [`Blocks::payload`].
    Block(Header),
    /// The end of the file, after a whole block.
    End,
    /// Something that is no whole block.
    Bad(Defect),
}

/// Whole blocks that stand after a bad one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Later {
    /// The last input in them.
    pub last: InputNumber,
    /// The last input that they know to have been on disk.
    pub synced: InputNumber,
}

/// Steps through the blocks of one segment.
pub struct Blocks {
    file: BufReader<File>,
    path: PathBuf,
    build: String,
    offset: u64,
    payload: Vec<u8>,
}

impl Segment {
    /// Names the segment of a directory that begins with an input.
    pub fn new(dir: &Path, first: InputNumber) -> Self {
        Self { first, path: dir.join(format!("{:020}.{EXTENSION}", first.0)) }
    }

    /// Reads a segment's name.
    pub fn of(path: PathBuf) -> Option<Self> {
        let stem = path.file_stem()?.to_str()?;
        let named =
            path.extension()?.to_str()? == EXTENSION && stem.bytes().all(|digit| digit.is_ascii_digit());
        let first = InputNumber(stem.parse().ok()?);
        named.then_some(Self { first, path })
    }

    /// Lists the segments of a directory, oldest first; files of other names are nobody's business here.
    ///
    /// # Errors
    /// Returns `Io` if the directory cannot be read.
    pub fn list(dir: &Path) -> Result<Vec<Self>, Error> {
        let mut segments = Vec::new();
        for entry in fs::read_dir(dir).map_err(|error| Error::io(dir, error))? {
            let entry = entry.map_err(|error| Error::io(dir, error))?;
            segments.extend(Self::of(entry.path()));
        }
        segments.sort();
        Ok(segments)
    }
}

impl Blocks {
    /// Opens a segment; `Err` inside the result means that its header is not whole.
    ///
    /// # Errors
    /// Returns `Io` if the file cannot be read.
    pub fn open(segment: &Segment) -> Result<Result<Self, Defect>, Error> {
        let path = segment.path.clone();
        let file = File::open(&path).map_err(|error| Error::io(&path, error))?;
        let mut blocks = Self {
            file: BufReader::with_capacity(READ_BYTES, file),
            path,
            build: String::new(),
            offset: 0,
            payload: Vec::new(),
        };
        Ok(match blocks.read_header(segment.first)? {
            Ok(()) => Ok(blocks),
            Err(defect) => Err(defect),
        })
    }

    /// Returns the build that wrote the segment.
    pub fn build(&self) -> &str {
        &self.build
    }

    /// Returns where the next block begins.
    pub const fn offset(&self) -> u64 {
        self.offset
    }

    /// Returns the file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the payload of the block that was found last.
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// Goes to the next block and checks its sums; unpacks nothing.
    ///
    /// # Errors
    /// Returns `Io` if the file cannot be read.
    pub fn step(&mut self) -> Result<Step, Error> {
        let mut bytes = [0; HEADER_BYTES];
        match self.fill(&mut bytes)? {
            0 => return Ok(Step::End),
            HEADER_BYTES => {}
            _ => return Ok(Step::Bad(Defect::Short)),
        }
        let header = match Header::parse(&bytes) {
            Ok(header) => header,
            Err(defect) => return Ok(Step::Bad(defect)),
        };
        let mut payload = std::mem::take(&mut self.payload);
        payload.resize(header.payload_bytes as usize, 0);
        let found = self.fill(&mut payload)?;
        self.payload = payload;
        if let Err(defect) = header.check_payload(&self.payload[..found]) {
            return Ok(Step::Bad(defect));
        }
        self.offset += (HEADER_BYTES + found) as u64;
        Ok(Step::Block(header))
    }

    /// Looks for whole blocks anywhere after the bad one that the last step found.
    ///
    /// Cost: reads the rest of the segment into memory; only a damaged one is ever asked.
    ///
    /// # Errors
    /// Returns `Io` if the file cannot be read.
    pub fn later(&mut self) -> Result<Option<Later>, Error> {
        let mut rest = Vec::new();
        self.file
            .seek(SeekFrom::Start(self.offset))
            .and_then(|_| self.file.read_to_end(&mut rest))
            .map_err(|error| Error::io(&self.path, error))?;
        Ok(whole_blocks(&rest))
    }

    fn read_header(&mut self, first: InputNumber) -> Result<Result<(), Defect>, Error> {
        let mut bytes = vec![0; 12];
        if self.fill(&mut bytes)? < bytes.len() {
            return Ok(Err(Defect::Short));
        }
        let mut fields = Fields(&bytes);
        let magic = fields.take::<8>();
        let version = u16::from_le_bytes(fields.take());
        let build_bytes = usize::from(u16::from_le_bytes(fields.take()));
        if magic != SEGMENT_MAGIC {
            return Ok(Err(Defect::Magic));
        }
        if build_bytes > BUILD_BYTES_MAX {
            return Ok(Err(Defect::Sizes));
        }
        bytes.resize(FIXED_BYTES + build_bytes, 0);
        if self.fill(&mut bytes[12..])? < FIXED_BYTES - 12 + build_bytes {
            return Ok(Err(Defect::Short));
        }
        let (checked, crc) = bytes.split_at(FIXED_BYTES + build_bytes - 4);
        let (build, number) = checked[12..].split_at(build_bytes);
        let stated = InputNumber(u64::from_le_bytes(Fields(number).take()));
        if Fields(crc).take() != crc32fast::hash(checked).to_le_bytes() {
            return Ok(Err(Defect::HeaderChecksum));
        }
        if version != VERSION {
            return Ok(Err(Defect::Version(version)));
        }
        if stated != first {
            return Ok(Err(Defect::Misplaced(stated)));
        }
        self.build = String::from_utf8_lossy(build).into_owned();
        self.offset = bytes.len() as u64;
        Ok(Ok(()))
    }

    /// Reads until the buffer is full or the file ends; returns how much was read.
    fn fill(&mut self, buffer: &mut [u8]) -> Result<usize, Error> {
        let mut filled = 0;
        while filled < buffer.len() {
            match self.file.read(&mut buffer[filled..]) {
                Ok(0) => break,
                Ok(bytes) => filled += bytes,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(Error::io(&self.path, error)),
            }
        }
        Ok(filled)
    }
}

/// Returns the bytes that a segment begins with.
pub fn header(build: &str, first: InputNumber) -> Vec<u8> {
    let build = crate::text::bounded::<BUILD_BYTES_MAX>(build);
    let mut bytes = Vec::with_capacity(FIXED_BYTES + build.len());
    bytes.extend_from_slice(&SEGMENT_MAGIC);
    bytes.extend_from_slice(&VERSION.to_le_bytes());
    bytes.extend_from_slice(&(build.len() as u16).to_le_bytes());
    bytes.extend_from_slice(build.as_bytes());
    bytes.extend_from_slice(&first.0.to_le_bytes());
    let crc = crc32fast::hash(&bytes);
    bytes.extend_from_slice(&crc.to_le_bytes());
    bytes
}

/// Looks for whole blocks anywhere in a file whose beginning cannot be read.
///
/// # Errors
/// Returns `Io` if the file cannot be read.
pub fn salvage(path: &Path) -> Result<Option<Later>, Error> {
    fs::read(path).map(|bytes| whole_blocks(&bytes)).map_err(|error| Error::io(path, error))
}

fn whole_blocks(bytes: &[u8]) -> Option<Later> {
    let mut later: Option<Later> = None;
    let mut at = 0;
    while let Some(found) = find(&bytes[at..], MAGIC) {
        at += found;
        let rest = &bytes[at..];
        let whole = Header::parse(rest).ok().filter(|header| {
            let payload = rest[HEADER_BYTES..].get(..header.payload_bytes as usize);
            payload.is_some_and(|payload| header.check_payload(payload).is_ok())
        });
        let Some(header) = whole else {
            at += 1;
            continue;
        };
        let before = later.unwrap_or(Later { last: header.last, synced: header.synced });
        later = Some(Later { last: before.last.max(header.last), synced: before.synced.max(header.synced) });
        at += HEADER_BYTES + header.payload_bytes as usize;
    }
    later
}

fn find(bytes: &[u8], magic: [u8; 4]) -> Option<usize> {
    bytes.windows(magic.len()).position(|window| window == magic)
}
