//! Makes a signed token in compact form ([RFC 7515 §5.1](https://www.rfc-editor.org/rfc/rfc7515#section-5.1)).

use crate::alg::Algorithm;
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
    let mut token = signing_input(header, claims, key.algorithm());
    let signature = key.sign(token.as_bytes(), entropy)?;
    token.push('.');
    token.push_str(&base64url::encode(signature));
    Ok(token)
}

/// What is signed: header and claims in compact form ([RFC 7515 §5.1]), the header with `alg` as [`sign`] puts it.
///
/// For hosts that compute signatures themselves: the token is this, a dot, and the signature in base64url.
///
/// [RFC 7515 §5.1]: https://www.rfc-editor.org/rfc/rfc7515#section-5.1
pub fn signing_input(header: &Object, claims: &Object, algorithm: Algorithm) -> String {
    let mut complete = Object::new();
    if header.get("alg").is_none() {
        complete.set("alg", algorithm.name());
    }
    for (name, value) in header.iter() {
        complete.set(name, value.clone());
    }
    format!(
        "{}.{}",
        base64url::encode(complete.to_string()),
        base64url::encode(claims.to_string())
    )
}
