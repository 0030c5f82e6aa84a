//! The proxies that the environment names, which the HTTP library passes over in silence where it cannot use them.

use claimscope_core::url::Url;

/// Whether a text is the URL of a proxy; an address without a scheme is taken as http, as curl has it.
pub fn is_proxy_url(text: &str) -> bool {
    let (scheme, rest) = text.split_once("://").unwrap_or(("http", text));
    let authority = rest.strip_suffix('/').unwrap_or(rest);
    if authority.contains('/') {
        return false;
    }
    // User name and password may stand in a proxy's URL, and nowhere else.
    let host = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    matches!(scheme, "http" | "https") && Url::parse(&format!("{scheme}://{host}")).is_ok()
}

/// The environment variable that should name the proxy for a request to `url`, where its value is no proxy's URL. The value
/// may hold a password, and is not given.
pub fn unusable_proxy_variable(url: &Url) -> Option<&'static str> {
    first_unusable(url, |name| std::env::var_os(name)?.into_string().ok())
}

fn first_unusable(url: &Url, value: impl Fn(&str) -> Option<String>) -> Option<&'static str> {
    if url.is_loopback() {
        return None;
    }
    let own = match url.is_https() {
        true => ["HTTPS_PROXY", "https_proxy"],
        false => ["HTTP_PROXY", "http_proxy"],
    };
    let mut names = [own, ["ALL_PROXY", "all_proxy"]].concat().into_iter();
    let set = names.find_map(|name| Some((name, value(name).filter(|value| !value.is_empty())?)));
    set.filter(|(_, value)| !is_proxy_url(value))
        .map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_that_names_no_proxy_is_named() {
        let unusable = |url: &str, name: &str, value: &str| {
            let url = Url::parse(url).unwrap();
            first_unusable(&url, |asked| (asked == name).then(|| value.to_owned()))
        };
        let far = "https://sts.example/";
        for value in [
            "http//proxy",
            "ftp://proxy:1",
            "http://",
            "socks5://a:1",
            "a b",
        ] {
            for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
                assert_eq!(unusable(far, name, value), Some(name), "{value}");
            }
            assert_eq!(unusable(far, "http_proxy", value), None);
            assert_eq!(unusable("http://localhost:5001", "http_proxy", value), None);
        }
        for value in [
            "",
            "proxy",
            "proxy:8080",
            "http://user:p%40ss@proxy.example:8080",
        ] {
            assert_eq!(unusable(far, "https_proxy", value), None, "{value}");
        }
    }
}
