//! `verify --payload`: the signature of a JWS whose payload is sent apart, and no claim.

use std::path::Path;

use claimscope_client::session::{Connection, Session};
use claimscope_core::{Rejection, VerifiedJws};
use serde_json::json;

use crate::args::Verify;
use crate::failure::{Exit, Failure};
use crate::harmless::harmless;
use crate::render::{hanging, report::key_text};
use crate::style::{green, red};
use crate::{input, network, output};

/// Verifies `token` over what the file holds, with the keys and algorithms of the connection alone.
pub(super) async fn run(
    arguments: &Verify,
    (token, payload): (&str, &Path),
    connection: Connection,
    (options, place): (&crate::args::Network, &str),
) -> Result<Exit, Failure> {
    let bytes = input::body(payload)?;
    let work = async |session: &Session| {
        let outcome = session.verify_detached(token, &bytes).await;
        outcome.map_err(|failure| Failure::from(failure).of_issuer())
    };
    let outcome = network::with_session(options, place, connection, work).await?;
    match arguments.json {
        true => output::print_json(&as_json(&outcome))?,
        false => output::print(&text(&outcome, &input::name_of(payload)))?,
    }
    Ok(Exit::when(outcome.is_ok()))
}

fn as_json(outcome: &Result<VerifiedJws, Rejection>) -> serde_json::Value {
    match outcome {
        Ok(verified) => json!({
            "verdict": "accepted",
            "algorithm": verified.algorithm().name(),
            "key": verified.key(),
            "header": verified.header(),
        }),
        Err(rejection) => json!({ "verdict": "rejected", "check": rejection.check() }),
    }
}

fn text(outcome: &Result<VerifiedJws, Rejection>, payload: &str) -> String {
    match outcome {
        Ok(verified) => {
            let (algorithm, key) = (verified.algorithm(), key_text(verified.key()));
            let payload = harmless(payload);
            hanging(
                &format!("{}  ", green("✓ accepted")),
                &format!(
                    "{algorithm} verifies the signature over {payload} with {key}; no claim is checked"
                ),
            )
        }
        Err(rejection) => {
            let check = rejection.check();
            let hint = check.hint.as_deref();
            let hint = hint.map_or(String::new(), |hint| format!(" ({hint})"));
            let words = format!("{}: {}{hint}", check.id, check.message);
            hanging(&format!("{}  ", red("✗ rejected")), &harmless(&words))
        }
    }
}
