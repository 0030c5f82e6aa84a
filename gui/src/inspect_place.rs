//! Inspect as a place of its own: whatever is pasted lands there, whichever connection is shown.

use crate::compare::{Compare, CompareCommand};
use crate::connection::{ConnectionForm, ConnectionId};
use crate::decrypting::DecryptionForm;
use crate::judging::Judging;
use crate::sign::{Sign, SignCommand};
use crate::why::{PastedRefusal, WhyCommand};

/// What the place shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum PlaceTab {
    /// One token or document.
    #[default]
    Inspect,
    /// Two tokens, claim by claim.
    Compare,
    /// A token signed with the person's own key.
    Sign,
    /// Why an API said no.
    Why,
}

impl PlaceTab {
    /// In the order shown.
    pub const ALL: [Self; 4] = [Self::Inspect, Self::Compare, Self::Sign, Self::Why];

    /// Its title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Inspect => "Inspect",
            Self::Compare => "Compare",
            Self::Sign => "Sign",
            Self::Why => "Why 401",
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
    /// Compare.
    pub compare: Compare,
    /// Sign.
    pub sign: Sign,
    /// Why 401.
    pub why: PastedRefusal,
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
            compare: Compare::default(),
            sign: Sign::default(),
            why: PastedRefusal::default(),
        }
    }
}

/// What the person wants of the place.
#[derive(Clone, Debug, PartialEq)]
pub enum PlaceCommand {
    /// Something of Compare.
    Compare(CompareCommand),
    /// Open the encrypted token that is shown with this, wherever it is shown.
    Decrypt(DecryptionForm),
    /// Judge the token that is shown by this, wherever it is shown.
    Judge(Judging),
    /// Show the place with this tab.
    Show(PlaceTab),
    /// Look at this one of the tokens that were found in the text, from 0.
    ShowToken(usize),
    /// Something of Sign.
    Sign(SignCommand),
    /// Something of Why 401.
    Why(WhyCommand),
}
