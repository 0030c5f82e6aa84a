//! The servers of the scenes: issuers and APIs that answer just what a scene wants, on loopback.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::Response;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::Answer;

/// Answers by path.
type Pages = Arc<Mutex<BTreeMap<String, Answer>>>;

/// A running server for all scenes.
pub struct SceneServer {
    base: String,
    pages: Pages,
    server: JoinHandle<()>,
}

impl Drop for SceneServer {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl SceneServer {
    pub(super) async fn start() -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let base = format!("http://{}", listener.local_addr()?);
        let pages = Pages::default();
        let router = Router::new().fallback(answer).with_state(pages.clone());
        let server = tokio::spawn(async move {
            // It ends with the stage.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self {
            base,
            pages,
            server,
        })
    }

    /// The URL of something of a scene.
    pub fn url(&self, name: &str, path: &str) -> String {
        format!("{}/{name}{path}", self.base)
    }

    /// From now on this answer is at this path of a scene.
    pub fn put(&self, name: &str, path: &str, answer: Answer) {
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        pages.insert(format!("/{name}{path}"), answer);
    }

    /// An issuer that names itself rightly and publishes these keys; gives its URL.
    pub(super) fn issuer(&self, name: &str, keys: &[Value]) -> String {
        let issuer = self.url(name, "");
        self.metadata(name, &metadata(&issuer));
        self.put(
            name,
            "/jwks",
            Answer::status(200).json(&json!({ "keys": keys })),
        );
        issuer
    }

    /// This metadata, whatever issuer it names.
    pub(super) fn metadata(&self, name: &str, document: &Value) {
        let path = "/.well-known/openid-configuration";
        self.put(name, path, Answer::status(200).json(document));
    }
}

/// Metadata that lint has nothing to say of.
pub(super) fn metadata(issuer: &str) -> Value {
    json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/jwks"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
    })
}

async fn answer(State(pages): State<Pages>, request: Request) -> Response<Body> {
    let path = request.uri().path().to_owned();
    let pages = pages.lock().unwrap_or_else(PoisonError::into_inner);
    let answer = pages.get(&path).cloned();
    let answer = answer.unwrap_or_else(|| Answer::status(404));
    let mut response = Response::builder()
        .status(answer.status)
        .header("access-control-allow-origin", "*");
    for (name, value) in &answer.headers {
        response = response.header(*name, value);
    }
    let response = response.body(Body::from(answer.body));
    response.unwrap_or_else(|_| Response::new(Body::from("this answer cannot be sent")))
}
