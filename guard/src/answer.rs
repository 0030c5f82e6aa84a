//! A refusal: what is answered, byte for byte, and what is told of it.

use claimscope_core::Rejection;
use claimscope_core::json::{Object, Value};
use claimscope_core::report::{Check, CheckId};
use claimscope_oauth::challenge::Challenge;
use claimscope_oauth::code::guard::TOKEN_BOUND;
use claimscope_oauth::keys::KeysError;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{Response, StatusCode};

/// What stands in each challenge beside the error.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) realm: Option<String>,
    pub(crate) scope: Option<String>,
    pub(crate) acr_values: Option<String>,
    pub(crate) max_age: Option<String>,
    pub(crate) resource_metadata: Option<String>,
    pub(crate) retry_after_seconds: u32,
}

/// A request that was refused, as it can be logged: without the token.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Refusal {
    /// The status that was answered: 400, 401, 403 or 503.
    pub status: u16,
    /// The `error` of the challenge; none where no token was sent, and where there are no keys.
    pub error: Option<&'static str>,
    /// The check that failed, such as `claim.exp`; `keys.*` and `server.*` where keys could not be had; or `token.missing`,
    /// `token.place`, `header.scheme`, `request.invalid`, and where it is bound to a key `dpop.required`,
    /// `token.certificate-bound`, `token.bound`.
    pub code: &'static str,
    /// One sentence for whoever runs the API, lower case, no full stop. It may repeat a claim, and is not answered.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// What the answer says: nothing that stands in the token.
    description: String,
}

impl Refusal {
    /// A request without a token: it lacks authentication, and has made no error.
    pub(crate) fn unauthenticated(code: &'static str, message: &'static str) -> Self {
        Self {
            status: 401,
            error: None,
            code,
            message: message.to_owned(),
            hint: None,
            description: message.to_owned(),
        }
    }

    /// A request that does not carry its token as RFC 6750 has it.
    pub(crate) fn malformed(message: &'static str) -> Self {
        Self {
            status: 400,
            error: Some("invalid_request"),
            ..Self::unauthenticated("request.invalid", message)
        }
    }

    pub(crate) fn of_check(check: &Check) -> Self {
        let (status, error) = match check.id {
            CheckId::ClaimScope => (403, "insufficient_scope"),
            CheckId::ClaimAcr | CheckId::ClaimAuthTime => (401, STEP_UP),
            _ => (401, "invalid_token"),
        };
        let code = check.id.as_str();
        Self {
            status,
            error: Some(error),
            code,
            message: check.message.clone(),
            hint: check.hint.clone(),
            description: format!("the token fails the check {code}"),
        }
    }

    /// A token that only the holder of a key may use ([RFC 7800 §3.1](https://www.rfc-editor.org/rfc/rfc7800#section-3.1)),
    /// which nobody proved to be. What is no confirmation that is known may be one all the same.
    pub(crate) fn of_confirmation(cnf: &Value) -> Self {
        let has = |member: &str| cnf.as_object().is_some_and(|cnf| cnf.get(member).is_some());
        let (code, message) = if has("jkt") {
            let message = "the token is bound to a key by DPoP, and came as a bearer token";
            ("dpop.required", message)
        } else if has("x5t#S256") {
            let message = "the token is bound to a client certificate, and this API looks at none";
            ("token.certificate-bound", message)
        } else {
            let message = "the token is bound to a key, and this API looks at no proof of it";
            (TOKEN_BOUND.as_str(), message)
        };
        Self {
            error: Some("invalid_token"),
            ..Self::unauthenticated(code, message)
        }
    }

    pub(crate) fn without_keys(error: KeysError) -> Self {
        Self {
            status: 503,
            error: None,
            code: error.code.as_str(),
            message: error.message,
            hint: error.hint,
            description: "tokens cannot be verified at the moment".to_owned(),
        }
    }

    /// The answer, with its body.
    pub(crate) fn answer(&self, told: &Told) -> Response<String> {
        let is_unavailable = self.status == 503;
        let error = match is_unavailable {
            true => Some("temporarily_unavailable"),
            false => self.error,
        };
        let mut body = Object::new();
        if let Some(error) = error {
            body.set("error", error);
        }
        body.set("error_description", self.description.as_str());
        body.set("code", self.code);
        let (name, value) = match is_unavailable {
            true => (RETRY_AFTER, told.retry_after_seconds.to_string()),
            false => (WWW_AUTHENTICATE, self.challenge(told).to_string()),
        };
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::UNAUTHORIZED);
        let mut response = json(status, body.to_string());
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        // All that stands in it was found to be printable.
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
        response
    }

    fn challenge(&self, told: &Told) -> Challenge {
        let description = self.error.map(|_| self.description.as_str());
        let scope = told.scope.as_deref().filter(|_| self.status != 400);
        let steps_up = self.error == Some(STEP_UP);
        let acr_values = told.acr_values.as_deref().filter(|_| steps_up);
        let max_age = told.max_age.as_deref().filter(|_| steps_up);
        let parameters = [
            ("realm", told.realm.as_deref()),
            ("error", self.error),
            ("error_description", description),
            ("scope", scope),
            ("acr_values", acr_values),
            ("max_age", max_age),
            ("resource_metadata", told.resource_metadata.as_deref()),
        ];
        let mut challenge = Challenge::new("Bearer");
        for (name, value) in parameters {
            challenge
                .params
                .extend(value.map(|value| (name.to_owned(), value.to_owned())));
        }
        challenge
    }
}

impl From<Rejection> for Refusal {
    fn from(rejection: Rejection) -> Self {
        Self::of_check(rejection.check())
    }
}

/// `insufficient_user_authentication` ([RFC 9470 §3](https://www.rfc-editor.org/rfc/rfc9470#section-3)).
const STEP_UP: &str = "insufficient_user_authentication";

pub(crate) fn json(status: StatusCode, body: String) -> Response<String> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let value = HeaderValue::from_static("application/json");
    response.headers_mut().insert(CONTENT_TYPE, value);
    response
}
