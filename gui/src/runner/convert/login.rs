//! What a login for an API found and did, as the views show it.

use claimscope_client::session::CalledWithLogin;
use claimscope_oauth::HttpResponse;
use claimscope_oauth::protected_resource::{StepUp, StepUpEnd};

use crate::results::{CallResult, LoggedIn};

pub(in crate::runner) fn called_with_login(called: CalledWithLogin) -> CallResult {
    let login = logged_in(&called);
    CallResult {
        login: Some(Box::new(login)),
        ..super::call(called.called)
    }
}

fn logged_in(called: &CalledWithLogin) -> LoggedIn {
    let Some(authorization) = &called.authorization else {
        return LoggedIn {
            facts: vec![("login", "none was needed".to_owned())],
            ..LoggedIn::default()
        };
    };
    let resource = authorization.resource.as_ref();
    let discovered = &authorization.discovered;
    let metadata_url = resource.map(|resource| resource.url.as_str());
    let mut facts = found(metadata_url, &discovered.issuer);
    if let Some(registered) = &called.registered {
        facts.push(("client registered", registered.client_id.clone()));
    }
    if let Some(wanted) = wanted(&called.first.response) {
        facts.push(("refusal", wanted));
    }
    for scopes in &called.asked {
        facts.push((
            "scopes asked for",
            match scopes.is_empty() {
                true => "none".to_owned(),
                false => scopes.join(" "),
            },
        ));
    }
    let registered = called.registered.as_ref().map(|client| &client.findings);
    let token = called.token.as_ref();
    let token = token.map(|fresh| &fresh.token.response.findings);
    let later = [registered, token].into_iter().flatten().flatten();
    LoggedIn {
        facts,
        findings: authorization.all_findings().chain(later).cloned().collect(),
        end: called.end.map(StepUpEnd::text),
        issuer: Some(discovered.issuer.clone()),
        registered: called
            .registered
            .as_ref()
            .map(|client| (client.client_id.clone(), client.client_secret.clone())),
        token: called
            .token
            .as_ref()
            .map(|fresh| super::token((*fresh.token).clone())),
    }
}

/// What a challenge asks for that another authorization can give, in one sentence.
pub(super) fn wanted(response: &HttpResponse) -> Option<String> {
    let mut step_up = StepUp::default();
    step_up.take(&response.challenges()).ok()?;
    let scopes = step_up.scopes().join(" ");
    let wanted: Vec<String> = [
        (
            "the scopes",
            Some(scopes).filter(|scopes| !scopes.is_empty()),
        ),
        (
            "a login with acr_values",
            step_up.acr_values().map(str::to_owned),
        ),
        (
            "a login at most max_age seconds ago:",
            step_up.max_age().map(str::to_owned),
        ),
    ]
    .into_iter()
    .filter_map(|(what, value)| Some(format!("{what} {}", value?)))
    .collect();
    Some(format!("The API asks for {}.", wanted.join(", and ")))
}

/// Where the API's tokens come from.
pub(in crate::runner) fn found(
    metadata_url: Option<&str>,
    issuer: &str,
) -> Vec<(&'static str, String)> {
    let metadata_url = metadata_url.unwrap_or("none is published");
    vec![
        ("API's metadata", metadata_url.to_owned()),
        ("authorization server", issuer.to_owned()),
    ]
}
