//! A JWS whose payload is sent apart, encoded or not ([RFC 7515 §F], [RFC 7797]).
//!
//! [RFC 7515 §F]: https://www.rfc-editor.org/rfc/rfc7515#appendix-F
//! [RFC 7797]: https://www.rfc-editor.org/rfc/rfc7797

use super::{
    Proof, Rejection, SignatureQuestion, VerifiedJws, check_signature, context, index_in, passed,
    proof, run_strict,
};
use crate::alg::Algorithm;
use crate::base64url;
use crate::checks::{BEFORE_KEYS, KEY, outcome};
use crate::crypto::KeySet;
use crate::json::{Object, Value};
use crate::jws::{Content, Decoded, decode};
use crate::jwt::Policy;
use crate::report::{Check, CheckId, Status};
use crate::time::Timestamp;

/// A compact JWS with the payload that is sent apart from it, as in `header..signature`: past every check that needs no key.
/// Where the header says `"b64": false`, and lists that as critical, the payload was signed as it is.
#[must_use]
pub struct DetachedJws {
    text: Box<str>,
    payload: Vec<u8>,
    decoded: Decoded,
    /// What was signed.
    input: Vec<u8>,
}

impl DetachedJws {
    /// Runs the checks that need no key. Of a policy its algorithms alone count: no claim is checked, and no JWT is made so.
    ///
    /// # Errors
    ///
    /// The first check that it does not pass; a payload inside it fails `format.parts`.
    pub fn new(text: &str, payload: &[u8], policy: Option<&Policy>) -> Result<Self, Rejection> {
        let decoded = decode(text, Content::Any, false);
        let now = Timestamp::default();
        let is_raw = decoded.header.as_ref().is_some_and(is_unencoded);
        for rule in BEFORE_KEYS {
            // Of all extensions this one is known here, and it was looked at just now.
            if is_raw && rule.id == CheckId::HeaderCrit {
                continue;
            }
            let policy = policy.filter(|_| rule.id == CheckId::SignatureAlgorithm);
            let cx = context(&decoded, text, None, policy, now, None);
            passed(rule, outcome(rule, &cx))?;
        }
        if !decoded.payload.is_empty() {
            return Err(not_detached());
        }
        let header = text.split('.').next().unwrap_or_default();
        let input = match is_raw {
            true => [header.as_bytes(), b".", payload].concat(),
            false => format!("{header}.{}", base64url::encode(payload)).into_bytes(),
        };
        Ok(Self {
            text: text.into(),
            payload: payload.to_vec(),
            decoded,
            input,
        })
    }

    /// The `kid` of the key that it asks for.
    pub fn kid(&self) -> Option<&str> {
        self.decoded.header.as_ref()?.get_str("kid")
    }

    /// The algorithm that it names.
    pub fn algorithm(&self) -> Option<Algorithm> {
        self.decoded.algorithm
    }

    /// What there is to compute with the one of these keys that fits.
    ///
    /// # Errors
    ///
    /// The first check of the keys that it does not pass.
    pub fn question<'a>(
        &'a self,
        keys: &'a KeySet,
    ) -> Result<Option<SignatureQuestion<'a>>, Rejection> {
        let cx = context(
            &self.decoded,
            &self.text,
            Some(keys),
            None,
            Timestamp::default(),
            None,
        );
        run_strict(&cx, KEY)?;
        let (Some(key), Some(algorithm)) = (cx.key(), cx.algorithm) else {
            return Ok(None);
        };
        Ok(Some(SignatureQuestion {
            signing_input: &self.input,
            signature: &self.decoded.signature,
            key,
            key_index: index_in(&cx, key).unwrap_or_default(),
            algorithm,
        }))
    }

    /// Runs the last check, where the host has found that the signature matches or that it does not; with `None` the key set's
    /// own provider computes.
    ///
    /// # Errors
    ///
    /// The first check that it does not pass.
    pub fn finish(self, keys: &KeySet, matches: Option<bool>) -> Result<VerifiedJws, Rejection> {
        let question = self.question(keys)?;
        let verified = matches.or_else(|| {
            let SignatureQuestion {
                key,
                algorithm,
                signature,
                ..
            } = question?;
            key.verify(algorithm, &self.input, signature).ok()
        });
        let verified = verified.or(Some(false));
        let now = Timestamp::default();
        let cx = context(&self.decoded, &self.text, Some(keys), None, now, verified);
        let signature = check_signature(&cx)?;
        let Proof {
            key,
            key_index,
            algorithm,
        } = proof(&cx, signature)?;
        Ok(VerifiedJws {
            header: self.decoded.header.unwrap_or_default(),
            payload: self.payload,
            key,
            key_index,
            algorithm,
        })
    }
}

/// Verifies the signature of a compact JWS whose payload is sent apart: [`DetachedJws`] in one, whatever the algorithm.
///
/// # Errors
///
/// The first check that it does not pass; a payload inside it fails `format.parts`.
pub fn verify_detached_jws(
    text: &str,
    payload: &[u8],
    keys: &KeySet,
) -> Result<VerifiedJws, Rejection> {
    DetachedJws::new(text, payload, None)?.finish(keys, None)
}

/// Whether the header says that the payload is not encoded, and that whoever does not know this must refuse the text
/// ([RFC 7797 §6](https://www.rfc-editor.org/rfc/rfc7797#section-6)).
fn is_unencoded(header: &Object) -> bool {
    let critical = header.get("crit").and_then(Value::as_array);
    let is_only =
        critical.is_some_and(|names| matches!(names, [Value::String(name)] if name == "b64"));
    is_only && header.get("b64") == Some(&Value::Bool(false))
}

fn not_detached() -> Rejection {
    Rejection {
        check: Box::new(Check {
            id: CheckId::FormatParts,
            status: Status::Fail,
            expected: Some("header..signature, with nothing between".to_owned()),
            actual: Some("a payload".to_owned()),
            message: "the payload is not detached: it stands in the text too".to_owned(),
            spec: "RFC 7515 §F",
            hint: Some("verify it as it is, or take its payload out".to_owned()),
        }),
    }
}
