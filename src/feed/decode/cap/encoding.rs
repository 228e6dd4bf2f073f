//! Bytes become text, whatever the file says that it is written in.
//!
//! Decides: which encoding is meant; whether a page stands where an alert should.
//! Must not know: elements.

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use std::borrow::Cow;

/// Bytes in which a declaration of the encoding stands, if it stands at all.
const DECLARATION_BYTES_MAX: usize = 256;

/// A text, and whether it was anything but plain UTF-8.
#[derive(Debug)]
pub(super) struct Read<'a> {
    /// What it was read as: its WHATWG name, `gb18030`.
    pub(super) encoding: &'static Encoding,
    /// The text, without a byte order mark.
    pub(super) text: Cow<'a, str>,
    /// Whether it was in another encoding, began with a mark, or held bytes that its encoding does not have.
    pub(super) is_odd: bool,
}

/// Reads bytes by their byte order mark, else by their declaration, else as UTF-8; what cannot be read is marked in its place.
///
/// Source: XML 1.0, appendix F.
pub(super) fn read(bytes: &[u8]) -> Read<'_> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let rest = bytes.get(mark..).unwrap_or_default();
        return Read { encoding, text: encoding.decode_without_bom_handling(rest).0, is_odd: true };
    }
    let wide = match bytes {
        [b'<', 0, ..] => Some(UTF_16LE),
        [0, b'<', ..] => Some(UTF_16BE),
        _ => None,
    };
    if let Some(encoding) = wide {
        return Read { encoding, text: encoding.decode_without_bom_handling(bytes).0, is_odd: true };
    }
    // Bytes that can be read as far as their declaration are no UTF-16, whatever it says.
    let declared = declared(bytes);
    let encoding = declared.and_then(Encoding::for_label).filter(|it| it.is_ascii_compatible());
    match encoding {
        Some(encoding) if encoding != UTF_8 => {
            Read { encoding, text: encoding.decode_without_bom_handling(bytes).0, is_odd: true }
        }
        Some(_) | None => {
            let is_odd = encoding.is_none() && declared.is_some();
            if let Ok(text) = std::str::from_utf8(bytes) {
                return Read { encoding: UTF_8, text: Cow::Borrowed(text), is_odd };
            }
            let (encoding, text) = guessed(bytes);
            Read { encoding, text, is_odd: true }
        }
    }
}

/// Returns whether a page of a web server stands where an alert should.
pub(super) fn is_html(text: &str) -> bool {
    let mut rest = text.trim_start();
    loop {
        let end = if rest.starts_with("<?") {
            "?>"
        } else if rest.starts_with("<!--") {
            "-->"
        } else {
            break;
        };
        let Some((_, behind)) = rest.split_once(end) else { return false };
        rest = behind.trim_start();
    }
    let begins = |word: &str| {
        rest.as_bytes().get(..word.len()).is_some_and(|it| it.eq_ignore_ascii_case(word.as_bytes()))
    };
    ["<!doctype html", "<html", "<head", "<body", "<script"].into_iter().any(begins)
}

/// Returns the encoding that an XML declaration names.
fn declared(bytes: &[u8]) -> Option<&[u8]> {
    let head = bytes.get(..bytes.len().min(DECLARATION_BYTES_MAX))?.trim_ascii_start();
    let head = head.strip_prefix(b"<?xml")?;
    let head = head.get(..head.windows(2).position(|it| it == b"?>")?)?;
    let at = head.windows(8).position(|it| it == b"encoding")?;
    let value = head.get(at + 8..)?.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let (quote, value) = value.split_first()?;
    let end = value.iter().position(|byte| byte == quote)?;
    value.get(..end)
}

/// Reads what says that it is UTF-8 and is not: a text that was cut within a character, or one in the encoding of its country.
fn guessed(bytes: &[u8]) -> (&'static Encoding, Cow<'_, str>) {
    let lossy = String::from_utf8_lossy(bytes);
    let lost = lossy.chars().filter(|it| *it == char::REPLACEMENT_CHARACTER).count();
    let read = lossy.chars().filter(|it| !it.is_ascii() && *it != char::REPLACEMENT_CHARACTER).count();
    if read < lost
        && let Some(text) = GB18030.decode_without_bom_handling_and_without_replacement(bytes)
    {
        return (GB18030, text);
    }
    (UTF_8, lossy)
}

#[cfg(test)]
mod tests {
    use super::{is_html, read};
    use encoding_rs::{BIG5, GB18030};

    #[test]
    fn the_encodings_of_alerts_are_read() {
        let text = |label: &str| format!("<?xml version='1.0' encoding = \"{label}\"?><a>暴雨</a>");
        let wide =
            |to: fn(u16) -> [u8; 2]| -> Vec<u8> { text("utf-16").encode_utf16().flat_map(to).collect() };
        let marked = |mark: &[u8], bytes: Vec<u8>| [mark, &bytes].concat();
        for (name, bytes, is_odd) in [
            ("plain", text("utf-8").into_bytes(), false),
            ("no declaration", "<a>暴雨</a>".into(), false),
            ("mark", marked(b"\xEF\xBB\xBF", text("UTF-8").into()), true),
            ("GB18030", GB18030.encode(&text("GB18030")).0.into_owned(), true),
            ("GBK", GB18030.encode(&text("gbk")).0.into_owned(), true),
            ("GB2312", GB18030.encode(&text("GB2312")).0.into_owned(), true),
            ("Big5", BIG5.encode(&text("big5")).0.into_owned(), true),
            ("says UTF-8, is GBK", GB18030.encode(&text("utf-8")).0.into_owned(), true),
            ("says UTF-16, is UTF-8", text("utf-16").into_bytes(), true),
            ("says what nobody knows", text("x-desk").into_bytes(), true),
            ("UTF-16 little", marked(b"\xFF\xFE", wide(u16::to_le_bytes)), true),
            ("UTF-16 big", marked(b"\xFE\xFF", wide(u16::to_be_bytes)), true),
            ("UTF-16 without a mark", wide(u16::to_le_bytes), true),
        ] {
            let read = read(&bytes);
            assert!(read.text.contains("<a>暴雨</a>"), "{name}: {}", read.text);
            assert_eq!(read.is_odd, is_odd, "{name}");
        }
        let latin = read(b"<?xml version='1.0' encoding='ISO-8859-1'?><a>M\xFCnchen</a>");
        assert!(latin.text.contains("München") && latin.is_odd);
        let cut = read("<a>暴雨暴雨</a>".as_bytes().split_at(8).0);
        assert!(cut.text.starts_with("<a>暴") && cut.is_odd, "{}", cut.text);
        assert_eq!(read(b"").text, "");
    }

    #[test]
    fn a_page_is_told_from_an_alert() {
        for (text, expected) in [
            ("<!DOCTYPE html PUBLIC \"-//W3C\">", true),
            ("\r\n <HTML lang=zh>", true),
            ("<?xml version='1.0'?><!-- 404 --><html xmlns='x'>", true),
            ("<alert><html/></alert>", false),
            ("<!DOCTYPE alert>", false),
            ("<!-- html", false),
            ("", false),
        ] {
            assert_eq!(is_html(text), expected, "{text}");
        }
    }
}
