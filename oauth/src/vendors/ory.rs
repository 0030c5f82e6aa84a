//! Ory Hydra: the sentences of its token endpoint ([source]).
//!
//! [source]: https://github.com/ory/fosite/blob/master/client_authentication.go

use super::table::sayings;

/// Where its codes are documented.
pub(super) const CODES: &str = "https://github.com/ory/fosite/blob/master/client_authentication.go";

sayings! {
    "invalid_client": "supports client authentication method" => ClientAuthentication,
        "the client is registered for another way to authenticate than was used",
        "authenticate by the method that the sentence names first, or change the client's token_endpoint_auth_method";
}
