//! What there is to verify in an SD-JWT and in a JWS as JSON, as JSON.

use claimscope_core::json::{Object, Value};
use claimscope_core::jwt::{Expectations, ExpectedBinding, Policy};
use claimscope_core::sd_jwt::{Disclosure, SdJwt};
use claimscope_core::written::{NamedToken, Written};
use serde::Serialize;
use wasm_bindgen::prelude::JsValue;

use crate::problem::Problem;
use crate::timestamp;
use crate::value::{object, text as text_of, wanted};

/// What there is to verify in a text.
#[derive(Serialize)]
struct WrittenParts<'a> {
    form: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    typ: Option<&'static str>,
    tokens: Vec<TokenPart<'a>>,
    #[serde(rename = "sdJwt", skip_serializing_if = "Option::is_none")]
    sd_jwt: Option<SdJwtParts<'a>>,
}

#[derive(Serialize)]
struct TokenPart<'a> {
    name: &'a str,
    token: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SdJwtParts<'a> {
    claims: &'a Object,
    disclosures: Vec<DisclosedClaim<'a>>,
    hidden: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    key_binding: Option<&'a Object>,
}

#[derive(Serialize)]
struct DisclosedClaim<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<&'a Value>,
}

/// As [`Verifier::written`](super::Verifier::written).
pub(super) fn written(
    text: &str,
    policy: &Policy,
    now_ms: f64,
    key_binding: Option<&str>,
) -> Result<Option<String>, JsValue> {
    let mut expected = Expectations::clone(policy);
    expected.key_binding = key_binding.map(binding).transpose()?;
    let written = Written::read(text, &expected, timestamp(now_ms))
        .map_err(|error| Problem::new(error.code().as_str(), error))?;
    Ok(written.as_ref().map(|written| {
        let parts = WrittenParts {
            form: &written.fact,
            typ: written.typ,
            tokens: written.tokens.iter().map(token).collect(),
            sd_jwt: written.sd_jwt.as_ref().map(parts),
        };
        serde_json::to_string(&parts).unwrap_or_default()
    }))
}

fn binding(given: &str) -> Result<ExpectedBinding, JsValue> {
    let given = object("keyBinding is", given)?;
    let named = |name: &str| match given.get(name) {
        Some(value) => text_of(name, value),
        None => Err(wanted("keyBinding", "{ audience, nonce }")),
    };
    Ok(ExpectedBinding {
        audience: named("audience")?,
        nonce: named("nonce")?,
    })
}

fn token(NamedToken { name, token }: &NamedToken) -> TokenPart<'_> {
    TokenPart { name, token }
}

fn parts(sd_jwt: &SdJwt) -> SdJwtParts<'_> {
    SdJwtParts {
        claims: &sd_jwt.claims,
        disclosures: sd_jwt.disclosures.iter().map(disclosed).collect(),
        hidden: sd_jwt.hidden,
        key_binding: sd_jwt.key_binding.as_ref().map(|binding| &binding.claims),
    }
}

fn disclosed(Disclosure { name, value, .. }: &Disclosure) -> DisclosedClaim<'_> {
    DisclosedClaim {
        name: name.as_deref(),
        value: value.as_ref(),
    }
}
