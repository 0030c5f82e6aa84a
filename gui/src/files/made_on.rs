//! What the state has of a file with unwritten edits.

use claimscope_client::workspace::SavedConnection;
use serde::{Deserialize, Deserializer, Serialize};

/// The file that edits were made on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeOn {
    /// Its connection's name.
    pub name: String,
    /// What it said.
    #[serde(deserialize_with = "said_by_saved")]
    pub text: String,
}

impl MadeOn {
    /// A file with this text.
    pub fn new(name: &str, text: &str) -> Self {
        Self {
            name: name.to_owned(),
            text: Self::said_by(text),
        }
    }

    /// What a text says, without comments and spelling: a secret may stand in what nobody reads. Nothing where it cannot be
    /// used, since it may stand anywhere then.
    pub(crate) fn said_by(text: &str) -> String {
        let said = SavedConnection::from_toml(text);
        said.map_or_else(|_| String::new(), |said| said.to_toml())
    }
}

/// Earlier versions kept the whole text.
fn said_by_saved<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(MadeOn::said_by(&String::deserialize(deserializer)?))
}
