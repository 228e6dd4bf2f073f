//! A message on the wire: its length (u32, little endian), then the message in postcard.
//!
//! Decides: how long a frame may be, and what is said of one that is too long, cut short or no message.
//! Must not know: what a message means.
//!
//! Invariants:
//! - memory grows with the bytes that came, never with the length that a peer claims;
//! - [`Reader::next`] may be dropped at any await and called again: no byte is lost.

use crate::ipc::protocol::FRAME_BYTES_MAX;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncReadExt};

/// Bytes of the length that stands before a message.
const PREFIX_BYTES: usize = 4;

/// Bytes that are asked of the socket at a time: most messages of a screen in one read.
const CHUNK_BYTES: usize = 8 * 1_024;

/// A message ready for the wire, shared by all who are sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame(Arc<[u8]>);

/// What may be wrong with a frame.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Longer than this side takes or sends.
    #[error("a frame of {bytes} bytes; {bytes_max} are the most")]
    TooLong {
        /// Its length, as it says.
        bytes: usize,
        /// The most.
        bytes_max: usize,
    },
    /// Not a message of this protocol.
    #[error("a frame of {bytes} bytes is no message: {reason}")]
    Undecodable {
        /// Its length.
        bytes: usize,
        /// What the decoder said.
        reason: postcard::Error,
    },
    /// The message cannot be written down.
    #[error("a message cannot be encoded: {0}")]
    Unencodable(postcard::Error),
    /// The peer went away inside a frame.
    #[error("the connection ended inside a frame, after {bytes} of its bytes")]
    Cut {
        /// The bytes that came.
        bytes: usize,
    },
    /// The socket failed.
    #[error("the connection failed: {0}")]
    Broken(#[from] std::io::Error),
}

impl Frame {
    /// Encodes a message.
    ///
    /// Limits: [`FRAME_BYTES_MAX`].
    ///
    /// Errors: [`Error::TooLong`], [`Error::Unencodable`].
    pub fn of<M: Serialize>(message: &M) -> Result<Self, Error> {
        let bytes = postcard::to_extend(message, vec![0; PREFIX_BYTES]).map_err(Error::Unencodable)?;
        let length = bytes.len() - PREFIX_BYTES;
        if length > FRAME_BYTES_MAX {
            return Err(Error::TooLong { bytes: length, bytes_max: FRAME_BYTES_MAX });
        }
        let mut bytes = bytes;
        bytes[..PREFIX_BYTES].copy_from_slice(&(length as u32).to_le_bytes());
        Ok(Self(bytes.into()))
    }

    /// Returns the bytes for the wire, length first.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Reads frames from a socket.
#[derive(Debug)]
pub struct Reader<R> {
    from: R,
    bytes_max: usize,
    buffer: Vec<u8>,
    /// The frame at the front of the buffer that was handed out and is not needed any more.
    spent: usize,
}

impl<R: AsyncRead + Unpin> Reader<R> {
    /// Reads from `from`, and takes no frame beyond `bytes_max`.
    pub const fn new(from: R, bytes_max: usize) -> Self {
        Self { from, bytes_max, buffer: Vec::new(), spent: 0 }
    }

    /// Waits for the next message; none when the peer has ended.
    ///
    /// Errors: every one of [`Error`]; the stream is of no use afterwards.
    pub async fn next<M: DeserializeOwned>(&mut self) -> Result<Option<M>, Error> {
        match self.next_body().await? {
            Some(body) => decode(body).map(Some),
            None => Ok(None),
        }
    }

    /// Waits for the next message and returns it undecoded.
    pub async fn next_body(&mut self) -> Result<Option<&[u8]>, Error> {
        self.buffer.drain(..std::mem::take(&mut self.spent));
        loop {
            if let Some(length) = self.length()? {
                let end = PREFIX_BYTES + length;
                if self.buffer.len() >= end {
                    self.spent = end;
                    return Ok(Some(&self.buffer[PREFIX_BYTES..end]));
                }
            }
            self.buffer.reserve(CHUNK_BYTES);
            if self.from.read_buf(&mut self.buffer).await? == 0 {
                return match self.buffer.len() {
                    0 => Ok(None),
                    bytes => Err(Error::Cut { bytes }),
                };
            }
        }
    }

    /// Returns the length of the frame at the front, once it is known.
    fn length(&self) -> Result<Option<usize>, Error> {
        let Some(prefix) = self.buffer.first_chunk::<PREFIX_BYTES>() else {
            return Ok(None);
        };
        let bytes = u32::from_le_bytes(*prefix) as usize;
        if bytes > self.bytes_max {
            return Err(Error::TooLong { bytes, bytes_max: self.bytes_max });
        }
        Ok(Some(bytes))
    }
}

/// Decodes a message; bytes after its end make it none.
///
/// Errors: [`Error::Undecodable`].
pub fn decode<M: DeserializeOwned>(body: &[u8]) -> Result<M, Error> {
    let bytes = body.len();
    match postcard::take_from_bytes(body) {
        Ok((message, [])) => Ok(message),
        Ok(_) => Err(Error::Undecodable { bytes, reason: postcard::Error::DeserializeBadEncoding }),
        Err(reason) => Err(Error::Undecodable { bytes, reason }),
    }
}

/// Returns the protocol version of a first message, also of one that this build cannot decode.
///
/// The first message of either side is variant 0 and begins with its version, in every version of the protocol.
pub fn protocol_of(body: &[u8]) -> Option<u16> {
    match postcard::take_from_bytes::<(u32, u16)>(body) {
        Ok(((0, protocol), _)) => Some(protocol),
        Ok(_) | Err(_) => None,
    }
}
