//! What each step gave, in a line and a few facts, and what it means when one failed.

use claimscope_client::session::{Fault, Step};
use claimscope_client::status_text;
use claimscope_core::report::{Check, Format, SignatureStatus, Status, Verdict};
use claimscope_core::time::{Timestamp, duration_text};
use claimscope_oauth::mask;

use crate::results::{CallResult, DiscoveryResult, FailureText, Inspected, TokenResult};
use crate::sentence::{capitalised, sentence};
use crate::stepped::Gave;
use crate::steps::{Explanation, StepResult, StepState, Why};

fn fact(name: &str, value: impl Into<String>) -> (String, String) {
    (name.to_owned(), value.into())
}

/// How the step stands: whether it went well is the client's to say.
pub(super) fn state(gave: &Gave, is_good: bool, now: Timestamp) -> StepState {
    let result = result(gave, now);
    match is_good {
        _ if is_unproved(gave) => StepState::Warned(result),
        true => StepState::Passed(result),
        false => StepState::Failed(result),
    }
}

/// Whether nobody here can say more of the token.
fn is_unproved(gave: &Gave) -> bool {
    match gave {
        Gave::Inspect(_, found) => matches!(found.report().format, Format::Jwe | Format::Opaque),
        Gave::Verify(found) => found.report().verdict == Verdict::Unverified,
        _ => false,
    }
}

fn result(gave: &Gave, now: Timestamp) -> StepResult {
    match gave {
        Gave::Discover(Ok(found)) => discovery(found),
        Gave::Token(Ok(found)) => {
            let took = Some(found.milliseconds);
            token(found, "Access token received", took, now)
        }
        Gave::Signed(found) => token(found, "Signed by the playground's own key", None, now),
        Gave::Inspect(_, found) => inspection(found),
        Gave::Verify(found) => verification(found),
        Gave::Call(Ok(found)) => call(found),
        Gave::Discover(Err(failure)) | Gave::Token(Err(failure)) | Gave::Call(Err(failure)) => {
            failed(failure)
        }
    }
}

fn failed(failure: &FailureText) -> StepResult {
    let words = failure.words.as_ref();
    let facts = words.map(|words| fact("answer", words));
    StepResult {
        headline: failure.sentence.clone(),
        facts: facts.into_iter().collect(),
        milliseconds: None,
    }
}

fn discovery(discovery: &DiscoveryResult) -> StepResult {
    let refusal = discovery.refusal.as_ref();
    if let Some(failure) = refusal.or(discovery.keys_failure.as_ref()) {
        return failed(failure);
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
    StepResult {
        headline: format!("Metadata and {keys} read from the issuer"),
        facts,
        milliseconds: Some(discovery.milliseconds),
    }
}

fn token(token: &TokenResult, came: &str, milliseconds: Option<u64>, now: Timestamp) -> StepResult {
    // It is not written anew while time passes.
    let life = match token.expires_at {
        Some(at) => {
            let span = duration_text(at.unix_seconds().abs_diff(now.unix_seconds()));
            match at > now {
                true => format!("{span} before its end"),
                false => format!("{span} after its end"),
            }
        }
        None => "says nothing of its end".to_owned(),
    };
    let mut facts = vec![fact("token_type", &token.token_type)];
    facts.extend(token.scope.as_ref().map(|scope| fact("scope", scope)));
    facts.push(fact("length", format!("{} characters", token.text().len())));
    StepResult {
        headline: format!("{came}, {life}"),
        facts,
        milliseconds,
    }
}

fn inspection(inspected: &Inspected) -> StepResult {
    let report = inspected.report();
    let header = report.header.iter();
    let facts = header.flat_map(|header| {
        let values = ["alg", "typ", "kid"].map(|name| (name, header.get_str(name)));
        let given = values.into_iter();
        given.filter_map(|(name, value)| Some(fact(name, shortened(value?, 12))))
    });
    let count = report.claims.as_ref().map_or(0, |claims| claims.len());
    StepResult {
        headline: match report.format {
            Format::Jws => format!("A signed JWT with {count} claims"),
            Format::Jwe => "An encrypted JWT, which is not decrypted here".to_owned(),
            Format::Opaque => "An opaque token: only its issuer can say what it means".to_owned(),
            Format::Malformed | Format::Other => sentence(&report.summary.headline),
        },
        facts: facts.collect(),
        milliseconds: None,
    }
}

fn verification(inspected: &Inspected) -> StepResult {
    let summary = &inspected.report().summary;
    let failure = inspected.failure.as_ref();
    let unproved = failure.filter(|_| inspected.report().verdict == Verdict::Unverified);
    StepResult {
        headline: match unproved {
            Some(failure) => format!("Nothing is proved: {}", failure.sentence),
            None => format!("{}: {}", capitalised(summary.word), inspected.headline()),
        },
        facts: verification_facts(inspected),
        milliseconds: None,
    }
}

fn verification_facts(inspected: &Inspected) -> Vec<(String, String)> {
    let report = inspected.report();
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

fn call(call: &CallResult) -> StepResult {
    let mut facts = vec![fact(
        "request",
        format!("{} {}", call.method, mask::url(&call.url)),
    )];
    let start = call.body.as_ref().map(|body| body.start(56));
    if let Some(start) = start.filter(|start| call.diagnosis.is_none() && !start.is_empty()) {
        facts.push(fact("answer", start));
    }
    StepResult {
        headline: format!("The API answered {}", status_text(call.status)),
        facts,
        milliseconds: Some(call.milliseconds),
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

/// What went wrong at a step; `None` where nothing did.
pub(super) fn trouble(gave: &Gave) -> Option<Explanation> {
    match gave {
        Gave::Discover(Ok(found)) => {
            let failure = found.refusal.as_ref().or(found.keys_failure.as_ref());
            failure.map(of_failure)
        }
        Gave::Token(Ok(_)) | Gave::Signed(_) | Gave::Inspect(..) => None,
        Gave::Verify(inspected) => unproved(inspected),
        Gave::Call(Ok(call)) => refused(call),
        Gave::Discover(Err(failure)) | Gave::Token(Err(failure)) | Gave::Call(Err(failure)) => {
            Some(of_failure(failure))
        }
    }
}

fn refused(call: &CallResult) -> Option<Explanation> {
    let diagnosis = call.diagnosis.clone()?;
    let mut seen = vec![format!("HTTP {}", status_text(call.status))];
    seen.extend(diagnosis.server_words.iter().cloned());
    Some(Explanation {
        seen,
        why: Why::Refused(diagnosis),
    })
}

fn unproved(inspected: &Inspected) -> Option<Explanation> {
    let failed: Vec<Check> = inspected.report().failures().cloned().collect();
    match &inspected.failure {
        Some(failure) if failed.is_empty() => Some(of_failure(failure)),
        _ if failed.is_empty() => None,
        _ => Some(Explanation {
            seen: vec![],
            why: Why::Checks(failed),
        }),
    }
}

/// Nobody noticed; `status` is what the API answered, where it was called.
pub(super) fn unnoticed(fault: &'static Fault, status: Option<u16>) -> Explanation {
    let status = status.filter(|_| fault.noticed_at == Step::Call);
    let seen = status.map(|status| format!("HTTP {}", status_text(status)));
    Explanation {
        seen: seen.into_iter().collect(),
        why: Why::NotNoticed(fault),
    }
}

pub(super) fn of_failure(failure: &FailureText) -> Explanation {
    Explanation {
        seen: match &failure.words {
            Some(words) => vec![words.clone()],
            None if failure.is_unanswered => vec![format!("No answer. {}", failure.sentence)],
            None => vec![],
        },
        why: Why::Failed(failure.clone()),
    }
}
