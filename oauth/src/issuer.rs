//! How the issuer that a document names stands to the one that it was asked for by.

use serde::Serialize;

/// How the issuer that a document names stands to the one it was asked for by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum IssuerMatch {
    /// The same, code point by code point.
    Exact,
    /// Entra's issuer with `{tenantid}` in it, from the very host of Entra's that serves it for `common` or
    /// `organizations`: the token's `tid` completes it.
    Template,
    /// An Entra tenant's issuer by its id, from the very host of Entra's, asked for by the tenant's name.
    Tenant,
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
