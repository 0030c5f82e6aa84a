//! The report as SARIF 2.1.0, as code scanning reads it: the cases are its rules.

use serde_json::{Value, json};

use super::{ProbeCase, ProbeReport, ProbeResult, ProbeVerdict};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

impl ProbeReport {
    /// The report as a SARIF log ([OASIS SARIF 2.1.0]).
    ///
    /// [OASIS SARIF 2.1.0]: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
    pub fn to_sarif(&self) -> String {
        let results: Vec<Value> = self.results.iter().map(|one| result(one, self)).collect();
        let rules: Vec<Value> = ProbeCase::ALL.iter().map(|case| rule(*case)).collect();
        let notes: Vec<Value> = self.told().map(notification).collect();
        let log = json!({
            "$schema": SCHEMA,
            "version": "2.1.0",
            "runs": [{
                "tool": { "driver": {
                    "name": "claimscope",
                    "version": env!("CARGO_PKG_VERSION"),
                    "informationUri": env!("CARGO_PKG_REPOSITORY"),
                    "rules": rules,
                }},
                "invocations": [{
                    "executionSuccessful": self.is_judged(),
                    "toolExecutionNotifications": notes,
                }],
                "results": results,
            }],
        });
        format!("{log:#}\n")
    }
}

fn notification(text: &str) -> Value {
    json!({ "level": "note", "message": { "text": text } })
}

fn rule(case: ProbeCase) -> Value {
    json!({
        "id": case.code(),
        "name": format!("{case:?}"),
        "shortDescription": { "text": case.gap() },
        "fullDescription": { "text": case.meaning() },
        "help": { "text": format!("{} ({})", case.remedy(), case.entry().source) },
        "defaultConfiguration": { "level": "error" },
    })
}

fn result(result: &ProbeResult, report: &ProbeReport) -> Value {
    let (kind, level) = match result.verdict {
        ProbeVerdict::Pass => ("pass", "none"),
        ProbeVerdict::Gap => ("fail", "error"),
        ProbeVerdict::Deviation => ("fail", "note"),
        ProbeVerdict::NotJudged => ("open", "none"),
    };
    let index = ProbeCase::ALL.iter().position(|case| *case == result.case);
    json!({
        "ruleId": result.case.code(),
        "ruleIndex": index,
        "kind": kind,
        "level": level,
        "message": { "text": message(result) },
        "locations": [{ "physicalLocation": { "artifactLocation": { "uri": report.url } } }],
        "properties": { "expected": result.expected, "seen": result.seen },
    })
}

fn message(result: &ProbeResult) -> String {
    match result.verdict {
        ProbeVerdict::Pass => format!("{}: {}", result.sent, result.seen),
        ProbeVerdict::NotJudged => format!("{}: not judged: {}", result.sent, result.why),
        ProbeVerdict::Gap | ProbeVerdict::Deviation => format!(
            "{} ({}). Expected: {}; seen: {}. What to do: {}.",
            result.why,
            result.sent,
            result.expected.text(),
            result.seen,
            result.remedy
        ),
    }
}
