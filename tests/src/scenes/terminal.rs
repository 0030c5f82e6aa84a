//! A scene in the terminal: the binary as a person or a script runs it, with `--json`.

use std::io::Write;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::{Scene, SceneKeys, SceneQuestion, Seen};
use crate::program;

/// What the terminal says.
///
/// # Errors
/// Where the binary is missing, or says nothing that can be read.
pub fn look(scene: &Scene) -> Result<Seen> {
    match &scene.question {
        SceneQuestion::Verify { token, .. } => verify(&scene.question, token),
        SceneQuestion::Call { url, token, .. } => call(url, token.as_deref()),
    }
}

fn verify(question: &SceneQuestion, token: &str) -> Result<Seen> {
    let SceneQuestion::Verify {
        keys,
        issuer,
        audience,
        profile,
        scope,
        ..
    } = question
    else {
        bail!("a verification is asked for");
    };
    let mut command = program::claimscope(&["verify", "-", "--json", "--profile", profile])?;
    // Kept until the program has read it.
    let key_file = match keys {
        SceneKeys::Pem(pem) => {
            let mut file = tempfile::NamedTempFile::new()?;
            file.write_all(pem.as_bytes())?;
            command.arg("--key").arg(file.path());
            Some(file)
        }
        _ => None,
    };
    given_keys(&mut command, keys);
    match (issuer, keys) {
        // The issuer whose keys are asked for is the expected one.
        (Some(issuer), SceneKeys::Issuer(typed)) if issuer == typed => {}
        (Some(issuer), _) => drop(command.args(["--issuer", issuer])),
        (None, _) => drop(command.arg("--no-issuer")),
    }
    match audience {
        Some(audience) => command.args(["--audience", audience]),
        None => command.arg("--no-audience"),
    };
    if let Some(scope) = scope {
        command.args(["--scope", scope]);
    }
    let output = program::run_with_input(command, token.as_bytes())?;
    drop(key_file);
    match serde_json::from_slice::<Value>(&output.stdout) {
        Ok(report) if report["verdict"].is_string() => Seen::of_report(&report),
        Ok(failure) if failure["error"]["code"].is_string() => Ok(Seen::without_keys()),
        _ => bail!("{}", String::from_utf8_lossy(&output.stderr)),
    }
}

fn given_keys(command: &mut Command, keys: &SceneKeys) {
    match keys {
        SceneKeys::Issuer(issuer) => command.args(["--issuer", issuer]),
        SceneKeys::JwksUri(url) => command.args(["--jwks", url]),
        SceneKeys::Pem(_) => command,
        SceneKeys::Secret(secret) => command
            .args(["--secret-env", "SCENE_SECRET"])
            .env("SCENE_SECRET", secret),
    };
}

fn call(url: &str, token: Option<&str>) -> Result<Seen> {
    let mut arguments = vec!["call", url, "--json"];
    if token.is_some() {
        arguments.extend(["--token", "-"]);
    }
    let command = program::claimscope(&arguments)?;
    let output = program::run_with_input(command, token.unwrap_or_default().as_bytes())?;
    let answer: Value = serde_json::from_slice(&output.stdout)
        .with_context(|| String::from_utf8_lossy(&output.stderr).into_owned())?;
    Ok(Seen::of_diagnosis(&answer["diagnosis"]))
}
