//! The web inspector beside the playground: the files of one folder, read at the start and served at `/inspector/`.
//!
//! On the token server's own origin the page may read the issuer's keys without any CORS. A request names one of the files
//! read at the start or nothing at all, so that no path leads anywhere else. `NAME.br` and `NAME.gz` are the file NAME, compressed
//! when the page was built, for who takes that (RFC 9110 §12.5.3).

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::{fmt, fs, io};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State as Extract};
use axum::http::header::{
    ACCEPT_ENCODING, ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH,
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, LOCATION, REFERRER_POLICY, VARY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::Response;
use axum::routing::any;

/// Where it is served.
pub(crate) const PATH: &str = "/inspector/";

/// The page that every visit begins with.
const INDEX: &str = "index.html";

/// More than the page will ever have, in bytes: a wrong folder is not read into memory.
const MAX_BYTES: usize = 32 * 1024 * 1024;

/// The ends of compressed files, with the coding that each has, the smallest first.
const CODINGS: [(&str, &str); 2] = [(".br", "br"), (".gz", "gzip")];

/// What no document of the page needs, such as the service worker's own requests to elsewhere.
const PLAIN_POLICY: &str =
    "default-src 'none'; script-src 'self'; connect-src 'self'; frame-ancestors 'none'";

/// The page's files, whole.
#[derive(Clone)]
pub(crate) struct Inspector(Arc<BTreeMap<String, File>>);

struct File {
    bytes: Bytes,
    media_type: &'static str,
    policy: HeaderValue,
    /// The same file by its codings, in the order of [`CODINGS`].
    coded: Vec<(&'static str, Bytes)>,
}

impl fmt::Debug for Inspector {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.0.keys()).finish()
    }
}

impl Inspector {
    /// Reads a folder as `cargo xtask www` makes it. Links are not followed.
    ///
    /// # Errors
    /// It cannot be read, is too large, or has no `index.html`.
    pub(crate) fn read(folder: &Path) -> io::Result<Self> {
        let mut files = BTreeMap::new();
        let mut left = MAX_BYTES;
        read_into(&mut files, folder, "", &mut left)?;
        if !files.contains_key(INDEX) {
            return Err(io::Error::new(
                io::ErrorKind::NotFound,
                format!("there is no {INDEX} in it"),
            ));
        }
        put_codings_beside(&mut files);
        Ok(Self(Arc::new(files)))
    }

    /// Adds the page to a server's own routes.
    pub(crate) fn beside(self, router: Router) -> Router {
        let page = any(answer).with_state(self);
        router
            .route("/inspector", page.clone())
            .route(PATH, page.clone())
            .route("/inspector/{*file}", page)
    }
}

fn read_into(
    files: &mut BTreeMap<String, File>,
    folder: &Path,
    prefix: &str,
    left: &mut usize,
) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if kind.is_dir() {
            read_into(files, &entry.path(), &format!("{name}/"), left)?;
        } else if kind.is_file() {
            let bytes = fs::read(entry.path())?;
            *left = left
                .checked_sub(bytes.len())
                .ok_or_else(|| io::Error::other(format!("it holds more than {MAX_BYTES} bytes")))?;
            files.insert(name.clone(), File::new(&name, bytes));
        }
    }
    Ok(())
}

/// Compressed files are no files of their own, but forms of those whose names they have.
fn put_codings_beside(files: &mut BTreeMap<String, File>) {
    for (end, coding) in CODINGS {
        let names: Vec<_> = files.keys().cloned().collect();
        for name in names {
            let Some(plain) = name.strip_suffix(end) else {
                continue;
            };
            if files.contains_key(plain)
                && let Some(coded) = files.remove(&name)
                && let Some(file) = files.get_mut(plain)
            {
                file.coded.push((coding, coded.bytes));
            }
        }
    }
}

impl File {
    fn new(name: &str, bytes: Vec<u8>) -> Self {
        Self {
            media_type: media_type(name),
            policy: policy(name, &bytes),
            bytes: bytes.into(),
            coded: Vec::new(),
        }
    }

    /// The file as whoever sent these headers takes it, with its coding.
    fn form(&self, headers: &HeaderMap) -> (Option<&'static str>, &Bytes) {
        // Of those of the same weight the last is taken, and the first is the smallest.
        let coded = self.coded.iter().rev();
        let weighed = coded.map(|(coding, bytes)| (weight(headers, coding), coding, bytes));
        let taken = weighed.filter(|(weight, ..)| *weight > 0.0);
        match taken.max_by(|(one, ..), (other, ..)| one.total_cmp(other)) {
            Some((_, coding, bytes)) => (Some(*coding), bytes),
            None => (None, &self.bytes),
        }
    }
}

/// How much a coding is wanted, 0 where it is not taken: nobody gets one for `*` alone.
fn weight(headers: &HeaderMap, coding: &str) -> f64 {
    let values = headers.get_all(ACCEPT_ENCODING).iter();
    let mut named = values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|one| one.split(';').map(str::trim));
    let weight = named.find_map(|mut parts| {
        let is_named = parts.next()?.eq_ignore_ascii_case(coding);
        let weight = parts.find_map(|part| {
            let (name, weight) = part.split_once('=')?;
            (name.trim().eq_ignore_ascii_case("q")).then(|| weight.trim())
        });
        is_named.then(|| weight.map_or(1.0, |weight| weight.parse().unwrap_or(0.0)))
    });
    weight.unwrap_or(0.0)
}

/// The policy that a document states in its head, as a header; only the frame that asks may be framed.
fn policy(name: &str, bytes: &[u8]) -> HeaderValue {
    let text = String::from_utf8_lossy(bytes);
    let stated = text
        .split_once("http-equiv=\"Content-Security-Policy\" content=\"")
        .and_then(|(_, rest)| rest.split_once('"'))
        .filter(|_| name.ends_with(".html"))
        .map(|(policy, _)| policy);
    let ancestors = if name == "ask.html" {
        "'self'"
    } else {
        "'none'"
    };
    let header = stated.map(|policy| format!("{policy}; frame-ancestors {ancestors}"));
    header
        .and_then(|header| HeaderValue::from_str(&header).ok())
        .unwrap_or(HeaderValue::from_static(PLAIN_POLICY))
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("json") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

async fn answer(Extract(inspector): Extract<Inspector>, request: Request) -> Response {
    let method = request.method();
    if method != Method::GET && method != Method::HEAD {
        let answer = empty(StatusCode::METHOD_NOT_ALLOWED);
        return with(answer, &[(ALLOW, HeaderValue::from_static("GET, HEAD"))]);
    }
    // Without the slash every address in the page would lead to the token server.
    let Some(path) = request.uri().path().strip_prefix(PATH) else {
        let answer = empty(StatusCode::PERMANENT_REDIRECT);
        return with(answer, &[(LOCATION, HeaderValue::from_static(PATH))]);
    };
    let name = if path.is_empty() { INDEX } else { path };
    let Some(file) = inspector.0.get(name) else {
        return empty(StatusCode::NOT_FOUND);
    };
    let (coding, bytes) = file.form(request.headers());
    let mut answer = empty(StatusCode::OK);
    if method == Method::GET {
        *answer.body_mut() = Body::from(bytes.clone());
    }
    let fixed = HeaderValue::from_static;
    let mut answer = with(
        answer,
        &[
            (CONTENT_TYPE, fixed(file.media_type)),
            (CONTENT_LENGTH, bytes.len().into()),
            (CONTENT_SECURITY_POLICY, file.policy.clone()),
            (CACHE_CONTROL, fixed("no-cache")),
            (REFERRER_POLICY, fixed("no-referrer")),
            (X_CONTENT_TYPE_OPTIONS, fixed("nosniff")),
        ],
    );
    if !file.coded.is_empty() {
        answer = with(answer, &[(VARY, fixed("Accept-Encoding"))]);
    }
    match coding {
        Some(coding) => with(answer, &[(CONTENT_ENCODING, fixed(coding))]),
        None => answer,
    }
}

fn empty(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

fn with(mut response: Response, headers: &[(HeaderName, HeaderValue)]) -> Response {
    response.headers_mut().extend(headers.iter().cloned());
    response
}
