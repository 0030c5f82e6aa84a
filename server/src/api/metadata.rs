//! The API's metadata, from which a client finds the token server ([RFC 9728](https://www.rfc-editor.org/rfc/rfc9728)).

use axum::http::StatusCode;
use claimscope_core::json::Object;

use crate::config::Extension;
use crate::dpop;
use crate::http::{Answer, Asked};
use crate::log::echo;
use crate::state::State;

use super::{JSON, Resource};

/// What goes between the authority and the path of a resource to find its metadata.
pub(super) const WELL_KNOWN: &str = "/.well-known/oauth-protected-resource";

/// The metadata of one resource or of the API as a whole, where the path is such a one and the extension is on.
pub(super) fn answer(state: &State, asked: &Asked) -> Option<Answer> {
    let path = asked.path.strip_prefix(WELL_KNOWN)?;
    let config = state.config();
    let known = matches!(path, "" | "/") || Resource::at(without_slash(path)).is_some();
    if !config.extensions.has(Extension::ProtectedResourceMetadata) || !known {
        return None;
    }
    let (written, query) = asked.target();
    let written = written.get(WELL_KNOWN.len()..).unwrap_or_default();
    // The slash of a bare authority is not part of the resource (RFC 9728 §3.1).
    let written = if written == "/" { "" } else { written };
    let resource = format!("{}{}", origin(state, asked), with_query(written, query));
    let settings = state.api();
    let mut document = Object::new()
        .with("resource", resource.as_str())
        .with("authorization_servers", vec![settings.issuer.as_str()]);
    if let Some(scope) = &settings.scope {
        document.set("scopes_supported", vec![scope.as_str()]);
    }
    document.set("bearer_methods_supported", vec!["header"]);
    document.set("resource_name", "Claimscope playground API");
    if config.extensions.has(Extension::DPoP) {
        document.set("dpop_signing_alg_values_supported", dpop::algorithms());
    }
    let message = format!("the metadata of {}", echo(&resource));
    Some(Answer::json(StatusCode::OK, JSON, &document).logged(message))
}

/// Where the metadata of the URL that was called are: a client compares the two as they are written
/// ([RFC 9728 §3.3](https://www.rfc-editor.org/rfc/rfc9728#section-3.3)).
pub(super) fn url(state: &State, asked: &Asked) -> String {
    let (path, query) = asked.target();
    format!(
        "{}{WELL_KNOWN}{}",
        origin(state, asked),
        with_query(path, query)
    )
}

/// A path and a query, as both may stand in a URL and in a quoted string.
fn with_query(path: &str, query: Option<&str>) -> String {
    let query = query.map_or_else(String::new, |query| format!("?{query}"));
    format!("{path}{query}")
        .replace('"', "%22")
        .replace('\\', "%5C")
}

/// A path without the slash at its end, which both servers take for the same.
pub(super) fn without_slash(path: &str) -> &str {
    path.strip_suffix('/').unwrap_or(path)
}

/// Scheme and host of the API as the caller sees it.
pub(super) fn origin(state: &State, asked: &Asked) -> String {
    let url = state.api_url().unwrap_or_default();
    let scheme = match url.starts_with("https:") {
        true => crate::http::Scheme::Https,
        false => crate::http::Scheme::Http,
    };
    asked.origin(scheme).unwrap_or_else(|| url.to_owned())
}

/// The names under which the API is the audience of a token, beside the configured one: the URL that was called, with
/// its query or without, and the API's own, where clients can name them.
pub(super) fn own_audiences(state: &State, asked: &Asked) -> Vec<String> {
    if !state.config().extensions.has(Extension::ResourceIndicators) {
        return Vec::new();
    }
    let origin = origin(state, asked);
    let (path, query) = asked.target();
    vec![
        format!("{origin}{}", with_query(path, query)),
        format!("{origin}{}", with_query(path, None)),
        format!("{origin}{}", without_slash(&asked.path)),
        format!("{origin}/"),
        origin,
    ]
}
