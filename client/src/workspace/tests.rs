//! Folders as people have them: what is read, refused, filled in and written.

mod bounds;
mod refusals;
mod requests;
mod session;
mod writing;

use std::path::PathBuf;

use super::*;

/// A folder with these files.
pub(super) struct Folder(tempfile::TempDir);

impl Folder {
    pub(super) fn with(files: &[(&str, &str)]) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        for (name, text) in files {
            folder.put(name, text);
        }
        folder
    }

    pub(super) fn put(&self, name: &str, text: &str) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(super) fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    pub(super) fn open(&self) -> WorkspaceFolder {
        WorkspaceFolder::open(self.0.path()).unwrap()
    }
}

/// What a connection's file says with its variables, or why it cannot be used.
pub(super) fn saved_of(
    workspace: &WorkspaceFolder,
    name: &str,
) -> Result<SavedConnection, WorkspaceError> {
    workspace.connection(name).unwrap().saved.clone()
}

pub(super) const ENVIRONMENTS: &str = r#"
default = "dev"

[shared]
realm = "shop"

[dev]
issuer = "http://localhost:5001/{{realm}}"
api = "http://localhost:6001"

[staging]
issuer = "https://sts.staging.example/{{realm}}"
api = "https://api.staging.example"
"#;

/// Everything that a connection can say, but for what excludes each other.
pub(super) const ORDERS: &str = r#"# The shop's orders.
claimscope = 1
issuer = "{{issuer}}"
client_id = "orders-cli"
client_secret = { env = "ORDERS_SECRET" } # set in CI
client_auth = "client_secret_post"
grant = "authorization_code"
redirect_uri = "http://127.0.0.1:8400/callback"
par = true
max_age = 60
wait = 120
scope = ["openid", "orders.read"]
resource = "{{api}}/orders"
no_resource = true
register = true
authorization_details = '[{"type":"payment"}]'
dpop = true
api_url = "{{api}}/orders"
no_token = true
post_logout_redirect_uri = "{{api}}/out"

[parameters]
audience = "api://orders"
api_key = { file = "key.txt" }

[expect]
profile = "at+jwt"
audience = ["api://orders"]
algorithms = ["RS256"]
leeway_seconds = 5
issuer = false

[keys]
jwks = "{{issuer}}/jwks"

[network]
ca_file = "ca.pem"
timeout = 5

[[request]]
name = "list"
method = "GET"
url = "{{api}}/orders?top=10"

[[request]]
name = "create"
url = "{{api}}/orders"
headers = { X-Api-Key = { env = "KEY" }, Accept = "application/json" }
query = { tag = ["a", "b"] }
body = { json = '{"n": 1}' }
"#;

#[test]
fn everything_that_a_file_says_is_read_and_filled_in() {
    let folder = Folder::with(&[("environments.toml", ENVIRONMENTS), ("orders.toml", ORDERS)]);
    let workspace = folder.open();
    let (saved, environment) = workspace.filled("orders", None).unwrap();
    assert_eq!(environment, Some("dev"));
    assert_eq!(saved.issuer.as_deref(), Some("http://localhost:5001/shop"));
    assert_eq!(
        saved.client_secret,
        Some(SecretPlace::Env("ORDERS_SECRET".to_owned()))
    );
    assert_eq!(saved.grant.name(), "authorization_code");
    assert_eq!(saved.grant.wait_seconds, Some(120));
    assert_eq!(saved.scope, ["openid", "orders.read"]);
    assert_eq!(saved.dpop, SavedDpop::Made);
    assert_eq!(saved.expect.audience.values(), ["api://orders"]);
    assert_eq!(saved.expect.leeway_seconds, 5);
    assert_eq!(saved.network.timeout_seconds, Some(5));
    assert_eq!(saved.requests.len(), 2);
    let list = saved.request("LIST").unwrap();
    assert_eq!(
        list.url.as_deref(),
        Some("http://localhost:6001/orders?top=10")
    );
    let (saved, _) = workspace.filled("orders", Some("staging")).unwrap();
    assert_eq!(
        saved.issuer.as_deref(),
        Some("https://sts.staging.example/shop")
    );
    // What is edited has its variables.
    let stored = workspace.connection("orders").unwrap();
    let written = stored.saved.as_ref().unwrap();
    assert_eq!(written.issuer.as_deref(), Some("{{issuer}}"));
}

#[test]
fn without_environments_a_connection_needs_none() {
    let text = "claimscope = 1\nissuer = \"https://sts.example\"\nclient_id = \"a\"\n";
    let folder = Folder::with(&[("a.toml", text), ("shop/b.toml", text), ("readme.md", "x")]);
    let workspace = folder.open();
    let names: Vec<_> = workspace
        .connections()
        .iter()
        .map(|one| &one.name[..])
        .collect();
    assert_eq!(names, ["a", "shop/b"]);
    let (saved, environment) = workspace.filled("shop/b", None).unwrap();
    assert_eq!((saved.client_id.as_deref(), environment), (Some("a"), None));
}

#[test]
fn the_folder_is_found_from_below_and_is_no_namesake() {
    let folder = Folder::with(&[
        ("work/.claimscope/a.toml", "claimscope = 1\n"),
        ("work/claimscope/Cargo.toml", "[package]\n"),
        ("work/src/deep/x.txt", ""),
        ("other/claimscope/environments.toml", ""),
    ]);
    let hidden = Some(folder.path("work/.claimscope"));
    assert_eq!(find_workspace(&folder.path("work/src/deep")), hidden);
    assert_eq!(find_workspace(&folder.path("work/claimscope")), hidden);
    assert_eq!(find_workspace(&folder.path("work/.claimscope")), hidden);
    let plain = Some(folder.path("other/claimscope"));
    assert_eq!(find_workspace(&folder.path("other")), plain);
    assert_eq!(find_workspace(&folder.path("")), None);
}
