//! What is written keeps what people wrote, and overwrites nobody's change.

use super::*;
use crate::code::workspace as code;
use expect_test::expect;

fn edited(text: &str, edit: impl FnOnce(&mut SavedConnection)) -> String {
    let folder = Folder::with(&[("environments.toml", ENVIRONMENTS), ("orders.toml", text)]);
    let mut workspace = folder.open();
    let stored = workspace.connection("orders").unwrap();
    let mut saved = stored.saved.clone().unwrap();
    edit(&mut saved);
    workspace.save("orders", &saved).unwrap();
    let again = saved_of(&workspace, "orders").unwrap();
    assert_eq!(again, saved);
    folder.text("orders.toml")
}

#[test]
fn nothing_changes_where_nothing_was_changed() {
    assert_eq!(edited(ORDERS, |_| {}), ORDERS);
    let windows = format!("\u{feff}{}", ORDERS.replace('\n', "\r\n"));
    assert_eq!(edited(&windows, |_| {}), windows);
}

#[test]
fn what_changed_is_written_and_the_rest_stays() {
    let changed = edited(ORDERS, |saved| {
        saved.client_secret = Some(SecretPlace::Keychain("orders".to_owned()));
        saved.scope.push("orders.write".to_owned());
        saved.dpop = SavedDpop::Off;
        saved.network.timeout_seconds = None;
        saved.requests[1].method = Some("PUT".to_owned());
        saved.requests.swap(0, 1);
    });
    for line in [
        "# The shop's orders.\n",
        "client_secret = { keychain = \"orders\" } # set in CI\n",
        "scope = [\"openid\", \"orders.read\", \"orders.write\"]\n",
        "authorization_details = '[{\"type\":\"payment\"}]'\n",
        "method = \"PUT\"\n",
    ] {
        assert!(changed.contains(line), "{line} is not in {changed}");
    }
    assert!(
        !changed.contains("dpop") && !changed.contains("timeout"),
        "{changed}"
    );
    let (list, create) = (changed.find("\"list\""), changed.find("\"create\""));
    assert!(create < list, "{changed}");
    let windows = edited(&ORDERS.replace('\n', "\r\n"), |saved| {
        saved.client_id = Some("b".to_owned())
    });
    assert_eq!(
        windows.matches('\n').count(),
        windows.matches("\r\n").count()
    );
}

#[test]
fn a_new_file_has_its_members_in_order() {
    let folder = Folder::with(&[("environments.toml", ENVIRONMENTS), ("orders.toml", ORDERS)]);
    let mut workspace = folder.open();
    let saved = saved_of(&workspace, "orders").unwrap();
    workspace.save("copy", &saved).unwrap();
    let copy = saved_of(&workspace, "copy").unwrap();
    assert_eq!(copy, saved);
    expect![[r#"
        claimscope = 1
        issuer = "{{issuer}}"
        client_id = "orders-cli"
        client_secret = { env = "ORDERS_SECRET" }
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
        issuer = false
        audience = ["api://orders"]
        algorithms = ["RS256"]
        leeway_seconds = 5

        [keys]
        jwks = "{{issuer}}/jwks"

        [network]
        ca_file = ["ca.pem"]
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
    "#]]
    .assert_eq(&folder.text("copy.toml"));
}

#[test]
fn a_change_from_elsewhere_is_a_conflict() {
    let folder = Folder::with(&[("a.toml", "claimscope = 1\n")]);
    let mut workspace = folder.open();
    assert_eq!(workspace.changes().unwrap(), []);
    folder.put("a.toml", "claimscope = 1\nclient_id = 'b'\n");
    folder.put("b.toml", "claimscope = 1\n");
    folder.put("environments.toml", "[dev]\n");
    let changes = workspace.changes().unwrap();
    let change = |name: &str, kind| FileChange {
        path: folder.path(name),
        kind,
    };
    assert_eq!(
        changes,
        [
            change("a.toml", FileChangeKind::Changed),
            change("b.toml", FileChangeKind::Added),
            change("environments.toml", FileChangeKind::Added),
        ]
    );
    for name in ["a", "b"] {
        let error = workspace
            .save(name, &SavedConnection::default())
            .unwrap_err();
        assert_eq!(error.code, code::CONFLICT, "{name}");
    }
    assert_eq!(workspace.remove("a").unwrap_err().code, code::CONFLICT);
    assert!(folder.text("a.toml").contains("client_id"));
    let mut workspace = folder.open();
    workspace.save("a", &SavedConnection::default()).unwrap();
    workspace.remove("a").unwrap();
    assert!(!folder.path("a.toml").exists());
    assert_eq!(workspace.changes().unwrap(), []);
}

#[test]
fn no_secret_is_ever_written() {
    let folder = Folder::with(&[]);
    let mut workspace = folder.open();
    let mut saved = SavedConnection::default();
    saved.parameters.push((
        "api_secret".to_owned(),
        SavedValue::Text("hunter2".to_owned()),
    ));
    let error = workspace.save("a", &saved).unwrap_err();
    assert_eq!(error.code, code::SECRET);
    assert!(!folder.path("a.toml").exists());
}

#[test]
fn variables_are_added_beside_those_that_are_there() {
    let folder = Folder::with(&[("environments.toml", "# Ours\n[dev]\napi = 'x' # kept\n")]);
    let mut workspace = folder.open();
    let new = [
        ("api".to_owned(), "y".to_owned()),
        ("b".to_owned(), "z".to_owned()),
    ];
    assert_eq!(workspace.add_variables("dev", &new).unwrap(), ["api"]);
    workspace.add_variables("staging", &new).unwrap();
    let text = folder.text("environments.toml");
    assert!(
        text.starts_with("# Ours\n[dev]\napi = 'x' # kept\nb = \"z\"\n"),
        "{text}"
    );
    assert!(text.contains("[staging]\napi = \"y\""), "{text}");
    assert_eq!(workspace.changes().unwrap(), []);
}

#[test]
fn line_ends_in_a_value_are_no_line_ends_of_the_file() {
    let body = |saved: &SavedConnection| saved.requests[0].body.clone();
    let text = "claimscope = 1\r\nissuer = \"a\"\r\n\r\n[[request]]\r\nname = \"a\"\r\nbody = { text = \"one\\r\\ntwo\" }\r\n";
    for typed in ["one\r\ntwo", "one\ntwo", "one\rtwo\u{7f}", "one"] {
        let wanted = Some(SavedBody::Text(typed.to_owned()));
        // `edited` reads the file again and compares.
        let new = edited(text, |saved| saved.requests[0].body = wanted.clone());
        assert_eq!(new.matches('\n').count(), new.matches("\r\n").count());
    }
    let multi = "claimscope = 1\r\n\r\n[[request]]\r\nname = \"a\"\r\nbody = { text = \"\"\"\r\none\r\ntwo\"\"\" }\r\n";
    let mut before = None;
    let new = edited(multi, |saved| {
        before = body(saved);
        saved.client_id = Some("b".to_owned());
    });
    assert_eq!(new.replace("client_id = \"b\"\r\n", ""), multi);
    assert!(before.is_some());
    for lines in ["\n", "\r\n"] {
        let file = text.replace("\r\n", lines);
        edited(&file, |saved| {
            saved.requests[0].body = Some(SavedBody::Json("{\r\n\"a\": 1}".to_owned()));
        });
    }
}

#[test]
fn an_import_keeps_how_the_lines_of_the_environments_end() {
    let text = "\u{feff}# ours\r\n[dev]\r\nhost = \"a\"\r\n";
    let folder = Folder::with(&[("environments.toml", text)]);
    let mut workspace = folder.open();
    let new = [("port".to_owned(), "1\n2".to_owned())];
    workspace.add_variables("dev", &new).unwrap();
    let written = folder.text("environments.toml");
    assert_eq!(written, format!("{text}port = \"1\\n2\"\r\n"));
}

#[test]
fn a_name_may_change_by_case_alone() {
    let folder = Folder::with(&[("orders.toml", ORDERS_ALONE), ("a.toml", ORDERS_ALONE)]);
    let mut workspace = folder.open();
    workspace.rename("orders", "Orders").unwrap();
    assert!(workspace.connection("Orders").unwrap().saved.is_ok());
    assert!(workspace.rename("Orders", "A").is_err());
    assert!(workspace.rename("Orders", "a").is_err());
}

const ORDERS_ALONE: &str = "claimscope = 1\n";

#[test]
fn a_request_that_was_taken_out_comes_back_with_its_comments() {
    let text = "claimscope = 1\n\n# the first\n[[request]]\nname = \"a\" # a\nurl = \"https://h/a\"\n\n# the second\n[[request]]\nname = \"b\"\nurl = \"https://h/b\" # b\n";
    let folder = Folder::with(&[("a.toml", text)]);
    let mut workspace = folder.open();
    let whole = saved_of(&workspace, "a").unwrap();
    for gone in [0..1, 1..2, 0..2] {
        let mut less = whole.clone();
        less.requests.drain(gone.clone());
        workspace.save("a", &less).unwrap();
        assert_eq!(
            folder.text("a.toml").matches("[[request]]").count(),
            less.requests.len()
        );
        workspace.reread().unwrap();
        workspace.save("a", &whole).unwrap();
        assert_eq!(folder.text("a.toml"), text, "{gone:?}");
    }
    let mut edited = whole.clone();
    let mut second = edited.requests.remove(1);
    workspace.save("a", &edited).unwrap();
    second.method = Some("PUT".to_owned());
    edited.requests.push(second);
    workspace.save("a", &edited).unwrap();
    assert_eq!(folder.text("a.toml"), format!("{text}method = \"PUT\"\n"));
}

#[test]
fn a_header_that_comes_back_stands_where_it_stood() {
    let text = "claimscope = 1\n\n[[request]]\nname = \"a\" # a\nheaders = { X-First = \"1\", Accept = \"text/plain\" }\n";
    let folder = Folder::with(&[("a.toml", text)]);
    let mut workspace = folder.open();
    let whole = saved_of(&workspace, "a").unwrap();
    for gone in 0..2 {
        let mut less = whole.clone();
        let removed = less.requests[0].headers.remove(gone);
        workspace.save("a", &less).unwrap();
        let left = folder.text("a.toml");
        assert!(
            !left.contains(&removed.name) && left.contains("\" }\n"),
            "{left}"
        );
        workspace.save("a", &whole).unwrap();
        assert_eq!(folder.text("a.toml"), text);
    }
}

#[test]
fn a_request_that_is_renamed_keeps_its_comments() {
    let text = "claimscope = 1\n\n# the first\n[[request]]\nname = \"a\" # a\n\n# the second\n[[request]]\nname = \"b\"\n";
    let folder = Folder::with(&[("a.toml", text)]);
    let mut workspace = folder.open();
    for name in ["a2", "a"] {
        let mut saved = saved_of(&workspace, "a").unwrap();
        saved.requests[0].name = name.to_owned();
        workspace.save("a", &saved).unwrap();
        let expected = text.replace("\"a\"", &format!("\"{name}\""));
        assert_eq!(folder.text("a.toml"), expected);
    }
}
