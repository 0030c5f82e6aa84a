//! Sentences that say of several causes that one of them is so: "is expired, revoked, or malformed".

use super::{Case, Cause, Certainty, FoundCauses, Sentence, meaning, says, shown_text};
use crate::diagnose::found::is_general;
use crate::vendors::refusals::takes;
use claimscope_core::report::Format;

/// So many specific causes say no more than that the token is refused, as the definition of `invalid_token` has it.
const TOO_MANY: usize = 3;

/// Adds the causes of a sentence that has several; false where it has one or none.
pub(super) fn read(case: &Case<'_>, found: &mut FoundCauses, sentence: &Sentence) -> bool {
    let causes = causes(case, sentence);
    if causes.len() < 2 || takes::is_one_statement(&sentence.small) {
        return false;
    }
    let is_open = |cause: &&Cause| !is_general(**cause) && !is_ruled_out(case, **cause);
    let open: Vec<Cause> = causes.iter().filter(is_open).copied().collect();
    let general = causes.iter().find(|cause| is_general(**cause));
    if open.len() >= TOO_MANY || !open.is_empty() && general == Some(&Cause::TokenRefused) {
        let line = format!("the API says: {}", shown_text(&sentence.text));
        say_any(case, found, &open, &line);
        return true;
    }
    let general = general.filter(|_| open.is_empty());
    for cause in open.iter().chain(general) {
        says(case, found, sentence, *cause, Certainty::Likely);
    }
    true
}

/// That the token is refused, and what may be why.
pub(super) fn say_any(case: &Case<'_>, found: &mut FoundCauses, open: &[Cause], line: &str) {
    found.say(Cause::TokenRefused, Certainty::Likely, line.to_owned());
    for cause in open.iter().filter(|cause| !is_ruled_out(case, **cause)) {
        found.add(*cause, Certainty::Possible, line);
    }
}

/// The causes of which a sentence says that one or the other is so.
fn causes(case: &Case<'_>, sentence: &Sentence) -> Vec<Cause> {
    let mut causes = Vec::new();
    if !sentence.small.contains(" or ") {
        return causes;
    }
    for part in sentence
        .small
        .split(" or ")
        .flat_map(|part| part.split(", "))
    {
        let cause = match meaning(case, sentence, part) {
            Some(meaning) => Some(meaning.cause_of(case, sentence)),
            // "…, or invalid for other reasons".
            None => part.contains("invalid").then_some(Cause::TokenRefused),
        };
        causes.extend(cause.filter(|cause| !causes.contains(cause)));
    }
    causes
}

/// Whether the token in hand rules the cause out.
fn is_ruled_out(case: &Case<'_>, cause: Cause) -> bool {
    match cause {
        Cause::Malformed => case.format() == Some(Format::Jws),
        Cause::Expired => case.is_current(),
        Cause::AudienceMissing => !case.claim_texts("aud").is_empty(),
        // Every API that takes signatures by a key pair takes this one, unless told otherwise.
        Cause::Algorithm => case.header().and_then(|header| header.get_str("alg")) == Some("RS256"),
        _ => false,
    }
}
