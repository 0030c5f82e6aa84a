//! `grant_type=authorization_code` ([RFC 6749 §4.1.3](https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3)).

use claimscope_core::base64url;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::config::{Client, Extension, grant_type};
use crate::http::{Form, utf16_length};
use crate::log::echo;
use crate::store::{ChallengeMethod, Code, CodeChallenge, CodeFault, key_of};
use crate::token_server::refusal::Refusal;
use crate::token_server::resources;
use crate::token_server::scopes::Granted;

use super::{Approved, Identity, Refresh, Request, handle, not_allowed, subject};

/// The lengths of a `code_verifier` ([RFC 7636 §4.1](https://www.rfc-editor.org/rfc/rfc7636#section-4.1)).
const VERIFIER_LENGTHS: std::ops::RangeInclusive<usize> = 43..=128;

/// From the taking of the code on, whatever fails, it is used up.
pub(super) fn approve<'a>(request: &Request<'a>) -> Result<Approved<'a>, Refusal> {
    let Request { client, form, .. } = *request;
    if !client.allows(grant_type::AUTHORIZATION_CODE) && !client.allows(grant_type::HYBRID) {
        return Err(not_allowed(client, grant_type::AUTHORIZATION_CODE));
    }
    let text = handle(form, "code", "invalid_grant")?;
    let revoke = request.config.extensions.has(Extension::RevokeOnCodeReplay);
    let taken = request
        .server
        .state
        .store()
        .take_code(text, &client.client_id, revoke);
    let code = taken.map_err(|fault| not_there(client, fault, revoke))?;
    if code.expires <= request.now {
        return Err(invalid_grant(
            format!(
                "the code had expired: codes of this client live for {} seconds",
                client.authorization_code_lifetime_seconds
            ),
            "redeem a code at once, or set AuthorizationCodeLifetime",
        ));
    }
    redirect_uri(form, &code)?;
    verifier(client, form, code.challenge.as_ref())?;
    if let Some(thumbprint) = &code.thumbprint
        && request.thumbprint != Some(thumbprint.as_str())
    {
        return Err(invalid_grant(
            "the code is bound to a key by dpop_jkt, and no DPoP proof of that key came",
            "send a DPoP proof of the same key",
        ));
    }
    let resources = resources::narrowed(&code.resources, &request.resources)?;
    let subject = subject(request.config, &code.signed_in)?;
    let granted = Granted { names: code.scopes };
    let is_openid = granted.names.iter().any(|scope| scope == "openid");
    Ok(Approved {
        refresh: Refresh::of_scopes(&granted),
        origin: Some(key_of(text)),
        granted,
        subject: Some(subject),
        identity: is_openid.then_some(Identity {
            nonce: code.nonce,
            state_hash: code.state_hash,
        }),
        all_resources: if code.resources.is_empty() {
            resources.clone()
        } else {
            code.resources
        },
        resources,
        actor: None,
        subject_client: None,
        issued_token_type: None,
        kept_claims: None,
    })
}

fn invalid_grant(reason: impl Into<String>, hint: impl Into<String>) -> Refusal {
    Refusal::new("invalid_grant", reason, hint)
}

fn not_there(client: &Client, fault: CodeFault, revoke: bool) -> Refusal {
    match fault {
        CodeFault::Unknown => invalid_grant(
            "the code is unknown, or was given out before the playground was started",
            "take the code from the answer of the authorization endpoint, undecoded by hand",
        ),
        CodeFault::OtherClient => invalid_grant(
            format!(
                "the code was given to another client than {}, for whom it stays good",
                echo(&client.client_id)
            ),
            "redeem it with the client_id of the authorization request",
        ),
        CodeFault::Used { revoked } => invalid_grant(
            if revoke {
                format!(
                    "the code was redeemed before; what came of it was ended ({revoked} tokens)"
                )
            } else {
                "the code was redeemed before; the tokens that came of it stay good, as IdentityServer4 has it".to_owned()
            },
            "redeem a code once; a page that reloads its callback sends it twice",
        ),
    }
}

fn redirect_uri(form: &Form, code: &Code) -> Result<(), Refusal> {
    match form.get("redirect_uri") {
        None => Err(Refusal::new(
            "unauthorized_client",
            "redirect_uri is missing",
            "send the redirect_uri of the authorization request again",
        )),
        Some(uri) if uri == code.redirect_uri => Ok(()),
        Some(uri) => Err(invalid_grant(
            format!(
                "the redirect_uri {} is not that of the authorization request",
                echo(uri)
            ),
            "send exactly the same one, port and case included",
        )),
    }
}

/// [RFC 7636 §4.6](https://www.rfc-editor.org/rfc/rfc7636#section-4.6).
fn verifier(
    client: &Client,
    form: &Form,
    challenge: Option<&CodeChallenge>,
) -> Result<(), Refusal> {
    let hint = "send the code_verifier that code_challenge was made of";
    let verifier = form.get("code_verifier");
    let Some(challenge) = challenge else {
        return match verifier {
            _ if client.require_pkce => Err(invalid_grant(
                "the client must use PKCE, and the authorization request had no code_challenge",
                hint,
            )),
            Some(_) => Err(invalid_grant(
                "a code_verifier came, and the authorization request had no code_challenge",
                "send code_challenge there, or no code_verifier here",
            )),
            None => Ok(()),
        };
    };
    let Some(verifier) = verifier else {
        return Err(invalid_grant("code_verifier is missing", hint));
    };
    if !VERIFIER_LENGTHS.contains(&utf16_length(verifier)) {
        return Err(invalid_grant(
            "code_verifier is shorter than 43 or longer than 128 characters",
            hint,
        ));
    }
    let transformed = match challenge.method {
        ChallengeMethod::Plain => verifier.to_owned(),
        ChallengeMethod::S256 => base64url::encode(Sha256::digest(verifier.as_bytes())),
    };
    if transformed
        .as_bytes()
        .ct_eq(challenge.value.as_bytes())
        .into()
    {
        Ok(())
    } else {
        Err(invalid_grant(
            "the code_verifier does not fit the code_challenge",
            hint,
        ))
    }
}
