//! A connection as its file has it: names in place of secrets, and variables until an environment fills them in.

use claimscope_core::SecretEncoding;
use claimscope_core::jwt::Expectations;
use claimscope_oauth::AuthenticationMethod;

use super::error::WorkspaceError;
use super::place::SecretPlace;
use crate::session::{AssertionOptions, GrantForm};

/// Everything that a connection file says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SavedConnection {
    /// `issuer`: an issuer, or a full well-known URL.
    pub issuer: Option<String>,
    /// `token_endpoint`, which is asked without looking at an issuer's metadata.
    pub token_endpoint: Option<String>,
    /// `client_id`.
    pub client_id: Option<String>,
    /// `client_secret`.
    pub client_secret: Option<SecretPlace>,
    /// `client_key`: the private key whose public half is registered, as JWK or PEM.
    pub client_key: Option<SecretPlace>,
    /// `client_auth`; nothing leaves it to what the metadata offers.
    pub client_auth: Option<AuthenticationMethod>,
    /// `assertion_audience`, `assertion_lifetime`, `assertion_alg`, `assertion_kid`.
    pub assertion: AssertionOptions,
    /// `grant` and its fields.
    pub grant: SavedGrant,
    /// `scope`.
    pub scope: Vec<String>,
    /// `resource` (RFC 8707).
    pub resource: Option<String>,
    /// `no_resource`: whether it is left out all the same, also of a login for an API, which would name it.
    pub leaves_resource_out: bool,
    /// `register`: whether a login for an API registers a client where `client_id` names none (RFC 7591).
    pub registers: bool,
    /// `authorization_details` (RFC 9396), as JSON.
    pub authorization_details: Option<String>,
    /// `dpop` and `dpop_key`.
    pub dpop: SavedDpop,
    /// `api_url`: the API's URL, where no request says another.
    pub api_url: Option<String>,
    /// `no_token`: whether requests go to the API without a token.
    pub sends_no_token: bool,
    /// `post_logout_redirect_uri`: where the browser ends after a logout, as it is registered.
    pub post_logout_redirect_uri: Option<String>,
    /// `[parameters]`: further parameters of the token request, in order.
    pub parameters: Vec<(String, SavedValue)>,
    /// `[expect]`.
    pub expect: Expectations,
    /// `[keys]`.
    pub keys: SavedKeys,
    /// `[introspection]`.
    pub introspection: SavedIntrospection,
    /// `[network]`.
    pub network: SavedNetwork,
    /// `[[request]]`, in order.
    pub requests: Vec<SavedRequest>,
}

/// A text, or where a secret is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SavedValue {
    /// A text, which may hold variables.
    Text(String),
    /// A text of which a person says that it is no secret, whatever its name: `{ text = "…" }`.
    PlainText(String),
    /// Where it is.
    Secret(SecretPlace),
}

/// `grant` and what only it has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SavedGrant {
    /// The short name in the session's table of grants, or the URI of an extension; nothing means client_credentials.
    pub name: Option<String>,
    /// The values of its fields, by the names of the table.
    pub fields: Vec<(&'static str, SavedValue)>,
    /// `paste`: whether the answer of a login is pasted, where it could be listened for.
    pub pastes: bool,
    /// `wait`: how long a user is waited for, in seconds.
    pub wait_seconds: Option<u64>,
}

impl SavedGrant {
    /// The grant where no name is given.
    pub const DEFAULT: &'static str = "client_credentials";

    /// Its name.
    pub fn name(&self) -> &str {
        self.name.as_deref().unwrap_or(Self::DEFAULT)
    }

    /// The row of the session's table; `None` for an extension.
    pub fn form(&self) -> Option<&'static GrantForm> {
        GrantForm::of_name(self.name())
    }

    /// The value of a field.
    pub fn field(&self, name: &str) -> Option<&SavedValue> {
        let mut fields = self.fields.iter();
        let (_, value) = fields.find(|(field, _)| *field == name)?;
        Some(value)
    }

    /// Puts a value in a field, in place of what is there.
    pub fn set(&mut self, name: &'static str, value: SavedValue) {
        self.fields.retain(|(field, _)| *field != name);
        self.fields.push((name, value));
    }
}

/// Whether tokens are bound to a key by DPoP (RFC 9449).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SavedDpop {
    /// They are not.
    #[default]
    Off,
    /// To a key that is made for it: `dpop = true`.
    Made,
    /// To this private key: `dpop_key`.
    Key(SecretPlace),
}

/// `[keys]`: where the keys for verifying come from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SavedKeys {
    /// The issuer's, by discovery.
    #[default]
    Issuer,
    /// `jwks`: a URL, or the path of a file.
    Jwks(String),
    /// `key`: a file with a JWK, PEM or DER, or another place of one.
    Key(SecretPlace),
    /// `public_key`: the text of a JWK, a JWKS or PEM, without a private key.
    Public(String),
    /// `secret` and `secret_encoding`: what issuer and API share.
    Secret(SecretPlace, Option<SecretEncoding>),
}

/// `[introspection]`: as whom the issuer is asked whether a token holds (RFC 7662 §2.1), where that is not the client.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SavedIntrospection {
    /// `client_id`: the API's name at the issuer; nothing means that the client asks.
    pub client_id: Option<String>,
    /// `client_secret`: the API's secret there.
    pub client_secret: Option<SecretPlace>,
}

/// `[network]`: how requests leave this machine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SavedNetwork {
    /// `ca_file`: PEM files whose certificates are trusted beside the system's.
    pub ca_files: Vec<String>,
    /// `trust_fingerprint`: `HOST=SHA256`, or the digest alone for the hosts that the connection names.
    pub trust_fingerprints: Vec<String>,
    /// `client_cert_file`: the file of the certificate that is shown to servers that ask for one, PKCS#12 or PEM.
    pub client_cert_file: Option<String>,
    /// `client_cert_key`: its private key; nothing means the same file.
    pub client_cert_key: Option<SecretPlace>,
    /// `client_cert_password`: what opens a PKCS#12 file.
    pub client_cert_password: Option<SecretPlace>,
    /// `proxy`: its URL, without user name and password.
    pub proxy: Option<String>,
    /// `timeout`: how long an exchange may take, in seconds.
    pub timeout_seconds: Option<u64>,
}

/// `[[request]]`: a request to the API.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SavedRequest {
    /// `name`.
    pub name: String,
    /// `method`; nothing means GET, or POST where there is a body.
    pub method: Option<String>,
    /// `url`; nothing means the connection's `api_url`.
    pub url: Option<String>,
    /// `headers`, in order.
    pub headers: Vec<SavedRow>,
    /// `query`: parameters that are added to the URL, in order.
    pub query: Vec<SavedRow>,
    /// `body`.
    pub body: Option<SavedBody>,
    /// `body_left_out`: whether an import left the body out, or a part of it: it is not sent as it stands.
    pub lacks_body: bool,
    /// Why it cannot be sent, where its variables were filled in by an environment that lacks one of them, or by which it is no
    /// request any more. No file has it.
    pub fault: Option<WorkspaceError>,
}

/// A name and its value, in the headers, the query or the form of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedRow {
    /// The name.
    pub name: String,
    /// The value.
    pub value: SavedValue,
    /// `off`: whether it is not sent.
    pub is_off: bool,
}

impl SavedRow {
    /// A row that is sent.
    pub fn new(name: impl Into<String>, value: SavedValue) -> Self {
        Self {
            name: name.into(),
            value,
            is_off: false,
        }
    }
}

/// One part of a multipart body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedPart {
    /// Its name.
    pub name: String,
    /// What is in it.
    pub content: SavedContent,
    /// `type`: its `Content-Type`; nothing means none of a value, and the usual one of a file.
    pub media_type: Option<String>,
    /// `off`: whether it is not sent.
    pub is_off: bool,
}

/// What is in a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SavedContent {
    /// A value.
    Value(SavedValue),
    /// `upload`: the bytes of the file of this path, with its name.
    Upload(String),
}

/// `body` of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SavedBody {
    /// `json`: its text.
    Json(String),
    /// `form`: names and values, in order.
    Form(Vec<SavedRow>),
    /// `multipart`: the parts of `multipart/form-data` (RFC 7578), in order.
    Multipart(Vec<SavedPart>),
    /// `text`: as it is.
    Text(String),
    /// `file`: the path of a file whose bytes are sent.
    File(String),
}

impl SavedConnection {
    /// The request of this name, whatever its case.
    pub fn request(&self, name: &str) -> Option<&SavedRequest> {
        let mut requests = self.requests.iter();
        requests.find(|request| request.name.to_lowercase() == name.to_lowercase())
    }
}
