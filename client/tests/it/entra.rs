//! APIs that name Entra as their authorization server by one of its many addresses. A proxy here is Entra: no request leaves.

use claimscope_client::session::{ApiAuthorization, Connection, Session};
use claimscope_client::{SessionError, Settings};
use claimscope_oauth::HttpRequest;

use crate::client_with;
use crate::peer::{Identity, Manner, Peer, answer, json};

const ID: &str = "11111111-2222-3333-4444-555555555555";

/// What a login from an API's URL finds, where the API names `listed` and the host of that says to be `stated`.
async fn found(listed: &str, stated: &str) -> Result<ApiAuthorization, SessionError> {
    let (_, after) = listed.split_once("//").unwrap();
    let (host, _) = after.split_once('/').unwrap();
    let identity = Identity::by_authority(host);
    let document = format!(
        r#"{{"issuer":"{stated}","authorization_endpoint":"https://{host}/authorize","token_endpoint":"https://{host}/token"}}"#
    );
    let entra = Peer::start_proxy(Manner::Answer(json(&document)), &identity).await;
    let listed = listed.to_owned();
    let api = Peer::start(Manner::route(move |head| {
        let host = head.lines().find_map(|line| line.strip_prefix("host: "));
        let origin = format!("http://{}", host.unwrap_or_default());
        match head.starts_with("GET /.well-known/") {
            false => answer("401 Unauthorized", "WWW-Authenticate: Bearer\r\n", ""),
            true => json(&format!(
                r#"{{"resource":"{origin}/orders","authorization_servers":["{listed}"]}}"#
            )),
        }
    }))
    .await;
    let client = client_with(Settings {
        proxy: Some(entra.http("")),
        extra_ca_pem: Some(identity.authority_pem.clone().into_bytes()),
        ..Settings::default()
    });
    let session = Session::new(client, Connection::default());
    let refused = session
        .call(HttpRequest::get(api.http("/orders")), None)
        .await;
    session.authorization_of(&refused.unwrap()).await
}

#[tokio::test]
async fn an_address_of_entra_stands_for_the_issuer_that_its_metadata_names() {
    let tenant = format!("https://login.microsoftonline.com/{ID}/v2.0");
    let template = "https://login.microsoftonline.com/{tenantid}/v2.0".to_owned();
    for (listed, stated) in [
        ("https://login.microsoftonline.com/common/v2.0", &template),
        (
            "https://login.microsoftonline.com/organizations/v2.0",
            &template,
        ),
        (
            "https://login.microsoftonline.com/contoso.onmicrosoft.com/v2.0",
            &tenant,
        ),
        (&*format!("https://login.windows.net/{ID}/v2.0"), &tenant),
    ] {
        let found = found(listed, stated).await;
        let found = found.unwrap_or_else(|failure| panic!("{listed}: {failure}"));
        // What was listed is asked; what the metadata names is what tokens carry.
        assert_eq!(found.discovered.issuer, listed);
        assert_eq!(&found.discovered.metadata.issuer, stated);
        let codes: Vec<_> = found.all_findings().map(|one| one.code.as_str()).collect();
        assert!(
            !codes.contains(&"resource.authorization_servers"),
            "{codes:?}"
        );
    }
}

#[tokio::test]
async fn nobody_else_and_no_other_tenant_is_taken_for_the_one_that_the_api_names() {
    let other = "https://login.microsoftonline.com/99999999-2222-3333-4444-555555555555/v2.0";
    for (listed, stated) in [
        (
            &*format!("https://login.microsoftonline.com/{ID}/v2.0"),
            other,
        ),
        ("https://login.microsoftonline.com/common/v2.0", other),
        (
            "https://login.example/common/v2.0",
            "https://login.microsoftonline.com/{tenantid}/v2.0",
        ),
    ] {
        let failure = found(listed, stated).await.unwrap_err();
        assert_eq!(failure.code(), "server.issuer", "{listed}");
    }
}
