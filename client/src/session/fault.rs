//! What can be broken on purpose, and what the other side must do to have noticed.

use claimscope_oauth::Metadata;
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
    /// What to do about it then, in one sentence.
    pub remedy: &'static str,
    /// Where the rule stands that was broken then; empty where no specification has it.
    pub spec: &'static str,
    /// The reason that the diagnosis should name first, where an API is the one to notice.
    pub cause: Option<Cause>,
}

/// What a fault would be tried on, as far as it is known before.
#[derive(Clone, Copy, Debug)]
pub struct FaultTarget<'a> {
    /// The connection.
    pub connection: &'a Connection,
    /// Its issuer's metadata, where they have been read.
    pub metadata: Option<&'a Metadata>,
    /// Whether a client certificate is shown to servers that ask for one.
    pub has_certificate: bool,
    /// Whether it is the playground that it leads to.
    pub has_playground: bool,
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
            remedy: "close what listens in its place, and start the playground again",
            spec: "",
            cause: None,
        },
        Self {
            name: "wrong-client",
            title: "Wrong client id",
            done: "The token request was sent with a client_id that no issuer knows.",
            breakage: Breakage::WrongClient,
            noticed_at: Step::Token,
            unnoticed: "the issuer gave a token to a client that it cannot know",
            remedy: "have the token endpoint refuse clients that it does not know",
            spec: "RFC 6749 §5.2",
            cause: None,
        },
        Self {
            name: "wrong-secret",
            title: "Wrong secret",
            done: "The token request was sent with a wrong client secret.",
            breakage: Breakage::WrongSecret,
            noticed_at: Step::Token,
            unnoticed: "the issuer gave a token for a wrong client secret",
            remedy: "a confidential client has to be authenticated: check how the server knows this client",
            spec: "RFC 6749 §3.2.1",
            cause: None,
        },
        Self {
            name: "wrong-scope",
            title: "Wrong scope",
            done: "The token request asked for a scope that nobody may have.",
            breakage: Breakage::WrongScope,
            noticed_at: Step::Token,
            unnoticed: "the issuer granted a scope that was made up",
            remedy: "a server may ignore a scope, and has to say in the response which it granted: check the client's scopes there",
            spec: "RFC 6749 §3.3",
            cause: None,
        },
        Self {
            name: "api-down",
            title: "API down",
            done: "The playground's API was stopped before the call.",
            breakage: Breakage::StopApi,
            noticed_at: Step::Call,
            unnoticed: "something answered in place of the API that was stopped",
            remedy: "close what listens in its place, and start the playground again",
            spec: "",
            cause: None,
        },
        Self {
            name: "no-token",
            title: "No token",
            done: "The call was sent without an Authorization header.",
            breakage: Breakage::NoToken,
            noticed_at: Step::Call,
            unnoticed: "the API answered a call that carried no token",
            remedy: "unless this address is meant to be public, require authorization on it",
            spec: "RFC 6750 §3",
            cause: Some(Cause::TokenMissing),
        },
        Self {
            name: "another-scope",
            title: "The API demands another scope",
            done: "The playground's API was told to demand the scope api1.write, which the token lacks.",
            breakage: Breakage::DemandScope("api1.write"),
            noticed_at: Step::Call,
            unnoticed: "the API accepted a token without the scope that it demands",
            remedy: "have the API compare scope with what this address demands",
            spec: "RFC 6750 §3.1",
            cause: Some(Cause::Scope),
        },
        Self {
            name: "expired",
            title: "Expired token",
            done: "The playground signed a token whose time ended an hour ago.",
            breakage: Breakage::Sign(SignedToken::Expired),
            noticed_at: Step::Call,
            unnoticed: "the API accepted a token that expired an hour ago",
            remedy: "have the API check exp, with a leeway of minutes at most",
            spec: "RFC 9068 §4",
            cause: Some(Cause::Expired),
        },
        Self {
            name: "wrong-audience",
            title: "Token for another API",
            done: "The playground signed a token for the audience api://orders.",
            breakage: Breakage::Sign(SignedToken::Audience("api://orders")),
            noticed_at: Step::Call,
            unnoticed: "the API accepted a token that is for another API",
            remedy: "have the API compare aud with its own name",
            spec: "RFC 9068 §4",
            cause: Some(Cause::Audience),
        },
        Self {
            name: "tampered",
            title: "Tampered token",
            done: "The token was changed after it was signed; the old signature was kept.",
            breakage: Breakage::Tamper,
            noticed_at: Step::Call,
            unnoticed: "the API accepted a token that was changed after signing",
            remedy: "have the API verify the signature with the issuer's keys",
            spec: "RFC 7515 §5.2",
            cause: Some(Cause::Signature),
        },
    ];

    /// The fault with that name.
    pub fn from_name(name: &str) -> Option<&'static Self> {
        Self::ALL.iter().find(|fault| fault.name == name)
    }

    /// Whether it can be tried on a connection at all.
    pub fn is_possible(&self, target: &FaultTarget<'_>) -> bool {
        match self.breakage {
            Breakage::WrongSecret => target.connection.client.shows_secret_at(
                target.metadata,
                "token_endpoint",
                target.has_certificate,
            ),
            breakage => target.has_playground || !breakage.needs_playground(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique() {
        for fault in Fault::ALL {
            assert_eq!(Fault::from_name(fault.name), Some(fault));
        }
    }
}
