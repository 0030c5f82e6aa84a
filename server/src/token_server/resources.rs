//! `resource`: which APIs a token is for ([RFC 8707](https://www.rfc-editor.org/rfc/rfc8707)).

use claimscope_core::url::Url;

use crate::config::{Config, Extension};
use crate::http::Form;
use crate::log::echo;
use crate::state::State;

use super::refusal::Refusal;

/// The most resources that one request may name.
const MAX_RESOURCES: usize = 10;

/// The resources that a request names; none where the extension is off, since IdentityServer4 does not know the word.
///
/// # Errors
/// `invalid_target`.
pub(super) fn requested(
    state: &State,
    config: &Config,
    form: &Form,
) -> Result<Vec<String>, Refusal> {
    if !config.extensions.has(Extension::ResourceIndicators) {
        return Ok(Vec::new());
    }
    let named = form.all("resource");
    if named.len() > MAX_RESOURCES {
        return Err(invalid(format!(
            "more than {MAX_RESOURCES} resources are named"
        )));
    }
    let mut resources: Vec<String> = Vec::new();
    for resource in named {
        check(state, config, resource)?;
        if !resources.iter().any(|known| known == resource) {
            resources.push(resource.to_owned());
        }
    }
    Ok(resources)
}

fn check(state: &State, config: &Config, resource: &str) -> Result<(), Refusal> {
    let absolute = resource.split_once(':').is_some_and(|(scheme, rest)| {
        !rest.is_empty() && scheme.starts_with(|first: char| first.is_ascii_alphabetic())
    });
    if !absolute || resource.contains('#') || !resource.bytes().all(|byte| byte.is_ascii_graphic())
    {
        return Err(invalid(format!(
            "the resource {} is no absolute URI without a fragment",
            echo(resource)
        )));
    }
    let configured = config
        .api_resources
        .iter()
        .any(|api| api.scope.enabled && api.scope.name == resource);
    if configured || is_of_api(state, config, resource) {
        return Ok(());
    }
    Err(invalid(format!(
        "the resource {} is neither the name of an API resource nor the playground's API",
        echo(resource)
    )))
}

/// Whether a resource is the playground's own API, or a part of it: under each host where that answers, since it calls
/// itself what its caller calls it. Another port of this machine is another API, unless something leads from there.
fn is_of_api(state: &State, config: &Config, resource: &str) -> bool {
    let url = |text: &str| Url::parse(text).ok();
    let (Some(api), Some(resource)) = (state.api_url().and_then(url), url(resource)) else {
        return false;
    };
    let hosts = state.hosts();
    let is_port = resource.port_or_default() == api.port_or_default();
    resource.is_https() == api.is_https()
        && hosts.knows(resource.host(), config)
        && (is_port || hosts.are_led_to(config))
}

/// Those of `asked` that were `granted` before; all of them where nothing is asked.
///
/// # Errors
/// `invalid_target` where one was not granted.
pub(super) fn narrowed(granted: &[String], asked: &[String]) -> Result<Vec<String>, Refusal> {
    if asked.is_empty() {
        return Ok(granted.to_vec());
    }
    match asked.iter().find(|resource| !granted.contains(resource)) {
        Some(resource) if !granted.is_empty() => Err(invalid(format!(
            "the resource {} was not part of the authorization",
            echo(resource)
        ))),
        Some(_) | None => Ok(asked.to_vec()),
    }
}

fn invalid(reason: String) -> Refusal {
    Refusal::new(
        "invalid_target",
        reason,
        "name an API that is configured by its URI, or the URL of the playground's API",
    )
}
