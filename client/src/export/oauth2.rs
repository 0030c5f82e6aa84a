//! How the collection's requests get their token.

use claimscope_oauth::AuthenticationMethod;
use serde_json::{Value, json};

use super::names::Names;
use crate::workspace::{SavedConnection, SavedValue};

/// The authorization of the collection: by the grant where the other program has it, else by a token that somebody sets.
pub(super) fn auth(names: &Names, saved: &SavedConnection, left_out: &mut Vec<String>) -> Value {
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
            let token = names.variable("access_token", "access_token");
            return json!({"type": "bearer", "bearer": settings(vec![("token", json!(token))])});
        }
    };
    left_out.extend(of_login(saved));
    let in_body = matches!(
        saved.client_auth,
        Some(AuthenticationMethod::Post | AuthenticationMethod::None)
    );
    let mut entries = vec![
        ("grant_type", json!(grant)),
        (
            "accessTokenUrl",
            json!(match &saved.token_endpoint {
                Some(url) => url.clone(),
                None => names.variable("token_endpoint", "token_endpoint"),
            }),
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
        entries.push(("clientSecret", json!(names.secret(place, "client secret"))));
    }
    if name == "authorization_code" {
        let variable = names.variable("authorization_endpoint", "authorization_endpoint");
        entries.push(("authUrl", json!(variable)));
    }
    for (field, setting) in FIELDS {
        if let Some(saved) = saved.grant.field(field) {
            entries.push((setting, json!(names.value(saved, setting))));
        }
    }
    let parameters: Vec<Value> = parameters(names, saved).iter().map(|(name, value)| {
        json!({"key": name, "value": value, "enabled": true, "send_as": "request_body"})
    }).collect();
    if !parameters.is_empty() {
        entries.push(("tokenRequestParams", json!(parameters)));
    }
    json!({"type": "oauth2", "oauth2": settings(entries)})
}

/// What a collection has of a grant's fields.
const FIELDS: [(&str, &str); 3] = [
    ("redirect-uri", "redirect_uri"),
    ("username", "username"),
    ("password", "password"),
];

/// What it has no place for: other fields of the grant, and other ways in which a client proves who it is.
fn of_login(saved: &SavedConnection) -> Vec<String> {
    let has = |field: &str| FIELDS.iter().any(|(name, _)| *name == field);
    let fields = saved.grant.fields.iter().filter(|(name, _)| !has(name));
    let fields = fields.map(|(name, _)| format!("left out: {name} of the login"));
    let method = saved.client_auth.filter(|method| {
        !matches!(
            method,
            AuthenticationMethod::Basic | AuthenticationMethod::Post | AuthenticationMethod::None
        )
    });
    let method = method.map(|method| {
        let name = method.name();
        format!("left out: the client's authentication by {name}: the secret is sent as it is")
    });
    fields.chain(method).collect()
}

/// What is sent to the token endpoint beside the grant's own.
fn parameters<'a>(names: &Names, saved: &'a SavedConnection) -> Vec<(&'a str, String)> {
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
        all.extend(saved.map(|saved| (name, names.value(&saved, name))));
    }
    all.extend(
        saved
            .parameters
            .iter()
            .map(|(name, saved)| (name.as_str(), names.value(saved, name))),
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
