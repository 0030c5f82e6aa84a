//! What the playground does beyond IdentityServer4; all of it is off unless the configuration switches it on.

use std::collections::BTreeSet;

use super::finding::ConfigFinding;
use super::section::Section;

/// Something beyond IdentityServer4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Extension {
    /// Answers of the authorization endpoint name the issuer ([RFC 9207](https://www.rfc-editor.org/rfc/rfc9207)).
    AuthorizationResponseIss,
    /// A redirect to a loopback address may have any port
    /// ([RFC 8252 §7.3](https://www.rfc-editor.org/rfc/rfc8252#section-7.3)); IdentityServer4 compares it as written.
    LoopbackAnyPort,
    /// A code that comes twice ends the refresh and reference tokens that it gave
    /// ([RFC 6749 §4.1.2](https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2)).
    RevokeOnCodeReplay,
    /// Access tokens are as [RFC 9068](https://www.rfc-editor.org/rfc/rfc9068) wants them: `sub`, `aud` and `jti`
    /// always, `scope` as one string.
    Rfc9068AccessTokens,
    /// The API has metadata and names them in its challenge ([RFC 9728](https://www.rfc-editor.org/rfc/rfc9728)).
    ProtectedResourceMetadata,
    /// `resource` says which API a token is for ([RFC 8707](https://www.rfc-editor.org/rfc/rfc8707)).
    ResourceIndicators,
    /// A client proves itself by a JWT that its registered key signed
    /// ([RFC 7523 §2.2](https://www.rfc-editor.org/rfc/rfc7523#section-2.2)).
    PrivateKeyJwt,
    /// The same with the client's secret, which must be configured in clear.
    ClientSecretJwt,
    /// Authorization requests can be pushed ([RFC 9126](https://www.rfc-editor.org/rfc/rfc9126)).
    PushedAuthorizationRequests,
    /// They must be.
    RequirePushedAuthorizationRequests,
    /// Tokens can be bound to a key ([RFC 9449](https://www.rfc-editor.org/rfc/rfc9449)).
    DPoP,
    /// A proof must carry a nonce of the server that it is for
    /// ([RFC 9449 §8](https://www.rfc-editor.org/rfc/rfc9449#section-8)).
    DPoPNonces,
    /// One token for another ([RFC 8693](https://www.rfc-editor.org/rfc/rfc8693)).
    TokenExchange,
    /// A token for an assertion ([RFC 7523 §2.1](https://www.rfc-editor.org/rfc/rfc7523#section-2.1)).
    JwtBearer,
    /// Clients can register themselves ([RFC 7591](https://www.rfc-editor.org/rfc/rfc7591)).
    DynamicClientRegistration,
    /// A `client_id` can be the https address of a document that describes the client
    /// ([draft-ietf-oauth-client-id-metadata-document]).
    ///
    /// [draft-ietf-oauth-client-id-metadata-document]: https://datatracker.ietf.org/doc/draft-ietf-oauth-client-id-metadata-document/
    ClientIdMetadataDocuments,
    /// It can be one on this machine too, and over plain http there.
    ClientIdMetadataDocumentsOnLoopback,
}

/// Their names in the section `Playground`.
const NAMES: [(&str, Extension); 17] = [
    (
        "AuthorizationResponseIss",
        Extension::AuthorizationResponseIss,
    ),
    ("LoopbackAnyPort", Extension::LoopbackAnyPort),
    ("RevokeOnCodeReplay", Extension::RevokeOnCodeReplay),
    ("Rfc9068AccessTokens", Extension::Rfc9068AccessTokens),
    (
        "ProtectedResourceMetadata",
        Extension::ProtectedResourceMetadata,
    ),
    ("ResourceIndicators", Extension::ResourceIndicators),
    ("PrivateKeyJwt", Extension::PrivateKeyJwt),
    ("ClientSecretJwt", Extension::ClientSecretJwt),
    (
        "PushedAuthorizationRequests",
        Extension::PushedAuthorizationRequests,
    ),
    (
        "RequirePushedAuthorizationRequests",
        Extension::RequirePushedAuthorizationRequests,
    ),
    ("DPoP", Extension::DPoP),
    ("DPoPNonces", Extension::DPoPNonces),
    ("TokenExchange", Extension::TokenExchange),
    ("JwtBearer", Extension::JwtBearer),
    (
        "DynamicClientRegistration",
        Extension::DynamicClientRegistration,
    ),
    (
        "ClientIdMetadataDocuments",
        Extension::ClientIdMetadataDocuments,
    ),
    (
        "ClientIdMetadataDocumentsOnLoopback",
        Extension::ClientIdMetadataDocumentsOnLoopback,
    ),
];

/// What is switched on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extensions(BTreeSet<Extension>);

impl Extensions {
    /// Whether `extension` is switched on, by itself or because one that needs it is.
    pub fn has(&self, extension: Extension) -> bool {
        let needed = match extension {
            Extension::DPoP => self.0.contains(&Extension::DPoPNonces),
            Extension::PushedAuthorizationRequests => self
                .0
                .contains(&Extension::RequirePushedAuthorizationRequests),
            Extension::ClientIdMetadataDocuments => self
                .0
                .contains(&Extension::ClientIdMetadataDocumentsOnLoopback),
            Extension::AuthorizationResponseIss
            | Extension::LoopbackAnyPort
            | Extension::RevokeOnCodeReplay
            | Extension::Rfc9068AccessTokens
            | Extension::ProtectedResourceMetadata
            | Extension::ResourceIndicators
            | Extension::PrivateKeyJwt
            | Extension::ClientSecretJwt
            | Extension::RequirePushedAuthorizationRequests
            | Extension::DPoPNonces
            | Extension::TokenExchange
            | Extension::JwtBearer
            | Extension::DynamicClientRegistration
            | Extension::ClientIdMetadataDocumentsOnLoopback => false,
        };
        needed || self.0.contains(&extension)
    }

    /// Switches `extension` on.
    pub fn switch_on(&mut self, extension: Extension) {
        self.0.insert(extension);
    }

    pub(super) fn read(section: &Section<'_>, findings: &mut Vec<ConfigFinding>) -> Self {
        section.note_misspelt(&NAMES.map(|(name, _)| name), findings);
        let mut extensions = Self::default();
        for (name, extension) in NAMES {
            if section.flag(name, false, findings) {
                extensions.switch_on(extension);
            }
        }
        extensions
    }
}
