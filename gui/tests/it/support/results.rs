//! What workers would give: metadata, tokens, reports and answers, for a fixed moment.

use std::sync::Arc;

use claimscope_client::session::{Connection, KeysFrom};
use claimscope_core::crypto::KeySet;
use claimscope_core::explain;
use claimscope_core::jwk::Jwk;
use claimscope_core::jwt::{Policy, PolicyMisuse};
use claimscope_core::report::{Format, KeySource};
use claimscope_core::secret::Secret;
use claimscope_core::time::Timestamp;
use claimscope_gui::about_token::{AboutToken, Told};
use claimscope_gui::body::Body;
use claimscope_gui::decrypting::{self, DecryptionForm};
use claimscope_gui::effect::{InspectPlan, RunPlan};
use claimscope_gui::message::Event;
use claimscope_gui::results::{
    CallResult, DiscoveryResult, Encrypted, ExchangeRow, FailureText, Inspected, Keeping, KeyRow,
    LoggedIn, TokenResult,
};
use claimscope_gui::session_plan::SessionPlan;
use claimscope_gui::stepped::{Gave, Stepped};
use claimscope_gui::token_keys::TokenKeys;
use claimscope_oauth::diagnose::{Refused, diagnose};
use claimscope_oauth::{HttpRequest, HttpResponse, Look};

use super::{NOW, SECRET, token};

pub(crate) fn discovery() -> DiscoveryResult {
    discovery_of(r#""api1","openid""#)
}

/// What an issuer offers with so many scopes.
pub(super) fn discovery_with(count: usize) -> DiscoveryResult {
    let scopes = (0..count).map(|index| format!(r#""scope-{index}""#));
    discovery_of(&scopes.collect::<Vec<_>>().join(","))
}

fn discovery_of(scopes: &str) -> DiscoveryResult {
    let issuer = "http://localhost:5001";
    let body = format!(
        r#"{{"issuer":"{issuer}","token_endpoint":"{issuer}/connect/token","jwks_uri":"{issuer}/jwks","scopes_supported":[{scopes}]}}"#
    );
    let response = HttpResponse::new(200, body).header("content-type", "application/json");
    let mut discovery = claimscope_oauth::Discovery::new(issuer).unwrap();
    DiscoveryResult {
        discovered: discovery.accept(&response).unwrap().unwrap(),
        members: vec![],
        keys: vec![KeyRow {
            kind: "RSA 2048".to_owned(),
            ..KeyRow::default()
        }],
        keys_failure: None,
        refusal: None,
        milliseconds: 3,
    }
}

/// A token that a refresh token came with.
pub(crate) fn renewable(seconds: i64) -> TokenResult {
    TokenResult {
        refresh_token: Some(Secret::from("refresh-1")),
        ..token_result(&token(seconds), seconds)
    }
}

/// The answer of a call that logged in for its token.
pub(crate) fn called(login: LoggedIn) -> CallResult {
    CallResult {
        status: 200,
        login: Some(Box::new(login)),
        ..CallResult::default()
    }
}

pub(crate) fn token_result(text: &str, seconds: i64) -> TokenResult {
    TokenResult {
        access_token: Secret::from(text),
        token_type: "Bearer".to_owned(),
        expires_at: Some(NOW.plus_seconds(seconds)),
        expiry_source: Some("expires_in"),
        received_at: NOW,
        scope: Some("api1".to_owned()),
        refresh_token: None,
        id_token: None,
        authentication: Some("client_secret_basic"),
        obtained: None,
        keeping: Keeping::No,
        notes: vec![],
        findings: vec![],
        endpoint: "http://localhost:5001/connect/token".to_owned(),
        milliseconds: 2,
    }
}

/// What a worker would report: with the shared secret where it was asked to verify, against what the plan expects.
pub(crate) fn inspected(
    plan: &InspectPlan,
    verify: Option<&SessionPlan>,
    at: Timestamp,
) -> Inspected {
    let text = plan.text.expose_str().unwrap();
    let mut look = Look::at(text, at);
    let encrypted = decrypting::open(&look.inspection.token, &plan.decryption);
    if let Some(Encrypted::Opened(opened)) = &encrypted
        && let Some(nested) = &opened.nested
    {
        look = Look::at(nested.expose_str().unwrap(), at);
    }
    let policy = verify.map(|plan| policy(&plan.connection)).transpose();
    let has_token = matches!(
        look.inspection.report.format,
        Format::Jws | Format::Malformed
    );
    if let Ok(Some(policy)) = &policy
        && has_token
    {
        let jwk = Jwk::from_secret(match verify.map(|plan| &plan.connection.keys) {
            Some(KeysFrom::SharedSecret(secret)) => secret.clone(),
            _ => Secret::new(SECRET),
        });
        let keys = KeySet::from_key(jwk, KeySource::Secret);
        look.inspection.report = explain(&look.inspection.token, Some(&keys), Some(policy), at);
    }
    let failure = policy.err();
    Inspected {
        look,
        spans: vec![],
        text_revision: plan.revision,
        at,
        failure: failure.map(|misuse| FailureText::new(misuse.to_string(), "Name one.")),
        keys: TokenKeys::default(),
        encrypted,
        signatures: vec![],
    }
}

/// What the connection expects, as a session would complete it.
fn policy(connection: &Connection) -> Result<Policy, PolicyMisuse> {
    let expectations = connection.expectations.clone();
    let expectations = match expectations.issuer.is_unsaid() {
        true => expectations.issuer(connection.issuer.as_str()),
        false => expectations,
    };
    expectations.algorithms_of_keys().policy()
}

/// What an API answers that refuses.
pub(crate) fn refused() -> CallResult {
    call(false)
}

pub(super) fn call(welcome: bool) -> CallResult {
    let mut result = CallResult {
        method: "GET".to_owned(),
        url: "http://localhost:6001/identity".to_owned(),
        status: 200,
        body: Some(Arc::new(Body::read(HttpResponse::new(200, "[]")))),
        body_bytes: 2,
        ..CallResult::default()
    };
    if !welcome {
        result.status = 401;
        result.asks_for_login = true;
        let request = HttpRequest::get(result.url.as_str());
        let response = HttpResponse::new(401, "").header("www-authenticate", "Bearer");
        result.headers = response.masked_headers();
        result.diagnosis = Some(diagnose(&Refused::new(&request, &response, NOW)));
    }
    result
}

pub(super) fn exchange(number: u64) -> ExchangeRow {
    ExchangeRow {
        number,
        at: NOW,
        method: "GET".to_owned(),
        url: "http://localhost:6001/identity".to_owned(),
        status: Some(200),
        request_text: "GET http://localhost:6001/identity\nAuthorization: Bearer …".to_owned(),
        ..ExchangeRow::default()
    }
}

/// What a run tells of a step, in a world in which everything goes well.
pub(crate) fn stepped(plan: &RunPlan, gave: Gave) -> Event {
    let is_good = match &gave {
        Gave::Discover(Err(_)) | Gave::Token(Err(_)) | Gave::Call(Err(_)) => false,
        Gave::Call(Ok(call)) => call.diagnosis.is_none(),
        _ => true,
    };
    let stepped = Stepped {
        is_good,
        next: gave.step().next(),
        gave,
    };
    Event::Stepped(plan.ticket, stepped.into())
}

/// What the steps of a run give up to the call, for a token that lives for an hour.
pub(crate) fn gave(plan: &RunPlan) -> Vec<Gave> {
    let text = token(3_600);
    let look = InspectPlan {
        text: Secret::from(text.as_str()),
        revision: 0,
        at: None,
        chosen: None,
        decryption: DecryptionForm::default(),
    };
    vec![
        Gave::Discover(Ok(discovery())),
        Gave::Token(Ok(token_result(&text, 3_600))),
        Gave::Inspect(text.as_str().into(), inspected(&look, None, NOW)),
        Gave::Verify(inspected(&look, Some(&plan.session), NOW)),
    ]
}

/// What an issuer says of a token that holds.
pub(super) fn told(about: AboutToken) -> Told {
    Told {
        about,
        headline: "The issuer says that the token holds.".to_owned(),
        is_active: Some(true),
        members: vec![("sub".to_owned(), "818727".to_owned())],
        findings: vec![],
        signed: None,
        address: None,
    }
}
