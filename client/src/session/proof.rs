//! DPoP for a session: a fresh proof for each request, with the nonce that each server gave last.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use claimscope_core::jwk::Jwk;
use claimscope_core::secret::Secret;
use claimscope_core::url::Url;
use claimscope_oauth::code::{finding, server};
use claimscope_oauth::{
    DpopKey, Finding, HttpRequest, HttpResponse, OauthError, TokenResponse, dpop_nonce,
    wants_dpop_nonce,
};

use super::Session;
use crate::transfer::Received;
use crate::{SessionError, entropy};

/// What servers said that later proofs depend on.
#[derive(Debug, Default)]
pub(super) struct Proofs {
    /// The nonces of servers by their origin, as each answer may bring a new one.
    nonces: Mutex<BTreeMap<String, String>>,
    /// The last token that came otherwise than the session would send one.
    odd: Mutex<Option<(Secret, OddToken)>>,
}

/// How a token came that is not sent as the session's others are.
#[derive(Clone, Debug)]
enum OddToken {
    /// Bound to no key, although one was shown.
    Unbound,
    /// Of this `token_type`, for which there is no way to send it here.
    Unsendable(String),
}

impl Proofs {
    fn nonce(&self, url: &str) -> Option<String> {
        let nonces = self.nonces.lock().unwrap_or_else(PoisonError::into_inner);
        nonces.get(&origin(url)?).cloned()
    }

    fn note(&self, url: &str, response: &HttpResponse) {
        if let (Some(origin), Some(nonce)) = (origin(url), dpop_nonce(response)) {
            let mut nonces = self.nonces.lock().unwrap_or_else(PoisonError::into_inner);
            nonces.insert(origin, nonce.to_owned());
        }
    }

    fn odd(&self, token: &Secret) -> Option<OddToken> {
        let odd = self.odd.lock().unwrap_or_else(PoisonError::into_inner);
        let odd = odd.as_ref();
        let (_, how) = odd.filter(|(odd, _)| odd.constant_time_eq(token.expose()))?;
        Some(how.clone())
    }

    fn is_unbound(&self, token: &Secret) -> bool {
        matches!(self.odd(token), Some(OddToken::Unbound))
    }
}

fn origin(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    Some(url.origin().to_ascii_lowercase())
}

impl Session {
    /// Whether tokens are bound to a key.
    pub(super) fn binds_tokens(&self) -> bool {
        self.connection.dpop_key.is_some()
    }

    /// The key that tokens are bound to: the connection's, or that of the kept token.
    pub fn dpop_key(&self) -> Option<Jwk> {
        let kept = self.held.key();
        kept.or_else(|| self.connection.dpop_key.clone())
    }

    /// The scheme by which this token is sent ([RFC 9449 §7.1](https://www.rfc-editor.org/rfc/rfc9449#section-7.1)).
    ///
    /// # Errors
    ///
    /// Where the token came with a type that is not known here: it must not be used then
    /// ([RFC 6749 §7.1](https://www.rfc-editor.org/rfc/rfc6749#section-7.1)).
    pub(super) fn scheme(&self, token: &Secret) -> Result<&'static str, SessionError> {
        match self.proofs.odd(token) {
            Some(OddToken::Unsendable(token_type)) => Err(unsendable(&token_type)),
            Some(OddToken::Unbound) => Ok("Bearer"),
            None if self.binds_tokens() => Ok("DPoP"),
            None => Ok("Bearer"),
        }
    }

    /// Remembers what keeps a token from being sent as the session sends them, and says what is not said of its type yet.
    pub(super) fn note_type(&self, response: &TokenResponse) -> Option<Finding> {
        let is = |known: &str| response.token_type.eq_ignore_ascii_case(known);
        let (how, told) = match (self.binds_tokens(), is("dpop"), is("bearer")) {
            (true, true, _) | (false, _, true) => return None,
            (true, _, true) => {
                let message = "a DPoP proof was sent, and the token that came is bound to no key";
                let hint = "whoever gets hold of it can use it; does the server know DPoP?";
                (OddToken::Unbound, Some((message, hint)))
            }
            (false, true, _) => {
                let message = "the token is of type DPoP, and no proof was sent, so that it is not told which key it is bound to";
                let hint = "no API that goes by the type takes it without a proof; ask for it with a DPoP key, or have the server give this client Bearer tokens";
                let how = OddToken::Unsendable(response.token_type.clone());
                (how, Some((message, hint)))
            }
            // The response itself was found to have a type that is not known.
            (_, false, false) => (OddToken::Unsendable(response.token_type.clone()), None),
        };
        let odd = Some((response.access_token.clone(), how));
        *self
            .proofs
            .odd
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = odd;
        let (message, hint) = told?;
        Some(Finding::warning(finding::RESPONSE_DPOP, message, "RFC 9449 §5").hint(hint))
    }

    /// Says of a server that still wants a nonce what there was to send it with.
    pub(super) fn explain_nonce(&self, error: OauthError, response: &HttpResponse) -> OauthError {
        let OauthError::Declined(mut declined) = error else {
            return error;
        };
        if declined.error == "use_dpop_nonce" {
            declined.hint = match (self.binds_tokens(), dpop_nonce(response)) {
                (false, _) => "no proof was sent; ask for the token with a DPoP key",
                (true, None) => {
                    "no nonce came: the server has to send one in a DPoP-Nonce header beside this error (RFC 9449 §8)"
                }
                (true, Some(_)) => {
                    "the request was repeated with the nonce that came first, and refused again; the server has to take a nonce that it has just sent"
                }
            }
            .to_owned();
        }
        OauthError::Declined(declined)
    }

    /// Sends what `request` makes, with a proof where tokens are bound to a key. Where the server wants its nonce, the request
    /// is made anew and sent once more.
    pub(super) async fn send_proven(
        &self,
        access_token: Option<&Secret>,
        body_bytes: usize,
        request: impl Fn() -> Result<HttpRequest, SessionError>,
    ) -> Result<(HttpRequest, Received), SessionError> {
        let request = || Ok((request()?, ()));
        let (sent, received, ()) = self.send_made(access_token, body_bytes, request).await?;
        Ok((sent, received))
    }

    /// As [`Session::send_proven`], with what else `request` gave when it made the request that was answered.
    pub(super) async fn send_made<T>(
        &self,
        access_token: Option<&Secret>,
        body_bytes: usize,
        request: impl Fn() -> Result<(HttpRequest, T), SessionError>,
    ) -> Result<(HttpRequest, Received, T), SessionError> {
        let (first, made) = request()?;
        let (sent, received) = self.send_once(access_token, body_bytes, first).await?;
        if self.binds_tokens() && wants_dpop_nonce(&received.response) {
            let (second, made) = request()?;
            let (sent, received) = self.send_once(access_token, body_bytes, second).await?;
            return Ok((sent, received, made));
        }
        Ok((sent, received, made))
    }

    /// The request with a proof of this key, and with the nonce that its server gave last.
    pub(super) fn prove(
        &self,
        key: &Jwk,
        request: HttpRequest,
        access_token: Option<&Secret>,
    ) -> Result<HttpRequest, SessionError> {
        let nonce = self.proofs.nonce(&request.url);
        let (nonce, now) = (nonce.as_deref(), self.clock.now());
        Ok(DpopKey::new(key)?.prove(request, access_token, nonce, now, &mut entropy)?)
    }

    /// Remembers the nonce that an answer gives for the next proof.
    pub(super) fn note_nonce(&self, url: &str, response: &HttpResponse) {
        self.proofs.note(url, response);
    }

    async fn send_once(
        &self,
        access_token: Option<&Secret>,
        body_bytes: usize,
        mut request: HttpRequest,
    ) -> Result<(HttpRequest, Received), SessionError> {
        request.secrets.extend(&self.connection.secrets);
        let is_bearer = access_token.is_some_and(|token| self.proofs.is_unbound(token));
        let request = match self.dpop_key().filter(|_| !is_bearer) {
            None => request,
            Some(key) => self.prove(&key, request, access_token)?,
        };
        let received = self.client.send_watched(&request, body_bytes).await?;
        self.note_nonce(&request.url, &received.response);
        Ok((request, received))
    }
}

fn unsendable(token_type: &str) -> SessionError {
    let (why, hint) = match token_type.eq_ignore_ascii_case("dpop") {
        true => (
            "no key was shown for it, so that no proof can go with it",
            "ask for the token with a DPoP key, or have the server give this client Bearer tokens",
        ),
        false => (
            "only Bearer and DPoP are known here",
            "look up in the server's documentation how such a token is sent, or have it give this client Bearer tokens",
        ),
    };
    let shown: String = token_type.escape_debug().take(LONGEST_TYPE).collect();
    SessionError::Endpoint {
        code: server::TOKEN_TYPE,
        message: format!("the token that came is not sent: its token_type is {shown}, and {why}"),
        hint: hint.to_owned(),
    }
}

/// How much of a `token_type` is shown, in characters.
const LONGEST_TYPE: usize = 64;
