//! Scenes: an issuer, a token and expectations, or an API's answer, with what every face must say of it.
//!
//! The terminal, the window, the npm package and the page are each put through the same table. Issuers and APIs are real
//! servers on loopback, so that what a face does on the way to its verdict is part of what is compared.

mod answers;
mod server;
mod terminal;
mod verdicts;
mod window;

use anyhow::{Context, Result};
use serde::Serialize;
use serde_json::Value;

pub use server::SceneServer;
pub use terminal::look as in_terminal;
pub use window::look as in_window;

/// One scene.
#[derive(Clone, Debug, Serialize)]
pub struct Scene {
    /// Its name, which is also the first segment of its URLs.
    pub name: &'static str,
    /// What is asked.
    pub question: SceneQuestion,
    /// What every face must say.
    pub expected: ExpectedAnswer,
}

/// What is asked of a face.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum SceneQuestion {
    /// Is this token to be trusted?
    #[serde(rename_all = "camelCase")]
    Verify {
        /// The token.
        token: String,
        /// Where the keys come from.
        keys: SceneKeys,
        /// The expected `iss`; absent is a waiver.
        issuer: Option<String>,
        /// The expected `aud`; absent is a waiver.
        audience: Option<String>,
        /// The profile's name.
        profile: &'static str,
        /// A scope that is required.
        scope: Option<&'static str>,
    },
    /// What does this answer of an API mean?
    #[serde(rename_all = "camelCase")]
    Call {
        /// The URL to call, whose answer is `answer`.
        url: String,
        /// The token to send; absent where none is.
        token: Option<String>,
        /// What the API answers.
        answer: Answer,
    },
}

/// Where keys come from.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase", tag = "from", content = "value")]
pub enum SceneKeys {
    /// What the issuer publishes, found by discovery of this URL.
    Issuer(String),
    /// A set at this URL.
    JwksUri(String),
    /// A key in PEM form.
    Pem(String),
    /// A shared secret.
    Secret(String),
}

/// What a server answers.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: String,
}

impl Answer {
    /// An answer without headers and body.
    pub fn status(status: u16) -> Self {
        Self {
            status,
            ..Self::default()
        }
    }

    /// With a header.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// With a body of this type.
    #[must_use]
    pub fn body(self, content_type: &str, body: impl Into<String>) -> Self {
        let mut answer = self.header("content-type", content_type);
        answer.body = body.into();
        answer
    }

    /// With this document as body.
    #[must_use]
    pub fn json(self, document: &Value) -> Self {
        self.body("application/json", document.to_string())
    }
}

/// What every face must say, as far as a table can hold it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExpectedAnswer {
    /// `accepted`, `rejected`, `unverified`, or `no-keys` where the keys could not be had; empty for an API's answer.
    pub verdict: &'static str,
    /// The first check that fails.
    pub failure: Option<&'static str>,
    /// The key that was tried, by its `kid`.
    pub key: Option<&'static str>,
    /// The first reason of a refusal.
    pub reason: Option<&'static str>,
}

/// What a face said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Seen {
    /// As in [`ExpectedAnswer`].
    pub verdict: String,
    /// The checks that failed, in order.
    pub failures: Vec<String>,
    /// The key that was tried: its `kid` and where it is from.
    pub key: Option<(Option<String>, String)>,
    /// The headline and the states and words of the three indicators.
    pub summary: Vec<String>,
    /// The reasons of a refusal, the first first.
    pub reasons: Vec<String>,
}

impl Seen {
    /// From a report as every face gives it.
    ///
    /// # Errors
    /// Where it has no verdict.
    pub fn of_report(report: &Value) -> Result<Self> {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let key = &report["signature"]["key"];
        let checks = report["checks"].as_array().context("a report has checks")?;
        let failed = checks.iter().filter(|check| check["status"] == "fail");
        let summary = &report["summary"];
        let mut said = vec![text(&summary["word"]), text(&summary["headline"])];
        for side in ["format", "signature", "claims"] {
            said.push(text(&summary[side]["state"]));
            said.push(text(&summary[side]["word"]));
        }
        Ok(Self {
            verdict: text(&report["verdict"]).context("a report has a verdict")?,
            failures: failed.filter_map(|check| text(&check["id"])).collect(),
            key: text(&key["source"]).map(|source| (text(&key["kid"]), source)),
            summary: said.into_iter().flatten().collect(),
            reasons: Vec::new(),
        })
    }

    /// From a diagnosis as every face gives it.
    pub fn of_diagnosis(diagnosis: &Value) -> Self {
        let reasons = diagnosis["reasons"].as_array().into_iter().flatten();
        Self {
            reasons: reasons
                .filter_map(|reason| reason["code"].as_str().map(str::to_owned))
                .collect(),
            ..Self::default()
        }
    }

    /// Where the keys could not be had.
    pub fn without_keys() -> Self {
        Self {
            verdict: "no-keys".to_owned(),
            ..Self::default()
        }
    }

    /// How this differs from what is expected, if it does.
    pub fn difference(&self, expected: &ExpectedAnswer) -> Option<String> {
        let key = self.key.as_ref().and_then(|(kid, _)| kid.as_deref());
        let differs = self.verdict != expected.verdict
            || self.failures.first().map(String::as_str) != expected.failure
            || (expected.key.is_some() && key != expected.key)
            || self.reasons.first().map(String::as_str) != expected.reason;
        differs.then(|| format!("expected {expected:?}\n    seen {self:?}"))
    }
}

/// All scenes, with the servers that they need. The servers run for as long as the stage is kept.
///
/// # Errors
/// Where no server can be started, or no token be signed.
pub async fn set_up() -> Result<(SceneServer, Vec<Scene>)> {
    let stage = SceneServer::start().await?;
    let mut scenes = verdicts::scenes(&stage)?;
    scenes.extend(answers::scenes(&stage)?);
    Ok((stage, scenes))
}
