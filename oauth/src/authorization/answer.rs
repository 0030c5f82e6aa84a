//! Reading what the authorization endpoint answered ([RFC 6749 §4.1.2], [RFC 9207 §2.4], [JARM]), in whatever form it is had.
//!
//! [JARM]: https://openid.net/specs/oauth-v2-jarm-final.html
//! [RFC 6749 §4.1.2]: https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2
//! [RFC 9207 §2.4]: https://www.rfc-editor.org/rfc/rfc9207#section-2.4

use claimscope_core::base64url;
use claimscope_core::code::Code;
use claimscope_core::json::{self, Object, Value};
use claimscope_core::secret::Secret;
use claimscope_core::url::Url;

use super::PendingAuthorization;
use crate::code::{authorization, declined};
use crate::endpoint::is_percent_encoded;
use crate::error::{Declined, shown};
use crate::{Finding, OauthError};

const SPEC: &str = "RFC 6749 §4.1.2";

/// The parameters of an answer that count, and so must not come twice.
const PARAMETERS: [&str; 9] = [
    "code",
    "state",
    "iss",
    "error",
    "error_description",
    "error_uri",
    "access_token",
    "id_token",
    "response",
];

/// A code that belongs to the login that it was read for.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AuthorizationCode {
    /// `code`: good once, and for a short time.
    pub code: Secret,
    /// What could not be checked.
    pub findings: Vec<Finding>,
}

/// A text as an answer.
enum Read {
    /// Parameters, with the address before them where there is one.
    Parameters {
        address: Option<String>,
        parameters: Vec<(String, String)>,
    },
    /// A code and nothing else.
    Code(String),
}

impl PendingAuthorization {
    /// Reads the answer: the whole address that the browser ended on, its query or fragment, the body of a `form_post`, or
    /// the bare code, which is decoded where it was copied from an address. Where it is a signed one, see
    /// [`PendingAuthorization::signed_answer`], nothing of it counts here.
    ///
    /// # Errors
    ///
    /// [`OauthError::Broken`] with a code of `authorization.*` where the answer is not this login's or breaks a rule, and
    /// [`OauthError::Declined`] where the server says no.
    pub fn accept(&self, answer: &str) -> Result<AuthorizationCode, OauthError> {
        let signed = self.request.wants_signed_answer();
        let parameters = match self.read(answer)? {
            Read::Parameters { parameters, .. } => parameters,
            Read::Code(_) if signed => return Err(plain(None)),
            Read::Code(code) => return Ok(unchecked(code)),
        };
        let value = |name: &str| value_of(&parameters, name);
        if let Some(jwt) = self.signed_of(&parameters) {
            // Whose answer it is can be told before it is verified, and nothing else.
            self.check_state(
                peeked(jwt)
                    .as_ref()
                    .and_then(|claims| claims.get_str("state")),
                None,
            )?;
            return Err(self.unverified("it was not verified"));
        }
        let said = value("error").map(|error| match value("error_description") {
            Some(description) => format!("{}: {}", shown(error), shown(description)),
            None => shown(error),
        });
        self.check_state(value("state"), said)?;
        if signed {
            return Err(plain(value("error")));
        }
        self.conclude(value)
    }

    /// The signed answer ([JARM §2.1]) in what came, where it is one. It counts once it is verified: signed by the issuer, with
    /// `iss` the issuer, `aud` the client and `exp` to come ([JARM §2.4]). What it says is read by
    /// [`PendingAuthorization::accept_claims`].
    ///
    /// [JARM §2.1]: https://openid.net/specs/oauth-v2-jarm-final.html#section-2.1
    /// [JARM §2.4]: https://openid.net/specs/oauth-v2-jarm-final.html#section-2.4
    ///
    /// # Errors
    ///
    /// [`OauthError::Broken`] where the text is no answer, or one that came to another address.
    pub fn signed_answer(&self, answer: &str) -> Result<Option<Secret>, OauthError> {
        Ok(match self.read(answer)? {
            Read::Parameters { parameters, .. } => self.signed_of(&parameters).map(Secret::from),
            Read::Code(text) => {
                let is_jwt = self.request.wants_signed_answer() && text.split('.').count() == 3;
                is_jwt.then(|| Secret::from(text))
            }
        })
    }

    /// The error of a signed answer that was not verified, with why in one sentence.
    pub fn unverified(&self, why: &str) -> OauthError {
        let message = format!("the signed answer does not hold: {why}");
        broken(authorization::RESPONSE_JWT, message)
    }

    /// Reads the claims of a signed answer that was verified.
    ///
    /// # Errors
    ///
    /// As [`PendingAuthorization::accept`].
    pub fn accept_claims(&self, claims: &Object) -> Result<AuthorizationCode, OauthError> {
        self.check_state(claims.get_str("state"), None)?;
        self.conclude(|name| claims.get_str(name))
    }

    /// What an answer that is this login's comes to.
    fn conclude<'a>(
        &self,
        value: impl Fn(&str) -> Option<&'a str>,
    ) -> Result<AuthorizationCode, OauthError> {
        self.check_iss(value("iss"))?;
        if let Some(error) = value("error") {
            let mut declined = Declined::new(None, error, value("error_description"));
            declined.error_uri = value("error_uri").map(shown);
            if !self.forbids_pages()
                && let Some((meaning, hint)) = page_not_shown(&declined)
            {
                declined.meaning = meaning;
                declined.hint = hint.to_owned();
            }
            return Err(OauthError::Declined(Box::new(declined)));
        }
        let has_token = value("access_token").is_some() || value("id_token").is_some();
        match value("code") {
            Some(code) if !code.is_empty() => Ok(AuthorizationCode {
                code: Secret::from(code),
                findings: match has_token {
                    false => Vec::new(),
                    true => vec![
                        Finding::warning(
                            authorization::TOKEN_IN_ANSWER,
                            "the answer carries a token beside the code, which nobody asked for; it is not used",
                            "RFC 9700 §2.1.2",
                        )
                        .hint("ask the server's operators why response_type=code gives tokens"),
                    ],
                },
            }),
            _ if has_token => {
                let message = "the answer carries a token where a code was asked for";
                Err(broken(authorization::TOKEN_IN_ANSWER, message))
            }
            _ => Err(broken(
                authorization::CODE_MISSING,
                "the answer has neither a code nor an error",
            )),
        }
    }

    /// Whether the request allowed the server no page.
    fn forbids_pages(&self) -> bool {
        let prompt = self.request.prompt.as_deref().unwrap_or_default();
        prompt.split(' ').any(|value| value == "none")
    }

    /// Whether the text is an answer to this very login, by its state: the mark by which a listener tells it from others.
    pub fn is_answer(&self, text: &str) -> bool {
        let Ok(Read::Parameters { parameters, .. }) = read(text) else {
            return false;
        };
        let inside = self.signed_of(&parameters).and_then(peeked);
        let inside = inside.as_ref().and_then(|claims| claims.get_str("state"));
        let named = parameters.iter().filter(|(name, _)| name == "state");
        let mut states = named.map(|(_, value)| value.as_str()).chain(inside);
        states.any(|state| self.is_own(state))
    }

    /// Takes a text apart, where it came to the redirect URI and says nothing twice.
    fn read(&self, answer: &str) -> Result<Read, OauthError> {
        let read = read(answer)?;
        let Read::Parameters {
            address,
            parameters,
        } = &read
        else {
            return Ok(read);
        };
        if let Some(address) = address
            && !is_same_place(&self.request.redirect_uri, address)
        {
            let message = format!(
                "the answer came to {}, and the redirect URI is {}",
                shown(address),
                shown(&self.request.redirect_uri)
            );
            return Err(broken(authorization::OTHER_REDIRECT, message));
        }
        let is_twice = |name: &&&str| {
            let with_name = parameters.iter().filter(|(known, _)| known == **name);
            with_name.count() > 1
        };
        match PARAMETERS.iter().find(is_twice) {
            Some(name) => {
                let message = format!("the answer has {name} more than once");
                Err(broken(authorization::DUPLICATE_PARAMETER, message))
            }
            None => Ok(read),
        }
    }

    /// The JWT among the parameters, where the answer is a signed one. Beside a code it is another's parameter, unless a
    /// signed answer was asked for.
    fn signed_of<'a>(&self, parameters: &'a [(String, String)]) -> Option<&'a str> {
        let is_signed =
            self.request.wants_signed_answer() || value_of(parameters, "code").is_none();
        value_of(parameters, "response").filter(|_| is_signed)
    }

    fn is_own(&self, state: &str) -> bool {
        self.state.constant_time_eq(state.as_bytes())
    }

    /// `said` is an error in the answer, which may be what the person has to know where the server left its state out.
    fn check_state(&self, state: Option<&str>, said: Option<String>) -> Result<(), OauthError> {
        match state {
            Some(state) if self.is_own(state) => Ok(()),
            Some(_) => Err(broken(
                authorization::STATE_MISMATCH,
                "the answer carries another state than the one that was sent",
            )),
            None => {
                let message = "the answer carries no state, although one was sent";
                let said = said.map(|said| format!("; whoever sent it says {said}"));
                Err(broken(
                    authorization::STATE_MISSING,
                    format!("{message}{}", said.unwrap_or_default()),
                ))
            }
        }
    }

    /// On a mismatch nothing else of the answer is shown: it is a stranger's.
    fn check_iss(&self, iss: Option<&str>) -> Result<(), OauthError> {
        match (iss, &self.request.issuer) {
            (Some(iss), Some(expected)) if iss != expected => {
                let message = format!(
                    "the answer comes from the issuer {}, and the login was started at {}",
                    shown(iss),
                    shown(expected)
                );
                Err(broken(authorization::ISS_MISMATCH, message))
            }
            (None, _) if self.request.requires_iss => Err(broken(
                authorization::ISS_MISSING,
                "the answer does not name its issuer, and the metadata says that it does",
            )),
            (Some(_) | None, _) => Ok(()),
        }
    }
}

fn broken(code: Code, message: impl Into<String>) -> OauthError {
    let entries = authorization::ENTRIES.iter();
    let mut entry = entries.filter(|entry| entry.code == code);
    let error = |spec| OauthError::broken(code, None, message, spec);
    match entry.next() {
        Some(entry) => error(entry.source).with_hint(entry.remedy),
        None => error(SPEC),
    }
}

/// A plain answer where a signed one was asked for.
fn plain(error: Option<&str>) -> OauthError {
    let says = match error {
        Some(error) => format!("; it says {}", shown(error)),
        None => String::new(),
    };
    let message = format!("a signed answer was asked for, and a plain one came{says}");
    broken(authorization::RESPONSE_PLAIN, message)
}

fn value_of<'a>(parameters: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let mut values = parameters.iter().filter(|(known, _)| known == name);
    values.next().map(|(_, value)| value.as_str())
}

/// The claims of a JWT that nobody has verified.
fn peeked(jwt: &str) -> Option<Object> {
    let payload = base64url::decode(jwt.split('.').nth(1)?).ok()?;
    match json::parse_strict(&payload).ok()? {
        Value::Object(claims) => Some(claims),
        _ => None,
    }
}

/// What an error means that is made for `prompt=none`, where the request did not have it.
fn page_not_shown(declined: &Declined) -> Option<(&'static str, &'static str)> {
    // A sentence that is known says more.
    if declined.meaning != declined::entry(&declined.error).meaning {
        return None;
    }
    Some(match declined.error.as_str() {
        "login_required" => (
            "the server wants the user to log in, and showed no page for it",
            "log in again; if it stays, ask for a page by prompt=login",
        ),
        "consent_required" => (
            "the user or an administrator has not consented, and the server did not ask",
            "let an administrator consent; or ask for the page by prompt=consent",
        ),
        "interaction_required" => (
            "the server needs something of the user, and showed no page for it",
            "log in again; if it stays, the server's log says what it needs",
        ),
        "account_selection_required" => (
            "several users are logged in, and the server showed no page to choose one",
            "ask for the page by prompt=select_account, or name the user with login_hint",
        ),
        _ => return None,
    })
}

fn unchecked(code: String) -> AuthorizationCode {
    let message = "a bare code was given, so that neither state nor iss could be compared";
    let mut findings = vec![
        Finding::warning(authorization::STATE_UNCHECKED, message, "RFC 6749 §10.12")
            .hint("give the whole address that the browser ended on"),
    ];
    let decoded = decoded(&code);
    if decoded.is_some() {
        let message =
            "the code holds %, as codes do within an address: it was decoded once, and is sent so";
        findings.push(
            Finding::warning(authorization::CODE_DECODED, message, SPEC).hint(
                "if the code itself has a %, give the whole address, in which nothing is guessed",
            ),
        );
    }
    AuthorizationCode {
        code: decoded.unwrap_or(code).into(),
        findings,
    }
}

/// The code as it is meant, where every `%` of it begins an encoded character, as in an address that it was copied from.
fn decoded(code: &str) -> Option<String> {
    if !is_percent_encoded(code) {
        return None;
    }
    // A code that has a + or an & has it as it is: only in an address would it be something else.
    let pair = format!("code={}", code.replace('+', "%2B").replace('&', "%26"));
    let (_, decoded) = form_urlencoded::parse(pair.as_bytes()).next()?;
    let is_code = decoded.bytes().all(|byte| byte.is_ascii_graphic());
    is_code.then(|| decoded.into_owned())
}

/// Takes a text apart.
fn read(text: &str) -> Result<Read, OauthError> {
    let text = text.trim().trim_matches(['"', '\'', '<', '>']);
    let (address, query, fragment) = apart(text);
    let mut parameters = Vec::new();
    for part in [query, fragment].into_iter().flatten() {
        let pairs = form_urlencoded::parse(part.as_bytes());
        parameters.extend(
            pairs
                .map(|(name, value)| (name.into_owned(), value.into_owned()))
                .filter(|(name, value)| !name.is_empty() && !is_mark(name, value)),
        );
    }
    if address.is_some() || query.is_some() || fragment.is_some() {
        return Ok(Read::Parameters {
            address: address.map(str::to_owned),
            parameters,
        });
    }
    if text.is_empty() || text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        let message = "this is neither an address, nor its parameters, nor a code";
        return Err(broken(authorization::UNREADABLE, message));
    }
    Ok(Read::Code(text.to_owned()))
}

/// `#_=_`, which some servers append so that a fragment of the page before does not stay.
fn is_mark(name: &str, value: &str) -> bool {
    name == "_" && value == "_"
}

/// Address, query and fragment, as far as the text has them.
fn apart(text: &str) -> (Option<&str>, Option<&str>, Option<&str>) {
    let (before, fragment) = match text.split_once('#') {
        Some((before, fragment)) => (before, Some(fragment)),
        None => (text, None),
    };
    let (address, query) = match before.split_once('?') {
        Some((address, query)) => (address, Some(query)),
        None if is_form(before) => ("", Some(before)),
        None => (before, None),
    };
    let is_address = query.is_some() || fragment.is_some() || address.contains("://");
    let address = (is_address && !address.is_empty()).then_some(address);
    (address, query, fragment)
}

/// Whether the text is parameters rather than a code, which may hold `=` too.
fn is_form(text: &str) -> bool {
    let mut names = text.split('&').filter_map(|pair| pair.split_once('='));
    names.any(|(name, _)| PARAMETERS.contains(&name))
}

/// Whether an answer that came to `address` came to the redirect URI. A browser may show an address without its scheme,
/// and whoever listens knows the path alone.
fn is_same_place(redirect_uri: &str, address: &str) -> bool {
    let redirect = redirect_uri.split('?').next().unwrap_or_default();
    let bare = |url: &str| match Url::parse(url) {
        Ok(url) => {
            let path = if url.path().is_empty() {
                "/"
            } else {
                url.path()
            };
            let host = url.host().to_ascii_lowercase();
            let port = url.port_or_default();
            let scheme = url.scheme().to_ascii_lowercase();
            Some((scheme, host, port, path.to_owned()))
        }
        Err(_) => None,
    };
    let Some(expected) = bare(redirect) else {
        return redirect == address;
    };
    if address.starts_with('/') {
        return address == expected.3;
    }
    let with_scheme = match address.contains("://") {
        true => address.to_owned(),
        false => format!("{}://{address}", expected.0),
    };
    bare(&with_scheme) == Some(expected)
}
