//! The playground: what runs where, commands to try, and each request with its reason.

use std::borrow::Cow;

use claimscope_server::{ConfigFinding, ConfigSeverity, LogEntry, Running, Server};

use super::{hanging, padded, widest};
use crate::args::Serve;
use crate::clock::clock_text;
use crate::harmless::harmless;
use crate::style::{bold, faint, green, red, yellow};

/// The ports of the IdentityServer4 quickstart.
const TOKEN_SERVER_PORT: u16 = 5001;
const API_PORT: u16 = 6001;

/// What a person needs to know at the start.
pub(crate) fn start(running: &Running, arguments: &Serve) -> String {
    let taken = |server, usual: u16, asked: Option<u16>| {
        let port = running
            .addresses(server)
            .first()
            .map(std::net::SocketAddr::port);
        match asked.is_none() && port != Some(usual) {
            true => format!("  {}", yellow(format!("(port {usual} is taken)"))),
            false => String::new(),
        }
    };
    let mut text = format!("{}  Ctrl-C stops it.\n\n", bold("The playground runs."));
    let (base, api) = (running.token_server(), running.api());
    let note = taken(Server::Token, TOKEN_SERVER_PORT, arguments.port);
    text.push_str(&format!("  Token server  {base}{note}\n"));
    if running.issuer() != base {
        let issuer = harmless(&running.issuer());
        text.push_str(&format!(
            "  Issuer        {issuer}  the configuration's IssuerUri; tokens name it\n"
        ));
    }
    let note = taken(Server::Api, API_PORT, arguments.api_port);
    text.push_str(&format!(
        "  API           {api}  /identity  /weatherforecast  /api/values, and the same below /guard{note}\n"
    ));
    let inspector = running.inspector();
    let inspector =
        inspector.unwrap_or_else(|| "not built; `cargo xtask www` builds it".to_owned());
    text.push_str(&format!("  Inspector     {inspector}\n"));
    if let Some(fingerprint) = fingerprint(running) {
        text.push_str(&format!("  Certificate   SHA-256 {fingerprint}\n"));
    }
    text.push_str(&clients(running));
    for found in running.findings() {
        text.push_str(&finding(found));
    }
    text.push_str(&format!("\n{}\n", bold("Try it in another terminal")));
    for command in commands(running, arguments) {
        text.push_str(&format!("  {}\n", harmless(&command)));
    }
    text.push_str(&format!("\n{}\n", bold("Requests")));
    text
}

fn clients(running: &Running) -> String {
    let config = running.state().config();
    let rows: Vec<_> = config
        .clients
        .iter()
        .map(|client| {
            let grants = harmless(&client.allowed_grant_types.join(" "));
            let scopes = harmless(&client.allowed_scopes.join(" "));
            (harmless(&client.client_id), grants, scopes)
        })
        .collect();
    let ids = widest(rows.iter().map(|(id, _, _)| id.as_str()));
    let grants = widest(rows.iter().map(|(_, grants, _)| grants.as_str()));
    let mut text = String::new();
    for (index, (id, grant, scopes)) in rows.iter().enumerate() {
        let label = if index == 0 { "Clients" } else { "" };
        let (label, id, grant) = (padded(label, 12), padded(id, ids), padded(grant, grants));
        text.push_str(&format!("  {label}  {id}  {grant}  {scopes}\n"));
    }
    text
}

/// Commands that work as they stand, with the first client that can ask in its own name.
fn commands(running: &Running, arguments: &Serve) -> Vec<String> {
    let config = running.state().config();
    let mut clients = config.clients.iter();
    let client = clients.find(|client| client.allows("client_credentials"));
    let (base, api) = (running.token_server(), running.api());
    let trust = fingerprint(running).map_or_else(String::new, |fingerprint| {
        format!(" --trust-fingerprint {fingerprint}")
    });
    let mut commands = vec![format!("claimscope discover {base}{trust}")];
    let Some(client) = client else {
        return commands;
    };
    // Under an issuer of another name nothing can be found by discovery; what runs here is named itself.
    let (token_server, keys) = match running.issuer() {
        issuer if issuer == base => (format!("--issuer {base}"), format!("--issuer {base}")),
        issuer => (
            format!("--token-endpoint {base}/connect/token"),
            format!(
                "--jwks {base}/.well-known/openid-configuration/jwks --issuer {}",
                quoted(&issuer)
            ),
        ),
    };
    let id = quoted(&client.client_id);
    let scope = client.allowed_scopes.first();
    let scope = scope.map_or_else(String::new, |scope| format!(" --scope {}", quoted(scope)));
    let audience = match &running.state().api().audience {
        Some(audience) => format!("--audience {}", quoted(audience)),
        None => "--no-audience".to_owned(),
    };
    // The file has only the secret's hash.
    let secret = if arguments.config.is_some() {
        "THE-SECRET"
    } else {
        "secret"
    };
    commands.extend([
        match cfg!(windows) {
            true => format!("$env:SECRET = '{secret}'"),
            false => format!("export SECRET={secret}"),
        },
        format!("claimscope token {token_server} --client-id {id} --client-secret-env SECRET{scope}{trust} > token.txt"),
        format!("claimscope verify --token-file token.txt {keys} {audience} --profile identityserver4{trust}"),
        format!("claimscope call {api}/identity --token-file token.txt{trust}"),
    ]);
    commands
}

/// The text as one word of a shell's command line.
fn quoted(text: &str) -> Cow<'_, str> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:@+,".contains(&byte);
    if !text.is_empty() && text.bytes().all(is_plain) {
        return Cow::Borrowed(text);
    }
    // PowerShell writes a quote within quotes twice.
    let quote = if cfg!(windows) { "''" } else { r"'\''" };
    Cow::Owned(format!("'{}'", text.replace('\'', quote)))
}

/// SHA-256 of the certificate, as `--trust-fingerprint` takes it; `None` over HTTP.
pub(crate) fn fingerprint(running: &Running) -> Option<String> {
    let bytes = running.certificate_sha256()?;
    let pairs: Vec<_> = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
    Some(pairs.join(":"))
}

/// What was found in the configuration file.
pub(crate) fn finding(finding: &ConfigFinding) -> String {
    let word = match finding.severity {
        ConfigSeverity::Error => red("✗ error  "),
        ConfigSeverity::Warning => yellow("! warning"),
        ConfigSeverity::Note => faint("· note   "),
    };
    let (at, message) = (harmless(&finding.at), harmless(&finding.message));
    let hint = harmless(&finding.hint);
    let message = hanging(&format!("  {word}  "), &format!("{at}: {message}"));
    format!("{message}{}", hanging("             ", &hint))
}

/// One request with the human reason that HTTP hides.
pub(crate) fn entry(entry: &LogEntry) -> String {
    let time = faint(clock_text(entry.at));
    let message = harmless(&entry.message);
    let Some(status) = entry.status else {
        return format!("  {time}  {message}\n");
    };
    let status = match status {
        ..400 => green(status),
        400..500 => yellow(status),
        _ => red(status),
    };
    let request = harmless(&entry.request);
    let mut text = hanging(
        &format!("  {time}  {status}  "),
        &format!("{request}  {message}"),
    );
    if let Some(hint) = &entry.hint {
        text.push_str(&hanging("                 ", &faint(harmless(hint))));
    }
    text
}
