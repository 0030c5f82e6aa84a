//! What a provider's or product's own code or sentence means, such as `AADSTS50011`, `IDX10214` or `jwt expired`.

use claimscope_core::json::Object;
use claimscope_core::time::Timestamp;
#[cfg(feature = "pages")]
use serde::Serialize;

use super::{Meaning, declined, standard};
use crate::diagnose::exchange;
use crate::diagnose::said::{SETTLED, small};
use crate::diagnose::signs::is_about_access;
use crate::diagnose::words::says_failure;
use crate::diagnose::{Cause, Refused, diagnose};
use crate::vendors;
use crate::vendors::refusals::{GENERAL, PRODUCTS, Product, Row, fits, habits, nouns, tls};
use crate::vendors::table::Saying;
use crate::{HttpRequest, HttpResponse};

/// How many words are a phrase that is looked up, and no sentence about something.
const LONGEST_PHRASE_WORDS: usize = 4;

/// What libraries say of a token without naming it.
const OF_TOKENS: &[&str] = &["algorithm must be", "key is of", "too far in the future"];

/// Everything that `words` is known to mean, which may be several products' code. A code such as
/// `MissingAuthenticationTokenException` is read as its words.
pub fn meanings(words: &str) -> Vec<Meaning> {
    let code = words.trim();
    // As it is written, and as the words of a code.
    let words = [&*code.to_ascii_lowercase(), &*small(code)];
    let is_of_pkce = words[0].contains("code_");
    if words[0].contains("missing required parameter") && !is_of_pkce {
        let cause = Cause::ParameterMissing;
        return vec![of_cause("an authorization server", cause, cause.remedy())];
    }
    let of_provider = words
        .iter()
        .find_map(|words| vendors::saying_of(words))
        .map(of_saying);
    if words.iter().any(|words| tls::is_said(words)) {
        return vec![Meaning {
            vendor: "a program that calls a server",
            meaning: tls::MEANING,
            remedy: tls::ADVICE,
            reason: Some(Cause::IssuerUnreachable.code()),
            source: Cause::IssuerUnreachable.entry().source,
        }];
    }
    // Prose is about anything, so that everybody's words have to say that something is wrong.
    let is_phrase = words[0].split_whitespace().count() <= LONGEST_PHRASE_WORDS;
    let is_of_access =
        is_about_access(words[0]) || OF_TOKENS.iter().any(|it| words[0].contains(it));
    let is_read = is_phrase || is_of_access && says_failure(words[0]);
    let of_products = |is_any| {
        let products = PRODUCTS.iter();
        products.filter_map(move |product| of_product(product, is_any, words))
    };
    let mut meanings: Vec<_> = standard::meaning(words[0]).into_iter().collect();
    // Whose name it is comes before whose words it has.
    #[cfg(feature = "pages")]
    meanings.extend(vendors::named(code).map(|(vendor, source, code)| Meaning {
        vendor,
        meaning: code.meaning,
        remedy: code.hint,
        reason: Some(code.cause.code()),
        source,
    }));
    meanings.extend(of_provider.into_iter().chain(of_products(false)));
    if meanings.is_empty() {
        meanings.extend(vendors::family(words[0]).map(of_saying));
    }
    if meanings.is_empty() {
        meanings.extend(of_error(code));
    }
    // One provider's sentence may be a general one too.
    let is_general = GENERAL.iter().any(|(row, _)| *row == words[0]);
    if (meanings.is_empty() || is_general) && is_read && !code.is_empty() {
        meanings.extend(of_everybody(words));
    }
    if meanings.is_empty() {
        meanings.extend(of_products(true));
    }
    meanings
}

/// What a product says in words of its own; `is_any` where nobody else says it either.
fn of_product(product: &Product, is_any: bool, words: [&str; 2]) -> Option<Meaning> {
    let (row, cause) = fitting(product.rows, words)?;
    let mut advice = product.advice.iter();
    let advice = advice.find(|(known, _)| known == cause);
    let remedy = advice.map_or(cause.remedy(), |(_, advice)| advice);
    let is_told = is_any || !row.starts_with('!') && !is_everybodys(row, *cause);
    is_told.then(|| of_cause(product.name, *cause, remedy))
}

/// What anybody means who says so.
fn of_everybody(words: [&str; 2]) -> Vec<Meaning> {
    let number = words[0].split_whitespace().count();
    let Some((row, cause)) = fitting(GENERAL, words) else {
        return Vec::new();
    };
    if number > 1 && !nouns::is_fault(row, words[0]) {
        return Vec::new();
    }
    let mut causes = vec![*cause];
    if habits::says_either(words[0]) {
        causes.push(Cause::Expired);
    }
    let meanings = causes.into_iter();
    meanings
        .map(|cause| of_cause("any API", cause, cause.remedy()))
        .collect()
}

/// The first row that fits.
fn fitting(rows: &'static [Row], words: [&str; 2]) -> Option<&'static Row> {
    let mut rows = rows.iter();
    rows.find(|(row, _)| words.iter().any(|words| fits(row, words)))
}

/// Whether the row says no more than many do: it is made of the words of [`GENERAL`], which mean the same.
fn is_everybodys(row: &str, cause: Cause) -> bool {
    const BETWEEN: &[&str] = &[
        "a", "an", "be", "been", "has", "have", "in", "is", "of", "the", "to", "was",
    ];
    let text = row.trim_start_matches(['!', '?', '=']).replace(" * ", " ");
    let is_end = |letter: char| !letter.is_alphanumeric();
    let is_known = |word: &str| {
        let mut rows = GENERAL.iter();
        BETWEEN.contains(&word) || rows.any(|(row, _)| row.split(is_end).any(|one| one == word))
    };
    let general = fitting(GENERAL, [&text, &text]);
    general.is_some_and(|(_, known)| *known == cause) && text.split(is_end).all(is_known)
}

fn of_saying((vendor, source, saying): (&'static str, &'static str, &'static Saying)) -> Meaning {
    Meaning {
        vendor,
        meaning: saying.meaning,
        remedy: saying.hint,
        reason: Some(saying.cause.code()),
        source,
    }
}

/// A code or a sentence of somebody else's, and everything that it is known to mean.
#[cfg(feature = "pages")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ForeignCode {
    /// The code as it is written, or the sentence in small letters.
    pub name: String,
    /// What it means, of which there is one at least.
    pub meanings: Vec<Meaning>,
}

/// Every code and sentence of providers that has a meaning of its own, and every numbered code of products.
#[cfg(feature = "pages")]
pub fn named() -> impl Iterator<Item = ForeignCode> {
    vendors::names().into_iter().map(|name| ForeignCode {
        meanings: meanings(&name),
        name,
    })
}

/// What diagnosis makes of an `error` that no table explains in words of its own.
fn of_error(error: &str) -> Option<Meaning> {
    let (response, vendor) = if declined::known(error).is_some() {
        return None;
    } else if exchange::ERRORS.contains(&error) {
        let body = Object::new().with("error", error).to_string();
        let response = HttpResponse::new(400, body).header("Content-Type", "application/json");
        (response, "a token endpoint")
    } else if SETTLED.contains(&error) {
        let challenge = format!("Bearer error=\"{error}\"");
        let response = HttpResponse::new(401, "").header("WWW-Authenticate", challenge);
        (response, "an API")
    } else {
        return None;
    };
    let request = HttpRequest::get("");
    let refused = Refused::new(&request, &response, Timestamp::default()).request_unseen();
    let cause = Cause::of_code(diagnose(&refused).reasons.first()?.code)?;
    Some(of_cause(vendor, cause, cause.remedy()))
}

fn of_cause(vendor: &'static str, cause: Cause, remedy: &'static str) -> Meaning {
    Meaning {
        vendor,
        meaning: cause.meaning(),
        remedy,
        reason: Some(cause.code()),
        source: Cause::entry(cause).source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_only_ends_as_an_event_does_is_not_explained_by_it() {
        for name in ["JWT_SESSION_ERROR", "NETWORK_ERROR", "CODE_TO_TOKEN_ERROR"] {
            assert!(meanings(name).is_empty(), "{name}");
        }
    }

    #[test]
    fn knows_the_codes_of_providers_and_products() {
        let entra = meanings("AADSTS50011");
        assert_eq!(entra[0].vendor, "Microsoft Entra");
        assert!(entra[0].meaning.contains("redirect URI"));
        let aspnet = meanings("IDX10214");
        assert_eq!(aspnet[0].reason, Some("token.audience"));
        let node = meanings("jwt expired");
        assert!(node.iter().any(|one| one.reason == Some("token.expired")));
        for number in ["AADSTS1", "AADB2C1"] {
            assert!(meanings(number)[0].remedy.contains("https://"), "{number}");
        }
        assert_eq!(meanings("50011"), meanings("AADSTS50011"));
        assert!(meanings("").is_empty());
    }

    #[cfg(feature = "pages")]
    #[test]
    fn codes_of_others_are_found_by_their_names_in_any_letters() {
        for (name, vendor, reason) in [
            ("idx10214", "ASP.NET Core", "token.audience"),
            ("IDX21321", "ASP.NET Core", "client.login-lost"),
            ("Idx10999", "ASP.NET Core", "token.refused"),
            ("aadsts700016", "Microsoft Entra", "client.authentication"),
            ("MFA_REQUIRED", "Auth0", "token.step-up"),
            (
                "usernotconfirmedexception",
                "Amazon Cognito",
                "grant.denied",
            ),
            ("origin_mismatch", "Google", "client.cors"),
            ("admin_policy_enforced", "Google", "grant.denied"),
        ] {
            let told = meanings(name);
            let found = told.iter().find(|one| one.vendor == vendor);
            let found = found.unwrap_or_else(|| panic!("{name}: {told:?}"));
            assert_eq!(found.reason, Some(reason), "{name}");
        }
        assert!(meanings("idxfile").is_empty());
    }

    #[cfg(feature = "pages")]
    #[test]
    fn a_sentence_means_what_it_is_about() {
        for (words, vendor, reason) in [
            (
                "invalid_request: Missing required parameter: scope",
                "an authorization server",
                "request.parameter",
            ),
            (
                "Missing required parameter: redirect_uri",
                "an authorization server",
                "request.parameter",
            ),
            ("DeviceCodeExpired", "several servers", "grant.invalid"),
            (
                "The device_code has expired",
                "several servers",
                "grant.invalid",
            ),
            ("UserNotFoundException", "Amazon Cognito", "grant.invalid"),
            (
                "Client is not enabled for OAuth2.0 flows",
                "Amazon Cognito",
                "client.not-allowed",
            ),
            ("invalid_rapt", "Google", "grant.invalid"),
            ("IDX102144", "ASP.NET Core", "token.refused"),
        ] {
            let first = &meanings(words)[0];
            assert_eq!(
                (first.vendor, first.reason),
                (vendor, Some(reason)),
                "{words}"
            );
        }
    }

    #[cfg(feature = "pages")]
    #[test]
    fn every_name_of_others_has_a_meaning_and_a_reason_of_ours() {
        let all: Vec<_> = named().collect();
        assert!(all.len() > 200, "{}", all.len());
        for ForeignCode { name, meanings } in all {
            assert!(!meanings.is_empty(), "{name}");
            for one in meanings {
                let reason = one.reason.and_then(Cause::of_code);
                assert!(one.reason.is_none() || reason.is_some(), "{name}");
                assert!(!one.remedy.ends_with('.'), "{name}");
            }
        }
    }

    #[test]
    fn a_sentence_that_many_say_names_no_product() {
        for (words, reasons) in [
            ("invalid signature", &["token.signature"][..]),
            ("Invalid audience", &["token.audience"][..]),
            ("signature verification failed", &["token.signature"][..]),
            ("token is expired", &["token.expired"][..]),
            ("jwt expired", &["token.expired"][..]),
            ("Token has been revoked", &["token.revoked"][..]),
            (
                "Token is invalid or expired",
                &["token.refused", "token.expired"][..],
            ),
        ] {
            let told = meanings(words);
            let found: Vec<_> = told.iter().filter_map(|one| one.reason).collect();
            assert_eq!(found, reasons, "{words}");
            assert!(told.iter().all(|one| one.vendor == "any API"), "{told:?}");
        }
        let told = meanings("Token is not active");
        assert!(told.iter().any(|one| one.vendor == "any API"), "{told:?}");
        for (words, vendor) in [
            ("CompactToken parsing failed", "Microsoft Graph"),
            ("IDX10214: Audience validation failed", "ASP.NET Core"),
        ] {
            assert_eq!(meanings(words)[0].vendor, vendor, "{words}");
        }
    }

    #[test]
    fn prose_that_names_no_fault_means_nothing() {
        for words in [
            "our audience is developers",
            "the audience of the talk",
            "The audience was not happy with our token talk",
            "our policy of roles and scopes is described there",
            "Your Netflix subscription has expired. Update your payment.",
            "Error: malformed URL in the package.json file",
            "Error: no author found for this commit",
        ] {
            assert!(meanings(words).is_empty(), "{words}");
        }
    }

    #[test]
    fn the_name_of_a_status_names_no_product() {
        for words in [
            "HTTP/1.1 400 Bad Request",
            "Bad Request",
            "invalid_request: Bad Request",
            "HTTP/1.1 403 Forbidden\nserver: istio-envoy",
        ] {
            let told = meanings(words);
            let vendors: Vec<_> = told.iter().map(|one| one.vendor).collect();
            for vendor in ["Google", "NGINX"] {
                assert!(!vendors.contains(&vendor), "{words}: {vendors:?}");
            }
        }
    }

    #[test]
    fn a_certificate_that_is_not_trusted_is_no_tokens() {
        for words in [
            "x509: certificate signed by unknown authority",
            "x509: certificate has expired or is not yet valid",
            "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
            "DEPTH_ZERO_SELF_SIGNED_CERT",
            "SELF_SIGNED_CERT_IN_CHAIN",
            "CERT_HAS_EXPIRED",
            "ERR_TLS_CERT_ALTNAME_INVALID",
            "invalid peer certificate: UnknownIssuer",
        ] {
            let told = meanings(words);
            let reasons: Vec<_> = told.iter().filter_map(|one| one.reason).collect();
            assert_eq!(reasons, ["api.issuer-unreachable"], "{words}");
        }
    }

    #[test]
    fn every_code_that_diagnosis_recognises_has_an_entry() {
        let codes = exchange::ERRORS.iter().chain(SETTLED);
        for code in codes {
            let is_known = declined::known(code).is_some() || !meanings(code).is_empty();
            assert!(is_known, "{code}");
        }
        let rows = PRODUCTS
            .iter()
            .flat_map(|product| product.rows)
            .chain(GENERAL);
        for (row, cause) in rows {
            let text = row.trim_start_matches(['!', '?', '=']).replace('*', " ");
            let told = meanings(&text);
            assert!(!told.is_empty(), "{row}: {cause:?}");
        }
        for (code, reason) in [
            ("insufficient_claims", "token.step-up"),
            ("MissingAuthenticationTokenException", "request.path"),
            ("80049217", "token.malformed"),
            ("use_dpop_nonce", "dpop.nonce"),
            ("IDX10500", "api.keys-not-loaded"),
        ] {
            let told = meanings(code);
            assert_eq!(told[0].reason, Some(reason), "{code}: {told:?}");
        }
        assert!(meanings("nobody_ever_said_this").is_empty());
    }
}
