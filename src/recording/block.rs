//! A block of inputs, as it stands in a segment.
//!
//! Decides: the bytes of a block, and when a block is whole.
//! Must not know: files.
//!
//! All numbers are little-endian. A block is a header of [`HEADER_BYTES`] and a zstd frame:
//!
//! | bytes | what |
//! |---|---|
//! | 4 | magic `DDBK` |
//! | 2 | format version |
//! | 2 | flags: bit 0, the inputs before this block were never recorded |
//! | 4 | bytes of the payload before compression |
//! | 4 | bytes of the payload as it stands here |
//! | 8 | number of the first input |
//! | 8 | number of the last input |
//! | 8 | number of the last input that was known to be on disk when this block was written; 0 none |
//! | 4 | CRC-32 of the payload as it stands here |
//! | 4 | CRC-32 of the 44 bytes above |
//!
//! The payload is the inputs in order, each: time 8, kind 1, source 2, length 4, bytes. Their numbers count up from
//! the first one.

use crate::limits::BLOCK_BYTES_MAX;
use crate::recording::Record;
use crate::units::{InputNumber, Instant};
use std::io;

/// Bytes of a block's header.
pub const HEADER_BYTES: usize = 48;
/// The version of the block format.
pub const VERSION: u16 = 1;
/// How a block begins.
pub const MAGIC: [u8; 4] = *b"DDBK";

/// Bytes before the bytes of an input.
const RECORD_HEADER_BYTES: usize = 15;
/// The flag of a block whose predecessors were never recorded.
const FLAG_AFTER_HOLE: u16 = 1;
/// The fastest level: the desk thread waits for it.
const ZSTD_LEVEL: i32 = 1;

/// What a block says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// Whether the inputs before it were never recorded.
    pub after_hole: bool,
    /// Bytes of the payload before compression.
    pub raw_bytes: u32,
    /// Bytes of the payload in the file.
    pub payload_bytes: u32,
    /// Its first input.
    pub first: InputNumber,
    /// Its last input.
    pub last: InputNumber,
    /// The last input that was known to be on disk when it was written; zero for none.
    pub synced: InputNumber,
    /// CRC-32 of the payload in the file.
    pub payload_crc: u32,
}

/// How a block follows the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Follows {
    /// Its first input is the next number.
    Directly,
    /// The inputs between were never recorded.
    AfterHole,
}

/// What is wrong with a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Defect {
    /// The file ends inside it.
    #[error("the file ends inside the block")]
    Short,
    /// It does not begin as a block does.
    #[error("no block begins here")]
    Magic,
    /// Its header was changed.
    #[error("the header's checksum is wrong")]
    HeaderChecksum,
    /// A newer program wrote it.
    #[error("format version {0} is not known to this program")]
    Version(u16),
    /// Its sizes or numbers cannot be.
    #[error("the sizes in the header cannot be")]
    Sizes,
    /// Its payload was changed.
    #[error("the payload's checksum is wrong")]
    PayloadChecksum,
    /// Its payload does not unpack to the inputs that the header promises.
    #[error("the payload is not what the header promises")]
    Content,
    /// It is whole, but not the block that belongs here.
    #[error("the block of input {0} stands here")]
    Misplaced(InputNumber),
}

/// Packs inputs into blocks; keeps its buffers.
pub struct Encoder {
    compressor: zstd::bulk::Compressor<'static>,
    raw: Vec<u8>,
    block: Vec<u8>,
}

/// Unpacks blocks; keeps its buffers.
pub struct Decoder {
    decompressor: zstd::bulk::Decompressor<'static>,
    raw: Vec<u8>,
    at: usize,
    next: InputNumber,
}

impl Encoder {
    /// Makes an encoder.
    ///
    /// # Errors
    /// Whatever zstd says when it has no memory.
    pub fn new() -> io::Result<Self> {
        let mut compressor = zstd::bulk::Compressor::new(ZSTD_LEVEL)?;
        compressor.include_checksum(false)?;
        Ok(Self { compressor, raw: Vec::new(), block: Vec::new() })
    }

    /// Packs inputs that are numbered without a gap into one block.
    ///
    /// Limits: [`raw_bytes`] of them together at most [`BLOCK_BYTES_MAX`]; the writer sees to it.
    pub fn encode(
        &mut self,
        records: &[Record<'_>],
        synced: InputNumber,
        follows: Follows,
    ) -> io::Result<&[u8]> {
        let (Some(first), Some(last)) = (records.first(), records.last()) else { return Ok(&[]) };
        debug_assert_eq!(last.number.0 - first.number.0 + 1, records.len() as u64, "numbered without a gap");
        self.raw.clear();
        for record in records {
            self.raw.extend_from_slice(&record.at.0.to_le_bytes());
            self.raw.push(record.kind);
            self.raw.extend_from_slice(&record.source.to_le_bytes());
            self.raw.extend_from_slice(&(record.bytes.len() as u32).to_le_bytes());
            self.raw.extend_from_slice(record.bytes);
        }
        let room = HEADER_BYTES + zstd::zstd_safe::compress_bound(self.raw.len());
        self.block.clear();
        self.block.resize(room, 0);
        let bytes = self.compressor.compress_to_buffer(&self.raw, &mut self.block[HEADER_BYTES..])?;
        self.block.truncate(HEADER_BYTES + bytes);
        let header = Header {
            after_hole: follows == Follows::AfterHole,
            raw_bytes: self.raw.len() as u32,
            payload_bytes: bytes as u32,
            first: first.number,
            last: last.number,
            synced,
            payload_crc: crc32fast::hash(&self.block[HEADER_BYTES..]),
        };
        self.block[..HEADER_BYTES].copy_from_slice(&header.to_bytes());
        Ok(&self.block)
    }
}

impl Decoder {
    /// Makes a decoder.
    ///
    /// # Errors
    /// Whatever zstd says when it has no memory.
    pub fn new() -> io::Result<Self> {
        let decompressor = zstd::bulk::Decompressor::new()?;
        Ok(Self { decompressor, raw: Vec::new(), at: 0, next: InputNumber(0) })
    }

    /// Takes a block in; its inputs are then read one by one.
    ///
    /// # Errors
    /// Returns the defect if the payload is not what the header promises; then there is nothing to read.
    pub fn load(&mut self, header: &Header, payload: &[u8]) -> Result<(), Defect> {
        self.raw.clear();
        self.at = 0;
        self.next = header.first;
        header.check_payload(payload)?;
        let raw_bytes = header.raw_bytes as usize;
        self.raw.resize(raw_bytes, 0);
        let unpacked = self.decompressor.decompress_to_buffer(payload, &mut self.raw[..]);
        if !unpacked.is_ok_and(|bytes| bytes == raw_bytes) || !holds(&self.raw, header.records()) {
            self.raw.clear();
            return Err(Defect::Content);
        }
        Ok(())
    }

    /// Returns the number of the next input of the block.
    pub const fn peek(&self) -> Option<InputNumber> {
        if self.at < self.raw.len() { Some(self.next) } else { None }
    }

    /// Returns the next input of the block.
    pub fn read(&mut self) -> Option<Record<'_>> {
        let (record, rest) = split_record(&self.raw[self.at..], self.next)?;
        self.at = self.raw.len() - rest;
        self.next = self.next.next();
        Some(record)
    }
}

impl Header {
    /// Returns how many inputs the block holds.
    pub const fn records(&self) -> u64 {
        self.last.0 - self.first.0 + 1
    }

    /// Reads and checks a header.
    ///
    /// # Errors
    /// Returns the defect that makes it unusable.
    pub fn parse(bytes: &[u8]) -> Result<Self, Defect> {
        let mut fields = Fields(bytes.get(..HEADER_BYTES).ok_or(Defect::Short)?);
        let magic = fields.take::<4>();
        let version = u16::from_le_bytes(fields.take());
        let flags = u16::from_le_bytes(fields.take());
        let header = Self {
            after_hole: flags & FLAG_AFTER_HOLE != 0,
            raw_bytes: u32::from_le_bytes(fields.take()),
            payload_bytes: u32::from_le_bytes(fields.take()),
            first: InputNumber(u64::from_le_bytes(fields.take())),
            last: InputNumber(u64::from_le_bytes(fields.take())),
            synced: InputNumber(u64::from_le_bytes(fields.take())),
            payload_crc: u32::from_le_bytes(fields.take()),
        };
        let crc = u32::from_le_bytes(fields.take());
        let payload_max = zstd::zstd_safe::compress_bound(BLOCK_BYTES_MAX);
        if magic != MAGIC {
            Err(Defect::Magic)
        } else if crc != crc32fast::hash(&bytes[..HEADER_BYTES - 4]) {
            Err(Defect::HeaderChecksum)
        } else if version != VERSION {
            Err(Defect::Version(version))
        } else if header.first > header.last
            || header.last.0 - header.first.0 >= u64::from(header.raw_bytes)
            || header.last.0 == u64::MAX
            || header.raw_bytes as usize > BLOCK_BYTES_MAX
            || header.payload_bytes as usize > payload_max
        {
            Err(Defect::Sizes)
        } else {
            Ok(header)
        }
    }

    /// Checks the payload's length and checksum.
    ///
    /// # Errors
    /// Returns the defect.
    pub fn check_payload(&self, payload: &[u8]) -> Result<(), Defect> {
        if payload.len() != self.payload_bytes as usize {
            Err(Defect::Short)
        } else if crc32fast::hash(payload) != self.payload_crc {
            Err(Defect::PayloadChecksum)
        } else {
            Ok(())
        }
    }

    fn to_bytes(self) -> [u8; HEADER_BYTES] {
        let mut bytes = [0; HEADER_BYTES];
        let flags = if self.after_hole { FLAG_AFTER_HOLE } else { 0 };
        bytes[0..4].copy_from_slice(&MAGIC);
        bytes[4..6].copy_from_slice(&VERSION.to_le_bytes());
        bytes[6..8].copy_from_slice(&flags.to_le_bytes());
        bytes[8..12].copy_from_slice(&self.raw_bytes.to_le_bytes());
        bytes[12..16].copy_from_slice(&self.payload_bytes.to_le_bytes());
        bytes[16..24].copy_from_slice(&self.first.0.to_le_bytes());
        bytes[24..32].copy_from_slice(&self.last.0.to_le_bytes());
        bytes[32..40].copy_from_slice(&self.synced.0.to_le_bytes());
        bytes[40..44].copy_from_slice(&self.payload_crc.to_le_bytes());
        let crc = crc32fast::hash(&bytes[..HEADER_BYTES - 4]);
        bytes[44..48].copy_from_slice(&crc.to_le_bytes());
        bytes
    }
}

/// Returns the bytes that an input takes in a block before compression.
pub const fn raw_bytes(record: &Record<'_>) -> usize {
    RECORD_HEADER_BYTES + record.bytes.len()
}

/// Reads fixed fields off a slice that is long enough.
pub(crate) struct Fields<'a>(pub(crate) &'a [u8]);

impl Fields<'_> {
    /// Takes the next field; zeros when the slice is at its end.
    pub(crate) fn take<const BYTES: usize>(&mut self) -> [u8; BYTES] {
        let Some((field, rest)) = self.0.split_first_chunk::<BYTES>() else { return [0; BYTES] };
        self.0 = rest;
        *field
    }
}

/// Returns whether the raw bytes are exactly that many inputs.
fn holds(mut raw: &[u8], records: u64) -> bool {
    let mut found = 0;
    while let Some((_, rest)) = split_record(raw, InputNumber(0)) {
        raw = &raw[raw.len() - rest..];
        found += 1;
    }
    raw.is_empty() && found == records
}

/// Splits the first input off; returns it and how many bytes remain.
fn split_record(raw: &[u8], number: InputNumber) -> Option<(Record<'_>, usize)> {
    let mut fields = Fields(raw.get(..RECORD_HEADER_BYTES)?);
    let at = Instant(i64::from_le_bytes(fields.take()));
    let [kind] = fields.take::<1>();
    let source = u16::from_le_bytes(fields.take());
    let length = u32::from_le_bytes(fields.take()) as usize;
    let bytes = raw[RECORD_HEADER_BYTES..].get(..length)?;
    Some((Record { number, at, kind, source, bytes }, raw.len() - RECORD_HEADER_BYTES - length))
}
