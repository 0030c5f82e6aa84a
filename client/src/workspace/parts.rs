//! What several parts of a file are read by: its version, words that name one of several things, tables of names.

use toml_edit::Item;

use super::FORMAT_VERSION;
use super::error::WorkspaceError;
use super::members::Members;
use super::saved::SavedValue;
use crate::code::workspace as code;

/// Refuses a file of another version, and where it must be said, one that says none.
pub(super) fn version(members: &Members<'_>, is_required: bool) -> Result<(), WorkspaceError> {
    const ADVICE: &str = "write `claimscope = 1` in its first line";
    let Some(item) = members.item("claimscope") else {
        return match is_required {
            true => Err(members
                .source()
                .fault(
                    Some(0..0),
                    code::VERSION,
                    "the file does not say that it is a connection",
                )
                .hint(ADVICE)),
            false => Ok(()),
        };
    };
    let fault = |reason: String| {
        let span = item.span();
        members.source().fault(span, code::VERSION, reason)
    };
    match item.as_integer() {
        Some(FORMAT_VERSION) => Ok(()),
        Some(other) => Err(fault(format!(
            "version {other} of the format is not known here, where {FORMAT_VERSION} is the newest"
        ))
        .hint("use a newer version of this program")),
        None => {
            let reason = "claimscope must be the version of the format, a number";
            Err(fault(reason.to_owned()).hint(ADVICE))
        }
    }
}

/// Names and values of a table in which every name may stand; a list stands for a name that comes several times.
pub(super) fn values(
    table: &Members<'_>,
    is_secret: fn(&str) -> bool,
) -> Result<Vec<(String, SavedValue)>, WorkspaceError> {
    let mut values = Vec::new();
    for (name, item) in table.iter() {
        match item.as_array() {
            Some(_) if is_secret(name) => {
                return Err(table.wrong_type(name, item, "one text, or where a secret is"));
            }
            Some(_) => {
                let texts = table.texts_of(name, item)?.into_iter();
                values.extend(texts.map(|text| (name.to_owned(), SavedValue::Text(text))));
            }
            None => values.push((name.to_owned(), table.value_of(name, item, is_secret)?)),
        }
    }
    Ok(values)
}

/// A word that names one of several things.
pub(super) fn named<T>(
    members: &Members<'_>,
    name: &'static str,
    of_name: impl Fn(&str) -> Option<T>,
    names: impl Fn() -> String,
) -> Result<Option<T>, WorkspaceError> {
    let Some(word) = members.word(name)? else {
        return Ok(None);
    };
    let read = of_name(word).ok_or_else(|| {
        let span = members.item(name).and_then(Item::span);
        members
            .fault(
                span,
                format!("{} is none of its words: {word}", members.called(name)),
            )
            .hint(format!("it is one of {}", names()))
    });
    read.map(Some)
}
