//! What `update` asks the world to do.

use claimscope_core::secret::Secret;

use crate::connection::{ClientAuth, ConnectionId, Grant};
use crate::fault::Fault;
use crate::message::Ticket;
use crate::model::ThemeChoice;
use crate::sensitive::Sensitive;

/// Something to be done outside the model: each kind has one who does it.
#[derive(Clone, Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "few are under way at a time, and each is moved once"
)]
pub enum Effect {
    /// For the window, on its own thread.
    Window(WindowChange),
    /// For the runner, before anything that is asked of it later.
    Switch(Switch),
    /// For a worker; the answer comes back as an event.
    Work(Work),
}

/// What the window does itself.
#[derive(Clone, Debug)]
pub enum WindowChange {
    /// Put a text on the clipboard.
    Copy(Sensitive),
    /// Change the theme.
    SetTheme(ThemeChoice),
    /// Change the zoom.
    Zoom(u16),
}

/// What takes effect at once.
#[derive(Clone, Debug)]
pub enum Switch {
    /// End the requests of a connection, on the wire too.
    Cancel(ConnectionId),
    /// Empty the exchange log.
    ClearLog,
    /// Cut the network off, or give it back.
    SetOffline(bool),
    /// Trust a certificate for this session.
    TrustCertificate(String),
}

/// What a worker does.
#[derive(Clone, Debug)]
pub enum Work {
    /// Break the playground, or restore it (`None`).
    BreakServers(ConnectionId, Option<Fault>),
    /// Call an API.
    Call(Ticket, CallPlan),
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
    /// Start the playground.
    StartPlayground,
    /// Verify a text.
    Verify(Ticket, InspectPlan, VerifyPlan),
}

impl Work {
    /// Whose it is, where it can be cancelled: servers are never left half broken.
    pub(crate) fn cancellable(&self) -> Option<ConnectionId> {
        match self {
            Self::Call(ticket, _)
            | Self::Discover(ticket, _)
            | Self::Inspect(ticket, _)
            | Self::Mint(ticket, _)
            | Self::RequestToken(ticket, _)
            | Self::Verify(ticket, ..) => Some(ticket.connection),
            Self::BreakServers(..) | Self::Curl { .. } | Self::StartPlayground => None,
        }
    }
}

impl From<WindowChange> for Effect {
    fn from(change: WindowChange) -> Self {
        Self::Window(change)
    }
}

impl From<Switch> for Effect {
    fn from(switch: Switch) -> Self {
        Self::Switch(switch)
    }
}

impl From<Work> for Effect {
    fn from(work: Work) -> Self {
        Self::Work(work)
    }
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

impl CallPlan {
    /// The same call with GET, and so without a body.
    pub(crate) fn with_get(self) -> Self {
        Self {
            method: "GET".to_owned(),
            body: Secret::from(""),
            ..self
        }
    }
}

/// Does what is not the window's to do; answers come back as events.
pub trait Runner {
    /// Begins `work` and returns at once.
    fn run(&mut self, work: Work);
    /// Does so at once.
    fn switch(&mut self, switch: Switch);
    /// Events since the last call, in order.
    fn events(&mut self) -> Vec<crate::message::Event>;
}
