//! What a provider's or product's own code or sentence means, such as `AADSTS50011`, `IDX10214` or `jwt expired`.

use claimscope_core::json::Object;
use claimscope_core::time::Timestamp;

use super::{Meaning, declined, standard};
use crate::diagnose::exchange;
use crate::diagnose::said::{SETTLED, small};
use crate::diagnose::{Cause, Refused, diagnose};
use crate::vendors;
use crate::vendors::refusals::{GENERAL, PRODUCTS, Row, fits};
use crate::{HttpRequest, HttpResponse};

/// Everything that `words` is known to mean, which may be several products' code. A code such as
/// `MissingAuthenticationTokenException` is read as its words.
pub fn meanings(words: &str) -> Vec<Meaning> {
    let code = words.trim();
    // As it is written, and as the words of a code.
    let words = [code.to_ascii_lowercase(), small(code)];
    let of_provider = words
        .iter()
        .find_map(|words| vendors::saying_of(words))
        .map(|(vendor, source, saying)| Meaning {
            vendor,
            meaning: saying.meaning,
            remedy: saying.hint,
            reason: Some(saying.cause.code()),
            source,
        });
    let of_products = PRODUCTS
        .iter()
        .filter_map(|product| of_rows(product.name, product.rows, product.advice, &words));
    let mut meanings: Vec<_> = standard::meaning(&words[0])
        .into_iter()
        .chain(of_provider)
        .chain(of_products)
        .collect();
    if meanings.is_empty() {
        meanings.extend(of_error(code));
    }
    if meanings.is_empty() && !code.is_empty() {
        meanings.extend(of_rows("any API", GENERAL, &[], &words));
    }
    meanings
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

/// What the first row says that fits.
fn of_rows(
    vendor: &'static str,
    rows: &[Row],
    advice: &[(Cause, &'static str)],
    words: &[String; 2],
) -> Option<Meaning> {
    let is_said = |row: &str| words.iter().any(|words| fits(row, words));
    let (_, cause) = rows.iter().find(|(row, _)| is_said(row))?;
    let advice = advice.iter().find(|(known, _)| known == cause);
    let remedy = advice.map_or(cause.remedy(), |(_, advice)| advice);
    Some(of_cause(vendor, *cause, remedy))
}

#[cfg(test)]
mod tests {
    use super::*;

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
