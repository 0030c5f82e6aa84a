//! A text that was looked at or verified, as the views show it.

use claimscope_client::session::Verification;
use claimscope_core::Inspection;
use claimscope_core::report::Verdict;
use claimscope_core::time::Timestamp;
use claimscope_oauth::Look;

use super::failure::failure;
use crate::results::{FailureText, Inspected, JudgedSignature, Span};
use crate::token_keys::{KeysInUse, TokenKeys};

/// What was found in a text, for a moment. Which text it was is the window's to know.
pub(in crate::runner) fn inspected(text: &str, look: Look, at: Timestamp) -> Inspected {
    Inspected {
        spans: spans(text, &look.inspection),
        text_revision: 0,
        at,
        failure: None,
        encrypted: None,
        signatures: vec![],
        keys: TokenKeys::of(&look.inspection.report, &KeysInUse::default()),
        look,
    }
}

/// The same with keys.
pub(in crate::runner) fn verified(text: &str, verification: Verification) -> Inspected {
    let look = Look {
        inspection: verification.inspection,
        diagnosis: verification.diagnosis,
    };
    Inspected {
        failure: verification.key_failure.map(failure),
        ..inspected(text, look, verification.at)
    }
}

/// A look without keys in place of a verification that could not be.
pub(in crate::runner) fn not_verified(text: &str, why: FailureText, at: Timestamp) -> Inspected {
    Inspected {
        failure: Some(why),
        ..inspected(text, Look::at(text, at), at)
    }
}

/// What was found of one of several signatures.
pub(in crate::runner) fn signature(
    name: Option<&str>,
    one: &Inspected,
    is_shown: bool,
) -> JudgedSignature {
    let report = one.report();
    let failure = one.failure.as_ref().map(|failure| &failure.sentence);
    let unproved = failure.filter(|_| report.verdict == Verdict::Unverified);
    JudgedSignature {
        name: name.unwrap_or_default().to_owned(),
        verdict: report.verdict,
        word: report.summary.word,
        headline: unproved.unwrap_or(&report.summary.headline).clone(),
        is_shown,
    }
}

/// What was found of one token, in the text that has it among others.
pub(in crate::runner) fn within(text: &str, whole: Look, one: Inspected) -> Inspected {
    let mut look = whole;
    let found = one.look.inspection;
    let inspection = &mut look.inspection;
    inspection.token_start = text.find(&found.token);
    inspection.token = found.token;
    inspection.suggested_profile = found.suggested_profile;
    inspection.report = found.report;
    Inspected {
        spans: spans(text, &look.inspection),
        look,
        ..one
    }
}

/// What was found of a token that was in an encrypted one: none of its bytes stand in the text.
pub(in crate::runner) fn unsealed(whole: Look, one: Inspected) -> Inspected {
    Inspected {
        spans: vec![],
        ..within("", whole, one)
    }
}

/// The parts' places in the text as pasted: the report counts from the token's first byte.
fn spans(text: &str, inspection: &Inspection) -> Vec<Span> {
    let token = inspection.token.as_bytes();
    let places = match inspection.token_start {
        Some(_) => vec![],
        None => scattered(text.as_bytes(), token),
    };
    let place = |at: usize| match inspection.token_start {
        Some(start) => Some(start + at),
        None => places.get(at).copied(),
    };
    let parts = &inspection.report.parts;
    parts
        .iter()
        .filter(|part| part.start < part.end)
        .filter_map(|part| {
            Some(Span {
                name: part.name,
                start: place(part.start)?,
                end: place(part.end - 1)? + 1,
            })
        })
        .collect()
}

/// Where each byte of a token stands that was broken over lines.
fn scattered(text: &[u8], token: &[u8]) -> Vec<usize> {
    let mut wanted = token.iter().peekable();
    let mut places = Vec::with_capacity(token.len());
    for (at, byte) in text.iter().enumerate() {
        if wanted.peek() == Some(&byte) {
            places.push(at);
            wanted.next();
        } else if !byte.is_ascii_whitespace() {
            // Something before the token: begin again.
            places.clear();
            wanted = token.iter().peekable();
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use claimscope_core::inspect;

    #[test]
    fn parts_are_found_in_a_token_broken_over_lines() {
        let text = "  eyJhbGciOiJub25lIn0.eyJh\n  IjoxfQ.c2ln ";
        let inspection = inspect(text, Timestamp::default());
        let spans = spans(text, &inspection);
        let found: Vec<&str> = spans
            .iter()
            .map(|span| &text[span.start..span.end])
            .collect();
        assert_eq!(found, ["eyJhbGciOiJub25lIn0", "eyJh\n  IjoxfQ", "c2ln"]);
    }
}
