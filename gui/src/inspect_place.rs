//! Inspect as a place of its own: whatever is pasted lands there, whichever connection is shown.

use crate::connection::{ConnectionForm, ConnectionId};

/// What the place shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum PlaceTab {
    /// One token or document.
    #[default]
    Inspect,
}

impl PlaceTab {
    /// In the order shown.
    pub const ALL: [Self; 1] = [Self::Inspect];

    /// Its title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Inspect => "Inspect",
        }
    }
}

/// What the place holds. None of it is saved: texts may be live tokens.
#[derive(Clone, Debug)]
pub struct InspectPlace {
    /// What is expected of a token here, and whose keys verify it, in the form that connections have. It is no connection:
    /// it stands in no list and goes to no file.
    pub form: ConnectionForm,
    /// What is shown.
    pub tab: PlaceTab,
    /// The connection that was shown before.
    pub before: ConnectionId,
}

impl Default for InspectPlace {
    /// A token of whatever issuer for whatever audience, until the person expects one.
    fn default() -> Self {
        Self {
            form: ConnectionForm {
                id: ConnectionId::INSPECT,
                name: "Inspect".to_owned(),
                any_audience: true,
                any_issuer: true,
                ..ConnectionForm::default()
            },
            tab: PlaceTab::default(),
            before: ConnectionId::PLAYGROUND,
        }
    }
}

/// What the person wants of the place.
#[derive(Clone, Debug, PartialEq)]
pub enum PlaceCommand {
    /// Show the place with this tab.
    Show(PlaceTab),
}
