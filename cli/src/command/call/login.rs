//! `call --login`: from the API's URL alone to its answer.

use claimscope_client::code::login as code;
use claimscope_client::session::{
    Answered, ApiLogin, CalledWithLogin, Connection, GrantForm, GrantKind, Login, Session,
};
use claimscope_client::workspace::SecretsWanted;
use claimscope_oauth::{Finding, HttpRequest};
use serde_json::{Value, json};

use super::super::{grant, kept, token};
use crate::args::{Call, Grant, OauthClient};
use crate::connection_file::ConnectionFile;
use crate::failure::Failure;
use crate::harmless::harmless;
use crate::input::SecretSource;
use crate::person::Terminal;
use crate::{output, render};

/// Under which name a client is registered.
const CLIENT_NAME: &str = "Claimscope";

const GRANT: &str = "authorization_code";

/// Which secrets of a connection file a login uses.
pub(super) const WANTED: SecretsWanted = SecretsWanted {
    client: true,
    grant: false,
    keys: false,
};

/// How the options, or the connection's file, let the user log in.
pub(super) fn options(
    arguments: &Call,
    file: Option<&ConnectionFile>,
) -> Result<ApiLogin, Failure> {
    let login = match file {
        Some(file) => login_of_file(file)?,
        None => login_of_options(&arguments.client)?,
    };
    let said = file.map(|file| &file.saved);
    let registers = arguments.register || said.is_some_and(|said| said.registers);
    Ok(ApiLogin {
        login,
        registers_as: registers.then(|| CLIENT_NAME.to_owned()),
        initial_access_token: initial_access_token(arguments).read()?,
        leaves_resource_out: arguments.no_resource
            || said.is_some_and(|said| said.leaves_resource_out),
    })
}

fn login_of_file(file: &ConnectionFile) -> Result<Login, Failure> {
    if file.saved.grant.name() != GRANT {
        return Ok(Login::default());
    }
    // Without a client's secrets, since a login has none of its own.
    let wanted = SecretsWanted {
        client: false,
        grant: true,
        keys: false,
    };
    match file.connection(wanted)?.grant.kind {
        GrantKind::AuthorizationCode(login) => Ok(login),
        _ => Ok(Login::default()),
    }
}

fn login_of_options(options: &OauthClient) -> Result<Login, Failure> {
    let grant = options.grant();
    let is_code = matches!(&grant, Grant::Form(form) if form.name == GRANT);
    let code = GrantForm::of_name(GRANT)
        .map(Grant::Form)
        .unwrap_or_default();
    if !grant.is_default() && !is_code {
        return Err(Failure::usage(
            "--login lets a user log in, and asks with the authorization_code grant",
        )
        .hint("leave --grant out; without --login, every grant can be used"));
    }
    grant::require_options(&code, &options.grant_options)?;
    match grant::kind(&code, &options.grant_options)? {
        GrantKind::AuthorizationCode(login) => Ok(login),
        _ => Err(Failure::usage("this grant needs no login")),
    }
}

fn initial_access_token(arguments: &Call) -> SecretSource<'_> {
    SecretSource {
        what: "initial access token",
        option: "--initial-access-token",
        env: arguments.initial_access_token_env.as_deref(),
        file: arguments.initial_access_token_file.as_deref(),
        argument: arguments.initial_access_token.is_some(),
    }
}

/// What is known of issuer and client beforehand, which may be nothing.
pub(super) fn connection(arguments: &Call) -> Result<Connection, Failure> {
    token::client_of(&arguments.client)
}

/// Calls, and says on standard error what was found and asked for.
pub(super) async fn call(
    session: &Session,
    arguments: &Call,
    person: Terminal,
    request: HttpRequest,
    options: &ApiLogin,
) -> Result<CalledWithLogin, Failure> {
    let session = session.clone().with_person(std::sync::Arc::new(person));
    let mut called = session.call_with_login(request.clone(), options).await;
    if called
        .as_ref()
        .is_err_and(|failure| failure.code() == code::INITIAL_ACCESS_TOKEN)
        && let Some(token) = initial_access_token(arguments).read_or_ask()?
    {
        let options = ApiLogin {
            initial_access_token: Some(token),
            ..options.clone()
        };
        called = session.call_with_login(request, &options).await;
    }
    let called = called.map_err(|failure| match failure.code() {
        code::INITIAL_ACCESS_TOKEN => Failure::from(failure).hint(
            "give it with --initial-access-token-env NAME or --initial-access-token-file FILE, and name the issuer with --issuer URL",
        ),
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
    let mut lines = Vec::new();
    for scopes in &called.asked {
        let scopes = match scopes.is_empty() {
            true => "none".to_owned(),
            false => harmless(&scopes.join(" ")),
        };
        lines.push(format!("Scopes asked for: {scopes}"));
    }
    lines.extend(called.end.map(|end| end.text().to_owned()));
    let findings: Vec<Finding> = of_token(called).cloned().collect();
    let findings = render::finding::findings(&findings);
    format!("{}\n{findings}", lines.join("\n"))
        .trim_end()
        .to_owned()
}

/// What deviates in the answers of the authorization server.
fn of_answers(called: &CalledWithLogin) -> impl Iterator<Item = &Finding> {
    let registered = called.registered.iter().flat_map(|client| &client.findings);
    registered.chain(of_token(called))
}

fn of_token(called: &CalledWithLogin) -> impl Iterator<Item = &Finding> {
    let token = called.token.iter();
    token.flat_map(|fresh| &fresh.token.response.findings)
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
