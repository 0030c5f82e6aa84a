//! `call`: one request to an API with a token, and why it was refused.

mod request;

use claimscope_client::Client;
use claimscope_core::url::Url;
use claimscope_oauth::diagnose::{ApiKnowledge, Diagnosis};
use claimscope_oauth::{HttpRequest, HttpResponse};
use serde_json::{Value, json};

use super::token::{self, Credentials};
use super::why;
use crate::args::Call;
use crate::failure::{Failure, Outcome};
use crate::render::call::status_text;
use crate::{clock, network, output, render};

/// What came of the request.
struct Answer {
    response: HttpResponse,
    diagnosis: Option<Diagnosis>,
}

pub(crate) async fn run(arguments: &Call) -> Result<Outcome, Failure> {
    let request = request::request(arguments)?;
    require_use(arguments)?;
    let given = request::given_token(arguments)?;
    let credentials = match &arguments.client.client_id {
        Some(_) => Some(Credentials::read(&arguments.client)?),
        None => None,
    };
    let answer = network::with_client(&arguments.network, &arguments.url, async |client| {
        let token = match &credentials {
            Some(credentials) => {
                let response = token::obtain(client, &arguments.client, credentials).await?;
                Some(response.access_token_text().to_owned())
            }
            None => given,
        };
        send(client, arguments, request, token.as_deref()).await
    })
    .await?;
    let status = answer.response.status;
    let failure = (status >= 500).then(|| api_failed(status));
    show(arguments, &answer, failure.as_ref())?;
    if let Some(failure) = failure {
        output::warn(&failure.to_string());
        return Ok(Outcome::Failed);
    }
    let is_refused = matches!(status, 401 | 403 | 429)
        || answer.response.is_redirect()
        || (arguments.fail && status >= 400);
    Ok(Outcome::when(!is_refused))
}

/// Refuses options that would have no effect.
fn require_use(arguments: &Call) -> Result<(), Failure> {
    let options = &arguments.client;
    if options.client_id.is_none()
        && let Some(option) = token::request_option(options)
    {
        return Err(Failure::usage(format!(
            "{option} has no use without --client-id, for which a token would be asked"
        )));
    }
    let expects = options.issuer.is_some() || !options.scope.is_empty();
    if (expects || !arguments.audience.is_empty()) && !request::has_token(arguments) {
        return Err(
            Failure::usage("--issuer, --audience and --scope have no use without a token")
                .hint("give a token with --token or --token-file, or --client-id to get one"),
        );
    }
    Ok(())
}

async fn send(
    client: &Client,
    arguments: &Call,
    mut request: HttpRequest,
    token: Option<&str>,
) -> Result<Answer, Failure> {
    if let Some(token) = token {
        warn_of_plain_http(&request.url);
        request = request.bearer(token);
    }
    let response = client.call(&request).await?;
    let diagnosis = if response.status >= 400 || response.is_redirect() {
        Some(diagnosis(client, arguments, &request, &response, token).await)
    } else {
        None
    };
    Ok(Answer {
        response,
        diagnosis,
    })
}

fn api_failed(status: u16) -> Failure {
    let message = format!("the API failed by itself: {}", status_text(status));
    Failure::network("api.failed", message).hint("look in the API's log; a token is not the cause")
}

fn warn_of_plain_http(url: &str) {
    if Url::parse(url).is_ok_and(|url| !url.is_https() && !url.is_loopback()) {
        output::warn(
            "note: this is plain http to another machine; anyone on the way can read the token",
        );
    }
}

/// Why the API said no, from all that can be known: the issuer's keys and metadata too, where an issuer is given.
async fn diagnosis(
    client: &Client,
    arguments: &Call,
    request: &HttpRequest,
    response: &HttpResponse,
    token: Option<&str>,
) -> Diagnosis {
    let options = &arguments.client;
    let found = match &options.issuer {
        Some(issuer) => Some(super::keys::of_issuer(client, issuer).await),
        None => None,
    };
    let found = found.transpose();
    let keys = found.as_ref().ok().and_then(Option::as_ref);
    // What is asked for at the token endpoint is not what the API wants; beside a token that is there, it is.
    let scopes = match &options.client_id {
        Some(_) => &[][..],
        None => &options.scope,
    };
    let known = why::Known {
        request,
        response,
        token,
        keys: keys.map(|found| &found.keys),
        api: ApiKnowledge {
            issuer: keys
                .and_then(|found| found.issuer.clone())
                .or_else(|| options.issuer.clone()),
            audiences: arguments.audience.clone(),
            scopes: scopes
                .iter()
                .flat_map(|text| text.split(' '))
                .map(str::to_owned)
                .collect(),
        },
    };
    let mut diagnosis = why::diagnosis(&known, clock::now());
    if let Err(failure) = &found {
        diagnosis.notes.push(format!(
            "the signature was not checked, as the issuer's keys could not be had: {}",
            failure.message()
        ));
    }
    diagnosis
}

fn show(arguments: &Call, answer: &Answer, failure: Option<&Failure>) -> Result<(), Failure> {
    if arguments.json {
        return output::print_json(&to_json(answer, failure));
    }
    let diagnosis = answer.diagnosis.as_ref();
    let diagnosis = diagnosis
        .map(render::diagnosis::diagnosis)
        .unwrap_or_default();
    let response = render::call::response(&answer.response);
    output::print(&format!("{response}{diagnosis}"))
}

fn to_json(answer: &Answer, failure: Option<&Failure>) -> Value {
    let response = &answer.response;
    let headers = response.headers.iter();
    let mut document = json!({
        "status": response.status,
        "headers": headers.map(|(name, value)| json!({"name": name, "value": value})).collect::<Vec<_>>(),
        "body": String::from_utf8_lossy(&response.body),
        "diagnosis": answer.diagnosis,
    });
    if let Some(failure) = failure {
        document["error"] = failure.to_json();
    }
    document
}
