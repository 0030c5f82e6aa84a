//! The cookies of one connection's API, in memory alone, where a person wants them kept between calls (RFC 6265).

use std::fmt;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use claimscope_core::time::Timestamp;
use claimscope_core::url::Url;
use claimscope_oauth::{HttpRequest, HttpResponse};
use cookie::{Cookie, Expiration};

use crate::clock;

/// So many are kept; the oldest go first.
const MOST_COOKIES: usize = 300;

/// Cookies that were set by answers and go along with later requests to where they belong. Clones share everything.
#[derive(Clone, Default)]
pub struct CookieJar {
    cookies: Arc<Mutex<Vec<Kept>>>,
}

/// What may be shown of a cookie: its value is a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeptCookie {
    /// Its name.
    pub name: String,
    /// The host that it goes to, or with a dot before it, the domain.
    pub domain: String,
    /// The path under which it goes along.
    pub path: String,
    /// When it ends; `None` for the end of the session.
    pub ends: Option<Timestamp>,
    /// Whether it goes over TLS, or to this machine, alone.
    pub is_secure: bool,
    /// Whether it is kept from scripts.
    pub is_http_only: bool,
}

struct Kept {
    shown: KeptCookie,
    value: String,
}

impl CookieJar {
    /// The request with the cookies that belong to it; one that has a `Cookie` header of its own stays as it is.
    pub(crate) fn put_in(&self, request: HttpRequest) -> HttpRequest {
        let Ok(url) = Url::parse(&request.url) else {
            return request;
        };
        if request.header_value("cookie").is_some() {
            return request;
        }
        let now = clock::now();
        let cookies = self.cookies();
        let mut cookies: Vec<&Kept> = cookies
            .iter()
            .filter(|one| one.shown.goes_to(&url) && !one.shown.has_ended(now))
            .collect();
        // RFC 6265 §5.4: those of longer paths first.
        cookies.sort_by_key(|one| std::cmp::Reverse(one.shown.path.len()));
        let pairs = cookies.iter();
        let pairs: Vec<_> = pairs
            .map(|one| format!("{}={}", one.shown.name, one.value))
            .collect();
        match pairs.is_empty() {
            true => request,
            false => request.header("Cookie", pairs.join("; ")),
        }
    }

    /// Takes what an answer sets.
    pub(crate) fn take_from(&self, url: &str, response: &HttpResponse) {
        self.take(url, response.header_values("set-cookie"));
    }

    /// Takes the values of the `Set-Cookie` headers of an answer from this URL. What is not for the host that answered is passed
    /// over, and so is what is for a whole top-level domain.
    pub fn take<'a>(&self, url: &str, headers: impl IntoIterator<Item = &'a str>) {
        let Ok(url) = Url::parse(url) else {
            return;
        };
        let now = clock::now();
        let mut cookies = self.cookies();
        for header in headers {
            let Some(new) = read(header, &url, now) else {
                continue;
            };
            cookies.retain(|one| !one.shown.is_same(&new.shown));
            if !new.shown.has_ended(now) {
                cookies.push(new);
            }
        }
        let surplus = cookies.len().saturating_sub(MOST_COOKIES);
        cookies.drain(..surplus);
    }

    /// What is kept, by domain, path and name.
    pub fn kept(&self) -> Vec<KeptCookie> {
        let now = clock::now();
        let cookies = self.cookies();
        let kept = cookies.iter().map(|one| one.shown.clone());
        let mut kept: Vec<KeptCookie> = kept.filter(|one| !one.has_ended(now)).collect();
        let key = |one: &KeptCookie| (one.domain.clone(), one.path.clone(), one.name.clone());
        kept.sort_by_key(key);
        kept
    }

    /// Forgets all of them.
    pub fn clear(&self) {
        self.cookies().clear();
    }

    fn cookies(&self) -> MutexGuard<'_, Vec<Kept>> {
        self.cookies.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for CookieJar {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "CookieJar({})", self.cookies().len())
    }
}

impl KeptCookie {
    fn has_ended(&self, now: Timestamp) -> bool {
        self.ends.is_some_and(|ends| ends <= now)
    }

    fn is_same(&self, other: &Self) -> bool {
        (&self.name, &self.domain, &self.path) == (&other.name, &other.domain, &other.path)
    }

    /// RFC 6265 §5.4.
    fn goes_to(&self, url: &Url) -> bool {
        let host = url.host().to_ascii_lowercase();
        let is_host = match self.domain.strip_prefix('.') {
            Some(domain) => is_within(&host, domain),
            None => host == self.domain,
        };
        is_host && (!self.is_secure || is_trustworthy(url)) && is_under(path_of(url), &self.path)
    }
}

/// RFC 6265 §5.2 and §5.3.
fn read(header: &str, url: &Url, now: Timestamp) -> Option<Kept> {
    let cookie = Cookie::parse(header).ok()?;
    let host = url.host().to_ascii_lowercase();
    let named = cookie.domain().map(str::to_ascii_lowercase);
    let domain = match named.as_deref() {
        None | Some("") => host,
        Some(domain) if domain == host && host.parse::<IpAddr>().is_ok() => host,
        Some(domain) if domain.contains('.') && is_within(&host, domain) => format!(".{domain}"),
        Some(domain) if domain == host => host,
        Some(_) => return None,
    };
    let is_secure = cookie.secure() == Some(true);
    if is_secure && !is_trustworthy(url) {
        return None;
    }
    let path = cookie.path().filter(|path| path.starts_with('/'));
    Some(Kept {
        shown: KeptCookie {
            name: cookie.name().to_owned(),
            domain,
            path: path.unwrap_or_else(|| default_path(url)).to_owned(),
            ends: ends(&cookie, now),
            is_secure,
            is_http_only: cookie.http_only() == Some(true),
        },
        value: cookie.value().to_owned(),
    })
}

/// `Max-Age` counts before `Expires`.
fn ends(cookie: &Cookie<'_>, now: Timestamp) -> Option<Timestamp> {
    match (cookie.max_age(), cookie.expires()) {
        (Some(age), _) => Some(now.plus_seconds(age.whole_seconds())),
        (None, Some(Expiration::DateTime(at))) => {
            Some(Timestamp::from_unix_seconds(at.unix_timestamp()))
        }
        (None, _) => None,
    }
}

/// RFC 6265 §5.1.3: the domain itself, or a name under it; an address has none under it.
fn is_within(host: &str, domain: &str) -> bool {
    let under = host.strip_suffix(domain);
    let is_under = under.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    is_under && (host == domain || host.parse::<IpAddr>().is_err())
}

/// RFC 6265 §5.1.4.
fn is_under(path: &str, cookie_path: &str) -> bool {
    match path.strip_prefix(cookie_path) {
        Some(rest) => rest.is_empty() || cookie_path.ends_with('/') || rest.starts_with('/'),
        None => false,
    }
}

fn path_of(url: &Url) -> &str {
    match url.path() {
        "" => "/",
        path => path,
    }
}

/// The folder of the request, without the slash at its end.
fn default_path(url: &Url) -> &str {
    match path_of(url).rsplit_once('/') {
        None | Some(("", _)) => "/",
        Some((folder, _)) => folder,
    }
}

/// Whether nobody on the way can read along.
fn is_trustworthy(url: &Url) -> bool {
    url.is_https() || url.is_loopback()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(jar: &CookieJar, url: &str) -> Option<String> {
        let request = jar.put_in(HttpRequest::get(url));
        request.header_value("cookie").map(str::to_owned)
    }

    fn set(jar: &CookieJar, url: &str, cookies: &[&str]) {
        let response = cookies
            .iter()
            .fold(HttpResponse::new(200, ""), |response, cookie| {
                response.header("Set-Cookie", *cookie)
            });
        jar.take_from(url, &response);
    }

    #[test]
    fn a_cookie_goes_back_to_where_it_came_from_and_nowhere_else() {
        let jar = CookieJar::default();
        set(
            &jar,
            "https://api.example/a/b",
            &["s=1; Path=/a", "t=2; Secure; HttpOnly"],
        );
        assert_eq!(
            sent(&jar, "https://api.example/a/x").as_deref(),
            Some("s=1; t=2")
        );
        assert_eq!(sent(&jar, "https://api.example/b"), None);
        assert_eq!(sent(&jar, "https://other.example/a/b"), None);
        assert_eq!(sent(&jar, "http://api.example/a/b").as_deref(), Some("s=1"));
        let kept = jar.kept();
        assert_eq!(kept.len(), 2);
        assert!(!format!("{jar:?} {kept:?}").contains("s=1"));
        jar.clear();
        assert_eq!(
            (jar.kept().len(), sent(&jar, "https://api.example/a/b")),
            (0, None)
        );
    }

    #[test]
    fn a_cookie_of_the_requests_own_stands_alone() {
        let jar = CookieJar::default();
        set(&jar, "https://api.example/", &["s=1"]);
        let own = HttpRequest::get("https://api.example/").header("Cookie", "mine=2");
        assert_eq!(jar.put_in(own).header_value("cookie"), Some("mine=2"));
    }

    #[test]
    fn what_is_for_others_is_not_taken_and_what_has_ended_goes() {
        let jar = CookieJar::default();
        let url = "https://api.example/";
        set(
            &jar,
            url,
            &[
                "a=1; Domain=example.org",
                "b=1; Domain=example",
                "c=1; Max-Age=0",
            ],
        );
        assert_eq!(jar.kept(), []);
        set(&jar, url, &["d=1; Domain=.api.example; Max-Age=60"]);
        assert_eq!(jar.kept()[0].domain, ".api.example");
        assert!(jar.kept()[0].ends.is_some());
        set(&jar, url, &["d=; Domain=api.example; Max-Age=0"]);
        assert_eq!(jar.kept(), []);
    }
}
