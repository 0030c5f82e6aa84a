//! Token revocation ([RFC 7009]).
//!
//! [RFC 7009]: https://www.rfc-editor.org/rfc/rfc7009

use claimscope_core::misuse;
use claimscope_core::secret::Secret;

use super::token_form::TokenForm;
use super::{ClientAuthentication, HttpRequest, HttpResponse, OauthError, body, endpoint};

const SPEC: &str = "RFC 7009 §2.2";

const ENDPOINT: endpoint::Endpoint = endpoint::Endpoint {
    name: "the revocation endpoint",
    misuse: misuse::ENDPOINT,
    spec: "RFC 7009 §2",
};

/// A request to revoke a token.
#[derive(Clone, Debug)]
pub struct RevocationRequest(TokenForm);

impl RevocationRequest {
    /// A request by the client that the token was issued to.
    pub fn new(
        endpoint: impl Into<String>,
        authentication: ClientAuthentication,
        token: impl Into<Secret>,
    ) -> Self {
        Self(TokenForm::new(
            endpoint.into(),
            authentication,
            token.into(),
        ))
    }

    /// Says what kind of token it is: `access_token` or `refresh_token`.
    #[must_use]
    pub fn token_type_hint(mut self, hint: impl Into<String>) -> Self {
        self.0.token_type_hint = Some(hint.into());
        self
    }

    /// The request to send.
    ///
    /// # Errors
    ///
    /// [`OauthError::Misuse`] where the endpoint is no URL, or `http` to another machine.
    pub fn request(&self) -> Result<HttpRequest, OauthError> {
        self.0.request(&ENDPOINT)
    }

    /// Takes the answer. A good one does not say that the token was known: servers answer the same for any other.
    ///
    /// # Errors
    ///
    /// [`OauthError::Declined`] with the server's own words, or [`OauthError::Broken`] for any other status than 200.
    pub fn accept(&self, response: &HttpResponse) -> Result<(), OauthError> {
        if response.status == 200 && body::declined(response).is_none() {
            return Ok(());
        }
        let error = body::refused(response, "the revocation response", SPEC);
        Err(self.0.error(&ENDPOINT, error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_200_says_that_nothing_is_left_of_the_token() {
        let client = ClientAuthentication::none("spa");
        let request = RevocationRequest::new("https://sts.example/revoke", client, "t0ken")
            .token_type_hint("refresh_token");
        let body = request.request().unwrap().body;
        let expected = "client_id=spa&token=t0ken&token_type_hint=refresh_token";
        assert_eq!(body.expose_str(), Some(expected));
        assert_eq!(request.accept(&HttpResponse::new(200, "")), Ok(()));
        let code = |response| request.accept(&response).unwrap_err().code().as_str();
        let unsupported = HttpResponse::new(400, r#"{"error":"unsupported_token_type"}"#);
        assert_eq!(code(unsupported), "declined.unsupported_token_type");
        assert_eq!(code(HttpResponse::new(503, "")), "server.status");
        assert_eq!(code(HttpResponse::new(302, "")), "server.redirect");
    }
}
