//! A run of the steps from an issuer's metadata to an API's answer: how far each is, and how the whole stands.

pub use claimscope_client::session::Step;
use claimscope_core::report::Check;
use claimscope_oauth::diagnose::Diagnosis;

use crate::fault::Fault;
use crate::results::Failure;
use crate::tab::Tab;

/// Where a step's result is shown in full.
pub fn tab_of(step: Step) -> Tab {
    match step {
        Step::Discover => Tab::Discover,
        Step::Token => Tab::Token,
        Step::Inspect | Step::Verify => Tab::Inspect,
        Step::Call => Tab::Call,
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

/// What went wrong in a run, for a person.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// What a client sees: status line, headers, or the connection's error.
    pub seen: Vec<String>,
    /// Why, and what to do.
    pub why: Why,
}

/// Who says what went wrong.
#[derive(Clone, Debug, PartialEq)]
pub enum Why {
    /// Nobody: what was broken was accepted.
    NotNoticed(Fault),
    /// No answer came, or one that is no use.
    Failed(Failure),
    /// The API refused.
    Refused(Diagnosis),
    /// The API accepted a token that fails these checks.
    Checks(Vec<Check>),
}

/// How a run stands as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Under way.
    Running,
    /// Over, while what was broken is being put back.
    Restoring,
    /// A person ended it.
    Cancelled,
    /// Every step went well, and nothing was broken.
    Well,
    /// Something went wrong that nobody broke.
    Failed,
    /// What was broken was noticed by whoever had to.
    Noticed,
    /// What was broken was accepted by whoever had to refuse it.
    NotNoticed,
}

impl Outcome {
    /// The run in one sentence.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Running => "Running",
            Self::Restoring => "Putting back what was broken",
            Self::Cancelled => "Cancelled",
            Self::Well => "Every step went well",
            Self::Failed => "Something went wrong",
            Self::Noticed => "Broken on purpose, and noticed",
            Self::NotNoticed => "Not noticed: the server accepted it",
        }
    }
}

/// One run of the steps, under way or over.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Run {
    /// What was broken on purpose.
    pub fault: Option<Fault>,
    /// Whether the API is called with GET, whatever method is stated.
    pub uses_get: bool,
    /// The steps.
    pub steps: [StepState; Step::ALL.len()],
    /// What went wrong.
    pub explanation: Option<Explanation>,
    /// Whether what was broken was noticed; `None` where that was not found out.
    pub noticed: Option<bool>,
    /// Whether what was broken is being put back; the run ends after that.
    pub restoring: bool,
    /// Whether nothing more will happen.
    pub finished: bool,
    /// Whether a person ended it.
    pub cancelled: bool,
    /// Why breaking something did not work.
    pub failure: Option<Failure>,
}

impl Run {
    /// A run at its start.
    pub fn new(fault: Option<Fault>, uses_get: bool) -> Self {
        Self {
            fault,
            uses_get,
            ..Self::default()
        }
    }

    /// The state of a step.
    pub fn state(&self, step: Step) -> &StepState {
        &self.steps[step as usize]
    }

    /// Sets the state of a step.
    pub fn set(&mut self, step: Step, state: StepState) {
        self.steps[step as usize] = state;
    }

    /// The step under way.
    pub fn running(&self) -> Option<Step> {
        Step::ALL
            .into_iter()
            .find(|step| *self.state(*step) == StepState::Running)
    }

    /// Marks every step that has not ended as not reached.
    pub fn give_up(&mut self) {
        for state in &mut self.steps {
            if matches!(state, StepState::Waiting | StepState::Running) {
                *state = StepState::NotReached;
            }
        }
    }

    /// How it stands.
    pub fn outcome(&self) -> Outcome {
        let failed = self
            .steps
            .iter()
            .any(|state| matches!(state, StepState::Failed(_) | StepState::NotReached));
        match (self.fault, self.noticed) {
            _ if self.restoring => Outcome::Restoring,
            _ if !self.finished => Outcome::Running,
            _ if self.cancelled => Outcome::Cancelled,
            (Some(_), Some(true)) => Outcome::Noticed,
            (Some(_), Some(false)) => Outcome::NotNoticed,
            (Some(_), None) => Outcome::Failed,
            (None, _) if failed => Outcome::Failed,
            (None, _) => Outcome::Well,
        }
    }
}
