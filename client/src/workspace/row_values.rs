//! The values of rows on their way to a request: secrets are read, and what is off is left out.

use claimscope_core::secret::Secret;
use form_urlencoded::byte_serialize;

use super::error::WorkspaceError;
use super::saved::{SavedRow, SavedValue};
use super::secrets::{ReadSecret, SecretUse};

/// The rows that are on, as a form is encoded.
pub(super) fn joined(
    rows: &[SavedRow],
    place: &str,
    read: ReadSecret<'_>,
) -> Result<String, WorkspaceError> {
    let pair = |row: &SavedRow| {
        let value = secret_of(&row.value, &row.name, place, read)?;
        let encoded = |bytes| byte_serialize(bytes).collect::<String>();
        let (name, value) = (encoded(row.name.as_bytes()), encoded(value.expose()));
        Ok(format!("{name}={value}"))
    };
    let on = rows.iter().filter(|row| !row.is_off);
    let pairs: Result<Vec<_>, WorkspaceError> = on.map(pair).collect();
    Ok(pairs?.join("&"))
}

/// The value, read from its place where it is a secret.
pub(super) fn secret_of(
    value: &SavedValue,
    name: &str,
    place: &str,
    read: ReadSecret<'_>,
) -> Result<Secret, WorkspaceError> {
    match value {
        SavedValue::Text(text) | SavedValue::PlainText(text) => Ok(Secret::from(text.as_str())),
        SavedValue::Secret(at) => read(&SecretUse::new(name, &format!("{place}.{name}"), at)),
    }
}
