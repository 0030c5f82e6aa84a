//! The options of `verify`: a token, a key source, expectations and waivers.

use std::path::PathBuf;

use claimscope_core::alg::Algorithm;
use claimscope_core::jwt::Profile;
use claimscope_core::time::Timestamp;
use clap::Args;

use super::{ConnectionOptions, DecryptionOptions, KeyOptions, Network, TokenSource, value};

const AFTER_HELP: &str = "Without --jwks, --key, --secret-env or --secret-file the issuer's own keys are found by \
discovery. Beside one of them, --issuer only states the expected iss, and nothing is fetched.";

#[derive(Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Verify {
    #[command(flatten)]
    pub(crate) source: TokenSource,
    /// The issuer that the token must name
    #[arg(long, value_name = "URL", value_parser = value::text, conflicts_with = "no_issuer")]
    pub(crate) issuer: Option<String>,
    /// Take tokens of any issuer whose key is given
    #[arg(long)]
    pub(crate) no_issuer: bool,
    /// An audience, one of which the token must name; may be repeated
    #[arg(long, value_name = "A", value_parser = value::text, conflicts_with = "no_audience")]
    pub(crate) audience: Vec<String>,
    /// Take tokens for any audience
    #[arg(long)]
    pub(crate) no_audience: bool,
    /// Of a JWS whose payload is sent apart (header..signature): what it was signed over. No claim is checked
    #[arg(long, value_name = "FILE", conflicts_with_all = [
        "audience", "profile", "scope", "htm", "client_id", "nonce", "require_claim", "max_age", "leeway",
        "key_binding_audience", "markdown", "allow_missing_expiry", "allow_padding", "allow_weak_keys",
    ])]
    pub(crate) payload: Option<PathBuf>,
    /// Print the report as JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// Write the report as Markdown to this file, without the token and its signature
    #[arg(long, value_name = "FILE")]
    pub(crate) markdown: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) keys: KeyOptions,

    /// The kind of token: jwt, at+jwt (RFC 9068), identityserver4, id-token, dpop-proof, client-assertion, logout-token,
    /// request-object, jarm or security-event
    #[arg(long, value_name = "PROFILE", value_parser = value::profile, help_heading = "Expectations")]
    pub(crate) profile: Option<Profile>,
    /// An algorithm that is allowed; may be repeated [default: those that the keys are for]
    #[arg(long, value_name = "A", value_parser = value::algorithm, help_heading = "Expectations")]
    pub(crate) alg: Vec<Algorithm>,
    /// A scope that the token must have; may be repeated
    #[arg(long, value_name = "S", value_parser = value::text, help_heading = "Expectations")]
    pub(crate) scope: Vec<String>,
    /// dpop-proof: the method of the request that the proof must be for
    #[arg(long, value_name = "METHOD", value_parser = value::text, requires = "htu", help_heading = "Expectations")]
    pub(crate) htm: Option<String>,
    /// dpop-proof: the URL of the request that the proof must be for
    #[arg(long, value_name = "URL", value_parser = value::text, requires = "htm", help_heading = "Expectations")]
    pub(crate) htu: Option<String>,
    /// dpop-proof: the access token that goes with the proof
    #[arg(
        long,
        value_name = "FILE",
        requires = "htu",
        help_heading = "Expectations"
    )]
    pub(crate) access_token_file: Option<PathBuf>,
    /// The client that the token must be issued to
    #[arg(long, value_name = "ID", value_parser = value::text, help_heading = "Expectations")]
    pub(crate) client_id: Option<String>,
    /// The nonce that an ID token must carry
    #[arg(long, value_name = "N", value_parser = value::text, help_heading = "Expectations")]
    pub(crate) nonce: Option<String>,
    /// Demand an SD-JWT with a key binding: the audience that it must be for
    #[arg(long, value_name = "A", value_parser = value::text, requires = "key_binding_nonce", help_heading = "Expectations")]
    pub(crate) key_binding_audience: Option<String>,
    /// The nonce that the key binding must have
    #[arg(long, value_name = "N", value_parser = value::text, requires = "key_binding_audience", help_heading = "Expectations")]
    pub(crate) key_binding_nonce: Option<String>,
    /// A claim that must be there; may be repeated
    #[arg(long, value_name = "NAME", value_parser = value::text, help_heading = "Expectations")]
    pub(crate) require_claim: Vec<String>,
    /// Refuse tokens issued longer ago than this, such as 1h; of DPoP proofs and the key binding of an SD-JWT [default: 5m]
    #[arg(long, value_name = "TIME", value_parser = crate::clock::parse_seconds, help_heading = "Expectations")]
    pub(crate) max_age: Option<u32>,
    /// Forgive clocks that differ by this much, 600s at most [default: 0s]
    #[arg(long, value_name = "TIME", value_parser = crate::clock::parse_seconds, allow_hyphen_values = true, help_heading = "Expectations")]
    pub(crate) leeway: Option<u32>,
    /// Judge as of this moment: RFC 3339, or seconds since 1970
    #[arg(long, value_name = "TIME", value_parser = crate::clock::parse_time, allow_negative_numbers = true, help_heading = "Expectations")]
    pub(crate) at: Option<Timestamp>,

    /// Take a token without exp
    #[arg(long, help_heading = "Waivers, shown in the report")]
    pub(crate) allow_missing_expiry: bool,
    /// Take parts padded with =, as AWS load balancers write them
    #[arg(long, help_heading = "Waivers, shown in the report")]
    pub(crate) allow_padding: bool,
    /// Take keys that are too weak to prove anything
    #[arg(long, help_heading = "Waivers, shown in the report")]
    pub(crate) allow_weak_keys: bool,

    #[command(flatten)]
    pub(crate) decryption: DecryptionOptions,
    #[command(flatten)]
    pub(crate) connection: ConnectionOptions,
    #[command(flatten)]
    pub(crate) network: Network,
}
