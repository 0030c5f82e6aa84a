//! An issuer with an API on one port, which does as a test says and counts what it is asked.

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use claimscope_client::HttpClient;
use claimscope_client::session::{Clock, Connection, OauthClient, Session};
use claimscope_core::alg::Algorithm;
use claimscope_core::crypto::SigningKey;
use claimscope_core::entropy::NoEntropy;
use claimscope_core::json::Object;
use claimscope_core::jwk::{Jwk, generate};
use claimscope_core::jwt::{Expectations, Profile, sign};
use claimscope_core::secret::Secret;

use crate::client;
use crate::peer::{Manner, Peer, answer, json};

/// The time that the sessions of these tests begin at.
pub(crate) const START_MS: i64 = 1_800_000_000_000;

pub(crate) fn entropy(bytes: &mut [u8]) -> Result<(), NoEntropy> {
    static COUNT: AtomicI64 = AtomicI64::new(1);
    for byte in bytes {
        *byte = COUNT.fetch_add(97, Ordering::Relaxed).to_le_bytes()[0];
    }
    Ok(())
}

/// A key with a name.
pub(crate) fn key(kid: Option<&str>) -> Jwk {
    let mut jwk = generate(Algorithm::ES256, &mut entropy).unwrap();
    jwk.kid = kid.map(str::to_owned);
    jwk
}

pub(crate) fn signed(key: &Jwk, claims: &Object) -> String {
    signed_as(key, Object::new(), claims)
}

/// With these members in the header beside `alg` and `kid`.
pub(crate) fn signed_as(key: &Jwk, mut header: Object, claims: &Object) -> String {
    let signing = SigningKey::new(key, Algorithm::ES256).unwrap();
    if let Some(kid) = &key.kid {
        header.set("kid", kid.as_str());
    }
    sign(&header, claims, &signing, &mut entropy).unwrap()
}

/// The claims of a token that holds for a year from [`START_MS`].
pub(crate) fn claims(issuer: &str) -> Object {
    Object::new()
        .with("iss", issuer)
        .with("aud", "api1")
        .with("sub", "alice")
        .with("exp", START_MS / 1_000 + 365 * 86_400)
}

pub(crate) fn jwks(keys: &[&Jwk]) -> String {
    let keys: Vec<_> = keys
        .iter()
        .map(|key| key.public().unwrap().to_json().to_string())
        .collect();
    format!(r#"{{"keys":[{}]}}"#, keys.join(","))
}

/// What each path answers, in turn; the last answer stays.
type Routes = Arc<Mutex<BTreeMap<String, VecDeque<Vec<u8>>>>>;

/// The issuer.
pub(crate) struct Issuer {
    pub(crate) peer: Peer,
    pub(crate) url: String,
    routes: Routes,
    heads: Arc<Mutex<Vec<String>>>,
    now_ms: Arc<AtomicI64>,
}

impl Issuer {
    /// With metadata that is its own, and these keys.
    pub(crate) async fn start(keys: &[&Jwk]) -> Self {
        let (routes, heads) = (Routes::default(), Arc::new(Mutex::new(Vec::new())));
        let (served, seen) = (Arc::clone(&routes), Arc::clone(&heads));
        let peer = Peer::start(Manner::route(move |head| {
            seen.lock().unwrap().push(head.to_owned());
            let path = head.split(' ').nth(1).unwrap_or_default();
            let mut served = served.lock().unwrap();
            let answer_of_path = served
                .get_mut(path)
                .and_then(|answers| match answers.len() {
                    0 | 1 => answers.front().cloned(),
                    _ => answers.pop_front(),
                });
            answer_of_path.unwrap_or_else(|| answer("404 Not Found", "", ""))
        }))
        .await;
        let issuer = Self {
            url: peer.http(""),
            peer,
            routes,
            heads,
            now_ms: Arc::new(AtomicI64::new(START_MS)),
        };
        issuer.calls_itself(&issuer.url);
        issuer.answers("/jwks", json(&jwks(keys)));
        issuer
    }

    pub(crate) fn answers(&self, path: &str, bytes: Vec<u8>) {
        self.answers_in_turn(path, [bytes]);
    }

    /// Answers one after the other; the last stays.
    pub(crate) fn answers_in_turn(&self, path: &str, bytes: impl IntoIterator<Item = Vec<u8>>) {
        let answers = bytes.into_iter().collect();
        self.routes.lock().unwrap().insert(path.to_owned(), answers);
    }

    /// Puts metadata there that names this issuer, with the endpoints here.
    pub(crate) fn calls_itself(&self, issuer: &str) {
        let here = &self.url;
        let document = format!(
            r#"{{"issuer":"{issuer}","jwks_uri":"{here}/jwks","token_endpoint":"{here}/token","authorization_endpoint":"{here}/authorize",
            "device_authorization_endpoint":"{here}/device","introspection_endpoint":"{here}/introspect",
            "revocation_endpoint":"{here}/revoke",
            "code_challenge_methods_supported":["S256"]}}"#
        );
        self.answers("/.well-known/openid-configuration", json(&document));
    }

    /// Lists these ways of client authentication in the metadata.
    pub(crate) fn offers(&self, methods: &[&str]) {
        let here = &self.url;
        let methods = methods.join(r#"",""#);
        let document = format!(
            r#"{{"issuer":"{here}","jwks_uri":"{here}/jwks","token_endpoint":"{here}/token",
            "token_endpoint_auth_methods_supported":["{methods}"]}}"#
        );
        self.answers("/.well-known/openid-configuration", json(&document));
    }

    /// How often a path was asked for.
    pub(crate) fn asked(&self, path: &str) -> usize {
        let heads = self.heads.lock().unwrap();
        let of_path = |head: &&String| head.split(' ').nth(1) == Some(path);
        heads.iter().filter(of_path).count()
    }

    /// The last request, without its body.
    pub(crate) fn last_head(&self) -> String {
        self.heads
            .lock()
            .unwrap()
            .last()
            .cloned()
            .unwrap_or_default()
    }

    pub(crate) fn wait(&self, seconds: i64) {
        self.now_ms.fetch_add(seconds * 1_000, Ordering::Relaxed);
    }

    /// A connection to it that expects the audience `api1`.
    pub(crate) fn connection(&self) -> Connection {
        Connection {
            issuer: self.url.clone(),
            client: OauthClient {
                id: "client".to_owned(),
                secret: Some(Secret::from("hunter2")),
                ..OauthClient::default()
            },
            api_url: format!("{}/api", self.url),
            expectations: Expectations::of(Profile::Jwt).audience("api1"),
            ..Connection::default()
        }
    }

    pub(crate) fn session(&self) -> Session {
        self.session_with(self.connection())
    }

    pub(crate) fn session_with(&self, connection: Connection) -> Session {
        self.session_of(client(), connection)
    }

    pub(crate) fn session_of(&self, client: HttpClient, connection: Connection) -> Session {
        let now_ms = Arc::clone(&self.now_ms);
        let clock = Clock::new(move || now_ms.load(Ordering::Relaxed));
        Session::with_clock(client, connection, clock)
    }
}
