//! Which algorithms a token may be encrypted with.

use super::algorithm::{ContentEncryption, KeyManagement};
use super::error::DecryptError;
use crate::json::Object;

/// The algorithms that a token may be encrypted with; by default every one that is opened here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AllowedEncryption {
    algorithms: Option<Vec<String>>,
    encryptions: Option<Vec<String>>,
}

impl AllowedEncryption {
    /// With one of these values of `alg` alone.
    ///
    /// # Errors
    ///
    /// Where the list is empty, or names what is never opened here: the sentence that says so.
    pub fn algorithms(mut self, names: Vec<String>) -> Result<Self, String> {
        require("alg", &names, KeyManagement::is_known)?;
        self.algorithms = Some(names);
        Ok(self)
    }

    /// With one of these values of `enc` alone. Where nothing is said of `alg`, `dir` and PBES2 are not allowed then: with them
    /// whoever sends tokens chooses what a shared secret is used for.
    ///
    /// # Errors
    ///
    /// As [`AllowedEncryption::algorithms`].
    pub fn encryptions(mut self, names: Vec<String>) -> Result<Self, String> {
        require("enc", &names, ContentEncryption::is_known)?;
        self.encryptions = Some(names);
        Ok(self)
    }

    pub(super) fn check(
        &self,
        management: KeyManagement,
        header: &Object,
    ) -> Result<(), DecryptError> {
        let text = |name| header.get_str(name).unwrap_or_default().to_owned();
        let (alg, enc) = (text("alg"), text("enc"));
        let allows_alg = match (&self.algorithms, &self.encryptions) {
            (Some(names), _) => names.contains(&alg),
            (None, Some(_)) => {
                !matches!(management, KeyManagement::Direct | KeyManagement::Pbes2(..))
            }
            (None, None) => true,
        };
        let allows_enc = self
            .encryptions
            .as_ref()
            .is_none_or(|names| names.contains(&enc));
        match (allows_alg, allows_enc) {
            (false, _) => Err(DecryptError::NotAllowed("alg", alg)),
            (true, false) => Err(DecryptError::NotAllowed("enc", enc)),
            (true, true) => Ok(()),
        }
    }
}

fn require(what: &str, names: &[String], is_known: fn(&str) -> bool) -> Result<(), String> {
    match names.iter().find(|name| !is_known(name)) {
        Some(unknown) => Err(format!("{what} {unknown:?} is not opened here")),
        None if names.is_empty() => Err(format!("the list of {what} is empty")),
        None => Ok(()),
    }
}
