//! Messages of Microsoft.IdentityModel with the token in them: header and claims as JSON, or without the signature.

use super::logs::row;
use super::{Certain, Certainty, Likely, Look, NOW, assert_rows};
use claimscope_core::base64url;

const HEADER: &str = r#"{"alg":"RS256","kid":"k-2026","typ":"JWT"}"#;

/// What people see of a message about a token that ended long ago.
const CLAIMS: &str =
    r#"{"iss":"https://id.shop.test/realms/shop","sub":"7","aud":"orders","exp":1541425624}"#;

fn message(said: &str, claims: &str) -> String {
    format!(
        "Bearer was not authenticated. Failure message: {said}\ntoken: '{HEADER}.{claims}'.\n   at System.IdentityModel.Tokens.Jwt.JwtSecurityTokenHandler.ValidateSignature(String token)"
    )
}

fn notes(text: &str) -> String {
    let diagnosis = Look::at(text, NOW).diagnosis;
    diagnosis.map_or_else(String::new, |it| it.notes.join("\n"))
}

const UNMATCHED: &str =
    "IDX10501: Signature validation failed. Unable to match key: \nkid: 'k-2026'.";

#[test]
fn its_values_are_named_and_its_claims_are_no_words_of_the_api() {
    let unmatched = message(UNMATCHED, CLAIMS);
    let wrapped = unmatched.replace("1541425624", "1541425\n624");
    let line = format!(
        r#"{{"level":"error","msg":"IDX10501: Signature validation failed. token: '{}'."}}"#,
        format!("{HEADER}.{CLAIMS}").replace('"', "\\\"")
    );
    let parts = [HEADER, CLAIMS].map(base64url::encode).join(".");
    let encoded = format!("{UNMATCHED} token: '{parts}'.");
    for text in [&unmatched, &wrapped, &line, &encoded] {
        assert_rows(&[row(text, "key.not-found", Certain, "token kid = k-2026")]);
        let notes = notes(text);
        for value in [
            "iss = https://id.shop.test/realms/shop",
            "aud = orders",
            "kid = k-2026",
            "alg = RS256",
            "exp = 2018-11-05T13:47:04Z",
        ] {
            assert!(notes.contains(value), "{text}\n{notes}");
        }
        let diagnosis = Look::at(text, NOW).diagnosis.unwrap();
        let likely: Vec<_> = diagnosis
            .reasons
            .iter()
            .filter(|reason| reason.certainty > Certainty::Possible)
            .map(|reason| reason.code)
            .collect();
        // When the line was written nobody knows, so that an `exp` that has passed since says nothing.
        assert_eq!(likely, ["key.not-found"], "{text}");
    }
}

#[test]
fn the_token_that_was_refused_tells_more_than_its_message() {
    let refresh = r#"{"iss":"https://id.shop.test/realms/shop","aud":"web","typ":"Refresh","azp":"web","exp":1541425624}"#;
    let graph = r#"{"aud":"00000003-0000-0000-c000-000000000000","iss":"https://sts.windows.net/t/","exp":1541425624}"#;
    let audience = "IDX10214: Audience validation failed. Audiences: 'web'. Did not match: validationParameters.ValidAudience: 'orders' or validationParameters.ValidAudiences: 'null'.";
    assert_rows(&[
        row(
            &message(UNMATCHED, refresh),
            "token.refresh-token",
            Certain,
            "send the access_token",
        ),
        row(&message(UNMATCHED, graph), "token.graph", Certain, "api://"),
        // The message says one audience, and the token in it has the one that is wanted.
        row(
            &message(audience, CLAIMS),
            "token.audience",
            Likely,
            "token aud = orders",
        ),
        row(
            "IDX10511: Signature validation failed. Keys tried: 'SymmetricSecurityKey'. \nExceptions caught:\n ''.\ntoken: '{\"alg\":\"HS256\",\"typ\":\"JWT\"}.{\"sub\":\"7\",\"exp\":1541425624}'.",
            "token.signature",
            Certain,
            "compare the secret",
        ),
        row(
            "IDX10223: Lifetime validation failed. The token is expired. token: '{\"alg\":\"RS256\"}.{\"exp\":4000000000}'",
            "token.expired",
            Likely,
            "another token reached it",
        ),
    ]);
}

#[test]
fn an_answer_of_the_api_with_the_message_is_read_likewise() {
    let page = format!(
        "HTTP/1.1 401 Unauthorized\nContent-Type: text/plain\n\n{}",
        message(UNMATCHED, CLAIMS)
    );
    assert_rows(&[row(
        &page,
        "key.not-found",
        Certain,
        "token iss = https://id.shop.test/realms/shop",
    )]);
    assert_eq!(notes("IDX10501: no } .{ token: '}.{'"), "");
}
