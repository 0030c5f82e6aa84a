//! `token`: asks an issuer for an access token.

use std::sync::Arc;

use claimscope_client::session::{self, Connection, FreshToken, GrantKind, Session, TokenOrigin};
use claimscope_client::workspace::SecretsWanted;
use claimscope_core::secret::Secret;
use claimscope_oauth::mask::SentCredentials;
use claimscope_oauth::{Finding, Severity};

use super::parameter::parameter;
use super::{client, grant, kept};
use crate::args::{Grant, Network, OauthClient, Token};
use crate::connection_file::ConnectionFile;
use crate::failure::{Exit, Failure};
use crate::harmless::harmless;
use crate::person::Terminal;
use crate::{clock, network, output, render};

pub(crate) async fn run(arguments: &Token) -> Result<Exit, Failure> {
    let options = &arguments.client;
    let file = ConnectionFile::resolve(&arguments.connection, options, &arguments.network)?;
    let asked = match &file {
        Some(file) => Asked::of_file(file, arguments)?,
        None => Asked::of_options(arguments)?,
    };
    let work = async |session: &Session| {
        let session = kept::keeping(session, arguments.keep).await;
        let fresh = obtain(&session, asked.person).await?;
        let is_bound = is_of_type_dpop(&fresh);
        if is_bound && session.connection().dpop_key_is_made && !session.keeps_tokens() {
            output::warn(KEY_IS_LOST);
        }
        Ok((fresh, session.credentials()))
    };
    let (fresh, sent) =
        network::with_session(&asked.network, &asked.place, asked.connection, work).await?;
    // What was kept is older, so that less is left of it than it says.
    let at = match fresh.origin {
        TokenOrigin::Held => clock::now(),
        TokenOrigin::Refreshed | TokenOrigin::Granted => fresh.token.received_at,
    };
    match fresh.token.response_at(at) {
        // Written anew, so that it is JSON for every reader, without a byte order mark or a member twice.
        Some(body) if arguments.json => {
            output::print_json_text(&sent.mask_members(&body, &TOKENS).to_string())?;
        }
        _ => {
            let response = &fresh.token.response;
            if let Some(granted) = &response.authorization_details {
                let granted = harmless(&sent.mask(&granted.to_string()));
                output::warn(&format!("granted authorization_details: {granted}"));
            }
            output::print_raw(response.access_token.expose())?;
            output::print_raw(b"\n")?;
        }
    }
    // RFC 6749 §7.1: a client must not use a token of a type that it does not know.
    let mut findings = fresh.token.response.findings.iter();
    Ok(Exit::when(
        findings.all(|finding| finding.severity < Severity::Error),
    ))
}

/// What was asked for, which stays whatever was sent.
const TOKENS: [&str; 3] = ["access_token", "refresh_token", "id_token"];

/// What is said of a token whose key nobody has once the command ends.
const KEY_IS_LOST: &str = "note: the token is bound to a key that was made for this run and ends with it, so that nobody can send the token: give \
     a key with --dpop-key-file FILE (keygen makes one), or add --keep and call the API with the same options";

fn is_of_type_dpop(fresh: &FreshToken) -> bool {
    let token_type = &fresh.token.response.token_type;
    token_type.eq_ignore_ascii_case("dpop")
}

/// What a token is asked for with.
struct Asked {
    connection: Connection,
    network: Network,
    /// Where the first request goes.
    place: String,
    person: Terminal,
}

impl Asked {
    fn of_file(file: &ConnectionFile, arguments: &Token) -> Result<Self, Failure> {
        let connection = file.connection(SecretsWanted {
            client: true,
            grant: true,
            keys: false,
        })?;
        let grant_options = file.grant_options(&arguments.client.grant_options);
        Ok(Self {
            network: file.network(&arguments.network)?,
            place: place_of(&connection),
            person: Terminal::new(&grant_options),
            connection,
        })
    }

    fn of_options(arguments: &Token) -> Result<Self, Failure> {
        let options = &arguments.client;
        let connection = connection(options)?;
        if options.issuer.is_some() && options.token_endpoint.is_some() {
            return Err(Failure::usage(
                "--issuer and --token-endpoint both say where to ask for the token",
            )
            .hint("leave one of them out"));
        }
        Ok(Self {
            network: arguments.network.clone(),
            place: place_of(&connection),
            person: Terminal::new(&options.grant_options),
            connection,
        })
    }
}

/// Where the first request of a connection goes.
pub(crate) fn place_of(connection: &Connection) -> String {
    let endpoint = connection.token_endpoint.as_ref();
    endpoint.unwrap_or(&connection.issuer).clone()
}

/// The connection that the options describe, its secrets read before anything is sent or asked for on a terminal.
pub(crate) fn connection(options: &OauthClient) -> Result<Connection, Failure> {
    require_options(options)?;
    let kind = grant::kind(&options.grant(), &options.grant_options)?;
    let by_user = matches!(
        kind,
        GrantKind::AuthorizationCode(_) | GrantKind::DeviceCode { .. }
    );
    if by_user && options.token_endpoint.is_some() {
        return Err(Failure::usage(
            "--token-endpoint is not enough for this grant, which begins at another endpoint of the issuer",
        )
        .hint("give --issuer in its place: its metadata names both"));
    }
    let connection = client_of(options)?;
    Ok(Connection {
        grant: session::Grant {
            kind,
            ..connection.grant
        },
        ..connection
    })
}

/// The same without a grant; issuer and client may be left out.
pub(crate) fn client_of(options: &OauthClient) -> Result<Connection, Failure> {
    let client = client::client(options)?;
    let parameters = options.param.iter().map(|text| {
        let (name, value) = parameter(text)?;
        Ok((name.to_owned(), Secret::from(value)))
    });
    Ok(Connection {
        issuer: options.issuer.clone().unwrap_or_default(),
        token_endpoint: options.token_endpoint.clone(),
        client,
        dpop_key: client::dpop_key(options)?,
        dpop_key_is_made: options.dpop,
        grant: session::Grant {
            scope: options.scope.join(" "),
            resource: options.resource.clone(),
            authorization_details: grant::authorization_details(&options.grant_options)?,
            parameters: parameters.collect::<Result<_, Failure>>()?,
            ..session::Grant::default()
        },
        ..Connection::default()
    })
}

/// What a token request cannot do without, and what it cannot have twice.
fn require_options(options: &OauthClient) -> Result<(), Failure> {
    let place = options.issuer.as_ref().or(options.token_endpoint.as_ref());
    // RFC 7523 §2.1: an assertion may stand for the client too.
    let needs_no_client = matches!(options.grant(), Grant::Form(form) if form.name == "jwt_bearer");
    let has_no_client =
        needs_no_client && options.client_auth == Some(session::AuthenticationMethod::None);
    let id = options.client_id.as_deref();
    for (option, is_missing) in [
        ("--issuer URL", place.is_none()),
        ("--client-id ID", id.is_none() && !has_no_client),
    ] {
        if is_missing {
            let message = format!("{option} is missing: a token needs an issuer and a client");
            let failure = Failure::usage(message);
            return Err(match needs_no_client && place.is_some() {
                true => failure.hint("where the assertion alone counts, leave the client out with --client-auth none"),
                false => failure,
            });
        }
    }
    grant::require_options(&options.grant(), &options.grant_options)?;
    client::require_options(options)?;
    for text in &options.param {
        parameter(text)?;
    }
    Ok(())
}

/// The first option that only a token request needs, where one is given.
pub(crate) fn request_option(options: &OauthClient) -> Option<String> {
    let given = [
        (options.token_endpoint.is_some(), "--token-endpoint"),
        (client::has_secret(options), "--client-secret-env or -file"),
        (options.client_key_file.is_some(), "--client-key-file"),
        (options.dpop || options.dpop_key_file.is_some(), "--dpop"),
        (options.client_auth.is_some(), "--client-auth"),
        (!options.grant().is_default(), "--grant"),
        (options.resource.is_some(), "--resource"),
        (!options.param.is_empty(), "--param"),
        (options.grant_options.no_browser, "--no-browser"),
        (options.grant_options.paste, "--paste"),
        (options.grant_options.wait.is_some(), "--wait"),
        (
            options.grant_options.authorization_details.is_some(),
            "--authorization-details",
        ),
    ];
    let mut given = given.into_iter().filter(|(given, _)| *given);
    let of_grant = || options.grant_options.of_another(None);
    match given.next() {
        Some((_, option)) => Some(option.to_owned()),
        None => of_grant().map(|(field, _)| grant::name_of(field)),
    }
}

/// Asks for a token, or takes the kept one where the session keeps tokens. What deviates badly is said on standard error.
pub(crate) async fn obtain(session: &Session, person: Terminal) -> Result<FreshToken, Failure> {
    let session = session.clone().with_person(Arc::new(person));
    let obtained = session.fresh_token().await;
    let sent = session.credentials();
    if let Some(discovered) = session.metadata_in_hand() {
        tell(&discovered.findings, Severity::Error, &sent);
    }
    let fresh = obtained?;
    let findings = &fresh.token.response.findings;
    tell(findings, Severity::Warning, &sent);
    if session.keeps_tokens() {
        kept::tell(&fresh);
    }
    Ok(fresh)
}

/// Says what deviates so much, or more, on standard error.
fn tell(findings: &[Finding], least: Severity, sent: &SentCredentials) {
    for finding in findings.iter().filter(|finding| finding.severity >= least) {
        let text = render::finding::finding(finding);
        output::warn(sent.mask(&text).trim_end());
    }
}
