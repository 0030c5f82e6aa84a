//! The options of `probe`.

use std::path::PathBuf;

use claimscope_client::session::ProbeOptions;
use clap::Args;

use super::value;
use super::{ApiRequest, ConnectionOptions, Network, OauthClient};

const AFTER_HELP: &str = "\
Exit code: 0 where no gap was found; 1 where one was, or where the API refuses the good token, so that nothing can be judged;
2 for bad usage, or where nobody agreed; 3 where no answer came, a wrong token was neither refused nor taken (500, 404 …), or the
probe ended early for another reason.
Probing another machine than this one, or by a method that may change something, is asked about first; --yes agrees. A token
that the probe asks for is revoked at the end, where the issuer offers that.";

#[derive(Args, Debug)]
#[command(after_help = AFTER_HELP)]
#[command(mut_arg("url", |url| url.help("What the API answers with a good token; with -c the name of a saved request")))]
#[command(mut_arg("headers", |headers| headers.help("A header of each request; may be repeated")))]
#[command(mut_arg("data", |data| data.help("The body of each request; `@FILE` reads a file")))]
pub(crate) struct Probe {
    #[command(flatten)]
    pub(crate) request: ApiRequest,
    /// The good token; `-` reads standard input [default: asks for one]
    #[arg(long, value_name = "T|-", conflicts_with_all = ["token_file", "client_id"])]
    pub(crate) token: Option<String>,
    /// Read the good token from a file
    #[arg(long, value_name = "FILE", conflicts_with = "client_id")]
    pub(crate) token_file: Option<PathBuf>,
    /// An audience that the API expects, to explain why it refuses the good token; may be repeated
    #[arg(long, value_name = "A", value_parser = value::text)]
    pub(crate) audience: Vec<String>,
    /// A scope that the API demands at this address, for the case of a missing scope; may be repeated
    #[arg(long, value_name = "S", value_parser = value::text)]
    pub(crate) required_scope: Vec<String>,
    /// A private key that the API trusts, as JWK or PEM: for the cases whose signature must hold
    #[arg(long, value_name = "FILE")]
    pub(crate) signing_key: Option<PathBuf>,
    /// An ID token of the same issuer, which the API must not take [default: the one that comes with a login]
    #[arg(long, value_name = "FILE")]
    pub(crate) id_token_file: Option<PathBuf>,
    /// A token like the good one, of the same issuer and audience, that ended ten minutes ago or earlier: for the case of an expired one
    /// without a signing key
    #[arg(long, value_name = "FILE")]
    pub(crate) expired_token_file: Option<PathBuf>,
    /// The token of another user, client or tenant, to whom this URL must stay closed
    #[arg(long, value_name = "FILE")]
    pub(crate) other_token_file: Option<PathBuf>,
    /// The connection of another user, client or tenant in the same workspace, whose token is asked for to the same end
    #[arg(long, value_name = "NAME", value_parser = value::text, requires = "connection", conflicts_with = "other_token_file")]
    pub(crate) other_connection: Option<String>,
    /// A scope that the client may have and the API does not want: a second token is asked for with it, for the case of a
    /// missing scope
    #[arg(long, value_name = "S", value_parser = value::text)]
    pub(crate) other_scope: Option<String>,
    #[arg(long, value_name = "M,M", help = ProbeOptions::ABOUT_METHODS, value_delimiter = ',', value_parser = value::method)]
    pub(crate) methods: Vec<String>,
    /// An address of this machine that the API reaches, to see whether it fetches what jku and x5u name; of a name other than
    /// localhost, such as host.docker.internal, every interface is listened on [default: 127.0.0.1, on a free port]
    #[arg(long, value_name = "HOST[:PORT]", value_parser = value::text)]
    pub(crate) listener: Option<String>,
    /// Send so many requests in a second at most
    #[arg(long, value_name = "N", default_value_t = ProbeOptions::REQUESTS_PER_SECOND, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(crate) rate: u32,
    /// Send so many requests at most
    #[arg(long, value_name = "N", default_value_t = ProbeOptions::MAX_REQUESTS)]
    pub(crate) max_requests: usize,
    /// Agree to what is asked before another machine is probed
    #[arg(short, long)]
    pub(crate) yes: bool,
    /// Write the report as JUnit XML to this file
    #[arg(long, value_name = "FILE")]
    pub(crate) junit: Option<PathBuf>,
    /// Write the report as SARIF 2.1.0 to this file
    #[arg(long, value_name = "FILE")]
    pub(crate) sarif: Option<PathBuf>,
    /// Write the report as Markdown to this file
    #[arg(long, value_name = "FILE")]
    pub(crate) markdown: Option<PathBuf>,
    /// Print the report as JSON
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) connection: ConnectionOptions,
    #[command(flatten)]
    pub(crate) client: OauthClient,
    #[command(flatten)]
    pub(crate) network: Network,
}
