//! A playground without sockets: fixed clock, one key for all tests, requests straight into the routers.

use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, Response};
use claimscope_core::alg::Algorithm;
use claimscope_core::base64url;
use claimscope_core::entropy::NoEntropy;
use claimscope_core::json::{Object, Value, parse_strict};
use claimscope_core::jwk::{self, Jwk};
use claimscope_core::time::Timestamp;
use claimscope_server::{
    Config, Log, LogEntry, PlaygroundClock, Scheme, SigningMaterial, State, api, token_server,
};
use tower::ServiceExt;

/// 2026-11-21T12:00:00Z.
pub(crate) const NOW: i64 = 1_795_262_400;
pub(crate) const ISSUER: &str = "https://localhost:5001";
pub(crate) const KID: &str = "0123456789ABCDEF0123456789ABCDEF";

/// Making an RSA key is slow, so the tests share one.
pub(crate) fn key() -> SigningMaterial {
    static KEY: OnceLock<Jwk> = OnceLock::new();
    let jwk = KEY.get_or_init(|| {
        let mut entropy = |bytes: &mut [u8]| getrandom::fill(bytes).map_err(|_| NoEntropy);
        let mut jwk = jwk::generate(Algorithm::RS256, &mut entropy).unwrap();
        jwk.kid = Some(KID.to_owned());
        jwk
    });
    SigningMaterial::from_jwk(jwk.clone()).unwrap()
}

/// State with a clock that stands still.
pub(crate) fn state(config: Config) -> State {
    let clock = PlaygroundClock::new(Arc::new(|| Timestamp::from_unix_seconds(NOW)));
    State::new(config, key(), ISSUER, clock, Log::new())
}

pub(crate) fn quickstart() -> State {
    state(Config::quickstart())
}

/// An answer, whole.
pub(crate) struct Reply {
    pub(crate) status: u16,
    headers: axum::http::HeaderMap,
    pub(crate) body: String,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub(crate) fn json(&self) -> Object {
        match parse_strict(self.body.as_bytes()) {
            Ok(Value::Object(object)) => object,
            other => panic!("no JSON object: {other:?} in {}", self.body),
        }
    }
}

pub(crate) async fn send(router: Router, request: Request<Body>) -> Reply {
    let response: Response<Body> = router.oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    Reply {
        status: parts.status.as_u16(),
        headers: parts.headers,
        body: String::from_utf8(body.to_vec()).unwrap(),
    }
}

/// Asks the token server, which is reached as `https://localhost:5001`.
pub(crate) async fn ask_token_server(state: &State, request: Request<Body>) -> Reply {
    let router = token_server::router(state.clone(), Scheme::Https);
    send(router, request).await
}

/// A request to the token server.
pub(crate) fn request(method: &str, path: &str) -> Request<Body> {
    let request = Request::builder().method(method).uri(path);
    request
        .header("Host", "localhost:5001")
        .body(Body::empty())
        .unwrap()
}

/// A form sent to the token endpoint; `authorization` is the whole header, where there is one.
pub(crate) async fn post(state: &State, authorization: Option<&str>, form: &str) -> Reply {
    let mut request = request("POST", "/connect/token");
    *request.body_mut() = Body::from(form.to_owned());
    let headers = request.headers_mut();
    let form_type = "application/x-www-form-urlencoded".parse().unwrap();
    headers.insert("Content-Type", form_type);
    if let Some(authorization) = authorization {
        headers.insert("Authorization", authorization.parse().unwrap());
    }
    ask_token_server(state, request).await
}

/// Calls the API with this `Authorization` header.
pub(crate) async fn call(state: &State, path: &str, authorization: Option<&str>) -> Reply {
    let mut request = Request::builder().uri(path);
    if let Some(authorization) = authorization {
        request = request.header("Authorization", authorization);
    }
    let request = request.body(Body::empty()).unwrap();
    send(api::router(state.clone()), request).await
}

/// Header and claims of a token, as their bytes are.
pub(crate) fn decode(token: &str) -> (String, String) {
    let mut parts = token.split('.').map(|part| {
        let bytes = base64url::decode(part).unwrap();
        String::from_utf8_lossy(&bytes).into_owned()
    });
    (parts.next().unwrap(), parts.next().unwrap())
}

/// The newest entry of the log.
pub(crate) fn last_entry(state: &State) -> LogEntry {
    state.log().entries().pop().unwrap()
}
