//! What the server says in words: each sentence is looked up among the products', and then among everybody's.

mod alternatives;

use super::case::Case;
use super::credentials::elsewhere;
use super::found::{FoundCauses, is_general};
use super::line::shown_text;
use super::said::{Place, Sentence};
use super::{Cause, Certainty, parts};
use crate::vendors::refusals::facts::Sight;
use crate::vendors::refusals::{self, GENERAL, PRODUCTS, habits, nouns, tls};
use claimscope_core::report::Format;

pub(super) fn collect(case: &Case<'_>, found: &mut FoundCauses) {
    // Where nothing answers, or somebody else is to answer, nothing is said of the token.
    if matches!(case.status(), 404 | 405) || case.response.is_redirect() {
        return;
    }
    let is_read = |sentence: &&Sentence| sentence.place != Place::Settled;
    let (names, sentences): (Vec<_>, Vec<_>) = case
        .said
        .iter()
        .filter(is_read)
        .partition(|it| is_status_name(it));
    // The challenge counts before the body, and there what says that it is an error before all else.
    for of_place in sentences.chunk_by(|one, next| one.place == next.place) {
        for sentence in of_place {
            read(case, found, sentence);
        }
        if found.has_specific() {
            break;
        }
    }
    if let Some(sentence) = case.mixed_libraries() {
        // No token could be read: what else is said follows from that.
        found.0.clear();
        let line = format!("the API says: {}", shown_text(&sentence.text));
        found.say(Cause::Failed, Certainty::Likely, line);
    }
    refused_in_other_words(case, found);
    // The name of the status says nothing beside a reason.
    if found.0.is_empty() {
        for sentence in names {
            read(case, found, sentence);
        }
    }
    refused_without_words(case, found);
}

fn read(case: &Case<'_>, found: &mut FoundCauses, sentence: &Sentence) {
    if let Some(cause) = habits::cause_of_code(&sentence.text) {
        let lacks = |claim: &str| case.claims().is_some_and(|it| it.get(claim).is_none());
        let cause = match cause {
            Cause::Audience if lacks("aud") => Cause::AudienceMissing,
            Cause::Expired if lacks("exp") => Cause::NoExpiry,
            other => other,
        };
        return says(case, found, sentence, cause, Certainty::Certain);
    }
    let kinds = parts::kinds(&sentence.small);
    if case.report.is_none() && !kinds.is_empty() {
        for (kind, certainty) in kinds {
            says(case, found, sentence, *kind, *certainty);
            found.add(*kind, *certainty, parts::EITHER);
        }
        return;
    }
    if alternatives::read(case, found, sentence) {
        return;
    }
    if let Some(meaning) = meaning(case, sentence, &sentence.small) {
        let cause = meaning.cause_of(case, sentence);
        says(case, found, sentence, cause, meaning.certainty);
    }
}

/// Whether the sentence advises or supposes, rather than states.
fn is_hedged(small: &str) -> bool {
    const WORDS: &[&str] = &[
        "make sure",
        "ensure",
        "check that",
        "check if",
        " may ",
        " might ",
        "maybe",
        "possibly",
        "perhaps",
    ];
    WORDS.iter().any(|word| small.contains(word))
}

/// Whether a line says that something failed; that it has the words of many refusals does not make it one.
pub(crate) fn says_failure(small: &str) -> bool {
    const WORDS: &str = "bad|denied|disabled|error|exceed|expected|expired|fail|forbidden|insufficient|invalid|log in|malformed|mismatch|missing|must|n't|no |not |reject|require|revoked|sign in|throttl|too |unable|unauth|unknown|unsupported|wrong";
    WORDS.split('|').any(|word| small.contains(word))
}

/// Whether the sentence says of a token that it did not expire; advice supposes that it did.
fn denies_expiry(small: &str) -> bool {
    const WORDS: &[&str] = &[
        "not expired",
        "n't expired",
        "not yet expired",
        "never expire",
    ];
    !is_hedged(small) && WORDS.iter().any(|word| small.contains(word))
}

pub(super) fn is_status_name(sentence: &Sentence) -> bool {
    const NAMES: &[&str] = &[
        "unauthorized",
        "forbidden",
        "unauthorized exception",
        "forbidden exception",
        "access denied",
        "access denied exception",
        "401 unauthorized",
        "403 forbidden",
        "401: unauthorized",
        "http 401 unauthorized",
        "http 403 forbidden",
        "permission denied",
        "not authorized exception",
        "unauthorized error",
        "authorization_requestdenied",
        "authorization request denied",
        "unauthenticated",
    ];
    NAMES.contains(&sentence.small.trim_end_matches(['.', '!', ':']))
}

/// What a sentence means by the row that fits it.
struct Meaning {
    cause: Cause,
    certainty: Certainty,
    /// Whether everybody says so, of a token that is refused too.
    is_vague: bool,
}

impl Meaning {
    /// In a line alone, the server whose certificate is not trusted may be anybody's.
    fn of_tls(case: &Case<'_>, sentence: &Sentence) -> Self {
        // Its address says what was called.
        let small = sentence.text.to_ascii_lowercase();
        let is_anybodys = case.is_line() && !tls::is_of_issuer(&small);
        Self {
            cause: Cause::IssuerUnreachable,
            certainty: match is_anybodys {
                true => Certainty::Possible,
                false => Certainty::Likely,
            },
            is_vague: false,
        }
    }

    /// Who asks for a login in words that fit any refusal, where a token was sent, does not say that none came.
    fn cause_of(&self, case: &Case<'_>, sentence: &Sentence) -> Cause {
        let is_for_programs = sentence.place != Place::Page;
        let was_sent = case.sent_token().is_some();
        match self.cause {
            Cause::TokenMissing if self.is_vague && was_sent && is_for_programs => {
                Cause::TokenRefused
            }
            cause => cause,
        }
    }
}

/// The first row that fits: of a product that is known by a sign, of any product, of everybody.
fn meaning(case: &Case<'_>, sentence: &Sentence, small: &str) -> Option<Meaning> {
    let is_refusal = case.is_refusal();
    let find = |rows: &'static [refusals::Row], is_own: bool| {
        let mut rows = rows.iter();
        rows.find(|(row, cause)| {
            let is_open = denies_expiry(small) || !is_own && habits::says_either(small);
            let is_denied = *cause == Cause::Expired && is_open;
            !is_denied
                && (is_own || !row.starts_with('!'))
                && refusals::fits(row, small)
                && (is_own || is_refusal || nouns::is_fault(row, small))
        })
    };
    let mut own = case.products.iter();
    let mut others = PRODUCTS.iter();
    let own = own.find_map(|product| find(product.rows, true));
    let is_code = !sentence.text.contains(' ');
    let is_told =
        !case.is_line() || is_code || says_failure(small) || small.contains("certificate chain");
    if own.is_none() && is_told && tls::is_said(small) {
        return Some(Meaning::of_tls(case, sentence));
    }
    let is_read = !case.is_about_something_else(sentence);
    let of_product = own.or_else(|| {
        others
            .find_map(|product| find(product.rows, false))
            .filter(|_| is_read)
    });
    let is_read = is_read && (!case.is_line() || says_failure(small));
    let row = of_product.or_else(|| find(GENERAL, false).filter(|_| is_read));
    let (row, cause) = row?;
    let is_unsaid = row.trim_start_matches('!').starts_with('?');
    if is_unsaid && own.is_none() && case.is_line() {
        return None;
    }
    let is_likely = is_unsaid || is_general(*cause);
    let mut clauses = small.split(". ");
    let clause = clauses.find(|clause| refusals::fits(row, clause));
    let certainty = match sentence.place {
        _ if is_likely || is_hedged(clause.unwrap_or(small)) => Certainty::Likely,
        Place::Header | Place::Settled => Certainty::Certain,
        Place::Body | Place::Page if own.is_some() => Certainty::Certain,
        // A body may be about anything, so that its words weigh less.
        Place::Body | Place::Aside | Place::Page => Certainty::Likely,
    };
    Some(Meaning {
        cause: *cause,
        certainty,
        is_vague: is_unsaid && of_product.is_none(),
    })
}

/// Adds what the sentence means for this very request and token.
fn says(
    case: &Case<'_>,
    found: &mut FoundCauses,
    sentence: &Sentence,
    cause: Cause,
    certainty: Certainty,
) {
    let line = format!("the API says: {}", shown_text(&sentence.text));
    let sent = case.sent_token().is_some();
    let is_either = is_hedged(&sentence.small)
        || sentence.small.contains(" or ") && !sentence.small.contains("mode or");
    match cause {
        // A page for people asks them to log in, whatever was sent.
        Cause::TokenMissing if sentence.place == Place::Page => {}
        Cause::TokenMissing if sent || case.has_scheme_asked_for() => {
            found.say(Cause::HeaderLost, Certainty::Likely, line);
        }
        Cause::TokenMissing if let Some(place) = elsewhere(case.refused.request) => {
            found.say(Cause::TokenPlace, Certainty::Likely, line);
            found.say(Cause::TokenPlace, Certainty::Likely, place);
        }
        Cause::ApiKey if case.has_refused_key(&sentence.small) => {
            found.say(Cause::ApiKeyRefused, certainty, line);
        }
        Cause::TokenMissing if !case.refused.request_is_known => {
            found.say(cause, Certainty::Likely, line);
        }
        Cause::Revoked if sentence.small.contains("not active") => inactive(case, found, &line),
        // "Invalid or expired" says neither.
        Cause::TokenRefused if habits::says_either(&sentence.small) => {
            alternatives::say_any(case, found, &[Cause::Expired], &line);
        }
        Cause::Expired if is_either && case.is_current() => {
            found.say(Cause::TokenRefused, Certainty::Likely, line);
        }
        Cause::Expired if is_either => found.say(cause, Certainty::Likely, line),
        Cause::Malformed | Cause::Opaque | Cause::Algorithm
            if case.format() == Some(Format::Jwe) =>
        {
            found.say(Cause::Encrypted, certainty, line);
        }
        Cause::Malformed if case.format() == Some(Format::Opaque) => {
            found.say(Cause::Opaque, certainty, line);
        }
        // A signature cannot be wrong where none was sent.
        Cause::Signature if case.format() == Some(Format::Opaque) => {
            found.say(Cause::Opaque, certainty, line);
        }
        Cause::DpopProof if case.refused.request.header_value("dpop").is_none() && sent => {
            found.say(Cause::DpopRequired, certainty, line);
        }
        // At the gate there are no rights yet: who says "access denied" there refuses the token.
        Cause::Policy
            if case.status() == 401
                && case.refused.status_is_known
                && (certainty < Certainty::Certain || sentence.place == Place::Page) =>
        {
            found.say(Cause::TokenRefused, Certainty::Likely, line);
        }
        Cause::TokenRefused if case.status() == 403 && sent && !is_about_the_token(sentence) => {
            found.say(Cause::Policy, Certainty::Likely, line);
        }
        other => found.say(other, certainty, line),
    }
}

fn is_about_the_token(sentence: &Sentence) -> bool {
    ["token", "jwt", "credential"]
        .iter()
        .any(|word| sentence.small.contains(word))
}

/// Outside `exp` and `nbf`, or no longer honoured: the token's times tell which is more likely.
fn inactive(case: &Case<'_>, found: &mut FoundCauses, line: &str) {
    let is_early = case
        .claim_time("nbf")
        .is_some_and(|nbf| nbf > case.refused.now);
    let times = if is_early {
        Cause::NotYetValid
    } else {
        Cause::Expired
    };
    found.say(times, Certainty::Likely, line.to_owned());
    found.say(Cause::Revoked, Certainty::Possible, line.to_owned());
}

/// A description that no row knows is still the reason that the server gives.
fn refused_in_other_words(case: &Case<'_>, found: &mut FoundCauses) {
    if !found.0.is_empty() || case.authorization.is_none() || !matches!(case.status(), 401 | 403) {
        return;
    }
    let cause = if case.status() == 401 {
        Cause::TokenRefused
    } else {
        Cause::Policy
    };
    // A sentence, rather than a code or a name.
    let mut sentences = case.said.iter();
    let sentence = sentences.find(|sentence| {
        !matches!(sentence.place, Place::Aside | Place::Page)
            && sentence.text.contains(' ')
            && !is_status_name(sentence)
    });
    if let Some(sentence) = sentence {
        let line = format!("the API says: {}", shown_text(&sentence.text));
        found.say(cause, Certainty::Likely, line);
    }
}

/// `invalid_token`, and no word more that is understood.
fn refused_without_words(case: &Case<'_>, found: &mut FoundCauses) {
    let mut challenges = case.challenges.iter();
    let refusing = challenges.find(|challenge| challenge.error() == Some("invalid_token"));
    let Some(challenge) = refusing else {
        return;
    };
    let word = challenge.error_description().unwrap_or_default().trim();
    if !word.is_empty() {
        if found.0.is_empty() {
            let line = format!("the API says: {}", shown_text(&case.sent.mask(word)));
            found.say(Cause::TokenRefused, Certainty::Likely, line);
        }
    } else if !found.is_settled() && !found.has_specific() && !found.has(Cause::TokenRefused) {
        let line = case
            .habit(Sight::InvalidTokenAlone)
            .unwrap_or("the API says invalid_token and no more");
        found.add(Cause::TokenRefused, Certainty::Likely, line);
    }
}
