//! IdentityServer4's configuration: a connection for each client and grant.

use super::draft::Draft;
use super::imported::ImportFormat;
use super::node::Node;
use super::oauth2::Oauth2;

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
    for client in section
        .get_any_case("Clients")
        .map(Node::list)
        .unwrap_or_default()
    {
        let text = |name: &str| {
            client
                .get_any_case(name)
                .and_then(Node::text)
                .unwrap_or_default()
        };
        let list = |name: &str| -> Vec<String> {
            let list = client
                .get_any_case(name)
                .map(Node::list)
                .unwrap_or_default();
            list.iter().filter_map(Node::text).collect()
        };
        let id = text("ClientId");
        if id.is_empty() {
            draft.not_understood(client.line, "a client without ClientId is left out");
            continue;
        }
        if text("Enabled").eq_ignore_ascii_case("false") {
            draft.not_understood(
                client.line,
                format!("the client {id} is not enabled, and is left out"),
            );
            continue;
        }
        let grants = list("AllowedGrantTypes");
        let needs_secret = !text("RequireClientSecret").eq_ignore_ascii_case("false")
            && client
                .get_any_case("ClientSecrets")
                .is_some_and(|secrets| !secrets.list().is_empty());
        for grant in &grants {
            let Some(run) = grant_of(grant) else {
                draft.not_understood(
                    client.line,
                    format!(
                        "the grant {grant} of the client {id} is not run here, and is left out"
                    ),
                );
                continue;
            };
            let mut scopes = list("AllowedScopes");
            if run == "client_credentials" {
                // Those are of users, and the grant has none.
                scopes.retain(|scope| {
                    !["openid", "profile", "email", "address", "phone"].contains(&scope.as_str())
                });
            }
            let oauth2 = Oauth2 {
                line: client.line,
                grant: run.to_owned(),
                issuer: issuer.clone(),
                client_id: id.clone(),
                // What stands there is a hash of it.
                client_secret: if needs_secret {
                    "{{client_secret}}".to_owned()
                } else {
                    String::new()
                },
                scope: scopes.join(" "),
                redirect_uri: list("RedirectUris").into_iter().next().unwrap_or_default(),
                username: "{{username}}".to_owned(),
                ..Oauth2::default()
            };
            let name = match grants.len() {
                1 => id.clone(),
                _ => format!("{id} {}", run.replace('_', "-")),
            };
            draft.connection(&name, Some(&oauth2));
        }
    }
    ImportFormat::AppSettings
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
