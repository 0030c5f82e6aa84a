//! A guard for an API, as a [`tower`] layer: a request goes on with its token's claims, or is answered as the RFCs ask for.
//! What a token is worth, core says; here its verdicts become answers, byte for byte those of `claimscope/guard` in
//! JavaScript, but for tokens that are bound to a key.
//!
//! - no token: 401, a challenge without an error ([RFC 6750 §3.1])
//! - a malformed header, or two tokens: 400 `invalid_request`
//! - a token that fails a check: 401 `invalid_token`, with the check's name and nothing that stands in the token
//! - a scope is missing: 403 `insufficient_scope`; a login is too old or too weak: 401 with the step-up of [RFC 9470]
//! - no keys to verify with: 503 with `Retry-After`
//! - the API's own metadata, where it was given a URL ([RFC 9728]): served, and named in each challenge
//!
//! What it does not do: tokens are taken from the `Authorization` header alone, and no body is read, so a second token in a form
//! is not noticed. A token with `cnf`, whatever is in it, is refused: it is bound to a key, and whoever sent it did not prove that
//! key here. The guard in JavaScript takes such tokens as any others unless it is told by `bound` to look at the proof. What pages of
//! other origins may read is another layer's business, around this one; have it expose `WWW-Authenticate` and `Retry-After`.
//!
//! # Example
//!
//! ```
//! use claimscope_core::alg::Algorithm;
//! use claimscope_core::crypto::{KeySet, SigningKey};
//! use claimscope_core::entropy::NoEntropy;
//! use claimscope_core::json::Object;
//! use claimscope_core::jwt::{self, Expectations, Profile};
//! use claimscope_core::report::KeySource;
//! use claimscope_core::{Verified, jwk};
//! use claimscope_guard::Guard;
//! use http::{Request, Response};
//! use tower::{Layer, ServiceExt, service_fn};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let mut entropy = |bytes: &mut [u8]| getrandom::fill(bytes).map_err(|_| NoEntropy);
//! # let private = jwk::generate(Algorithm::ES256, &mut entropy)?;
//! # let public = private.public().ok_or("a key pair has a public half")?;
//! let policy = Expectations::of(Profile::Jwt)
//!     .issuer("https://sts.example")
//!     .audience("api1")
//!     .scope("orders.read")
//!     .algorithms([Algorithm::ES256])
//!     .policy()?;
//! let guard = Guard::new(policy, KeySet::from_key(public, KeySource::Key))?.realm("orders")?;
//!
//! // Any service behind it finds what was verified among the request's extensions.
//! let orders = service_fn(async |request: Request<()>| {
//!     let verified = request.extensions().get::<Verified>();
//!     let caller = verified.and_then(|verified| verified.claims().get_str("sub"));
//!     Ok::<_, std::convert::Infallible>(Response::new(caller.unwrap_or_default().to_owned()))
//! });
//! let api = guard.layer(orders);
//!
//! let refused = api.clone().oneshot(Request::new(())).await?;
//! assert_eq!(refused.status(), 401);
//! assert_eq!(refused.headers()["WWW-Authenticate"], r#"Bearer realm="orders", scope="orders.read""#);
//!
//! let claims = Object::new()
//!     .with("iss", "https://sts.example")
//!     .with("aud", "api1")
//!     .with("exp", 4_000_000_000_i64)
//!     .with("scope", "orders.read")
//!     .with("sub", "alice");
//! let token = jwt::sign(&Object::new(), &claims, &SigningKey::new(&private, Algorithm::ES256)?, &mut entropy)?;
//! let request = Request::builder().header("Authorization", format!("Bearer {token}")).body(())?;
//! assert_eq!(api.oneshot(request).await?.body(), "alice");
//! # Ok(())
//! # }
//! ```
//!
//! [RFC 6750 §3.1]: https://www.rfc-editor.org/rfc/rfc6750#section-3.1
//! [RFC 9470]: https://www.rfc-editor.org/rfc/rfc9470
//! [RFC 9728]: https://www.rfc-editor.org/rfc/rfc9728
#![forbid(unsafe_code)]

mod answer;
mod credentials;
mod guard;
mod keys;
mod layer;
mod metadata;

pub use answer::Refusal;
pub use guard::{Decision, Guard, GuardMisuse};
pub use keys::{GuardClock, PublishedKeys, VerificationKeys};
pub use layer::Guarded;
