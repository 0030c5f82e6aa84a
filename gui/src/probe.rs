//! The step Probe of a connection: what it is to probe with, how far it is, and what it found.

use std::path::PathBuf;

use claimscope_core::secret::Secret;
use claimscope_core::time::Timestamp;
use claimscope_oauth::HttpRequest;
use claimscope_oauth::probe::{ProbeCase, ProbeReport, ProbeResult, ProbeVerdict};

use crate::client_key::ClientKey;
use crate::connection::ConnectionId;
use crate::probe_with::{ProbeField, ProbeWith};
use crate::remote::Remote;
use crate::results::FailureText;
use crate::sensitive::Sensitive;
use crate::session_plan::SessionPlan;
use crate::ticket::Ticket;

/// The step of one connection.
#[derive(Clone, Debug, Default)]
pub struct ProbeStep {
    /// What the last probe found.
    pub found: Remote<ProbeFound>,
    /// The cases that have ended, while the probe is under way or where its end was not waited for.
    pub so_far: Vec<ProbeResult>,
    /// The request that is under way.
    pub under_way: Option<ProbeUnderWay>,
    /// Whether the person has ended it, so that no more than its own tokens' end is waited for.
    pub is_stopping: bool,
    /// What must be agreed to before anything is sent.
    pub question: Option<ProbeQuestion>,
    /// Whether the connection was edited since the probe began.
    pub is_outdated: bool,
    /// Which results are listed.
    pub filter: ProbeFilter,
    /// The result that is shown in full.
    pub chosen: Option<ProbeCase>,
    /// A private key that the API trusts; stays in memory.
    pub signing_key: ClientKey,
    /// The connection of another user, client or tenant, to whom the URL must stay closed.
    pub other: Option<ConnectionId>,
    /// What else is given.
    pub with: ProbeWith,
    /// The folder that reports are saved to; empty for the person's folder for downloads.
    pub folder: String,
    /// Where the last report was saved, or why it was not.
    pub saved: Option<Result<PathBuf, FailureText>>,
}

impl ProbeStep {
    /// What was found is of before an edit, and what was asked before it no longer holds.
    pub(crate) fn outdate(&mut self) {
        self.question = None;
        self.is_outdated = self.found.is_pending() || self.found.ready().is_some();
        if self.found.failure().is_some() {
            self.found.clear();
        }
    }

    /// The person ends it: what was seen is judged, and its tokens are revoked. A second time, that is not waited for either.
    pub(crate) fn end(&mut self) {
        self.question = None;
        match self.found.is_pending() && !self.is_stopping {
            true => self.is_stopping = true,
            false => self.found.cancel(),
        }
    }
}

/// What a person is asked before a probe: the agreement is for this request and no other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProbeQuestion {
    /// One sentence or two.
    pub text: String,
    /// The method that would be sent.
    pub method: String,
    /// The URL that it would be sent to; stays in memory.
    pub url: String,
}

/// The request of a probe that is about to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProbeUnderWay {
    /// Its case.
    pub case: ProbeCase,
    /// How many were sent before it.
    pub sent: usize,
    /// How many are sent at most.
    pub of: usize,
}

/// What a probe found.
#[derive(Clone, Debug)]
pub struct ProbeFound {
    /// The report, as the terminal has it.
    pub report: ProbeReport,
    /// What became of the tokens that it asked for, a sentence each.
    pub token_ends: Vec<String>,
    /// When it ended.
    pub at: Timestamp,
}

/// What a probe is made from.
#[derive(Clone, Debug)]
pub struct ProbePlan {
    /// Whose, and which.
    pub ticket: Ticket,
    /// What the session is made of.
    pub session: SessionPlan,
    /// The request that the API takes with a good token, without any credential.
    pub request: HttpRequest,
    /// The token in use; without one, it is asked for.
    pub token: Option<Secret>,
    /// The ID token that came with it.
    pub id_token: Option<Secret>,
    /// A private key that the API trusts.
    pub signing_key: SigningKeyChoice,
    /// Whose token the URL must stay closed to.
    pub other: Option<OtherToken>,
    /// What else is given.
    pub with: ProbeWith,
    /// Whether the person has agreed to what is asked.
    pub is_agreed: bool,
}

/// Which key signs the tokens that hold and say something else.
#[derive(Clone, Debug)]
pub enum SigningKeyChoice {
    /// None is known.
    None,
    /// The playground's, which is this program's own.
    Playground,
    /// The person's.
    Given(Box<claimscope_core::jwk::Jwk>),
}

/// The token of another user, client or tenant.
#[derive(Clone, Debug)]
pub enum OtherToken {
    /// The one in use at that connection.
    InUse(Secret),
    /// It is asked for as that connection.
    AskedFor(ConnectionId, Box<SessionPlan>),
}

/// What the person wants of the step.
#[derive(Clone, Debug, PartialEq)]
pub enum ProbeCommand {
    /// What was asked: send, or let it be.
    Answer(bool),
    /// Show a result in full, or none.
    Choose(Option<ProbeCase>),
    /// Put the report on the clipboard.
    Copy(ProbeFormat),
    /// Change the folder that reports are saved to.
    EditFolder(String),
    /// Change the private key that the API trusts.
    EditSigningKey(Sensitive),
    /// Change a field of what else is given.
    EditWith(ProbeField, Sensitive),
    /// Save the report to a file.
    Save(ProbeFormat),
    /// Narrow the list of results.
    SetFilter(ProbeFilter),
    /// Choose the second connection.
    SetOther(Option<ConnectionId>),
    /// Probe, or ask first.
    Start,
}

/// What is told of a probe.
#[derive(Clone, Debug)]
pub enum ProbeEvent {
    /// A request is about to be sent, and these cases have ended since the one before.
    Advanced(ProbeUnderWay, Vec<ProbeResult>),
    /// It is over.
    Ended(Box<Result<ProbeFound, FailureText>>),
    /// A report was saved, or was not.
    Saved(Result<PathBuf, FailureText>),
}

/// A form of the report for other programs and people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProbeFormat {
    /// For CI's list of tests.
    Junit,
    /// For code scanning.
    Sarif,
    /// For a comment or a page.
    Markdown,
}

impl ProbeFormat {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Junit, Self::Sarif, Self::Markdown];

    /// What it is called.
    pub fn title(self) -> &'static str {
        match self {
            Self::Junit => "JUnit",
            Self::Sarif => "SARIF",
            Self::Markdown => "Markdown",
        }
    }

    /// What the names of its files end with.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Junit => "junit.xml",
            Self::Sarif => "sarif",
            Self::Markdown => "md",
        }
    }

    /// The report in this form.
    pub fn text(self, report: &ProbeReport) -> String {
        match self {
            Self::Junit => report.to_junit(),
            Self::Sarif => report.to_sarif(),
            Self::Markdown => report.to_markdown(),
        }
    }
}

/// Which results are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProbeFilter {
    /// All, those that were not judged included: as many as the summary counts.
    #[default]
    All,
    /// Gaps.
    Gaps,
    /// Deviations, by which nobody gets in.
    Deviations,
    /// What could not be judged.
    NotJudged,
}

impl ProbeFilter {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::All, Self::Gaps, Self::Deviations, Self::NotJudged];

    /// What it is called.
    pub fn title(self) -> &'static str {
        match self {
            Self::All => "All",
            Self::Gaps => "Gaps",
            Self::Deviations => "Deviations",
            Self::NotJudged => "Not judged",
        }
    }

    /// The results of a report that it leaves.
    pub fn results(self, report: &ProbeReport) -> impl Iterator<Item = &ProbeResult> {
        let wanted = match self {
            Self::All => None,
            Self::Gaps => Some(ProbeVerdict::Gap),
            Self::Deviations => Some(ProbeVerdict::Deviation),
            Self::NotJudged => Some(ProbeVerdict::NotJudged),
        };
        let results = report.results.iter();
        results.filter(move |result| wanted.is_none_or(|wanted| result.verdict == wanted))
    }
}

/// How a report is to be taken, before its numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProbeStanding {
    /// The whole probe was made, and found no gap.
    NoGap,
    /// Not all was tried, or nothing could be judged, and no gap was found.
    Unsettled,
    /// There are gaps.
    Gaps,
}

impl ProbeFound {
    /// How it is to be taken.
    pub fn standing(&self) -> ProbeStanding {
        let report = &self.report;
        match report.summary.gaps {
            0 if report.is_judged() && report.stopped.is_none() => ProbeStanding::NoGap,
            0 => ProbeStanding::Unsettled,
            _ => ProbeStanding::Gaps,
        }
    }

    /// One sentence that says no more than is so.
    pub fn headline(&self) -> String {
        let gaps: Vec<&str> = self.report.gaps().map(|gap| gap.why.as_str()).collect();
        match (self.standing(), gaps.as_slice()) {
            (ProbeStanding::NoGap, _) => "No gap was found.".to_owned(),
            (ProbeStanding::Unsettled, _) => {
                let why = self.report.stopped.as_deref().unwrap_or_default();
                match self.report.is_judged() {
                    true => format!("The probe ended early, without a gap: {why}."),
                    false => format!("Nothing could be judged: {why}."),
                }
            }
            (ProbeStanding::Gaps, [one]) => format!("1 gap: {one}."),
            (ProbeStanding::Gaps, all) => format!("{} gaps, the first: {}.", all.len(), all[0]),
        }
    }
}
