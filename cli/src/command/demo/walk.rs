//! The five steps: discover, get a token, inspect it, verify it, call the API with it.

use claimscope_core::json::{self, Object, Value};
use claimscope_core::jwk::KeySet;
use claimscope_core::report::{Report, Status, Verdict};
use claimscope_core::time::{duration_text, relative_text};
use claimscope_oauth::HttpResponse;

use super::Show;
use super::scene::Scene;
use super::stage::{API_NAME, CLIENT_ID, SECRET, Stage};
use crate::clock;
use crate::failure::Failure;
use crate::render::call::status_text;
use crate::render::report::key_text;
use crate::render::{counted, value_text};

/// Walks until a step fails; says whether all went well.
pub(super) async fn walk(stage: &Stage, show: &mut Show) -> Result<bool, Failure> {
    let Some(keys) = discover(stage, show).await? else {
        return Ok(false);
    };
    let Some(token) = get_token(stage, show).await? else {
        return Ok(false);
    };
    show.add(inspect(&token))?;
    show.add(verify(stage, &token, &keys)?)?;
    show.add(call(stage, &token).await)?;
    Ok(show.scenes.iter().all(|scene| scene.good))
}

fn failed(scene: Scene, failure: &claimscope_client::Failure) -> Scene {
    let scene = scene.fact("failed", failure.message()).expect(false);
    match failure.hint() {
        Some(hint) => scene.fact("what to do", hint),
        None => scene,
    }
}

async fn discover(stage: &Stage, show: &mut Show) -> Result<Option<KeySet>, Failure> {
    let scene = Scene::new("discover", "1  Discover");
    let discovered = match stage.client.discover(&stage.issuer).await {
        Ok(discovered) => discovered,
        Err(failure) => {
            show.add(failed(scene, &failure))?;
            return Ok(None);
        }
    };
    let keys = match stage.keys().await {
        Ok(keys) => keys,
        Err(failure) => {
            show.add(failed(scene, &failure))?;
            return Ok(None);
        }
    };
    let metadata = &discovered.metadata;
    let kinds: Vec<_> = keys
        .keys()
        .iter()
        .map(|key| crate::render::discovery::kind(key.jwk()))
        .collect();
    show.add(
        scene
            .fact("request", format!("GET {}", discovered.url))
            .fact("issuer", format!("{}, as asked for", metadata.issuer))
            .fact(
                "tokens at",
                metadata.token_endpoint.clone().unwrap_or_default(),
            )
            .fact(
                "keys",
                format!("{}: {}", counted(kinds.len(), "key"), kinds.join(", ")),
            )
            .fact("scopes", metadata.scopes_supported.join(" "))
            .expect(discovered.require_issuer_match().is_ok() && !kinds.is_empty()),
    )?;
    Ok(Some(keys))
}

async fn get_token(stage: &Stage, show: &mut Show) -> Result<Option<String>, Failure> {
    let scene = Scene::new("token", "2  Get token");
    let request = stage.token_request(CLIENT_ID, SECRET, API_NAME);
    let response = match stage.client.token(&request).await {
        Ok(response) => response,
        Err(failure) => {
            show.add(failed(scene, &failure))?;
            return Ok(None);
        }
    };
    let lifetime = response
        .expires_in_seconds
        .map_or("an unknown time".to_owned(), duration_text);
    let scope = response.scope.clone().unwrap_or_default();
    show.add(
        scene
            .fact("request", format!("POST {}", request.token_endpoint()))
            .fact(
                "as",
                format!(
                    "{CLIENT_ID}, {}, grant {}",
                    request.authentication().method(),
                    request.grant_type()
                ),
            )
            .fact(
                "got",
                format!(
                    "a {} token for {lifetime}, scope {scope}",
                    response.token_type
                ),
            ),
    )?;
    Ok(Some(response.access_token_text().to_owned()))
}

fn inspect(token: &str) -> Scene {
    let report = claimscope_core::inspect(token, clock::now()).report;
    let members = |object: &Option<Object>, names: &[&str]| -> String {
        let object = object.as_ref();
        let shown = names.iter().filter_map(|name| {
            let value = object?.get(name)?;
            Some(match (*name, value.as_numeric_date()) {
                ("exp", Some(exp)) => format!("{name} {}", relative_text(exp, clock::now())),
                _ => format!("{name} {}", value_text(value)),
            })
        });
        shown.collect::<Vec<_>>().join(", ")
    };
    Scene::new("inspect", "3  Inspect")
        .fact(
            "form",
            format!("signed token (JWS), {} characters", token.len()),
        )
        .fact("header", members(&report.header, &["alg", "typ", "kid"]))
        .fact(
            "claims",
            members(&report.claims, &["iss", "aud", "client_id", "scope", "exp"]),
        )
        .fact(
            "verdict",
            "unverified: nothing is proved before a key has been tried",
        )
        .expect(report.verdict == Verdict::Unverified)
}

fn verify(stage: &Stage, token: &str, keys: &KeySet) -> Result<Scene, Failure> {
    let report = stage.verify(token, keys)?;
    let key = report
        .signature
        .key
        .as_ref()
        .map(key_text)
        .unwrap_or_default();
    let alg = report.signature.alg.clone().unwrap_or_default();
    let scene = Scene::new("verify", "4  Verify")
        .fact("profile", report.profile.unwrap_or_default())
        .fact("signature", format!("{alg}, {key}"))
        .fact("checks", checks(&report))
        .expect(report.verdict == Verdict::Accepted);
    Ok(match report.failures().next() {
        None => scene.fact("verdict", "accepted"),
        Some(check) => scene.fact(
            "verdict",
            format!("rejected: {}: {}", check.id, check.message),
        ),
    })
}

fn checks(report: &Report) -> String {
    let passed = report
        .checks
        .iter()
        .filter(|check| check.status == Status::Pass)
        .count();
    let failed = report.failures().count();
    format!("{passed} passed, {failed} failed")
}

async fn call(stage: &Stage, token: &str) -> Scene {
    let scene = Scene::new("call", "5  Call").fact("request", format!("GET {}", stage.identity()));
    match stage.client.call(&stage.api_request(Some(token))).await {
        Err(failure) => failed(scene, &failure),
        Ok(response) => scene
            .fact("answer", status_text(response.status))
            .fact("body", identity(&response))
            .expect(response.status == 200),
    }
}

/// What `/identity` answers, as `type value` pairs in place of its JSON.
fn identity(response: &HttpResponse) -> String {
    let pairs = match json::parse_strict(&response.body) {
        Ok(Value::Array(claims)) => claims.iter().filter_map(pair).collect::<Vec<_>>(),
        _ => Vec::new(),
    };
    match pairs.is_empty() {
        true => shortened(&String::from_utf8_lossy(&response.body)),
        false => pairs.join(", "),
    }
}

fn pair(claim: &Value) -> Option<String> {
    let claim = claim.as_object()?;
    Some(format!(
        "{} {}",
        claim.get_str("type")?,
        claim.get_str("value")?
    ))
}

/// The start of a long text.
pub(super) fn shortened(text: &str) -> String {
    const LIMIT: usize = 160;
    match text.char_indices().nth(LIMIT) {
        Some((at, _)) => format!("{} …", &text[..at]),
        None => text.to_owned(),
    }
}
