//! Bytes that nobody meant: both servers answer all of them, and never with success.

use axum::body::Body;
use axum::http::{HeaderValue, Request};
use claimscope_server::config::Extension;
use claimscope_server::{Config, Scheme, api, token_server};

use crate::support::{quickstart, send};

/// Bytes that follow from a seed, so that a failure can be had again.
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// Up to `longest` bytes, mostly such as mean something to a parser.
    fn bytes(&mut self, longest: u64) -> Vec<u8> {
        const MARKS: &[u8] =
            b"=&%+:.,/\\\"'{}[]<> \teyJhbGciOiJub25lIn0client_idsecretscopeBearerBasic0123\xc3\xff";
        let length = self.next() % longest;
        (0..length)
            .map(|_| MARKS[(self.next() % MARKS.len() as u64) as usize])
            .collect()
    }

    fn header(&mut self, scheme: &str) -> Option<HeaderValue> {
        let mut value = scheme.as_bytes().to_vec();
        value.extend(self.bytes(120));
        HeaderValue::from_bytes(&value).ok()
    }
}

#[tokio::test]
async fn every_request_gets_an_answer() {
    let state = quickstart();
    let mut noise = Noise(0x9e37_79b9_7f4a_7c15);
    let paths = [
        "/connect/token",
        "/connect/userinfo",
        "/connect/introspect",
        "/connect/revocation",
        "/identity",
    ];
    for round in 0..2_000 {
        let path = paths[round % paths.len()];
        let mut request = Request::new(Body::from(noise.bytes(300)));
        *request.method_mut() = ["POST", "GET"][round / 5 % 2].parse().unwrap();
        *request.uri_mut() = path.parse().unwrap();
        let form = HeaderValue::from_static("application/x-www-form-urlencoded");
        request.headers_mut().insert("Content-Type", form);
        let scheme = ["Basic ", "Bearer ", ""][round % 3];
        for (name, value) in [
            ("Authorization", noise.header(scheme)),
            ("Host", noise.header("")),
        ] {
            if let Some(value) = value {
                request.headers_mut().insert(name, value);
            }
        }
        let router = match path {
            "/identity" => api::router(state.clone()),
            _ => token_server::router(state.clone(), Scheme::Http),
        };
        let reply = send(router, request).await;
        assert!(
            (400..500).contains(&reply.status),
            "{round} {path}: {}",
            reply.status
        );
    }
}

/// The pages and endpoints that may answer noise with a page or a way to one; none breaks, and none gives anything out.
#[tokio::test]
async fn noise_gets_no_code_and_no_token() {
    let state = quickstart();
    for extension in [
        Extension::DPoPNonces,
        Extension::DynamicClientRegistration,
        Extension::JwtBearer,
        Extension::PrivateKeyJwt,
        Extension::PushedAuthorizationRequests,
        Extension::ResourceIndicators,
        Extension::TokenExchange,
    ] {
        let mut config = state.config().as_ref().clone();
        config.extensions.switch_on(extension);
        state.set_config(config);
    }
    let mut noise = Noise(7);
    let paths = [
        "/connect/authorize",
        "/connect/authorize/callback",
        "/connect/deviceauthorization",
        "/connect/endsession",
        "/connect/par",
        "/connect/register",
        "/connect/token",
        "/account/login",
        "/account/logout",
        "/consent",
        "/device",
        "/error",
    ];
    for round in 0..3_000 {
        let path = paths[round % paths.len()];
        let words = [
            "client_id=interactive&request=",
            "client_id=interactive&redirect_uri=http://127.0.0.1:8400/callback&response_type=code&scope=",
            "ReturnUrl=%2Fconnect%2Fauthorize%3F",
            "client_id=client&client_secret=secret&grant_type=authorization_code&code=",
            "client_assertion=",
            "",
        ][round % 6];
        let text = [words.as_bytes(), &noise.bytes(200)].concat();
        let query: String = form_urlencoded::byte_serialize(&text).collect();
        let mut request = Request::new(Body::from(text));
        *request.method_mut() = ["POST", "GET"][round / 12 % 2].parse().unwrap();
        *request.uri_mut() = format!("{path}?{words}{query}").parse().unwrap();
        let form = HeaderValue::from_static("application/x-www-form-urlencoded");
        request.headers_mut().insert("Content-Type", form);
        for (name, value) in [
            ("Cookie", noise.header("idsrv=")),
            ("DPoP", noise.header("")),
        ] {
            if let Some(value) = value {
                request.headers_mut().insert(name, value);
            }
        }
        let router = token_server::router(state.clone(), Scheme::Http);
        let reply = send(router, request).await;
        assert!(reply.status < 500, "{round} {path}: {}", reply.status);
        let location = reply.header("location").unwrap_or_default();
        assert!(
            location.is_empty() || location.starts_with('/'),
            "{location}"
        );
        assert!(!reply.body.contains("access_token"), "{round} {path}");
    }
}

#[test]
fn every_configuration_is_taken_or_refused() {
    let mut noise = Noise(42);
    for _ in 0..2_000 {
        let _ = Config::from_bytes(&noise.bytes(200));
        let wrapped = [
            b"{\"Clients\":[{\"ClientId\":\"",
            noise.bytes(60).as_slice(),
            b"\"}]}",
        ]
        .concat();
        let _ = Config::from_bytes(&wrapped);
    }
    assert!(Config::from_bytes(&[b'['; 20_000]).is_err());
}
