//! Fields of a connection that stand folded: of the network on the Discover tab, of what is expected of a token on Inspect.

use std::collections::BTreeMap;

use serde::ser::SerializeMap as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::without_secrets::text_without_secrets;

/// Which field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileField {
    /// `expect.acr_values`, separated by spaces.
    AcrValues,
    /// `expect.algorithms`, separated by spaces.
    Algorithms,
    /// `network.ca_file`, one each line.
    CaFile,
    /// `expect.client_id`.
    ExpectClientId,
    /// `expect.issuer`, where it is not the connection's.
    ExpectIssuer,
    /// `expect.leeway_seconds`, as a number or a span.
    Leeway,
    /// `expect.max_age_seconds`, as a number or a span.
    MaxAge,
    /// `expect.max_auth_age_seconds`, as a number or a span.
    MaxAuthAge,
    /// `expect.nonce`.
    Nonce,
    /// `network.proxy`.
    Proxy,
    /// `expect.required_claims`, separated by spaces.
    RequiredClaims,
    /// `network.timeout`, in seconds.
    Timeout,
    /// `token_endpoint`, for grants without a browser, in place of an issuer.
    TokenEndpoint,
    /// `network.trust_fingerprint`, one each line.
    TrustFingerprint,
}

impl FileField {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::AcrValues,
        Self::Algorithms,
        Self::CaFile,
        Self::ExpectClientId,
        Self::ExpectIssuer,
        Self::Leeway,
        Self::MaxAge,
        Self::MaxAuthAge,
        Self::Nonce,
        Self::Proxy,
        Self::RequiredClaims,
        Self::Timeout,
        Self::TokenEndpoint,
        Self::TrustFingerprint,
    ];
    /// Those about how requests leave this machine.
    pub const NETWORK: [Self; 4] = [
        Self::CaFile,
        Self::TrustFingerprint,
        Self::Proxy,
        Self::Timeout,
    ];
    /// Those about what is expected of a token.
    pub const EXPECTED: [Self; 9] = [
        Self::ExpectIssuer,
        Self::ExpectClientId,
        Self::Algorithms,
        Self::RequiredClaims,
        Self::Leeway,
        Self::MaxAge,
        Self::AcrValues,
        Self::MaxAuthAge,
        Self::Nonce,
    ];

    /// Its label.
    pub fn label(self) -> &'static str {
        match self {
            Self::AcrValues => "Ways of logging in",
            Self::Algorithms => "Allowed algorithms",
            Self::CaFile => "Files of further authorities",
            Self::ExpectClientId => "Client",
            Self::ExpectIssuer => "Expected issuer",
            Self::Leeway => "Leeway",
            Self::MaxAge => "Highest age",
            Self::MaxAuthAge => "Highest age of the login",
            Self::Nonce => "Nonce",
            Self::Proxy => "Proxy",
            Self::RequiredClaims => "Required claims",
            Self::Timeout => "Time-out in seconds",
            Self::TokenEndpoint => "Token endpoint",
            Self::TrustFingerprint => "Trusted certificates",
        }
    }

    /// Its member in the file.
    pub fn member(self) -> &'static str {
        match self {
            Self::AcrValues => "acr_values",
            Self::Algorithms => "algorithms",
            Self::CaFile => "ca_file",
            Self::ExpectClientId => "client_id",
            Self::ExpectIssuer => "issuer",
            Self::Leeway => "leeway_seconds",
            Self::MaxAge => "max_age_seconds",
            Self::MaxAuthAge => "max_auth_age_seconds",
            Self::Nonce => "nonce",
            Self::Proxy => "proxy",
            Self::RequiredClaims => "required_claims",
            Self::Timeout => "timeout",
            Self::TokenEndpoint => "token_endpoint",
            Self::TrustFingerprint => "trust_fingerprint",
        }
    }

    /// What stands in it while it is empty.
    pub fn hint(self) -> &'static str {
        match self {
            Self::AcrValues => "any; else such as mfa",
            Self::Algorithms => "those of the keys; else such as RS256 ES256",
            Self::CaFile => "path of a PEM file",
            Self::ExpectClientId => "any",
            Self::ExpectIssuer => "the connection's own",
            Self::Leeway => "0; or such as 30s",
            Self::MaxAge | Self::MaxAuthAge => "any; or such as 1h",
            Self::Nonce => "of one login's ID token",
            Self::Proxy => "the system's; else such as http://proxy.example:8080",
            Self::RequiredClaims => "such as sub tenant",
            Self::Timeout => "30",
            Self::TokenEndpoint => "from the issuer's metadata",
            Self::TrustFingerprint => "host=SHA-256 of its certificate, one each line",
        }
    }

    /// Whether it has several lines.
    pub fn is_list(self) -> bool {
        matches!(self, Self::CaFile | Self::TrustFingerprint)
    }
}

/// What is in them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileValues(BTreeMap<FileField, String>);

impl FileValues {
    /// The text of a field.
    pub fn text(&self, field: FileField) -> &str {
        self.0.get(&field).map_or("", String::as_str)
    }

    /// The lines of a field that say something.
    pub(crate) fn lines(&self, field: FileField) -> impl Iterator<Item = &str> {
        let lines = self.text(field).lines().map(str::trim);
        lines.filter(|line| !line.is_empty())
    }

    /// Replaces it.
    pub(crate) fn set(&mut self, field: FileField, text: impl Into<String>) {
        let text = text.into();
        match text.is_empty() {
            true => self.0.remove(&field),
            false => self.0.insert(field, text),
        };
    }
}

impl Serialize for FileValues {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (field, text) in &self.0 {
            map.serialize_entry(field, &text_without_secrets(text))?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for FileValues {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        BTreeMap::deserialize(deserializer).map(Self)
    }
}
