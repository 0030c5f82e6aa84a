//! The client's private key while the program runs: never shown, never saved.

use std::fmt;

use claimscope_core::jwk::Jwk;
use claimscope_core::secret::Secret;

use crate::sensitive::Sensitive;

/// A key as it was pasted or read from a file, and what it is.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ClientKey {
    text: Sensitive,
    about: Option<Result<String, String>>,
}

impl ClientKey {
    /// What it is, such as `RSA 2048`, or why it cannot sign; `None` where there is none.
    pub fn about(&self) -> Option<Result<&str, &str>> {
        let about = self.about.as_ref()?;
        Some(about.as_deref().map_err(String::as_str))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.about.is_none()
    }

    /// Its text.
    pub(crate) fn to_secret(&self) -> Secret {
        self.text.to_secret()
    }

    /// The key, where it can sign.
    ///
    /// # Errors
    ///
    /// One sentence, where it cannot.
    pub(crate) fn jwk(&self) -> Result<Option<Jwk>, String> {
        match self.text.expose().trim() {
            "" => Ok(None),
            text => parse(text).map(Some),
        }
    }
}

impl From<&str> for ClientKey {
    fn from(text: &str) -> Self {
        let text = text.trim();
        Self {
            about: (!text.is_empty()).then(|| parse(text).map(|jwk| about(&jwk))),
            text: Sensitive::from(text),
        }
    }
}

impl fmt::Debug for ClientKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[secret]")
    }
}

fn parse(text: &str) -> Result<Jwk, String> {
    let jwk = Jwk::parse(text.as_bytes())
        .map_err(|error| format!("this is no key that can be used: {error}"))?;
    match jwk.is_private() {
        true => Ok(jwk),
        false => Err("this is a public key, which cannot sign; give the private one".to_owned()),
    }
}

fn about(jwk: &Jwk) -> String {
    let kind = match jwk.curve() {
        Some(curve) => format!("{} {}", jwk.key_type().name(), curve.name()),
        None => format!("{} {}", jwk.key_type().name(), jwk.bits()),
    };
    match &jwk.kid {
        Some(kid) => format!("{kind}, kid {kid}"),
        None => kind,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_a_key_is_and_never_the_key() {
        let mut entropy = |bytes: &mut [u8]| {
            bytes.fill(7);
            Ok(())
        };
        let algorithm = claimscope_core::alg::Algorithm::ES256;
        let jwk = claimscope_core::jwk::generate(algorithm, &mut entropy).unwrap();
        let private = serde_json::to_string(&jwk.to_json_with_private()).unwrap();
        let key = ClientKey::from(private.as_str());
        assert!(key.about().unwrap().unwrap().starts_with("EC P-256"));
        assert_eq!(format!("{key:?}"), "[secret]");
        let public = serde_json::to_string(&jwk.to_json()).unwrap();
        let public = ClientKey::from(public.as_str());
        assert!(public.about().unwrap().unwrap_err().contains("public"));
        assert!(ClientKey::from("hunter2").about().unwrap().is_err());
        assert!(ClientKey::from(" ").is_empty());
    }
}
