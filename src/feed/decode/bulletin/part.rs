//! A part of a JSON value, asked for by name: what is absent is empty, and numbers may be written as text.

use crate::units::Point;
use serde_json::{Map, Value};
use std::borrow::Cow;

/// A part of a value; none when it does not stand, or is `null`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part<'a>(Option<&'a Value>);

impl<'a> Part<'a> {
    /// Makes the part that is the whole value.
    pub(crate) fn of(value: &'a Value) -> Self {
        Self(Some(value).filter(|value| !value.is_null()))
    }

    /// Returns the field of an object.
    pub(crate) fn at(self, name: &str) -> Self {
        Self(self.0.and_then(|value| value.get(name)).filter(|value| !value.is_null()))
    }

    /// Returns the first field that stands, of several names for the same.
    pub(crate) fn any(self, names: &[&str]) -> Self {
        names.iter().map(|name| self.at(name)).find(|part| !part.is_absent()).unwrap_or(Self(None))
    }

    /// Returns an element of a list.
    pub(crate) fn nth(self, place: usize) -> Self {
        Self(self.0.and_then(|value| value.get(place)).filter(|value| !value.is_null()))
    }

    /// Returns whether it does not stand.
    pub(crate) const fn is_absent(self) -> bool {
        self.0.is_none()
    }

    /// Returns its text, trimmed, or its number as text; empty for anything else.
    pub(crate) fn text(self) -> Cow<'a, str> {
        match self.0 {
            Some(Value::String(text)) => Cow::Borrowed(text.trim()),
            Some(Value::Number(number)) => Cow::Owned(number.to_string()),
            Some(Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_)) | None => {
                Cow::Borrowed("")
            }
        }
    }

    /// Returns its finite number, written as one or as text, with or without a unit of length behind it.
    pub(crate) fn number(self) -> Option<f64> {
        let number = match self.0? {
            Value::Number(number) => number.as_f64()?,
            Value::String(text) => {
                let text = text.trim().trim_end_matches("km").trim_end();
                let is_plain = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.".contains(&byte));
                text.parse().ok().filter(|_| is_plain)?
            }
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
        };
        number.is_finite().then_some(number)
    }

    /// Returns its whole number from 0 up, written as one or as digits.
    pub(crate) fn whole(self) -> Option<u64> {
        match self.0? {
            Value::Number(number) => number.as_u64(),
            Value::String(text) => text.trim().parse().ok(),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
        }
    }

    /// Returns whether it says yes: `true`, 1, `"true"` or `"1"`.
    pub(crate) fn flag(self) -> bool {
        match self.0 {
            Some(Value::Bool(set)) => *set,
            Some(Value::Number(number)) => number.as_u64() == Some(1),
            Some(Value::String(text)) => text.eq_ignore_ascii_case("true") || text == "1",
            Some(Value::Null | Value::Array(_) | Value::Object(_)) | None => false,
        }
    }

    /// Returns its elements; none for what is no list.
    pub(crate) fn list(self) -> Option<&'a [Value]> {
        self.0.and_then(Value::as_array).map(Vec::as_slice)
    }

    /// Returns its fields; none for what is no object.
    pub(crate) fn object(self) -> Option<&'a Map<String, Value>> {
        self.0.and_then(Value::as_object)
    }

    /// Returns its elements, or itself as the only one; nothing when it does not stand.
    pub(crate) fn each(self) -> &'a [Value] {
        self.list().or_else(|| self.0.map(std::slice::from_ref)).unwrap_or_default()
    }
}

/// Makes a point of two numbers in degrees; none off the earth, and none for the two zeros that stand for nowhere.
pub(crate) fn point(latitude: Option<f64>, longitude: Option<f64>) -> Option<Point> {
    let micro = |degrees: f64| (degrees.abs() <= 180.0).then(|| (degrees * 1e6).round() as i32);
    let (latitude, longitude) = (micro(latitude?)?, micro(longitude?)?);
    Point::new(latitude, longitude).filter(|_| latitude != 0 || longitude != 0)
}

#[cfg(test)]
mod tests {
    use super::{Part, point};
    use serde_json::json;

    #[test]
    fn numbers_are_read_however_they_are_written() {
        for (value, wanted) in [
            (json!(5.1), Some(5.1)),
            (json!("5.1"), Some(5.1)),
            (json!(" 20km"), Some(20.0)),
            (json!("-7"), Some(-7.0)),
            (json!("inf"), None),
            (json!("1e3"), None),
            (json!("NaN"), None),
            (json!(""), None),
            (json!(null), None),
            (json!([5]), None),
        ] {
            assert_eq!(Part::of(&value).number(), wanted, "{value}");
        }
    }

    #[test]
    fn what_is_off_the_earth_is_refused_and_not_clamped() {
        assert!(point(Some(34.7), Some(116.6)).is_some());
        for (latitude, longitude) in
            [(-200.0, -200.0), (90.1, 0.0), (0.0, 180.1), (0.0, 0.0), (1e300, 0.0), (116.6, 34.7)]
        {
            assert_eq!(point(Some(latitude), Some(longitude)), None, "{latitude} {longitude}");
        }
        assert_eq!(point(None, Some(1.0)), None);
    }
}
