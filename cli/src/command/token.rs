//! `token`: asks an issuer for an access token.

use claimscope_client::Client;
use claimscope_core::Secret;
use claimscope_oauth::{
    ClientAuthentication, Finding, Metadata, Severity, TokenRequest, TokenResponse,
};

use crate::args::{ClientAuth, Grant, OauthClient, Token};
use crate::failure::{Failure, Outcome};
use crate::input::SecretSource;
use crate::{network, output, render};

pub(crate) async fn run(arguments: &Token) -> Result<Outcome, Failure> {
    let credentials = Credentials::read(&arguments.client)?;
    let options = &arguments.client;
    if options.issuer.is_some() && options.token_endpoint.is_some() {
        return Err(Failure::usage(
            "--issuer and --token-endpoint both say where to ask for the token",
        )
        .hint("leave one of them out"));
    }
    let place = options.token_endpoint.as_ref().or(options.issuer.as_ref());
    let place = place.map_or("", String::as_str);
    let response = network::with_client(&arguments.network, place, async |client| {
        obtain(client, options, &credentials).await
    })
    .await?;
    if arguments.json {
        output::print_raw(response.body.expose())?;
        output::print_raw(b"\n")?;
    } else {
        output::print_raw(response.access_token.expose())?;
        output::print_raw(b"\n")?;
    }
    Ok(Outcome::Done)
}

/// The secrets of a token request, read before anything is sent.
pub(crate) struct Credentials {
    client_secret: Option<Secret>,
    password: Option<Secret>,
}

impl Credentials {
    /// Reads what the options name, and asks for the rest on a terminal.
    pub(crate) fn read(options: &OauthClient) -> Result<Self, Failure> {
        require_options(options)?;
        let client_secret = SecretSource {
            what: "client secret",
            option: "--client-secret",
            env: options.client_secret_env.as_deref(),
            file: options.client_secret_file.as_deref(),
            argument: options.client_secret.is_some(),
        };
        let password = SecretSource {
            what: "password",
            option: "--password",
            env: options.password_env.as_deref(),
            file: options.password_file.as_deref(),
            argument: options.password.is_some(),
        };
        Ok(Self {
            client_secret: match options.client_auth {
                Some(ClientAuth::None) => None,
                _ => client_secret.read_or_ask()?,
            },
            password: match options.grant {
                Grant::Password => Some(password.read_or_ask()?.ok_or_else(|| {
                    Failure::usage("there is no password for the password grant")
                        .hint("give --password-env NAME or --password-file FILE")
                })?),
                Grant::ClientCredentials => None,
            },
        })
    }
}

/// What a token request cannot do without, and what it cannot have twice.
fn require_options(options: &OauthClient) -> Result<(), Failure> {
    let place = options.issuer.as_ref().or(options.token_endpoint.as_ref());
    for (option, value) in [
        ("--issuer URL", place),
        ("--client-id ID", options.client_id.as_ref()),
    ] {
        if value.is_none() {
            return Err(Failure::usage(format!(
                "{option} is missing: a token needs an issuer and a client"
            )));
        }
    }
    match options.grant {
        Grant::Password if options.username.is_none() => {
            return Err(Failure::usage("the password grant needs --username NAME"));
        }
        Grant::ClientCredentials if has_user(options) => {
            return Err(Failure::usage(
                "a user's name and password are for the password grant alone",
            )
            .hint("add --grant password, or leave them out"));
        }
        Grant::Password | Grant::ClientCredentials => {}
    }
    if options.client_auth == Some(ClientAuth::None) && has_secret(options) {
        return Err(
            Failure::usage("--client-auth none sends no secret, and one is given")
                .hint("leave the secret out, or name the way in which the client shows it"),
        );
    }
    for text in &options.param {
        parameter(text)?;
    }
    Ok(())
}

fn has_user(options: &OauthClient) -> bool {
    options.username.is_some()
        || options.password_env.is_some()
        || options.password_file.is_some()
        || options.password.is_some()
}

fn has_secret(options: &OauthClient) -> bool {
    options.client_secret_env.is_some()
        || options.client_secret_file.is_some()
        || options.client_secret.is_some()
}

/// The first option that only a token request needs, where one is given.
pub(crate) fn request_option(options: &OauthClient) -> Option<&'static str> {
    let given = [
        (options.token_endpoint.is_some(), "--token-endpoint"),
        (has_secret(options), "--client-secret-env or -file"),
        (options.client_auth.is_some(), "--client-auth"),
        (options.grant != Grant::default(), "--grant"),
        (options.resource.is_some(), "--resource"),
        (!options.param.is_empty(), "--param"),
        (has_user(options), "--username or --password-env"),
    ];
    let mut given = given.into_iter().filter(|(given, _)| *given);
    given.next().map(|(_, option)| option)
}

/// Parameters that have options of their own, which see to it that none is sent twice or in the wrong place.
const RESERVED_PARAMETERS: [(&str, &str); 6] = [
    ("grant_type", "--grant GRANT"),
    ("scope", "--scope S"),
    ("client_id", "--client-id ID"),
    ("client_secret", "--client-secret-env NAME"),
    ("username", "--username NAME"),
    ("password", "--password-env NAME"),
];

/// Name and value of a `--param`. The value may be a secret, and is not repeated in an error.
fn parameter(text: &str) -> Result<(&str, &str), Failure> {
    let Some((name, value)) = text.split_once('=') else {
        return Err(Failure::usage("--param takes NAME=VALUE, and one has no ="));
    };
    if name.is_empty() {
        return Err(Failure::usage(
            "--param takes NAME=VALUE, and one has no name",
        ));
    }
    match RESERVED_PARAMETERS.iter().find(|row| row.0 == name) {
        Some((_, option)) => Err(Failure::usage(format!(
            "--param does not take {name}, which may be sent once only"
        ))
        .hint(format!("use {option}"))),
        None => Ok((name, value)),
    }
}

/// Where to ask for a token, and what the issuer says of itself where that was looked up.
struct Place {
    token_endpoint: String,
    metadata: Option<Metadata>,
}

/// The token endpoint that was named, or the issuer's by its metadata.
async fn place(client: &Client, options: &OauthClient) -> Result<Place, Failure> {
    if let Some(token_endpoint) = &options.token_endpoint {
        return Ok(Place {
            token_endpoint: token_endpoint.clone(),
            metadata: None,
        });
    }
    let discovered = client
        .discover(options.issuer.as_deref().unwrap_or_default())
        .await?;
    // The client's secret is for the issuer that was named, and for no other.
    let token_endpoint = discovered.token_endpoint()?.to_owned();
    tell(&discovered.findings, Severity::Error);
    Ok(Place {
        token_endpoint,
        metadata: Some(discovered.metadata),
    })
}

/// Asks for a token. What deviates badly is said on standard error.
pub(crate) async fn obtain(
    client: &Client,
    options: &OauthClient,
    credentials: &Credentials,
) -> Result<TokenResponse, Failure> {
    let place = place(client, options).await?;
    let endpoint = &place.token_endpoint;
    let authentication = authentication(options, credentials, place.metadata.as_ref())?;
    let mut request = match options.grant {
        Grant::ClientCredentials => TokenRequest::client_credentials(endpoint, authentication),
        Grant::Password => TokenRequest::password(
            endpoint,
            authentication,
            options.username.clone().unwrap_or_default(),
            credentials
                .password
                .clone()
                .unwrap_or_else(|| Secret::from("")),
        ),
    };
    request = request.scope(options.scope.join(" "));
    if let Some(resource) = &options.resource {
        request = request.resource(resource);
    }
    for text in &options.param {
        let (name, value) = parameter(text)?;
        request = request.parameter(name, value);
    }
    let response = client.token(&request).await.map_err(|failure| {
        let failure = Failure::from(failure);
        match place.metadata {
            // The endpoint is the server's choice: where it cannot be used, the server is at fault.
            Some(_) => failure.of_metadata(),
            None => failure,
        }
    })?;
    tell(&response.findings, Severity::Warning);
    Ok(response)
}

fn authentication(
    options: &OauthClient,
    credentials: &Credentials,
    metadata: Option<&Metadata>,
) -> Result<ClientAuthentication, Failure> {
    let client_id = options.client_id.as_deref().unwrap_or_default();
    let secret = credentials.client_secret.clone();
    let missing = || {
        Failure::usage("this way of client authentication needs a secret")
            .hint("give it with --client-secret-env NAME or --client-secret-file FILE")
    };
    Ok(match options.client_auth {
        None => ClientAuthentication::choose(metadata, client_id, secret),
        Some(ClientAuth::None) => ClientAuthentication::none(client_id),
        Some(ClientAuth::Basic) => {
            ClientAuthentication::basic(client_id, secret.ok_or_else(missing)?)
        }
        Some(ClientAuth::Post) => {
            ClientAuthentication::post(client_id, secret.ok_or_else(missing)?)
        }
    })
}

/// Says what deviates so much, or more, on standard error.
fn tell(findings: &[Finding], least: Severity) {
    for finding in findings.iter().filter(|finding| finding.severity >= least) {
        output::warn(render::finding::finding(finding).trim_end());
    }
}
