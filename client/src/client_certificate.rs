//! The certificate by which this machine shows who it is, from the files that hold it.

use std::fmt;

use claimscope_core::secret::Secret;

use crate::pkcs12;

/// A client certificate with its chain and its private key.
#[derive(Clone)]
pub struct ClientCertificate {
    /// The certificate first and then those of its authorities, in PEM form.
    pub chain_pem: Vec<u8>,
    /// The private key, in PEM form; it may stand beside the certificate in the same text.
    pub key_pem: Secret,
}

impl ClientCertificate {
    /// What the bytes of a person's files hold: a PKCS#12 file with its password, or PEM, whose key stands in the same file where
    /// none is given. What stands in PEM is judged by [`HttpClient::new`](crate::HttpClient::new).
    ///
    /// # Errors
    ///
    /// Where the PKCS#12 file cannot be opened or holds no key with its certificate, or what was given does not go together.
    pub fn from_files(
        certificate: Vec<u8>,
        key: Option<Secret>,
        password: Option<&Secret>,
    ) -> Result<Self, ClientCertificateError> {
        let password = password.filter(|password| !password.is_empty());
        match (Self::is_pkcs12(&certificate), key) {
            (true, Some(_)) => Err(ClientCertificateError::KeyTwice),
            (true, None) => pkcs12::read(&certificate, password),
            (false, _) if password.is_some() => Err(ClientCertificateError::PasswordUnused),
            (false, key) => Ok(Self {
                key_pem: key.unwrap_or_else(|| Secret::new(certificate.clone())),
                chain_pem: certificate,
            }),
        }
    }

    /// Whether the bytes begin as a PKCS#12 file does: a SEQUENCE whose first member is its version, 3
    /// ([RFC 7292 §4](https://www.rfc-editor.org/rfc/rfc7292#section-4)).
    pub fn is_pkcs12(bytes: &[u8]) -> bool {
        let [0x30, length, rest @ ..] = bytes else {
            return false;
        };
        let skipped = match length {
            0x80..=0x84 => usize::from(length & 0x7f),
            _ => 0,
        };
        rest.get(skipped..)
            .is_some_and(|rest| rest.starts_with(&[2, 1, 3]))
    }
}

impl PartialEq for ClientCertificate {
    fn eq(&self, other: &Self) -> bool {
        let is_key_same = self.key_pem.constant_time_eq(other.key_pem.expose());
        is_key_same && self.chain_pem == other.chain_pem
    }
}

impl Eq for ClientCertificate {}

impl fmt::Debug for ClientCertificate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ClientCertificate")
            .finish_non_exhaustive()
    }
}

/// Why files hold no client certificate that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClientCertificateError {
    /// A private key was given beside a PKCS#12 file.
    KeyTwice,
    /// A password was given, and the file is no PKCS#12 file.
    PasswordUnused,
    /// The PKCS#12 file has a password, and none was given.
    PasswordMissing,
    /// The password is not the one of the PKCS#12 file, or the file was changed since it was written.
    PasswordWrong,
    /// There is no private key in the PKCS#12 file.
    NoKey,
    /// There are so many private keys in it.
    SeveralKeys(usize),
    /// None of its certificates is of its private key.
    NoCertificate,
    /// It is broken, or written in a way that is not read here.
    Unreadable(String),
}

impl ClientCertificateError {
    /// One plain sentence, lower case, no full stop.
    pub fn message(&self) -> String {
        match self {
            Self::KeyTwice => {
                "a PKCS#12 file holds its private key itself, and another was given".to_owned()
            }
            Self::PasswordUnused => {
                "a password was given for the client certificate, and its file is no PKCS#12 file"
                    .to_owned()
            }
            Self::PasswordMissing => {
                "the client certificate's PKCS#12 file needs its password".to_owned()
            }
            Self::PasswordWrong => {
                "the password does not open the client certificate's PKCS#12 file".to_owned()
            }
            Self::NoKey => {
                "there is no private key in the client certificate's PKCS#12 file".to_owned()
            }
            Self::SeveralKeys(count) => format!(
                "there are {count} private keys in the client certificate's PKCS#12 file, and nothing says which is meant"
            ),
            Self::NoCertificate => {
                "no certificate in the client certificate's PKCS#12 file is of its private key"
                    .to_owned()
            }
            Self::Unreadable(reason) => {
                format!("the client certificate's PKCS#12 file cannot be read: {reason}")
            }
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::KeyTwice => "leave the file of the key out",
            Self::PasswordUnused => "leave the password out; a key in PEM must not be encrypted",
            Self::PasswordMissing => "give the password that the file was made with",
            Self::PasswordWrong => {
                "check the password; where it is right, the file was changed, and is to be exported anew"
            }
            Self::NoKey => "export the certificate again, with its private key",
            Self::SeveralKeys(_) => "export the certificate that is meant alone, with its key",
            Self::NoCertificate => "export the certificate again, with the key that belongs to it",
            Self::Unreadable(_) => {
                "openssl pkcs12 -in FILE -nodes -out client.pem writes it as PEM, which is read here too; an old file needs -legacy"
            }
        }
    }
}

impl fmt::Display for ClientCertificateError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}; {}", self.message(), self.hint())
    }
}

impl std::error::Error for ClientCertificateError {}
