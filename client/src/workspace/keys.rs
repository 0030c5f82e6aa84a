//! `[keys]`: where the keys for verifying come from.

use claimscope_core::SecretEncoding;
use claimscope_core::jwk::{Jwk, JwkSet};

use super::error::WorkspaceError;
use super::members::Members;
use super::parts::named;
use super::place::SecretPlace;
use super::saved::SavedKeys;
use super::secret_value::is_secret_value;

/// Whether a text is a key, or several, of which none can sign: a file may hold it.
pub fn is_public_key(text: &str) -> bool {
    let set = JwkSet::parse(text.as_bytes());
    let is_public = |set: JwkSet| {
        let mut keys = set.keys.iter();
        set.skipped.is_empty() && !set.keys.is_empty() && !keys.any(Jwk::is_private)
    };
    !is_secret_value(text) && set.is_ok_and(is_public)
}

fn public_key(table: &Members<'_>) -> Result<Option<String>, WorkspaceError> {
    const NAME: &str = "public_key";
    let text = table.word(NAME)?;
    let fault = || {
        let span = table.key_span(NAME);
        let reason = "keys.public_key is no key, or none that is public alone".to_owned();
        let hint = "write a JWK, a JWKS or PEM without a private key; a file or another place of one is named by key";
        table.fault(span, reason).hint(hint)
    };
    match text.filter(|text| !is_public_key(text)) {
        Some(_) => Err(fault()),
        None => Ok(text.map(str::to_owned)),
    }
}

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
    let public = public_key(&table)?.map(SavedKeys::Public);
    let encoding = named(&table, "secret_encoding", SecretEncoding::from_name, || {
        "text, base64, base64url and hex".to_owned()
    })?;
    let secret = table.secret("secret")?;
    let secret = secret.map(|place| SavedKeys::Secret(place, encoding));
    table.finish()?;
    let mut given = [jwks, key.map(SavedKeys::Key), public, secret]
        .into_iter()
        .flatten();
    match (given.next(), given.next()) {
        (Some(keys), None) => Ok(keys),
        (None, _) => Ok(SavedKeys::Issuer),
        (Some(_), Some(_)) => Err(members
            .fault(
                members.key_span("keys"),
                "keys must name one source: jwks, key, public_key or secret".to_owned(),
            )
            .hint("leave the others out")),
    }
}
