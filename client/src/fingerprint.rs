//! The fingerprint by which a person recognises a certificate, and the host that they trust it for.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};

/// SHA-256 of a certificate's DER form; shown as `AB:CD:…`, as browsers and `openssl x509 -fingerprint` show it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// The fingerprint of a certificate in DER form.
    pub fn of_certificate(der: &[u8]) -> Self {
        Self(Sha256::digest(der).into())
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, byte) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { ":" };
            write!(formatter, "{separator}{byte:02X}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Fingerprint({self})")
    }
}

/// A text that is not 64 hexadecimal digits, with or without colons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FingerprintError;

impl fmt::Display for FingerprintError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a SHA-256 fingerprint is 64 hexadecimal digits")
    }
}

impl std::error::Error for FingerprintError {}

impl FromStr for Fingerprint {
    type Err = FingerprintError;

    fn from_str(text: &str) -> Result<Self, FingerprintError> {
        let digits: Vec<u8> = text
            .chars()
            .filter(|character| !matches!(character, ':' | ' '))
            .map(|character| {
                let digit = character.to_digit(16).ok_or(FingerprintError)?;
                u8::try_from(digit).map_err(|_| FingerprintError)
            })
            .collect::<Result<_, _>>()?;
        let bytes: Vec<u8> = digits
            .chunks(2)
            .map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit))
            .collect();
        if digits.len() != 64 {
            return Err(FingerprintError);
        }
        bytes.try_into().map(Self).map_err(|_| FingerprintError)
    }
}

/// A certificate at a host: what a person trusts, and what a connection found untrusted. It counts for that host alone,
/// whose name TLS knows; at every port of it, since TLS does not know the port.
///
/// Written as `HOST=SHA256`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct HostCertificate {
    host: String,
    fingerprint: Fingerprint,
}

impl HostCertificate {
    /// The certificate of this fingerprint at this host, a name or an address, with or without the brackets of IPv6.
    pub fn new(host: &str, fingerprint: Fingerprint) -> Self {
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let host = match bare.parse::<IpAddr>() {
            Ok(address) => address.to_string(),
            Err(_) => bare.trim_end_matches('.').to_ascii_lowercase(),
        };
        Self { host, fingerprint }
    }

    /// Whether a text is a host alone, a name or an address, without scheme, port and path.
    pub fn is_host(text: &str) -> bool {
        let has_port = match text.rsplit_once(']') {
            Some((_, rest)) => rest.starts_with(':'),
            // IPv6 has several colons.
            None => text.matches(':').count() == 1,
        };
        !text.is_empty() && !text.contains(['/', '@']) && !has_port
    }

    /// The host, in lower case and without brackets.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The certificate's fingerprint.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }
}

impl fmt::Display for HostCertificate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}={}", self.host, self.fingerprint)
    }
}

impl fmt::Debug for HostCertificate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "HostCertificate({self})")
    }
}

impl Serialize for Fingerprint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Fingerprint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes() {
        let fingerprint = Fingerprint::of_certificate(b"x");
        let text = fingerprint.to_string();
        assert_eq!(text.len(), 95);
        assert_eq!(text.parse(), Ok(fingerprint));
        assert_eq!(
            text.replace(':', "").to_lowercase().parse(),
            Ok(fingerprint)
        );
        assert_eq!(text[1..].parse::<Fingerprint>(), Err(FingerprintError));
        assert_eq!("".parse::<Fingerprint>(), Err(FingerprintError));
    }

    #[test]
    fn a_host_is_the_same_in_every_spelling() {
        let at = |host| HostCertificate::new(host, Fingerprint::of_certificate(b"x"));
        assert_eq!(at("STS.example."), at("sts.example"));
        assert_eq!(at("[0:0::1]"), at("::1"));
        assert_ne!(at("sts.example"), at("www.sts.example"));
        assert!(at("Localhost").to_string().starts_with("localhost="));
    }
}
