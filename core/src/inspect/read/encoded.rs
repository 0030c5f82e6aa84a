//! Undoes percent encoding and base64.

use super::super::find::looks_like_jwt;
use crate::base64url;

/// The text with `%41` made `A` again, and `+` a space in forms; nothing where that gives no UTF-8.
pub(super) fn percent_decoded(text: &str, is_form: bool) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [byte, after @ ..] = rest {
        rest = after;
        let digits = after
            .get(..2)
            .and_then(|digits| std::str::from_utf8(digits).ok());
        let decoded = digits
            .filter(|digits| *byte == b'%' && digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match decoded {
            Some(decoded) => {
                bytes.push(decoded);
                rest = &after[2..];
            }
            None if is_form && *byte == b'+' => bytes.push(b' '),
            None => bytes.push(*byte),
        }
    }
    String::from_utf8(bytes).ok()
}

/// Either alphabet, with padding or without.
pub(super) fn from_base64(text: &str) -> Option<String> {
    String::from_utf8(base64url::decode_for_display(text.as_bytes())?).ok()
}

/// A JWT, a PEM text or XML in base64, also over several lines.
pub(super) fn in_base64(text: &str) -> Option<String> {
    // `eyJ`, `---`, `<` in base64.
    if !["ZXlK", "LS0t", "P"]
        .iter()
        .any(|start| text.starts_with(start))
    {
        return None;
    }
    let joined: String = text.split_whitespace().collect();
    let decoded = from_base64(&joined)?;
    let inner = decoded.trim();
    let is_markup = inner.starts_with('<') && inner.ends_with('>');
    let is_known = looks_like_jwt(inner) || inner.starts_with("-----BEGIN ") || is_markup;
    is_known.then_some(decoded)
}
