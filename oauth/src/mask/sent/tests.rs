//! Whatever decodes back to a credential is masked, and nothing else is torn.

use super::*;
use crate::{ClientAuthentication, HttpRequest};
use claimscope_core::base64url;

fn of(secret: &str) -> SentCredentials {
    let mut sent = SentCredentials::default();
    sent.add(secret.as_bytes());
    sent
}

fn base64(text: &str) -> String {
    base64url::encode(text.as_bytes())
        .replace('-', "+")
        .replace('_', "/")
}

fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02x}")).collect()
}

fn form(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// Every form that decodes back to a text.
fn forms(text: &str) -> Vec<String> {
    let json: String = text
        .encode_utf16()
        .map(|unit| format!("\\u{unit:04x}"))
        .collect();
    let entities: String = text
        .chars()
        .map(|character| format!("&#{};", u32::from(character)))
        .collect();
    let hexadecimal: String = text.bytes().map(|byte| format!("{byte:02X}")).collect();
    vec![
        text.to_owned(),
        base64(text),
        base64url::encode(text.as_bytes()),
        base64(&format!("client:{text}")),
        base64(&format!("a:{text}")),
        base64(&format!("ab:{text}")),
        base64(&format!("client:{}", form(text))),
        base64(&base64(text)),
        form(text),
        percent(text),
        percent(text).to_uppercase(),
        percent(&percent(text)),
        percent(&base64(text)),
        json,
        entities,
        hexadecimal,
        text.replace('&', "&amp;").replace('<', "&lt;"),
    ]
}

#[test]
fn every_form_that_decodes_back_is_masked() {
    for secret in [
        "hunter22",
        "s3cr3t-with-a-length-of-some-thirty",
        "p%+ ü/?&<:\"x",
        "pässwörd😀-and-more",
        "8Q~.abcDEF-_~123",
    ] {
        for form in forms(secret) {
            let masked = of(secret).mask(&format!("got '{form}' from you"));
            for left in forms(secret) {
                assert!(!masked.contains(&left), "{secret}: {form} → {masked}");
            }
            assert!(masked.starts_with("got '"), "{masked}");
            assert!(masked.ends_with("' from you"), "{masked}");
        }
    }
}

#[test]
fn parts_of_a_long_credential_are_masked() {
    let secret = "s3cr3t-with-a-length-of-some-thirty";
    for part in [&secret[..20], &secret[5..13], &secret[20..]] {
        let masked = of(secret).mask(&format!("starts with {part}…"));
        assert_eq!(masked, "starts with •••…");
    }
    let encoded = base64(&format!("client:{secret}"));
    for cut in 9..20 {
        let masked = of(secret).mask(&encoded[cut..cut + 20]);
        assert!(!masked.contains(&encoded[cut + 4..cut + 16]), "{masked}");
    }
}

#[test]
fn a_short_word_tears_no_name() {
    let sent = of("example");
    for text in [
        "see https://login.example.com/example/x",
        "example-api is unknown",
        "user@example.org",
    ] {
        assert_eq!(sent.mask(text), text);
    }
    assert_eq!(sent.mask("wrong: example."), "wrong: •••.");
    assert_eq!(sent.mask("{\"a\":\"example\"}"), "{\"a\":\"•••\"}");
    assert_eq!(sent.mask(&base64("client:example")).matches('•').count(), 3);
    assert_eq!(of("a").mask("a cab, a=a"), "••• cab, •••=•••");
}

#[test]
fn what_error_texts_call_a_secret_is_masked_as_a_value_alone() {
    let sent = of("secret");
    assert_eq!(
        sent.mask("Invalid client secret."),
        "Invalid client secret."
    );
    assert_eq!(sent.mask("client_secret=secret&x"), "client_secret=•••&x");
    assert_eq!(sent.mask("you sent 'secret'"), "you sent '•••'");
    assert!(
        !sent
            .mask("Basic Y2xpZW50OnNlY3JldA==")
            .contains("OnNlY3Jld")
    );
}

#[test]
fn a_requests_credentials_are_found_by_name() {
    let authorization = ClientAuthentication::basic("client", "p%+ ü/?-longer").authorization();
    let body = "password=hunter22pass&username=joe";
    let sent = SentCredentials::of(
        &HttpRequest::new("POST", "https://h/x?api_key=key-in-url&page=1")
            .header("Authorization", authorization.unwrap())
            .header("X-Api-Key", "key-0123456789")
            .header("Cookie", "theme=dark; session=0123456789abcdef")
            .header("Accept", "application/json")
            .body(body),
    );
    for echoed in [
        "p%+ ü/?-longer",
        "key-0123456789",
        "0123456789abcdef",
        "hunter22pass",
        "key-in-url",
        "Y2xpZW50OnAlMjUlMkIr",
    ] {
        let masked = sent.mask(&format!("echo {echoed} "));
        assert!(
            masked.contains(MASK) && !masked.contains(echoed),
            "{masked}"
        );
    }
    let harmless = "joe reads page 1 in the dark as application/json";
    assert_eq!(sent.mask(harmless), harmless);
    let json = HttpRequest::new("POST", "https://h")
        .body(r#"{"a":[{"client_secret":"abc-123-def-456"}]}"#);
    assert_eq!(SentCredentials::of(&json).mask("abc-123-def-456"), MASK);
    let json = HttpRequest::new("POST", "https://h")
        .body(r#"{"password":12345678,"secrets":[{"a":"x-1-y-2"}]}"#);
    let sent = SentCredentials::of(&json);
    assert_eq!(sent.mask("12345678 x-1-y-2"), format!("{MASK} {MASK}"));
}

#[test]
fn debug_prints_no_credential() {
    assert_eq!(format!("{:?}", of("hunter2")), "SentCredentials(…)");
}
