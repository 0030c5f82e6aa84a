//! `call --login`: from the API's URL alone to its answer.

use claimscope_client::code::login as code;
use claimscope_client::session::{
    Answered, ApiLogin, CalledWithLogin, Connection, GrantForm, GrantKind, Session,
};
use claimscope_oauth::{Finding, HttpRequest};
use serde_json::{Value, json};

use super::super::{grant, kept, token};
use crate::args::{Call, Grant};
use crate::failure::Failure;
use crate::harmless::harmless;
use crate::person::Terminal;
use crate::{output, render};

/// Under which name a client is registered.
const CLIENT_NAME: &str = "Claimscope";

const GRANT: &str = "authorization_code";

/// How the options let the user log in.
pub(super) fn options(arguments: &Call) -> Result<ApiLogin, Failure> {
    let options = &arguments.client;
    let is_code = matches!(&options.grant, Grant::Form(form) if form.name == GRANT);
    let code = GrantForm::of_name(GRANT)
        .map(Grant::Form)
        .unwrap_or_default();
    if !options.grant.is_default() && !is_code {
        return Err(Failure::usage(
            "--login lets a user log in, and asks with the authorization_code grant",
        )
        .hint("leave --grant out; without --login, every grant can be used"));
    }
    grant::require_options(&code, &options.grant_options)?;
    let GrantKind::AuthorizationCode(login) = grant::kind(&code, &options.grant_options)? else {
        return Err(Failure::usage("this grant needs no login"));
    };
    Ok(ApiLogin {
        login,
        registers_as: arguments.register.then(|| CLIENT_NAME.to_owned()),
        leaves_resource_out: arguments.no_resource,
    })
}

/// What is known of issuer and client beforehand, which may be nothing.
pub(super) fn connection(arguments: &Call) -> Result<Connection, Failure> {
    token::client_of(&arguments.client)
}

/// Calls, and says on standard error what was found and asked for.
pub(super) async fn call(
    session: &Session,
    arguments: &Call,
    request: HttpRequest,
    options: &ApiLogin,
) -> Result<CalledWithLogin, Failure> {
    let person = Terminal::new(&arguments.client.grant_options);
    let session = session.clone().with_person(std::sync::Arc::new(person));
    let called = session.call_with_login(request, options).await;
    let called = called.map_err(|failure| match failure.code() {
        code::NO_CLIENT => Failure::from(failure)
            .hint("give --client-id ID of a client that is registered there, or --register to register one"),
        _ => Failure::from(failure),
    })?;
    if !arguments.json {
        output::warn(&told(&called));
    }
    if let Some(fresh) = called.token.as_ref().filter(|_| session.keeps_tokens()) {
        kept::tell(fresh);
    }
    Ok(called)
}

/// What a login found beside what was told while it ran.
fn told(called: &CalledWithLogin) -> String {
    if called.authorization.is_none() {
        return match called.called.answered() {
            Answered::Taken => {
                "The API took the call without a token; nobody had to log in.".to_owned()
            }
            Answered::Refused | Answered::Failed => {
                "The API's answer asks for no token; no login was tried.".to_owned()
            }
        };
    }
    let registered = called.registered.as_ref();
    let mut lines: Vec<_> = registered
        .map(|client| format!("Client registered: {}", harmless(&client.client_id)))
        .into_iter()
        .collect();
    for scopes in &called.asked {
        let scopes = match scopes.is_empty() {
            true => "none".to_owned(),
            false => harmless(&scopes.join(" ")),
        };
        lines.push(format!("Scopes asked for: {scopes}"));
    }
    lines.extend(called.end.map(|end| end.text().to_owned()));
    let findings: Vec<Finding> = of_answers(called).cloned().collect();
    let findings = render::finding::findings(&findings);
    format!("{}\n{findings}", lines.join("\n"))
        .trim_end()
        .to_owned()
}

/// What deviates in the answers of the authorization server.
fn of_answers(called: &CalledWithLogin) -> impl Iterator<Item = &Finding> {
    let registered = called.registered.iter().flat_map(|client| &client.findings);
    let token = called.token.iter();
    registered.chain(token.flat_map(|fresh| &fresh.token.response.findings))
}

/// What `--json` says of the login: no token and no secret.
pub(super) fn to_json(called: &CalledWithLogin) -> Value {
    let authorization = called.authorization.as_ref();
    json!({
        "resource": authorization.and_then(|found| found.resource.as_ref()),
        "issuer": authorization.map(|found| &found.discovered.issuer),
        "client_id": called.registered.as_ref().map(|client| &client.client_id),
        "scopes": called.asked,
        "findings": authorization
            .into_iter()
            .flat_map(|found| found.all_findings())
            .chain(of_answers(called))
            .collect::<Vec<_>>(),
    })
}
