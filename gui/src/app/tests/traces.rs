//! What a day with the window leaves behind: neither the files nor the log hold a secret, a token or the signature of one.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use claimscope_client::session::Fault;
use claimscope_core::base64url;

use super::Window;
use crate::about_token::AboutToken;
use crate::connection::{ConnectionId, Field};
use crate::message::Command;
use crate::request::{BodyForm, BodyKind, RowForm, TableForm};
use crate::request_edit::RequestEdit;
use crate::results::{ResponseToken, TokenResult};
use crate::runner::tests::user::browser;
use crate::store::StateFile;

/// What a person types in places where secrets belong.
const CLIENT_SECRET: &str = "hunter2-of-the-client";
const QUERY_SECRET: &str = "hunter2-in-the-query";
const HEADER_SECRET: &str = "hunter2-in-a-header";
const BODY_SECRET: &str = "hunter2-in-the-body";

/// What must be found nowhere, gathered on the way.
struct Secrets(BTreeSet<String>);

impl Secrets {
    fn typed() -> Self {
        let basic = base64url::encode(format!("interactive:{CLIENT_SECRET}"));
        let typed = [CLIENT_SECRET, QUERY_SECRET, HEADER_SECRET, BODY_SECRET];
        Self(
            typed
                .map(str::to_owned)
                .into_iter()
                .chain([basic])
                .collect(),
        )
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

    fn assert_not_in(&self, place: &str, text: &str) {
        for secret in &self.0 {
            assert!(!text.contains(secret), "{secret} is in {place}: {text}");
        }
    }

    fn assert_not_below(&self, folder: &Path) -> usize {
        let mut files = 0;
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                files += self.assert_not_below(&path);
                continue;
            }
            let bytes = fs::read(&path).unwrap();
            self.assert_not_in(
                &path.display().to_string(),
                &String::from_utf8_lossy(&bytes),
            );
            files += 1;
        }
        files
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

/// A login that is kept, what can be asked about its tokens, and a call with secrets in every part.
fn log_in_and_call(window: &mut Window, secrets: &mut Secrets) {
    let body = BodyForm {
        kind: BodyKind::Json,
        text: format!(r#"{{"password":"{BODY_SECRET}"}}"#).as_str().into(),
        ..BodyForm::default()
    };
    let headers = TableForm {
        rows: vec![RowForm::new("X-Api-Key", HEADER_SECRET)],
        ..TableForm::default()
    };
    let url = format!("{}/identity?api_key={QUERY_SECRET}", window._server.api());
    for command in [
        Command::SetKeeps(true),
        Command::RequestToken,
        Command::Renew,
        Command::AskAbout(AboutToken::Userinfo),
        Command::InspectToken(ResponseToken::Access),
        Command::InspectToken(ResponseToken::Id),
        Command::Verify,
        Command::Edit(Field::ApiUrl, url.as_str().into()),
        Command::EditRequest(RequestEdit::Headers(headers)),
        Command::EditRequest(RequestEdit::Body(body)),
        Command::Call,
    ] {
        and_wait(window, secrets, command);
    }
    let workspace = window.model().workspace().unwrap();
    assert!(workspace.current_token.is_some() && workspace.call.ready().is_some());
}

#[test]
fn whatever_was_done_leaves_no_secret_and_no_signature_in_files_or_log() {
    let folder = tempfile::tempdir().unwrap();
    let (browser, _) = browser(|user, end| user.visit(end));
    let client = ("authorization_code", "interactive", "secret");
    let mut window = Window::with_store(browser, Some(folder.path()), client);
    let own = window.model().selected;
    let mut secrets = Secrets::typed();
    use_the_playground(&mut window, &mut secrets);
    window.command(Command::SelectConnection(own));
    log_in_and_call(&mut window, &mut secrets);
    // Refused, with a secret that no server knows.
    and_wait(&mut window, &mut secrets, Command::DuplicateConnection);
    let wrong = Command::Edit(Field::ClientSecret, CLIENT_SECRET.into());
    and_wait(&mut window, &mut secrets, wrong);
    and_wait(&mut window, &mut secrets, Command::RequestToken);

    // As it is written a second later, or when the window closes.
    let state = StateFile::new(folder.path());
    state.write(&window.model().saved()).unwrap();
    assert!(secrets.0.len() > 20, "tokens were seen on the way");
    assert!(
        secrets.assert_not_below(folder.path()) >= 3,
        "state, lock and a row"
    );
    assert!(window.model().exchanges.len() > 30);
    for row in &window.model().exchanges {
        let text = [&row.url, &row.request_text, &row.response_text];
        secrets.assert_not_in("the log", &text.map(String::as_str).join("\n"));
    }
}
