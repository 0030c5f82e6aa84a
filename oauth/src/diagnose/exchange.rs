//! Why a token endpoint said no: how the request was written, what the server says, what the assertion claims.

mod assertion;
mod parameters;
mod written;

use super::case::Case;
use super::found::{FoundCause, FoundCauses};
use super::line::shown_text;
use super::{Cause, Certainty, Refused, answer};
use crate::mask::SentCredentials;
use crate::vendors::table::{Saying, SignedSecrets};
use crate::vendors::{self, exchange};
use crate::words::ServerWords;
use claimscope_core::url::Url;
use parameters::Parameters;

/// `error` values that only an authorization server gives.
pub(crate) const ERRORS: &[&str] = &[
    "account_selection_required",
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
    "login_required",
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

/// What a refusal is of which no more is known; at an API the same cause is about the header.
const DECLINED: &str = "the authorization server refuses the request";

/// What to do about it.
const DECLINED_ADVICE: &str =
    "look the server's code and sentence up in its documentation, and the request in its log";

/// How token endpoints end.
const PATHS: &[&str] = &["/token", "/access_token", "/token.oauth2", "/token.php"];

/// Whether the exchange is a token request, by its parameters, its address or the error that came back.
pub(super) fn is_one(refused: &Refused<'_>) -> bool {
    let parameters = Parameters::of(refused);
    if parameters.value("grant_type").is_some() || refused.is_of_browser {
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
        other => ERRORS.contains(&other),
    };
    // What only authorization servers say, beside a code that APIs have too.
    let is_error = is_error || said.saying().is_some() && !has_challenge(refused);
    // Numbers that no API gives.
    let is_error = is_error || exchange::has_number(&said.small);
    !has_bearer && (is_error || is_token_path && refused.request.method == "POST")
}

/// Whether the answer asks for an access token, as an API's does.
fn has_challenge(refused: &Refused<'_>) -> bool {
    let challenges = refused.response.challenges();
    challenges
        .iter()
        .any(|challenge| challenge.is("Bearer") || challenge.is("DPoP"))
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

    /// What the words mean at whoever says them so.
    fn saying(&self) -> Option<&'static Saying> {
        vendors::saying(&self.error, &self.description)
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
        refused(&said, parameters.value("grant_type"), false, found);
        parameters::asked_for(&parameters, found);
        written::secret(&parameters, &said, found);
        assertion::collect(case, &parameters, found);
    } else {
        refused(&said, None, case.refused.is_of_browser, found);
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
fn refused(said: &Said, grant: Option<&str>, is_of_browser: bool, found: &mut FoundCauses) {
    let uses_assertion = grant.is_some_and(|grant| grant.contains("bearer"));
    let cause = match &said.error[..] {
        "" if said.description.is_empty() => return,
        "use_dpop_nonce" => Cause::DpopNonce,
        _ if let Some(saying) = said.saying() => saying.cause,
        _ if said.has(&["dpop"]) => Cause::DpopProof,
        _ if said.has(&["not approved", "consent", "admin approval"]) => Cause::GrantConsent,
        _ if let Some(named) = exchange::cause_of_number(&said.error, &said.small) => named,
        "invalid_client"
        | "incorrect_client_credentials"
        | "invalid_client_credentials"
        | "bad_client_secret"
        | "invalid_client_id" => Cause::ClientAuthentication,
        "unauthorized_client" if said.has(&["credential", "secret", "authenticator"]) => {
            Cause::ClientAuthentication
        }
        "access_denied" if is_of_browser => Cause::GrantDenied,
        "unauthorized_client" | "access_denied" => Cause::ClientNotAllowed,
        "invalid_redirect_uri" => Cause::RedirectUri,
        "unsupported_response_type" => Cause::ResponseType,
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
        "account_selection_required" | "interaction_required" | "login_required" => {
            Cause::GrantLogin
        }
        "mfa_required" => Cause::StepUp,
        "temporarily_unavailable" | "server_error" => Cause::Failed,
        _ if said.has(&["missing", "required", "duplicate", "invalid_request"]) => {
            Cause::ParameterMissing
        }
        _ => Cause::RequestInvalid,
    };
    let certainty = match said.saying() {
        Some(saying) if !vendors::is_of_many(saying) => Certainty::Certain,
        _ => Certainty::Likely,
    };
    found.add(cause, certainty, said.line());
}

/// The title of a cause, which is what the server's own sentence means where that is known.
pub(super) fn title(case: &Case<'_>, cause: Cause) -> &'static str {
    let said = Said::of(case.refused);
    let saying = said.saying().filter(|saying| saying.cause == cause);
    match (saying, cause) {
        (Some(saying), _) => saying.meaning,
        (None, Cause::RequestInvalid) => DECLINED,
        (None, _) => cause.title(),
    }
}

/// What to do, as the vendor's sentence has it, or as the cause does.
pub(super) fn fix(case: &Case<'_>, cause: Cause) -> String {
    let said = Said::of(case.refused);
    let is_of_form = matches!(cause, Cause::RequestForm | Cause::GrantEncoding);
    let saying = said
        .saying()
        .filter(|saying| saying.cause == cause || !is_of_form);
    match (saying, cause) {
        (Some(saying), _) => saying.hint.to_owned(),
        (None, Cause::GrantAssertion) if said.has(&["audience"]) => {
            format!(
                "make aud of the assertion one string: the authorization server's issuer or token endpoint as it documents it; {}",
                exchange::ASSERTION_AUDIENCES
            )
        }
        (None, _) => {
            let own = match cause {
                Cause::ClientAuthentication => client(case),
                Cause::RequestInvalid => DECLINED_ADVICE.to_owned(),
                _ => cause.remedy().to_owned(),
            };
            match vendors::explained_at(&format!("{} {}", said.error, said.description)) {
                Some(place) => format!("{own}; {place}"),
                None => own,
            }
        }
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
