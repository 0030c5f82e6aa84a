//! The header parameters.

use super::{Entry, entry};

pub(super) static HEADERS: &[Entry] = &[
    entry(
        "alg",
        "algorithm of the signature or key encryption",
        "RFC 7515 §4.1.1",
    ),
    entry(
        "typ",
        "media type of the whole: what kind of token this is",
        "RFC 7515 §4.1.9",
    ),
    entry(
        "cty",
        "media type of the content; JWT where a token is nested",
        "RFC 7515 §4.1.10",
    ),
    entry("kid", "name of the key, an opaque text", "RFC 7515 §4.1.4"),
    entry(
        "jku",
        "link to a key set; proves nothing unless its place is trusted",
        "RFC 7515 §4.1.2",
    ),
    entry(
        "jwk",
        "a public key; proves nothing by itself",
        "RFC 7515 §4.1.3",
    ),
    entry(
        "x5u",
        "link to a certificate chain; proves nothing unless its place is trusted",
        "RFC 7515 §4.1.5",
    ),
    entry(
        "x5c",
        "certificate chain; proves nothing unless it leads to a trusted root",
        "RFC 7515 §4.1.6",
    ),
    entry(
        "x5t",
        "SHA-1 thumbprint of the certificate",
        "RFC 7515 §4.1.7",
    ),
    entry(
        "x5t#S256",
        "SHA-256 thumbprint of the certificate",
        "RFC 7515 §4.1.8",
    ),
    entry(
        "crit",
        "extensions that a reader must understand",
        "RFC 7515 §4.1.11",
    ),
    entry(
        "b64",
        "whether the payload is base64url-encoded",
        "RFC 7797",
    ),
    entry(
        "enc",
        "algorithm of the content encryption",
        "RFC 7516 §4.1.2",
    ),
    entry("zip", "compression before encryption", "RFC 7516 §4.1.3"),
    entry(
        "epk",
        "ephemeral public key of the key agreement",
        "RFC 7518 §4.6.1.1",
    ),
    entry(
        "apu",
        "information about the sender in the key agreement",
        "RFC 7518 §4.6.1.2",
    ),
    entry(
        "apv",
        "information about the recipient in the key agreement",
        "RFC 7518 §4.6.1.3",
    ),
    entry(
        "iv",
        "initialization vector of the key wrapping",
        "RFC 7518 §4.7.1.1",
    ),
    entry(
        "tag",
        "authentication tag of the key wrapping",
        "RFC 7518 §4.7.1.2",
    ),
    entry("p2s", "salt of the password-based key", "RFC 7518 §4.8.1.1"),
    entry(
        "p2c",
        "iterations of the password-based key",
        "RFC 7518 §4.8.1.2",
    ),
    entry(
        "iss",
        "issuer, repeated beside an encrypted payload",
        "RFC 7519 §5.3",
    ),
    entry(
        "sub",
        "subject, repeated beside an encrypted payload",
        "RFC 7519 §5.3",
    ),
    entry(
        "aud",
        "audience, repeated beside an encrypted payload",
        "RFC 7519 §5.3",
    ),
    entry(
        "nonce",
        "marks tokens that only Microsoft Graph can verify; in a client's proof, the server's nonce",
        "Microsoft, RFC 8555",
    ),
    entry("url", "address that the request was meant for", "RFC 8555"),
    entry("ver", "version of the token's format", "vendors"),
    entry(
        "trust_chain",
        "chain of statements up to a trust anchor",
        "OpenID Federation",
    ),
    entry("iat", "time of issue, outside the payload", "JAdES"),
    entry("svt", "signature validation token", "RFC 9321"),
    entry("wia", "wallet attestation", "vendors"),
    entry(
        "pi.atm",
        "access token manager that issued the token",
        "PingFederate",
    ),
];
