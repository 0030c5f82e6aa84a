//! What is odd in a server's metadata and answers and did not stop the work: `metadata.*`, `response.*`,
//! `json.*`, `resource.*` and `registration.*`.

const METADATA: &str = "RFC 8414 §2";

claimscope_core::codes! {
    JSON_MEDIA_TYPE = "json.media-type", "RFC 8259 §11",
        "The answer is JSON, and its Content-Type says something else.",
        "serve it as application/json";
    JSON_BYTE_ORDER_MARK = "json.byte-order-mark", "RFC 8259 §8.1",
        "The document starts with a byte order mark, which many readers refuse.",
        "save the document as UTF-8 without one";
    JSON_LOOSE = "json.loose", "RFC 8259 §4",
        "The document can be read, and is not strict JSON: a name appears twice, or something follows it.",
        "correct what the message names; other readers may take another value, or none";
    METADATA_TYPE = "metadata.type", METADATA,
        "A member of the metadata has another JSON type than its specification says.",
        "correct the metadata; clients may leave the member out or stop";
    METADATA_ISSUER_MISMATCH = "metadata.issuer-mismatch", "RFC 8414 §3.3",
        "The metadata names another issuer than the one that was asked for. Its keys and endpoints are not used.",
        "ask for the issuer by the name that its metadata and its tokens carry";
    METADATA_ISSUER_TEMPLATE = "metadata.issuer-template", "RFC 8414 §3.3",
        "The issuer is a template: the tokens of each tenant carry their own tenant id in place of {tenantid}.",
        "expect tenants by the token's tid; to admit one tenant alone, use that tenant's own issuer";
    METADATA_ISSUER_FORM = "metadata.issuer-form", METADATA,
        "The issuer is no URL, or has a query or a fragment.",
        "make the issuer an https URL of scheme, host and path alone";
    METADATA_HTTP = "metadata.http", METADATA,
        "The issuer or an endpoint is plain http: whoever is on the network path can read and replace what passes. On this machine alone that does not matter.",
        "serve it over https";
    METADATA_ACCESS_TOKEN_ISSUER = "metadata.access-token-issuer", "RFC 9068 §4",
        "The metadata names another issuer for access tokens, as AD FS does. Any but the one that AD FS has at that address is left out.",
        "expect that issuer at the API";
    METADATA_ENDPOINT_FORM = "metadata.endpoint-form", METADATA,
        "An endpoint is no absolute URL.",
        "write the endpoint with scheme and host";
    METADATA_OTHER_HOST = "metadata.other-host", "RFC 9700 §4.4",
        "An endpoint is on another host than the issuer. For some providers that is so by design; otherwise secrets might go astray.",
        "make sure that the host belongs to the issuer; behind a container or proxy, set the server's public issuer";
    METADATA_JWKS_URI = "metadata.jwks_uri", METADATA,
        "There is no jwks_uri, so that signatures of tokens cannot be checked with published keys.",
        "publish the keys, or give them by hand";
    METADATA_TOKEN_ENDPOINT = "metadata.token_endpoint", METADATA,
        "There is no token_endpoint, so that no token can be asked for.",
        "check that this is the metadata of an authorization server";
    METADATA_RESPONSE_TYPES = "metadata.response_types_supported", METADATA,
        "response_types_supported is missing, though it is required.",
        "add it; strict clients refuse metadata without it";
    METADATA_UNSIGNED = "metadata.unsigned", "OpenID Connect Discovery §3",
        "The server offers ID tokens, or client assertions, without a signature (`none`).",
        "take none out of the list";
    METADATA_SHARED_SECRET = "metadata.shared-secret", "OpenID Connect Core §10.1",
        "ID tokens are signed with HMAC alone: their key is the client secret, and no published key verifies them.",
        "verify them with the client secret, or have the issuer sign with a key pair";
    METADATA_PKCE = "metadata.pkce", "RFC 7636 §4.2",
        "PKCE is offered without the method S256.",
        "offer S256; plain protects against little";
    METADATA_PKCE_UNSTATED = "metadata.pkce-unstated", "RFC 8414 §2",
        "The authorization server does not say that it supports PKCE. Many do all the same; clients of MCP servers must refuse to go on without that statement.",
        "add code_challenge_methods_supported with S256 to the issuer's metadata";
    METADATA_NO_CLIENT_DOCUMENTS = "metadata.no-client-documents", "draft-ietf-oauth-client-id-metadata-document",
        "The client_id is the address of a client ID metadata document, and the authorization server does not say that it reads such.",
        "use a client that is registered there, or have the server announce client_id_metadata_document_supported";
    METADATA_NO_REGISTRATION = "metadata.no-registration", "RFC 7591 §3",
        "The authorization server registers no clients by itself.",
        "register a client with its operators, and give its client_id";
    METADATA_PASSWORD_GRANT = "metadata.password-grant", "RFC 9700 §2.4",
        "The password grant is offered, which must not be used any more.",
        "let users log in at the browser, and switch the grant off";
    CLIENT_METHOD = "client.method", METADATA,
        "The client authenticates in a way that the metadata does not offer.",
        "choose a method of token_endpoint_auth_methods_supported, and give the client what it needs; or register the client for this one";
    RESPONSE_INACTIVE = "response.inactive", "RFC 7662 §2.2",
        "The token is not active, for a reason that introspection does not tell: it is expired, revoked, another server's, or one about which this client may not ask.",
        "see that the token comes from this very issuer, by the same host name, and compare its exp";
    RESPONSE_ACTIVE = "response.active", "RFC 7662 §2.2",
        "The answer calls the token active, and its own times say otherwise: exp lies in the past, or nbf or iat in the future.",
        "compare the clocks of this machine and the issuer; an API that goes by active alone takes such a token";
    RESPONSE_ISSUER = "response.iss", "RFC 7662 §2.2",
        "The answer says that the token is of another issuer than the one that was asked.",
        "ask the issuer that it names; for this one the token proves nothing";
    RESPONSE_BEARER = "response.bearer", "RFC 6750 §2.1",
        "The access token has characters that Authorization: Bearer cannot carry, or begins with the scheme itself.",
        "make the server give the token alone, in the characters of b64token";
    RESPONSE_CHARACTER = "response.character", "RFC 6749 §A",
        "A member of the token response holds a character that it may not have, and is left out.",
        "make the server encode the value otherwise";
    RESPONSE_TYPE = "response.type", "RFC 6749 §5.1",
        "A member of the token response has another JSON type than it should have.",
        "correct it at the server; strict clients refuse such a response";
    RESPONSE_ADDRESS = "response.address", "RFC 8628 §3.2",
        "The response gives an address for the user's browser that is no https page.",
        "make the server give an https address";
    RESPONSE_EXPIRES_IN = "response.expires_in", "RFC 6749 §5.1",
        "The response does not say when what it gives expires, or not as a number of seconds within a hundred years.",
        "take the exp of a JWT; otherwise the time is unknown, not endless";
    RESPONSE_TOKEN_TYPE = "response.token_type", "RFC 6749 §7.1",
        "The token is of a type other than Bearer and DPoP.",
        "look up in the server's documentation how such a token is sent";
    RESPONSE_DPOP = "response.dpop", "RFC 9449 §5",
        "A DPoP proof was sent, and the token that came is bound to no key: its type is not DPoP. Or no proof was sent, and the type is DPoP all the same.",
        "check that the server knows DPoP, and that it is switched on for this client exactly where a key is used";
    RESPONSE_ID_TOKEN = "response.id-token", "OpenID Connect Core §3.1.3.3",
        "The scope openid was asked for and no ID token came, or one came whose signature could not be checked.",
        "check that the server grants openid to this client, and that its keys can be had";
    RESPONSE_CACHE_CONTROL = "response.cache-control", "RFC 6749 §5.1",
        "The token response lacks Cache-Control: no-store, so that a cache may keep the token.",
        "send the header with every token response";
    RESPONSE_SCOPE = "response.scope", "RFC 6749 §3.3",
        "Not every scope that was asked for was granted.",
        "allow the scope to the client at the server; an API that needs it will answer 403";
    RESPONSE_AUTHORIZATION_DETAILS = "response.authorization_details", "RFC 9396 §7",
        "The authorization_details of the token response are not those that were asked for: some are missing, have other values, have more in them, or nobody asked for them.",
        "compare the two; an API that needs what is missing refuses the token";
    RESPONSE_REFRESH_TOKEN = "response.refresh-token", "RFC 6749 §4.4.3",
        "A refresh token came with client_credentials, where none should be given.",
        "switch refresh tokens off for this client; it can ask for a new token with its credentials";
    RESOURCE_SERVERS = "resource.authorization_servers", "RFC 9728 §2",
        "The metadata names no authorization server, or none that can be used, so that a client cannot know where to ask for a token.",
        "list the issuer of each authorization server in `authorization_servers`";
    RESOURCE_DIFFERS = "resource.differs", "RFC 9728 §3.3",
        "`resource` is not, character for character, the URL that the metadata was asked for by. RFC 9728 says that it must not be used then, and strict clients stop.",
        "make `resource` the URL at which clients call the API; behind a proxy, give the application its public scheme, host and port";
    RESOURCE_FORM = "resource.form", "RFC 9728 §1.2",
        "`resource` is no absolute https URL, or has a fragment or a query.",
        "make it an https URL without a fragment";
    RESOURCE_TYPE = "resource.type", "RFC 9728 §2",
        "A member of the metadata has another JSON type than its specification says.",
        "correct the metadata; clients may leave the member out or stop";
    RESOURCE_HTTP = "resource.http", "RFC 9728 §7.3",
        "An address in the metadata, or the address of the metadata, is plain http to another machine: whoever is on the network path can replace it.",
        "serve it over https; behind a proxy that ends TLS, let the application know the public scheme";
    RESOURCE_ELSEWHERE = "resource.elsewhere", "RFC 9728 §7.3",
        "The API's challenge names metadata on another host than its own.",
        "serve the metadata from the API's own host";
    RESOURCE_BEARER_METHODS = "resource.bearer_methods_supported", "RFC 6750 §2",
        "The API does not take the token in the Authorization header, or also takes it in the URL, where logs and histories keep it.",
        "take the token in the Authorization header alone";
    RESOURCE_UNSIGNED = "resource.unsigned", "RFC 9728 §2",
        "`resource_signing_alg_values_supported` lists none, which is forbidden.",
        "take none out of the list";
    RESOURCE_OFFLINE_ACCESS = "resource.offline_access", "MCP authorization 2026-07-28",
        "The API lists offline_access among its scopes. A refresh token is between the client and the authorization server; it is no scope of an API.",
        "take offline_access out of `scopes_supported` and of the challenge";
    RESOURCE_UNANNOUNCED = "resource.unannounced", "RFC 9728 §5.1",
        "The metadata is there, and the API's refusal does not name it. Clients that do not try the well-known addresses will not find it.",
        "add resource_metadata to the WWW-Authenticate header of a 401";
    RESOURCE_UNPUBLISHED = "resource.unpublished", "RFC 9728 §3",
        "The API publishes no metadata that can be used. The issuer that was named, or else the API's own origin, is asked for tokens.",
        "have the API publish metadata, and name it with resource_metadata in its WWW-Authenticate header";
    RESOURCE_DPOP = "resource.dpop_bound_access_tokens_required", "RFC 9728 §2",
        "The API takes no token but one that is bound to a key by DPoP. Where none is given, a login from the API's URL makes one.",
        "bind the token by DPoP; the authorization server has to know it too, and say so with dpop_signing_alg_values_supported";
    RESOURCE_CERTIFICATE = "resource.tls_client_certificate_bound_access_tokens", "RFC 9728 §2",
        "The API takes no token but one that is bound to a client certificate, and no certificate is shown.",
        "give the client certificate that the token is to be bound to";
    REGISTRATION_STATUS = "registration.status", "RFC 7591 §3.2.1",
        "The registration was answered with status 200, where 201 is due.",
        "nothing for a client; at the server, answer 201";
    REGISTRATION_EXPIRY = "registration.client_secret_expires_at", "RFC 7591 §3.2.1",
        "A secret was given, and not until when it holds.",
        "take it as one that never expires; at the server, send client_secret_expires_at, 0 for never";
    REGISTRATION_CHANGED = "registration.changed", "RFC 7591 §3.2.1",
        "A value was registered otherwise than it was asked for. The registered one counts.",
        "go by the registered value, or register the client by hand";
}
