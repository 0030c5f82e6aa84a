//! `-c NAME`: connections of a workspace against the playground.

use std::path::Path;
use std::process::Stdio;

use tempfile::TempDir;

use crate::keychain::Home;
use crate::playground::OwnPlayground;
use crate::run::{Run, binary, run, run_with};
use crate::tiny::{Reply, Tiny};

/// A playground, and a workspace with connections to it.
struct Stage {
    playground: OwnPlayground,
    folder: TempDir,
}

const ORDERS: &str = r#"claimscope = 1
issuer = "{{issuer}}"
client_id = "client"
client_secret = { env = "ORDERS_SECRET" }
scope = ["api1"]
api_url = "{{api}}/identity"

[expect]
profile = "identityserver4"
audience = ["api1"]

[[request]]
name = "list"
url = "{{api}}/identity?top=10"

[[request]]
name = "values"
method = "GET"
url = "{{api}}/api/values"
headers = { Accept = "application/json" }
"#;

const SECRET: (&str, &str) = ("ORDERS_SECRET", "secret");

impl Stage {
    fn open() -> Self {
        let stage = Self {
            playground: OwnPlayground::open(),
            folder: tempfile::tempdir().unwrap(),
        };
        let (issuer, api) = (
            stage.playground.issuer(),
            stage.playground.running().api().to_owned(),
        );
        // Nothing listens there.
        let staging = "http://127.0.0.1:9";
        stage.put(
            "environments.toml",
            &format!(
                "[dev]\nissuer = \"{issuer}\"\napi = \"{api}\"\n\n[staging]\nissuer = \"{staging}\"\napi = \"{api}\"\n"
            ),
        );
        stage.put("orders.toml", ORDERS);
        stage
    }

    fn put(&self, name: &str, text: &str) {
        let folder = self.folder.path().join("claimscope");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(name), text).unwrap();
    }

    fn workspace(&self) -> String {
        self.folder
            .path()
            .join("claimscope")
            .to_str()
            .unwrap()
            .to_owned()
    }

    fn run_with(&self, arguments: &[&str], input: &[u8], environment: &[(&str, &str)]) -> Run {
        let workspace = self.workspace();
        let all = [arguments, &["--workspace", &workspace]].concat();
        run_with(&all, input, environment)
    }

    fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, b"", &[SECRET])
    }
}

/// A user's connection; the password is the user's name.
fn user(name: &str) -> String {
    format!(
        "claimscope = 1\nissuer = \"{{{{issuer}}}}\"\nclient_id = \"ropg_client\"\nclient_secret = {{ env = \"ORDERS_SECRET\" }}\ngrant = \"password\"\nusername = \"{name}\"\npassword = {{ env = \"PASSWORD_OF_{name}\" }}\nscope = [\"api1\"]\napi_url = \"{{{{api}}}}/identity\"\n"
    )
}

#[test]
fn a_second_connections_token_is_asked_for_and_must_be_refused() {
    let stage = Stage::open();
    for name in ["alice", "bob"] {
        stage.put(&format!("{name}.toml"), &user(name));
    }
    let arguments = [
        "probe",
        "-c",
        "alice",
        "--other-connection",
        "bob",
        "--rate",
        "1000",
        "--json",
    ];
    let environment = [
        SECRET,
        ("PASSWORD_OF_alice", "alice"),
        ("PASSWORD_OF_bob", "bob"),
    ];
    // To both users this address answers, each with their own claims.
    let report = stage
        .run_with(&arguments, b"", &environment)
        .exits(1)
        .json();
    let results = report["results"].as_array().unwrap();
    let gaps: Vec<_> = results
        .iter()
        .filter(|one| one["verdict"] == "gap")
        .collect();
    assert_eq!(gaps.len(), 1, "{report:#}");
    assert_eq!(gaps[0]["id"], "probe.other-token");
    let same = [
        "probe",
        "-c",
        "alice",
        "--other-connection",
        "alice",
        "--rate",
        "1000",
    ];
    stage
        .run_with(&same, b"", &environment)
        .exits(0)
        .prints("the second token is of the same issuer, tenant, client and user as the first");
}

#[test]
fn a_probe_takes_the_connection_and_its_saved_requests() {
    let stage = Stage::open();
    let quick = |more: &[&str]| {
        stage.run(&[&["probe", "-c", "orders", "--rate", "1000", "--json"], more].concat())
    };
    let api = stage.playground.running().api().to_owned();
    for (request, url) in [
        (&["list"][..], format!("{api}/identity?top=10")),
        (&["-r", "values"], format!("{api}/api/values")),
        (&[], format!("{api}/identity")),
    ] {
        let report = quick(request).exits(0).json();
        assert_eq!(report["url"], url);
        assert_eq!(report["summary"]["gaps"], 0);
        assert_eq!(report["summary"]["taken"], 3, "{report:#}");
    }
}

#[test]
fn a_token_is_asked_for_as_the_file_says() {
    let stage = Stage::open();
    let token = stage
        .run(&["token", "-c", "orders", "--env", "dev"])
        .exits(0);
    assert_eq!(
        token.stdout.trim().split('.').count(),
        3,
        "{}",
        token.stdout
    );
    assert_eq!(token.stderr, "");
    stage
        .run(&["token", "-c", "orders", "--env", "staging"])
        .exits(3)
        .says("127.0.0.1:9");
    let json = stage.run(&["token", "-c", "orders", "--json"]).exits(0);
    assert_eq!(json.json()["scope"], "api1");
    let json = json.says("note: the environment is dev, the first in environments.toml");
    assert!(!json.stderr.contains("staging"), "{}", json.stderr);
}

#[test]
fn a_saved_request_is_sent_with_a_token() {
    let stage = Stage::open();
    for arguments in [
        &["call", "-c", "orders", "list"][..],
        &["call", "-c", "orders", "-r", "LIST"],
        &["call", "-c", "orders"],
    ] {
        stage.run(arguments).exits(0).prints("\"client\"");
    }
    let verbose = stage.run(&["call", "-c", "orders", "list", "-v"]).exits(0);
    verbose
        .says("connection orders, environment dev")
        .says("/identity?top=10")
        .hides("Bearer ey");
    // A URL goes with the connection's token too.
    let url = stage.playground.identity();
    stage.run(&["call", "-c", "orders", &url]).exits(0);
    stage
        .run(&["call", "-c", "orders", "lst"])
        .exits(2)
        .says("has no request lst")
        .says("list, values");
    // What is given beside it counts before what is saved.
    let options = [
        "call", "-c", "orders", "list", "-X", "DELETE", "-v", "-H", "X-A: b",
    ];
    stage
        .run(&options)
        .says("DELETE")
        .says("X-A: b")
        .says("note: -X counts before what the saved request says");
    let options = [
        "call",
        "-c",
        "orders",
        "values",
        "-H",
        "accept: */*",
        "-X",
        "PUT",
    ];
    stage
        .run(&options)
        .says("note: -X and -H accept count before what the saved request says");
    let same = [
        "call", "-c", "orders", "values", "-X", "get", "-H", "X-A: b",
    ];
    assert_eq!(
        stage
            .run(&same)
            .says("note: the environment")
            .stderr
            .lines()
            .count(),
        1
    );
    // A token that is given needs no secret of the client.
    let token = stage.playground.token();
    let given = ["call", "-c", "orders", "list", "--token", "-"];
    stage.run_with(&given, token.as_bytes(), &[]).exits(0);
}

#[test]
fn the_other_commands_take_a_connection_too() {
    let stage = Stage::open();
    let token = stage.playground.token();
    let with_token = |arguments: &[&str]| stage.run_with(arguments, token.as_bytes(), &[SECRET]);
    with_token(&["verify", "-", "-c", "orders"]).exits(0);
    let other = ["verify", "-", "-c", "orders", "--audience", "api2"];
    with_token(&other).exits(1);
    with_token(&["verify", "-", "-c", "orders", "--env", "staging"]).exits(3);
    stage.run(&["discover", "-c", "orders"]).exits(0);
    with_token(&["revoke", "-", "-c", "orders"]).exits(0);
    stage.put(
        "alice.toml",
        "claimscope = 1\nissuer = \"{{issuer}}\"\nclient_id = \"ropg_client\"\nclient_secret = { env = \"ORDERS_SECRET\" }\n\
         grant = \"password\"\nusername = \"alice\"\npassword = { file = \"alice.txt\" }\nscope = \"openid profile\"\n",
    );
    stage.put("alice.txt", "alice\n");
    let user = stage
        .run(&["userinfo", "-c", "alice", "--json"])
        .exits(0)
        .json();
    assert!(user["sub"].is_string(), "{user}");
    let url = stage
        .run(&["logout", "-c", "alice", "--no-browser"])
        .exits(0);
    assert!(url.stdout.contains("/connect/endsession"), "{}", url.stdout);
    stage.put(
        "out.toml",
        "claimscope = 1\nissuer = \"{{issuer}}\"\npost_logout_redirect_uri = \"https://app.example/out\"\n",
    );
    let url = stage.run(&["logout", "-c", "out", "--no-browser"]).exits(0);
    let redirect = "post_logout_redirect_uri=https%3A%2F%2Fapp.example%2Fout";
    assert!(url.stdout.contains(redirect), "{}", url.stdout);
    let api = [
        "introspect",
        "-",
        "-c",
        "orders",
        "--client-id",
        "api1",
        "--json",
    ];
    let answer = with_token(&api)
        .exits(0)
        .says("note: --client-id counts before");
    assert_eq!(answer.json()["active"], true);
}

#[test]
fn options_count_before_the_file_and_it_is_said() {
    let stage = Stage::open();
    let options = ["token", "-c", "orders", "--scope", "nonsense"];
    stage
        .run(&options)
        .exits(1)
        .says("note: --scope counts before what the connection orders says")
        .says("invalid_scope");
    let options = ["token", "-c", "orders", "--client-secret-env", "OTHER"];
    let environment = [("OTHER", "hunter2")];
    stage
        .run_with(&options, b"", &environment)
        .exits(1)
        .says("the client secret's option counts before")
        .hides("hunter2");
    let options = [
        "token",
        "-c",
        "orders",
        "--grant",
        "password",
        "--username",
        "alice",
    ];
    stage
        .run(&options)
        .exits(2)
        .says("the password grant needs password");
    stage
        .run(&[
            "token",
            "-c",
            "orders",
            "--redirect-uri",
            "http://127.0.0.1:1/",
        ])
        .exits(2)
        .says("--redirect-uri is for the authorization_code grant alone");
}

#[test]
fn a_secret_that_is_not_there_is_said_with_its_place() {
    let stage = Stage::open();
    stage
        .run_with(&["token", "-c", "orders"], b"", &[])
        .exits(2)
        .says("the environment variable ORDERS_SECRET, which is not set");
    let asking = ORDERS.replace("{ env = \"ORDERS_SECRET\" }", "{ ask = true }");
    stage.put("asking.toml", &asking);
    stage
        .run(&["token", "-c", "asking", "--json"])
        .exits(2)
        .says("there is no terminal to ask at")
        .says("client_secret = { env = \"ASKING_CLIENT_SECRET\" }")
        .prints("workspace.secret-absent");
}

#[test]
fn a_secret_that_is_not_in_the_keychain_is_said_with_its_name() {
    let Some(home) = Home::with_keychain() else {
        return;
    };
    let stage = Stage::open();
    let kept = ORDERS.replace(
        "{ env = \"ORDERS_SECRET\" }",
        "{ keychain = \"orders/client_secret\" }",
    );
    stage.put("kept.toml", &kept);
    let environment = home.environment();
    let environment: Vec<_> = environment
        .iter()
        .map(|(name, value)| (*name, &value[..]))
        .collect();
    stage
        .run_with(&["token", "-c", "kept"], b"", &environment)
        .exits(2)
        .says("expected in the system's keychain as \"orders/client_secret\" of claimscope");
}

#[test]
fn what_is_wrong_in_a_file_is_said_with_line_and_column() {
    let stage = Stage::open();
    stage.put("odd.toml", "claimscope = 1\nclientId = 'a'\n");
    let failure = stage.run(&["token", "-c", "odd", "--json"]).exits(2);
    assert_eq!(failure.json()["error"]["code"], "workspace.format");
    failure
        .says("odd.toml:2:1: clientId is no member in a connection")
        .says("did you mean client_id?");
    stage.put("secret.toml", "claimscope = 1\nclient_secret = 'hunter2'\n");
    stage
        .run(&["token", "-c", "secret"])
        .exits(2)
        .says("secret.toml:2:17: client_secret is a secret, and is written as text")
        .hides("hunter2");
    // The others are used all the same.
    stage.run(&["token", "-c", "orders"]).exits(0);
    stage
        .run(&["token", "-c", "orderss"])
        .exits(2)
        .says("did you mean orders?");
    stage
        .run(&["token", "-c", "orders", "--env", "stagin"])
        .exits(2)
        .says("did you mean staging?");
    run(&["token", "--env", "dev"])
        .exits(2)
        .says("--connection");
}

#[test]
fn the_workspace_is_found_from_a_folder_below() {
    let stage = Stage::open();
    let below = stage.folder.path().join("src/deep");
    std::fs::create_dir_all(&below).unwrap();
    let at = |folder: &Path| -> Run {
        let mut command = binary(&["token", "-c", "orders", "-v"]);
        command
            .current_dir(folder)
            .env(SECRET.0, SECRET.1)
            .stdin(Stdio::null());
        command.output().unwrap().into()
    };
    at(&below)
        .exits(0)
        .says("Workspace")
        .says("claimscope, connection orders");
    let elsewhere = tempfile::tempdir().unwrap();
    at(elsewhere.path())
        .exits(2)
        .says("there is no workspace here");
}

#[test]
fn a_saved_request_is_sent_without_what_is_switched_off_in_it() {
    let stage = Stage::open();
    let tiny = Tiny::replying(|_, path| Reply::text("200 OK", format!("asked for {path}")));
    let request = format!(
        "\n[[request]]\nname = \"photo\"\nurl = \"{}/photos\"\nquery = {{ tag = [\"a\", {{ text = \"b\", off = true }}] }}\nbody = {{ multipart = {{ note = \"n\" }} }}\n",
        tiny.origin()
    );
    stage.put("orders.toml", &format!("{ORDERS}{request}"));
    stage
        .run(&["call", "-c", "orders", "photo"])
        .exits(0)
        .prints("asked for /photos?tag=a");
    assert_eq!(tiny.count("POST"), 1);
}
