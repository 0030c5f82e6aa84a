//! What a client ID metadata document must be at, and what it must say.

use claimscope_core::json::{Object, Value, parse_strict};
use claimscope_core::url::Url;

use crate::config::{Client, Config, OFFLINE_ACCESS, grant_type};
use crate::http::utf16_length;
use crate::log::echo;
use crate::token_server::register::{self, MAX_NAME};

/// Where a document lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The host, with its port where one is written, as a person knows the client by.
    pub(super) host: String,
    /// Whether that is this machine.
    pub(super) is_loopback: bool,
}

/// Where the `client_id` leads: https with a path, or on this machine http too, where that is allowed.
///
/// # Errors
/// The rule that it breaks.
pub(super) fn place(client_id: &str, takes_loopback: bool) -> Result<Place, String> {
    let url = Url::parse(client_id).map_err(|error| error.to_string())?;
    let is_loopback = url.is_loopback();
    if is_loopback && !takes_loopback {
        return Err(
            "it is on this machine, and ClientIdMetadataDocumentsOnLoopback is not switched on in the section Playground"
                .to_owned(),
        );
    }
    if !url.is_https() && !is_loopback {
        return Err("its address is not https".to_owned());
    }
    let path = url.path();
    if path.is_empty() || path == "/" {
        return Err("its address has no path".to_owned());
    }
    let is_dot = |segment: &str| {
        let segment = segment.to_ascii_lowercase().replace("%2e", ".");
        segment == "." || segment == ".."
    };
    if path.split('/').any(is_dot) {
        return Err("its address has a segment of dots".to_owned());
    }
    if url.fragment().is_some() {
        return Err("its address has a fragment".to_owned());
    }
    let (_, host) = url.origin().split_once("://").unwrap_or_default();
    Ok(Place {
        host: host.to_owned(),
        is_loopback,
    })
}

/// The client that the document describes.
///
/// # Errors
/// The rule that it breaks.
pub(super) fn client(
    config: &Config,
    client_id: &str,
    place: &Place,
    body: &[u8],
) -> Result<Client, String> {
    let Ok(Value::Object(document)) = parse_strict(body) else {
        return Err("it is no JSON object".to_owned());
    };
    match text(&document, "client_id")? {
        Some(stated) if stated == client_id => {}
        Some(stated) => {
            return Err(format!(
                "its client_id is {}, which is not its address",
                echo(stated)
            ));
        }
        None => return Err("it has no client_id".to_owned()),
    }
    if let Some(name) = ["client_secret", "client_secret_expires_at"]
        .iter()
        .find(|name| document.get(name).is_some())
    {
        return Err(format!("it has a {name}, and everybody can read it"));
    }
    let method = text(&document, "token_endpoint_auth_method")?.unwrap_or("none");
    let keys = register::keys(config, &document, method, &["none"]).map_err(reason)?;
    let redirect_uris =
        register::uris(&document, "redirect_uris", register::invalid).map_err(reason)?;
    if redirect_uris.is_empty() {
        return Err("it has no redirect_uris".to_owned());
    }
    let grants = list(&document, "grant_types")?
        .unwrap_or_else(|| vec![grant_type::AUTHORIZATION_CODE.to_owned()]);
    let has = |wanted: &str| grants.iter().any(|grant| grant == wanted);
    if !has(grant_type::AUTHORIZATION_CODE) {
        return Err("its grant_types have no authorization_code".to_owned());
    }
    let name = text(&document, "client_name")?.unwrap_or("A client without a name");
    if utf16_length(name) > MAX_NAME {
        return Err(format!(
            "its client_name is longer than {MAX_NAME} characters"
        ));
    }
    let mut allowed_grant_types = vec![grant_type::AUTHORIZATION_CODE.to_owned()];
    if has(grant_type::DEVICE_CODE) {
        allowed_grant_types.push(grant_type::DEVICE_CODE.to_owned());
    }
    let client = Client {
        client_id: client_id.to_owned(),
        // Anybody can call a client anything; the host is what its document proves.
        client_name: Some(format!("{name} ({})", place.host)),
        require_client_secret: method != "none",
        keys,
        allowed_grant_types,
        allowed_scopes: scopes(config, &document)?,
        allow_offline_access: has(grant_type::REFRESH_TOKEN),
        // Nobody has looked at this client yet, so its user does.
        require_consent: true,
        redirect_uris,
        ..Client::default()
    };
    match client.misconfiguration() {
        Some(fault) => Err(fault),
        None => Ok(client),
    }
}

/// The scopes that it names and that are here: the same document is read by many servers. All, where it names none.
fn scopes(config: &Config, document: &Object) -> Result<Vec<String>, String> {
    let mut known = register::known_scopes(config);
    if let Some(wanted) = text(document, "scope")? {
        let wanted: Vec<&str> = wanted.split(' ').collect();
        known.retain(|scope| wanted.contains(&scope.as_str()) && scope != OFFLINE_ACCESS);
    }
    Ok(known)
}

fn text<'a>(document: &'a Object, name: &str) -> Result<Option<&'a str>, String> {
    register::text(document, name).map_err(reason)
}

fn list(document: &Object, name: &str) -> Result<Option<Vec<String>>, String> {
    register::list(document, name).map_err(reason)
}

fn reason(refusal: register::Refusal) -> String {
    let (_, reason, _) = refusal.into_parts();
    reason
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_https_with_a_path_or_of_this_machine_where_that_is_allowed() {
        for (client_id, takes_loopback, host) in [
            (
                "https://app.example/client.json",
                false,
                Some("app.example"),
            ),
            (
                "https://app.example:8443/c?v=1",
                false,
                Some("app.example:8443"),
            ),
            (
                "http://127.0.0.1:8080/client.json",
                true,
                Some("127.0.0.1:8080"),
            ),
            ("http://127.0.0.1:8080/client.json", false, None),
            ("https://localhost/client.json", false, None),
            ("http://app.example/client.json", true, None),
            ("https://app.example", true, None),
            ("https://app.example/", true, None),
            ("https://app.example/a/../b", true, None),
            ("https://app.example/a/%2E./b", true, None),
            ("https://app.example/c#d", true, None),
            ("https://me@app.example/c", true, None),
            ("ftp://app.example/c", true, None),
        ] {
            let place = place(client_id, takes_loopback).ok();
            let found = place.as_ref().map(|place| place.host.as_str());
            assert_eq!(found, host, "{client_id}");
        }
    }

    #[test]
    fn a_document_is_taken_only_as_its_own_and_without_a_secret() {
        const ID: &str = "https://app.example/client.json";
        let place = place(ID, false).unwrap();
        let config = Config::quickstart();
        let judged = |members: &str| {
            let document = format!(r#"{{"client_id":"{ID}",{members}}}"#);
            client(&config, ID, &place, document.as_bytes())
        };
        let redirect = r#""redirect_uris":["http://127.0.0.1:8400/callback"]"#;
        let client = judged(&format!(
            r#"{redirect},"client_name":"Bank","scope":"openid unknown","grant_types":["authorization_code","refresh_token","urn:x"]"#
        ))
        .unwrap();
        assert_eq!(client.display_name(), "Bank (app.example)");
        assert_eq!(client.allowed_scopes, ["openid"]);
        assert!(client.is_public() && client.require_consent && client.allow_offline_access);
        assert_eq!(client.allowed_grant_types, ["authorization_code"]);
        for (members, reason) in [
            (String::from(r#""client_name":"Bank""#), "no redirect_uris"),
            (
                r#""redirect_uris":["http://app.example/c"]"#.to_owned(),
                "cannot be registered",
            ),
            (r#""redirect_uris":"x""#.to_owned(), "no list"),
            (
                format!(r#"{redirect},"client_secret":"hunter2""#),
                "client_secret",
            ),
            (
                format!(r#"{redirect},"token_endpoint_auth_method":"client_secret_basic""#),
                "client_secret_basic",
            ),
            (
                format!(
                    r#"{redirect},"token_endpoint_auth_method":"private_key_jwt","jwks":{{"keys":[]}}"#
                ),
                "private_key_jwt",
            ),
            (
                format!(r#"{redirect},"grant_types":["client_credentials"]"#),
                "authorization_code",
            ),
            (
                format!(r#"{redirect},"client_name":"{}""#, "x".repeat(101)),
                "longer",
            ),
        ] {
            let refused = judged(&members).unwrap_err();
            assert!(refused.contains(reason), "{members}: {refused}");
            assert!(!refused.contains("hunter2"));
        }
        for (body, reason) in [
            ("[]", "no JSON object"),
            ("{}", "no client_id"),
            (
                r#"{"client_id":"https://app.example/client.json/"}"#,
                "not its address",
            ),
            (r#"{"client_id":1}"#, "no string"),
        ] {
            let refused = super::client(&config, ID, &place, body.as_bytes());
            let refused = refused.unwrap_err();
            assert!(refused.contains(reason), "{body}: {refused}");
        }
    }
}
