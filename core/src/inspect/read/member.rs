//! Members of a document as they are shown: shortened, explained, and without credentials.

use super::super::Member;
use crate::json::{Value, show};
use crate::registry::{self, Entry};
use crate::secret::is_secret_name;

/// What stands in place of a credential.
const MASK: &str = "•••";

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
        let is_secret = is_credential(name) || ["code", "key"].contains(&name);
        let is_placeholder = is_placeholder(value);
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
        let mut member =
            if is_credential(name) && value.as_str().is_some_and(|text| !text.is_empty()) {
                Self::credential(name)
            } else {
                Self::plain(name, &text(value, entry))
            };
        member.meaning = entry.map(|entry| entry.meaning);
        member.note = entry.and_then(|entry| entry.type_problem(value));
        member
    }
}

pub(super) type Lookup = fn(&str) -> Option<&'static Entry>;

/// As [`is_secret_name`], and what is no ordinary word where people paste from.
pub(super) fn is_credential(name: &str) -> bool {
    is_secret_name(name) || ["request", "sig"].contains(&name.to_ascii_lowercase().as_str())
}

/// `<token>`, `{{token}}`, `${TOKEN}` and so on.
pub(super) fn is_placeholder(value: &str) -> bool {
    let is_enclosed = |open: &str, close: char| value.starts_with(open) && value.ends_with(close);
    is_enclosed("<", '>') || is_enclosed("{", '}') || is_enclosed("$", '}') || is_enclosed("[", ']')
}

/// A value on one line. A string stands in quotation marks where another type is due.
fn text(value: &Value, entry: Option<&Entry>) -> String {
    match value {
        Value::String(text) if entry.is_none_or(|entry| entry.type_problem(value).is_none()) => {
            text.clone()
        }
        Value::Array(elements) if elements.iter().all(|one| one.as_str().is_some()) => {
            let texts: Vec<&str> = elements.iter().filter_map(Value::as_str).collect();
            texts.join(" ")
        }
        Value::Object(object) if object.iter().any(|(name, _)| is_credential(name)) => {
            format!("an object of {} members", object.len())
        }
        other => other.to_string(),
    }
}

/// An address in a parameter without its own parameters, which may hold credentials.
fn without_parameters(value: &str) -> String {
    match value.split_once(['?', '#']) {
        Some((address, _)) if value.contains("://") => format!("{address}?{MASK}"),
        _ => value.to_owned(),
    }
}

fn shortened(text: &str) -> String {
    let text = show::text(text);
    match text.char_indices().nth(SHOWN_CHARACTERS) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}
