//! What to do next after a refused token request: the vendor's advice, or what this request itself shows.

use super::{TokenGrant, TokenRequest};
use crate::assertion::{Times, remarks};
use crate::endpoint::is_percent_encoded;
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
        let sentence = declined.error_description.clone().unwrap_or_default();
        let is_invalid_grant = declined.error == "invalid_grant";
        if is_invalid_grant {
            declined.meaning = self.refused_grant(&sentence);
        }
        if let Some(saying) = vendors::saying(&declined.error, &sentence) {
            declined.meaning = saying.meaning;
            declined.hint = self.fitting(saying.hint);
            if self.has_encoded_code() {
                declined.hint = format!("{ENCODED_CODE}; {}", declined.hint);
            }
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
                let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(byte);
                let secret = self.authentication.client_secret().map(Secret::expose);
                if method == AuthenticationMethod::Basic
                    && secret.is_some_and(|secret| !secret.iter().all(is_plain))
                {
                    declined.hint.push_str(
                        "; the secret has characters that RFC 6749 §2.3.1 has encoded in client_secret_basic, and servers that do not decode them take it by client_secret_post",
                    );
                }
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
            "invalid_grant" if self.has_encoded_code() => {
                declined.hint = ENCODED_CODE.to_owned();
            }
            "invalid_grant" if self.grant_type() == TokenGrant::JWT_BEARER => {
                let found = self.odd_in_assertion(response);
                declined.hint = format!(
                    "{found}compare its iss, sub, aud, exp and key with what the server trusts"
                );
            }
            "invalid_grant" if self.refuses_client_assertion(&sentence) => {
                let found = self.odd_in_assertion(response);
                declined.hint = format!(
                    "{found}its aud is the issuer or the token endpoint, as the server documents it: --assertion-audience says which"
                );
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
            "invalid_scope" => {
                let asked = match &self.scope {
                    Some(scope) => format!("this request asked for {scope}"),
                    None => "this request named no scope".to_owned(),
                };
                declined.hint = format!("{asked}; {}", declined.hint);
            }
            "unauthorized_client"
                if sentence.is_empty() && self.grant_type() == TokenGrant::AUTHORIZATION_CODE =>
            {
                declined.hint = format!(
                    "{}; some servers say so too where redirect_uri is not the one of the authorization request",
                    declined.hint
                );
            }
            "unauthorized_client" | "unsupported_grant_type" => {
                declined.hint =
                    format!("this request used {}; {}", self.grant_type(), declined.hint);
            }
            _ => {}
        }
        OauthError::Declined(declined)
    }

    /// What `invalid_grant` says of the very thing that was sent.
    fn refused_grant(&self, sentence: &str) -> &'static str {
        match self.grant_type() {
            TokenGrant::JWT_BEARER => "the assertion is not accepted",
            _ if self.refuses_client_assertion(sentence) => {
                "the client's assertion is not accepted"
            }
            TokenGrant::PASSWORD => {
                "the user name or the password is wrong, or the user may not log in so"
            }
            TokenGrant::REFRESH_TOKEN => {
                "the refresh token has expired, was revoked or used already, or is another client's"
            }
            TokenGrant::AUTHORIZATION_CODE => {
                "the code is wrong, expired, used already, or another client's or redirect URI's"
            }
            TokenGrant::DEVICE_CODE => {
                "the device code is wrong, expired, used already or another client's"
            }
            TokenGrant::TOKEN_EXCHANGE => "the token to be exchanged is not accepted",
            TokenGrant::CLIENT_CREDENTIALS => {
                "the client's credentials are not accepted for this grant"
            }
            _ => "what the grant asks with is not accepted",
        }
    }

    /// Whether the words are about the assertion by which the client authenticates.
    fn refuses_client_assertion(&self, sentence: &str) -> bool {
        let small = sentence.to_ascii_lowercase();
        let words = ["assertion", "audience", "jwt", "signature"];
        let is_sent = matches!(
            self.authentication.method(),
            AuthenticationMethod::PrivateKeyJwt | AuthenticationMethod::SecretJwt
        );
        is_sent && words.iter().any(|word| small.contains(word))
    }

    /// What is odd about the assertion, each with `; ` behind it.
    fn odd_in_assertion(&self, response: &HttpResponse) -> String {
        let of_grant = self.grant.parameters();
        let of_client = self.authentication.parameters();
        let mut sent = of_grant.chain(of_client);
        let assertion = sent.find(|(name, _)| matches!(*name, "assertion" | "client_assertion"));
        let Some((name, Ok(assertion))) =
            assertion.map(|(name, value)| (name, std::str::from_utf8(value)))
        else {
            return String::new();
        };
        let times = Times {
            now: response.date(),
            at_most: None,
        };
        let remarks = remarks(name, assertion, &self.token_endpoint, &times);
        let odd = remarks.into_iter().filter(|remark| remark.is_odd);
        odd.map(|remark| remark.text + "; ").collect()
    }

    /// Whether the code was sent with an encoding of its own inside that of the form.
    fn has_encoded_code(&self) -> bool {
        let mut parameters = self.grant.parameters();
        parameters.any(|(name, value)| {
            name == "code" && std::str::from_utf8(value).is_ok_and(is_percent_encoded)
        })
    }
}

/// What to do about a code that was sent as it stands in an address.
const ENCODED_CODE: &str = "the code that was sent still holds percent-encoded characters, such as %2F: decode it once more, or give the whole address that the browser ended on";
