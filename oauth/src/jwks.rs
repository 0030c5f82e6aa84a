//! Asking an issuer for its keys ([RFC 7517 §5](https://www.rfc-editor.org/rfc/rfc7517#section-5)).

use super::code::server;
use super::{HttpRequest, HttpResponse, OauthError, body};
use claimscope_core::json;
use claimscope_core::jwk::{JwkError, JwkSet};
use claimscope_core::misuse;
use claimscope_core::said;
use claimscope_core::url::Url;

/// The request for the set at `jwks_uri`.
///
/// # Errors
///
/// [`OauthError::Misuse`] where it is no URL, or `http` to another machine: the keys could be replaced on the way.
pub fn request(jwks_uri: &str) -> Result<HttpRequest, OauthError> {
    let url = endpoint(jwks_uri)?;
    if !url.is_https() && !url.is_loopback() {
        return Err(OauthError::misuse(
            misuse::HTTPS,
            said!(
                "{} is http: anyone on the way can replace the keys",
                url.origin()
            ),
            "RFC 8414 §2",
        )
        .with_hint("use https; plain http is for localhost alone"));
    }
    dangerous_request_over_http(jwks_uri)
}

/// As [`request`], and `http` to any machine too: whoever sits on the way can then replace the keys.
///
/// # Errors
///
/// [`OauthError::Misuse`] where it is no URL.
pub fn dangerous_request_over_http(jwks_uri: &str) -> Result<HttpRequest, OauthError> {
    endpoint(jwks_uri)?;
    Ok(HttpRequest::get(jwks_uri).header("Accept", "application/jwk-set+json, application/json"))
}

fn endpoint(jwks_uri: &str) -> Result<Url, OauthError> {
    Url::parse(jwks_uri)
        .map_err(|error| OauthError::misuse(misuse::JWKS_URI, said!("{error}"), "RFC 8414 §2"))
}

/// Takes the answer.
///
/// # Errors
///
/// [`OauthError::Broken`] where it is not a set of keys in any of the shapes of [`JwkSet::parse`].
pub fn accept(response: &HttpResponse) -> Result<JwkSet, OauthError> {
    const WHAT: &str = "the key set";
    const SPEC: &str = "RFC 7517 §5";
    if response.status != 200 {
        return Err(body::refused(response, WHAT, SPEC));
    }
    body::something(response, WHAT, SPEC)?;
    JwkSet::parse(&response.body).map_err(|error| {
        let message = said!("{WHAT} cannot be used: {error}");
        let code = match json::parse(&response.body).value {
            Some(_) => server::JWKS,
            None => server::JSON,
        };
        let hint = match error {
            JwkError::ForeignForm(_) => "have the issuer sign with a key pair, which it then publishes here; or check that this URL is its jwks_uri",
            _ => "check that this URL is the issuer's jwks_uri",
        };
        OauthError::broken(code, response.status, message, SPEC).with_hint(hint)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_stay_off_plain_http() {
        assert_eq!(
            request("http://sts.example/jwks").unwrap_err().code(),
            "misuse.https"
        );
        assert!(request("http://localhost:5001/jwks").is_ok());
        assert!(dangerous_request_over_http("http://sts.example/jwks").is_ok());
        assert_eq!(request("/jwks").unwrap_err().code(), "misuse.jwks_uri");
    }

    #[test]
    fn says_what_came_instead() {
        for (response, code) in [
            (HttpResponse::new(500, ""), "server.status"),
            (HttpResponse::new(200, " "), "server.empty"),
            (HttpResponse::new(200, "<html>"), "server.html"),
            (HttpResponse::new(200, "{"), "server.json"),
            (HttpResponse::new(200, "{}"), "server.jwks"),
        ] {
            assert_eq!(accept(&response).unwrap_err().code(), code);
        }
        let set = HttpResponse::new(200, r#"{"keys":[]}"#);
        assert!(accept(&set).unwrap().keys.is_empty());
    }
}
