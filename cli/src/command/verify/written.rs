//! The forms beside the compact one in which a signed token is written: an SD-JWT, and a JWS as JSON.

use claimscope_core::json::{self, Object, Value};
use claimscope_core::sd_jwt::{Disclosure, KeyBinding, SdJwt};
use claimscope_core::time::Timestamp;
use claimscope_core::{PastedAs, inspect};

use crate::code;
use crate::failure::Failure;
use crate::harmless::harmless;
use crate::render;

/// A token with the name that it stands under, which may be empty.
pub(super) type Named = (String, String);

/// What there is to verify in a text.
pub(super) struct Written {
    /// Signed tokens in compact form, one of which must hold.
    pub(super) tokens: Vec<Named>,
    /// The form, and what of it the report does not judge.
    pub(super) fact: String,
}

/// The tokens of an SD-JWT or a JWS as JSON; `None` of every other text.
///
/// # Errors
///
/// Where the form itself does not hold, or leaves nothing to verify.
pub(super) fn read(text: &str) -> Result<Option<Written>, Failure> {
    match text.split_once('~') {
        Some((jwt, _)) if is_signed(jwt) => sd_jwt(text).map(Some),
        _ => jws_json(text),
    }
}

fn is_signed(text: &str) -> bool {
    text.starts_with("eyJ") && text.bytes().filter(|byte| *byte == b'.').count() == 2
}

/// The issuer's JWT; disclosures and key binding must hold ([RFC 9901 §7]).
///
/// [RFC 9901 §7]: https://www.rfc-editor.org/rfc/rfc9901#section-7
fn sd_jwt(text: &str) -> Result<Written, Failure> {
    let refused = |message: String| Failure::refused(code::SD_JWT, message).hint(INSPECT);
    let sd_jwt = SdJwt::read(text).map_err(|error| refused(error.to_string()))?;
    if let Some((disclosure, fault)) = first_fault(&sd_jwt.disclosures) {
        let name = disclosure.name.as_deref().unwrap_or("an element");
        return Err(refused(format!(
            "the disclosure of {} does not hold: {fault}",
            harmless(name)
        )));
    }
    let binding = match &sd_jwt.key_binding {
        None => "; it has no key binding".to_owned(),
        Some(binding) if binding.faults.is_empty() => bound(binding),
        Some(binding) => {
            let faults = binding.faults.join("; ");
            return Err(refused(format!("the key binding does not hold: {faults}")));
        }
    };
    let disclosed = match sd_jwt.disclosures.len() {
        0 => "it discloses nothing".to_owned(),
        count => format!(
            "{}, signed by the issuer as digests and compared with no expectation",
            render::counted(count, "disclosure")
        ),
    };
    Ok(Written {
        fact: format!("an SD-JWT: this is on its issuer's JWT; {disclosed}{binding}"),
        tokens: vec![(String::new(), sd_jwt.issuer_jwt)],
    })
}

const INSPECT: &str = "`claimscope inspect` shows every disclosure and the key binding";

fn first_fault(disclosures: &[Disclosure]) -> Option<(&Disclosure, String)> {
    let mut faulty = disclosures.iter();
    faulty.find_map(|one| Some((one, one.fault?.to_string())))
}

fn bound(binding: &KeyBinding) -> String {
    let audience = binding.claims.get("aud");
    let audience = audience.map_or("nobody".to_owned(), render::value_text);
    format!(
        "; its key binding is signed by the key that cnf names, for {audience}: that this is you, and its nonce yours, is not checked"
    )
}

/// Each signature of a JWS as JSON in compact form ([RFC 7515 §7.2]).
///
/// [RFC 7515 §7.2]: https://www.rfc-editor.org/rfc/rfc7515#section-7.2
fn jws_json(text: &str) -> Result<Option<Written>, Failure> {
    let Ok(Value::Object(object)) = json::parse_strict(text.as_bytes()) else {
        return Ok(None);
    };
    let inspection = inspect(text, Timestamp::default());
    if inspection.pasted_as != PastedAs::JwsJson {
        return Ok(None);
    }
    let tokens: Vec<Named> = match inspection.tokens.is_empty() {
        true => vec![(String::new(), inspection.token)],
        false => (inspection.tokens.into_iter())
            .map(|found| (found.name.unwrap_or_default(), found.token))
            .collect(),
    };
    if let Some(why) = nothing_to_verify(&object, &tokens) {
        let failure = Failure::input(format!("this JWS in JSON form cannot be verified: {why}"));
        return Err(failure.hint("`claimscope inspect` shows what stands in it"));
    }
    let all = signatures(&object);
    let left_out = match all - tokens.len().min(all) {
        0 => String::new(),
        rest => format!(", of which {rest} are not looked at"),
    };
    let fact = format!(
        "a JWS in JSON form with {}{left_out}, one of which must hold; a header that is not protected is not looked at",
        render::counted(all, "signature")
    );
    Ok(Some(Written { tokens, fact }))
}

fn signatures(object: &Object) -> usize {
    let several = object.get("signatures").and_then(Value::as_array);
    several.map_or(1, <[Value]>::len)
}

/// Why its form leaves nothing to verify.
fn nothing_to_verify(object: &Object, tokens: &[Named]) -> Option<&'static str> {
    let is_unencoded = |(_, token): &Named| {
        let header = inspect(token, Timestamp::default()).report.header;
        header.is_some_and(|header| header.get("b64") == Some(&Value::Bool(false)))
    };
    if object.get_str("payload").is_none() {
        return Some("its payload is detached, that is sent apart");
    }
    if object.get("signatures").is_some() && object.get("signature").is_some() {
        return Some("signature must not stand beside signatures");
    }
    (tokens.iter().any(is_unencoded))
        .then_some("its payload is not encoded (b64 is false), as no JWT may have it")
}
