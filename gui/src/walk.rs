//! The walk of five steps, and the ways to break it.

use crate::model::Tab;
use crate::results::{Diagnosis, Failure};

/// A step of the walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WalkStep {
    /// Read the issuer's metadata and keys.
    Discover,
    /// Ask for an access token.
    Token,
    /// Decode it.
    Inspect,
    /// Check signature and claims.
    Verify,
    /// Call the API with it.
    Call,
}

impl WalkStep {
    /// In the order walked.
    pub const ALL: [Self; 5] = [
        Self::Discover,
        Self::Token,
        Self::Inspect,
        Self::Verify,
        Self::Call,
    ];

    /// Its title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Discover => "Discover",
            Self::Token => "Get token",
            Self::Inspect => "Inspect",
            Self::Verify => "Verify",
            Self::Call => "Call",
        }
    }

    /// What it does, for a person who sees it first.
    pub fn purpose(self) -> &'static str {
        match self {
            Self::Discover => "Read the issuer's metadata and its public keys.",
            Self::Token => "Ask the token endpoint for an access token.",
            Self::Inspect => "Decode the token and look at its form.",
            Self::Verify => "Check the signature with the issuer's keys, and every claim.",
            Self::Call => "Send the token to the API and read its answer.",
        }
    }

    /// Where its result is shown in full.
    pub fn tab(self) -> Tab {
        match self {
            Self::Discover => Tab::Discover,
            Self::Token => Tab::Token,
            Self::Inspect | Self::Verify => Tab::Inspect,
            Self::Call => Tab::Call,
        }
    }

    /// The step after it.
    pub fn next(self) -> Option<Self> {
        Self::ALL.get(self as usize + 1).copied()
    }
}

/// What a step gave, in short.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StepResult {
    /// One line.
    pub headline: String,
    /// Name and value, in the order shown.
    pub facts: Vec<(String, String)>,
    /// How long it took.
    pub milliseconds: Option<u64>,
}

/// How far a step is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum StepState {
    /// Not begun.
    #[default]
    Waiting,
    /// Under way.
    Running,
    /// Went well.
    Passed(StepResult),
    /// Went well, but something could not be shown.
    Warned(StepResult),
    /// Did not.
    Failed(StepResult),
    /// Never begun, because of an earlier failure.
    NotReached,
}

impl StepState {
    /// The word for it, so that colour never stands alone.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Waiting => "Waiting",
            Self::Running => "Running",
            Self::Passed(_) => "Done",
            Self::Warned(_) => "Not proved",
            Self::Failed(_) => "Failed",
            Self::NotReached => "Not reached",
        }
    }

    /// Its result, where there is one.
    pub fn result(&self) -> Option<&StepResult> {
        match self {
            Self::Passed(result) | Self::Warned(result) | Self::Failed(result) => Some(result),
            _ => None,
        }
    }
}

/// Something to break on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// The token server does not answer.
    ServerDown,
    /// The client secret is wrong.
    WrongSecret,
    /// A scope that the client may not have.
    WrongScope,
    /// The API does not answer.
    ApiDown,
    /// The call carries no token.
    NoToken,
    /// The token's time is over.
    Expired,
    /// The token is for another API.
    WrongAudience,
    /// Somebody changed the claims.
    Tampered,
}

impl Fault {
    /// All of them, as the menu lists them.
    pub const ALL: [Self; 8] = [
        Self::ServerDown,
        Self::WrongSecret,
        Self::WrongScope,
        Self::ApiDown,
        Self::NoToken,
        Self::Expired,
        Self::WrongAudience,
        Self::Tampered,
    ];

    /// Its name in the menu.
    pub fn title(self) -> &'static str {
        match self {
            Self::ServerDown => "Server down",
            Self::WrongSecret => "Wrong secret",
            Self::WrongScope => "Wrong scope",
            Self::ApiDown => "API down",
            Self::NoToken => "No token",
            Self::Expired => "Expired token",
            Self::WrongAudience => "Wrong audience",
            Self::Tampered => "Tampered token",
        }
    }

    /// The name that a program passes: `server-down`.
    pub fn name(self) -> &'static str {
        match self {
            Self::ServerDown => "server-down",
            Self::WrongSecret => "wrong-secret",
            Self::WrongScope => "wrong-scope",
            Self::ApiDown => "api-down",
            Self::NoToken => "no-token",
            Self::Expired => "expired",
            Self::WrongAudience => "wrong-audience",
            Self::Tampered => "tampered",
        }
    }

    /// The fault with that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fault| fault.name() == name)
    }

    /// What is done, in one sentence.
    pub fn deed(self) -> &'static str {
        match self {
            Self::ServerDown => {
                "The playground's token server was stopped before the first request."
            }
            Self::WrongSecret => "The token request was sent with a wrong client secret.",
            Self::WrongScope => {
                "The token request asked for the scope api2, which this client may not have."
            }
            Self::ApiDown => "The playground's API was stopped before the call.",
            Self::NoToken => "The call was sent without an Authorization header.",
            Self::Expired => "The playground signed a token whose time ended an hour ago.",
            Self::WrongAudience => "The playground signed a token for the audience api://orders.",
            Self::Tampered => "The claims were changed after signing; the old signature was kept.",
        }
    }

    /// Whether only the playground can be broken that way: nobody can stop a foreign server or sign with its key.
    pub fn needs_playground(self) -> bool {
        matches!(
            self,
            Self::ServerDown | Self::ApiDown | Self::Expired | Self::WrongAudience
        )
    }

    /// Whether a server has to be changed before the walk and put back after it.
    pub fn changes_servers(self) -> bool {
        matches!(self, Self::ServerDown | Self::ApiDown)
    }
}

/// What went wrong on a walk, for a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Explanation {
    /// What a client sees: status line, headers, or the connection's error.
    pub seen: Vec<String>,
    /// Why, and what to do.
    pub diagnosis: Diagnosis,
}

/// One walk, under way or over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Walk {
    /// What was broken on purpose.
    pub fault: Option<Fault>,
    /// The five steps.
    pub steps: [StepState; 5],
    /// What went wrong.
    pub explanation: Option<Explanation>,
    /// Whether what was broken is being put back; the walk ends after that.
    pub mending: bool,
    /// Whether nothing more will happen.
    pub finished: bool,
    /// Why breaking something did not work.
    pub failure: Option<Failure>,
}

impl Walk {
    /// A walk at its start.
    pub fn new(fault: Option<Fault>) -> Self {
        Self {
            fault,
            ..Self::default()
        }
    }

    /// The state of a step.
    pub fn state(&self, step: WalkStep) -> &StepState {
        &self.steps[step as usize]
    }

    /// Sets the state of a step.
    pub fn set(&mut self, step: WalkStep, state: StepState) {
        self.steps[step as usize] = state;
    }

    /// The step under way.
    pub fn running(&self) -> Option<WalkStep> {
        WalkStep::ALL
            .into_iter()
            .find(|step| *self.state(*step) == StepState::Running)
    }

    /// Marks every step that has not begun as not reached.
    pub fn give_up(&mut self) {
        for state in &mut self.steps {
            if matches!(state, StepState::Waiting | StepState::Running) {
                *state = StepState::NotReached;
            }
        }
    }

    /// The walk in one sentence.
    pub fn verdict(&self) -> &'static str {
        if self.mending {
            return "Putting back what was broken";
        }
        if !self.finished {
            return "Walking";
        }
        let failed = self
            .steps
            .iter()
            .any(|state| matches!(state, StepState::Failed(_) | StepState::NotReached));
        match (failed, self.fault) {
            (false, _) => "All five steps went well",
            (true, Some(_)) => "Broken on purpose, and noticed",
            (true, None) => "Something went wrong",
        }
    }
}
