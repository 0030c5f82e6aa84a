//! What is found in what people paste.

use super::*;

const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln";

#[track_caller]
fn check(text: &str, token: &str, pasted_as: PastedAs) {
    let found = find(text);
    assert_eq!(
        (found.token.as_str(), found.pasted_as),
        (token, pasted_as),
        "{text}"
    );
    if let Some(start) = found.start {
        assert_eq!(&text[start..start + token.len()], token);
    }
}

#[test]
fn finds_the_token_in_what_people_paste() {
    check(TOKEN, TOKEN, PastedAs::Token);
    check(&format!("  \"{TOKEN}\"\n"), TOKEN, PastedAs::Trimmed);
    check(
        &format!("Bearer {TOKEN}"),
        TOKEN,
        PastedAs::AuthorizationHeader,
    );
    check(
        &format!("authorization: bearer {TOKEN}\r\n"),
        TOKEN,
        PastedAs::AuthorizationHeader,
    );
    check(
        "Bearer 6f1ed002ab55",
        "6f1ed002ab55",
        PastedAs::AuthorizationHeader,
    );
    check(
        &format!(r#"{{"token_type":"Bearer","access_token":"{TOKEN}"}}"#),
        TOKEN,
        PastedAs::Json,
    );
    check(
        &format!(r#"{{"data":{{"jwt":"{TOKEN}"}}}}"#),
        TOKEN,
        PastedAs::Json,
    );
    check(
        &format!("curl -H 'Authorization: Bearer {TOKEN}' https://localhost:6001/identity"),
        TOKEN,
        PastedAs::Text,
    );
    check(
        &format!("https://client/cb#access_token={TOKEN}&token_type=Bearer"),
        TOKEN,
        PastedAs::Text,
    );
    check(
        "curl https://a -H 'Authorization: Bearer 6f1ed002ab55'",
        "6f1ed002ab55",
        PastedAs::Text,
    );
    check(
        "https://client/cb?token=6f1ed002&x=1",
        "6f1ed002",
        PastedAs::Text,
    );
    check(
        &format!("{}\n{}", &TOKEN[..20], &TOKEN[20..]),
        TOKEN,
        PastedAs::Wrapped,
    );
    check(
        &format!("{}\\\n  {}", &TOKEN[..9], &TOKEN[9..]),
        TOKEN,
        PastedAs::Wrapped,
    );
}

#[test]
fn leaves_what_holds_no_token_as_it_is() {
    check("", "", PastedAs::Token);
    check("hello world", "hello world", PastedAs::Token);
    check("{not json", "{not json", PastedAs::Token);
    check("\u{0}\u{1}ÿ", "\u{0}\u{1}ÿ", PastedAs::Token);
}

#[test]
fn keeps_padding_so_that_it_can_be_reported() {
    check(
        &format!("{TOKEN}=="),
        &format!("{TOKEN}=="),
        PastedAs::Token,
    );
}

#[test]
fn a_token_behind_bearer_keeps_the_character_that_broke_it() {
    let broken = TOKEN.replacen('.', ".*", 1);
    check(&format!("Bearer {broken}"), &broken, PastedAs::Text);
    let curl = format!("curl -H \"Authorization: Bearer {broken}\" https://api.example");
    check(&curl, &broken, PastedAs::Text);
}

#[test]
fn a_token_broken_over_lines_is_put_together_before_its_first_line_is_taken() {
    let (start, end) = TOKEN.split_at(TOKEN.len() - 3);
    check(&format!("{start}\n{end}\n"), TOKEN, PastedAs::Wrapped);
    check(
        &format!("Authorization: Bearer {start}\n  {end}"),
        TOKEN,
        PastedAs::Wrapped,
    );
    check(&format!("{TOKEN}\n{TOKEN}"), TOKEN, PastedAs::Text);
}

#[test]
fn finds_a_token_behind_any_name_and_before_a_full_stop() {
    check(&format!("export TOKEN={TOKEN};"), TOKEN, PastedAs::Text);
    check(
        &format!("Cookie: session={TOKEN}; theme=dark"),
        TOKEN,
        PastedAs::Text,
    );
    check(&format!("I got {TOKEN}."), TOKEN, PastedAs::Text);
}

#[test]
fn opaque_tokens_keep_their_own_characters() {
    let salesforce = "00D5g000004CXYZ!ARQAQK8l";
    check(
        &format!("Bearer {salesforce}"),
        salesforce,
        PastedAs::AuthorizationHeader,
    );
    check(
        &format!("curl -H 'Authorization: Bearer {salesforce}' https://h"),
        salesforce,
        PastedAs::Text,
    );
}

#[test]
fn prose_about_bearer_tokens_is_no_token() {
    for text in [
        "the bearer token is invalid",
        "WWW-Authenticate: Bearer error=\"invalid_token\", realm=x",
    ] {
        check(text, text, PastedAs::Token);
    }
}

#[test]
fn a_short_token_in_json_is_found_where_it_stands() {
    let found = find(r#"{"access_token":"a"}"#);
    assert_eq!((found.token.as_str(), found.start), ("a", Some(17)));
}
