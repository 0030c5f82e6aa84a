//! What the window shows of a run of the steps: how far each is, and how the whole stands.

use claimscope_client::session::{Fault, RunOutcome, Step};
use claimscope_core::report::Check;
use claimscope_oauth::diagnose::Diagnosis;

use crate::results::FailureText;
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
    /// Went well where it should not have: what was broken on purpose was accepted.
    Unnoticed(StepResult),
    /// Left out: the connection says what it would have found.
    NotNeeded,
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
            Self::Unnoticed(_) => "Not noticed",
            Self::NotNeeded => "Not needed",
            Self::NotReached => "Not reached",
        }
    }

    /// Its result, where there is one.
    pub fn result(&self) -> Option<&StepResult> {
        match self {
            Self::Passed(result)
            | Self::Warned(result)
            | Self::Failed(result)
            | Self::Unnoticed(result) => Some(result),
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
    NotNoticed(&'static Fault),
    /// No answer came, or one that is no use.
    Failed(FailureText),
    /// The API refused.
    Refused(Diagnosis),
    /// The API accepted a token that fails these checks.
    Checks(Vec<Check>),
}

/// How a run stands as a whole.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Standing {
    /// Under way.
    #[default]
    Running,
    /// A person ended it, and what was broken is being put back.
    Restoring,
    /// A person ended it.
    Cancelled,
    /// What was to be broken could not be, or not be put back.
    Failed(FailureText),
    /// Over.
    Over(RunOutcome),
}

/// One run of the steps, under way or over.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RunProgress {
    /// Which of its connection's runs: what comes of an older one is dropped.
    pub generation: u64,
    /// What is broken on purpose.
    pub fault: Option<&'static Fault>,
    /// The steps.
    pub steps: [StepState; Step::ALL.len()],
    /// How it stands.
    pub standing: Standing,
    /// Why no token can be asked for, where that is known from the start.
    pub(crate) stops_at_token: Option<FailureText>,
    /// What went wrong so far.
    pub(crate) trouble: Option<Explanation>,
}

impl RunProgress {
    /// A run at its start.
    pub fn new(generation: u64, fault: Option<&'static Fault>) -> Self {
        Self {
            generation,
            fault,
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

    /// Marks every step that has not ended as not reached.
    pub fn give_up(&mut self) {
        for state in &mut self.steps {
            if matches!(state, StepState::Waiting | StepState::Running) {
                *state = StepState::NotReached;
            }
        }
    }

    /// Whether its steps are being taken.
    pub fn is_under_way(&self) -> bool {
        self.standing == Standing::Running
    }

    /// Whether nothing more will happen.
    pub fn is_over(&self) -> bool {
        !matches!(self.standing, Standing::Running | Standing::Restoring)
    }

    /// What went wrong, once it is over: until then a later step may say more.
    pub fn explanation(&self) -> Option<&Explanation> {
        match self.standing {
            Standing::Failed(_) | Standing::Over(_) => self.trouble.as_ref(),
            _ => None,
        }
    }

    /// The run in one sentence.
    pub fn headline(&self) -> String {
        match &self.standing {
            Standing::Running => "Running".to_owned(),
            Standing::Restoring => "Putting back what was broken".to_owned(),
            Standing::Cancelled => "Cancelled".to_owned(),
            Standing::Failed(failure) => failure.sentence.clone(),
            Standing::Over(outcome) => outcome.headline(),
        }
    }
}
