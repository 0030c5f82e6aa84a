//! A folder of Bruno's files as one collection, and an import in a folder of its own.

use std::fs;

use crate::import::{ImportFile, ImportFormat, Imported, import, import_folder, read_folder};
use crate::workspace::{SecretPlace, WorkspaceFolder};

fn file(path: &str, text: &str) -> ImportFile {
    ImportFile {
        path: path.to_owned(),
        text: text.to_owned(),
    }
}

fn collection() -> Vec<ImportFile> {
    let get = |name: &str, seq: u32, path: &str, auth: &str| {
        format!(
            "meta {{\n  name: {name}\n  type: http\n  seq: {seq}\n}}\n\nget {{\n  url: {{{{base}}}}{path}\n  body: none\n  auth: {auth}\n}}\n"
        )
    };
    let own = "\nauth:oauth2 {\n  grant_type: client_credentials\n  access_token_url: https://sts.example/token\n  client_id: admin\n  client_secret: hunter2-b\n}\n";
    vec![
        file(
            "bruno.json",
            r#"{"version":"1","name":"Order book","type":"collection"}"#,
        ),
        file(
            "collection.bru",
            "auth {\n  mode: oauth2\n}\n\nauth:oauth2 {\n  grant_type: client_credentials\n  access_token_url: https://sts.example/token\n  client_id: orders\n  client_secret: hunter2\n  scope: orders.read\n}\n\nheaders {\n  X-Trace: 1\n}\n",
        ),
        file(
            "environments/dev.bru",
            "vars {\n  base: http://localhost:6001\n}\n",
        ),
        file("orders/list.bru", &get("List", 2, "/orders", "inherit")),
        file("orders/one.bru", &get("One", 1, "/orders/1", "inherit")),
        file("orders/folder.bru", "meta {\n  name: Orders\n}\n"),
        file(
            "purge.bru",
            &(get("Purge", 1, "/orders/purge", "oauth2") + own),
        ),
    ]
}

fn imported() -> Imported {
    import_folder("book", &collection()).unwrap()
}

#[test]
fn a_collection_is_one_connection_with_its_requests_in_their_order() {
    let imported = imported();
    assert_eq!(imported.format, ImportFormat::BrunoCollection);
    let names: Vec<_> = imported.connections.iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["order-book", "purge"]);
    let (_, whole) = &imported.connections[0];
    assert_eq!(whole.client_id.as_deref(), Some("orders"));
    let requests = whole.requests.iter().map(|request| request.name.as_str());
    assert_eq!(
        requests.collect::<Vec<_>>(),
        ["Orders / One", "Orders / List"]
    );
    assert_eq!(imported.connections[1].1.requests.len(), 1);
    let base = ("base".to_owned(), "http://localhost:6001".to_owned());
    assert_eq!(imported.variables, [("dev".to_owned(), vec![base])]);
}

#[test]
fn a_folder_within_another_has_its_own_name_or_that_of_its_path() {
    let get = "get {\n  url: https://h.example\n}\n";
    let files = [
        file("a/folder.bru", "meta {\n  name: Orders\n}\n"),
        file("a/open/one.bru", get),
        file("b/c/folder.bru", "meta {\n  name: Billing of all\n}\n"),
        file("b/c/two.bru", get),
        file("top.bru", get),
    ];
    let imported = import_folder("shop", &files).unwrap();
    let (_, saved) = &imported.connections[0];
    let names = saved.requests.iter().map(|one| one.name.as_str());
    let expected = ["top", "Orders / open / one", "b / Billing of all / two"];
    assert_eq!(names.collect::<Vec<_>>(), expected);
}

#[test]
fn what_is_said_of_a_collection_names_file_and_line() {
    let imported = imported();
    let said = |file: &str, text: &str| {
        let mut findings = imported.findings.iter();
        findings.any(|finding| finding.file == file && finding.text.contains(text))
    };
    assert!(said("collection.bru", "headers of the whole collection"));
    assert!(said("orders/list.bru", "request Orders / List"));
    assert!(said("environments/dev.bru", "environment dev"));
    let finding = imported.findings.iter().find(|one| one.file == "purge.bru");
    assert!(finding.unwrap().place().starts_with("purge.bru line "));
    assert!(!format!("{imported:?}").contains("hunter2"));
}

#[test]
fn a_folder_is_read_with_its_folders_and_without_what_is_no_part_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let hidden = file(".git/x.bru", "get {\n  url: https://a.example\n}\n");
    let other = file("notes.txt", "hello");
    for file in collection().iter().chain([&hidden, &other]) {
        let path = folder.path().join(&file.path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, &file.text).unwrap();
    }
    let mut expected = collection();
    expected.sort_by(|one, other| one.path.cmp(&other.path));
    let mut read = read_folder(folder.path()).unwrap();
    read.sort_by(|one, other| one.path.cmp(&other.path));
    assert_eq!(read, expected);
    fs::write(folder.path().join("bad.bru"), [0xff, 0xfe]).unwrap();
    let error = read_folder(folder.path()).unwrap_err().to_string();
    assert!(error.contains("bad.bru"), "{error}");
}

#[test]
fn a_folder_without_bruno_is_refused() {
    let error = import_folder("x", &[file("bruno.json", "{}")]).unwrap_err();
    assert!(error.reason.contains("no file of Bruno"), "{error}");
}

#[test]
fn in_a_folder_of_its_own_an_import_takes_no_name_that_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let first = imported();
    assert!(
        first
            .names_taken(&folder.path().join("new"))
            .unwrap()
            .is_empty()
    );
    first.keep_in(folder.path(), &[]).unwrap();
    let again = imported();
    let taken = again.names_taken(folder.path()).unwrap();
    assert_eq!(taken, ["order-book", "purge"]);
    assert!(again.keep_in(folder.path(), &[]).is_err());
    let apart = again.in_folder("Imported");
    assert!(apart.names_taken(folder.path()).unwrap().is_empty());
    let found = &apart.secrets[0];
    assert_eq!(found.connection, "Imported/order-book");
    assert_eq!(found.env, "IMPORTED_ORDER_BOOK_CLIENT_SECRET");
    assert_eq!(found.keychain, "Imported/order-book/client_secret");
    let (_, saved) = &apart.connections[0];
    assert_eq!(
        saved.client_secret,
        Some(SecretPlace::Env(found.env.clone()))
    );
    apart.keep_in(folder.path(), &[]).unwrap();
    let workspace = WorkspaceFolder::open(folder.path()).unwrap();
    let names = workspace.connections().iter().map(|one| one.name.as_str());
    let names: Vec<_> = names.collect();
    assert_eq!(
        names,
        [
            "Imported/order-book",
            "Imported/purge",
            "order-book",
            "purge"
        ]
    );
}

#[test]
fn a_variable_that_is_there_with_another_value_is_told_before_anything_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let environments = "claimscope = 1\n[dev]\nbase = \"https://prod.example\"\nsame = \"1\"\n[live]\nother = \"2\"\n";
    std::fs::write(folder.path().join("environments.toml"), environments).unwrap();
    let collection = r#"{
        "info": {"name": "shop", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
        "variable": [{"key": "base", "value": "https://staging.example"}, {"key": "same", "value": "1"}],
        "item": [{"name": "list", "request": {"method": "GET", "url": "{{base}}/orders?x={{same}}"}}]
    }"#;
    let imported = import(Some("shop.json"), collection).unwrap();
    let said = "base is https://prod.example in dev already, which stays: the requests of this import are sent with it there, and not with https://staging.example";
    assert_eq!(imported.clashes(folder.path()).unwrap(), [said]);
    let nowhere = folder.path().join("new");
    assert!(imported.clashes(&nowhere).unwrap().is_empty());
}

#[test]
fn what_a_request_of_bruno_would_take_from_above_is_said_to_be_left_out() {
    let files = [
        file(
            "collection.bru",
            "headers {\n  X-All: 1\n}\nauth:basic {\n  username: u\n}\n",
        ),
        file(
            "a/folder.bru",
            "meta {\n  name: a\n}\nheaders {\n  X-Folder: 1\n}\n",
        ),
        file(
            "a/one.bru",
            "meta {\n  name: one\n}\nget {\n  url: https://h.example/orders/:id?x=:id\n  auth: inherit\n}\nparams:path {\n  id: 42\n}\n",
        ),
    ];
    let imported = import_folder("shop", &files).unwrap();
    let said: Vec<_> = imported
        .findings
        .iter()
        .map(|one| one.text.as_str())
        .collect();
    for text in [
        "headers of the whole collection is left out",
        "auth:basic of the whole collection is left out",
        "headers of a folder is left out",
    ] {
        assert!(said.contains(&text), "{said:?}");
    }
    let (_, saved) = &imported.connections[0];
    let url = saved.requests[0].url.as_deref();
    assert_eq!(url, Some("https://h.example/orders/42?x=:id"));
}

#[test]
fn a_broken_file_of_a_folder_is_said_with_its_line_and_the_rest_goes_on() {
    let whole = "meta {\n  name: whole\n}\nget {\n  url: https://h.example\n}\n";
    let files = [
        file("bruno.json", "{\n  oops"),
        file("whole.bru", whole),
        file(
            "open.bru",
            "meta {\n  name: open\n}\n\nget {\n  url: https://h.example\n",
        ),
        file(
            "lost.bru",
            "meta {\n  name: lost\n}\noops\nget {\n  url: https://h.example\n}\n",
        ),
        file("none.bru", "meta {\n  name: none\n}\ngrpc {\n  url: h\n}\n"),
        file("empty.bru", ""),
        file(
            "environments/dev.bru",
            "vars {\n  base: https://h.example\n",
        ),
    ];
    let imported = import_folder("shop", &files).unwrap();
    let (_, saved) = &imported.connections[0];
    let names: Vec<_> = saved.requests.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["whole"]);
    let said = imported.findings.iter().filter(|one| !one.is_understood);
    let said: Vec<_> = said
        .map(|one| format!("{}: {}", one.place(), one.text))
        .collect();
    for text in [
        "open.bru line 5: the file is left out: the block get is not closed",
        "lost.bru line 4: the file is left out: this line stands in no block",
        "none.bru line 1: the file is left out: there is no HTTP request in it",
        "empty.bru line 1: the file is left out: there is no HTTP request in it",
        "environments/dev.bru line 1: the file is left out: the block vars is not closed",
    ] {
        assert!(said.iter().any(|one| one == text), "{text}: {said:#?}");
    }
    let about = "bruno.json line 2: the file is left out";
    assert!(said.iter().any(|one| one.starts_with(about)), "{said:#?}");
}

#[test]
fn bodies_of_each_kind_are_read() {
    let head = |kind: &str| {
        format!("meta {{\n  name: a\n}}\npost {{\n  url: https://h.example\n  body: {kind}\n}}\n")
    };
    let parts = head("multipartForm")
        + "body:multipart-form {\n  note: x\n  scan: @file(a.png|b.png) @contentType(image/png)\n  ~old: y\n}\n";
    let query =
        head("graphql") + "body:graphql {\n  { orders }\n}\nbody:graphql:vars {\n  {\"n\": 1}\n}\n";
    for (text, toml) in [
        (
            parts,
            "multipart = { note = \"x\", scan = [{ upload = \"a.png\", type = \"image/png\" }, { upload = \"b.png\", type = \"image/png\" }], old = { text = \"y\", off = true } }",
        ),
        (query, "\"query\": \"{ orders }\""),
    ] {
        let imported = import(Some("a.bru"), &text).unwrap();
        let saved = imported.connections[0].1.to_toml();
        assert!(saved.contains(toml), "{saved}");
    }
}
