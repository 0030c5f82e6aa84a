//! The good token taken apart, and the tokens that are made from it.

use claimscope_core::alg::Algorithm;
use claimscope_core::base64url;
use claimscope_core::crypto::SigningKey;
use claimscope_core::entropy::Entropy;
use claimscope_core::json::{Object, Value};
use claimscope_core::jwk::Jwk;
use claimscope_core::jwt::{Scopes, sign, signing_input};
use claimscope_core::report::Format;
use claimscope_core::secret::Secret;
use claimscope_core::time::Timestamp;
use claimscope_core::{inspect, unmasked_parts};

use super::ProbeCase;
use crate::token::SCOPES_OF_USERS;

/// The claim that is added where claims are to differ and nothing else.
const ADDED_CLAIM: &str = "claimscope_probe";

/// An extension of which no API can know.
const UNKNOWN_EXTENSION: &str = "https://claimscope.example/probe";

/// A scope that no API demands.
pub(super) const OTHER_SCOPE: &str = "claimscope.probe";

/// Who signs what others are not to believe.
const OTHER_ISSUER: &str = "https://other-issuer.example";

/// Claims that say whose a token is.
const OWNERS: [&str; 7] = ["iss", "tid", "sub", "oid", "client_id", "azp", "appid"];

/// An API that is not the one that is probed.
const OTHER_AUDIENCE: &str = "https://other-api.example";

/// A name without its last character, which, unlike a made-up one, may be a name that the API knows too.
pub(super) const CUT_SHORT: &str = "cut short";

/// No API allows for clocks that differ by more.
const CLOCKS_DIFFER: i64 = 10 * 60;
const HOUR: i64 = 3_600;

/// What an API refuses whatever else is in it.
const OTHER_SOURCE: &str = "the token that was given for it has another issuer or audience than the good one, for which alone it may be refused";

/// What an API takes that allows for clocks that differ.
const NOT_LONG_OVER: &str = "the token that was given for it has not ended ten minutes ago: an API may allow for clocks that differ";

/// A signed JWT that the API takes.
pub(super) struct GoodToken {
    pub(super) header: Object,
    pub(super) claims: Object,
    /// The algorithm that it is signed with, where it is known here.
    pub(super) algorithm: Option<Algorithm>,
    parts: [String; 3],
}

impl GoodToken {
    /// Takes a token apart; why nothing can be made from it otherwise.
    pub(super) fn read(text: &str, now: Timestamp) -> Result<Self, &'static str> {
        let report = inspect(text, now).report;
        let unfit = match report.format {
            Format::Jws => "the token's header or claims cannot be read",
            Format::Jwe => "the token is encrypted, so that its claims cannot be read here",
            _ => "the token is opaque: there are no claims and no signature to change",
        };
        let mut parts = text.split('.').map(str::to_owned);
        let (Some(header), Some(claims)) = unmasked_parts(text) else {
            return Err(unfit);
        };
        let (Format::Jws, Some(first), Some(second), Some(third)) =
            (report.format, parts.next(), parts.next(), parts.next())
        else {
            return Err(unfit);
        };
        Ok(Self {
            algorithm: header.get_str("alg").and_then(Algorithm::from_name),
            parts: [first, second, third],
            header,
            claims,
        })
    }

    /// The same token with one more claim, under its old signature.
    pub(super) fn with_other_payload(&self) -> Secret {
        let claims = self.claims.clone().with(ADDED_CLAIM, true);
        let input = signing_input(&self.header, &claims, Algorithm::RS256);
        let payload = input.split('.').nth(1).unwrap_or_default();
        let [header, _, signature] = &self.parts;
        Secret::from(format!("{header}.{payload}.{signature}"))
    }

    /// The same token with another first letter of the signature.
    pub(super) fn with_other_signature(&self) -> Secret {
        let [header, payload, signature] = &self.parts;
        let first = if signature.starts_with('A') { 'B' } else { 'A' };
        let rest = signature.get(1..).unwrap_or_default();
        Secret::from(format!("{header}.{payload}.{first}{rest}"))
    }

    /// The same token with an empty signature.
    pub(super) fn without_signature(&self) -> Secret {
        let [header, payload, _] = &self.parts;
        Secret::from(format!("{header}.{payload}."))
    }

    /// The same claims, unsigned, with this `alg`.
    pub(super) fn unsigned(&self, alg: &str) -> Secret {
        let mut header = self.header.clone();
        header.set("alg", alg);
        let input = signing_input(&header, &self.claims, Algorithm::RS256);
        Secret::from(format!("{input}."))
    }

    /// The same claims, signed with these bytes as the secret of an HMAC, under a `kid` of its own where one is given.
    pub(super) fn with_secret(
        &self,
        secret: &Secret,
        kid: Option<&str>,
        entropy: &mut dyn Entropy,
    ) -> Option<Secret> {
        self.with_secret_of(&self.claims, secret, kid, entropy)
    }

    /// The same token with one more claim, signed with a secret that everybody knows.
    pub(super) fn with_weak_secret(
        &self,
        secret: &str,
        entropy: &mut dyn Entropy,
    ) -> Option<Secret> {
        let claims = self.claims.clone().with(ADDED_CLAIM, true);
        self.with_secret_of(&claims, &Secret::from(secret), None, entropy)
    }

    /// Whether the token's own signature is an HMAC with this secret.
    pub(super) fn is_signed_with(&self, secret: &str, entropy: &mut dyn Entropy) -> bool {
        let Some(algorithm) = self.algorithm.filter(|own| own.is_symmetric()) else {
            return false;
        };
        let [header, payload, signature] = &self.parts;
        let key = SigningKey::new(&Jwk::from_secret(Secret::from(secret)), algorithm);
        let made = key.and_then(|key| key.sign(format!("{header}.{payload}").as_bytes(), entropy));
        made.is_ok_and(|made| base64url::encode(made) == *signature)
    }

    fn with_secret_of(
        &self,
        claims: &Object,
        secret: &Secret,
        kid: Option<&str>,
        entropy: &mut dyn Entropy,
    ) -> Option<Secret> {
        let own = self.algorithm.filter(|own| own.is_symmetric());
        let algorithm = own.unwrap_or(Algorithm::HS256);
        let mut header = self.header.clone();
        header.set("alg", algorithm.name());
        if let Some(kid) = kid {
            header.set("kid", kid);
        }
        // HMAC fills a short secret up with zeros (RFC 2104 §2), so that one zero is as good as none, which no provider takes.
        let secret = match secret.is_empty() {
            true => Secret::new([0]),
            false => secret.clone(),
        };
        let key = SigningKey::new(&Jwk::from_secret(secret), algorithm).ok()?;
        let token = sign(&header, claims, &key, entropy).ok()?;
        Some(Secret::from(token))
    }

    /// The algorithm with which others sign to be believed: the token's own, where keys in public can have it.
    pub(super) fn algorithm_of_others(&self) -> Algorithm {
        let own = self.algorithm.filter(|own| !own.is_symmetric());
        own.unwrap_or(Algorithm::RS256)
    }

    /// The same claims, signed with a key of somebody else's, which `describe` puts in the header.
    pub(super) fn with_key(
        &self,
        key: &Jwk,
        describe: impl FnOnce(&mut Object),
        entropy: &mut dyn Entropy,
    ) -> Option<Secret> {
        let mut header = self.header.clone();
        for name in ["x5c", "x5t", "x5t#S256", "kid"] {
            header.remove(name);
        }
        describe(&mut header);
        signed(
            &header,
            &self.claims,
            key,
            self.algorithm_of_others(),
            entropy,
        )
    }

    /// Other claims under the header of the token, signed with the key that the API trusts.
    pub(super) fn trusted(
        &self,
        key: &Jwk,
        changed: Changed,
        entropy: &mut dyn Entropy,
    ) -> Option<Secret> {
        let own = self.algorithm;
        let algorithm = key.algorithms().find(|algorithm| Some(*algorithm) == own);
        let algorithm = algorithm.or_else(|| key.algorithms().next())?;
        let mut header = self.header.clone();
        header.set("alg", algorithm.name());
        if let Some(kid) = &key.kid {
            header.set("kid", kid.as_str());
        }
        if let Some(typ) = changed.typ {
            header.set("typ", typ);
        }
        if changed.is_critical {
            header.set("crit", Value::from(vec![UNKNOWN_EXTENSION]));
            header.set(UNKNOWN_EXTENSION, true);
        }
        signed(&header, &changed.claims, key, algorithm, entropy)
    }

    /// The token's own claims.
    pub(super) fn same(&self) -> Changed {
        Changed {
            claims: self.claims.clone(),
            typ: None,
            is_critical: false,
        }
    }

    /// The token's own claims under a header that demands an extension.
    pub(super) fn with_critical(&self) -> Changed {
        Changed {
            is_critical: true,
            ..self.same()
        }
    }

    /// The token as if it had been issued two hours ago, for one.
    pub(super) fn expired(&self, now: Timestamp) -> Changed {
        let issued = now.unix_seconds() - 2 * HOUR;
        self.at(issued, issued)
    }

    /// The token as if it were issued now, to hold from in an hour.
    pub(super) fn not_yet_valid(&self, now: Timestamp) -> Changed {
        let issued = now.unix_seconds();
        self.at(issued, issued + HOUR)
    }

    /// The token of another issuer.
    pub(super) fn of_other_issuer(&self) -> Changed {
        self.with("iss", OTHER_ISSUER)
    }

    /// The token for another API.
    pub(super) fn for_other_audience(&self) -> Changed {
        self.with("aud", OTHER_AUDIENCE)
    }

    /// The token of issuers whose names are nearly its own; none where it names no issuer.
    pub(super) fn of_near_issuers(&self) -> Vec<(&'static str, Changed)> {
        let issuer = self.claims.get_str("iss").unwrap_or_default();
        let near = Near {
            before: "https://other-issuer.example/",
            behind: ".other-issuer.example",
        };
        let names = near.names(issuer).into_iter();
        names
            .map(|(what, name)| (what, self.with("iss", &name)))
            .collect()
    }

    /// The token for APIs whose names are nearly its own; none where it names no audience.
    pub(super) fn for_near_audiences(&self) -> Vec<(&'static str, Changed)> {
        let audiences: Vec<&str> = match self.claims.get("aud") {
            Some(Value::String(_)) => self.claims.get_str("aud").into_iter().collect(),
            Some(Value::Array(values)) => values.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        let near = Near {
            before: "made-up-7c41e9-",
            behind: "-made-up-7c41e9",
        };
        let mut changed: Vec<(&'static str, Vec<String>)> = Vec::new();
        for (what, name) in audiences.iter().flat_map(|audience| near.names(audience)) {
            // One of several may be nearly another.
            if audiences.contains(&name.as_str()) {
                continue;
            }
            match changed.iter_mut().find(|(known, _)| *known == what) {
                Some((_, names)) => names.push(name),
                None => changed.push((what, vec![name])),
            }
        }
        let changed = changed.into_iter();
        changed
            .map(|(what, names)| {
                let mut changed = self.same();
                let aud = match (self.claims.get("aud"), &names[..]) {
                    (Some(Value::String(_)), [name]) => Value::from(name.as_str()),
                    _ => Value::from(names.iter().map(String::as_str).collect::<Vec<_>>()),
                };
                changed.claims.set("aud", aud);
                (what, changed)
            })
            .collect()
    }

    /// An ID token of the same user, or client, for the client.
    pub(super) fn id_token(&self, now: Timestamp) -> Changed {
        let text = |names: &[&str]| {
            let mut names = names.iter();
            names.find_map(|name| self.claims.get_str(name).map(str::to_owned))
        };
        let client = text(&["client_id", "azp", "cid", "appid"]);
        let client = client.unwrap_or_else(|| "claimscope-probe".to_owned());
        let subject = text(&["sub"]).unwrap_or_else(|| client.clone());
        let mut claims = Object::new();
        if let Some(issuer) = self.claims.get("iss") {
            claims.set("iss", issuer.clone());
        }
        claims.set("sub", subject);
        claims.set("aud", client);
        claims.set("iat", now.unix_seconds());
        claims.set("exp", now.unix_seconds() + HOUR);
        claims.set("nonce", "claimscope-probe");
        Changed {
            claims,
            typ: Some("JWT"),
            is_critical: false,
        }
    }

    /// The token with another scope in the place of its own; `None` where it has none.
    pub(super) fn of_other_scope(&self) -> Option<Changed> {
        let mut changed = self.same();
        let mut is_changed = false;
        for name in ["scope", "scp"] {
            let other = match self.claims.get(name) {
                Some(Value::Array(_)) => Value::from(vec![OTHER_SCOPE]),
                Some(Value::String(_)) => Value::from(OTHER_SCOPE),
                _ => continue,
            };
            changed.claims.set(name, other);
            is_changed = true;
        }
        is_changed.then_some(changed)
    }

    /// Why a token that was given for a case proves nothing of it, whatever the good one is.
    pub(super) fn unfitness(&self, case: ProbeCase, now: Timestamp) -> Option<&'static str> {
        let end = self.claims.numeric_date("exp");
        match case {
            // No difference of clocks is to explain that it is taken.
            ProbeCase::Expired => {
                let is_long_over = end.is_some_and(|end| end.plus_seconds(CLOCKS_DIFFER) < now);
                (!is_long_over).then_some(NOT_LONG_OVER)
            }
            _ if end.is_some_and(|end| end <= now) => {
                Some("the token that was given for it has ended, for which alone it may be refused")
            }
            ProbeCase::IdToken if Scopes::of(&self.claims).iter().next().is_some() => {
                Some("the token that was given for it has scopes, as an access token has")
            }
            _ => None,
        }
    }

    /// Why a token that was given for a case does not differ from this one in what the case is about, or differs in more.
    pub(super) fn sameness(&self, other: &Self, case: ProbeCase) -> Option<&'static str> {
        let is_same = |name: &&str| self.claims.get(name) == other.claims.get(name);
        if other.is_bound() && !is_same(&"cnf") {
            return Some(
                "the token that was given for it is bound to another key than the good one",
            );
        }
        match case {
            ProbeCase::Expired if !["scope", "scp"].iter().all(is_same) => Some(
                "the token that was given for it has other scopes than the good one, for which alone it may be refused",
            ),
            ProbeCase::Expired | ProbeCase::IdToken if !is_same(&"iss") => Some(OTHER_SOURCE),
            ProbeCase::Expired | ProbeCase::OtherToken if !is_same(&"aud") => Some(OTHER_SOURCE),
            ProbeCase::OtherToken if OWNERS.iter().all(is_same) => {
                Some("the second token is of the same issuer, tenant, client and user as the first")
            }
            ProbeCase::ScopeMissing => {
                let others = Scopes::of(&other.claims);
                let has = |scope: &str| others.iter().any(|one| one == scope);
                let mut own = Scopes::of(&self.claims).iter();
                own.all(has)
                    .then_some("the token that was given for it has every scope of the good one")
            }
            ProbeCase::AudienceOther if is_same(&"aud") => {
                Some("the token that was given for it has the audience of the good one")
            }
            ProbeCase::IssuerOther if is_same(&"iss") => {
                Some("the token that was given for it has the issuer of the good one")
            }
            _ => None,
        }
    }

    /// Whether the token has one of these scopes, and not only one of OpenID Connect's, which no API demands.
    pub(super) fn has_one_of(&self, scopes: &[String]) -> bool {
        let own = Scopes::of(&self.claims).iter();
        let mut own = own.filter(|own| !SCOPES_OF_USERS.contains(own));
        own.any(|own| scopes.iter().any(|scope| scope == own))
    }

    /// Whether the token is bound to a key by DPoP.
    pub(super) fn is_bound(&self) -> bool {
        let confirmation = self.claims.get("cnf").and_then(Value::as_object);
        confirmation.is_some_and(|cnf| cnf.get("jkt").is_some())
    }

    fn with(&self, name: &str, value: &str) -> Changed {
        let mut changed = self.same();
        changed.claims.set(name, value);
        changed
    }

    /// The claims as if the token was issued then, to hold for an hour from `not_before`.
    fn at(&self, issued: i64, not_before: i64) -> Changed {
        let mut changed = self.same();
        if self.claims.get("iat").is_some() {
            changed.claims.set("iat", issued);
        }
        changed.claims.set("nbf", not_before);
        changed.claims.set("exp", not_before + HOUR);
        changed
    }
}

/// Claims that are not those of the good token.
pub(super) struct Changed {
    claims: Object,
    /// `typ`, where the token is of another kind.
    typ: Option<&'static str>,
    /// Whether the header demands an extension of which nobody knows.
    is_critical: bool,
}

/// What is put around a name to make one that is nearly the same.
struct Near {
    before: &'static str,
    behind: &'static str,
}

impl Near {
    /// Names that begin or end with this one, or with which it begins; none that differs by a slash at the end alone.
    fn names(&self, name: &str) -> Vec<(&'static str, String)> {
        let mut short = name.trim_end_matches('/').chars();
        short.next_back();
        let short = short.as_str();
        let mut names = Vec::new();
        if !name.is_empty() {
            names.push(("with more behind it", format!("{name}{}", self.behind)));
            names.push(("with more before it", format!("{}{name}", self.before)));
        }
        if !short.is_empty() {
            names.push((CUT_SHORT, short.to_owned()));
        }
        names
    }
}

fn signed(
    header: &Object,
    claims: &Object,
    key: &Jwk,
    algorithm: Algorithm,
    entropy: &mut dyn Entropy,
) -> Option<Secret> {
    let mut header = header.clone();
    header.set("alg", algorithm.name());
    let key = SigningKey::new(key, algorithm).ok()?;
    let token = sign(&header, claims, &key, entropy).ok()?;
    Some(Secret::from(token))
}
