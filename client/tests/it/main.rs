//! The client against servers that answer well, badly, slowly, or not at all.
#![expect(clippy::unwrap_used, reason = "in a test, a panic is the report")]

mod answers;
mod api_client;
mod api_login;
mod authorization_details;
mod endpoints;
mod entra;
mod failures;
mod faults;
mod fixtures;
mod flight;
mod grants;
mod issuer;
mod keeping;
mod kept_asked_for;
mod kept_refreshes;
mod login;
mod peer;
mod pkcs12;
mod probe;
mod record;
mod renewal;
mod session;
mod signed_messages;
mod tls;

use std::time::Duration;

use claimscope_client::{HttpClient, Settings};
use claimscope_oauth::{ClientAuthentication, TokenGrant, TokenRequest};

/// A client that does not wait long.
fn client() -> HttpClient {
    client_with(Settings::default())
}

fn client_with(settings: Settings) -> HttpClient {
    HttpClient::new(Settings {
        timeout: Duration::from_secs(5),
        ..settings
    })
    .unwrap()
}

fn token_request(endpoint: String) -> TokenRequest {
    let authentication = ClientAuthentication::basic("client", "hunter2");
    TokenRequest::new(endpoint, authentication, TokenGrant::client_credentials()).scope("api1")
}
