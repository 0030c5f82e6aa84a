//! `/connect/endsession`
//! ([OpenID Connect RP-Initiated Logout §2](https://openid.net/specs/openid-connect-rpinitiated-1_0.html#RPLogout)).

use axum::http::{Method, StatusCode};
use claimscope_core::json::{Object, Value};

use crate::config::{Client, Config};
use crate::http::{Answer, Asked, Form, utf16_length};
use crate::log::echo;
use crate::pages;

use super::browser::Browser;
use super::{TokenServer, issued};

/// The longest `post_logout_redirect_uri` that is taken, in UTF-16 code units.
const MAX_REDIRECT_URI: usize = 400;

/// Signs the user out: at once where the request proves with an ID token that it is about them, else after asking.
pub(super) fn answer(server: &TokenServer, asked: &Asked) -> Answer {
    let parameters = match asked.method {
        Method::GET => asked.query(),
        Method::POST if asked.has_form_content_type() => asked.form(),
        _ => {
            return Answer::empty(StatusCode::METHOD_NOT_ALLOWED).because(
                format!(
                    "{} is not allowed here, or the body is not a form",
                    asked.method
                ),
                "use GET, or POST with a form",
            );
        }
    };
    if let Some(name) = parameters.repeated(&[]) {
        return refuse(&format!("the parameter {} came twice", echo(name)));
    }
    let config = server.state.config();
    let browser = Browser::of(server, asked);
    match hinted(server, &config, asked, &browser, &parameters) {
        Ok(client) => match parameters.get("client_id") {
            Some(other) if other != client.client_id => refuse(&format!(
                "the id_token_hint was issued to {}, not to the client_id {}",
                echo(&client.client_id),
                echo(other)
            )),
            Some(_) | None => sign_out(&browser, client, &parameters),
        },
        Err(reason) => Answer::redirect("/account/logout")
            .logged(format!("the user is asked whether to sign out: {reason}")),
    }
}

/// Signs nobody out and leads nobody on.
fn refuse(reason: &str) -> Answer {
    pages::notice(
        "This request cannot be taken",
        "The application's request to sign you out contradicts itself. You are still signed in.",
    )
    .status(StatusCode::BAD_REQUEST)
    .because(
        reason,
        "send every parameter once, and the client_id of the client whose ID token it is, or none",
    )
}

/// The client whose ID token came along.
///
/// # Errors
/// Why the request proves nothing; the user is then asked.
fn hinted<'a>(
    server: &TokenServer,
    config: &'a Config,
    asked: &Asked,
    browser: &Browser<'_>,
    parameters: &Form,
) -> Result<&'a Client, String> {
    let hint = parameters
        .get("id_token_hint")
        .ok_or("no id_token_hint came")?;
    let claims: Object = issued::id_token(server, asked, hint)?;
    let client_id = match claims.get("aud") {
        Some(Value::String(client_id)) => client_id.as_str(),
        _ => return Err("the id_token_hint names no client".to_owned()),
    };
    let client = config.client(client_id)?;
    let subject_id = claims.get_str("sub").unwrap_or_default();
    match browser.session() {
        Some(session) if session.subject_id != subject_id => {
            Err("the id_token_hint is about another user than the one signed in".to_owned())
        }
        // Whoever once had an ID token of this user could else end every session to come.
        Some(session) if claims.get_str("sid") != Some(session.sid.as_str()) => {
            Err("the id_token_hint is of another session than this browser's".to_owned())
        }
        Some(_) | None => Ok(client),
    }
}

fn sign_out(browser: &Browser<'_>, client: &Client, parameters: &Form) -> Answer {
    let name = echo(&client.client_id);
    let (mut answer, message) = match back(client, parameters) {
        Some((uri, location)) => (
            Answer::redirect(&location),
            format!("signed out for the client {name}, back to {}", echo(uri)),
        ),
        None => (
            pages::notice("Signed out", "You are signed out, and can close this page."),
            match parameters.get("post_logout_redirect_uri") {
                None => format!("signed out for the client {name}, which wants nobody back"),
                Some(uri) => format!(
                    "signed out for the client {name}; {} is none of its PostLogoutRedirectUris, so nobody is led there",
                    echo(uri)
                ),
            },
        ),
    };
    browser.sign_out(&mut answer);
    answer.logged(message)
}

/// Where the user goes afterwards: an address of the client as it is registered, case aside, and with it `state`.
fn back<'a>(client: &Client, parameters: &'a Form) -> Option<(&'a str, String)> {
    let uri = parameters
        .get("post_logout_redirect_uri")
        .filter(|uri| utf16_length(uri) <= MAX_REDIRECT_URI)?;
    client
        .post_logout_redirect_uris
        .iter()
        .find(|known| known.eq_ignore_ascii_case(uri))?;
    let Some(state) = parameters.get("state") else {
        return Some((uri, uri.to_owned()));
    };
    let separator = if uri.contains('?') { '&' } else { '?' };
    let state: String = form_urlencoded::byte_serialize(state.as_bytes()).collect();
    let location = format!("{uri}{separator}state={}", state.replace('+', "%20"));
    Some((uri, location))
}
