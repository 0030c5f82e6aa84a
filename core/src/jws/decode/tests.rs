//! Which faults a text has, and what it is.

use super::*;

fn ids(token: &str) -> Vec<CheckId> {
    decode(token, Content::Claims, false)
        .faults
        .into_iter()
        .map(|fault| fault.id)
        .collect()
}

fn token(header: &str, claims: &str) -> String {
    format!(
        "{}.{}.{}",
        base64url::encode(header),
        base64url::encode(claims),
        base64url::encode([1, 2, 3])
    )
}

#[test]
fn takes_a_good_token_apart() {
    let token = token(r#"{"alg":"HS256"}"#, r#"{"sub":"a"}"#);
    let decoded = decode(&token, Content::Claims, false);
    assert_eq!(decoded.faults, []);
    assert_eq!(decoded.format, Format::Jws);
    assert_eq!(
        decoded
            .parts()
            .map(|part| &token[part.start..part.end])
            .collect::<Vec<_>>()
            .join("."),
        token
    );
    assert_eq!(decoded.signature, [1, 2, 3]);
}

#[test]
fn names_the_check_that_each_fault_belongs_to() {
    let good = token("{}", "{}");
    for (text, expected) in [
        (format!("{good}\n"), CheckId::FormatCharset),
        (format!("{good}="), CheckId::FormatBase64url),
        (format!("{good}A"), CheckId::FormatBase64url),
        (
            token("{}", r#"{"a":1,"a":1}"#),
            CheckId::FormatDuplicateMember,
        ),
        (token("{}", "\u{feff}{}"), CheckId::FormatEncoding),
        (token("{}", r#"{"a":"\ud800"}"#), CheckId::FormatEncoding),
        (token("{}", "[]"), CheckId::FormatJson),
        (token("{", "{}"), CheckId::FormatJson),
        (
            token("{}", &format!(r#"{{"a":{}}}"#, "[".repeat(20_000))),
            CheckId::FormatDepth,
        ),
        ("A".repeat(MAX_TOKEN_BYTES + 1), CheckId::FormatSize),
        (String::new(), CheckId::FormatParts),
        ("a.b".to_owned(), CheckId::FormatParts),
        ("a.b.c.d".to_owned(), CheckId::FormatParts),
    ] {
        assert_eq!(ids(&text), [expected], "{:.60}", text);
    }
}

#[test]
fn tells_encrypted_opaque_and_broken_apart() {
    let header = base64url::encode(r#"{"alg":"dir","enc":"A128GCM"}"#);
    let format = |text: &str| decode(text, Content::Claims, false).format;
    assert_eq!(format(&format!("{header}..AAAA.AAAA.AAAA")), Format::Jwe);
    assert_eq!(format("6f1ed002ab5595859014ebf0951522d9"), Format::Opaque);
    assert_eq!(
        format(&token(r#"{"alg":"none"}"#, "{}").replace('.', "")),
        Format::Malformed
    );
    assert_eq!(format(&".".repeat(1_000)), Format::Opaque);
}

#[test]
fn padding_passes_only_where_it_is_allowed() {
    let padded = token("{}", "{}").replacen("e30.", "e30=.", 1);
    assert_eq!(ids(&padded), [CheckId::FormatBase64url]);
    assert_eq!(decode(&padded, Content::Claims, true).faults, []);
    assert_eq!(
        decode(&padded.replacen("e30=", "e30==", 1), Content::Claims, true)
            .faults
            .len(),
        1
    );
}

#[test]
fn a_part_that_cannot_be_decoded_is_not_also_called_bad_json() {
    let broken = token(r#"{"alg":"HS256"}"#, "{}").replacen("e30", "e3*", 1);
    assert_eq!(ids(&broken), [CheckId::FormatCharset]);
}

#[test]
fn a_scheme_before_a_token_is_the_one_fault() {
    let pasted = format!("Bearer {}", token(r#"{"alg":"HS256"}"#, r#"{"sub":"a"}"#));
    let decoded = decode(&pasted, Content::Claims, false);
    assert_eq!(ids(&pasted), [CheckId::FormatCharset]);
    let hint = decoded.faults[0].words.hint.unwrap();
    assert!(hint.contains("without the scheme Bearer"), "{hint}");
    // What else is wrong with another part is still told.
    assert_eq!(
        ids(&format!("{}\n", token("{", "{}"))),
        [CheckId::FormatCharset, CheckId::FormatJson]
    );
}

#[test]
fn the_header_of_an_encrypted_token_is_read_as_strictly() {
    let header = base64url::encode(r#"{"alg":"dir","enc":"A128GCM","alg":"none"}"#);
    assert_eq!(
        ids(&format!("{header}..AAAA.AAAA.AAAA")),
        [CheckId::FormatDuplicateMember]
    );
}

#[test]
fn opaque_tokens_may_have_the_characters_of_a_bearer_token() {
    for opaque in [
        "00D5g000004CXYZ!ARQAQK8l",
        "ya29.a0AfH6SM+/~x==",
        "1|laravel",
    ] {
        assert_eq!(
            decode(opaque, Content::Claims, false).format,
            Format::Opaque
        );
        assert_eq!(ids(opaque), [CheckId::FormatParts], "{opaque}");
    }
    for text in ["hello world", "{\"a\":1}", "https://host/path"] {
        assert_eq!(decode(text, Content::Claims, false).format, Format::Other);
    }
}
