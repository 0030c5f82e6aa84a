//! Why a token endpoint said no: how the request was written, what the server says, what the assertion claims.

use super::case::{Case, shown_list, shown_text};
use super::found::Found;
use super::{Cause, Certainty, Refused, answer, said};
use crate::vendors;
use claimscope_core::inspect;
use claimscope_core::json::{self, Object, Value};
use claimscope_core::url::Url;
use claimscope_core::vendors::entra::is_guid;

/// `error` values that only an authorization server gives.
const ERRORS: &[&str] = &[
    "authorization_pending",
    "consent_required",
    "expired_token",
    "interaction_required",
    "invalid_client",
    "invalid_grant",
    "invalid_scope",
    "invalid_target",
    "slow_down",
    "unauthorized_client",
    "unsupported_grant_type",
    "unsupported_response_type",
];

/// How token endpoints end.
const PATHS: &[&str] = &["/token", "/access_token", "/token.oauth2", "/token.php"];

/// Whether the exchange is a token request, by its parameters, its address or the error that came back.
pub(super) fn is_one(refused: &Refused<'_>) -> bool {
    let parameters = Parameters::of(refused);
    if parameters.value("grant_type").is_some() {
        return true;
    }
    let answer = answer_of(refused);
    let error = answer.as_ref().and_then(|answer| answer.get_str("error"));
    let url = Url::parse(&refused.request.url);
    let path = url
        .as_ref()
        .map_or("", Url::path)
        .trim_end_matches('/')
        .to_ascii_lowercase();
    let is_token_path = PATHS.iter().any(|end| path.ends_with(end));
    let has_bearer = refused
        .request
        .header_value("authorization")
        .is_some_and(|value| value.to_ascii_lowercase().starts_with("bearer"));
    (is_token_path && refused.request.method == "POST" && !has_bearer)
        || (!has_bearer && error.is_some_and(|error| ERRORS.contains(&error)))
}

fn answer_of(refused: &Refused<'_>) -> Option<Object> {
    match said::document(refused.response)? {
        Value::Object(object) => Some(object),
        _ => None,
    }
}

/// The parameters of a token request, and where they stand.
struct Parameters {
    pairs: Vec<(String, String)>,
    place: Where,
}

#[derive(PartialEq, Eq)]
enum Where {
    Form,
    Json,
    Query,
}

impl Parameters {
    fn of(refused: &Refused<'_>) -> Self {
        let body = refused.request.body.expose();
        if let Some(Value::Object(members)) = json::parse(body).value {
            let pairs = members.iter();
            let pairs = pairs
                .filter_map(|(name, value)| Some((name.to_owned(), value.as_str()?.to_owned())));
            return Self {
                pairs: pairs.collect(),
                place: Where::Json,
            };
        }
        let form = |bytes: &[u8]| {
            form_urlencoded::parse(bytes)
                .into_owned()
                .collect::<Vec<_>>()
        };
        let pairs = form(body);
        if pairs.iter().any(|(_, value)| !value.is_empty()) {
            return Self {
                pairs,
                place: Where::Form,
            };
        }
        let query = refused
            .request
            .url
            .split_once('?')
            .map_or("", |(_, query)| query);
        Self {
            pairs: form(query.as_bytes()),
            place: Where::Query,
        }
    }

    fn value(&self, name: &str) -> Option<&str> {
        let mut pairs = self.pairs.iter();
        pairs
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }
}

/// What the server's answer says.
struct Said {
    error: String,
    description: String,
    small: String,
}

impl Said {
    fn of(refused: &Refused<'_>) -> Self {
        let answer = answer_of(refused);
        let text = |names: &[&str]| {
            let mut texts = names.iter().filter_map(|name| {
                let value = answer.as_ref()?.get(name)?;
                let inner = value
                    .as_object()
                    .and_then(|object| object.get_str("message"));
                value.as_str().or(inner)
            });
            texts.next().unwrap_or_default().to_owned()
        };
        let description = text(&[
            "error_description",
            "message",
            "errorSummary",
            "detail",
            "error_message",
        ]);
        let error = text(&["error", "errorCode", "code"]);
        Self {
            small: format!("{error} {description}").to_ascii_lowercase(),
            error,
            description,
        }
    }

    fn has(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.small.contains(word))
    }

    fn line(&self) -> String {
        match (&self.error[..], &self.description[..]) {
            ("", "") => String::new(),
            (error, "") => format!("the server says {}", shown_text(error)),
            ("", description) => format!("the server says: {}", shown_text(description)),
            (error, description) => {
                format!(
                    "the server says {}: {}",
                    shown_text(error),
                    shown_text(description)
                )
            }
        }
    }
}

pub(super) fn collect(case: &Case<'_>, found: &mut Found) {
    let said = Said::of(case.refused);
    if said.error.is_empty() && said.description.is_empty() || matches!(case.status(), 429 | 500..)
    {
        answer::collect(case, found);
    }
    if case.refused.request_is_known {
        let parameters = Parameters::of(case.refused);
        form(case, &parameters, &said, found);
        code(&parameters, &said, found);
        refused(&said, parameters.value("grant_type"), found);
        secret(&parameters, &said, found);
        assertion(case, &parameters, found);
    } else {
        refused(&said, None, found);
    }
    if found.0.is_empty() {
        let line = format!("the server answers {}", case.status());
        found.add(Cause::RequestInvalid, Certainty::Likely, line);
    }
}

/// Parameters in JSON or in the URL are not seen by the server, which then misses them.
fn form(case: &Case<'_>, parameters: &Parameters, said: &Said, found: &mut Found) {
    let media_type = case
        .refused
        .request
        .header_value("content-type")
        .unwrap_or("absent");
    let is_form = media_type
        .to_ascii_lowercase()
        .starts_with("application/x-www-form-urlencoded");
    let line = match parameters.place {
        Where::Json => format!(
            "the body is JSON; Content-Type = {}",
            shown_text(media_type)
        ),
        Where::Query if !parameters.pairs.is_empty() => {
            "the parameters stand in the URL, where logs keep them, and the body is empty"
                .to_owned()
        }
        Where::Form if !is_form && !parameters.pairs.is_empty() => {
            format!(
                "the body is a form; Content-Type = {}",
                shown_text(media_type)
            )
        }
        _ => return,
    };
    let misses = said.has(&[
        "missing",
        "required",
        "content type",
        "content-type",
        "media type",
        "unsupported_grant_type",
        "invalid_request",
        "aadsts900144",
        "must be",
    ]) || said.error.is_empty()
        || matches!(case.status(), 405 | 415);
    let certainty = if misses {
        Certainty::Certain
    } else {
        Certainty::Possible
    };
    found.add(Cause::RequestForm, certainty, line);
    if misses && !said.line().is_empty() {
        found.add(Cause::RequestForm, certainty, said.line());
    }
}

/// A code that is still encoded after the form was decoded, or has a line break behind it.
fn code(parameters: &Parameters, said: &Said, found: &mut Found) {
    let is_malformed = said.has(&["malformed auth", "malformed code"]);
    if is_malformed {
        found.add(Cause::GrantEncoding, Certainty::Likely, said.line());
    }
    for (name, value) in &parameters.pairs {
        if !matches!(
            &name[..],
            "code" | "refresh_token" | "redirect_uri" | "code_verifier"
        ) {
            continue;
        }
        let sign = if is_encoded(value) && name != "redirect_uri" {
            "is still percent-encoded after the form was decoded once: it was encoded twice, as %25 in the body shows"
        } else if value.trim() != value {
            "has a space or a line break around it, which the form sends as %20 or %0A"
        } else if name == "redirect_uri" && value.contains("%3A") {
            "is still percent-encoded after the form was decoded once"
        } else {
            continue;
        };
        let certainty = if is_malformed {
            Certainty::Certain
        } else {
            Certainty::Likely
        };
        found.add(Cause::GrantEncoding, certainty, format!("{name} {sign}"));
    }
}

fn is_encoded(value: &str) -> bool {
    let bytes = value.as_bytes();
    bytes
        .windows(3)
        .any(|it| it[0] == b'%' && it[1].is_ascii_hexdigit() && it[2].is_ascii_hexdigit())
}

/// What the error and its description mean.
fn refused(said: &Said, grant: Option<&str>, found: &mut Found) {
    let uses_assertion = grant.is_some_and(|grant| grant.contains("bearer"));
    let cause = match &said.error[..] {
        "" if said.description.is_empty() => return,
        _ if said.has(&["malformed auth"]) => Cause::GrantEncoding,
        _ if said.has(&[
            "hasn't approved",
            "not approved",
            "aadsts65001",
            "consent",
            "admin approval",
        ]) =>
        {
            Cause::GrantConsent
        }
        _ if said.has(&[
            "service not found",
            "service not enabled",
            "aadsts500011",
            "aadsts500014",
        ]) =>
        {
            Cause::Target
        }
        "invalid_client" => Cause::ClientAuthentication,
        "unauthorized_client" if said.has(&["credential", "secret", "aadsts700016"]) => {
            Cause::ClientAuthentication
        }
        "unauthorized_client" | "access_denied" => Cause::ClientNotAllowed,
        "invalid_grant" if uses_assertion || said.has(&["assertion", "audience", "jwt"]) => {
            Cause::GrantAssertion
        }
        "invalid_grant" | "expired_token" => Cause::GrantInvalid,
        "invalid_scope" => Cause::ScopeInvalid,
        "invalid_target" | "invalid_resource" => Cause::Target,
        "unsupported_grant_type" => Cause::GrantUnsupported,
        "authorization_pending" | "slow_down" => Cause::GrantPending,
        "use_dpop_nonce" => Cause::DpopNonce,
        "invalid_dpop_proof" => Cause::DpopProof,
        "consent_required" => Cause::GrantConsent,
        "interaction_required" | "login_required" | "mfa_required" => Cause::StepUp,
        "temporarily_unavailable" | "server_error" => Cause::Failed,
        _ if said.has(&["missing", "required", "duplicate", "invalid_request"]) => {
            Cause::ParameterMissing
        }
        _ => Cause::RequestInvalid,
    };
    found.add(cause, Certainty::Likely, said.line());
    if let Some(saying) = vendors::saying(&said.error, &said.small) {
        found.add(cause, Certainty::Certain, saying.meaning);
    }
}

/// Secrets that cannot be what the server gave out. What they are is not shown.
fn secret(parameters: &Parameters, said: &Said, found: &mut Found) {
    let Some(secret) = parameters.value("client_secret") else {
        return;
    };
    let is_entra = said.has(&["aadsts"]);
    if is_entra && is_guid(secret) && found.has(Cause::ClientAuthentication) {
        let line = "client_secret has the form of a GUID: that is a secret's ID, which stays visible, and never its value";
        found.add(Cause::ClientAuthentication, Certainty::Certain, line);
    }
    if secret.trim() != secret && found.has(Cause::ClientAuthentication) {
        let line = "client_secret has a space or a line break around it";
        found.add(Cause::ClientAuthentication, Certainty::Certain, line);
    }
}

/// What the assertion claims beside what the endpoint is.
fn assertion(case: &Case<'_>, parameters: &Parameters, found: &mut Found) {
    let named = ["assertion", "client_assertion"].iter();
    let mut named = named.filter_map(|name| Some((*name, parameters.value(name)?)));
    let causes = [
        Cause::GrantAssertion,
        Cause::ClientAuthentication,
        Cause::GrantInvalid,
    ];
    let (Some((name, text)), Some(cause)) = (
        named.next(),
        causes.into_iter().find(|cause| found.has(*cause)),
    ) else {
        return;
    };
    let report = inspect(text, case.refused.now).report;
    let Some(claims) = &report.claims else {
        let line = format!("{name} is no JWT that can be read");
        found.add(cause, Certainty::Likely, line);
        return;
    };
    let mut add = |line: String| found.add(cause, Certainty::Likely, line);
    audience(case, name, claims, &mut add);
    let now = case.server_now.unix_seconds();
    let time = |claim: &str| claims.get(claim)?.as_number()?.as_i64();
    match time("exp") {
        None => add(format!("{name} has no exp")),
        Some(exp) if exp <= now => add(format!("{name} expired {} s ago", now.saturating_sub(exp))),
        Some(exp) => {
            let ahead = exp.saturating_sub(now);
            if ahead > 600 {
                add(format!(
                    "{name} holds for {ahead} s more; some servers take at most 300, 600 or 3600"
                ));
            }
        }
    }
    if let Some(iat) = time("iat").filter(|iat| *iat > now) {
        add(format!(
            "{name} was issued {} s ahead of the server's clock",
            iat.saturating_sub(now)
        ));
    }
}

fn audience(case: &Case<'_>, name: &str, claims: &Object, add: &mut impl FnMut(String)) {
    let audiences: Vec<&str> = match claims.get("aud") {
        Some(Value::String(text)) => vec![text],
        Some(Value::Array(values)) => {
            let values: Vec<_> = values.iter().filter_map(Value::as_str).collect();
            add(format!(
                "{name} aud is an array, [{}]; some servers want one string",
                shown_list(&values)
            ));
            values
        }
        _ => {
            add(format!("{name} aud = absent"));
            return;
        }
    };
    add(format!("{name} aud = {}", shown_list(&audiences)));
    let url = Url::parse(&case.refused.request.url);
    let host = url.as_ref().map_or("", Url::host);
    for audience in audiences {
        match Url::parse(audience) {
            Err(_) if !audience.contains("://") => {
                add(format!(
                    "{name} aud {} has no https:// before it",
                    shown_text(audience)
                ));
            }
            Ok(url) if !host.is_empty() && !url.host().eq_ignore_ascii_case(host) => add(format!(
                "{name} aud names {}, and the token endpoint is at {}",
                shown_text(url.host()),
                shown_text(host)
            )),
            _ => {}
        }
    }
}

/// What to do, as the vendor's sentence has it, or as the cause does.
pub(super) fn fix(case: &Case<'_>, cause: Cause) -> String {
    let said = Said::of(case.refused);
    let is_of_form = matches!(cause, Cause::RequestForm | Cause::GrantEncoding);
    let saying = vendors::saying(&said.error, &said.small).filter(|_| !is_of_form);
    match (saying, cause) {
        (Some(saying), _) => saying.hint.to_owned(),
        (None, Cause::GrantAssertion) if said.has(&["audience"]) => {
            "make aud of the assertion one string: the authorization server's issuer or token endpoint as it documents it; for Salesforce https://login.salesforce.com, https://test.salesforce.com for a sandbox, or the My Domain URL".to_owned()
        }
        _ => cause.remedy().to_owned(),
    }
}
