//! An authorization request, validated in IdentityServer4's order and with its errors.

use claimscope_core::url::Url;

use crate::config::{Client, Config, grant_type};
use crate::http::{Form, utf16_length};
use crate::log::echo;
use crate::store::{Challenge, ChallengeMethod};
use crate::token_server::scopes::{self, Granted};

use super::error::AuthorizeError;
use super::redirect::{Redirect, ResponseMode};

// The longest values that are taken, in UTF-16 code units.
const MAX_CLIENT_ID: usize = 100;
const MAX_REDIRECT_URI: usize = 400;
const MAX_NONCE: usize = 300;
const MAX_UI_LOCALES: usize = 100;
const MAX_LOGIN_HINT: usize = 100;
const MAX_ACR_VALUES: usize = 300;
/// The lengths of a `code_challenge` ([RFC 7636 §4.2](https://www.rfc-editor.org/rfc/rfc7636#section-4.2)).
const CHALLENGE_LENGTHS: std::ops::RangeInclusive<usize> = 43..=128;

/// The response types that IdentityServer4 knows, words in its order; the playground has the first alone.
const RESPONSE_TYPES: [(&str, &str); 7] = [
    ("code", grant_type::AUTHORIZATION_CODE),
    ("token", grant_type::IMPLICIT),
    ("id_token", grant_type::IMPLICIT),
    ("id_token token", grant_type::IMPLICIT),
    ("code id_token", grant_type::HYBRID),
    ("code token", grant_type::HYBRID),
    ("code id_token token", grant_type::HYBRID),
];

/// A request that may be answered with a code, once the user has agreed.
pub(crate) struct AuthorizeRequest<'a> {
    pub(crate) client: &'a Client,
    pub(crate) redirect: Redirect,
    pub(crate) granted: Granted,
    pub(crate) challenge: Option<Challenge>,
    pub(crate) nonce: Option<String>,
    pub(crate) prompt: Prompt,
    pub(crate) max_age_seconds: Option<i64>,
    pub(crate) login_hint: Option<String>,
    /// The request as it came, for the way back to it.
    pub(crate) parameters: Form,
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

/// Validates a request.
///
/// # Errors
/// The first fault, with the client's address where it was found to be right before the fault.
pub(crate) fn validate<'a>(
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
    let client = client(config, parameters)?;
    request_object(parameters)?;
    let uri = redirect_uri(config, client, parameters)?;
    let mut redirect = Redirect {
        uri: uri.to_owned(),
        mode: ResponseMode::Query,
        state: parameters.get("state").map(str::to_owned),
    };
    let validated = after_redirect(config, client, parameters, &mut redirect);
    validated.map_err(|error| error.at(client, redirect))
}

fn client<'a>(config: &'a Config, parameters: &Form) -> Result<&'a Client, AuthorizeError> {
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
    config.client(client_id).map_err(|reason| {
        AuthorizeError::new(
            "unauthorized_client",
            "Unknown client or client not enabled",
            reason,
            "compare the client_id with the configuration",
        )
    })
}

/// Requests inside a JWT are not read, so one that has them is refused before anything of it is believed.
fn request_object(parameters: &Form) -> Result<(), AuthorizeError> {
    let hint = "send the parameters themselves";
    match (parameters.get("request"), parameters.get("request_uri")) {
        (None, None) => Ok(()),
        (Some(_), Some(_)) => Err(AuthorizeError::invalid_request(
            "Only one request parameter is allowed",
            "request and request_uri came together",
            hint,
        )),
        (Some(_), None) => Err(AuthorizeError::new(
            "request_not_supported",
            "Request objects are not supported",
            "the request has a request object, which this playground does not read",
            hint,
        )),
        (None, Some(_)) => Err(AuthorizeError::new(
            "request_uri_not_supported",
            "request_uri is not supported",
            "the request has a request_uri that leads to no pushed request",
            hint,
        )),
    }
}

fn redirect_uri<'a>(
    config: &Config,
    client: &Client,
    parameters: &'a Form,
) -> Result<&'a str, AuthorizeError> {
    let invalid = |reason: String, hint: String| {
        AuthorizeError::invalid_request("Invalid redirect_uri", reason, hint).of(client)
    };
    let uri = parameters
        .get("redirect_uri")
        .filter(|uri| utf16_length(uri) <= MAX_REDIRECT_URI)
        .ok_or_else(|| {
            invalid(
                "redirect_uri is missing or longer than 400 characters".to_owned(),
                "send one of the client's RedirectUris".to_owned(),
            )
        })?;
    if !is_absolute(uri) {
        return Err(invalid(
            format!("the redirect_uri {} is not absolute", echo(uri)),
            "send it with scheme and host".to_owned(),
        ));
    }
    let any_port = config.extensions.loopback_any_port;
    let registered = |known: &String| {
        known.eq_ignore_ascii_case(uri) || (any_port && same_but_for_loopback_port(known, uri))
    };
    if client.redirect_uris.iter().any(registered) {
        return Ok(uri);
    }
    let hint = if client
        .redirect_uris
        .iter()
        .any(|known| same_but_for_loopback_port(known, uri))
    {
        format!(
            "only the port differs from {}; register that port, or set LoopbackAnyPort in the section Playground",
            client.redirect_uris.join(", ")
        )
    } else {
        format!(
            "the client's RedirectUris are: {}",
            client.redirect_uris.join(", ")
        )
    };
    Err(invalid(
        format!(
            "the redirect_uri {} is not one of the client {}",
            echo(uri),
            echo(&client.client_id)
        ),
        hint,
    ))
}

/// Whether `uri` has a scheme and nothing that a header or a browser would take differently.
fn is_absolute(uri: &str) -> bool {
    let scheme = uri.split(':').next().unwrap_or_default();
    let well_formed = scheme.len() < uri.len()
        && scheme.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    let runs = ["javascript", "data", "vbscript", "file", "about", "blob"];
    well_formed
        && uri.bytes().all(|byte| byte.is_ascii_graphic())
        && !uri.contains(['#', '\\', '"', '<', '>'])
        && !runs.iter().any(|name| name.eq_ignore_ascii_case(scheme))
}

/// [RFC 8252 §7.3](https://www.rfc-editor.org/rfc/rfc8252#section-7.3): addresses, not the name `localhost`.
fn same_but_for_loopback_port(known: &str, uri: &str) -> bool {
    let (Ok(known), Ok(uri)) = (Url::parse(known), Url::parse(uri)) else {
        return false;
    };
    let same = known.scheme() == uri.scheme()
        && known.host() == uri.host()
        && known.path() == uri.path()
        && known.query() == uri.query();
    same && uri.scheme() == "http" && ["127.0.0.1", "[::1]", "::1"].contains(&uri.host())
}

fn after_redirect<'a>(
    config: &Config,
    client: &'a Client,
    parameters: &Form,
    redirect: &mut Redirect,
) -> Result<AuthorizeRequest<'a>, AuthorizeError> {
    let grant = response_type(parameters)?;
    if grant != grant_type::AUTHORIZATION_CODE {
        redirect.mode = ResponseMode::Fragment;
    }
    let challenge = match grant {
        grant_type::IMPLICIT => None,
        _ => challenge(client, parameters)?,
    };
    redirect.mode = response_mode(grant, parameters)?;
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

fn response_type(parameters: &Form) -> Result<&'static str, AuthorizeError> {
    let unsupported = |description, reason: String| {
        let hint = "use response_type=code";
        AuthorizeError::new("unsupported_response_type", description, reason, hint)
    };
    let asked = parameters.get("response_type").ok_or_else(|| {
        unsupported(
            "Missing response_type",
            "response_type is missing".to_owned(),
        )
    })?;
    let words = |text: &str| {
        let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
        words.sort();
        words
    };
    let found = RESPONSE_TYPES
        .iter()
        .find(|(known, _)| words(known) == words(asked));
    found.map(|(_, grant)| *grant).ok_or_else(|| {
        unsupported(
            "Response type not supported",
            format!("there is no response_type {}", echo(asked)),
        )
    })
}

/// [RFC 7636 §4.3](https://www.rfc-editor.org/rfc/rfc7636#section-4.3).
fn challenge(client: &Client, parameters: &Form) -> Result<Option<Challenge>, AuthorizeError> {
    let invalid = |description, reason: String, hint: &str| {
        AuthorizeError::invalid_request(description, reason, hint)
    };
    let Some(value) = parameters.get("code_challenge") else {
        return if client.require_pkce {
            Err(invalid(
                "code challenge required",
                format!(
                    "the client {} must use PKCE, and no code_challenge came",
                    echo(&client.client_id)
                ),
                "send code_challenge and code_challenge_method=S256",
            ))
        } else {
            Ok(None)
        };
    };
    if !CHALLENGE_LENGTHS.contains(&utf16_length(value)) {
        return Err(invalid(
            "Invalid code_challenge",
            "code_challenge is shorter than 43 or longer than 128 characters".to_owned(),
            "send BASE64URL(SHA256(code_verifier)), which has 43",
        ));
    }
    let method = match parameters.get("code_challenge_method") {
        Some("S256") => ChallengeMethod::S256,
        Some("plain") | None if client.allow_plain_text_pkce => ChallengeMethod::Plain,
        other => {
            return Err(invalid(
                "Transform algorithm not supported",
                match other {
                    None => "code_challenge_method is missing, which means plain, and the client may not use that".to_owned(),
                    Some("plain") => "the client may not use code_challenge_method=plain".to_owned(),
                    Some(other) => format!("there is no code_challenge_method {}", echo(other)),
                },
                "send code_challenge_method=S256",
            ));
        }
    };
    Ok(Some(Challenge {
        value: value.to_owned(),
        method,
    }))
}

fn response_mode(grant: &str, parameters: &Form) -> Result<ResponseMode, AuthorizeError> {
    let is_code = grant == grant_type::AUTHORIZATION_CODE;
    match parameters.get("response_mode") {
        None if is_code => Ok(ResponseMode::Query),
        None | Some("fragment") => Ok(ResponseMode::Fragment),
        Some("form_post") => Ok(ResponseMode::FormPost),
        Some("query") if is_code => Ok(ResponseMode::Query),
        Some("query") => Err(AuthorizeError::invalid_request(
            "Invalid response_mode for response_type",
            "response_mode=query does not go with a response_type that has tokens",
            "use response_mode=fragment or form_post",
        )),
        Some(other) => Err(AuthorizeError::new(
            "unsupported_response_type",
            "Invalid response_mode",
            format!("there is no response_mode {}", echo(other)),
            "use query, fragment or form_post",
        )),
    }
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
    challenge: Option<Challenge>,
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
        parameters: parameters.clone(),
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
