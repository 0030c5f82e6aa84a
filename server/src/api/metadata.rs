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
const WELL_KNOWN: &str = "/.well-known/oauth-protected-resource";

/// The metadata of one resource or of the API as a whole, where the path is such a one and the extension is on.
pub(super) fn answer(state: &State, asked: &Asked) -> Option<Answer> {
    let path = asked.path.strip_prefix(WELL_KNOWN)?;
    let config = state.config();
    let known = matches!(path, "" | "/") || Resource::at(path).is_some();
    if !config.extensions.has(Extension::ProtectedResourceMetadata) || !known {
        return None;
    }
    let resource = format!("{}{}", origin(state, asked), path.trim_end_matches('/'));
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

/// Where the metadata of the resource that was asked for are.
pub(super) fn url(state: &State, asked: &Asked) -> String {
    let path = asked.path.trim_end_matches('/');
    format!("{}{WELL_KNOWN}{path}", origin(state, asked))
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

/// The names under which the API is the audience of a token, beside the configured one: its own URLs, where clients
/// can name them.
pub(super) fn own_audiences(state: &State, asked: &Asked) -> Vec<String> {
    if !state.config().extensions.has(Extension::ResourceIndicators) {
        return Vec::new();
    }
    let origin = origin(state, asked);
    let path = asked.path.trim_end_matches('/');
    vec![format!("{origin}{path}"), format!("{origin}/"), origin]
}
