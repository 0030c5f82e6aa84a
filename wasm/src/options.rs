//! What `createVerifier` was told, turned into core's policy.

use claimscope_core::alg::Algorithm;
use claimscope_core::jwt::PolicyBuilder;
use claimscope_core::{Policy, Profile};
use serde::Deserialize;
use wasm_bindgen::JsValue;

use crate::problem;

/// The part of the options that core understands, by the names of the JavaScript API.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Options {
    #[serde(default)]
    profile: Option<String>,
    #[serde(default)]
    issuer: Expectation,
    #[serde(default)]
    audience: Expectation,
    #[serde(default)]
    algorithms: Expectation,
    #[serde(default)]
    clock_tolerance: f64,
    #[serde(default)]
    max_token_age: Option<f64>,
    #[serde(default)]
    required_scopes: Vec<String>,
    #[serde(default)]
    required_claims: Vec<String>,
    #[serde(default)]
    nonce: Option<String>,
    #[serde(default)]
    client_id: Option<String>,
    #[serde(default)]
    allow_missing_expiry: bool,
    #[serde(default)]
    allow_padding: bool,
    #[serde(default)]
    allow_weak_keys: bool,
}

/// One value, several of which any will do, or `false` for a waiver.
#[derive(Default, Deserialize)]
#[serde(untagged)]
enum Expectation {
    #[default]
    Unsaid,
    Waived(bool),
    One(String),
    AnyOf(Vec<String>),
}

impl Options {
    /// Reads the options object.
    pub(crate) fn read(value: JsValue) -> Result<Self, JsValue> {
        serde_wasm_bindgen::from_value(value).map_err(problem::options)
    }

    /// The policy that they ask for.
    pub(crate) fn policy(self) -> Result<Policy, JsValue> {
        let name = self.profile.as_deref().unwrap_or("jwt");
        let profile = Profile::from_name(name).ok_or_else(|| {
            let known = Profile::ALL.map(Profile::name).join(", ");
            problem::options(format!("there is no profile {name:?}; there are {known}"))
        })?;
        let mut builder = Policy::builder(profile)
            .leeway_seconds(seconds("clockTolerance", self.clock_tolerance)?);
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
            builder = builder.max_age_seconds(u64::from(seconds("maxTokenAge", age)?));
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

/// A whole number of seconds.
fn seconds(name: &str, value: f64) -> Result<u32, JsValue> {
    if value >= 0.0 && value <= f64::from(u32::MAX) && value.fract() == 0.0 {
        Ok(value as u32)
    } else {
        Err(problem::options(format!(
            "{name} is a whole number of seconds, 0 or more"
        )))
    }
}
