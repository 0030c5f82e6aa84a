//! What kind of token it is, by its claims, so that one kind never passes for another ([RFC 8725 §3.12]).
//!
//! [RFC 8725 §3.12]: https://www.rfc-editor.org/rfc/rfc8725#section-3.12

use super::Scopes;
use crate::json::{Object, Value};
use crate::vendors::{cognito, keycloak};

/// The event of a logout token.
pub(crate) const LOGOUT_EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// A claim, its value, the kind that it states, and both in words.
const STATED: &[(&str, &str, TokenKind, &str)] = &[
    (
        cognito::KIND,
        cognito::ACCESS,
        TokenKind::Access,
        "token_use: access",
    ),
    (cognito::KIND, cognito::ID, TokenKind::Id, "token_use: id"),
    (
        keycloak::KIND,
        keycloak::ACCESS,
        TokenKind::Access,
        "typ: Bearer",
    ),
    (keycloak::KIND, keycloak::ID, TokenKind::Id, "typ: ID"),
    (
        keycloak::KIND,
        keycloak::REFRESH[0],
        TokenKind::Refresh,
        "typ: Refresh",
    ),
    (
        keycloak::KIND,
        keycloak::REFRESH[1],
        TokenKind::Refresh,
        "typ: Offline",
    ),
    (
        keycloak::KIND,
        keycloak::LOGOUT,
        TokenKind::Logout,
        "typ: Logout",
    ),
];

/// The kinds of token that claims tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokenKind {
    /// For an API.
    Access,
    /// For the client, about a login.
    Id,
    /// For the client, about a logout.
    Logout,
    /// For the token endpoint.
    Refresh,
    /// For one request, about the key that the caller has.
    #[cfg(feature = "kinds")]
    DpopProof,
    /// For an authorization server, about the client that asks.
    #[cfg(feature = "kinds")]
    ClientAssertion,
    /// For an authorization server, in place of the parameters of a request.
    #[cfg(feature = "kinds")]
    RequestObject,
    /// For the client, in place of the parameters of an answer.
    #[cfg(feature = "kinds")]
    Jarm,
    /// For a receiver, about what happened.
    #[cfg(feature = "kinds")]
    SecurityEvent,
    /// For a verifier, about the key that the holder of an SD-JWT has.
    #[cfg(feature = "kinds")]
    KeyBinding,
    /// For a verifier, a credential that is shown in part.
    #[cfg(feature = "kinds")]
    SdJwt,
    /// For a protected resource, an introspection response.
    #[cfg(feature = "kinds")]
    Introspection,
}

#[cfg(feature = "kinds")]
mod by_type;

impl TokenKind {
    /// With its article: `an access token`.
    pub fn text(self) -> &'static str {
        match self {
            Self::Access => "an access token",
            Self::Id => "an ID token",
            Self::Logout => "a logout token",
            Self::Refresh => "a refresh token",
            #[cfg(feature = "kinds")]
            Self::DpopProof => "a DPoP proof",
            #[cfg(feature = "kinds")]
            Self::ClientAssertion => "a client assertion",
            #[cfg(feature = "kinds")]
            Self::RequestObject => "a request object",
            #[cfg(feature = "kinds")]
            Self::Jarm => "a signed authorization response (JARM)",
            #[cfg(feature = "kinds")]
            Self::SecurityEvent => "a security event token",
            #[cfg(feature = "kinds")]
            Self::KeyBinding => "the key binding of an SD-JWT",
            #[cfg(feature = "kinds")]
            Self::SdJwt => "an SD-JWT",
            #[cfg(feature = "kinds")]
            Self::Introspection => "a signed introspection response",
        }
    }

    /// The kind that a claim states outright, and that claim.
    pub fn stated(claims: &Object) -> Option<(Self, &'static str)> {
        let stated = |claim: &str| {
            let said = claims.get_str(claim)?;
            let mut rows = STATED.iter();
            rows.find(|(name, value, ..)| *name == claim && *value == said)
        };
        stated(cognito::KIND)
            .or_else(|| stated(keycloak::KIND))
            .map(|(_, _, kind, evidence)| (*kind, *evidence))
            .or_else(|| {
                let events = claims.get("events").and_then(Value::as_object)?;
                events.get(LOGOUT_EVENT)?;
                Some((Self::Logout, "events: backchannel-logout"))
            })
    }

    /// The kind that is stated, or else that claims of ID tokens alone suggest: what is right for advice, and too
    /// little for a verdict.
    pub fn suggested(claims: &Object) -> Option<(Self, &'static str)> {
        Self::stated(claims).or_else(|| {
            let has = |name: &str| claims.get(name).is_some();
            let sign = match () {
                () if has("at_hash") => "at_hash is there",
                () if has("c_hash") => "c_hash is there",
                () if has("nonce") && Scopes::of(claims).is_absent() => {
                    "nonce is there, and no scope"
                }
                () => return None,
            };
            Some((Self::Id, sign))
        })
    }
}
