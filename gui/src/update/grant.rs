//! The grant as a session is given it, or why it cannot be.

use claimscope_client::session::{
    ApiLogin, AssertionOptions, AuthenticationMethod, AuthorizationDetails, FormError, FormField,
    GrantKind, Login, authorization_details,
};
use claimscope_core::secret::Secret;

use crate::connection::{ConnectionForm, Field};
use crate::grant::{GrantChoice, GrantField};
use crate::results::FailureText;
use crate::secret_member::{CLIENT_KEY, CLIENT_SECRET, member_of};

/// Under which name a client is registered.
const CLIENT_NAME: &str = "Claimscope";

const TOKEN_TAB: &str = "Fill it in on the Token tab";

/// What the client's JWT says, where it authenticates by one.
fn assertion(connection: &ConnectionForm) -> Result<AssertionOptions, FormError> {
    match connection.has_assertion() {
        true => {
            AssertionOptions::of_form(|field| Some(connection.values.named(field.name).to_owned()))
        }
        false => Ok(AssertionOptions::default()),
    }
}

/// Whether the client may sign with a private key.
pub(super) fn takes_key(connection: &ConnectionForm) -> bool {
    let signs_request = !connection.values.named("jar").is_empty();
    connection.client_auth.is_none() || connection.needs_key() || signs_request
}

fn kind(connection: &ConnectionForm) -> Result<GrantKind, FailureText> {
    let form = match connection.grant {
        GrantChoice::Form(form) => form,
        GrantChoice::Extension => return extension(connection),
    };
    let kind = form
        .grant(|field| value(connection, field))
        .map_err(|error| not_filled_in(form.label, &error))?;
    Ok(match kind {
        GrantKind::AuthorizationCode(login) => GrantKind::AuthorizationCode(Login {
            listen: listens(connection),
            ..login
        }),
        other => other,
    })
}

/// What is in a field.
fn value(connection: &ConnectionForm, field: &FormField) -> Option<Secret> {
    let field = GrantField::of_name(field.name)?;
    if connection.places.contains_key(&member_of(field)) {
        return Some(Secret::from("…"));
    }
    Some(Secret::from(connection.values.text(field)))
}

fn details(connection: &ConnectionForm) -> Result<Option<AuthorizationDetails>, FailureText> {
    authorization_details(|field| value(connection, field))
        .map_err(|error| not_filled_in(connection.grant.title(), &error))
}

fn extension(connection: &ConnectionForm) -> Result<GrantKind, FailureText> {
    match connection.extension_uri.trim() {
        "" => Err(FailureText::new(
            "The extension grant has no URI yet.",
            format!("{TOKEN_TAB}, such as urn:ietf:params:oauth:grant-type:saml2-bearer."),
        )),
        uri => Ok(GrantKind::extension(uri)),
    }
}

fn not_filled_in(title: &str, error: &FormError) -> FailureText {
    match error {
        FormError::Missing(field) => FailureText::new(
            format!("“{}” is empty, so nothing was sent.", field.label),
            format!("{TOKEN_TAB}. {}.", field.help),
        ),
        FormError::Malformed(field, why) => FailureText::new(
            format!("“{}” cannot be meant: {why}.", field.label),
            format!("{}.", field.help),
        ),
        FormError::Refused(why) => FailureText::new(
            format!("The grant “{title}” is explained here, and not run."),
            format!("{why}."),
        ),
    }
}

/// Whether the answer of a login is listened for: where it can be, and the person does not rather paste it.
pub(super) fn listens(connection: &ConnectionForm) -> bool {
    !connection.pastes && connection.can_listen()
}

/// One `name=value` each line. A line is never quoted: it may hold a secret.
fn parameters(connection: &ConnectionForm) -> Result<Vec<(String, Secret)>, FailureText> {
    let lines = connection.parameters.expose().lines().enumerate();
    lines
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(index, line)| {
            let (name, value) = line.split_once('=').unwrap_or_default();
            match name.trim() {
                "" => Err(FailureText::new(
                    format!("Line {} of the parameters has no name and =.", index + 1),
                    "Write each parameter as name=value, on a line of its own.",
                )),
                name => Ok((name.to_owned(), Secret::from(value.trim()))),
            }
        })
        .collect()
}

/// Why no token is asked for: something is missing, or cannot be meant.
pub(super) fn unready(connection: &ConnectionForm) -> Option<FailureText> {
    let filled_in = kind(connection)
        .and_then(|_| details(connection))
        .and_then(|_| parameters(connection).map(drop));
    no_client(connection)
        .or_else(|| no_credentials(connection))
        .or_else(|| filled_in.err())
}

/// A user who logs in for no client would only meet an error page; some other grants do without a client.
fn no_client(connection: &ConnectionForm) -> Option<FailureText> {
    let is_missing = connection.grant.needs_person() && connection.client_id.trim().is_empty();
    is_missing.then(|| {
        FailureText::new(
            "The client ID is empty, so nothing was sent.",
            "Type the ID of a client that the server knows.",
        )
    })
}

/// Why the client cannot authenticate, or prove its key.
pub(super) fn no_credentials(connection: &ConnectionForm) -> Option<FailureText> {
    no_secret(connection)
        .or_else(|| no_key(connection))
        .or_else(|| no_certificate(connection))
        .or_else(|| bad_dpop_key(connection))
        .or_else(|| {
            let error = assertion(connection).err()?;
            Some(not_filled_in("", &error))
        })
}

/// An empty secret is one that was forgotten: it was there before a restart, or the client cannot do without.
fn no_secret(connection: &ConnectionForm) -> Option<FailureText> {
    let is_needed = match connection.client_auth {
        Some(method) => method.needs_secret(),
        None => {
            let was_typed = connection.incomplete.contains(&Field::ClientSecret);
            let is_own_name = connection.grant == GrantChoice::default();
            connection.client_key.is_empty()
                && !connection.places.contains_key(CLIENT_KEY)
                && (was_typed || is_own_name)
        }
    };
    let is_missing = is_needed
        && connection.client_secret.expose().is_empty()
        && !connection.places.contains_key(CLIENT_SECRET);
    is_missing.then(|| {
        FailureText::new(
            "The client secret is empty, so nothing was sent.",
            "Type it on the Token tab. For a public client, choose None there.",
        )
    })
}

fn no_key(connection: &ConnectionForm) -> Option<FailureText> {
    match connection.client_key.about() {
        None if connection.places.contains_key(CLIENT_KEY) => None,
        None if connection.needs_key() => Some(FailureText::new(
            "The client has no private key, so nothing was sent.",
            "Paste it on the Token tab, or drop its file there.",
        )),
        Some(Err(why)) if takes_key(connection) => Some(FailureText::new(
            "The client's private key cannot be used, so nothing was sent.",
            format!("Paste another: {why}."),
        )),
        _ => None,
    }
}

fn no_certificate(connection: &ConnectionForm) -> Option<FailureText> {
    let method = connection.client_auth;
    let needs_one = method.is_some_and(AuthenticationMethod::needs_certificate);
    let is_missing = needs_one
        && connection
            .values
            .named("client-cert-file")
            .trim()
            .is_empty();
    is_missing.then(|| {
        FailureText::new(
            "The client has no certificate, so nothing was sent.",
            "On the Token tab, give the path of its file.",
        )
    })
}

fn bad_dpop_key(connection: &ConnectionForm) -> Option<FailureText> {
    let binds = connection.values.is_on(GrantField::DPOP);
    match connection.dpop_key.about() {
        Some(Err(why)) if binds => Some(FailureText::new(
            "The key for DPoP cannot be used, so nothing was sent.",
            format!("Paste another, or remove it, and one is made: {why}."),
        )),
        _ => None,
    }
}

/// How the person lets a call log in for its API: at a browser, as the fields of that grant say.
pub(super) fn api_login(connection: &ConnectionForm) -> Result<ApiLogin, FailureText> {
    let by_browser = ConnectionForm {
        grant: GrantChoice::all()
            .find(|grant| grant.is_login())
            .unwrap_or_default(),
        ..connection.clone()
    };
    let login = match kind(&by_browser)? {
        GrantKind::AuthorizationCode(login) => login,
        _ => Login::default(),
    };
    Ok(ApiLogin {
        login,
        registers_as: connection.registers.then(|| CLIENT_NAME.to_owned()),
        leaves_resource_out: connection.leaves_resource_out,
        ..ApiLogin::default()
    })
}
