//! What the endpoint says about how long its answer is good ([RFC 9111 §5]).
//!
//! [RFC 9111 §5]: https://www.rfc-editor.org/rfc/rfc9111#section-5

use super::settings::{KeysSettings, milliseconds};
use crate::HttpResponse;

/// What `Cache-Control` and `Age` come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Freshness {
    /// How long the answer is fresh, within the bounds; `None` where the endpoint does not say.
    pub(super) fresh_ms: Option<i64>,
    /// Whether the answer may be written down.
    pub(super) storable: bool,
}

/// Reads the headers. Of several values the shortest counts, and one that cannot be read counts as 0.
pub(super) fn freshness(response: &HttpResponse, settings: &KeysSettings) -> Freshness {
    let mut max_age: Option<u64> = None;
    let mut storable = true;
    let mut shorten = |seconds: u64| {
        max_age = Some(max_age.map_or(seconds, |known| known.min(seconds)));
    };
    let values = response.header_values("cache-control");
    for directive in values.flat_map(|value| value.split(',')) {
        let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
        match name.trim().to_ascii_lowercase().as_str() {
            "no-store" => {
                storable = false;
                shorten(0);
            }
            "no-cache" => shorten(0),
            "max-age" => shorten(delta_seconds(value.trim().trim_matches('"')).unwrap_or(0)),
            // Stale keys are never used before the endpoint was asked again, so that must-revalidate asks nothing more.
            _ => {}
        }
    }
    let age = response.header_value("age").and_then(delta_seconds);
    let fresh_ms = max_age.map(|seconds| {
        let seconds = seconds.saturating_sub(age.unwrap_or(0));
        bounded(
            i64::try_from(seconds.saturating_mul(1_000)).unwrap_or(i64::MAX),
            settings,
        )
    });
    Freshness { fresh_ms, storable }
}

fn bounded(fresh_ms: i64, settings: &KeysSettings) -> i64 {
    fresh_ms
        .max(milliseconds(settings.min_fresh_seconds))
        .min(milliseconds(settings.max_fresh_seconds))
}

/// Digits alone, as many as there are.
fn delta_seconds(text: &str) -> Option<u64> {
    let text = text.trim();
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cache_control_counts_within_bounds() {
        for (headers, fresh_seconds, storable) in [
            (vec![], None, true),
            (vec![("Cache-Control", "public")], None, true),
            (vec![("Cache-Control", "max-age=900")], Some(900), true),
            (
                vec![("cache-control", "public, MAX-AGE=\"900\"")],
                Some(900),
                true,
            ),
            (
                vec![("Cache-Control", "max-age=900"), ("Age", "300")],
                Some(600),
                true,
            ),
            (
                vec![("Cache-Control", "max-age=900"), ("Age", "x")],
                Some(900),
                true,
            ),
            (
                vec![("Cache-Control", "max-age=900"), ("Age", "901")],
                Some(60),
                true,
            ),
            (
                vec![("Cache-Control", "max-age=900, max-age=700")],
                Some(700),
                true,
            ),
            (
                vec![
                    ("Cache-Control", "max-age=900"),
                    ("Cache-Control", "no-cache"),
                ],
                Some(60),
                true,
            ),
            (
                vec![("Cache-Control", "no-store, max-age=900")],
                Some(60),
                false,
            ),
            (vec![("Cache-Control", "max-age=-1")], Some(60), true),
            (vec![("Cache-Control", "max-age=")], Some(60), true),
            (
                vec![("Cache-Control", "max-age=22000, must-revalidate")],
                Some(22_000),
                true,
            ),
            (
                vec![("Cache-Control", "max-age=99999999999999999999999")],
                Some(86_400),
                true,
            ),
            (vec![("Cache-Control", "s-maxage=5")], None, true),
        ] {
            let mut response = HttpResponse::new(200, "");
            for (name, value) in &headers {
                response = response.header(*name, *value);
            }
            let expected = Freshness {
                fresh_ms: fresh_seconds.map(|seconds: i64| seconds * 1_000),
                storable,
            };
            let found = freshness(&response, &KeysSettings::default());
            assert_eq!(found, expected, "{headers:?}");
        }
    }
}
