//! What a text can be besides a token, and what stands around a token that does not belong to it.

use serde::Serialize;

/// What was pasted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum PastedAs {
    /// The token and nothing else.
    Token,
    /// A token with white space or quotes around it.
    Trimmed,
    /// An `Authorization` header, or its value.
    AuthorizationHeader,
    /// JSON that is none of the documents below.
    Json,
    /// A token broken over lines.
    Wrapped,
    /// Other text with a token in it, such as a log line.
    Text,
    /// The answer of a token endpoint that grants.
    TokenResponse,
    /// An error as JSON, of a token endpoint or of an API.
    ErrorResponse,
    /// The answer of an introspection endpoint.
    Introspection,
    /// The answer of a device authorization endpoint.
    DeviceAuthorization,
    /// The answer of a userinfo endpoint.
    UserInfo,
    /// The metadata of an issuer or authorization server.
    Metadata,
    /// The metadata of an API, which names its authorization servers.
    ResourceMetadata,
    /// A set of keys.
    KeySet,
    /// One key as a JWK.
    Key,
    /// Keys as PEM, or one of OpenSSH.
    Pem,
    /// A certificate as PEM.
    Certificate,
    /// The claims of a token, decoded already.
    Claims,
    /// The header of a token, decoded already.
    Header,
    /// A signed token in JSON form.
    JwsJson,
    /// The body of a token request.
    TokenRequest,
    /// Any other form-encoded body.
    Form,
    /// The address that an authorization server sends the browser back to.
    RedirectAddress,
    /// The address of an authorization request.
    AuthorizationRequest,
    /// Any other address.
    Url,
    /// A `Cookie` header, or the value of a cookie.
    Cookie,
    /// A `Set-Cookie` header.
    SetCookie,
    /// A `WWW-Authenticate` header.
    Challenge,
    /// A curl command.
    CurlCommand,
    /// An HTTP request as text.
    HttpRequest,
    /// An HTTP response as text.
    HttpResponse,
    /// Requests and answers as a browser saves them (HAR).
    Har,
    /// A line of a log, or what a program says where it fails.
    LogLine,
    /// A Secret of Kubernetes, as YAML or JSON.
    KubernetesSecret,
    /// A web page.
    Html,
    /// XML, such as a SAML assertion.
    Xml,
}

impl PastedAs {
    /// What it is, in words: `a token response`.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Token | Self::Trimmed => "a token",
            Self::AuthorizationHeader => "an Authorization header",
            Self::Json => "JSON",
            Self::Wrapped => "a token broken over lines",
            Self::Text => "text with a token in it",
            other => other.document_text(),
        }
    }

    #[cfg(feature = "registry")]
    const fn document_text(self) -> &'static str {
        match self {
            Self::TokenResponse => "the answer of a token endpoint",
            Self::ErrorResponse => "an error response",
            Self::Introspection => "an introspection response",
            Self::DeviceAuthorization => "the answer of a device authorization endpoint",
            Self::UserInfo => "the answer of a userinfo endpoint",
            Self::Metadata => "an issuer's metadata",
            Self::ResourceMetadata => "an API's metadata (RFC 9728)",
            Self::KeySet => "a key set (JWKS)",
            Self::Key => "a key (JWK)",
            Self::Pem => "a key file",
            Self::Certificate => "a certificate",
            Self::Claims => "the claims of a token, without the token",
            Self::Header => "the header of a token, without the token",
            Self::JwsJson => "a signed token in JSON form",
            Self::TokenRequest => "the body of a token request",
            Self::Form => "a form-encoded body",
            Self::RedirectAddress => "a redirect back to a client",
            Self::AuthorizationRequest => "the address of an authorization request",
            Self::Url => "an address",
            Self::Cookie => "a cookie",
            Self::SetCookie => "a Set-Cookie header",
            Self::Challenge => "a WWW-Authenticate header",
            Self::CurlCommand => "a curl command",
            Self::HttpRequest => "an HTTP request",
            Self::HttpResponse => "an HTTP response",
            Self::Har => "a HAR file",
            Self::LogLine => "a log line",
            Self::KubernetesSecret => "a Kubernetes Secret",
            Self::Html => "a web page (HTML)",
            Self::Xml => "XML",
            _ => "a token",
        }
    }

    /// Without the registry no document is told apart.
    #[cfg(not(feature = "registry"))]
    const fn document_text(self) -> &'static str {
        "a document"
    }

    /// Whether it is a token, with no more around it than what can be taken off.
    pub const fn is_token(self) -> bool {
        matches!(
            self,
            Self::Token | Self::Trimmed | Self::Wrapped | Self::AuthorizationHeader
        )
    }
}

/// What was taken off to get at the token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum RemovedKind {
    /// Spaces and tabs around it.
    WhiteSpace,
    /// Line breaks within it, or at its end.
    LineBreaks,
    /// Quotation marks.
    Quotes,
    /// A comma, semicolon or full stop after it.
    Punctuation,
    /// `Bearer` in front of `Bearer`.
    RepeatedScheme,
    /// Backslashes of a quoted text.
    Escapes,
    /// Percent-encoding.
    PercentEncoding,
    /// Base64 around it.
    Base64,
    /// The line ends and escapes of mails.
    QuotedPrintable,
    /// Zero-width characters, byte order marks, changes of direction.
    InvisibleCharacters,
}

impl RemovedKind {
    const fn message(self) -> &'static str {
        match self {
            Self::WhiteSpace => "white space around it, which no header value keeps",
            Self::LineBreaks => "line breaks; no header can carry them",
            Self::Quotes => {
                "quotation marks; sent along, a server takes them for a part of the token"
            }
            Self::Punctuation => {
                "a punctuation mark after it; sent along, a server takes it for a part of the token"
            }
            Self::RepeatedScheme => {
                "the scheme stood twice; sent so, a server takes the second for a part of the token"
            }
            Self::Escapes => "backslashes of a quoted text; no token has them",
            Self::PercentEncoding => "percent-encoding; a header carries the token without it",
            Self::Base64 => "base64 around it, to be decoded before it is used",
            Self::QuotedPrintable => "the = that a mail sets at the ends of its lines",
            Self::InvisibleCharacters => {
                "characters that nobody sees; sent along, a server takes them for a part of the token"
            }
        }
    }
}

/// Something that was taken off, and what it would do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Removed {
    /// What.
    pub kind: RemovedKind,
    /// One sentence for a person, lower case, no full stop.
    pub message: &'static str,
}

impl From<RemovedKind> for Removed {
    fn from(kind: RemovedKind) -> Self {
        let message = kind.message();
        Self { kind, message }
    }
}
