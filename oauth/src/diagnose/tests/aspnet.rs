//! Every row of ASP.NET Core's JwtBearer: status, WWW-Authenticate, and what a person reads.

use expect_test::{Expect, expect};

use super::*;

/// An answer of Kestrel's.
fn answer(status: u16, challenge: &str) -> HttpResponse {
    super::answer(status, challenge).header("Server", "Kestrel")
}

const INVALID: &str = r#"Bearer error="invalid_token", error_description="#;

/// A token with these claims changed, and the description that ASP.NET answers with.
fn described(claims: &Object, description: &str, expected: Expect) {
    let challenge = format!("{INVALID}\"{description}\"");
    check(&bearer(&token(claims)), &answer(401, &challenge), expected);
}

#[test]
fn no_header_another_scheme_or_no_token() {
    check(
        &HttpRequest::get(API),
        &answer(401, "Bearer"),
        expect![[r#"
            401: the request carries no token
            certain token.missing [RFC 6750 §2.1]
              - no Authorization header was sent
              > send Authorization: Bearer and an access token
        "#]],
    );
    let basic = HttpRequest::get(API).header("Authorization", "Basic YTpi");
    check(
        &basic,
        &answer(401, "Bearer"),
        expect![[r#"
            401: the Authorization header is not written as the API wants it
            certain header.scheme [RFC 6750 §2.1]
              - the scheme sent is Basic
              > write the header as Authorization: Bearer TOKEN, once, without quotes
        "#]],
    );
    let empty = HttpRequest::get(API).header("Authorization", "Bearer ");
    check(
        &empty,
        &answer(401, "Bearer"),
        expect![[r#"
            401: the request carries no token
            certain token.missing [RFC 6750 §2.1]
              - the Authorization header is Bearer with no token behind it
              > send Authorization: Bearer and an access token
        "#]],
    );
}

#[test]
fn a_malformed_token() {
    let whole = token(&claims());
    check(
        &bearer(&whole[..whole.len() - 400]),
        &answer(401, r#"Bearer error="invalid_token""#),
        expect![[r#"
            401: what arrived is not one whole token
            certain token.malformed [RFC 7519 §7.2]
              - format.parts: 2 parts where a signed token has 3: header.payload.signature
              > copy the whole token again: three parts with dots, no line break, nothing cut off
        "#]],
    );
    check(
        &bearer(&"8967E4AF94DCE9F508D5236EE1CAD53A".repeat(2)),
        &answer(401, r#"Bearer error="invalid_token""#),
        expect![[r#"
            401: the API refuses the token
            likely token.refused [RFC 6750 §3.1]
              - the API says invalid_token and no more; ASP.NET Core does so where it cannot read the token, or its typ is not among ValidTypes
              > look in the API's log; in ASP.NET Core, set the log level of Microsoft.AspNetCore.Authentication to Debug
            possible token.opaque [RFC 7662 §1]
              - the token is an IdentityServer reference token by its shape
              - an API that asks the issuer about each token takes it: there it has ended, or is another's
              > ask the issuer for a JWT, often by naming the API as audience or resource; or let the API use introspection
        "#]],
    );
}

#[test]
fn a_wrong_typ_or_any_other_exception() {
    check(
        &bearer(&token(&claims())),
        &answer(401, r#"Bearer error="invalid_token""#),
        expect![[r#"
            401: the API refuses the token
            likely token.refused [RFC 6750 §3.1]
              - the API says invalid_token and no more; ASP.NET Core does so where it cannot read the token, or its typ is not among ValidTypes
              > look in the API's log; in ASP.NET Core, set the log level of Microsoft.AspNetCore.Authentication to Debug
            possible token.type [RFC 9068 §4]
              - token typ = at+jwt, which an API refuses whose list of types leaves it out
              > send an access token; or add its typ to the API's ValidTypes
        "#]],
    );
}

#[test]
fn the_audience() {
    let two = claims().with("aud", vec!["a", "b"]);
    described(
        &two,
        "The audience 'a, b' is invalid",
        expect![[r#"
        401: the token is for another API
        certain token.audience [RFC 7519 §4.1.3]
          - the API says: The audience 'a, b' is invalid
          - token aud = a, b
          > if the API is meant, set its audience to a; otherwise ask for a token with the API's own scope or resource
    "#]],
    );
    described(
        &claims(),
        "The audience is invalid",
        expect![[r#"
        401: the token is for another API
        certain token.audience [RFC 7519 §4.1.3]
          - the API says: The audience is invalid
          - token aud = api1
          > if the API is meant, set its audience to api1; otherwise ask for a token with the API's own scope or resource
    "#]],
    );
}

#[test]
fn no_audience_at_all() {
    let mut none = claims();
    none.remove("aud");
    described(
        &none,
        "The audience 'empty' is invalid",
        expect![[r#"
            401: the token does not say which API it is for
            certain token.no-audience [RFC 9068 §2.2]
              - the API says: The audience 'empty' is invalid
              - token aud = absent
              > IdentityServer writes aud only where an ApiResource owns the scope: add one, or waive the audience (ASP.NET Core: ValidateAudience = false) and require the scope
        "#]],
    );
}

#[test]
fn the_audience_beside_what_the_api_expects() {
    let api = ApiKnowledge {
        audiences: vec!["https://orders".into()],
        ..ApiKnowledge::default()
    };
    let orders = claims().with("aud", "api://orders");
    check_for(
        &bearer(&token(&orders)),
        &answer(
            401,
            &format!("{INVALID}\"The audience 'api://orders' is invalid\""),
        ),
        &api,
        expect![[r#"
            401: the token is for another API
            certain token.audience [RFC 7519 §4.1.3]
              - the API says: The audience 'api://orders' is invalid
              - token aud = api://orders; API expects https://orders (differs only by the scheme)
              > ask for a token for https://orders: by its scope or resource; or make the API accept the token's aud
        "#]],
    );
}

#[test]
fn the_issuer() {
    let description = "The issuer 'http://localhost:5001' is invalid";
    let http = claims().with("iss", "http://localhost:5001");
    described(
        &http,
        description,
        expect![[r#"
            401: the token's issuer is not, letter for letter, one that the API trusts
            certain token.issuer [RFC 7519 §4.1.1]
              - the API says: The issuer 'http://localhost:5001' is invalid
              - token iss = http://localhost:5001
              > make the API's Authority, or its valid issuer, exactly http://localhost:5001; scheme, host name, port and trailing slash all count; or get the token from the issuer that it names
        "#]],
    );
    described(
        &http,
        "The issuer is invalid",
        expect![[r#"
            401: the token's issuer is not, letter for letter, one that the API trusts
            certain token.issuer [RFC 7519 §4.1.1]
              - the API says: The issuer is invalid
              - token iss = http://localhost:5001
              > make the API's Authority, or its valid issuer, exactly http://localhost:5001; scheme, host name, port and trailing slash all count; or get the token from the issuer that it names
        "#]],
    );
    let api = ApiKnowledge {
        issuer: Some("https://localhost:5001".into()),
        ..ApiKnowledge::default()
    };
    check_for(
        &bearer(&token(&http)),
        &answer(401, &format!("{INVALID}\"{description}\"")),
        &api,
        expect![[r#"
            401: the token's issuer is not, letter for letter, one that the API trusts
            certain token.issuer [RFC 7519 §4.1.1]
              - the API says: The issuer 'http://localhost:5001' is invalid
              - token iss = http://localhost:5001; API expects https://localhost:5001 (differs only by the scheme: http against https)
              > make the API's Authority, or its valid issuer, exactly http://localhost:5001; scheme, host name, port and trailing slash all count; or get the token from the issuer that it names
        "#]],
    );
}

#[test]
fn expired() {
    let expired = claims().with("nbf", 951_000_000).with("exp", 951_004_800);
    described(
        &expired,
        "The token expired at '02/20/2000 00:00:00'",
        expect![[r#"
            401: the token has expired
            certain token.expired [RFC 7519 §4.1.4]
              - the API says: The token expired at '02/20/2000 00:00:00'
              - token exp = 2000-02-20T00:00:00Z, 23 y 11 mo ago
              > ask for a new token
        "#]],
    );
    described(
        &expired,
        "The token is expired",
        expect![[r#"
        401: the token has expired
        certain token.expired [RFC 7519 §4.1.4]
          - the API says: The token is expired
          - token exp = 2000-02-20T00:00:00Z, 23 y 11 mo ago
          > ask for a new token
    "#]],
    );
}

#[test]
fn not_valid_yet() {
    let early = claims()
        .with("nbf", 2_368_051_200)
        .with("exp", 2_368_054_800);
    described(
        &early,
        "The token is not valid before '01/15/2045 00:00:00'",
        expect![[r#"
            401: the token is not valid yet
            certain token.not-yet-valid [RFC 7519 §4.1.5]
              - the API says: The token is not valid before '01/15/2045 00:00:00'
              - token nbf = 2045-01-15T00:00:00Z, in 20 y 10 mo
              > wait until it is valid, and compare the clocks of issuer and API
        "#]],
    );
    described(
        &early,
        "The token is not valid yet",
        expect![[r#"
        401: the token is not valid yet
        certain token.not-yet-valid [RFC 7519 §4.1.5]
          - the API says: The token is not valid yet
          - token nbf = 2045-01-15T00:00:00Z, in 20 y 10 mo
          > wait until it is valid, and compare the clocks of issuer and API
    "#]],
    );
}

#[test]
fn nbf_after_exp() {
    let inverted = claims()
        .with("nbf", 1_707_998_470)
        .with("exp", 1_707_998_469);
    described(
        &inverted,
        "The token lifetime is invalid; NotBefore: '02/15/2024 12:01:10', Expires: '02/15/2024 12:01:09'",
        expect![[r#"
            401: the API does not accept the token's lifetime
            certain token.lifetime [RFC 7519 §4.1.4]
              - the API says: The token lifetime is invalid
              - token nbf = 2024-02-15T12:01:10Z; exp = 2024-02-15T12:01:09Z
              - token exp = 2024-02-15T12:01:09Z: by the server's clock it ends 3600 s ahead
              > correct the lifetime where the token is made
            likely token.not-yet-valid [RFC 7519 §4.1.5]
              - token nbf = 2024-02-15T12:01:10Z, in 1 h
              > wait until it is valid, and compare the clocks of issuer and API
        "#]],
    );
}

#[test]
fn no_exp() {
    let mut endless = claims();
    endless.remove("exp");
    described(
        &endless,
        "The token has no expiration",
        expect![[r#"
        401: the token has no expiry, and the API wants one
        certain token.no-expiry [RFC 9068 §2.2]
          - the API says: The token has no expiration
          > make the issuer write exp; RequireExpirationTime = false would weaken the API
    "#]],
    );
}

#[test]
fn an_unknown_kid() {
    described(
        &claims(),
        "The signature key was not found",
        expect![[r#"
            401: most likely the API does not have the key that signed the token
            likely key.not-found [RFC 7517 §4.5]
              - the API says: The signature key was not found
              - token iss = https://localhost:5001
              - token kid = K1
              - ASP.NET Core has the same words for a key that it does not have, and for no keys at all
              > make the API's Authority the issuer of this token; after a key rotation or a restart with a new development key, get a new token and let the API fetch the keys again
            possible api.keys-not-loaded [RFC 7517 §5]
              - ASP.NET Core has the same words for a key that it does not have, and for no keys at all
              > from the API's machine, open the Authority's /.well-known/openid-configuration and the jwks_uri in it; bring all packages Microsoft.IdentityModel.* to one version
        "#]],
    );
}

#[test]
fn a_wrong_signature() {
    described(
        &claims(),
        "The signature is invalid",
        expect![[r#"
            401: the token's signature does not verify with the API's key
            certain token.signature [RFC 7515 §5.2]
              - the API says: The signature is invalid
              > use the token as it was issued, unchanged; if it is, make sure that the API has the keys of this very issuer
        "#]],
    );
}

#[test]
fn several_handlers() {
    described(
        &claims(),
        "The audience 'api1' is invalid; The signature is invalid",
        expect![[r#"
            401: the token is for another API
            certain token.audience [RFC 7519 §4.1.3]
              - the API says: The audience 'api1' is invalid
              - token aud = api1
              > if the API is meant, set its audience to api1; otherwise ask for a token with the API's own scope or resource
            certain token.signature [RFC 7515 §5.2]
              - the API says: The signature is invalid
              > use the token as it was issued, unchanged; if it is, make sure that the API has the keys of this very issuer
        "#]],
    );
}

#[test]
fn without_error_details() {
    check(
        &bearer(&token(&claims())),
        &answer(401, "Bearer"),
        expect![[r#"
            401: perhaps the API did not receive the Authorization header
            possible header.not-received [RFC 6750 §3]
              - a bare Bearer challenge to a request that has a token: ASP.NET Core answers so where no token arrived, or where IncludeErrorDetails is off
              > see whether a proxy or a redirect drops the header; in ASP.NET Core, make JwtBearer the default scheme, with UseAuthentication before UseAuthorization, and switch IncludeErrorDetails on
        "#]],
    );
    let expired = claims()
        .with("nbf", NOW.unix_seconds() - 7200)
        .with("exp", NOW.unix_seconds() - 3600);
    check(
        &bearer(&token(&expired)),
        &answer(401, "Bearer"),
        expect![[r#"
            401: the token has expired
            certain token.expired [RFC 7519 §4.1.4]
              - token exp = 2024-02-15T10:01:09Z, 1 h ago
              > ask for a new token
        "#]],
    );
}

#[test]
fn forbidden_by_a_policy() {
    check(
        &bearer(&token(&claims())),
        &answer(403, ""),
        expect![[r#"
            403: most likely a rule of the API forbids the call
            likely api.policy [RFC 9110 §15.5.4]
              - a 403 without WWW-Authenticate: ASP.NET Core answers so where the token passed and a policy did not
              - token scope = api1
              > look which scope, role or claim the API requires for this path, and ask for a token that has it
        "#]],
    );
    let api = ApiKnowledge {
        scopes: vec!["api2".into()],
        ..ApiKnowledge::default()
    };
    check_for(
        &bearer(&token(&claims())),
        &answer(403, ""),
        &api,
        expect![[r#"
            403: most likely the token lacks a scope that the API requires
            likely scope.missing [RFC 6750 §3.1]
              - token scope = api1; API expects api2
              > ask for a token with scope api2, and allow it to this client at the issuer
        "#]],
    );
    let mut joined = claims().with("scope", "api1 openid").with("scp", "x");
    joined.remove("client_id");
    check(
        &bearer(&token(&joined)),
        &answer(403, ""),
        expect![[r#"
            403: most likely a rule of the API forbids the call
            likely api.policy [RFC 9110 §15.5.4]
              - a 403 without WWW-Authenticate: ASP.NET Core answers so where the token passed and a policy did not
              - token scope = api1, openid
              - scope is one string of several words: ASP.NET's RequireClaim compares it as a whole
              - the scopes stand in scp, which ASP.NET renames to http://schemas.microsoft.com/identity/claims/scope unless MapInboundClaims is off
              > look which scope, role or claim the API requires for this path, and ask for a token that has it
        "#]],
    );
}

#[test]
fn idx_codes_wherever_they_stand() {
    for (code, expected) in [
        ("IDX10500", "api.keys-not-loaded"),
        ("IDX10503", "key.not-found"),
        ("IDX10511", "token.signature"),
        ("IDX10517", "key.not-found"),
        ("IDX10504", "token.unsigned"),
        ("IDX10205", "token.issuer"),
        ("IDX10212", "token.issuer"),
        ("IDX10214", "token.audience"),
        ("IDX10206", "token.no-audience"),
        ("IDX10222", "token.not-yet-valid"),
        ("IDX10223", "token.expired"),
        ("IDX10225", "token.no-expiry"),
        ("IDX10256", "token.type"),
        ("IDX10257", "token.type"),
        ("IDX10696", "token.algorithm"),
        ("IDX14100", "token.malformed"),
        ("IDX12741", "token.malformed"),
        ("IDX20803", "api.issuer-unreachable"),
        ("IDX20108", "api.issuer-unreachable"),
    ] {
        let request = bearer(&token(&claims()));
        let body = format!("<html>SecurityTokenException: {code}: … [PII is hidden]");
        for response in [
            HttpResponse::new(500, body),
            answer(401, &format!("{INVALID}\"{code}: failed\"")),
        ] {
            let diagnosis = diagnose(&Refused::new(&request, &response, NOW));
            assert_eq!(diagnosis.reasons[0].code, expected, "{code}");
            // The token holds for another hour, which and reads well, which speaks against what is said.
            let certainty = match expected {
                "key.not-found" => Certainty::Likely,
                "token.expired" | "token.not-yet-valid" | "token.malformed" => Certainty::Likely,
                _ => Certainty::Certain,
            };
            assert_eq!(diagnosis.reasons[0].certainty, certainty, "{code}");
        }
    }
}
