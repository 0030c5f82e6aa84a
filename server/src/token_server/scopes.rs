//! Which scopes a request gets, and which API resources they belong to.

use std::cmp::Ordering;

use crate::config::{ApiResource, Client, Config, OFFLINE_ACCESS, did_you_mean};
use crate::http::{Form, utf16_length};
use crate::log::echo;

use super::refusal::Refusal;

/// The longest `scope` that is taken, in UTF-16 code units.
pub(super) const MAX_SCOPE_LENGTH: usize = 300;

/// The scopes that were granted, in the order in which IdentityServer4 writes them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Granted {
    /// Their names, `offline_access` among them.
    pub(crate) names: Vec<String>,
}

impl Granted {
    pub(crate) fn offline_access(&self) -> bool {
        self.names.iter().any(|name| name == OFFLINE_ACCESS)
    }

    /// The API resources that own the scopes, each once.
    pub(crate) fn api_resources<'a>(&'a self, config: &'a Config) -> Vec<&'a ApiResource> {
        let mut resources: Vec<&ApiResource> = Vec::new();
        for api in self
            .names
            .iter()
            .flat_map(|name| config.api_resources_of(name))
        {
            if !resources
                .iter()
                .any(|known| known.scope.name == api.scope.name)
            {
                resources.push(api);
            }
        }
        resources
    }

    /// The identity resource among them that stands first, where there is one.
    pub(super) fn identity_scope(&self, config: &Config) -> Option<&str> {
        self.names
            .iter()
            .find(|name| config.identity_resource(name).is_some())
            .map(String::as_str)
    }
}

/// What a request without `scope` asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Implied<'a> {
    /// All allowed scopes of APIs.
    ApiScopes,
    /// Those of them that stand here.
    ApiScopesAmong(&'a [&'a str]),
    /// All allowed scopes, and `offline_access` where it is allowed.
    Everything,
}

/// Grants what the form asks for, all of it or nothing.
///
/// # Errors
/// `invalid_scope`.
pub(super) fn grant(
    config: &Config,
    client: &Client,
    form: &Form,
    implied: Implied<'_>,
) -> Result<Granted, Refusal> {
    let name = echo(&client.client_id);
    let text = match form.get("scope") {
        Some(scope) => scope.to_owned(),
        None if client.allowed_scopes.is_empty() => {
            return Err(Refusal::invalid_scope(
                format!("no scope was asked for, and the client {name} has no AllowedScopes"),
                "list scopes in the client's AllowedScopes",
            ));
        }
        None => implied_scopes(config, client, implied).join(" "),
    };
    if utf16_length(&text) > MAX_SCOPE_LENGTH {
        return Err(Refusal::invalid_scope(
            format!("scope is longer than {MAX_SCOPE_LENGTH} characters"),
            "ask for fewer scopes",
        ));
    }
    let names = parse(&text);
    if names.is_empty() {
        return Err(match implied {
            Implied::ApiScopesAmong(among) => Refusal::invalid_scope(
                format!(
                    "no scope was asked for, and the client {name} is allowed none of {}",
                    echo(&among.join(" "))
                ),
                "compare the client's AllowedScopes with the scopes of the token that came",
            ),
            Implied::ApiScopes | Implied::Everything => Refusal::invalid_scope(
                format!(
                    "no scope was asked for, and none that the client {name} is allowed is defined"
                ),
                "define the client's AllowedScopes in ApiScopes",
            ),
        });
    }
    checked(config, client, names)
}

/// Grants the scopes of `text`, all of them or none.
///
/// # Errors
/// `invalid_scope`.
pub(super) fn grant_text(config: &Config, client: &Client, text: &str) -> Result<Granted, Refusal> {
    let names = parse(text);
    if names.is_empty() {
        return Err(Refusal::invalid_scope(
            "scope is empty",
            "ask for a scope that the client is allowed",
        ));
    }
    checked(config, client, names)
}

fn checked(config: &Config, client: &Client, names: Vec<String>) -> Result<Granted, Refusal> {
    for scope in &names {
        check(config, client, scope)?;
    }
    Ok(Granted { names })
}

fn implied_scopes(config: &Config, client: &Client, implied: Implied<'_>) -> Vec<String> {
    let allowed = |name: &String| client.allowed_scopes.contains(name);
    let names = |scopes: &[crate::config::Scope]| -> Vec<String> {
        let names = scopes.iter().map(|scope| scope.name.clone());
        names.filter(allowed).collect()
    };
    let mut scopes = Vec::new();
    if implied == Implied::Everything {
        scopes.extend(names(&config.identity_resources));
    }
    scopes.extend(names(&config.api_scopes));
    if let Implied::ApiScopesAmong(among) = implied {
        scopes.retain(|scope| among.contains(&scope.as_str()));
    }
    if implied == Implied::Everything && client.allow_offline_access {
        scopes.push(OFFLINE_ACCESS.to_owned());
    }
    scopes
}

/// The distinct words of `text`, sorted.
fn parse(text: &str) -> Vec<String> {
    let mut names: Vec<String> = text
        .trim()
        .split(' ')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    names.sort_by(|one, other| collate(one, other));
    names.dedup();
    names
}

/// The order of .NET's culture-aware sort: punctuation, digits, letters; case decides last, lower case first.
fn collate(one: &str, other: &str) -> Ordering {
    const PUNCTUATION: &str = "_-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$";
    let rank = |letter: char| match PUNCTUATION.find(letter) {
        Some(position) => (0, position, letter),
        None => (1, 0, letter.to_lowercase().next().unwrap_or(letter)),
    };
    let case = |letter: char| letter.is_uppercase();
    one.chars()
        .map(rank)
        .cmp(other.chars().map(rank))
        .then_with(|| one.chars().map(case).cmp(other.chars().map(case)))
        .then_with(|| one.cmp(other))
}

fn check(config: &Config, client: &Client, scope: &str) -> Result<(), Refusal> {
    let name = echo(&client.client_id);
    let asked = echo(scope);
    if scope == OFFLINE_ACCESS {
        return if client.allow_offline_access {
            Ok(())
        } else {
            Err(Refusal::invalid_scope(
                format!("the client {name} may not ask for offline_access"),
                "set AllowOfflineAccess to true",
            ))
        };
    }
    if config.identity_resource(scope).is_none() && config.api_scope(scope).is_none() {
        return Err(Refusal::invalid_scope(
            format!("the scope {asked} is not defined"),
            undefined_hint(config, client, scope),
        ));
    }
    if client.allowed_scopes.iter().any(|allowed| allowed == scope) {
        return Ok(());
    }
    Err(Refusal::invalid_scope(
        format!("the client {name} may not ask for the scope {asked}"),
        format!("it may ask for: {}", client.allowed_scopes.join(", ")),
    ))
}

fn undefined_hint(config: &Config, client: &Client, scope: &str) -> String {
    if config
        .api_resources
        .iter()
        .any(|api| api.scope.name == scope)
    {
        return "it is the name of an API resource; ask for one of its scopes".to_owned();
    }
    let allowed = client.allowed_scopes.iter().map(String::as_str);
    match did_you_mean(scope, allowed) {
        Some(name) => format!("did you mean `{name}`?"),
        None => "define it in ApiScopes, and list it in the client's AllowedScopes".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn scopes_are_distinct_and_sorted_as_dot_net_sorts() {
        assert_eq!(
            parse(" scope2  api.b api1 Api1 scope10 api1 api_a "),
            ["api_a", "api.b", "api1", "Api1", "scope10", "scope2"]
        );
    }
}
