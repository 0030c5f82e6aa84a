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

fn base32(bytes: &[u8]) -> String {
    let mut bits: String = bytes.iter().map(|byte| format!("{byte:08b}")).collect();
    bits.push_str(&"0".repeat((5 - bits.len() % 5) % 5));
    let digit = |at: usize| usize::from_str_radix(&bits[at..at + 5], 2).unwrap();
    let digits = (0..bits.len()).step_by(5).map(digit);
    let digits = digits.map(|digit| char::from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[digit]));
    digits.collect()
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
    let each = |separator: &str, write: fn(u8) -> String| {
        let bytes: Vec<_> = text.bytes().map(write).collect();
        bytes.join(separator)
    };
    let utf16 = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<_>>();
    let (little, big) = (utf16(u16::to_le_bytes), utf16(u16::to_be_bytes));
    let hex = |bytes: &[u8]| {
        bytes
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    };
    vec![
        format!("[{}]", each(",", |byte| byte.to_string())),
        format!("[\n      {}]", each(",\n      ", |byte| byte.to_string())),
        format!("[{}]", each(", ", |byte| (byte as i8).to_string())),
        each(" ", |byte| format!("{byte:02x}")),
        each(":", |byte| format!("{byte:02X}")),
        each("-", |byte| format!("{byte:02X}")),
        each(", ", |byte| format!("0x{byte:x}")),
        each(" ", |byte| format!("{byte:03o}")),
        each("", |byte| format!("\\{byte:03o}")),
        each("", |byte| format!("\\x{byte:02x}")),
        each("", |byte| format!("={byte:02X}")),
        each("=\r\n", |byte| format!("={byte:02X}")),
        base32(text.as_bytes()),
        base32(text.as_bytes()).to_lowercase(),
        base32(format!("client:{text}").as_bytes()),
        base64url::encode(&little),
        base64url::encode(&big),
        base64url::encode([b"\xff\xfe", &little[..]].concat()),
        hex(&little),
        hex(&big),
        percent(&base32(text.as_bytes())),
        base64(&each(",", |byte| byte.to_string())),
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
fn a_text_that_was_cut_off_shows_no_beginning_of_a_credential() {
    for secret in ["hunter22", "s3cr3t-with-a-length-of-some-thirty"] {
        for length in 4..secret.len() {
            let text = format!("you sent {}…", &secret[..length]);
            assert_eq!(of(secret).mask(&text), "you sent •••…");
        }
    }
    assert_eq!(of("hunter22").mask("you sent the…"), "you sent the…");
}

#[test]
fn a_url_that_is_a_secret_tears_no_other_url() {
    let secret = "https://hooks.example.com/services/T0001/B000/0a1b2c3d4e5f6g7h";
    for text in [
        "GET https://api.example.com/services",
        "see https://hooks.example.com/docs",
        "https://hooks.example.com/services/T0001",
    ] {
        assert_eq!(of(secret).mask(text), text);
    }
    let masked = of(secret).mask(&format!("posted to {secret}, with 0a1b2c3d"));
    assert_eq!(masked, "posted to •••, with •••");
    for form in forms(secret) {
        let masked = of(secret).mask(&format!("got '{form}' from you"));
        assert!(!masked.contains("0a1b2c3d"), "{form} → {masked}");
    }
    let short = of("https://h.example/hook");
    assert_eq!(
        short.mask("https://h.example/hooks"),
        "https://h.example/hooks"
    );
    assert_eq!(short.mask("to https://h.example/hook/."), "to •••/.");
    let user = of("https://me:hunter2hunter2@h.example/a");
    assert_eq!(
        user.mask("https://h.example/a?p=hunter2hunter2"),
        "https://h.example/a?p=•••"
    );
}

#[test]
fn what_of_a_url_may_be_a_secret_is_masked_alone_too() {
    for (secret, alone) in [
        (
            "https://me:correcthorsebattery@h.example/a",
            "correcthorsebattery",
        ),
        ("https://me:hunter@h.example/a", "hunter"),
        ("https://me:p%40ss:w%C3%B6rd@h.example", "p@ss:wörd"),
        ("https://averylongname:pass@h.example", "averylongname"),
        ("https://ghtoken@h.example/a", "ghtoken"),
        (
            "https://h.example/hooks/correcthorsebattery",
            "correcthorsebattery",
        ),
        (
            "https://h.example/hooks/correct-horse-battery/x",
            "correct-horse-battery",
        ),
        ("https://h.example/hooks/0a1b2c3d", "0a1b2c3d"),
        ("https://h.example/hook?p=hunter", "hunter"),
        ("https://h.example/hook?password=ab&x", "ab"),
        ("https://h.example/hook?x=1&sig=two%20words", "two words"),
        ("https://h.example/hook#key=hunter", "hunter"),
        (
            "https://h.example?correcthorsebattery",
            "correcthorsebattery",
        ),
        (
            "https://h.example/?next=https%3A%2F%2Fi.example%2Fcorrecthorsebattery",
            "correcthorsebattery",
        ),
    ] {
        let masked = of(secret).mask(&format!("no hook '{alone}' is known"));
        assert_eq!(masked, "no hook '•••' is known", "{secret}");
        let masked = of(secret).mask(&format!("no {} is known", percent(alone)));
        assert_eq!(masked, "no ••• is known", "{secret}");
    }
    // What stands in any text is left there.
    let sent =
        of("https://me:correcthorsebattery@h.example/hooks?v=1&next=https://i.example/hooks");
    for text in [
        "tell me: 1 of https://h.example/hooks",
        "https://login.example/hooks?next=https://j.example",
    ] {
        assert_eq!(sent.mask(text), text);
    }
    // However deep URLs stand in each other.
    let _ = of(&"https://h?a=".repeat(20_000));
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

#[test]
fn text_that_is_none_of_the_forms_stays() {
    let sent = of("s3cr3t-with-a-length-of-some-thirty");
    for text in [
        "error=invalid_client&error_description=AB12+not+known",
        "values [1, 2, 3, 4, 5, 6, 7, 8, 9], 10:11:12 and 2024-10-11 12:13:14",
        "UNSUPPORTED GRANT TYPE unsupportedgranttype23 internationalisation",
        "C:\\Users\\101\\temp\\file 01-02-03-04-05",
        "\0\0\0\0zeros\0\0",
    ] {
        assert_eq!(sent.mask(text), text);
    }
}

#[test]
fn a_form_inside_other_text_is_masked_alone() {
    let secret = "s3cr3t-with-a-length-of-some-thirty";
    let list: Vec<_> = secret.bytes().map(|byte| byte.to_string()).collect();
    let text = format!("{{\"sizes\":[1,2,3],\"got\":[{}],\"n\":4}}", list.join(","));
    let masked = of(secret).mask(&text);
    assert_eq!(masked, "{\"sizes\":[1,2,3],\"got\":[•••],\"n\":4}");
    let text = format!("NAMES and {} at last", base32(secret.as_bytes()));
    assert_eq!(of(secret).mask(&text), "NAMES and ••• at last");
}

#[test]
fn the_effort_is_bounded_and_what_exceeds_it_is_not_shown() {
    let secret = "s3cr3t-with-a-length-of-some-thirty";
    let sent = of(secret);
    let ordinary =
        "{\"name\":\"Configuration \\u00e4\",\"id\":4711,\"t\":\"QUJDREVGR0hJSktMTU5PUA==\"}\n";
    let ordinary = ordinary.repeat(40_000 / ordinary.len());
    assert_eq!(sent.mask(&ordinary), ordinary);
    let mut nested = format!("{ordinary}{secret}");
    for _ in 0..2 {
        nested = base64(&nested);
    }
    let masked = sent.mask(&nested);
    assert!(masked.len() < nested.len(), "the secret is in there");
    // Every encoding inside every other.
    let hostile = "=5C%5C150&#x5c;x41 0x41,065,41 GEZDGNBVGY3TQOJQ 3132333435363738 ".repeat(2_000);
    let mut effort = hostile.len() * EFFORT;
    let whole = effort;
    sent.hits(hostile.as_bytes(), DEPTH, &mut effort);
    assert!(effort < whole);
    let mut none = 10;
    assert_eq!(sent.hits(b"a longer text", DEPTH, &mut none), [(0, 13)]);
}
