//! Configuration files: the appsettings shape, the plain-secret shape, the traps, and changes while running.

use std::path::PathBuf;

use claimscope_server::config::Extension;
use claimscope_server::{Config, ConfigSeverity, Options, Playground};
use expect_test::expect;

use crate::support::{decode, post, state};

const GRANT: &str = "grant_type=client_credentials";

fn findings(text: &str) -> String {
    let (_, findings) = Config::from_bytes(text.as_bytes()).unwrap();
    findings
        .iter()
        .map(|finding| format!("{finding}\n"))
        .collect()
}

/// What is refused, in words.
fn error(text: &str) -> String {
    Config::from_bytes(text.as_bytes()).unwrap_err().to_string()
}

#[tokio::test]
async fn a_hosts_file_is_read_in_any_casing() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/appsettings.json");
    let (config, findings) = Config::read(&path).unwrap();
    let api = state(config.clone()).api();
    assert_eq!(api.audience.as_deref(), Some("orders"));
    assert_eq!(api.scope.as_deref(), Some("orders.read"));
    let findings: String = findings
        .iter()
        .map(|finding| format!("{finding}\n"))
        .collect();
    expect![[r#"
        warning: Clients:1:AllowedScope: `AllowedScope` is no setting, so it has no effect (did you mean `AllowedScopes`?)
        warning: Clients:1:ClientSecrets:0:Value: the value is not a hash, so no secret will ever match (write base64(SHA-256(secret)), or plain text as "ClientSecrets": ["…"])
        warning: Clients:0:AllowedScopes:1: the scope `order.read` is not defined, so asking for it gives invalid_scope (did you mean `orders.read`? Otherwise define it in ApiScopes)
        warning: Clients:1:AllowedGrantTypes:0: `ClientCredentials` is no grant type, and IdentityServer4 accepts it silently (did you mean `client_credentials`?)
        warning: Clients:1:AllowedScopes:0: the scope `orders` is not defined, so asking for it gives invalid_scope (it is an API resource; clients ask for the scopes of a resource, not for its name)
    "#]].assert_eq(&findings);

    let reply = post(
        &state(config),
        None,
        &format!("client_id=machine&client_secret=secret&{GRANT}"),
    )
    .await;
    assert_eq!(reply.json().get_str("scope"), Some("orders.read shared"));
    let (_, claims) = decode(reply.json().get_str("access_token").unwrap());
    let (before, after) = claims.split_once("\"jti\"").unwrap();
    expect![[r#"{"nbf":1795262400,"exp":1795263000,"iss":"https://localhost:5001","aud":["orders","invoices"],"client_id":"machine","client_tier":"gold","#]].assert_eq(before);
    assert!(
        after.ends_with(r#""scope":["orders.read","shared"],"client_limits":{"day":5}}"#),
        "{after}"
    );
}

#[tokio::test]
async fn identity_server_4s_own_host_file_works() {
    let shared = std::env::var_os("CLAIMSCOPE_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared"),
        PathBuf::from,
    );
    let path = shared.join("fixtures/config.identityserver4-appsettings.json");
    let Ok((config, findings)) = Config::read(&path) else {
        assert!(!path.exists(), "{}", Config::read(&path).unwrap_err());
        println!("left out: {} is not there", path.display());
        return;
    };
    let undefined = findings.iter().filter(|finding| {
        finding
            .message
            .contains("`resource1.scope2` is not defined")
    });
    assert_eq!(undefined.count(), 2);
    let reply = post(
        &state(config),
        None,
        &format!("client_id=machine_client&client_secret=secret&{GRANT}"),
    )
    .await;
    assert_eq!(
        reply.json().get_str("scope"),
        Some("resource1.scope1"),
        "{}",
        reply.body
    );
    let (_, claims) = decode(reply.json().get_str("access_token").unwrap());
    assert!(claims.contains(r#""aud":"resource1","client_id":"machine_client","client_c1":"c1value","client_c2":"c2value","#), "{claims}");
}

#[tokio::test]
async fn plain_secrets_as_oidc_server_mock_has_them_work() {
    let text = r#"[{"ClientId": "mock", "ClientSecrets": ["mock-secret"], "AllowedGrantTypes": ["client_credentials"],
        "AllowedScopes": ["some-api", "openid"], "ClientClaimsPrefix": "", "Claims": [{"Type": "n", "Value": "1", "ValueType": "http://www.w3.org/2001/XMLSchema#integer"}]}]"#;
    let (config, findings) = Config::from_bytes(text.as_bytes()).unwrap();
    assert!(
        findings
            .iter()
            .all(|finding| finding.severity == ConfigSeverity::Note),
        "{findings:?}"
    );
    let reply = post(
        &state(config),
        None,
        &format!("client_id=mock&client_secret=mock-secret&{GRANT}"),
    )
    .await;
    let (_, claims) = decode(reply.json().get_str("access_token").unwrap());
    assert!(claims.contains(r#""client_id":"mock","n":1,"#), "{claims}");
}

#[test]
fn version_3s_resources_bring_their_scopes() {
    let text = r#"{"Clients": [{"ClientId": "c", "RequireClientSecret": "False", "AllowedGrantTypes": ["client_credentials"], "AllowedScopes": ["api1", "api2.full"]}],
        "ApiResources": [{"Name": "api1"}, {"Name": "api2", "Scopes": [{"Name": "api2.full"}]}]}"#;
    let (config, _) = Config::from_bytes(text.as_bytes()).unwrap();
    let scopes: Vec<&str> = config
        .api_scopes
        .iter()
        .map(|scope| scope.name.as_str())
        .collect();
    assert_eq!(scopes, ["api1", "api2.full"]);
    assert_eq!(config.api_resources_of("api1").count(), 1);
    assert!(config.clients[0].is_public());
}

#[test]
fn traps_are_findings() {
    expect![[r#"
        warning: Clients: no client is configured, so every token request is answered with invalid_client (add one with ClientId, ClientSecrets, AllowedGrantTypes and AllowedScopes)
    "#]].assert_eq(&findings(r#"{"Logging": {}}"#));
    expect![[r#"
        warning: Client: `Client` is no setting, so it has no effect (did you mean `Clients`?)
        warning: Clients: no client is configured, so every token request is answered with invalid_client (add one with ClientId, ClientSecrets, AllowedGrantTypes and AllowedScopes)
    "#]].assert_eq(&findings(r#"{"Client": [{}]}"#));
    expect![[r#"
        warning: Clients:0:AllowedGrantTypes:0: `refresh_token` is no grant type, and IdentityServer4 accepts it silently (refresh tokens need AllowOfflineAccess, and no grant type is listed for them)
        note: Clients:0:AllowedScopes:0: `offline_access` is not governed by AllowedScopes (set AllowOfflineAccess to true)
        warning: Clients:0: `a` cannot be used: client secret is required for refresh_token, but no client secret is configured (IdentityServer4 treats such a client as unknown and answers invalid_client)
        warning: Clients:1:AllowedGrantTypes: `password` is allowed, but there are no users (add Users with SubjectId, Username and Password)
        warning: Clients:2: `c` cannot be used: no redirect URI configured (IdentityServer4 treats such a client as unknown and answers invalid_client)
    "#]].assert_eq(&findings(r#"{"ApiScopes": [], "Clients": [
        {"ClientId": "a", "AllowedGrantTypes": ["refresh_token"], "AllowedScopes": ["offline_access"]},
        {"ClientId": "b", "ClientSecrets": ["b"], "AllowedGrantTypes": ["password"]},
        {"ClientId": "c", "ClientSecrets": ["c"], "AllowedGrantTypes": ["authorization_code"]}]}"#));
    let hexadecimal = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b";
    expect![[r#"
        warning: Users: this is a string where a list should be, so it has no effect (put it in square brackets)
        warning: Clients:0: this is null where a client should be (write {"ClientId": "…"}, with the client's other settings)
        warning: Clients:1: this is a string where a client should be (write {"ClientId": "…"}, with the client's other settings)
        warning: Clients:2: the client has no ClientId, so nobody can use it (give it a ClientId; Profile, as ASP.NET's templates have it, is not read)
        warning: Clients:3:AllowedGrantTypes: this is a string where a list should be, so it has no effect (put it in square brackets)
        warning: Clients:3:ClientSecrets:0:Value: the value is a hash in hexadecimal and IdentityServer4 wants it in base64, so no secret will ever match (write base64(SHA-256(secret)), or plain text as "ClientSecrets": ["…"])
        warning: Clients:3: `d` cannot be used: no allowed grant type specified (IdentityServer4 treats such a client as unknown and answers invalid_client)
    "#]].assert_eq(&findings(&format!(
        r#"{{"ApiScopes": [], "Clients": [null, "a", {{"Enabled": true}}, {{"ClientId": "d", "AllowedGrantTypes": "ClientCredentials", "ClientSecrets": [{{"Value": "{hexadecimal}"}}]}}], "Users": "bob"}}"#
    )));
}

#[test]
fn a_client_without_id_is_left_out() {
    let (config, _) =
        Config::from_bytes(br#"[null, {"ClientId": "a"}, {"ClientId": ""}]"#).unwrap();
    assert_eq!(config.clients.len(), 1);
}

#[test]
fn what_identity_server_4_would_not_start_with_is_refused() {
    expect![[r#"
        IdentityServer4 would not start with this configuration
        error: Clients:0:Enabled: this is a string where true or false should be (IdentityServer4 would not start with it)
        error: Clients:0:AllowedGrantTypes: `implicit` and `authorization_code` cannot be combined (IdentityServer4 would not start with it; make two clients)
        error: Clients:1:AllowedGrantTypes:0: grant types cannot contain spaces (list each grant type as an element of its own)
        error: Clients:1:ClientId: `a` is configured twice (give each client an id of its own)
        warning: Clients:0: `a` cannot be used: no redirect URI configured (IdentityServer4 treats such a client as unknown and answers invalid_client)
        warning: Clients:1: `a` cannot be used: client secret is required for client credentials, but no client secret is configured (IdentityServer4 treats such a client as unknown and answers invalid_client)"#]].assert_eq(&error(r#"{"Clients": [
        {"ClientId": "a", "Enabled": "maybe", "AllowedGrantTypes": ["implicit", "authorization_code"]},
        {"ClientId": "a", "AllowedGrantTypes": ["client credentials"]}]}"#));
    expect!["the configuration is not JSON: line 2, column 1: the end where a value should be"]
        .assert_eq(&error("{\"Clients\":\n"));
    expect!["the configuration is an empty list; an object with Clients is wanted"]
        .assert_eq(&error("[]"));
    expect!["the configuration is a string; an object with Clients is wanted"]
        .assert_eq(&error("\"x\""));
    expect!["the configuration is not JSON: line 1: the name `Clients` appears twice"]
        .assert_eq(&error(r#"{"Clients": [], "Clients": []}"#));
}

#[test]
fn the_file_at_fault_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("broken.json");
    std::fs::write(&path, "{").unwrap();
    for (path, fault) in [
        (path.as_path(), "the configuration is not JSON"),
        (folder.path(), "it is a folder"),
        (&folder.path().join("none.json"), "cannot read it"),
    ] {
        let message = Config::read(path).unwrap_err().message;
        assert!(
            message.starts_with(&format!("{}: {fault}", path.display())),
            "{message}"
        );
    }
}

#[tokio::test]
async fn a_changed_file_is_taken_up_and_a_broken_one_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("appsettings.json");
    let write = |client: &str| {
        let text = format!(
            r#"{{"Clients": [{{"ClientId": "{client}", "ClientSecrets": ["s"], "AllowedGrantTypes": ["client_credentials"], "AllowedScopes": ["api1"]}}]}}"#
        );
        std::fs::write(&path, text).unwrap();
    };
    write("first");
    let running = Playground::start(Options::any_port().config_file(&path))
        .await
        .unwrap();
    let state = running.state().clone();
    assert_eq!(
        state.reload_if_changed().map(|outcome| outcome.is_ok()),
        None
    );

    write("the_second");
    // The request itself notices the change.
    let reply = post(
        &state,
        None,
        &format!("client_id=the_second&client_secret=s&{GRANT}"),
    )
    .await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    assert_eq!(
        post(
            &state,
            None,
            &format!("client_id=first&client_secret=s&{GRANT}")
        )
        .await
        .status,
        400
    );

    // The API follows, as long as nobody has set it to something else.
    std::fs::write(&path, r#"{"IssuerUri": "https://login.example"}"#).unwrap();
    assert!(state.reload_if_changed().unwrap().is_ok());
    assert_eq!(state.api().issuer, "https://login.example");
    assert_eq!(state.api().scope, None);
    assert_eq!(running.issuer(), "https://login.example");
    assert!(running.token_server().starts_with("http://localhost:"));
    write("the_second");
    assert!(state.reload_if_changed().unwrap().is_ok());

    std::fs::write(&path, "{ broken").unwrap();
    assert!(state.reload_if_changed().unwrap().is_err());
    assert!(state.reload_if_changed().is_none());
    assert!(
        state
            .log()
            .entries()
            .last()
            .unwrap()
            .message
            .contains("the old one stays in force")
    );

    // A line of the log for each fault, the worst first.
    let faulty =
        r#"{"Clients": [{"ClientId": "a", "AllowedGrantTypes": ["b c"]}, {"ClientId": "a"}]}"#;
    std::fs::write(&path, faulty).unwrap();
    let written = state.log().entries().last().unwrap().sequence;
    assert!(state.reload_if_changed().unwrap().is_err());
    let entries = state.log().entries_after(written);
    let starts: Vec<&str> = entries
        .iter()
        .filter_map(|entry| entry.message.split(&[':', ' ']).next())
        .collect();
    assert_eq!(starts, ["the", "error", "error", "warning", "warning"]);
    assert!(entries.iter().all(|entry| !entry.message.contains('\n')));

    std::fs::remove_file(&path).unwrap();
    assert_eq!(
        post(
            &state,
            None,
            &format!("client_id=the_second&client_secret=s&{GRANT}")
        )
        .await
        .status,
        200
    );
    running.shutdown().await;
}

#[tokio::test]
async fn each_change_is_logged_though_nobody_asks_anything() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("appsettings.json");
    std::fs::write(&path, r#"{"IssuerUri": "https://login.example"}"#).unwrap();
    let running = Playground::start(Options::any_port().config_file(&path))
        .await
        .unwrap();
    let mut feed = running.log().subscribe();
    for (text, logged) in [
        (None, "cannot read it"),
        (Some("{}"), "was read again"),
        (None, "cannot read it"),
        (Some(""), "the configuration is not JSON"),
    ] {
        match text {
            None => std::fs::remove_file(&path).unwrap(),
            Some(text) => std::fs::write(&path, text).unwrap(),
        }
        let message = feed.recv().await.unwrap().message;
        assert!(message.contains(logged), "{message}");
        if text == Some("{}") {
            let message = feed.recv().await.unwrap().message;
            assert!(message.contains("no client is configured"), "{message}");
        }
    }
    running.shutdown().await;
}

#[test]
fn settings_of_tokens_and_of_what_goes_beyond_are_read() {
    use claimscope_server::config::{AccessTokenType, Extension, TokenExpiration, TokenUsage};
    let text = r#"{
        "EmitStaticAudienceClaim": true,
        "EmitScopesAsSpaceDelimitedStringInJwt": "true",
        "Playground": { "dpopnonces": true, "JwtBarer": true },
        "ApiScopes": [{ "Name": "a", "Required": true }],
        "Clients": [
            {
                "ClientId": "one",
                "ClientSecrets": [{ "Type": "JWK", "Value": "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}" }],
                "AllowedGrantTypes": ["client_credentials"],
                "AllowedScopes": ["a"],
                "RefreshTokenUsage": 0,
                "RefreshTokenExpiration": "sliding",
                "AccessTokenType": "Reference",
                "AuthorizationCodeLifetime": 60
            }
        ]
    }"#;
    let (config, _) = Config::from_bytes(text.as_bytes()).unwrap();
    let client = config.client("one").unwrap();
    assert!(config.static_audience && config.scopes_as_string && config.is_required("a"));
    assert!(config.extensions.has(Extension::DPoPNonces) && config.extensions.has(Extension::DPoP));
    assert!(!config.extensions.has(Extension::JwtBearer));
    assert_eq!(client.keys.len(), 1);
    assert_eq!(client.refresh_token_usage, TokenUsage::ReUse);
    assert_eq!(client.refresh_token_expiration, TokenExpiration::Sliding);
    assert_eq!(client.access_token_type, AccessTokenType::Reference);
    assert_eq!(client.authorization_code_lifetime_seconds, 60);
    expect![[r#"
        warning: Playground:JwtBarer: `JwtBarer` is no setting, so it has no effect (did you mean `JwtBearer`?)
    "#]].assert_eq(&findings(text));
    expect![[r#"
        IdentityServer4 would not start with this configuration
        error: Clients:0:RefreshTokenExpiration: this is none of Sliding, Absolute (IdentityServer4 would not start with it)
        warning: Playground:JwtBarer: `JwtBarer` is no setting, so it has no effect (did you mean `JwtBearer`?)"#]].assert_eq(&error(&text.replace("\"sliding\"", "\"sometimes\"")));
}

#[test]
fn a_file_that_only_switches_something_on_is_about_the_quickstart() {
    let text = r#"{ "Playground": { "DynamicClientRegistration": true } }"#;
    let (config, findings) = Config::from_bytes(text.as_bytes()).unwrap();
    assert!(findings.is_empty(), "{findings:?}");
    assert!(config.extensions.has(Extension::DynamicClientRegistration));
    assert!(config.client("interactive").is_ok());
    let beside = r#"{ "IdentityServer": { "IssuerUri": "" }, "Playground": { "DPoP": true } }"#;
    let (config, _) = Config::from_bytes(beside.as_bytes()).unwrap();
    assert!(config.extensions.has(Extension::DPoP));
    // Whoever defines something defines all.
    let text = r#"{ "Playground": { "DPoP": true }, "ApiScopes": [{ "Name": "orders" }] }"#;
    let (config, _) = Config::from_bytes(text.as_bytes()).unwrap();
    assert!(config.client("interactive").is_err());
}
