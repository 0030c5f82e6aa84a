//! What a step showed, as labelled facts.

use claimscope_client::session::{Called, DiscoveredIssuer, Done, ObtainedToken, Verification};
use claimscope_client::{SessionError, status_text};
use claimscope_core::Inspection;
use claimscope_core::json::{self, Number, Object, Value};
use claimscope_core::report::{Report, Status};
use claimscope_core::time::{Timestamp, duration_text, relative_text};
use claimscope_oauth::HttpResponse;

use super::scene::Scene;
use crate::clock;
use crate::render::report::key_text;
use crate::render::{counted, value_text};

/// The scene with what a step showed.
pub(super) fn of(scene: Scene, done: &Done) -> Scene {
    match done {
        Done::Discover(Ok(discovery)) => discovered(scene, discovery),
        Done::Token(Ok(token)) => obtained(scene, token),
        Done::Inspect(inspection) => inspected(scene, inspection),
        Done::Verify(Ok(verification)) => verified(scene, verification),
        Done::Call(Ok(called)) => self::called(scene, called),
        other => match other.failure() {
            Some(failure) => failed(scene, failure),
            None => scene,
        },
    }
}

fn failed(scene: Scene, failure: &SessionError) -> Scene {
    let scene = match failure.server_words() {
        Some(words) => scene.fact("seen", words).fact("why", failure.message()),
        None => scene.fact("seen", format!("no answer: {}", failure.message())),
    };
    match failure.hint() {
        Some(hint) => scene.fact("what to do", hint),
        None => scene,
    }
}

fn discovered(scene: Scene, discovery: &DiscoveredIssuer) -> Scene {
    let metadata = &discovery.discovered.metadata;
    let keys = discovery.keys.iter().flat_map(|keys| keys.keys());
    let kinds: Vec<_> = keys
        .map(|key| crate::render::discovery::kind(key.jwk()))
        .collect();
    let endpoint = metadata.token_endpoint.clone().unwrap_or_default();
    scene
        .fact("request", format!("GET {}", discovery.discovered.url))
        .fact("issuer", format!("{}, as asked for", metadata.issuer))
        .fact("tokens at", endpoint)
        .fact(
            "keys",
            format!("{}: {}", counted(kinds.len(), "key"), kinds.join(", ")),
        )
        .fact("scopes", metadata.scopes_supported.join(" "))
}

fn obtained(scene: Scene, token: &ObtainedToken) -> Scene {
    let response = &token.response;
    let lifetime = response
        .expires_in_seconds
        .map_or("an unknown time".to_owned(), duration_text);
    let scope = response.scope.clone().unwrap_or_default();
    let (method, grant) = (token.authentication, &token.grant_type);
    scene
        .fact("request", format!("POST {}", token.endpoint))
        .fact("as", format!("client, {method}, grant {grant}"))
        .fact(
            "got",
            format!(
                "a {} token for {lifetime}, scope {scope}",
                response.token_type
            ),
        )
}

fn inspected(scene: Scene, inspection: &Inspection) -> Scene {
    let report = &inspection.report;
    let claims = ["iss", "aud", "client_id", "scope", "exp"];
    scene
        .fact("form", &report.summary.format.detail)
        .fact("header", members(&report.header, &["alg", "typ", "kid"]))
        .fact("claims", members(&report.claims, &claims))
        .fact("verdict", verdict(report))
}

fn members(object: &Option<Object>, names: &[&str]) -> String {
    let object = object.as_ref();
    let shown = names.iter().filter_map(|name| {
        let value = object?.get(name)?;
        let seconds = value.as_number().and_then(Number::as_i64);
        Some(match seconds.filter(|_| *name == "exp") {
            Some(seconds) => {
                let exp = Timestamp::from_unix_seconds(seconds);
                format!("{name} {}", relative_text(exp, clock::now()))
            }
            None => format!("{name} {}", value_text(value)),
        })
    });
    shown.collect::<Vec<_>>().join(", ")
}

fn verified(scene: Scene, verification: &Verification) -> Scene {
    let report = &verification.inspection.report;
    let key = report.signature.key.as_ref().map(key_text);
    let alg = report.signature.alg.clone().unwrap_or_default();
    let passed = report
        .checks
        .iter()
        .filter(|check| check.status == Status::Pass);
    let (passed, failed) = (passed.count(), report.failures().count());
    scene
        .fact("profile", report.profile.unwrap_or_default())
        .fact("signature", format!("{alg}, {}", key.unwrap_or_default()))
        .fact("checks", format!("{passed} passed, {failed} failed"))
        .fact("verdict", verdict(report))
}

fn verdict(report: &Report) -> String {
    format!("{}: {}", report.summary.word, report.summary.headline)
}

fn called(scene: Scene, called: &Called) -> Scene {
    let response = &called.response;
    let scene = scene
        .fact(
            "request",
            format!("{} {}", called.request.method, called.request.url),
        )
        .fact("answer", status_text(response.status));
    let Some(diagnosis) = &called.diagnosis else {
        return scene.fact("body", identity(response));
    };
    let challenges: Vec<_> = response.header_values("www-authenticate").collect();
    let scene = match challenges.as_slice() {
        [] => scene.fact("", "no WWW-Authenticate header"),
        challenges => scene.fact("", format!("WWW-Authenticate: {}", challenges.join(", "))),
    };
    let mut scene = scene.fact("why", &diagnosis.headline);
    if let Some(reason) = diagnosis.reasons.first() {
        for evidence in &reason.evidence {
            scene = scene.fact("evidence", evidence);
        }
        scene = scene.fact("what to do", &reason.fix);
    }
    scene
}

/// What `/identity` answers, as `type value` pairs in place of its JSON.
fn identity(response: &HttpResponse) -> String {
    let pairs = match json::parse_strict(&response.body) {
        Ok(Value::Array(claims)) => claims.iter().filter_map(pair).collect::<Vec<_>>(),
        _ => Vec::new(),
    };
    pairs.join(", ")
}

fn pair(claim: &Value) -> Option<String> {
    let claim = claim.as_object()?;
    let (name, value) = (claim.get_str("type")?, claim.get_str("value")?);
    Some(format!("{name} {value}"))
}
