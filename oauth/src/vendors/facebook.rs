//! Facebook Login ([metadata](https://www.facebook.com/.well-known/openid-configuration/)).
//! The sentences of its token endpoint, in an error object of its own:
//! [error codes](https://developers.facebook.com/docs/graph-api/guides/error-handling/).

use super::table::{Hosts, sayings};

pub(super) const HOSTS: Hosts = Hosts {
    issuers: &["facebook.com"],
    endpoints: &["facebook.com"],
};

/// Where its codes are documented.
pub(super) const CODES: &str =
    "https://developers.facebook.com/docs/graph-api/guides/error-handling/";

sayings! {
    _: "error validating client secret" => ClientAuthentication,
        "the client secret is wrong",
        "copy the App Secret anew from the basic settings of the app";
    _: "error validating verification code" => RedirectUri,
        "the code does not fit the redirect_uri",
        "send the very redirect_uri by which the code was asked for";
    _: "error validating application" => ClientAuthentication,
        "there is no such client",
        "check client_id: it is the App ID";
}
