//! Userinfo ([OpenID Connect Core §5.3]): what an issuer says of the user of an access token.
//!
//! [OpenID Connect Core §5.3]: https://openid.net/specs/openid-connect-core-1_0.html#UserInfo

use claimscope_core::json::Object;
use claimscope_core::misuse;
use claimscope_core::secret::Secret;

use super::code::server;
use super::mask::SentCredentials;
use super::{Finding, HttpRequest, HttpResponse, OauthError, body, endpoint};

const SPEC: &str = "OpenID Connect Core §5.3.2";

const ENDPOINT: endpoint::Endpoint = endpoint::Endpoint {
    name: "the userinfo endpoint",
    misuse: misuse::ENDPOINT,
    spec: "OpenID Connect Core §5.3",
};

/// What a userinfo endpoint answered.
#[derive(Clone, Debug)]
pub enum Userinfo {
    /// The claims.
    Claims {
        /// The claims, `sub` among them.
        claims: Object,
        /// What deviates.
        findings: Vec<Finding>,
    },
    /// A signed JWT with the claims, which counts once it is verified.
    Jwt(Secret),
}

/// The request for the user of an access token, without the token: it goes as an API call's does.
///
/// # Errors
///
/// [`OauthError::Misuse`] where the endpoint is no URL, or `http` to another machine.
pub fn userinfo_request(endpoint: &str) -> Result<HttpRequest, OauthError> {
    ENDPOINT.check(endpoint)?;
    Ok(HttpRequest::get(endpoint).header("Accept", "application/json, application/jwt"))
}

/// Takes the answer to a request that carried this token.
///
/// # Errors
///
/// [`OauthError::Declined`] or [`OauthError::Broken`] where the server refuses, or the answer has no `sub`.
pub fn accept_userinfo(
    request: &HttpRequest,
    response: &HttpResponse,
) -> Result<Userinfo, OauthError> {
    let sent = SentCredentials::of(request);
    read(response).map_err(|error| error.at(&request.url).without_credentials(&sent))
}

/// What a token needs here.
const USER: &str = "userinfo needs a token of a user, with the scope openid; one of client_credentials has no user";

fn read(response: &HttpResponse) -> Result<Userinfo, OauthError> {
    const WHAT: &str = "the userinfo response";
    if response.status != 200 {
        return Err(
            match (body::refused(response, WHAT, SPEC), response.status) {
                (OauthError::Declined(mut declined), 401 | 403) => {
                    declined.hint = format!("{}; {USER}", declined.hint);
                    OauthError::Declined(declined)
                }
                (error, 401 | 403) => error.with_hint(USER),
                (error, _) => error,
            },
        );
    }
    if response.media_type().as_deref() == Some("application/jwt") {
        return Ok(Userinfo::Jwt(Secret::new(response.body.trim_ascii())));
    }
    let (claims, findings) = body::object(response, WHAT, SPEC)?;
    match claims.get_str("sub") {
        Some(_) => Ok(Userinfo::Claims { claims, findings }),
        None => Err(OauthError::broken(
            server::USERINFO_RESPONSE,
            response.status,
            "the userinfo response has no sub, so that it cannot be told whom it is about",
            SPEC,
        )
        .with_hint("check that this URL is the userinfo endpoint")),
    }
}

/// Compares userinfo's `sub` with the ID token's: where they differ, nothing of the answer may be used.
///
/// # Errors
///
/// [`OauthError::Broken`] with code `server.userinfo-subject`.
pub fn require_same_subject(claims: &Object, id_token_subject: &str) -> Result<(), OauthError> {
    match claims.get_str("sub") == Some(id_token_subject) {
        true => Ok(()),
        false => Err(OauthError::broken(
            server::USERINFO_SUBJECT,
            None,
            "userinfo speaks of another user than the ID token",
            SPEC,
        )
        .with_hint("the access token may be another user's; log in again")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accept(response: HttpResponse) -> Result<Userinfo, OauthError> {
        let request = userinfo_request("https://sts.example/userinfo").unwrap();
        accept_userinfo(&request.bearer("t0ken-t0ken"), &response)
    }

    #[test]
    fn claims_come_as_json_or_as_a_jwt() {
        let json = HttpResponse::new(200, r#"{"sub":"alice","name":"Alice"}"#);
        let Userinfo::Claims { claims, .. } = accept(json).unwrap() else {
            panic!("no claims");
        };
        assert!(require_same_subject(&claims, "alice").is_ok());
        let error = require_same_subject(&claims, "bob").unwrap_err();
        assert_eq!(error.code(), "server.userinfo-subject");
        let jwt = HttpResponse::new(200, "a.b.c\n").header("Content-Type", "application/jwt");
        let Userinfo::Jwt(text) = accept(jwt).unwrap() else {
            panic!("no JWT");
        };
        assert_eq!(text.expose(), b"a.b.c");
    }

    #[test]
    fn without_a_user_it_is_said_what_is_missing() {
        let code = |response| accept(response).unwrap_err().code().as_str();
        assert_eq!(
            code(HttpResponse::new(200, "{}")),
            "server.userinfo-response"
        );
        let error = accept(HttpResponse::new(403, "")).unwrap_err();
        assert!(error.hint().unwrap().contains("openid"), "{error}");
    }

    #[test]
    fn what_the_challenge_says_is_the_servers_words_where_the_body_is_silent() {
        let challenge =
            r#"Bearer error="invalid_token",error_description="The access token expired""#;
        let response = HttpResponse::new(401, "").header("WWW-Authenticate", challenge);
        let error = accept(response).unwrap_err();
        assert_eq!(error.code(), "declined.invalid_token");
        let words = error.server_words().unwrap();
        assert_eq!(
            words,
            "invalid_token: The access token expired (status 401)"
        );
        let body = r#"{"error":"insufficient_scope"}"#;
        let response = HttpResponse::new(403, body).header("WWW-Authenticate", challenge);
        let error = accept(response).unwrap_err();
        assert_eq!(error.code(), "declined.insufficient_scope");
        let repeated = r#"Bearer error="invalid_token",error_description="not t0ken-t0ken""#;
        let response = HttpResponse::new(401, "").header("WWW-Authenticate", repeated);
        let told = accept(response).unwrap_err().to_string();
        assert!(!told.contains("t0ken-t0ken"), "{told}");
    }

    #[test]
    fn what_the_api_says_of_the_token_is_known() {
        let body = r#"{"error":"invalid_token","error_description":"Token verification failed"}"#;
        let error = accept(HttpResponse::new(401, body)).unwrap_err();
        assert_eq!(error.code(), "declined.invalid_token");
        let told = error.to_string();
        assert!(
            told.contains("new token") && told.contains("openid"),
            "{told}"
        );
        let body = r#"{"error":"insufficient_scope","error_description":"Missing openid scope"}"#;
        let error = accept(HttpResponse::new(403, body)).unwrap_err();
        assert_eq!(error.code(), "declined.insufficient_scope");
    }
}
