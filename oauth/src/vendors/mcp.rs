//! Clients of the Model Context Protocol: why a login at an MCP server's authorization server does not begin ([authorization]).
//!
//! [authorization]: https://modelcontextprotocol.io/specification/2025-11-25/basic/authorization

use super::table::sayings;

/// Where what clients need of servers is documented.
pub(super) const CODES: &str =
    "https://modelcontextprotocol.io/specification/2025-11-25/basic/authorization";

sayings! {
    // The sentences of the TypeScript SDK, and what other clients make of them.
    _: "does not support dynamic client registration|dynamic client registration not supported|\
        dynamic client registration is not supported" => ClientNotAllowed,
        "the metadata that the client read have no registration_endpoint, and it was given no client_id",
        "register the client at the authorization server by hand and give its client_id to the MCP client; or let the server's metadata name a registration_endpoint, or say client_id_metadata_document_supported where both sides take that";
    _: "dynamic client registration failed|dynamic registration failed" => ClientNotAllowed,
        "the authorization server did not register the client",
        "look at what its registration_endpoint answered: many take certain redirect URIs alone, or nobody without a token of their own; otherwise register the client by hand and give its client_id to the MCP client";
    _: "not support code challenge method|not support pkce" => PkceRequired,
        "the authorization server's metadata do not list the code challenge method that the client needs, S256",
        "let the metadata list S256 in code_challenge_methods_supported; a server that takes it and does not say so, as Entra, needs a document that does, such as the MCP server's own";
    _: "auth server: does not support response type" => ResponseType,
        "the authorization server's metadata do not list the response type that the client needs",
        "let the metadata list code in response_types_supported";
    _: "protected resource * does not match expected" => Target,
        "the MCP server's metadata name another resource than the address that the client called",
        "let resource in /.well-known/oauth-protected-resource be the very URL that clients call, scheme, host, port and path: behind a proxy the public one, not that of the authorization server";
    _: "trying to load well-known oauth|trying to load oauth metadata" => Path,
        "no metadata are where the client looked for them",
        "open /.well-known/oauth-protected-resource of the MCP server, and /.well-known/oauth-authorization-server of each server that it names: both have to answer with JSON, without a login";
    _: "not implement oauth 2.0 protected resource metadata" => Path,
        "the MCP server has no metadata at /.well-known/oauth-protected-resource",
        "let the MCP server, or the proxy before it, answer there with its resource and its authorization_servers";
}
