//! Token requests ([RFC 6749 §4.3, §4.4]) and what comes back ([RFC 6749 §5]).
//!
//! [RFC 6749 §4.3, §4.4]: https://www.rfc-editor.org/rfc/rfc6749#section-4.3
//! [RFC 6749 §5]: https://www.rfc-editor.org/rfc/rfc6749#section-5

use super::mask::SentCredentials;
use super::{ClientAuthentication, HttpRequest, HttpResponse, OauthError, body, vendors};
use claimscope_core::misuse;
use claimscope_core::secret::Secret;
use claimscope_core::url::Url;
use claimscope_core::vendors::entra::is_guid;

mod response;

pub use response::TokenResponse;

const SPEC: &str = "RFC 6749 §5.1";

/// A request for a token.
#[derive(Clone, Debug)]
pub struct TokenRequest {
    token_endpoint: String,
    authentication: ClientAuthentication,
    grant_type: &'static str,
    scope: Option<String>,
    parameters: Vec<(String, Secret)>,
}

impl TokenRequest {
    /// The client asks in its own name ([RFC 6749 §4.4](https://www.rfc-editor.org/rfc/rfc6749#section-4.4)).
    pub fn client_credentials(
        token_endpoint: impl Into<String>,
        authentication: ClientAuthentication,
    ) -> Self {
        Self {
            token_endpoint: token_endpoint.into(),
            authentication,
            grant_type: "client_credentials",
            scope: None,
            parameters: Vec::new(),
        }
    }

    /// The client hands a user's password on ([RFC 6749 §4.3](https://www.rfc-editor.org/rfc/rfc6749#section-4.3)),
    /// which [RFC 9700 §2.4](https://www.rfc-editor.org/rfc/rfc9700#section-2.4) advises against.
    pub fn password(
        token_endpoint: impl Into<String>,
        authentication: ClientAuthentication,
        username: impl Into<String>,
        password: impl Into<Secret>,
    ) -> Self {
        let username: String = username.into();
        Self {
            token_endpoint: token_endpoint.into(),
            authentication,
            grant_type: "password",
            scope: None,
            parameters: vec![
                ("username".into(), username.into()),
                ("password".into(), password.into()),
            ],
        }
    }

    /// The scopes to ask for, separated by spaces; empty means that the parameter is left out.
    #[must_use]
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        let scope: String = scope.into();
        let words: Vec<_> = scope.split_whitespace().collect();
        self.scope = (!words.is_empty()).then(|| words.join(" "));
        self
    }

    /// Adds `resource`, the API that the token is for ([RFC 8707 §2](https://www.rfc-editor.org/rfc/rfc8707#section-2)).
    #[must_use]
    pub fn resource(self, resource: impl Into<String>) -> Self {
        self.parameter("resource", resource.into())
    }

    /// Adds a parameter of the server's own, such as Auth0's `audience`.
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// `grant_type`.
    pub fn grant_type(&self) -> &'static str {
        self.grant_type
    }

    /// Where the request goes.
    pub fn token_endpoint(&self) -> &str {
        &self.token_endpoint
    }

    /// How the client authenticates.
    pub fn authentication(&self) -> &ClientAuthentication {
        &self.authentication
    }

    /// The request to send.
    ///
    /// # Errors
    ///
    /// [`OauthError::Misuse`] where the endpoint is no URL, or `http` to another machine: the secret would be read.
    pub fn request(&self) -> Result<HttpRequest, OauthError> {
        let url = self.endpoint()?;
        if !url.is_https() && !url.is_loopback() {
            return Err(OauthError::misuse(
                misuse::HTTPS,
                format!("{} is http: the secret would pass in clear", url.origin()),
                "RFC 6749 §3.2",
            )
            .with_hint("use https; plain http is for localhost alone"));
        }
        self.dangerous_request_over_http()
    }

    /// As [`TokenRequest::request`], and `http` to any machine too: whoever sits on the way reads the secret.
    ///
    /// # Errors
    ///
    /// [`OauthError::Misuse`] where the endpoint is no URL.
    pub fn dangerous_request_over_http(&self) -> Result<HttpRequest, OauthError> {
        self.endpoint()?;
        let mut form: Vec<(&str, &[u8])> = vec![("grant_type", self.grant_type.as_bytes())];
        form.extend(self.authentication.parameters());
        if let Some(scope) = &self.scope {
            form.push(("scope", scope.as_bytes()));
        }
        let more = self.parameters.iter();
        form.extend(more.map(|(name, value)| (name.as_str(), value.expose())));
        let mut request =
            HttpRequest::post_form(&self.token_endpoint, form).header("Accept", "application/json");
        if let Some(authorization) = self.authentication.authorization() {
            request = request.header("Authorization", authorization);
        }
        Ok(request)
    }

    fn endpoint(&self) -> Result<Url, OauthError> {
        let url = Url::parse(&self.token_endpoint).map_err(|error| {
            OauthError::misuse(misuse::TOKEN_ENDPOINT, error.to_string(), "RFC 6749 §3.2")
        })?;
        if url.fragment().is_some() {
            let message = "the token endpoint has a fragment (#…)";
            return Err(OauthError::misuse(
                misuse::TOKEN_ENDPOINT,
                message,
                "RFC 6749 §3.2",
            ));
        }
        Ok(url)
    }

    /// Takes the answer.
    ///
    /// # Errors
    ///
    /// [`OauthError::Declined`] with the server's own words, or [`OauthError::Broken`] where the answer is no token
    /// response.
    pub fn accept(&self, response: &HttpResponse) -> Result<TokenResponse, OauthError> {
        let sent = self.sent_credentials();
        let mut token = self
            .read(response)
            .map_err(|error| error.at(&self.token_endpoint).without_credentials(&sent))?;
        for finding in &mut token.findings {
            finding.message = sent.mask(&finding.message);
        }
        Ok(token)
    }

    /// Everything sent that must not come back in words: the client's secret, and the parameters that are credentials.
    fn sent_credentials(&self) -> SentCredentials {
        let request = self.dangerous_request_over_http();
        let mut sent = request.map_or_else(
            |_| SentCredentials::default(),
            |request| SentCredentials::of(&request),
        );
        let secret = self.authentication.client_secret().into_iter();
        secret.for_each(|secret| sent.add(secret.expose()));
        sent
    }

    fn read(&self, response: &HttpResponse) -> Result<TokenResponse, OauthError> {
        const WHAT: &str = "the token response";
        // Some servers, GitHub among them, say no with status 200.
        if response.status != 200 || body::declined(response).is_some() {
            let error = body::refused(response, WHAT, SPEC);
            return Err(self.with_next_step(error, response));
        }
        let (object, findings) = body::object(response, WHAT, SPEC)?;
        let mut token = TokenResponse::read(&object, response, findings)?;
        token.judge(self.grant_type, self.scope.as_deref(), response);
        Ok(token)
    }

    /// A vendor's advice, with what this request shows beside it.
    fn fitting(&self, hint: &str) -> String {
        let value = |name: &str| {
            let mut parameters = self.parameters.iter();
            let (_, value) = parameters.find(|(known, _)| known == name)?;
            Some(format!("{name} {}", value.expose_str()?))
        };
        let secret = self.authentication.client_secret();
        let is_id = secret.and_then(Secret::expose_str).is_some_and(is_guid);
        if is_id && hint.contains("Secret ID") {
            return format!("what was sent has the form of a Secret ID; {hint}");
        }
        match value("audience").or_else(|| value("resource")) {
            Some(asked) if !hint.contains("secret") => {
                format!("this request asked for {asked}; {hint}")
            }
            _ => hint.to_owned(),
        }
    }

    /// Makes the next step fit this request.
    fn with_next_step(&self, error: OauthError, response: &HttpResponse) -> OauthError {
        let mut declined = match error {
            OauthError::Declined(declined) => declined,
            OauthError::Broken(broken) => {
                let words = broken.words.as_ref().map(ToString::to_string);
                let saying = words.and_then(|words| vendors::saying("", &words));
                let error = OauthError::Broken(broken);
                return match saying {
                    Some(saying) => error.with_hint(saying.hint),
                    None => error,
                };
            }
            OauthError::Misuse(_) => return error,
        };
        if body::wait(response).is_some() {
            return OauthError::Declined(declined);
        }
        let sentence = declined.error_description.as_deref().unwrap_or_default();
        if let Some(saying) = vendors::saying(&declined.error, sentence) {
            declined.meaning = saying.meaning;
            declined.hint = self.fitting(saying.hint);
            return OauthError::Declined(declined);
        }
        let method = self.authentication.method();
        match declined.error.as_str() {
            "invalid_client" if self.token_endpoint.contains(vendors::apple::HOST) => {
                declined.hint = vendors::apple::SECRET_ADVICE.to_owned();
            }
            "invalid_client" => {
                let other = match method {
                    "client_secret_basic" => {
                        "the secret went by client_secret_basic; some servers take client_secret_post alone"
                    }
                    "client_secret_post" => {
                        "the secret went by client_secret_post; some servers take client_secret_basic alone"
                    }
                    _ => "no secret was sent; this client may need one",
                };
                declined.hint = format!("check client_id and client_secret; {other}");
                // RFC 6749 §5.2: 401 with a challenge is due where the client used the Authorization header.
                if method == "client_secret_basic" && response.status == 400 {
                    declined.hint.push_str(
                        "; the status is 400 where RFC 6749 asks for 401, which some servers do, and is no fault of the request",
                    );
                }
                if method == "client_secret_basic"
                    && response.status == 401
                    && declined.challenges.is_empty()
                {
                    declined.hint.push_str(
                        "; the 401 came without WWW-Authenticate, which RFC 6749 asks for",
                    );
                }
            }
            "invalid_grant" if self.grant_type == "password" => {
                declined.hint = "check the user name and the password".to_owned();
            }
            "invalid_scope" => {
                let asked = match &self.scope {
                    Some(scope) => format!("this request asked for {scope}"),
                    None => "this request named no scope".to_owned(),
                };
                declined.hint = format!("{asked}; {}", declined.hint);
            }
            "unauthorized_client" | "unsupported_grant_type" => {
                declined.hint = format!("this request used {}; {}", self.grant_type, declined.hint);
            }
            _ => {}
        }
        OauthError::Declined(declined)
    }
}

#[cfg(test)]
mod tests;
