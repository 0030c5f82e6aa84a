//! From an API's URL alone to its answer: found, registered, logged in for, and stepped up.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use claimscope_client::session::{
    ApiLogin, CalledWithLogin, Connection, Login, News, OauthClient, Person, Session, TokenOrigin,
};
use claimscope_client::{SealedStore, SessionError};
use claimscope_core::secret::Secret;
use claimscope_oauth::HttpRequest;
use claimscope_oauth::protected_resource::{ResourceMatch, StepUpEnd};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::client;
use crate::peer::{Manner, Peer, answer, json};

pub(crate) type Asked = BTreeMap<String, String>;

/// A user who agrees to everything, and notes what was asked.
#[derive(Default)]
pub(crate) struct Agrees(Mutex<Vec<Asked>>);

impl Person for Agrees {
    fn tell(&self, _: &News) {}

    fn open_browser(&self, url: &str) -> Option<Result<(), String>> {
        let (_, query) = url.split_once('?').unwrap();
        let decoded = |text: &str| {
            text.replace("%3A", ":")
                .replace("%2F", "/")
                .replace('+', " ")
        };
        let asked: Asked = (query.split('&').map(|pair| pair.split_once('=').unwrap()))
            .map(|(name, value)| (name.to_owned(), decoded(value)))
            .collect();
        let (_, rest) = asked["redirect_uri"].split_once("://").unwrap();
        let (authority, path) = rest.split_once('/').unwrap();
        let request = format!(
            "GET /{path}?code=abc&state={} HTTP/1.1\r\nHost: {authority}\r\n\r\n",
            asked["state"]
        );
        let authority = authority.to_owned();
        self.0.lock().unwrap().push(asked);
        tokio::spawn(async move {
            let mut stream = TcpStream::connect(authority).await.unwrap();
            stream.write_all(request.as_bytes()).await.unwrap();
            let mut page = String::new();
            stream.read_to_string(&mut page).await.unwrap();
        });
        Some(Ok(()))
    }
}

/// How the API and its authorization server, which are one peer here, behave.
#[derive(Clone, Default)]
pub(crate) struct Behaviour {
    /// `resource` of the metadata, behind the origin; `None` publishes none.
    pub(crate) resource: Option<&'static str>,
    /// Whether the 401 names the metadata.
    pub(crate) announces: bool,
    /// The scopes that the API asks for after each token, one token a step; after them it takes the call.
    pub(crate) steps: Vec<&'static str>,
    /// Whether clients can be registered.
    pub(crate) registers: bool,
    /// What a registration is answered with; `None` gives a public client.
    pub(crate) registered: Option<&'static str>,
    /// `authorization_servers` of the API's metadata, where it is not the one here.
    pub(crate) servers: Option<&'static str>,
    /// The initial access token that this takes.
    pub(crate) initial_access_token: Option<&'static str>,
    /// Further members of the API's metadata.
    pub(crate) members: &'static str,
    /// The token that the API takes in the first call with it alone, as one that is revoked then.
    pub(crate) revoked: Option<&'static str>,
    /// Whether the metadata of the authorization server names another issuer.
    pub(crate) impostor: bool,
}

pub(crate) struct Api {
    pub(crate) peer: Peer,
    pub(crate) heads: Arc<Mutex<Vec<String>>>,
    /// Its port was free just now: what is registered and kept names it.
    pub(crate) redirect_uri: String,
}

impl Api {
    pub(crate) async fn start(behaviour: Behaviour) -> Self {
        let heads = Arc::new(Mutex::new(Vec::<String>::new()));
        let seen = Arc::clone(&heads);
        let origin = Arc::new(Mutex::new(String::new()));
        let here = Arc::clone(&origin);
        let peer = Peer::start(Manner::route(move |head| {
            seen.lock().unwrap().push(head.to_owned());
            let origin = here.lock().unwrap().clone();
            let tokens = count(&seen, "/token");
            let is_revoked = behaviour.revoked.is_some_and(|token| {
                let with_it = |head: &str| head.starts_with("GET /mcp ") && head.contains(token);
                let heads = seen.lock().unwrap();
                with_it(head) && heads.iter().filter(|head| with_it(head)).count() > 1
            });
            match is_revoked {
                true => answer(
                    "401 Unauthorized",
                    "WWW-Authenticate: Bearer error=\"invalid_token\"\r\n",
                    "",
                ),
                false => respond(&behaviour, &origin, tokens, head),
            }
        }))
        .await;
        *origin.lock().unwrap() = peer.http("");
        let unused = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = unused.local_addr().unwrap();
        Self {
            peer,
            heads,
            redirect_uri: format!("http://{address}/callback"),
        }
    }

    /// Calls `/mcp` as that client.
    pub(crate) async fn call(
        &self,
        client_id: &str,
        options: ApiLogin,
    ) -> (Result<CalledWithLogin, SessionError>, Vec<Asked>) {
        let connection = Connection {
            client: OauthClient {
                id: client_id.to_owned(),
                ..OauthClient::default()
            },
            ..Connection::default()
        };
        self.call_as(connection, options).await
    }

    pub(crate) async fn call_as(
        &self,
        connection: Connection,
        options: ApiLogin,
    ) -> (Result<CalledWithLogin, SessionError>, Vec<Asked>) {
        self.call_in(Session::new(client(), connection), options)
            .await
    }

    pub(crate) async fn call_in(
        &self,
        session: Session,
        options: ApiLogin,
    ) -> (Result<CalledWithLogin, SessionError>, Vec<Asked>) {
        let user = Arc::new(Agrees::default());
        let session = session.with_person(user.clone());
        let login = Login {
            redirect_uri: self.redirect_uri.clone(),
            ..Login::default()
        };
        let request = HttpRequest::get(self.peer.http("/mcp"));
        let called = session
            .call_with_login(request, &ApiLogin { login, ..options })
            .await;
        let asked = user.0.lock().unwrap().clone();
        (called, asked)
    }

    pub(crate) fn asked(&self, path: &str) -> usize {
        count(&self.heads, path)
    }
}

fn count(heads: &Mutex<Vec<String>>, path: &str) -> usize {
    let heads = heads.lock().unwrap();
    heads
        .iter()
        .filter(|head| head.split(' ').nth(1) == Some(path))
        .count()
}

fn respond(behaviour: &Behaviour, origin: &str, tokens: usize, head: &str) -> Vec<u8> {
    const PATH: &str = "/.well-known/oauth-protected-resource/mcp";
    let metadata = format!("{origin}{PATH}");
    let challenge = |rest: &str| format!("WWW-Authenticate: Bearer realm=\"api\"{rest}\r\n");
    match head.split(' ').nth(1).unwrap_or_default() {
        "/mcp" if !head.to_ascii_lowercase().contains("authorization: bearer") => {
            let named = match behaviour.announces {
                true => format!(", resource_metadata=\"{metadata}\""),
                false => String::new(),
            };
            answer("401 Unauthorized", &challenge(&named), "")
        }
        "/mcp" => match behaviour.steps.get(tokens.saturating_sub(1)) {
            Some(scope) => answer(
                "403 Forbidden",
                &challenge(&format!(
                    ", error=\"insufficient_scope\", scope=\"{scope}\""
                )),
                "",
            ),
            None => json(r#"{"hello":"world"}"#),
        },
        PATH => match behaviour.resource {
            Some(path) => {
                let own = format!(r#"["{origin}/as"]"#);
                let (servers, members) = (behaviour.servers.unwrap_or(&own), behaviour.members);
                json(&format!(
                    r#"{{"resource":"{origin}{path}","authorization_servers":{servers},"scopes_supported":["read"]{members}}}"#
                ))
            }
            None => answer("404 Not Found", "", ""),
        },
        "/.well-known/oauth-authorization-server/as"
        | "/.well-known/oauth-authorization-server" => {
            let is_root = behaviour.resource.is_none();
            let issuer = match (behaviour.impostor, is_root) {
                (true, _) => "https://evil.example".to_owned(),
                (false, true) => origin.to_owned(),
                (false, false) => format!("{origin}/as"),
            };
            let registration = match behaviour.registers {
                true => format!(r#","registration_endpoint":"{origin}/register""#),
                false => String::new(),
            };
            json(&format!(
                r#"{{"issuer":"{issuer}","authorization_endpoint":"{origin}/authorize","token_endpoint":"{origin}/token",
                "response_types_supported":["code"]{registration}}}"#
            ))
        }
        "/token" => answer(
            "200 OK",
            "Content-Type: application/json\r\nCache-Control: no-store\r\n",
            &format!(
                r#"{{"access_token":"opaque-{tokens}","token_type":"Bearer","expires_in":600}}"#
            ),
        ),
        "/register"
            if behaviour
                .initial_access_token
                .is_some_and(|token| !head.contains(&format!("Bearer {token}"))) =>
        {
            answer(
                "401 Unauthorized",
                "Content-Type: application/json\r\n",
                r#"{"error":"invalid_token","error_description":"initial access token missing"}"#,
            )
        }
        "/register" => answer(
            "201 Created",
            "Content-Type: application/json\r\nCache-Control: no-store\r\n",
            behaviour
                .registered
                .unwrap_or(r#"{"client_id":"made-here","token_endpoint_auth_method":"none"}"#),
        ),
        _ => answer("404 Not Found", "", ""),
    }
}

pub(crate) fn published() -> Behaviour {
    Behaviour {
        resource: Some("/mcp"),
        announces: true,
        ..Behaviour::default()
    }
}

pub(crate) fn codes(called: &CalledWithLogin) -> Vec<&'static str> {
    let found = called.authorization.as_ref().unwrap();
    found
        .findings
        .iter()
        .map(|finding| finding.code.as_str())
        .collect()
}

#[tokio::test]
async fn the_apis_metadata_leads_to_a_login_and_the_answer() {
    let api = Api::start(published()).await;
    let (called, asked) = api.call("desk", ApiLogin::default()).await;
    let called = called.unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!(called.first.response.status, 401);
    assert_eq!(called.called.response.status, 200);
    assert_eq!(asked[0]["client_id"], "desk");
    assert_eq!(asked[0]["scope"], "read");
    assert_eq!(asked[0]["resource"], api.peer.http("/mcp"));
    assert_eq!(asked[0]["code_challenge_method"], "S256");
    assert_eq!(codes(&called), ["metadata.pkce-unstated"]);
    // The metadata that was found is the one that is used.
    assert_eq!(api.asked("/.well-known/oauth-authorization-server/as"), 1);
}

#[tokio::test]
async fn metadata_that_the_refusal_does_not_name_is_found_and_said() {
    let api = Api::start(Behaviour {
        announces: false,
        ..published()
    })
    .await;
    let (called, _) = api.call("desk", ApiLogin::default()).await;
    let called = called.unwrap_or_else(|failure| panic!("{failure}"));
    assert!(codes(&called).contains(&"resource.unannounced"));
}

#[tokio::test]
async fn an_api_without_metadata_is_its_own_authorization_server_and_gets_no_resource() {
    let api = Api::start(Behaviour::default()).await;
    let (called, asked) = api.call("desk", ApiLogin::default()).await;
    let called = called.unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!(called.called.response.status, 200);
    assert!(!asked[0].contains_key("resource") && !asked[0].contains_key("scope"));
    assert!(codes(&called).contains(&"resource.unpublished"));
}

#[tokio::test]
async fn a_resource_that_differs_is_graded() {
    let api = Api::start(Behaviour {
        resource: Some("/mcp/"),
        ..published()
    })
    .await;
    let (called, asked) = api.call("desk", ApiLogin::default()).await;
    let called = called.unwrap_or_else(|failure| panic!("{failure}"));
    let resource = called.authorization.unwrap().resource.unwrap();
    assert_eq!(resource.resource_match, ResourceMatch::TrailingSlash);
    assert_eq!(asked[0]["resource"], api.peer.http("/mcp/"));
}

#[tokio::test]
async fn resource_is_left_out_where_that_is_asked_for() {
    let api = Api::start(published()).await;
    let options = ApiLogin {
        leaves_resource_out: true,
        ..ApiLogin::default()
    };
    let (_, asked) = api.call("desk", options).await;
    assert!(!asked[0].contains_key("resource"));
}

#[tokio::test]
async fn a_server_that_registers_nobody_is_named_as_such() {
    let api = Api::start(published()).await;
    let options = ApiLogin {
        registers_as: Some("Claimscope".to_owned()),
        ..ApiLogin::default()
    };
    let (called, _) = api.call("", options).await;
    assert_eq!(called.err().unwrap().code(), "login.no-registration");
}

#[tokio::test]
async fn a_client_is_registered_when_that_is_said_and_not_otherwise() {
    let registers = Behaviour {
        registers: true,
        ..published()
    };
    let api = Api::start(registers.clone()).await;
    let (called, _) = api.call("", ApiLogin::default()).await;
    let failure = called.err().unwrap();
    assert_eq!(failure.code(), "login.no-client");
    assert_eq!(api.asked("/register"), 0);
    let options = ApiLogin {
        registers_as: Some("Claimscope".to_owned()),
        ..ApiLogin::default()
    };
    let (called, asked) = api.call("", options).await;
    let called = called.unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!(called.registered.unwrap().client_id, "made-here");
    assert_eq!(asked[0]["client_id"], "made-here");
}

#[tokio::test]
async fn a_step_up_asks_for_the_union_of_scopes_and_gives_up() {
    let api = Api::start(Behaviour {
        steps: vec!["write"],
        ..published()
    })
    .await;
    let (called, asked) = api.call("desk", ApiLogin::default()).await;
    let called = called.unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!(called.called.response.status, 200);
    assert_eq!(asked[1]["scope"], "read write");
    assert_eq!(called.end, None);
    let stubborn = Api::start(Behaviour {
        steps: vec!["write", "write"],
        ..published()
    })
    .await;
    let (called, asked) = stubborn.call("desk", ApiLogin::default()).await;
    let called = called.unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!(called.called.response.status, 403);
    assert_eq!(called.end, Some(StepUpEnd::AskedAlready));
    assert_eq!(asked.len(), 2);
}

#[tokio::test]
async fn an_authorization_server_that_names_another_issuer_gets_nothing() {
    let api = Api::start(Behaviour {
        impostor: true,
        ..published()
    })
    .await;
    let (called, asked) = api.call("desk", ApiLogin::default()).await;
    assert_eq!(called.err().unwrap().code(), "server.issuer");
    assert!(asked.is_empty());
    assert_eq!(api.asked("/token"), 0);
}

#[tokio::test]
async fn a_secret_goes_to_no_server_that_the_api_alone_names() {
    let api = Api::start(published()).await;
    let client_with_secret = OauthClient {
        id: "desk".to_owned(),
        secret: Some("hunter2hunter2".into()),
        ..OauthClient::default()
    };
    let connection = Connection {
        client: client_with_secret,
        ..Connection::default()
    };
    let (called, asked) = api.call_as(connection, ApiLogin::default()).await;
    assert_eq!(called.err().unwrap().code(), "login.secret-without-issuer");
    assert!(asked.is_empty() && api.asked("/token") == 0);
}

#[tokio::test]
async fn an_issuer_that_the_api_does_not_name_is_said() {
    let other = Api::start(Behaviour::default()).await;
    let api = Api::start(published()).await;
    let connection = Connection {
        issuer: other.peer.http(""),
        client: OauthClient {
            id: "desk".to_owned(),
            ..OauthClient::default()
        },
        ..Connection::default()
    };
    let (called, _) = api.call_as(connection, ApiLogin::default()).await;
    let called = called.unwrap_or_else(|failure| panic!("{failure}"));
    assert!(codes(&called).contains(&"resource.authorization_servers"));
    assert_eq!((api.asked("/token"), other.asked("/token")), (0, 1));
}

#[tokio::test]
async fn metadata_of_another_resource_ends_it_also_where_the_issuer_is_named() {
    let api = Api::start(Behaviour {
        resource: Some("/tenant-b"),
        ..published()
    })
    .await;
    let connection = Connection {
        issuer: api.peer.http("/as"),
        ..Connection::default()
    };
    let (called, asked) = api.call_as(connection, ApiLogin::default()).await;
    assert_eq!(called.err().unwrap().code(), "resource.other");
    assert!(asked.is_empty());
}

#[tokio::test]
async fn an_api_that_takes_the_call_needs_no_login() {
    let peer = Peer::start(Manner::Answer(json("{}"))).await;
    let session = Session::new(client(), Connection::default());
    let request = HttpRequest::get(peer.http("/"));
    let called = session.call_with_login(request, &ApiLogin::default()).await;
    let called = called.unwrap_or_else(|failure| panic!("{failure}"));
    assert!(called.authorization.is_none() && called.token.is_none());
    assert_eq!(peer.requests(), 1);
}

#[tokio::test]
async fn a_kept_login_and_a_kept_registration_are_used_until_the_api_refuses() {
    let api = Api::start(Behaviour {
        registers: true,
        revoked: Some("opaque-1"),
        ..published()
    })
    .await;
    let folder = tempfile::tempdir().unwrap();
    let run = async || {
        let store = SealedStore::with_key(folder.path(), &Secret::new([7; 32])).unwrap();
        let session = Session::new(client(), Connection::default());
        let session = session.keeping_tokens(Arc::new(store));
        let options = ApiLogin {
            registers_as: Some("Claimscope".to_owned()),
            ..ApiLogin::default()
        };
        let (called, asked) = api.call_in(session, options).await;
        let called = called.unwrap_or_else(|failure| panic!("{failure}"));
        assert_eq!(called.called.response.status, 200);
        let token = called.token.unwrap();
        (token.origin, called.asked.len(), asked.len())
    };
    assert_eq!(run().await, (TokenOrigin::Granted, 1, 1));
    // The API does not take the kept token any more, so that the user logs in again.
    assert_eq!(run().await, (TokenOrigin::Granted, 1, 1));
    assert_eq!(run().await, (TokenOrigin::Held, 0, 0));
    assert_eq!((api.asked("/register"), api.asked("/token")), (1, 2));
}
