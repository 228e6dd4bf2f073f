//! Canonical JSON: one value is written in one way.
//!
//! Decides: the bytes of an entry's body: keys sorted by their bytes, no spaces, integers only, text in UTF-8 with the
//! escapes that JSON demands and no others.
//! Must not know: what a body means.

use serde_json::Value;

/// Writes a value in its one form.
///
/// A float has no such form and cannot stand in a fact; [`is_exact`] tells.
pub fn canonical(value: &Value) -> String {
    let mut out = String::new();
    write(value, &mut out);
    out
}

/// Returns whether a value has a canonical form: no number in it is a float.
pub fn is_exact(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) | Value::String(_) => true,
        Value::Number(number) => !number.is_f64(),
        Value::Array(items) => items.iter().all(is_exact),
        Value::Object(fields) => fields.values().all(is_exact),
    }
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Number(number) => out.push_str(&number.to_string()),
        Value::String(text) => write_text(text, out),
        Value::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write(item, out);
            }
            out.push(']');
        }
        Value::Object(fields) => {
            // The map's own order depends on a feature that any other crate may switch on.
            let mut sorted: Vec<_> = fields.iter().collect();
            sorted.sort_by_key(|(key, _)| key.as_bytes());
            out.push('{');
            for (at, (key, item)) in sorted.into_iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write_text(key, out);
                out.push(':');
                write(item, out);
            }
            out.push('}');
        }
    }
}

fn write_text(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if u32::from(c) < 0x20 => {
                let code = u32::from(c);
                out.push_str(if code < 0x10 { "\\u000" } else { "\\u001" });
                out.extend(char::from_digit(code % 0x10, 16));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::{canonical, is_exact};
    use serde_json::{Value, json};

    #[test]
    fn one_value_is_written_in_one_way() {
        let value = json!({"b": [1, -2, null], "a": {"z": "烟\"感\\\n\u{1}", "Z": true}, "": u64::MAX});
        let text = "{\"\":18446744073709551615,\"a\":{\"Z\":true,\"z\":\"烟\\\"感\\\\\\n\\u0001\"},\"b\":[1,-2,null]}";
        assert_eq!(canonical(&value), text);
        assert_eq!(serde_json::from_str::<Value>(text).ok(), Some(value.clone()));
        assert!(is_exact(&value) && !is_exact(&json!([{"a": 0.5}])));
    }
}
