//! One connection in the drawn window, in the terminal and in an editor: they share the file, and each sends what the others
//! saved.

mod drawn;

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Request, State};
use claimscope_gui::model::Model;
use claimscope_gui::request::RequestForm;
use claimscope_gui::tab::Tab;
use claimscope_tests::peer::Peer;
use claimscope_tests::playground::serve;
use claimscope_tests::program::claimscope;
use egui::accesskit::Role;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use drawn::DrawnWindow;

/// What the API saw of a request.
#[derive(Clone, Debug, Default)]
struct SeenRequest {
    line: String,
    order: String,
    content_type: String,
    authorization: String,
    body: String,
}

type Seen = Arc<Mutex<Vec<SeenRequest>>>;

/// An API that takes everything, and remembers it.
struct Recorder {
    origin: String,
    seen: Seen,
    _runtime: Runtime,
}

impl Recorder {
    fn open() -> Self {
        let runtime = Runtime::new().unwrap();
        let seen = Seen::default();
        let router = Router::new().fallback(record).with_state(Arc::clone(&seen));
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        runtime.spawn(async move { axum::serve(listener, router).await });
        Self {
            origin,
            seen,
            _runtime: runtime,
        }
    }

    fn last(&self) -> SeenRequest {
        self.seen.lock().unwrap().last().cloned().unwrap()
    }
}

async fn record(State(seen): State<Seen>, request: Request) -> &'static str {
    let (head, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1 << 16).await.unwrap();
    let header = |name: &str| {
        let value = head.headers.get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default().to_owned()
    };
    seen.lock().unwrap().push(SeenRequest {
        line: format!("{} {}", head.method, head.uri),
        order: header("x-order"),
        content_type: header("content-type"),
        authorization: header("authorization"),
        body: String::from_utf8(body.to_vec()).unwrap(),
    });
    "taken"
}

/// A workspace folder with one connection, a playground, and an API.
struct Stage {
    _playground: Peer,
    api: Recorder,
    folder: TempDir,
}

impl Stage {
    fn open() -> Self {
        let (playground, api) = (serve().unwrap(), Recorder::open());
        let folder = tempfile::tempdir().unwrap();
        let text = format!(
            "# the shop's\nclaimscope = 1\nissuer = \"{}\"\nclient_id = \"client\"\nclient_secret = {{ file = \"shop.secret\" }}\nscope = [\"api1\"]\n\n\
             [[request]]\nname = \"order\" # by hand\nurl = \"{}/first\"\n",
            playground.said("issuer"),
            api.origin
        );
        fs::write(folder.path().join("shop.toml"), text).unwrap();
        fs::write(folder.path().join("shop.secret"), "secret").unwrap();
        Self {
            _playground: playground,
            api,
            folder,
        }
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("shop.toml")
    }

    fn text(&self) -> String {
        fs::read_to_string(self.file()).unwrap()
    }

    /// The folder in the window, at the request of the connection.
    fn window(&self) -> DrawnWindow {
        let mut window = DrawnWindow::open(self.folder.path());
        window.press(Role::ListBoxOption, "shop");
        window.press(Role::Tab, Tab::Call.title());
        window
    }

    /// `claimscope call -c shop -r order`, as a person types it.
    fn call(&self) {
        self.call_with(&[]);
    }

    /// The same with further words; what it says beside the answer.
    fn call_with(&self, further: &[&str]) -> String {
        let folder = self.folder.path().to_str().unwrap();
        let words = ["call", "-c", "shop", "-r", "order", "--workspace", folder];
        let mut command = claimscope(&words).unwrap();
        let output = command.args(further).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(0), "{said}");
        said
    }
}

fn request(model: &Model) -> &RequestForm {
    model.connection().requests.chosen()
}

#[test]
fn a_request_that_the_window_edits_is_sent_by_the_terminal_as_it_is_then() {
    let stage = Stage::open();
    let mut window = stage.window();
    stage.call();
    assert_eq!(stage.api.last().line, "GET /first");

    window.press(Role::ComboBox, "Method");
    window.press_any("PUT");
    let url = format!("{}/orders/7?express=yes", stage.api.origin);
    window.replace("Address of the API", &url);
    window.press(Role::Tab, "Headers");
    window.press(Role::Button, "Add a header");
    window.type_into("Name of header 1", "X-Order");
    window.type_into("Value of header 1", "from the window");
    window.press(Role::Tab, "Body");
    window.press(Role::RadioButton, "JSON");
    window.type_into("JSON of the body", r#"{"pieces": 3}"#);
    let file = stage.file();
    window.until("the file", |_| {
        fs::read_to_string(&file).is_ok_and(|text| text.contains(r#"{"pieces": 3}"#))
    });
    let text = stage.text();
    for comment in ["# the shop's", "# by hand"] {
        assert!(text.contains(comment), "{text}");
    }

    stage.call();
    let seen = stage.api.last();
    assert_eq!(seen.line, "PUT /orders/7?express=yes");
    assert_eq!(seen.order, "from the window");
    assert_eq!(seen.content_type, "application/json");
    assert_eq!(seen.body, r#"{"pieces": 3}"#);
    assert!(seen.authorization.starts_with("Bearer ey"));
}

#[test]
fn an_edit_in_an_editor_shows_in_the_window_and_is_what_both_send() {
    let stage = Stage::open();
    let mut window = stage.window();
    let origin = &stage.api.origin;
    assert!(window.shows_value("Address of the API", &format!("{origin}/first")));
    let edited = stage
        .text()
        .replace("/first", "/from-the-editor")
        .replace("# by hand", "\nheaders = { X-Order = \"from the editor\" }");
    fs::write(stage.file(), edited).unwrap();
    window.until("the edit", |window| {
        window.shows_value("Address of the API", &format!("{origin}/from-the-editor"))
    });
    let headers = &request(window.model()).headers.rows;
    assert_eq!(headers[0].value.expose(), "from the editor");

    stage.call();
    let by_terminal = stage.api.last();
    window.press(Role::Tab, Tab::Token.title());
    window.press(Role::Button, "Get token");
    window.until("the token", |window| window.shows("Access token"));
    window.press(Role::Tab, Tab::Call.title());
    window.press(Role::Button, "Send request");
    window.until("the answer", |window| window.shows("200 OK"));
    let by_window = stage.api.last();
    assert_eq!(by_terminal.line, "GET /from-the-editor");
    assert_eq!(
        (by_window.line, by_window.order),
        (by_terminal.line, by_terminal.order)
    );
}

#[test]
fn what_a_connection_leaves_out_is_left_out_by_the_terminal_too() {
    let stage = Stage::open();
    let text = stage.text();
    let resource = "\nresource = \"https://elsewhere.example\"\nscope =";
    fs::write(stage.file(), text.replace("\nscope =", resource)).unwrap();
    assert!(stage.call_with(&["-v"]).contains("&resource="));
    let mut window = stage.window();
    let file = stage.file();
    let says = |words: &str| fs::read_to_string(&file).is_ok_and(|text| text.contains(words));
    window.press(Role::Tab, Tab::Token.title());
    window.press_any("Resource, details and further parameters");
    window.press(Role::CheckBox, "Leave resource out, as Entra wants it");
    window.until("the file", |_| says("no_resource = true"));
    assert!(!stage.call_with(&["-v"]).contains("&resource="));
    assert!(stage.api.last().authorization.starts_with("Bearer ey"));

    window.press(Role::Tab, Tab::Call.title());
    window.press(Role::CheckBox, "Send the access token");
    window.until("the file", |_| says("no_token = true"));
    stage.call();
    assert_eq!(stage.api.last().authorization, "");
    window.press(Role::CheckBox, "Send the access token");
    window.until("the file", |_| !says("no_token"));
    assert!(says("# by hand"), "{}", stage.text());
}

#[test]
fn what_is_expected_on_inspect_is_what_the_terminal_verifies() {
    let stage = Stage::open();
    stage.call();
    let authorization = stage.api.last().authorization;
    let token = authorization.strip_prefix("Bearer ").unwrap();
    let file = stage.folder.path().join("shop.token");
    fs::write(&file, token).unwrap();
    let verify_exits = |code: i32, words: &str| {
        let (folder, file) = (
            stage.folder.path().to_str().unwrap(),
            file.to_str().unwrap(),
        );
        let verify = [
            "verify",
            "--token-file",
            file,
            "-c",
            "shop",
            "--no-audience",
        ];
        let mut command = claimscope(&verify).unwrap();
        let output = command.args(["--workspace", folder]).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(code), "{said}");
        assert!(said.contains(words), "{said}");
    };
    verify_exits(0, "");
    let mut window = stage.window();
    let says = |words: &str| stage.text().contains(words);
    window.press(Role::Tab, Tab::Inspect.title());
    window.press_any("Further expectations");
    window.type_into("Required claims", "tenant");
    window.until("the file", |_| says("required_claims = [\"tenant\"]"));
    verify_exits(1, "tenant");
    window.replace("Required claims", "client_id");
    window.type_into("Leeway", "1m");
    window.until("the file", |_| {
        says("leeway_seconds = 60") && !says("tenant")
    });
    verify_exits(0, "");
    // A key that did not sign the token, and cannot sign.
    let key = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    window.press(Role::ComboBox, "Keys");
    window.press_any("A key or JWKS");
    window.type_into("Key", key);
    window.until("the file", |_| says("public_key = "));
    verify_exits(1, "key");
    // Other keys are for one look: what the connection says stays.
    window.press(Role::ComboBox, "Keys");
    window.press_any("Issuer's keys");
    window.press(Role::ComboBox, "Keys");
    window.press_any("A key or JWKS");
    assert!(window.shows_value("Key", key));
    assert!(says("public_key = "));
    window.replace("Key", "");
    window.until("the file", |_| !says("public_key"));
    verify_exits(0, "");
    window.type_into("Key", key);
    window.until("the file", |_| says("public_key = "));
    drop(window);
    let mut window = stage.window();
    window.press(Role::Tab, Tab::Inspect.title());
    assert!(window.shows_value("Key", key));
    assert!(window.shows("Further expectations: filled in"));
    assert!(window.shows_value("Required claims", "client_id"));
}
