//! What is exported: read again by the import, and what is said of it.

use std::path::Path;

use super::*;
use crate::import::import;
use crate::workspace::WorkspaceFolder;
use claimscope_core::secret::Secret;
use serde_json::from_str;

const ORDERS: &str = r#"
claimscope = 1
token_endpoint = "https://login.example.com/connect/token"
client_id = "orders"
client_secret = { env = "ORDERS_SECRET" }
client_auth = "client_secret_basic"
scope = ["api1", "api2"]
resource = "urn:orders"
api_url = "{{host}}/orders"

[parameters]
tenant = "{{tenant}}"

[[request]]
name = "list"
query = { state = "open & late", page = { text = "2", off = true } }
headers = { X-Api-Key = { keychain = "orders api key" }, Accept = "application/json" }

[[request]]
name = "create"
url = "{{host}}/orders?dry=1"
method = "PUT"
body = { json = { id = 1, name = "{{tenant}}" } }

[[request]]
name = "ask"
url = "{{host}}/ask"
body = { form = { q = "a=b", pin = { ask = true } } }

[[request]]
name = "send"
url = "{{host}}/files"
body = { multipart = { note = "one", file = { upload = "a.pdf", type = "application/pdf" } } }
"#;

fn orders() -> SavedConnection {
    SavedConnection::from_toml(ORDERS).unwrap()
}

/// A workspace with one environment, and what is exported of a connection in it.
fn export(saved: &SavedConnection) -> Exported {
    let folder = tempfile::tempdir().unwrap();
    let text = "[dev]\nhost = \"https://api.example.com\"\n";
    std::fs::write(folder.path().join("environments.toml"), text).unwrap();
    let workspace = WorkspaceFolder::open(folder.path()).unwrap();
    postman_collection("orders", saved, workspace.environments(), None).unwrap()
}

/// What a request sends, whatever each secret is.
fn sent(saved: &SavedConnection, name: &str) -> (String, String, Vec<(String, String)>) {
    let read = &|_: &_| Ok(Secret::from("s"));
    let request = saved.request(name).unwrap();
    let request = request.http_request(saved, Path::new("."), read).unwrap();
    let headers = request
        .headers
        .iter()
        .filter(|(_, value)| value.expose() != b"s");
    let headers = headers.map(|(name, value)| {
        (
            name.clone(),
            String::from_utf8_lossy(value.expose()).into_owned(),
        )
    });
    (
        request.method.clone(),
        // A space of a form and one of an address are both this.
        request.url.replace('+', "%20"),
        headers.collect(),
    )
}

#[test]
fn what_is_exported_is_imported_as_it_was() {
    let orders = orders();
    let exported = export(&orders);
    let imported = import(Some("orders.postman_collection.json"), &exported.text).unwrap();
    let [(name, back)] = &imported.connections[..] else {
        panic!("one connection: {imported:?}");
    };
    assert_eq!(name, "orders");
    assert_eq!(back.token_endpoint, orders.token_endpoint);
    assert_eq!(back.client_id, orders.client_id);
    assert_eq!(back.scope, orders.scope);
    assert_eq!(back.client_auth, orders.client_auth);
    assert_eq!(back.resource, orders.resource);
    assert_eq!(back.parameters, orders.parameters);
    for name in ["list", "create"] {
        assert_eq!(sent(back, name), sent(&orders, name), "{name}");
    }
    assert_eq!(
        back.request("create").unwrap().body,
        orders.request("create").unwrap().body
    );
    assert_eq!(
        back.request("send").unwrap().body,
        orders.request("send").unwrap().body
    );
}

#[test]
fn secrets_and_what_no_environment_has_are_variables_to_set() {
    let exported = export(&orders());
    let to_set = "to be set: ASK_PIN, ORDERS_API_KEY, ORDERS_SECRET, tenant";
    assert_eq!(exported.remarks, [to_set]);
    let json: Value = from_str(&exported.text).unwrap();
    let host = json["variable"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["key"] == "host");
    assert_eq!(host.unwrap()["value"], "https://api.example.com");
    assert_eq!(json["info"]["description"], to_set);
}

#[test]
fn each_secret_has_a_variable_of_its_own_beside_the_workspaces() {
    let text = r#"
claimscope = 1
token_endpoint = "{{host}}/token"
client_id = "{{ORDERS_KEY}}"
client_secret = { env = "ORDERS_KEY" }

[[request]]
name = "a"
url = "{{token_endpoint}}"
headers = { X-A = { keychain = "orders key" }, X-B = { keychain = "orders_key" }, authorization = { env = "BASIC" } }
"#;
    let saved = SavedConnection::from_toml(text).unwrap();
    let exported = export(&saved);
    let json: Value = from_str(&exported.text).unwrap();
    let request = &json["item"][0]["request"];
    assert_eq!(request["header"][0]["value"], "{{ORDERS_KEY_3}}");
    assert_eq!(request["header"][1]["value"], "{{ORDERS_KEY_4}}");
    assert_eq!(request["auth"]["type"], "noauth");
    let settings = json["auth"]["oauth2"].as_array().unwrap();
    let of = |key: &str| settings.iter().find(|one| one["key"] == key).unwrap()["value"].clone();
    assert_eq!(of("clientSecret"), "{{ORDERS_KEY_2}}");
    assert_eq!(of("clientId"), "{{ORDERS_KEY}}");
    assert_eq!(of("accessTokenUrl"), "{{host}}/token");
}

#[test]
fn what_a_login_has_beside_is_said() {
    let text = r#"
claimscope = 1
issuer = "https://login.example.com"
client_id = "web"
grant = "authorization_code"
par = true
prompt = "login"
client_auth = "private_key_jwt"

[[request]]
name = "a"
url = "{{token_endpoint}}"
"#;
    let exported = export(&SavedConnection::from_toml(text).unwrap());
    for left_out in ["par of the login", "prompt of the login", "private_key_jwt"] {
        let mut remarks = exported.remarks.iter();
        assert!(
            remarks.any(|one| one.contains(left_out)),
            "{left_out}: {:?}",
            exported.remarks
        );
    }
    // The workspace's own variable is no endpoint of the issuer.
    assert!(
        exported.text.contains("{{token_endpoint_2}}"),
        "{}",
        exported.text
    );
}

#[test]
fn a_row_that_is_off_stays_so() {
    let exported = export(&orders());
    let json: Value = from_str(&exported.text).unwrap();
    let url = &json["item"][0]["request"]["url"];
    assert_eq!(url["raw"], "{{host}}/orders?state=open%20%26%20late");
    assert_eq!(url["host"], "{{host}}");
    assert_eq!(
        url["query"][1],
        json!({"key": "page", "value": "2", "disabled": true})
    );
}

#[test]
fn what_is_left_out_of_requests_is_left_out_of_the_collection() {
    let saved = SavedConnection {
        leaves_resource_out: true,
        ..orders()
    };
    assert!(!export(&saved).text.contains("urn:orders"));
    let mut saved = SavedConnection {
        sends_no_token: true,
        ..orders()
    };
    saved.requests[2].body = None;
    saved.requests[2].lacks_body = true;
    let exported = export(&saved);
    let json: Value = from_str(&exported.text).unwrap();
    assert_eq!(json["auth"], json!({"type": "noauth"}));
    assert_eq!(exported.remarks[0], "the request ask lacks its body");
}

#[test]
fn what_has_no_place_is_said() {
    let text = "claimscope = 1\ngrant = \"device_code\"\ndpop = true\napi_url = \"https://a.example\"\n[expect]\naudience = \"api1\"\n";
    let saved = SavedConnection::from_toml(text).unwrap();
    let exported = export(&saved);
    assert_eq!(exported.remarks.len(), 4, "{:?}", exported.remarks);
    assert_eq!(exported.remarks[3], "to be set: access_token");
    let json: Value = from_str(&exported.text).unwrap();
    assert_eq!(json["item"][0]["request"]["url"], "https://a.example");
    assert_eq!(json["auth"]["type"], "bearer");
}
