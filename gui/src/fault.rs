//! What can be broken on purpose, and who has to notice it.

use crate::steps::Step;

/// Something to break on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// The token server does not answer.
    ServerDown,
    /// The client secret is wrong.
    WrongSecret,
    /// A scope that the client may not have.
    WrongScope,
    /// The API does not answer.
    ApiDown,
    /// The call carries no token.
    NoToken,
    /// The token's time is over.
    Expired,
    /// The token is for another API.
    WrongAudience,
    /// Somebody changed the claims.
    Tampered,
}

impl Fault {
    /// All of them, as the menu lists them.
    pub const ALL: [Self; 8] = [
        Self::ServerDown,
        Self::WrongSecret,
        Self::WrongScope,
        Self::ApiDown,
        Self::NoToken,
        Self::Expired,
        Self::WrongAudience,
        Self::Tampered,
    ];

    /// Its name in the menu.
    pub fn title(self) -> &'static str {
        match self {
            Self::ServerDown => "Server down",
            Self::WrongSecret => "Wrong secret",
            Self::WrongScope => "Wrong scope",
            Self::ApiDown => "API down",
            Self::NoToken => "No token",
            Self::Expired => "Expired token",
            Self::WrongAudience => "Wrong audience",
            Self::Tampered => "Tampered token",
        }
    }

    /// The name that a program passes: `server-down`.
    pub fn name(self) -> &'static str {
        match self {
            Self::ServerDown => "server-down",
            Self::WrongSecret => "wrong-secret",
            Self::WrongScope => "wrong-scope",
            Self::ApiDown => "api-down",
            Self::NoToken => "no-token",
            Self::Expired => "expired",
            Self::WrongAudience => "wrong-audience",
            Self::Tampered => "tampered",
        }
    }

    /// The fault with that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fault| fault.name() == name)
    }

    /// What is done, in one sentence.
    pub fn description(self) -> &'static str {
        match self {
            Self::ServerDown => {
                "The playground's token server was stopped before the first request."
            }
            Self::WrongSecret => "The token request was sent with a wrong client secret.",
            Self::WrongScope => {
                "The token request asked for the scope api2, which this client may not have."
            }
            Self::ApiDown => "The playground's API was stopped before the call.",
            Self::NoToken => "The call was sent without an Authorization header.",
            Self::Expired => "The playground signed a token whose time ended an hour ago.",
            Self::WrongAudience => "The playground signed a token for the audience api://orders.",
            Self::Tampered => "The claims were changed after signing; the old signature was kept.",
        }
    }

    /// The step at which somebody has to notice it.
    pub fn noticed_at(self) -> Step {
        match self {
            Self::ServerDown => Step::Discover,
            Self::WrongSecret | Self::WrongScope => Step::Token,
            Self::ApiDown
            | Self::NoToken
            | Self::Expired
            | Self::WrongAudience
            | Self::Tampered => Step::Call,
        }
    }

    /// What it means that nobody noticed: what happened, what to do, and where the rule stands.
    pub fn unnoticed(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::ServerDown | Self::ApiDown => (
                "The playground's server answered although it was stopped.",
                "Start Claimscope again.",
                "",
            ),
            Self::WrongSecret => (
                "The token endpoint gave a token for a wrong client secret.",
                "A confidential client has to be authenticated: check how the server knows this client.",
                "RFC 6749 §3.2.1",
            ),
            Self::WrongScope => (
                "The token endpoint gave a token when it was asked for the scope api2.",
                "A server may ignore a scope, and has to say in the response which it granted: check the client's scopes there.",
                "RFC 6749 §3.3",
            ),
            Self::NoToken => (
                "The API answered a request that carried no token.",
                "Unless this address is meant to be public, require authorization on it.",
                "RFC 6750 §3",
            ),
            Self::Expired => (
                "The API accepted a token whose time ended an hour ago.",
                "Have the API check exp, with a leeway of minutes at most.",
                "RFC 9068 §4",
            ),
            Self::WrongAudience => (
                "The API accepted a token for another audience.",
                "Have the API compare aud with its own name.",
                "RFC 9068 §4",
            ),
            Self::Tampered => (
                "The API accepted a token whose claims were changed after signing.",
                "Have the API verify the signature with the issuer's keys.",
                "RFC 7515 §5.2",
            ),
        }
    }

    /// Whether only the playground can be broken that way: nobody can stop a foreign server or sign with its key.
    pub fn needs_playground(self) -> bool {
        matches!(
            self,
            Self::ServerDown | Self::ApiDown | Self::Expired | Self::WrongAudience
        )
    }

    /// Whether a server has to be changed before the run and put back after it.
    pub fn changes_servers(self) -> bool {
        matches!(self, Self::ServerDown | Self::ApiDown)
    }
}
