//! Reads the JSON object that an answer should be, and says in plain words what came instead.

use super::code::{declined, finding, server};
use super::error::{Declined, OauthError, shown};
use super::instead::{self, Instead};
use super::{Finding, HttpResponse, ServerWords};
use claimscope_core::json::{self, JsonFaultKind, Object, Value};
use claimscope_core::said;
use claimscope_core::time::duration_text;

/// The object in a successful answer, and what is odd about its form. `what` names it: `the token response`.
pub(crate) fn object(
    response: &HttpResponse,
    what: &str,
    spec: &'static str,
) -> Result<(Object, Vec<Finding>), OauthError> {
    something(response, what, spec)?;
    let broken = |message: String| OauthError::broken(server::JSON, response.status, message, spec);
    let parsed = json::parse(&response.body);
    let object = match parsed.value {
        Some(Value::Object(object)) => object,
        Some(other) => {
            let message = said!("{what} is {}, not a JSON object", other.type_text());
            return Err(broken(message));
        }
        None => {
            let fault = parsed.faults.first().map(ToString::to_string);
            let fault = fault.unwrap_or_default();
            let label = instead::labelled(response);
            return Err(broken(said!("{what} is not JSON{label}: {fault}"))
                .with_hint("check that this URL is the right endpoint of the right server"));
        }
    };
    let mut faults = parsed.faults.iter();
    if let Some(fault) =
        faults.find(|fault| matches!(fault.kind, JsonFaultKind::DuplicateMember(_)))
    {
        // Readers take the first or the last, so that two of them see another issuer or endpoint in one document.
        return Err(broken(said!("{what} says something twice: {fault}"))
            .with_hint("ask the server's operators to have each member once"));
    }
    let mut findings = Vec::new();
    if !response.is_json() {
        let actual = response.media_type();
        let actual = actual.as_deref().map_or("no media type at all", shown_type);
        findings.push(Finding::warning(
            finding::JSON_MEDIA_TYPE,
            said!("{what} is JSON but says that it is {actual}"),
            spec,
        ));
    }
    findings.extend(parsed.faults.iter().map(|fault| match fault.kind {
        JsonFaultKind::ByteOrderMark => Finding::note(
            finding::JSON_BYTE_ORDER_MARK,
            said!("{what} starts with a byte order mark"),
            "RFC 8259 §8.1",
        ),
        _ => Finding::warning(
            finding::JSON_LOOSE,
            said!("{what} is loose JSON: {fault}"),
            "RFC 8259 §4",
        ),
    }));
    Ok((object, findings))
}

fn shown_type(media_type: &str) -> &str {
    if media_type.is_empty() {
        "nothing"
    } else {
        media_type
    }
}

/// Refuses what begins as something other than JSON or keys, which are the usual signs of a wrong URL.
pub(crate) fn something(
    response: &HttpResponse,
    what: &str,
    spec: &'static str,
) -> Result<(), OauthError> {
    match instead::of(response) {
        None => Ok(()),
        Some(Instead { code, kind, hint }) => {
            let message = said!("{what} is {kind}");
            Err(OauthError::broken(code, response.status, message, spec).with_hint(hint))
        }
    }
}

/// The error that an answer other than 200 stands for.
pub(crate) fn refused(response: &HttpResponse, what: &str, spec: &'static str) -> OauthError {
    if let Some(declined) = declined(response).or_else(|| challenged(response)) {
        return declined;
    }
    let status = response.status;
    if response.is_redirect() {
        let target = response.header_value("location").unwrap_or("nowhere");
        let message = said!(
            "{what} was expected, and the server redirects to {} (status {status})",
            shown(&super::mask::url(target))
        );
        return OauthError::broken(server::REDIRECT, status, message, spec).with_hint(
            "redirects are not followed, so that no secret goes astray; if the target is right, use it directly",
        );
    }
    let page = if response.is_html() {
        " with a web page"
    } else {
        ""
    };
    let message = said!("{what} was expected, and the server answered {status}{page}");
    OauthError::broken(server::STATUS, status, message, spec)
        .with_words(explained(|| ServerWords::of(response)))
        .with_hint_of(|| status_hint(response))
}

/// What explains an answer: where nothing is explained, nothing is read for it either.
fn explained<T: Default>(read: impl FnOnce() -> T) -> T {
    if cfg!(feature = "diagnose") {
        read()
    } else {
        T::default()
    }
}

/// What to do about a status.
fn status_hint(response: &HttpResponse) -> String {
    let status = response.status;
    if let Some(wait) = wait(response) {
        return wait;
    }
    match status {
        404 => "nothing is at this path; check the URL",
        405 => "the path is there but does not take this method",
        401 | 403 => "the server wants to know who asks; a proxy or gateway may stand in between",
        415 => "the server does not take forms here; is this the token endpoint?",
        500.. => "the server failed by itself; look in its log",
        _ => "look at the whole exchange for what else the server says",
    }
    .to_owned()
}

/// How long to wait, where the server is asked too often, or says when to come back.
pub(crate) fn wait(response: &HttpResponse) -> Option<String> {
    let what = match response.status {
        429 => "too many requests",
        503 => "the server is too busy or down for now",
        _ => return None,
    };
    match response.retry_after_seconds() {
        Some(seconds) => Some(said!(
            "{what}; the server asks to wait {} before the next one (Retry-After)",
            duration_text(seconds)
        )),
        None => (response.status == 429).then(|| said!("{what}; wait and try again")),
    }
}

/// The server's OAuth error, where the body holds one: as JSON, or as the form that older servers send.
pub(crate) fn declined(response: &HttpResponse) -> Option<OauthError> {
    let object = members(response)?;
    let error = object.get_str("error")?;
    // Where nothing answers, the words are about the address.
    if matches!(response.status, 404 | 405) && declined::known(error).is_none() {
        return None;
    }
    // Auth0 has its sentence in `message` where the code is HTTP's own.
    let description = object.get_str("error_description");
    let description = description.or_else(|| object.get_str("message"));
    let mut declined = Declined::new(Some(response.status), error, description);
    declined.error_uri = object
        .get_str("error_uri")
        .filter(|_| cfg!(feature = "words"))
        .map(shown);
    declined.challenges = explained(|| response.challenges());
    if let Some(wait) = wait(response).filter(|_| cfg!(feature = "words")) {
        declined.hint = wait;
    }
    Some(OauthError::Declined(Box::new(declined)))
}

/// The server's OAuth error, where a challenge holds it and the body none
/// ([RFC 6750 §3](https://www.rfc-editor.org/rfc/rfc6750#section-3)).
fn challenged(response: &HttpResponse) -> Option<OauthError> {
    if !cfg!(feature = "diagnose") || !matches!(response.status, 400..=499) {
        return None;
    }
    let challenges = response.challenges();
    let challenge = challenges
        .iter()
        .find(|challenge| challenge.error().is_some())?;
    let own = || ServerWords::of(response)?.sentence;
    let description = challenge.error_description().map(str::to_owned);
    let description = description.or_else(own);
    let error = challenge.error().unwrap_or_default();
    let mut declined = Declined::new(Some(response.status), error, description.as_deref());
    declined.error_uri = challenge.param("error_uri").map(shown);
    if let Some(wait) = wait(response) {
        declined.hint = wait;
    }
    declined.challenges = challenges;
    Some(OauthError::Declined(Box::new(declined)))
}

fn members(response: &HttpResponse) -> Option<Object> {
    match json::parse(&response.body).value {
        Some(Value::Object(object)) => Some(object),
        Some(_) => None,
        None if cfg!(feature = "diagnose") && instead::is_form(&response.body) => {
            let mut object = Object::new();
            for (name, value) in form_urlencoded::parse(&response.body) {
                object.set(&name, value.as_ref());
            }
            Some(object)
        }
        None => None,
    }
}
