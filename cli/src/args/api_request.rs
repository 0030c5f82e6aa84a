//! The request to an API, as `call` sends it and `probe` repeats it.

use clap::Args;

/// The request to an API, without the token.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct ApiRequest {
    /// Where to send the request; with -c the name of a saved one
    #[arg(value_name = "URL|REQUEST", required_unless_present = "connection")]
    pub(crate) url: Option<String>,
    /// The saved request of the connection
    #[arg(
        short = 'r',
        long,
        value_name = "REQUEST",
        requires = "connection",
        conflicts_with = "url"
    )]
    pub(crate) saved_request: Option<String>,
    /// The method [default: GET, or POST with -d]
    #[arg(short = 'X', long = "request", value_name = "METHOD")]
    pub(crate) method: Option<String>,
    /// A header of the request; may be repeated
    #[arg(short = 'H', long = "header", value_name = "'Name: value'")]
    pub(crate) headers: Vec<String>,
    /// The body of the request; `@FILE` reads a file
    #[arg(short = 'd', long = "data", value_name = "BODY")]
    pub(crate) data: Option<String>,
}
