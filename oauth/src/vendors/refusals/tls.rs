//! TLS: how programs say that they could not trust the certificate of a server that they called, by Go, OpenSSL and what is
//! built on it, Node, Java, .NET and rustls.

const SENTENCES: &[&str] = &[
    "x509: cert",
    "x509: cannot validate",
    "failed to verify certificate",
    "certificate signed by",
    "signed certificate",
    "signed_cert",
    "self signed cert",
    "issuer cert",
    "issuer_cert",
    "verify the first certificate",
    "verify leaf signature",
    "verify_leaf_signature",
    "certificate verify failed",
    "certificate_verify_failed",
    "certificate has expired",
    "certificate is not yet valid",
    "cert has expired",
    "cert_has_expired",
    "cert altname",
    "cert_altname",
    "certificate's altnames",
    "ssl certificate problem",
    "peer certificate",
    "remote certificate is invalid",
    "remotecertificate",
    "certification path",
    "pkix path",
];

/// What stands beside it where the server is the issuer.
const OF_ISSUER: &[&str] = &[
    "openid-configuration",
    "jwk",
    "oidc",
    "oauth",
    "introspect",
    "discovery",
    "signing key",
    "/token",
];

/// What it means.
pub(crate) const MEANING: &str = "A program called a server by TLS, perhaps the issuer for its metadata or keys, and could not trust the server's certificate.";

/// What to do about it.
pub(crate) const ADVICE: &str = "make the program that says so trust the server: its authority in the system's certificates (NODE_EXTRA_CA_CERTS for Node, SSL_CERT_FILE for Go and OpenSSL, the trust store for Java), the chain whole at the server, a name that the certificate has, both clocks right; and leave verification on";

/// Whether a sentence, in small letters, says that a server's certificate is not trusted; a client's is another matter.
pub(crate) fn is_said(sentence: &str) -> bool {
    let mut words = SENTENCES.iter();
    !sentence.contains("client cert") && words.any(|words| sentence.contains(words))
}

/// Whether that server is the issuer, for all that the sentence says.
pub(crate) fn is_of_issuer(sentence: &str) -> bool {
    OF_ISSUER.iter().any(|words| sentence.contains(words))
}
