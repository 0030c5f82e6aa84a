//! What a browser brings along: its session, and the proof that a form was sent from our own page.

use axum::http::StatusCode;
use axum::http::header::{HeaderName, ORIGIN};
use subtle::ConstantTimeEq;

use crate::http::{Answer, Asked, Form, Scheme};
use crate::pages::ANTIFORGERY_FIELD;
use crate::random::{handle, upper_hex};
use crate::store::Session;

use super::TokenServer;

/// The session's handle, which scripts cannot read.
const SESSION_COOKIE: &str = "idsrv";
/// The session's id, for the check session page alone.
const SID_COOKIE: &str = "idsrv.session";
const ANTIFORGERY_COOKIE: &str = "idsrv.antiforgery";

/// [Fetch Metadata](https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header).
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// A browser that asks for a page.
pub(super) struct Browser<'a> {
    server: &'a TokenServer,
    handle: Option<&'a str>,
    session: Option<Session>,
    antiforgery: Option<&'a str>,
}

impl<'a> Browser<'a> {
    pub(super) fn of(server: &'a TokenServer, asked: &'a Asked) -> Self {
        let state = &server.state;
        let handle = asked.cookie(SESSION_COOKIE);
        let session = handle.and_then(|handle| state.store().session(handle, state.clock().now()));
        let well_formed = |cookie: &&str| {
            cookie.len() == 64 && cookie.bytes().all(|byte| byte.is_ascii_hexdigit())
        };
        Self {
            server,
            handle: handle.filter(|_| session.is_some()),
            session,
            antiforgery: asked.cookie(ANTIFORGERY_COOKIE).filter(well_formed),
        }
    }

    pub(super) fn session(&self) -> Option<&Session> {
        self.session.as_ref()
    }

    /// Makes a page whose form can be sent from this browser, in this session, and from nowhere else.
    pub(super) fn with_form(&self, page: impl FnOnce(&str) -> Answer) -> Answer {
        match self.antiforgery {
            Some(cookie) => page(&self.token(cookie)),
            None => {
                let cookie = handle();
                let mut answer = page(&self.token(&cookie));
                answer.cookie(&self.cookie(ANTIFORGERY_COOKIE, &cookie, "; HttpOnly"));
                answer
            }
        }
    }

    /// Whether a form was sent from our page. The browser's own word is asked for as well: cookies do not know ports, so
    /// whatever else runs on this host can plant the one that the token goes with.
    ///
    /// # Errors
    /// The answer that refuses it.
    pub(super) fn check_form(&self, asked: &Asked, form: &Form) -> Result<(), Box<Answer>> {
        let sent = form.get(ANTIFORGERY_FIELD).unwrap_or_default();
        let expected = self.antiforgery.map(|cookie| self.token(cookie));
        let right =
            expected.is_some_and(|expected| expected.as_bytes().ct_eq(sent.as_bytes()).into());
        let reason = if !self.server.is_from_here(asked) {
            "the browser says that the form was sent from another site's page"
        } else if !right {
            "the form lacks the antiforgery token of this browser and session"
        } else {
            return Ok(());
        };
        Err(Box::new(
            crate::pages::notice(
                "This form cannot be taken",
                "It was not sent from a page that this browser has open, or its session has changed. Go back, load the page anew and try again.",
            )
            .status(StatusCode::BAD_REQUEST)
            .because(
                reason,
                "load the page anew; scripts must send its cookies and hidden fields",
            ),
        ))
    }

    /// Signs a user in; the session that was there before is over.
    pub(super) fn sign_in(&self, subject_id: &str, answer: &mut Answer) {
        let state = &self.server.state;
        if let Some(handle) = self.handle {
            state.store().close_session(handle);
        }
        let (handle, session) = state.store().open_session(subject_id, state.clock().now());
        answer.cookie(&self.cookie(SESSION_COOKIE, &handle, "; HttpOnly"));
        answer.cookie(&self.cookie(SID_COOKIE, &session.sid, ""));
    }

    /// Ends the session.
    pub(super) fn sign_out(&self, answer: &mut Answer) -> Option<Session> {
        answer.cookie(&self.cookie(SESSION_COOKIE, "", "; HttpOnly; Max-Age=0"));
        answer.cookie(&self.cookie(SID_COOKIE, "", "; Max-Age=0"));
        self.server.state.store().close_session(self.handle?)
    }

    fn cookie(&self, name: &str, value: &str, more: &str) -> String {
        let secure = match self.server.scheme {
            Scheme::Https => "; Secure",
            Scheme::Http => "",
        };
        format!("{name}={value}; Path=/; SameSite=Lax{secure}{more}")
    }

    /// Bound to the browser by the cookie, and to the session by its handle.
    fn token(&self, cookie: &str) -> String {
        let session = self.handle.unwrap_or_default();
        let store = self.server.state.store();
        upper_hex(&store.keyed_hash(&format!("form|{cookie}|{session}")))
    }
}

impl TokenServer {
    /// Whether nothing speaks against one of our own pages: `Sec-Fetch-Site` and `Origin`, where they are sent. Our pages
    /// keep their address to themselves, so `Origin` is `null` from them. Schemes are not compared: a proxy may take TLS off.
    pub(super) fn is_from_here(&self, asked: &Asked) -> bool {
        let same_site = asked
            .header(&FETCH_SITE)
            .is_none_or(|site| site == "same-origin" || site == "none");
        let base = self.base_url(asked);
        let host = |url: &str| {
            let (_, host) = url.split_once("://")?;
            Some(host.to_ascii_lowercase())
        };
        let same_origin = asked
            .header(&ORIGIN)
            .is_none_or(|origin| origin == "null" || host(origin) == host(&base));
        same_site && same_origin
    }
}
