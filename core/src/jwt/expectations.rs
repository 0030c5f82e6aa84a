//! What a person or a program expects of a token: flags, form fields, options and saved connections all fill this.

use serde::de::{Deserializer, Error};
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};

#[cfg(feature = "kinds")]
use super::ProvenRequest;
use super::{Policy, PolicyMisuse, Profile, TokenHash};
use crate::alg::Algorithm;

/// A value that is expected, or the word that it need not be checked. Serialised as a string, several, or `false` for
/// a waiver.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Expected {
    /// Neither stated nor waived: no policy comes of it.
    #[default]
    Unsaid,
    /// Any one of these, compared code point by code point.
    AnyOf(Vec<String>),
    /// Not checked, because the caller said so.
    Waived,
}

impl Expected {
    /// Nothing of the kind was said, one way or the other.
    pub fn is_unsaid(&self) -> bool {
        *self == Self::Unsaid
    }

    /// The expected values; none where the check is waived or nothing was said.
    pub fn values(&self) -> &[String] {
        match self {
            Self::AnyOf(values) => values,
            Self::Unsaid | Self::Waived => &[],
        }
    }

    /// Adds a value, any one of which will do.
    pub fn push(&mut self, value: String) {
        match self {
            Self::AnyOf(values) => values.push(value),
            Self::Unsaid | Self::Waived => *self = Self::AnyOf(vec![value]),
        }
    }
}

/// Which algorithms may have signed the token. Serialised as a list of names, or `"of-keys"`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Algorithms {
    /// Nothing was said: no policy comes of it.
    #[default]
    Unsaid,
    /// Any one of these ([RFC 8725 §3.1](https://www.rfc-editor.org/rfc/rfc8725#section-3.1)).
    AnyOf(Vec<Algorithm>),
    /// Whatever the trusted keys allow: a key's type binds its algorithms, so a public key never serves as a secret. Those
    /// that not every build verifies ([`Algorithm::is_everywhere`]) are taken only where they are named.
    OfKeys,
}

impl Algorithms {
    /// Nothing was said of algorithms.
    pub fn is_unsaid(&self) -> bool {
        *self == Self::Unsaid
    }
}

/// The word for [`Algorithms::OfKeys`].
const OF_KEYS: &str = "of-keys";

/// What is expected of a token. A policy is made of nothing else ([`Expectations::policy`]).
///
/// ```
/// use claimscope_core::jwt::{Expectations, Profile};
///
/// let expectations: Expectations = serde_json::from_str(
///     r#"{"profile": "at+jwt", "issuer": "https://localhost:5001", "audience": ["api1"], "algorithms": ["RS256"]}"#,
/// )?;
/// let same = Expectations::of(Profile::AtJwt)
///     .issuer("https://localhost:5001")
///     .audience("api1")
///     .algorithms(["RS256"].into_iter().filter_map(claimscope_core::alg::Algorithm::from_name));
/// assert_eq!(expectations, same);
/// assert!(expectations.policy().is_ok());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Expectations {
    /// The kind of token.
    pub profile: Profile,
    /// `iss`, compared exactly ([RFC 7519 §4.1.1](https://www.rfc-editor.org/rfc/rfc7519#section-4.1.1)).
    #[serde(skip_serializing_if = "Expected::is_unsaid")]
    pub issuer: Expected,
    /// A value among `aud` ([RFC 7519 §4.1.3](https://www.rfc-editor.org/rfc/rfc7519#section-4.1.3)).
    #[serde(skip_serializing_if = "Expected::is_unsaid")]
    pub audience: Expected,
    /// The allowed algorithms.
    #[serde(skip_serializing_if = "Algorithms::is_unsaid")]
    pub algorithms: Algorithms,
    /// Forgiven difference of clocks, in seconds, 600 at the most.
    pub leeway_seconds: u32,
    /// Tokens whose `iat` lies further back than this many seconds are refused; DPoP proofs by 300 where nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_age_seconds: Option<u64>,
    /// Scopes that must all be in `scope` or `scp`; an element may name several with a space between.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<String>,
    /// Claims that must be there, whatever their value, `null` excepted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub required_claims: Vec<String>,
    /// The `nonce` of an ID token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
    /// The user must have logged in at most this many seconds ago, by an ID token's `auth_time`: the `max_age` of the login.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_auth_age_seconds: Option<u64>,
    /// The `acr` of an ID token must be one of these; nothing is expected where there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub acr_values: Vec<String>,
    /// The access token that came with an ID token, for its `at_hash`. Belongs to one response, and is not serialised.
    #[serde(skip)]
    pub access_token: Option<TokenHash>,
    /// The code that came with an ID token, for its `c_hash`. Belongs to one response, and is not serialised.
    #[serde(skip)]
    pub code: Option<TokenHash>,
    /// The media type in `typ` that takes the place of the profile's, as a message of one kind has it that no profile is for
    /// ([RFC 8725 §3.11](https://www.rfc-editor.org/rfc/rfc8725#section-3.11)). Not serialised.
    #[serde(skip)]
    pub typ: Option<&'static str>,
    /// The request that a DPoP proof must be for. Belongs to one request, and is not serialised.
    #[cfg(feature = "kinds")]
    #[serde(skip)]
    pub proof_for: Option<ProvenRequest>,
    /// The key binding that the token must come with, which then is an SD-JWT. Belongs to one presentation, and is not serialised.
    #[cfg(feature = "kinds")]
    #[serde(skip)]
    pub key_binding: Option<ExpectedBinding>,
    /// The client: `client_id` of an access token, `azp` of an ID token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// Takes tokens without `exp`, such as Kubernetes' legacy ones. An `exp` that is there still counts.
    pub allow_missing_expiry: bool,
    /// Takes parts padded with `=`, as AWS load balancers write them.
    pub allow_padding: bool,
    /// Takes keys that are too weak to prove anything, with a warning. For tests. RSA keys that no provider computes
    /// with, below 2048 bits, stay refused.
    pub allow_weak_keys: bool,
}

/// Whom the key binding of an SD-JWT must be for, and the nonce that its holder was given ([RFC 9901 §7.3]).
///
/// [RFC 9901 §7.3]: https://www.rfc-editor.org/rfc/rfc9901#section-7.3
#[cfg(feature = "kinds")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedBinding {
    /// Its `aud`, compared exactly.
    pub audience: String,
    /// Its `nonce`, compared exactly.
    pub nonce: String,
}

impl Expectations {
    /// Expectations of this kind of token, with nothing said of issuer, audience and algorithms yet.
    pub fn of(profile: Profile) -> Self {
        Self {
            profile,
            ..Self::default()
        }
    }

    /// The policy.
    ///
    /// # Errors
    ///
    /// Where issuer, audience or algorithms were neither stated nor waived, or a setting makes no sense.
    pub fn policy(self) -> Result<Policy, PolicyMisuse> {
        Policy::new(self)
    }

    /// Expects this `iss`. Called again, any one of them will do.
    #[must_use]
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.issuer.push(issuer.into());
        self
    }

    /// Takes tokens of any issuer whose key is trusted.
    #[must_use]
    pub fn waive_issuer(mut self) -> Self {
        self.issuer = Expected::Waived;
        self
    }

    /// Expects this value among `aud`. Called again, any one of them will do.
    #[must_use]
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.audience.push(audience.into());
        self
    }

    /// Takes tokens that were issued for somebody else.
    #[must_use]
    pub fn waive_audience(mut self) -> Self {
        self.audience = Expected::Waived;
        self
    }

    /// Allows these algorithms and no others.
    #[must_use]
    pub fn algorithms(mut self, algorithms: impl IntoIterator<Item = Algorithm>) -> Self {
        self.algorithms = Algorithms::AnyOf(algorithms.into_iter().collect());
        self
    }

    /// Allows the algorithms that the trusted keys are for, see [`Algorithms::OfKeys`].
    #[must_use]
    pub fn algorithms_of_keys(mut self) -> Self {
        self.algorithms = Algorithms::OfKeys;
        self
    }

    /// Forgives clocks that differ by this many seconds, 600 at the most. The default is 0.
    #[must_use]
    pub fn leeway_seconds(mut self, seconds: u32) -> Self {
        self.leeway_seconds = seconds;
        self
    }

    /// Refuses tokens whose `iat` lies further back than this many seconds.
    #[must_use]
    pub fn max_age_seconds(mut self, seconds: u64) -> Self {
        self.max_age_seconds = Some(seconds);
        self
    }

    /// Requires this scope, or several with spaces between; call again for more. All are needed.
    #[must_use]
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.scopes.push(scope.into());
        self
    }

    /// Requires a claim of this name.
    #[must_use]
    pub fn require_claim(mut self, name: impl Into<String>) -> Self {
        self.required_claims.push(name.into());
        self
    }

    /// Expects this `nonce` of an ID token.
    #[must_use]
    pub fn nonce(mut self, nonce: impl Into<String>) -> Self {
        self.nonce = Some(nonce.into());
        self
    }

    /// Expects the user to have logged in at most this many seconds ago.
    #[must_use]
    pub fn max_auth_age_seconds(mut self, seconds: u64) -> Self {
        self.max_auth_age_seconds = Some(seconds);
        self
    }

    /// Expects this `acr` of an ID token. Called again, any one of them will do.
    #[must_use]
    pub fn acr(mut self, acr: impl Into<String>) -> Self {
        self.acr_values.push(acr.into());
        self
    }

    /// Expects an ID token that came with this access token.
    #[must_use]
    pub fn with_access_token(mut self, token: &[u8]) -> Self {
        self.access_token = Some(TokenHash::of(token));
        self
    }

    /// Expects an ID token that came with this code.
    #[must_use]
    pub fn with_code(mut self, code: &[u8]) -> Self {
        self.code = Some(TokenHash::of(code));
        self
    }

    /// Expects this media type in `typ`, such as `token-introspection+jwt`, in place of the profile's.
    #[must_use]
    pub fn typ(mut self, typ: &'static str) -> Self {
        self.typ = Some(typ);
        self
    }

    /// Expects a DPoP proof for this request.
    #[cfg(feature = "kinds")]
    #[must_use]
    pub fn proof_for(mut self, request: ProvenRequest) -> Self {
        self.proof_for = Some(request);
        self
    }

    /// Expects an SD-JWT with a key binding for this audience, with this nonce.
    #[cfg(feature = "kinds")]
    #[must_use]
    pub fn key_binding(mut self, audience: impl Into<String>, nonce: impl Into<String>) -> Self {
        self.key_binding = Some(ExpectedBinding {
            audience: audience.into(),
            nonce: nonce.into(),
        });
        self
    }

    /// Expects this client.
    #[must_use]
    pub fn client_id(mut self, client_id: impl Into<String>) -> Self {
        self.client_id = Some(client_id.into());
        self
    }

    /// Takes tokens without `exp`.
    #[must_use]
    pub fn allow_missing_expiry(mut self) -> Self {
        self.allow_missing_expiry = true;
        self
    }

    /// Takes parts padded with `=`.
    #[must_use]
    pub fn allow_padding(mut self) -> Self {
        self.allow_padding = true;
        self
    }

    /// Takes weak keys, with a warning.
    #[must_use]
    pub fn allow_weak_keys(mut self) -> Self {
        self.allow_weak_keys = true;
        self
    }
}

/// The forms in which an expectation is written.
#[derive(Deserialize)]
#[serde(untagged, expecting = "a text, several, or false to waive the check")]
enum Written {
    Waiver(bool),
    One(String),
    AnyOf(Vec<String>),
}

impl<'de> Deserialize<'de> for Expected {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Written::deserialize(deserializer)? {
            Written::Waiver(false) => Ok(Self::Waived),
            Written::Waiver(true) => Err(D::Error::custom(
                "true expects nothing: name a value, or waive the check with false",
            )),
            Written::One(value) => Ok(Self::AnyOf(vec![value])),
            Written::AnyOf(values) => Ok(Self::AnyOf(values)),
        }
    }
}

impl Serialize for Expected {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Unsaid => serializer.serialize_none(),
            Self::Waived => serializer.serialize_bool(false),
            Self::AnyOf(values) => values.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Algorithms {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let names = match Written::deserialize(deserializer)? {
            Written::One(word) if word == OF_KEYS => return Ok(Self::OfKeys),
            Written::One(name) => vec![name],
            Written::AnyOf(names) => names,
            Written::Waiver(_) => {
                return Err(D::Error::custom(format!(
                    "algorithms are named, or {OF_KEYS:?} for those that the trusted keys are for"
                )));
            }
        };
        let known = |name: &String| Algorithm::parse_name(name).map_err(D::Error::custom);
        names
            .iter()
            .map(known)
            .collect::<Result<_, _>>()
            .map(Self::AnyOf)
    }
}

impl Serialize for Algorithms {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Unsaid => serializer.serialize_none(),
            Self::OfKeys => serializer.serialize_str(OF_KEYS),
            Self::AnyOf(algorithms) => {
                serializer.collect_seq(algorithms.iter().map(|algorithm| algorithm.name()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let expectations = Expectations::of(Profile::IdToken)
            .issuer("https://a")
            .waive_audience()
            .algorithms([Algorithm::ES256])
            .max_age_seconds(60)
            .scope("a b")
            .nonce("n");
        let text = serde_json::to_string(&expectations).unwrap();
        assert_eq!(
            serde_json::from_str::<Expectations>(&text).unwrap(),
            expectations
        );
        let empty = serde_json::from_str::<Expectations>("{}").unwrap();
        assert_eq!(empty, Expectations::default());
    }

    #[test]
    fn what_makes_no_sense_says_so() {
        let error = |text| {
            serde_json::from_str::<Expectations>(text)
                .unwrap_err()
                .to_string()
        };
        assert!(error(r#"{"issuer": true}"#).contains("true expects nothing"));
        assert!(error(r#"{"audience": 7}"#).contains("a text, several, or false"));
        assert!(error(r#"{"algorithms": ["RS1"]}"#).contains("RS1"));
        assert!(error(r#"{"audiences": "a"}"#).contains("audiences"));
        assert!(error(r#"{"profile": "JWT"}"#).contains("at+jwt"));
    }
}
