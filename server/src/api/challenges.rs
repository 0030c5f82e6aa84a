//! How the API says no: ASP.NET Core's words, and what the extensions add to them.

use axum::http::StatusCode;
use axum::http::header::WWW_AUTHENTICATE;

use crate::api_settings::ApiSettings;
use crate::config::Extension;
use crate::dpop;
use crate::http::{Answer, Asked};
use crate::state::State;

use super::jwt_bearer::NotAuthenticated;
use super::metadata;

/// An authentication scheme of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    Bearer,
    DPoP,
}

/// What challenges of one request say beside the error.
pub(super) struct Challenges<'a> {
    state: &'a State,
    asked: &'a Asked,
    /// `resource_metadata` and the scope to ask for, where the API has metadata.
    found: Option<String>,
    scope: Option<String>,
    takes_dpop: bool,
}

impl<'a> Challenges<'a> {
    pub(super) fn of(state: &'a State, asked: &'a Asked, settings: &ApiSettings) -> Self {
        let extensions = &state.config().extensions;
        let has_metadata = extensions.has(Extension::ProtectedResourceMetadata);
        Self {
            state,
            asked,
            found: has_metadata.then(|| metadata::url(state, asked)),
            scope: settings.scope.clone().filter(|_| has_metadata),
            takes_dpop: extensions.has(Extension::DPoP),
        }
    }

    /// 401 with the challenge of [RFC 6750 §3](https://www.rfc-editor.org/rfc/rfc6750#section-3), as the handler writes
    /// it, with what [RFC 9728 §5.1](https://www.rfc-editor.org/rfc/rfc9728#section-5.1) and
    /// [RFC 9449 §7.1](https://www.rfc-editor.org/rfc/rfc9449#section-7.1) add.
    pub(super) fn answer(&self, scheme: Scheme, error: Option<&str>) -> Answer {
        let mut bearer = Vec::new();
        let mut proof = Vec::new();
        match scheme {
            Scheme::Bearer => bearer.extend(error.map(str::to_owned)),
            Scheme::DPoP => proof.extend(error.map(str::to_owned)),
        }
        bearer.extend(
            self.scope
                .as_ref()
                .map(|scope| format!("scope=\"{scope}\"")),
        );
        bearer.extend(
            self.found
                .as_ref()
                .map(|url| format!("resource_metadata=\"{url}\"")),
        );
        let mut challenge = join("Bearer", &bearer);
        if self.takes_dpop {
            proof.push(format!("algs=\"{}\"", dpop::algorithms().join(" ")));
            challenge = format!("{challenge}, {}", join("DPoP", &proof));
        }
        let mut answer = Answer::empty(StatusCode::UNAUTHORIZED);
        answer.header(WWW_AUTHENTICATE, &challenge);
        answer
    }

    /// 401 for a token that does not authenticate.
    pub(super) fn refuse(&self, settings: &ApiSettings, failure: NotAuthenticated) -> Answer {
        let error = settings
            .include_error_details
            .then(|| match &failure.description {
                Some(description) => {
                    format!("error=\"invalid_token\", error_description=\"{description}\"")
                }
                None => "error=\"invalid_token\"".to_owned(),
            });
        self.answer(Scheme::Bearer, error.as_deref())
            .because(failure.reason, failure.hint)
    }

    /// 403, which ASP.NET Core leaves bare; a client that found the API by its metadata is told what to ask for.
    pub(super) fn forbid(&self, scope: &str) -> Answer {
        let mut answer = Answer::empty(StatusCode::FORBIDDEN);
        if let Some(url) = &self.found {
            let challenge = format!(
                "Bearer error=\"insufficient_scope\", scope=\"{scope}\", resource_metadata=\"{url}\""
            );
            answer.header(WWW_AUTHENTICATE, &challenge);
        }
        answer
    }

    /// Checks the proof that came with a client's token; gives the thumbprint of its key.
    ///
    /// # Errors
    /// The answer that refuses it.
    pub(super) fn proof(&self, client_id: &str, token: &str) -> Result<String, Box<Answer>> {
        let nonces = self.state.config().extensions.has(Extension::DPoPNonces);
        let url = format!(
            "{}{}",
            metadata::origin(self.state, self.asked),
            self.asked.path
        );
        let outcome = dpop::thumbprint(
            self.state,
            self.asked,
            &url,
            (client_id, Some(token)),
            nonces,
        );
        let fault = match outcome {
            Ok(Some(thumbprint)) => return Ok(thumbprint),
            Ok(None) => {
                dpop::ProofFault::Invalid("no DPoP header came with the request".to_owned())
            }
            Err(fault) => fault,
        };
        let error = format!("error=\"{}\"", fault.error());
        let mut answer = self.answer(Scheme::DPoP, Some(&error)).because(
            fault.into_reason(),
            "make a new proof for each request, with ath and the nonce of the last answer",
        );
        if nonces {
            dpop::give_nonce(self.state, &mut answer);
        }
        Err(Box::new(answer))
    }
}

fn join(scheme: &str, parameters: &[String]) -> String {
    if parameters.is_empty() {
        scheme.to_owned()
    } else {
        format!("{scheme} {}", parameters.join(", "))
    }
}
