//! The official text of a warning as it was received: what a relay sends on, so that a receiver can prove what was issued.
//!
//! Invariants:
//! - the digest is that of the bytes as they came, whatever of them is sent;
//! - bytes that are no UTF-8 go along as they came, beside the text that they were read as.

use crate::engine::input::Input;
use crate::feed::decode::{Context, Decoded, cap, native};
use crate::limits::{OFFICIAL_BYTES_MAX, OFFICIAL_TEXT_BYTES_MAX};
use crate::operations::warning::Message;
use crate::recording::reader::Reader;
use crate::units::Digest;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use sha2::Digest as _;
use std::borrow::Cow;
use std::path::Path;

/// What was received; all of it is null when the recording no longer has it.
#[derive(Debug, Default, Serialize)]
pub(super) struct Official {
    /// The text; null when it is longer than [`OFFICIAL_TEXT_BYTES_MAX`].
    #[serde(rename = "official")]
    text: Option<String>,
    /// In which encoding it came, by its WHATWG name.
    #[serde(rename = "official_encoding")]
    encoding: Option<String>,
    /// How many bytes came.
    #[serde(rename = "official_bytes")]
    length: Option<usize>,
    /// Their SHA-256, in hexadecimal digits.
    #[serde(rename = "official_sha256")]
    digest: Option<String>,
    /// The bytes themselves, in base64, where they are no UTF-8; not when they are more than [`OFFICIAL_BYTES_MAX`].
    #[serde(rename = "official_base64", skip_serializing_if = "Option::is_none")]
    base64: Option<String>,
}

impl Official {
    /// Says what was received.
    fn of(bytes: &[u8]) -> Self {
        let plain = std::str::from_utf8(bytes).ok();
        let (encoding, text) =
            plain.map_or_else(|| cap::text_of(bytes), |text| ("utf-8", Cow::Borrowed(text)));
        // What was mended in reading, or read from another encoding, proves nothing.
        let is_raw = plain.is_none();
        Self {
            text: (text.len() <= OFFICIAL_TEXT_BYTES_MAX).then(|| text.into_owned()),
            encoding: Some(encoding.to_ascii_lowercase()),
            length: Some(bytes.len()),
            digest: Some(Digest(sha2::Sha256::digest(bytes).into()).to_string()),
            base64: (is_raw && bytes.len() <= OFFICIAL_BYTES_MAX).then(|| STANDARD.encode(bytes)),
        }
    }
}

/// Returns the frame that a message came in, if the recording still has it and it is of that message.
pub(super) fn look_up(recording: &Path, message: &Message) -> Option<Official> {
    let mut reader = Reader::open(recording, message.input).ok()?;
    let record = reader.read()?.ok()?;
    if record.number != message.input {
        return None;
    }
    match Input::read(record.kind, record.source, record.bytes).ok()? {
        Input::Frame { bytes, .. } => {
            let context = Context { feed: message.feed, received: message.received, test_trusted: true };
            match native::decode(bytes, &context).ok()? {
                // Another telling may have completed what the desk holds since.
                Decoded::Warning { message: found, .. } if found.is_one_with(message) => {
                    Some(Official::of(bytes))
                }
                Decoded::Warning { .. }
                | Decoded::Sensor(_)
                | Decoded::Control(_)
                | Decoded::Standing(_)
                | Decoded::Heartbeat
                | Decoded::Ignored { .. } => None,
            }
        }
        // What it means depends on the feed's terms; the number of the input is proof enough.
        Input::Message { feed, bytes, .. } if feed == message.feed => Some(Official::of(bytes)),
        Input::Message { .. }
        | Input::Terms { .. }
        | Input::Health { .. }
        | Input::Command(_)
        | Input::Desk { .. }
        | Input::Delivery { .. }
        | Input::Rules { .. }
        | Input::Drill { .. }
        | Input::Tick => None,
    }
}

#[cfg(test)]
mod tests {
    use super::Official;
    use crate::limits::{OFFICIAL_BYTES_MAX, OFFICIAL_TEXT_BYTES_MAX};
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use encoding_rs::{BIG5, GB18030};
    use sha2::Digest as _;
    use std::fmt::Write;

    fn digest(bytes: &[u8]) -> String {
        let mut digits = String::new();
        for byte in sha2::Sha256::digest(bytes) {
            let _ = write!(digits, "{byte:02x}");
        }
        digits
    }

    #[test]
    fn a_receiver_can_prove_what_was_issued_in_whatever_encoding_it_was() {
        let said =
            |label: &str| format!("<?xml version=\"1.0\" encoding=\"{label}\"?><alert>暴雨橙色预警</alert>");
        for (bytes, encoding) in [
            (said("UTF-8").into_bytes(), "utf-8"),
            (GB18030.encode(&said("GB18030")).0.into_owned(), "gb18030"),
            (GB18030.encode(&said("GB2312")).0.into_owned(), "gbk"),
            (BIG5.encode(&said("Big5")).0.into_owned(), "big5"),
            // Cut within a character: what stands for it has as many bytes as what was there.
            ([said("UTF-8").as_bytes(), b"\xE6\x9A"].concat(), "utf-8"),
        ] {
            let official = Official::of(&bytes);
            let text = official.text.as_deref().unwrap_or_default();
            // The other characters are not in every one of them.
            assert!(text.contains("暴雨橙色"), "{encoding}: {text}");
            assert_eq!(official.encoding.as_deref(), Some(encoding));
            assert_eq!(official.length, Some(bytes.len()));
            assert_eq!(official.digest, Some(digest(&bytes)), "{encoding}");
            let sent = match &official.base64 {
                Some(base64) => STANDARD.decode(base64).unwrap_or_default(),
                None => text.as_bytes().to_vec(),
            };
            assert_eq!(sent, bytes, "{encoding}: byte for byte");
            assert_eq!(official.base64.is_none(), std::str::from_utf8(&bytes).is_ok());
        }
    }

    #[test]
    fn what_is_too_long_is_left_out_and_still_proved() {
        let long = vec![b'a'; OFFICIAL_TEXT_BYTES_MAX + 1];
        let wide = GB18030.encode(&"暴".repeat(OFFICIAL_BYTES_MAX / 2 + 1)).0.into_owned();
        for (bytes, has_text) in [(long, false), (wide, true)] {
            let official = Official::of(&bytes);
            assert_eq!((official.text.is_some(), official.base64.is_some()), (has_text, false));
            assert_eq!(official.digest, Some(digest(&bytes)));
            assert_eq!(official.length, Some(bytes.len()));
        }
    }

    #[test]
    fn what_the_recording_no_longer_has_is_null() {
        let json = serde_json::to_value(Official::default()).unwrap_or_default();
        assert!(json.as_object().is_some_and(|it| it.values().all(serde_json::Value::is_null)), "{json}");
    }
}
