//! `serve`: the playground, until it is stopped, with a reason for every refusal.

use claimscope_server::{Entry, Finding, Options, Playground, Running, StartError};
use serde_json::json;
use tokio::sync::broadcast::error::RecvError;

use super::stop::Stop;
use crate::args::Serve;
use crate::failure::{Failure, Outcome};
use crate::output;
use crate::output::{bold, faint, green, harmless, red, yellow};

pub(crate) async fn run(arguments: &Serve) -> Result<Outcome, Failure> {
    let mut options = Options::default().https(arguments.https);
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
    let mut stop = Stop::listen()?;
    let running = Playground::start(options).await.map_err(not_started)?;
    let feed = running.log().subscribe();
    if arguments.json {
        output::print_raw(format!("{}\n", start_json(&running)).as_bytes())?;
    } else {
        output::print(&start_text(&running))?;
    }
    follow(feed, &mut stop, arguments.json).await?;
    running.shutdown().await;
    Ok(Outcome::Done)
}

fn not_started(error: StartError) -> Failure {
    match &error {
        StartError::Config(config) => {
            let findings: String = config.findings.iter().map(finding_lines).collect();
            let separator = if findings.is_empty() { "" } else { "\n" };
            Failure::usage(format!(
                "{}{separator}{}",
                config.message,
                findings.trim_end()
            ))
        }
        StartError::Listen { .. } => Failure::network(error.to_string()).hint(
            "give another port with --port or --api-port, or leave them out for the next free ones",
        ),
        _ => Failure::usage(error.to_string()),
    }
}

/// Prints log entries as they come, until somebody stops the playground.
async fn follow(
    mut feed: tokio::sync::broadcast::Receiver<Entry>,
    stop: &mut Stop,
    json: bool,
) -> Result<(), Failure> {
    loop {
        let entry = tokio::select! {
            () = stop.wait() => return Ok(()),
            entry = feed.recv() => entry,
        };
        match entry {
            Ok(entry) if json => output::print_raw(format!("{}\n", entry_json(&entry)).as_bytes())?,
            Ok(entry) => output::print(&entry_text(&entry))?,
            Err(RecvError::Lagged(count)) => {
                output::warn(&format!("{count} log entries came too fast to be shown"))
            }
            Err(RecvError::Closed) => return Ok(()),
        }
    }
}

fn start_text(running: &Running) -> String {
    let config = running.state().config();
    let mut text = format!("{}  Ctrl-C stops it.\n\n", bold("The playground runs."));
    text.push_str(&format!("  Token server  {}\n", running.issuer()));
    text.push_str(&format!(
        "  API           {}  /identity  /weatherforecast  /api/values\n",
        running.api()
    ));
    if let Some(fingerprint) = fingerprint(running) {
        text.push_str(&format!("  Certificate   SHA-256 {fingerprint}\n"));
    }
    for client in &config.clients {
        let grants = client.allowed_grant_types.join(" ");
        let scopes = client.allowed_scopes.join(" ");
        let line = format!("{}  {grants}  scopes: {scopes}", client.client_id);
        text.push_str(&format!("  Client        {}\n", harmless(&line)));
    }
    for finding in running.findings() {
        text.push_str(&finding_lines(finding));
    }
    text.push_str(&format!("\n{}\n", bold("Try it in another terminal")));
    for command in commands(running) {
        text.push_str(&format!("  {command}\n"));
    }
    text.push_str(&format!("\n{}\n", bold("Requests")));
    text
}

/// Commands that work as they stand, with the first client that can ask in its own name.
fn commands(running: &Running) -> Vec<String> {
    let config = running.state().config();
    let client = config
        .clients
        .iter()
        .find(|client| client.allows("client_credentials"));
    let (issuer, api) = (running.issuer(), running.api());
    let trust = fingerprint(running).map_or_else(String::new, |fingerprint| {
        format!(" --trust-fingerprint {fingerprint}")
    });
    let mut commands = vec![format!("claimscope discover {issuer}{trust}")];
    let Some(client) = client else {
        return commands;
    };
    let (client_id, scope) = (&client.client_id, client.allowed_scopes.first());
    let scope = scope.map_or_else(String::new, |scope| format!(" --scope {scope}"));
    let audience = running.state().api().audience.clone();
    let audience = audience.map_or_else(
        || "--no-audience".to_owned(),
        |audience| format!("--audience {audience}"),
    );
    commands.extend([
        if cfg!(windows) { "$env:SECRET = 'secret'" } else { "export SECRET=secret" }.to_owned(),
        format!("claimscope token --issuer {issuer} --client-id {client_id} --client-secret-env SECRET{scope}{trust} > token.txt"),
        format!("claimscope verify --token-file token.txt --issuer {issuer} {audience} --profile identityserver4{trust}"),
        format!("claimscope call {api}/identity --token-file token.txt{trust}"),
    ]);
    commands.iter().map(|command| harmless(command)).collect()
}

fn fingerprint(running: &Running) -> Option<String> {
    let bytes = running.certificate_sha256()?;
    Some(
        bytes
            .iter()
            .map(|byte| format!("{byte:02X}"))
            .collect::<Vec<_>>()
            .join(":"),
    )
}

fn finding_lines(finding: &Finding) -> String {
    let word = match finding.severity {
        claimscope_server::Severity::Error => red("✗ error  "),
        claimscope_server::Severity::Warning => yellow("! warning"),
        claimscope_server::Severity::Note => faint("· note   "),
    };
    let (at, message, hint) = (
        harmless(&finding.at),
        harmless(&finding.message),
        harmless(&finding.hint),
    );
    format!("  {word}  {at}: {message}\n             {hint}\n")
}

fn entry_text(entry: &Entry) -> String {
    let time = crate::clock::clock_text(entry.at);
    let message = harmless(&entry.message);
    let Some(status) = entry.status else {
        return format!("  {}  {message}\n", faint(time));
    };
    let painted = match status {
        ..400 => green(status),
        400..500 => yellow(status),
        _ => red(status),
    };
    let mut text = format!(
        "  {}  {painted}  {}  {message}\n",
        faint(time),
        harmless(&entry.request)
    );
    if let Some(hint) = &entry.hint {
        text.push_str(&format!("                 {}\n", faint(harmless(hint))));
    }
    text
}

fn start_json(running: &Running) -> serde_json::Value {
    let findings: Vec<_> = running.findings().iter().map(ToString::to_string).collect();
    json!({
        "issuer": running.issuer(),
        "api": running.api(),
        "certificate_sha256": fingerprint(running),
        "findings": findings,
    })
}

fn entry_json(entry: &Entry) -> serde_json::Value {
    json!({
        "at": entry.at.unix_seconds(),
        "server": entry.server.to_string(),
        "request": entry.request,
        "status": entry.status,
        "message": entry.message,
        "hint": entry.hint,
    })
}
