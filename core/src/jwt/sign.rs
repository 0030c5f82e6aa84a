//! Makes a signed token in compact form ([RFC 7515 §5.1](https://www.rfc-editor.org/rfc/rfc7515#section-5.1)).

use crate::base64url;
use crate::crypto::KeyError;
use crate::crypto::SigningKey;
use crate::entropy::Entropy;
use crate::json::Object;

/// Signs `claims` under `header`. Where the header has no `alg`, the key's is put first; members keep their order.
///
/// A header that states another `alg` is signed as it stands: that is how negative tests are made, and no verifier
/// of Claimscope takes such a token.
///
/// # Errors
///
/// Where the provider cannot sign with this key.
pub fn sign(
    header: &Object,
    claims: &Object,
    key: &SigningKey,
    entropy: &mut dyn Entropy,
) -> Result<String, KeyError> {
    let mut complete = Object::new();
    if header.get("alg").is_none() {
        complete.set("alg", key.algorithm().name());
    }
    for (name, value) in header.iter() {
        complete.set(name, value.clone());
    }
    let mut token = format!(
        "{}.{}",
        base64url::encode(complete.to_string()),
        base64url::encode(claims.to_string())
    );
    let signature = key.sign(token.as_bytes(), entropy)?;
    token.push('.');
    token.push_str(&base64url::encode(signature));
    Ok(token)
}
