//! An authorization request, validated in IdentityServer4's order and with its errors.

use crate::config::{Client, Config, Extension, grant_type};
use crate::http::{Asked, Form, utf16_length};
use crate::log::echo;
use crate::store::CodeChallenge;
use crate::token_server::TokenServer;
use crate::token_server::resources;
use crate::token_server::scopes::{self, Granted};

use super::error::AuthorizeError;
use super::login_asked::LoginAsked;
use super::redirect::{Redirect, ResponseMode};
use super::{flow, redirect_uri, request_object};

// The longest values that are taken, in UTF-16 code units.
const MAX_CLIENT_ID: usize = 100;
const MAX_NONCE: usize = 300;
const MAX_UI_LOCALES: usize = 100;
const MAX_LOGIN_HINT: usize = 100;
const MAX_ACR_VALUES: usize = 300;
/// A request that may be answered with a code, once the user has agreed.
pub(crate) struct AuthorizeRequest<'a> {
    pub(crate) client: &'a Client,
    pub(crate) redirect: Redirect,
    pub(crate) granted: Granted,
    pub(crate) challenge: Option<CodeChallenge>,
    pub(crate) nonce: Option<String>,
    pub(crate) prompt: Prompt,
    pub(crate) max_age_seconds: Option<i64>,
    pub(crate) login_hint: Option<String>,
    /// The APIs that it is for, where it names them.
    pub(crate) resources: Vec<String>,
    /// `dpop_jkt`: the thumbprint of the key that may redeem the code
    /// ([RFC 9449 §10](https://www.rfc-editor.org/rfc/rfc9449#section-10)).
    pub(crate) thumbprint: Option<String>,
    /// The request as the browser brings it, for the way back to it.
    pub(crate) parameters: Form,
    /// The handle of a pushed request.
    pub(crate) pushed: Option<String>,
    /// That the user was sent to sign in for this very request.
    pub(crate) login_asked: Option<LoginAsked>,
}

/// `prompt`; a value with an unknown word counts as none at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Prompt {
    pub(crate) none: bool,
    /// `login`, or `select_account`, which means the same where there are no accounts to choose from.
    pub(crate) login: bool,
    pub(crate) consent: bool,
}

impl AuthorizeRequest<'_> {
    pub(crate) fn is_openid(&self) -> bool {
        self.granted.names.iter().any(|scope| scope == "openid")
    }
}

/// What the `request_uri` of a pushed request begins with.
pub(crate) const PUSHED_PREFIX: &str = "urn:ietf:params:oauth:request_uri:";

/// Reads a request as a browser brings it: the parameters themselves, or the name of a pushed request.
///
/// # Errors
/// As [`validate`]; the pushed request is gone; or it had to be pushed and was not.
pub(crate) fn read<'a>(
    server: &TokenServer,
    asked: &Asked,
    config: &'a Config,
    brought: &Form,
) -> Result<AuthorizeRequest<'a>, AuthorizeError> {
    let state = &server.state;
    let has = |extension| config.extensions.has(extension);
    let handle = brought
        .get("request_uri")
        .filter(|_| has(Extension::PushedAuthorizationRequests))
        .and_then(|uri| uri.strip_prefix(PUSHED_PREFIX));
    let mut request = match handle {
        Some(handle) => {
            let client_id = brought.get("client_id").unwrap_or_default();
            let now = state.clock().now();
            let pushed = state
                .store()
                .pushed(handle, client_id, now)
                .ok_or_else(|| {
                    AuthorizeError::new(
                        "invalid_request_uri",
                        "Invalid request_uri",
                        "the pushed request is unknown, used up, expired or another client's",
                        "push the request anew; it waits for ten minutes",
                    )
                })?;
            AuthorizeRequest {
                pushed: Some(handle.to_owned()),
                parameters: brought.clone(),
                ..validate(server, asked, config, &pushed)?
            }
        }
        None if has(Extension::RequirePushedAuthorizationRequests) => {
            return Err(AuthorizeError::invalid_request(
                "Pushed authorization request required",
                "the request was not pushed, and the playground wants all of them pushed",
                "push it to /connect/par first",
            ));
        }
        None => validate(server, asked, config, brought)?,
    };
    if !has(Extension::DPoP) {
        request.thumbprint = None;
    }
    request.login_asked = LoginAsked::read(state.store(), brought, state.clock().now());
    Ok(request)
}

/// Validates the parameters of a request.
///
/// # Errors
/// The first fault, with the client's address where it was found to be right before the fault.
pub(crate) fn validate<'a>(
    server: &TokenServer,
    asked: &Asked,
    config: &'a Config,
    parameters: &Form,
) -> Result<AuthorizeRequest<'a>, AuthorizeError> {
    if let Some(name) = parameters.repeated(&["resource", "audience"]) {
        return Err(AuthorizeError::invalid_request(
            "Duplicate parameter",
            format!(
                "the parameter {} came twice; IdentityServer4 takes the first, RFC 6749 §3.1 refuses both",
                echo(name)
            ),
            "send every parameter once",
        ));
    }
    let client = client(server, config, parameters)?;
    let state = &server.state;
    let now = state.clock().now();
    let opened = request_object::opened(client, parameters, &server.issuer(asked), now)?;
    let uri = redirect_uri::registered(config, client, &opened)?;
    let mut redirect = Redirect {
        uri: uri.to_owned(),
        mode: ResponseMode::Query,
        state: opened.get("state").map(str::to_owned),
    };
    let validated = after_redirect(config, client, &opened, &mut redirect);
    let request = validated.map_err(|error| error.at(client, redirect.clone()))?;
    let resources = resources::requested(state, config, &opened).map_err(|refusal| {
        AuthorizeError::of_refusal("Invalid resource", refusal).at(client, redirect)
    })?;
    Ok(AuthorizeRequest {
        resources,
        parameters: parameters.clone(),
        ..request
    })
}

fn client<'a>(
    server: &TokenServer,
    config: &'a Config,
    parameters: &Form,
) -> Result<&'a Client, AuthorizeError> {
    let client_id = parameters
        .get("client_id")
        .filter(|id| utf16_length(id) <= MAX_CLIENT_ID)
        .ok_or_else(|| {
            AuthorizeError::invalid_request(
                "Invalid client_id",
                "client_id is missing or longer than 100 characters",
                "send the client_id of a configured client",
            )
        })?;
    server.client(config, client_id).map_err(|reason| {
        AuthorizeError::new(
            "unauthorized_client",
            "Unknown client or client not enabled",
            reason,
            "compare the client_id with the configuration",
        )
    })
}

fn after_redirect<'a>(
    config: &Config,
    client: &'a Client,
    parameters: &Form,
    redirect: &mut Redirect,
) -> Result<AuthorizeRequest<'a>, AuthorizeError> {
    let grant = flow::response_type(parameters)?;
    if grant != grant_type::AUTHORIZATION_CODE {
        redirect.mode = ResponseMode::Fragment;
    }
    let challenge = match grant {
        grant_type::IMPLICIT => None,
        _ => flow::challenge(client, parameters)?,
    };
    redirect.mode = flow::response_mode(grant, parameters)?;
    if !client.allows(grant) {
        return Err(AuthorizeError::new(
            "unauthorized_client",
            "Invalid grant type for client",
            format!("the client {} may not use {grant}", echo(&client.client_id)),
            format!(
                "its AllowedGrantTypes are: {}",
                client.allowed_grant_types.join(", ")
            ),
        ));
    }
    if grant != grant_type::AUTHORIZATION_CODE {
        return Err(AuthorizeError::new(
            "unsupported_response_type",
            "Response type not supported",
            format!("the client may use {grant}, and this playground has no such flow"),
            "use response_type=code",
        ));
    }
    let granted = scope(config, client, parameters)?;
    optional(client, parameters, redirect, granted, challenge)
}

fn scope(config: &Config, client: &Client, parameters: &Form) -> Result<Granted, AuthorizeError> {
    let text = parameters
        .get("scope")
        .filter(|scope| utf16_length(scope) <= scopes::MAX_SCOPE_LENGTH)
        .ok_or_else(|| {
            AuthorizeError::invalid_request(
                "Invalid scope",
                "scope is missing or longer than 300 characters",
                "send the scopes that the client needs, such as openid",
            )
        })?;
    let granted = scopes::grant_text(config, client, text)
        .map_err(|refusal| AuthorizeError::of_refusal("Invalid scope", refusal))?;
    let has_openid = granted.names.iter().any(|scope| scope == "openid");
    match granted.identity_scope(config) {
        Some(scope) if !has_openid => Err(AuthorizeError::new(
            "invalid_scope",
            "Identity scopes requested, but openid scope is missing",
            format!(
                "the scope {} is about the user and needs openid",
                echo(scope)
            ),
            "ask for openid as well",
        )),
        _ => Ok(granted),
    }
}

fn optional<'a>(
    client: &'a Client,
    parameters: &Form,
    redirect: &Redirect,
    granted: Granted,
    challenge: Option<CodeChallenge>,
) -> Result<AuthorizeRequest<'a>, AuthorizeError> {
    let bounded = |name: &'static str, max: usize, description: &'static str| {
        let value = parameters.get(name);
        match value {
            Some(value) if utf16_length(value) > max => Err(AuthorizeError::invalid_request(
                description,
                format!("{name} is longer than {max} characters"),
                "send a shorter one",
            )),
            value => Ok(value.map(str::to_owned)),
        }
    };
    let nonce = bounded("nonce", MAX_NONCE, "Invalid nonce")?;
    let prompt = prompt(parameters)?;
    let max_age_seconds = match parameters.get("max_age") {
        None => None,
        Some(text) => {
            let seconds = text.parse::<i32>().ok().filter(|seconds| *seconds >= 0);
            let seconds = seconds.ok_or_else(|| {
                AuthorizeError::invalid_request(
                    "Invalid max_age",
                    format!("max_age {} is no number of seconds", echo(text)),
                    "send a whole number from 0 on",
                )
            })?;
            Some(i64::from(seconds))
        }
    };
    bounded("ui_locales", MAX_UI_LOCALES, "Invalid ui_locales")?;
    let login_hint = bounded("login_hint", MAX_LOGIN_HINT, "Invalid login_hint")?;
    bounded("acr_values", MAX_ACR_VALUES, "Invalid acr_values")?;
    Ok(AuthorizeRequest {
        client,
        redirect: redirect.clone(),
        granted,
        challenge,
        nonce,
        prompt,
        max_age_seconds,
        login_hint,
        resources: Vec::new(),
        thumbprint: parameters.get("dpop_jkt").map(str::to_owned),
        parameters: parameters.clone(),
        pushed: None,
        login_asked: None,
    })
}

fn prompt(parameters: &Form) -> Result<Prompt, AuthorizeError> {
    let words: Vec<&str> = parameters
        .get("prompt")
        .unwrap_or_default()
        .split(' ')
        .filter(|word| !word.is_empty())
        .collect();
    let known = ["none", "login", "consent", "select_account"];
    if !words.iter().all(|word| known.contains(word)) {
        return Ok(Prompt::default());
    }
    let prompt = Prompt {
        none: words.contains(&"none"),
        login: words.contains(&"login") || words.contains(&"select_account"),
        consent: words.contains(&"consent"),
    };
    if prompt.none && words.len() > 1 {
        return Err(AuthorizeError::invalid_request(
            "Invalid prompt",
            "prompt=none came with other words",
            "send none alone, or leave it out",
        ));
    }
    Ok(prompt)
}
