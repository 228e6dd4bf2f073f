//! Writes the recording.
//!
//! Decides: where a recording goes on after a crash, when a new segment begins, what is cut away.
//! Must not know: what an input means, and when to sync: the engine says so before it commits.
//!
//! Invariants:
//! - a block is whole in the file or not in it: a refused write is taken back;
//! - an end that is cut away on opening was never answered for by [`Writer::sync`]: blocks say what was on disk when
//!   they were written, and a segment is synced before the next one begins.

use crate::limits::{BLOCK_BYTES_MAX, SEGMENT_BYTES};
use crate::recording::block::{Defect, Encoder, Follows, raw_bytes};
use crate::recording::segment::{self, Blocks, Segment, Step};
use crate::recording::{Error, Record};
use crate::units::InputNumber;
use std::fs::{self, File, OpenOptions};
use std::io::{Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// The one writer of a recording.
pub struct Writer {
    dir: PathBuf,
    build: String,
    segment_bytes: u64,
    encoder: Encoder,
    current: Option<Current>,
    last: InputNumber,
    synced: InputNumber,
    failed: bool,
}

/// What opening a recording found.
#[derive(Debug, Default)]
pub struct Opened {
    /// The last input in it; none in a new one.
    pub last: Option<InputNumber>,
    /// What was cut away from its end.
    pub cut: Option<Cut>,
    /// Damage that is left as it is, with good blocks after it. The recording goes on in a new segment, but a replay
    /// across the damage cannot be had.
    pub damage: Option<Error>,
}

/// An unfinished end that was cut away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Which file.
    pub file: PathBuf,
    /// Where the good blocks end.
    pub offset: u64,
    /// Bytes that were cut away.
    pub bytes: u64,
    /// What was wrong with them.
    pub defect: Defect,
}

/// The segment that is written.
struct Current {
    segment: Segment,
    file: File,
    bytes: u64,
}

/// What is to be done with the last segment of a directory.
enum Tail {
    /// It goes on.
    Whole(Found),
    /// There is nothing in it.
    Empty,
    /// Its end was never finished.
    Torn(Found, Defect),
    /// A bad block stands among good ones.
    Damaged(Error, InputNumber),
}

/// The good part of a segment.
struct Found {
    build: String,
    bytes: u64,
    last: Option<InputNumber>,
}

impl Writer {
    /// Opens the recording of a directory, which is made if it is missing, and cuts it at the last good block.
    ///
    /// Cost: reads the last segment.
    ///
    /// # Errors
    /// Returns `Io` or `Full`. Damage is no error here: it is reported, and the recording goes on.
    pub fn open(dir: &Path, build: &str) -> Result<(Self, Opened), Error> {
        Self::open_with(dir, build, SEGMENT_BYTES)
    }

    /// Opens as [`Writer::open`] does, with segments of another size.
    ///
    /// # Errors
    /// See [`Writer::open`].
    pub fn open_with(dir: &Path, build: &str, segment_bytes: u64) -> Result<(Self, Opened), Error> {
        fs::create_dir_all(dir).map_err(|error| Error::io(dir, error))?;
        let encoder = Encoder::new().map_err(|error| Error::io(dir, error))?;
        let build = crate::text::bounded::<{ segment::BUILD_BYTES_MAX }>(build).to_string();
        let mut opened = Opened::default();
        let current = find_end(dir, &build, &mut opened)?;
        let last = opened.last.unwrap_or_default();
        sync_dir(dir)?;
        if let Some(parent) = dir.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            sync_dir(parent)?;
        }
        let dir = dir.to_path_buf();
        let writer = Self { dir, build, segment_bytes, encoder, current, last, synced: last, failed: false };
        Ok((writer, opened))
    }

    /// Opens a recording whose last sync failed, to go on in a new segment.
    ///
    /// What the old segment shows may be in the system's memory alone: nothing is written behind it.
    ///
    /// # Errors
    /// See [`Writer::open`].
    pub fn open_after_failure(dir: &Path, build: &str) -> Result<Self, Error> {
        let (mut writer, _) = Self::open(dir, build)?;
        writer.current = None;
        Ok(writer)
    }

    /// Returns whether it takes nothing more: a sync failed, or half a block could not be taken back.
    pub const fn has_failed(&self) -> bool {
        self.failed
    }

    /// Returns the last input that was taken; zero before the first.
    pub const fn last(&self) -> InputNumber {
        self.last
    }

    /// Returns the last input that is on disk; zero before the first.
    pub const fn synced(&self) -> InputNumber {
        self.synced
    }

    /// Appends inputs as one block, or more where they are large or leave numbers out.
    ///
    /// Left-out numbers become a hole that the reader names.
    ///
    /// # Errors
    /// Returns `Order`, `TooLarge`, `Full`, `Io`, or `Failed` after a sync that failed. [`Writer::last`] then says how
    /// far it came; the rest may be given again.
    pub fn append(&mut self, records: &[Record<'_>]) -> Result<(), Error> {
        if self.failed {
            return Err(Error::Failed);
        }
        let mut rest = records;
        while let Some(first) = rest.first() {
            if first.number <= self.last {
                return Err(Error::Order { number: first.number, last: self.last });
            }
            if raw_bytes(first) > BLOCK_BYTES_MAX {
                return Err(Error::TooLarge { number: first.number, bytes: first.bytes.len() });
            }
            let (block, later) = rest.split_at(block_records(rest));
            self.append_block(block)?;
            rest = later;
        }
        Ok(())
    }

    /// Puts everything that was appended on disk, and answers for it.
    ///
    /// # Errors
    /// Returns `Io` or `Full`: then nobody knows what is on disk, the writer takes nothing more, and the caller opens
    /// it anew and writes a checkpoint before it trusts the recording again.
    pub fn sync(&mut self) -> Result<InputNumber, Error> {
        if self.failed {
            return Err(Error::Failed);
        }
        if self.synced < self.last
            && let Some(current) = &self.current
            && let Err(error) = current.file.sync_data()
        {
            self.failed = true;
            return Err(Error::io(&current.segment.path, error));
        }
        self.synced = self.last;
        Ok(self.synced)
    }

    fn append_block(&mut self, records: &[Record<'_>]) -> Result<(), Error> {
        let (Some(first), Some(last)) = (records.first(), records.last()) else { return Ok(()) };
        let follows = if self.last.0 == 0 || first.number == self.last.next() {
            Follows::Directly
        } else {
            Follows::AfterHole
        };
        if self.current.as_ref().is_none_or(|current| current.bytes >= self.segment_bytes) {
            self.begin_segment(first.number)?;
        }
        let Some(current) = &mut self.current else { return Err(Error::Failed) };
        let path = &current.segment.path;
        let block =
            self.encoder.encode(records, self.synced, follows).map_err(|error| Error::io(path, error))?;
        if let Err(error) = current.file.write_all(block) {
            let refused = Error::io(path, error);
            let taken_back = current
                .file
                .set_len(current.bytes)
                .and_then(|()| current.file.seek(SeekFrom::Start(current.bytes)));
            // Half a block that stays would stand among good ones.
            self.failed = taken_back.is_err();
            return Err(refused);
        }
        current.bytes += block.len() as u64;
        self.last = last.number;
        Ok(())
    }

    /// Begins a segment: the last one is on disk before its name can follow.
    fn begin_segment(&mut self, first: InputNumber) -> Result<(), Error> {
        self.sync()?;
        self.current = None;
        let segment = Segment::new(&self.dir, first);
        let header = segment::header(&self.build, first);
        let made = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&segment.path)
            .and_then(|mut file| file.write_all(&header).and_then(|()| file.sync_all()).map(|()| file));
        match made {
            Ok(file) => {
                sync_dir(&self.dir)?;
                self.current = Some(Current { segment, file, bytes: header.len() as u64 });
                Ok(())
            }
            Err(error) => {
                // The name is taken again at the next try; a file that holds no block may go.
                if error.kind() != std::io::ErrorKind::AlreadyExists {
                    let _ = fs::remove_file(&segment.path);
                }
                Err(Error::io(&segment.path, error))
            }
        }
    }
}

/// Makes the names in a directory durable.
pub(crate) fn sync_dir(dir: &Path) -> Result<(), Error> {
    File::open(dir).and_then(|dir| dir.sync_all()).map_err(|error| Error::io(dir, error))
}

/// Returns how many of the inputs go into the first block.
fn block_records(records: &[Record<'_>]) -> usize {
    let mut bytes = 0;
    let mut expected = records.first().map_or(InputNumber(0), |record| record.number);
    let fits = records.iter().take_while(|record| {
        bytes += raw_bytes(record);
        let fits = bytes <= BLOCK_BYTES_MAX && record.number == expected;
        expected = expected.next();
        fits
    });
    fits.count()
}

/// Finds where a recording goes on; cuts or removes what was never finished.
fn find_end(dir: &Path, build: &str, opened: &mut Opened) -> Result<Option<Current>, Error> {
    for segment in Segment::list(dir)?.into_iter().rev() {
        match examine(&segment)? {
            Tail::Whole(found) => {
                opened.last = found.last;
                return go_on(segment, &found, build);
            }
            Tail::Torn(found, defect) => {
                opened.cut = Some(cut(&segment, found.bytes, defect)?);
                opened.last = found.last;
                if found.last.is_some() {
                    return go_on(segment, &found, build);
                }
                remove(dir, &segment)?;
            }
            Tail::Empty => remove(dir, &segment)?,
            Tail::Damaged(error, last) => {
                let synced = File::open(&segment.path).and_then(|file| file.sync_data());
                synced.map_err(|error| Error::io(&segment.path, error))?;
                opened.last = Some(last);
                opened.damage = Some(error);
                return Ok(None);
            }
        }
    }
    Ok(None)
}

/// Puts on disk what was found in a segment, and opens it to append if this build wrote it.
fn go_on(segment: Segment, found: &Found, build: &str) -> Result<Option<Current>, Error> {
    let opened = OpenOptions::new().write(true).open(&segment.path).and_then(|mut file| {
        // A program that was killed leaves blocks that only the system's memory holds.
        file.sync_data()?;
        file.seek(SeekFrom::Start(found.bytes))?;
        Ok(file)
    });
    let file = opened.map_err(|error| Error::io(&segment.path, error))?;
    Ok((found.build == build).then_some(Current { segment, file, bytes: found.bytes }))
}

fn cut(segment: &Segment, offset: u64, defect: Defect) -> Result<Cut, Error> {
    let file = segment.path.clone();
    let cut = OpenOptions::new().write(true).open(&file).and_then(|opened| {
        let bytes = opened.metadata()?.len().saturating_sub(offset);
        opened.set_len(offset)?;
        opened.sync_all()?;
        Ok(bytes)
    });
    let bytes = cut.map_err(|error| Error::io(&file, error))?;
    Ok(Cut { file, offset, bytes, defect })
}

fn remove(dir: &Path, segment: &Segment) -> Result<(), Error> {
    fs::remove_file(&segment.path).map_err(|error| Error::io(&segment.path, error))?;
    sync_dir(dir)
}

/// Steps through a segment and judges its end.
fn examine(segment: &Segment) -> Result<Tail, Error> {
    let mut blocks = match Blocks::open(segment)? {
        Ok(blocks) => blocks,
        Err(defect) => {
            let nothing = Found { build: String::new(), bytes: 0, last: None };
            return Ok(match segment::salvage(&segment.path)? {
                None => Tail::Torn(nothing, defect),
                Some(later) => Tail::Damaged(bad(segment, 0, segment.first, defect), later.last),
            });
        }
    };
    let mut last: Option<InputNumber> = None;
    let defect = loop {
        let offset = blocks.offset();
        match blocks.step()? {
            Step::Block(header) => {
                let expected = last.map_or(segment.first, InputNumber::next);
                if header.first < expected || (header.first > expected && !header.after_hole) {
                    let defect = Defect::Misplaced(header.first);
                    let end = last.map_or(header.last, |last| last.max(header.last));
                    let end = blocks.later()?.map_or(end, |later| end.max(later.last));
                    return Ok(Tail::Damaged(bad(segment, offset, expected, defect), end));
                }
                last = Some(header.last);
            }
            Step::End if last.is_none() => return Ok(Tail::Empty),
            Step::End => return Ok(Tail::Whole(Found { build: blocks.build().into(), bytes: offset, last })),
            Step::Bad(defect) => break defect,
        }
    };
    let found = Found { build: blocks.build().into(), bytes: blocks.offset(), last };
    let known = last.unwrap_or(InputNumber(segment.first.0.saturating_sub(1)));
    Ok(match blocks.later()? {
        // Blocks after the bad one that were themselves never answered for may go with it.
        Some(later) if later.synced > known => {
            Tail::Damaged(bad(segment, found.bytes, known.next(), defect), known.max(later.last))
        }
        Some(_) | None => Tail::Torn(found, defect),
    })
}

fn bad(segment: &Segment, offset: u64, input: InputNumber, defect: Defect) -> Error {
    Error::Bad { file: segment.path.clone(), offset, input, defect }
}
