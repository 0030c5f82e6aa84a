//! Postman: collections of version 2.1 (and 2.0), and environments.

use super::credential::Credential;
use super::draft::{Draft, DraftId, SHARED, folder_within};
use super::imported::ImportFormat;
use super::node::Node;
use super::oauth2::Oauth2;
use super::request::{DraftBody, DraftPart, DraftRequest};
use super::row::{DraftRow, value_of};

pub(super) fn environment(draft: &mut Draft, node: &Node) -> ImportFormat {
    let is_global = node.text_at("_postman_variable_scope").as_deref() == Some("globals");
    let name = node.text_at("name").unwrap_or_else(|| "dev".to_owned());
    let name = if is_global { SHARED.to_owned() } else { name };
    for variable in node.at("values").map(Node::list).unwrap_or_default() {
        let Some(key) = variable.text_at("key") else {
            continue;
        };
        let is_on = variable.get("enabled").is_none_or(Node::is_true);
        self::variable(draft, &name, &key, variable, is_on);
    }
    draft.understood(node.line, format!("environment {name}"));
    ImportFormat::PostmanEnvironment
}

/// A variable of an environment or a collection; one of the type `secret` is left out.
fn variable(draft: &mut Draft, environment: &str, key: &str, node: &Node, is_on: bool) {
    let is_secret = node.text_at("type").as_deref() == Some("secret");
    match (is_on, is_secret) {
        (true, false) => {
            let value = node.text_at("value").unwrap_or_default();
            draft.variable(environment, key, &value, node.line);
        }
        (_, true) => draft.not_understood(
            node.line,
            format!("the variable {key} is a secret, and is left out"),
        ),
        (false, _) => draft.variable_off(key, node.line),
    }
}

pub(super) fn collection(draft: &mut Draft, node: &Node) -> ImportFormat {
    let name = node
        .text_at("info.name")
        .unwrap_or_else(|| "collection".to_owned());
    for variable in node.at("variable").map(Node::list).unwrap_or_default() {
        let key = variable.text_at("key").or_else(|| variable.text_at("id"));
        let Some(key) = key else { continue };
        self::variable(draft, SHARED, &key, variable, !variable.is_disabled());
    }
    if let Some(event) = node.get("event") {
        draft.not_understood(event.line, "scripts are left out");
    }
    let auth = auth_of(draft, node, &Auth::None);
    // The connection of the collection is there even where no request uses it.
    if let Auth::Oauth2(oauth2) = &auth {
        draft.connection(&name, Some(oauth2));
    }
    items(draft, node, (&name, ""), &auth);
    ImportFormat::PostmanCollection
}

/// How a request authenticates.
#[derive(Clone)]
enum Auth {
    None,
    Oauth2(Box<Oauth2>),
    Credential(Credential),
}

fn items(draft: &mut Draft, node: &Node, (name, folder): (&str, &str), above: &Auth) {
    for item in node.at("item").map(Node::list).unwrap_or_default() {
        let auth = auth_of(draft, item, above);
        if let Some(event) = item.get("event") {
            draft.not_understood(event.line, "scripts are left out");
        }
        let title = item.text_at("name").unwrap_or_default();
        match item.get("request") {
            None => items(draft, item, (name, &folder_within(folder, &title)), &auth),
            Some(request) => {
                let auth = auth_of(draft, request, &auth);
                let id = match &auth {
                    Auth::Oauth2(oauth2) => draft.connection(name, Some(oauth2)),
                    _ => draft.connection(name, None),
                };
                one(draft, id, (folder, &title), request, &auth);
            }
        }
    }
}

fn auth_of(draft: &mut Draft, node: &Node, above: &Auth) -> Auth {
    let Some(auth) = node.get("auth") else {
        return above.clone();
    };
    let kind = auth.text_at("type").unwrap_or_default();
    let values = |name: &str| value(auth, &kind, name);
    match kind.as_str() {
        "oauth2" => Auth::Oauth2(Box::new(oauth2(draft, auth))),
        "noauth" => Auth::None,
        kind => {
            let in_query = values("in") == "query";
            let credential = draft.credential(auth.line, kind, in_query, values);
            credential.map_or(Auth::None, Auth::Credential)
        }
    }
}

/// A setting of an authentication: version 2.1 has a list of keys and values, version 2.0 an object.
fn value(auth: &Node, kind: &str, name: &str) -> String {
    let Some(settings) = auth.get(kind) else {
        return String::new();
    };
    let mut list = settings.list().iter();
    let listed = list.find(|one| one.text_at("key").as_deref() == Some(name));
    let found = match listed {
        Some(one) => one.text_at("value"),
        None => settings.text_at(name),
    };
    found.unwrap_or_default()
}

fn oauth2(draft: &mut Draft, auth: &Node) -> Oauth2 {
    let values = |names: &[&str]| {
        let mut values = names.iter().map(|name| value(auth, "oauth2", name));
        values.find(|value| !value.is_empty()).unwrap_or_default()
    };
    let grant = values(&["grant_type", "grantType"]);
    let grant = match grant.as_str() {
        "authorization_code_with_pkce" => "authorization_code",
        "password_credentials" => "password",
        "" => "authorization_code",
        other => other,
    };
    let line = auth
        .get("oauth2")
        .map_or(auth.line, |settings| settings.line);
    let mut oauth2 = Oauth2 {
        line,
        grant: grant.to_owned(),
        authorization_url: values(&["authUrl"]),
        token_url: values(&["accessTokenUrl"]),
        client_id: values(&["clientId"]),
        client_secret: values(&["clientSecret"]),
        secret_in_header: match values(&["client_authentication", "clientAuth"]).as_str() {
            "" => None,
            place => Some(place == "header"),
        },
        scope: values(&["scope"]),
        audience: values(&["audience"]),
        resource: values(&["resource"]),
        redirect_uri: values(&["redirect_uri", "redirectUri", "callBackUrl"]),
        username: values(&["username"]),
        password: values(&["password"]),
        ..Oauth2::default()
    };
    let settings = auth.get("oauth2").map(Node::list).unwrap_or_default();
    let listed = settings
        .iter()
        .find(|one| one.text_at("key").as_deref() == Some("tokenRequestParams"));
    for parameter in listed
        .and_then(|one| one.get("value"))
        .map(Node::list)
        .unwrap_or_default()
    {
        let is_on = parameter.get("enabled").is_none_or(Node::is_true);
        let in_body = parameter
            .text_at("send_as")
            .is_none_or(|place| place == "request_body");
        let Some(key) = parameter.text_at("key") else {
            continue;
        };
        if is_on && in_body {
            oauth2.parameter(key, parameter.text_at("value").unwrap_or_default());
        } else {
            let text = format!(
                "the parameter {key} of the token request is off, or no part of its body, and is left out"
            );
            draft.not_understood(parameter.line, text);
        }
    }
    oauth2
}

fn one(draft: &mut Draft, id: DraftId, (folder, title): (&str, &str), request: &Node, auth: &Auth) {
    draft.begin_request(folder, title);
    let query = request.rows_at("url.query", "key");
    let url = request
        .get("url")
        .and_then(|url| {
            url.text()
                .or_else(|| url.text_at("raw"))
                .or_else(|| address_of(url))
        })
        .or_else(|| request.text())
        .unwrap_or_default();
    let url = without_off(&url, &query);
    let named = request.at("url.variable").map(Node::list);
    let named = named.unwrap_or_default().iter();
    let path_values: Vec<_> = named
        .filter_map(|one| {
            let value = one.text_at("value").unwrap_or_default();
            Some((one.line, one.text_at("key")?, value))
        })
        .collect();
    let mut new = DraftRequest {
        line: request.line,
        name: title.to_owned(),
        folder: folder.to_owned(),
        method: request
            .text_at("method")
            .unwrap_or_else(|| "GET".to_owned()),
        url: draft.with_path_values(&url, &path_values),
        headers: headers_of(request),
        query: query.into_iter().filter(|row| row.is_off).collect(),
        body: request.get("body").and_then(|body| body_of(draft, body)),
        lacks_body: false,
    };
    if let Some(media_type) = media_type_of(request)
        && value_of(&new.headers, "content-type").is_none()
    {
        new.headers.push(DraftRow::new("Content-Type", media_type));
    }
    if let Auth::Credential(credential) = auth {
        credential.clone().put(&mut new.headers, &mut new.query);
    }
    draft.request(id, new);
}

/// The `Content-Type` that Postman sends with a text of this language, where it is not the one of every text.
fn media_type_of(request: &Node) -> Option<&'static str> {
    match request.text_at("body.options.raw.language")?.as_str() {
        "xml" => Some("application/xml"),
        "html" => Some("text/html"),
        "javascript" => Some("application/javascript"),
        _ => None,
    }
}

/// A list of them, or a text with a line for each, as version 2.0 may have it.
fn headers_of(request: &Node) -> Vec<DraftRow> {
    let Some(text) = request.text_at("header") else {
        return request.rows_at("header", "key");
    };
    let pairs = text.lines().filter_map(|line| line.split_once(':'));
    pairs
        .map(|(name, value)| DraftRow::new(name.trim(), value.trim()))
        .collect()
}

/// The URL without parameters that the table beside it has switched off, as some files have them in both places.
fn without_off(url: &str, query: &[DraftRow]) -> String {
    let Some((before, rest)) = url.split_once('?') else {
        return url.to_owned();
    };
    let (text, fragment) = match rest.find('#') {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    let is_pair = |pair: &str, row: &DraftRow| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        name == row.name && value == row.value
    };
    let mut pairs: Vec<&str> = text.split('&').collect();
    for off in query.iter().filter(|row| row.is_off) {
        let there = pairs.iter().filter(|pair| is_pair(pair, off)).count();
        let is_same = |row: &&DraftRow| row.name == off.name && row.value == off.value;
        let wanted = query.iter().filter(|row| !row.is_off).filter(is_same);
        if there > wanted.count()
            && let Some(at) = pairs.iter().rposition(|pair| is_pair(pair, off))
        {
            pairs.remove(at);
        }
    }
    match pairs.is_empty() {
        true => format!("{before}{fragment}"),
        false => format!("{before}?{}{fragment}", pairs.join("&")),
    }
}

/// A URL that is written in its parts alone.
fn address_of(url: &Node) -> Option<String> {
    let joined = |name: &str, between: &str| match url.get(name)?.text() {
        Some(text) => Some(text),
        None => {
            let parts = url.at(name).map(Node::list).unwrap_or_default().iter();
            Some(
                parts
                    .filter_map(Node::text)
                    .collect::<Vec<_>>()
                    .join(between),
            )
        }
    };
    let host = joined("host", ".").filter(|host| !host.is_empty())?;
    let scheme = match url.text_at("protocol") {
        Some(scheme) => format!("{scheme}://"),
        None if host.starts_with("{{") => String::new(),
        None => "http://".to_owned(),
    };
    let port = url.text_at("port").map(|port| format!(":{port}"));
    let path = joined("path", "/").map(|path| format!("/{path}"));
    let query = url.rows_at("query", "key").into_iter();
    let query: Vec<String> = query
        .filter(|row| !row.is_off)
        .map(|row| format!("{}={}", row.name, row.value))
        .collect();
    let query = if query.is_empty() {
        String::new()
    } else {
        format!("?{}", query.join("&"))
    };
    Some(format!(
        "{scheme}{host}{}{}{query}",
        port.unwrap_or_default(),
        path.unwrap_or_default()
    ))
}

fn body_of(draft: &mut Draft, body: &Node) -> Option<DraftBody> {
    if body.is_disabled() {
        draft.not_understood(body.line, "the body is switched off, and is left out");
        return None;
    }
    match body.text_at("mode")?.as_str() {
        "raw" => {
            let text = body.text_at("raw")?;
            Some(match body.text_at("options.raw.language").as_deref() {
                Some("json") => draft.json_with_comments(body.line, text),
                Some("text" | "xml" | "html" | "javascript") => DraftBody::Text(text),
                _ => DraftBody::of("", &text),
            })
        }
        "urlencoded" => Some(DraftBody::Form(body.rows_at("urlencoded", "key"))),
        "file" => body.text_at("file.src").map(DraftBody::File),
        "formdata" => {
            let parts = body.at("formdata").map(Node::list).unwrap_or_default();
            Some(DraftBody::Multipart(
                parts.iter().flat_map(parts_of).collect(),
            ))
        }
        "graphql" => {
            let text = |path: &str| body.text_at(path).unwrap_or_default();
            let (query, variables) = (text("graphql.query"), text("graphql.variables"));
            Some(DraftBody::of_graphql(&query, &variables))
        }
        other => {
            draft.not_understood(body.line, format!("a body of the kind {other} is left out"));
            Some(DraftBody::LeftOut)
        }
    }
}

fn parts_of(part: &Node) -> Vec<DraftPart> {
    let text = |name: &str| part.text_at(name).unwrap_or_default();
    let one = DraftPart {
        name: text("key"),
        value: Ok(text("value")),
        media_type: part.text_at("contentType"),
        is_off: part.is_disabled(),
    };
    match &*text("type") {
        "file" => one.of_files(part.at("src").map(Node::texts).unwrap_or_default()),
        _ => vec![one],
    }
}
