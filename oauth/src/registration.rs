//! Registering a client ([RFC 7591]).
//!
//! [RFC 7591]: https://www.rfc-editor.org/rfc/rfc7591

use super::code::{finding, server};
use super::mask::SentCredentials;
use super::{AuthenticationMethod, Finding, HttpRequest, HttpResponse, OauthError, body};
use claimscope_core::json::{Object, Value};
use claimscope_core::misuse;
use claimscope_core::secret::Secret;
use claimscope_core::time::Timestamp;
use claimscope_core::url::Url;

const WHAT: &str = "the registration";
const SPEC: &str = "RFC 7591 §3.2.1";

/// A request to register a client that a person's machine runs: code flow with a redirect to loopback.
#[derive(Clone, Debug)]
pub struct RegistrationRequest {
    endpoint: String,
    initial_access_token: Option<Secret>,
    metadata: Object,
}

/// A client as the server registered it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RegisteredClient {
    /// `client_id`.
    pub client_id: String,
    /// `client_secret`, where one was given.
    pub client_secret: Option<Secret>,
    /// `client_secret_expires_at`; `None` where it never does, or where there is no secret.
    pub client_secret_expires_at: Option<Timestamp>,
    /// `redirect_uris`, as registered; empty where nothing is said of them.
    pub redirect_uris: Vec<String>,
    /// `grant_types`, as registered; empty where nothing is said of them.
    pub grant_types: Vec<String>,
    /// `token_endpoint_auth_method`, as registered.
    pub token_endpoint_auth_method: String,
    /// `registration_client_uri`, where the registration can be read and deleted ([RFC 7592]).
    ///
    /// [RFC 7592]: https://www.rfc-editor.org/rfc/rfc7592
    pub registration_client_uri: Option<String>,
    /// `registration_access_token`, with which that is done.
    pub registration_access_token: Option<Secret>,
    /// What was registered otherwise than it was asked for, and what deviates in form.
    pub findings: Vec<Finding>,
}

impl RegistrationRequest {
    /// A public client of that name, by the authorization code grant with a refresh token, redirected to `redirect_uri`.
    pub fn new(
        endpoint: impl Into<String>,
        client_name: impl Into<String>,
        redirect_uri: impl Into<String>,
    ) -> Self {
        let (name, redirect_uri): (String, String) = (client_name.into(), redirect_uri.into());
        let texts =
            |texts: &[&str]| Value::Array(texts.iter().map(|text| Value::from(*text)).collect());
        // The default of OpenID Connect Registration is "web", which forbids a redirect to loopback by http, and any scheme
        // but http and https, which alone are read here.
        let is_web = Url::parse(&redirect_uri).is_ok_and(|url| !url.is_loopback());
        let application_type = if is_web { "web" } else { "native" };
        let metadata = Object::new()
            .with("client_name", name.as_str())
            .with("redirect_uris", texts(&[&redirect_uri]))
            .with(
                "grant_types",
                texts(&["authorization_code", "refresh_token"]),
            )
            .with("response_types", texts(&["code"]))
            .with("token_endpoint_auth_method", "none")
            .with("application_type", application_type);
        Self {
            endpoint: endpoint.into(),
            initial_access_token: None,
            metadata,
        }
    }

    /// The initial access token, where the server wants one.
    #[must_use]
    pub fn initial_access_token(mut self, token: impl Into<Secret>) -> Self {
        self.initial_access_token = Some(token.into());
        self
    }

    /// Whether it is sent with an initial access token.
    pub fn has_initial_access_token(&self) -> bool {
        self.initial_access_token.is_some()
    }

    /// `scope`: the scopes that the client will ask for; none means that the member is left out.
    #[must_use]
    pub fn scope(self, scopes: &[String]) -> Self {
        match scopes {
            [] => self,
            scopes => self.member("scope", scopes.join(" ").as_str()),
        }
    }

    /// Sets or replaces a member of the client's metadata.
    #[must_use]
    pub fn member(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.metadata.set(name, value);
        self
    }

    /// The request to send.
    ///
    /// # Errors
    ///
    /// [`OauthError::Misuse`] where the endpoint is no URL, or `http` to another machine.
    pub fn request(&self) -> Result<HttpRequest, OauthError> {
        let url = Url::parse(&self.endpoint).map_err(|error| {
            OauthError::misuse(misuse::REQUEST, error.to_string(), "RFC 7591 §3")
        })?;
        if !url.is_https() && !url.is_loopback() {
            return Err(OauthError::misuse(
                misuse::HTTPS,
                format!(
                    "{} is http: the client's secret would pass in clear",
                    url.origin()
                ),
                "RFC 7591 §3",
            )
            .with_hint("use https; plain http is for localhost alone"));
        }
        let request = HttpRequest::new("POST", &self.endpoint)
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .body(Value::from(self.metadata.clone()).to_string());
        Ok(
            match self
                .initial_access_token
                .as_ref()
                .and_then(Secret::expose_str)
            {
                Some(token) => request.bearer(token),
                None => request,
            },
        )
    }

    /// Takes the answer.
    ///
    /// # Errors
    ///
    /// [`OauthError::Declined`] with the server's own words, or [`OauthError::Broken`] where the answer is no registration.
    pub fn accept(&self, response: &HttpResponse) -> Result<RegisteredClient, OauthError> {
        let sent = self.request().map_or_else(
            |_| SentCredentials::default(),
            |request| SentCredentials::of(&request),
        );
        self.read(response)
            .map_err(|error| error.at(&self.endpoint).without_credentials(&sent))
    }

    fn read(&self, response: &HttpResponse) -> Result<RegisteredClient, OauthError> {
        // 201 is due; 200 is what several servers answer.
        if !matches!(response.status, 200 | 201) || body::declined(response).is_some() {
            return Err(body::refused(response, WHAT, "RFC 7591 §3.2.2"));
        }
        let (registered, mut findings) = body::object(response, WHAT, SPEC)?;
        let text = |name: &str| registered.get_str(name).map(str::to_owned);
        let Some(client_id) = text("client_id").filter(|id| !id.is_empty()) else {
            return Err(OauthError::broken(
                server::REGISTRATION,
                response.status,
                "the registration gives no client_id",
                SPEC,
            )
            .with_hint("check that this URL is the issuer's registration_endpoint"));
        };
        let client_secret = text("client_secret").filter(|secret| !secret.is_empty());
        if response.status == 200 {
            findings.push(Finding::note(
                finding::REGISTRATION_STATUS,
                "the registration was answered with status 200, where 201 is due",
                SPEC,
            ));
        }
        if client_secret.is_some() && registered.get("client_secret_expires_at").is_none() {
            findings.push(Finding::warning(
                finding::REGISTRATION_EXPIRY,
                "a secret was given and client_secret_expires_at, which then is required, was not",
                SPEC,
            ));
        }
        for (name, asked) in self.metadata.iter() {
            findings.extend(
                registered
                    .get(name)
                    .and_then(|given| changed(name, asked, given)),
            );
        }
        let expires = registered.get("client_secret_expires_at");
        let expires = expires
            .and_then(Value::as_number)
            .and_then(|number| number.as_i64());
        // RFC 7591 §2: client_secret_basic where nothing is said.
        let default = if client_secret.is_some() {
            "client_secret_basic"
        } else {
            "none"
        };
        let list = |name: &str| {
            let values = registered.get(name).and_then(Value::as_array);
            let texts = values.into_iter().flatten().filter_map(Value::as_str);
            texts.map(str::to_owned).collect()
        };
        Ok(RegisteredClient {
            client_id,
            redirect_uris: list("redirect_uris"),
            grant_types: list("grant_types"),
            client_secret_expires_at: expires
                .filter(|seconds| *seconds != 0 && client_secret.is_some())
                .map(Timestamp::from_unix_seconds),
            client_secret: client_secret.map(Secret::from),
            token_endpoint_auth_method: text("token_endpoint_auth_method")
                .unwrap_or_else(|| default.to_owned()),
            registration_client_uri: text("registration_client_uri"),
            registration_access_token: text("registration_access_token").map(Secret::from),
            findings,
        })
    }
}

impl RegisteredClient {
    /// Refuses a client with which no user can log in by the authorization code grant at this redirect URI: the registered
    /// values count, and they do not allow it ([RFC 7591 §3.2.1](https://www.rfc-editor.org/rfc/rfc7591#section-3.2.1)).
    ///
    /// # Errors
    ///
    /// [`OauthError::Broken`] with code `server.registration-unfit`.
    pub fn require_login(&self, redirect_uri: &str) -> Result<(), OauthError> {
        let quoted = |texts: &[String]| super::error::shown(&texts.join(" "));
        let (uris, grants) = (&self.redirect_uris, &self.grant_types);
        let reaches = |uri: &String| is_same_but_port(uri, redirect_uri);
        let allows = |grant: &String| grant == "authorization_code";
        let what = if !uris.is_empty() && !uris.iter().any(reaches) {
            format!("the redirect URI {}, not {redirect_uri}", quoted(uris))
        } else if !grants.is_empty() && !grants.iter().any(allows) {
            format!("the grants {}, not authorization_code", quoted(grants))
        } else if !self.can_authenticate() {
            let method = super::error::shown(&self.token_endpoint_auth_method);
            format!("the authentication {method}, which it cannot do with what it was given")
        } else {
            return Ok(());
        };
        let message = format!(
            "the server registered the client with {what}, so that no login with it can work"
        );
        Err(
            OauthError::broken(server::REGISTRATION_UNFIT, None, message, SPEC).with_hint(
                "register a client by hand with what the login needs, and give its client_id",
            ),
        )
    }

    /// Whether the client has what its registered method rests on: nothing or a secret, as a key or a certificate is not
    /// registered here.
    fn can_authenticate(&self) -> bool {
        match AuthenticationMethod::from_name(&self.token_endpoint_auth_method) {
            Some(AuthenticationMethod::None) => true,
            Some(method) => method.needs_secret() && self.client_secret.is_some(),
            None => false,
        }
    }
}

/// Whether a registered redirect URI is the one that is asked for; at loopback any port will do
/// ([RFC 8252 §7.3](https://www.rfc-editor.org/rfc/rfc8252#section-7.3)).
fn is_same_but_port(registered: &str, asked: &str) -> bool {
    if registered == asked {
        return true;
    }
    match (Url::parse(registered), Url::parse(asked)) {
        (Ok(registered), Ok(asked)) => {
            let is_loopback = registered.is_loopback() && asked.is_loopback();
            is_loopback
                && registered.host() == asked.host()
                && (registered.path(), registered.query()) == (asked.path(), asked.query())
        }
        _ => false,
    }
}

/// The server may register other values than were asked for, and a client must go by those.
fn changed(name: &str, asked: &Value, given: &Value) -> Option<Finding> {
    let is_covered = match (asked, given) {
        (Value::Array(asked), Value::Array(given)) => asked.iter().all(|one| given.contains(one)),
        (asked, given) => asked == given,
    };
    if is_covered {
        return None;
    }
    let (asked, given) = (
        super::error::shown(&asked.to_string()),
        super::error::shown(&given.to_string()),
    );
    Some(
        Finding::warning(
            finding::REGISTRATION_CHANGED,
            format!("{name} was registered as {given}, not as {asked}"),
            SPEC,
        )
        .hint("the registered value counts; where it does not fit, register the client by hand"),
    )
}

#[cfg(test)]
mod tests;
