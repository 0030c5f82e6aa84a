//! The plan: every case with its requests, or why it cannot be tried.

use claimscope_core::alg::Algorithm;
use claimscope_core::entropy::{Entropy, NoEntropy};
use claimscope_core::jwk::{Jwk, generate};
use claimscope_core::time::Timestamp;

use super::request::{Planned, ServedDocument};
use super::requests::Planner;
use super::token::GoodToken;
use super::{ProbeCase, ProbeInputs};

/// Plans every case.
pub(super) fn plan(
    inputs: &ProbeInputs,
    now: Timestamp,
    entropy: &mut dyn Entropy,
) -> Result<(Vec<Planned>, Vec<ServedDocument>), NoEntropy> {
    let text = inputs.token.expose_str().unwrap_or_default();
    let good = GoodToken::read(text, now);
    let algorithm = good.as_ref().ok().map(GoodToken::algorithm_of_others);
    let stranger = generate(algorithm.unwrap_or(Algorithm::ES256), entropy)?;
    let holder = generate(Algorithm::ES256, entropy)?;
    let served = served(&stranger);
    let mut planner = Planner {
        inputs,
        good,
        stranger,
        holder,
        now,
        entropy,
    };
    let planned = ProbeCase::ALL.iter().map(|case| planner.case(*case));
    Ok((planned.collect(), served))
}

/// The set of keys with which a token would hold, if the API fetched and believed it.
fn served(stranger: &Jwk) -> Vec<ServedDocument> {
    let key = stranger.public().map(|key| key.to_json().to_string());
    let body = format!("{{\"keys\":[{}]}}", key.unwrap_or_default());
    let path = ProbeCase::Jku.fetched_path();
    path.map(|path| ServedDocument {
        path,
        media_type: "application/json",
        body,
    })
    .into_iter()
    .collect()
}
