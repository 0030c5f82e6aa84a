//! From a file to a session's connection, and back.

use std::time::Duration;

use claimscope_core::alg::Algorithm;
use claimscope_core::jwk::{Jwk, generate};
use claimscope_core::secret::Secret;

use super::*;
use crate::session::{Connection, GRANT_FORMS, GrantKind, KeysFrom};

fn key() -> Result<Jwk, String> {
    generate(Algorithm::ES256, &mut crate::entropy).map_err(|error| error.to_string())
}

/// A secret that says where it is from.
fn read(wanted: &SecretUse) -> Result<Secret, WorkspaceError> {
    Ok(Secret::from(wanted.place.to_string()))
}

fn connection(saved: &SavedConnection, wanted: SecretsWanted) -> Connection {
    let folder = std::path::Path::new(".");
    saved.connection(wanted, folder, &read, &key).unwrap()
}

fn orders() -> SavedConnection {
    let folder = Folder::with(&[("environments.toml", ENVIRONMENTS), ("orders.toml", ORDERS)]);
    folder.open().filled("orders", None).unwrap().0
}

#[test]
fn a_session_gets_what_the_file_says() {
    let connection = connection(&orders(), SecretsWanted::ALL);
    assert_eq!(connection.issuer, "http://localhost:5001/shop");
    assert_eq!(connection.client.id, "orders-cli");
    let secret = connection.client.secret.unwrap();
    assert_eq!(secret.expose_str(), Some("{ env = \"ORDERS_SECRET\" }"));
    let GrantKind::AuthorizationCode(login) = connection.grant.kind else {
        panic!("another grant");
    };
    assert!(login.push && login.listen && !login.sign);
    assert_eq!(login.max_age_seconds, Some(60));
    assert_eq!(login.timeout, Duration::from_secs(120));
    assert_eq!(connection.grant.scope, "openid orders.read");
    assert!(connection.dpop_key.is_some() && connection.dpop_key_is_made);
    let parameters: Vec<_> = connection
        .grant
        .parameters
        .iter()
        .map(|(name, _)| &name[..])
        .collect();
    assert_eq!(parameters, ["audience", "api_key"]);
    assert!(matches!(connection.keys, KeysFrom::JwksUrl(url) if url.ends_with("/jwks")));
    assert_eq!(connection.api_url, "http://localhost:6001/orders");
}

#[test]
fn nobody_is_asked_for_a_secret_that_is_not_wanted() {
    let saved = orders();
    let none = |wanted: &SecretUse| panic!("{wanted:?} was read");
    let folder = std::path::Path::new(".");
    let wanted = SecretsWanted {
        keys: true,
        ..SecretsWanted::default()
    };
    let connection = saved.connection(wanted, folder, &none, &key).unwrap();
    assert!(connection.client.secret.is_none() && connection.dpop_key.is_none());
    assert!(connection.grant.parameters.is_empty());
}

#[test]
fn a_sessions_connection_comes_back_from_its_file() {
    for form in GRANT_FORMS.iter().filter(|form| !form.is_refused) {
        let mut saved = orders();
        saved.grant = SavedGrant {
            name: Some(form.name.to_owned()),
            ..SavedGrant::default()
        };
        for field in form.fields {
            let value = match field.is_secret {
                true => SavedValue::Secret(SecretPlace::Env("X".to_owned())),
                false => SavedValue::Text("60".to_owned()),
            };
            saved.grant.set(field.name, value);
        }
        let first = connection(&saved, SecretsWanted::ALL);
        let (written, beside) = SavedConnection::of_session("orders", &first);
        assert_eq!(beside.left_out, [""; 0], "{}", form.name);
        let text = super::super::write::document(&written).to_string();
        let folder = Folder::with(&[("orders.toml", &text)]);
        let (again, _) = folder.open().filled("orders", None).unwrap();
        let given = |wanted: &SecretUse| {
            let mut secrets = beside.secrets.iter();
            let (_, secret) = secrets.find(|(place, _)| *place == wanted.place).unwrap();
            Ok(secret.clone())
        };
        let path = std::path::Path::new(".");
        let second = again
            .connection(SecretsWanted::ALL, path, &given, &key)
            .unwrap();
        // The key is made anew, and all else is the same.
        let comparable = |connection: &Connection| {
            let mut connection = connection.clone();
            connection.dpop_key = None;
            let secrets: Vec<_> = connection
                .grant
                .parameters
                .iter()
                .map(|(name, value)| format!("{name}={:?}", value.expose_str()))
                .collect();
            let secret = connection
                .client
                .secret
                .as_ref()
                .and_then(Secret::expose_str)
                .map(str::to_owned);
            format!("{connection:?} {secret:?} {secrets:?}")
        };
        assert_eq!(comparable(&second), comparable(&first), "{}", form.name);
        assert!(!text.contains("ORDERS_SECRET"), "{text}");
    }
}

#[test]
fn a_request_is_made_ready_with_its_query_headers_and_body() {
    let saved = orders();
    let path = std::path::Path::new(".");
    let create = saved.request("create").unwrap();
    let request = create.http_request(&saved, path, &read).unwrap();
    assert_eq!(request.method, "POST");
    assert_eq!(request.url, "http://localhost:6001/orders?tag=a&tag=b");
    assert_eq!(
        request.header_value("content-type"),
        Some("application/json")
    );
    assert_eq!(request.header_value("x-api-key"), Some("{ env = \"KEY\" }"));
    assert_eq!(request.body.expose_str(), Some("{\"n\": 1}"));
}

#[test]
fn secrets_are_read_from_where_they_are() {
    let folder = Folder::with(&[("key.txt", "hunter2\r\n"), ("empty.txt", "\n")]);
    let wanted = |place| SecretUse {
        what: "client secret".to_owned(),
        member: "client_secret".to_owned(),
        place,
    };
    let ask = |_: &SecretUse| Ok(Secret::from("asked"));
    let get = |place| read_secret(&wanted(place), &folder.path(""), &ask);
    let file = |name: &str| SecretPlace::File(name.to_owned());
    assert_eq!(get(file("key.txt")).unwrap().expose(), b"hunter2");
    assert_eq!(get(SecretPlace::Ask).unwrap().expose(), b"asked");
    for (place, words) in [
        (file("absent.txt"), "begins at the workspace's folder"),
        (file("empty.txt"), "is empty"),
        (
            SecretPlace::Env("CLAIMSCOPE_NO_SUCH".to_owned()),
            "set CLAIMSCOPE_NO_SUCH",
        ),
        (
            SecretPlace::Keychain("sealing key".to_owned()),
            "not to be had",
        ),
    ] {
        let error = get(place).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }
}

#[test]
fn a_pkcs12_file_is_opened_by_the_password_that_the_connection_names() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/pkcs12");
    let settings = |network: &str, password: &'static str| {
        let text = format!("claimscope = 1\nclient_id = \"c\"\n[network]\n{network}\n");
        let saved = Folder::with(&[("c.toml", &text)]);
        let saved = saved.open().filled("c", None).unwrap().0;
        let read = |_: &SecretUse| Ok(Secret::from(password));
        saved.network.settings(&saved, &folder, &read)
    };
    let file = "client_cert_file = \"modern.p12\"";
    let locked = format!("{file}\nclient_cert_password = {{ env = \"P\" }}");
    assert!(
        settings(&locked, "look-alike")
            .unwrap()
            .client_certificate
            .is_some()
    );
    let wrong = settings(&locked, "hunter2").err().unwrap().to_string();
    assert!(
        wrong.contains("does not open") && !wrong.contains("hunter2"),
        "{wrong}"
    );
    let missing = settings(file, "").err().unwrap().to_string();
    assert!(missing.contains("client_cert_password"), "{missing}");
}
