//! What the playground does beyond IdentityServer4; all of it is off unless the configuration switches it on.

use super::finding::Finding;
use super::section::Section;

/// The section `Playground`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extensions {
    /// `AuthorizationResponseIss`: answers of the authorization endpoint name the issuer
    /// ([RFC 9207](https://www.rfc-editor.org/rfc/rfc9207)).
    pub authorization_response_iss: bool,
    /// `LoopbackAnyPort`: a redirect to a loopback address may have any port
    /// ([RFC 8252 §7.3](https://www.rfc-editor.org/rfc/rfc8252#section-7.3)); IdentityServer4 compares it as written.
    pub loopback_any_port: bool,
    /// `RevokeOnCodeReplay`: a code that comes twice ends the refresh and reference tokens that it gave
    /// ([RFC 6749 §4.1.2](https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2)).
    pub revoke_on_code_replay: bool,
}

const NAMES: [&str; 3] = [
    "AuthorizationResponseIss",
    "LoopbackAnyPort",
    "RevokeOnCodeReplay",
];

impl Extensions {
    pub(super) fn read(section: &Section<'_>, findings: &mut Vec<Finding>) -> Self {
        section.note_misspelt(&NAMES, findings);
        let mut flag = |name| section.flag(name, false, findings);
        Self {
            authorization_response_iss: flag("AuthorizationResponseIss"),
            loopback_any_port: flag("LoopbackAnyPort"),
            revoke_on_code_replay: flag("RevokeOnCodeReplay"),
        }
    }
}
