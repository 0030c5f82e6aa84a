//! DPoP: proofs that whoever uses a token has the key that it is bound to
//! ([RFC 9449](https://www.rfc-editor.org/rfc/rfc9449)).

use axum::http::header::HeaderName;
use claimscope_core::alg::Algorithm;
use claimscope_core::base64url;
use claimscope_core::crypto::KeySet;
use claimscope_core::json::Object;
use claimscope_core::jwk::Jwk;
use claimscope_core::report::KeySource;
use claimscope_core::time::Timestamp;
use claimscope_core::url::Url;
use sha2::{Digest, Sha256};

use crate::http::{Answer, Asked};
use crate::jose;
use crate::log::echo;
use crate::state::State;
use crate::store::JtiOf;

const PROOF: HeaderName = HeaderName::from_static("dpop");
const NONCE: HeaderName = HeaderName::from_static("dpop-nonce");

/// How far a proof's `iat` may lie from now, in seconds.
const WINDOW_SECONDS: i64 = 300;
/// How long one nonce is given out, in seconds; it is taken for as long again.
const NONCE_SECONDS: i64 = 120;
const MAX_JTI_BYTES: usize = 256;

/// The algorithms of proofs: those with a public key.
pub(crate) fn algorithms() -> Vec<&'static str> {
    Algorithm::all()
        .filter(|algorithm| !algorithm.is_symmetric() && algorithm.is_everywhere())
        .map(Algorithm::name)
        .collect()
}

/// Why a proof is not taken.
#[derive(Debug)]
pub(crate) enum ProofFault {
    /// `invalid_dpop_proof`.
    Invalid(String),
    /// `use_dpop_nonce`.
    Nonce(String),
}

impl ProofFault {
    pub(crate) const fn error(&self) -> &'static str {
        match self {
            Self::Invalid(_) => "invalid_dpop_proof",
            Self::Nonce(_) => "use_dpop_nonce",
        }
    }

    pub(crate) fn into_reason(self) -> String {
        match self {
            Self::Invalid(reason) | Self::Nonce(reason) => reason,
        }
    }
}

/// Checks the proof of a request of `client_id` to `url`; `None` where there is none. Gives the thumbprint of its key.
///
/// # Errors
/// The proof is not good for this request, `access_token` or time, or came before.
pub(crate) fn thumbprint(
    state: &State,
    asked: &Asked,
    url: &str,
    (client_id, access_token): (&str, Option<&str>),
    nonces: bool,
) -> Result<Option<String>, ProofFault> {
    let proofs = asked.headers(&PROOF);
    match proofs.as_slice() {
        [] => Ok(None),
        [proof] => {
            let request = Request {
                method: asked.method.as_str(),
                url,
                client_id,
                access_token,
            };
            check(state, proof, &request, nonces).map(Some)
        }
        [_, _, ..] => Err(invalid("several DPoP headers came")),
    }
}

/// The token of an `Authorization` header of the scheme `DPoP`.
pub(crate) fn token(authorization: &str) -> Option<&str> {
    let scheme = authorization.get(..5)?;
    let token = authorization.get(5..)?.trim();
    (scheme.eq_ignore_ascii_case("DPoP ") && !token.is_empty()).then_some(token)
}

/// The thumbprint of the key that a token is bound to ([RFC 9449 §6.1](https://www.rfc-editor.org/rfc/rfc9449#section-6.1)).
pub(crate) fn bound_to(claims: &Object) -> Option<&str> {
    claims.get("cnf")?.as_object()?.get_str("jkt")
}

/// Whether a token may be used by whoever proved the key of `thumbprint`, or proved none.
///
/// # Errors
/// Why not ([RFC 9449 §7.1](https://www.rfc-editor.org/rfc/rfc9449#section-7.1)).
pub(crate) fn check_binding(claims: &Object, thumbprint: Option<&str>) -> Result<(), String> {
    match (bound_to(claims), thumbprint) {
        (None, None) => Ok(()),
        (Some(bound), Some(thumbprint)) if bound == thumbprint => Ok(()),
        (Some(_), Some(_)) => Err("the token is bound to another key than the proof's".to_owned()),
        (Some(_), None) => Err("the token is bound to a key and came as a bearer token".to_owned()),
        (None, Some(_)) => Err("the token is bound to no key and came with a proof".to_owned()),
    }
}

fn invalid(reason: impl Into<String>) -> ProofFault {
    ProofFault::Invalid(format!("the DPoP proof is not good: {}", reason.into()))
}

/// What a proof must be about.
struct Request<'a> {
    method: &'a str,
    url: &'a str,
    client_id: &'a str,
    access_token: Option<&'a str>,
}

/// [RFC 9449 §4.3](https://www.rfc-editor.org/rfc/rfc9449#section-4.3).
fn check(
    state: &State,
    proof: &str,
    request: &Request<'_>,
    nonces: bool,
) -> Result<String, ProofFault> {
    let now = state.clock().now();
    let (header, _) = jose::peek(proof).ok_or_else(|| invalid("it is no JWT"))?;
    if header.get_str("typ") != Some("dpop+jwt") {
        return Err(invalid("its typ is not dpop+jwt"));
    }
    let alg = header.get_str("alg").unwrap_or_default();
    if !algorithms().contains(&alg) {
        return Err(invalid(format!(
            "its alg {} is not asymmetric or unknown",
            echo(alg)
        )));
    }
    let jwk = header.get("jwk").ok_or_else(|| invalid("it has no jwk"))?;
    let jwk =
        Jwk::from_json(jwk).map_err(|error| invalid(format!("its jwk cannot be used: {error}")))?;
    if jwk.is_private() {
        return Err(invalid("its jwk has a private part"));
    }
    let thumbprint = jwk
        .thumbprint()
        .ok_or_else(|| invalid("its jwk is a secret"))?;
    let keys = KeySet::from_key(jwk, KeySource::Key);
    let claims = jose::verified(proof, &keys).map_err(invalid)?;
    if claims.get_str("htm") != Some(request.method) {
        return Err(invalid(format!("its htm is not {}", request.method)));
    }
    let htu = claims.get_str("htu").unwrap_or_default();
    if !same_target(htu, request.url) {
        return Err(invalid(format!(
            "its htu is {}, not {}",
            echo(htu),
            request.url
        )));
    }
    let issued = jose::seconds(&claims, "iat").filter(|issued| {
        let age = now.unix_seconds().saturating_sub(*issued);
        (-WINDOW_SECONDS..=WINDOW_SECONDS).contains(&age)
    });
    let issued =
        issued.ok_or_else(|| invalid("its iat is missing, or more than 300 seconds from now"))?;
    if let Some(token) = request.access_token {
        let hash = base64url::encode(Sha256::digest(token.as_bytes()));
        if claims.get_str("ath") != Some(hash.as_str()) {
            return Err(invalid("its ath is not the hash of the access token"));
        }
    }
    if nonces && !is_nonce(state, claims.get_str("nonce").unwrap_or_default(), now) {
        return Err(ProofFault::Nonce(
            "the DPoP proof has no nonce of this server, or an old one".to_owned(),
        ));
    }
    let jti = claims.get_str("jti").unwrap_or_default();
    if jti.is_empty() || jti.len() > MAX_JTI_BYTES {
        return Err(invalid("its jti is missing or too long"));
    }
    // The last second of its window counts.
    let expires = Timestamp::from_unix_seconds(issued).plus_seconds(WINDOW_SECONDS + 1);
    let name = (thumbprint.as_str(), jti);
    state
        .store()
        .use_jti(JtiOf::DPoPProof, request.client_id, name, expires, now)
        .map_err(|not_first| invalid(format!("its jti {not_first}")))?;
    Ok(thumbprint)
}

/// Whether two URLs are the same but for query, fragment and ways of writing.
fn same_target(one: &str, other: &str) -> bool {
    let (Ok(one), Ok(other)) = (Url::parse(one), Url::parse(other)) else {
        return false;
    };
    let path = |url: &Url| match url.path() {
        "" => "/".to_owned(),
        path => path.to_owned(),
    };
    one.scheme() == other.scheme()
        && one.host().eq_ignore_ascii_case(other.host())
        && one.port_or_default() == other.port_or_default()
        && path(&one).eq_ignore_ascii_case(&path(&other))
}

/// Gives the client the nonce that its next proof must carry.
pub(crate) fn give_nonce(state: &State, answer: &mut Answer) {
    let slot = state.clock().now().unix_seconds() / NONCE_SECONDS;
    answer.header(NONCE, &nonce_of(state, slot));
}

fn is_nonce(state: &State, nonce: &str, now: Timestamp) -> bool {
    let slot = now.unix_seconds() / NONCE_SECONDS;
    [slot, slot - 1]
        .iter()
        .any(|slot| nonce_of(state, *slot) == nonce)
}

/// Nothing is kept for a nonce: it is a keyed hash of the time.
fn nonce_of(state: &State, slot: i64) -> String {
    base64url::encode(state.store().keyed_hash(&format!("dpop-nonce|{slot}")))
}

#[cfg(test)]
mod tests {
    use super::same_target;

    #[test]
    fn targets_are_compared_without_query_and_ways_of_writing() {
        for (one, other, same) in [
            (
                "https://a.example/token",
                "https://A.example:443/token?x#y",
                true,
            ),
            ("https://a.example", "https://a.example/", true),
            ("http://a.example/token", "https://a.example/token", false),
            ("https://a.example/token", "https://a.example/other", false),
            ("", "https://a.example/token", false),
        ] {
            assert_eq!(same_target(one, other), same, "{one}");
        }
    }
}
