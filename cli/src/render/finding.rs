//! Findings: what deviates and did not stop the work.

use claimscope_oauth::{Finding, Severity};

use super::{hanging, labelled, left_out};
use crate::harmless::harmless;
use crate::style::{bold, faint, red, yellow};

/// How many findings are shown.
const MAX_FINDINGS: usize = 100;

/// A heading and all findings; nothing where there are none.
pub(crate) fn findings(findings: &[Finding]) -> String {
    if findings.is_empty() {
        return String::new();
    }
    let blocks: Vec<_> = findings.iter().take(MAX_FINDINGS).map(finding).collect();
    let rest = left_out(findings.len(), MAX_FINDINGS);
    format!("\n{}\n{}{rest}", bold("Findings"), blocks.concat())
}

/// One finding with its rule and its advice.
pub(crate) fn finding(finding: &Finding) -> String {
    let word = match finding.severity {
        Severity::Error => red("✗ error  "),
        Severity::Warning => yellow("! warning"),
        Severity::Note => faint("· note   "),
    };
    let named = match finding.spec {
        "" => finding.code.to_string(),
        spec => format!("{}, {spec}", finding.code),
    };
    let message = format!("{}  {}", harmless(&finding.message), faint(named));
    let mut text = hanging(&format!("  {word}  "), &message);
    if let Some(hint) = &finding.hint {
        text.push_str(&labelled(2, "", 9, &harmless(hint)));
    }
    text
}
