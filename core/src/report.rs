//! The report: one shape for the terminal, the desktop and the npm package.

pub(crate) mod check_id;

use serde::Serialize;

use crate::json::Object;
#[cfg(feature = "summary")]
use crate::summary::Summary;
pub use check_id::CheckId;

/// How a check went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// As expected.
    Pass,
    /// Not as expected: the token is rejected.
    Fail,
    /// Allowed here, and worth knowing.
    Warn,
    /// Not run: nothing to check, or an earlier failure left nothing to look at.
    Skip,
}

/// One check, with all that it takes to understand it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Check {
    /// Which one.
    pub id: CheckId,
    /// How it went.
    pub status: Status,
    /// What would be right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// What the token has. Never a secret or a whole token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actual: Option<String>,
    /// One sentence for a person, lower case, no full stop.
    pub message: String,
    /// Where the rule stands, such as `RFC 7519 §4.1.4`.
    pub spec: &'static str,
    /// What to do about it. The slim build of the npm package leaves it out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// What the checks come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// A trusted key verified it and no check failed.
    Accepted,
    /// Some check failed.
    Rejected,
    /// Nothing failed, but nothing was proved: no key, no policy, or only a key out of the token.
    Unverified,
}

/// What the text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// A signed token, compact form ([RFC 7515 §7.1](https://www.rfc-editor.org/rfc/rfc7515#section-7.1)).
    Jws,
    /// An encrypted token, compact form ([RFC 7516 §7.1](https://www.rfc-editor.org/rfc/rfc7516#section-7.1)).
    Jwe,
    /// No JWT: a reference token or anything without its shape.
    Opaque,
    /// Shaped like a JWT, and broken.
    Malformed,
    /// No token: prose, or a document, which an inspection names.
    Other,
}

/// A part of the token. Offsets count bytes of the text that was given, or UTF-16 units for JavaScript.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Part {
    /// `header`, `payload`, `signature`; a JWE has `header`, `encrypted_key`, `iv`, `ciphertext`, `tag`.
    pub name: &'static str,
    /// Where it starts.
    pub start: usize,
    /// One past its end.
    pub end: usize,
}

impl Part {
    /// How many bytes it has, of which base64url writes three as four characters.
    pub const fn decoded_bytes(&self) -> usize {
        self.end.saturating_sub(self.start) * 3 / 4
    }
}

/// How the signature stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum SignatureStatus {
    /// A key verified it.
    Valid,
    /// A key did not verify it.
    Invalid,
    /// No key was tried.
    NotChecked,
}

/// Where a key came from, which is what its word is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum KeySource {
    /// The issuer's published set, found by discovery.
    IssuerJwks,
    /// A set that the person gave.
    Jwks,
    /// A single key that the person gave.
    Key,
    /// A shared secret that the person gave.
    Secret,
    /// The token itself, which proves nothing.
    Embedded,
}

/// The key that was tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct KeyReport {
    /// Its `kid`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kid: Option<String>,
    /// Its thumbprint ([RFC 7638](https://www.rfc-editor.org/rfc/rfc7638)); absent for a shared secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thumbprint: Option<String>,
    /// Where it came from.
    pub source: KeySource,
}

/// What is known of the signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SignatureReport {
    /// How it stands.
    pub status: SignatureStatus,
    /// The header's `alg`, known or not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alg: Option<String>,
    /// The key that was tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<KeyReport>,
}

/// Everything that is known of a token: the object that `--json`, the npm package and "Copy report" give.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Report {
    /// What the checks come to.
    pub verdict: Verdict,
    /// The same in one sentence and three indicators, for a person. The slim build of the npm package leaves it out.
    #[cfg(feature = "summary")]
    #[cfg_attr(feature = "types", schemars(skip_serializing_if = "never"))]
    pub summary: Box<Summary>,
    /// What the text is.
    pub format: Format,
    /// The profile that was checked; absent where no policy was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<&'static str>,
    /// Checks that the policy leaves out, by name, such as `audience`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub waived: Vec<&'static str>,
    /// The JOSE header, as far as it could be read.
    #[cfg_attr(
        feature = "types",
        schemars(with = "Option<serde_json::Map<String, serde_json::Value>>")
    )]
    pub header: Option<Object>,
    /// The claims set, as far as it could be read.
    #[cfg_attr(
        feature = "types",
        schemars(with = "Option<serde_json::Map<String, serde_json::Value>>")
    )]
    pub claims: Option<Object>,
    /// Where the parts lie in the text.
    pub parts: Vec<Part>,
    /// What is known of the signature.
    pub signature: SignatureReport,
    /// Every check, in the order run.
    pub checks: Vec<Check>,
}

impl Report {
    /// The report on a document that holds no token: nothing was checked. `document` says in words which it is.
    pub(crate) fn of_document(document: &str) -> Self {
        #[cfg(not(feature = "summary"))]
        let _ = document;
        Self {
            #[cfg(feature = "summary")]
            summary: Box::new(Summary::of_document(document)),
            verdict: Verdict::Unverified,
            format: Format::Other,
            profile: None,
            waived: Vec::new(),
            header: None,
            claims: None,
            parts: Vec::new(),
            signature: SignatureReport {
                status: SignatureStatus::NotChecked,
                alg: None,
                key: None,
            },
            checks: Vec::new(),
        }
    }

    /// The check `id`, where it was run.
    pub fn check(&self, id: CheckId) -> Option<&Check> {
        self.checks.iter().find(|check| check.id == id)
    }

    /// The checks that failed, in order.
    pub fn failures(&self) -> impl Iterator<Item = &Check> {
        self.checks
            .iter()
            .filter(|check| check.status == Status::Fail)
    }

    /// Counts the offsets of the parts in UTF-16 units of `token`, as JavaScript's strings do, in place of bytes.
    /// `token` is the text that the report is about.
    pub fn to_utf16_offsets(&mut self, token: &str) {
        for part in &mut self.parts {
            part.start = utf16_offset(token, part.start);
            part.end = utf16_offset(token, part.end);
        }
    }

    /// This report as JSON with two spaces of indentation.
    pub fn to_json(&self) -> String {
        // Serialising cannot fail: keys are strings and numbers carry their own valid text.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

/// A byte offset in `text`, counted in UTF-16 units; an offset past the end is the end's.
pub(crate) fn utf16_offset(text: &str, offset: usize) -> usize {
    let before = &text[..text.floor_char_boundary(offset)];
    before.chars().map(char::len_utf16).sum()
}
