//! Kong's plugins jwt, key-auth, openid-connect, oauth2, hmac-auth, acl and rate-limiting ([plugins]).
//!
//! [plugins]: https://github.com/Kong/kong/tree/master/kong/plugins

use super::Sign::{Header, Says};
use super::{Cause, Product};

pub(super) const KONG: Product = Product {
    name: "Kong",
    signs: &[
        Header("server", "kong"),
        Header("via", "kong"),
        Header("x-kong-response-latency", ""),
        Says("no credentials found for given '"),
        Says("no mandatory '*' in claims"),
    ],
    rows: &[
        ("no credentials found for given 'iss'", Cause::Issuer),
        ("?no credentials found for given", Cause::KeyNotFound),
        ("no mandatory 'iss'", Cause::ClaimMissing),
        ("no mandatory", Cause::ClaimMissing),
        ("no api key found in request", Cause::ApiKey),
        ("invalid authentication credentials", Cause::TokenRefused),
        ("could not find consumer for", Cause::Policy),
        ("you cannot consume this service", Cause::Policy),
        ("hmac signature", Cause::OtherCredential),
        ("client request can't be validated", Cause::OtherCredential),
        ("bad token; invalid", Cause::Malformed),
        ("multiple tokens provided", Cause::RequestInvalid),
        ("unrecognizable token", Cause::Malformed),
        ("the access token is missing", Cause::TokenMissing),
        ("the access token is invalid or has expired", Cause::Expired),
        ("no route matched with those values", Cause::Path),
        (
            "an invalid response was received from the upstream",
            Cause::Gateway,
        ),
        (
            "failure to get a peer from the ring-balancer",
            Cause::Gateway,
        ),
    ],
    advice: &[
        (
            Cause::Issuer,
            "give a consumer of Kong a jwt credential whose key is exactly the token's iss",
        ),
        (
            Cause::KeyNotFound,
            "give a consumer of Kong a jwt credential whose key is exactly the value of the claim that key_claim_name names",
        ),
        (
            Cause::ClaimMissing,
            "the token needs the claim that key_claim_name names, and a consumer's jwt credential a key that is exactly its value",
        ),
        (
            Cause::ApiKey,
            "send the key in the header or parameter that the plugin's key_names lists, apikey unless set otherwise",
        ),
        (
            Cause::Signature,
            "put the issuer's public key, or for HS256 the secret, into the consumer's jwt credential, with the token's algorithm; secret_is_base64 says how the secret is written there",
        ),
        (
            Cause::TokenRefused,
            "look in Kong's error log, which says what the plugin missed",
        ),
    ],
};
