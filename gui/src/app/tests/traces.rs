//! What a day with the window leaves behind: neither the files nor the log hold a secret, a token or the signature of one,
//! in whatever form.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use claimscope_client::session::Fault;
use claimscope_core::base64url;

use super::at_token_with_state;
use super::window::Window;
use crate::about_token::AboutToken;
use crate::connection::{ConnectionId, Field};
use crate::files::FilesCommand;
use crate::message::Command;
use crate::request::{BodyForm, BodyKind, RowForm, TableForm};
use crate::request_edit::RequestEdit;
use crate::results::{ResponseToken, TokenResult};
use crate::runner::tests::elsewhere::{again, is_inside, passes};
use crate::runner::tests::keychain::Home;
use crate::runner::tests::secret_forms::{files_below, forms_of};
use crate::runner::tests::user::browser;
use crate::store::StateFile;
use crate::update::files::is_due;

/// What a person types in places where secrets belong.
const CLIENT_SECRET: &str = "hunter2 of+the/client";
const API_SECRET: &str = "hunter2 of+the/api";
const QUERY_SECRET: &str = "hunter2 in+the/query";
const HEADER_SECRET: &str = "hunter2 in+a/header";
const BASIC_SECRET: &str = "me:hunter2 in+a/header";
const FIELD_SECRET: &str = "hunter2 in+a/form";
const BODY_SECRET: &str = "hunter2 in+the/body";

/// What must be found nowhere, gathered on the way.
struct Secrets(BTreeSet<String>);

impl Secrets {
    fn typed() -> Self {
        let typed = [
            CLIENT_SECRET,
            API_SECRET,
            QUERY_SECRET,
            HEADER_SECRET,
            BASIC_SECRET,
            FIELD_SECRET,
            BODY_SECRET,
        ];
        Self(typed.map(str::to_owned).into())
    }

    /// The tokens that the window has now.
    fn gather(&mut self, window: &Window) {
        for workspace in window.model().workspaces.values() {
            let tokens = workspace.token.ready().into_iter();
            for token in tokens.chain(&workspace.current_token) {
                self.gather_of(token);
            }
            self.add(workspace.inspect.text.expose());
        }
    }

    fn gather_of(&mut self, token: &TokenResult) {
        let refresh_token = token.refresh_token.iter();
        for secret in refresh_token.chain([&token.access_token]) {
            self.add(secret.expose_str().unwrap());
        }
        if let Some(id_token) = &token.id_token {
            self.add(id_token.text.expose_str().unwrap());
        }
    }

    /// A token, and its signature where it has one.
    fn add(&mut self, token: &str) {
        let signature = token.rsplit('.').next().unwrap_or_default();
        let parts = [token, signature]
            .into_iter()
            .filter(|part| part.len() > 20);
        self.0.extend(parts.map(str::to_owned));
    }

    fn forms(&self) -> Vec<String> {
        self.0.iter().flat_map(|secret| forms_of(secret)).collect()
    }

    fn assert_not_in(&self, place: &str, text: &str) {
        for form in self.forms() {
            assert!(!text.contains(&form), "{form} is in {place}: {text}");
        }
    }

    /// How many files there are.
    fn assert_not_below(&self, folder: &Path) -> usize {
        let (forms, files) = (self.forms(), files_below(folder));
        for (name, bytes) in &files {
            let text = String::from_utf8_lossy(bytes);
            for form in &forms {
                assert!(!text.contains(form), "{form} is in {name}");
            }
        }
        files.len()
    }
}

fn and_wait(window: &mut Window, secrets: &mut Secrets, command: Command) {
    let what = format!("the end of {command:?}");
    window.command(command);
    window.until(&what, |window| !window.model().is_busy());
    secrets.gather(window);
}

/// Every step and every fault, against the playground in the window.
fn use_the_playground(window: &mut Window, secrets: &mut Secrets) {
    window.command(Command::SelectConnection(ConnectionId::PLAYGROUND));
    window.until("the playground", |window| window.model().is_ready());
    and_wait(window, secrets, Command::Run(None));
    for fault in Fault::ALL {
        and_wait(window, secrets, Command::Run(Some(fault)));
    }
}

/// Until every edit is in its file.
fn write(window: &mut Window) {
    window.until("the files", |window| {
        let files = &window.model().files;
        let mut all = files.of.values();
        all.all(|file| file.saving.is_none()) && !is_due(window.model())
    });
}

/// A login that is kept, what can be asked about its tokens, and calls with secrets in every part of saved requests.
fn log_in_and_call(window: &mut Window, secrets: &mut Secrets, api: &str) {
    let headers = TableForm::from(vec![
        RowForm::new("X-Api-Key", HEADER_SECRET),
        RowForm::new("Cookie", format!("session={HEADER_SECRET}")),
    ]);
    let basic = format!("Basic {}", base64url::encode(BASIC_SECRET));
    let other = TableForm::from(vec![RowForm::new("Authorization", basic)]);
    let json = BodyForm {
        kind: BodyKind::Json,
        text: format!(r#"{{"password":"{BODY_SECRET}"}}"#).as_str().into(),
        ..BodyForm::default()
    };
    let form = BodyForm {
        kind: BodyKind::Form,
        form: vec![
            RowForm::new("client_secret", FIELD_SECRET),
            RowForm::new("password", FIELD_SECRET),
        ]
        .into(),
        ..BodyForm::default()
    };
    let query = QUERY_SECRET.replace(' ', "%20").replace('+', "%2B");
    let url = |name: &str| {
        Command::Edit(
            Field::ApiUrl,
            format!("{api}/identity?{name}={query}").into(),
        )
    };
    for command in [
        Command::SetKeeps(true),
        Command::RequestToken,
        Command::Renew,
        Command::AskAbout(AboutToken::Userinfo),
        Command::InspectToken(ResponseToken::Access),
        Command::InspectToken(ResponseToken::Id),
        Command::Verify,
        url("api_key"),
        Command::EditRequest(RequestEdit::Headers(headers)),
        Command::EditRequest(RequestEdit::Body(json)),
        Command::Call,
        Command::NewRequest,
        url("subscription-key"),
        Command::EditRequest(RequestEdit::Headers(other)),
        Command::EditRequest(RequestEdit::Body(form)),
        Command::Call,
        Command::Edit(Field::ApiId, "api1".into()),
        Command::Edit(Field::ApiSecret, API_SECRET.into()),
        Command::AskAbout(AboutToken::Introspect(ResponseToken::Access)),
    ] {
        and_wait(window, secrets, command);
    }
    write(window);
    let workspace = window.model().workspace().unwrap();
    assert!(workspace.current_token.is_some() && workspace.call.ready().is_some());
}

/// Where the keychain of this process lives.
fn home() -> PathBuf {
    std::env::var_os("HOME").unwrap().into()
}

#[test]
fn whatever_was_done_leaves_no_secret_and_no_signature_in_files_or_log() {
    if !is_inside() {
        let home = Home::with_keychain().unwrap_or_else(Home::bare);
        let test = "whatever_was_done_leaves_no_secret_and_no_signature_in_files_or_log";
        let mut command = again(module_path!(), test);
        command.envs(home.environment());
        return passes(command);
    }
    let (folder, workspace) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (browser, _) = browser(|user, end| user.visit(end));
    let client = ("authorization_code", "interactive", "secret");
    let (mut window, server) = at_token_with_state(browser, folder.path(), client);
    let own = window.model().selected;
    let open = FilesCommand::OpenFolder(workspace.path().to_owned());
    window.command(Command::Files(open));
    window.until("the folder", |window| window.model().files.is_open);
    let mut secrets = Secrets::typed();
    use_the_playground(&mut window, &mut secrets);
    window.command(Command::SelectConnection(own));
    log_in_and_call(&mut window, &mut secrets, &server.api());
    // Refused, with a secret that no server knows.
    and_wait(&mut window, &mut secrets, Command::DuplicateConnection);
    let wrong = Command::Edit(Field::ClientSecret, CLIENT_SECRET.into());
    and_wait(&mut window, &mut secrets, wrong);
    and_wait(&mut window, &mut secrets, Command::RequestToken);
    write(&mut window);

    // As it is written a second later, or when the window closes.
    let mut state = StateFile::new(folder.path());
    state.write(&window.model().saved()).unwrap();
    assert!(secrets.0.len() > 20, "tokens were seen on the way");
    assert!(
        secrets.assert_not_below(folder.path()) >= 3,
        "state, lock and a row"
    );
    assert_eq!(secrets.assert_not_below(workspace.path()), 2);
    secrets.assert_not_below(&home());
    assert!(window.model().exchanges.len() > 30);
    for row in &window.model().exchanges {
        let text = [&row.url, &row.request_text, &row.response_text];
        secrets.assert_not_in("the log", &text.map(String::as_str).join("\n"));
    }
}
