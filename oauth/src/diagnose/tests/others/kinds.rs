//! Tokens of the wrong kind, and headers that hold none.

use expect_test::expect;

use super::super::*;
use super::first;

#[test]
fn an_id_token() {
    let id_token = Object::new()
        .with("iss", "https://localhost:5001")
        .with("exp", NOW.unix_seconds() + 300)
        .with("aud", "client")
        .with("nonce", "n")
        .with("at_hash", "x");
    check(
        &bearer(&token(&id_token)),
        &answer(401, r#"Bearer error="invalid_token""#),
        expect![[r#"
            401: most likely the token is an id token, which is for the client and not for an API
            likely token.id-token [RFC 9068 §5]
              - at_hash is there, as id tokens have it
              > send the access_token of the same token response
            likely token.refused [RFC 6750 §3.1]
              - the API says invalid_token and no more
              > look in the API's log for the reason
        "#]],
    );
}

#[test]
fn a_graph_token() {
    let graph = claims()
        .with("aud", "00000003-0000-0000-c000-000000000000")
        .with(
            "iss",
            "https://sts.windows.net/9188040d-6c67-4c5b-b112-36a304b66dad/",
        );
    check(
        &bearer(&token(&graph)),
        &answer(
            401,
            r#"Bearer error="invalid_token", error_description="The signature is invalid""#,
        ),
        expect![[r#"
            401: the token is for Microsoft Graph, and no other API can verify it
            certain token.graph [RFC 9068 §4]
              - token aud = 00000003-0000-0000-c000-000000000000
              > ask for a scope of your own API, such as api://CLIENT-ID/.default, in place of a Graph scope
        "#]],
    );
}

#[test]
fn no_audience_from_identityserver() {
    let mut none = claims();
    none.remove("aud");
    let api = ApiKnowledge {
        audiences: vec!["api1".into()],
        ..ApiKnowledge::default()
    };
    check_for(
        &bearer(&token(&none)),
        &answer(401, "Bearer"),
        &api,
        expect![[r#"
            401: most likely the token does not say which API it is for
            likely token.no-audience [RFC 9068 §2.2]
              - token aud = absent
              > IdentityServer writes aud only where an ApiResource owns the scope: add one, or waive the audience (ASP.NET Core: ValidateAudience = false) and require the scope
        "#]],
    );
}

#[test]
fn headers_written_wrong() {
    let token = token(&claims());
    for value in [
        format!("Baerer {token}"),
        token.clone(),
        format!("Bearer Bearer {token}"),
        format!("Bearer \"{token}\""),
        format!("Bearer {} {}", &token[..9], &token[9..]),
        format!("Bearer: {token}"),
        "token".to_owned(),
    ] {
        let request = HttpRequest::get(API).header("Authorization", value);
        assert_eq!(
            first(&request, &answer(401, "Bearer")),
            ("header.scheme", Certainty::Certain)
        );
    }
}

#[test]
fn a_header_that_holds_no_token_or_more_than_one_is_named() {
    let good = token(&claims());
    for (value, code, said) in [
        (format!("Bearer {good}\""), "header.scheme", "on one side"),
        (format!("\"Bearer {good}\""), "header.scheme", "in quotes"),
        (format!("Bearer {good},"), "header.scheme", "a comma"),
        (
            "Bearer undefined".to_owned(),
            "token.missing",
            "a variable without a value",
        ),
        (
            "Bearer null".to_owned(),
            "token.missing",
            "a variable without a value",
        ),
        (
            "Bearer [object Object]".to_owned(),
            "token.missing",
            "a variable without a value",
        ),
    ] {
        let request = HttpRequest::new("GET", API).header("Authorization", value);
        let diagnosis = diagnose(&Refused::new(&request, &answer(401, "Bearer"), NOW));
        let reason = &diagnosis.reasons[0];
        assert_eq!((reason.code, reason.certainty), (code, Certainty::Certain));
        assert!(reason.evidence[0].contains(said), "{:?}", reason.evidence);
        assert!(!format!("{diagnosis:?}").contains(&good));
    }
}
