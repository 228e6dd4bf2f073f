//! JSON as it comes: every field of a frame, whatever its type, without an allocation.
//!
//! Decides: that a field of a wrong type is known by name and never fails the frame; that of equal keys the last one
//! counts, for both ends of a feed; that unknown fields are passed over.
//! Must not know: what a field means.

mod area;
mod list;
mod value;

use crate::feed::control::Filter;
use crate::feed::decode::Reject;
use crate::feed::decode::json::value::{Passed, ScalarVisitor};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;
use std::fmt;

pub use area::{AreaField, Drawn, circle, polygon};
pub use list::{Divisions, Named, References};
pub use value::Scalar;

/// Declares an object: its fields, and a visitor that fills them, the last of equal keys winning.
macro_rules! object {
    ($(#[doc = $doc:literal])* $name:ident, $keys:ident { $($field:ident : $type:ty = $key:ident $(| $alias:literal)*,)* }) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, Default, PartialEq)]
        #[allow(missing_docs, reason = "a field is the format's own; the schema in fixtures/feeds describes it")]
        pub struct $name<'a> { $(pub $field: $type,)* }

        #[derive(Deserialize)]
        #[serde(field_identifier, rename_all = "snake_case")]
        enum $keys {
            $($(#[serde(alias = $alias)])* $key,)*
            #[serde(other)]
            Unknown,
        }

        impl<'a> $name<'a> {
            fn fill<A: MapAccess<'a>>(mut map: A) -> Result<Self, A::Error> {
                let mut object = Self::default();
                while let Some(key) = map.next_key::<$keys>()? {
                    match key {
                        $($keys::$key => object.$field = map.next_value()?,)*
                        $keys::Unknown => { map.next_value::<Passed>()?; }
                    }
                }
                Ok(object)
            }
        }
    };
}

object! {
    /// The `data` of an event.
    Data, DataKey {
        device: Scalar<'a> = Device,
        place: Scalar<'a> = Place,
        conditions: Named = Conditions,
        state: Scalar<'a> = State,
        value: Scalar<'a> = Value,
        unit: Scalar<'a> = Unit,
        severity: Scalar<'a> = Severity,
        test: Scalar<'a> = Test,
        historical: Scalar<'a> = Historical,
        identifier: Scalar<'a> = Identifier,
        references: References<'a> = References,
        event: Scalar<'a> = Event,
        colour: Scalar<'a> = Colour | "color",
        sender: Scalar<'a> = Sender | "senderName",
        headline: Scalar<'a> = Headline,
        sent: Scalar<'a> = Sent,
        expires: Scalar<'a> = Expires,
        adcodes: Divisions = Adcodes | "adcode",
        area: AreaField = Area,
    }
}

object! {
    /// The outer object of a frame: of an event, or of a control frame when `op` stands.
    Frame, FrameKey {
        op: Scalar<'a> = Op,
        specversion: Scalar<'a> = Specversion,
        id: Scalar<'a> = Id,
        source: Scalar<'a> = Source,
        kind: Scalar<'a> = Type,
        subject: Scalar<'a> = Subject,
        time: Scalar<'a> = Time,
        sequence: Scalar<'a> = Sequence,
        severity: Scalar<'a> = Severity,
        data: DataField<'a> = Data,
        stream: Scalar<'a> = Streamid,
        from: Scalar<'a> = From,
        to: Scalar<'a> = To,
        first: Scalar<'a> = First,
        last: Scalar<'a> = Last,
        after: Scalar<'a> = After,
        upto: Scalar<'a> = Upto,
        hb_ms: Scalar<'a> = HbMs,
        max_bytes: Scalar<'a> = MaxBytes,
        mode: Scalar<'a> = Mode,
        v: Scalar<'a> = V,
        now: Scalar<'a> = Now,
        client: Scalar<'a> = Client,
        code: Scalar<'a> = Code,
        msg: Scalar<'a> = Msg,
        reason: Scalar<'a> = Reason,
        reconnect_after_ms: Scalar<'a> = ReconnectAfterMs,
        filter: FilterField = Filter,
    }
}

/// The field `data`, which must be an object.
#[expect(clippy::large_enum_variant, reason = "a box would be an allocation a frame")]
#[derive(Clone, Debug, Default, PartialEq)]
pub enum DataField<'a> {
    /// It does not stand.
    #[default]
    Absent,
    /// It is something else.
    Other,
    /// Its fields.
    Object(Data<'a>),
}

impl<'de> Deserialize<'de> for DataField<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct DataVisitor;
        impl<'de> Visitor<'de> for DataVisitor {
            type Value = DataField<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("any value")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                Data::fill(map).map(DataField::Object)
            }

            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(DataField::Absent)
            }

            fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
                Ok(DataField::Other)
            }

            fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
                Ok(DataField::Other)
            }

            fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
                Ok(DataField::Other)
            }

            fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
                Ok(DataField::Other)
            }

            fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
                Ok(DataField::Other)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
                ScalarVisitor.visit_seq(list).map(|_| DataField::Other)
            }
        }
        deserializer.deserialize_any(DataVisitor)
    }
}

/// The field `filter` of a start frame; events may have a field of that name too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum FilterField {
    /// It does not stand.
    #[default]
    Absent,
    /// It is something else.
    Other,
    /// What is wanted.
    Filter(Filter),
}

impl<'de> Deserialize<'de> for FilterField {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = serde_json::Value::deserialize(deserializer)?;
        Ok(match Filter::deserialize(value) {
            Ok(filter) => Self::Filter(filter),
            Err(_) => Self::Other,
        })
    }
}

/// Reads the outer object of a frame.
pub fn frame(bytes: &[u8]) -> Result<Frame<'_>, Reject> {
    let text = std::str::from_utf8(bytes).map_err(|_| Reject::NotUtf8)?;
    read::<FrameRoot<'_>>(text).map(|root| root.0)
}

/// Reads JSON of any form; of equal keys the last one counts.
pub(super) fn any(text: &str) -> Result<serde_json::Value, Reject> {
    read(text)
}

/// What the transport must know of a frame before the desk decodes it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Head<'a> {
    /// `op`.
    pub op: Scalar<'a>,
    /// `sequence`.
    pub sequence: Scalar<'a>,
}

/// Reads only the number and the op of a frame, passing over the rest.
///
/// Cost: O(bytes), 0 allocations without escapes.
pub fn head(bytes: &[u8]) -> Result<Head<'_>, Reject> {
    let text = std::str::from_utf8(bytes).map_err(|_| Reject::NotUtf8)?;
    read::<Head<'_>>(text)
}

pub(super) fn read<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, Reject> {
    serde_json::from_str(text).map_err(|error| match error.classify() {
        Category::Data => Reject::NotAnObject,
        Category::Io | Category::Eof => Reject::NotJson,
        Category::Syntax => {
            let why = error.to_string();
            if why.starts_with("number out of range") {
                Reject::NumberOutOfRange
            } else if why.starts_with("recursion limit") {
                Reject::TooDeep
            } else {
                Reject::NotJson
            }
        }
    })
}

struct FrameRoot<'a>(Frame<'a>);

impl<'de> Deserialize<'de> for FrameRoot<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct FrameVisitor;
        impl<'de> Visitor<'de> for FrameVisitor {
            type Value = FrameRoot<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                Frame::fill(map).map(FrameRoot)
            }
        }
        deserializer.deserialize_map(FrameVisitor)
    }
}

impl<'de> Deserialize<'de> for Head<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(field_identifier, rename_all = "snake_case")]
        enum Key {
            Op,
            Sequence,
            #[serde(other)]
            Unknown,
        }
        struct HeadVisitor;
        impl<'de> Visitor<'de> for HeadVisitor {
            type Value = Head<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut head = Head::default();
                while let Some(key) = map.next_key()? {
                    match key {
                        Key::Op => head.op = map.next_value()?,
                        Key::Sequence => head.sequence = map.next_value()?,
                        Key::Unknown => {
                            map.next_value::<Passed>()?;
                        }
                    }
                }
                Ok(head)
            }
        }
        deserializer.deserialize_map(HeadVisitor)
    }
}
