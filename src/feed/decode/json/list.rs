//! Lists, or one value in the place of a list, read an element at a time into what holds them.

use crate::correlation::area;
use crate::correlation::event::Conditions;
use crate::feed::decode::json::Scalar;
use crate::feed::decode::words;
use arrayvec::ArrayVec;
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::fmt;

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
    pub codes: area::Divisions,
    /// How many were no six digits.
    pub unknown: usize,
    /// Whether not even the provinces fit.
    pub overflows: bool,
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

    /// Adds those of another list.
    pub fn join(&mut self, other: &Self) {
        self.unknown += other.unknown;
        self.overflows |= other.overflows;
        for code in &other.codes {
            self.insert(*code);
        }
    }

    fn insert(&mut self, code: u32) {
        self.overflows |= !area::add_division(&mut self.codes, code);
    }
}

/// The identities that a warning refers to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct References<'a>(pub ArrayVec<Cow<'a, str>, 8>);

/// Reads a list, or one value in its place, an element at a time.
pub(super) struct Each<F>(pub(super) F);

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

list!(References<'de>, references, element, {
    if let Scalar::Text(text) = element {
        // What is beyond the eighth is a warning that then ends by its own expiry.
        let _ = references.0.try_push(text);
    }
});
