//! `call`: one request to an API with a token, and why it was refused.

use std::path::Path;

use claimscope_client::Client;
use claimscope_core::url::Url;
use claimscope_oauth::diagnose::{ApiKnowledge, Diagnosis};
use claimscope_oauth::{HttpRequest, HttpResponse};
use serde_json::{Value, json};

use super::token::{self, Credentials};
use super::why;
use crate::args::Call;
use crate::failure::{Failure, Outcome};
use crate::{clock, input, network, output, render};

pub(crate) async fn run(arguments: &Call) -> Result<Outcome, Failure> {
    let mut request = request(arguments)?;
    let given = given_token(arguments)?;
    let credentials = match &arguments.client.client_id {
        Some(_) => Some(Credentials::read(&arguments.client)?),
        None => None,
    };
    let client = network::client(&arguments.network, &arguments.url)?;
    let token = match &credentials {
        Some(credentials) => {
            let response = token::obtain(&client, &arguments.client, credentials).await?;
            Some(response.access_token_text().to_owned())
        }
        None => given,
    };
    if let Some(token) = &token {
        warn_of_plain_http(&request.url);
        request = request.bearer(token);
    }
    let response = client.call(&request).await?;
    let diagnosis = match response.status {
        400.. => Some(diagnosis(&client, arguments, &request, &response, token.as_deref()).await),
        _ => None,
    };
    show(arguments, &response, diagnosis.as_ref())?;
    match response.status {
        500.. => Err(Failure::network(format!(
            "the API failed by itself: {}",
            render::call::status_text(response.status)
        ))
        .hint("look in the API's log; a token is not the cause")),
        status => Ok(Outcome::when(!matches!(status, 401 | 403))),
    }
}

/// The request without the token.
fn request(arguments: &Call) -> Result<HttpRequest, Failure> {
    let usual = if arguments.data.is_some() {
        "POST"
    } else {
        "GET"
    };
    let method = arguments.method.clone().unwrap_or_else(|| usual.to_owned());
    let mut request = HttpRequest::new(method.to_ascii_uppercase(), arguments.url.clone());
    for header in &arguments.headers {
        let Some((name, value)) = header.split_once(':') else {
            return Err(Failure::usage("a header given with -H has no colon")
                .hint("write it as 'Name: value'"));
        };
        let name = name.trim();
        if name.eq_ignore_ascii_case("authorization") && has_token(arguments) {
            return Err(Failure::usage(
                "the Authorization header is given twice: by -H and by the token's options",
            ));
        }
        request = request.header(name, value.trim());
    }
    if let Some(data) = &arguments.data {
        let body = match data.strip_prefix('@') {
            Some(path) => input::small_file(Path::new(path))?,
            None => data.clone().into_bytes(),
        };
        if request.header_value("content-type").is_none() {
            request = request.header("Content-Type", content_type(&body));
        }
        request = request.body(claimscope_core::Secret::new(body));
    }
    Ok(request)
}

fn has_token(arguments: &Call) -> bool {
    arguments.token.is_some()
        || arguments.token_file.is_some()
        || arguments.client.client_id.is_some()
}

/// JSON where the body is JSON, else a form, as curl has it.
fn content_type(body: &[u8]) -> &'static str {
    match claimscope_core::json::parse_strict(body) {
        Ok(_) => "application/json",
        Err(_) => "application/x-www-form-urlencoded",
    }
}

/// The token that was given, if any; nothing is read where the options say nothing of a token.
fn given_token(arguments: &Call) -> Result<Option<String>, Failure> {
    if arguments.token.is_none() && arguments.token_file.is_none() {
        return Ok(None);
    }
    let token = input::token(arguments.token.as_deref(), arguments.token_file.as_deref())?;
    // Anything else would not survive in a header, or be taken for another one.
    if token.is_empty() || token.bytes().any(|byte| !byte.is_ascii_graphic()) {
        return Err(Failure::usage(
            "the token has characters that no header can carry, such as spaces or line breaks",
        )
        .hint("give the access token alone; `claimscope inspect` finds it in what was pasted"));
    }
    Ok(Some(token))
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
    let issuer = match &arguments.client.issuer {
        Some(issuer) => super::keys::of_issuer(client, issuer).await.ok(),
        None => None,
    };
    let known = why::Known {
        request,
        response,
        token,
        keys: issuer.as_ref().map(|found| &found.keys),
        api: ApiKnowledge {
            issuer: issuer.as_ref().and_then(|found| found.issuer.clone()),
            audiences: arguments.audience.clone(),
            scopes: Vec::new(),
        },
    };
    why::diagnosis(&known, clock::now())
}

fn show(
    arguments: &Call,
    response: &HttpResponse,
    diagnosis: Option<&Diagnosis>,
) -> Result<(), Failure> {
    if arguments.json {
        let document = to_json(response, diagnosis);
        let text = serde_json::to_string_pretty(&document)
            .map_err(|error| Failure::network(error.to_string()))?;
        return output::print_raw(format!("{text}\n").as_bytes());
    }
    let diagnosis = diagnosis
        .map(render::diagnosis::diagnosis)
        .unwrap_or_default();
    output::print(&format!("{}{diagnosis}", render::call::response(response)))
}

fn to_json(response: &HttpResponse, diagnosis: Option<&Diagnosis>) -> Value {
    let headers = response.headers.iter();
    json!({
        "status": response.status,
        "headers": headers.map(|(name, value)| json!({"name": name, "value": value})).collect::<Vec<_>>(),
        "body": String::from_utf8_lossy(&response.body),
        "diagnosis": diagnosis,
    })
}
