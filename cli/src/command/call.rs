//! `call`: one request to an API with a token, and why it was refused.

mod login;
pub(super) mod request;

use claimscope_client::session::{Answered, Called};
use claimscope_client::session::{Connection, Session};
use claimscope_client::status_text;
use claimscope_client::workspace::SecretsWanted;
use claimscope_core::jwt::Expected;
use claimscope_core::secret::Secret;
use claimscope_core::url::Url;
use claimscope_oauth::HttpRequest;
use claimscope_oauth::diagnose::Cause;
use claimscope_oauth::mask::{self, SentCredentials};
use serde_json::{Value, json};

use super::{kept, keys, token};
use crate::args::{Call, Network};
use crate::connection_file::{ConnectionFile, network_of};
use crate::failure::{Exit, Failure};
use crate::person::Terminal;
use crate::{network, output, render};

pub(crate) async fn run(arguments: &Call) -> Result<Exit, Failure> {
    let call = arguments;
    let file = ConnectionFile::resolve(&call.connection, &call.client, &call.network)?;
    let file = file.as_ref();
    let request = request::request(&call.request, file, request::has_token(call))?;
    require_use(call, file)?;
    let given = request::given_token(call)?;
    let network = network_of(file, &call.network)?;
    if call.login {
        return with_login(call, file, request, &network).await;
    }
    let has_credential = request.header_value("authorization").is_some();
    let is_asked_for = match file {
        Some(file) if file.saved.sends_no_token => false,
        Some(file) => given.is_none() && !has_credential && file.has_client(),
        None => call.client.client_id.is_some(),
    };
    if file.is_some_and(|file| file.saved.sends_no_token) && given.is_none() && !has_credential {
        output::warn("note: no token is sent: the connection says no_token = true");
    }
    let connection = match file {
        Some(file) => file.connection(SecretsWanted {
            client: is_asked_for,
            grant: is_asked_for,
            keys: !call.keys.is_given(),
        })?,
        None => connection(call)?,
    };
    let connection = with_expectations(call, connection, !is_asked_for);
    let connection = with_keys(call, connection, given.as_deref())?;
    let person = person(call, file);
    let place = request.url.clone();
    let work = async |session: &Session| {
        let session = &kept::keeping(session, call.keep).await;
        let token = match is_asked_for {
            true => {
                let fresh = token::obtain(session, person).await?;
                Some(fresh.token.response.access_token.clone())
            }
            false => given.map(Secret::from),
        };
        if token.is_some() {
            warn_of_plain_http(&request.url);
        }
        Ok(session.call(request, token.as_ref()).await?)
    };
    let called = network::with_session(&network, &place, connection, work).await?;
    finish(call, &called, None)
}

/// Calls with a login where the API wants one.
async fn with_login(
    call: &Call,
    file: Option<&ConnectionFile>,
    request: HttpRequest,
    network: &Network,
) -> Result<Exit, Failure> {
    let connection = match file {
        Some(file) => file.connection(login::WANTED)?,
        None => login::connection(call)?,
    };
    let options = login::options(call, file)?;
    let connection = with_expectations(call, connection, false);
    let person = person(call, file);
    let place = request.url.clone();
    let work = async |session: &Session| {
        let session = kept::keeping(session, call.keep).await;
        login::call(&session, call, person, request, &options).await
    };
    let called = network::with_session(network, &place, connection, work).await?;
    finish(call, &called.called, Some(login::to_json(&called)))
}

fn person(call: &Call, file: Option<&ConnectionFile>) -> Terminal {
    let options = &call.client.grant_options;
    match file {
        Some(file) => Terminal::new(&file.grant_options(options)),
        None => Terminal::new(options),
    }
}

fn finish(arguments: &Call, called: &Called, login: Option<Value>) -> Result<Exit, Failure> {
    let answered = called.answered();
    let status = called.response.status;
    let failure = (answered == Answered::Failed).then(|| api_failed(status));
    show(arguments, called, login, failure.as_ref())?;
    if let Some(failure) = failure {
        output::warn(&failure.to_string());
        return Ok(Exit::Failed);
    }
    let is_failed = arguments.fail && status >= 400;
    Ok(Exit::when(answered == Answered::Taken && !is_failed))
}

/// What is known of issuer and client.
fn connection(arguments: &Call) -> Result<Connection, Failure> {
    let options = &arguments.client;
    match &options.client_id {
        Some(_) => token::connection(options),
        None => Ok(Connection {
            issuer: options.issuer.clone().unwrap_or_default(),
            ..Connection::default()
        }),
    }
}

/// The connection with what the API expects, for the diagnosis.
fn with_expectations(arguments: &Call, mut connection: Connection, has_token: bool) -> Connection {
    if !arguments.audience.is_empty() {
        connection.expectations.audience = Expected::AnyOf(arguments.audience.clone());
    }
    // What is asked for at the token endpoint is not what the API wants; beside a token that is there, it is.
    let scopes = &arguments.client.scope;
    if has_token && !scopes.is_empty() {
        connection.expectations.scopes.clone_from(scopes);
    }
    connection
}

/// The connection with the keys that were given: they tell whether the signature is right, and nothing is fetched.
fn with_keys(
    arguments: &Call,
    mut connection: Connection,
    token: Option<&str>,
) -> Result<Connection, Failure> {
    if !arguments.keys.is_given() && arguments.keys.secret_encoding.is_none() {
        return Ok(connection);
    }
    connection.keys = keys::named(&arguments.keys, token.unwrap_or_default())?.from;
    if let Some(issuer) = &arguments.client.issuer {
        connection.expectations = connection.expectations.issuer(issuer);
    }
    Ok(connection)
}

/// Refuses options that would have no effect.
fn require_use(arguments: &Call, file: Option<&ConnectionFile>) -> Result<(), Failure> {
    let options = &arguments.client;
    if arguments.login {
        return match request::has_authorization(arguments) {
            true => Err(Failure::usage(
                "--login gets a token, and -H gives an Authorization header that would go in its place",
            )
            .hint("leave one of them out")),
            false if arguments.keys.is_given() => Err(Failure::usage(
                "--login finds the issuer and its keys by itself, and keys are given",
            )
            .hint("leave one of them out")),
            false => Ok(()),
        };
    }
    if file.is_some() {
        return Ok(());
    }
    if options.client_id.is_none() && arguments.keep {
        return Err(Failure::usage(
            "--keep has no use without --client-id or --login, by which a token would be asked for",
        ));
    }
    if options.client_id.is_none()
        && let Some(option) = token::request_option(options)
    {
        return Err(Failure::usage(format!(
            "{option} has no use without --client-id, for which a token would be asked"
        )));
    }
    let expects = options.issuer.is_some() || !options.scope.is_empty();
    let expects = expects || !arguments.audience.is_empty() || arguments.keys.is_given();
    if expects && !request::has_token(arguments) {
        return Err(Failure::usage(
            "--issuer, --audience, --scope and keys have no use without a token",
        )
        .hint("give a token with --token or --token-file, or --client-id to get one"));
    }
    Ok(())
}

fn api_failed(status: u16) -> Failure {
    let message = format!("the API failed by itself: {}", status_text(status));
    Failure::network(Cause::Failed.entry().code, message)
        .hint("look in the API's log; a token is not the cause")
}

fn warn_of_plain_http(url: &str) {
    if Url::parse(url).is_ok_and(|url| !url.is_https() && !url.is_loopback()) {
        output::warn(
            "note: this is plain http to another machine; anyone on the way can read the token",
        );
    }
}

fn show(
    arguments: &Call,
    called: &Called,
    login: Option<Value>,
    failure: Option<&Failure>,
) -> Result<(), Failure> {
    if arguments.json {
        let mut document = to_json(called, failure);
        if let Some(login) = login {
            document["login"] = login;
        }
        return output::print_json(&document);
    }
    let diagnosis = called.diagnosis.as_ref();
    let diagnosis = diagnosis
        .map(render::diagnosis::diagnosis)
        .unwrap_or_default();
    let response = render::call::response(&called.response, &SentCredentials::of(&called.request));
    output::print(&format!("{response}{diagnosis}"))
}

/// The answer, with the credentials that its headers name or that the request had masked.
fn to_json(called: &Called, failure: Option<&Failure>) -> Value {
    let response = &called.response;
    let sent = SentCredentials::of(&called.request);
    let headers = response.headers.iter().map(|(name, value)| {
        let value = sent.mask_header(name, &mask::header(name, value));
        json!({"name": name, "value": value})
    });
    let mut document = json!({
        "status": response.status,
        "headers": headers.collect::<Vec<_>>(),
        "body": sent.mask(&String::from_utf8_lossy(&response.body)),
        "diagnosis": called.diagnosis,
    });
    if let Some(failure) = failure {
        document["error"] = failure.to_json();
    }
    document
}
