//! Facebook Login ([metadata](https://www.facebook.com/.well-known/openid-configuration/)).
//! The sentences of its token endpoint, in an error object of its own:
//! [error codes](https://developers.facebook.com/docs/graph-api/guides/error-handling/).

use super::table::{Hosts, Saying};

pub(super) const HOSTS: Hosts = Hosts {
    issuers: &["facebook.com"],
    endpoints: &["facebook.com"],
};

/// Where its codes are documented.
pub(super) const CODES: &str =
    "https://developers.facebook.com/docs/graph-api/guides/error-handling/";

pub(super) const SAYINGS: &[Saying] = &[
    Saying {
        error: None,
        words: "error validating client secret",
        meaning: "the client secret is wrong",
        hint: "copy the App Secret anew from the basic settings of the app",
    },
    Saying {
        error: None,
        words: "error validating verification code",
        meaning: "the code does not fit the redirect_uri",
        hint: "send the very redirect_uri by which the code was asked for",
    },
    Saying {
        error: None,
        words: "error validating application",
        meaning: "there is no such client",
        hint: "check client_id: it is the App ID",
    },
];
