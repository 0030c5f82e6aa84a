//! `serve`: the playground, until it is stopped, with a reason for every refusal.

use std::env;
use std::path::PathBuf;

use claimscope_server::{LogEntry, Options, Playground, Running, StartError};
use serde_json::json;
use tokio::sync::broadcast::error::RecvError;

use super::stop::Stop;
use crate::args::Serve;
use crate::failure::{Exit, Failure};
use crate::render::playground;
use crate::{code, input, output};

pub(crate) async fn run(arguments: &Serve) -> Result<Exit, Failure> {
    let mut options = Options::default().https(arguments.https);
    if arguments.dangerous_expose_to_network {
        options = options.dangerous_expose_to_network();
    }
    for name in &arguments.public_host {
        options = options.public_host(name);
    }
    if let Some(port) = arguments.port {
        options = options.port(port);
    }
    if let Some(port) = arguments.api_port {
        options = options.api_port(port);
    }
    if let Some(path) = &arguments.config {
        options = options.config_file(path);
    }
    if let Some(path) = &arguments.key_file {
        options = options.key_file(path);
    }
    if let Some(folder) = arguments.www.clone().or_else(built_inspector) {
        options = options.inspector(folder);
    }
    let mut stop = Stop::listen()?;
    let running = tokio::select! {
        () = stop.wait() => return Ok(Exit::Done),
        running = Playground::start(options) => running.map_err(|error| not_started(error, arguments))?,
    };
    let feed = running.log().subscribe();
    if arguments.json {
        output::print_json_line(&start_json(&running))?;
    } else {
        output::print(&playground::start(&running, arguments))?;
    }
    follow(feed, &mut stop, arguments.json).await?;
    running.shutdown().await;
    Ok(Exit::Done)
}

/// Where `cargo xtask www` leaves the page as seen from `target/debug` or `target/release`, and where a release has it.
fn built_inspector() -> Option<PathBuf> {
    let program = env::current_exe().ok()?;
    let beside = program.parent()?;
    let folders = [Some(beside), beside.parent()].into_iter().flatten();
    let mut folders = folders.map(|folder| folder.join("www"));
    folders.find(|folder| folder.join("index.html").is_file())
}

fn not_started(error: StartError, arguments: &Serve) -> Failure {
    match &error {
        StartError::Config(config) => {
            let findings: Vec<_> = config.findings.iter().map(ToString::to_string).collect();
            let failure = Failure::playground(&config.message);
            let unreadable = arguments.config.as_deref().and_then(input::hint_for);
            match (unreadable, findings.is_empty()) {
                (Some(hint), _) => failure.hint(hint),
                (None, true) => failure,
                (None, false) => failure.hint(findings.join("; ")),
            }
        }
        StartError::Listen { .. } => Failure::network(code::PORT, error.to_string()).hint(
            "give another port with --port or --api-port, or leave them out for the next free ones",
        ),
        StartError::Key(_) => {
            let failure = Failure::playground(error.to_string());
            let unreadable = arguments.key_file.as_deref().and_then(input::hint_for);
            match unreadable {
                Some(hint) => failure.hint(hint),
                None => failure,
            }
        }
        _ => Failure::playground(error.to_string()),
    }
}

/// Prints log entries as they come, until somebody stops the playground.
async fn follow(
    mut feed: tokio::sync::broadcast::Receiver<LogEntry>,
    stop: &mut Stop,
    json: bool,
) -> Result<(), Failure> {
    loop {
        let entry = tokio::select! {
            () = stop.wait() => return Ok(()),
            entry = feed.recv() => entry,
        };
        match entry {
            Ok(entry) if json => output::print_json_line(&entry_json(&entry))?,
            Ok(entry) => output::print(&playground::entry(&entry))?,
            Err(RecvError::Lagged(count)) => {
                output::warn(&format!("{count} log entries came too fast to be shown"))
            }
            Err(RecvError::Closed) => return Ok(()),
        }
    }
}

fn start_json(running: &Running) -> serde_json::Value {
    let findings: Vec<_> = running.findings().iter().map(ToString::to_string).collect();
    json!({
        "issuer": running.issuer(),
        "token_server": running.token_server(),
        "api": running.api(),
        "inspector": running.inspector(),
        "certificate_sha256": playground::fingerprint(running),
        "findings": findings,
    })
}

fn entry_json(entry: &LogEntry) -> serde_json::Value {
    json!({
        "at": entry.at.unix_seconds(),
        "server": entry.server.to_string(),
        "request": entry.request,
        "status": entry.status,
        "message": entry.message,
        "hint": entry.hint,
    })
}
