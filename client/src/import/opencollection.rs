//! Bruno's collections in YAML (OpenCollection): one request, or a collection with its items.

use super::draft::{Draft, SHARED, folder_within};
use super::imported::ImportFormat;
use super::node::Node;
use super::oauth2::Oauth2;
use super::request::{DraftBody, DraftPart, DraftRequest};

pub(super) fn environment(draft: &mut Draft, node: &Node) -> ImportFormat {
    let name = node.text_at("name").unwrap_or_else(|| SHARED.to_owned());
    variables(draft, &name, node.get("variables"));
    draft.understood(node.line, format!("environment {name}"));
    ImportFormat::OpenCollection
}

pub(super) fn read(draft: &mut Draft, stem: &str, node: &Node) -> ImportFormat {
    let name = node.text_at("info.name").unwrap_or_else(|| stem.to_owned());
    variables(draft, SHARED, node.at("request.variables"));
    for environment in node
        .at("config.environments")
        .map(Node::list)
        .unwrap_or_default()
    {
        let title = environment
            .text_at("name")
            .unwrap_or_else(|| "dev".to_owned());
        variables(draft, &title, environment.get("variables"));
    }
    let auth = node
        .at("request.auth")
        .filter(|auth| auth.get("type").is_some());
    if let Some(auth) = auth.filter(|auth| auth.text_at("type").as_deref() == Some("oauth2")) {
        draft.connection(&name, Some(&oauth2(auth)));
    }
    match node.get("http") {
        Some(_) => one(draft, (&name, ""), node, None),
        None => items(draft, (&name, ""), node, auth),
    }
    ImportFormat::OpenCollection
}

fn variables(draft: &mut Draft, environment: &str, list: Option<&Node>) {
    for variable in list.map(Node::list).unwrap_or_default() {
        let Some(name) = variable.text_at("name") else {
            continue;
        };
        if variable.get("secret").is_some_and(Node::is_true) {
            draft.not_understood(
                variable.line,
                format!("the variable {name} is a secret, and is left out"),
            );
            continue;
        }
        if variable.is_disabled() {
            draft.variable_off(&name, variable.line);
            continue;
        }
        let value = variable.get("value");
        let text = value.and_then(|value| value.text().or_else(|| value.text_at("data")));
        draft.variable(environment, &name, &text.unwrap_or_default(), variable.line);
    }
}

fn items(draft: &mut Draft, (name, folder): (&str, &str), node: &Node, above: Option<&Node>) {
    for item in node.get("items").map(Node::list).unwrap_or_default() {
        let auth = item
            .at("request.auth")
            .filter(|auth| auth.get("type").is_some());
        match item.get("http") {
            Some(_) => one(draft, (name, folder), item, auth.or(above)),
            None if item.get("items").is_some() => {
                let title = item.text_at("info.name").unwrap_or_default();
                let inner = folder_within(folder, &title);
                items(draft, (name, &inner), item, auth.or(above));
            }
            None => draft.not_understood(item.line, "what is no HTTP request is left out"),
        }
    }
}

fn one(draft: &mut Draft, (name, folder): (&str, &str), item: &Node, above: Option<&Node>) {
    let title = item.text_at("info.name").unwrap_or_default();
    draft.begin_request(folder, &title);
    let own = ["http.auth", "runtime.auth", "auth"]
        .iter()
        .find_map(|path| item.at(path));
    let inherits = own.is_none_or(|auth| auth.text().as_deref() == Some("inherit"));
    let auth = if inherits { above } else { own };
    let kind = auth
        .and_then(|auth| auth.text_at("type"))
        .unwrap_or_default();
    let settings = |path: &str| auth.and_then(|auth| auth.text_at(path)).unwrap_or_default();
    let mut headers = item.rows_at("http.headers", "name");
    // The URL has those that are sent; the list beside it says the same again.
    let mut query = item.rows_at("http.params", "name");
    query.retain(|row| row.is_off);
    let id = match (kind.as_str(), auth) {
        ("oauth2", Some(auth)) => draft.connection(name, Some(&oauth2(auth))),
        _ => draft.connection(name, None),
    };
    let credential = match kind.as_str() {
        "" | "none" | "oauth2" => None,
        kind => {
            let in_query = settings("placement") == "query";
            draft.credential(item.line, kind, in_query, settings)
        }
    };
    if let Some(credential) = credential {
        credential.put(&mut headers, &mut query);
    }
    let body = item.at("http.body").and_then(|body| {
        let data = body.get("data");
        let text = data.and_then(Node::text).unwrap_or_default();
        match body.text_at("type")?.as_str() {
            "json" => Some(draft.json_with_comments(body.line, text)),
            "text" | "xml" => Some(DraftBody::Text(text)),
            "form-urlencoded" => Some(DraftBody::Form(body.rows_at("data", "name"))),
            "multipart-form" => {
                let parts = data.map(Node::list).unwrap_or_default();
                Some(DraftBody::Multipart(
                    parts.iter().flat_map(parts_of).collect(),
                ))
            }
            other => {
                draft.not_understood(body.line, format!("a body of the kind {other} is left out"));
                Some(DraftBody::LeftOut)
            }
        }
    });
    let request = DraftRequest {
        line: item.line,
        name: title,
        folder: folder.to_owned(),
        method: item
            .text_at("http.method")
            .unwrap_or_else(|| "GET".to_owned()),
        url: item.text_at("http.url").unwrap_or_default(),
        headers,
        query,
        body,
        lacks_body: false,
    };
    draft.request(id, request);
}

fn parts_of(part: &Node) -> Vec<DraftPart> {
    let texts = part.get("value").map(Node::texts).unwrap_or_default();
    let one = DraftPart {
        name: part.text_at("name").unwrap_or_default(),
        value: Ok(texts.first().cloned().unwrap_or_default()),
        media_type: part.text_at("contentType"),
        is_off: part.is_disabled(),
    };
    match part.text_at("type").as_deref() {
        Some("file") => one.of_files(texts),
        _ => vec![one],
    }
}

fn oauth2(auth: &Node) -> Oauth2 {
    let text = |path: &str| auth.text_at(path).unwrap_or_default();
    let flow = text("flow");
    let mut oauth2 = Oauth2 {
        line: auth.line,
        grant: match flow.as_str() {
            "resource_owner_password_credentials" => "password".to_owned(),
            _ => flow,
        },
        authorization_url: text("authorizationUrl"),
        token_url: text("accessTokenUrl"),
        client_id: text("credentials.clientId"),
        client_secret: text("credentials.clientSecret"),
        secret_in_header: auth
            .text_at("credentials.placement")
            .map(|place| place == "basic_auth_header"),
        scope: text("scope"),
        redirect_uri: text("callbackUrl"),
        username: text("resourceOwner.username"),
        password: text("resourceOwner.password"),
        ..Oauth2::default()
    };
    let more = auth
        .at("additionalParameters.accessTokenRequest")
        .map(Node::list)
        .unwrap_or_default();
    for parameter in more {
        let in_body = parameter
            .text_at("placement")
            .is_none_or(|place| place == "body");
        let Some(name) = parameter.text_at("name").filter(|_| in_body) else {
            continue;
        };
        oauth2.parameter(name, parameter.text_at("value").unwrap_or_default());
    }
    oauth2
}
