//! `introspect`, `revoke`, `userinfo` and `logout`: what an issuer is asked about a token that is there.

use claimscope_client::session::{Connection, OauthClient, REVOKED, Session, open_system_browser};
use claimscope_client::workspace::SecretsWanted;
use claimscope_core::json::Object;
use claimscope_core::secret::Secret;
use claimscope_oauth::code::finding::RESPONSE_ACTIVE;
use claimscope_oauth::{Finding, Severity};

use super::{kept, token};
use crate::args::{AboutToken, Logout, Network};
use crate::connection_file::{ConnectionFile, network_of};
use crate::failure::{Exit, Failure};
use crate::input::{self, SecretSource};
use crate::person::Terminal;
use crate::{network, output, render};

pub(crate) async fn introspect(arguments: &AboutToken) -> Result<Exit, Failure> {
    let hint = arguments.token_type_hint.as_deref();
    require_none(arguments.subject.is_some(), "--subject", "userinfo")?;
    // Whoever names a client asks as that one.
    let is_named = arguments.client.client_id.is_some();
    let work = async |session: &Session, asked: Asked| {
        let token = &asked.token;
        let file = asked.file.as_ref().filter(|_| !is_named);
        let asking = file.map(ConnectionFile::introspection_client).transpose()?;
        let session = match &asking.flatten() {
            Some(client) => &session.edited(Connection {
                client: client.clone(),
                ..session.connection().clone()
            }),
            None => session,
        };
        Ok(match arguments.signed {
            true => session.introspect_signed(token, hint).await?.introspection,
            false => session.introspect(token, hint).await?,
        })
    };
    let answer = with_token(arguments, work).await?;
    if arguments.signed {
        output::warn("note: the issuer has signed this answer, and its signature holds");
    }
    tell(&answer.findings);
    show(arguments, &answer.members)?;
    // An API that asked would take none that is active and yet of another issuer, or over.
    let is_odd =
        |finding: &Finding| finding.severity == Severity::Error || finding.code == RESPONSE_ACTIVE;
    Ok(Exit::when(
        answer.is_active && !answer.findings.iter().any(is_odd),
    ))
}

pub(crate) async fn revoke(arguments: &AboutToken) -> Result<Exit, Failure> {
    let hint = arguments.token_type_hint.as_deref();
    require_none(arguments.subject.is_some(), "--subject", "userinfo")?;
    require_none(arguments.signed, "--signed", "introspect")?;
    let findings = match arguments.keep {
        true => revoke_kept(arguments).await?,
        false => {
            let work = async |session: &Session, asked: Asked| {
                Ok(session.revoke(&asked.token, hint).await?)
            };
            with_token(arguments, work).await?
        }
    };
    tell(&findings);
    match arguments.json {
        true => output::print_json(&serde_json::json!({ "accepted": true }))?,
        false => output::print(&format!("{REVOKED}\n"))?,
    }
    Ok(Exit::Done)
}

pub(crate) async fn userinfo(arguments: &AboutToken) -> Result<Exit, Failure> {
    require_none(
        arguments.token_type_hint.is_some(),
        "--token-type-hint",
        "introspect and revoke",
    )?;
    require_none(arguments.signed, "--signed", "introspect")?;
    let work = async |session: &Session, asked: Asked| {
        let subject = arguments.subject.as_deref();
        let subject = subject.or(asked.subject.as_deref());
        Ok(session.userinfo(&asked.token, subject).await?)
    };
    let user = with_token(arguments, work).await?;
    tell(&user.findings);
    show(arguments, &user.claims)?;
    Ok(Exit::Done)
}

pub(crate) async fn logout(arguments: &Logout) -> Result<Exit, Failure> {
    let source = SecretSource {
        what: "ID token",
        option: "--id-token",
        env: arguments.id_token_env.as_deref(),
        file: arguments.id_token_file.as_deref(),
        argument: false,
    };
    let id_token = source.read()?;
    let file = ConnectionFile::open(&arguments.connection, arguments.network.verbose)?;
    let said = file.as_ref().map(|file| &file.saved);
    let of_file = |said: Option<&String>, given: &Option<String>| given.clone().or(said.cloned());
    let issuer = of_file(
        said.and_then(|said| said.issuer.as_ref()),
        &arguments.issuer,
    );
    let issuer = issuer.ok_or_else(no_issuer)?;
    let client_id = of_file(
        said.and_then(|said| said.client_id.as_ref()),
        &arguments.client_id,
    );
    let connection = Connection {
        issuer: issuer.clone(),
        client: OauthClient {
            id: client_id.unwrap_or_default(),
            ..OauthClient::default()
        },
        ..Connection::default()
    };
    let redirect_uri = of_file(
        said.and_then(|said| said.post_logout_redirect_uri.as_ref()),
        &arguments.post_logout_redirect_uri,
    );
    let redirect_uri = redirect_uri.as_deref();
    let work = async |session: &Session| {
        Ok(session
            .end_session_url(id_token.as_ref(), redirect_uri)
            .await?)
    };
    let network = network_of(file.as_ref(), &arguments.network)?;
    let url = network::with_session(&network, &issuer, connection, work).await?;
    let url = url.expose_str().unwrap_or_default();
    if redirect_uri.is_some() && id_token.is_none() {
        output::warn(
            "note: many servers go back to --post-logout-redirect-uri only with the ID token too (--id-token-file), or with --client-id",
        );
    }
    if arguments.no_browser {
        output::print_raw(format!("{url}\n").as_bytes())?;
        return Ok(Exit::Done);
    }
    open_system_browser(url).map_err(|reason| {
        Failure::system(reason).hint("add --no-browser to print the address, and open it yourself")
    })?;
    output::warn("A browser was opened to log out.");
    Ok(Exit::Done)
}

/// Revokes what is kept, and forgets it.
async fn revoke_kept(arguments: &AboutToken) -> Result<Vec<Finding>, Failure> {
    let (connection, network, _, _) = prepared(arguments, false)?;
    let place = token::place_of(&connection);
    let work = async |session: &Session| {
        let session = kept::keeping(session, true).await;
        let hint = arguments.token_type_hint.as_deref();
        let revoked = session.revoke_kept(hint).await?;
        revoked.ok_or_else(|| {
            Failure::usage("nothing is kept that these options find, so that nothing was revoked")
                .hint("give the options that it was kept with; `claimscope kept` lists what is")
        })
    };
    network::with_session(&network, &place, connection, work).await
}

/// A token that the issuer is asked about.
struct Asked {
    token: Secret,
    /// Whose it is, where an ID token said so.
    subject: Option<String>,
    /// The connection's file, where one was named.
    file: Option<ConnectionFile>,
}

/// The connection that the options or the file describe, how its requests go, who takes part in its grant, and the file.
fn prepared(
    arguments: &AboutToken,
    is_given: bool,
) -> Result<(Connection, Network, Terminal, Option<ConnectionFile>), Failure> {
    let options = &arguments.client;
    let file = ConnectionFile::resolve(&arguments.connection, options, &arguments.network)?;
    let prepared = match &file {
        Some(file) => {
            let wanted = SecretsWanted {
                client: true,
                grant: !is_given,
                keys: false,
            };
            let grant_options = file.grant_options(&options.grant_options);
            let network = file.network(&arguments.network)?;
            let person = Terminal::new(&grant_options);
            (file.connection(wanted)?, network, person)
        }
        None if options.issuer.is_none() => return Err(no_issuer()),
        None => {
            let connection = match is_given {
                true => token::client_of(options)?,
                false => token::connection(options)?,
            };
            let person = Terminal::new(&options.grant_options);
            (connection, arguments.network.clone(), person)
        }
    };
    let (connection, network, person) = prepared;
    match connection.issuer.is_empty() {
        true => Err(no_issuer()),
        false => Ok((connection, network, person, file)),
    }
}

/// Does something with the token that is given, or else with one that is kept or asked for.
async fn with_token<T>(
    arguments: &AboutToken,
    work: impl AsyncFnOnce(&Session, Asked) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let source = &arguments.source;
    let is_given = source.token.is_some() || source.token_file.is_some();
    let given = match is_given {
        true => {
            let token = input::token(source.token.as_deref(), source.token_file.as_deref())?;
            Some(Secret::from(token.trim()))
        }
        false => None,
    };
    let (connection, network, person, file) = prepared(arguments, is_given)?;
    let place = token::place_of(&connection);
    let all = async |session: &Session| {
        let session = &kept::keeping(session, arguments.keep).await;
        let asked = match given {
            Some(token) => Asked {
                token,
                subject: None,
                file,
            },
            None => {
                let fresh = token::obtain(session, person).await?;
                Asked {
                    token: fresh.token.response.access_token.clone(),
                    subject: fresh.token.subject().map(str::to_owned),
                    file,
                }
            }
        };
        work(session, asked).await
    };
    network::with_session(&network, &place, connection, all).await
}

fn no_issuer() -> Failure {
    Failure::usage("--issuer URL is missing: it is the issuer that is asked")
}

fn require_none(given: bool, option: &str, of: &str) -> Result<(), Failure> {
    match given {
        true => Err(Failure::usage(format!("{option} is for {of} alone")).hint("leave it out")),
        false => Ok(()),
    }
}

fn tell(findings: &[Finding]) {
    for finding in findings {
        output::warn(render::finding::finding(finding).trim_end());
    }
}

/// How many members of an answer are shown.
const MAX_MEMBERS: usize = 200;

fn show(arguments: &AboutToken, members: &Object) -> Result<(), Failure> {
    if arguments.json {
        return output::print_json_text(&members.to_string());
    }
    let mut text = String::new();
    for (name, value) in members.iter().take(MAX_MEMBERS) {
        let shown = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        let (name, shown) = (
            crate::harmless::harmless(name),
            crate::harmless::harmless(&shown),
        );
        text.push_str(&format!("{name:<24} {shown}\n"));
    }
    text.push_str(&render::left_out(members.len(), MAX_MEMBERS));
    output::print(&text)
}
