//! JSON as it comes: every field of a frame, whatever its type, without an allocation.
//!
//! Decides: that a field of a wrong type is known by name and never fails the frame; that of equal keys the last one
//! counts, for both ends of a feed; that unknown fields are passed over.
//! Must not know: what a field means.

use crate::correlation::event::Conditions;
use crate::feed::control::Filter;
use crate::feed::decode::{Field, Reject, words};
use arrayvec::ArrayVec;
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;
use std::borrow::Cow;
use std::fmt;

/// One value that is no list and no object.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Scalar<'a> {
    /// The field does not stand, or is `null`.
    #[default]
    Absent,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number from 0 up.
    Unsigned(u64),
    /// Any other number.
    Float(f64),
    /// A text; borrowed when it has no escapes.
    Text(Cow<'a, str>),
    /// A list or an object.
    Other,
}

impl<'a> Scalar<'a> {
    /// Takes the text; none when absent or empty.
    pub fn text(self, field: Field) -> Result<Option<Cow<'a, str>>, Reject> {
        match self {
            Self::Absent => Ok(None),
            Self::Text(text) if text.is_empty() => Ok(None),
            Self::Text(text) => Ok(Some(text)),
            Self::Bool(_) | Self::Unsigned(_) | Self::Float(_) | Self::Other => Err(Reject::WrongType(field)),
        }
    }

    /// Takes the text of a field that must stand.
    pub fn required(self, field: Field) -> Result<Cow<'a, str>, Reject> {
        self.text(field)?.ok_or(Reject::MissingField(field))
    }

    /// Returns a whole number, written as a number or as digits.
    pub fn whole(&self) -> Option<u64> {
        match self {
            Self::Unsigned(number) => Some(*number),
            Self::Text(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse().ok(),
            Self::Text(_) | Self::Absent | Self::Bool(_) | Self::Float(_) | Self::Other => None,
        }
    }

    /// Returns a finite number, written as a number or as text.
    pub fn number(&self) -> Option<f64> {
        let number = match self {
            Self::Unsigned(number) => *number as f64,
            Self::Float(number) => *number,
            Self::Text(text) => text.trim().parse().ok()?,
            Self::Absent | Self::Bool(_) | Self::Other => return None,
        };
        number.is_finite().then_some(number)
    }

    /// Returns whether a flag is set: `true`, 1, `"true"` or `"1"`.
    pub fn flag(&self) -> bool {
        match self {
            Self::Bool(set) => *set,
            Self::Unsigned(number) => *number == 1,
            Self::Text(text) => text == "true" || text == "1",
            Self::Absent | Self::Float(_) | Self::Other => false,
        }
    }

    /// Returns whether the field does not stand.
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

impl<'de> Deserialize<'de> for Scalar<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarVisitor)
    }
}

struct ScalarVisitor;

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Scalar<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Scalar::Absent)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Scalar::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Scalar::Unsigned(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Scalar::Float(value as f64))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Scalar::Float(value))
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Self::Value, E> {
        Ok(Scalar::Text(Cow::Borrowed(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        Ok(Scalar::Text(Cow::Owned(value.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Scalar::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Scalar::Other)
    }
}

/// A value that is passed over: its first level here, the rest by the library, which allocates from the second on.
struct Passed;

impl<'de> Deserialize<'de> for Passed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PassedVisitor)
    }
}

struct PassedVisitor;

impl<'de> Visitor<'de> for PassedVisitor {
    type Value = Passed;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<Passed, E> {
        Ok(Passed)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Passed, E> {
        Ok(Passed)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Passed, E> {
        Ok(Passed)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Passed, E> {
        Ok(Passed)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Passed, E> {
        Ok(Passed)
    }

    fn visit_str<E>(self, _: &str) -> Result<Passed, E> {
        Ok(Passed)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Passed, A::Error> {
        ScalarVisitor.visit_seq(list).map(|_| Passed)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Passed, A::Error> {
        ScalarVisitor.visit_map(map).map(|_| Passed)
    }
}

/// The conditions that a frame names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// Whether the field stands.
    pub stands: bool,
    /// Those that this desk knows.
    pub known: Conditions,
    /// How many it does not.
    pub unknown: usize,
}

impl Named {
    fn add(&mut self, value: &Scalar<'_>) {
        match value {
            Scalar::Text(name) => match words::condition(name) {
                Some(condition) => self.known = self.known.with(condition),
                None => self.unknown += 1,
            },
            Scalar::Absent | Scalar::Bool(_) | Scalar::Unsigned(_) | Scalar::Float(_) | Scalar::Other => {
                self.unknown += 1;
            }
        }
    }
}

/// Divisions of a warning; more than fit are widened to the divisions above them, never dropped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Divisions {
    /// Six digits each.
    pub codes: ArrayVec<u32, 16>,
    /// How many were no six digits.
    pub unknown: usize,
}

impl Divisions {
    fn add(&mut self, value: &Scalar<'_>) {
        // Twelve digits are the CPEAS code: the division and six zeros.
        let code = match value.whole() {
            Some(code @ 100_000..=999_999) => code,
            Some(code @ 100_000_000_000..=999_999_999_999) => code / 1_000_000,
            _ => {
                self.unknown += 1;
                return;
            }
        };
        self.insert(code as u32);
    }

    fn insert(&mut self, code: u32) {
        let covered = |wide: u32| wide == code || code / 100 * 100 == wide || code / 10_000 * 10_000 == wide;
        if self.codes.iter().any(|&wide| covered(wide)) {
            return;
        }
        for scale in [100, 10_000] {
            if !self.codes.is_full() {
                break;
            }
            let narrow = std::mem::take(&mut self.codes);
            for code in narrow {
                let wide = code / scale * scale;
                if !self.codes.contains(&wide) {
                    self.codes.push(wide);
                }
            }
        }
        let covered =
            self.codes.iter().any(|&wide| code / 100 * 100 == wide || code / 10_000 * 10_000 == wide);
        if !covered && self.codes.try_push(code).is_err() {
            self.unknown += 1;
        }
    }
}

/// The identities that a warning refers to.
pub type References<'a> = ArrayVec<Cow<'a, str>, 8>;

/// Reads a list, or one value in its place, an element at a time.
struct Each<F>(F);

impl<'de, F: FnMut(Scalar<'de>)> Visitor<'de> for Each<F> {
    /// Whether there was anything but `null`.
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<bool, A::Error> {
        while let Some(value) = list.next_element()? {
            (self.0)(value);
        }
        Ok(true)
    }

    fn visit_borrowed_str<E>(mut self, value: &'de str) -> Result<bool, E> {
        (self.0)(Scalar::Text(Cow::Borrowed(value)));
        Ok(true)
    }

    fn visit_str<E>(mut self, value: &str) -> Result<bool, E> {
        (self.0)(Scalar::Text(Cow::Owned(value.to_owned())));
        Ok(true)
    }

    fn visit_u64<E>(mut self, value: u64) -> Result<bool, E> {
        (self.0)(Scalar::Unsigned(value));
        Ok(true)
    }

    fn visit_i64<E>(mut self, _: i64) -> Result<bool, E> {
        (self.0)(Scalar::Other);
        Ok(true)
    }

    fn visit_f64<E>(mut self, _: f64) -> Result<bool, E> {
        (self.0)(Scalar::Other);
        Ok(true)
    }

    fn visit_bool<E>(mut self, _: bool) -> Result<bool, E> {
        (self.0)(Scalar::Other);
        Ok(true)
    }

    fn visit_unit<E>(self) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<bool, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        (self.0)(Scalar::Other);
        Ok(true)
    }
}

/// Declares a `Deserialize` of a list type by the closure that takes its elements.
macro_rules! list {
    ($type:ty, $value:ident, $element:ident, $take:expr) => {
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let mut $value = <$type>::default();
                deserializer.deserialize_any(Each(|$element: Scalar<'de>| $take))?;
                Ok($value)
            }
        }
    };
}

impl<'de> Deserialize<'de> for Named {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut named = Self::default();
        // An empty list says that there is none, which is more than to say nothing.
        let stands = deserializer.deserialize_any(Each(|element: Scalar<'de>| named.add(&element)))?;
        Ok(Self { stands, ..named })
    }
}

list!(Divisions, divisions, element, divisions.add(&element));

#[derive(Default)]
struct Texts<'a>(References<'a>);

list!(Texts<'de>, texts, element, {
    if let Scalar::Text(text) = element {
        // What is beyond the eighth is a warning that then ends by its own expiry.
        let _ = texts.0.try_push(text);
    }
});

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
        conditions: Named = Conditions,
        state: Scalar<'a> = State,
        value: Scalar<'a> = Value,
        unit: Scalar<'a> = Unit,
        severity: Scalar<'a> = Severity,
        test: Scalar<'a> = Test,
        historical: Scalar<'a> = Historical,
        identifier: Scalar<'a> = Identifier,
        references: ReferencesField<'a> = References,
        event: Scalar<'a> = Event,
        colour: Scalar<'a> = Colour | "color",
        sender: Scalar<'a> = Sender | "senderName",
        headline: Scalar<'a> = Headline,
        sent: Scalar<'a> = Sent,
        expires: Scalar<'a> = Expires,
        adcodes: Divisions = Adcodes | "adcode",
    }
}

/// [`References`] as a field.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReferencesField<'a>(pub References<'a>);

impl<'de> Deserialize<'de> for ReferencesField<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Texts::deserialize(deserializer).map(|texts| Self(texts.0))
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

fn read<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, Reject> {
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
