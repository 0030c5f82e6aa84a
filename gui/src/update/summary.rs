//! What each step gave, in a line and a few facts, and what it means when one failed.

use claimscope_client::status_text;
use claimscope_core::report::{Check, Format, SignatureStatus, Status, Verdict};
use claimscope_core::time::{Timestamp, relative_text};

use crate::fault::Fault;
use crate::results::{CallResult, Failure, Inspected};
use crate::sentence::{capitalised, sentence};
use crate::steps::{Explanation, Step, StepResult, StepState, Why};
use crate::workspace::Workspace;

fn fact(name: &str, value: impl Into<String>) -> (String, String) {
    (name.to_owned(), value.into())
}

fn failed(failure: Option<&Failure>) -> StepState {
    let failure = failure.cloned().unwrap_or_default();
    let facts = failure.words.map(|words| fact("answer", words));
    StepState::Failed(StepResult {
        headline: failure.sentence,
        facts: facts.into_iter().collect(),
        milliseconds: None,
    })
}

pub(super) fn discovery(workspace: &Workspace) -> StepState {
    let Some(discovery) = workspace.discovery.ready() else {
        return failed(workspace.discovery.failure());
    };
    if discovery.refusal.is_some() {
        return failed(discovery.refusal.as_ref());
    }
    let keys = match discovery.keys.len() {
        1 => "1 key".to_owned(),
        count => format!("{count} keys"),
    };
    let mut facts = vec![fact("issuer", &discovery.discovered.metadata.issuer)];
    if let Some(key) = discovery.keys.first() {
        let kid = key.kid.as_deref().unwrap_or("without kid");
        facts.push(fact("key", format!("{} {}", key.kind, shortened(kid, 12))));
    }
    StepState::Passed(StepResult {
        headline: format!("Metadata and {keys} read from the issuer"),
        facts,
        milliseconds: Some(discovery.milliseconds),
    })
}

pub(super) fn token(workspace: &Workspace, now: Timestamp) -> StepState {
    let Some(token) = workspace.token.ready() else {
        return failed(workspace.token.failure());
    };
    let expiry = match token.expires_at {
        Some(at) if at > now => format!("expires {}", relative_text(at, now)),
        Some(at) => format!("expired {}", relative_text(at, now)),
        None => "says nothing of its end".to_owned(),
    };
    let mut facts = vec![fact("token_type", &token.token_type)];
    facts.extend(token.scope.as_ref().map(|scope| fact("scope", scope)));
    facts.push(fact("length", format!("{} characters", token.text().len())));
    StepState::Passed(StepResult {
        headline: format!("Access token received, {expiry}"),
        facts,
        milliseconds: Some(token.milliseconds),
    })
}

pub(super) fn inspection(workspace: &Workspace) -> StepState {
    let Some(inspected) = workspace.inspect.report.ready() else {
        return failed(workspace.inspect.report.failure());
    };
    let report = &inspected.report;
    let mut facts = Vec::new();
    if let Some(header) = &report.header {
        for name in ["alg", "typ", "kid"] {
            facts.extend(
                header
                    .get_str(name)
                    .map(|value| fact(name, shortened(value, 12))),
            );
        }
    }
    let count = report.claims.as_ref().map_or(0, |claims| claims.len());
    let result = |headline: String| StepResult {
        headline,
        facts: facts.clone(),
        milliseconds: None,
    };
    match report.format {
        Format::Jws => StepState::Passed(result(format!("A signed JWT with {count} claims"))),
        Format::Jwe => StepState::Warned(result(
            "An encrypted JWT, and decryption is not supported here yet".to_owned(),
        )),
        Format::Opaque => StepState::Warned(result(
            "An opaque token: only its issuer can say what it means".to_owned(),
        )),
        Format::Malformed | Format::Other => {
            StepState::Failed(result(sentence(&report.summary.headline)))
        }
    }
}

pub(super) fn verification(workspace: &Workspace) -> StepState {
    let Some(inspected) = workspace.inspect.report.ready() else {
        return failed(workspace.inspect.report.failure());
    };
    let report = &inspected.report;
    let result = |headline: String| StepResult {
        headline,
        facts: verification_facts(inspected),
        milliseconds: None,
    };
    let summary = &report.summary;
    let headline = format!("{}: {}", capitalised(summary.word), summary.headline);
    match report.verdict {
        Verdict::Accepted => StepState::Passed(result(headline)),
        Verdict::Rejected => StepState::Failed(result(headline)),
        Verdict::Unverified => StepState::Warned(result(match &inspected.key_failure {
            Some(failure) => format!("Nothing is proved: {}", failure.sentence),
            None => headline,
        })),
    }
}

fn verification_facts(inspected: &Inspected) -> Vec<(String, String)> {
    let report = &inspected.report;
    let signature = match report.signature.status {
        SignatureStatus::Valid => "valid",
        SignatureStatus::Invalid => "invalid",
        SignatureStatus::NotChecked => "not checked",
    };
    let checks = [
        (Status::Fail, "failed"),
        (Status::Pass, "passed"),
        (Status::Warn, "worth knowing"),
    ]
    .into_iter()
    .filter_map(|(status, word)| {
        let count = report
            .checks
            .iter()
            .filter(|check| check.status == status)
            .count();
        (count > 0).then(|| format!("{count} {word}"))
    })
    .collect::<Vec<_>>()
    .join(", ");
    let mut facts = vec![fact("signature", signature), fact("checks", checks)];
    if !report.waived.is_empty() {
        facts.push(fact("waived", report.waived.join(", ")));
    }
    facts.extend(report.profile.map(|profile| fact("profile", profile)));
    facts
}

pub(super) fn call(workspace: &Workspace) -> StepState {
    let Some(call) = workspace.call.ready() else {
        return failed(workspace.call.failure());
    };
    let mut facts = vec![fact("request", format!("{} {}", call.method, call.url))];
    if call.status < 400 && !call.body.expose().is_empty() {
        facts.push(fact("answer", shortened(call.body.expose(), 56)));
    }
    let result = StepResult {
        headline: format!("The API answered {}", status_text(call.status)),
        facts,
        milliseconds: Some(call.milliseconds),
    };
    if is_welcome(call) {
        StepState::Passed(result)
    } else {
        StepState::Failed(result)
    }
}

/// A redirect is no answer from the API: it often leads to a login page.
fn is_welcome(call: &CallResult) -> bool {
    (200..300).contains(&call.status) && call.diagnosis.is_none()
}

/// Whether what was broken was noticed by whoever had to: `None` where the run did not come so far, or where the answer
/// says nothing about it.
pub(super) fn noticed(workspace: &Workspace, fault: Fault) -> Option<bool> {
    match fault {
        Fault::ServerDown => of_server(workspace.discovery.ready(), workspace.discovery.failure()),
        Fault::ApiDown => of_server(workspace.call.ready(), workspace.call.failure()),
        Fault::WrongSecret | Fault::WrongScope => match workspace.token.ready() {
            Some(_) => Some(false),
            None => workspace.token.failure()?.declined.then_some(true),
        },
        Fault::NoToken | Fault::Expired | Fault::WrongAudience | Fault::Tampered => {
            let call = workspace.call.ready()?;
            match call.status {
                200..300 if call.diagnosis.is_none() => Some(false),
                401 | 403 => Some(true),
                _ => None,
            }
        }
    }
}

fn of_server<T>(answer: Option<&T>, failure: Option<&Failure>) -> Option<bool> {
    match (answer, failure) {
        (Some(_), _) => Some(false),
        (None, Some(_)) => Some(true),
        (None, None) => None,
    }
}

/// The first `limit` characters on one line.
fn shortened(text: &str, limit: usize) -> String {
    let line: Vec<&str> = text.split_whitespace().collect();
    let line = line.join(" ");
    match line.char_indices().nth(limit) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}

/// What went wrong in the run that has just ended; `None` where nothing did.
pub(super) fn explanation(workspace: &Workspace) -> Option<Explanation> {
    let run = workspace.run.as_ref()?;
    if run.cancelled {
        return None;
    }
    if let Some(fault) = run.fault.filter(|_| run.noticed == Some(false)) {
        return Some(unnoticed(workspace, fault));
    }
    if let Some(failure) = [
        run.failure.as_ref(),
        workspace.discovery.failure(),
        workspace
            .discovery
            .ready()
            .and_then(|discovery| discovery.refusal.as_ref()),
        workspace.token.failure(),
        workspace.call.failure(),
    ]
    .into_iter()
    .flatten()
    .next()
    {
        return Some(of_failure(failure));
    }
    if let Some(call) = workspace.call.ready().filter(|call| !is_welcome(call)) {
        let mut seen = vec![format!("HTTP {}", status_text(call.status))];
        seen.extend(
            call.headers
                .iter()
                .filter(|(name, _)| name.eq_ignore_ascii_case("www-authenticate"))
                .map(|(_, value)| format!("WWW-Authenticate: {value}")),
        );
        return Some(Explanation {
            seen,
            why: Why::Refused(call.diagnosis.clone()?),
        });
    }
    let failed: Vec<Check> = workspace
        .inspect
        .current_report()?
        .report
        .failures()
        .cloned()
        .collect();
    (!failed.is_empty()).then_some(Explanation {
        seen: vec![],
        why: Why::Checks(failed),
    })
}

fn unnoticed(workspace: &Workspace, fault: Fault) -> Explanation {
    let seen = match (fault.noticed_at(), workspace.call.ready()) {
        (Step::Call, Some(call)) => vec![format!("HTTP {}", status_text(call.status))],
        _ => vec![],
    };
    Explanation {
        seen,
        why: Why::NotNoticed(fault),
    }
}

fn of_failure(failure: &Failure) -> Explanation {
    Explanation {
        seen: vec![match &failure.words {
            Some(words) => words.clone(),
            None => format!("No answer. {}", failure.sentence),
        }],
        why: Why::Failed(failure.clone()),
    }
}
