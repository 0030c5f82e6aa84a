//! Insomnia's exports: version 5 in YAML, and version 4 in JSON.

use super::draft::{Draft, SHARED, folder_within};
use super::imported::ImportFormat;
use super::node::{Node, NodeValue};
use super::oauth2::Oauth2;
use super::request::{DraftBody, DraftPart, DraftRequest};
use super::row::DraftRow;

/// How deep folders may lie in each other.
const MAX_FOLDERS: usize = 100;

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
    items(draft, node.get("collection"), (&name, ""), None);
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
    for group in of_type("request_group") {
        leave_folder_out(draft, group);
    }
    for request in of_type("request") {
        let folders = folders_above(resources, request);
        let above = folders.iter().find_map(|folder| auth_of(folder));
        let titles = folders
            .iter()
            .rev()
            .filter_map(|folder| folder.text_at("name"));
        let folder = titles.fold(String::new(), |folder, title| {
            folder_within(&folder, &title)
        });
        one(draft, (&name, &folder), request, above);
    }
    let others = ["grpc_request", "websocket_request", "socketio_request"];
    for other in others.into_iter().flat_map(of_type) {
        let title = other.text_at("name").unwrap_or_default();
        let text = format!("{title} is no HTTP request, and is left out");
        draft.not_understood(other.line, text);
    }
    ImportFormat::Insomnia
}

/// The folders that it lies in, the nearest first.
fn folders_above<'a>(resources: &'a [Node], item: &Node) -> Vec<&'a Node> {
    let mut folders = Vec::new();
    let mut parent = item.text_at("parentId");
    // Folders that lie in each other end somewhere.
    while let Some(id) = parent.filter(|_| folders.len() < MAX_FOLDERS) {
        let is_parent = |one: &&Node| {
            let has = |name: &str, text: &str| one.text_at(name).as_deref() == Some(text);
            has("_id", &id) && has("_type", "request_group")
        };
        let Some(folder) = resources.iter().find(is_parent) else {
            break;
        };
        folders.push(folder);
        parent = folder.text_at("parentId");
    }
    folders
}

fn auth_of(node: &Node) -> Option<&Node> {
    let auth = node.get("authentication")?;
    auth.get("type").is_some().then_some(auth)
}

/// What requests would take over from a folder, but for its authentication, is said.
fn leave_folder_out(draft: &mut Draft, folder: &Node) {
    let title = folder.text_at("name").unwrap_or_default();
    for member in ["headers", "environment"] {
        let there = folder.get(member);
        let there = there.filter(|one| !one.list().is_empty() || !one.map().is_empty());
        if let Some(node) = there {
            let text = format!("{member} of the folder {title} is left out");
            draft.not_understood(node.line, text);
        }
    }
    leave_scripts_out(draft, folder);
}

fn leave_scripts_out(draft: &mut Draft, node: &Node) {
    for member in ["scripts", "preRequestScript", "afterResponseScript"] {
        let there = node.get(member);
        let has_text = |one: &&Node| one.text().is_none_or(|text| !text.trim().is_empty());
        if let Some(script) = there.filter(has_text) {
            draft.not_understood(script.line, "scripts are left out");
        }
    }
}

/// Whether a tag of Insomnia's own stands in a text.
fn has_tag(node: &Node) -> bool {
    match &node.value {
        NodeValue::Text(text) => text.contains("{%"),
        NodeValue::List(list) => list.iter().any(has_tag),
        NodeValue::Map(map) => map.iter().any(|(_, node)| has_tag(node)),
        _ => false,
    }
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

fn items(
    draft: &mut Draft,
    list: Option<&Node>,
    (name, folder): (&str, &str),
    above: Option<&Node>,
) {
    for item in list.map(Node::list).unwrap_or_default() {
        let auth = auth_of(item);
        match item.get("children") {
            Some(children) => {
                leave_folder_out(draft, item);
                let title = item.text_at("name").unwrap_or_default();
                let inner = folder_within(folder, &title);
                items(draft, Some(children), (name, &inner), auth.or(above));
            }
            None if item.get("method").is_some() => one(draft, (name, folder), item, above),
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

fn one(draft: &mut Draft, (name, folder): (&str, &str), item: &Node, above: Option<&Node>) {
    let title = item.text_at("name").unwrap_or_default();
    draft.begin_request(folder, &title);
    leave_scripts_out(draft, item);
    let members = ["url", "headers", "parameters", "body"];
    if members
        .iter()
        .filter_map(|name| item.get(name))
        .any(has_tag)
    {
        let text = "a tag of Insomnia, {% … %}, stands as it is: nothing fills it in here";
        draft.not_understood(item.line, text);
    }
    let auth = auth_of(item).or(above);
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
    let body = item.get("body").and_then(body_of);
    let named = item
        .get("pathParameters")
        .map(Node::list)
        .unwrap_or_default();
    let path_values: Vec<_> = named
        .iter()
        .filter_map(|one| {
            let value = plain(&one.text_at("value").unwrap_or_default());
            Some((one.line, one.text_at("name")?, value))
        })
        .collect();
    let url = plain(&item.text_at("url").unwrap_or_default());
    let url = draft.with_path_values(&url, &path_values);
    draft.request(
        id,
        DraftRequest {
            line: item.line,
            name: title,
            folder: folder.to_owned(),
            method: item.text_at("method").unwrap_or_default(),
            url,
            headers,
            query,
            body,
            lacks_body: false,
        },
    );
}

fn body_of(body: &Node) -> Option<DraftBody> {
    let media_type = body.text_at("mimeType").unwrap_or_default();
    let text = || Some(plain(&body.text_at("text")?));
    match media_type.as_str() {
        "application/x-www-form-urlencoded" => Some(DraftBody::Form(pairs(body, "params"))),
        "multipart/form-data" => {
            let parts = body.get("params").map(Node::list).unwrap_or_default();
            Some(DraftBody::Multipart(parts.iter().map(part_of).collect()))
        }
        // Query and variables stand in it as they are sent.
        "application/graphql" => text().map(DraftBody::Json),
        _ => match body.text_at("fileName") {
            Some(path) => Some(DraftBody::File(path)),
            None => Some(DraftBody::of(&media_type, &text()?)),
        },
    }
}

fn part_of(part: &Node) -> DraftPart {
    let is_file = part.text_at("type").as_deref() == Some("file");
    let text = |name: &str| plain(&part.text_at(name).unwrap_or_default());
    DraftPart {
        name: part.text_at("name").unwrap_or_default(),
        value: match is_file {
            true => Err(text("fileName")),
            false => Ok(text("value")),
        },
        media_type: None,
        is_off: part.is_disabled(),
    }
}

fn pairs(node: &Node, path: &str) -> Vec<DraftRow> {
    let rows = node.rows_at(path, "name").into_iter();
    rows.map(|row| DraftRow {
        value: plain(&row.value),
        ..row
    })
    .collect()
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
