//! Logging out at the issuer ([OpenID Connect RP-Initiated Logout §2]): an address for the browser.
//!
//! [OpenID Connect RP-Initiated Logout §2]: https://openid.net/specs/openid-connect-rpinitiated-1_0.html#RPLogout

use claimscope_core::misuse;
use claimscope_core::secret::Secret;

use super::{OauthError, endpoint};

const ENDPOINT: endpoint::Endpoint = endpoint::Endpoint {
    name: "the end session endpoint",
    misuse: misuse::ENDPOINT,
    spec: "OpenID Connect RP-Initiated Logout §2",
};

/// What is said when the browser is sent to log out.
#[derive(Clone, Debug, Default)]
pub struct EndSessionRequest {
    /// Where the browser is sent.
    pub end_session_endpoint: String,
    /// `client_id`.
    pub client_id: String,
    /// The ID token of the login. Without it the server asks the user whether they mean it.
    pub id_token_hint: Option<Secret>,
    /// Where the browser ends, as it is registered; servers want an ID token beside it.
    pub post_logout_redirect_uri: Option<String>,
}

impl EndSessionRequest {
    /// The address to open. It carries the ID token: not for a log.
    ///
    /// # Errors
    ///
    /// [`OauthError::Misuse`] where the endpoint is no URL, `http` to another machine, or has one of the parameters already.
    pub fn url(&self) -> Result<Secret, OauthError> {
        ENDPOINT.check(&self.end_session_endpoint)?;
        let hint = self.id_token_hint.as_ref();
        let hint = hint.and_then(Secret::expose_str).unwrap_or_default();
        let redirect_uri = self.post_logout_redirect_uri.as_deref();
        let parameters = [
            ("client_id", self.client_id.as_str()),
            ("id_token_hint", hint),
            ("post_logout_redirect_uri", redirect_uri.unwrap_or_default()),
        ];
        let given = parameters
            .into_iter()
            .filter(|(_, value)| !value.is_empty());
        let given: Vec<_> = given.collect();
        let names: Vec<_> = given.iter().map(|(name, _)| *name).collect();
        ENDPOINT.check_query(&self.end_session_endpoint, &names)?;
        Ok(endpoint::with_query(&self.end_session_endpoint, given).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_there_is_sent() {
        let request = EndSessionRequest {
            end_session_endpoint: "https://sts.example/logout?x=1".to_owned(),
            client_id: "c".to_owned(),
            ..EndSessionRequest::default()
        };
        let url = |request: &EndSessionRequest| {
            let url = request.url().unwrap();
            url.expose_str().unwrap().to_owned()
        };
        assert_eq!(url(&request), "https://sts.example/logout?x=1&client_id=c");
        let complete = EndSessionRequest {
            id_token_hint: Some(Secret::from("a.b.c")),
            post_logout_redirect_uri: Some("https://app.example/".to_owned()),
            ..request
        };
        let expected = "https://sts.example/logout?x=1&client_id=c&id_token_hint=a.b.c&post_logout_redirect_uri=https%3A%2F%2Fapp.example%2F";
        assert_eq!(url(&complete), expected);
        assert!(!format!("{complete:?}").contains("a.b.c"));
    }

    #[test]
    fn no_parameter_is_sent_twice() {
        let request = EndSessionRequest {
            end_session_endpoint: "https://sts.example/logout?id_token_hint=x".to_owned(),
            client_id: "c".to_owned(),
            ..EndSessionRequest::default()
        };
        assert!(request.url().is_ok(), "none of its own is sent");
        let hinted = EndSessionRequest {
            id_token_hint: Some(Secret::from("a.b.c")),
            ..request
        };
        let error = hinted.url().unwrap_err();
        assert_eq!(error.code(), "misuse.endpoint");
        assert!(error.message().contains("id_token_hint"), "{error}");
    }
}
