//! What the token endpoint gave ([RFC 6749 §5.1](https://www.rfc-editor.org/rfc/rfc6749#section-5.1)).

use super::{SCOPES_OF_USERS, SPEC};
use crate::code::{finding, server};
use crate::error::shown;
use crate::{AuthorizationDetails, Finding, HttpResponse, OauthError, TokenGrant};
use claimscope_core::json::{self, Object, Value};
use claimscope_core::secret::Secret;
use claimscope_core::time::Timestamp;

/// A token response.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct TokenResponse {
    /// `access_token`.
    pub access_token: Secret,
    /// `token_type`, as written: `Bearer` in most cases.
    pub token_type: String,
    /// `expires_in`, in seconds.
    pub expires_in_seconds: Option<u64>,
    /// `scope`: what was granted, where the server says so.
    pub scope: Option<String>,
    /// `refresh_token`.
    pub refresh_token: Option<Secret>,
    /// `id_token`.
    pub id_token: Option<Secret>,
    /// `authorization_details`: what was granted, where the server says so
    /// ([RFC 9396 §7](https://www.rfc-editor.org/rfc/rfc9396#section-7)).
    pub authorization_details: Option<Value>,
    /// The whole body, tokens included.
    pub body: Secret,
    /// What deviates.
    pub findings: Vec<Finding>,
}

impl TokenResponse {
    /// The access token as text; empty where it is not UTF-8, which JSON makes impossible.
    pub fn access_token_text(&self) -> &str {
        self.access_token.expose_str().unwrap_or_default()
    }

    /// When the access token expires, counted from when the response came. `None` means unknown, not never.
    pub fn expires_at(&self, received: Timestamp) -> Option<Timestamp> {
        let seconds = i64::try_from(self.expires_in_seconds?).ok()?;
        Some(received.plus_seconds(seconds))
    }

    /// Reads the body of a response that was accepted before, such as one that was kept. What deviates was said then.
    ///
    /// # Errors
    ///
    /// Where it is no token response.
    pub fn from_body(body: &Secret) -> Result<Self, OauthError> {
        let response = HttpResponse::new(200, body.expose());
        match json::parse(body.expose()).value {
            Some(Value::Object(object)) => Ok(Self {
                findings: Vec::new(),
                ..Self::read(&object, &response, Vec::new())?
            }),
            _ => Err(OauthError::broken(
                server::TOKEN_RESPONSE,
                response.status,
                "the token response is no JSON object",
                SPEC,
            )),
        }
    }

    pub(super) fn read(
        object: &Object,
        response: &HttpResponse,
        mut findings: Vec<Finding>,
    ) -> Result<Self, OauthError> {
        let required = |name: &'static str| match object.get(name) {
            Some(Value::String(text)) if !text.is_empty() => Ok(text.clone()),
            found => {
                let found = match found {
                    None => "missing",
                    Some(Value::String(_)) => "empty",
                    Some(other) => other.type_text(),
                };
                Err(OauthError::broken(
                    server::TOKEN_RESPONSE,
                    response.status,
                    format!("the token response's {name} is {found}; it must be a string"),
                    SPEC,
                )
                .with_hint("check that this URL is the token endpoint"))
            }
        };
        let (access_token, token_type) = (required("access_token")?, required("token_type")?);
        if let Some(character) = unsendable(&access_token) {
            let message = format!(
                "the token response's access_token holds {}, which no token may",
                json::show::character(character)
            );
            return Err(OauthError::broken(
                server::TOKEN_RESPONSE,
                response.status,
                message,
                "RFC 6749 §A.12",
            )
            .with_hint("no header can carry it; the server must encode its token otherwise"));
        }
        if let Some(problem) = no_bearer(&access_token) {
            let message = format!(
                "access_token {problem}, so that Authorization: Bearer cannot carry it as it is"
            );
            findings.push(Finding::warning(
                finding::RESPONSE_BEARER,
                message,
                "RFC 6750 §2.1",
            ));
        }
        let mut optional = |name: &'static str| match object.get(name) {
            Some(Value::String(text)) => match unsendable(text) {
                None => Some(text.clone()),
                Some(character) => {
                    let character = json::show::character(character);
                    let message = format!("{name} holds {character}, and is left out");
                    findings.push(Finding::warning(
                        finding::RESPONSE_CHARACTER,
                        message,
                        "RFC 6749 §A",
                    ));
                    None
                }
            },
            None | Some(Value::Null) => None,
            Some(other) => {
                let message = format!("{name} is {} where a string should be", other.type_text());
                findings.push(Finding::warning(finding::RESPONSE_TYPE, message, SPEC));
                None
            }
        };
        let (refresh_token, id_token) = (optional("refresh_token"), optional("id_token"));
        let scope = optional("scope").or_else(|| joined(object.get("scope")?));
        let expires_in_seconds = expires_in(object.get("expires_in"), &mut findings);
        Ok(Self {
            access_token: access_token.into(),
            token_type,
            expires_in_seconds,
            scope,
            refresh_token: refresh_token.map(Secret::from),
            id_token: id_token.map(Secret::from),
            authorization_details: object.get(AuthorizationDetails::NAME).cloned(),
            body: Secret::new(response.body.clone()),
            findings,
        })
    }

    /// Adds a finding where the answer says that fewer scopes were granted than these, separated by spaces. Those of OpenID
    /// Connect are left out: they are about the user, no API needs them, and servers name them in many ways.
    pub fn compare_scope(&mut self, asked: &str) {
        let Some(granted) = self.scope.as_deref() else {
            return;
        };
        let missing: Vec<_> = asked
            .split_whitespace()
            .filter(|scope| !SCOPES_OF_USERS.contains(scope))
            .filter(|scope| !granted.split_whitespace().any(|word| word == *scope))
            .collect();
        if !missing.is_empty() {
            let message = format!(
                "not every scope was granted: {} is missing",
                missing.join(", ")
            );
            self.findings.push(
                Finding::warning(finding::RESPONSE_SCOPE, message, "RFC 6749 §3.3")
                    .hint("an API that needs it will answer 403"),
            );
        }
    }

    fn has_member(&self, name: &str) -> bool {
        let body = json::parse(self.body.expose()).value;
        let body = body.as_ref().and_then(Value::as_object);
        body.is_some_and(|body| body.get(name).is_some())
    }

    /// Adds findings on what the answer says, next to what was asked.
    pub(super) fn judge(&mut self, grant_type: &str, asked: Option<&str>, response: &HttpResponse) {
        let is_exchange = grant_type == TokenGrant::TOKEN_EXCHANGE;
        let is_untyped = is_exchange && !self.has_member("issued_token_type");
        let findings = &mut self.findings;
        let is = |known: &str| self.token_type.eq_ignore_ascii_case(known);
        // An exchange may give what is no access token and is used in another way.
        let known_type = is("bearer") || is("dpop") || (is_exchange && is("N_A"));
        if !known_type {
            findings.push(Finding::error(
                finding::RESPONSE_TOKEN_TYPE,
                format!(
                    "token_type is {:?}; Bearer and DPoP are known here",
                    shown(&self.token_type)
                ),
                "RFC 6749 §7.1",
            ));
        }
        let uncached = response.header_values("cache-control").any(|value| {
            value
                .split(',')
                .any(|word| word.trim().eq_ignore_ascii_case("no-store"))
        });
        if !uncached {
            findings.push(Finding::warning(
                finding::RESPONSE_CACHE_CONTROL,
                "the answer lacks Cache-Control: no-store, so a cache may keep the token",
                SPEC,
            ));
        }
        if is_untyped {
            findings.push(Finding::warning(
                finding::RESPONSE_TOKEN_TYPE,
                "issued_token_type is missing, so that it is not said what kind of token this is",
                "RFC 8693 §2.2.1",
            ));
        }
        if let Some(asked) = asked {
            self.compare_scope(asked);
        }
        if grant_type == "client_credentials" && self.refresh_token.is_some() {
            self.findings.push(Finding::warning(
                finding::RESPONSE_REFRESH_TOKEN,
                "a refresh token came with client_credentials, where none should be given",
                "RFC 6749 §4.4.3",
            ));
        }
    }
}

/// What keeps a token out of `Authorization: Bearer`, which takes the characters of `b64token` alone.
fn no_bearer(token: &str) -> Option<String> {
    if let Some((scheme, _)) = token.split_once(' ')
        && scheme.eq_ignore_ascii_case("bearer")
    {
        return Some("begins with Bearer".to_owned());
    }
    let other = token
        .trim_end_matches('=')
        .chars()
        .find(|character| !(character.is_ascii_alphanumeric() || "-._~+/".contains(*character)))?;
    Some(format!("holds {}", json::show::character(other)))
}

/// The first character that is outside the visible ones of ASCII, which are all that RFC 6749's appendix A allows.
fn unsendable(text: &str) -> Option<char> {
    text.chars()
        .find(|character| !matches!(character, ' '..='~'))
}

/// An array of scopes, which some servers send, as the string that it should be.
fn joined(scope: &Value) -> Option<String> {
    let words: Vec<_> = scope.as_array()?.iter().filter_map(Value::as_str).collect();
    Some(words.join(" "))
}

/// A hundred years: what is longer is no time, but a way to say that nobody thought of one.
const LONGEST_SECONDS: f64 = 100.0 * 365.25 * 86_400.0;

fn expires_in(value: Option<&Value>, findings: &mut Vec<Finding>) -> Option<u64> {
    let seconds = match value {
        None | Some(Value::Null) => {
            findings.push(
                Finding::note(
                    finding::RESPONSE_EXPIRES_IN,
                    "the server does not say when the token expires",
                    SPEC,
                )
                .hint("a JWT's exp tells; otherwise the time is unknown, not endless"),
            );
            return None;
        }
        Some(Value::Number(number)) => number.as_f64(),
        Some(Value::String(text)) => {
            let message = "expires_in is a string where a number should be";
            findings.push(Finding::warning(finding::RESPONSE_TYPE, message, SPEC));
            text.trim().parse().unwrap_or(f64::NAN)
        }
        Some(_) => f64::NAN,
    };
    let message = match seconds.is_finite() && seconds >= 0.0 {
        true if seconds <= LONGEST_SECONDS => return Some(seconds as u64),
        true => "expires_in is more than a hundred years, and is left out",
        false => "expires_in is no number of seconds, and is left out",
    };
    findings.push(Finding::warning(
        finding::RESPONSE_EXPIRES_IN,
        message,
        SPEC,
    ));
    None
}
