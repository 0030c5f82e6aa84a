//! Options that a grant takes beside what it needs: rich authorization requests.

use serde_json::json;

use crate::run::{Run, run_with};
use crate::tiny::Tiny;

fn token(issuer: &str, more: &[&str]) -> Run {
    let arguments = ["token", "--issuer", issuer, "--client-id", "c"];
    let arguments = [&arguments[..], &["--client-secret-env", "S"], more].concat();
    run_with(&arguments, b"", &[("S", "hunter2")])
}

/// An issuer that grants a payment of another amount than anybody asks for.
fn issuer() -> Tiny {
    Tiny::open(|origin, path| match path {
        "/.well-known/openid-configuration" => Some(json!({
            "issuer": origin, "token_endpoint": format!("{origin}/token"), "jwks_uri": format!("{origin}/jwks"),
            "authorization_details_types_supported": ["payment"],
        })),
        "/token" => Some(json!({
            "access_token": "opaque-token", "token_type": "Bearer", "expires_in": 600,
            "authorization_details": [{"type": "payment", "amount": "9.99"}],
        })),
        _ => None,
    })
}

#[test]
fn authorization_details_are_sent_and_what_was_granted_is_shown_and_compared() {
    let tiny = issuer();
    let asked = r#"[{"type": "payment", "amount": "1.50"}]"#;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("details.json");
    std::fs::write(&file, format!("{asked}\n")).unwrap();
    let file = format!("@{}", file.display());
    for given in [asked, &file] {
        let run = token(tiny.origin(), &["-v", "--authorization-details", given]).exits(0);
        assert_eq!(run.stdout, "opaque-token\n");
        run.says("authorization_details=%5B%7B%22type%22%3A%22payment%22")
            .says(r#"granted authorization_details: [{"type":"payment","amount":"9.99"}]"#)
            .says("response.authorization_details");
    }
    let json = ["--json", "--authorization-details", asked];
    let response = token(tiny.origin(), &json).exits(0).json();
    assert_eq!(response["authorization_details"][0]["amount"], "9.99");
}

#[test]
fn a_token_of_a_type_that_nobody_knows_is_not_to_be_used() {
    let tiny = Tiny::open(|origin, path| match path {
        "/.well-known/openid-configuration" => Some(json!({
            "issuer": origin, "token_endpoint": format!("{origin}/token"), "jwks_uri": format!("{origin}/jwks"),
        })),
        "/token" => Some(json!({ "access_token": "opaque-token", "token_type": "mac" })),
        _ => None,
    });
    token(tiny.origin(), &[])
        .exits(1)
        .says("response.token_type");
}

#[test]
fn authorization_details_that_cannot_be_meant_are_refused_before_anything_is_sent() {
    let tiny = issuer();
    for (given, why) in [
        ("", "an empty value"),
        ("payment", "cannot be read as JSON"),
        (
            r#"{"type":"payment"}"#,
            "where a JSON array of objects should be",
        ),
        (r#"[{"amount":"1"}]"#, "has no type"),
        ("@nowhere.json", "cannot be read"),
    ] {
        let option = ["--authorization-details", given];
        token(tiny.origin(), &option).exits(2).says(why);
    }
    token(tiny.origin(), &["--param", "authorization_details=[]"])
        .exits(2)
        .says("--authorization-details");
    assert_eq!(tiny.count("GET") + tiny.count("POST"), 0);
}
