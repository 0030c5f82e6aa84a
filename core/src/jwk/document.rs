//! Keys in documents of another kind: a realm or a list of keys of Keycloak, a service account of Google.

use super::json::Members;
use super::{Jwk, JwkError};
use crate::json::Object;

/// The members that hold a key, each with the member that names it.
const MEMBERS: [(&str, &str); 3] = [
    ("public_key", "kid"),
    ("publicKey", "kid"),
    ("private_key", "private_key_id"),
];

/// The key that such a document holds, and what the document says of it.
pub(super) fn document_key(object: &Object) -> Option<Result<Jwk, JwkError>> {
    let of_member = |(name, kid)| Some((object.get_str(name)?, kid));
    let (text, kid) = MEMBERS.into_iter().find_map(of_member)?;
    if object.get("kty").is_some() {
        return None;
    }
    Some(key(&Members(object), text, kid))
}

fn key(members: &Members<'_>, text: &str, kid: &'static str) -> Result<Jwk, JwkError> {
    let jwk = Jwk::parse(text.as_bytes())?;
    if members
        .text("status")?
        .is_some_and(|status| status == "DISABLED")
    {
        return Err(JwkError::ForeignForm("a key that its server has disabled"));
    }
    Ok(Jwk {
        kid: members.text(kid)?,
        alg: members.text("algorithm")?,
        // Keycloak writes in capitals what a JWK has in small letters.
        key_use: members.text("use")?.map(|name| name.to_ascii_lowercase()),
        ..jwk
    })
}
