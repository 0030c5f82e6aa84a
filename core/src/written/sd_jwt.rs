//! An SD-JWT: its issuer's JWT, with what is disclosed and who presents it.

use super::{NamedToken, Written, WrittenError, counted, shown};
use crate::checks::shorten;
use crate::inspect::inspect;
use crate::jwt::{Expectations, TokenKind};
use crate::sd_jwt::{Disclosure, KeyBinding, SdJwt};
use crate::time::{Timestamp, duration_text, relative_text};

/// How old a key binding may be where nothing else is said: the time is the verifier's choice ([RFC 9901 §7.3]).
///
/// [RFC 9901 §7.3]: https://www.rfc-editor.org/rfc/rfc9901#section-7.3
const MAX_BINDING_AGE_SECONDS: u64 = 300;

/// The issuer's JWT; disclosures and key binding must hold ([RFC 9901 §7]).
///
/// [RFC 9901 §7]: https://www.rfc-editor.org/rfc/rfc9901#section-7
pub(super) fn read(
    text: &str,
    expected: &Expectations,
    at: Timestamp,
) -> Result<Written, WrittenError> {
    let refused = WrittenError::SdJwt;
    let sd_jwt = SdJwt::read(text).map_err(|error| refused(error.to_string()))?;
    if let Some((disclosure, fault)) = first_fault(&sd_jwt.disclosures) {
        let name = disclosure.name.as_deref().unwrap_or("an element");
        return Err(refused(format!(
            "the disclosure of {} does not hold: {fault}",
            shorten(name)
        )));
    }
    let binding = match &sd_jwt.key_binding {
        None if expected.key_binding.is_some() => {
            return Err(refused(
                "it has no key binding, and one is expected: nothing shows that its holder sent it"
                    .to_owned(),
            ));
        }
        None => "; it has no key binding".to_owned(),
        Some(binding) => {
            let mut faults = binding.faults.clone();
            let (leeway, most) = (expected.leeway_seconds, max_age(expected));
            let of_time = binding.faults_of_time(leeway, most, at);
            faults.extend(of_time.map_err(WrittenError::Policy)?);
            let of_request = expected.key_binding.iter();
            faults.extend(of_request.flat_map(|expected| binding.faults_of_request(expected)));
            if !faults.is_empty() {
                let faults = faults.join("; ");
                return Err(refused(format!("the key binding does not hold: {faults}")));
            }
            bound(binding, expected, at)
        }
    };
    let disclosed = match sd_jwt.disclosures.len() {
        0 => "it discloses nothing".to_owned(),
        count => format!(
            "{}, signed by the issuer as digests and compared with no expectation",
            counted(count, "disclosure")
        ),
    };
    Ok(Written {
        fact: format!("an SD-JWT: this is on its issuer's JWT; {disclosed}{binding}"),
        typ: own_type(&sd_jwt.issuer_jwt),
        tokens: vec![NamedToken {
            name: String::new(),
            token: sd_jwt.issuer_jwt.clone(),
        }],
        sd_jwt: Some(sd_jwt),
    })
}

fn first_fault(disclosures: &[Disclosure]) -> Option<(&Disclosure, String)> {
    let mut faulty = disclosures.iter();
    faulty.find_map(|one| Some((one, one.fault?.to_string())))
}

/// The media type of an SD-JWT in the header, where it is one.
fn own_type(jwt: &str) -> Option<&'static str> {
    let header = inspect(jwt, Timestamp::default()).report.header?;
    match TokenKind::of_type(&header)? {
        (TokenKind::SdJwt, evidence) => evidence.strip_prefix("typ: "),
        _ => None,
    }
}

fn max_age(expected: &Expectations) -> u64 {
    expected.max_age_seconds.unwrap_or(MAX_BINDING_AGE_SECONDS)
}

/// What is known of a key binding that holds, and what is not.
fn bound(binding: &KeyBinding, expected: &Expectations, at: Timestamp) -> String {
    let claims = &binding.claims;
    let audience = claims.get("aud");
    let audience = audience.map_or("nobody".to_owned(), shown);
    let relative = |name| Some(relative_text(claims.numeric_date(name)?, at));
    let issued = relative("iat").unwrap_or_default();
    let ends = relative("exp").map_or(String::new(), |ends| format!(", exp {ends}"));
    let most = duration_text(max_age(expected));
    let request = match expected.key_binding {
        Some(_) => "audience and nonce are the expected ones",
        None => "that this is you, and its nonce yours, is not checked",
    };
    format!(
        "; its key binding is signed by the key that cnf names, for {audience}: its times hold (issued {issued}, {most} at most{ends}); {request}"
    )
}
