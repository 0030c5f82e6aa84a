//! What `createVerifier` was told, turned into core's expectations.

use claimscope_core::alg::Algorithm;
#[cfg(feature = "kinds")]
use claimscope_core::json::Object;
use claimscope_core::json::{Number, Value};
#[cfg(feature = "kinds")]
use claimscope_core::jwt::ProvenRequest;
#[cfg(feature = "forms")]
use claimscope_core::jwt::TokenKind;
use claimscope_core::jwt::{Algorithms, Expectations, Expected, Policy, Profile};
use claimscope_core::said;
#[cfg(feature = "kinds")]
use claimscope_core::url::Url;
use wasm_bindgen::JsValue;

use super::refusal::misuse;
use crate::problem::options;
use crate::value::{object, text, texts, wanted};

/// The policy that the options object asks for, by the names of the JavaScript API. What is unsaid is left to core,
/// which refuses it.
pub(crate) fn policy(given: &str) -> Result<Policy, JsValue> {
    let mut expectations = Expectations::default();
    let given = object("the options are", given)?;
    for (name, value) in given.iter() {
        set(&mut expectations, name, value)?;
    }
    #[cfg(feature = "kinds")]
    {
        expectations.proof_for = proven_request(&given)?;
        if expectations.proof_for.is_some() && expectations.profile != Profile::DpopProof {
            return Err(options(
                "htm, htu and accessToken are of the profile dpop-proof",
            ));
        }
    }
    expectations.policy().map_err(|error| misuse(&error))
}

fn set(to: &mut Expectations, name: &str, value: &Value) -> Result<(), JsValue> {
    match name {
        "profile" => to.profile = profile(&text(name, value)?)?,
        "issuer" => to.issuer = expected(name, value)?,
        "audience" => to.audience = expected(name, value)?,
        "algorithms" => to.algorithms = algorithms(name, value)?,
        "clockTolerance" => to.leeway_seconds = seconds(name, value)?,
        "maxTokenAge" => to.max_age_seconds = Some(u64::from(seconds(name, value)?)),
        "requiredScopes" => to.scopes = texts(name, value)?,
        "requiredClaims" => to.required_claims = texts(name, value)?,
        "nonce" => to.nonce = Some(text(name, value)?),
        "acrValues" => to.acr_values = texts(name, value)?,
        "maxAuthAge" => to.max_auth_age_seconds = Some(u64::from(seconds(name, value)?)),
        "clientId" => to.client_id = Some(text(name, value)?),
        "allowMissingExpiry" => to.allow_missing_expiry = truth(name, value)?,
        "allowPadding" => to.allow_padding = truth(name, value)?,
        "allowWeakKeys" => to.allow_weak_keys = truth(name, value)?,
        #[cfg(feature = "kinds")]
        "htm" | "htu" | "accessToken" => {}
        #[cfg(feature = "forms")]
        "typ" => to.typ = Some(sd_jwt_type(&text(name, value)?)?),
        _ => return Err(options(said!("there is no option {name:?}"))),
    }
    Ok(())
}

/// The request that a DPoP proof must be for.
#[cfg(feature = "kinds")]
fn proven_request(given: &Object) -> Result<Option<ProvenRequest>, JsValue> {
    let named = |name: &str| given.get(name).map(|value| text(name, value)).transpose();
    let request = match (named("htm")?, named("htu")?) {
        (Some(method), Some(url)) => {
            let url = Url::parse(&url).map_err(|error| options(said!("htu: {error}")))?;
            ProvenRequest::new(method, url)
        }
        (None, None) if given.get("accessToken").is_none() => return Ok(None),
        _ => {
            return Err(options(
                "htm and htu go together, and accessToken with both",
            ));
        }
    };
    Ok(Some(match named("accessToken")? {
        Some(token) => request.with_token(&token),
        None => request,
    }))
}

/// The media type of SD-JWTs that this is one of.
#[cfg(feature = "forms")]
fn sd_jwt_type(typ: &str) -> Result<&'static str, JsValue> {
    let known = match TokenKind::of_type(&Object::new().with("typ", typ)) {
        Some((TokenKind::SdJwt, evidence)) => evidence.strip_prefix("typ: "),
        _ => None,
    };
    known.ok_or_else(|| {
        options(said!(
            "typ is dc+sd-jwt, vc+sd-jwt or sd+jwt, and not {typ:?}; other kinds of token have a profile"
        ))
    })
}

fn profile(name: &str) -> Result<Profile, JsValue> {
    Profile::from_name(name).ok_or_else(|| {
        let known: Vec<&str> = Profile::ALL.iter().map(|profile| profile.name()).collect();
        let known = known.join(", ");
        options(said!("there is no profile {name:?}; there are {known}"))
    })
}

/// One value, several of which any will do, or `false` for a waiver.
fn expected(name: &str, value: &Value) -> Result<Expected, JsValue> {
    match value {
        Value::Bool(false) => Ok(Expected::Waived),
        Value::Bool(true) => Err(wanted(name, "a text, several, or false to waive the check")),
        Value::Array(_) => texts(name, value).map(Expected::AnyOf),
        _ => Ok(Expected::AnyOf(vec![text(name, value)?])),
    }
}

fn algorithms(name: &str, value: &Value) -> Result<Algorithms, JsValue> {
    let names = match value {
        Value::Bool(_) => {
            return Err(options(
                "algorithms are named, or \"of-keys\" for those that the trusted keys are for",
            ));
        }
        Value::Array(_) => texts(name, value)?,
        _ => match text(name, value)? {
            word if word == "of-keys" => return Ok(Algorithms::OfKeys),
            name => vec![name],
        },
    };
    let known = |name: &String| Algorithm::parse_name(name).map_err(options);
    names
        .iter()
        .map(known)
        .collect::<Result<_, _>>()
        .map(Algorithms::AnyOf)
}

/// A whole number of seconds.
fn seconds(name: &str, value: &Value) -> Result<u32, JsValue> {
    let seconds = value.as_number().and_then(Number::as_i64);
    seconds
        .and_then(|seconds| u32::try_from(seconds).ok())
        .ok_or_else(|| wanted(name, "a whole number of seconds, 0 or more"))
}

fn truth(name: &str, value: &Value) -> Result<bool, JsValue> {
    value.as_bool().ok_or_else(|| wanted(name, "true or false"))
}
