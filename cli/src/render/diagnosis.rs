//! Why an API said no: the reasons, the likeliest first, each with evidence and what to do.

use claimscope_oauth::diagnose::{Diagnosis, Reason};

use super::labelled;
use crate::harmless::harmless;
use crate::style::{bold, faint};

const LABELS: usize = 10;

/// The whole diagnosis.
pub(crate) fn diagnosis(diagnosis: &Diagnosis) -> String {
    let mut text = format!("\n{}  {}\n", bold("Why"), harmless(&diagnosis.headline));
    for (index, reason) in diagnosis.reasons.iter().enumerate() {
        text.push_str(&reason_lines(index + 1, reason));
    }
    for note in &diagnosis.notes {
        text.push_str(&format!(
            "\n{}",
            labelled(2, "note", LABELS, &harmless(note))
        ));
    }
    text
}

fn reason_lines(rank: usize, reason: &Reason) -> String {
    let certainty = reason.certainty.word();
    let code = faint(format!("{certainty}, {}", reason.code));
    let mut text = format!("\n  {rank}  {}  {code}\n", harmless(reason.title));
    for evidence in &reason.evidence {
        text.push_str(&labelled(5, "evidence", LABELS, &harmless(evidence)));
    }
    text.push_str(&labelled(5, "what to do", LABELS, &harmless(&reason.fix)));
    if !reason.spec.is_empty() {
        text.push_str(&labelled(5, "spec", LABELS, reason.spec));
    }
    text
}
