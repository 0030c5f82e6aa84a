//! `keygen`: a new key as a private JWK.

use claimscope_core::alg::KeyType;
use claimscope_core::json::{Object, Value};
use claimscope_core::jwk::generate;

use crate::args::Keygen;
use crate::failure::{Exit, Failure};
use crate::{clock, output};

pub(crate) fn run(arguments: &Keygen) -> Result<Exit, Failure> {
    let jwk = generate(arguments.algorithm, &mut clock::entropy).map_err(Failure::system)?;
    if arguments.json {
        let public = jwk
            .public()
            .map_or(Value::Null, |public| Value::Object(public.to_json()));
        let pair = Object::new()
            .with("private", jwk.to_json_with_private())
            .with("public", public);
        let pair = Value::Object(pair).to_pretty();
        output::print_raw(format!("{pair}\n").as_bytes())?;
        return Ok(Exit::Done);
    }
    let json = Value::Object(jwk.to_json_with_private()).to_pretty();
    output::print_raw(format!("{json}\n").as_bytes())?;
    output::warn(match jwk.key_type() {
        KeyType::Oct => {
            "This is a shared secret: k signs and verifies, so whoever can check tokens can also make them."
        }
        KeyType::Rsa => {
            "This is a private key: d, p, q, dp, dq and qi must stay secret. Publish it without them, as the public key."
        }
        KeyType::Akp => {
            "This is a private key: priv must stay secret. Publish it without priv, as the public key."
        }
        _ => "This is a private key: d must stay secret. Publish it without d, as the public key.",
    });
    if let Some(public) = jwk.public() {
        let public = Value::Object(public.to_json());
        output::warn(&format!("The public key alone:\n{public}"));
    }
    Ok(Exit::Done)
}
