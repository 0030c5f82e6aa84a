//! A text that was looked at or verified, as the views show it.

use claimscope_client::Failure as ClientFailure;
use claimscope_client::session::Verification;
use claimscope_core::json::Value;
use claimscope_core::jwt::Profile;
use claimscope_core::report::Report;
use claimscope_core::time::Timestamp;
use claimscope_core::{Inspection, PastedAs, inspect};

use super::failure::failure;
use crate::results::{Inspected, Pasted, Pretty, Span};

/// What was found in a text, with the report for a moment. Which text it was is the window's to know.
pub(in crate::runner) fn inspected(
    text: &str,
    mut inspection: Inspection,
    at: Timestamp,
) -> Inspected {
    Inspected {
        spans: spans(text, &inspection),
        pasted: pasted(&mut inspection),
        text_revision: 0,
        at,
        failure: None,
        pretty: pretty(&inspection.report),
        report: inspection.report,
    }
}

/// The same with keys.
pub(in crate::runner) fn verified(text: &str, verification: Verification) -> Inspected {
    Inspected {
        failure: verification.key_failure.map(failure),
        ..inspected(text, verification.inspection, verification.at)
    }
}

/// A look without keys in place of a verification that could not be.
pub(in crate::runner) fn not_verified(text: &str, why: ClientFailure, at: Timestamp) -> Inspected {
    Inspected {
        failure: Some(failure(why)),
        ..inspected(text, inspect(text, at), at)
    }
}

/// What was pasted beside the token, out of an inspection that keeps the rest.
fn pasted(inspection: &mut Inspection) -> Pasted {
    let is_token = matches!(inspection.pasted_as, PastedAs::Token | PastedAs::Trimmed);
    let text = std::mem::take(&mut inspection.pasted_text);
    Pasted {
        text: if is_token { String::new() } else { text },
        suggested_profile: inspection.suggested_profile.and_then(Profile::from_name),
        removed: std::mem::take(&mut inspection.removed),
        tokens: std::mem::take(&mut inspection.tokens),
        members: std::mem::take(&mut inspection.members),
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

fn pretty(report: &Report) -> Pretty {
    let text = |object: &Option<claimscope_core::json::Object>| {
        let object = object.clone()?;
        Some(Value::Object(object).to_pretty())
    };
    Pretty {
        header: text(&report.header),
        claims: text(&report.claims),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
