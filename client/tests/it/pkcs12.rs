//! PKCS#12 files as `openssl pkcs12 -export` writes them: `modern` and `legacy` have the same key with its chain (`-legacy` means
//! RC2, 3DES and a MAC with SHA-1), `rsa-3des` a key for RSA (`-legacy -descert`), `no-key` none (`-nokeys`), `no-mac` no MAC
//! (`-nomac`), `open` nothing that is encrypted, `empty-password` and `umlauts` what their names say; the password of the others
//! is [`PASSWORD`].

use claimscope_client::{ClientCertificate, ClientCertificateError, HttpClient, Settings};
use claimscope_core::secret::Secret;
use claimscope_oauth::HttpRequest;
use p12_keystore::{Certificate, KeyStore, KeyStoreEntry, PrivateKey, PrivateKeyChain};

use crate::client_with;
use crate::peer::{Identity, Manner, Peer, json};
use crate::tls::certificate_of;

const MODERN: &[u8] = include_bytes!("pkcs12/modern.p12");
const LEGACY: &[u8] = include_bytes!("pkcs12/legacy.p12");
const AUTHORITY: &str = include_str!("pkcs12/authority.pem");
const PASSWORD: &str = "look-alike";

fn read(bytes: &[u8], password: &str) -> Result<ClientCertificate, ClientCertificateError> {
    ClientCertificate::from_files(bytes.to_vec(), None, Some(&Secret::from(password)))
}

fn client(certificate: ClientCertificate) -> HttpClient {
    client_with(Settings {
        client_certificate: Some(certificate),
        ..Settings::default()
    })
}

fn certificates(certificate: &ClientCertificate) -> usize {
    let text = String::from_utf8(certificate.chain_pem.clone()).unwrap();
    text.matches("BEGIN CERTIFICATE").count()
}

#[tokio::test]
async fn a_certificate_from_a_pkcs12_file_is_shown_to_the_server_that_asks_for_one() {
    let server = Identity::self_signed();
    let manner = Manner::Answer(json("{}"));
    let peer = Peer::start_for_clients(manner, &server, AUTHORITY).await;
    for bytes in [MODERN, LEGACY] {
        let certificate = read(bytes, PASSWORD).unwrap();
        assert_eq!(certificates(&certificate), 2);
        let client = client(certificate);
        client.trust(certificate_of(&server));
        let response = client.send(&HttpRequest::get(peer.https("/"))).await;
        assert_eq!(response.unwrap().status, 200);
    }
}

#[test]
fn one_certificate_in_two_files_is_the_same() {
    assert_eq!(read(MODERN, PASSWORD), read(LEGACY, PASSWORD));
}

#[test]
fn files_are_read_however_they_are_locked() {
    let files: [(&[u8], &str); 5] = [
        (include_bytes!("pkcs12/rsa-3des.p12"), PASSWORD),
        (include_bytes!("pkcs12/no-mac.p12"), PASSWORD),
        (include_bytes!("pkcs12/umlauts.p12"), "Grüße €"),
        (include_bytes!("pkcs12/empty-password.p12"), ""),
        (include_bytes!("pkcs12/open.p12"), ""),
    ];
    for (index, (bytes, password)) in files.into_iter().enumerate() {
        assert!(ClientCertificate::is_pkcs12(bytes));
        let certificate = read(bytes, password);
        let certificate = certificate.unwrap_or_else(|why| panic!("{index}: {why}"));
        assert!(client(certificate).has_certificate());
    }
}

#[test]
fn a_wrong_password_is_told_from_a_missing_one() {
    for bytes in [MODERN, LEGACY, include_bytes!("pkcs12/no-mac.p12")] {
        let wrong = read(bytes, "hunter2").unwrap_err();
        assert_eq!(wrong, ClientCertificateError::PasswordWrong);
        assert!(!wrong.to_string().contains("hunter2"));
        let missing = ClientCertificate::from_files(bytes.to_vec(), None, None);
        assert_eq!(missing, Err(ClientCertificateError::PasswordMissing));
    }
    let no_text = Secret::new(vec![0xff]);
    let refused = ClientCertificate::from_files(MODERN.to_vec(), None, Some(&no_text));
    assert_eq!(refused, Err(ClientCertificateError::PasswordWrong));
}

#[test]
fn a_file_that_was_changed_does_not_open() {
    let mut changed = MODERN.to_vec();
    changed[700] ^= 1;
    let refused = read(&changed, PASSWORD).unwrap_err();
    assert_eq!(refused, ClientCertificateError::PasswordWrong);
    let cut = read(&MODERN[..900], PASSWORD).unwrap_err();
    assert!(matches!(cut, ClientCertificateError::Unreadable(_)));
    assert!(cut.to_string().contains("openssl pkcs12"), "{cut}");
}

#[test]
fn a_file_without_a_private_key_is_named() {
    let refused = read(include_bytes!("pkcs12/no-key.p12"), PASSWORD);
    assert_eq!(refused, Err(ClientCertificateError::NoKey));
}

#[test]
fn which_of_two_private_keys_is_meant_is_not_guessed() {
    let mut store = KeyStore::new();
    for name in ["one", "two"] {
        store.add_entry(name, made(name, &Identity::self_signed(), None));
    }
    let refused = read(&written(&store), PASSWORD);
    assert_eq!(refused, Err(ClientCertificateError::SeveralKeys(2)));
}

#[test]
fn a_certificate_of_another_key_is_not_shown() {
    let mut store = KeyStore::new();
    let other = Identity::self_signed();
    store.add_entry("one", made("one", &Identity::self_signed(), Some(&other)));
    let refused = read(&written(&store), PASSWORD);
    assert_eq!(refused, Err(ClientCertificateError::NoCertificate));
}

#[test]
fn what_does_not_go_together_is_refused() {
    let (chain, key) = Identity::self_signed().pem();
    let password = Secret::from(PASSWORD);
    let twice = ClientCertificate::from_files(MODERN.to_vec(), Some(key.into()), Some(&password));
    assert_eq!(twice, Err(ClientCertificateError::KeyTwice));
    let unused = ClientCertificate::from_files(chain.into_bytes(), None, Some(&password));
    assert_eq!(unused, Err(ClientCertificateError::PasswordUnused));
}

#[test]
fn a_file_begins_as_pkcs12_does_or_is_none() {
    for begins in [
        &[0x30, 0x82, 4, 1, 2, 1, 3, 0x30][..],
        &[0x30, 0x80, 2, 1, 3],
    ] {
        assert!(ClientCertificate::is_pkcs12(begins));
        let refused = read(begins, PASSWORD).unwrap_err();
        assert!(matches!(refused, ClientCertificateError::Unreadable(_)));
    }
    for other in [&[0x30, 0x82, 1, 0, 0x30, 0x82][..], b"", &[0x30, 0x84]] {
        assert!(!ClientCertificate::is_pkcs12(other));
    }
}

/// An entry with the key of an identity and its certificate, or another's.
fn made(name: &str, identity: &Identity, certificate: Option<&Identity>) -> KeyStoreEntry {
    let key = PrivateKey::from_der(&identity.key_der()).unwrap();
    let certificate = &certificate.unwrap_or(identity).certificate;
    let certificate = Certificate::from_der(certificate).unwrap();
    KeyStoreEntry::PrivateKeyChain(PrivateKeyChain::new(name, key, [certificate]))
}

fn written(store: &KeyStore) -> Vec<u8> {
    store.writer(PASSWORD).write().unwrap()
}
