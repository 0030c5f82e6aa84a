//! The same resources below `/guard`, behind Claimscope's own guard: it answers as the RFCs ask for, where ASP.NET Core says
//! less. The API's settings are those of the handler beside it.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use claimscope_core::crypto::KeySet;
use claimscope_core::json::{Object, Value};
use claimscope_core::jwk::JwkSet;
use claimscope_core::report::KeySource;
use claimscope_guard::{Decision, Guard};

use crate::http::{Answer, Asked};
use crate::log::echo;
use crate::state::State;

use super::{Resource, metadata, served, unknown, wrong_method};

/// Where the guarded resources begin.
const BELOW: &str = "/guard";

/// The answer, where the path is one of the guarded resources or its metadata.
pub(super) async fn answer(state: &State, asked: &Asked) -> Option<Answer> {
    let path = metadata::without_slash(&asked.path);
    let named = path.strip_prefix(metadata::WELL_KNOWN).unwrap_or(path);
    let below = named.strip_prefix(BELOW)?;
    if !below.is_empty() && !below.starts_with('/') {
        return None;
    }
    let Some(resource) = Resource::at(below) else {
        return Some(unknown(path));
    };
    Some(decided(state, asked, named, resource).await)
}

async fn decided(state: &State, asked: &Asked, named: &str, resource: Resource) -> Answer {
    let settings = state.api();
    let own = metadata::own_audiences(state, asked);
    // The set that the issuer publishes, by whose `kid` a key is found.
    let published = Object::new().with("keys", vec![Value::from(state.key().public_jwk())]);
    let Ok(set) = JwkSet::parse(published.to_string().as_bytes()) else {
        return unavailable(
            "the playground has no public key",
            "start it with a key that signs",
        );
    };
    let clock = state.clock().clone();
    let policy = settings.guard_policy(&own).ok();
    let keys = KeySet::from_jwks(set, KeySource::IssuerJwks);
    let Some(guard) = policy.and_then(|policy| Guard::new(policy, keys).ok()) else {
        return unavailable("the API is set up wrongly", "correct the API's settings");
    };
    let guard = guard.clock(move || clock.now().unix_seconds().saturating_mul(1_000));
    let url = format!("{}{named}", metadata::origin(state, asked));
    let name = Object::new().with("resource_name", "Claimscope playground API, guarded");
    // A host for which no metadata can be, such as http to another machine, is told of none.
    let guard = guard.clone().resource(&url, &name).unwrap_or(guard);
    let parts = asked.parts();
    match guard
        .decide(&parts.method, &parts.uri, &parts.headers)
        .await
    {
        Decision::Passed(_) if !is_read(&asked.method) => wrong_method(asked),
        Decision::Passed(verified) => served(state, resource, verified.claims()),
        Decision::Refused(refusal, response) => Answer::from(response.map(Body::from))
            .because(refusal.message, refusal.hint.unwrap_or_default()),
        Decision::Metadata(response) => {
            Answer::from(response.map(Body::from)).logged(format!("the metadata of {}", echo(&url)))
        }
    }
}

/// HEAD is GET without the content ([RFC 9110 §9.3.2](https://www.rfc-editor.org/rfc/rfc9110#section-9.3.2)).
fn is_read(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
}

fn unavailable(message: &str, hint: &str) -> Answer {
    Answer::empty(StatusCode::SERVICE_UNAVAILABLE).because(message, hint)
}
