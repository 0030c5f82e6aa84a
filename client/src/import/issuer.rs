//! From the endpoints that an export names to the issuer whose metadata names them.

use claimscope_core::url::Url;

/// How authorization servers lay out their paths: what stands behind the issuer's own path at the authorization endpoint and
/// at the token endpoint, and what the issuer's path has in its place. Each row is a layout that several products share.
const LAYOUTS: [(&str, &str, &str); 10] = [
    (
        "/protocol/openid-connect/auth",
        "/protocol/openid-connect/token",
        "",
    ),
    ("/connect/authorize", "/connect/token", ""),
    ("/oauth2/v2.0/authorize", "/oauth2/v2.0/token", "/v2.0"),
    ("/oauth2/v1/authorize", "/oauth2/v1/token", ""),
    ("/v1/authorize", "/v1/token", ""),
    ("/as/authorization.oauth2", "/as/token.oauth2", ""),
    ("/oauth2/authorize", "/oauth2/token", ""),
    ("/authorize", "/oauth/token", "/"),
    ("/oauth/authorize", "/oauth/token", ""),
    ("/authorize", "/token", ""),
];

/// The issuer that has these endpoints, as far as their paths tell. With variables before the path, they stay.
pub(super) fn of_endpoints(authorization: Option<&str>, token: Option<&str>) -> Option<String> {
    let bare = |url: &str| {
        let end = url.find(['?', '#']).unwrap_or(url.len());
        url[..end].trim().trim_end_matches('/').to_owned()
    };
    let authorization = authorization.map(bare).filter(|url| !url.is_empty());
    let token = token.map(bare).filter(|url| !url.is_empty());
    for (at_authorization, at_token, in_place) in LAYOUTS {
        let before =
            |url: &Option<String>, path: &str| Some(url.as_ref()?.strip_suffix(path)?.to_owned());
        let found = match (&authorization, &token) {
            (Some(_), Some(_)) => before(&authorization, at_authorization)
                .filter(|issuer| Some(issuer) == before(&token, at_token).as_ref()),
            (Some(_), None) => before(&authorization, at_authorization),
            (None, _) => before(&token, at_token),
        };
        if let Some(issuer) = found.filter(|issuer| !issuer.is_empty()) {
            return Some(format!("{issuer}{in_place}"));
        }
    }
    // At some, the endpoints lie under `/oauth2/…` or `/oauth2/{server}/…` of the issuer.
    let any = authorization.or(token)?;
    match Url::parse(&any) {
        Ok(url) => Some(url.origin().to_owned()),
        Err(_) => {
            let (variable, _) = any.split_once("}}")?;
            variable
                .trim_start()
                .starts_with("{{")
                .then(|| format!("{variable}}}}}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issuer_is_found_by_the_layout_of_its_endpoints() {
        for (authorization, token, issuer) in [
            (
                "https://h/realms/a/protocol/openid-connect/auth",
                "https://h/realms/a/protocol/openid-connect/token",
                "https://h/realms/a",
            ),
            (
                "https://h:5001/connect/authorize",
                "https://h:5001/connect/token",
                "https://h:5001",
            ),
            (
                "https://h/t/oauth2/v2.0/authorize?x=1",
                "https://h/t/oauth2/v2.0/token",
                "https://h/t/v2.0",
            ),
            ("https://h/authorize", "https://h/oauth/token", "https://h/"),
            (
                "https://h/oauth2/authorize",
                "https://h/oauth2/token",
                "https://h",
            ),
            (
                "https://h/oauth2/aus1/v1/authorize",
                "https://h/oauth2/aus1/v1/token",
                "https://h/oauth2/aus1",
            ),
            (
                "{{auth}}/connect/authorize",
                "{{auth}}/connect/token",
                "{{auth}}",
            ),
            ("{{auth}}/x", "{{auth}}/y", "{{auth}}"),
            ("https://h/a/b", "https://h/c", "https://h"),
        ] {
            let found = of_endpoints(Some(authorization), Some(token));
            assert_eq!(found.as_deref(), Some(issuer), "{authorization}");
        }
        assert_eq!(
            of_endpoints(None, Some("https://h/connect/token")).as_deref(),
            Some("https://h")
        );
        assert_eq!(of_endpoints(None, None), None);
    }
}
