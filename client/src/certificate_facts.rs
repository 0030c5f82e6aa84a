//! What certificates say of themselves, for showing: nobody checks here who issued them.

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use claimscope_core::base64url;
use claimscope_core::json::Value;
use claimscope_core::time::Timestamp;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer as _;

use crate::ClientCertificate;

/// More certificates of a chain are not read.
const MOST_CERTIFICATES: usize = 10;
/// A longer text is no certificate, in bytes.
const LONGEST_TEXT: usize = 64 * 1024;

/// What a certificate says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CertificateFacts {
    /// Whom it is for, such as `CN=orders, O=Example`. It may hold any characters.
    pub subject: String,
    /// Who issued it, by its own words.
    pub issuer: String,
    /// From when it holds.
    pub not_before: Timestamp,
    /// Until when it holds, that second included.
    pub not_after: Timestamp,
    /// `x5t#S256`: its SHA-256 thumbprint ([RFC 7515 §4.1.8](https://www.rfc-editor.org/rfc/rfc7515#section-4.1.8)).
    pub sha256: String,
    /// `x5t`: its SHA-1 thumbprint ([RFC 7515 §4.1.7](https://www.rfc-editor.org/rfc/rfc7515#section-4.1.7)).
    pub sha1: String,
}

impl CertificateFacts {
    /// Reads a certificate in DER; `None` where it is none.
    pub fn read(der: &[u8]) -> Option<Self> {
        let (rest, certificate) = X509Certificate::from_der(der).ok()?;
        let validity = certificate.validity();
        rest.is_empty().then(|| Self {
            subject: certificate.subject().to_string(),
            issuer: certificate.issuer().to_string(),
            not_before: Timestamp::from_unix_seconds(validity.not_before.timestamp()),
            not_after: Timestamp::from_unix_seconds(validity.not_after.timestamp()),
            sha256: sha256_thumbprint(der),
            sha1: base64url::encode(digest(&SHA1_FOR_LEGACY_USE_ONLY, der).as_ref()),
        })
    }
}

fn sha256_thumbprint(der: &[u8]) -> String {
    base64url::encode(digest(&SHA256, der).as_ref())
}

/// The certificates of an `x5c` ([RFC 7515 §4.1.6]), the key's own first, the first ten of them; `None` in place of what is
/// none.
///
/// [RFC 7515 §4.1.6]: https://www.rfc-editor.org/rfc/rfc7515#section-4.1.6
pub fn certificate_chain(x5c: &Value) -> Vec<Option<CertificateFacts>> {
    let elements = x5c.as_array().unwrap_or_default();
    let read = |element: &Value| {
        let text = element.as_str().filter(|text| text.len() <= LONGEST_TEXT)?;
        CertificateFacts::read(&base64url::decode_for_display(text.as_bytes())?)
    };
    elements.iter().take(MOST_CERTIFICATES).map(read).collect()
}

/// `x5t#S256` of the certificate that a client shows; `None` where its file holds none.
pub fn client_certificate_thumbprint(certificate: &ClientCertificate) -> Option<String> {
    let first = CertificateDer::pem_slice_iter(&certificate.chain_pem).next()?;
    Some(sha256_thumbprint(&first.ok()?))
}

#[cfg(test)]
mod tests {
    use claimscope_core::secret::Secret;
    use rcgen::{CertificateParams, DnType, KeyPair, date_time_ymd};

    use super::*;

    fn certificate() -> rcgen::Certificate {
        let mut params = CertificateParams::new(vec!["orders.example".to_owned()]).unwrap();
        params.distinguished_name.push(DnType::CommonName, "orders");
        params.not_before = date_time_ymd(2024, 2, 15);
        params.not_after = date_time_ymd(2025, 2, 15);
        params.self_signed(&KeyPair::generate().unwrap()).unwrap()
    }

    #[test]
    fn a_certificate_tells_whose_it_is_and_when_it_holds() {
        let certificate = certificate();
        let facts = CertificateFacts::read(certificate.der()).unwrap();
        assert!(facts.subject.contains("CN=orders"), "{}", facts.subject);
        assert_eq!(facts.subject, facts.issuer);
        assert_eq!(facts.not_before.to_string(), "2024-02-15T00:00:00Z");
        assert_eq!(facts.not_after.to_string(), "2025-02-15T00:00:00Z");
        assert_eq!((facts.sha256.len(), facts.sha1.len()), (43, 27));
    }

    #[test]
    fn a_chain_names_what_is_no_certificate_and_is_bounded() {
        let certificate = certificate();
        let text = base64url::encode(certificate.der());
        let standard = text.replace('-', "+").replace('_', "/");
        let elements: Vec<Value> = [standard.as_str(), "bm9uZQ", "!"].map(Value::from).into();
        let chain = certificate_chain(&Value::Array(elements));
        assert!(chain[0].is_some() && chain[1..] == [None, None]);
        let many = vec![Value::from("bm9uZQ"); 5_000];
        assert_eq!(certificate_chain(&Value::Array(many)).len(), 10);
        assert_eq!(certificate_chain(&Value::from("x")), []);
    }

    #[test]
    fn a_client_s_certificate_has_the_thumbprint_that_its_chain_begins_with() {
        let certificate = certificate();
        let client = ClientCertificate {
            chain_pem: certificate.pem().into_bytes(),
            key_pem: Secret::from(""),
        };
        let facts = CertificateFacts::read(certificate.der()).unwrap();
        assert_eq!(client_certificate_thumbprint(&client), Some(facts.sha256));
    }
}
