//! What survives a restart. Whatever may be a secret is left out of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::connection::{ConnectionForm, ConnectionId};
use crate::files::{MadeEntry, ParkedFolder, SavedFolder};
use crate::saved_history::{SavedHistory, those_that_can_be_read};
use crate::tab::Tab;
use crate::theme_choice::ThemeChoice;

/// What survives a restart; secrets do not.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Saved {
    /// Connections other than the playground that are in no file, or not as they are.
    pub connections: Vec<ConnectionForm>,
    /// The selected one.
    pub selected: Option<ConnectionId>,
    /// The theme.
    pub theme: ThemeChoice,
    /// Zoom in percent.
    pub zoom_percent: Option<u16>,
    /// Whether the person wants the log unfolded.
    pub shows_log: bool,
    /// Whether it unfolds by itself where a request fails.
    pub opens_log_on_failure: bool,
    /// Whether the tour is shown: from the first start until it is closed.
    pub shows_tour: bool,
    /// The tab that is shown.
    pub tab: Tab,
    /// The workspace folder.
    pub folder: SavedFolder,
    /// What the tokens said that each connection obtained.
    #[serde(deserialize_with = "those_that_can_be_read")]
    pub histories: Vec<SavedHistory>,
    /// What is kept of other folders.
    pub parked: Vec<ParkedFolder>,
    /// The entries of the keychain that were made here, by their names.
    pub made_entries: BTreeMap<String, MadeEntry>,
}

impl Saved {
    /// What is there before anything was ever saved.
    pub fn of_first_start() -> Self {
        Self {
            shows_tour: true,
            ..Self::default()
        }
    }
}
