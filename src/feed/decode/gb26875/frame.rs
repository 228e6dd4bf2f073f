//! Where frames begin and end.
//!
//! ```text
//! 40 40 | serial 2 | version 2 | time 6 | source 6 | target 6 | length 2 | command 1 | data | sum 1 | 23 23
//! ```
//!
//! Numbers are low byte first; the sum is the low byte of the sum of everything between the start mark and itself.

use crate::feed::decode::gb26875::Refusal;
use crate::units::Instant;
use chrono::{NaiveDate, NaiveTime};

/// A frame whose length, end mark and sum are right.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame<'a> {
    /// The sender's number of it; an answer repeats it.
    pub(super) serial: u16,
    /// When it was sent; none when the sender's clock says nothing that can be.
    pub(super) sent: Option<Instant>,
    /// The sender's address, 48 bits.
    pub(super) source: u64,
    /// What it is for.
    pub(super) command: u8,
    /// Its data: a type, a count, objects.
    pub(super) data: &'a [u8],
}

/// Bytes of a frame without its data.
const OVERHEAD: usize = 30;
/// Bytes before the data.
const HEADER: usize = 27;
/// Bytes of data that the standard allows.
const DATA_BYTES_MAX: usize = 1_024;
/// Bytes of a time.
pub(super) const TIME_BYTES: usize = 6;

const START: &[u8] = &[0x40, 0x40];
const END: &[u8] = &[0x23, 0x23];

/// Bytes that are no frame, as far as they are known to reach.
struct Stretch {
    refusal: Refusal,
    until: usize,
}

/// Returns the frames of a message and, between them, why a stretch of bytes is none.
///
/// Cost: O(bytes): a sum is a difference of two running sums.
pub(super) fn frames(bytes: &[u8]) -> Vec<Result<Frame<'_>, Refusal>> {
    let sums = running_sums(bytes);
    let mut found = Vec::new();
    let mut stretch: Option<Stretch> = None;
    let mut at = 0;
    while at < bytes.len() {
        if let Some(over) = stretch.take_if(|it| it.until <= at) {
            found.push(Err(over.refusal));
        }
        if !bytes[at..].starts_with(START) {
            let is_between = stretch.is_none() && bytes[at].is_ascii_whitespace();
            if !is_between {
                stretch.get_or_insert(Stretch { refusal: Refusal::Noise, until: usize::MAX });
            }
            at += 1;
            continue;
        }
        match frame(bytes, at, &sums) {
            Ok((frame, end)) => {
                found.extend(stretch.take().map(|it| Err(it.refusal)));
                found.push(Ok(frame));
                at = end;
            }
            Err(wrong) => {
                // What begins like a frame says more than the noise before it.
                if stretch.as_ref().is_none_or(|it| it.refusal == Refusal::Noise) {
                    stretch = Some(wrong);
                }
                at += 1;
            }
        }
    }
    found.extend(stretch.map(|it| Err(it.refusal)));
    found
}

/// Reads the frame that begins at a start mark; also where it ends.
fn frame<'a>(bytes: &'a [u8], at: usize, sums: &[u8]) -> Result<(Frame<'a>, usize), Stretch> {
    let rest = &bytes[at..];
    let refused = |refusal| match short_end(rest) {
        Some(length) => Err(Stretch { refusal: Refusal::ShortHeader, until: at + length }),
        None => Err(Stretch { refusal, until: usize::MAX }),
    };
    if rest.len() < OVERHEAD {
        return refused(Refusal::Truncated);
    }
    let length = usize::from(u16::from_le_bytes([rest[24], rest[25]]));
    let whole = OVERHEAD + length;
    if length > DATA_BYTES_MAX {
        return refused(Refusal::TooLong);
    }
    if rest.len() < whole {
        return refused(Refusal::Truncated);
    }
    if rest[whole - 2..whole] != *END {
        return refused(Refusal::BadTail);
    }
    let (from, to) = (at + START.len(), at + HEADER + length);
    if sums[to].wrapping_sub(sums[from]) != bytes[to] {
        return Err(Stretch { refusal: Refusal::BadSum, until: at + whole });
    }
    let frame = Frame {
        serial: u16::from_le_bytes([rest[2], rest[3]]),
        sent: time(&rest[6..12]),
        source: rest[12..18].iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)),
        command: rest[26],
        data: &rest[HEADER..HEADER + length],
    };
    Ok((frame, at + whole))
}

/// Returns where a vendor's short frame ends: an end mark before a header could, and nothing or another start behind it.
fn short_end(rest: &[u8]) -> Option<usize> {
    let near = &rest[..rest.len().min(OVERHEAD - 1)];
    let ends = near.windows(END.len()).enumerate().skip(START.len());
    ends.filter(|(_, bytes)| *bytes == END).map(|(at, _)| at + END.len()).find(|end| {
        let behind = rest[*end..].trim_ascii_start();
        behind.is_empty() || behind.starts_with(START)
    })
}

/// Returns the sum of all bytes before each place, low byte only.
fn running_sums(bytes: &[u8]) -> Vec<u8> {
    let running = bytes.iter().scan(0_u8, |sum, byte| {
        *sum = sum.wrapping_add(*byte);
        Some(*sum)
    });
    std::iter::once(0).chain(running).collect()
}

/// Reads a time: second, minute, hour, day, month, year of the century, a byte each, Beijing time.
///
/// None for what no calendar has; all zero is what devices without a clock send.
pub(super) fn time(bytes: &[u8]) -> Option<Instant> {
    let &[second, minute, hour, day, month, year] = bytes else { return None };
    let date = NaiveDate::from_ymd_opt(2_000 + i32::from(year), u32::from(month), u32::from(day))?;
    let time = NaiveTime::from_hms_opt(u32::from(hour), u32::from(minute), u32::from(second))?;
    let beijing = date.and_time(time).and_utc().timestamp_millis();
    (year < 100).then_some(Instant(beijing - BEIJING_MS))
}

/// Beijing time is eight hours ahead.
const BEIJING_MS: i64 = 8 * 3_600 * 1_000;
