//! `grant_type=urn:ietf:params:oauth:grant-type:device_code`: a device asks whether its user has decided
//! ([RFC 8628 §3.4](https://www.rfc-editor.org/rfc/rfc8628#section-3.4)).

use crate::config::grant_type;
use crate::log::echo;
use crate::store::{POLL_INTERVAL_SECONDS, Poll};
use crate::token_server::refusal::Refusal;
use crate::token_server::scopes::Granted;

use super::{Approved, Identity, Refresh, Request, handle, not_allowed, subject};

pub(super) fn approve<'a>(request: &Request<'a>) -> Result<Approved<'a>, Refusal> {
    let Request { client, form, .. } = *request;
    if !client.allows(grant_type::DEVICE_CODE) {
        return Err(not_allowed(client, grant_type::DEVICE_CODE));
    }
    let code = handle(form, "device_code", "invalid_request")?;
    let poll = request
        .server
        .state
        .store()
        .poll_device(code, &client.client_id, request.now);
    let (signed_in, scopes) = match poll {
        Poll::Allowed { signed_in, scopes } => (signed_in, scopes),
        Poll::Unknown => {
            return Err(Refusal::new(
                "invalid_grant",
                "the device code is unknown or used up",
                "send the device_code of the device authorization endpoint's answer",
            ));
        }
        Poll::OtherClient => {
            return Err(Refusal::new(
                "invalid_grant",
                format!(
                    "the device code was given to another client than {}",
                    echo(&client.client_id)
                ),
                "poll with the client_id that asked for it",
            ));
        }
        Poll::TooSoon => {
            return Err(Refusal::new(
                "slow_down",
                format!("the last poll was less than {POLL_INTERVAL_SECONDS} seconds ago"),
                "wait for the interval after each answer; every poll starts the wait anew",
            ));
        }
        Poll::Expired => {
            return Err(Refusal::new(
                "expired_token",
                "the device code has expired before the user decided",
                "ask for a new device code",
            ));
        }
        Poll::Pending => {
            return Err(Refusal::new(
                "authorization_pending",
                "the user has not decided yet",
                "poll again after the interval",
            ));
        }
        Poll::Denied => {
            return Err(Refusal::new(
                "access_denied",
                "the user did not allow it",
                "",
            ));
        }
    };
    let subject = subject(request.config, &signed_in)?;
    let granted = Granted { names: scopes };
    let is_openid = granted.names.iter().any(|scope| scope == "openid");
    Ok(Approved {
        subject: Some(subject),
        identity: is_openid.then(Identity::default),
        refresh: Refresh::of_scopes(&granted),
        resources: request.resources.clone(),
        all_resources: request.resources.clone(),
        ..Approved::of_client(granted)
    })
}
