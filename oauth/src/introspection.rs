//! Token introspection ([RFC 7662]): whether a token holds, by its issuer's own word.
//!
//! [RFC 7662]: https://www.rfc-editor.org/rfc/rfc7662

use claimscope_core::difference_hint;
use claimscope_core::json::{Object, Value};
use claimscope_core::misuse;
use claimscope_core::secret::Secret;
use claimscope_core::time::{Timestamp, relative_text};

use super::code::{finding, server};
use super::error::shown;
use super::token_form::TokenForm;
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
    form: TokenForm,
    is_signed: bool,
}

/// What an introspection endpoint answered.
#[derive(Clone, Debug)]
pub enum Introspected {
    /// What the issuer says of the token.
    Plain(Introspection),
    /// The same inside a signed JWT ([RFC 9701 §5](https://www.rfc-editor.org/rfc/rfc9701#section-5)), which counts once it is
    /// verified.
    Signed(Secret),
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
            form: TokenForm::new(endpoint.into(), authentication, token.into()),
            is_signed: false,
        }
    }

    /// Asks for a signed answer ([RFC 9701 §4](https://www.rfc-editor.org/rfc/rfc9701#section-4)).
    #[must_use]
    pub fn signed(mut self) -> Self {
        self.is_signed = true;
        self
    }

    /// Says what kind of token it is: `access_token` or `refresh_token`.
    #[must_use]
    pub fn token_type_hint(mut self, hint: impl Into<String>) -> Self {
        self.form.token_type_hint = Some(hint.into());
        self
    }

    /// The request to send.
    ///
    /// # Errors
    ///
    /// [`OauthError::Misuse`] where the endpoint is no URL, or `http` to another machine.
    pub fn request(&self) -> Result<HttpRequest, OauthError> {
        let mut request = self.form.request(&ENDPOINT)?;
        if self.is_signed {
            request
                .headers
                .retain(|(name, _)| !name.eq_ignore_ascii_case("accept"));
            request = request.header("Accept", format!("application/{}", Introspection::JWT_TYPE));
        }
        Ok(request)
    }

    /// Takes the answer.
    ///
    /// # Errors
    ///
    /// [`OauthError::Declined`] with the server's own words, or [`OauthError::Broken`] where the answer does not say whether
    /// the token is active.
    pub fn accept(&self, response: &HttpResponse) -> Result<Introspected, OauthError> {
        read(response).map_err(|error| {
            let error = match response.status {
                401 | 403 => error.with_hint(
                    "the client may not ask; some servers, IdentityServer4 among them, want the name and the secret of the API here",
                ),
                _ => error,
            };
            self.form.error(&ENDPOINT, error)
        })
    }
}

const WHAT: &str = "the introspection response";

fn read(response: &HttpResponse) -> Result<Introspected, OauthError> {
    if response.status != 200 || body::declined(response).is_some() {
        return Err(body::refused(response, WHAT, SPEC));
    }
    let media_type = response.media_type().unwrap_or_default();
    if media_type.strip_prefix("application/") == Some(Introspection::JWT_TYPE) {
        return Ok(Introspected::Signed(Secret::new(
            response.body.trim_ascii(),
        )));
    }
    let (members, findings) = body::object(response, WHAT, SPEC)?;
    Introspection::read(members, findings, Some(response.status)).map(Introspected::Plain)
}

impl Introspection {
    /// The media type of a signed answer without `application/`, which is its `typ` too.
    pub const JWT_TYPE: &'static str = "token-introspection+jwt";

    /// What the claims of a signed answer say: their `token_introspection`.
    ///
    /// # Errors
    ///
    /// [`OauthError::Broken`] where it is missing, or does not say whether the token is active.
    pub fn of_claims(claims: Option<&Object>) -> Result<Self, OauthError> {
        const NAME: &str = "token_introspection";
        let claim = claims.and_then(|claims| claims.get(NAME));
        let members = claim.and_then(Value::as_object).ok_or_else(|| {
            let found = claim.map_or("missing", Value::type_text);
            let message = format!("{WHAT}'s {NAME} is {found}; it must be an object");
            OauthError::broken(server::INTROSPECTION_JWT, None, message, "RFC 9701 §5")
        })?;
        Self::read(members.clone(), Vec::new(), None)
    }

    /// What is odd in the times of a token that is called active: its `exp` has passed, its `nbf` or `iat` has not come, or one of
    /// them is no time ([RFC 7662 §2.2](https://www.rfc-editor.org/rfc/rfc7662#section-2.2)). Clocks may differ by a minute.
    pub fn odd_times(&self, now: Timestamp) -> Vec<Finding> {
        const CLOCKS_SECONDS: i64 = 60;
        let odd = |name: &'static str| {
            let value = self.members.get(name)?;
            let Some(at) = time(value) else {
                return Some(no_time(name, value));
            };
            let is_odd = match name {
                "exp" => at.plus_seconds(CLOCKS_SECONDS) <= now,
                _ => at > now.plus_seconds(CLOCKS_SECONDS),
            };
            let when = relative_text(at, now);
            is_odd.then(|| {
                Finding::warning(
                    finding::RESPONSE_ACTIVE,
                    format!("the token is called active, and its {name} is {at}, {when}"),
                    SPEC,
                )
                .hint("compare the clocks of this machine and the issuer; if they agree, the server does not look at the token's times")
            })
        };
        let names = ["exp", "nbf", "iat"].into_iter();
        names.filter(|_| self.is_active).filter_map(odd).collect()
    }

    /// That the token is of another issuer than each of those expected, as the answer's `iss` has it
    /// ([RFC 7662 §2.2](https://www.rfc-editor.org/rfc/rfc7662#section-2.2)).
    pub fn other_issuer(&self, expected: &[String]) -> Option<Finding> {
        let actual = self.members.get("iss").filter(|_| self.is_active)?;
        let text = actual.as_str();
        if expected.is_empty() || text.is_some_and(|text| expected.iter().any(|one| one == text)) {
            return None;
        }
        let expected = expected.join(", ");
        let shown = text.map_or_else(|| actual.type_text().to_owned(), shown);
        let difference = text.and_then(|text| difference_hint(&expected, text));
        let difference = difference.map_or(String::new(), |hint| format!(", which {hint}"));
        Some(
            Finding::error(
                finding::RESPONSE_ISSUER,
                format!("the token is called active, and its iss is {shown}; {expected} was asked{difference}"),
                SPEC,
            )
            .hint("ask the issuer that it names; an API that trusts this one must not take the token"),
        )
    }

    fn read(
        members: Object,
        mut findings: Vec<Finding>,
        status: Option<u16>,
    ) -> Result<Self, OauthError> {
        if members.get("active") == Some(&Value::Bool(false)) {
            findings.push(
                Finding::note(
                    finding::RESPONSE_INACTIVE,
                    "the token is expired, revoked, unknown to this server, or one that this client may not ask about",
                    SPEC,
                )
                .hint("see that the token comes from this very issuer, by the same host name; its exp tells whether it has expired"),
            );
        }
        match members.get("active") {
            Some(Value::Bool(is_active)) => Ok(Self {
                is_active: *is_active,
                members,
                findings,
            }),
            other => {
                let found = other.map_or("missing", Value::type_text);
                let message = format!("{WHAT}'s active is {found}; it must be true or false");
                let code = server::INTROSPECTION_RESPONSE;
                Err(OauthError::broken(code, status, message, SPEC)
                    .with_hint("check that this URL is the introspection endpoint"))
            }
        }
    }
}

/// The last second of the year 9999; a larger number counts something else, such as milliseconds.
const LAST_SECOND: i64 = 253_402_300_799;

/// A whole number of seconds since 1970.
fn time(value: &Value) -> Option<Timestamp> {
    let seconds = value.as_number()?.as_i64()?;
    let is_time = (0..=LAST_SECOND).contains(&seconds);
    is_time.then(|| Timestamp::from_unix_seconds(seconds))
}

fn no_time(name: &str, value: &Value) -> Finding {
    let found = match value {
        Value::Number(_) => "no such number",
        other => other.type_text(),
    };
    let message = format!("{name} must be a whole number of seconds since 1970, and is {found}");
    Finding::warning(finding::RESPONSE_TYPE, message, SPEC)
        .hint("correct it at the server; an API cannot tell by it whether the token holds")
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
        match request().accept(&response)? {
            Introspected::Plain(introspection) => Ok(introspection),
            Introspected::Signed(_) => panic!("it is not signed"),
        }
    }

    #[test]
    fn a_signed_answer_is_asked_for_and_told_by_its_media_type() {
        let signed = request().signed().request().unwrap();
        let accept: Vec<_> = signed
            .headers
            .iter()
            .filter(|(name, _)| name.eq_ignore_ascii_case("accept"))
            .map(|(_, value)| value.expose_str().unwrap())
            .collect();
        assert_eq!(accept, ["application/token-introspection+jwt"]);
        let media_type = "application/token-introspection+jwt; charset=utf-8";
        let response = HttpResponse::new(200, "a.b.c\n").header("Content-Type", media_type);
        let Introspected::Signed(text) = request().accept(&response).unwrap() else {
            panic!("it is signed");
        };
        assert_eq!(text.expose(), b"a.b.c");
    }

    #[test]
    fn the_claims_of_a_signed_answer_say_it_inside_one_of_them() {
        let read = |claims: &str| {
            let value = claimscope_core::json::parse_strict(claims.as_bytes()).unwrap();
            Introspection::of_claims(value.as_object())
        };
        let active = read(r#"{"iss":"a","token_introspection":{"active":true,"scope":"api1"}}"#);
        assert_eq!(active.unwrap().members.get_str("scope"), Some("api1"));
        for (claims, code) in [
            (r#"{"active":true}"#, "server.introspection-jwt"),
            (
                r#"{"token_introspection":true}"#,
                "server.introspection-jwt",
            ),
            (
                r#"{"token_introspection":{"scope":"a"}}"#,
                "server.introspection-response",
            ),
        ] {
            assert_eq!(read(claims).unwrap_err().code(), code, "{claims}");
        }
    }

    #[test]
    fn the_request_carries_the_token_in_the_form() {
        let hinted = request().token_type_hint("access_token").request().unwrap();
        let expected = "token=opaque-token-1&token_type_hint=access_token";
        assert_eq!(hinted.body.expose_str(), Some(expected));
        assert!(!format!("{hinted:?}").contains("opaque-token-1"));
    }

    #[test]
    fn an_active_token_whose_times_say_otherwise_is_a_finding() {
        let now = Timestamp::from_unix_seconds(1_000_000);
        let odd = |body: &str| {
            let findings = answer(200, body).unwrap().odd_times(now);
            let messages = findings.into_iter().map(|finding| finding.message);
            messages.collect::<Vec<_>>().join("; ")
        };
        assert_eq!(
            odd(r#"{"active":true,"exp":1}"#),
            "the token is called active, and its exp is 1970-01-01T00:00:01Z, 11 d 13 h ago"
        );
        for (members, names) in [
            (r#""nbf":1000600,"iat":1000601,"exp":999000"#, 3),
            (r#""nbf":1000600"#, 1),
            (r#""exp":999950,"nbf":1000050,"iat":1000050"#, 0),
            (r#""exp":"1","nbf":null"#, 0),
            (r#""exp":1e300,"iat":-1e300"#, 0),
        ] {
            let said = odd(&format!(r#"{{"active":true,{members}}}"#));
            assert_eq!(said.matches("called active").count(), names, "{said}");
        }
        assert_eq!(odd(r#"{"active":false,"exp":1}"#), "");
    }

    #[test]
    fn a_token_of_another_issuer_is_told() {
        let expected = ["https://sts.example".to_owned()];
        let told = |body: &str, expected: &[String]| {
            let finding = answer(200, body).unwrap().other_issuer(expected);
            finding.map(|finding| finding.message).unwrap_or_default()
        };
        assert_eq!(
            told(r#"{"active":true,"iss":"https://sts.example/"}"#, &expected),
            "the token is called active, and its iss is https://sts.example/; https://sts.example was asked, which differs only by a trailing slash"
        );
        let odd = told(r#"{"active":true,"iss":7}"#, &expected);
        assert!(odd.contains("its iss is a number"), "{odd}");
        for (body, expected) in [
            (
                r#"{"active":true,"iss":"https://sts.example"}"#,
                &expected[..],
            ),
            (r#"{"active":true}"#, &expected),
            (
                r#"{"active":false,"iss":"https://other.example"}"#,
                &expected,
            ),
            (r#"{"active":true,"iss":"https://other.example"}"#, &[]),
        ] {
            assert_eq!(told(body, expected), "", "{body}");
        }
    }

    #[test]
    fn a_time_that_is_none_is_a_finding() {
        let now = Timestamp::from_unix_seconds(1_000_000);
        for exp in [
            r#""1""#,
            r#""2030-01-01""#,
            "null",
            "1e400",
            "1000600.5",
            "-1",
            "99999999999999999999",
            "1795788214752",
        ] {
            for name in ["exp", "nbf", "iat"] {
                let body = format!(r#"{{"active":true,"{name}":{exp}}}"#);
                let findings = answer(200, &body).unwrap().odd_times(now);
                let codes: Vec<_> = findings.iter().map(|one| one.code.as_str()).collect();
                assert_eq!(codes, ["response.type"], "{body}");
            }
        }
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
    fn who_sent_no_secret_is_told_to_send_one() {
        let client = ClientAuthentication::none("spa");
        let request = IntrospectionRequest::new("https://sts.example/introspect", client, "t0ken");
        let response = HttpResponse::new(401, r#"{"error":"invalid_client"}"#);
        let error = request.accept(&response).unwrap_err();
        let hint = error.hint().unwrap();
        assert!(hint.starts_with("no secret was sent"), "{hint}");
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
