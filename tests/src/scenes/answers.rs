//! Scenes of calling: what APIs, gateways and frameworks answer, and the first reason that follows from it.

use anyhow::Result;
use serde_json::{Value, json};

use super::{Answer, ExpectedAnswer, Scene, SceneQuestion, SceneServer};
use crate::now;
use crate::tokens::{TestSigner, changed};

const SECRET: &str = "a shared secret of thirty-two bytes or so";

fn bearer(parameters: &str) -> Answer {
    Answer::status(401).header("www-authenticate", format!("Bearer {parameters}"))
}

fn denied(description: &str) -> Answer {
    bearer(&format!(
        r#"error="invalid_token", error_description="{description}""#
    ))
}

/// Name, changes of the token's claims (`None`: no token is sent), the answer, the first reason.
type Row = (&'static str, Option<Value>, Answer, &'static str);

pub(super) fn scenes(stage: &SceneServer) -> Result<Vec<Scene>> {
    let at = now().unix_seconds();
    let claims = json!({
        "iss": "https://issuer.example", "aud": "api1", "sub": "alice", "client_id": "client", "scope": "api1",
        "iat": at - 10, "nbf": at - 10, "exp": at + 3_600,
    });
    let signer = TestSigner::of_secret(SECRET);
    rows(at)
        .into_iter()
        .map(|(name, changes, answer, reason)| {
            stage.put(name, "/api", answer.clone());
            let token = changes.map(|changes| signer.token(&changed(claims.clone(), &changes)));
            Ok(Scene {
                name,
                question: SceneQuestion::Call {
                    url: stage.url(name, "/api"),
                    token: token.transpose()?,
                    answer,
                },
                expected: ExpectedAnswer {
                    reason: Some(reason),
                    ..ExpectedAnswer::default()
                },
            })
        })
        .collect()
}

fn rows(at: i64) -> Vec<Row> {
    let same = || Some(json!({}));
    let past = || Some(json!({ "exp": at - 600, "iat": at - 4_200, "nbf": at - 4_200 }));
    let other = || Some(json!({ "aud": "api2" }));
    let text = |status: u16, text: &str| Answer::status(status).body("text/plain", text);
    let page = |status: u16, text: &str| Answer::status(status).body("text/html", text);
    let document = |status: u16, document: Value| Answer::status(status).json(&document);
    vec![
        ("call-without-token", None, bearer(""), "token.missing"),
        (
            "call-expired",
            past(),
            denied("The token expired at '11/25/2026 10:00:00'"),
            "token.expired",
        ),
        (
            "call-expired-in-spring",
            past(),
            denied("Jwt expired at 2026-11-25T10:00:00Z"),
            "token.expired",
        ),
        (
            "call-wrong-audience",
            other(),
            denied("The audience 'api2' is invalid"),
            "token.audience",
        ),
        (
            "call-wrong-issuer",
            same(),
            denied("The issuer 'https://issuer.example' is invalid"),
            "token.issuer",
        ),
        (
            // The token is signed with a shared secret, which is no set that a kid chooses from.
            "call-shared-secret-not-found",
            same(),
            denied("The signature key was not found"),
            "token.signature",
        ),
        (
            "call-scope-missing",
            same(),
            Answer::status(403).header(
                "www-authenticate",
                r#"Bearer error="insufficient_scope", scope="orders.read""#,
            ),
            "scope.missing",
        ),
        ("call-to-login", same(), redirect("https://login.example/oauth2/authorize?client_id=x&response_type=code"), "api.redirect"),
        ("call-to-login-page", same(), redirect("/login?returnUrl=%2Fapi"), "api.redirect"),
        (
            "call-too-often",
            same(),
            text(429, "Too many requests").header("retry-after", "30"),
            "api.rate-limit",
        ),
        ("call-api-down", same(), text(503, "upstream connect error or disconnect/reset before headers"), "api.gateway"),
        (
            "call-api-key",
            same(),
            document(401, json!({ "message": "No API key found in request" })).header("www-authenticate", r#"Key realm="kong""#),
            "request.api-key",
        ),
        (
            "call-subscription-key",
            same(),
            document(401, json!({ "statusCode": 401, "message": "Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API." })),
            "request.api-key",
        ),
        ("call-basic", same(), Answer::status(401).header("www-authenticate", r#"Basic realm="admin""#), "request.other-credential"),
        ("call-negotiate", same(), Answer::status(401).header("www-authenticate", "Negotiate"), "request.other-credential"),
        (
            "call-graphql",
            same(),
            document(200, json!({ "errors": [{ "message": "Could not verify JWT: JWTExpired", "extensions": { "code": "invalid-jwt", "path": "$" } }] })),
            "token.expired",
        ),
        ("call-expired-in-text", past(), text(401, "Jwt is expired"), "token.expired"),
        ("call-audience-in-text", other(), text(403, "Audiences in Jwt are not allowed"), "token.audience"),
        (
            "call-claims-challenge",
            same(),
            bearer(r#"realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", error="insufficient_claims", claims="eyJhY2Nlc3NfdG9rZW4iOnsiYWNycyI6eyJlc3NlbnRpYWwiOnRydWUsInZhbHVlIjoiYzEifX19""#),
            "token.step-up",
        ),
        (
            "call-step-up",
            same(),
            bearer(r#"error="insufficient_user_authentication", error_description="A different authentication level is required", acr_values="myACR""#),
            "token.step-up",
        ),
        (
            "call-dpop-nonce",
            same(),
            Answer::status(401).header("www-authenticate", r#"DPoP error="use_dpop_nonce", error_description="Resource server requires nonce in DPoP proof""#).header("dpop-nonce", "eyJ7S_zG.eyJH0-Z.HX4w-7v"),
            "dpop.nonce",
        ),
        ("call-blocked", same(), page(403, "<!DOCTYPE html><title>Just a moment...</title>").header("cf-mitigated", "challenge").header("server", "cloudflare"), "api.gateway"),
        (
            "call-gateway-without-token",
            None,
            document(401, json!({ "message": "Unauthorized" })).header("apigw-requestid", "abc=").header("www-authenticate", "Bearer"),
            "token.missing",
        ),
        ("call-expired-in-python", past(), document(401, json!({ "detail": "Signature has expired" })), "token.expired"),
    ]
}

fn redirect(to: &str) -> Answer {
    Answer::status(302).header("location", to)
}
