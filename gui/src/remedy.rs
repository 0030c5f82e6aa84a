//! “Do it” at a refusal: what is asked before, what was done, and how that is undone.

use claimscope_client::session::{Remedy, RemedyToken};

use crate::request::{RequestId, TableForm};
use crate::request_to_send::RequestToSend;
use crate::sensitive::Sensitive;

/// What was done about the refusals of one connection's calls.
#[derive(Clone, Debug, Default)]
pub struct RemedyStep {
    /// What must be agreed to before: its call may change data.
    pub question: Option<Box<RemedyPlan>>,
    /// What was done last.
    pub done: Option<Box<RemedyDone>>,
}

/// What will be done, exactly.
#[derive(Clone, Debug)]
pub struct RemedyPlan {
    /// The remedy.
    pub remedy: Remedy,
    /// The same in a sentence or two.
    pub sentence: String,
    /// The call, as it is shown: `DELETE https://api.example/orders/7`.
    pub call: String,
    /// The request of the call.
    pub(crate) request: RequestToSend,
    /// Whether the call may change data.
    pub changes_data: bool,
}

impl RemedyPlan {
    /// Whether something of it can be done without the call.
    pub fn can_leave_call_out(&self) -> bool {
        matches!(
            self.remedy.token,
            RemedyToken::Granted | RemedyToken::Refreshed
        )
    }

    /// Whether the other one does the very same.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.remedy == other.remedy && self.request.is_same(&other.request)
    }
}

/// What was done.
#[derive(Clone, Debug)]
pub struct RemedyDone {
    /// The remedy.
    pub(crate) remedy: Remedy,
    /// The request that was refused.
    pub request: RequestId,
    /// What was edited: as it was, and as it is.
    pub(crate) edited: Option<(EditedByRemedy, EditedByRemedy)>,
    /// The number of the request for a token.
    pub(crate) token: Option<u64>,
    /// What is sent once the token is here.
    pub(crate) to_send: Option<RequestToSend>,
    /// The number of the call that followed.
    pub(crate) call: Option<u64>,
}

/// A part of the form that a remedy edits, with what is in it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum EditedByRemedy {
    /// The switch that binds tokens.
    Dpop(String),
    /// The headers of a request.
    Headers(RequestId, TableForm),
    /// The further parameters.
    Parameters(Sensitive),
    /// `resource`, and whether it is left out.
    Resource(String, bool),
    /// `scope`.
    Scope(String),
    /// Whether the call carries no token.
    SendsNoToken(bool),
}

impl EditedByRemedy {
    /// What became of it, one sentence.
    fn text(&self, after: &Self) -> String {
        let change = |what: &str, before: &str, after: &str| match before.trim() {
            "" => format!("The {what} was empty, and is {after} now."),
            before => format!("The {what} was {before}, and is {after} now."),
        };
        match (self, after) {
            (Self::Scope(before), Self::Scope(after)) => change("scope", before, after),
            (Self::Resource(before, _), Self::Resource(after, _)) => {
                change("resource", before, after)
            }
            (Self::Dpop(_), _) => "DPoP was switched on.".to_owned(),
            (Self::Headers(..), _) => {
                "The request's own Authorization header was switched off.".to_owned()
            }
            // Their values may be secrets.
            (Self::Parameters(_), _) => "A parameter of the token request was added.".to_owned(),
            _ => "“Send the access token” was switched on.".to_owned(),
        }
    }
}

impl RemedyDone {
    /// What was edited, one sentence; `None` where nothing was.
    pub fn edit_text(&self) -> Option<String> {
        let (before, after) = self.edited.as_ref()?;
        Some(before.text(after))
    }
}

/// What a person says to the question before a call that may change data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemedyAnswer {
    /// Do all of it.
    All,
    /// Do it without the call.
    WithoutCall,
    /// Do nothing.
    Nothing,
}

/// What a person wants of a remedy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemedyCommand {
    /// Answer what is asked.
    Answer(RemedyAnswer),
    /// Do it, or ask first.
    DoIt,
    /// Put back what was edited.
    Undo,
}
