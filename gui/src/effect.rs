//! What `update` asks the world to do.

use claimscope_core::secret::Secret;

use crate::connection::{ClientAuth, ConnectionId, Grant};
use crate::message::Ticket;
use crate::model::ThemeChoice;
use crate::sensitive::Sensitive;
use crate::walk::Fault;

/// Something to be done outside the model.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Break the playground, or mend it (`None`).
    BreakServers(ConnectionId, Option<Fault>),
    /// Call an API.
    Call(Ticket, CallPlan),
    /// Empty the exchange log.
    ClearLog,
    /// Put a text on the clipboard.
    Copy(Sensitive),
    /// Make a curl command of an exchange.
    Curl {
        /// Which exchange.
        number: u64,
        /// With its secrets in clear.
        with_secrets: bool,
    },
    /// Read metadata and keys.
    Discover(Ticket, String),
    /// Look at a text, without keys.
    Inspect(Ticket, InspectPlan),
    /// Let the playground sign a token that is wrong in one way.
    Mint(Ticket, Fault),
    /// Ask for a token.
    RequestToken(Ticket, TokenPlan),
    /// Cut the network off, or give it back.
    SetOffline(bool),
    /// Change the theme.
    SetTheme(ThemeChoice),
    /// Start the playground.
    StartPlayground,
    /// Trust a certificate for this session.
    TrustCertificate(String),
    /// Verify a text.
    Verify(Ticket, InspectPlan, VerifyPlan),
    /// Change the zoom.
    Zoom(u16),
}

/// A token request.
#[derive(Clone, Debug)]
pub struct TokenPlan {
    /// The issuer.
    pub issuer: String,
    /// `client_id`.
    pub client_id: String,
    /// `client_secret`.
    pub client_secret: Secret,
    /// The grant.
    pub grant: Grant,
    /// How the client proves itself.
    pub client_auth: ClientAuth,
    /// `username`.
    pub username: String,
    /// `password`.
    pub password: Secret,
    /// Scopes, separated by spaces.
    pub scope: String,
}

/// A text to look at.
#[derive(Clone, Debug)]
pub struct InspectPlan {
    /// The text.
    pub text: Secret,
    /// Its number.
    pub revision: u64,
}

/// The keys and expectations for verifying.
#[derive(Clone, Debug)]
pub struct VerifyPlan {
    /// The keys.
    pub keys: KeysWanted,
    /// The profile's name.
    pub profile: String,
    /// The issuer as the person typed it; `None` waives `iss`.
    pub issuer: Option<String>,
    /// The expected `aud`; `None` waives it.
    pub audience: Option<String>,
}

/// Where keys for verifying come from.
#[derive(Clone, Debug)]
pub enum KeysWanted {
    /// What the issuer publishes.
    Issuer {
        /// The issuer.
        issuer: String,
    },
    /// What the issuer published when it was asked last; nothing is fetched.
    Known {
        /// The issuer.
        issuer: String,
    },
    /// A JWK, JWKS or PEM.
    Given(Secret),
    /// A shared secret.
    Secret(Secret),
}

/// A call of an API, with what is known for explaining a refusal.
#[derive(Clone, Debug)]
pub struct CallPlan {
    /// The method.
    pub method: String,
    /// The URL.
    pub url: String,
    /// Further headers.
    pub headers: Vec<(String, Secret)>,
    /// The body.
    pub body: Secret,
    /// The token to send.
    pub token: Option<Secret>,
    /// What the API is known to expect.
    pub expectation: VerifyPlan,
}

/// Does effects; answers come back as events.
pub trait Runner {
    /// Begins `effect` and returns at once.
    fn run(&mut self, effect: Effect);
    /// Events since the last call, in order.
    fn events(&mut self) -> Vec<crate::message::Event>;
}
