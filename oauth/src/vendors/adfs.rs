//! AD FS, whose access tokens carry another issuer than its metadata's own: `access_token_issuer` ([the endpoints]).
//!
//! [the endpoints]: https://learn.microsoft.com/windows-server/identity/ad-fs/development/ad-fs-openid-connect-oauth-concepts

/// What follows where the metadata states that issuer.
pub(crate) const STATED_ADVICE: &str =
    "that is AD FS's way; either is expected of a token here, and an API must expect this one";

/// What metadata states that [may not](may_state).
pub(crate) const UNKNOWN: &str =
    "access_token_issuer is not the one that AD FS has there, and is left out";

/// Which issuer it may state.
pub(crate) const UNKNOWN_ADVICE: &str =
    "of https://HOST/adfs it is http://HOST/adfs/services/trust; for other issuers nobody speaks";

/// Whether metadata of one issuer may state the other for access tokens: AD FS at `https://HOST/adfs` names itself
/// `http://HOST/adfs/services/trust` there. For any other issuer nobody may speak, not even on its own host, where
/// other tenants may be.
pub(crate) fn may_state(issuer: &str, access_token_issuer: &str) -> bool {
    let host = |text| within(text, "http://", "/adfs/services/trust");
    within(issuer, "https://", "/adfs").is_some_and(|own| host(access_token_issuer) == Some(own))
}

fn within<'a>(text: &'a str, scheme: &str, path: &str) -> Option<&'a str> {
    let host = text.strip_prefix(scheme)?.strip_suffix(path)?;
    (!host.is_empty() && !host.contains('/')).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adfs_speaks_for_its_own_trust_service_alone() {
        let issuer = "https://fs.example/adfs";
        assert!(may_state(issuer, "http://fs.example/adfs/services/trust"));
        for other in [
            "http://fs.example.evil/adfs/services/trust",
            "http://fs.example:8080/adfs/services/trust",
            "https://fs.example/adfs/services/trust",
            "http://fs.example/tenant-b",
            "urn:adfs",
        ] {
            assert!(!may_state(issuer, other), "{other}");
        }
    }

    #[test]
    fn no_other_issuer_speaks_for_what_is_on_its_host() {
        for issuer in [
            "http://fs.example/adfs",
            "https://fs.example/a",
            "https://fs.example/a/adfs",
        ] {
            assert!(
                !may_state(issuer, "http://fs.example/adfs/services/trust"),
                "{issuer}"
            );
        }
        assert!(!may_state("https:///adfs", "http:///adfs/services/trust"));
    }
}
