//! Redirects and forms.

use super::super::*;
use super::{OTHER, TOKEN, holds, holds_none, names, note, value};

#[test]
fn redirects_are_read_from_query_and_fragment_and_decoded_once() {
    let inspection = holds_none(
        "http://localhost/?state=s1&code=4%2F0Abc&scope=https://api.example/read",
        PastedAs::RedirectAddress,
    );
    assert_eq!(value(&inspection, "state"), "s1");
    assert_eq!(value(&inspection, "code"), "4/•••");
    assert_eq!(value(&inspection, "address"), "http://localhost/");
    assert!(note(&inspection, "code").ends_with("as code=4%2F•••"));
    let plain = holds_none(
        "https://app.test/cb?code=abc.def&state=s",
        PastedAs::RedirectAddress,
    );
    assert_eq!((value(&plain, "code"), note(&plain, "code")), ("•••", ""));
    let late = holds_none(
        "https://app.test/cb?code=abc%2Bdef&state=s",
        PastedAs::RedirectAddress,
    );
    assert_eq!(value(&late, "code"), "•••");
    assert!(
        note(&late, "code").ends_with("as code=•••"),
        "{}",
        note(&late, "code")
    );
    let twice = holds_none(
        "https://app.test/cb?code=4%252FAbc&state=s",
        PastedAs::RedirectAddress,
    );
    assert!(note(&twice, "code").contains("encoded twice"));

    let error = "com.example.app:/cb?error=access_denied&error_description=not+today&state=s";
    let inspection = holds_none(error, PastedAs::RedirectAddress);
    assert_eq!(value(&inspection, "error_description"), "not today");
    assert!(inspection.pasted_text.ends_with("with an error"));

    let fragment = format!("https://app.example/cb#id_token={TOKEN}&access_token={OTHER}&state=s");
    let inspection = holds(&fragment, PastedAs::RedirectAddress, OTHER);
    assert_eq!(names(&inspection), ["access_token", "id_token"]);
    holds_none("https://issuer.example/realms/shop", PastedAs::Url);
    holds_none(
        "https://issuer.example/authorize?client_id=c&response_type=code",
        PastedAs::AuthorizationRequest,
    );
}

#[test]
fn a_form_is_read_and_a_doubly_encoded_code_is_noted() {
    let text = "grant_type=authorization_code&code=4%252F0Abc&client_id=c&client_secret=hush%21&redirect_uri=http%3A%2F%2Flocalhost";
    let inspection = holds_none(text, PastedAs::TokenRequest);
    assert_eq!(value(&inspection, "redirect_uri"), "http://localhost");
    let code = inspection
        .members
        .iter()
        .find(|member| member.name == "code")
        .unwrap();
    assert!(
        code.note
            .as_deref()
            .is_some_and(|note| note.contains("encoded twice"))
    );
    assert!(!inspection.to_json().contains("hush") && !inspection.to_json().contains("0Abc"));
    holds(
        &format!("access_token={TOKEN}&token_type=Bearer"),
        PastedAs::Form,
        TOKEN,
    );
    holds("access_token=SlAV32hkKG", PastedAs::Form, "SlAV32hkKG");
    let json = r#"{"grant_type":"client_credentials","client_id":"c","client_secret":"hush"}"#;
    let inspection = holds_none(json, PastedAs::TokenRequest);
    assert!(!inspection.to_json().contains("hush"));
}

#[test]
fn a_code_in_an_error_is_no_authorization_code() {
    let inspection = holds_none(
        r#"{"code":401,"message":"Unauthorized"}"#,
        PastedAs::ErrorResponse,
    );
    assert_eq!(inspection.members[0].meaning, Some("the server's own code"));
}
