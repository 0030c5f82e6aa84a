//! What an assertion says beside the token endpoint that it is sent to ([RFC 7523 §3]).
//!
//! [RFC 7523 §3]: https://www.rfc-editor.org/rfc/rfc7523#section-3

use claimscope_core::inspect;
use claimscope_core::json::{Object, Value};
use claimscope_core::time::Timestamp;
use claimscope_core::url::Url;

use crate::error::shown;

/// One line about an assertion.
pub(crate) struct Remark {
    /// Such as `assertion aud = https://id.example`.
    pub(crate) text: String,
    /// Whether it tells of what some server refuses, and not only what stands there.
    pub(crate) is_odd: bool,
}

/// What the assertion's times are judged by.
pub(crate) struct Times {
    /// The server's clock; `None` judges no times.
    pub(crate) now: Option<Timestamp>,
    /// How many seconds this server lets assertions hold, where that is known, and in words whose rule it is.
    pub(crate) at_most: Option<(i64, &'static str)>,
}

/// What is worth saying of the assertion in the parameter `name`, for a token endpoint at that address.
pub(crate) fn remarks(name: &str, assertion: &str, endpoint: &str, times: &Times) -> Vec<Remark> {
    let mut remarks = Vec::new();
    let report = inspect(assertion, times.now.unwrap_or_default()).report;
    let Some(claims) = &report.claims else {
        let text = format!("{name} is no JWT that can be read");
        return vec![Remark { text, is_odd: true }];
    };
    let mut add = |is_odd, text| remarks.push(Remark { text, is_odd });
    let header = |member| report.header.as_ref().and_then(|header| header.get(member));
    if ["kid", "x5t", "x5t#S256"]
        .iter()
        .all(|name| header(name).is_none())
    {
        let text = format!("{name} has no kid, by which servers find the client's key");
        add(false, text);
    }
    audience(name, endpoint, claims, &mut add);
    if let Some(now) = times.now {
        lifetime(name, now, times.at_most, claims, &mut add);
    }
    remarks
}

fn lifetime(
    name: &str,
    now: Timestamp,
    at_most: Option<(i64, &str)>,
    claims: &Object,
    add: &mut impl FnMut(bool, String),
) {
    let now = now.unix_seconds();
    let time = |claim: &str| claims.get(claim)?.as_number()?.as_i64();
    match time("exp") {
        None => add(true, format!("{name} has no exp")),
        Some(exp) if exp <= now => {
            let ago = now.saturating_sub(exp);
            add(true, format!("{name} expired {ago} s ago"));
        }
        Some(exp) => {
            let ahead = exp.saturating_sub(now);
            let (most, whose) =
                at_most.unwrap_or((600, "some servers take at most 300, 600 or 3600"));
            if ahead > most {
                let text = format!("{name} holds for {ahead} s more; {whose}");
                add(at_most.is_some(), text);
            }
        }
    }
    if let Some(iat) = time("iat").filter(|iat| *iat > now) {
        let ahead = iat.saturating_sub(now);
        let text = format!("{name} was issued {ahead} s ahead of the server's clock");
        add(true, text);
    }
}

fn audience(name: &str, endpoint: &str, claims: &Object, add: &mut impl FnMut(bool, String)) {
    let audiences: Vec<&str> = match claims.get("aud") {
        Some(Value::String(text)) => vec![text],
        Some(Value::Array(values)) => {
            let values: Vec<_> = values.iter().filter_map(Value::as_str).collect();
            let text = format!(
                "{name} aud is an array, [{}]; some servers want one string",
                shown(&values.join(", "))
            );
            add(true, text);
            values
        }
        _ => {
            add(true, format!("{name} aud = absent"));
            return;
        }
    };
    add(
        false,
        format!("{name} aud = {}", shown(&audiences.join(", "))),
    );
    let url = Url::parse(endpoint);
    let host = url.as_ref().map_or("", Url::host);
    for audience in audiences {
        let url = Url::parse(audience);
        let is_bare = url.is_err() && !audience.contains("://");
        if is_bare {
            let shown = shown(audience);
            add(
                true,
                format!("{name} aud {shown} has no https:// before it"),
            );
        }
        let named = match &url {
            Ok(url) => url.host(),
            Err(_) if is_bare && audience.contains('.') => {
                audience.split('/').next().unwrap_or_default()
            }
            Err(_) => continue,
        };
        if !host.is_empty() && !named.eq_ignore_ascii_case(host) {
            let text = format!(
                "{name} aud names {}, and the token endpoint is at {}",
                shown(named),
                shown(host)
            );
            add(true, text);
        }
    }
}
