//! What is too long, and what the headers of many signatures come to.

use super::*;
use crate::jws::MAX_SHOWN_TOKEN_BYTES;

fn read(text: &str) -> Result<Option<Written>, WrittenError> {
    Written::read(text, &Expectations::default(), Timestamp::default())
}

#[test]
fn a_longer_text_than_any_token_is_not_taken_apart() {
    let of = |note: &str| {
        format!(
            r#"{{"payload":"e30","protected":"e30","signature":"AA","header":{{"a":"{note}"}}}}"#
        )
    };
    assert!(matches!(read(&of("short")), Ok(Some(_))));
    assert!(matches!(
        read(&of(&"x".repeat(MAX_SHOWN_TOKEN_BYTES))),
        Ok(None)
    ));
    let sd_jwt = format!("eyJ.e30.AA~{}", "x".repeat(MAX_SHOWN_TOKEN_BYTES));
    assert!(matches!(read(&sd_jwt), Err(WrittenError::SdJwt(_))));
}

#[test]
fn the_headers_that_count_are_those_of_the_signatures_that_are_looked_at() {
    let of = |before: usize| {
        let good = r#"{"protected":"e30","signature":"AA"}"#;
        let bad = r#"{"protected":"e30","signature":"AA","header":{"crit":["a"]}}"#;
        let all = [vec![good; before].as_slice(), &[bad]].concat().join(",");
        read(&format!(r#"{{"payload":"e30","signatures":[{all}]}}"#))
    };
    assert!(matches!(of(15), Err(WrittenError::JwsJson(_))));
    assert!(matches!(of(16), Ok(Some(_))));
}
