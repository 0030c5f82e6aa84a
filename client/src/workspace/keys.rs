//! `[keys]`: where the keys for verifying come from.

use claimscope_core::SecretEncoding;

use super::error::WorkspaceError;
use super::members::Members;
use super::parts::named;
use super::place::SecretPlace;
use super::saved::SavedKeys;

/// What the file says of keys.
pub(super) fn read(members: &Members<'_>) -> Result<SavedKeys, WorkspaceError> {
    let Some(table) = members.table("keys")? else {
        return Ok(SavedKeys::Issuer);
    };
    let jwks = table.text("jwks")?.map(SavedKeys::Jwks);
    let key = match table.item("key") {
        Some(item) if item.is_str() => Some(SecretPlace::File(table.text_of("key", item)?)),
        Some(_) => table.secret("key")?,
        None => None,
    };
    let encoding = named(&table, "secret_encoding", SecretEncoding::from_name, || {
        "text, base64, base64url and hex".to_owned()
    })?;
    let secret = table.secret("secret")?;
    let secret = secret.map(|place| SavedKeys::Secret(place, encoding));
    table.finish()?;
    let mut given = [jwks, key.map(SavedKeys::Key), secret]
        .into_iter()
        .flatten();
    match (given.next(), given.next()) {
        (Some(keys), None) => Ok(keys),
        (None, _) => Ok(SavedKeys::Issuer),
        (Some(_), Some(_)) => Err(members
            .fault(
                members.key_span("keys"),
                "keys must name one source: jwks, key or secret".to_owned(),
            )
            .hint("leave the others out")),
    }
}
