//! What a verifier expects: every expectation is stated or waived by name, none is silent.

use std::fmt;

use crate::alg::Algorithm;

/// The most leeway that makes sense: ten minutes, in seconds.
const MAX_LEEWAY_SECONDS: u32 = 600;

/// A set of rules for one kind of token. The kinds exclude each other ([RFC 8725 §3.12]).
///
/// [RFC 8725 §3.12]: https://www.rfc-editor.org/rfc/rfc8725#section-3.12
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Profile {
    /// Any JWT: RFC 7519 and RFC 8725, with `exp` required.
    Jwt,
    /// A JWT access token ([RFC 9068](https://www.rfc-editor.org/rfc/rfc9068)).
    AtJwt,
    /// An ID token ([OpenID Connect Core §3.1.3.7](https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation)).
    IdToken,
    /// An IdentityServer4 access token: RFC 9068 but for `sub`, absent without a user, and `aud`, absent without an
    /// API resource.
    IdentityServer4,
}

impl Profile {
    /// Every profile.
    pub const ALL: [Self; 4] = [Self::Jwt, Self::AtJwt, Self::IdToken, Self::IdentityServer4];

    /// The name that the command line and the report use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Jwt => "jwt",
            Self::AtJwt => "at+jwt",
            Self::IdToken => "id-token",
            Self::IdentityServer4 => "identityserver4",
        }
    }

    /// The profile of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|profile| profile.name() == name)
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// A value that is expected, or the word that it need not be checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Any one of these, compared code point by code point.
    AnyOf(Vec<String>),
    /// Not checked, because the caller said so.
    Waived,
}

/// Which algorithms may have signed the token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Algorithms {
    /// Any one of these.
    AnyOf(Vec<Algorithm>),
    /// Whatever the trusted keys allow: a key's type binds its algorithms, so a public key never serves as a secret.
    OfKeys,
}

/// A mistake in the caller's own settings; no token can cause it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Misuse {
    /// No algorithm was allowed, and [`PolicyBuilder::algorithms_of_keys`] was not called.
    NoAlgorithms,
    /// No audience was given, and [`PolicyBuilder::waive_audience`] was not called.
    NoAudience,
    /// No issuer was given, and [`PolicyBuilder::waive_issuer`] was not called.
    NoIssuer,
    /// A leeway of more than ten minutes, in seconds.
    LeewayTooLong(u32),
    /// An empty text as expected value.
    EmptyExpectation(&'static str),
}

impl Misuse {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoAlgorithms => "misuse.no-algorithms",
            Self::NoAudience => "misuse.no-audience",
            Self::NoIssuer => "misuse.no-issuer",
            Self::LeewayTooLong(_) => "misuse.leeway",
            Self::EmptyExpectation(_) => "misuse.empty-expectation",
        }
    }
}

impl fmt::Display for Misuse {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoAlgorithms => formatter.write_str("no algorithm is allowed; name at least one"),
            Self::NoAudience => {
                formatter.write_str("no audience is expected; name one, or waive it")
            }
            Self::NoIssuer => formatter.write_str("no issuer is expected; name one, or waive it"),
            Self::LeewayTooLong(seconds) => {
                write!(
                    formatter,
                    "a leeway of {seconds} s is more than {MAX_LEEWAY_SECONDS} s, which hides a broken clock"
                )
            }
            Self::EmptyExpectation(what) => write!(formatter, "the expected {what} is empty"),
        }
    }
}

impl std::error::Error for Misuse {}

/// What is expected of a token. Made by [`Policy::builder`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    pub(crate) profile: Profile,
    pub(crate) issuer: Expected,
    pub(crate) audience: Expected,
    pub(crate) algorithms: Algorithms,
    pub(crate) leeway_seconds: u32,
    pub(crate) max_age_seconds: Option<u64>,
    pub(crate) scopes: Vec<String>,
    pub(crate) required_claims: Vec<String>,
    pub(crate) nonce: Option<String>,
    pub(crate) client_id: Option<String>,
    pub(crate) expiry_required: bool,
    pub(crate) padding_allowed: bool,
    pub(crate) weak_keys_allowed: bool,
}

impl Policy {
    /// Starts a policy for tokens of this kind.
    pub fn builder(profile: Profile) -> PolicyBuilder {
        PolicyBuilder {
            policy: Box::new(Self {
                profile,
                issuer: Expected::AnyOf(Vec::new()),
                audience: Expected::AnyOf(Vec::new()),
                algorithms: Algorithms::AnyOf(Vec::new()),
                leeway_seconds: 0,
                max_age_seconds: None,
                scopes: Vec::new(),
                required_claims: Vec::new(),
                nonce: None,
                client_id: None,
                expiry_required: true,
                padding_allowed: false,
                weak_keys_allowed: false,
            }),
        }
    }

    /// The kind of token.
    pub fn profile(&self) -> Profile {
        self.profile
    }

    /// Whether a token for this audience is taken.
    pub(crate) fn may_be_for(&self, audience: &str) -> bool {
        match &self.audience {
            Expected::AnyOf(expected) => expected.iter().any(|expected| expected == audience),
            Expected::Waived => true,
        }
    }

    /// The names of the checks that this policy leaves out or loosens, for the report.
    pub fn waived(&self) -> Vec<&'static str> {
        let marks = [
            (self.issuer == Expected::Waived, "issuer"),
            (self.audience == Expected::Waived, "audience"),
            (!self.expiry_required, "missing-expiry"),
            (self.padding_allowed, "padding"),
            (self.weak_keys_allowed, "weak-keys"),
        ];
        marks
            .into_iter()
            .filter(|(waived, _)| *waived)
            .map(|(_, name)| name)
            .collect()
    }
}

/// Collects expectations; [`PolicyBuilder::build`] refuses to leave one unsaid.
#[derive(Clone, Debug)]
#[must_use]
pub struct PolicyBuilder {
    policy: Box<Policy>,
}

impl PolicyBuilder {
    /// Expects this `iss`, compared exactly ([RFC 7519 §4.1.1]). Called again, any one of them will do.
    ///
    /// [RFC 7519 §4.1.1]: https://www.rfc-editor.org/rfc/rfc7519#section-4.1.1
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        expect(&mut self.policy.issuer, issuer.into());
        self
    }

    /// Takes tokens of any issuer whose key is trusted.
    pub fn waive_issuer(mut self) -> Self {
        self.policy.issuer = Expected::Waived;
        self
    }

    /// Expects this value among `aud` ([RFC 7519 §4.1.3]). Called again, any one of them will do.
    ///
    /// [RFC 7519 §4.1.3]: https://www.rfc-editor.org/rfc/rfc7519#section-4.1.3
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        expect(&mut self.policy.audience, audience.into());
        self
    }

    /// Takes tokens that were issued for somebody else.
    pub fn waive_audience(mut self) -> Self {
        self.policy.audience = Expected::Waived;
        self
    }

    /// Allows these algorithms and no others ([RFC 8725 §3.1]).
    ///
    /// [RFC 8725 §3.1]: https://www.rfc-editor.org/rfc/rfc8725#section-3.1
    pub fn algorithms(mut self, algorithms: impl IntoIterator<Item = Algorithm>) -> Self {
        self.policy.algorithms = Algorithms::AnyOf(algorithms.into_iter().collect());
        self
    }

    /// Allows the algorithms that the trusted keys are for, see [`Algorithms::OfKeys`].
    pub fn algorithms_of_keys(mut self) -> Self {
        self.policy.algorithms = Algorithms::OfKeys;
        self
    }

    /// Forgives clocks that differ by this many seconds, 600 at the most. The default is 0.
    pub fn leeway_seconds(mut self, seconds: u32) -> Self {
        self.policy.leeway_seconds = seconds;
        self
    }

    /// Refuses tokens whose `iat` lies further back than this many seconds.
    pub fn max_age_seconds(mut self, seconds: u64) -> Self {
        self.policy.max_age_seconds = Some(seconds);
        self
    }

    /// Requires this scope, in `scope` or `scp`, or several with spaces between; call again for more. All are needed.
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        let scope = scope.into();
        self.policy
            .scopes
            .extend(scope.split(' ').map(str::to_owned));
        self
    }

    /// Requires a claim of this name, whatever its value, `null` excepted.
    pub fn require_claim(mut self, name: impl Into<String>) -> Self {
        self.policy.required_claims.push(name.into());
        self
    }

    /// Expects this `nonce` of an ID token.
    pub fn nonce(mut self, nonce: impl Into<String>) -> Self {
        self.policy.nonce = Some(nonce.into());
        self
    }

    /// Expects this client: `client_id` of an access token, `azp` of an ID token.
    pub fn client_id(mut self, client_id: impl Into<String>) -> Self {
        self.policy.client_id = Some(client_id.into());
        self
    }

    /// Takes tokens without `exp`, such as Kubernetes' legacy ones. An `exp` that is there still counts.
    pub fn allow_missing_expiry(mut self) -> Self {
        self.policy.expiry_required = false;
        self
    }

    /// Takes parts padded with `=`, as AWS load balancers write them.
    pub fn allow_padding(mut self) -> Self {
        self.policy.padding_allowed = true;
        self
    }

    /// Takes keys that are too weak to prove anything, with a warning. For tests. RSA keys that no provider computes
    /// with, below 2048 bits, stay refused.
    pub fn allow_weak_keys(mut self) -> Self {
        self.policy.weak_keys_allowed = true;
        self
    }

    /// The policy.
    ///
    /// # Errors
    ///
    /// Where issuer, audience or algorithms were neither stated nor waived, or a setting makes no sense.
    pub fn build(self) -> Result<Policy, Misuse> {
        let policy = self.policy;
        let empty =
            |expected: &Expected| matches!(expected, Expected::AnyOf(values) if values.is_empty());
        let blank = |expected: &Expected| matches!(expected, Expected::AnyOf(values) if values.iter().any(String::is_empty));
        if empty(&policy.issuer) {
            return Err(Misuse::NoIssuer);
        }
        if empty(&policy.audience) {
            return Err(Misuse::NoAudience);
        }
        if blank(&policy.issuer) {
            return Err(Misuse::EmptyExpectation("issuer"));
        }
        if blank(&policy.audience) {
            return Err(Misuse::EmptyExpectation("audience"));
        }
        let blank_text = |text: &Option<String>| text.as_deref() == Some("");
        let blanks = [
            (blank_text(&policy.nonce), "nonce"),
            (blank_text(&policy.client_id), "client_id"),
            (policy.scopes.iter().any(String::is_empty), "scope"),
            (policy.required_claims.iter().any(String::is_empty), "claim"),
        ];
        if let Some((_, what)) = blanks.into_iter().find(|(blank, _)| *blank) {
            return Err(Misuse::EmptyExpectation(what));
        }
        if policy.algorithms == Algorithms::AnyOf(Vec::new()) {
            return Err(Misuse::NoAlgorithms);
        }
        if policy.leeway_seconds > MAX_LEEWAY_SECONDS {
            return Err(Misuse::LeewayTooLong(policy.leeway_seconds));
        }
        Ok(*policy)
    }
}

fn expect(expected: &mut Expected, value: String) {
    match expected {
        Expected::AnyOf(values) => values.push(value),
        Expected::Waived => *expected = Expected::AnyOf(vec![value]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_nothing_unsaid() {
        let builder = Policy::builder(Profile::Jwt);
        assert_eq!(builder.clone().build(), Err(Misuse::NoIssuer));
        let builder = builder.issuer("https://a");
        assert_eq!(builder.clone().build(), Err(Misuse::NoAudience));
        let builder = builder.waive_audience();
        assert_eq!(builder.clone().build(), Err(Misuse::NoAlgorithms));
        let policy = builder
            .clone()
            .algorithms([Algorithm::RS256])
            .build()
            .expect("all is said");
        assert_eq!(policy.waived(), ["audience"]);
        assert_eq!(
            builder
                .clone()
                .algorithms_of_keys()
                .leeway_seconds(601)
                .build(),
            Err(Misuse::LeewayTooLong(601))
        );
        assert_eq!(
            builder.clone().audience("").algorithms_of_keys().build(),
            Err(Misuse::EmptyExpectation("audience"))
        );
        assert_eq!(
            builder.nonce("").algorithms_of_keys().build(),
            Err(Misuse::EmptyExpectation("nonce"))
        );
    }

    #[test]
    fn profiles_are_found_by_name() {
        for profile in Profile::ALL {
            assert_eq!(Profile::from_name(profile.name()), Some(profile));
        }
        assert_eq!(Profile::from_name("JWT"), None);
    }
}
