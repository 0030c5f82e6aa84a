//! PKCS#12 files ([RFC 7292](https://www.rfc-editor.org/rfc/rfc7292)): the one private key with the certificates that belong to it.

use claimscope_core::secret::Secret;
use der::pem::{LineEnding, encode_string};
use p12_keystore::error::Error;
use p12_keystore::{Certificate, Pkcs12Archive};
use rustls::crypto::aws_lc_rs::sign::any_supported_type;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::sign::CertifiedKey;

use crate::{ClientCertificate, ClientCertificateError as Refusal};

/// Opens the file. Without a password the empty one is tried, by which many tools write none.
pub(crate) fn read(bytes: &[u8], password: Option<&Secret>) -> Result<ClientCertificate, Refusal> {
    let text = match password {
        Some(password) => password.expose_str().ok_or(Refusal::PasswordWrong)?,
        None => "",
    };
    let archive = Pkcs12Archive::from_pkcs12(bytes, text)
        .map_err(|error| refusal(&error, password.is_some()))?;
    let key = match &archive.keys[..] {
        [] => return Err(Refusal::NoKey),
        [one] => one.key.as_der(),
        several => return Err(Refusal::SeveralKeys(several.len())),
    };
    let certificates: Vec<_> = archive.certs.iter().map(|bag| &bag.cert).collect();
    let own = certificate_of(key, &certificates)?;
    let chain: String = chain(own, &certificates)
        .iter()
        .map(|one| pem("CERTIFICATE", one.as_der()))
        .collect::<Result<_, _>>()?;
    Ok(ClientCertificate {
        chain_pem: chain.into_bytes(),
        key_pem: Secret::from(pem("PRIVATE KEY", key)?),
    })
}

/// What the library's error comes down to. Without a MAC, a wrong password shows as padding that is wrong.
fn refusal(error: &Error, has_password: bool) -> Refusal {
    match error {
        Error::MacError(_) | Error::UnpadError | Error::Pkcs5Error(_) => match has_password {
            true => Refusal::PasswordWrong,
            false => Refusal::PasswordMissing,
        },
        other => Refusal::Unreadable(other.to_string()),
    }
}

/// The certificate whose public key is the private key's: names and numbers in the file only say which was meant.
fn certificate_of<'a>(
    key: &[u8],
    certificates: &[&'a Certificate],
) -> Result<&'a Certificate, Refusal> {
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.to_vec()));
    let key = any_supported_type(&key).map_err(|_| {
        Refusal::Unreadable("its private key is of a kind that is not used for TLS".to_owned())
    })?;
    let is_of_key = |one: &&&Certificate| {
        let certificate = CertificateDer::from(one.as_der().to_vec());
        let pair = CertifiedKey::new(vec![certificate], key.clone());
        pair.keys_match().is_ok()
    };
    let own = certificates.iter().find(is_of_key).copied();
    own.ok_or(Refusal::NoCertificate)
}

/// The certificate, then each that names itself as the issuer of the one before it.
fn chain<'a>(own: &'a Certificate, certificates: &[&'a Certificate]) -> Vec<&'a Certificate> {
    let mut chain = vec![own];
    let mut last = own;
    while let Some(issuer) = certificates
        .iter()
        .find(|one| one.subject() == last.issuer() && !chain.contains(one))
    {
        chain.push(issuer);
        last = issuer;
    }
    chain
}

fn pem(label: &str, der: &[u8]) -> Result<String, Refusal> {
    encode_string(label, LineEnding::LF, der)
        .map_err(|error| Refusal::Unreadable(error.to_string()))
}
