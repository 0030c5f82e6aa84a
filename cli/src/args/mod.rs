//! What may be typed: commands, options and their help.

mod api_request;
mod grant;
mod probe;
mod shared;
mod value;
mod verify;

use std::ffi::OsString;
use std::path::PathBuf;

use claimscope_core::alg::Algorithm;
use claimscope_oauth::mask;
use clap::{Args, Parser, Subcommand};

use crate::failure::Failure;
use crate::output;

pub(crate) use api_request::ApiRequest;
pub(crate) use grant::{Grant, GrantOptions};
pub(crate) use probe::Probe;
pub(crate) use shared::{
    ConnectionOptions, DecryptionOptions, KeyOptions, Network, OauthClient, TokenSource,
};
pub(crate) use verify::Verify;

/// Says why an API answered 401: discover, get a token, inspect, verify, call.
#[derive(Debug, Parser)]
#[command(name = "claimscope", version, about, after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) window: Window,
}

const AFTER_HELP: &str = "\
Without a command, the desktop opens; where there is no display, `demo` runs instead.
Exit code: 0 done or accepted; 1 rejected, refused by a server, or nothing proved; 2 bad usage or unreadable input;
3 network or server failure. With --json a failure is JSON too: {\"error\":{\"code\":…}}.";

/// What the window takes; all but the folder are for taking pictures of it.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct Window {
    /// The workspace folder that the window opens [default: the nearest `claimscope` or `.claimscope`, else the last one]
    #[arg(long, value_name = "DIR")]
    pub(crate) workspace: Option<PathBuf>,
    /// Draw the window, write a picture of it to this file, and end.
    #[arg(long, value_name = "FILE", hide = true)]
    pub(crate) screenshot: Option<PathBuf>,
    /// `dark` or `light`.
    #[arg(long, hide = true, value_parser = ["dark", "light"])]
    pub(crate) theme: Option<String>,
    /// The step to show.
    #[arg(long, value_name = "NAME", hide = true)]
    pub(crate) step: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Discover, get a token, inspect, verify and call against a playground of its own; then make ten mistakes and explain each
    Demo(Demo),
    /// Decode a token, or whatever was pasted, and say what is wrong with its form; proves nothing
    Inspect(Inspect),
    /// Check a token's signature and claims
    Verify(Box<Verify>),
    /// Read an issuer's metadata and keys, and list what deviates
    Discover(Box<Discover>),
    /// Get a token, and print the access token alone
    Token(Box<Token>),
    /// Ask the issuer whether a token holds
    Introspect(Box<AboutToken>),
    /// Tell the issuer that a token is not wanted any more
    Revoke(Box<AboutToken>),
    /// Ask the issuer who the user of an access token is
    Userinfo(Box<AboutToken>),
    /// Open the address at which the user logs out at the issuer
    Logout(Box<Logout>),
    /// Send a request with a token, and explain a 401 or 403
    Call(Box<Call>),
    /// Send an API what it must refuse, and say what it let through
    Probe(Box<Probe>),
    /// List the tokens that --keep has kept, or delete them; none of them is printed
    Kept(Kept),
    /// Say what a code means and what to do: a check, a reason, a failure, or a provider's own such as AADSTS50011
    Explain(Explain),
    /// Read what another program keeps of requests and OAuth 2 into connections of the workspace
    Import(Import),
    /// Print a connection of the workspace as a Postman collection, which Bruno, Insomnia and others read too
    Export(Export),
    /// Run the playground: a token server and a protected API on this machine
    Serve(Serve),
    /// Make a key and print it as a private JWK, with the public one beside it
    Keygen(Keygen),
}

#[derive(Args, Debug, Default)]
pub(crate) struct Demo {
    /// Show every request and its answer on standard error, credentials masked
    #[arg(short, long)]
    pub(crate) verbose: bool,
    /// Print one JSON document
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Inspect {
    /// The token, `Bearer …`, a token response, a server's answer, a curl command; `-` reads standard input
    #[arg(value_name = "TOKEN|-")]
    pub(crate) text: Vec<String>,
    /// Read the text from a file
    #[arg(long, value_name = "FILE", conflicts_with = "text")]
    pub(crate) token_file: Option<PathBuf>,
    /// Judge times as of this moment: RFC 3339, or seconds since 1970 [default: now; of a recorded refusal its Date]
    #[arg(long, value_name = "TIME", value_parser = crate::clock::parse_time, allow_negative_numbers = true)]
    pub(crate) at: Option<claimscope_core::time::Timestamp>,
    /// Print the report as JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// Write the report as Markdown to this file, without the token and its signature
    #[arg(long, value_name = "FILE")]
    pub(crate) markdown: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) decryption: DecryptionOptions,
}

#[derive(Args, Debug)]
pub(crate) struct Discover {
    /// The issuer, or the URL of its metadata document
    #[arg(value_name = "URL", required_unless_present = "connection")]
    pub(crate) url: Option<String>,
    /// Print metadata, findings and keys as JSON
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) connection: ConnectionOptions,
    #[command(flatten)]
    pub(crate) network: Network,
}

const AFTER_TOKEN_HELP: &str = "\
With --keep, the token lies sealed in a folder of yours, and the key to it in the system's keychain. The next run with --keep
and the same options takes it and renews it before it ends; of several at once, one renews it and the others take what it
got. Without --keep nothing is kept, and nothing that is kept is used. Where there is no keychain, that is said.";

#[derive(Args, Debug)]
#[command(after_help = AFTER_TOKEN_HELP)]
pub(crate) struct Token {
    /// Print the whole token response
    #[arg(long)]
    pub(crate) json: bool,
    /// Take the token that an earlier run with --keep kept, and keep this one for the next
    #[arg(long)]
    pub(crate) keep: bool,
    #[command(flatten)]
    pub(crate) connection: ConnectionOptions,
    #[command(flatten)]
    pub(crate) client: OauthClient,
    #[command(flatten)]
    pub(crate) network: Network,
}

const AFTER_ABOUT_HELP: &str = "\
Without a token, one is asked for first, as `token` does with the same options, or with --keep the kept one is taken.
`revoke --keep` asks for none: it revokes what is kept, its refresh token too, and forgets it.
Exit code: 1 where the token does not hold, or the issuer refuses.";

#[derive(Args, Debug)]
#[command(after_help = AFTER_ABOUT_HELP)]
pub(crate) struct AboutToken {
    #[command(flatten)]
    pub(crate) source: TokenSource,
    /// What kind of token it is: access_token or refresh_token
    #[arg(long, value_name = "KIND", value_parser = value::text)]
    pub(crate) token_type_hint: Option<String>,
    /// introspect: ask for an answer that the issuer has signed, and verify it (RFC 9701)
    #[arg(long)]
    pub(crate) signed: bool,
    /// Use the token that an earlier run with --keep kept; introspect and userinfo keep one that they ask for, revoke forgets it
    #[arg(long, conflicts_with_all = ["token", "token_file"])]
    pub(crate) keep: bool,
    /// The subject that userinfo must be about [default: that of the ID token, where one came with the token]
    #[arg(long, value_name = "SUB", value_parser = value::text)]
    pub(crate) subject: Option<String>,
    /// Print the answer as JSON
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) connection: ConnectionOptions,
    #[command(flatten)]
    pub(crate) client: OauthClient,
    #[command(flatten)]
    pub(crate) network: Network,
}

#[derive(Args, Debug)]
pub(crate) struct Logout {
    /// The issuer, or the URL of its metadata document
    #[arg(long, value_name = "URL", value_parser = value::text, required_unless_present = "connection")]
    pub(crate) issuer: Option<String>,
    /// The client's `client_id`
    #[arg(long, value_name = "ID", value_parser = value::text)]
    pub(crate) client_id: Option<String>,
    /// The environment variable that holds the ID token of the login
    #[arg(long, value_name = "NAME", conflicts_with = "id_token_file")]
    pub(crate) id_token_env: Option<String>,
    /// The file that holds it
    #[arg(long, value_name = "FILE")]
    pub(crate) id_token_file: Option<PathBuf>,
    /// Where the browser ends, as it is registered
    #[arg(long, value_name = "URI", value_parser = value::text)]
    pub(crate) post_logout_redirect_uri: Option<String>,
    /// Print the address, which carries the ID token, and open no browser
    #[arg(long)]
    pub(crate) no_browser: bool,
    #[command(flatten)]
    pub(crate) connection: ConnectionOptions,
    #[command(flatten)]
    pub(crate) network: Network,
}

const AFTER_CALL_HELP: &str = "\
Exit code: 1 where the API refused, with 401, 403, 429 or a redirect, or the token server did; 3 where it answered 5xx or
nothing; 0 for every other status, but with --fail 1 for every 4xx.
Keys tell whether the token's signature is right, where the API refuses it; without any, those of --issuer do.";

#[derive(Args, Debug)]
#[command(after_help = AFTER_CALL_HELP)]
pub(crate) struct Call {
    #[command(flatten)]
    pub(crate) request: ApiRequest,
    /// The token to send; `-` reads standard input
    #[arg(long, value_name = "T|-", conflicts_with_all = ["token_file", "client_id"])]
    pub(crate) token: Option<String>,
    /// Read the token to send from a file
    #[arg(long, value_name = "FILE", conflicts_with = "client_id")]
    pub(crate) token_file: Option<PathBuf>,
    /// An audience that the API expects, for the diagnosis; may be repeated
    #[arg(long, value_name = "A", value_parser = value::text)]
    pub(crate) audience: Vec<String>,
    /// Where the API refuses, find its authorization server from its URL, let the user log in there, and call again
    #[arg(long, conflicts_with_all = ["token", "token_file", "token_endpoint"])]
    pub(crate) login: bool,
    /// login: register a client with the authorization server where no --client-id is given (RFC 7591)
    #[arg(long, requires = "login", conflicts_with = "client_id")]
    pub(crate) register: bool,
    /// register: the environment variable that holds the initial access token, where the server wants one [default: asks on a
    /// terminal where it does]
    #[arg(
        long,
        value_name = "NAME",
        requires = "register",
        conflicts_with = "initial_access_token_file"
    )]
    pub(crate) initial_access_token_env: Option<String>,
    /// register: the file that holds the initial access token
    #[arg(long, value_name = "FILE", requires = "register")]
    pub(crate) initial_access_token_file: Option<PathBuf>,
    /// Only there to be refused: arguments can be read by other users of the machine.
    #[arg(long, hide = true)]
    pub(crate) initial_access_token: Option<String>,
    /// login: ask without the resource parameter, which Entra refuses beside its own scopes
    #[arg(long, requires = "login", conflicts_with = "resource")]
    pub(crate) no_resource: bool,
    /// Take the token that an earlier run with --keep kept, and keep this one for the next
    #[arg(long, conflicts_with_all = ["token", "token_file"])]
    pub(crate) keep: bool,
    /// Exit with 1 for every status from 400 to 499
    #[arg(short, long)]
    pub(crate) fail: bool,
    /// Print status, headers, body and diagnosis as JSON
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) keys: KeyOptions,
    #[command(flatten)]
    pub(crate) connection: ConnectionOptions,
    #[command(flatten)]
    pub(crate) client: OauthClient,
    #[command(flatten)]
    pub(crate) network: Network,
}

const AFTER_KEPT_HELP: &str = "\
What is deleted here holds at the issuer until it ends: `claimscope revoke` tells the issuer.";

#[derive(Args, Debug)]
#[command(after_help = AFTER_KEPT_HELP)]
pub(crate) struct Kept {
    /// Delete the one with these digits; may be repeated
    #[arg(long, value_name = "ID", value_parser = value::text)]
    pub(crate) delete: Vec<String>,
    /// Delete all
    #[arg(long, conflicts_with = "delete")]
    pub(crate) delete_all: bool,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Explain {
    /// Such as `claim.aud`, `token.expired`, `invalid_client`, `IDX10214`, or an API's sentence; without it all codes are listed
    #[arg(value_name = "CHECK|CODE")]
    pub(crate) code: Vec<String>,
    /// Print entries as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

const AFTER_IMPORT_HELP: &str = "\
Read are curl commands, Postman's collections (v2.1) and environments, Bruno's .bru and .yml files, Insomnia's exports (v5, v4),
security schemes of OpenAPI 3, .http files of both dialects with http-client.env.json, and IdentityServer4's configuration.
What was understood and what was not is printed with its line. No secret is printed or written into a file.";

#[derive(Args, Debug)]
#[command(after_help = AFTER_IMPORT_HELP)]
pub(crate) struct Import {
    /// The file, or a folder of Bruno's files; `-` reads standard input
    #[arg(value_name = "FILE|DIR|-")]
    pub(crate) file: PathBuf,
    /// Show what would be kept, and keep nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Where secrets of the import go: `keychain` puts them there; with `env` their values are not kept, and the connections
    /// name environment variables
    #[arg(long, value_name = "PLACE", value_enum, default_value_t = SecretsGo::Env)]
    pub(crate) secrets: SecretsGo,
    /// The folder of the workspace [default: the nearest `claimscope` or `.claimscope` upward, else `claimscope` here]
    #[arg(long, value_name = "DIR")]
    pub(crate) workspace: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

const AFTER_EXPORT_HELP: &str = "\
No secret is printed: each is a variable of the collection, to be set in the other program. What it has no place for is told on
standard error.";

#[derive(Args, Debug)]
#[command(after_help = AFTER_EXPORT_HELP)]
pub(crate) struct Export {
    /// The connection's name
    #[arg(value_name = "CONNECTION", value_parser = value::text)]
    pub(crate) connection: String,
    /// The environment whose values the variables have [default: what environments.toml says, else its first]
    #[arg(long, value_name = "NAME", value_parser = value::text)]
    pub(crate) env: Option<String>,
    /// The folder of the workspace [default: `claimscope` or `.claimscope`, here or in a folder above]
    #[arg(long, value_name = "DIR")]
    pub(crate) workspace: Option<PathBuf>,
}

/// Where secrets of an import go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum SecretsGo {
    /// Into the system's keychain.
    Keychain,
    /// Nowhere: an environment variable is named.
    Env,
}

#[derive(Args, Debug)]
pub(crate) struct Serve {
    /// Clients, scopes and users from an IdentityServer4 appsettings file [default: the quickstart's]
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// The token server's port; 0 takes any free one [default: 5001, or the next free one]
    #[arg(long, value_name = "N")]
    pub(crate) port: Option<u16>,
    /// The API's port; 0 takes any free one [default: 6001, or the next free one]
    #[arg(long, value_name = "N")]
    pub(crate) api_port: Option<u16>,
    /// Listen on every network of this machine, where whoever reaches it can use the secrets that everybody knows
    #[arg(long)]
    pub(crate) dangerous_expose_to_network: bool,
    /// Answer under this host name too, beside localhost, loopback addresses and the host of IssuerUri; may be repeated
    #[arg(long, value_name = "NAME", value_parser = value::text)]
    pub(crate) public_host: Vec<String>,
    /// Serve over TLS with a certificate made at the start
    #[arg(long)]
    pub(crate) https: bool,
    /// Keep the signing key in this file, in the shape of tempkey.jwk; it is made where it is absent
    #[arg(long, value_name = "FILE")]
    pub(crate) key_file: Option<PathBuf>,
    /// The folder of the web inspector [default: `www` beside this program or one folder up]
    #[arg(long, value_name = "DIR")]
    pub(crate) www: Option<PathBuf>,
    /// Print one JSON object per line: first where things run, then each log entry
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Keygen {
    /// The algorithm that the key is for, such as RS256, ES256, EdDSA or HS256
    #[arg(value_name = "ALG", value_parser = value::algorithm)]
    pub(crate) algorithm: Algorithm,
    /// Print one JSON object with the private and the public key
    #[arg(long)]
    pub(crate) json: bool,
}

/// Whether a program reads the answer, failures of the command line itself included.
pub(crate) fn wants_json(arguments: impl Iterator<Item = OsString>) -> bool {
    let mut options = arguments.take_while(|argument| argument != "--");
    options.any(|argument| argument == "--json")
}

/// Reads the command line; on failure says why, and gives the exit code: 0 for help, 2 for bad usage.
pub(crate) fn parse(
    arguments: impl Iterator<Item = OsString>,
    json: bool,
) -> Result<Arguments, u8> {
    Arguments::try_parse_from(arguments).map_err(|error| {
        let text = error.render();
        if !error.use_stderr() {
            return output::print(&text.ansi().to_string()).map_or(2, |()| 0);
        }
        // An unquoted token comes back in clap's own words, and must not.
        output::warn(mask::without_jwt(&text.ansi().to_string()).trim_end());
        if json {
            let plain = mask::without_jwt(&text.to_string());
            let (message, _) = plain.split_once("\n\n").unwrap_or((&plain, ""));
            let message = message.strip_prefix("error: ").unwrap_or(message);
            output::fail_json(&Failure::usage(message));
        }
        2
    })
}

#[cfg(test)]
mod tests {
    use claimscope_client::session::{ASSERTION_FIELDS, CERTIFICATE_FIELDS, DPOP_FIELD};

    use super::*;

    #[test]
    fn definitions_hold_together() {
        use clap::CommandFactory;
        Arguments::command().debug_assert();
    }

    #[test]
    fn every_field_of_a_client_has_an_option() {
        use clap::CommandFactory;
        let command = Arguments::command();
        let token = command.find_subcommand("token").unwrap();
        let options: Vec<_> = token
            .get_arguments()
            .filter_map(|one| one.get_long())
            .collect();
        let fields = ASSERTION_FIELDS.iter().chain(CERTIFICATE_FIELDS);
        for field in fields.chain([&DPOP_FIELD]) {
            let endings: &[&str] = match field.is_secret {
                true => &["-env", "-file"],
                false => &[""],
            };
            for ending in endings {
                let name = format!("{}{ending}", field.name);
                assert!(options.contains(&&*name), "--{name}");
            }
        }
    }
}
