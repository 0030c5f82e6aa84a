//! The facts of a case, read once.

use std::borrow::Cow;

use super::credentials::sent_token;
use super::said::{self, Sentence};
use super::{ApiKnowledge, Refused, products, written};
use crate::HttpResponse;
use crate::challenge::Challenge;
use crate::error::shown;
use crate::mask::SentCredentials;
use crate::vendors::refusals::Product;
use crate::vendors::refusals::facts::Sight;
use crate::vendors::refusals::habits;
use crate::words::LONGEST_REASON_BYTES;
use claimscope_core::inspect;
use claimscope_core::json::{Object, Value};
use claimscope_core::jwt::Scopes;
use claimscope_core::placeholder::is_unfilled;
use claimscope_core::report::{Format, Report, SignatureStatus};
use claimscope_core::time::Timestamp;

/// How many challenges are read: each may say something of its own, and no API has as many ways in.
const CHALLENGES: usize = 40;

/// Everything that the sources look at.
pub(super) struct Case<'a> {
    pub(super) refused: &'a Refused<'a>,
    pub(super) response: &'a HttpResponse,
    /// Those of `WWW-Authenticate`, and of the headers to which products move it.
    pub(super) challenges: Vec<Challenge>,
    /// What the server said, sentence by sentence.
    pub(super) said: Vec<Sentence>,
    /// What was sent, to be masked wherever the server repeats it.
    pub(super) sent: SentCredentials,
    /// The products that a sign tells of.
    pub(super) products: Vec<&'static Product>,
    /// The `Authorization` header as sent.
    pub(super) authorization: Option<&'a str>,
    /// The report given, or one without keys on the token that was sent.
    pub(super) report: Option<Cow<'a, Report>>,
    /// Whether the report is on header and claims that stand in the server's words.
    pub(super) is_written: bool,
    pub(super) api: Cow<'a, ApiKnowledge>,
    /// Whether the exchange is with a token endpoint, and not a call to an API.
    pub(super) is_exchange: bool,
    /// The server's clock less this machine's.
    pub(super) clock_offset_seconds: Option<i64>,
    /// The server's time, as far as it is known; this machine's otherwise.
    pub(super) server_now: Timestamp,
}

impl<'a> Case<'a> {
    pub(super) fn new(refused: &'a Refused<'a>, is_exchange: bool) -> Self {
        let authorization = refused.request.header_value("authorization");
        let report = match refused.report {
            _ if authorization.is_some_and(is_without_value) => None,
            Some(report) => Some(Cow::Borrowed(report)),
            None => sent_token(authorization)
                .map(|token| Cow::Owned(inspect(token, refused.now).report)),
        };
        let written = match report {
            None => written_token(refused.response),
            Some(_) => None,
        };
        let written = written.map(|token| inspect(&token, refused.now).report);
        let written = written.filter(|report| report.claims.is_some());
        let date = refused.response.date();
        let now = refused.now;
        let challenges = challenges(refused.response);
        let sent = SentCredentials::of(refused.request);
        let mut said = said::sentences(refused.response, &challenges);
        for sentence in &mut said {
            sentence.text = sent.mask(&sentence.text);
        }
        let products = products::products(refused, &said);
        Self {
            refused,
            response: refused.response,
            challenges,
            said,
            sent,
            products,
            authorization,
            is_written: written.is_some(),
            report: report.or(written.map(Cow::Owned)),
            api: refused.api.map_or_else(Cow::default, Cow::Borrowed),
            is_exchange,
            clock_offset_seconds: date
                .map(|date| date.unix_seconds().saturating_sub(now.unix_seconds())),
            server_now: date.unwrap_or(now),
        }
    }

    /// What the sight means at the product that answered, if it means something of its own there.
    pub(super) fn habit(&self, sight: Sight) -> Option<&'static str> {
        habits::meaning(&self.products, sight)
    }

    pub(super) fn status(&self) -> u16 {
        self.response.status
    }

    pub(super) fn sent_token(&self) -> Option<&'a str> {
        sent_token(self.authorization)
    }

    pub(super) fn claims(&self) -> Option<&Object> {
        self.report.as_ref()?.claims.as_ref()
    }

    pub(super) fn header(&self) -> Option<&Object> {
        self.report.as_ref()?.header.as_ref()
    }

    pub(super) fn format(&self) -> Option<Format> {
        self.report.as_ref().map(|report| report.format)
    }

    pub(super) fn claim_text(&self, name: &str) -> Option<&str> {
        self.claims()?.get_str(name)
    }

    /// A claim that is a NumericDate.
    pub(super) fn claim_time(&self, name: &str) -> Option<Timestamp> {
        self.claims()?.numeric_date(name)
    }

    /// A claim that is a string or an array of strings.
    pub(super) fn claim_texts(&self, name: &str) -> Vec<&str> {
        match self.claims().and_then(|claims| claims.get(name)) {
            Some(Value::String(text)) => vec![text],
            Some(Value::Array(values)) => values.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        }
    }

    /// The scopes of the token, from `scope` or `scp`, in either form.
    pub(super) fn token_scopes(&self) -> Vec<&str> {
        self.claims()
            .map(|claims| Scopes::of(claims).iter().collect())
            .unwrap_or_default()
    }

    /// Whether a challenge asks for claims.
    pub(super) fn has_claims_challenge(&self) -> bool {
        self.challenges
            .iter()
            .any(|challenge| challenge.error() == Some("insufficient_claims"))
    }

    /// Whether the report says that the signature holds.
    pub(super) fn is_verified_here(&self) -> bool {
        self.report
            .as_ref()
            .is_some_and(|report| report.signature.status == SignatureStatus::Valid)
    }

    /// Whether the token stands in a log, so that nobody knows when it was refused.
    pub(super) fn is_of_log(&self) -> bool {
        self.is_written || !self.refused.status_is_known && self.refused.request.url.is_empty()
    }

    /// Whether the token has times, and they hold by both clocks.
    pub(super) fn is_current(&self) -> bool {
        let latest = self.refused.now.max(self.server_now);
        self.claim_time("exp").is_some_and(|exp| exp > latest)
    }

    /// The schemes offered, where none of them takes an access token.
    pub(super) fn other_schemes(&self) -> Vec<&str> {
        let takes_tokens = |challenge: &Challenge| challenge.is("Bearer") || challenge.is("DPoP");
        if self.challenges.iter().any(takes_tokens) {
            return Vec::new();
        }
        let mut schemes: Vec<_> = self
            .challenges
            .iter()
            .map(|it| it.scheme.as_str())
            .collect();
        schemes.dedup();
        schemes
    }

    /// Whether a credential was sent by a scheme that the API offers here.
    pub(super) fn has_scheme_asked_for(&self) -> bool {
        let sent = self
            .authorization
            .and_then(|value| value.trim().split_once(' '));
        sent.is_some_and(|(scheme, rest)| {
            !is_unfilled(rest) && self.challenges.iter().any(|challenge| challenge.is(scheme))
        })
    }

    /// Whether any challenge is of the `Bearer` scheme without a word more.
    pub(super) fn has_bare_bearer(&self) -> bool {
        self.challenges
            .iter()
            .any(|challenge| challenge.is("Bearer") && challenge.error().is_none())
    }

    /// The start of the body as text, where it is text.
    pub(super) fn body_text(&self) -> Option<&str> {
        said::body_text(self.response)
    }

    /// What the server said, fit to be shown.
    pub(super) fn server_words(&self) -> Vec<String> {
        let headers = self.response.header_values("www-authenticate");
        let mut words: Vec<_> = headers
            .map(|value| format!("WWW-Authenticate: {}", shown(value)))
            .collect();
        for name in said::HEADERS {
            let values = self.response.header_values(name);
            words.extend(values.map(|value| format!("{name}: {}", shown(value))));
        }
        if self.response.is_html() && self.body_text().is_some_and(said::is_markup) {
            words.push("body: a web page".to_owned());
        } else if let Some(text) = self.body_text()
            && !text.trim().is_empty()
        {
            // Masked before it is cut off.
            let body = shown(&self.sent.mask(&self.response.masked_body_or(text)));
            words.push(format!("body: {body}"));
        }
        words
    }
}

/// The answer without what was sent in any of its headers, before anything is read from them or cut off.
pub(super) fn masked(refused: &Refused<'_>) -> HttpResponse {
    let sent = SentCredentials::of(refused.request);
    let mut response = refused.response.clone();
    for (name, value) in &mut response.headers {
        *value = sent.mask_header(name, value);
    }
    response
}

/// The token whose header and claims stand in the body, in JSON behind backslashes.
fn written_token(response: &HttpResponse) -> Option<String> {
    let text = said::body_text(response)?;
    let found = written::find(text).or_else(|| written::find(&text.replace("\\\"", "\"")));
    found.map(|(_, token)| token)
}

/// Whether what stands after the scheme is a variable without a value.
pub(super) fn is_without_value(authorization: &str) -> bool {
    let credential = authorization.trim().split_once(' ');
    credential.is_some_and(|(_, rest)| is_unfilled(rest.trim()))
}

fn challenges(response: &HttpResponse) -> Vec<Challenge> {
    let mut challenges = response.challenges();
    for name in habits::MOVED_CHALLENGES {
        challenges.extend(crate::challenge::parse(response.header_values(name)));
    }
    challenges.truncate(CHALLENGES);
    challenges
}

impl HttpResponse {
    /// The body masked where it is JSON, and the text itself otherwise.
    fn masked_body_or<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if self.body.len() > LONGEST_REASON_BYTES {
            Cow::Owned(format!("[{} bytes]", self.body.len()))
        } else if self.is_json() {
            Cow::Owned(
                self.masked_body()
                    .split_whitespace()
                    .collect::<Vec<_>>()
                    .join(" "),
            )
        } else {
            Cow::Borrowed(text.trim())
        }
    }
}
