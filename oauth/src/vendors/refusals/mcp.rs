//! MCP servers, and protected resources that name their metadata ([authorization]).
//!
//! [authorization]: https://modelcontextprotocol.io/specification/2025-06-18/basic/authorization

use super::Sign::{Body, Header, Says};
use super::{Cause, Product};

pub(super) const MCP: Product = Product {
    name: "an MCP server",
    signs: &[
        Says("token has no expiration time"),
        Header("www-authenticate", "resource_metadata"),
        Header("mcp-session-id", ""),
        Body(r#""jsonrpc":"2.0""#),
        // What clients print.
        Says("error posting to endpoint"),
        Says("sse error: non-200 status code"),
        Says("mcp error -"),
        Says("after successful authentication"),
    ],
    rows: &[
        ("missing authorization header", Cause::TokenMissing),
        ("invalid authorization header format", Cause::Scheme),
        ("token has no expiration time", Cause::NoExpiry),
        ("missing or invalid access token", Cause::TokenRefused),
        ("!resource parameter", Cause::Audience),
        ("!endpoint (http 401)", Cause::TokenRefused),
        ("!endpoint (http 403)", Cause::Policy),
        ("!non-200 status code (401)", Cause::TokenRefused),
        ("!non-200 status code (403)", Cause::Policy),
        ("returned 401 after successful auth", Cause::TokenRefused),
    ],
    advice: &[
        (
            Cause::NoExpiry,
            "let the server's own verifyAccessToken return expiresAt, in seconds since 1970, as the token's exp has it",
        ),
        (
            Cause::TokenMissing,
            "read the document at {metadata}, ask its authorization server for a token with resource set to this server's URL, and send it",
        ),
        (
            Cause::Audience,
            "ask for the token with resource set to this server's URL (RFC 8707)",
        ),
        (
            Cause::TokenRefused,
            "ask one of the authorization servers that the document at {metadata} names for a token, with resource set to this server's URL",
        ),
    ],
};
