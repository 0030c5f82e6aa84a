//! What can be broken on purpose, and what the other side must do to have noticed.

use claimscope_core::{base64url, json};
use claimscope_oauth::diagnose::Cause;

use super::{Connection, Step};

/// A scope that no client has.
pub(super) const WRONG_SCOPE: &str = "no-such-scope";
/// A client that no issuer knows.
pub(super) const WRONG_CLIENT: &str = "no-such-client";
/// What is sent in place of the client's secret.
pub(super) const WRONG_SECRET: &str = "not-the-secret";

/// Something to break on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fault {
    /// The name for programs: `wrong-secret`.
    pub name: &'static str,
    /// The name for people.
    pub title: &'static str,
    /// What is done, in one sentence.
    pub done: &'static str,
    /// The same as data.
    pub breakage: Breakage,
    /// The step at which the other side must notice.
    pub noticed_at: Step,
    /// What it means if it does not, in one sentence.
    pub unnoticed: &'static str,
    /// The reason that the diagnosis should name first, where an API is the one to notice.
    pub cause: Option<Cause>,
}

/// What is done to the servers, the token or a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Breakage {
    /// The playground's token server is stopped.
    StopTokenServer,
    /// The playground's API is stopped.
    StopApi,
    /// The playground's API demands this scope.
    DemandScope(&'static str),
    /// The playground signs a token that is wrong in this way.
    Sign(SignedToken),
    /// The token request names another client.
    WrongClient,
    /// The token request has another secret.
    WrongSecret,
    /// The token request asks for a scope that nobody may have.
    WrongScope,
    /// The call carries no token.
    NoToken,
    /// The token is changed after signing.
    Tamper,
}

/// A token that only the issuer's own key can make.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignedToken {
    /// Its time ended an hour ago.
    Expired,
    /// It is for this audience.
    Audience(&'static str),
}

impl Breakage {
    /// Whether only the playground can be broken that way: nobody can stop a foreign server or sign with its key.
    pub fn needs_playground(self) -> bool {
        matches!(
            self,
            Self::StopTokenServer | Self::StopApi | Self::DemandScope(_) | Self::Sign(_)
        )
    }
}

impl Fault {
    /// All of them, in the order in which a request meets them.
    pub const ALL: &'static [Self] = &[
        Self {
            name: "token-server-down",
            title: "Token server down",
            done: "The playground's token server was stopped before the first request.",
            breakage: Breakage::StopTokenServer,
            noticed_at: Step::Discover,
            unnoticed: "something answered in place of the token server that was stopped",
            cause: None,
        },
        Self {
            name: "wrong-client",
            title: "Wrong client id",
            done: "The token request was sent with a client_id that no issuer knows.",
            breakage: Breakage::WrongClient,
            noticed_at: Step::Token,
            unnoticed: "the issuer gave a token to a client that it cannot know",
            cause: None,
        },
        Self {
            name: "wrong-secret",
            title: "Wrong secret",
            done: "The token request was sent with a wrong client secret.",
            breakage: Breakage::WrongSecret,
            noticed_at: Step::Token,
            unnoticed: "the issuer gave a token for a wrong client secret",
            cause: None,
        },
        Self {
            name: "wrong-scope",
            title: "Wrong scope",
            done: "The token request asked for a scope that nobody may have.",
            breakage: Breakage::WrongScope,
            noticed_at: Step::Token,
            unnoticed: "the issuer granted a scope that was made up",
            cause: None,
        },
        Self {
            name: "api-down",
            title: "API down",
            done: "The playground's API was stopped before the call.",
            breakage: Breakage::StopApi,
            noticed_at: Step::Call,
            unnoticed: "something answered in place of the API that was stopped",
            cause: None,
        },
        Self {
            name: "no-token",
            title: "No token",
            done: "The call was sent without an Authorization header.",
            breakage: Breakage::NoToken,
            noticed_at: Step::Call,
            unnoticed: "the API answered a call that carried no token",
            cause: Some(Cause::TokenMissing),
        },
        Self {
            name: "another-scope",
            title: "The API demands another scope",
            done: "The playground's API was told to demand the scope api1.write, which the token lacks.",
            breakage: Breakage::DemandScope("api1.write"),
            noticed_at: Step::Call,
            unnoticed: "the API accepted a token without the scope that it demands",
            cause: Some(Cause::Scope),
        },
        Self {
            name: "expired",
            title: "Expired token",
            done: "The playground signed a token whose time ended an hour ago.",
            breakage: Breakage::Sign(SignedToken::Expired),
            noticed_at: Step::Call,
            unnoticed: "the API accepted a token that expired an hour ago",
            cause: Some(Cause::Expired),
        },
        Self {
            name: "wrong-audience",
            title: "Token for another API",
            done: "The playground signed a token for the audience api://orders.",
            breakage: Breakage::Sign(SignedToken::Audience("api://orders")),
            noticed_at: Step::Call,
            unnoticed: "the API accepted a token that is for another API",
            cause: Some(Cause::Audience),
        },
        Self {
            name: "tampered",
            title: "Tampered token",
            done: "The token was changed after it was signed; the old signature was kept.",
            breakage: Breakage::Tamper,
            noticed_at: Step::Call,
            unnoticed: "the API accepted a token that was changed after signing",
            cause: Some(Cause::Signature),
        },
    ];

    /// The fault with that name.
    pub fn from_name(name: &str) -> Option<&'static Self> {
        Self::ALL.iter().find(|fault| fault.name == name)
    }

    /// Whether it can be tried on a connection at all.
    pub fn is_possible(&self, connection: &Connection, has_playground: bool) -> bool {
        match self.breakage {
            Breakage::WrongSecret => connection.client.sends_secret(),
            breakage => has_playground || !breakage.needs_playground(),
        }
    }
}

/// The token changed after signing: another `client_id` or `sub` under the old signature; where it is no signed JWT,
/// one character of it.
pub(super) fn tampered(token: &str) -> String {
    with_other_claims(token).unwrap_or_else(|| {
        let middle = token.len() / 2;
        let change = |(at, byte): (usize, u8)| match byte {
            byte if at != middle => char::from(byte),
            b'A' => 'B',
            _ => 'A',
        };
        token.bytes().enumerate().map(change).collect()
    })
}

/// The token with another `client_id` (or `sub`), under its old signature; `None` where it is no signed JWT.
pub fn with_other_claims(token: &str) -> Option<String> {
    let mut parts = token.split('.');
    let (header, payload, signature) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let payload = base64url::decode(payload).ok()?;
    let json::Value::Object(mut claims) = json::parse_strict(&payload).ok()? else {
        return None;
    };
    let name = match claims.get("client_id") {
        Some(_) => "client_id",
        None => "sub",
    };
    claims.set(name, "someone-else");
    let claims = base64url::encode(claims.to_string());
    Some(format!("{header}.{claims}.{signature}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tampering_changes_the_claims_and_nothing_else() {
        let payload = base64url::encode(r#"{"client_id":"client","scope":["api1"]}"#);
        let changed = tampered(&format!("eyJhIjoxfQ.{payload}.c2ln"));
        let parts: Vec<&str> = changed.split('.').collect();
        assert_eq!((parts[0], parts[2]), ("eyJhIjoxfQ", "c2ln"));
        assert_eq!(
            base64url::decode(parts[1]).unwrap(),
            br#"{"client_id":"someone-else","scope":["api1"]}"#
        );
    }

    #[test]
    fn tampering_changes_an_opaque_token_too() {
        assert_eq!(tampered("opaque"), "opaAue");
    }

    #[test]
    fn names_are_unique() {
        for fault in Fault::ALL {
            assert_eq!(Fault::from_name(fault.name), Some(fault));
        }
    }
}
