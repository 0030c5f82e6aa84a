//! Text that a person typed and nobody else may see.

use std::fmt;

use claimscope_core::secret::Secret;

/// A secret while it is being edited: never printed, never saved.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Sensitive(String);

impl Sensitive {
    /// The text in clear.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether nothing but white space stands there.
    pub fn is_blank(&self) -> bool {
        self.0.trim().is_empty()
    }

    /// The text in clear, given away.
    pub(crate) fn into_string(self) -> String {
        self.0
    }

    /// The secret on its way to a request.
    pub fn to_secret(&self) -> Secret {
        Secret::from(self.0.as_str())
    }
}

impl From<&str> for Sensitive {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for Sensitive {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Sensitive {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[secret]")
    }
}
