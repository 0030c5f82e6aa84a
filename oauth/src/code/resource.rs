//! Why an API's own metadata (RFC 9728) leads to no token: `resource.*`.

claimscope_core::codes! {
    RESOURCE_MISSING = "resource.missing", "RFC 9728 §2",
        "The metadata of the protected resource does not say which resource it is of: `resource` is missing.",
        "add `resource` with the URL at which clients call the API";
    RESOURCE_OTHER = "resource.other", "RFC 9728 §3.3",
        "The metadata is of another resource than the one that was called: on another host, port or path. Nothing of it is used: a token for that resource would be sent to this one.",
        "have the API serve metadata whose `resource` is the URL at which clients call it";
    RESOURCE_NOT_FOUND = "resource.not-found", "RFC 9728 §3",
        "The API names no metadata in its answer, and none is where RFC 9728 puts it.",
        "name the issuer by hand, or have the API publish metadata and name it with resource_metadata in its WWW-Authenticate header";
    RESOURCE_NO_ISSUER = "resource.no-issuer", "RFC 9728 §2",
        "The API's metadata names no authorization server that can be asked.",
        "name the issuer by hand, or have the API list its issuer, with https, in authorization_servers";
}
