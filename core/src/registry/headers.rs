//! The header parameters.

use super::{RegistryEntry, ValueType};

pub(super) static HEADERS: &[RegistryEntry] = entries! {
    "alg", Any, "RFC 7515 §4.1.1", "algorithm of the signature or key encryption";
    "typ", Any, "RFC 7515 §4.1.9", "media type of the whole: what kind of token this is";
    "cty", Any, "RFC 7515 §4.1.10", "media type of the content; JWT where a token is nested";
    "kid", Any, "RFC 7515 §4.1.4", "name of the key, an opaque text";
    "jku", Any, "RFC 7515 §4.1.2", "link to a key set; proves nothing unless its place is trusted";
    "jwk", Any, "RFC 7515 §4.1.3", "a public key; proves nothing by itself";
    "x5u", Any, "RFC 7515 §4.1.5", "link to a certificate chain; proves nothing unless its place is trusted";
    "x5c", Any, "RFC 7515 §4.1.6", "certificate chain; proves nothing unless it leads to a trusted root";
    "x5t", Any, "RFC 7515 §4.1.7", "SHA-1 thumbprint of the certificate";
    "x5t#S256", Any, "RFC 7515 §4.1.8", "SHA-256 thumbprint of the certificate";
    "crit", Any, "RFC 7515 §4.1.11", "extensions that a reader must understand";
    "b64", Any, "RFC 7797", "whether the payload is base64url-encoded";
    "enc", Any, "RFC 7516 §4.1.2", "algorithm of the content encryption";
    "zip", Any, "RFC 7516 §4.1.3", "compression before encryption";
    "epk", Any, "RFC 7518 §4.6.1.1", "ephemeral public key of the key agreement";
    "apu", Any, "RFC 7518 §4.6.1.2", "information about the sender in the key agreement";
    "apv", Any, "RFC 7518 §4.6.1.3", "information about the recipient in the key agreement";
    "iv", Any, "RFC 7518 §4.7.1.1", "initialization vector of the key wrapping";
    "tag", Any, "RFC 7518 §4.7.1.2", "authentication tag of the key wrapping";
    "p2s", Any, "RFC 7518 §4.8.1.1", "salt of the password-based key";
    "p2c", Any, "RFC 7518 §4.8.1.2", "iterations of the password-based key";
    "iss", Any, "RFC 7519 §5.3", "issuer, repeated beside an encrypted payload";
    "sub", Any, "RFC 7519 §5.3", "subject, repeated beside an encrypted payload";
    "aud", Any, "RFC 7519 §5.3", "audience, repeated beside an encrypted payload";
    "nonce", Any, "Microsoft, RFC 8555", "marks tokens that only Microsoft Graph can verify; in a client's proof, the server's nonce";
    "url", Any, "RFC 8555", "address that the request was meant for";
    "ver", Any, "vendors", "version of the token's format";
    "trust_chain", Any, "OpenID Federation", "chain of statements up to a trust anchor";
    "iat", Any, "JAdES", "time of issue, outside the payload";
    "svt", Any, "RFC 9321", "signature validation token";
    "wia", Any, "vendors", "wallet attestation";
    "pi.atm", Any, "PingFederate", "access token manager that issued the token";
};
