//! What to do next after a refused token request: the vendor's advice, or what this request itself shows.

use super::{TokenGrant, TokenRequest};
use crate::vendors::table::SignedSecrets;
use crate::{AuthenticationMethod, HttpResponse, OauthError, body, vendors};
use claimscope_core::secret::Secret;
use claimscope_core::url::Url;

impl TokenRequest {
    /// A vendor's advice, with what this request shows beside it.
    fn fitting(&self, hint: &str) -> String {
        let value = |name: &str| {
            let mut parameters = self.parameters.iter();
            let (_, value) = parameters.find(|(known, _)| known == name)?;
            Some(format!("{name} {}", value.expose_str()?))
        };
        let secret = self.authentication.client_secret();
        let secret = secret.and_then(Secret::expose_str);
        if let Some(advice) = secret.and_then(|secret| vendors::beside_secret(hint, secret)) {
            return advice;
        }
        match value("audience").or_else(|| value("resource")) {
            Some(asked) if !hint.contains("secret") => {
                format!("this request asked for {asked}; {hint}")
            }
            _ => hint.to_owned(),
        }
    }

    /// The provider that is asked, where its client secrets are assertions.
    fn signed_secrets(&self) -> Option<&'static SignedSecrets> {
        let url = Url::parse(&self.token_endpoint).ok()?;
        vendors::signed_secrets(url.host())
    }

    /// Makes the next step fit this request.
    pub(super) fn with_next_step(&self, error: OauthError, response: &HttpResponse) -> OauthError {
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
            "invalid_client" if let Some(secrets) = self.signed_secrets() => {
                declined.hint = secrets.advice.to_owned();
            }
            "invalid_client" => {
                let other = match method {
                    AuthenticationMethod::Basic => {
                        "the secret went by client_secret_basic; some servers take client_secret_post alone"
                    }
                    AuthenticationMethod::Post => {
                        "the secret went by client_secret_post; some servers take client_secret_basic alone"
                    }
                    AuthenticationMethod::SecretJwt | AuthenticationMethod::PrivateKeyJwt => {
                        "the assertion's aud was perhaps not the expected one: some servers, IdentityServer4 among them, want their token endpoint rather than the issuer"
                    }
                    AuthenticationMethod::TlsClientAuth
                    | AuthenticationMethod::SelfSignedTlsClientAuth => {
                        "the client certificate must be the registered one, and reach the server through every proxy"
                    }
                    AuthenticationMethod::None => "no secret was sent; this client may need one",
                };
                declined.hint = match method.needs_secret() || method == AuthenticationMethod::None
                {
                    true => format!("check client_id and client_secret; {other}"),
                    false => format!("check client_id and its registered key; {other}"),
                };
                // RFC 6749 §5.2: 401 with a challenge is due where the client used the Authorization header.
                if method == AuthenticationMethod::Basic && response.status == 400 {
                    declined.hint.push_str(
                        "; the status is 400 where RFC 6749 asks for 401, which some servers do, and is no fault of the request",
                    );
                }
                if method == AuthenticationMethod::Basic
                    && response.status == 401
                    && declined.challenges.is_empty()
                {
                    declined.hint.push_str(
                        "; the 401 came without WWW-Authenticate, which RFC 6749 asks for",
                    );
                }
            }
            "invalid_grant" if self.grant_type() == "password" => {
                declined.hint = "check the user name and the password".to_owned();
            }
            "invalid_grant" if self.grant_type() == TokenGrant::REFRESH_TOKEN => {
                declined.hint =
                    "the refresh token has expired, was revoked or used already, or is another client's; log in again"
                        .to_owned();
            }
            "invalid_grant" if self.grant_type() == TokenGrant::AUTHORIZATION_CODE => {
                declined.hint =
                    "a code is good once, for a short time, for the same client and the same redirect URI; log in again"
                        .to_owned();
            }
            "invalid_grant" if self.grant_type() == TokenGrant::TOKEN_EXCHANGE => {
                declined.hint =
                    "the server does not accept the subject's or the actor's token: it may have expired, be of another type, or not be meant for this client"
                        .to_owned();
            }
            "invalid_grant" if self.grant_type() == TokenGrant::JWT_BEARER => {
                declined.hint =
                    "the server does not accept the assertion: compare its iss, aud, exp and key with what the server trusts"
                        .to_owned();
            }
            "invalid_scope" => {
                let asked = match &self.scope {
                    Some(scope) => format!("this request asked for {scope}"),
                    None => "this request named no scope".to_owned(),
                };
                declined.hint = format!("{asked}; {}", declined.hint);
            }
            "unauthorized_client" | "unsupported_grant_type" => {
                declined.hint =
                    format!("this request used {}; {}", self.grant_type(), declined.hint);
            }
            _ => {}
        }
        OauthError::Declined(declined)
    }
}
