//! What a person wants of a probe, and what they are asked before anything is sent.

use std::collections::BTreeMap;

use claimscope_core::jwk::Jwk;
use claimscope_core::secret::Secret;
use claimscope_core::url::Url;
use claimscope_oauth::probe::ProbeCase;
use claimscope_oauth::{HttpRequest, is_safe_method};

use super::super::Session;
use super::listener::FetchListener;
use crate::SessionError;

/// What a person wants of a probe.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ProbeOptions {
    /// The request that the API takes with a good token, without any credential.
    pub request: HttpRequest,
    /// The good token; without one, it is asked for by the connection's grant, and revoked at the end.
    pub token: Option<Secret>,
    /// A private key, or a shared secret, that the API trusts.
    pub signing_key: Option<Jwk>,
    /// Tokens from elsewhere for single cases, such as an ID token or that of a second connection.
    pub tokens: BTreeMap<ProbeCase, Secret>,
    /// A second signed-in connection, of another user, client or tenant: its token is asked for too, and revoked at the end.
    pub other: Option<Session>,
    /// A scope that the client may have and the API does not want: another token is asked for with it.
    pub other_scope: Option<String>,
    /// Methods that must be refused without a token too, such as `DELETE`.
    pub methods: Vec<String>,
    /// An address of this machine that the API reaches, as a name or IP address with or without a port, for what a token names to be
    /// fetched from; without one, it is 127.0.0.1.
    pub listener: Option<String>,
    /// How many requests are sent in a second at most.
    pub requests_per_second: u32,
    /// How many requests are sent at most.
    pub max_requests: usize,
    /// Whether a person has agreed to [`ProbeOptions::question`].
    pub is_agreed: bool,
}

impl ProbeOptions {
    /// How many requests are sent in a second, where nobody says otherwise.
    pub const REQUESTS_PER_SECOND: u32 = 10;

    /// How many requests are sent, where nobody says otherwise: more than the plan has.
    pub const MAX_REQUESTS: usize = 100;

    /// What [`Self::methods`] are, for the person who names them.
    pub const ABOUT_METHODS: &str = "Methods that must be refused without a token too, such as POST,PUT,DELETE; each is sent once, and does what it does if the API takes it. OPTIONS and TRACE are left out: a browser's preflight carries no token";

    /// A probe with a token by the connection's grant, at the usual rate.
    pub fn new(request: HttpRequest) -> Self {
        Self {
            request,
            token: None,
            signing_key: None,
            tokens: BTreeMap::new(),
            other: None,
            other_scope: None,
            methods: Vec::new(),
            listener: None,
            requests_per_second: Self::REQUESTS_PER_SECOND,
            max_requests: Self::MAX_REQUESTS,
            is_agreed: false,
        }
    }

    /// Refuses a token of another user beside a connection whose token would be asked for to the same end.
    pub(super) fn require_one_other_token(&self) -> Result<(), SessionError> {
        match self.other.is_some() && self.tokens.contains_key(&ProbeCase::OtherToken) {
            true => Err(SessionError::ProbeOptions {
                message:
                    "a token of another user is given, and a connection that is to give one too"
                        .to_owned(),
                hint: "leave one of them out",
            }),
            false => Ok(()),
        }
    }

    /// Listens where fetches are to be seen; by itself only where that is possible.
    pub(super) async fn listen(&self) -> Result<Option<FetchListener>, SessionError> {
        let Some(named) = &self.listener else {
            return Ok(FetchListener::bind().await.ok());
        };
        let listener = FetchListener::bind_as(named).await;
        listener.map(Some).map_err(|error| SessionError::ProbeOptions {
            message: format!("nothing can listen as {named}: {error}"),
            hint: "give an address of this machine as HOST or HOST:PORT, with a port that is free",
        })
    }

    /// What a person must agree to before anything is sent: to another machine than this one, or by a method that may change
    /// something. `None` where nobody need be asked.
    pub fn question(&self) -> Option<String> {
        let url = Url::parse(&self.request.url);
        let is_here = url.as_ref().is_ok_and(Url::is_loopback);
        let method = self.request.method.as_str();
        let is_safe = is_safe_method(method);
        let others = self.methods.iter().map(String::as_str);
        let others: Vec<&str> = others.filter(|other| !is_safe_method(other)).collect();
        if is_here && is_safe && others.is_empty() {
            return None;
        }
        let place = match &url {
            Ok(url) => url.origin().to_owned(),
            Err(_) => self.request.masked_url(),
        };
        let mut question = format!(
            "Up to {} {method} requests go to {place}, {} a second at most, nearly all with tokens that are wrong on purpose.",
            self.max_requests, self.requests_per_second
        );
        if !is_safe {
            question.push_str(&format!(
                " {method} may change something there, each time that the API takes it."
            ));
        }
        if !others.is_empty() {
            question.push_str(&format!(
                " A request without a token goes by {} too, and may change something there if the API takes it.",
                others.join(", ")
            ));
        }
        question.push_str(" Only probe an API that is yours, or whose owner agrees.");
        Some(question)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(method: &str, url: &str) -> Option<String> {
        ProbeOptions::new(HttpRequest::new(method, url)).question()
    }

    #[test]
    fn reading_from_this_machine_needs_no_question() {
        for url in [
            "http://localhost:6001/x",
            "https://127.0.0.1",
            "http://[::1]:1",
        ] {
            assert_eq!(question("GET", url), None, "{url}");
            assert_eq!(question("HEAD", url), None, "{url}");
        }
    }

    #[test]
    fn another_machine_or_a_method_that_changes_needs_one() {
        let asked = question("GET", "https://api.example/orders?key=secret").unwrap();
        assert!(
            asked.contains("100 GET requests go to https://api.example,"),
            "{asked}"
        );
        assert!(!asked.contains("secret"), "{asked}");
        let mut others = ProbeOptions::new(HttpRequest::get("http://localhost:6001/x"));
        others.methods = ["HEAD", "PUT", "DELETE"].map(str::to_owned).into();
        let asked = others.question().unwrap();
        assert!(asked.contains("by PUT, DELETE too"), "{asked}");
        for method in ["POST", "DELETE", "PUT", "PATCH", "get"] {
            let asked = question(method, "http://localhost:6001/x").unwrap();
            assert!(asked.contains("may change something"), "{asked}");
        }
    }
}
