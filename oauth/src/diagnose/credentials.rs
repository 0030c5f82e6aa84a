//! Which credentials a request carries, and where.

use super::line::shown_text;
use crate::HttpRequest;
use crate::mask::is_secret_header;
use crate::vendors::refusals::habits::UNDERSCORES;
use claimscope_core::base64url;
use claimscope_core::placeholder::is_unfilled;
use claimscope_core::secret::is_secret_name;

/// What stands after the scheme in `Authorization`, or the whole of it where it is a bare JWT.
pub(super) fn sent_token(authorization: Option<&str>) -> Option<&str> {
    let value = authorization?.trim();
    let Some((scheme, token)) = value.split_once(' ') else {
        return value.contains('.').then_some(value);
    };
    let is_ours = scheme.eq_ignore_ascii_case("Bearer") || scheme.eq_ignore_ascii_case("DPoP");
    let token = token.trim();
    // Under another scheme, such as Basic, only what looks like a JWT is taken for a token.
    (!token.is_empty() && !is_unfilled(token) && (is_ours || token.contains('.'))).then_some(token)
}

/// Whether the token is a JWT in base64 once more.
pub(super) fn is_in_base64(token: &str) -> bool {
    // "eyJ" in base64.
    token.starts_with("ZXlK")
        && base64url::decode_for_display(token.as_bytes())
            .is_some_and(|bytes| bytes.contains(&b'.'))
}

/// Where else than in `Authorization` the request holds what looks like a token.
pub(super) fn elsewhere(request: &HttpRequest) -> Option<String> {
    let is_token = |name: &str, value: &str| {
        let small = name.to_ascii_lowercase();
        let is_of_another = [
            "authorization",
            "cookie",
            "dpop",
            "csrf",
            "xsrf",
            "security-token",
        ]
        .iter()
        .any(|other| small.contains(other));
        !is_of_another
            && !value.trim().is_empty()
            && (is_secret_name(name) || small.contains("jwt") || value.starts_with("eyJ"))
    };
    let mut headers = request.headers.iter();
    let header =
        headers.find(|(name, value)| is_token(name, value.expose_str().unwrap_or_default()));
    if let Some((name, _)) = header {
        let dropped = if name.contains('_') {
            format!("; {UNDERSCORES}")
        } else {
            String::new()
        };
        return Some(format!(
            "the header {} holds one{dropped}",
            shown_text(name)
        ));
    }
    let (_, query) = request.url.split_once('?')?;
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    let (name, _) = pairs.find(|(name, value)| is_token(name, value))?;
    Some(format!(
        "the parameter {} of the URL holds one",
        shown_text(&name)
    ))
}

/// Whether some header beside `Authorization` holds a credential, such as a cookie or a key.
pub(super) fn has_another(request: &HttpRequest) -> bool {
    request
        .headers
        .iter()
        .any(|(name, _)| is_secret_header(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_without_a_value_are_no_tokens() {
        for text in ["null", "{{access_token}}", "<your token>"] {
            assert_eq!(sent_token(Some(&format!("Bearer {text}"))), None);
        }
    }

    #[test]
    fn tokens_are_found_beside_the_header() {
        let url = "https://api.shop.test/x";
        let request = HttpRequest::get(url).header("access_token", "eyJ0.e30.x");
        assert!(elsewhere(&request).is_some_and(|line| line.contains("drop names with _")));
        let request = HttpRequest::get(format!("{url}?a=b&token=xoxb-1"));
        assert!(elsewhere(&request).is_some_and(|line| line.contains("parameter token")));
        for name in ["X-CSRF-Token", "Authorization", "Accept"] {
            assert_eq!(elsewhere(&HttpRequest::get(url).header(name, "abc")), None);
        }
    }
}
