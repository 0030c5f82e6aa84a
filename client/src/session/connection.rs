//! What a person fills in for one connection: issuer, client, grant, API, expectations and where keys come from.

use std::sync::Arc;
use std::time::Duration;

use claimscope_core::crypto::KeySet;
use claimscope_core::jwk::Jwk;
use claimscope_core::jwt::Expectations;
use claimscope_core::secret::Secret;
use claimscope_core::url::Url;
use claimscope_oauth::mask::SentCredentials;
use claimscope_oauth::{AuthenticationMethod, AuthorizationDetails, TokenGrant, TokenRequest};

use super::{AssertionOptions, Step, redirect};

/// One issuer, one client and one API, as plain data.
#[derive(Clone, Debug, Default)]
pub struct Connection {
    /// The issuer as it was typed: an issuer, or a full well-known URL. Empty where there is none.
    pub issuer: String,
    /// Where tokens are asked for, where a person says so; the issuer's metadata is not asked then.
    pub token_endpoint: Option<String>,
    /// The client that asks for tokens.
    pub client: OauthClient,
    /// How it asks.
    pub grant: Grant,
    /// The private key that tokens are bound to by DPoP; `None` asks for bearer tokens.
    pub dpop_key: Option<Jwk>,
    /// Whether that key was made for this run, so that a kept token's own takes its place.
    pub dpop_key_is_made: bool,
    /// The API's URL.
    pub api_url: String,
    /// What is expected of a token. An issuer that is neither stated nor waived is the connection's own; algorithms of
    /// which nothing is said are those of the keys.
    pub expectations: Expectations,
    /// Where the keys come from.
    pub keys: KeysFrom,
    /// Values of the grant that were read from where secrets are: no request for a token is shown with them, whatever the
    /// name is that they stand under.
    pub secrets: SentCredentials,
}

impl Connection {
    /// The first step of a run: where a person says where tokens are asked for, and names no issuer, there are no metadata to
    /// read.
    pub fn first_step(&self) -> Step {
        let has_endpoint = self
            .token_endpoint
            .as_deref()
            .is_some_and(|it| !it.trim().is_empty());
        match self.issuer.trim().is_empty() && has_endpoint {
            true => Step::Token,
            false => Step::Discover,
        }
    }
}

/// A client as its issuer knows it.
#[derive(Clone, Debug, Default)]
pub struct OauthClient {
    /// `client_id`.
    pub id: String,
    /// `client_secret`, where it has one.
    pub secret: Option<Secret>,
    /// The private key whose public half is registered, where it has one.
    pub key: Option<Jwk>,
    /// How it authenticates; `None` leaves that to what the metadata offers.
    pub authentication: Option<AuthenticationMethod>,
    /// What its assertions say, where it authenticates by them.
    pub assertion: AssertionOptions,
}

/// What a token is asked for with.
#[derive(Clone, Debug, Default)]
pub struct Grant {
    /// `grant_type`, with the parameters that only it has.
    pub kind: GrantKind,
    /// Scopes, separated by spaces; empty means that the parameter is left out.
    pub scope: String,
    /// `resource` (RFC 8707), where it is wanted.
    pub resource: Option<String>,
    /// `authorization_details` (RFC 9396), where they are wanted.
    pub authorization_details: Option<AuthorizationDetails>,
    /// Further parameters, such as Auth0's `audience`.
    pub parameters: Vec<(String, Secret)>,
}

/// The grant types.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub enum GrantKind {
    /// The client asks in its own name.
    #[default]
    ClientCredentials,
    /// A user approves on another device, where they type a code.
    DeviceCode {
        /// How long is waited at most; `None` means as long as the code holds.
        timeout: Option<Duration>,
    },
    /// A user logs in at a browser, and the answer's code is exchanged.
    AuthorizationCode(Login),
    /// The client hands a user's password on.
    Password {
        /// `username`.
        username: String,
        /// `password`.
        password: Secret,
    },
    /// Any other that the token endpoint answers at once: a refresh, a token exchange, a JWT bearer, an extension.
    Request(TokenGrant),
}

impl GrantKind {
    /// An extension grant by the URI that names it; its parameters are the grant's further ones.
    pub fn extension(grant_type: &str) -> Self {
        let none: [(String, Secret); 0] = [];
        Self::Request(TokenGrant::extension(grant_type, none))
    }
}

/// How a user logs in at a browser.
#[derive(Clone, Debug)]
pub struct Login {
    /// Where the answer goes, as it is registered. On port 0 of a loopback address any free port is taken.
    pub redirect_uri: String,
    /// Whether the answer is listened for; otherwise the person pastes it.
    pub listen: bool,
    /// Whether the request is pushed to the server first (RFC 9126); where the server requires that, it is anyway.
    pub push: bool,
    /// Whether the request is signed with the client's key (RFC 9101).
    pub sign: bool,
    /// How long an answer is waited for.
    pub timeout: Duration,
    /// `prompt`.
    pub prompt: Option<String>,
    /// `max_age`, in seconds since the user last logged in.
    pub max_age_seconds: Option<u64>,
    /// `acr_values`, with spaces between.
    pub acr_values: Option<String>,
    /// `login_hint`.
    pub login_hint: Option<String>,
    /// `response_mode`; `None` leaves it to the server. With `jwt` in it the answer must be signed (JARM).
    pub response_mode: Option<String>,
}

impl Login {
    /// The redirect URI where nobody says another.
    pub const REDIRECT_URI: &'static str = "http://127.0.0.1:8400/callback";

    /// Whether the answer can be listened for at this redirect URI; otherwise the person pastes it.
    pub fn can_listen_on(redirect_uri: &str) -> bool {
        redirect::can_listen_on(redirect_uri)
    }
}

impl Default for Login {
    /// Listens on [`Login::REDIRECT_URI`] for five minutes.
    fn default() -> Self {
        Self {
            redirect_uri: Self::REDIRECT_URI.to_owned(),
            listen: true,
            push: false,
            sign: false,
            timeout: Duration::from_secs(300),
            prompt: None,
            max_age_seconds: None,
            acr_values: None,
            login_hint: None,
            response_mode: None,
        }
    }
}

/// Where the keys come from.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub enum KeysFrom {
    /// The connection's issuer, by discovery, bound to it.
    #[default]
    Issuer,
    /// A JWKS at this URL, bound to no issuer.
    JwksUrl(String),
    /// What a person pasted: a JWKS, a JWK, a PEM.
    Text(Secret),
    /// A secret that issuer and API share.
    SharedSecret(Secret),
    /// Keys that were read before.
    Set(Arc<KeySet>),
    /// There are none: nothing can be proved.
    Nowhere,
}

impl OauthClient {
    /// Whether a `client_id` is the address of a document that describes the client, whose server nobody had to register it at
    /// ([draft-ietf-oauth-client-id-metadata-document]): https, or on this machine http too.
    ///
    /// [draft-ietf-oauth-client-id-metadata-document]: https://datatracker.ietf.org/doc/draft-ietf-oauth-client-id-metadata-document/
    pub fn is_document(client_id: &str) -> bool {
        Url::parse(client_id).is_ok_and(|url| url.is_https() || url.is_loopback())
    }
}

impl Grant {
    /// Adds the scopes and the further parameters that a person wants.
    pub(super) fn complete(&self, request: TokenRequest) -> TokenRequest {
        let request = self.for_resource(request.scope(self.scope.as_str()));
        let parameters = self.details().chain(self.parameters.iter().cloned());
        parameters.fold(request, |request, (name, value)| {
            request.parameter(name, value)
        })
    }

    /// `authorization_details` as a parameter. It stands wherever `scope` may: in what asks a user, and where nobody is asked in
    /// the token request ([RFC 9396 §3](https://www.rfc-editor.org/rfc/rfc9396#section-3)).
    pub(super) fn details(&self) -> impl Iterator<Item = (String, Secret)> {
        let details = self.authorization_details.iter();
        details.map(|details| {
            let name = AuthorizationDetails::NAME.to_owned();
            (name, Secret::from(details.to_string()))
        })
    }

    /// Adds `resource`, which goes with every request of a grant.
    pub(super) fn for_resource(&self, request: TokenRequest) -> TokenRequest {
        match &self.resource {
            Some(resource) => request.resource(resource),
            None => request,
        }
    }
}
