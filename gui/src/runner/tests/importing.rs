//! Imports through the window: each format is read and shown before anything is kept, and kept as a whole or not at all.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::{LiveRunner, live, run_until};
use crate::files::FilesCommand;
use crate::importing::{ImportCommand, ImportView};
use crate::message::Command;
use crate::model::Model;
use crate::saved::Saved;

/// A file of each format that is read: its name, its text, and the first connection that comes of it.
pub(crate) const FORMATS: [(&str, &str, &str); 9] = [
    (
        "orders.sh",
        "curl https://sts.example/connect/token -d 'grant_type=client_credentials&client_id=a&client_secret=hunter2'",
        "a curl command",
    ),
    (
        "shop.json",
        r#"{"info":{"name":"Shop","schema":"https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},"item":[{"name":"List","request":{"method":"GET","url":"https://api.example/orders"}}]}"#,
        "a Postman collection",
    ),
    (
        "list.bru",
        "meta {\n  name: List\n}\n\nget {\n  url: https://api.example/orders\n  auth: none\n}\n",
        "a file of Bruno",
    ),
    (
        "insomnia.json",
        r#"{"_type":"export","__export_format":4,"resources":[{"_id":"wrk_1","_type":"workspace","name":"Shop"},{"_id":"req_1","_type":"request","name":"list","method":"GET","url":"https://api.example/orders","authentication":{"type":"oauth2","grantType":"password","accessTokenUrl":"https://sts.example/connect/token","clientId":"a","username":"alice","password":"hunter2"}}]}"#,
        "an Insomnia export",
    ),
    (
        "insomnia.yaml",
        "type: collection.insomnia.rest/5.0\nname: Shop\ncollection:\n  - name: list\n    method: GET\n    url: https://api.example/orders\n",
        "an Insomnia export",
    ),
    (
        "api.yaml",
        "openapi: 3.0.0\ninfo: {title: Orders, version: '1'}\nservers: [{url: 'https://api.example'}]\ncomponents:\n  securitySchemes:\n    sts:\n      type: oauth2\n      flows:\n        clientCredentials:\n          tokenUrl: https://sts.example/token\n          scopes: {orders: read}\n",
        "an OpenAPI description",
    ),
    (
        "vscode.http",
        "@host = https://api.example\n@api_key = hunter2\n\n# @name list\nGET {{host}}/orders\n    ?top=10\nX-Api-Key: {{api_key}}\n\n###\nPOST {{host}}/orders\nContent-Type: application/json\n\n{\"n\": 1}\n",
        "a file of HTTP requests",
    ),
    (
        "jetbrains.http",
        "### Token\nPOST https://sts.example/connect/token\nContent-Type: application/x-www-form-urlencoded\n\ngrant_type=client_credentials\n&client_id=orders\n&client_secret=hunter2\n\n> {%\n  client.global.set(\"t\", response.body.access_token)\n%}\n\n### List\n< {%\n  request.variables.set(\"n\", 1)\n%}\nGET https://api.example/orders\nAuthorization: Bearer {{t}}\n",
        "a file of HTTP requests",
    ),
    (
        "appsettings.json",
        r#"{"IdentityServer":{"Clients":[{"ClientId":"robot","ClientSecrets":[{"Value":"K7gNU3sdo"}],"AllowedGrantTypes":["client_credentials"],"AllowedScopes":["api1"]}]}}"#,
        "a configuration of IdentityServer4",
    ),
];

/// A window on a workspace folder of its own, and a folder with files to import.
struct Window {
    runner: LiveRunner,
    model: Model,
    folder: TempDir,
    other: TempDir,
}

impl Window {
    fn open() -> Self {
        let mut window = Self {
            runner: live(),
            model: Model::new(Saved::default()),
            folder: tempfile::tempdir().unwrap(),
            other: tempfile::tempdir().unwrap(),
        };
        let open = FilesCommand::OpenFolder(window.folder.path().to_owned());
        window.until(Command::Files(open), |model| model.files.is_open);
        window
    }

    fn until(&mut self, first: impl Into<crate::message::Message>, done: impl Fn(&Model) -> bool) {
        run_until(&mut self.runner, &mut self.model, first, done);
    }

    fn command(&mut self, command: ImportCommand) {
        self.until(Command::Import(command), |_| true);
    }

    fn view(&self) -> &ImportView {
        self.model.import.as_ref().unwrap()
    }

    fn drop(&mut self, path: &Path) {
        let drop = Command::DropFile(path.to_owned());
        self.until(drop, |model| {
            let view = model.import.as_ref();
            view.is_none_or(|view| !view.read.is_pending())
        });
    }

    fn put(&self, name: &str, text: &str) -> std::path::PathBuf {
        let path = self.other.path().join(name);
        fs::write(&path, text).unwrap();
        path
    }

    fn keep(&mut self) {
        let keep = Command::Import(ImportCommand::Keep);
        self.until(keep, |model| match &model.import {
            Some(view) => view.kept.failure().is_some(),
            None => model.imported_first.is_none(),
        });
    }

    fn kept(&self) -> Vec<String> {
        let all = fs::read_dir(self.folder.path()).unwrap();
        let names = all.map(|entry| entry.unwrap().file_name());
        let mut names: Vec<_> = names.map(|name| name.into_string().unwrap()).collect();
        names.sort();
        names
    }
}

#[test]
fn each_format_is_read_shown_and_kept_when_the_person_says_so() {
    for (name, text, format) in FORMATS {
        let mut window = Window::open();
        match name.ends_with(".sh") {
            true => {
                window.command(ImportCommand::Open);
                window.command(ImportCommand::EditText(text.into()));
                let read = Command::Import(ImportCommand::ReadText);
                window.until(read, |model| {
                    !model.import.as_ref().unwrap().read.is_pending()
                });
            }
            false => {
                let path = window.put(name, text);
                window.drop(&path);
            }
        }
        let view = window.view();
        let read = view.read.ready();
        let read = read.unwrap_or_else(|| panic!("{name}: {:?}", view.read));
        assert_eq!(read.imported.format.title(), format);
        assert!(!read.imported.findings.is_empty(), "{name}");
        assert!(!format!("{view:?}").contains("hunter2"), "{name}");
        let first = read.files[0].0.clone();
        assert!(window.kept().is_empty(), "{name}");
        window.keep();
        assert_eq!(window.model.connection().name, first, "{name}");
        let file = window.folder.path().join(format!("{first}.toml"));
        let written = fs::read_to_string(file).unwrap();
        assert!(!written.contains("hunter2"), "{name}");
    }
}

#[test]
fn a_name_that_is_taken_is_said_and_a_folder_of_its_own_is_offered() {
    let mut window = Window::open();
    let path = window.put("list.bru", FORMATS[2].1);
    window.drop(&path);
    window.keep();
    window.drop(&path);
    let read = window.view().read.ready().unwrap();
    assert_eq!(read.taken, ["list"]);
    assert!(window.view().keepable().is_none());
    window.command(ImportCommand::SetApart(true));
    window.keep();
    assert_eq!(window.model.connection().name, "Imported/list");
    assert_eq!(window.kept(), ["Imported", "list.toml"]);
}

#[test]
fn a_folder_of_bruno_is_one_collection() {
    let mut window = Window::open();
    window.put("list.bru", FORMATS[2].1);
    window.put("bruno.json", r#"{"name":"Book"}"#);
    let folder = window.other.path().to_owned();
    window.command(ImportCommand::Open);
    window.command(ImportCommand::EditPath(folder.display().to_string()));
    let read = Command::Import(ImportCommand::ReadPath);
    window.until(read, |model| {
        !model.import.as_ref().unwrap().read.is_pending()
    });
    assert_eq!(window.view().read.ready().unwrap().files[0].0, "book");
}

#[test]
fn what_is_no_import_goes_to_inspect_where_it_was_dropped() {
    let mut window = Window::open();
    let path = window.put("keys.json", r#"{"keys":[]}"#);
    window.drop(&path);
    assert!(window.model.import.is_none());
    assert!(window.model.is_at_inspect());
}

#[test]
fn nothing_is_kept_that_was_closed_or_cannot_be_written() {
    let mut window = Window::open();
    let path = window.put("list.bru", FORMATS[2].1);
    window.drop(&path);
    window.command(ImportCommand::Close);
    assert!(window.kept().is_empty());
    window.drop(&path);
    // Somebody else takes the name meanwhile.
    fs::write(window.folder.path().join("list.toml"), "claimscope = 1\n").unwrap();
    window.keep();
    let failure = window.view().kept.failure().unwrap();
    assert!(
        failure.sentence.contains("Nothing of it was kept"),
        "{failure:?}"
    );
    assert_eq!(window.kept(), ["list.toml"]);
}
