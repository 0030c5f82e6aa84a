//! Errors of an authorization request: which go to the client, and which to a page of ours.

use axum::http::StatusCode;
use claimscope_core::time::Timestamp;

use crate::config::Client;
use crate::http::Answer;
use crate::pages;
use crate::store::{Message, Store};
use crate::token_server::refusal::Refusal;

use super::redirect::Redirect;

/// The errors that a client hears of. All others stay with the user, as IdentityServer4 has it, also where the
/// client's address is known to be right and [RFC 6749 §4.1.2.1] would send them on.
///
/// [RFC 6749 §4.1.2.1]: https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1
const SENT_TO_CLIENT: [&str; 5] = [
    "access_denied",
    "account_selection_required",
    "login_required",
    "consent_required",
    "interaction_required",
];

/// Why an authorization request is not answered with a code.
#[derive(Debug)]
pub(crate) struct AuthorizeError {
    error: &'static str,
    description: Option<&'static str>,
    reason: String,
    hint: String,
    client: Option<String>,
    redirect: Option<Box<Redirect>>,
}

impl AuthorizeError {
    pub(crate) fn new(
        error: &'static str,
        description: &'static str,
        reason: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self {
            error,
            description: Some(description),
            reason: reason.into(),
            hint: hint.into(),
            client: None,
            redirect: None,
        }
    }

    pub(super) fn invalid_request(
        description: &'static str,
        reason: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self::new("invalid_request", description, reason, hint)
    }

    /// An error that the client hears of, without a description.
    pub(crate) fn sent(
        error: &'static str,
        reason: impl Into<String>,
        hint: impl Into<String>,
        client: &Client,
        redirect: Redirect,
    ) -> Self {
        Self {
            description: None,
            ..Self::new(error, "", reason, hint).at(client, redirect)
        }
    }

    pub(super) fn of_refusal(description: &'static str, refusal: Refusal) -> Self {
        let (error, reason, hint) = refusal.into_parts();
        Self::new(error, description, reason, hint)
    }

    /// The same where a client asks directly, without a browser between.
    pub(crate) fn into_refusal(self) -> Refusal {
        let refusal = Refusal::new(self.error, self.reason, self.hint);
        match self.description {
            Some(description) => refusal.described(description),
            None => refusal,
        }
    }

    /// The same, about this client.
    pub(super) fn of(mut self, client: &Client) -> Self {
        self.client = Some(client.display_name().to_owned());
        self
    }

    /// The same, about this client, whose address is right.
    pub(super) fn at(mut self, client: &Client, redirect: Redirect) -> Self {
        self.redirect = Some(Box::new(redirect));
        self.of(client)
    }

    /// Sends it where it belongs; `iss` names the issuer where answers do.
    pub(crate) fn into_answer(self, store: &Store, now: Timestamp, iss: Option<&str>) -> Answer {
        let logged = format!("{}: {}", self.error, self.reason);
        let hint = self.hint.clone();
        let answer = match self.redirect {
            Some(redirect) if SENT_TO_CLIENT.contains(&self.error) => {
                let mut parameters = vec![("error", self.error.to_owned())];
                let description = self.description.map(str::to_owned);
                parameters.extend(description.map(|text| ("error_description", text)));
                parameters.extend(redirect.state.clone().map(|state| ("state", state)));
                parameters.extend(iss.map(|iss| ("iss", iss.to_owned())));
                redirect.answer(&parameters, true)
            }
            _ => {
                let message = Message {
                    error: self.error.to_owned(),
                    description: self.description.map(str::to_owned),
                    reason: self.reason,
                    hint: Some(self.hint),
                    client: self.client,
                };
                let id = store.keep_message(message, now);
                Answer::redirect(&format!("/error?errorId={id}"))
            }
        };
        answer.because(logged, hint)
    }
}

/// `GET /error`.
pub(crate) fn page(store: &Store, id: Option<&str>, now: Timestamp) -> Answer {
    let message = id.and_then(|id| store.message(id, now));
    let message = message.unwrap_or_else(|| Message {
        error: "unknown".to_owned(),
        description: None,
        reason: "this error is no longer known".to_owned(),
        hint: Some("start anew from the client".to_owned()),
        client: None,
    });
    // 200, as the quickstart's page has it.
    pages::error(StatusCode::OK, &message).logged(format!("the error page for {}", message.error))
}
