//! A request to a token endpoint, as people keep it among others: it becomes the connection itself.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use claimscope_core::url::Url;

use super::oauth2::Oauth2;
use super::row::{DraftRow, value_of};

/// The settings that a token request shows; `None` where it is none.
pub(super) fn read(
    line: usize,
    url: &str,
    user: Option<&str>,
    headers: &[DraftRow],
    body: &str,
) -> Option<Oauth2> {
    let pairs = pairs_of(body.trim());
    let find = |wanted: &str| {
        let mut pairs = pairs.iter();
        let (_, value) = pairs.find(|(name, _)| name == wanted)?;
        Some(value.clone())
    };
    let grant = find("grant_type")?;
    let grant = match grant.as_str() {
        "client_credentials" | "password" | "refresh_token" | "authorization_code" => grant,
        "urn:ietf:params:oauth:grant-type:device_code" => "device_code".to_owned(),
        _ => return None,
    };
    let basic = user.map(str::to_owned).or_else(|| {
        let text = value_of(headers, "authorization")?.strip_prefix("Basic ")?;
        // As some files have it: user name and password in clear.
        match text.trim().split_once([' ', ':']) {
            Some((user, password)) => Some(format!("{user}:{password}")),
            None => String::from_utf8(STANDARD.decode(text.trim()).ok()?).ok(),
        }
    });
    let (basic_id, basic_secret) = match basic.as_deref().and_then(|basic| basic.split_once(':')) {
        Some((id, secret)) => (id.to_owned(), secret.to_owned()),
        None => (String::new(), String::new()),
    };
    let known = [
        "grant_type",
        "client_id",
        "client_secret",
        "scope",
        "resource",
        "username",
        "password",
        "refresh_token",
        "code",
        "redirect_uri",
        "code_verifier",
        "device_code",
        "audience",
    ];
    let secret = find("client_secret");
    Some(Oauth2 {
        line,
        grant,
        token_url: url.to_owned(),
        client_id: find("client_id").unwrap_or(basic_id),
        secret_in_header: match (&secret, basic.is_some()) {
            (Some(_), _) => Some(false),
            (None, true) => Some(true),
            (None, false) => None,
        },
        client_secret: secret.unwrap_or(basic_secret),
        scope: find("scope").unwrap_or_default(),
        audience: find("audience").unwrap_or_default(),
        resource: find("resource").unwrap_or_default(),
        redirect_uri: find("redirect_uri").unwrap_or_default(),
        username: find("username").unwrap_or_default(),
        password: find("password").unwrap_or_default(),
        parameters: pairs
            .iter()
            .filter(|(name, _)| !known.contains(&name.as_str()))
            .cloned()
            .collect(),
        ..Oauth2::default()
    })
}

/// The parameters of a form, or of the JSON that some servers take in its place.
fn pairs_of(body: &str) -> Vec<(String, String)> {
    let members: Option<serde_json::Map<String, serde_json::Value>> =
        serde_json::from_str(body).ok();
    let text =
        |(name, value): (String, serde_json::Value)| Some((name, value.as_str()?.to_owned()));
    match members {
        Some(members) => members.into_iter().filter_map(text).collect(),
        None => form_urlencoded::parse(body.as_bytes())
            .into_owned()
            .collect(),
    }
}

/// What a connection is called of which only a URL is known.
pub(super) fn host_of(url: &str) -> String {
    match Url::parse(url) {
        Ok(url) => url.host().to_owned(),
        Err(_) => "connection".to_owned(),
    }
}
