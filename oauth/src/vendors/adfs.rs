//! AD FS, whose access tokens carry another issuer than its metadata's own: `access_token_issuer` ([the endpoints]).
//!
//! [the endpoints]: https://learn.microsoft.com/windows-server/identity/ad-fs/development/ad-fs-openid-connect-oauth-concepts

use claimscope_core::url::Url;

/// Whether metadata of one issuer may state the other for access tokens: AD FS names itself by another scheme and
/// path, `http://HOST/adfs/services/trust`, and by the same host.
pub(crate) fn may_state(issuer: &str, access_token_issuer: &str) -> bool {
    let (Ok(issuer), Ok(other)) = (Url::parse(issuer), Url::parse(access_token_issuer)) else {
        return false;
    };
    issuer.host().eq_ignore_ascii_case(other.host())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issuer_speaks_for_its_own_host_alone() {
        let issuer = "https://fs.example/adfs";
        assert!(may_state(issuer, "http://fs.example/adfs/services/trust"));
        assert!(!may_state(
            issuer,
            "http://fs.example.evil/adfs/services/trust"
        ));
        assert!(!may_state(issuer, "urn:adfs"));
    }
}
