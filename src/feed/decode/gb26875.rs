//! GB/T 26875.3-2011: what a user information transmission device (用传) sends to a monitoring centre, carried in a message.
//!
//! Decides: which bytes are frames, which of their objects are events, and how a device is spelled.
//! Must not know: the registry, and whether a gateway means its test bit (bit 0 is handed on as it is).
//!
//! Invariants:
//! - a stretch of bytes that is no frame is one refusal by name, and the frames behind it are read;
//! - no count and no length is trusted: reading stops where the bytes end, and what a count promised is then refused;
//! - the same frame twice is the same state twice: devices send again until they hear an answer.
//!
//! Read on: `frame` where frames begin and end, `object` what they say, [`mod@code`] how a device is spelled.
//!
//! Source: GB/T 26875.3-2011 clauses 6 to 8.

pub mod code;
mod frame;
mod object;

pub use object::component_state;

use crate::feed::decode::{Context, Decoded, Reject};
use frame::Frame;
use std::borrow::Cow;

/// Why bytes are no frame, or an object of a frame is no event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is not one byte of a frame.
    #[error("no GB/T 26875.3 frame")]
    NoFrame,
    /// Bytes before, between or behind frames.
    #[error("bytes that belong to no frame")]
    Noise,
    /// A frame that the message ends in.
    #[error("a frame is cut off")]
    Truncated,
    /// Application data of more than 1,024 bytes.
    #[error("a frame claims more than 1024 bytes of data")]
    TooLong,
    /// No `23 23` where the length says that the frame ends.
    #[error("a frame does not end where it says")]
    BadTail,
    /// Another sum than the bytes have.
    #[error("the checksum of a frame is wrong")]
    BadSum,
    /// Start mark and end mark with less than a header between them: a vendor's own frame.
    #[error("a vendor's short frame, not the standard's")]
    ShortHeader,
    /// Fewer bytes than the objects that are promised.
    #[error("an object of a frame is cut off")]
    ObjectCutOff,
    /// A value that no desk holds: two thousand megapascals and more.
    #[error("a value of a frame is out of range")]
    OutOfRange,
}

impl Refusal {
    /// Returns the reason's code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoFrame => "gb-no-frame",
            Self::Noise => "gb-noise",
            Self::Truncated => "gb-truncated",
            Self::TooLong => "gb-too-long",
            Self::BadTail => "gb-bad-tail",
            Self::BadSum => "gb-bad-sum",
            Self::ShortHeader => "gb-short-header",
            Self::ObjectCutOff => "gb-object-cut-off",
            Self::OutOfRange => "gb-out-of-range",
        }
    }
}

/// Reads one message: any number of frames, as bytes or as hexadecimal text.
///
/// Cost: O(bytes); allocates as many bytes again, and an event an object.
pub(super) fn decode(bytes: &[u8], context: &Context) -> Vec<Result<Decoded<'static>, Reject>> {
    let bytes = hexadecimal(bytes).map_or(Cow::Borrowed(bytes), Cow::Owned);
    let mut read = Vec::new();
    for found in frame::frames(&bytes) {
        match found {
            Ok(frame) => take(&frame, context, &mut read),
            Err(refusal) => read.push(Err(Reject::Gb26875(refusal))),
        }
    }
    if read.is_empty() {
        read.push(Err(Reject::Gb26875(Refusal::NoFrame)));
    }
    read
}

fn take(frame: &Frame<'_>, context: &Context, read: &mut Vec<Result<Decoded<'static>, Reject>>) {
    match frame.command {
        // Sent by itself, or as the answer to a question: the same data.
        2 | 5 => object::take(frame, context, read),
        command => read.push(Ok(Decoded::Ignored { sequence: 0, kind: code::command(command) })),
    }
}

/// Reads hexadecimal text, as bridges send it; none for anything else. No frame begins with a digit.
///
/// A line that begins with the start mark begins a byte: half a byte before it is dropped.
fn hexadecimal(bytes: &[u8]) -> Option<Vec<u8>> {
    let text = bytes.trim_ascii();
    let text = text.strip_prefix(b"\"").and_then(|text| text.strip_suffix(b"\"")).unwrap_or(text);
    if text.is_empty() || !text.iter().all(|byte| byte.is_ascii_hexdigit() || byte.is_ascii_whitespace()) {
        return None;
    }
    let mut read = Vec::with_capacity(text.len() / 2);
    let mut half = None;
    for line in text.split(|byte| *byte == b'\n') {
        if line.trim_ascii_start().starts_with(b"4040") {
            half = None;
        }
        for digit in line.iter().filter_map(|byte| char::from(*byte).to_digit(16)) {
            half = match half {
                None => Some(digit),
                Some(high) => {
                    read.push((high << 4 | digit) as u8);
                    None
                }
            };
        }
    }
    Some(read)
}
