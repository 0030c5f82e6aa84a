//! Any text at all gets a report, and the report fits the text.
#![no_main]

use claimscope_core::inspect;
use claimscope_core::time::Timestamp;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let inspection = inspect(&text, Timestamp::from_unix_seconds(1_800_000_000));
    let token = &inspection.token;
    if let Some(start) = inspection.token_start {
        assert!(
            text[start..].starts_with(token.as_str()),
            "the token stands elsewhere"
        );
    }
    for part in &inspection.report.parts {
        assert!(
            token.get(part.start..part.end).is_some(),
            "a part outside the token"
        );
    }
    // What people and programs get to see can be written.
    assert!(!inspection.report.to_json().is_empty());
});
