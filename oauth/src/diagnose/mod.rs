//! Why did the API say no: the answer, the token and what is known of the API, read together.
//!
//! Four sources are asked one after another: the challenge, the words of the server, the token with its report, and the
//! shape of the answer. Each names causes with evidence, and what speaks against a cause makes it less certain. Nothing is
//! proved here: only the API knows, so every reason says how certain it is. An exchange with a token endpoint is told from
//! a call to an API and read by rules of its own.

mod answer;
mod case;
pub(crate) mod cause;
pub(crate) mod certainty;
mod challenge;
mod credentials;
mod doubt;
pub(crate) mod exchange;
mod found;
pub(crate) mod line;
pub(crate) mod of_check;
mod parts;
mod products;
mod proof;
mod reason;
pub(crate) mod said;
pub(crate) mod signs;
mod stated;
mod token;
pub(crate) mod words;
pub(crate) mod written;

use serde::Serialize;

use crate::{HttpRequest, HttpResponse, Metadata, mask};
use case::Case;
pub use cause::Cause;
pub use certainty::Certainty;
use claimscope_core::report::Report;
use claimscope_core::time::Timestamp;
use claimscope_core::url::{Url, UrlError};
use found::FoundCauses;

/// An answer that is not the one hoped for, and all that may explain it.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Refused<'a> {
    /// What was sent, with its `Authorization` header.
    pub request: &'a HttpRequest,
    /// Whether the request is known with its headers: if not, a missing `Authorization` says nothing.
    pub request_is_known: bool,
    /// Whether the answer is a whole one: if not, its status and what it lacks say nothing.
    pub status_is_known: bool,
    /// Whether the answer is an authorization server's that came by way of the browser, so that it is no API's.
    pub is_of_browser: bool,
    /// What came back.
    pub response: &'a HttpResponse,
    /// The report on the token; without one, the token of the request is inspected without keys.
    pub report: Option<&'a Report>,
    /// The metadata of the issuer that the token was asked from.
    pub metadata: Option<&'a Metadata>,
    /// What the person says the API expects.
    pub api: Option<&'a ApiKnowledge>,
    /// The time on this machine when the answer came.
    pub now: Timestamp,
}

impl<'a> Refused<'a> {
    /// An answer about which nothing more is known.
    pub fn new(request: &'a HttpRequest, response: &'a HttpResponse, now: Timestamp) -> Self {
        Self {
            request,
            request_is_known: true,
            status_is_known: true,
            is_of_browser: false,
            response,
            report: None,
            metadata: None,
            api: None,
            now,
        }
    }

    /// Says that only the answer is known, and not which headers the request had.
    #[must_use]
    pub fn request_unseen(mut self) -> Self {
        self.request_is_known = false;
        self
    }

    /// Says that only words of the answer are known, such as its challenge or a line of a log.
    #[must_use]
    pub fn status_unknown(mut self) -> Self {
        self.status_is_known = false;
        self
    }

    /// Says that an authorization server gave the answer by way of the browser, as parameters of an address.
    #[must_use]
    pub fn of_browser(mut self) -> Self {
        self.is_of_browser = true;
        self
    }

    /// Adds the report on the token.
    #[must_use]
    pub fn report(mut self, report: &'a Report) -> Self {
        self.report = Some(report);
        self
    }

    /// Adds the issuer's metadata.
    #[must_use]
    pub fn metadata(mut self, metadata: &'a Metadata) -> Self {
        self.metadata = Some(metadata);
        self
    }

    /// Adds what the person says the API expects.
    #[must_use]
    pub fn api(mut self, api: &'a ApiKnowledge) -> Self {
        self.api = Some(api);
        self
    }
}

/// What a person says the API expects; whatever is empty is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApiKnowledge {
    /// The issuer that it trusts.
    pub issuer: Option<String>,
    /// The audiences, of which one is enough.
    pub audiences: Vec<String>,
    /// The scopes, all of them.
    pub scopes: Vec<String>,
}

/// Why the API said no, as far as it can be told from outside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Diagnosis {
    /// The status of the answer.
    pub status: u16,
    /// The most likely reason in one line, such as `401: the token is for another API`.
    pub headline: String,
    /// What the server itself said, challenge and body, without control characters.
    pub server_words: Vec<String>,
    /// All reasons, the most likely first; empty where the API said yes.
    pub reasons: Vec<Reason>,
    /// What else is worth knowing, such as clocks that differ.
    pub notes: Vec<String>,
}

/// One reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Reason {
    /// A stable name, such as `token.audience`.
    pub code: &'static str,
    /// One sentence for a person, lower case, no full stop.
    pub title: &'static str,
    /// What speaks for it, such as `token aud = api://orders; API expects https://orders`.
    pub evidence: Vec<String>,
    /// How certain it is.
    pub certainty: Certainty,
    /// What to do about it.
    pub fix: String,
    /// Where the rule stands; left out where no specification speaks of it.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub spec: &'static str,
}

/// Ranks the reasons why the API said no.
pub fn diagnose(refused: &Refused<'_>) -> Diagnosis {
    let response = case::masked(refused);
    let refused = &Refused {
        response: &response,
        ..*refused
    };
    let case = Case::new(refused, exchange::is_one(refused));
    let reasons = reason::rank(&case, found(&case));
    Diagnosis {
        status: refused.response.status,
        headline: headline(&case, reasons.first()),
        server_words: case.server_words(),
        notes: notes(&case),
        reasons,
    }
    .masked()
}

impl Diagnosis {
    /// Without what the server's words hold of credentials that this request did not send.
    fn masked(mut self) -> Self {
        let evidence = self.reasons.iter_mut().flat_map(|one| &mut one.evidence);
        let lines = self.server_words.iter_mut().chain(evidence);
        for line in lines.chain([&mut self.headline]) {
            *line = mask::words(line);
        }
        self
    }
}

/// The audiences that the API is known to expect, of which one is enough: as its answer says, as the person says, or as the
/// product that answered always does. Empty where nobody says.
pub fn expected_audiences(refused: &Refused<'_>) -> Vec<String> {
    let case = Case::new(refused, exchange::is_one(refused));
    stated::audiences(&case).0
}

fn found(case: &Case<'_>) -> FoundCauses {
    let mut found = FoundCauses::default();
    match case.status() {
        ..=299 if case.is_exchange && !exchange::is_declined(case) => {}
        ..=299 if !case.is_exchange && !case.has_errors_inside() => {}
        304 => {}
        _ if case.is_exchange => {
            exchange::collect(case, &mut found);
            proof::collect(case, &mut found);
        }
        _ if !case.refused.status_is_known => {
            challenge::collect(case, &mut found);
            words::collect(case, &mut found);
            if found.has_specific() || found.has(Cause::TokenRefused) {
                token::collect(case, &mut found);
            }
            doubt::weigh(case, &mut found);
        }
        ..=299 => {
            words::collect(case, &mut found);
            answer::collect(case, &mut found);
            if found.has_specific() || found.has(Cause::TokenRefused) {
                token::collect(case, &mut found);
            }
            doubt::weigh(case, &mut found);
        }
        _ => {
            challenge::collect(case, &mut found);
            words::collect(case, &mut found);
            challenge::other_scheme_wanted(case, &mut found);
            token::collect(case, &mut found);
            answer::collect(case, &mut found);
            challenge::token_server(case, &mut found);
            proof::collect(case, &mut found);
            doubt::weigh(case, &mut found);
        }
    }
    found
}

fn headline(case: &Case<'_>, first: Option<&Reason>) -> String {
    let status = case.status();
    match first {
        None if status < 300 => format!("{status}: the API said yes"),
        None => format!("{status}: the answer gives no reason"),
        Some(reason) => match reason.certainty {
            // That it refuses is plain; only why is not.
            _ if reason.code == Cause::TokenRefused.code() => match quoted(reason) {
                Some(words) => format!("{status}: {}, and says: {words}", reason.title),
                None => format!("{status}: {}", reason.title),
            },
            Certainty::Certain => format!("{status}: {}", reason.title),
            Certainty::Likely => format!("{status}: most likely {}", reason.title),
            Certainty::Possible => format!("{status}: perhaps {}", reason.title),
        },
    }
}

/// The server's own words, where the first reason is no more than that.
fn quoted(reason: &Reason) -> Option<&str> {
    let mut lines = reason.evidence.iter();
    lines.find_map(|line| line.strip_prefix("the API says: "))
}

fn refused_though_accepted(case: &Case<'_>) -> bool {
    let verdict = case.report.as_deref().map(|report| report.verdict);
    case.status() == 401 && verdict == Some(claimscope_core::report::Verdict::Accepted)
}

fn notes(case: &Case<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(offset) = case.clock_offset_seconds.filter(|offset| offset.abs() >= 5) {
        let side = if offset > 0 { "ahead of" } else { "behind" };
        let distance = claimscope_core::time::duration_text(offset.unsigned_abs());
        notes.push(format!(
            "the server's clock is {distance} {side} this machine's, by its Date header"
        ));
    }
    if case.is_written {
        notes.push(format!(
            "the token that the words hold: {}",
            token::values(case)
        ));
    }
    if refused_though_accepted(case) {
        notes.push(
            "the token passes every check that was made here, so the API's own settings differ from them"
                .to_owned(),
        );
    }
    for url in case
        .challenges
        .iter()
        .filter_map(|challenge| challenge.resource_metadata())
    {
        let parsed = Url::parse(url);
        let url = line::shown_text(url);
        notes.push(match parsed {
            Ok(_) => format!("the API's own metadata (RFC 9728) can be read at {url}, without a token: which authorization servers it trusts, the resource to name when asking them, and its scopes"),
            Err(UrlError::Empty) => "resource_metadata is empty".to_owned(),
            Err(UrlError::UserInfo) => "resource_metadata is not followed: a name or password stands in it".to_owned(),
            Err(_) => format!("resource_metadata is {url}, which is not followed: it is no https URL"),
        });
    }
    notes
}

#[cfg(test)]
mod tests;
