//! `redirect_uri`: only a registered address is ever answered.

use claimscope_core::url::Url;

use crate::config::{Client, Config, Extension};
use crate::http::{Form, utf16_length};
use crate::log::echo;

use super::error::AuthorizeError;

/// The longest one that is taken, in UTF-16 code units.
const MAX_REDIRECT_URI: usize = 400;

/// The client's address, which is one of its registered ones.
///
/// # Errors
/// `invalid_request`.
pub(super) fn registered<'a>(
    config: &Config,
    client: &Client,
    parameters: &'a Form,
) -> Result<&'a str, AuthorizeError> {
    let invalid = |reason: String, hint: String| {
        AuthorizeError::invalid_request("Invalid redirect_uri", reason, hint).of(client)
    };
    let uri = parameters
        .get("redirect_uri")
        .filter(|uri| utf16_length(uri) <= MAX_REDIRECT_URI)
        .ok_or_else(|| {
            invalid(
                "redirect_uri is missing or longer than 400 characters".to_owned(),
                "send one of the client's RedirectUris".to_owned(),
            )
        })?;
    if !is_absolute(uri) {
        return Err(invalid(
            format!("the redirect_uri {} is not absolute", echo(uri)),
            "send it with scheme and host".to_owned(),
        ));
    }
    let any_port = config.extensions.has(Extension::LoopbackAnyPort);
    let registered = |known: &String| {
        known.eq_ignore_ascii_case(uri) || (any_port && same_but_for_loopback_port(known, uri))
    };
    if client.redirect_uris.iter().any(registered) {
        return Ok(uri);
    }
    let hint = if client
        .redirect_uris
        .iter()
        .any(|known| same_but_for_loopback_port(known, uri))
    {
        format!(
            "only the port differs from {}; register that port, or set LoopbackAnyPort in the section Playground",
            client.redirect_uris.join(", ")
        )
    } else {
        format!(
            "the client's RedirectUris are: {}",
            client.redirect_uris.join(", ")
        )
    };
    Err(invalid(
        format!(
            "the redirect_uri {} is not one of the client {}",
            echo(uri),
            echo(&client.client_id)
        ),
        hint,
    ))
}

/// Whether `uri` has a scheme and nothing that a header or a browser would take differently.
pub(crate) fn is_absolute(uri: &str) -> bool {
    let scheme = uri.split(':').next().unwrap_or_default();
    let well_formed = scheme.len() < uri.len()
        && scheme.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    let runs = ["javascript", "data", "vbscript", "file", "about", "blob"];
    well_formed
        && uri.bytes().all(|byte| byte.is_ascii_graphic())
        && !uri.contains(['#', '\\', '"', '<', '>'])
        && !runs.iter().any(|name| name.eq_ignore_ascii_case(scheme))
}

/// [RFC 8252 §7.3](https://www.rfc-editor.org/rfc/rfc8252#section-7.3): addresses, not the name `localhost`.
fn same_but_for_loopback_port(known: &str, uri: &str) -> bool {
    let (Ok(known), Ok(uri)) = (Url::parse(known), Url::parse(uri)) else {
        return false;
    };
    let same = known.scheme() == uri.scheme()
        && known.host() == uri.host()
        && known.path() == uri.path()
        && known.query() == uri.query();
    same && uri.scheme() == "http" && ["127.0.0.1", "[::1]", "::1"].contains(&uri.host())
}
