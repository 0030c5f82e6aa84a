//! The one road from what was filled in to a session: what the file says or would say, its variables filled in, its secrets
//! from memory.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use claimscope_client::session::{Connection, GrantKind, Login};
use claimscope_client::workspace::{
    SavedConnection, SavedDpop, SavedGrant, SavedNetwork, SecretPlace, SecretUse, SecretsWanted,
    WorkspaceError,
};
use claimscope_client::{own_path, path_within};
use claimscope_core::secret::Secret;

use super::grant;
use crate::connection::{ConnectionForm, ConnectionId};
use crate::file_form::draft;
use crate::files::{KEYCHAIN_WAITS, without_words};
use crate::model::Model;
use crate::request_pane::RequestPane;
use crate::results::FailureText;
use crate::secret_member::API_SECRET;
use crate::sensitive::Sensitive;
use crate::sentence::sentence;
use crate::session_plan::{CertificateFiles, FileKeys, NetworkPlan};

/// Where most secrets of a connection are typed.
const TOKEN_TAB: &str = "the Token tab";

/// What the connection's file says or would say, in the environment that was chosen.
///
/// # Errors
///
/// Where a field cannot be meant, or a variable is not defined.
pub(super) fn filled(
    model: &Model,
    id: ConnectionId,
    with_grant: bool,
) -> Result<SavedConnection, FailureText> {
    let form = model.connection_of(id);
    let base = model.base_of(id);
    let mut saved = draft(form, &base, &form.name, &BTreeSet::new())?.saved;
    if !with_grant {
        // Nobody is kept from reading metadata by a grant that is half filled in.
        saved.grant = SavedGrant::default();
        saved.parameters.clear();
        saved.requests.clear();
    }
    // What no file would hold can be sent all the same.
    if saved.variables().is_empty() {
        return Ok(saved);
    }
    let environment = model.files.environment.as_deref();
    let filled = saved.filled(&model.files.environments, environment);
    filled.map_err(|error| failure(&error))
}

/// A text that is sent, in the environment that was chosen.
///
/// # Errors
///
/// Where a variable of it is not defined: what stands for nothing is sent to nobody.
pub(super) fn sent_text(model: &Model, text: &str) -> Result<String, FailureText> {
    let environment = model.files.environment.as_deref();
    let filled = model.files.environments.fill(text, environment);
    filled.map_err(|error| failure(&error))
}

/// The same of a URL: what is filled into its query is percent-encoded.
///
/// # Errors
///
/// As [`sent_text`].
pub(super) fn sent_url(model: &Model, text: &str) -> Result<String, FailureText> {
    let environment = model.files.environment.as_deref();
    let filled = model.files.environments.fill_url(text, environment);
    filled.map_err(|error| failure(&error))
}

/// A text that is shown or compared, in the environment that was chosen; as it stands, where a variable of it is not defined.
pub(super) fn text(model: &Model, text: &str) -> String {
    let environment = model.files.environment.as_deref();
    let filled = model.files.environments.fill(text, environment);
    filled.unwrap_or_else(|_| text.to_owned())
}

/// The same of a URL: what is filled into its query is percent-encoded.
pub(super) fn url(model: &Model, text: &str) -> String {
    let environment = model.files.environment.as_deref();
    let filled = model.files.environments.fill_url(text, environment);
    filled.unwrap_or_else(|_| text.to_owned())
}

/// The connection of a session.
///
/// # Errors
///
/// As [`filled`]; where a secret is not there, or the grant is not filled in.
pub(super) fn connection(
    model: &Model,
    id: ConnectionId,
    wanted: SecretsWanted,
) -> Result<Connection, FailureText> {
    let form = model.connection_of(id);
    let mut saved = filled(model, id, wanted.grant)?;
    if saved.dpop == SavedDpop::Made {
        // The runner makes it, and keeps it over requests.
        saved.dpop = SavedDpop::Off;
    }
    if !form.has_assertion() {
        saved.assertion = Default::default();
    }
    let read = |wanted: &SecretUse| secret(model, form, wanted);
    let no_key = || Err(String::new());
    let folder = model.files.folder.as_deref().unwrap_or(Path::new(""));
    let connection = saved.connection(wanted, folder, &read, &no_key);
    let connection = connection.map_err(|error| failure(&error))?;
    Ok(with_window_choices(model, form, connection))
}

/// What is no matter of the file: the window's own choices, and texts that no file would hold.
fn with_window_choices(
    model: &Model,
    form: &ConnectionForm,
    mut connection: Connection,
) -> Connection {
    connection.issuer = text(model, form.issuer.trim());
    connection.api_url = url(model, &form.request_url());
    connection.client.key = connection.client.key.filter(|_| grant::takes_key(form));
    if let GrantKind::AuthorizationCode(login) = &mut connection.grant.kind {
        login.listen &= Login::can_listen_on(&login.redirect_uri);
    }
    connection
}

/// A secret that was typed, or that was read from its place before.
fn secret(
    model: &Model,
    form: &ConnectionForm,
    wanted: &SecretUse,
) -> Result<Secret, WorkspaceError> {
    let typed = form.secret_of(&wanted.member);
    if !typed.is_empty() {
        return Ok(typed);
    }
    at_place(model, &wanted.what, &wanted.place, TOKEN_TAB)
}

/// The API's secret; `None` where it was neither typed nor is named.
///
/// # Errors
///
/// Where the place that the file names does not have it.
pub(super) fn api_secret(model: &Model, id: ConnectionId) -> Result<Option<Secret>, FailureText> {
    let form = model.connection_of(id);
    let typed = form.api_secret.to_secret();
    match form.places.get(API_SECRET) {
        _ if !typed.is_empty() => Ok(Some(typed)),
        None => Ok(None),
        Some(place) => {
            let place = model.files.filled_place(place);
            let secret = at_place(model, "API's secret", &place, TOKEN_TAB);
            secret.map(Some).map_err(|error| failure(&error))
        }
    }
}

/// The secret at a place that a request names, whose variables are not filled in yet.
pub(super) fn secret_at(
    model: &Model,
    what: &str,
    place: &SecretPlace,
    pane: RequestPane,
) -> Result<Sensitive, FailureText> {
    let place = model.files.filled_place(place);
    let tab = format!("the Call tab, under {}", pane.title());
    let secret = at_place(model, what, &place, &tab).map_err(|error| failure(&error))?;
    Ok(secret.expose_str().unwrap_or_default().into())
}

/// `tab` is where it can be typed.
fn at_place(
    model: &Model,
    what: &str,
    place: &SecretPlace,
    tab: &str,
) -> Result<Secret, WorkspaceError> {
    let absent = |reason: String, hint: &str| Err(WorkspaceError::secret_absent(reason, hint));
    match (place, model.files.secrets.get(place)) {
        (_, Some(Ok(secret))) => Ok(secret.clone()),
        (SecretPlace::Ask, _) => absent(
            format!("the {what} is missing"),
            &format!("type it on {tab}"),
        ),
        (SecretPlace::Env(name), Some(Err(why))) => absent(
            without_words(why).0.trim_end_matches('.').to_owned(),
            &format!("set {name} and start the program anew, or type it on {tab}"),
        ),
        (_, Some(Err(why))) => absent(
            without_words(why).0.trim_end_matches('.').to_owned(),
            &format!("put it there and select the connection anew, or type it on {tab}"),
        ),
        (place, None) if model.files.is_awaited(place) => absent(
            format!("the {what} is not there: {KEYCHAIN_WAITS}"),
            &format!("unlock it, or type the {what} on {tab}"),
        ),
        (_, None) => absent(
            format!("the {what} is still being read"),
            "try again in a moment",
        ),
    }
}

pub(super) fn failure(error: &WorkspaceError) -> FailureText {
    let hint = error.hint.as_deref().unwrap_or("correct it");
    FailureText::new(sentence(&error.reason), sentence(hint)).with_code(error.code)
}

/// The certificate that the client shows, by its files.
pub(super) fn certificate(model: &Model, id: ConnectionId) -> Option<CertificateFiles> {
    let form = model.connection_of(id);
    let named = |name: &str| {
        let path = text(model, form.values.named(name).trim());
        (!path.is_empty()).then(|| in_folder(model, &path))
    };
    let from_place = |member: &str| {
        let place = form.places.get(member)?;
        model.files.read_secret(place)?.as_ref().ok()
    };
    let sensitive = |secret: &Secret| secret.expose_str().unwrap_or_default().into();
    let key = from_place("client_cert_key").map(sensitive);
    let password = from_place("client_cert_password").map(sensitive);
    // White space may be a part of a password.
    let typed = form.values.named("client-cert-password");
    Some(CertificateFiles {
        chain: named("client-cert-file")?,
        key: named("client-cert-key-file"),
        key_text: key.unwrap_or_default(),
        password: match typed {
            "" => password.unwrap_or_default(),
            typed => typed.into(),
        },
    })
}

/// Where the keys for verifying are, as the connection's file says.
pub(super) fn file_keys(model: &Model, id: ConnectionId) -> Option<FileKeys> {
    Some(FileKeys {
        saved: Box::new(filled(model, id, false).ok()?),
        folder: model.files.folder.clone().unwrap_or_default(),
        as_before: false,
    })
}

fn in_folder(model: &Model, path: &str) -> PathBuf {
    match &model.files.folder {
        Some(folder) => path_within(folder, path),
        None => own_path(path),
    }
}

/// How requests of the connection leave this machine, where it says anything about that.
pub(super) fn network(model: &Model, id: ConnectionId) -> Option<NetworkPlan> {
    let saved = filled(model, id, false).ok()?;
    let network = SavedNetwork {
        client_cert_file: None,
        client_cert_key: None,
        client_cert_password: None,
        ..saved.network.clone()
    };
    (network != SavedNetwork::default()).then(|| NetworkPlan {
        saved: Box::new(SavedConnection { network, ..saved }),
        folder: model.files.folder.clone().unwrap_or_default(),
    })
}
