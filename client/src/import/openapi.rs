//! OpenAPI 3: its servers, its security schemes and its operations. Each flow of OAuth 2 becomes a connection.

mod operations;

use operations::{Operations, Scheme};

use super::draft::{Draft, DraftId, shortened};
use super::imported::ImportFormat;
use super::node::Node;
use super::oauth2::Oauth2;

/// The flows, and the grant of each.
const FLOWS: [(&str, &str); 5] = [
    ("clientCredentials", "client_credentials"),
    ("authorizationCode", "authorization_code"),
    ("deviceAuthorization", "device_code"),
    ("password", "password"),
    ("implicit", "implicit"),
];

pub(super) fn read(draft: &mut Draft, node: &Node) -> ImportFormat {
    let title = node
        .text_at("info.title")
        .unwrap_or_else(|| "api".to_owned());
    let api_url = api_url(draft, node);
    let schemes = node
        .at("components.securitySchemes")
        .map(Node::map)
        .unwrap_or_default();
    let mut known = Vec::new();
    for (name, scheme) in schemes {
        let Some(scheme) = followed(draft, node, scheme) else {
            continue;
        };
        let kind = scheme.text_at("type").unwrap_or_default();
        let found = match kind.as_str() {
            "oauth2" => flows(draft, node, (&title, name), scheme, api_url.as_deref())
                .map(Scheme::Connection),
            "openIdConnect" => Some(Scheme::Connection(open_id(
                draft,
                &title,
                scheme,
                api_url.as_deref(),
            ))),
            "apiKey" => key(draft, name, scheme),
            _ => {
                let text = format!(
                    "the security scheme {name} ({kind}) says nothing of OAuth 2, and is left out"
                );
                draft.not_understood(scheme.line, text);
                None
            }
        };
        known.extend(found.map(|found| (name.clone(), found)));
    }
    if schemes.is_empty() {
        draft.not_understood(node.line, "it has no security scheme");
    }
    let operations = Operations {
        document: node,
        title: &title,
        api_url: api_url.as_deref(),
        schemes: known,
    };
    operations.read(draft);
    ImportFormat::OpenApi
}

/// A key that goes along with requests; in a cookie it is left out.
fn key(draft: &mut Draft, name: &str, scheme: &Node) -> Option<Scheme> {
    let place = scheme.text_at("in").unwrap_or_default();
    let in_query = place == "query";
    if !in_query && place != "header" {
        let text = format!("the security scheme {name} (apiKey in {place}) is left out");
        draft.not_understood(scheme.line, text);
        return None;
    }
    let key = scheme.text_at("name")?;
    draft.understood(
        scheme.line,
        format!("the security scheme {name}: operations that need it send a key as {key}"),
    );
    let name = key;
    Some(Scheme::Key { name, in_query })
}

/// How many references lead on to each other.
const MAX_REFERENCES: usize = 10;

/// The node that a reference within the document stands for; one to elsewhere, or to nothing, is said.
fn followed<'a>(draft: &mut Draft, document: &'a Node, node: &'a Node) -> Option<&'a Node> {
    let mut found = node;
    for _ in 0..MAX_REFERENCES {
        let Some(reference) = found.text_at("$ref") else {
            return Some(found);
        };
        let Some(path) = reference.strip_prefix("#/") else {
            let text = format!(
                "the reference {} leads out of the document, and is not followed",
                shortened(&reference)
            );
            draft.not_understood(found.line, text);
            return None;
        };
        let step = |node: &'a Node, name: &str| {
            let name = name.replace("~1", "/").replace("~0", "~");
            node.get(&name)
        };
        match path.split('/').try_fold(document, step) {
            Some(next) => found = next,
            None => {
                let text = format!("the reference {} leads to nothing", shortened(&reference));
                draft.not_understood(found.line, text);
                return None;
            }
        }
    }
    draft.not_understood(
        node.line,
        "the references lead in a circle, and are left out",
    );
    None
}

/// The first server's URL, its variables with their defaults.
fn api_url(draft: &mut Draft, node: &Node) -> Option<String> {
    let servers = node.get("servers").map(Node::list).unwrap_or_default();
    let server = servers.first()?;
    if let Some(second) = servers.get(1) {
        let text = "the servers behind the first are left out";
        draft.not_understood(second.line, text);
    }
    let mut url = server.text_at("url")?;
    for (name, variable) in server.get("variables").map(Node::map).unwrap_or_default() {
        if let Some(value) = variable.text_at("default") {
            url = url.replace(&format!("{{{name}}}"), &value);
        }
    }
    let url = draft.bare_url("URL of the server", &url, server.line);
    if url.is_empty() {
        return None;
    }
    let is_whole = url.contains("://") && !url.contains('{');
    if !is_whole {
        let text = format!("the server's URL {url} is not whole, and is left out");
        draft.not_understood(server.line, text);
    }
    is_whole.then_some(url)
}

fn flows(
    draft: &mut Draft,
    whole_document: &Node,
    (title, name): (&str, &str),
    scheme: &Node,
    api_url: Option<&str>,
) -> Option<DraftId> {
    let flows = scheme.get("flows");
    let Some(flows) = flows.and_then(|flows| followed(draft, whole_document, flows)) else {
        let text = format!("the security scheme {name} has no flows");
        draft.not_understood(scheme.line, text);
        return None;
    };
    let mut first = None;
    for (member, grant) in FLOWS {
        let extended = format!("x-oai-{member}");
        let flow = flows.get(member).or_else(|| flows.get(&extended));
        let Some(flow) = flow.and_then(|flow| followed(draft, whole_document, flow)) else {
            continue;
        };
        let text = |path: &str| flow.text_at(path).unwrap_or_default();
        let device = [
            text("deviceAuthorizationUrl"),
            text("x-oai-deviceAuthorizationUrl"),
        ]
        .concat();
        let token_url = whole(draft, flow, &text("tokenUrl"));
        let authorization_url = whole(draft, flow, &[text("authorizationUrl"), device].concat());
        let scopes = flow.get("scopes").map(Node::map).unwrap_or_default();
        let scopes: Vec<_> = scopes.iter().map(|(name, _)| name.as_str()).collect();
        let oauth2 = Oauth2 {
            line: flow.line,
            grant: grant.to_owned(),
            authorization_url: if grant == "device_code" {
                String::new()
            } else {
                authorization_url
            },
            token_url,
            client_id: "{{client_id}}".to_owned(),
            client_secret: match grant {
                "client_credentials" => "{{client_secret}}".to_owned(),
                _ => String::new(),
            },
            scope: scopes.join(" "),
            username: "{{username}}".to_owned(),
            issuer: issuer_of_metadata(&scheme.text_at("oauth2MetadataUrl").unwrap_or_default()),
            ..Oauth2::default()
        };
        let id = draft.connection(
            &format!("{title} {}", grant.replace('_', "-")),
            Some(&oauth2),
        );
        finish(draft, id, api_url);
        first = first.or(Some(id));
    }
    first
}

fn open_id(draft: &mut Draft, title: &str, scheme: &Node, api_url: Option<&str>) -> DraftId {
    let url = scheme.text_at("openIdConnectUrl").unwrap_or_default();
    let oauth2 = Oauth2 {
        line: scheme.line,
        grant: "authorization_code".to_owned(),
        issuer: issuer_of_metadata(&whole(draft, scheme, &url)),
        client_id: "{{client_id}}".to_owned(),
        scope: "openid".to_owned(),
        ..Oauth2::default()
    };
    let id = draft.connection(&format!("{title} openid"), Some(&oauth2));
    finish(draft, id, api_url);
    id
}

fn finish(draft: &mut Draft, id: DraftId, api_url: Option<&str>) {
    draft.saved(id).api_url = api_url.map(str::to_owned);
}

/// A whole well-known URL may stand for the issuer.
fn issuer_of_metadata(url: &str) -> String {
    let end = "/.well-known/openid-configuration";
    url.strip_suffix(end).unwrap_or(url).to_owned()
}

/// A URL that is not relative to where the description lies, which is not known here.
fn whole(draft: &mut Draft, node: &Node, url: &str) -> String {
    match url.is_empty() || url.contains("://") {
        true => url.to_owned(),
        false => {
            draft.not_understood(
                node.line,
                format!("the relative URL {url} is left out: nothing says what it is relative to"),
            );
            String::new()
        }
    }
}
