//! The report as Markdown, for a comment on a change or a page.

use std::fmt::Write as _;

use super::{ProbeReport, ProbeResult, ProbeVerdict};

impl ProbeReport {
    /// The report as Markdown: the summary, the gaps, and a table of all cases.
    pub fn to_markdown(&self) -> String {
        let mut text = format!(
            "# Probe of `{} {}`\n\n{}.\n",
            self.method,
            cell(&self.url).replace('`', "%60"),
            self.summary
        );
        // Writing to a String cannot fail.
        if let Some(stopped) = &self.stopped {
            let _ = writeln!(text, "\nNot all was tried: {}.", cell(stopped));
        }
        if let Some(diagnosis) = &self.diagnosis {
            let _ = writeln!(text, "\nWhy: {}.", cell(&diagnosis.headline));
        }
        for result in self.results.iter().filter(|one| !one.remedy.is_empty()) {
            gap(result, &mut text);
        }
        text.push_str("\n## Cases\n\n| case | what was sent | expected | seen | result |\n| --- | --- | --- | --- | --- |\n");
        for result in &self.results {
            row(result, &mut text);
        }
        if !self.notes.is_empty() {
            text.push_str("\n## Notes\n\n");
        }
        for note in &self.notes {
            let _ = writeln!(text, "- {}", cell(note));
        }
        text
    }
}

fn gap(result: &ProbeResult, text: &mut String) {
    let kind = match result.verdict {
        ProbeVerdict::Deviation => "Deviation",
        _ => "Gap",
    };
    let _ = write!(
        text,
        "\n## {kind}: {}\n\n`{}`: {}\n\n{} Expected: {}; seen: {}.\n\nWhat to do: {}.",
        cell(result.sent),
        result.case.code(),
        cell(&result.why),
        result.meaning,
        result.expected.text(),
        cell(&result.seen),
        result.remedy
    );
    match result.spec {
        "" => text.push('\n'),
        spec => {
            let _ = writeln!(text, " ({spec})");
        }
    }
}

fn row(result: &ProbeResult, text: &mut String) {
    let outcome = match result.verdict {
        ProbeVerdict::Pass => "as it must be".to_owned(),
        ProbeVerdict::Gap => "**gap**".to_owned(),
        ProbeVerdict::Deviation => "deviation".to_owned(),
        ProbeVerdict::NotJudged => format!("not judged: {}", cell(&result.why)),
    };
    let _ = writeln!(
        text,
        "| `{}` | {} | {} | {} | {outcome} |",
        result.case.code(),
        cell(result.sent),
        result.expected.text(),
        cell(&result.seen)
    );
}

/// Text for one cell or line: nothing in it is Markdown or ends the line.
fn cell(text: &str) -> String {
    let mut cell = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '|' | '<' | '>' | '*' | '[' | ']' | '\\' => {
                cell.push('\\');
                cell.push(letter);
            }
            control if control.is_control() => cell.push(' '),
            other => cell.push(other),
        }
    }
    cell
}
