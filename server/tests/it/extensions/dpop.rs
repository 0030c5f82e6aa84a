//! Tokens that are bound to a key ([RFC 9449](https://www.rfc-editor.org/rfc/rfc9449)).

use claimscope_core::alg::Algorithm;
use claimscope_core::base64url;
use claimscope_core::json::{Object, Value};
use claimscope_core::jwk::Jwk;
use claimscope_server::Running;
use claimscope_server::config::Extension;
use expect_test::expect;
use sha2::{Digest, Sha256};

use super::{MACHINE, claims, error, jti, last_message, new_key, now, sign, with};
use crate::browser::{Browser, CALLBACK, VERIFIER, encode, request_of, start};

/// A DPoP proof, with some claims set, or left out where the value is `null`.
pub(super) fn proof(
    running: &Running,
    key: &Jwk,
    (method, url): (&str, &str),
    token: Option<&str>,
    changes: &[(&str, Value)],
) -> String {
    let public = key.public().unwrap().to_json();
    let mut header = Object::new()
        .with("typ", "dpop+jwt")
        .with("alg", "ES256")
        .with("jwk", public);
    let mut claims = Object::new()
        .with("jti", jti())
        .with("htm", method)
        .with("htu", url)
        .with("iat", now(running));
    if let Some(token) = token {
        claims.set("ath", base64url::encode(Sha256::digest(token)));
    }
    for (name, value) in changes {
        let target = if ["typ", "jwk"].contains(name) {
            &mut header
        } else {
            &mut claims
        };
        match value {
            Value::Null => drop(target.remove(name)),
            value => target.set(*name, value.clone()),
        }
    }
    sign(key, Algorithm::ES256, &header, &claims)
}

#[tokio::test]
async fn tokens_are_bound_to_the_key_of_a_proof() {
    let running = start(with(&[Extension::DPoP])).await;
    let mut browser = Browser::new(&running);
    let key = new_key(Algorithm::ES256);
    let token_url = format!("{}/connect/token", running.issuer());
    let endpoint = ("POST", token_url.as_str());
    let mut ask = async |proofs: &[String]| {
        let headers: Vec<(&str, &str)> = proofs
            .iter()
            .map(|proof| ("DPoP", proof.as_str()))
            .collect();
        let page = browser
            .send("POST", "/connect/token", &encode(&MACHINE), &headers)
            .await;
        (page, last_message(&running))
    };
    let mut table = String::new();
    let other = new_key(Algorithm::ES256);
    let once = proof(&running, &key, endpoint, None, &[]);
    for (case, proofs) in [
        ("all is well", vec![once.clone()]),
        ("the same again", vec![once]),
        (
            "two proofs",
            vec![
                proof(&running, &key, endpoint, None, &[]),
                proof(&running, &key, endpoint, None, &[]),
            ],
        ),
        ("no JWT", vec!["nonsense".to_owned()]),
        (
            "another typ",
            vec![proof(
                &running,
                &key,
                endpoint,
                None,
                &[("typ", Value::from("JWT"))],
            )],
        ),
        (
            "a private jwk",
            vec![proof(
                &running,
                &key,
                endpoint,
                None,
                &[("jwk", Value::from(key.to_json_with_private()))],
            )],
        ),
        (
            "another jwk",
            vec![proof(
                &running,
                &key,
                endpoint,
                None,
                &[("jwk", Value::from(other.public().unwrap().to_json()))],
            )],
        ),
        (
            "no jwk",
            vec![proof(
                &running,
                &key,
                endpoint,
                None,
                &[("jwk", Value::Null)],
            )],
        ),
        (
            "another method",
            vec![proof(&running, &key, ("GET", &token_url), None, &[])],
        ),
        (
            "another URL",
            vec![proof(
                &running,
                &key,
                ("POST", "http://localhost/connect/token"),
                None,
                &[],
            )],
        ),
        (
            "no iat",
            vec![proof(
                &running,
                &key,
                endpoint,
                None,
                &[("iat", Value::Null)],
            )],
        ),
        (
            "an old one",
            vec![proof(
                &running,
                &key,
                endpoint,
                None,
                &[("iat", Value::from(now(&running) - 301))],
            )],
        ),
        (
            "no jti",
            vec![proof(
                &running,
                &key,
                endpoint,
                None,
                &[("jti", Value::Null)],
            )],
        ),
    ] {
        let (page, reason) = ask(&proofs).await;
        let reason = reason.replace(&running.issuer(), "I");
        table.push_str(&format!("{case} -> {}\n  {reason}\n", error(&page)));
    }
    expect![[r#"
        all is well -> none
          a token for the client `client` with the scope `api1`
        the same again -> invalid_dpop_proof
          invalid_dpop_proof: the DPoP proof is not good: its jti came before
        two proofs -> invalid_dpop_proof
          invalid_dpop_proof: the DPoP proof is not good: several DPoP headers came
        no JWT -> invalid_dpop_proof
          invalid_dpop_proof: the DPoP proof is not good: it is no JWT
        another typ -> invalid_dpop_proof
          invalid_dpop_proof: the DPoP proof is not good: its typ is not dpop+jwt
        a private jwk -> invalid_dpop_proof
          invalid_dpop_proof: the DPoP proof is not good: its jwk has a private part
        another jwk -> invalid_dpop_proof
          invalid_dpop_proof: the DPoP proof is not good: signature.value: the signature does not match
        no jwk -> invalid_dpop_proof
          invalid_dpop_proof: the DPoP proof is not good: it has no jwk
        another method -> invalid_dpop_proof
          invalid_dpop_proof: the DPoP proof is not good: its htm is not POST
        another URL -> invalid_dpop_proof
          invalid_dpop_proof: the DPoP proof is not good: its htu is `http://localhost/connect/token`, not I/connect/token
        no iat -> invalid_dpop_proof
          invalid_dpop_proof: the DPoP proof is not good: its iat is missing, or more than 300 seconds from now
        an old one -> invalid_dpop_proof
          invalid_dpop_proof: the DPoP proof is not good: its iat is missing, or more than 300 seconds from now
        no jti -> invalid_dpop_proof
          invalid_dpop_proof: the DPoP proof is not good: its jti is missing or too long
    "#]].assert_eq(&table);

    let (page, _) = ask(&[proof(&running, &key, endpoint, None, &[])]).await;
    assert_eq!(page.json().get_str("token_type"), Some("DPoP"));
    let bound = claims(&page);
    let thumbprint = key.thumbprint().unwrap();
    let cnf = bound.get("cnf").unwrap().as_object().unwrap();
    assert_eq!(cnf.get_str("jkt"), Some(thumbprint.as_str()));

    let body = page.json();
    let token = body.get_str("access_token").unwrap();
    let mut api = Browser::at(&running.api());
    let url = format!("{}/identity", running.api());
    let scheme = format!("DPoP {token}");
    let bearer = format!("Bearer {token}");
    let good = proof(&running, &key, ("GET", &url), Some(token), &[]);
    let reply = api
        .send(
            "GET",
            "/identity",
            "",
            &[("Authorization", &scheme), ("DPoP", &good)],
        )
        .await;
    assert_eq!(reply.status, 200, "{}", last_message(&running));
    let mut table = String::new();
    for (case, headers) in [
        (
            "the proof again",
            vec![("Authorization", scheme.clone()), ("DPoP", good)],
        ),
        ("no proof", vec![("Authorization", scheme.clone())]),
        (
            "no ath",
            vec![
                ("Authorization", scheme.clone()),
                ("DPoP", proof(&running, &key, ("GET", &url), None, &[])),
            ],
        ),
        (
            "another key",
            vec![
                ("Authorization", scheme.clone()),
                (
                    "DPoP",
                    proof(&running, &other, ("GET", &url), Some(token), &[]),
                ),
            ],
        ),
        ("as a bearer token", vec![("Authorization", bearer)]),
        ("no token", vec![]),
    ] {
        let headers: Vec<(&str, &str)> = headers
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let reply = api.send("GET", "/identity", "", &headers).await;
        let challenge = reply.header("www-authenticate").unwrap_or_default();
        table.push_str(&format!("{case} -> {} {challenge}\n", reply.status));
    }
    expect![[r#"
        the proof again -> 401 Bearer, DPoP error="invalid_dpop_proof", algs="RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519"
        no proof -> 401 Bearer, DPoP error="invalid_dpop_proof", algs="RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519"
        no ath -> 401 Bearer, DPoP error="invalid_dpop_proof", algs="RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519"
        another key -> 401 Bearer, DPoP error="invalid_token", algs="RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519"
        as a bearer token -> 401 Bearer, DPoP error="invalid_token", algs="RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519"
        no token -> 401 Bearer, DPoP algs="RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519"
    "#]].assert_eq(&table);
    running.shutdown().await;
}

#[tokio::test]
async fn a_nonce_is_asked_for_and_then_taken() {
    let running = start(with(&[Extension::DPoPNonces])).await;
    let mut browser = Browser::new(&running);
    let key = new_key(Algorithm::ES256);
    let token_url = format!("{}/connect/token", running.issuer());
    let mut ask = async |changes: &[(&str, Value)]| {
        let proof = proof(&running, &key, ("POST", &token_url), None, changes);
        browser
            .send(
                "POST",
                "/connect/token",
                &encode(&MACHINE),
                &[("DPoP", &proof)],
            )
            .await
    };
    let first = ask(&[]).await;
    assert_eq!(
        (first.status, error(&first).as_str()),
        (400, "use_dpop_nonce")
    );
    let nonce = Value::from(first.header("dpop-nonce").unwrap());
    let second = ask(&[("nonce", nonce.clone())]).await;
    assert_eq!(second.status, 200, "{}", second.body);
    assert!(second.header("dpop-nonce").is_some());
    running.state().clock().set_offset_seconds(241);
    assert_eq!(error(&ask(&[("nonce", nonce)]).await), "use_dpop_nonce");

    let mut api = Browser::at(&running.api());
    let body = second.json();
    let token = body.get_str("access_token").unwrap();
    let url = format!("{}/identity", running.api());
    let authorization = format!("DPoP {token}");
    let bare = proof(&running, &key, ("GET", &url), Some(token), &[]);
    let refused = api
        .send(
            "GET",
            "/identity",
            "",
            &[("Authorization", &authorization), ("DPoP", &bare)],
        )
        .await;
    assert_eq!(refused.status, 401);
    assert!(
        refused
            .header("www-authenticate")
            .unwrap()
            .contains("DPoP error=\"use_dpop_nonce\"")
    );
    let nonce = Value::from(refused.header("dpop-nonce").unwrap());
    let good = proof(
        &running,
        &key,
        ("GET", &url),
        Some(token),
        &[("nonce", nonce)],
    );
    let reply = api
        .send(
            "GET",
            "/identity",
            "",
            &[("Authorization", &authorization), ("DPoP", &good)],
        )
        .await;
    assert_eq!(reply.status, 200, "{}", last_message(&running));
    running.shutdown().await;
}

#[tokio::test]
async fn a_public_clients_refresh_token_needs_the_key_that_it_was_given_to() {
    let mut config = with(&[Extension::DPoP]);
    config.clients[2].require_client_secret = false;
    let running = start(config).await;
    let mut browser = Browser::new(&running);
    let key = new_key(Algorithm::ES256);
    let thumbprint = key.thumbprint().unwrap();
    let query = format!(
        "{}&dpop_jkt={thumbprint}",
        request_of("openid offline_access")
    );
    let page = browser.authorize(&query).await;
    let code = page.parameter("code").unwrap();
    let token_url = format!("{}/connect/token", running.issuer());
    let redeem = encode(&[
        ("grant_type", "authorization_code"),
        ("client_id", "interactive"),
        ("code", &code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ]);
    let proof_of = |key: &Jwk| proof(&running, key, ("POST", &token_url), None, &[]);
    let tokens = browser
        .send(
            "POST",
            "/connect/token",
            &redeem,
            &[("DPoP", &proof_of(&key))],
        )
        .await;
    assert_eq!(tokens.status, 200, "{}", last_message(&running));
    let body = tokens.json();
    let refresh = encode(&[
        ("grant_type", "refresh_token"),
        ("client_id", "interactive"),
        ("refresh_token", body.get_str("refresh_token").unwrap()),
    ]);
    assert_eq!(
        error(&browser.send("POST", "/connect/token", &refresh, &[]).await),
        "invalid_grant"
    );
    let other = proof_of(&new_key(Algorithm::ES256));
    let page = browser
        .send("POST", "/connect/token", &refresh, &[("DPoP", &other)])
        .await;
    assert_eq!(error(&page), "invalid_grant");
    let page = browser
        .send(
            "POST",
            "/connect/token",
            &refresh,
            &[("DPoP", &proof_of(&key))],
        )
        .await;
    assert_eq!(
        page.json().get_str("token_type"),
        Some("DPoP"),
        "{}",
        page.body
    );

    // dpop_jkt keeps a code from every other key.
    let page = browser.authorize(&query).await;
    let redeem = redeem.replace(&code, &page.parameter("code").unwrap());
    let page = browser.send("POST", "/connect/token", &redeem, &[]).await;
    assert_eq!(error(&page), "invalid_grant");
    running.shutdown().await;
}
