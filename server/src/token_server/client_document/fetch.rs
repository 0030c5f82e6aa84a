//! Fetching a document that a stranger names: bounded in size, time and place, without redirects and proxies.

use std::error::Error;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderMap};
use reqwest::redirect::Policy;

use super::judge::Place;
use super::public_address::is_public;

/// The largest document, as the draft has it.
const MAX_BYTES: usize = 5 * 1024;
/// How long a fetch may take.
const TIMEOUT: Duration = Duration::from_secs(5);

// For how long a document is kept: what its headers say, within these bounds. Within the least a whole login goes by one.
const FRESH_SECONDS: i64 = 300;
const LEAST_FRESH_SECONDS: i64 = 60;
const MOST_FRESH_SECONDS: i64 = 24 * 60 * 60;

/// A document as it came.
pub(super) struct Fetched {
    pub(super) body: Vec<u8>,
    /// For how long it is kept.
    pub(super) fresh_seconds: i64,
}

/// Fetches the document at `url`.
///
/// # Errors
/// The reason, for the log.
pub(super) async fn fetch(url: &str, place: &Place) -> Result<Fetched, String> {
    let reached = Reached {
        loopback: place.is_loopback,
    };
    let client = reqwest::Client::builder()
        .no_proxy()
        .redirect(Policy::none())
        .referer(false)
        .timeout(TIMEOUT)
        .user_agent(concat!("claimscope-playground/", env!("CARGO_PKG_VERSION")))
        .dns_resolver(Arc::new(reached))
        .build()
        .map_err(|error| because(&error))?;
    let request = client.get(url).header("Accept", "application/json");
    let request = request.build().map_err(|error| because(&error))?;
    // Other spellings of an address, such as one number for 127.0.0.1, would not pass by the resolver.
    if request.url().as_str() != url {
        return Err(format!(
            "its address is not written in its normal form, {}",
            crate::log::echo(request.url().as_str())
        ));
    }
    let host = request.url().host_str().unwrap_or_default();
    let literal = host.trim_start_matches('[').trim_end_matches(']');
    if let Ok(address) = literal.parse::<IpAddr>()
        && !reached.may_be(address)
    {
        return Err(format!("{address} is no address of the internet"));
    }
    let failed = |error: reqwest::Error| because(&error);
    let mut response = client.execute(request).await.map_err(failed)?;
    let status = response.status().as_u16();
    if status != 200 {
        return Err(format!(
            "its server answers with status {status}, where 200 is due"
        ));
    }
    if !is_json(response.headers()) {
        return Err("its Content-Type is not application/json".to_owned());
    }
    let fresh_seconds = fresh_seconds(response.headers());
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(failed)? {
        if body.len() + chunk.len() > MAX_BYTES {
            return Err(format!("it has more than {MAX_BYTES} bytes"));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Fetched {
        body,
        fresh_seconds,
    })
}

/// Which addresses may be connected to.
#[derive(Clone, Copy, Debug)]
struct Reached {
    /// Those of this machine, and no others.
    loopback: bool,
}

impl Reached {
    fn may_be(self, address: IpAddr) -> bool {
        match self.loopback {
            true => address.is_loopback(),
            false => is_public(address),
        }
    }
}

impl Resolve for Reached {
    /// The addresses of a name that may be connected to; the name is looked up once, so that it cannot change in between.
    fn resolve(&self, name: Name) -> Resolving {
        let reached = *self;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let fit = |address: &SocketAddr| reached.may_be(address.ip());
            let addresses: Vec<SocketAddr> = found.filter(fit).collect();
            match addresses.is_empty() {
                true => Err("its host has no address of the internet".into()),
                false => Ok(Box::new(addresses.into_iter()) as Addrs),
            }
        })
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let value = headers.get(CONTENT_TYPE);
    let text = value.and_then(|value| value.to_str().ok()).unwrap_or("");
    let media_type = text.split(';').next().unwrap_or_default().trim();
    let media_type = media_type.to_ascii_lowercase();
    media_type == "application/json"
        || (media_type.starts_with("application/") && media_type.ends_with("+json"))
}

/// `max-age` within the bounds ([RFC 9111 §5.2.2](https://www.rfc-editor.org/rfc/rfc9111#section-5.2.2)); a document that must
/// not be kept is kept for the least time.
fn fresh_seconds(headers: &HeaderMap) -> i64 {
    let values = headers.get_all(CACHE_CONTROL).iter();
    let texts = values.filter_map(|value| value.to_str().ok());
    let directives = texts.flat_map(|text| text.split(',')).map(str::trim);
    let said = directives.filter_map(|directive| {
        let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
        match name.to_ascii_lowercase().as_str() {
            "no-store" | "no-cache" => Some(0),
            "max-age" => Some(value.trim_matches('"').parse::<u32>().map_or(0, i64::from)),
            _ => None,
        }
    });
    let said = said.min().unwrap_or(FRESH_SECONDS);
    said.clamp(LEAST_FRESH_SECONDS, MOST_FRESH_SECONDS)
}

/// The innermost words of an error.
fn because(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return format!("it did not come within {} s", TIMEOUT.as_secs());
    }
    let mut innermost: &dyn Error = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    format!("it cannot be fetched: {innermost}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: reqwest::header::HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, value.parse().unwrap())])
    }

    #[test]
    fn what_headers_say_of_keeping_is_bounded() {
        for (value, seconds) in [
            ("max-age=600", 600),
            ("public, max-age=\"900\"", 900),
            ("max-age=1", 60),
            ("no-store, max-age=900", 60),
            ("max-age=99999999", 86_400),
            ("max-age=x", 60),
            ("public", 300),
        ] {
            assert_eq!(
                fresh_seconds(&headers(CACHE_CONTROL, value)),
                seconds,
                "{value}"
            );
        }
        assert_eq!(fresh_seconds(&HeaderMap::new()), 300);
    }

    #[test]
    fn json_is_known_by_its_media_type() {
        for (value, is) in [
            ("application/json", true),
            ("Application/JSON; charset=utf-8", true),
            ("application/client-metadata+json", true),
            ("text/html", false),
            ("text/x+json", false),
        ] {
            assert_eq!(is_json(&headers(CONTENT_TYPE, value)), is, "{value}");
        }
    }

    #[test]
    fn loopback_is_reached_for_loopback_alone() {
        let [here, elsewhere] = ["127.0.0.1", "1.1.1.1"].map(|text| text.parse().unwrap());
        let (on_loopback, outward) = (Reached { loopback: true }, Reached { loopback: false });
        assert!(on_loopback.may_be(here) && !on_loopback.may_be(elsewhere));
        assert!(outward.may_be(elsewhere) && !outward.may_be(here));
    }
}
