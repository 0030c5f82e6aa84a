//! Insomnia's exports: version 5 in YAML, and version 4 in JSON.

use super::draft::{Draft, DraftBody, DraftRequest, SHARED};
use super::imported::ImportFormat;
use super::node::{Node, NodeValue};
use super::oauth2::Oauth2;

pub(super) fn version_5(draft: &mut Draft, node: &Node) -> ImportFormat {
    let name = node
        .text_at("name")
        .unwrap_or_else(|| "insomnia".to_owned());
    if let Some(environments) = node.get("environments") {
        variables(draft, SHARED, environments.get("data"));
        for one in environments
            .get("subEnvironments")
            .map(Node::list)
            .unwrap_or_default()
        {
            let title = one.text_at("name").unwrap_or_else(|| "dev".to_owned());
            variables(draft, &title, one.get("data"));
        }
    }
    items(draft, node.get("collection"), &name, None);
    ImportFormat::Insomnia
}

pub(super) fn version_4(draft: &mut Draft, node: &Node) -> ImportFormat {
    let resources = node.get("resources").map(Node::list).unwrap_or_default();
    let of_type = |kind: &'static str| {
        resources
            .iter()
            .filter(move |one| one.text_at("_type").as_deref() == Some(kind))
    };
    let workspace = of_type("workspace").next();
    let name = workspace.and_then(|one| one.text_at("name"));
    let name = name.unwrap_or_else(|| "insomnia".to_owned());
    let workspace = workspace
        .and_then(|one| one.text_at("_id"))
        .unwrap_or_default();
    for one in of_type("environment") {
        let is_base = one.text_at("parentId").unwrap_or_default() == workspace;
        let title = one.text_at("name").unwrap_or_else(|| "dev".to_owned());
        variables(
            draft,
            if is_base { SHARED } else { &title },
            one.get("data"),
        );
    }
    for request in of_type("request") {
        one(draft, &name, request, None);
    }
    ImportFormat::Insomnia
}

fn variables(draft: &mut Draft, environment: &str, data: Option<&Node>) {
    let Some(data) = data else { return };
    for (name, value) in data.map() {
        match value.text() {
            Some(text) => draft.variable(environment, name, &plain(&text), value.line),
            None if matches!(value.value, NodeValue::Null) => {
                draft.variable(environment, name, "", value.line)
            }
            None => draft.not_understood(
                value.line,
                format!("the variable {name} is no text, and is left out"),
            ),
        }
    }
    draft.understood(data.line, format!("environment {environment}"));
}

fn items(draft: &mut Draft, list: Option<&Node>, name: &str, above: Option<&Node>) {
    for item in list.map(Node::list).unwrap_or_default() {
        let auth = item
            .get("authentication")
            .filter(|auth| auth.get("type").is_some());
        match item.get("children") {
            Some(children) => items(draft, Some(children), name, auth.or(above)),
            None if item.get("method").is_some() => one(draft, name, item, above),
            None => {
                let title = item.text_at("name").unwrap_or_default();
                draft.not_understood(
                    item.line,
                    format!("{title} is no HTTP request, and is left out"),
                );
            }
        }
    }
}

fn one(draft: &mut Draft, name: &str, item: &Node, above: Option<&Node>) {
    let own = item
        .get("authentication")
        .filter(|auth| auth.get("type").is_some());
    let auth = own.or(above);
    let is_off = auth.is_some_and(Node::is_disabled);
    let auth = auth.filter(|_| !is_off);
    let kind = auth
        .and_then(|auth| auth.text_at("type"))
        .unwrap_or_default();
    let settings =
        |path: &str| plain(&auth.and_then(|auth| auth.text_at(path)).unwrap_or_default());
    let mut headers = pairs(item, "headers");
    let mut query = pairs(item, "parameters");
    let id = match (kind.as_str(), auth) {
        ("oauth2", Some(auth)) => draft.connection(name, Some(&oauth2(auth))),
        _ => draft.connection(name, None),
    };
    let credential = match kind.as_str() {
        "" | "none" | "oauth2" => None,
        kind => {
            let in_query = settings("addTo") == "queryParams";
            draft.credential(item.line, kind, in_query, settings)
        }
    };
    if let Some(credential) = credential {
        credential.put(&mut headers, &mut query);
    }
    let body = item.get("body").and_then(|body| {
        let media_type = body.text_at("mimeType").unwrap_or_default();
        match media_type.as_str() {
            "application/x-www-form-urlencoded" => Some(DraftBody::Form(pairs(body, "params"))),
            "multipart/form-data" => {
                draft.not_understood(body.line, "a body of several parts is left out");
                None
            }
            _ => match body.text_at("fileName") {
                Some(path) => Some(DraftBody::File(path)),
                None => Some(DraftBody::of(&media_type, &plain(&body.text_at("text")?))),
            },
        }
    });
    draft.request(
        id,
        DraftRequest {
            line: item.line,
            name: item.text_at("name").unwrap_or_default(),
            method: item.text_at("method").unwrap_or_default(),
            url: plain(&item.text_at("url").unwrap_or_default()),
            headers,
            query,
            body,
        },
    );
}

fn pairs(node: &Node, path: &str) -> Vec<(String, String)> {
    let pairs = node.pairs_at(path, "name").into_iter();
    pairs.map(|(name, value)| (name, plain(&value))).collect()
}

fn oauth2(auth: &Node) -> Oauth2 {
    let text = |path: &str| plain(&auth.text_at(path).unwrap_or_default());
    let grant = text("grantType");
    let grant = match grant.as_str() {
        "" | "mcp_auth_flow" => "authorization_code",
        other => other,
    };
    Oauth2 {
        line: auth.line,
        grant: grant.to_owned(),
        authorization_url: text("authorizationUrl"),
        token_url: text("accessTokenUrl"),
        client_id: text("clientId"),
        client_secret: text("clientSecret"),
        secret_in_header: Some(!auth.get("credentialsInBody").is_some_and(Node::is_true)),
        scope: text("scope"),
        audience: text("audience"),
        resource: text("resource"),
        redirect_uri: text("redirectUrl"),
        username: text("username"),
        password: text("password"),
        ..Oauth2::default()
    }
}

/// A text with its variables as connections have them: `{{ _.name }}` becomes `{{name}}`.
fn plain(text: &str) -> String {
    let mut parts = text.split("{{");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str("{{");
        match part.split_once("}}") {
            Some((name, rest)) => {
                let name = name.trim();
                let name = name.strip_prefix("_.").unwrap_or(name);
                out.push_str(&format!("{name}}}}}{rest}"));
            }
            None => out.push_str(part),
        }
    }
    out
}
