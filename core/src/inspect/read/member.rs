//! Members of a document as they are shown: shortened, explained, and without credentials.

use super::super::Member;
use crate::json::{Object, Value, show};
use crate::placeholder::is_enclosed;
use crate::registry::{self, RegistryEntry};
use crate::secret::{
    MASK, is_secret_member, is_secret_name, is_secret_parameter, masked_sentence,
    names_secret_header,
};

/// How many characters of a value are shown.
const SHOWN_CHARACTERS: usize = 1_000;

/// How many members are shown.
pub(super) const SHOWN_MEMBERS: usize = 60;

impl Member {
    /// A member as it is.
    pub(super) fn plain(name: &str, value: &str) -> Self {
        Self {
            name: shortened(name),
            value: shortened(value),
            meaning: None,
            note: None,
        }
    }

    /// A member whose value is not shown.
    pub(super) fn credential(name: &str) -> Self {
        Self::plain(name, MASK)
    }

    /// A parameter of a form, an address or a cookie; a `code` is a credential there.
    pub(super) fn parameter(name: &str, value: &str) -> Self {
        let is_secret = is_secret_parameter(name);
        let is_placeholder = is_enclosed(value);
        let mut member = if is_secret && !value.is_empty() && !is_placeholder {
            Self::credential(name)
        } else {
            Self::plain(name, &without_parameters(value))
        };
        member.meaning = registry::parameter(name).map(|entry| entry.meaning);
        let note = if is_placeholder {
            Some("a placeholder, in whose place the value belongs")
        } else if value.contains("%2") || value.contains("%3") {
            Some("still percent-encoded after it was decoded once: it was encoded twice")
        } else {
            None
        };
        member.note = note.map(str::to_owned);
        member
    }

    /// A member of a JSON document, explained by `known`.
    pub(super) fn of_json(name: &str, value: &Value, known: Lookup) -> Self {
        let entry = known(name);
        let is_secret = is_secret_name(name) || is_credential(name) && value.as_str().is_some();
        let mut member = if is_secret && holds_something(value) {
            Self::credential(name)
        } else {
            Self::plain(name, &text(&without_credentials(value), entry))
        };
        member.meaning = entry.map(|entry| entry.meaning);
        member.note = entry.and_then(|entry| entry.type_problem(value));
        member
    }
}

pub(super) type Lookup = fn(&str) -> Option<&'static RegistryEntry>;

/// As [`is_secret_name`], and what is no ordinary word where people paste from.
pub(super) fn is_credential(name: &str) -> bool {
    is_secret_name(name) || ["request", "sig"].contains(&name.to_ascii_lowercase().as_str())
}

/// A value on one line. A string stands in quotation marks where another type is due.
fn text(value: &Value, entry: Option<&RegistryEntry>) -> String {
    match value {
        Value::String(text) if entry.is_none_or(|entry| entry.type_problem(value).is_none()) => {
            text.clone()
        }
        Value::Array(elements) if elements.iter().all(|one| one.as_str().is_some()) => {
            let texts: Vec<&str> = elements.iter().filter_map(Value::as_str).collect();
            texts.join(" ")
        }
        other => other.to_string(),
    }
}

/// Whether there is a value that could be a credential; a truth value is none.
fn holds_something(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(elements) => elements.iter().any(holds_something),
        Value::Object(object) => !object.is_empty(),
        Value::Number(_) => true,
    }
}

/// The value with everything masked, at any depth, that stands under the name of a credential or is a token.
fn without_credentials(value: &Value) -> Value {
    match value {
        Value::Array(elements) => Value::Array(elements.iter().map(without_credentials).collect()),
        Value::Object(object) => {
            let mut masked = Object::new();
            // As in `{"name": "Authorization", "value": …}`.
            let named = ["name", "key"]
                .into_iter()
                .find_map(|name| object.get_str(name));
            let is_credential_named = named.is_some_and(is_credential_or_header);
            for (name, member) in object.iter() {
                let is_secret = is_secret_member(object, name)
                    || member.as_str().is_some()
                        && (is_credential_or_header(name)
                            || is_credential_named && name == "value");
                if is_secret && holds_something(member) {
                    masked.set(name, MASK);
                } else {
                    masked.set(name, without_credentials(member));
                }
            }
            Value::Object(masked)
        }
        Value::String(text) if holds_token(text) => Value::from(MASK),
        other => other.clone(),
    }
}

/// The name of a credential, or of a header that carries one.
pub(super) fn is_credential_or_header(name: &str) -> bool {
    is_credential(name) || names_secret_header(name)
}

fn holds_token(text: &str) -> bool {
    text.contains("eyJ") || text.contains("PRIVATE KEY-----")
}

/// The text with the user names and passwords of its addresses masked.
fn without_user(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("://") {
        shown.push_str(before);
        shown.push_str("://");
        let ends = |end: char| end.is_whitespace() || "/?#\"'<>`".contains(end);
        let authority = &after[..after.find(ends).unwrap_or(after.len())];
        rest = match authority.rsplit_once('@') {
            Some((user, _)) => {
                shown.push_str(MASK);
                &after[user.len()..]
            }
            None => after,
        };
    }
    shown.push_str(rest);
    shown
}

/// An address in a parameter without its own parameters, which may hold credentials.
fn without_parameters(value: &str) -> String {
    match value.split_once(['?', '#']) {
        Some((address, _)) if value.contains("://") => format!("{address}?{MASK}"),
        _ => value.to_owned(),
    }
}

fn shortened(text: &str) -> String {
    let text = show::text(&masked_sentence(&without_user(text)));
    match text.char_indices().nth(SHOWN_CHARACTERS) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}
