//! The request that a redirect leads to: nothing here follows one by itself.

use claimscope_oauth::HttpRequest;
use reqwest::Url;

/// Headers that speak of the body, which a `GET` has not.
const OF_BODY: [&str; 3] = ["content-type", "content-encoding", "content-language"];
/// All that another origin gets of a request's headers.
const FOR_ANYONE: [&str; 2] = ["accept", "accept-language"];

/// Where a redirect leads.
#[derive(Clone, Debug)]
pub struct Redirected {
    /// The request to send next, without a token.
    pub request: HttpRequest,
    /// Whether it goes to the same scheme, host and port: another gets no token and no header of a person's own.
    pub is_same_origin: bool,
}

/// The request that follows a redirect which came `from` this URL ([RFC 9110 §15.4](https://www.rfc-editor.org/rfc/rfc9110#section-15.4)): 301, 302 and
/// 303 make a `GET` of it, 307 and 308 repeat it. `None` where the answer is no redirect, its `Location` leads nowhere by HTTP,
/// or what would be repeated at another origin is no `GET`.
pub fn redirected(
    request: &HttpRequest,
    from: &str,
    status: u16,
    location: &str,
) -> Option<Redirected> {
    let repeats = match status {
        301..=303 => false,
        307 | 308 => true,
        _ => return None,
    };
    let from = Url::parse(from).ok()?;
    let own = Url::parse(&request.url).ok()?;
    let mut to = from.join(location.trim()).ok()?;
    if !["http", "https"].contains(&to.scheme()) {
        return None;
    }
    if to.fragment().is_none() {
        to.set_fragment(from.fragment());
    }
    // After a detour elsewhere, its own origin is where the headers are for.
    let is_same_origin = own.origin() == to.origin() && from.origin() == own.origin();
    let repeats = repeats && !matches!(request.method.as_str(), "GET" | "HEAD");
    if repeats && !is_same_origin {
        return None;
    }
    let method = match (repeats, request.method.as_str()) {
        (true, method) => method,
        (false, "HEAD") => "HEAD",
        (false, _) => "GET",
    };
    let mut next = HttpRequest::new(method, to.as_str());
    let stays = |name: &str| {
        let name = name.to_ascii_lowercase();
        let has_body = repeats || !OF_BODY.contains(&name.as_str());
        has_body && (is_same_origin || FOR_ANYONE.contains(&name.as_str()))
    };
    let headers = request.headers.iter();
    next.headers = headers.filter(|(name, _)| stays(name)).cloned().collect();
    next.secrets = request.secrets.clone();
    if repeats {
        next.body = request.body.clone();
    }
    Some(Redirected {
        request: next,
        is_same_origin,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FROM: &str = "https://api.example/a/b?x=1";

    fn asked(method: &str) -> HttpRequest {
        HttpRequest::new(method, FROM)
            .header("Accept", "application/json")
            .header("Content-Type", "application/json")
            .header("X-Api-Key", "hunter2")
            .body("{}")
    }

    #[test]
    fn a_location_is_taken_from_where_the_request_went() {
        for (location, to) in [
            ("/c", "https://api.example/c"),
            ("c?y=2", "https://api.example/a/c?y=2"),
            ("../d", "https://api.example/d"),
            ("//other.example/e", "https://other.example/e"),
            ("http://api.example/a", "http://api.example/a"),
        ] {
            let next = redirected(&asked("GET"), FROM, 302, location).unwrap();
            assert_eq!(next.request.url, to);
            let is_same = to.starts_with("https://api.example/");
            assert_eq!(next.is_same_origin, is_same, "{location}");
            let has_key = next.request.header_value("x-api-key").is_some();
            assert_eq!(has_key, is_same, "{location}");
            assert!(next.request.header_value("accept").is_some());
        }
    }

    #[test]
    fn another_origin_sends_no_header_back_to_itself() {
        let from = "https://other.example/a";
        let next = redirected(&asked("GET"), from, 302, "/b").unwrap();
        assert_eq!(next.request.url, "https://other.example/b");
        assert!(!next.is_same_origin && next.request.header_value("x-api-key").is_none());
    }

    #[test]
    fn another_status_repeats_the_request_or_makes_a_get_of_it() {
        for (status, method, next) in [
            (303, "POST", Some("GET")),
            (302, "HEAD", Some("HEAD")),
            (307, "POST", Some("POST")),
            (308, "DELETE", Some("DELETE")),
            (304, "GET", None),
            (200, "GET", None),
        ] {
            let got = redirected(&asked(method), FROM, status, "/c").map(|one| one.request);
            assert_eq!(got.as_ref().map(|one| one.method.as_str()), next);
            let has_body = got.is_some_and(|one| !one.body.is_empty());
            assert_eq!(has_body, matches!(status, 307 | 308), "{status}");
        }
        let elsewhere = "https://other.example/";
        assert!(redirected(&asked("POST"), FROM, 307, elsewhere).is_none());
        assert!(redirected(&asked("GET"), FROM, 307, elsewhere).is_some());
        for nowhere in ["mailto:a@b", "javascript:1", "http://"] {
            assert!(
                redirected(&asked("GET"), FROM, 302, nowhere).is_none(),
                "{nowhere}"
            );
        }
    }
}
