//! CAP 1.2, 1.1 and 1.0, as XML or as the same elements in JSON: the tolerant reader.
//!
//! Decides: what is an alert and what only stands where one should; by which name a document is refused.
//! Must not know: whether the desk holds the warning.
//!
//! Invariants:
//! - elements are found by their local names, in any order, repeated or missing: what was odd is noted on the message;
//! - a document type is refused whatever is in it, so nothing is fetched and nothing expands;
//! - several alerts in one document are read one by one: one that is refused takes no other along.
//!
//! Read on: `encoding` bytes to text; `xml`, `object` the two notations; `document` what is read; `meaning` what it means;
//! `place` where it holds; `headline`, `time` words and times.
//!
//! Source: OASIS CAP 1.2 (2010), 1.1 (2005), 1.0 (2004).

pub(super) mod document;
mod encoding;
mod headline;
pub(super) mod meaning;
pub(super) mod object;
mod place;
pub(super) mod time;
mod xml;

use crate::feed::decode::{Context, Decoded, Reject};
use crate::operations::warning::Defect;
use meaning::Manner;
use time::Zone;

/// Why a document with warnings is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A page of a web server, saved where an alert should be.
    #[error("a web page, not an alert")]
    Html,
    /// A document type: nothing that it declares is wanted, and some of it attacks.
    #[error("it declares a document type")]
    DocumentType,
    /// No XML, or XML that ends within an element.
    #[error("not well-formed XML")]
    NotWellFormed,
    /// XML or JSON of another kind.
    #[error("no CAP alert in it")]
    NoAlert,
    /// One text of more than a mebibyte.
    #[error("a text is longer than its limit")]
    TextTooLong,
    /// More alerts than a document may hold.
    #[error("more alerts than a document may hold")]
    TooManyAlerts,
    /// Neither an identifier, nor sender and time.
    #[error("the alert has no identity")]
    NoIdentity,
    /// No event, headline, description or note.
    #[error("the alert says nothing")]
    NothingSaid,
    /// JSON that is no list of alerts.
    #[error("not a collection of alerts")]
    NotACollection,
}

impl Refusal {
    /// Returns the reason's code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::DocumentType => "document-type",
            Self::NotWellFormed => "not-well-formed",
            Self::NoAlert => "no-alert",
            Self::TextTooLong => "text-too-long",
            Self::TooManyAlerts => "too-many-alerts",
            Self::NoIdentity => "no-identity",
            Self::NothingSaid => "nothing-said",
            Self::NotACollection => "not-a-collection",
        }
    }
}

impl From<Refusal> for Reject {
    fn from(refusal: Refusal) -> Self {
        Self::Cap(refusal)
    }
}

/// Returns in which encoding bytes are read, by its WHATWG name, and the text.
pub fn text_of(bytes: &[u8]) -> (&'static str, std::borrow::Cow<'_, str>) {
    let read = encoding::read(bytes);
    (read.encoding.name(), read.text)
}

/// Reads one document.
///
/// Limits: elements 16 deep, 512 alerts, a mebibyte a text; 128 infos, 2,000 areas and 50,000 points an alert, which holds
/// everywhere when it has more.
pub(super) fn decode(bytes: &[u8], context: &Context) -> Vec<Result<Decoded<'static>, Reject>> {
    let read = encoding::read(bytes);
    if encoding::is_html(&read.text) {
        return vec![Err(Refusal::Html.into())];
    }
    let alerts = match read.text.trim_start().as_bytes() {
        [b'{' | b'[', ..] => object::read(&read.text),
        _ => xml::read(&read.text),
    };
    let manner = Manner { zone: Zone::Beijing, identity: None };
    let taken = alerts.into_iter().map(|alert| {
        let mut alert = alert?;
        if read.is_odd {
            alert.defects.note(Defect::Encoding);
        }
        meaning::message(&alert, &manner, context)
    });
    taken.collect()
}
