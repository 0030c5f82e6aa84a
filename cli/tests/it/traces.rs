//! What a day with a workspace leaves behind: no file holds a secret, a token or the signature of one.

use std::io::Write as _;
use std::process::Stdio;

use claimscope_core::secret::Secret;
use claimscope_server::config::HashedSecret;
use claimscope_server::{Config, Options};
use tempfile::TempDir;

use crate::keychain::Home;
use crate::playground::OwnPlayground;
use crate::run::{Run, binary};
use crate::secret_forms::{files_below, forms_of};

const CLIENT_SECRET: &str = "hunter2-of/the=client";
const PASSWORD: &str = "hunter2 of+the/user";
const API_KEY: &str = "hunter2 of+the/api";
const WRONG: &str = "hunter3-of/the=client";

const CONNECTION: &str = r#"claimscope = 1
issuer = "{{issuer}}"
client_id = "ropg_client"
client_secret = { keychain = "orders/client_secret" }
grant = "password"
username = "alice"
password = { env = "ALICE" }
scope = ["openid", "profile", "api1", "offline_access"]
api_url = "{{api}}/identity"

[expect]
profile = "identityserver4"
audience = ["api1"]

[[request]]
name = "list"
method = "PUT"
url = "{{api}}/identity?top=10"
headers = { X-Api-Key = { env = "API_KEY" } }
query = { subscription-key = { env = "API_KEY" } }
body = { form = { password = { env = "API_KEY" } } }
"#;

/// A home, a workspace in it, and whatever was printed.
struct Day {
    home: Home,
    playground: OwnPlayground,
    folder: TempDir,
    secrets: Vec<String>,
}

impl Day {
    fn begins() -> Option<Self> {
        let home = Home::with_keychain()?;
        let mut config = Config::quickstart();
        for client in &mut config.clients {
            client.client_secrets = vec![HashedSecret::of(CLIENT_SECRET)];
        }
        for user in &mut config.users {
            user.password = Secret::from(PASSWORD);
        }
        let playground = OwnPlayground::with(Options::any_port().config(config));
        let folder = tempfile::tempdir().unwrap();
        let workspace = folder.path().join("claimscope");
        std::fs::create_dir(&workspace).unwrap();
        let (issuer, api) = (playground.issuer(), playground.running().api().to_owned());
        let environments = format!("[dev]\nissuer = \"{issuer}\"\napi = \"{api}\"\n");
        std::fs::write(workspace.join("environments.toml"), environments).unwrap();
        std::fs::write(workspace.join("orders.toml"), CONNECTION).unwrap();
        let day = Self {
            home,
            playground,
            folder,
            secrets: [CLIENT_SECRET, PASSWORD, API_KEY, WRONG]
                .map(str::to_owned)
                .into(),
        };
        day.put_into_keychain();
        Some(day)
    }

    /// The client's secret, as an import keeps it.
    fn put_into_keychain(&self) {
        let elsewhere = tempfile::tempdir().unwrap();
        let endpoint = format!("{}/connect/token", self.playground.issuer());
        let curl = format!(
            "curl -u 'ropg_client:{CLIENT_SECRET}' {endpoint} -d grant_type=client_credentials\n"
        );
        std::fs::write(elsewhere.path().join("orders.sh"), curl).unwrap();
        let mut command = binary(&["import", "orders.sh", "--secrets", "keychain"]);
        command.envs(self.home.environment());
        let run = command.current_dir(elsewhere.path()).output().unwrap();
        Run::from(run).exits(0);
        for (name, bytes) in files_below(&elsewhere.path().join("claimscope")) {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            assert!(!text.contains(CLIENT_SECRET), "{name}: {text}");
        }
    }

    fn run(&self, arguments: &[&str], input: &str) -> Run {
        let mut command = binary(arguments);
        command.envs(self.home.environment());
        command.envs([("ALICE", PASSWORD), ("API_KEY", API_KEY), ("WRONG", WRONG)]);
        command.current_dir(self.folder.path());
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // One that reads nothing may have ended.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        child.wait_with_output().unwrap().into()
    }

    fn learn(&mut self, token: &str) {
        let signature = token.rsplit('.').next().unwrap();
        self.secrets.extend([token, signature].map(str::to_owned));
    }
}

#[test]
fn whatever_was_done_leaves_no_secret_and_no_signature_in_files() {
    let Some(mut day) = Day::begins() else {
        return;
    };
    day.run(&["discover", "-c", "orders"], "").exits(0);
    let whole = day
        .run(&["token", "-c", "orders", "--json"], "")
        .exits(0)
        .json();
    let kept = day
        .run(&["token", "-c", "orders", "--keep", "--json"], "")
        .exits(0)
        .json();
    for answer in [&whole, &kept] {
        for name in ["access_token", "refresh_token"] {
            day.learn(answer[name].as_str().unwrap());
        }
    }
    let token = whole["access_token"].as_str().unwrap();
    day.run(&["verify", "-c", "orders", "-"], token).exits(0);
    day.run(&["call", "-c", "orders", "list", "-v"], "")
        .exits(0);
    day.run(&["call", "-c", "orders", "list", "--keep"], "")
        .exits(0);
    day.run(&["probe", "-c", "orders", "--rate", "1000"], "")
        .exits(0);
    day.run(&["userinfo", "-c", "orders", "--keep"], "")
        .exits(0);
    day.run(&["introspect", "-c", "orders", "--keep"], "");
    // One that the server does not take.
    let wrong = CONNECTION.replace(
        "{ keychain = \"orders/client_secret\" }",
        "{ env = \"WRONG\" }",
    );
    std::fs::write(day.folder.path().join("claimscope/wrong.toml"), wrong).unwrap();
    day.run(&["token", "-c", "wrong"], "")
        .says("invalid_client");

    let mut files = day.home.files();
    files.extend(files_below(day.folder.path()));
    assert!(files.iter().any(|(name, _)| name.ends_with(".row")));
    assert!(files.iter().any(|(name, _)| name.ends_with("orders.toml")));
    for (name, bytes) in files {
        let text = String::from_utf8_lossy(&bytes);
        for form in day.secrets.iter().flat_map(|secret| forms_of(secret)) {
            assert!(!text.contains(&form), "{form} is in {name}");
        }
    }
}
