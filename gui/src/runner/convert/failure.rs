//! Why something did not work, as the views show it.

use claimscope_client::{SessionError, TransportError};
use claimscope_core::jwt::PolicyMisuse;

use crate::results::FailureText;
use crate::sentence::sentence;

pub(in crate::runner) fn failure(failure: SessionError) -> FailureText {
    FailureText {
        sentence: sentence(&failure.message()),
        code: Some(failure.code()),
        words: failure.server_words(),
        advice: match window_advice(&failure) {
            Some(advice) => Some(advice.to_owned()),
            None => failure.hint().map(|hint| sentence(&hint)),
        },
        is_unanswered: is_unanswered(&failure),
        untrusted_certificate: failure.untrusted_certificate().cloned().map(Box::new),
        is_notice: false,
    }
}

/// What to do in this window, where that says more than the client knows.
fn window_advice(failure: &SessionError) -> Option<&'static str> {
    match failure {
        SessionError::Expectations(PolicyMisuse::NoAudience) => {
            Some("On the Inspect tab, type what aud has to name, or tick “Any audience”.")
        }
        SessionError::Expectations(PolicyMisuse::NoIssuer) => Some(
            "Type the issuer's address on the Discover tab, or tick “Any issuer” on the Inspect tab.",
        ),
        SessionError::Transport(TransportError::Certificate { .. }) => {
            Some("If you know this server, compare the fingerprint with its own, then trust it.")
        }
        SessionError::Transport(TransportError::TooLarge { .. }) => {
            Some("Check that the address is the right one: longer answers are not read.")
        }
        _ => None,
    }
}

fn is_unanswered(failure: &SessionError) -> bool {
    match failure {
        SessionError::Transport(error) => !matches!(
            error,
            TransportError::Invalid { .. } | TransportError::Offline
        ),
        _ => false,
    }
}
