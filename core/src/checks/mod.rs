//! The one list of checks. The strict path stops at the first that fails, the explaining path records all.

mod audience;
mod embedded;
#[cfg_attr(not(feature = "software"), path = "no_fitting.rs")]
mod fitting;
mod format;
mod header;
mod identity;
mod issuer;
mod key;
mod key_issuer;
mod key_words;
mod kind;
#[cfg(feature = "kinds")]
mod kinds;
mod login;
mod schema;
mod scope;
mod signature;
mod times;
mod value_type;

use crate::alg::Algorithm;
use crate::crypto::{Key, KeySet};
use crate::json::{Object, Value, show};
use crate::jws::Decoded;
use crate::jwt::{Policy, Profile};
use crate::report::{Check, CheckId, SignatureStatus, Status};
use crate::time::Timestamp;

pub(crate) use key::Choice;
pub(crate) use schema::{SCHEMA, unfit};
#[cfg(feature = "summary")]
pub(crate) use times::date_changes;
pub(crate) use times::holds_until;

/// One check: its name, where its rule stands, and how it is run.
pub(crate) struct Rule<T = CheckOutcome> {
    pub(crate) id: CheckId,
    pub(crate) spec: &'static str,
    pub(crate) run: fn(&Context<'_>) -> T,
}

/// What needs no key: all down to the algorithm.
pub(crate) static BEFORE_KEYS: &[Rule] = &[
    format::SIZE,
    format::CHARSET,
    format::PARTS,
    format::BASE64URL,
    format::ENCODING,
    format::DEPTH,
    format::JSON,
    format::DUPLICATE_MEMBER,
    header::ALG,
    header::TYP,
    header::CRIT,
    header::KID,
    embedded::EMBEDDED_KEY,
    signature::ALGORITHM,
];

/// The choice of the key, and what its word is worth.
pub(crate) static KEY: &[Rule] = &[
    key::FOUND,
    key::AMBIGUOUS,
    key::TYPE,
    key::USE,
    key::STRENGTH,
    key_issuer::ISSUER,
];

/// The signature itself, and how it stands.
pub(crate) static SIGNATURE: Rule<(SignatureStatus, CheckOutcome)> = signature::VALUE;

/// What concerns the claims.
pub(crate) static CLAIMS: &[Rule] = &[
    kind::TYPE,
    issuer::ISS,
    audience::AUD,
    times::EXP,
    times::NBF,
    times::IAT,
    times::AGE,
    identity::SUB,
    identity::CLIENT_ID,
    identity::AZP,
    identity::JTI,
    identity::NONCE,
    login::AT_HASH,
    login::C_HASH,
    login::AUTH_TIME,
    login::ACR,
    scope::SCOPE,
    scope::REQUIRED,
    value_type::VALUE_TYPE,
];

/// Runs one rule, or what takes its place for the kind of the policy's profile.
pub(crate) fn outcome(rule: &Rule, cx: &Context<'_>) -> CheckOutcome {
    #[cfg(feature = "kinds")]
    if let Some(outcome) = kinds::instead(rule.id, cx) {
        return outcome;
    }
    (rule.run)(cx)
}

/// The checks of the claims that one kind of token has alone.
#[cfg(feature = "kinds")]
pub(crate) use kinds::rules as of_kind;

#[cfg(not(feature = "kinds"))]
pub(crate) fn of_kind(_: &Context<'_>) -> &'static [Rule] {
    &[]
}

/// Where the rule of a check stands.
pub(crate) fn spec(id: CheckId) -> &'static str {
    if id == SIGNATURE.id {
        return SIGNATURE.spec;
    }
    let rules = BEFORE_KEYS.iter().chain(KEY).chain(CLAIMS);
    let rules = rules.chain([&SCHEMA]);
    #[cfg(feature = "kinds")]
    let rules = rules.chain(kinds::all_rules());
    let mut rules = rules;
    let rule = rules.find(|rule| rule.id == id);
    rule.map_or("", |rule| rule.spec)
}

/// All that a check may look at.
pub(crate) struct Context<'a> {
    pub(crate) token: &'a str,
    pub(crate) decoded: &'a Decoded,
    pub(crate) keys: Option<&'a KeySet>,
    pub(crate) policy: Option<&'a Policy>,
    pub(crate) now: Timestamp,
    pub(crate) algorithm: Option<Algorithm>,
    pub(crate) choice: Choice<'a>,
    /// What the host found when it tried the key on the signature, where the host computes.
    pub(crate) computed: Option<bool>,
    /// Where the claims are not as a schema of the caller's wants them, once it was run; empty where they are.
    pub(crate) schema_faults: Option<&'a str>,
    /// Whether checks that pass must say so in words; the strict path has no use for them.
    pub(crate) explaining: bool,
}

impl<'a> Context<'a> {
    pub(crate) fn header(&self) -> Option<&'a Object> {
        self.decoded.header.as_ref()
    }

    fn claims(&self) -> Option<&'a Object> {
        self.decoded.claims.as_ref()
    }

    fn profile(&self) -> Option<Profile> {
        self.policy.map(|policy| policy.profile)
    }

    fn leeway_seconds(&self) -> i64 {
        self.policy
            .map_or(0, |policy| i64::from(policy.leeway_seconds))
    }

    /// The key that fits, where just one does.
    pub(crate) fn key(&self) -> Option<&'a Key> {
        match self.choice {
            Choice::One(key) => Some(key),
            _ => None,
        }
    }

    /// Whether what passed must say so.
    fn in_words(&self) -> bool {
        cfg!(feature = "words") && self.explaining
    }

    fn pass(&self, detail: impl FnOnce() -> Detail) -> CheckOutcome {
        CheckOutcome {
            status: Status::Pass,
            detail: self.in_words().then(detail),
        }
    }

    fn warn(&self, detail: impl FnOnce() -> Detail) -> CheckOutcome {
        CheckOutcome {
            status: Status::Warn,
            detail: self.in_words().then(detail),
        }
    }

    fn skip(&self, message: &str) -> CheckOutcome {
        self.skip_with(|| Detail::new(message))
    }

    fn skip_with(&self, detail: impl FnOnce() -> Detail) -> CheckOutcome {
        CheckOutcome {
            status: Status::Skip,
            detail: self.in_words().then(detail),
        }
    }
}

/// How a check went, in words where they are wanted.
pub(crate) struct CheckOutcome {
    pub(crate) status: Status,
    detail: Option<Detail>,
}

impl CheckOutcome {
    /// A failure says why in every build that has words, on the strict path too.
    fn fail(detail: impl FnOnce() -> Detail) -> Self {
        Self {
            status: Status::Fail,
            detail: cfg!(feature = "words").then(detail),
        }
    }

    /// No check has failed, and yet no key from outside the token has proved it.
    pub(crate) fn unproved() -> Self {
        Self::fail(|| {
            Detail::new("nothing proves this token")
                .expected("a signature by a key from the issuer")
                .actual("no proof")
                .hint(
                    "a key that came inside the token proves nothing; get the key from the issuer",
                )
        })
    }

    /// The report's form of this finding.
    pub(crate) fn into_check<T>(self, rule: &Rule<T>) -> Check {
        let detail = *self.detail.unwrap_or_else(|| Detail::new("")).0;
        Check {
            id: rule.id,
            status: self.status,
            expected: detail.expected,
            actual: detail.actual,
            message: detail.message,
            spec: detail.spec.unwrap_or(rule.spec),
            hint: detail.hint,
        }
    }
}

/// The words of a finding, in a box as they are handed on with each one added.
struct Detail(Box<Words>);

struct Words {
    expected: Option<String>,
    actual: Option<String>,
    message: String,
    hint: Option<String>,
    spec: Option<&'static str>,
}

impl Detail {
    fn new(message: impl Into<String>) -> Self {
        Self(Box::new(Words {
            expected: None,
            actual: None,
            message: message.into(),
            hint: None,
            spec: None,
        }))
    }

    fn expected(mut self, expected: impl Into<String>) -> Self {
        self.0.expected = Some(expected.into());
        self
    }

    fn actual(mut self, actual: impl Into<String>) -> Self {
        self.0.actual = Some(actual.into());
        self
    }

    fn hint(self, hint: impl Into<String>) -> Self {
        self.hint_with(|| hint)
    }

    /// What to do about it, which is looked for in builds with hints alone.
    fn hint_with<T: Into<String>>(mut self, hint: impl FnOnce() -> T) -> Self {
        if cfg!(feature = "hints") {
            self.0.hint = Some(hint().into());
        }
        self
    }

    fn spec(mut self, spec: &'static str) -> Self {
        self.0.spec = Some(spec);
        self
    }
}

const NO_HEADER: &str = "not reached: the header cannot be read";
const NO_ALGORITHM: &str = "not reached: this is no signed token of a known algorithm";
const NO_CLAIMS: &str = "not reached: the claims cannot be read";

/// The longest value shown in a check, in bytes.
const MAX_SHOWN_BYTES: usize = 200;

/// A value as a check shows it: text bare, the rest as JSON, cut where it is long.
fn shown(value: &Value) -> String {
    if !cfg!(feature = "words") {
        return String::new();
    }
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    shorten(&text)
}

/// The text with hidden characters written out, cut where it is long: it comes from the token and goes to a terminal.
pub(crate) fn shorten(text: &str) -> String {
    if !cfg!(feature = "words") {
        return String::new();
    }
    if text.len() <= MAX_SHOWN_BYTES {
        return show::text(text);
    }
    let end = text.floor_char_boundary(MAX_SHOWN_BYTES);
    format!("{}… ({} bytes)", show::text(&text[..end]), text.len())
}

/// Where a claim that the profile requires is required; the rule's own place where no profile says more.
fn required_by(profile: Option<Profile>, otherwise: &'static str) -> &'static str {
    match profile {
        Some(Profile::AtJwt | Profile::IdentityServer4) => "RFC 9068 §2.2",
        Some(Profile::IdToken) => "OpenID Connect Core §2",
        _ => otherwise,
    }
}

/// Several values in one line.
fn list(values: &[String]) -> String {
    shorten(&values.join(" or "))
}
