//! The environments of JetBrains' HTTP client, `http-client.env.json`: variables, and how tokens are asked for.

use super::draft::Draft;
use super::imported::ImportFormat;
use super::node::Node;
use super::oauth2::Oauth2;

/// Whether a document is one: objects of variables, all of which are texts where no name of the file says what it is.
pub(super) fn is_environments(stem: &str, node: &Node) -> bool {
    let is_named = stem.ends_with(".env");
    let is_one = |node: &Node| {
        let mut members = node.map().iter();
        !node.map().is_empty()
            && members.all(|(name, value)| is_named || value.text().is_some() || name == "Security")
    };
    !node.map().is_empty() && node.map().iter().all(|(_, value)| is_one(value))
}

pub(super) fn read(draft: &mut Draft, node: &Node) -> ImportFormat {
    for (environment, members) in node.map() {
        let title = if environment == "$shared" {
            super::draft::SHARED
        } else {
            environment
        };
        for (name, value) in members.map() {
            match value.text() {
                Some(text) => draft.variable(title, name, &text, value.line),
                None if name == "Security" => {}
                None => {
                    let text = format!("the variable {name} is no text, and is left out");
                    draft.not_understood(value.line, text);
                }
            }
        }
        draft.understood(members.line, format!("environment {title}"));
    }
    for (environment, members) in node.map() {
        let auth = members
            .at("Security.Auth")
            .map(Node::map)
            .unwrap_or_default();
        for (name, settings) in auth {
            match settings.text_at("Type").as_deref() {
                Some("OAuth2") => {
                    let name = match node.map().len() {
                        1 => name.clone(),
                        _ => format!("{name} {environment}"),
                    };
                    draft.connection(&name, Some(&oauth2(settings)));
                }
                kind => {
                    let kind = kind.unwrap_or("no type");
                    draft.not_understood(
                        settings.line,
                        format!("authentication by {kind} is left out"),
                    );
                }
            }
        }
    }
    ImportFormat::HttpClientEnvironment
}

fn oauth2(settings: &Node) -> Oauth2 {
    let text = |name: &str| settings.get(name).and_then(Node::text).unwrap_or_default();
    let grant = text("Grant Type").to_lowercase().replace(' ', "_");
    let mut oauth2 = Oauth2 {
        line: settings.line,
        grant: match grant.as_str() {
            "device_authorization" => "device_code".to_owned(),
            _ => grant,
        },
        authorization_url: text("Auth URL"),
        token_url: text("Token URL"),
        client_id: text("Client ID"),
        client_secret: text("Client Secret"),
        secret_in_header: match text("Client Credentials").as_str() {
            "in body" => Some(false),
            "basic" => Some(true),
            _ => None,
        },
        scope: text("Scope"),
        redirect_uri: text("Redirect URL"),
        username: text("Username"),
        password: text("Password"),
        ..Oauth2::default()
    };
    for (name, value) in settings
        .get("Custom Request Parameters")
        .map(Node::map)
        .unwrap_or_default()
    {
        let use_of = value.text_at("Use").unwrap_or_default();
        let text = value.text().or_else(|| value.text_at("Value"));
        if let (Some(text), false) = (text, use_of == "In Auth Request") {
            oauth2.parameter(name.clone(), text);
        }
    }
    oauth2
}
