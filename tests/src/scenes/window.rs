//! A scene in the window: its model and its real runner, by the commands that its buttons push.

use std::time::Duration;

use anyhow::{Context, Result, anyhow, ensure};
use claimscope_core::jwt::Profile;
use claimscope_gui::Headless;
use claimscope_gui::connection::Field;
use claimscope_gui::message::Command;
use claimscope_gui::model::Model;
use claimscope_gui::request::RowForm;
use claimscope_gui::request_edit::RequestEdit;
use claimscope_gui::workspace::{KeyChoice, Workspace};

use super::{Scene, SceneKeys, SceneQuestion, Seen};

/// No answer on loopback takes as long.
const PATIENCE: Duration = Duration::from_secs(30);

/// What the window says.
///
/// # Errors
/// Where the window cannot be set up, or nothing comes.
pub fn look(scene: &Scene) -> Result<Seen> {
    let mut window = Headless::new().map_err(|error| anyhow!(error))?;
    window.command(Command::NewConnection);
    match &scene.question {
        SceneQuestion::Verify {
            token,
            keys,
            issuer,
            audience,
            profile,
            scope,
        } => {
            let field = |field, text: &str| Command::Edit(field, text.into());
            window.command(field(Field::Issuer, issuer.as_deref().unwrap_or_default()));
            window.command(field(
                Field::Audience,
                audience.as_deref().unwrap_or_default(),
            ));
            window.command(Command::SetAnyIssuer(issuer.is_none()));
            window.command(Command::SetAnyAudience(audience.is_none()));
            let profile = Profile::from_name(profile).context("there is such a profile")?;
            window.command(Command::SetProfile(profile));
            window.command(field(Field::RequiredScope, scope.unwrap_or_default()));
            let (choice, text) = match keys {
                SceneKeys::Issuer(_) => (KeyChoice::Issuer, None),
                SceneKeys::JwksUri(url) => {
                    window.command(field(Field::JwksUrl, url));
                    (KeyChoice::JwksUrl, None)
                }
                SceneKeys::Pem(pem) => (KeyChoice::Given, Some(pem)),
                SceneKeys::Secret(secret) => (KeyChoice::Secret, Some(secret)),
            };
            window.command(Command::SetKeyChoice(choice));
            if let Some(text) = text {
                window.command(Command::EditKey(text.as_str().into()));
            }
            window.command(Command::EditInspect(token.as_str().into()));
            settle(&mut window, |workspace| {
                !workspace.inspect.report.is_pending()
            })?;
            window.command(Command::Verify);
            settle(&mut window, |workspace| {
                !workspace.inspect.report.is_pending()
            })?;
            verified(window.model())
        }
        SceneQuestion::Call { url, token, .. } => {
            window.command(Command::Edit(Field::ApiUrl, url.as_str().into()));
            match token {
                Some(token) => {
                    let header = RowForm::new("Authorization", format!("Bearer {token}"));
                    let headers = RequestEdit::Headers(vec![header].into());
                    window.command(Command::EditRequest(headers));
                    window.command(Command::SetSendNoToken(true));
                }
                None => window.command(Command::SetSendNoToken(true)),
            }
            window.command(Command::Call);
            settle(&mut window, |workspace| !workspace.call.is_pending())?;
            called(window.model())
        }
    }
}

fn settle(window: &mut Headless, done: impl Fn(&Workspace) -> bool) -> Result<()> {
    let came = window.run_until(PATIENCE, |model| model.workspace().is_some_and(&done));
    ensure!(came, "nothing came");
    Ok(())
}

fn verified(model: &Model) -> Result<Seen> {
    let inspect = &model.workspace().context("a connection is shown")?.inspect;
    if let Some(failure) = inspect.report.failure() {
        return Err(anyhow!("{failure:?}"));
    }
    let inspected = inspect.report.ready().context("a report came")?;
    if inspected.failure.is_some() {
        return Ok(Seen::without_keys());
    }
    Seen::of_report(&serde_json::to_value(inspected.report())?)
}

fn called(model: &Model) -> Result<Seen> {
    let workspace = model.workspace().context("a connection is shown")?;
    if let Some(failure) = workspace.call.failure() {
        return Err(anyhow!("{failure:?}"));
    }
    let call = workspace.call.ready().context("an answer came")?;
    Ok(Seen::of_diagnosis(&serde_json::to_value(&call.diagnosis)?))
}
