//! Values that a connection's file takes from where secrets are: shown nowhere, whatever the name is that they stand under.

use crate::run::{Run, run_with};
use crate::tiny::{Reply, Tiny};

/// As each is sent, and as a server may give it back.
const SECRETS: [(&str, &str); 4] = [
    ("TENANT", "t&nant-77"),
    ("FILTER", "filter for 4711 and more"),
    ("FIELD", "a-field-of-its-own"),
    ("REALM", "realm/of:8a3f"),
];

const FORMS: [&str; 10] = [
    "t&nant-77",
    "t%26nant-77",
    "r 4711",
    "for+4711",
    "for%204711",
    "a-field",
    "8a3f",
    "of%3A8a3f",
    "cmVhbG0vb2Y6OGEzZg",
    "dCZuYW50LTc3",
];

fn workspace(origin: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let file = format!(
        r#"claimscope = 1
token_endpoint = "{origin}/token"
client_id = "orders"
client_auth = "none"
api_url = "{origin}"

[parameters]
realm = {{ env = "REALM" }}
audience = "api1"

[[request]]
name = "list"
url = "{origin}/list"
headers = {{ X-Tenant = {{ env = "TENANT" }} }}
query = {{ filter = {{ env = "FILTER" }} }}
body = {{ form = {{ field = {{ env = "FIELD" }}, top = "10" }} }}
"#
    );
    std::fs::write(folder.path().join("orders.toml"), file).unwrap();
    folder
}

fn call(folder: &tempfile::TempDir, more: &[&str]) -> Run {
    let workspace = folder.path().to_str().unwrap();
    let base = ["call", "-c", "orders", "list", "--workspace", workspace];
    let run = run_with(&[&base, more].concat(), b"", &SECRETS);
    FORMS.into_iter().fold(run, Run::hides)
}

#[test]
fn a_named_secret_is_masked_in_what_is_shown_of_an_exchange_by_its_value() {
    let tiny = Tiny::replying(|_, path| match path.split('?').next() {
        Some("/token") => Reply::json(
            "200 OK",
            &serde_json::json!({"access_token": "opaque", "token_type": "Bearer", "realm": "realm/of:8a3f"}),
        ),
        _ => Reply {
            headers: vec![
                "X-Tenant: t&nant-77".to_owned(),
                "Location: /next?tenant=t%26nant-77".to_owned(),
            ],
            ..Reply::text(
                "403 Forbidden",
                format!("tenant t&nant-77 (dCZuYW50LTc3) may not have {path}"),
            )
        },
    });
    let folder = workspace(tiny.origin());
    call(&folder, &["-v"])
        .exits(1)
        .says("X-Tenant: •••")
        .says("/list?filter=•••")
        .says("field=•••&top=10")
        .says("realm=•••")
        .says("audience=api1");
    call(&folder, &["--json"]).exits(1);
    assert_eq!(tiny.count("POST"), 4);
}

#[test]
fn a_named_secret_is_masked_in_why_no_token_came_and_why_an_api_refused() {
    let refusing = Tiny::replying(|_, _| {
        Reply::json(
            "400 Bad Request",
            &serde_json::json!({"error": "invalid_request", "error_description": "bad realm realm/of:8a3f"}),
        )
    });
    let folder = workspace(refusing.origin());
    let workspace_of = folder.path().to_str().unwrap();
    for more in [&[][..], &["-v"], &["--json"]] {
        let token = ["token", "-c", "orders", "--workspace", workspace_of];
        let run = run_with(&[&token, more].concat(), b"", &SECRETS);
        let run = FORMS.into_iter().fold(run, Run::hides).exits(1);
        assert!(run.stderr.contains("bad realm •••") || run.stdout.contains("bad realm •••"));
        call(&folder, more).exits(1);
    }
    let leading = Tiny::replying(|_, path| match path {
        "/token" => Reply::json(
            "200 OK",
            &serde_json::json!({"access_token": "opaque", "token_type": "Bearer"}),
        ),
        _ => Reply {
            headers: vec![
                "Location: https://h/t&nant-77/a-field-of-its-own".to_owned(),
                "Retry-After: t&nant-77".to_owned(),
            ],
            ..Reply::text("302 Found", String::new())
        },
    });
    let folder = workspace(leading.origin());
    for more in [&[][..], &["-v"], &["--json"]] {
        call(&folder, more).exits(1);
    }
}
