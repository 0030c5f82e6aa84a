//! Why a token endpoint said no: how the request was written, what the server says, what the assertion claims.

mod assertion;
mod parameters;
mod written;

use super::case::Case;
use super::found::{FoundCause, FoundCauses};
use super::line::shown_text;
use super::{Cause, Certainty, Refused, answer};
use crate::mask::SentCredentials;
use crate::vendors::table::SignedSecrets;
use crate::vendors::{self, exchange};
use crate::words::ServerWords;
use claimscope_core::url::Url;
use parameters::Parameters;

/// `error` values that only an authorization server gives.
pub(crate) const ERRORS: &[&str] = &[
    "authorization_pending",
    "bad_verification_code",
    "consent_required",
    "expired_code",
    "expired_token",
    "incorrect_client_credentials",
    "interaction_required",
    "invalid_client",
    "invalid_client_credentials",
    "invalid_grant",
    "invalid_redirect_uri",
    "invalid_scope",
    "invalid_target",
    "invalid_user_credentials",
    "slow_down",
    "unauthorized_client",
    "unsupported_grant_type",
    "unsupported_response_type",
];

/// What only token requests have, so that an `invalid_request` that names it answers one.
const PARAMETERS: &[&str] = &[
    "client_assertion",
    "client_id",
    "client_secret",
    "code_verifier",
    "form parameter",
    "grant_type",
    "redirect_uri",
    "refresh_token",
];

/// How token endpoints end.
const PATHS: &[&str] = &["/token", "/access_token", "/token.oauth2", "/token.php"];

/// Whether the exchange is a token request, by its parameters, its address or the error that came back.
pub(super) fn is_one(refused: &Refused<'_>) -> bool {
    let parameters = Parameters::of(refused);
    if parameters.value("grant_type").is_some() {
        return true;
    }
    let said = Said::of(refused);
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
    let is_error = match &said.error[..] {
        "invalid_request" => said.has(PARAMETERS),
        // What only token endpoints say, beside a code that APIs have too.
        "access_denied" | "server_error" => vendors::saying(&said.error, &said.small).is_some(),
        other => ERRORS.contains(&other),
    };
    // Numbers that no API gives, and an answer that came back by the browser.
    let is_error = is_error
        || exchange::has_number(&said.small)
        || said.error == "access_denied" && !refused.status_is_known;
    !has_bearer && (is_error || is_token_path && refused.request.method == "POST")
}

/// Whether the server declined, whatever the status: some answer so with 200.
pub(super) fn is_declined(case: &Case<'_>) -> bool {
    case.response.status >= 300 || !Said::of(case.refused).error.is_empty()
}

/// What the server's answer says.
struct Said {
    error: String,
    description: String,
    small: String,
}

impl Said {
    fn of(refused: &Refused<'_>) -> Self {
        let words = ServerWords::of(refused.response);
        let (code, sentence) = words.map_or((None, None), |words| (words.code, words.sentence));
        let sent = SentCredentials::of(refused.request);
        let masked = |text: Option<String>| sent.mask(&text.unwrap_or_default());
        let (error, description) = (masked(code), masked(sentence));
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

pub(super) fn collect(case: &Case<'_>, found: &mut FoundCauses) {
    let said = Said::of(case.refused);
    if said.error.is_empty() && said.description.is_empty() || matches!(case.status(), 429 | 500..)
    {
        answer::collect(case, found);
    }
    if case.refused.request_is_known {
        let parameters = Parameters::of(case.refused);
        written::form(case, &parameters, &said, found);
        written::code(&parameters, &said, found);
        refused(&said, parameters.value("grant_type"), found);
        parameters::asked_for(&parameters, found);
        written::secret(&parameters, &said, found);
        assertion::collect(case, &parameters, found);
    } else {
        refused(&said, None, found);
        if found.has(Cause::ParameterMissing) {
            let line = "servers say so too where the parameter stands in JSON or in the URL, and not in a form";
            // Nobody leaves this one out.
            let is_every_request = said.has(&["grant_type"]);
            let certainty = if is_every_request {
                Certainty::Likely
            } else {
                Certainty::Possible
            };
            found.add(Cause::RequestForm, certainty, line);
        }
    }
    let is_unread = |entry: &mut FoundCause| entry.certainty == Certainty::Certain;
    if found.entry(Cause::RequestForm).is_some_and(is_unread) {
        // The parameter is there, and not where the server reads it.
        found.remove(Cause::ParameterMissing);
    }
    if found.0.is_empty() {
        let line = format!("the server answers {}", case.status());
        found.add(Cause::RequestInvalid, Certainty::Likely, line);
    }
}

/// What the error and its description mean.
fn refused(said: &Said, grant: Option<&str>, found: &mut FoundCauses) {
    let uses_assertion = grant.is_some_and(|grant| grant.contains("bearer"));
    let cause = match &said.error[..] {
        "" if said.description.is_empty() => return,
        "use_dpop_nonce" => Cause::DpopNonce,
        _ if said.has(&["dpop"]) => Cause::DpopProof,
        _ if let Some(named) = exchange::cause(&said.small) => named,
        _ if said.has(&["not approved", "consent", "admin approval"]) => Cause::GrantConsent,
        _ if let Some(named) = exchange::cause_of_number(&said.error, &said.small) => named,
        "invalid_client"
        | "incorrect_client_credentials"
        | "invalid_client_credentials"
        | "bad_client_secret"
        | "invalid_client_id" => Cause::ClientAuthentication,
        "unauthorized_client" if said.has(&["credential", "secret"]) => Cause::ClientAuthentication,
        "unauthorized_client" | "access_denied" | "invalid_redirect_uri" => Cause::ClientNotAllowed,
        "invalid_grant" if uses_assertion || said.has(&["assertion", "audience", "jwt"]) => {
            Cause::GrantAssertion
        }
        "invalid_grant" | "expired_code" | "invalid_user_credentials" => Cause::GrantInvalid,
        "expired_token" | "bad_verification_code" | "invalid_code" => Cause::GrantInvalid,
        "invalid_scope" => Cause::ScopeInvalid,
        "invalid_target" | "invalid_resource" => Cause::Target,
        "unsupported_grant_type" => Cause::GrantUnsupported,
        "authorization_pending" | "slow_down" => Cause::GrantPending,
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

/// What to do, as the vendor's sentence has it, or as the cause does.
pub(super) fn fix(case: &Case<'_>, cause: Cause) -> String {
    let said = Said::of(case.refused);
    let is_of_form = matches!(cause, Cause::RequestForm | Cause::GrantEncoding);
    let saying = vendors::saying(&said.error, &said.small).filter(|_| !is_of_form);
    match (saying, cause) {
        (Some(saying), _) => saying.hint.to_owned(),
        (None, Cause::GrantAssertion) if said.has(&["audience"]) => {
            format!(
                "make aud of the assertion one string: the authorization server's issuer or token endpoint as it documents it; {}",
                exchange::ASSERTION_AUDIENCES
            )
        }
        (None, Cause::ClientAuthentication) => client(case),
        _ => cause.remedy().to_owned(),
    }
}

/// Who was asked, where its client secrets are assertions.
fn signed_secrets(case: &Case<'_>) -> Option<&'static SignedSecrets> {
    let url = Url::parse(&case.refused.request.url).ok()?;
    vendors::signed_secrets(url.host())
}

/// What to do about the client's credentials, by the way in which they were sent.
fn client(case: &Case<'_>) -> String {
    let parameters = Parameters::of(case.refused);
    if let Some(secrets) = signed_secrets(case) {
        return secrets.advice.to_owned();
    }
    if parameters.value("client_assertion").is_some() {
        return "check that the server has the assertion's public key, by kid and alg, for this client, and that iss and sub are the client_id and aud the server".to_owned();
    }
    Cause::ClientAuthentication.remedy().to_owned()
}
