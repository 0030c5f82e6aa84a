//! The device authorization grant ([RFC 8628]): a user approves on another device, and the client asks until then.
//!
//! [RFC 8628]: https://www.rfc-editor.org/rfc/rfc8628

mod polling;

use claimscope_core::json::show::is_hidden;
use claimscope_core::json::{Object, Value};
use claimscope_core::misuse;
use claimscope_core::secret::Secret;
use claimscope_core::url::Url;

use super::code::{finding, server};
use super::error::shown;
use super::mask::SentCredentials;
use super::{
    ClientAuthentication, Finding, HttpRequest, HttpResponse, OauthError, TokenGrant, body,
    endpoint,
};

pub use polling::{DevicePolling, Polled};

const SPEC: &str = "RFC 8628 §3.2";

const ENDPOINT: endpoint::Endpoint = endpoint::Endpoint {
    name: "the device authorization endpoint",
    misuse: misuse::ENDPOINT,
    spec: "RFC 8628 §3.1",
};

/// How long the codes hold where the server does not say, in seconds.
const EXPIRES_IN_SECONDS: u64 = 300;

/// How long to wait between two polls where the server does not say ([RFC 8628 §3.2]), in seconds.
///
/// [RFC 8628 §3.2]: https://www.rfc-editor.org/rfc/rfc8628#section-3.2
const INTERVAL_SECONDS: u64 = 5;

/// The longest user code that is shown, in characters: a server could write anything before the eyes of who is to type it.
const LONGEST_USER_CODE: usize = 100;

/// A request for a device code and a user code.
#[derive(Clone, Debug)]
pub struct DeviceAuthorizationRequest {
    endpoint: String,
    authentication: ClientAuthentication,
    parameters: Vec<(String, Secret)>,
    secrets: SentCredentials,
}

/// The codes of a device authorization.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct DeviceAuthorization {
    /// `device_code`, which the client polls with.
    pub device_code: Secret,
    /// `user_code`, which the user types.
    pub user_code: String,
    /// `verification_uri`, where the user types it.
    pub verification_uri: String,
    /// `verification_uri_complete`: the same with the code in it.
    pub verification_uri_complete: Option<String>,
    /// `expires_in`: how long both codes hold, in seconds.
    pub expires_in_seconds: u64,
    /// `interval`: the least time between two polls, in seconds.
    pub interval_seconds: u64,
    /// What deviates.
    pub findings: Vec<Finding>,
}

impl DeviceAuthorizationRequest {
    /// A request by this client.
    pub fn new(endpoint: impl Into<String>, authentication: ClientAuthentication) -> Self {
        Self {
            endpoint: endpoint.into(),
            authentication,
            parameters: Vec::new(),
            secrets: SentCredentials::default(),
        }
    }

    /// The scopes to ask for, separated by spaces; empty means that the parameter is left out.
    #[must_use]
    pub fn scope(self, scope: &str) -> Self {
        let words: Vec<_> = scope.split_whitespace().collect();
        match words.is_empty() {
            true => self,
            false => self.parameter("scope", words.join(" ")),
        }
    }

    /// Adds a further parameter, such as `resource`.
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// Adds values that are secret whatever the name is that they stand under: none is shown of the request, or of what the
    /// server repeats.
    #[must_use]
    pub fn secrets(mut self, secrets: &SentCredentials) -> Self {
        self.secrets.extend(secrets);
        self
    }

    /// The request to send.
    ///
    /// # Errors
    ///
    /// [`OauthError::Misuse`] where the endpoint is no URL, or `http` to another machine.
    pub fn request(&self) -> Result<HttpRequest, OauthError> {
        ENDPOINT.check(&self.endpoint)?;
        let more = self.parameters.iter();
        let more = more.map(|(name, value)| (name.as_str(), value.expose()));
        // Where the client authenticates by a header, its name must stand in the form all the same (RFC 8628 §3.1).
        let own = self.authentication.parameters();
        let is_named = own.iter().any(|(name, _)| *name == "client_id");
        let id = (!is_named).then(|| ("client_id", self.authentication.client_id().as_bytes()));
        let form = id.into_iter().chain(own).chain(more);
        let mut request = endpoint::post(&self.endpoint, &self.authentication, form);
        request.secrets.extend(&self.secrets);
        Ok(request)
    }

    /// Takes the answer.
    ///
    /// # Errors
    ///
    /// [`OauthError::Declined`] with the server's own words, or [`OauthError::Broken`] where the answer has no codes.
    pub fn accept(&self, response: &HttpResponse) -> Result<DeviceAuthorization, OauthError> {
        let sent = match self.request() {
            Ok(request) => SentCredentials::of(&request),
            Err(_) => SentCredentials::default(),
        };
        let mut codes =
            read(response).map_err(|error| error.at(&self.endpoint).without_credentials(&sent))?;
        for finding in &mut codes.findings {
            finding.message = sent.mask(&finding.message);
        }
        Ok(codes)
    }
}

impl DeviceAuthorization {
    /// What the token endpoint is polled with.
    pub fn grant(&self) -> TokenGrant {
        TokenGrant::device_code(self.device_code.clone())
    }
}

fn read(response: &HttpResponse) -> Result<DeviceAuthorization, OauthError> {
    const WHAT: &str = "the device authorization response";
    if response.status != 200 || body::declined(response).is_some() {
        return Err(body::refused(response, WHAT, SPEC));
    }
    let (object, mut findings) = body::object(response, WHAT, SPEC)?;
    let required = |name: &str| match object.get_str(name) {
        Some(text) if !text.is_empty() => Ok(text.to_owned()),
        _ => {
            let found = object.get(name).map_or("missing", Value::type_text);
            let message = format!("{WHAT}'s {name} is {found}; it must be a string");
            Err(
                OauthError::broken(server::DEVICE_RESPONSE, response.status, message, SPEC)
                    .with_hint("check that this URL is the device authorization endpoint"),
            )
        }
    };
    let verification_uri = match object.get_str("verification_url") {
        Some(uri) if object.get("verification_uri").is_none() => {
            findings.push(Finding::warning(
                finding::RESPONSE_TYPE,
                "verification_uri is called verification_url, as before RFC 8628",
                SPEC,
            ));
            uri.to_owned()
        }
        _ => required("verification_uri")?,
    };
    if !is_page(&verification_uri) {
        let message = format!(
            "{WHAT}'s verification_uri is no page that a browser may open: {}",
            shown(&verification_uri)
        );
        return Err(
            OauthError::broken(server::DEVICE_RESPONSE, response.status, message, SPEC)
                .with_hint("have the server give an https address"),
        );
    }
    let user_code = required("user_code")?;
    if user_code.chars().nth(LONGEST_USER_CODE).is_some() {
        let message = format!("{WHAT}'s user_code is longer than anybody types");
        return Err(
            OauthError::broken(server::DEVICE_RESPONSE, response.status, message, SPEC)
                .with_hint("have the server give a short code (RFC 8628 §6.1)"),
        );
    }
    let complete = object.get_str("verification_uri_complete");
    let verification_uri_complete = complete.filter(|uri| is_page(uri)).map(str::to_owned);
    if complete.is_some() && verification_uri_complete.is_none() {
        findings.push(Finding::error(
            finding::RESPONSE_ADDRESS,
            "verification_uri_complete is no page that a browser may open, and is left out",
            SPEC,
        ));
    }
    Ok(DeviceAuthorization {
        device_code: required("device_code")?.into(),
        user_code: shown(&user_code),
        verification_uri,
        verification_uri_complete,
        expires_in_seconds: seconds(&object, "expires_in").unwrap_or_else(|| {
            let found = match object.get("expires_in") {
                None | Some(Value::Null) => "missing",
                Some(_) => "no number of seconds",
            };
            findings.push(Finding::warning(
                finding::RESPONSE_EXPIRES_IN,
                format!("expires_in is {found}; five minutes are assumed"),
                SPEC,
            ));
            EXPIRES_IN_SECONDS
        }),
        interval_seconds: seconds(&object, "interval").unwrap_or(INTERVAL_SECONDS),
        findings,
    })
}

/// Whether an address is a page for a browser: the server chooses it, and anything else could start a program.
fn is_page(address: &str) -> bool {
    const LONGEST: usize = 2048;
    address.len() <= LONGEST
        && !address.chars().any(is_hidden)
        && Url::parse(address).is_ok_and(|url| url.is_https() || url.is_loopback())
}

/// A member as a number of seconds, which some servers write as a string.
fn seconds(object: &Object, name: &str) -> Option<u64> {
    let seconds = match object.get(name)? {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok()?,
        _ => return None,
    };
    (seconds.is_finite() && seconds >= 0.0).then_some(seconds as u64)
}

#[cfg(test)]
mod tests;
