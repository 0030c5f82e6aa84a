//! A session: one connection at work. It discovers, obtains tokens, keeps keys, verifies, calls, and explains a refusal.
//!
//! Faces fill a [`Connection`] and show what comes back; none of them makes a policy, fetches a key or judges a status.
//!
//! - Where do keys come from? [`KeysFrom`] says it, and `published.rs` fetches: by [`RemoteKeys`], one fetch at a time,
//!   kept through outages.
//! - Whose metadata is believed? Only a document that names the very issuer that was asked. Another one is shown by
//!   [`Session::discover`], and gives no key, no issuer, no endpoint and gets no secret.
//! - Dropping a future of a session ends its request on the wire; [`HttpClient::set_offline`] does so for all.
//!
//! [`RemoteKeys`]: claimscope_oauth::keys::RemoteKeys

mod about_token;
mod api_client;
mod api_login;
mod authentication;
mod call;
mod client_form;
mod clock;
mod code_life;
mod connection;
mod detached;
mod device;
mod done;
mod fault;
mod form;
mod from_api;
mod grant_form;
mod id_token;
mod keeping;
mod login;
mod outcome;
mod person;
mod playground;
mod probe;
mod proof;
mod published;
mod redirect;
mod refreshing;
mod remedy;
mod renewal;
mod run;
mod signed;
mod steps;
mod tamper;
mod token;
mod verify;

use std::fmt;
use std::sync::Arc;

use claimscope_core::crypto::KeySet;
use claimscope_oauth::Discovered;
use claimscope_oauth::mask::SentCredentials;

use crate::{CookieJar, HttpClient, SealedStore, SessionError};
use proof::Proofs;
use published::{Place, Published};
use refreshing::Successors;
use renewal::Held;

pub use about_token::{REVOKED, SignedIntrospection, UserinfoResult};
pub use api_login::{ApiLogin, CalledWithLogin};
pub use authentication::AssertionOptions;
pub use call::{Answered, Called};
pub use claimscope_oauth::{AuthenticationMethod, AuthorizationDetails};
pub use client_form::{ASSERTION_FIELDS, CERTIFICATE_FIELDS, DPOP_FIELD};
pub use clock::Clock;
pub use code_life::{CODE_LIFE, code_age_text};
pub use connection::{Connection, Grant, GrantKind, KeysFrom, Login, OauthClient};
pub use done::Done;
pub use fault::{Breakage, Fault, FaultTarget, SignedToken};
pub use form::{FormError, FormField};
pub use from_api::{ApiAuthorization, resource_metadata_urls};
pub use grant_form::{GRANT_FORMS, GrantForm, SHARED_FIELDS, authorization_details};
pub use keeping::{KeptRow, NamedRow};
pub use outcome::RunOutcome;
pub use person::{News, Person, has_display, open_system_browser};
pub use playground::{ForeignServers, PlaygroundControl};
pub use probe::{ProbeOptions, ProbeProgress, Probed, TokenEnd};
pub use remedy::{HeldToken, Remedy, RemedyEdit, RemedyMeans, RemedyToken, Shortfall, remedy};
pub use renewal::{FreshToken, TokenOrigin};
pub use run::Run;
pub use steps::Step;
pub use token::{ExpirySource, ObtainedToken};
pub use verify::{KeysUsed, Verification};

/// One connection at work. Clones share what was learned.
///
/// ```no_run
/// use claimscope_client::{HttpClient, Settings};
/// use claimscope_client::session::{Connection, Session};
/// use claimscope_core::jwt::{Expectations, Profile};
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let connection = Connection {
///     issuer: "https://localhost:5001".to_owned(),
///     expectations: Expectations::of(Profile::AtJwt).audience("api1"),
///     ..Connection::default()
/// };
/// let session = Session::new(HttpClient::new(Settings::default())?, connection);
/// let verification = session.verify("eyJ…", None).await?;
/// println!("{:?}", verification.inspection.report.verdict);
/// if let Some(failure) = &verification.key_failure {
///     println!("no keys: {failure}");
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Session {
    client: HttpClient,
    clock: Clock,
    connection: Arc<Connection>,
    /// What the connection's issuer publishes.
    issuer: Published,
    /// What is published at the JWKS URL, where the keys come from one.
    set: Option<Published>,
    /// The token in hand.
    held: Arc<Held>,
    /// What came for refresh tokens that were sent.
    successors: Arc<Successors>,
    /// Where tokens are kept for later runs.
    store: Option<Arc<SealedStore>>,
    /// What servers said that proofs of possession depend on.
    proofs: Arc<Proofs>,
    /// Who takes part in a grant that needs somebody.
    person: Option<Arc<dyn Person>>,
    /// The cookies of the API, where they are kept.
    cookies: Option<CookieJar>,
}

/// What discovery found.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct DiscoveredIssuer {
    /// The metadata that came, whoever's it is.
    pub discovered: Discovered,
    /// Why nothing of it is used, where it is another issuer's.
    pub refusal: Option<SessionError>,
    /// The issuer's keys; `None` where they could not be had, or where the metadata is another issuer's.
    pub keys: Option<Arc<KeySet>>,
    /// Why there are none.
    pub key_failure: Option<SessionError>,
}

impl Session {
    /// A session that has learned nothing yet.
    pub fn new(client: HttpClient, connection: Connection) -> Self {
        Self::with_clock(client, connection, Clock::default())
    }

    /// A session with a clock of the caller's.
    pub fn with_clock(client: HttpClient, connection: Connection, clock: Clock) -> Self {
        let published = |place| Published::new(place, client.clone(), clock.clone());
        Self {
            issuer: published(issuer_of(&connection)),
            set: set_of(&connection).map(published),
            connection: Arc::new(connection),
            held: Arc::default(),
            successors: Arc::default(),
            store: None,
            proofs: Arc::default(),
            person: None,
            cookies: None,
            client,
            clock,
        }
    }

    /// The same session after the connection was edited: what was learned stays where it is of the same issuer.
    #[must_use]
    pub fn edited(&self, connection: Connection) -> Self {
        let edited = Self::with_clock(self.client.clone(), connection, self.clock.clone());
        let kept = |new: Published, old: &Published| match new.place() == old.place() {
            true => old.clone(),
            false => new,
        };
        Self {
            issuer: kept(edited.issuer, &self.issuer),
            set: match (edited.set, &self.set) {
                (Some(new), Some(old)) => Some(kept(new, old)),
                (new, _) => new,
            },
            successors: Arc::clone(&self.successors),
            proofs: Arc::clone(&self.proofs),
            person: self.person.clone(),
            store: self.store.clone(),
            cookies: self.cookies.clone(),
            ..edited
        }
    }

    /// The client's secret and the credentials of every request in the log: no answer is shown with them.
    pub fn credentials(&self) -> SentCredentials {
        let mut credentials = self.client_credentials();
        for exchange in self.client.log().exchanges() {
            credentials.extend(&exchange.credentials());
        }
        credentials
    }

    fn client_credentials(&self) -> SentCredentials {
        let mut credentials = SentCredentials::default();
        if let Some(secret) = &self.connection.client.secret {
            credentials.add(secret.expose());
        }
        credentials
    }

    /// The same session with a person, who takes part in a grant that needs somebody.
    #[must_use]
    pub fn with_person(self, person: Arc<dyn Person>) -> Self {
        Self {
            person: Some(person),
            ..self
        }
    }

    /// The same session, whose calls of the API take the cookies along that are in this jar, and put those there that answers set.
    #[must_use]
    pub fn with_cookies(self, cookies: CookieJar) -> Self {
        Self {
            cookies: Some(cookies),
            ..self
        }
    }

    /// The same session, which keeps its token in a store for later runs and takes it from there. What is kept is found again
    /// by every setting that changes what comes: issuer, client with its credentials, grant with its parameters, scope,
    /// resource, further parameters, DPoP key.
    #[must_use]
    pub fn keeping_tokens(self, store: Arc<SealedStore>) -> Self {
        Self {
            store: Some(store),
            ..self
        }
    }

    /// Whether tokens are kept for later runs.
    pub fn keeps_tokens(&self) -> bool {
        self.store.is_some()
    }

    /// What the person filled in.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// What requests are sent with; its log has every one of them.
    pub fn client(&self) -> &HttpClient {
        &self.client
    }

    /// Asks the issuer for its metadata and its keys, whatever is in hand.
    ///
    /// # Errors
    ///
    /// Where no metadata came.
    pub async fn discover(&self) -> Result<DiscoveredIssuer, SessionError> {
        let (discovered, keys) = self.issuer.renew().await?;
        let (keys, key_failure) = match keys {
            Ok(keys) => (Some(keys), None),
            Err(failure) => (None, Some(failure)),
        };
        Ok(DiscoveredIssuer {
            refusal: discovered
                .require_issuer_match()
                .err()
                .map(SessionError::from),
            discovered,
            keys,
            key_failure,
        })
    }

    /// The issuer's own metadata; asked for once.
    ///
    /// # Errors
    ///
    /// Where no metadata came, or another issuer's.
    pub async fn metadata(&self) -> Result<Arc<Discovered>, SessionError> {
        self.issuer.metadata().await
    }

    /// The issuer's own metadata, where it has been read already.
    pub fn metadata_in_hand(&self) -> Option<Arc<Discovered>> {
        self.issuer.metadata_in_hand()
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Session")
            .field("connection", &self.connection)
            .field("client", &self.client)
            .finish_non_exhaustive()
    }
}

fn issuer_of(connection: &Connection) -> Place {
    Place::Issuer(connection.issuer.trim().to_owned())
}

fn set_of(connection: &Connection) -> Option<Place> {
    match &connection.keys {
        KeysFrom::JwksUrl(url) => Some(Place::JwksUrl(url.trim().to_owned())),
        _ => None,
    }
}
