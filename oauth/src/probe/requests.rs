//! The requests of each case.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use claimscope_core::alg::{Algorithm, KeyType};
use claimscope_core::entropy::Entropy;
use claimscope_core::json::Value;
use claimscope_core::jwk::{Jwk, published_secrets};
use claimscope_core::secret::Secret;
use claimscope_core::time::Timestamp;
use claimscope_core::url::Url;

use super::request::{Planned, ProbeRequest, ProofKey};
use super::token::{Changed, GoodToken};
use super::{ProbeCase, ProbeInputs, certificate, public_key};
use crate::HttpRequest;

/// How long the large token is, in bytes.
const LARGE_BYTES: usize = 1_000_000;

/// Spellings of `none`, which verifiers that compare one of them let through.
const SPELLINGS_OF_NONE: [&str; 4] = ["none", "None", "NONE", "nOnE"];

/// The request of [`ProbeCase::TwoTokens`] whose good token is in the query.
pub(super) const HEADER_AND_QUERY: &str = "header and query";

/// What a query that believes this `kid` gives as the key.
const SECRET_OF_QUERY: &str = "claimscope-probe";

/// Secrets that are tried first: of documentation, of tutorials and of jwt.io.
const WEAK_SECRETS: [&str; 6] = [
    "secret",
    "password",
    "changeme",
    "your-256-bit-secret",
    "your-secret-key",
    "a-string-secret-at-least-256-bits-long",
];

/// Of what is opaque or encrypted nobody sees how it differs from the good one.
const UNREADABLE: &str = "it needs a token whose claims can be read here, beside those of the good one: another may be refused for what is not seen";

/// Makes the requests of one case after the other.
pub(super) struct Planner<'a> {
    pub(super) inputs: &'a ProbeInputs,
    pub(super) good: Result<GoodToken, &'static str>,
    /// A key that nobody trusts.
    pub(super) stranger: Jwk,
    /// A key for proofs that no token is bound to.
    pub(super) holder: Jwk,
    pub(super) now: Timestamp,
    pub(super) entropy: &'a mut dyn Entropy,
}

/// The requests of a case, or why there are none.
type Requests = Result<Vec<ProbeRequest>, String>;

impl Planner<'_> {
    /// The case with its requests, or with why there are none.
    pub(super) fn case(&mut self, case: ProbeCase) -> Planned {
        let (unfit, requests) = match self.requests(case) {
            Ok(none) if none.is_empty() => (Some("no token could be signed".to_owned()), none),
            Ok(requests) => (None, requests),
            Err(why) => (Some(why), Vec::new()),
        };
        Planned {
            case,
            unfit,
            requests,
            is_signed: case.needs_signature() && !self.inputs.tokens.contains_key(&case),
            is_unread: (self.inputs.tokens.get(&case))
                .is_some_and(|token| self.read(token).is_err()),
        }
    }

    fn requests(&mut self, case: ProbeCase) -> Requests {
        if let Some(token) = self.inputs.tokens.get(&case) {
            return match self.unfit(case, token) {
                Some(why) => Err(why.to_owned()),
                None => Ok(vec![self.with_token(case, token)]),
            };
        }
        match case {
            ProbeCase::GoodToken | ProbeCase::GoodTokenAgain => {
                Ok(vec![self.with_token(case, &self.inputs.token)])
            }
            ProbeCase::NoToken => Ok(vec![ProbeRequest::new(case, self.inputs.request.clone())]),
            ProbeCase::TokenEmpty => Ok(vec![self.authorized(case, self.inputs.scheme)]),
            ProbeCase::Garbage => Ok(vec![self.with_token(case, &Secret::from("not-a-token"))]),
            ProbeCase::TokenLarge => Ok(vec![self.with_token(case, &self.large())]),
            ProbeCase::SchemeLowerCase | ProbeCase::SchemeOther | ProbeCase::Truncated => {
                self.of_text(case)
            }
            ProbeCase::TokenInQuery | ProbeCase::TokenInForm | ProbeCase::TwoTokens => {
                self.of_place(case)
            }
            ProbeCase::BoundAsBearer | ProbeCase::ProofOtherKey => self.of_binding(case),
            ProbeCase::MethodOpen => self.of_methods(),
            ProbeCase::OtherToken => Err(
                "it needs the token of a second connection: of another user, client or tenant"
                    .to_owned(),
            ),
            case if case.needs_signature() => self.of_claims(case),
            case => self.of_signature(case),
        }
    }

    /// Why a token that was given for a case says nothing of it.
    fn unfit(&self, case: ProbeCase, token: &Secret) -> Option<&'static str> {
        if token.expose() == self.inputs.token.expose() {
            return Some("the token that was given for it is the good one");
        }
        let needs_claims = matches!(case, ProbeCase::Expired | ProbeCase::IdToken);
        match (&self.good, &self.read(token)) {
            (Ok(good), Ok(given)) => {
                let why = given.unfitness(case, self.now);
                why.or_else(|| good.sameness(given, case))
            }
            (Err(_), Ok(given)) if case != ProbeCase::Expired => given.unfitness(case, self.now),
            (Err(_), Err(_)) if !needs_claims => None,
            _ => Some(UNREADABLE),
        }
    }

    fn read(&self, token: &Secret) -> Result<GoodToken, &'static str> {
        GoodToken::read(token.expose_str().unwrap_or_default(), self.now)
    }

    /// What is made of the token as a text, whatever is in it.
    fn of_text(&self, case: ProbeCase) -> Requests {
        let (token, text) = (&self.inputs.token, self.text());
        let scheme = self.inputs.scheme.to_ascii_lowercase();
        let half = text.len() / 2;
        Ok(vec![match case {
            ProbeCase::SchemeLowerCase => ProbeRequest {
                proof: self.own_proof(token),
                ..self.authorized(case, &format!("{scheme} {text}"))
            },
            ProbeCase::SchemeOther => self.authorized(case, &format!("Basic {text}")),
            _ => self.with_token(case, &Secret::from(text.get(..half).unwrap_or_default())),
        }])
    }

    /// The good token where no API should look for it.
    fn of_place(&self, case: ProbeCase) -> Requests {
        if self.inputs.scheme != "Bearer" {
            return Err("the token is sent with a proof, for which RFC 9449 has the Authorization header alone".to_owned());
        }
        let (text, request) = (self.text(), &self.inputs.request);
        let query = with_query(request, text);
        if case == ProbeCase::TokenInQuery {
            return Ok(vec![ProbeRequest::new(case, query)]);
        }
        if case == ProbeCase::TwoTokens {
            let (bad, good) = (format!("Bearer {}", self.bad()), format!("Bearer {text}"));
            let twice = request.clone().header("Authorization", bad.as_str());
            let twice = twice.header("Authorization", good);
            let both = query.header("Authorization", bad);
            return Ok(vec![
                ProbeRequest::new(case, twice).what("two headers"),
                ProbeRequest::new(case, both).what(HEADER_AND_QUERY),
            ]);
        }
        if !request.body.is_empty() {
            return Err("the request has a body of its own".to_owned());
        }
        let form = HttpRequest::post_form(&request.url, [("access_token", text.as_bytes())]);
        let form = HttpRequest {
            method: request.method.clone(),
            headers: [request.headers.clone(), form.headers].concat(),
            secrets: request.secrets.clone(),
            ..form
        };
        match request.method.as_str() {
            "HEAD" => Err("a HEAD request has no body for a form".to_owned()),
            _ => Ok(vec![ProbeRequest::new(case, form)]),
        }
    }

    /// Other methods than that of the request, without a token; none of those that need no token anywhere.
    fn of_methods(&self) -> Requests {
        let request = &self.inputs.request;
        let methods = self.inputs.methods.iter();
        let methods = methods.filter(|method| {
            **method != request.method && !WITHOUT_TOKEN.contains(&method.as_str())
        });
        let requests: Vec<ProbeRequest> = methods
            .map(|method| {
                let method = method.clone();
                let other = HttpRequest {
                    method: method.clone(),
                    ..request.clone()
                };
                ProbeRequest::new(ProbeCase::MethodOpen, other).what(method)
            })
            .collect();
        match requests.is_empty() {
            true => Err("it needs other methods to try without a token (--methods), OPTIONS and TRACE apart".to_owned()),
            false => Ok(requests),
        }
    }

    fn of_binding(&self, case: ProbeCase) -> Requests {
        let is_bound = self.good.as_ref().is_ok_and(GoodToken::is_bound);
        if !is_bound && self.inputs.scheme == "Bearer" {
            return Err("the token is bound to no key".to_owned());
        }
        let text = self.text();
        if case == ProbeCase::BoundAsBearer {
            return Ok(vec![self.authorized(case, &format!("Bearer {text}"))]);
        }
        let key = ProofKey::Other(Box::new(self.holder.clone()));
        Ok(vec![ProbeRequest {
            proof: Some((key, self.inputs.token.clone())),
            ..self.authorized(case, &format!("DPoP {text}"))
        }])
    }

    /// Tokens that say something else under a signature that holds.
    fn of_claims(&mut self, case: ProbeCase) -> Requests {
        let Some(key) = &self.inputs.signing_key else {
            return Err(missing_key(case).to_owned());
        };
        let good = self.good.as_ref().map_err(|why| (*why).to_owned())?;
        let one = |changed| vec![("", changed)];
        let all: Vec<(&'static str, Changed)> = match case {
            ProbeCase::CritUnknown => one(good.with_critical()),
            ProbeCase::Expired => one(good.expired(self.now)),
            ProbeCase::NotYetValid => one(good.not_yet_valid(self.now)),
            ProbeCase::IssuerOther => one(good.of_other_issuer()),
            ProbeCase::IssuerNear => good.of_near_issuers(),
            ProbeCase::AudienceOther => one(good.for_other_audience()),
            ProbeCase::AudienceNear => good.for_near_audiences(),
            ProbeCase::IdToken => one(good.id_token(self.now)),
            ProbeCase::ScopeMissing => good.of_other_scope().map(one).unwrap_or_default(),
            _ => one(good.same()),
        };
        let mut tokens = Vec::new();
        for (what, changed) in all {
            let token = good.trusted(key, changed, self.entropy);
            tokens.push((what, token.ok_or(CANNOT_SIGN)?));
        }
        let tokens = tokens.iter();
        let requests = tokens.map(|(what, token)| self.with_token(case, token).what(*what));
        let requests: Vec<ProbeRequest> = requests.collect();
        match requests.is_empty() {
            true => Err(missing_claim(case).to_owned()),
            false => Ok(requests),
        }
    }

    /// Tokens with the claims of the good one, whose signature does not hold.
    fn of_signature(&mut self, case: ProbeCase) -> Requests {
        let good = self.good.as_ref().map_err(|why| (*why).to_owned())?;
        let one = |token: Secret| Ok(vec![(String::new(), token)]);
        let tokens: Result<Vec<(String, Secret)>, String> = match case {
            ProbeCase::PayloadTampered => one(good.with_other_payload()),
            ProbeCase::SignatureTampered => one(good.with_other_signature()),
            ProbeCase::SignatureStripped => one(good.without_signature()),
            ProbeCase::AlgNone => Ok(SPELLINGS_OF_NONE
                .map(|alg| (alg.to_owned(), good.unsigned(alg)))
                .into()),
            ProbeCase::KeyConfusion => {
                confused(good, self.inputs.public_key.as_ref(), self.entropy)
            }
            ProbeCase::WeakSecret => Ok(weak(good, self.entropy)),
            ProbeCase::KidPath => {
                let kids = ["../../../../../../dev/null", "/dev/null"];
                let none = Secret::new([]);
                Ok(with_kids(good, &kids, &none, self.entropy))
            }
            ProbeCase::KidSql => {
                let secret = SECRET_OF_QUERY;
                let kids = [
                    format!("x' UNION SELECT '{secret}' -- "),
                    format!("x\" UNION SELECT '{secret}' -- "),
                ];
                let kids = kids.each_ref().map(String::as_str);
                Ok(with_kids(good, &kids, &Secret::from(secret), self.entropy))
            }
            case => {
                let listener = self.inputs.listener.as_deref();
                let token = strange(case, good, &self.stranger, listener, self.entropy)?;
                one(token.ok_or("no token could be signed")?)
            }
        };
        let tokens = tokens?.into_iter();
        let requests = tokens.map(|(what, token)| self.with_token(case, &token).what(what));
        Ok(requests.collect())
    }

    fn text(&self) -> &str {
        self.inputs.token.expose_str().unwrap_or_default()
    }

    /// A token that no API takes.
    fn bad(&self) -> String {
        let tampered = self.good.as_ref().map(GoodToken::with_other_signature);
        let tampered = tampered
            .ok()
            .and_then(|token| Some(token.expose_str()?.to_owned()));
        tampered.unwrap_or_else(|| "not-a-token".to_owned())
    }

    /// A token of [`LARGE_BYTES`]: the good one with a signature that is that much longer.
    fn large(&self) -> Secret {
        let filling = "A".repeat(LARGE_BYTES.saturating_sub(self.text().len()));
        Secret::from(format!("{}{filling}", self.text()))
    }

    fn authorized(&self, case: ProbeCase, value: &str) -> ProbeRequest {
        let request = self.inputs.request.clone();
        ProbeRequest::new(case, request.header("Authorization", value))
    }

    /// The request with a token by the scheme, and a proof where the scheme wants one.
    fn with_token(&self, case: ProbeCase, token: &Secret) -> ProbeRequest {
        let text = token.expose_str().unwrap_or_default();
        ProbeRequest {
            proof: self.own_proof(token),
            ..self.authorized(case, &format!("{} {text}", self.inputs.scheme))
        }
    }

    fn own_proof(&self, token: &Secret) -> Option<(ProofKey, Secret)> {
        (self.inputs.scheme == "DPoP").then(|| (ProofKey::Own, token.clone()))
    }
}

/// Methods that may be answered without a token: a preflight never carries one ([Fetch §4.8](https://fetch.spec.whatwg.org/#cors-preflight-fetch)),
/// and TRACE shows nothing but the request ([RFC 9110 §9.3.8](https://www.rfc-editor.org/rfc/rfc9110#section-9.3.8)).
const WITHOUT_TOKEN: [&str; 2] = ["OPTIONS", "TRACE"];

const CANNOT_SIGN: &str = "the key given cannot sign: is it a private key?";

fn missing_claim(case: ProbeCase) -> &'static str {
    match case {
        ProbeCase::IssuerNear => "the token names no issuer",
        ProbeCase::AudienceNear => "the token names no audience",
        _ => "the token carries no scope that could be left out",
    }
}

fn missing_key(case: ProbeCase) -> &'static str {
    match case {
        ProbeCase::IdToken => "it needs an ID token, or a signing key that the API trusts",
        _ => "it needs a signing key that the API trusts",
    }
}

/// The address with the token as `access_token` ([RFC 6750 §2.3](https://www.rfc-editor.org/rfc/rfc6750#section-2.3)).
fn with_query(request: &HttpRequest, token: &str) -> HttpRequest {
    let has_query = Url::parse(&request.url).is_ok_and(|url| url.query().is_some());
    let (url, fragment) = match request.url.split_once('#') {
        Some((url, fragment)) => (url, format!("#{fragment}")),
        None => (request.url.as_str(), String::new()),
    };
    let mark = if has_query { '&' } else { '?' };
    let token: String = form_urlencoded::byte_serialize(token.as_bytes()).collect();
    HttpRequest {
        url: format!("{url}{mark}access_token={token}{fragment}"),
        ..request.clone()
    }
}

/// One token for each form in which the public key may be taken for a secret.
fn confused(
    good: &GoodToken,
    key: Option<&Jwk>,
    entropy: &mut dyn Entropy,
) -> Result<Vec<(String, Secret)>, String> {
    if good.algorithm.is_some_and(Algorithm::is_symmetric) {
        return Err("the token is signed with a shared secret, and no key is public".to_owned());
    }
    let key = key.filter(|key| key.key_type() != KeyType::Oct);
    let key =
        key.ok_or("it needs the public key that the token is signed with: name the issuer")?;
    let forms = public_key::forms(key).into_iter();
    let tokens = forms.filter_map(|(name, secret)| {
        let token = good.with_secret(&secret, None, entropy)?;
        Some((name.to_owned(), token))
    });
    Ok(tokens.collect())
}

/// Tokens that are signed with secrets of documentation, and with that one of them which the good token is signed with. Which secret
/// it was is said by none: it may be the API's own.
fn weak(good: &GoodToken, entropy: &mut dyn Entropy) -> Vec<(String, Secret)> {
    let mut others = published_secrets().iter().copied();
    let own = others.find(|secret| good.is_signed_with(secret, entropy));
    let own = own.filter(|own| !WEAK_SECRETS.contains(own));
    let secrets = WEAK_SECRETS.into_iter().chain(own).enumerate();
    let tokens = secrets.filter_map(|(index, secret)| {
        let token = good.with_weak_secret(secret, entropy)?;
        Some((format!("secret {}", index + 1), token))
    });
    tokens.collect()
}

fn with_kids(
    good: &GoodToken,
    kids: &[&str],
    secret: &Secret,
    entropy: &mut dyn Entropy,
) -> Vec<(String, Secret)> {
    let tokens = kids.iter().filter_map(|kid| {
        let token = good.with_secret(secret, Some(kid), entropy)?;
        Some(((*kid).to_owned(), token))
    });
    tokens.collect()
}

/// A token signed with a key that nobody trusts, which says in its header where the key is.
fn strange(
    case: ProbeCase,
    good: &GoodToken,
    key: &Jwk,
    listener: Option<&str>,
    entropy: &mut dyn Entropy,
) -> Result<Option<Secret>, String> {
    let address = match (case.fetched_path(), listener) {
        (Some(_), None) => return Err("nothing listens on this machine for the fetch".to_owned()),
        (Some(path), Some(listener)) => format!("{listener}{path}"),
        (None, _) => String::new(),
    };
    let certificate = match case {
        ProbeCase::X5cEmbedded => certificate::self_signed(key, entropy)
            .ok_or("no certificate is made here for a key of the token's type")?,
        _ => Vec::new(),
    };
    let certificate = STANDARD.encode(certificate);
    let kid = key.kid.clone().unwrap_or_default();
    let public = key.public().map(|key| key.to_json());
    let describe = |header: &mut claimscope_core::json::Object| {
        header.set("kid", kid);
        match case {
            ProbeCase::JwkEmbedded => header.set("jwk", public.unwrap_or_default()),
            ProbeCase::X5cEmbedded => header.set("x5c", Value::from(vec![&*certificate])),
            ProbeCase::Jku => header.set("jku", address),
            ProbeCase::X5u => header.set("x5u", address),
            _ => {}
        }
    };
    Ok(good.with_key(key, describe, entropy))
}
