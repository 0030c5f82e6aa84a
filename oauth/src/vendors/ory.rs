//! Ory Hydra: the sentences of its token endpoint ([source]).
//!
//! [source]: https://github.com/ory/fosite/blob/master/client_authentication.go

use super::table::Saying;

/// Where its codes are documented.
pub(super) const CODES: &str = "https://github.com/ory/fosite/blob/master/client_authentication.go";

pub(super) const SAYINGS: &[Saying] = &[Saying {
    error: Some("invalid_client"),
    words: "supports client authentication method",
    meaning: "the client is registered for another way to authenticate than was used",
    hint: "authenticate by the method that the sentence names first, or change the client's token_endpoint_auth_method",
}];
