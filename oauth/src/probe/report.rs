//! What a probe found: the same for the terminal, the window and CI.

use serde::Serialize;

use super::{ProbeCase, ProbeExpectation};
use crate::diagnose::Diagnosis;

/// How a case came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProbeVerdict {
    /// As it must be.
    Pass,
    /// Not as it must be: whoever sends such a request gets in, or who may get in does not.
    Gap,
    /// Not as the specification has it, and nobody gets in by it.
    Deviation,
    /// It cannot be told.
    NotJudged,
}

/// A case with what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ProbeResult {
    /// Which case.
    #[serde(rename = "id")]
    pub case: ProbeCase,
    /// What was sent, in a few words.
    pub sent: &'static str,
    /// What must come.
    pub expected: ProbeExpectation,
    /// What came, such as `401 invalid_token`; empty where nothing was sent.
    pub seen: String,
    /// How it came out.
    pub verdict: ProbeVerdict,
    /// Why it is a gap or a deviation, or why it cannot be judged; empty for a pass.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub why: String,
    /// Whether an answer came that neither refuses nor takes what must be refused, which leaves the probe without its end.
    #[serde(skip)]
    pub(super) is_unclear: bool,
    /// What to do about a gap or a deviation; empty otherwise.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub remedy: &'static str,
    /// Why the case matters.
    pub meaning: &'static str,
    /// Where the rule stands; empty where no specification speaks of it.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub spec: &'static str,
    /// Every request of the case.
    pub attempts: Vec<ProbeAttempt>,
}

impl ProbeResult {
    /// How it came out, in a word for a table: `refused` and `taken` are as they must be.
    pub const fn outcome(&self) -> &'static str {
        match (self.verdict, self.expected.status()) {
            (ProbeVerdict::Pass, None) => "taken",
            (ProbeVerdict::Pass, Some(_)) => "refused",
            (ProbeVerdict::Gap, _) => "gap",
            (ProbeVerdict::Deviation, _) => "deviation",
            (ProbeVerdict::NotJudged, _) => "not judged",
        }
    }
}

/// One request of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ProbeAttempt {
    /// What tells it from the other requests of the case; empty where it is the only one.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub what: String,
    /// What came.
    pub seen: String,
    /// The status, where an answer came.
    pub status: Option<u16>,
    /// The number of the exchange in the log of whoever sent it.
    pub exchange: Option<u64>,
}

/// How many cases came out how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ProbeSummary {
    /// Refused, as they must be.
    pub refused: usize,
    /// Taken, as they must be.
    pub taken: usize,
    /// Gaps.
    pub gaps: usize,
    /// Deviations, by which nobody gets in.
    pub deviations: usize,
    /// Not judged.
    pub not_judged: usize,
}

impl std::fmt::Display for ProbeSummary {
    /// `24 refused as they must be, 2 taken as they must be, 1 gap, 3 not judged`.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let judged = self.refused + self.taken + self.gaps + self.deviations;
        if judged == 0 {
            return write!(formatter, "{} not judged", self.not_judged);
        }
        let must_be = |count| match count {
            1 => "as it must be",
            _ => "as they must be",
        };
        write!(
            formatter,
            "{} refused {}, {} taken {}, ",
            self.refused,
            must_be(self.refused),
            self.taken,
            must_be(self.taken)
        )?;
        match self.gaps {
            0 => formatter.write_str("no gap")?,
            1 => formatter.write_str("1 gap")?,
            more => write!(formatter, "{more} gaps")?,
        }
        match self.deviations {
            0 => {}
            1 => formatter.write_str(", 1 deviation")?,
            more => write!(formatter, ", {more} deviations")?,
        }
        match self.not_judged {
            0 => Ok(()),
            count => write!(formatter, ", {count} not judged"),
        }
    }
}

/// What a probe found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ProbeReport {
    /// The address that was probed, without credentials.
    pub url: String,
    /// The method of the requests.
    pub method: String,
    /// How many requests were sent.
    pub requests: usize,
    /// How many cases came out how.
    pub summary: ProbeSummary,
    /// Every case, in the order in which they were tried.
    pub results: Vec<ProbeResult>,
    /// Why nothing, or not all, can be judged: one sentence, lower case, no full stop.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped: Option<String>,
    /// Why the API does not take the good token, where it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub diagnosis: Option<Diagnosis>,
    /// What else is worth knowing.
    pub notes: Vec<String>,
}

impl ProbeReport {
    /// The result of a case.
    pub fn result(&self, case: ProbeCase) -> Option<&ProbeResult> {
        self.results.iter().find(|result| result.case == case)
    }

    /// The gaps.
    pub fn gaps(&self) -> impl Iterator<Item = &ProbeResult> {
        self.with(ProbeVerdict::Gap)
    }

    /// The results that say something: of a probe that ended early, those that were tried.
    pub fn tried(&self) -> impl Iterator<Item = &ProbeResult> {
        let is_over = self.stopped.is_none();
        let results = self.results.iter();
        results.filter(move |result| is_over || !result.attempts.is_empty())
    }

    /// The results that came out so.
    pub fn with(&self, verdict: ProbeVerdict) -> impl Iterator<Item = &ProbeResult> {
        let results = self.results.iter();
        results.filter(move |result| result.verdict == verdict)
    }

    /// What is told beside the cases: why it ended early, why the good token is refused, and the notes.
    pub(super) fn told(&self) -> impl Iterator<Item = &str> {
        let diagnosis = self.diagnosis.iter();
        let headlines = diagnosis.map(|diagnosis| diagnosis.headline.as_str());
        let stopped = self.stopped.iter().map(String::as_str);
        let notes = self.notes.iter().map(String::as_str);
        stopped.chain(headlines).chain(notes)
    }

    /// Where a probe without a gap came to its end: the good token, where the API does not take it, the first wrong one that was
    /// neither refused nor taken, or the first case that was not tried. `None` where the whole of it was made, or a gap says enough.
    pub fn broken(&self) -> Option<&ProbeResult> {
        let mut open = self.with(ProbeVerdict::NotJudged);
        let stopped = self.stopped.as_deref();
        open.find(|result| {
            let is_end = result.case.is_good() || stopped.is_none() && result.is_unclear;
            self.summary.gaps == 0 && (is_end || stopped == Some(&*result.why))
        })
    }

    /// Whether the API takes the good token, without which nothing can be judged.
    pub fn is_judged(&self) -> bool {
        let good = self.result(ProbeCase::GoodToken);
        good.is_some_and(|result| result.verdict == ProbeVerdict::Pass)
    }
}

impl ProbeSummary {
    pub(super) fn of(results: &[ProbeResult]) -> Self {
        let mut summary = Self::default();
        for result in results {
            match (result.verdict, result.expected) {
                (ProbeVerdict::Pass, ProbeExpectation::Taken) => summary.taken += 1,
                (ProbeVerdict::Pass, _) => summary.refused += 1,
                (ProbeVerdict::Gap, _) => summary.gaps += 1,
                (ProbeVerdict::Deviation, _) => summary.deviations += 1,
                (ProbeVerdict::NotJudged, _) => summary.not_judged += 1,
            }
        }
        summary
    }
}
