//! What was filled in reaches the file and comes back, and what the window has no field for stays.

use std::collections::BTreeSet;

use super::*;
use crate::connection::{ConnectionId, Field};

const WHOLE: &str = r#"claimscope = 1
issuer = "{{issuer}}"
client_id = "orders-cli"
client_secret = { env = "ORDERS_SECRET" }
client_auth = "private_key_jwt"
client_key = { file = "client.pem" }
assertion_audience = "https://sts.example"
assertion_lifetime = 60
assertion_alg = "ES256"
assertion_kid = "k1"
dpop_key = { file = "dpop.pem" }
grant = "authorization_code"
redirect_uri = "http://127.0.0.1:8400/callback"
par = true
max_age = 3600
paste = true
wait = 200
scope = ["openid", "orders.read"]
resource = "https://api.example/orders"
no_resource = true
register = true
authorization_details = '[{"type":"payment"}]'
api_url = "{{api}}/orders"
no_token = true
post_logout_redirect_uri = "{{api}}/out"

[parameters]
audience = "https://orders.example"
api_key = { env = "KEY" }
tokenish = { text = "plain" }

[expect]
profile = "at+jwt"
issuer = ["https://a.example", "https://b.example"]
audience = ["api://orders", "with space"]
algorithms = ["RS256", "ES256"]
scopes = ["a b", "c"]
leeway_seconds = 30
max_age_seconds = 60
required_claims = ["sub"]
nonce = "n"
acr_values = ["mfa"]
allow_padding = true

[keys]
secret = { env = "SHARED" }
secret_encoding = "base64url"

[introspection]
client_id = "orders-api"
client_secret = { env = "API_SECRET" }

[network]
ca_file = ["ca.pem"]
trust_fingerprint = ["sts.example=0000000000000000000000000000000000000000000000000000000000000000"]
client_cert_file = "client.p12"
client_cert_password = { env = "PASSWORD" }
proxy = "http://proxy.example:8080"
timeout = 5

[[request]]
name = "list"
url = "{{api}}/orders?top=10"
headers = { X-Api-Key = { env = "API_KEY" } }
"#;

fn read(text: &str) -> SavedConnection {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.toml"), text).unwrap();
    let environments = "[dev]\nissuer = \"https://sts.example\"\napi = \"https://api.example\"\n";
    std::fs::write(folder.path().join("environments.toml"), environments).unwrap();
    let workspace = claimscope_client::workspace::WorkspaceFolder::open(folder.path()).unwrap();
    workspace.connection("a").unwrap().saved.clone().unwrap()
}

fn again(form: &ConnectionForm, base: &SavedConnection) -> Draft {
    draft(form, base, "a", &BTreeSet::new()).unwrap()
}

#[test]
fn a_file_that_nobody_edited_is_written_as_it_was() {
    let jwks = "claimscope = 1\n[keys]\njwks = \"https://sts.example/jwks\"\n";
    let waived =
        "claimscope = 1\n[expect]\nissuer = false\naudience = false\nalgorithms = \"of-keys\"\n";
    let path = "claimscope = 1\n[keys]\njwks = \"keys.json\"\n";
    let request = "claimscope = 1\n[[request]]\nname = \"a\"\nurl = \"https://a.example\"\n";
    let password = "claimscope = 1\ngrant = \"password\"\nusername = \"al\"\npassword = { ask = true }\ntoken_endpoint = \"https://a.example/token\"\n";
    let extension = "claimscope = 1\ngrant = \"urn:x:y\"\n";
    for text in [
        WHOLE,
        jwks,
        waived,
        path,
        request,
        password,
        extension,
        "claimscope = 1\n",
    ] {
        let base = read(text);
        let form = form_of(&base, ConnectionId(1), "a");
        let draft = again(&form, &base);
        assert_eq!(draft.saved, base);
        assert!(draft.secrets.is_empty());
    }
}

#[test]
fn an_edit_changes_its_own_member_alone() {
    let base = read(WHOLE);
    let mut form = form_of(&base, ConnectionId(1), "a");
    form.set_field(Field::ClientId, "other".to_owned());
    form.set_field(Field::File(FileField::Timeout), "9".to_owned());
    let mut expected = base.clone();
    expected.client_id = Some("other".to_owned());
    expected.network.timeout_seconds = Some(9);
    assert_eq!(again(&form, &base).saved, expected);
    form.set_field(Field::File(FileField::Timeout), "soon".to_owned());
    assert!(draft(&form, &base, "a", &BTreeSet::new()).is_err());
}

#[test]
fn a_typed_secret_goes_to_the_keychain_and_no_text_of_it_to_the_file() {
    let base = read(&WHOLE.replace("client_secret = { env = \"ORDERS_SECRET\" }\n", ""));
    let mut form = form_of(&base, ConnectionId(1), "a");
    form.set_field(Field::ClientSecret, "hunter2".to_owned());
    let lines = "other_secret=hunter2\nplain=1".to_owned();
    form.set_field(Field::Parameters, lines);
    let taken = BTreeSet::from(["a/client_secret".to_owned()]);
    let draft = draft(&form, &base, "a", &taken).unwrap();
    let place = SecretPlace::Keychain("a/client_secret-2".to_owned());
    assert_eq!(draft.saved.client_secret, Some(place));
    let members: Vec<_> = draft
        .secrets
        .iter()
        .map(|secret| secret.member.as_str())
        .collect();
    assert_eq!(members, ["client_secret", "parameters.other_secret"]);
    let text = draft.saved.to_toml();
    assert!(!text.contains("hunter2"), "{text}");
    assert!(draft.saved.check().is_ok());
}
