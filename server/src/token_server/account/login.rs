//! `/account/login`.

use axum::http::{Method, StatusCode};

use crate::config::{Config, User};
use crate::http::{Answer, Asked, Form, utf16_length};
use crate::log::echo;
use crate::pages::{self, FormFrame};
use crate::token_server::TokenServer;
use crate::token_server::authorize::{self, AuthorizeRequest};
use crate::token_server::browser::Browser;
use crate::token_server::grants::{MAX_LENGTH, sign_in};

use super::return_url::ReturnTo;

/// Shows the form, and takes it.
pub(in crate::token_server) fn answer(server: &TokenServer, asked: &Asked) -> Answer {
    let browser = Browser::of(server, asked);
    match asked.method {
        Method::GET => {
            let query = asked.query();
            form(server, asked, &browser, query.get("ReturnUrl"), None)
        }
        Method::POST => {
            let form = asked.form();
            match browser.check_form(asked, &form) {
                Ok(()) => take(server, asked, &browser, &form),
                Err(refusal) => *refusal,
            }
        }
        _ => Answer::empty(StatusCode::METHOD_NOT_ALLOWED).because(
            format!("{} is not allowed here", asked.method),
            "use GET or POST",
        ),
    }
}

/// The authorization request that a return URL leads to, where it still is a good one.
fn request_of<'a>(
    server: &TokenServer,
    asked: &Asked,
    config: &'a Config,
    to: Option<&ReturnTo>,
) -> Option<AuthorizeRequest<'a>> {
    match to? {
        ReturnTo::Authorize(parameters) => authorize::read(server, asked, config, parameters).ok(),
        ReturnTo::Device(_) => None,
    }
}

/// The form; `failed` is the user name of an attempt that failed, and why.
fn form(
    server: &TokenServer,
    asked: &Asked,
    browser: &Browser<'_>,
    return_url: Option<&str>,
    failed: Option<(&str, &str)>,
) -> Answer {
    let config = server.state.config();
    let to = return_url.and_then(ReturnTo::read);
    let request = request_of(server, asked, &config, to.as_ref());
    if return_url.is_some() && to.is_none() {
        return pages::notice(
            "This address cannot be followed",
            "The page that asks you to sign in wants to lead somewhere that is not part of this server.",
        )
        .status(StatusCode::BAD_REQUEST)
        .because(
            "the ReturnUrl leads away from this server",
            "start anew from the client",
        );
    }
    let location = to.as_ref().map(ReturnTo::location);
    let hint = request
        .as_ref()
        .and_then(|request| request.login_hint.clone());
    let username = failed.map_or(hint.unwrap_or_default(), |(name, _)| name.to_owned());
    browser
        .with_form(|antiforgery| {
            let frame = FormFrame {
                action: "/account/login",
                antiforgery,
                return_url: location.as_deref(),
            };
            let client = request
                .as_ref()
                .map(|request| request.client.display_name());
            pages::login(&frame, client, &username, failed.map(|(_, fault)| fault))
        })
        .logged("the sign-in form")
}

fn take(server: &TokenServer, asked: &Asked, browser: &Browser<'_>, form: &Form) -> Answer {
    let config = server.state.config();
    let return_url = form.get("ReturnUrl");
    let to = return_url.and_then(ReturnTo::read);
    if form.get("button") == Some("cancel") {
        return cancel(server, asked, &config, to.as_ref());
    }
    let username = form.get("Username").unwrap_or_default();
    match user(&config, username, form.get("Password").unwrap_or_default()) {
        Ok(user) => {
            let mut answer = match &to {
                Some(to) => Answer::redirect(&to.location()),
                None => pages::notice("Signed in", "You are signed in, and can close this page."),
            };
            browser.sign_in(&user.subject_id, &mut answer);
            answer.logged(format!("the user {} signed in", echo(&user.username)))
        }
        Err(reason) => self::form(
            server,
            asked,
            browser,
            return_url,
            Some((username, "Invalid username or password")),
        )
        .because(
            reason,
            "compare user name and password with the configured users",
        ),
    }
}

fn user<'a>(config: &'a Config, username: &str, password: &str) -> Result<&'a User, String> {
    if utf16_length(username) > MAX_LENGTH || utf16_length(password) > MAX_LENGTH {
        return Err("user name or password is longer than 100 characters".to_owned());
    }
    let name = echo(username);
    let user = sign_in(config, username, password)
        .ok_or_else(|| format!("the user {name} is unknown, or the password is wrong"))?;
    if user.is_active {
        Ok(user)
    } else {
        Err(format!("the user {name} is not active"))
    }
}

fn cancel(server: &TokenServer, asked: &Asked, config: &Config, to: Option<&ReturnTo>) -> Answer {
    match request_of(server, asked, config, to) {
        Some(request) => {
            let error = authorize::AuthorizeError::sent(
                "access_denied",
                "the user did not sign in",
                "",
                request.client,
                request.redirect,
            );
            authorize::refuse(server, asked, error)
        }
        None => pages::notice("Not signed in", "You can close this page.")
            .logged("the user did not sign in"),
    }
}
