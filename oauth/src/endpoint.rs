//! An authorization server's endpoints: where a client's credentials may go, and how a request carries them.

use claimscope_core::code::Code;
use claimscope_core::misuse;
use claimscope_core::said;
use claimscope_core::url::Url;

use super::error::shown;
use super::{ClientAuthentication, HttpRequest, OauthError};

/// An endpoint, for the words about its address.
#[derive(Clone, Copy)]
pub(crate) struct Endpoint {
    /// With its article: `the token endpoint`.
    pub(crate) name: &'static str,
    /// The code of an address that is no URL.
    pub(crate) misuse: Code,
    /// Where the endpoint is specified.
    pub(crate) spec: &'static str,
}

impl Endpoint {
    /// Refuses an address that is no URL, has a fragment, or is `http` to another machine.
    pub(crate) fn check(&self, address: &str) -> Result<(), OauthError> {
        let url = self.check_form(address)?;
        if url.is_https() || url.is_loopback() {
            return Ok(());
        }
        let message = said!("{} is http: the secret would pass in clear", url.origin());
        Err(OauthError::misuse(misuse::HTTPS, message, self.spec)
            .with_hint("use https; plain http is for localhost alone"))
    }

    /// Refuses an address whose own query names one of these parameters, so that it would come twice
    /// ([RFC 6749 §3.1](https://www.rfc-editor.org/rfc/rfc6749#section-3.1)): the server could take its own.
    pub(crate) fn check_query(&self, address: &str, ours: &[&str]) -> Result<(), OauthError> {
        let query = address.split_once('?').map_or("", |(_, query)| query);
        let mut named = form_urlencoded::parse(query.as_bytes());
        match named.find(|(name, _)| ours.iter().any(|own| own.eq_ignore_ascii_case(name))) {
            None => Ok(()),
            Some((name, _)) => {
                let message = said!(
                    "{}'s address has a parameter {} of its own, so that it would come twice",
                    self.name,
                    shown(&name)
                );
                Err(OauthError::misuse(self.misuse, message, self.spec)
                    .with_hint("have the issuer's metadata name the endpoint without it"))
            }
        }
    }

    /// As [`Endpoint::check`], `http` to any machine allowed.
    pub(crate) fn check_form(&self, address: &str) -> Result<Url, OauthError> {
        let bad = |message: String| OauthError::misuse(self.misuse, message, self.spec);
        let url = Url::parse(address).map_err(|error| bad(said!("{error}")))?;
        match url.fragment() {
            Some(_) => Err(bad(said!("{} has a fragment (#…)", self.name))),
            None => Ok(url),
        }
    }
}

/// An address with further parameters in its query; those that it has stay.
pub(crate) fn with_query<'a>(
    address: &str,
    parameters: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> String {
    let mut url = address.to_owned();
    let mut separator = match address.split_once('?') {
        None => "?",
        Some((_, query)) if query.is_empty() || query.ends_with('&') => "",
        Some(_) => "&",
    };
    for (name, value) in parameters {
        url.push_str(separator);
        url.extend(form_urlencoded::byte_serialize(name.as_bytes()));
        url.push('=');
        url.extend(form_urlencoded::byte_serialize(value.as_bytes()));
        separator = "&";
    }
    url
}

/// A form posted by the client, whose own parameters are among `form` already.
pub(crate) fn post<'a>(
    address: &str,
    authentication: &ClientAuthentication,
    form: impl IntoIterator<Item = (&'a str, &'a [u8])>,
) -> HttpRequest {
    let request = HttpRequest::post_form(address, form).header("Accept", "application/json");
    match authentication.authorization() {
        Some(authorization) => request.header("Authorization", authorization),
        None => request,
    }
}

/// Whether there is a `%`, and each begins the two digits of an encoded character.
pub(crate) fn is_percent_encoded(text: &str) -> bool {
    let mut parts = text.split('%').skip(1).peekable();
    parts.peek().is_some()
        && parts.all(|part| {
            let digits = part.as_bytes().get(..2);
            digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
        })
}
