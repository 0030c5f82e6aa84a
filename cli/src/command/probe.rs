//! `probe`: whether an API refuses what it must refuse.

use std::io::{BufRead, Read};
use std::sync::Arc;

use claimscope_client::session::{
    Connection, ProbeOptions, ProbeProgress, Probed, Session, TokenEnd,
};
use claimscope_client::workspace::SecretsWanted;
use claimscope_core::jwt::Expected;
use claimscope_core::secret::Secret;
use claimscope_oauth::probe::{ProbeCase, ProbeReport};

use super::call::request::{access_token, request};
use super::stop::Stop;
use super::{client, token};
use crate::args::{ConnectionOptions, Probe};
use crate::connection_file::ConnectionFile;
use crate::failure::{Exit, Failure};
use crate::harmless::harmless;
use crate::person::Terminal;
use crate::{network, output, render, report_file};

pub(crate) async fn run(arguments: &Probe) -> Result<Exit, Failure> {
    let file =
        ConnectionFile::resolve(&arguments.connection, &arguments.client, &arguments.network)?;
    let file = file.as_ref();
    require_use(arguments, file)?;
    let mut options = options(arguments, file)?;
    agree(&mut options, arguments.yes)?;
    let connection = connection(arguments, file)?;
    let (network, person) = match file {
        Some(file) => (
            file.network(&arguments.network)?,
            Terminal::new(&file.grant_options(&arguments.client.grant_options)),
        ),
        None => (
            arguments.network.clone(),
            Terminal::new(&arguments.client.grant_options),
        ),
    };
    let other = other_connection(arguments)?;
    let mut stop = Stop::listen()?.or_hangup()?;
    let place = options.request.url.clone();
    let work = async |session: &Session| {
        let session = session.clone().with_person(Arc::new(person));
        options.other = other.map(|connection| {
            Session::new(session.client().clone(), connection).with_person(Arc::new(person))
        });
        let shows_progress = !arguments.network.verbose;
        let progress = |progress: ProbeProgress| {
            if shows_progress {
                output::progress(&format!(
                    "{} of {} at most: {}",
                    progress.sent + 1,
                    progress.of,
                    progress.case.code()
                ));
            }
        };
        let probed = session.probe(options, progress, stop.wait()).await;
        output::progress("");
        Ok(probed?)
    };
    let probed = network::with_session(&network, &place, connection, work).await?;
    show(arguments, &probed)?;
    write(arguments, &probed.report)?;
    Ok(exit(&probed.report))
}

/// What the options say of the probe, its files read.
fn options(arguments: &Probe, file: Option<&ConnectionFile>) -> Result<ProbeOptions, Failure> {
    let mut request = request(&arguments.request, file, true)?;
    // A saved request may have a credential of its own, in whose place those of the probe go.
    request
        .headers
        .retain(|(name, _)| !name.eq_ignore_ascii_case("authorization"));
    let token = access_token(arguments.token.as_deref(), arguments.token_file.as_deref())?;
    let mut options = ProbeOptions::new(request);
    options.token = token.map(Secret::from);
    let key = arguments.signing_key.as_deref();
    options.signing_key = key.map(client::private_key).transpose()?;
    for (case, file) in [
        (ProbeCase::IdToken, &arguments.id_token_file),
        (ProbeCase::OtherToken, &arguments.other_token_file),
        (ProbeCase::Expired, &arguments.expired_token_file),
    ] {
        if let Some(token) = access_token(None, file.as_deref())? {
            let token = Secret::from(token.trim());
            options.tokens.insert(case, token);
        }
    }
    options.other_scope.clone_from(&arguments.other_scope);
    let methods = arguments.methods.iter();
    options.methods = methods.map(|method| method.to_uppercase()).collect();
    options.listener.clone_from(&arguments.listener);
    options.requests_per_second = arguments.rate;
    options.max_requests = arguments.max_requests;
    Ok(options)
}

/// Issuer and client, where a token is asked for, and what the API expects.
fn connection(arguments: &Probe, file: Option<&ConnectionFile>) -> Result<Connection, Failure> {
    let has_token = has_token(arguments);
    let asks = !has_token || arguments.other_scope.is_some();
    let mut connection = match file {
        Some(file) => file.connection(SecretsWanted {
            client: asks,
            grant: asks,
            keys: true,
        })?,
        None if has_token => token::client_of(&arguments.client)?,
        None => token::connection(&arguments.client)?,
    };
    if !arguments.audience.is_empty() {
        connection.expectations.audience = Expected::AnyOf(arguments.audience.clone());
    }
    if !arguments.required_scope.is_empty() {
        let scopes = &arguments.required_scope;
        connection.expectations.scopes.clone_from(scopes);
    }
    Ok(connection)
}

/// The connection whose token this URL must stay closed to.
fn other_connection(arguments: &Probe) -> Result<Option<Connection>, Failure> {
    if arguments.other_connection.is_none() {
        return Ok(None);
    }
    let options = ConnectionOptions {
        connection: arguments.other_connection.clone(),
        ..arguments.connection.clone()
    };
    let file = ConnectionFile::open(&options, arguments.network.verbose)?;
    let wanted = SecretsWanted {
        client: true,
        grant: true,
        keys: false,
    };
    file.map(|file| file.connection(wanted)).transpose()
}

fn has_token(arguments: &Probe) -> bool {
    arguments.token.is_some() || arguments.token_file.is_some()
}

/// Refuses options that would have no effect.
fn require_use(arguments: &Probe, file: Option<&ConnectionFile>) -> Result<(), Failure> {
    let reports = [&arguments.junit, &arguments.sarif, &arguments.markdown];
    let mut names: Vec<_> = reports.into_iter().flatten().collect();
    names.sort();
    if let Some([twice, _]) = names.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(Failure::usage(format!(
            "two reports are to be written to {}",
            twice.display()
        ))
        .hint("give each a file of its own"));
    }
    let is_given = has_token(arguments) && file.is_none();
    if is_given && arguments.other_scope.is_some() {
        return Err(Failure::usage(
            "--other-scope asks for a second token, and nothing says who asks for it",
        )
        .hint("name a connection with -c, or leave the token out, with --client-id"));
    }
    match token::request_option(&arguments.client).filter(|_| is_given) {
        Some(option) if !option.starts_with("--dpop") => Err(Failure::usage(format!(
            "{option} says how a token is asked for, and one is given"
        ))
        .hint("leave one of them out")),
        _ => Ok(()),
    }
}

/// Asks what must be asked before anything is sent.
fn agree(options: &mut ProbeOptions, yes: bool) -> Result<(), Failure> {
    let Some(question) = options.question().filter(|_| !yes) else {
        options.is_agreed = yes;
        return Ok(());
    };
    if !output::can_prompt() {
        return Err(Failure::usage(format!(
            "this probe needs somebody to agree to it. {question}"
        ))
        .hint("if it is yours, or its owner agrees, add --yes"));
    }
    output::warn(&format!("{question}\nSend them? [y/N]"));
    let mut line = String::new();
    // What cannot be read is no yes.
    let _ = std::io::stdin().lock().take(64).read_line(&mut line);
    options.is_agreed = matches!(line.trim().to_ascii_lowercase().as_str(), "y" | "yes");
    match options.is_agreed {
        true => Ok(()),
        false => Err(Failure::usage(
            "nobody agreed to the probe, so that nothing was sent",
        )),
    }
}

fn show(arguments: &Probe, probed: &Probed) -> Result<(), Failure> {
    let mut said: Vec<String> = Vec::new();
    for text in probed.token_ends.iter().map(TokenEnd::text) {
        // Of several tokens that ended alike, it is said once.
        if !said.contains(&text) {
            output::warn(&harmless(&text));
            said.push(text);
        }
    }
    match arguments.json {
        true => output::print_json(&serde_json::json!(probed.report)),
        false => output::print(&render::probe::report(&probed.report)),
    }
}

/// Writes the report to the files that were asked for.
fn write(arguments: &Probe, report: &ProbeReport) -> Result<(), Failure> {
    let files = [
        (
            &arguments.junit,
            ProbeReport::to_junit as fn(&ProbeReport) -> String,
        ),
        (&arguments.sarif, ProbeReport::to_sarif),
        (&arguments.markdown, ProbeReport::to_markdown),
    ];
    for (path, text) in files {
        if let Some(path) = path {
            report_file::write(path, &text(report))?;
        }
    }
    Ok(())
}

/// No gap, and the whole probe made, is what is asked for. What ended early proves no gap, and none of their absence.
fn exit(report: &ProbeReport) -> Exit {
    let refusal = report.diagnosis.as_ref();
    let is_refused = !report.is_judged() && refusal.is_some_and(|refusal| refusal.status < 500);
    match report.summary.gaps {
        0 if is_refused => Exit::Refused,
        0 if report.broken().is_some() || report.summary.refused == 0 => Exit::Failed,
        gaps => Exit::when(gaps == 0),
    }
}
