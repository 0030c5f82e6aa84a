//! The flattened and the general JSON form of a JWE ([RFC 7516 §7.2]).
//!
//! [RFC 7516 §7.2]: https://www.rfc-editor.org/rfc/rfc7516#section-7.2

use super::super::{Member, PastedAs, Reading};
use super::tokens::{found, of_tokens};
use crate::json::{Object, Value};

/// The compact form for the first recipient; nothing where it is no JWE in JSON form.
pub(super) fn read(object: &Object) -> Option<Reading> {
    let ciphertext = object.get_str("ciphertext")?;
    let recipients = object.get("recipients").and_then(Value::as_array);
    let is_headed = ["protected", "unprotected", "header"];
    let is_headed = is_headed.iter().any(|name| object.get(name).is_some());
    if !is_headed && recipients.is_none() {
        return None;
    }
    let first = match recipients {
        Some(recipients) => recipients.first().and_then(Value::as_object)?,
        None => object,
    };
    let text = |name| object.get_str(name).unwrap_or_default();
    let mut reading = Reading::of(PastedAs::Json);
    reading.described = match recipients.map_or(1, <[Value]>::len) {
        1 => "an encrypted token in JSON form (JWE)".to_owned(),
        more => format!("an encrypted token in JSON form (JWE) for {more} recipients"),
    };
    // The compact form has neither, so that what it says is no more than that it is encrypted.
    for name in ["aad", "unprotected", "header"] {
        if object.get(name).or(first.get(name)).is_some() {
            let mut member = Member::plain(name, "");
            member.note = Some(
                "the compact form has no place for it, and does not open without it".to_owned(),
            );
            reading.members.push(member);
        }
    }
    let protected = text("protected");
    if protected.is_empty() {
        return Some(reading);
    }
    let key = first.get_str("encrypted_key").unwrap_or_default();
    let compact = format!(
        "{protected}.{key}.{}.{ciphertext}.{}",
        text("iv"),
        text("tag")
    );
    let mut reading = of_tokens(reading, vec![found(None, &compact)]);
    reading.tokens.clear();
    Some(reading)
}
