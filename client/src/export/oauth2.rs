//! How the collection's requests get their token.

use claimscope_oauth::AuthenticationMethod;
use serde_json::{Value, json};

use super::rows::{secret, value};
use crate::workspace::{SavedConnection, SavedValue};

/// The authorization of the collection: by the grant where the other program has it, else by a token that somebody sets.
pub(super) fn auth(saved: &SavedConnection, left_out: &mut Vec<String>) -> Value {
    if saved.sends_no_token {
        return json!({"type": "noauth"});
    }
    let name = saved.grant.name();
    let grant = match name {
        "client_credentials" => "client_credentials",
        "authorization_code" => "authorization_code_with_pkce",
        "password" => "password_credentials",
        _ => {
            left_out.push(format!(
                "left out: the grant {name}, which a collection cannot name: set access_token to a token"
            ));
            return json!({"type": "bearer", "bearer": settings(vec![("token", json!("{{access_token}}"))])});
        }
    };
    let endpoint = |url: &Option<String>, variable: &str| {
        json!(url.clone().unwrap_or_else(|| format!("{{{{{variable}}}}}")))
    };
    let in_body = matches!(
        saved.client_auth,
        Some(AuthenticationMethod::Post | AuthenticationMethod::None)
    );
    let mut entries = vec![
        ("grant_type", json!(grant)),
        (
            "accessTokenUrl",
            endpoint(&saved.token_endpoint, "token_endpoint"),
        ),
        (
            "clientId",
            json!(saved.client_id.as_deref().unwrap_or_default()),
        ),
        ("scope", json!(saved.scope.join(" "))),
        (
            "client_authentication",
            json!(if in_body { "body" } else { "header" }),
        ),
        ("addTokenTo", json!("header")),
    ];
    if let Some(place) = &saved.client_secret {
        entries.push(("clientSecret", json!(secret(place, "client secret"))));
    }
    if name == "authorization_code" {
        entries.push(("authUrl", endpoint(&None, "authorization_endpoint")));
    }
    let fields = [
        ("redirect-uri", "redirect_uri"),
        ("username", "username"),
        ("password", "password"),
    ];
    for (field, setting) in fields {
        if let Some(saved) = saved.grant.field(field) {
            entries.push((setting, json!(value(saved, setting))));
        }
    }
    let parameters: Vec<Value> = parameters(saved).iter().map(|(name, value)| {
        json!({"key": name, "value": value, "enabled": true, "send_as": "request_body"})
    }).collect();
    if !parameters.is_empty() {
        entries.push(("tokenRequestParams", json!(parameters)));
    }
    json!({"type": "oauth2", "oauth2": settings(entries)})
}

/// What is sent to the token endpoint beside the grant's own.
fn parameters(saved: &SavedConnection) -> Vec<(&str, String)> {
    let text = |text: &Option<String>| text.clone().map(SavedValue::Text);
    let resource = saved
        .resource
        .as_ref()
        .filter(|_| !saved.leaves_resource_out);
    let named = [
        ("resource", text(&resource.cloned())),
        ("authorization_details", text(&saved.authorization_details)),
    ];
    let mut all = Vec::new();
    for (name, saved) in named {
        all.extend(saved.map(|saved| (name, value(&saved, name))));
    }
    all.extend(
        saved
            .parameters
            .iter()
            .map(|(name, saved)| (name.as_str(), value(saved, name))),
    );
    all
}

fn settings(entries: Vec<(&str, Value)>) -> Vec<Value> {
    let entry = |(key, value): (&str, Value)| {
        let kind = if value.is_array() { "any" } else { "string" };
        json!({"key": key, "value": value, "type": kind})
    };
    entries.into_iter().map(entry).collect()
}
