//! DPoP for a session: a fresh proof for each request, with the nonce that each server gave last.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use claimscope_core::jwk::Jwk;
use claimscope_core::secret::Secret;
use claimscope_core::url::Url;
use claimscope_oauth::code::finding;
use claimscope_oauth::{
    DpopKey, Finding, HttpRequest, HttpResponse, TokenResponse, dpop_nonce, wants_dpop_nonce,
};

use super::Session;
use crate::{SessionError, TransportError, entropy};

/// What servers said that later proofs depend on.
#[derive(Debug, Default)]
pub(super) struct Proofs {
    /// The nonces of servers by their origin, as each answer may bring a new one.
    nonces: Mutex<BTreeMap<String, String>>,
    /// The last token that came unbound although a key was shown.
    unbound: Mutex<Option<Secret>>,
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

    fn is_unbound(&self, token: &Secret) -> bool {
        let unbound = self.unbound.lock().unwrap_or_else(PoisonError::into_inner);
        let is_same = |unbound: &Secret| unbound.constant_time_eq(token.expose());
        unbound.as_ref().is_some_and(is_same)
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
    pub(super) fn scheme(&self, token: &Secret) -> &'static str {
        match self.binds_tokens() && !self.proofs.is_unbound(token) {
            true => "DPoP",
            false => "Bearer",
        }
    }

    /// Remembers whether a token is bound to the key that was shown, and says so where it is not.
    pub(super) fn note_binding(&self, response: &TokenResponse) -> Option<Finding> {
        if !self.binds_tokens() || response.token_type.eq_ignore_ascii_case("dpop") {
            return None;
        }
        let unbound = &self.proofs.unbound;
        *unbound.lock().unwrap_or_else(PoisonError::into_inner) =
            Some(response.access_token.clone());
        let message = "a DPoP proof was sent, and the token that came is bound to no key";
        Some(
            Finding::warning(finding::RESPONSE_DPOP, message, "RFC 9449 §5")
                .hint("whoever gets hold of it can use it; does the server know DPoP?"),
        )
    }

    /// Sends what `request` makes, with a proof where tokens are bound to a key. Where the server wants its nonce, the request
    /// is made anew and sent once more.
    pub(super) async fn send_proven(
        &self,
        access_token: Option<&Secret>,
        body_bytes: usize,
        request: impl Fn() -> Result<HttpRequest, SessionError>,
    ) -> Result<(HttpRequest, HttpResponse), SessionError> {
        let request = || Ok((request()?, ()));
        let (sent, response, ()) = self.send_made(access_token, body_bytes, request).await?;
        Ok((sent, response))
    }

    /// As [`Session::send_proven`], with what else `request` gave when it made the request that was answered.
    pub(super) async fn send_made<T>(
        &self,
        access_token: Option<&Secret>,
        body_bytes: usize,
        request: impl Fn() -> Result<(HttpRequest, T), SessionError>,
    ) -> Result<(HttpRequest, HttpResponse, T), SessionError> {
        let (first, made) = request()?;
        let (sent, response) = self.send_once(access_token, body_bytes, first).await?;
        if self.binds_tokens() && wants_dpop_nonce(&response) {
            let (second, made) = request()?;
            let (sent, response) = self.send_once(access_token, body_bytes, second).await?;
            return Ok((sent, response, made));
        }
        Ok((sent, response, made))
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
        request: HttpRequest,
    ) -> Result<(HttpRequest, HttpResponse), SessionError> {
        let is_bearer = access_token.is_some_and(|token| self.proofs.is_unbound(token));
        let request = match self.dpop_key().filter(|_| !is_bearer) {
            None => request,
            Some(key) => self.prove(&key, request, access_token)?,
        };
        let sent: Result<_, TransportError> = self.client.send_bounded(&request, body_bytes).await;
        let response = sent?;
        self.note_nonce(&request.url, &response);
        Ok((request, response))
    }
}
