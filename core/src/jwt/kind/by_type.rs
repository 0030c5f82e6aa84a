//! The kinds that a header states by its media type, and those that claims have the looks of.

use super::TokenKind;
use crate::json::{Object, Value};
use crate::jwt::Profile;

/// Media types without `application/`, and the kind that each states.
const TYPES: [(&str, TokenKind, &str); 11] = [
    ("dpop+jwt", TokenKind::DpopProof, "typ: dpop+jwt"),
    (
        "client-authentication+jwt",
        TokenKind::ClientAssertion,
        "typ: client-authentication+jwt",
    ),
    ("logout+jwt", TokenKind::Logout, "typ: logout+jwt"),
    (
        "oauth-authz-req+jwt",
        TokenKind::RequestObject,
        "typ: oauth-authz-req+jwt",
    ),
    (
        "secevent+jwt",
        TokenKind::SecurityEvent,
        "typ: secevent+jwt",
    ),
    ("kb+jwt", TokenKind::KeyBinding, "typ: kb+jwt"),
    ("dc+sd-jwt", TokenKind::SdJwt, "typ: dc+sd-jwt"),
    ("vc+sd-jwt", TokenKind::SdJwt, "typ: vc+sd-jwt"),
    ("sd+jwt", TokenKind::SdJwt, "typ: sd+jwt"),
    ("at+jwt", TokenKind::Access, "typ: at+jwt"),
    (
        "token-introspection+jwt",
        TokenKind::Introspection,
        "typ: token-introspection+jwt",
    ),
];

impl TokenKind {
    /// The kind that the header's `typ` states, and the evidence.
    pub fn of_type(header: &Object) -> Option<(Self, &'static str)> {
        let typ = header.get_str("typ")?.to_ascii_lowercase();
        let typ = typ.strip_prefix("application/").unwrap_or(&typ);
        let row = TYPES.iter().find(|(name, ..)| *name == typ)?;
        Some((row.1, row.2))
    }

    /// The kind that the claims suggest, beside those of [`TokenKind::suggested`]: right for advice, and too little for a
    /// verdict.
    pub fn by_claims(claims: &Object) -> Option<(Self, &'static str)> {
        let has = |name: &str| claims.get(name).is_some();
        if let Some(found) = Self::suggested(claims) {
            return Some(found);
        }
        let found = match () {
            () if has("htm") && has("htu") => (Self::DpopProof, "htm and htu are there"),
            () if matches!(claims.get("events"), Some(Value::Object(_))) => {
                (Self::SecurityEvent, "events is there")
            }
            () if has("response_type") && has("client_id") => {
                (Self::RequestObject, "response_type and client_id are there")
            }
            () if has("iss") && has("aud") && (has("code") || has("error")) && !has("sub") => (
                Self::Jarm,
                "it holds the answer to an authorization request",
            ),
            () if is_of_client(claims) => (Self::ClientAssertion, "iss and sub are the same"),
            () => return None,
        };
        Some(found)
    }

    /// The profile for what header and claims have the looks of, where it is one of the further kinds.
    pub(crate) fn of_kind(header: &Object, claims: &Object) -> Option<Profile> {
        let (kind, _) = Self::of_type(header).or_else(|| Self::by_claims(claims))?;
        match kind {
            Self::DpopProof => Some(Profile::DpopProof),
            Self::ClientAssertion => Some(Profile::ClientAssertion),
            Self::Logout => Some(Profile::LogoutToken),
            Self::RequestObject => Some(Profile::RequestObject),
            Self::Jarm => Some(Profile::Jarm),
            Self::SecurityEvent => Some(Profile::SecurityEvent),
            _ => None,
        }
    }
}

/// What a client writes of itself to authenticate, and no token of an API has.
fn is_of_client(claims: &Object) -> bool {
    let (issuer, subject) = (claims.get_str("iss"), claims.get_str("sub"));
    let of_api = ["scope", "scp", "client_id", "azp", "nonce"];
    issuer.is_some()
        && issuer == subject
        && claims.get("aud").is_some()
        && !of_api.iter().any(|name| claims.get(name).is_some())
}
