//! What `createVerifier` was told, turned into core's policy.

use claimscope_core::alg::Algorithm;
use claimscope_core::json::{self, Object, Value};
use claimscope_core::jwt::PolicyBuilder;
use claimscope_core::{Policy, Profile};
use wasm_bindgen::JsValue;

use crate::problem;

/// The part of the options that core understands, by the names of the JavaScript API.
#[derive(Default)]
pub(crate) struct Options {
    profile: Option<String>,
    issuer: Expectation,
    audience: Expectation,
    algorithms: Expectation,
    clock_tolerance: u32,
    max_token_age: Option<u32>,
    required_scopes: Vec<String>,
    required_claims: Vec<String>,
    nonce: Option<String>,
    client_id: Option<String>,
    allow_missing_expiry: bool,
    allow_padding: bool,
    allow_weak_keys: bool,
}

/// One value, several of which any will do, or `false` for a waiver.
#[derive(Default)]
enum Expectation {
    #[default]
    Unsaid,
    Waived(bool),
    One(String),
    AnyOf(Vec<String>),
}

impl Options {
    /// Reads the options object.
    pub(crate) fn read(value: &JsValue) -> Result<Self, JsValue> {
        let object = object(value).ok_or_else(|| problem::options("the options are an object"))?;
        let mut options = Self::default();
        for (name, value) in object.iter() {
            options.set(name, value)?;
        }
        Ok(options)
    }

    fn set(&mut self, name: &str, value: &Value) -> Result<(), JsValue> {
        match name {
            "profile" => self.profile = Some(text(name, value)?),
            "issuer" => self.issuer = expectation(name, value)?,
            "audience" => self.audience = expectation(name, value)?,
            "algorithms" => self.algorithms = expectation(name, value)?,
            "clockTolerance" => self.clock_tolerance = seconds(name, value)?,
            "maxTokenAge" => self.max_token_age = Some(seconds(name, value)?),
            "requiredScopes" => self.required_scopes = texts(name, value)?,
            "requiredClaims" => self.required_claims = texts(name, value)?,
            "nonce" => self.nonce = Some(text(name, value)?),
            "clientId" => self.client_id = Some(text(name, value)?),
            "allowMissingExpiry" => self.allow_missing_expiry = truth(name, value)?,
            "allowPadding" => self.allow_padding = truth(name, value)?,
            "allowWeakKeys" => self.allow_weak_keys = truth(name, value)?,
            _ => return Err(problem::options(format!("there is no option {name:?}"))),
        }
        Ok(())
    }

    /// The policy that they ask for.
    pub(crate) fn policy(self) -> Result<Policy, JsValue> {
        let name = self.profile.as_deref().unwrap_or("jwt");
        let profile = Profile::from_name(name).ok_or_else(|| {
            let known = Profile::ALL.map(Profile::name).join(", ");
            problem::options(format!("there is no profile {name:?}; there are {known}"))
        })?;
        let mut builder = Policy::builder(profile).leeway_seconds(self.clock_tolerance);
        builder = match self.issuer {
            Expectation::Waived(false) => builder.waive_issuer(),
            other => each(builder, "issuer", other, PolicyBuilder::issuer)?,
        };
        builder = match self.audience {
            Expectation::Waived(false) => builder.waive_audience(),
            other => each(builder, "audience", other, PolicyBuilder::audience)?,
        };
        builder = algorithms(builder, self.algorithms)?;
        if let Some(age) = self.max_token_age {
            builder = builder.max_age_seconds(u64::from(age));
        }
        for scope in self.required_scopes {
            builder = builder.scope(scope);
        }
        for claim in self.required_claims {
            builder = builder.require_claim(claim);
        }
        if let Some(nonce) = self.nonce {
            builder = builder.nonce(nonce);
        }
        if let Some(client_id) = self.client_id {
            builder = builder.client_id(client_id);
        }
        if self.allow_missing_expiry {
            builder = builder.allow_missing_expiry();
        }
        if self.allow_padding {
            builder = builder.allow_padding();
        }
        if self.allow_weak_keys {
            builder = builder.allow_weak_keys();
        }
        builder.build().map_err(|error| problem::misuse(&error))
    }
}

/// Adds each expected value; what is unsaid is left to core, which refuses it.
fn each(
    builder: PolicyBuilder,
    name: &str,
    expectation: Expectation,
    add: fn(PolicyBuilder, String) -> PolicyBuilder,
) -> Result<PolicyBuilder, JsValue> {
    Ok(match expectation {
        Expectation::Unsaid => builder,
        Expectation::Waived(_) => {
            let sentence = format!("{name} is a text, several, or false to waive the check");
            return Err(problem::options(sentence));
        }
        Expectation::One(value) => add(builder, value),
        Expectation::AnyOf(values) => values.into_iter().fold(builder, add),
    })
}

fn algorithms(builder: PolicyBuilder, expectation: Expectation) -> Result<PolicyBuilder, JsValue> {
    let names = match expectation {
        Expectation::One(word) if word == "of-keys" => return Ok(builder.algorithms_of_keys()),
        Expectation::One(name) => vec![name],
        Expectation::AnyOf(names) => names,
        Expectation::Unsaid => Vec::new(),
        Expectation::Waived(_) => {
            return Err(problem::options(
                "algorithms are named, or \"of-keys\" for those that the trusted keys are for",
            ));
        }
    };
    let unknown = |name: &str| {
        let known: Vec<&str> = Algorithm::all().map(Algorithm::name).collect();
        problem::options(format!(
            "there is no algorithm {name:?}; there are {}",
            known.join(", ")
        ))
    };
    let algorithms = names
        .iter()
        .map(|name| Algorithm::from_name(name).ok_or_else(|| unknown(name)))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(builder.algorithms(algorithms))
}

/// The object behind a value of JavaScript's. It comes as JSON, which core reads anyway: a deserializer for such values
/// would be a good part of either build.
pub(crate) fn object(value: &JsValue) -> Option<Object> {
    let text = js_sys::JSON::stringify(value).map(String::from).ok()?;
    match json::parse(text.as_bytes()).value {
        Some(Value::Object(object)) => Some(object),
        _ => None,
    }
}

/// A whole number of seconds.
fn seconds(name: &str, value: &Value) -> Result<u32, JsValue> {
    let seconds = value.as_number().and_then(json::Number::as_i64);
    seconds
        .and_then(|seconds| u32::try_from(seconds).ok())
        .ok_or_else(|| wanted(name, "a whole number of seconds, 0 or more"))
}

pub(crate) fn text(name: &str, value: &Value) -> Result<String, JsValue> {
    let text = value.as_str().map(str::to_owned);
    text.ok_or_else(|| wanted(name, "a text"))
}

pub(crate) fn texts(name: &str, value: &Value) -> Result<Vec<String>, JsValue> {
    let elements = value.as_array().ok_or_else(|| wanted(name, "texts"))?;
    elements.iter().map(|element| text(name, element)).collect()
}

fn truth(name: &str, value: &Value) -> Result<bool, JsValue> {
    value.as_bool().ok_or_else(|| wanted(name, "true or false"))
}

fn expectation(name: &str, value: &Value) -> Result<Expectation, JsValue> {
    match value {
        Value::Bool(waived) => Ok(Expectation::Waived(*waived)),
        Value::Array(_) => texts(name, value).map(Expectation::AnyOf),
        _ => text(name, value).map(Expectation::One),
    }
}

fn wanted(name: &str, what: &str) -> JsValue {
    problem::options(format!("{name} is {what}"))
}
