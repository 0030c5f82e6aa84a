//! An API that verifies as core does, and can be told to leave one check out.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use claimscope_core::alg::Algorithm;
use claimscope_core::base64url;
use claimscope_core::crypto::{KeySet, SigningKey};
use claimscope_core::json::{self, Object, Value};
use claimscope_core::jwk::{Jwk, generate};
use claimscope_core::jwt::{Expectations, Profile, Scopes, sign};
use claimscope_core::report::KeySource;
use claimscope_core::secret::Secret;
use claimscope_core::verify;

use super::super::*;
use super::{NOW, entropy};
use crate::{HttpRequest, HttpResponse};

pub(super) const ISSUER: &str = "https://issuer.example";
pub(super) const URL: &str = "https://api.example/orders";

/// A check that is left out, or a habit that is bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    None,
    NoSignature,
    Audience,
    Expiry,
    NotBefore,
    Issuer,
    Scope,
    AlgNone,
    Embedded,
    Query,
    Form,
    AnyScheme,
    AnyText,
    LastHeader,
    KeyOfNobody,
    EmptyToken,
    OneAlgorithm,
    NearAudience,
    NearIssuer,
    /// None: an API that has another name too, which begins as the first.
    SecondAudience,
    Certificate,
    Critical,
    WeakSecret,
}

pub(super) struct Api {
    pub(super) key: Jwk,
    pub(super) fault: Fault,
}

impl Api {
    pub(super) fn new(fault: Fault) -> Self {
        let key = generate(Algorithm::ES256, &mut entropy).unwrap();
        Self { key, fault }
    }

    pub(super) fn claims() -> Object {
        Object::new()
            .with("iss", ISSUER)
            .with("aud", "orders")
            .with("sub", "alice")
            .with("client_id", "web")
            .with("scope", "orders.read")
            .with("iat", NOW.unix_seconds() - 60)
            .with("exp", NOW.unix_seconds() + 600)
    }

    pub(super) fn signed(&self, claims: &Object) -> Secret {
        let key = SigningKey::new(&self.key, Algorithm::ES256).unwrap();
        let kid = self.key.kid.clone().unwrap();
        let header = Object::new().with("typ", "at+jwt").with("kid", kid);
        Secret::from(sign(&header, claims, &key, &mut entropy).unwrap())
    }

    /// All that there is to probe it with.
    pub(super) fn inputs(&self) -> ProbeInputs {
        ProbeInputs {
            public_key: self.key.public(),
            signing_key: Some(self.key.clone()),
            scopes: vec!["openid".to_owned(), "orders.read".to_owned()],
            listener: Some("http://127.0.0.1:9/fetch".to_owned()),
            ..self.inputs_without_key()
        }
    }

    /// A token alone.
    pub(super) fn inputs_without_key(&self) -> ProbeInputs {
        ProbeInputs::new(HttpRequest::get(URL), self.signed(&Self::claims()))
    }

    pub(super) fn answer(&self, request: &ProbeRequest) -> ProbeAnswer {
        ProbeAnswer::Response(self.respond(&request.request))
    }

    fn respond(&self, request: &HttpRequest) -> HttpResponse {
        let Some(token) = self.token(request) else {
            return HttpResponse::new(401, "").header("WWW-Authenticate", "Bearer");
        };
        if token.is_empty() && self.fault == Fault::EmptyToken {
            return Self::orders();
        }
        let Some(claims) = self.believed(&token) else {
            let challenge = r#"Bearer error="invalid_token""#;
            return HttpResponse::new(401, "").header("WWW-Authenticate", challenge);
        };
        let mut scopes = Scopes::of(&claims).iter();
        if !scopes.any(|scope| scope == "orders.read") && self.fault != Fault::Scope {
            let challenge = r#"Bearer error="insufficient_scope", scope="orders.read""#;
            return HttpResponse::new(403, "").header("WWW-Authenticate", challenge);
        }
        Self::orders()
    }

    fn orders() -> HttpResponse {
        HttpResponse::new(200, "[]").header("Content-Type", "application/json")
    }

    /// The token where this API looks for it.
    fn token(&self, request: &HttpRequest) -> Option<String> {
        let named = |text: &str| {
            let start = text.find("access_token=")? + "access_token=".len();
            text[start..].split('&').next().map(str::to_owned)
        };
        let headers = request.headers.iter();
        let mut headers: Vec<&str> = headers
            .filter(|(name, _)| name == "Authorization")
            .filter_map(|(_, value)| value.expose_str())
            .collect();
        match self.fault {
            Fault::Query if let Some(token) = named(&request.url) => return Some(token),
            Fault::Form if let Some(token) = request.body.expose_str().and_then(named) => {
                return Some(token);
            }
            Fault::LastHeader => headers.reverse(),
            _ => {}
        }
        let (scheme, token) = match headers.first()?.split_once(' ') {
            Some((scheme, token)) => (scheme, token),
            None => (*headers.first()?, ""),
        };
        let is_bearer = scheme.eq_ignore_ascii_case("bearer") || self.fault == Fault::AnyScheme;
        is_bearer.then(|| token.to_owned())
    }

    /// Whether the token names this API's key.
    fn knows(&self, header: &Object) -> bool {
        header.get_str("kid") == self.key.kid.as_deref()
    }

    /// The claims, where this API believes them.
    fn believed(&self, token: &str) -> Option<Object> {
        let (header, claims) = (part(token, 0), part(token, 1));
        let alg = header.as_ref().and_then(|header| header.get_str("alg"));
        let keys = match self.fault {
            Fault::NoSignature => return claims,
            Fault::AnyText => return (!token.is_empty()).then(Self::claims),
            Fault::OneAlgorithm if matches!(alg, Some("ES256" | "none")) => return claims,
            Fault::KeyOfNobody if !self.knows(header.as_ref()?) => return claims,
            Fault::AlgNone if alg.is_some_and(|alg| alg.eq_ignore_ascii_case("none")) => {
                return claims;
            }
            Fault::Critical if header.as_ref().is_some_and(|it| it.get("crit").is_some()) => {
                return claims;
            }
            Fault::WeakSecret if alg == Some("HS256") => {
                KeySet::from_key(Jwk::from_secret("password".into()), KeySource::Key)
            }
            Fault::Certificate if let Some(certificate) = certificate(header.as_ref()) => {
                KeySet::from_key(Jwk::parse(&certificate).ok()?, KeySource::Key)
            }
            Fault::Embedded if let Some(jwk) = header.as_ref().and_then(|it| it.get("jwk")) => {
                KeySet::from_key(Jwk::from_json(jwk).ok()?, KeySource::Key)
            }
            _ => {
                let set = format!("{{\"keys\":[{}]}}", self.key.public()?.to_json());
                KeySet::parse(set.as_bytes()).ok()?
            }
        };
        let mut expected = Expectations::of(Profile::Jwt).algorithms([Algorithm::ES256]);
        if self.fault == Fault::WeakSecret {
            let both = [Algorithm::ES256, Algorithm::HS256];
            expected = expected.algorithms(both).allow_weak_keys();
        }
        expected = match self.fault {
            Fault::Issuer | Fault::NearIssuer => expected.waive_issuer(),
            _ => expected.issuer(ISSUER),
        };
        expected = match self.fault {
            Fault::Audience | Fault::NearAudience => expected.waive_audience(),
            Fault::SecondAudience => expected.audience("orders").audience("order"),
            _ => expected.audience("orders"),
        };
        let now = match self.fault {
            Fault::Expiry => times(&claims, "exp").map_or(NOW, |exp| NOW.min(exp.plus_seconds(-1))),
            Fault::NotBefore => times(&claims, "nbf").map_or(NOW, |nbf| NOW.max(nbf)),
            _ => NOW,
        };
        let verified = verify(token, &keys, &expected.policy().ok()?, now).ok()?;
        let claims = verified.claims().clone();
        let is_like = match self.fault {
            Fault::NearIssuer => claims.get_str("iss")?.starts_with(ISSUER),
            Fault::NearAudience => claims.get_str("aud")?.contains("orders"),
            _ => true,
        };
        is_like.then_some(claims)
    }
}

fn times(claims: &Option<Object>, name: &str) -> Option<claimscope_core::time::Timestamp> {
    claims.as_ref()?.numeric_date(name)
}

fn certificate(header: Option<&Object>) -> Option<Vec<u8>> {
    let chain = header?.get("x5c")?.as_array()?;
    STANDARD.decode(chain.first()?.as_str()?).ok()
}

fn part(token: &str, index: usize) -> Option<Object> {
    let bytes = base64url::decode(token.split('.').nth(index)?).ok()?;
    match json::parse_strict(&bytes).ok()? {
        Value::Object(object) => Some(object),
        _ => None,
    }
}
