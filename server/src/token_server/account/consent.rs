//! `/consent`: what a client may have of what it asks for.

use axum::http::{Method, StatusCode};

use crate::config::{Config, OFFLINE_ACCESS, Scope};
use crate::http::{Answer, Asked, Form};
use crate::log::echo;
use crate::pages::{self, ConsentPage, FormFrame, ScopeChoice};
use crate::store::Session;
use crate::token_server::TokenServer;
use crate::token_server::authorize::{self, AuthorizeRequest, ConsentAnswer};
use crate::token_server::browser::Browser;

use super::return_url::ReturnTo;

/// Shows the form, and takes it.
pub(in crate::token_server) fn answer(server: &TokenServer, asked: &Asked) -> Answer {
    let browser = Browser::of(server, asked);
    let form = match asked.method {
        Method::GET => None,
        Method::POST => Some(asked.form()),
        _ => {
            return Answer::empty(StatusCode::METHOD_NOT_ALLOWED).because(
                format!("{} is not allowed here", asked.method),
                "use GET or POST",
            );
        }
    };
    if let Some(form) = &form
        && let Err(refusal) = browser.check_form(asked, form)
    {
        return *refusal;
    }
    let query = asked.query();
    let return_url = form.as_ref().unwrap_or(&query).get("ReturnUrl");
    let parameters = match return_url.and_then(ReturnTo::read) {
        Some(ReturnTo::Authorize(parameters)) => parameters,
        Some(ReturnTo::Device(_)) | None => return nothing_to_consent("no request leads here"),
    };
    let config = server.state.config();
    let request = match authorize::read(server, asked, &config, &parameters) {
        Ok(request) => request,
        Err(error) => return authorize::refuse(server, asked, error),
    };
    let Some(session) = browser.session() else {
        return nothing_to_consent("nobody is signed in in this browser");
    };
    let page = |fault| show(&config, &browser, session, &request, fault);
    match form {
        None => page(None),
        Some(form) => match said(&request, &form) {
            Ok(answer) => authorize::go_on(server, asked, &parameters, Some(&answer)),
            Err(fault) => page(Some(fault)),
        },
    }
}

/// What the form says.
///
/// # Errors
/// It allows nothing, which the user is told.
fn said(request: &AuthorizeRequest<'_>, form: &Form) -> Result<ConsentAnswer, &'static str> {
    if form.get("button") != Some("yes") {
        return Ok(ConsentAnswer::Denied);
    }
    let scopes: Vec<String> = form
        .all("ScopesConsented")
        .into_iter()
        .map(str::to_owned)
        .collect();
    if !request
        .granted
        .names
        .iter()
        .any(|scope| scopes.contains(scope))
    {
        return Err("You must pick at least one permission");
    }
    Ok(ConsentAnswer::Allowed {
        scopes,
        remember: form.get("RememberConsent") == Some("true"),
    })
}

fn nothing_to_consent(reason: &str) -> Answer {
    pages::notice(
        "Nothing to decide",
        "No client waits for an answer here. Start anew from the client.",
    )
    .status(StatusCode::BAD_REQUEST)
    .because(reason, "start anew from the client")
}

fn show(
    config: &Config,
    browser: &Browser<'_>,
    session: &Session,
    request: &AuthorizeRequest<'_>,
    fault: Option<&str>,
) -> Answer {
    let return_url = ReturnTo::Authorize(request.parameters.clone()).location();
    let client = request.client;
    let scopes = choices(config, &request.granted.names);
    browser
        .with_form(|antiforgery| {
            let frame = FormFrame {
                action: "/consent",
                antiforgery,
                return_url: Some(&return_url),
            };
            let page = ConsentPage {
                client: client.display_name(),
                username: username(config, session),
                sign: format!("The answer goes to {}.", request.redirect.origin()),
                scopes: &scopes,
                may_remember: client.allow_remember_consent,
                fault,
                carried: None,
            };
            pages::consent(&frame, &page)
        })
        .logged(format!(
            "the consent form for the client {}",
            echo(&client.client_id)
        ))
}

/// The name of who is signed in, for a person to read.
pub(super) fn username<'a>(config: &'a Config, session: &Session) -> &'a str {
    let user = config
        .users
        .iter()
        .find(|user| user.subject_id == session.subject_id);
    user.map_or("an unknown user", |user| &user.username)
}

/// The scopes as a page offers them.
pub(super) fn choices(config: &Config, names: &[String]) -> Vec<ScopeChoice> {
    let choice = |name: &String| {
        let scope = config
            .identity_resource(name)
            .or_else(|| config.api_scope(name));
        let title = scope.and_then(|scope: &Scope| scope.display_name.clone());
        let offline = name == OFFLINE_ACCESS;
        ScopeChoice {
            name: name.clone(),
            title: title.unwrap_or_else(|| {
                if offline {
                    "Offline Access".to_owned()
                } else {
                    name.clone()
                }
            }),
            description: if offline {
                Some(
                    "Access to your applications and resources, even when you are offline"
                        .to_owned(),
                )
            } else {
                scope.and_then(|scope| scope.description.clone())
            },
            required: config.is_required(name),
        }
    };
    names.iter().map(choice).collect()
}
