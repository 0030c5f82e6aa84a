//! Options that several commands share.

use std::path::PathBuf;
use std::time::Duration;

use claimscope_client::Settings;
use claimscope_client::session::AuthenticationMethod;
use claimscope_core::SecretEncoding;
use claimscope_core::alg::Algorithm;
use clap::Args;

use super::grant::{self, Grant, GrantOptions};
use super::value;

/// TLS, proxy and patience, alike for every request.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Network")]
pub(crate) struct Network {
    /// Trust the certificates in this PEM file besides the system's
    #[arg(long, value_name = "FILE")]
    pub(crate) ca_file: Vec<PathBuf>,
    /// Trust the server certificate with this SHA-256 fingerprint, whoever signed it: at HOST, or at the hosts that the
    /// command names
    #[arg(long, value_name = "[HOST=]SHA256")]
    pub(crate) trust_fingerprint: Vec<String>,
    /// Show the client certificate in this file to servers that ask for one: PKCS#12 (.p12, .pfx), or PEM, where its chain may
    /// follow it
    #[arg(long, value_name = "FILE")]
    pub(crate) client_cert_file: Option<PathBuf>,
    /// The PEM file with the certificate's private key [default: the same file]
    #[arg(long, value_name = "FILE", requires = "client_cert_file")]
    pub(crate) client_cert_key_file: Option<PathBuf>,
    /// The environment variable that holds the password of the PKCS#12 file [default: asks on a terminal]
    #[arg(
        long,
        value_name = "NAME",
        requires = "client_cert_file",
        conflicts_with = "client_cert_password_file"
    )]
    pub(crate) client_cert_password_env: Option<String>,
    /// The file that holds the password of the PKCS#12 file
    #[arg(long, value_name = "FILE", requires = "client_cert_file")]
    pub(crate) client_cert_password_file: Option<PathBuf>,
    /// Only there to be refused: arguments can be read by other users of the machine.
    #[arg(long, hide = true)]
    pub(crate) client_cert_password: Option<String>,
    /// Send requests through this proxy [default: the system's]
    #[arg(long, value_name = "URL")]
    pub(crate) proxy: Option<String>,
    /// Show every request and its answer on standard error, credentials masked
    #[arg(short, long)]
    pub(crate) verbose: bool,
    /// Give a request up after this long, such as 30s
    #[arg(long, value_name = "TIME", value_parser = crate::clock::parse_timeout)]
    pub(crate) timeout: Option<Duration>,
    /// What a connection file says of all this; the options count before it.
    #[arg(skip)]
    pub(crate) of_file: Option<Settings>,
}

/// Which connection of a workspace is used.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Connection file")]
pub(crate) struct ConnectionOptions {
    /// Take what is not given here from this connection of the workspace
    #[arg(short = 'c', long, value_name = "NAME", value_parser = value::text)]
    pub(crate) connection: Option<String>,
    /// The environment whose variables are used [default: what environments.toml says, else its first]
    #[arg(long, value_name = "NAME", value_parser = value::text, requires = "connection")]
    pub(crate) env: Option<String>,
    /// The folder of the workspace [default: `claimscope` or `.claimscope`, here or in a folder above]
    #[arg(long, value_name = "DIR", requires = "connection")]
    pub(crate) workspace: Option<PathBuf>,
}

/// Where a token comes from.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct TokenSource {
    /// The token; `-` reads standard input
    #[arg(value_name = "TOKEN|-")]
    pub(crate) token: Option<String>,
    /// Read the token from a file
    #[arg(long, value_name = "FILE", conflicts_with = "token")]
    pub(crate) token_file: Option<PathBuf>,
}

/// What opens an encrypted token.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Encrypted tokens (JWE)")]
pub(crate) struct DecryptionOptions {
    /// The private key that opens it, as JWK or PEM, or a shared one as JWK
    #[arg(long, value_name = "FILE", group = "decryption")]
    pub(crate) decryption_key: Option<PathBuf>,
    /// The file that holds the shared key or the password as it is
    #[arg(long, value_name = "FILE", group = "decryption")]
    pub(crate) decryption_secret_file: Option<PathBuf>,
    /// Open it only where its alg is this one, such as RSA-OAEP-256; may be repeated
    #[arg(long, value_name = "ALG", value_parser = value::text, requires = "decryption")]
    pub(crate) decryption_alg: Vec<String>,
    /// Open it only where its enc is this one, such as A256GCM; dir and PBES2 must be named by --decryption-alg then; may be repeated
    #[arg(long, value_name = "ENC", value_parser = value::text, requires = "decryption")]
    pub(crate) decryption_enc: Vec<String>,
}

/// Keys that a person has, in place of the issuer's own.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Keys")]
pub(crate) struct KeyOptions {
    /// Keys: a JWKS file or URL
    #[arg(long, value_name = "FILE|URL", group = "keys")]
    pub(crate) jwks: Option<String>,
    /// Key: a file with a JWK, PEM, DER, bare base64 or a line of OpenSSH
    #[arg(long, value_name = "FILE", group = "keys")]
    pub(crate) key: Option<PathBuf>,
    /// Key: the environment variable that holds the shared secret of HS256, HS384 or HS512
    #[arg(long, value_name = "NAME", group = "keys")]
    pub(crate) secret_env: Option<String>,
    /// Key: the file that holds the shared secret
    #[arg(long, value_name = "FILE", group = "keys")]
    pub(crate) secret_file: Option<PathBuf>,
    /// How the shared secret is written down: text, base64, base64url or hex [default: text]
    #[arg(long, value_name = "ENCODING", value_parser = value::secret_encoding)]
    pub(crate) secret_encoding: Option<SecretEncoding>,
    /// Only there to be refused: arguments can be read by other users of the machine.
    #[arg(long, hide = true)]
    pub(crate) secret: Option<String>,
}

impl KeyOptions {
    /// Whether any is given, or the option by which none must be.
    pub(crate) fn is_given(&self) -> bool {
        self.jwks.is_some()
            || self.key.is_some()
            || self.secret_env.is_some()
            || self.secret_file.is_some()
            || self.secret.is_some()
    }
}

/// Whom to ask for a token, and as whom.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Getting a token")]
pub(crate) struct OauthClient {
    /// The issuer, or the URL of its metadata document
    #[arg(long, value_name = "URL", value_parser = value::text)]
    pub(crate) issuer: Option<String>,
    /// Ask this token endpoint, without looking at an issuer's metadata
    #[arg(long, value_name = "URL", value_parser = value::text)]
    pub(crate) token_endpoint: Option<String>,
    /// The client's `client_id`; the address of a client ID metadata document is one at servers that read such
    #[arg(long, value_name = "ID", value_parser = value::text)]
    pub(crate) client_id: Option<String>,
    /// The environment variable that holds the client's secret [default: asks on a terminal]
    #[arg(long, value_name = "NAME", conflicts_with = "client_secret_file")]
    pub(crate) client_secret_env: Option<String>,
    /// The file that holds the client's secret
    #[arg(long, value_name = "FILE")]
    pub(crate) client_secret_file: Option<PathBuf>,
    /// Only there to be refused: arguments can be read by other users of the machine.
    #[arg(long, hide = true)]
    pub(crate) client_secret: Option<String>,
    /// The file that holds the client's private key, as JWK or PEM, for private_key_jwt
    #[arg(long, value_name = "FILE")]
    pub(crate) client_key_file: Option<PathBuf>,
    /// How the client authenticates: client_secret_basic, client_secret_post, client_secret_jwt, private_key_jwt,
    /// tls_client_auth, self_signed_tls_client_auth or none [default: what the metadata offers of what is given]
    #[arg(long, value_name = "METHOD", value_parser = value::client_auth)]
    pub(crate) client_auth: Option<AuthenticationMethod>,
    /// The `aud` of the client's JWT [default: the issuer; at IdentityServer4 its token endpoint]
    #[arg(long, value_name = "URL", value_parser = value::text)]
    pub(crate) assertion_audience: Option<String>,
    /// How long the client's JWT holds, such as 5m [default: 60s]
    #[arg(long, value_name = "TIME", value_parser = crate::clock::parse_seconds)]
    pub(crate) assertion_lifetime: Option<u32>,
    /// The algorithm of the client's JWT [default: the first that key and metadata both have]
    #[arg(long, value_name = "ALG", value_parser = value::algorithm)]
    pub(crate) assertion_alg: Option<Algorithm>,
    /// The `kid` of the client's JWT [default: the key's own]
    #[arg(long, value_name = "KID", value_parser = value::text)]
    pub(crate) assertion_kid: Option<String>,
    /// Bind the token to a key made for it, by DPoP (RFC 9449)
    #[arg(long)]
    pub(crate) dpop: bool,
    /// Bind the token to the private key in this file
    #[arg(long, value_name = "FILE", conflicts_with = "dpop")]
    pub(crate) dpop_key_file: Option<PathBuf>,
    /// The grant: client_credentials, authorization_code, device_code, refresh_token, password,
    /// token_exchange, jwt_bearer, or the URI of an extension [default: client_credentials]
    #[arg(long, value_name = "GRANT", value_parser = grant::grant)]
    pub(crate) grant: Option<Grant>,
    /// A scope to ask for, or for `call` beside a token, one that the API wants; may be repeated
    #[arg(long, value_name = "S", value_parser = value::text)]
    pub(crate) scope: Vec<String>,
    /// The API that the token is for (RFC 8707)
    #[arg(long, value_name = "URI", value_parser = value::resource)]
    pub(crate) resource: Option<String>,
    /// A further parameter of the token request, such as Auth0's audience; may be repeated
    #[arg(long, value_name = "NAME=VALUE")]
    pub(crate) param: Vec<String>,
    #[command(flatten)]
    pub(crate) grant_options: GrantOptions,
}

impl OauthClient {
    /// The grant that is named, or the default.
    pub(crate) fn grant(&self) -> Grant {
        self.grant.clone().unwrap_or_default()
    }
}
