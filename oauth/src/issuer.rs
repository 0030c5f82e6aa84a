//! How the issuer that a document names stands to the one that it was asked for by.

use serde::Serialize;

/// How the issuer that a document names stands to the one it was asked for by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum IssuerMatch {
    /// The same, code point by code point.
    Exact,
    /// A template with `{tenantid}`, as Entra's shared endpoints have it: the token's `tid` completes it.
    Template,
    /// Another one; the document's keys are then not to be trusted ([RFC 8414 §3.3]).
    ///
    /// [RFC 8414 §3.3]: https://www.rfc-editor.org/rfc/rfc8414#section-3.3
    Differs {
        /// What was expected.
        expected: String,
        /// `differs only by a trailing slash`, where it is a near miss.
        hint: Option<&'static str>,
    },
}
