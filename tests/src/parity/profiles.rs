//! JWTs that are no tokens for an API or a login: each kind good, with each of its checks failing, and taken for every other.

use anyhow::{Context, Result};
use claimscope_core::alg::Algorithm;
use claimscope_core::base64url;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::generated::{Issuer, explained};
use super::{Case, Keys, NOW, Question};
use crate::tokens::changed;

const ISSUER: &str = "https://localhost:5001";
const URL: &str = "https://api.example/orders";
const PROFILES: [&str; 10] = [
    "jwt",
    "at+jwt",
    "identityserver4",
    "id-token",
    "dpop-proof",
    "client-assertion",
    "logout-token",
    "request-object",
    "jarm",
    "security-event",
];

/// A kind: its profile and media type, whom its tokens are of and for, and the claims of a good one.
struct Kind {
    profile: &'static str,
    typ: &'static str,
    claims: Value,
}

fn kinds() -> [Kind; 6] {
    let now = NOW.unix_seconds();
    let kind = |profile, typ, claims| Kind {
        profile,
        typ,
        claims,
    };
    let logout = json!({ "http://schemas.openid.net/event/backchannel-logout": {} });
    let revoked =
        json!({ "https://schemas.openid.net/secevent/caep/event-type/session-revoked": {} });
    [
        kind(
            "dpop-proof",
            "dpop+jwt",
            json!({ "jti": "1", "iat": now - 5, "htm": "GET", "htu": URL }),
        ),
        kind(
            "client-assertion",
            "client-authentication+jwt",
            json!({ "iss": "web", "sub": "web", "aud": ISSUER, "exp": now + 60, "iat": now, "jti": "1" }),
        ),
        kind(
            "logout-token",
            "logout+jwt",
            json!({ "iss": ISSUER, "aud": "web", "exp": now + 60, "iat": now, "jti": "1", "sub": "alice", "sid": "s", "events": logout }),
        ),
        kind(
            "request-object",
            "oauth-authz-req+jwt",
            json!({
                "iss": "web", "aud": ISSUER, "exp": now + 60, "iat": now, "client_id": "web", "response_type": "code",
                "redirect_uri": "https://app.example/", "scope": "openid",
            }),
        ),
        kind(
            "jarm",
            "JWT",
            json!({ "iss": ISSUER, "aud": "web", "exp": now + 60, "code": "c", "state": "s" }),
        ),
        kind(
            "security-event",
            "secevent+jwt",
            json!({ "iss": ISSUER, "aud": "web", "iat": now, "jti": "1", "events": revoked }),
        ),
    ]
}

pub(super) fn cases() -> Result<Vec<Case>> {
    let issuer = Issuer::new(Algorithm::ES256)?;
    let mut cases = Vec::new();
    for kind in kinds() {
        of_kind(&issuer, &kind, &mut cases)?;
    }
    of_proofs(&issuer, &mut cases)?;
    Ok(cases)
}

fn options(profile: &str, claims: &Value) -> Value {
    let named = |name: &str| claims.get(name).cloned().unwrap_or(json!(false));
    let (issuer, audience) = (named("iss"), named("aud"));
    json!({ "profile": profile, "issuer": issuer, "audience": audience, "algorithms": "of-keys" })
}

fn header(issuer: &Issuer, typ: &str) -> Result<Value> {
    let with_key = typ == "dpop+jwt";
    let jwk = with_key.then(|| issuer.0.public(json!({}))).transpose()?;
    Ok(issuer.0.header(json!({ "typ": typ, "jwk": jwk })))
}

fn of_kind(issuer: &Issuer, kind: &Kind, cases: &mut Vec<Case>) -> Result<()> {
    let Kind {
        profile,
        typ,
        claims,
    } = kind;
    let header = header(issuer, typ)?;
    let mut add = |what: &str, header: &Value, claims: &Value, profile: &str| {
        let text = issuer.sign(&header.to_string(), &claims.to_string())?;
        let name = format!("{} as {profile}: {what}", kind.profile);
        let options = options(profile, &kind.claims);
        cases.push(explained(&name, text.clone(), issuer.keys(), options));
        let question = Question::Inspect;
        cases.push(Case {
            name,
            text,
            question,
        });
        anyhow::Ok(())
    };
    for profile in PROFILES {
        add("good", &header, claims, profile)?;
    }
    let others = kinds().map(|kind| json!(kind.typ));
    let further = [
        Value::Null,
        json!("at+jwt"),
        json!("application/jwt"),
        json!(5),
        json!("kb+jwt"),
    ];
    for typ in others.iter().chain(&further) {
        let header = changed(header.clone(), &json!({ "typ": typ }));
        add(&format!("typ {typ}"), &header, claims, profile)?;
    }
    let now = NOW.unix_seconds();
    let values = [
        Value::Null,
        json!(""),
        json!("other"),
        json!(7),
        json!({}),
        json!([]),
        json!(now - 90_000),
        json!(now + 90_000),
    ];
    let further = [
        "nonce",
        "exp",
        "sub",
        "sid",
        "request",
        "request_uri",
        "ath",
        "scope",
    ];
    let own = claims.as_object().context("claims are an object")?.keys();
    for name in own.map(String::as_str).chain(further) {
        for value in &values {
            let claims = changed(claims.clone(), &json!({ name: value }));
            add(&format!("{name} is {value}"), &header, &claims, profile)?;
        }
    }
    Ok(())
}

/// Proofs with the request and the access token that they are for, by their own key and by one that is given.
fn of_proofs(issuer: &Issuer, cases: &mut Vec<Case>) -> Result<()> {
    let [proof, ..] = kinds();
    let (stranger, header) = (Issuer::new(Algorithm::ES256)?, header(issuer, proof.typ)?);
    let jkt = issuer.0.key.thumbprint();
    let bound = issuer.sign(
        r#"{"alg":"ES256","typ":"at+jwt"}"#,
        &json!({ "cnf": { "jkt": jkt } }).to_string(),
    )?;
    let ath = base64url::encode(Sha256::digest(&bound));
    let private = issuer.0.private()?;
    let secret = json!({ "kty": "oct", "k": "c2VjcmV0" });
    let proofs = [
        ("plain", header.clone(), proof.claims.clone()),
        (
            "for the token",
            header.clone(),
            changed(proof.claims.clone(), &json!({ "ath": ath })),
        ),
        (
            "for another token",
            header.clone(),
            changed(proof.claims.clone(), &json!({ "ath": "x" })),
        ),
        (
            "without its key",
            changed(header.clone(), &json!({ "jwk": null })),
            proof.claims.clone(),
        ),
        (
            "with a private key",
            changed(header.clone(), &json!({ "jwk": private })),
            proof.claims.clone(),
        ),
        (
            "with a secret",
            changed(header.clone(), &json!({ "jwk": secret })),
            proof.claims.clone(),
        ),
        (
            "with no key",
            changed(header.clone(), &json!({ "jwk": 5 })),
            proof.claims.clone(),
        ),
        (
            "old",
            header,
            changed(
                proof.claims.clone(),
                &json!({ "iat": NOW.unix_seconds() - 400 }),
            ),
        ),
    ];
    let requests = [
        json!({}),
        json!({ "htm": "GET", "htu": URL }),
        json!({ "htm": "POST", "htu": format!("{URL}?page=2") }),
        json!({ "htm": "GET", "htu": "https://other.example/orders" }),
        json!({ "htm": "GET", "htu": URL, "accessToken": bound }),
        json!({ "htm": "GET", "htu": URL, "accessToken": "opaque" }),
    ];
    for (what, header, claims) in &proofs {
        let text = issuer.sign(&header.to_string(), &claims.to_string())?;
        for request in &requests {
            let options = changed(
                json!({ "profile": "dpop-proof", "algorithms": "of-keys" }),
                request,
            );
            for (whose, keys) in [
                ("its own", Keys::OfProof),
                ("the", issuer.keys()),
                ("another", stranger.keys()),
            ] {
                let name = format!("a proof {what} by {whose} key, {request}");
                cases.push(explained(&name, text.clone(), keys, options.clone()));
            }
        }
    }
    Ok(())
}
