//! The report as JUnit XML, as CI servers read it: a gap is a failure, what is not judged is skipped, and a probe that says
//! nothing, or ended early, has an error.

use std::fmt::Write as _;

use super::{ProbeReport, ProbeResult, ProbeVerdict};

impl ProbeReport {
    /// The report as a JUnit document, in the shape that Jenkins, GitLab and GitHub's readers have in common.
    pub fn to_junit(&self) -> String {
        let failures = self.with(ProbeVerdict::Gap).count();
        let broken = self.broken().map(|result| result.case);
        let errors = usize::from(broken.is_some());
        let skipped = self.with(ProbeVerdict::NotJudged).count() - errors;
        let counts = format!(
            "tests=\"{}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\"",
            self.results.len()
        );
        let name = escaped(&format!("{} {}", self.method, self.url));
        let mut xml = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"claimscope probe\" {counts}>\n  <testsuite name=\"{name}\" {counts}>\n"
        );
        for result in &self.results {
            case(result, broken == Some(result.case), &mut xml);
        }
        let told: Vec<&str> = self.told().collect();
        if !told.is_empty() {
            let told = escaped(&told.join("\n"));
            // Writing to a String cannot fail.
            let _ = writeln!(xml, "    <system-out>{told}</system-out>");
        }
        xml.push_str("  </testsuite>\n</testsuites>\n");
        xml
    }
}

fn case(result: &ProbeResult, is_broken: bool, xml: &mut String) {
    let code = result.case.code();
    let name = escaped(&format!("{code}: {}", result.sent));
    let _ = write!(xml, "    <testcase classname=\"{code}\" name=\"{name}\"");
    let why = escaped(&result.why);
    let _ = match result.verdict {
        ProbeVerdict::Pass => writeln!(xml, "/>"),
        ProbeVerdict::NotJudged if is_broken => writeln!(
            xml,
            "><error type=\"{code}\" message=\"{why}\"/></testcase>"
        ),
        ProbeVerdict::NotJudged => {
            writeln!(xml, "><skipped message=\"{why}\"/></testcase>")
        }
        ProbeVerdict::Deviation => writeln!(
            xml,
            "><system-out>deviation: {}</system-out></testcase>",
            escaped(&details(result))
        ),
        ProbeVerdict::Gap => writeln!(
            xml,
            "><failure type=\"{code}\" message=\"{why}\">{}</failure></testcase>",
            escaped(&details(result))
        ),
    };
}

fn details(result: &ProbeResult) -> String {
    let mut text = format!(
        "{}\nexpected: {}\nseen: {}\nwhy it matters: {}\nwhat to do: {}",
        result.why,
        result.expected.text(),
        result.seen,
        result.meaning,
        result.remedy
    );
    if !result.spec.is_empty() {
        let _ = write!(text, "\nspec: {}", result.spec);
    }
    text
}

/// Text for an attribute or an element: marks are written as entities, and what XML 1.0 has no room for is left out.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' => escaped.push(letter),
            '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            control if control.is_control() => escaped.push('\u{fffd}'),
            other => escaped.push(other),
        }
    }
    escaped
}
