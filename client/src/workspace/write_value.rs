//! Values as a file has them: texts, places of secrets, rows and parts of requests.

use toml_edit::{InlineTable, Value};

use super::place::SecretPlace;
use super::saved::{SavedContent, SavedPart, SavedRow, SavedValue};

/// The place of a secret as a file has it.
pub(super) fn of_place(place: &SecretPlace) -> InlineTable {
    let mut table = InlineTable::new();
    match place {
        SecretPlace::Keychain(name) => table.insert("keychain", name.as_str().into()),
        SecretPlace::Env(name) => table.insert("env", name.as_str().into()),
        SecretPlace::File(path) => table.insert("file", path.as_str().into()),
        SecretPlace::Ask => table.insert("ask", true.into()),
    };
    table
}

/// A text, or the place of a secret, as a file has it.
pub(super) fn of_value(value: &SavedValue) -> Value {
    match value {
        SavedValue::Text(text) => text.as_str().into(),
        SavedValue::PlainText(text) => {
            let mut table = InlineTable::new();
            table.insert("text", text.as_str().into());
            table.into()
        }
        SavedValue::Secret(place) => of_place(place).into(),
    }
}

/// A row as a file has it.
pub(super) fn of_row(row: &SavedRow) -> Value {
    match row.is_off {
        false => of_value(&row.value),
        true => {
            let mut table = table_of(&row.value);
            table.insert("off", true.into());
            table.into()
        }
    }
}

/// A part as a file has it.
pub(super) fn of_part(part: &SavedPart) -> Value {
    let mut table = match &part.content {
        SavedContent::Value(value) if part.media_type.is_none() && !part.is_off => {
            return of_value(value);
        }
        SavedContent::Value(value) => table_of(value),
        SavedContent::Upload(path) => {
            let mut table = InlineTable::new();
            table.insert("upload", path.as_str().into());
            table
        }
    };
    if let Some(media_type) = &part.media_type {
        table.insert("type", media_type.as_str().into());
    }
    if part.is_off {
        table.insert("off", true.into());
    }
    table.into()
}

/// The value as a table, beside which more can stand.
fn table_of(value: &SavedValue) -> InlineTable {
    match of_value(value) {
        Value::InlineTable(table) => table,
        text => {
            let mut table = InlineTable::new();
            table.insert("text", text);
            table
        }
    }
}
