//! Pushed authorization requests ([RFC 9126]): the request goes to the server first, and the browser carries its name.
//!
//! [RFC 9126]: https://www.rfc-editor.org/rfc/rfc9126

use claimscope_core::json::Value;
use claimscope_core::misuse;

use super::PendingAuthorization;
use crate::code::{authorization, finding, server};
use crate::mask::SentCredentials;
use crate::{ClientAuthentication, Finding, HttpRequest, HttpResponse, OauthError, body, endpoint};

const SPEC: &str = "RFC 9126 §2.2";

const ENDPOINT: endpoint::Endpoint = endpoint::Endpoint {
    name: "the pushed authorization request endpoint",
    misuse: misuse::ENDPOINT,
    spec: "RFC 9126 §2",
};

impl PendingAuthorization {
    /// The request that pushes this login's parameters, or the signed ones in their place.
    ///
    /// # Errors
    ///
    /// [`OauthError::Misuse`] where the endpoint is no URL, or `http` to another machine.
    pub fn push(
        &self,
        endpoint: &str,
        parameters: &[(String, String)],
        authentication: &ClientAuthentication,
    ) -> Result<HttpRequest, OauthError> {
        ENDPOINT.check(endpoint)?;
        let own = authentication.parameters();
        let asked = parameters.iter().filter(|(name, _)| name != "client_id");
        let asked = asked.map(|(name, value)| (name.as_str(), value.as_bytes()));
        // RFC 9126 §2: the client is named in the form whatever it authenticates by.
        let is_named = own.iter().any(|(name, _)| *name == "client_id");
        let id = (!is_named).then(|| ("client_id", authentication.client_id().as_bytes()));
        let form = id.into_iter().chain(own).chain(asked);
        Ok(endpoint::post(endpoint, authentication, form))
    }

    /// Takes the answer to what was pushed: the address to open in a browser, and what deviates.
    ///
    /// # Errors
    ///
    /// [`OauthError::Declined`] with the server's own words, or [`OauthError::Broken`] where there is no `request_uri`.
    pub fn pushed_url(
        &self,
        request: &HttpRequest,
        response: &HttpResponse,
    ) -> Result<(String, Vec<Finding>), OauthError> {
        let (request_uri, findings) = request_uri(response).map_err(|error| {
            let error = error.at(&request.url);
            error.without_credentials(&SentCredentials::of(request))
        })?;
        let parameters = [
            ("client_id", self.request.client_id.as_str()),
            ("request_uri", request_uri.as_str()),
        ];
        let url = endpoint::with_query(&self.request.authorization_endpoint, parameters);
        Ok((url, findings))
    }
}

fn request_uri(response: &HttpResponse) -> Result<(String, Vec<Finding>), OauthError> {
    const WHAT: &str = "the answer to the pushed request";
    if ![200, 201].contains(&response.status) || body::declined(response).is_some() {
        return Err(body::refused(response, WHAT, SPEC));
    }
    let (object, mut findings) = body::object(response, WHAT, SPEC)?;
    if response.status == 200 {
        let message = format!("{WHAT} has status 200, where 201 is due");
        findings.push(Finding::note(authorization::PUSHED_STATUS, message, SPEC));
    }
    let expires_in = object.get("expires_in");
    let seconds = expires_in.and_then(Value::as_number);
    if !seconds.is_some_and(|number| number.as_f64() > 0.0) {
        let found = expires_in.map_or("missing", |_| "no positive number of seconds");
        let message = format!("expires_in of {WHAT} is {found}");
        findings.push(Finding::warning(
            finding::RESPONSE_EXPIRES_IN,
            message,
            SPEC,
        ));
    }
    match object.get_str("request_uri") {
        Some(uri) if !uri.is_empty() => Ok((uri.to_owned(), findings)),
        _ => {
            let message = format!("{WHAT} has no request_uri");
            Err(
                OauthError::broken(server::PUSHED_RESPONSE, response.status, message, SPEC)
                    .with_hint("check that this URL is the pushed authorization request endpoint"),
            )
        }
    }
}
