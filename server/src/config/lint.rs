//! Findings about a configuration: what IdentityServer4 takes without a word and then does not do.

use super::finding::{ConfigFinding, did_you_mean, plain};
use super::{Client, Config, OFFLINE_ACCESS, grant_type};

/// Looks a finished configuration over.
pub(super) fn lint(config: &Config, findings: &mut Vec<ConfigFinding>) {
    if config
        .clients
        .iter()
        .all(|client| client.client_id.is_empty())
    {
        findings.push(ConfigFinding::warning(
            "Clients",
            "no client is configured, so every token request is answered with invalid_client",
            "add one with ClientId, ClientSecrets, AllowedGrantTypes and AllowedScopes",
        ));
    }
    for (index, api) in config.api_resources.iter().enumerate() {
        if api.scopes.is_empty() {
            findings.push(ConfigFinding::note(
                format!("ApiResources:{index}:Scopes"),
                format!(
                    "`{}` owns no scope, so it never becomes an audience",
                    api.scope.name
                ),
                "list the names of its scopes",
            ));
        }
    }
    for (index, client) in config.clients.iter().enumerate() {
        let path = format!("Clients:{index}");
        if client.client_id.is_empty() {
            // Noted where it was read.
            continue;
        }
        lint_grants(client, config, &path, findings);
        lint_scopes(client, config, &path, findings);
        if let Some(fault) = client.misconfiguration() {
            findings.push(ConfigFinding::warning(
                path,
                format!("`{}` cannot be used: {fault}", client.client_id),
                "IdentityServer4 treats such a client as unknown and answers invalid_client",
            ));
        }
        let same_id = |other: &Client| other.client_id == client.client_id;
        if config.clients[..index].iter().any(same_id) {
            findings.push(ConfigFinding::error(
                format!("Clients:{index}:ClientId"),
                format!("`{}` is configured twice", client.client_id),
                "give each client an id of its own",
            ));
        }
    }
}

fn lint_grants(client: &Client, config: &Config, path: &str, findings: &mut Vec<ConfigFinding>) {
    let at = format!("{path}:AllowedGrantTypes");
    for (index, grant) in client.allowed_grant_types.iter().enumerate() {
        if grant.contains(' ') {
            findings.push(ConfigFinding::error(
                format!("{at}:{index}"),
                "grant types cannot contain spaces",
                "list each grant type as an element of its own",
            ));
        } else if let Some(meant) = meant_grant(grant) {
            findings.push(ConfigFinding::warning(
                format!("{at}:{index}"),
                format!("`{grant}` is no grant type, and IdentityServer4 accepts it silently"),
                meant,
            ));
        }
        if client.allowed_grant_types[..index].contains(grant) {
            findings.push(ConfigFinding::error(
                format!("{at}:{index}"),
                format!("`{grant}` is listed twice"),
                "list each grant type once",
            ));
        }
    }
    let (code, implicit, hybrid) = (
        grant_type::AUTHORIZATION_CODE,
        grant_type::IMPLICIT,
        grant_type::HYBRID,
    );
    for (one, other) in [(implicit, code), (implicit, hybrid), (code, hybrid)] {
        if client.allows(one) && client.allows(other) {
            findings.push(ConfigFinding::error(
                at.clone(),
                format!("`{one}` and `{other}` cannot be combined"),
                "IdentityServer4 would not start with it; make two clients",
            ));
        }
    }
    if client.allows(grant_type::PASSWORD) && config.users.is_empty() {
        findings.push(ConfigFinding::warning(
            at,
            "`password` is allowed, but there are no users",
            "add Users with SubjectId, Username and Password",
        ));
    }
}

/// What to say of a name that is no grant type; `None` for one that is, or for an extension grant.
fn meant_grant(grant: &str) -> Option<String> {
    const KNOWN: [&str; 8] = [
        grant_type::IMPLICIT,
        grant_type::HYBRID,
        grant_type::AUTHORIZATION_CODE,
        grant_type::CLIENT_CREDENTIALS,
        grant_type::PASSWORD,
        grant_type::DEVICE_CODE,
        grant_type::TOKEN_EXCHANGE,
        grant_type::JWT_BEARER,
    ];
    if KNOWN.contains(&grant) {
        return None;
    }
    // `GrantTypes.ClientCredentials` is the C# that the name was copied from.
    let name = plain(grant.rsplit('.').next().unwrap_or(grant));
    let meant = match name.as_str() {
        "code" | "authcode" => grant_type::AUTHORIZATION_CODE,
        "resourceownerpassword" | "resourceownerpasswordcredentials" | "ropc" => {
            grant_type::PASSWORD
        }
        "deviceflow" | "devicecode" | "device" => grant_type::DEVICE_CODE,
        "refreshtoken" => {
            return Some(
                "refresh tokens need AllowOfflineAccess, and no grant type is listed for them"
                    .to_owned(),
            );
        }
        _ => did_you_mean(grant, KNOWN)?,
    };
    Some(format!("did you mean `{meant}`?"))
}

fn lint_scopes(client: &Client, config: &Config, path: &str, findings: &mut Vec<ConfigFinding>) {
    for (index, scope) in client.allowed_scopes.iter().enumerate() {
        let at = format!("{path}:AllowedScopes:{index}");
        if scope == OFFLINE_ACCESS {
            findings.push(ConfigFinding::note(
                at,
                "`offline_access` is not governed by AllowedScopes",
                "set AllowOfflineAccess to true",
            ));
            continue;
        }
        let names = || {
            let scopes = config.identity_resources.iter().chain(&config.api_scopes);
            scopes.map(|known| known.name.as_str())
        };
        if names().any(|name| name == scope) {
            continue;
        }
        let hint = if config
            .api_resources
            .iter()
            .any(|api| api.scope.name == *scope)
        {
            "it is an API resource; clients ask for the scopes of a resource, not for its name"
                .to_owned()
        } else {
            did_you_mean(scope, names()).map_or_else(
                || "define it in ApiScopes".to_owned(),
                |name| format!("did you mean `{name}`? Otherwise define it in ApiScopes"),
            )
        };
        findings.push(ConfigFinding::warning(
            at,
            format!("the scope `{scope}` is not defined, so asking for it gives invalid_scope"),
            hint,
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_what_was_meant_by_a_grant() {
        for (grant, meant) in [
            ("client_credentials", None),
            (
                "ClientCredentials",
                Some("did you mean `client_credentials`?"),
            ),
            (
                "GrantTypes.Code",
                Some("did you mean `authorization_code`?"),
            ),
            ("ResourceOwnerPassword", Some("did you mean `password`?")),
            (
                "client_credential",
                Some("did you mean `client_credentials`?"),
            ),
            ("delegation", None),
        ] {
            assert_eq!(meant_grant(grant).as_deref(), meant, "{grant}");
        }
    }
}
