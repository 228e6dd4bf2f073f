//! Reads a recording back.
//!
//! Decides: in which order segments and blocks follow, and what is wrong where they do not.
//! Must not know: how to repair: reading changes nothing on disk.

use crate::recording::block::{Decoder, Defect};
use crate::recording::segment::{self, Blocks, Segment, Step};
use crate::recording::{Error, OwnedRecord, Record};
use crate::units::InputNumber;
use std::collections::VecDeque;
use std::path::Path;

/// Reads the inputs of a recording in order.
///
/// A [`Error::Hole`] is told once and reading may go on behind it; every other error is the last item.
pub struct Reader {
    segments: VecDeque<Segment>,
    blocks: Option<Blocks>,
    decoder: Decoder,
    from: InputNumber,
    expected: Option<InputNumber>,
    ended: bool,
}

/// What the reader found next.
enum Next {
    /// A block is in the decoder.
    Loaded,
    /// There is no more.
    End,
}

impl Reader {
    /// Opens a recording's directory, or one segment of it, to read from an input on; input 0 stands for the oldest.
    ///
    /// # Errors
    /// Returns `Io`, or `Pruned` if the wanted input is older than everything that is there.
    pub fn open(path: &Path, from: InputNumber) -> Result<Self, Error> {
        let mut segments: VecDeque<Segment> = if path.is_dir() {
            Segment::list(path)?.into()
        } else {
            let named = Segment::of(path.to_path_buf());
            let missing = || Error::io(path, std::io::ErrorKind::InvalidFilename.into());
            [named.ok_or_else(missing)?].into()
        };
        while segments.get(1).is_some_and(|next| next.first <= from) {
            segments.pop_front();
        }
        if let Some(first) = segments.front().map(|segment| segment.first)
            && from.0 != 0
            && first > from
        {
            return Err(Error::Pruned { from, first });
        }
        let decoder = Decoder::new().map_err(|error| Error::io(path, error))?;
        Ok(Self { segments, blocks: None, decoder, from, expected: None, ended: false })
    }

    /// Returns the build that wrote the segment that is being read; none before the first input.
    pub fn build(&self) -> Option<&str> {
        self.blocks.as_ref().map(Blocks::build)
    }

    /// Returns the next input without a copy.
    pub fn read(&mut self) -> Option<Result<Record<'_>, Error>> {
        while !self.is_ready() {
            if self.ended {
                return None;
            }
            match self.load() {
                Ok(Next::Loaded) => {}
                Ok(Next::End) => self.ended = true,
                Err(hole @ Error::Hole { .. }) => return Some(Err(hole)),
                Err(error) => {
                    self.ended = true;
                    return Some(Err(error));
                }
            }
        }
        self.decoder.read().map(Ok)
    }

    /// Skips what is older than wanted; returns whether an input of the loaded block is left.
    fn is_ready(&mut self) -> bool {
        while self.decoder.peek().is_some_and(|number| number < self.from) {
            let _ = self.decoder.read();
        }
        self.decoder.peek().is_some()
    }

    /// Loads the next block.
    fn load(&mut self) -> Result<Next, Error> {
        loop {
            if self.blocks.is_none() && !self.next_segment()? {
                return Ok(Next::End);
            }
            let Some(blocks) = &mut self.blocks else { return Ok(Next::End) };
            let offset = blocks.offset();
            match blocks.step()? {
                Step::Block(header) => {
                    let expected = self.expected.unwrap_or(header.first);
                    let in_order = header.first == expected || (header.first > expected && header.after_hole);
                    if !in_order {
                        return Err(bad(blocks.path(), offset, expected, Defect::Misplaced(header.first)));
                    }
                    if let Err(defect) = self.decoder.load(&header, blocks.payload()) {
                        return Err(bad(blocks.path(), offset, expected, defect));
                    }
                    self.expected = Some(header.last.next());
                    if header.first > expected && header.first > self.from {
                        return Err(Error::Hole { from: expected, to: InputNumber(header.first.0 - 1) });
                    }
                    return Ok(Next::Loaded);
                }
                Step::End => self.blocks = None,
                Step::Bad(defect) => {
                    let input = self.expected.unwrap_or_default();
                    let later = blocks.later()?.is_some();
                    match self.segments.front() {
                        // A write that failed here was made again in the next segment: nothing is missing.
                        Some(next) if !later && next.first == input => self.blocks = None,
                        None if !later => return Err(torn(blocks.path(), offset, input, defect)),
                        Some(_) | None => return Err(bad(blocks.path(), offset, input, defect)),
                    }
                }
            }
        }
    }

    /// Opens the next segment; returns whether there is one.
    fn next_segment(&mut self) -> Result<bool, Error> {
        let Some(segment) = self.segments.pop_front() else { return Ok(false) };
        match Blocks::open(&segment)? {
            Ok(blocks) => {
                self.expected.get_or_insert(segment.first);
                self.blocks = Some(blocks);
                Ok(true)
            }
            Err(defect) => {
                let input = self.expected.unwrap_or(segment.first);
                let is_end = self.segments.is_empty() && segment::salvage(&segment.path)?.is_none();
                let error = if is_end { torn } else { bad };
                Err(error(&segment.path, 0, input, defect))
            }
        }
    }
}

impl Iterator for Reader {
    type Item = Result<OwnedRecord, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().map(|record| record.map(|record| record.to_owned()))
    }
}

fn bad(file: &Path, offset: u64, input: InputNumber, defect: Defect) -> Error {
    Error::Bad { file: file.to_path_buf(), offset, input, defect }
}

fn torn(file: &Path, offset: u64, input: InputNumber, defect: Defect) -> Error {
    Error::Torn { file: file.to_path_buf(), offset, input, defect }
}
