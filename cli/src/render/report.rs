//! A report for a person: summary, checks, header and claims.

use claimscope_core::json::{Object, Value};
use claimscope_core::registry::{self, RegistryEntry};
use claimscope_core::report::{Check, KeyReport, KeySource, Report, Status};
use claimscope_core::summary::{Indicator, IndicatorState, Summary};
use claimscope_core::time::Timestamp;

use super::{hanging, has_room, left_out, padded, status, status_text, symbol, value_text, widest};
use crate::clock::{full_text, utc_text};
use crate::harmless::harmless;
use crate::style::{bold, faint, green, red, yellow};

/// The whole report. `facts` are further lines under the summary.
pub(crate) fn report(report: &Report, facts: &[(&str, String)], now: Timestamp) -> String {
    let facts: String = facts
        .iter()
        .map(|(label, fact)| {
            let label = format!("  {}    ", padded(label, 9));
            hanging(&label, &harmless(fact))
        })
        .collect();
    report_with(report, &facts, now)
}

/// The whole report with lines of one's own under the summary.
pub(crate) fn report_with(report: &Report, lines: &str, now: Timestamp) -> String {
    let mut text = verdict(&report.summary);
    text.push('\n');
    text.push_str(&indicators(&report.summary));
    text.push_str(&profile(report, now));
    text.push_str(lines);
    text.push_str(&format!("\n{}\n", bold("Checks")));
    text.push_str(&checks(report));
    for (title, object, known) in [
        ("Header", &report.header, registry::header as Lookup),
        ("Claims", &report.claims, registry::claim),
    ] {
        if let Some(object) = object.as_ref().filter(|object| !object.is_empty()) {
            text.push_str(&format!(
                "\n{}\n{}",
                bold(title),
                members(object, known, now)
            ));
        }
    }
    text
}

type Lookup = fn(&str) -> Option<&'static RegistryEntry>;

/// The verdict in one line, with the reason.
fn verdict(summary: &Summary) -> String {
    let word = match summary.state {
        IndicatorState::Pass => green(format!("✓ {}", summary.word)),
        IndicatorState::Fail => red(format!("✗ {}", summary.word)),
        // Never green: nothing failed, and nothing was proved either.
        IndicatorState::Warn => yellow(format!("? {}", summary.word)),
        IndicatorState::None => faint(format!("· {}", summary.word)),
    };
    let headline = harmless(&summary.headline);
    match summary.check {
        Some(check) => hanging(&format!("{word}  "), &format!("{check}: {headline}")),
        None => hanging(&format!("{word}  "), &headline),
    }
}

/// Format, Signature, Claims: three lines, never merged.
fn indicators(summary: &Summary) -> String {
    let line = |name: &str, indicator: &Indicator| {
        let state = symbol(match indicator.state {
            IndicatorState::Pass => Status::Pass,
            IndicatorState::Warn => Status::Warn,
            IndicatorState::Fail => Status::Fail,
            IndicatorState::None => Status::Skip,
        });
        let (word, detail) = (indicator.word, harmless(&indicator.detail));
        let start = format!("  {}  {state} ", padded(name, 9));
        hanging(&start, &format!("{word}: {detail}"))
    };
    line("Format", &summary.format)
        + &line("Signature", &summary.signature)
        + &line("Claims", &summary.claims)
}

/// Which key, and where it is from, which is what its word is worth.
pub(crate) fn key_text(key: &KeyReport) -> String {
    let name = match (&key.kid, &key.thumbprint) {
        (Some(kid), _) => format!("key {}", harmless(kid)),
        (None, Some(thumbprint)) => format!("key with thumbprint {thumbprint}"),
        (None, None) => "key".to_owned(),
    };
    let from = match key.source {
        KeySource::IssuerJwks => "published by the issuer",
        KeySource::Jwks => "from the key set given",
        KeySource::Key => "from the file given",
        KeySource::Secret => "the secret given",
        KeySource::Embedded => "out of the token itself",
        _ => "from elsewhere",
    };
    match key.source {
        KeySource::Secret => from.to_owned(),
        _ => format!("{name} {from}"),
    }
}

fn profile(report: &Report, now: Timestamp) -> String {
    let mut text = String::new();
    if let Some(profile) = report.profile {
        let waived = match report.waived.as_slice() {
            [] => String::new(),
            waived => format!("; waived: {}", waived.join(", ")),
        };
        let label = format!("  {}    ", padded("Profile", 9));
        text.push_str(&hanging(&label, &format!("{profile}{waived}")));
    }
    text.push_str(&format!("  {}    {}\n", padded("As of", 9), utc_text(now)));
    text
}

/// The checks that failed, those that warn and those that passed, then those that were not run, by their reason.
fn checks(report: &Report) -> String {
    let width = widest(report.checks.iter().map(|check| check.id.as_str()));
    let (skipped, mut run): (Vec<_>, Vec<_>) = report
        .checks
        .iter()
        .partition(|check| check.status == Status::Skip);
    run.sort_by_key(|check| match check.status {
        Status::Fail => 0,
        Status::Warn => 1,
        _ => 2,
    });
    let mut text: String = run.iter().map(|check| check_lines(check, width)).collect();
    let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
    for check in skipped {
        match reasons
            .iter_mut()
            .find(|(reason, _)| *reason == check.message)
        {
            Some((_, ids)) => ids.push(check.id.as_str()),
            None => reasons.push((&check.message, vec![check.id.as_str()])),
        }
    }
    for (reason, ids) in reasons {
        let name = match ids.as_slice() {
            [id] => id,
            _ => "several",
        };
        let start = format!("  {}  {}  ", status_text(Status::Skip), padded(name, width));
        text.push_str(&faint_lines(&hanging(&start, &harmless(reason))));
        if ids.len() > 1 {
            let start = " ".repeat(12 + width);
            text.push_str(&faint_lines(&hanging(&start, &ids.join(" "))));
        }
    }
    text
}

/// Lines that may be passed over.
fn faint_lines(text: &str) -> String {
    text.lines()
        .map(|line| format!("{}\n", faint(line)))
        .collect()
}

/// One check; a failure or warning comes with everything that it takes to understand it.
fn check_lines(check: &Check, width: usize) -> String {
    let id = padded(check.id.as_str(), width);
    let message = harmless(&check.message);
    let mut lines = hanging(&format!("  {}  {id}  ", status(check.status)), &message);
    if check.status == Status::Pass {
        return lines;
    }
    let spec = Some(check.spec.to_owned()).filter(|spec| !spec.is_empty());
    let details = [
        ("expected", check.expected.clone()),
        ("actual", check.actual.clone()),
        ("spec", spec),
        ("hint", check.hint.clone()),
    ];
    for (label, text) in details {
        if let Some(text) = text {
            let label = padded(&faint(label), width);
            let start = format!("{}{label}  ", " ".repeat(10));
            lines.push_str(&hanging(&start, &harmless(&text)));
        }
    }
    lines
}

/// How many members of a header or of claims are shown.
const MAX_MEMBERS: usize = 500;

/// Name, meaning and value of every member. Values stand last, as they may be long.
fn members(object: &Object, known: Lookup, now: Timestamp) -> String {
    let rows: Vec<_> = object
        .iter()
        .take(MAX_MEMBERS)
        .map(|(name, value)| {
            let entry = known(name);
            let meaning = entry.map_or("", |entry| entry.meaning);
            (harmless(name), meaning, member_text(entry, value, now))
        })
        .collect();
    let names = widest(rows.iter().map(|(name, _, _)| name.as_str()));
    let meanings = widest(rows.iter().map(|(_, meaning, _)| *meaning));
    // On a narrow terminal the values count.
    let has_meanings = has_room(names + meanings + 6);
    let mut lines: String = rows
        .iter()
        .map(|(name, meaning, text)| {
            let mut start = format!("  {}  ", padded(name, names));
            if has_meanings {
                start.push_str(&format!("{}  ", padded(&faint(meaning), meanings)));
            }
            hanging(&start, text)
        })
        .collect();
    lines.push_str(&left_out(object.len(), MAX_MEMBERS));
    lines
}

fn member_text(entry: Option<&RegistryEntry>, value: &Value, now: Timestamp) -> String {
    let date = entry
        .filter(|entry| entry.is_date())
        .and_then(|_| value.as_numeric_date());
    match date {
        Some(date) => {
            let time = full_text(date, now);
            format!("{}  {time}", value_text(value))
        }
        None => match entry.and_then(|entry| entry.type_problem(value)) {
            // As JSON, so that the string "true" is not taken for the boolean.
            Some(problem) => {
                let text = harmless(&value.to_string());
                format!("{text}  {}", yellow(format!("({problem})")))
            }
            None => value_text(value),
        },
    }
}
