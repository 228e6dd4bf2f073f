//! A Chinese weather warning, from whatever fields a service gives it.
//!
//! Decides: which of several fields counts, when a warning is a cancel, where it holds.
//! Must not know: how a service calls its fields.
//!
//! Invariants:
//! - the identity is the issuer's, verbatim: services that relay one warning tell it by one identity;
//! - a headline that says 解除 is a cancel, whatever stands beside it;
//! - what nobody says the place of holds everywhere.

use crate::correlation::area::{Flaw, Shapes, add_division};
use crate::feed::decode::Context;
use crate::feed::decode::bulletin::stamp::Stamp;
use crate::feed::decode::bulletin::{Entry, Refusal, word};
use crate::feed::decode::identity::identity;
use crate::operations::warning::{Colour, Defect, Defects, Message, MessageKind, Status};
use crate::text::{self, Text};
use crate::units::{InputNumber, Instant};
use arrayvec::ArrayVec;
use std::borrow::Cow;

/// What a service says of a warning; what it does not say is empty.
#[derive(Debug, Default)]
pub(crate) struct Said<'a> {
    /// The issuer's identity.
    pub(crate) identity: Cow<'a, str>,
    /// What it replaces.
    pub(crate) references: Vec<Cow<'a, str>>,
    /// `Alert`, `update`, `cancel`, `预警解除`.
    pub(crate) kind: Cow<'a, str>,
    /// The headline.
    pub(crate) headline: Cow<'a, str>,
    /// The name of the type.
    pub(crate) event: Cow<'a, str>,
    /// The two digits of the type.
    pub(crate) type_code: &'a str,
    /// The colour by name or severity; it counts before that of the headline.
    pub(crate) colour: Option<Colour>,
    /// The colour by number; it counts last.
    pub(crate) level: Option<Colour>,
    /// Who issued it.
    pub(crate) sender: Cow<'a, str>,
    /// The division.
    pub(crate) division: Cow<'a, str>,
    /// What it draws.
    pub(crate) shapes: Shapes,
    /// When it was issued.
    pub(crate) issued: Stamp,
    /// When it ends by itself.
    pub(crate) expires: Stamp,
}

/// Makes the message.
pub(crate) fn message(said: Said<'_>, context: &Context) -> Entry {
    let headline = &said.headline;
    let named = Some(&*said.event).filter(|event| !event.is_empty()).or_else(|| word::event(headline));
    let event = named.or_else(|| word::coded(said.type_code));
    if event.is_none() && headline.is_empty() {
        return Err(Refusal::NoWords);
    }
    let mut defects = Defects::default();
    if event.is_none() {
        defects.note(Defect::UnknownWord);
    }
    let colour = said.colour.or_else(|| word::colour_in(headline)).or(said.level);
    if colour.is_none() {
        defects.note(Defect::Missing);
    }
    let kind = kind(&said.kind, headline);
    let native_id = if said.identity.is_empty() {
        // A warning is not lost for it: one that says the same is the same one.
        defects.note(Defect::Missing);
        let issued = said.issued.instant().ok_or(Refusal::NoIdentity)?;
        identity(&format!("{} {headline}", issued.0))
    } else {
        identity(&said.identity)
    };
    let references = said.references.iter().filter(|it| !it.is_empty()).map(|it| identity(it));
    let (own, others): (Vec<_>, Vec<_>) = references.partition(|it| *it == native_id);
    if !own.is_empty() {
        defects.note(Defect::SelfReference);
    }
    let issued = said.issued.issued(context, &mut defects);
    let expires = said.expires.told(&mut defects, Defect::NoExpires);
    if issued.is_stated() && expires.is_stated() && expires < issued {
        defects.note(Defect::ExpiresEarly);
    }
    let sender = if said.sender.is_empty() { word::split(headline).0 } else { &said.sender };
    let mut message = Box::new(Message {
        kind,
        references: others.into_iter().take(4).collect(),
        event: kept(event.unwrap_or_default(), &mut defects),
        colour: colour.unwrap_or_default(),
        sender: kept(sender, &mut defects),
        headline: kept(headline, &mut defects),
        issued,
        expires,
        ..blank(native_id, context)
    });
    message.shapes = said.shapes;
    place(&mut message, &said.division, &mut defects);
    message.defects = defects;
    Ok(message)
}

/// Makes a message of which nothing is known but its identity, and how it came.
pub(crate) fn blank(native_id: Text<64>, context: &Context) -> Message {
    Message {
        input: InputNumber(0),
        feed: context.feed,
        kind: MessageKind::Issue,
        native_id,
        references: ArrayVec::new(),
        event: Text::new(),
        colour: Colour::Unknown,
        sender: Text::new(),
        headline: Text::new(),
        adcodes: ArrayVec::new(),
        shapes: Shapes::default(),
        status: Status::Actual,
        defects: Defects::default(),
        issued: Instant::UNSTATED,
        expires: Instant::UNSTATED,
        received: context.received,
    }
}

/// Cleans and bounds a text, and notes whether that changed it.
pub(crate) fn kept<const BYTES: usize>(raw: &str, defects: &mut Defects) -> Text<BYTES> {
    let kept = text::bounded(raw);
    if kept.as_str() != raw {
        defects.note(Defect::Cleaned);
    }
    kept
}

/// Returns the division that an issuer's identity begins with: `320321` of `32032141600000_20261121190002` and of
/// `320321-20261121190002-11B2002`; empty for an identity of another kind.
pub(crate) fn division_of(identity: &str) -> &str {
    let head = identity.split(['_', '-']).next().unwrap_or_default();
    let is_issuer = head.bytes().all(|byte| byte.is_ascii_digit()) && matches!(head.len(), 6 | 14);
    if is_issuer && head.len() < identity.len() { &head[..6] } else { "" }
}

fn kind(word: &str, headline: &str) -> MessageKind {
    let is = |head: &str| word.get(..head.len()).is_some_and(|word| word.eq_ignore_ascii_case(head));
    let says = |words: &[&str]| words.iter().any(|it| headline.contains(it));
    if says(&["解除"]) || word.contains("解除") || is("cancel") {
        MessageKind::Cancel
    } else if is("update") || says(&["继续发布", "变更", "更新", "升级", "降级", "延续"]) {
        MessageKind::Update
    } else {
        MessageKind::Issue
    }
}

/// Says where it holds.
fn place(message: &mut Message, division: &str, defects: &mut Defects) {
    let shapes = &mut message.shapes;
    let is_plain = matches!(division.len(), 6 | 12) && division.bytes().all(|byte| byte.is_ascii_digit());
    let code = if is_plain { division[..6].parse().ok() } else { None };
    match code {
        // The whole country.
        Some(100_000) => shapes.hold_everywhere(),
        Some(code @ 110_000..=999_999) => {
            add_division(&mut message.adcodes, code);
        }
        Some(_) | None if !division.is_empty() => shapes.note(Flaw::Division),
        Some(_) | None => {}
    }
    shapes.settle(!message.adcodes.is_empty());
    if message.kind != MessageKind::Cancel && message.adcodes.is_empty() && shapes.is_empty() {
        defects.note(Defect::Missing);
        shapes.hold_everywhere();
    }
}

#[cfg(test)]
mod tests {
    use super::{division_of, kind};
    use crate::operations::warning::MessageKind;

    #[test]
    fn an_identity_names_its_division_or_none() {
        for (identity, wanted) in [
            ("32032141600000_20261121190002", "320321"),
            ("320321-20261121190002-11B2002", "320321"),
            ("202608021748225061499885", ""),
            ("320321", ""),
            ("cancel-blue", ""),
            ("3203214160000预_1", ""),
            ("", ""),
        ] {
            assert_eq!(division_of(identity), wanted, "{identity}");
        }
    }

    #[test]
    fn a_lifted_warning_is_a_cancel_wherever_it_says_so() {
        for (word, headline, wanted) in [
            ("Alert", "丰县解除台风蓝色预警", MessageKind::Cancel),
            ("Cancel", "", MessageKind::Cancel),
            ("cancelled", "", MessageKind::Cancel),
            ("预警解除", "", MessageKind::Cancel),
            ("update", "", MessageKind::Update),
            ("", "丰县继续发布台风蓝色预警", MessageKind::Update),
            ("预警中", "丰县发布台风蓝色预警", MessageKind::Issue),
            ("预", "", MessageKind::Issue),
        ] {
            assert_eq!(kind(word, headline), wanted, "{word} {headline}");
        }
    }
}
