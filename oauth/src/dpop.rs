//! DPoP: proofs that whoever sends a token holds the key that it is bound to ([RFC 9449]).
//!
//! [RFC 9449]: https://www.rfc-editor.org/rfc/rfc9449

use claimscope_core::base64url;
use claimscope_core::crypto::SigningKey;
use claimscope_core::entropy::Entropy;
use claimscope_core::json::Object;
use claimscope_core::jwk::Jwk;
use claimscope_core::jwt::sign;
use claimscope_core::misuse;
use claimscope_core::secret::Secret;
use claimscope_core::time::Timestamp;
use sha2::{Digest, Sha256};

use super::body;
use super::{HttpRequest, HttpResponse, OauthError};

const SPEC: &str = "RFC 9449 §4.2";

/// The members that make a public key, and no others.
const PUBLIC_MEMBERS: [&str; 6] = ["kty", "crv", "x", "y", "n", "e"];

/// The key that tokens are bound to.
#[derive(Debug)]
pub struct DpopKey {
    signing: SigningKey,
    public: Object,
    thumbprint: String,
}

impl DpopKey {
    /// Takes a private key of an asymmetric algorithm.
    ///
    /// # Errors
    ///
    /// [`OauthError::Misuse`] where the key is a secret or a public key, or cannot sign.
    pub fn new(key: &Jwk) -> Result<Self, OauthError> {
        let unfit = |message: String| {
            OauthError::misuse(misuse::KEY, message, SPEC)
                .with_hint("give a private key, such as one that keygen ES256 makes")
        };
        let (Some(public), Some(thumbprint), true) =
            (key.public(), key.thumbprint(), key.is_private())
        else {
            return Err(unfit("DPoP needs a private key of a key pair".to_owned()));
        };
        let algorithm = key.algorithms().next();
        let algorithm = algorithm
            .ok_or_else(|| unfit("the key is for no algorithm that is known".to_owned()))?;
        let signing = SigningKey::new(key, algorithm)
            .map_err(|error| unfit(format!("the key for DPoP cannot be used: {error}")))?;
        let all = public.to_json();
        let public = (PUBLIC_MEMBERS.iter())
            .filter_map(|name| Some((name, all.get(name)?)))
            .fold(Object::new(), |object, (name, value)| {
                object.with(name, value.clone())
            });
        Ok(Self {
            signing,
            public,
            thumbprint,
        })
    }

    /// The thumbprint that a bound token carries as `cnf.jkt`.
    pub fn thumbprint(&self) -> &str {
        &self.thumbprint
    }

    /// The request with a fresh proof for it; with the access token's hash where it carries one, and the nonce that this
    /// server gave last.
    ///
    /// # Errors
    ///
    /// [`OauthError::Misuse`] where `entropy` gave nothing, or the key cannot sign.
    pub fn prove(
        &self,
        request: HttpRequest,
        access_token: Option<&Secret>,
        nonce: Option<&str>,
        now: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<HttpRequest, OauthError> {
        let mut jti = [0; 16];
        entropy
            .fill(&mut jti)
            .map_err(|error| OauthError::misuse(misuse::NO_ENTROPY, error.to_string(), SPEC))?;
        let header = Object::new()
            .with("typ", "dpop+jwt")
            .with("alg", self.signing.algorithm().name())
            .with("jwk", self.public.clone());
        let htu = request.url.split(['?', '#']).next().unwrap_or_default();
        let mut claims = Object::new()
            .with("jti", base64url::encode(jti))
            .with("htm", request.method.as_str())
            .with("htu", htu)
            .with("iat", now.unix_seconds());
        if let Some(token) = access_token {
            claims.set("ath", base64url::encode(Sha256::digest(token.expose())));
        }
        if let Some(nonce) = nonce {
            claims.set("nonce", nonce);
        }
        let proof = sign(&header, &claims, &self.signing, entropy).map_err(|error| {
            let message = format!("the key for DPoP cannot sign: {error}");
            OauthError::misuse(misuse::KEY, message, SPEC)
        })?;
        Ok(request.header("DPoP", proof))
    }
}

/// The nonce that a server gives for the next proof ([RFC 9449 §8]), on whatever answer.
///
/// [RFC 9449 §8]: https://www.rfc-editor.org/rfc/rfc9449#section-8
pub fn dpop_nonce(response: &HttpResponse) -> Option<&str> {
    response
        .header_value("dpop-nonce")
        .filter(|nonce| !nonce.is_empty())
}

/// Whether a server refuses a request for want of its nonce: with 400 at an authorization server, with 401 at an API, and at
/// some servers the other way around.
pub fn wants_dpop_nonce(response: &HttpResponse) -> bool {
    const ERROR: &str = "use_dpop_nonce";
    if ![400, 401].contains(&response.status) || dpop_nonce(response).is_none() {
        return false;
    }
    let said = body::declined(response);
    let in_body = matches!(said, Some(OauthError::Declined(declined)) if declined.error == ERROR);
    let challenges = response.challenges();
    let in_header = challenges
        .iter()
        .any(|challenge| challenge.param("error") == Some(ERROR));
    in_body || in_header
}

#[cfg(test)]
mod tests {
    use super::*;
    use claimscope_core::alg::Algorithm;
    use claimscope_core::entropy::NoEntropy;
    use claimscope_core::json;
    use claimscope_core::jwk::generate;

    fn entropy(bytes: &mut [u8]) -> Result<(), NoEntropy> {
        bytes.fill(5);
        Ok(())
    }

    fn part(proof: &str, index: usize) -> Object {
        let part = proof.split('.').nth(index).unwrap();
        let bytes = base64url::decode(part).unwrap();
        json::parse(&bytes)
            .value
            .unwrap()
            .as_object()
            .unwrap()
            .clone()
    }

    #[test]
    fn a_proof_is_for_one_request_and_one_token() {
        let jwk = generate(Algorithm::ES256, &mut entropy).unwrap();
        let key = DpopKey::new(&jwk).unwrap();
        let request = HttpRequest::post_form("https://h/token?a=b#c", [("x", &b"y"[..])]);
        let token = Secret::from("token");
        let now = Timestamp::from_unix_seconds(1_700_000_000);
        let proven = key
            .prove(request, Some(&token), Some("n1"), now, &mut entropy)
            .unwrap();
        let proof = proven.header_value("dpop").unwrap();
        let header = part(proof, 0);
        assert_eq!(header.get_str("typ"), Some("dpop+jwt"));
        assert_eq!(header.get_str("alg"), Some("ES256"));
        let shown = header.get("jwk").unwrap().as_object().unwrap();
        let names: Vec<_> = shown.iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["kty", "crv", "x", "y"]);
        let claims = part(proof, 1);
        assert_eq!(claims.get_str("htm"), Some("POST"));
        assert_eq!(claims.get_str("htu"), Some("https://h/token"));
        assert_eq!(claims.get_str("nonce"), Some("n1"));
        assert_eq!(
            claims.get_str("ath"),
            Some("PEaenWxYddN6Q_NT1PiOYfz4EsZu7jRXRlpAsNpBU-A")
        );
        assert_eq!(key.thumbprint(), jwk.thumbprint().unwrap());
        assert!(!format!("{proven:?}").contains(proof));
    }

    #[test]
    fn secrets_and_public_keys_prove_nothing() {
        let jwk = generate(Algorithm::ES256, &mut entropy).unwrap();
        let public = DpopKey::new(&jwk.public().unwrap()).unwrap_err();
        assert_eq!(public.code(), "misuse.key");
        let secret = generate(Algorithm::HS256, &mut entropy).unwrap();
        assert_eq!(DpopKey::new(&secret).unwrap_err().code(), "misuse.key");
    }

    #[test]
    fn a_wanted_nonce_is_seen_in_body_and_challenge() {
        let answer = |status: u16| HttpResponse::new(status, "").header("DPoP-Nonce", "n");
        let body = HttpResponse::new(400, r#"{"error":"use_dpop_nonce"}"#);
        assert!(!wants_dpop_nonce(&body));
        assert!(wants_dpop_nonce(&body.header("DPoP-Nonce", "n")));
        let challenge = r#"DPoP error="use_dpop_nonce", algs="ES256""#;
        assert!(wants_dpop_nonce(
            &answer(401).header("WWW-Authenticate", challenge)
        ));
        assert!(!wants_dpop_nonce(&answer(401)));
        assert!(!wants_dpop_nonce(&answer(200)));
        assert_eq!(dpop_nonce(&answer(200)), Some("n"));
    }
}
