//! IdentityServer4's configuration: a connection for each client and grant.

use super::draft::Draft;
use super::imported::ImportFormat;
use super::node::Node;
use super::oauth2::Oauth2;
use crate::session::Login;

/// Where the section with the clients may lie.
const SECTIONS: [&str; 2] = ["IdentityServer", "IdentityServer4"];

/// Whether a document has clients of IdentityServer4.
pub(super) fn is_settings(node: &Node) -> bool {
    section(node).is_some()
}

fn section(node: &Node) -> Option<&Node> {
    let has_clients = |node: &&Node| node.get_any_case("Clients").is_some();
    let inner = SECTIONS.iter().filter_map(|name| node.get_any_case(name));
    std::iter::once(node).chain(inner).find(has_clients)
}

pub(super) fn read(draft: &mut Draft, node: &Node) -> ImportFormat {
    let section = section(node).unwrap_or(node);
    let issuer = section.get_any_case("IssuerUri").and_then(Node::text);
    let issuer = issuer.filter(|issuer| !issuer.trim().is_empty());
    let issuer = issuer.unwrap_or_else(|| "{{issuer}}".to_owned());
    for node in list(section, "Clients") {
        client(draft, &issuer, node);
    }
    ImportFormat::AppSettings
}

fn list<'a>(node: &'a Node, name: &str) -> &'a [Node] {
    node.get_any_case(name).map(Node::list).unwrap_or_default()
}

fn texts(node: &Node, name: &str) -> Vec<String> {
    list(node, name).iter().filter_map(Node::text).collect()
}

fn text(node: &Node, name: &str) -> String {
    let member = node.get_any_case(name);
    member.and_then(Node::text).unwrap_or_default()
}

fn client(draft: &mut Draft, issuer: &str, node: &Node) {
    let id = text(node, "ClientId");
    if id.is_empty() {
        return draft.not_understood(node.line, "a client without ClientId is left out");
    }
    if text(node, "Enabled").eq_ignore_ascii_case("false") {
        let text = format!("the client {id} is not enabled, and is left out");
        return draft.not_understood(node.line, text);
    }
    let grants = texts(node, "AllowedGrantTypes");
    if grants.is_empty() {
        let text = format!("the client {id} has no grant, and is left out");
        draft.not_understood(node.line, text);
    }
    let uris = texts(node, "RedirectUris");
    let redirect_uri = uris.iter().find(|uri| Login::can_listen_on(uri));
    let redirect_uri = redirect_uri.or(uris.first()).cloned().unwrap_or_default();
    if uris.len() > 1 {
        let text = format!("of the redirect URIs of the client {id} one alone is taken");
        draft.not_understood(node.line, text);
    }
    for grant in &grants {
        let Some(grant) = grant_of(grant) else {
            let text =
                format!("the grant {grant} of the client {id} is not run here, and is left out");
            draft.not_understood(node.line, text);
            continue;
        };
        let name = match grants.len() {
            1 => id.clone(),
            _ => format!("{id} {}", grant.replace('_', "-")),
        };
        draft.connection(
            &name,
            Some(&Oauth2 {
                redirect_uri: redirect_uri.clone(),
                ..oauth2(node, issuer, &id, grant)
            }),
        );
    }
}

fn oauth2(node: &Node, issuer: &str, id: &str, grant: &str) -> Oauth2 {
    let mut scopes = texts(node, "AllowedScopes");
    if grant == "client_credentials" {
        // Those are of users, and the grant has none.
        scopes.retain(|scope| {
            !["openid", "profile", "email", "address", "phone"].contains(&scope.as_str())
        });
    }
    let needs_secret = !text(node, "RequireClientSecret").eq_ignore_ascii_case("false")
        && !list(node, "ClientSecrets").is_empty();
    Oauth2 {
        line: node.line,
        grant: grant.to_owned(),
        issuer: issuer.to_owned(),
        client_id: id.to_owned(),
        // What stands there is a hash of it.
        client_secret: match needs_secret {
            true => "{{client_secret}}".to_owned(),
            false => String::new(),
        },
        scope: scopes.join(" "),
        username: "{{username}}".to_owned(),
        ..Oauth2::default()
    }
}

fn grant_of(grant: &str) -> Option<&'static str> {
    Some(match grant {
        "client_credentials" => "client_credentials",
        "authorization_code" => "authorization_code",
        "password" => "password",
        "urn:ietf:params:oauth:grant-type:device_code" => "device_code",
        _ => return None,
    })
}
