//! Certificates that somebody does not trust: the issuer's, perhaps, or a client's own.

use super::logs::row;
use super::{Certain, Likely, Possible, assert_rows};

const ISSUER: &str = "api.issuer-unreachable";

#[test]
fn a_line_alone_does_not_say_whose_certificate_it_is() {
    for text in [
        "x509: certificate signed by unknown authority",
        "x509: certificate has expired or is not yet valid: current time 2026-11-27T10:00:00Z is after 2026-11-20T00:00:00Z",
        "tls: failed to verify certificate: x509: certificate is valid for a.test, not id.test",
        "unable to get local issuer certificate",
        "Error: unable to verify the first certificate\n    at TLSSocket.onConnectSecure (node:_tls_wrap:1659:34) {\n  code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'\n}",
        "invalid peer certificate: UnknownIssuer",
        "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
        "DEPTH_ZERO_SELF_SIGNED_CERT",
        "javax.net.ssl.SSLHandshakeException: PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target",
        "The remote certificate is invalid according to the validation procedure: RemoteCertificateChainErrors",
        "curl: (60) SSL certificate problem: unable to get local issuer certificate",
    ] {
        assert_rows(&[row(text, ISSUER, Possible, "NODE_EXTRA_CA_CERTS")]);
    }
}

#[test]
fn a_line_that_names_keys_or_metadata_is_of_the_issuer() {
    assert_rows(&[
        row(
            "Get \"https://id.test/.well-known/openid-configuration\": x509: certificate has expired or is not yet valid: current time 2026-11-27T10:00:00Z is after 2026-11-20T00:00:00Z",
            ISSUER,
            Likely,
            "both clocks right",
        ),
        row(
            "error sending request for url (https://id.test/jwks): invalid peer certificate: Expired",
            ISSUER,
            Likely,
            "",
        ),
        row(
            "HTTP/1.1 500 Internal Server Error\n\nx509: certificate signed by unknown authority",
            ISSUER,
            Likely,
            "",
        ),
    ]);
}

#[test]
fn a_client_certificate_is_no_issuers() {
    assert_rows(&[row(
        "E1126 10:00:00.000000       1 authentication.go:75] \"Unable to authenticate the request\" err=\"[x509: certificate has expired or is not yet valid: current time 2026-11-26T10:00:00Z is after 2026-11-20T00:00:00Z, verifying certificate SN=1 failed]\"",
        "request.other-credential",
        Certain,
        "kubeconfig",
    )]);
}
