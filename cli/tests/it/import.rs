//! `import`: from another program's file to a call against the playground.

use std::path::PathBuf;

use tempfile::TempDir;

use crate::keychain::Home;
use crate::playground::OwnPlayground;
use crate::run::{Run, binary, run_with};

/// A folder in which commands run.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn put(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    fn run(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Run {
        let mut command = binary(arguments);
        command
            .current_dir(self.0.path())
            .envs(environment.iter().copied());
        command.stdin(std::process::Stdio::null());
        command.output().unwrap().into()
    }

    /// All that lies here, to look for what must not.
    fn all(&self) -> String {
        fn gather(folder: &std::path::Path, all: &mut String) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                match path.is_dir() {
                    true => gather(&path, all),
                    false => all.push_str(&std::fs::read_to_string(&path).unwrap()),
                }
            }
        }
        let mut all = String::new();
        gather(&self.path("claimscope"), &mut all);
        all
    }
}

fn curl_of(playground: &OwnPlayground) -> String {
    format!(
        "curl -u client:secret {}/connect/token -d grant_type=client_credentials -d scope=api1\n\
         curl '{}?top=10' -H \"Authorization: Bearer $TOKEN\"\n",
        playground.issuer(),
        playground.identity(),
    )
}

#[test]
fn what_was_imported_is_called() {
    let playground = OwnPlayground::open();
    let place = Place::new();
    place.put("orders.sh", &curl_of(&playground));
    let dry = place
        .run(&["import", "orders.sh", "--dry-run"], &[])
        .exits(0);
    assert!(!place.path("claimscope").exists());
    dry.prints("Nothing was kept")
        .prints("# orders.toml")
        .prints("client_id = \"client\"");
    place
        .run(&["import", "orders.sh"], &[])
        .exits(0)
        .prints("Read as a curl command")
        .prints("line 1")
        .prints("was NOT kept: set ORDERS_CLIENT_SECRET to it")
        .prints("the token in the Authorization header is left out");
    let secret = [("ORDERS_CLIENT_SECRET", "secret")];
    place
        .run(&["call", "-c", "orders", "GET /identity"], &secret)
        .exits(0)
        .prints("\"client\"");
    // A second time nothing is overwritten.
    place
        .run(&["import", "orders.sh"], &[])
        .exits(2)
        .says("there is a connection orders already");
}

#[test]
fn what_was_exported_is_imported_and_called() {
    let playground = OwnPlayground::open();
    let place = Place::new();
    place.put("orders.sh", &curl_of(&playground));
    place.run(&["import", "orders.sh"], &[]).exits(0);
    let exported = place
        .run(&["export", "orders"], &[])
        .exits(0)
        .says("to be set: ORDERS_CLIENT_SECRET");
    place.put("orders.postman_collection.json", &exported.stdout);
    let arguments = [
        "import",
        "orders.postman_collection.json",
        "--workspace",
        "theirs",
    ];
    place.run(&arguments, &[]).exits(0);
    let secret = [("ORDERS_CLIENT_SECRET", "secret")];
    let arguments = [
        "call",
        "-c",
        "orders",
        "GET /identity",
        "--workspace",
        "theirs",
    ];
    place.run(&arguments, &secret).exits(0).prints("\"client\"");
    place
        .run(&["export", "orders", "--env", "live"], &[])
        .exits(2)
        .says("there is no environment live");
}

#[test]
fn no_secret_of_an_import_is_printed_or_written() {
    let place = Place::new();
    place.put(
        "shop.json",
        r#"{"info": {"name": "Shop"}, "auth": {"type": "oauth2", "oauth2": [
            {"key": "grant_type", "value": "client_credentials"},
            {"key": "accessTokenUrl", "value": "https://sts.example/token"},
            {"key": "clientId", "value": "a"}, {"key": "clientSecret", "value": "hunter2"}]},
           "variable": [{"key": "api_secret", "value": "hunter2"}],
           "item": [{"name": "x", "request": {"method": "GET", "url": "{{base}}/x?api_key=hunter2",
             "header": [{"key": "Authorization", "value": "Bearer hunter2"}]}}]}"#,
    );
    for more in [&["--dry-run"][..], &["--dry-run", "--json"], &[]] {
        let arguments = [&["import", "shop.json"][..], more].concat();
        place.run(&arguments, &[]).exits(0).hides("hunter2");
    }
    assert!(!place.all().contains("hunter2"), "{}", place.all());
    let environments = std::fs::read_to_string(place.path("claimscope/environments.toml")).unwrap();
    assert!(environments.contains("base = \"\""), "{environments}");
}

#[test]
fn a_request_whose_body_was_left_out_is_not_sent_without_it() {
    let playground = OwnPlayground::open();
    let place = Place::new();
    let body = r#"{"password": "hunter2"}"#;
    let command = format!("curl {} --json '{body}'\n", playground.identity());
    place.put("orders.sh", &command);
    place
        .run(&["import", "orders.sh"], &[])
        .exits(0)
        .prints("request POST /identity: the body is left out");
    let call = ["call", "-c", "orders", "POST /identity"];
    place
        .run(&call, &[])
        .exits(2)
        .says("the body of the request POST /identity is missing, so that nothing was sent");
    let with_body = [&call[..], &["-d", "{}"]].concat();
    place.run(&with_body, &[]).prints("405 Method Not Allowed");
}

#[test]
fn secrets_go_to_the_keychain_where_that_is_said() {
    let Some(home) = Home::with_keychain() else {
        return;
    };
    let environment = home.environment();
    let environment: Vec<_> = environment
        .iter()
        .map(|(name, value)| (*name, &value[..]))
        .collect();
    let playground = OwnPlayground::open();
    let place = Place::new();
    place.put("orders.sh", &curl_of(&playground));
    let options = ["import", "orders.sh", "--secrets", "keychain", "--json"];
    let json = place.run(&options, &environment).exits(0).json();
    assert_eq!(json["secrets"][0]["keychain"], "orders/client_secret");
    assert_eq!(json["secrets"][0]["value_kept"], true);
    assert!(
        place
            .all()
            .contains("client_secret = { keychain = \"orders/client_secret\" }")
    );
    place
        .run(&["call", "-c", "orders", "GET /identity"], &environment)
        .exits(0)
        .prints("\"client\"");
    // Another secret of that name stays.
    std::fs::remove_dir_all(place.path("claimscope")).unwrap();
    place.put(
        "orders.sh",
        &curl_of(&playground).replace("client:secret", "client:hunter2"),
    );
    place
        .run(&options, &environment)
        .exits(2)
        .says("the keychain has another secret of the name orders/client_secret")
        .hides("hunter2");
    assert!(!place.path("claimscope").exists());
}

#[test]
fn without_a_keychain_nothing_is_half_imported() {
    let home = Home::bare();
    let environment = home.environment();
    let environment: Vec<_> = environment
        .iter()
        .map(|(name, value)| (*name, &value[..]))
        .collect();
    let place = Place::new();
    place.put(
        "orders.sh",
        "curl -u a:hunter2 https://sts.example/token -d grant_type=client_credentials\n",
    );
    place
        .run(
            &["import", "orders.sh", "--secrets", "keychain"],
            &environment,
        )
        .exits(2)
        .says("keychain")
        .hides("hunter2");
    assert!(!place.path("claimscope").exists());
}

#[test]
fn what_cannot_be_imported_names_its_line() {
    let place = Place::new();
    let folder = place.path("claimscope");
    let folder = folder.to_str().unwrap();
    let failure = run_with(
        &["import", "-", "--json", "--workspace", folder],
        b"{\n\"a\": }",
        &[],
    );
    let failure = failure
        .exits(2)
        .says("standard input: line 2: this is no JSON");
    assert_eq!(failure.json()["error"]["code"], "import.format");
    place
        .run(&["import", "absent.json"], &[])
        .exits(2)
        .says("check the name");
    assert!(!place.path("claimscope").exists());
}

#[test]
fn a_folder_of_bruno_is_imported_as_one_collection() {
    let place = Place::new();
    std::fs::create_dir(place.path("book")).unwrap();
    place.put(
        "book/list.bru",
        "meta {\n  name: List\n  seq: 2\n}\n\nget {\n  url: http://127.0.0.1:9/orders\n  auth: none\n}\n",
    );
    place.put(
        "book/one.bru",
        "meta {\n  name: One\n  seq: 1\n}\n\nget {\n  url: http://127.0.0.1:9/orders/1\n  auth: none\n}\n",
    );
    place
        .run(&["import", "book"], &[])
        .exits(0)
        .prints("Read as a collection of Bruno")
        .prints("list.bru line")
        .prints("request One");
    let kept = place.all();
    assert!(kept.contains("One") && kept.contains("List"), "{kept}");
    assert!(place.path("claimscope/book.toml").is_file());
    std::fs::create_dir(place.path("empty")).unwrap();
    place
        .run(&["import", "empty"], &[])
        .exits(2)
        .says("no file of Bruno");
}
