//! The access token: header and claims, member for member.

use claimscope_core::json::{Object, parse_strict};
use claimscope_server::Config;
use claimscope_server::config::{ApiResource, Claim, ClaimValueType, Scope};
use expect_test::expect;

use crate::support::{KID, decode, post, state};

const BASIC: &str = "Basic Y2xpZW50OnNlY3JldA==";

/// Header and claims of the token that a form gets; the random `jti` is checked and left out.
async fn token(config: Config, authorization: Option<&str>, form: &str) -> (String, String) {
    let reply = post(&state(config), authorization, form).await;
    let (header, claims) = decode(reply.json().get_str("access_token").unwrap());
    let object: Object = parse_strict(claims.as_bytes())
        .unwrap()
        .as_object()
        .unwrap()
        .clone();
    let Some(jti) = object.get_str("jti") else {
        return (header, claims);
    };
    assert_eq!(jti.len(), 32);
    assert!(
        jti.bytes()
            .all(|byte| byte.is_ascii_digit() || (b'A'..=b'F').contains(&byte)),
        "{jti}"
    );
    (header, claims.replace(jti, "…"))
}

fn claim(name: &str, value: &str, value_type: ClaimValueType) -> Claim {
    Claim {
        name: name.to_owned(),
        value: value.to_owned(),
        value_type,
    }
}

#[tokio::test]
async fn client_token_has_the_members_in_order() {
    let (header, claims) = token(
        Config::quickstart(),
        Some(BASIC),
        "grant_type=client_credentials&scope=api1",
    )
    .await;
    assert_eq!(
        header,
        format!(r#"{{"alg":"RS256","kid":"{KID}","typ":"at+jwt"}}"#)
    );
    expect![[r#"{"nbf":1795262400,"exp":1795266000,"iss":"https://localhost:5001","aud":"api1","client_id":"client","jti":"…","iat":1795262400,"scope":["api1"]}"#]].assert_eq(&claims);
}

#[tokio::test]
async fn user_token_adds_the_user() {
    let form = "client_id=ropg_client&client_secret=secret&grant_type=password&username=Alice&password=alice&scope=openid+api1";
    let (_, claims) = token(Config::quickstart(), None, form).await;
    expect![[r#"{"nbf":1795262400,"exp":1795266000,"iss":"https://localhost:5001","aud":"api1","client_id":"ropg_client","sub":"818727","auth_time":1795262400,"idp":"local","jti":"…","iat":1795262400,"scope":["api1","openid"],"amr":["pwd"]}"#]].assert_eq(&claims);
}

#[tokio::test]
async fn audiences_are_the_resources_that_own_the_scopes() {
    let api = |name: &str, scopes: &[&str]| ApiResource {
        scope: Scope::new(name),
        scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
        api_secrets: Vec::new(),
    };
    for (resources, aud) in [
        (vec![], None),
        (vec![api("orders", &["api1"])], Some(r#""orders""#)),
        (
            vec![
                api("orders", &["api1"]),
                api("other", &["api9"]),
                api("invoices", &["api1"]),
            ],
            Some(r#"["orders","invoices"]"#),
        ),
        (
            vec![ApiResource {
                scope: Scope {
                    enabled: false,
                    ..Scope::new("off")
                },
                ..api("off", &["api1"])
            }],
            None,
        ),
    ] {
        let config = Config {
            api_resources: resources,
            ..Config::quickstart()
        };
        let (_, claims) = token(config, Some(BASIC), "grant_type=client_credentials").await;
        let claims = parse_strict(claims.as_bytes()).unwrap();
        let actual = claims
            .as_object()
            .unwrap()
            .get("aud")
            .map(ToString::to_string);
        assert_eq!(actual.as_deref(), aud);
    }
}

#[tokio::test]
async fn client_claims_get_their_prefix_and_types() {
    let mut config = Config::quickstart();
    config.clients[0].claims = vec![
        claim("c1", "c1value", ClaimValueType::Text),
        claim("level", "3", ClaimValueType::Integer),
        claim("role", "a", ClaimValueType::Text),
        claim("role", "b", ClaimValueType::Text),
        claim("flag", "true", ClaimValueType::Boolean),
        claim("address", r#"{"city":"Bonn"}"#, ClaimValueType::Json),
    ];
    config.clients[0].include_jwt_id = false;
    config.clients[0].access_token_lifetime_seconds = 60;
    let (_, claims) = token(config.clone(), Some(BASIC), "grant_type=client_credentials").await;
    expect![[r#"{"nbf":1795262400,"exp":1795262460,"iss":"https://localhost:5001","aud":"api1","client_id":"client","client_c1":"c1value","client_level":3,"client_role":["a","b"],"client_flag":true,"iat":1795262400,"scope":["api1"],"client_address":{"city":"Bonn"}}"#]].assert_eq(&claims);

    config.clients[0].client_claims_prefix = String::new();
    let (_, claims) = token(config, Some(BASIC), "grant_type=client_credentials").await;
    assert!(claims.contains(r#","c1":"c1value","#), "{claims}");
}

#[tokio::test]
async fn user_claims_come_with_the_apis_that_ask_for_them() {
    let mut config = Config::quickstart();
    config.api_resources[0].scope.user_claims =
        vec!["email".to_owned(), "sub".to_owned(), "nothing".to_owned()];
    config.api_scopes[0].user_claims = vec!["email_verified".to_owned(), "amr".to_owned()];
    config.users[0]
        .claims
        .push(claim("amr", "forged", ClaimValueType::Text));
    let form = "client_id=ropg_client&client_secret=secret&grant_type=password&username=alice&password=alice&scope=api1";
    let (_, claims) = token(config, None, form).await;
    assert!(
        claims.contains(
            r#""idp":"local","email":"AliceSmith@email.com","email_verified":true,"jti":"#
        ),
        "{claims}"
    );
    assert!(claims.ends_with(r#""amr":["pwd"]}"#), "{claims}");
}

#[tokio::test]
async fn scope_may_be_one_string_and_the_audience_may_have_the_static_one() {
    let mut config = Config::quickstart();
    config.scopes_as_string = true;
    config.static_audience = true;
    config.api_scopes.push(Scope::new("loose"));
    config.clients[0].allowed_scopes.push("loose".to_owned());
    let (_, claims) = token(config, Some(BASIC), "grant_type=client_credentials").await;
    let object = parse_strict(claims.as_bytes()).unwrap();
    let object = object.as_object().unwrap();
    assert_eq!(object.get_str("scope"), Some("api1 loose"));
    assert_eq!(
        object.get("aud").unwrap().to_string(),
        r#"["api1","https://localhost:5001/resources"]"#
    );
}
