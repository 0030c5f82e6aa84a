//! One connection in the window, in the terminal and in an editor: they share the file, and each sends what the others saved.

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use claimscope_gui::Headless;
use claimscope_gui::connection::Field;
use claimscope_gui::files::FilesCommand;
use claimscope_gui::message::Command;
use claimscope_gui::model::Model;
use claimscope_gui::request::{BodyForm, BodyKind, RequestForm, RowForm};
use claimscope_gui::request_edit::RequestEdit;
use claimscope_tests::peer::Peer;
use claimscope_tests::playground::serve;
use claimscope_tests::program::claimscope;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

/// Nothing on loopback takes as long.
const PATIENCE: Duration = Duration::from_secs(30);

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

    /// The folder in the window, with the connection selected.
    fn window(&self) -> Headless {
        let mut window = Headless::new().unwrap();
        let folder = self.folder.path().to_owned();
        window.command(Command::Files(FilesCommand::OpenFolder(folder)));
        until(&mut window, "the folder", |model| model.files.is_open);
        let mut forms = window.model().connections.iter();
        let shop = forms.find(|form| form.name == "shop").map(|form| form.id);
        window.command(Command::SelectConnection(shop.unwrap()));
        window
    }

    /// `claimscope call -c shop -r order`, as a person types it.
    fn call(&self) {
        let folder = self.folder.path().to_str().unwrap();
        let words = ["call", "-c", "shop", "-r", "order", "--workspace", folder];
        let output = claimscope(&words).unwrap().output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{said}");
    }
}

#[track_caller]
fn until(window: &mut Headless, what: &str, done: impl Fn(&Model) -> bool) {
    assert!(window.run_until(PATIENCE, done), "{what} does not come");
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

    let url = format!("{}/orders/7?express=yes", stage.api.origin);
    let body = BodyForm {
        kind: BodyKind::Json,
        text: r#"{"pieces": 3}"#.into(),
        ..BodyForm::default()
    };
    for command in [
        Command::Edit(Field::Method, "PUT".into()),
        Command::Edit(Field::ApiUrl, url.as_str().into()),
        Command::EditRequest(RequestEdit::Headers(
            vec![RowForm::new("X-Order", "from the window")].into(),
        )),
        Command::EditRequest(RequestEdit::Body(body)),
    ] {
        window.command(command);
    }
    let file = stage.file();
    until(&mut window, "the file", |_| {
        fs::read_to_string(&file).is_ok_and(|text| text.contains("pieces"))
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
    assert_eq!(
        request(window.model()).url,
        format!("{}/first", stage.api.origin)
    );
    let edited = stage
        .text()
        .replace("/first", "/from-the-editor")
        .replace("# by hand", "\nheaders = { X-Order = \"from the editor\" }");
    fs::write(stage.file(), edited).unwrap();
    until(&mut window, "the edit", |model| {
        request(model).url.ends_with("/from-the-editor")
    });
    let headers = &request(window.model()).headers.rows;
    assert_eq!(headers[0].value.expose(), "from the editor");

    stage.call();
    let by_terminal = stage.api.last();
    window.command(Command::RequestToken);
    until(&mut window, "the token", |model| !model.is_busy());
    window.command(Command::Call);
    until(&mut window, "the answer", |model| {
        let workspace = model.workspace();
        workspace.is_some_and(|workspace| workspace.call.ready().is_some())
    });
    let by_window = stage.api.last();
    assert_eq!(by_terminal.line, "GET /from-the-editor");
    assert_eq!(
        (by_window.line, by_window.order),
        (by_terminal.line, by_terminal.order)
    );
}
