//! Token introspection ([RFC 7662]): whether a token holds, by its issuer's own word.
//!
//! [RFC 7662]: https://www.rfc-editor.org/rfc/rfc7662

use claimscope_core::json::{Object, Value};
use claimscope_core::misuse;
use claimscope_core::secret::Secret;

use super::code::server;
use super::mask::SentCredentials;
use super::{ClientAuthentication, Finding, HttpRequest, HttpResponse, OauthError, body, endpoint};

const SPEC: &str = "RFC 7662 §2.2";

const ENDPOINT: endpoint::Endpoint = endpoint::Endpoint {
    name: "the introspection endpoint",
    misuse: misuse::ENDPOINT,
    spec: "RFC 7662 §2",
};

/// A question about a token.
#[derive(Clone, Debug)]
pub struct IntrospectionRequest {
    endpoint: String,
    authentication: ClientAuthentication,
    token: Secret,
    token_type_hint: Option<String>,
}

/// What the issuer says of a token.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Introspection {
    /// `active`: whether it holds at this moment.
    pub is_active: bool,
    /// The whole answer.
    pub members: Object,
    /// What deviates.
    pub findings: Vec<Finding>,
}

impl IntrospectionRequest {
    /// A question by this client, or by the API itself where the server knows APIs as clients.
    pub fn new(
        endpoint: impl Into<String>,
        authentication: ClientAuthentication,
        token: impl Into<Secret>,
    ) -> Self {
        Self {
            endpoint: endpoint.into(),
            authentication,
            token: token.into(),
            token_type_hint: None,
        }
    }

    /// Says what kind of token it is: `access_token` or `refresh_token`.
    #[must_use]
    pub fn token_type_hint(mut self, hint: impl Into<String>) -> Self {
        self.token_type_hint = Some(hint.into());
        self
    }

    /// The request to send.
    ///
    /// # Errors
    ///
    /// [`OauthError::Misuse`] where the endpoint is no URL, or `http` to another machine.
    pub fn request(&self) -> Result<HttpRequest, OauthError> {
        ENDPOINT.check(&self.endpoint)?;
        let form = endpoint::token_form(&self.authentication, &self.token, &self.token_type_hint);
        Ok(endpoint::post(&self.endpoint, &self.authentication, form))
    }

    /// Takes the answer.
    ///
    /// # Errors
    ///
    /// [`OauthError::Declined`] with the server's own words, or [`OauthError::Broken`] where the answer does not say whether
    /// the token is active.
    pub fn accept(&self, response: &HttpResponse) -> Result<Introspection, OauthError> {
        let sent = match self.request() {
            Ok(request) => SentCredentials::of(&request),
            Err(_) => SentCredentials::default(),
        };
        read(response).map_err(|error| {
            let error = match response.status {
                401 | 403 => error.with_hint(
                    "the client may not ask; some servers, IdentityServer4 among them, want the name and the secret of the API here",
                ),
                _ => error,
            };
            error.at(&self.endpoint).without_credentials(&sent)
        })
    }
}

fn read(response: &HttpResponse) -> Result<Introspection, OauthError> {
    const WHAT: &str = "the introspection response";
    if response.status != 200 || body::declined(response).is_some() {
        return Err(body::refused(response, WHAT, SPEC));
    }
    let (members, findings) = body::object(response, WHAT, SPEC)?;
    match members.get("active") {
        Some(Value::Bool(is_active)) => Ok(Introspection {
            is_active: *is_active,
            members,
            findings,
        }),
        other => {
            let found = other.map_or("missing", Value::type_text);
            let message = format!("{WHAT}'s active is {found}; it must be true or false");
            Err(OauthError::broken(
                server::INTROSPECTION_RESPONSE,
                response.status,
                message,
                SPEC,
            )
            .with_hint("check that this URL is the introspection endpoint"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request() -> IntrospectionRequest {
        let api = ClientAuthentication::basic("api1", "secret");
        IntrospectionRequest::new("https://sts.example/introspect", api, "opaque-token-1")
    }

    fn answer(status: u16, body: &str) -> Result<Introspection, OauthError> {
        let response = HttpResponse::new(status, body).header("Content-Type", "application/json");
        request().accept(&response)
    }

    #[test]
    fn the_request_carries_the_token_in_the_form() {
        let hinted = request().token_type_hint("access_token").request().unwrap();
        let expected = "token=opaque-token-1&token_type_hint=access_token";
        assert_eq!(hinted.body.expose_str(), Some(expected));
        assert!(!format!("{hinted:?}").contains("opaque-token-1"));
    }

    #[test]
    fn active_is_true_false_or_nothing_that_counts() {
        let active = answer(200, r#"{"active":true,"scope":"api1"}"#).unwrap();
        assert!(active.is_active && active.members.get_str("scope") == Some("api1"));
        assert!(!answer(200, r#"{"active":false}"#).unwrap().is_active);
        for body in [r#"{"active":"true"}"#, r#"{"active":1}"#, "{}"] {
            let error = answer(200, body).unwrap_err();
            assert_eq!(error.code(), "server.introspection-response", "{body}");
        }
    }

    #[test]
    fn who_may_not_ask_is_told_whose_secret_is_wanted() {
        let error = answer(401, "").unwrap_err();
        assert_eq!(error.code(), "server.status");
        assert!(
            error.hint().unwrap().contains("the secret of the API"),
            "{error}"
        );
        let repeated = answer(
            400,
            r#"{"error":"x","error_description":"opaque-token-1?"}"#,
        );
        assert!(!repeated.unwrap_err().to_string().contains("opaque-token-1"));
    }
}
