//! The kinds of token that have rules of their own.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, Serializer};

use super::TokenKind;
use crate::json::{Object, Value};

/// A set of rules for one kind of token. The kinds exclude each other ([RFC 8725 §3.12]).
///
/// [RFC 8725 §3.12]: https://www.rfc-editor.org/rfc/rfc8725#section-3.12
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Profile {
    /// Any JWT: RFC 7519 and RFC 8725, with `exp` required.
    #[default]
    Jwt,
    /// A JWT access token ([RFC 9068](https://www.rfc-editor.org/rfc/rfc9068)).
    AtJwt,
    /// An ID token ([OpenID Connect Core §3.1.3.7](https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation)).
    IdToken,
    /// An IdentityServer4 access token: RFC 9068 but for `sub`, absent without a user, and `aud`, absent without an
    /// API resource.
    IdentityServer4,
    /// A DPoP proof ([RFC 9449 §4.2](https://www.rfc-editor.org/rfc/rfc9449#section-4.2)).
    #[cfg(feature = "kinds")]
    DpopProof,
    /// A client's assertion at an authorization server ([RFC 7523 §3](https://www.rfc-editor.org/rfc/rfc7523#section-3)).
    #[cfg(feature = "kinds")]
    ClientAssertion,
    /// A logout token ([OpenID Connect Back-Channel Logout §2.4](https://openid.net/specs/openid-connect-backchannel-1_0.html#LogoutToken)).
    #[cfg(feature = "kinds")]
    LogoutToken,
    /// A request object ([RFC 9101](https://www.rfc-editor.org/rfc/rfc9101)).
    #[cfg(feature = "kinds")]
    RequestObject,
    /// A signed authorization response ([JARM](https://openid.net/specs/oauth-v2-jarm.html)).
    #[cfg(feature = "kinds")]
    Jarm,
    /// A security event token ([RFC 8417](https://www.rfc-editor.org/rfc/rfc8417)).
    #[cfg(feature = "kinds")]
    SecurityEvent,
}

impl Profile {
    /// Every profile of this build.
    pub const ALL: &'static [Self] = &[
        Self::Jwt,
        Self::AtJwt,
        Self::IdToken,
        Self::IdentityServer4,
        #[cfg(feature = "kinds")]
        Self::DpopProof,
        #[cfg(feature = "kinds")]
        Self::ClientAssertion,
        #[cfg(feature = "kinds")]
        Self::LogoutToken,
        #[cfg(feature = "kinds")]
        Self::RequestObject,
        #[cfg(feature = "kinds")]
        Self::Jarm,
        #[cfg(feature = "kinds")]
        Self::SecurityEvent,
    ];

    /// The name that the command line and the report use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Jwt => "jwt",
            Self::AtJwt => "at+jwt",
            Self::IdToken => "id-token",
            Self::IdentityServer4 => "identityserver4",
            #[cfg(feature = "kinds")]
            Self::DpopProof => "dpop-proof",
            #[cfg(feature = "kinds")]
            Self::ClientAssertion => "client-assertion",
            #[cfg(feature = "kinds")]
            Self::LogoutToken => "logout-token",
            #[cfg(feature = "kinds")]
            Self::RequestObject => "request-object",
            #[cfg(feature = "kinds")]
            Self::Jarm => "jarm",
            #[cfg(feature = "kinds")]
            Self::SecurityEvent => "security-event",
        }
    }

    /// Whether its tokens name issuer and audience: a DPoP proof is for a request, and names neither.
    pub const fn has_parties(self) -> bool {
        #[cfg(feature = "kinds")]
        if matches!(self, Self::DpopProof) {
            return false;
        }
        true
    }

    /// What kind of token it is for, with its article.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Jwt => "a JWT",
            Self::AtJwt => "an RFC 9068 access token",
            Self::IdToken => "an ID token",
            Self::IdentityServer4 => "an IdentityServer4 access token",
            #[cfg(feature = "kinds")]
            Self::DpopProof => "a DPoP proof",
            #[cfg(feature = "kinds")]
            Self::ClientAssertion => "a client assertion",
            #[cfg(feature = "kinds")]
            Self::LogoutToken => "a logout token",
            #[cfg(feature = "kinds")]
            Self::RequestObject => "a request object",
            #[cfg(feature = "kinds")]
            Self::Jarm => "a signed authorization response (JARM)",
            #[cfg(feature = "kinds")]
            Self::SecurityEvent => "a security event token",
        }
    }

    /// The profile that would check more than `jwt` does, by what header and claims look like: right for advice, and
    /// never for a verdict.
    pub fn suggested(header: &Object, claims: &Object) -> Option<Self> {
        #[cfg(feature = "kinds")]
        if let Some(profile) = TokenKind::of_kind(header, claims) {
            return Some(profile);
        }
        let has = |name: &str| claims.get(name).is_some();
        let typ = header
            .get_str("typ")
            .unwrap_or_default()
            .to_ascii_lowercase();
        if typ.strip_prefix("application/").unwrap_or(&typ) != "at+jwt" {
            let is_id = matches!(TokenKind::suggested(claims), Some((TokenKind::Id, _)));
            return is_id.then_some(Self::IdToken);
        }
        let scope_is_list = matches!(claims.get("scope"), Some(Value::Array(_)));
        // RFC 9068 wants sub, aud and a scope of words; IdentityServer4 writes a list, and leaves sub and aud out at times.
        let is_identity_server = scope_is_list || !has("sub") || !has("aud");
        Some(if has("client_id") && is_identity_server {
            Self::IdentityServer4
        } else {
            Self::AtJwt
        })
    }

    /// The profile of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        let mut all = Self::ALL.iter().copied();
        all.find(|profile| profile.name() == name)
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl Serialize for Profile {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Profile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::from_name(&name).ok_or_else(|| {
            let known: Vec<&str> = Self::ALL.iter().map(|profile| profile.name()).collect();
            let known = known.join(", ");
            D::Error::custom(format!("there is no profile {name:?}; there are {known}"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn profiles_are_found_by_name() {
        for profile in Profile::ALL {
            assert_eq!(Profile::from_name(profile.name()), Some(*profile));
        }
        assert_eq!(Profile::from_name("JWT"), None);
    }

    #[test]
    fn the_profile_that_checks_more_is_suggested() {
        let none = Object::new();
        let at_jwt = || Object::new().with("typ", "application/at+jwt");
        let claims = || Object::new().with("client_id", "c").with("aud", "api1");
        let suggested = |header: &Object, claims: &Object| Profile::suggested(header, claims);
        assert_eq!(
            suggested(&at_jwt(), &claims()),
            Some(Profile::IdentityServer4)
        );
        let with_sub = claims().with("sub", "1");
        assert_eq!(suggested(&at_jwt(), &with_sub), Some(Profile::AtJwt));
        let list = with_sub.with("scope", Value::Array(vec!["a".into()]));
        assert_eq!(suggested(&at_jwt(), &list), Some(Profile::IdentityServer4));
        let id = Object::new().with("nonce", "n").with("sub", "1");
        assert_eq!(suggested(&none, &id), Some(Profile::IdToken));
        assert_eq!(suggested(&none, &claims()), None);
    }
}
