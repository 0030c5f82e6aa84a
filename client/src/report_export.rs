//! A report on a token for others: as JSON and as Markdown, without the token and without any signature.

use std::fmt::Write as _;

use claimscope_core::json::{Object, Value, show};
use claimscope_core::registry;
use claimscope_core::report::{Check, Format, Report, Status};
use claimscope_core::secret::is_secret_member;
use claimscope_core::summary::Indicator;
use claimscope_core::time::Timestamp;
use claimscope_core::{Inspection, base64url};
use claimscope_oauth::diagnose::Diagnosis;
use claimscope_oauth::mask::MASK;

/// How much of one value stands in a table, in characters; JSON has all of it.
const VALUE_CHARACTERS: usize = 300;

/// The inspection as JSON, indented. A token that stands in a claim loses its signature, and a credential its value.
pub fn report_json(inspection: &Inspection) -> String {
    let mut inspection = inspection.clone();
    let report = &mut inspection.report;
    report.header = report.header.take().map(|header| unsigned(&header));
    report.claims = report.claims.take().map(|claims| unsigned(&claims));
    for check in &mut report.checks {
        check.message = without_signatures(&check.message);
        for text in [&mut check.expected, &mut check.actual]
            .into_iter()
            .flatten()
        {
            *text = without_signatures(text);
        }
    }
    inspection.to_json()
}

/// The inspection as Markdown: the verdict, the three indicators, the checks, header and claims. `at` is the moment that it
/// speaks of.
pub fn report_markdown(inspection: &Inspection, at: Timestamp) -> String {
    let report = &inspection.report;
    let summary = &report.summary;
    let mut text = format!(
        "# Report on a token\n\n**{}**: {}.\n\nAs of {at}. The token and its signature are not part of this report.\n",
        cell(&capitalised(summary.word)),
        cell(&summary.headline),
    );
    if report.format == Format::Other {
        members(inspection, &mut text);
        return text;
    }
    text.push_str("\n| | | |\n| --- | --- | --- |\n");
    for (name, indicator) in [
        ("Format", &summary.format),
        ("Signature", &summary.signature),
        ("Claims", &summary.claims),
    ] {
        indicator_row(name, indicator, &mut text);
    }
    if !report.waived.is_empty() {
        let _ = writeln!(text, "\nWaived: {}.", report.waived.join(", "));
    }
    checks(report, &mut text);
    part(
        "Header",
        report.header.as_ref(),
        registry::header,
        &mut text,
    );
    part("Claims", report.claims.as_ref(), registry::claim, &mut text);
    text
}

/// Why an API said no as Markdown, to stand after a report: the reasons, the likeliest first, each with evidence and what to do.
pub fn diagnosis_markdown(diagnosis: &Diagnosis) -> String {
    let mut text = format!("\n## Why\n\n**{}**\n", cell(&diagnosis.headline));
    for (index, reason) in diagnosis.reasons.iter().enumerate() {
        let (rank, title) = (index + 1, cell(reason.title));
        let _ = writeln!(
            text,
            "\n{rank}. {title} ({}, {})",
            reason.certainty.word(),
            cell(reason.code)
        );
        for evidence in &reason.evidence {
            let _ = writeln!(text, "   - evidence: {}", cell(evidence));
        }
        let _ = writeln!(text, "   - what to do: {}", cell(&reason.fix));
        if !reason.spec.is_empty() {
            let _ = writeln!(text, "   - rule: {}", reason.spec);
        }
    }
    for note in &diagnosis.notes {
        let _ = writeln!(text, "\nNote: {}", cell(note));
    }
    text
}

// Writing to a String cannot fail: its results are dropped here and below.
fn indicator_row(name: &str, indicator: &Indicator, text: &mut String) {
    let (word, detail) = (cell(indicator.word), cell(&indicator.detail));
    let _ = writeln!(text, "| {name} | {word} | {detail} |");
}

fn members(inspection: &Inspection, text: &mut String) {
    if inspection.members.is_empty() {
        return;
    }
    text.push_str("\n| name | value | meaning |\n| --- | --- | --- |\n");
    for member in &inspection.members {
        let meaning = member.meaning.unwrap_or_default();
        let (name, value) = (cell(&member.name), cell(&member.value));
        let _ = writeln!(text, "| {name} | {value} | {meaning} |");
    }
}

fn checks(report: &Report, text: &mut String) {
    text.push_str("\n## Checks\n\n| check | result | expected | found | rule | what it says |\n| --- | --- | --- | --- | --- | --- |\n");
    for status in [Status::Fail, Status::Warn, Status::Pass, Status::Skip] {
        for check in report.checks.iter().filter(|one| one.status == status) {
            check_row(check, text);
        }
    }
    let advised = |check: &&Check| matches!(check.status, Status::Fail | Status::Warn);
    let advice = report.checks.iter().filter(advised);
    let mut advice = advice
        .filter_map(|one| Some((one.id, one.hint.as_ref()?)))
        .peekable();
    if advice.peek().is_some() {
        text.push_str("\n### What to do\n\n");
    }
    for (id, hint) in advice {
        let _ = writeln!(text, "- {}: {}", cell(id.as_str()), cell(hint));
    }
}

fn check_row(check: &Check, text: &mut String) {
    let result = match check.status {
        Status::Pass => "passed",
        Status::Fail => "**failed**",
        Status::Warn => "worth knowing",
        Status::Skip => "not run",
    };
    let clean = |text: &str| short_cell(&without_signatures(text));
    let optional = |value: &Option<String>| value.as_deref().map(clean).unwrap_or_default();
    let _ = writeln!(
        text,
        "| {} | {result} | {} | {} | {} | {} |",
        cell(check.id.as_str()),
        optional(&check.expected),
        optional(&check.actual),
        check.spec,
        cell(&without_signatures(&check.message))
    );
}

fn part(
    title: &str,
    object: Option<&Object>,
    known: fn(&str) -> Option<&'static registry::RegistryEntry>,
    text: &mut String,
) {
    let _ = writeln!(text, "\n## {title}\n");
    let Some(object) = object else {
        text.push_str("Could not be read.\n");
        return;
    };
    text.push_str("| name | value | meaning |\n| --- | --- | --- |\n");
    for (name, value) in unsigned(object).iter() {
        let entry = known(name);
        let mut shown = match value {
            Value::String(text) => short_cell(text),
            other => short_cell(&other.to_string()),
        };
        if entry.is_some_and(registry::RegistryEntry::is_date)
            && let Some(at) = value.as_numeric_date()
        {
            shown = format!("{shown} ({at})");
        }
        let meaning = entry.map_or("", |entry| entry.meaning);
        let _ = writeln!(
            text,
            "| {} | {shown} | {} |",
            short_cell(name),
            cell(meaning)
        );
    }
}

/// The object with every token in it shorn of its signature, and every credential by name of its value: distributed claims
/// carry access tokens ([OpenID Connect Core §5.6.2]).
///
/// [OpenID Connect Core §5.6.2]: https://openid.net/specs/openid-connect-core-1_0.html#AggregatedDistributedClaims
pub fn unsigned(object: &Object) -> Object {
    // RFC 7515 §7.2: a token may stand as an object.
    let is_jws = object.get("payload").is_some() || object.get("protected").is_some();
    object
        .iter()
        .fold(Object::new(), |unsigned, (name, value)| {
            let is_secret = matches!(value, Value::String(_)) && is_secret_member(object, name);
            let is_signature = name == "signature" && is_jws;
            unsigned.with(
                name,
                match is_signature || (is_secret && !is_token(value)) {
                    true => Value::from(MASK),
                    false => unsigned_value(value),
                },
            )
        })
}

/// Of a token there is more to tell than that it was one.
fn is_token(value: &Value) -> bool {
    let text = value.as_str().unwrap_or_default();
    without_signatures(text) != text
}

fn unsigned_value(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(without_signatures(text)),
        Value::Array(elements) => Value::Array(elements.iter().map(unsigned_value).collect()),
        Value::Object(object) => Value::Object(unsigned(object)),
        other => other.clone(),
    }
}

/// The text in which each compact JWS, or an SD-JWT behind one, ends after its payload, wherever in it the token stands.
fn without_signatures(text: &str) -> String {
    let is_of_token = |letter: char| letter.is_ascii_alphanumeric() || "-_.~".contains(letter);
    let mut unsigned = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(is_of_token) {
        let (before, run) = rest.split_at(start);
        let end = run.find(|letter| !is_of_token(letter));
        let (run, after) = run.split_at(end.unwrap_or(run.len()));
        unsigned.push_str(before);
        unsigned.push_str(&without_signature(run));
        rest = after;
    }
    unsigned.push_str(rest);
    unsigned
}

/// What may be a token and nothing else; words may stand before it, as in a host's name.
fn without_signature(run: &str) -> String {
    let parts: Vec<&str> = run.split('.').collect();
    let is_header = |part: &&str| {
        let text = base64url::decode(part).ok();
        text.is_some_and(|bytes| bytes.trim_ascii_start().starts_with(b"{"))
    };
    match parts.iter().position(is_header) {
        Some(at) if parts.len() > at + 2 && parts[at + 2..].iter().any(|part| !part.is_empty()) => {
            format!("{}.{MASK}", parts[..at + 2].join("."))
        }
        _ => run.to_owned(),
    }
}

fn short_cell(text: &str) -> String {
    match text.char_indices().nth(VALUE_CHARACTERS) {
        Some((at, _)) => format!("{}… ({} bytes)", cell(&text[..at]), text.len()),
        None => cell(text),
    }
}

/// Text for one cell or line: nothing in it is Markdown or HTML, ends the line, or is hidden.
fn cell(text: &str) -> String {
    let mut cell = String::with_capacity(text.len());
    for letter in show::text(text).chars() {
        if matches!(
            letter,
            '|' | '<' | '>' | '*' | '[' | ']' | '\\' | '_' | '`' | '#' | '~'
        ) {
            cell.push('\\');
        }
        cell.push(letter);
    }
    cell
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use claimscope_core::inspect;

    use super::*;

    const NOW: Timestamp = Timestamp::from_unix_seconds(1_800_000_000);

    fn signature() -> String {
        base64url::encode([7; 32])
    }

    fn token(claims: &Object) -> String {
        let header = base64url::encode(r#"{"alg":"HS256","kid":"a|b"}"#);
        let claims = base64url::encode(Value::Object(claims.clone()).to_string());
        format!("{header}.{claims}.{}", signature())
    }

    fn inspection() -> (String, Inspection) {
        let inner = token(&Object::new().with("sub", "bob"));
        let claims = Object::new()
            .with("iss", "https://login.example.com")
            .with("exp", NOW.unix_seconds() - 60)
            .with("name", "x\u{202e}<b>|")
            .with("assertion", inner.as_str())
            .with("blob", "y".repeat(5_000));
        let text = token(&claims);
        let inspection = inspect(&text, NOW);
        (text, inspection)
    }

    #[test]
    fn neither_form_has_the_token_or_a_signature() {
        let (text, inspection) = inspection();
        for report in [report_json(&inspection), report_markdown(&inspection, NOW)] {
            assert!(!report.contains(&text));
            assert!(!report.contains(&signature()), "{report}");
            assert!(report.contains(".•••"), "{report}");
        }
    }

    #[test]
    fn no_signature_stays_wherever_a_token_stands() {
        let inner = token(&Object::new().with("sub", "bob"));
        let parts: Vec<&str> = inner.split('.').collect();
        let jws = Object::new()
            .with("protected", parts[0])
            .with("payload", parts[1])
            .with("signature", parts[2]);
        let source = Object::new()
            .with("endpoint", "https://claims.example")
            .with("access_token", "opaque-credential");
        let claims = Object::new()
            .with("iss", format!("https://h/{inner}"))
            .with("header", format!("Bearer {inner}"))
            .with("link", format!("https://h/?t={inner}&u=1"))
            .with("text", format!(r#"{{"id_token":"{inner}"}}"#))
            .with("jws", Value::Object(jws))
            .with(
                "_claim_sources",
                Value::Object(Object::new().with("src1", Value::Object(source))),
            )
            .with("site", "www.example.com");
        let inspection = inspect(&token(&claims), NOW);
        for report in [report_json(&inspection), report_markdown(&inspection, NOW)] {
            assert!(!report.contains(&signature()), "{report}");
            assert!(!report.contains("opaque-credential"), "{report}");
            assert!(report.contains("www.example.com"), "{report}");
            assert!(report.contains("u=1"), "{report}");
        }
    }

    #[test]
    fn markdown_has_verdict_indicators_checks_and_claims_each_in_its_cell() {
        let (_, inspection) = inspection();
        let text = report_markdown(&inspection, NOW);
        for line in [
            "**Rejected**: expired 1 m ago.",
            "| Claims | not as expected | expired 1 m ago |",
            "| claim.exp | **failed** |",
            "| kid | a\\|b | name of the key, an opaque text |",
            "x\\\\u{202e}\\<b\\>\\|",
            "(5000 bytes)",
        ] {
            assert!(text.contains(line), "{line}: {text}");
        }
        let rows = text.lines().filter(|line| line.starts_with("| claim.exp"));
        for row in rows {
            assert_eq!(row.matches('|').count(), 7, "{row}");
        }
    }

    #[test]
    fn the_reasons_of_a_refusal_are_reported_with_evidence_and_advice() {
        let answer = "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer error=\"invalid_token\", error_description=\"The audience 'api2|*' is invalid\"\r\n\r\n";
        let diagnosis = claimscope_oauth::Look::at(answer, NOW).diagnosis.unwrap();
        let text = diagnosis_markdown(&diagnosis);
        for line in [
            "## Why",
            "1. ",
            "(certain, token.audience)",
            "   - evidence: ",
            "   - what to do: ",
        ] {
            assert!(text.contains(line), "{line}: {text}");
        }
        assert!(!text.contains("api2|*"), "{text}");
    }

    #[test]
    fn a_document_is_reported_on_too() {
        let inspection = inspect(
            r#"{"error":"invalid_client","error_description":"no"}"#,
            NOW,
        );
        let text = report_markdown(&inspection, NOW);
        assert!(text.contains("**No token**"), "{text}");
        assert!(text.contains("invalid\\_client"), "{text}");
    }
}
