//! What a probe found: a table of its cases, what is wrong, and the summary.

use claimscope_oauth::probe::{ProbeReport, ProbeResult, ProbeVerdict};

use super::{fits, hanging, labelled, padded, widest};
use crate::harmless::harmless;
use crate::style::{bold, faint, green, red, yellow};

const LABELS: usize = 10;

/// How wide the longest result is: `· not judged`.
const OUTCOME: usize = 12;

/// The whole report.
pub(crate) fn report(report: &ProbeReport) -> String {
    let place = format!("{} {}", report.method, report.url);
    let mut text = format!("{}\n\n{}", bold(harmless(&place)), table(report));
    for result in &report.results {
        if matches!(result.verdict, ProbeVerdict::Gap | ProbeVerdict::Deviation) {
            text.push_str(&gap(result));
        }
    }
    text.push_str(&not_judged(report));
    if let Some(stopped) = &report.stopped {
        text.push_str(&format!(
            "\n{}",
            hanging("Ended early: ", &harmless(stopped))
        ));
    }
    if let Some(diagnosis) = &report.diagnosis {
        text.push_str(&super::diagnosis::diagnosis(diagnosis));
    }
    for note in &report.notes {
        text.push_str(&format!(
            "\n{}",
            labelled(0, "note", LABELS, &harmless(note))
        ));
    }
    text.push_str(&format!("\n{}\n", summary(report)));
    text
}

/// One line, coloured by what it says.
fn summary(report: &ProbeReport) -> String {
    let text = report.summary.to_string();
    match report.summary.gaps {
        0 if report.is_judged() && report.stopped.is_none() => green(text),
        0 => yellow(text),
        _ => red(text),
    }
}

/// What stands in the columns of a case.
struct Row<'a> {
    code: &'a str,
    sent: &'a str,
    expected: &'a str,
    seen: String,
}

fn table(report: &ProbeReport) -> String {
    let head = Row {
        code: "case",
        sent: "what was sent",
        expected: "expected",
        seen: "seen".to_owned(),
    };
    let results: Vec<&ProbeResult> = report.tried().collect();
    let rows: Vec<Row<'_>> = results.iter().map(|result| row(result)).collect();
    let all = || std::iter::once(&head).chain(&rows);
    let widths = [
        widest(all().map(|row| row.code)),
        widest(all().map(|row| row.sent)),
        widest(all().map(|row| row.expected)),
        widest(all().map(|row| row.seen.as_str())),
    ];
    let mut text = line(&head, &widths, faint("result"), |text| faint(text));
    for (row, result) in rows.iter().zip(results) {
        text.push_str(&line(row, &widths, outcome(result), str::to_owned));
    }
    text
}

fn row(result: &ProbeResult) -> Row<'_> {
    Row {
        code: result.case.code(),
        sent: result.sent,
        expected: result.expected.text(),
        seen: match result.seen.as_str() {
            "" => "–".to_owned(),
            seen => harmless(seen),
        },
    }
}

/// A row on one line, or where it has no room, what was sent on a line of its own.
fn line(row: &Row<'_>, widths: &[usize; 4], outcome: String, paint: fn(&str) -> String) -> String {
    let [code, sent, expected, seen] = *widths;
    let end = format!(
        "{}  {}  {outcome}",
        padded(&paint(row.expected), expected),
        padded(&paint(&row.seen), seen)
    );
    match fits(code + sent + expected + seen + OUTCOME + 8) {
        true => format!(
            "{}  {}  {end}\n",
            padded(&paint(row.code), code),
            padded(&paint(row.sent), sent)
        ),
        false => format!("{}\n  {}\n  {end}\n", paint(row.code), paint(row.sent)),
    }
}

fn outcome(result: &ProbeResult) -> String {
    let word = result.outcome();
    match result.verdict {
        ProbeVerdict::Pass => green(format!("✓ {word}")),
        ProbeVerdict::Gap => red(format!("✗ {word}")),
        ProbeVerdict::Deviation => yellow(format!("! {word}")),
        ProbeVerdict::NotJudged => faint(format!("· {word}")),
    }
}

fn gap(result: &ProbeResult) -> String {
    let word = outcome(result);
    let code = faint(result.case.code());
    let start = format!(
        "\n{}",
        hanging(
            &format!("{word}  "),
            &format!("{}  {code}", harmless(&result.why))
        )
    );
    let mut lines = vec![("why", result.meaning), ("what to do", result.remedy)];
    if !result.spec.is_empty() {
        lines.push(("spec", result.spec));
    }
    let lines = lines
        .iter()
        .map(|(label, text)| labelled(2, label, LABELS, text));
    start + &lines.collect::<String>()
}

/// Why cases were not judged, those of one reason together. Of a probe that ended early, only those that were tried.
fn not_judged(report: &ProbeReport) -> String {
    let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
    let is_open = |result: &&ProbeResult| result.verdict == ProbeVerdict::NotJudged;
    for result in report.tried().filter(is_open) {
        let code = result.case.code();
        match reasons.iter_mut().find(|(why, _)| *why == result.why) {
            Some((_, codes)) => codes.push(code),
            None => reasons.push((&result.why, vec![code])),
        }
    }
    let mut text = String::new();
    for (why, codes) in reasons {
        let start = format!("{}  ", faint("· not judged"));
        let said = format!("{}  {}", harmless(why), faint(codes.join(", ")));
        text.push_str(&format!("\n{}", hanging(&start, &said)));
    }
    text
}
