//! What stands on the page of a code beside its entry: an example that fails and one that passes, what to do in servers that
//! check tokens, and where its rule is to be read. It is for people alone, and no build for JavaScript has it.

mod example;
mod example_claims;
mod example_formats;
mod example_logins;
mod spec_link;
mod twist;

#[cfg(test)]
mod tests;

use claimscope_core::report::CheckId;
use serde::Serialize;

use crate::diagnose::{Cause, of_check};
use crate::vendors::servers::SERVERS;
use example::{CheckExample, TokenExample};
use twist::Twist;

pub use spec_link::spec_link;

/// A part of a code's page. The terminal, the window and the web pages draw the same ones, in this order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PageSection {
    /// Its title, such as "An example that fails".
    pub title: String,
    /// Whole sentences.
    pub text: String,
    /// What is written in a font of one width, in several lines; empty where there is nothing.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// Where more is to be read, as a URL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// Codes whose pages belong to it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<&'static str>,
}

impl PageSection {
    fn new(title: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            text: text.into(),
            code: String::new(),
            link: None,
            codes: Vec::new(),
        }
    }
}

/// What stands on the page of a code beside its meaning, what to do about it, and its source; nothing where those say it all.
pub fn page_sections(code: &str) -> Vec<PageSection> {
    let is_meant = |id: &&CheckId| id.as_str() == code;
    if let Some(check) = CheckId::ALL.iter().find(is_meant) {
        return of_check(*check);
    }
    let cause = Cause::of_code(code);
    let Some(check) = cause.and_then(of_check::check) else {
        return Vec::new();
    };
    let text = format!(
        "An API refuses so what Claimscope's check {check} finds: {}",
        check.meaning()
    );
    let mut section = PageSection::new("The check behind it", text.replace('`', ""));
    section.codes.push(check.as_str());
    let mut sections = vec![section];
    sections.extend(of_check(check));
    sections
}

fn of_check(check: CheckId) -> Vec<PageSection> {
    let mut sections = Vec::new();
    if let Some(example) = example_of(check) {
        let word = if example.only_warns() {
            "warns"
        } else {
            "fails"
        };
        sections.push(token(example, &example.fails, word));
        sections.push(token(example, &example.passes, "passes"));
    }
    for server in SERVERS {
        let Some(answer) = server.answer(check) else {
            continue;
        };
        let mut section = PageSection::new(format!("In {}", server.name), answer);
        section.link = Some(server.source.to_owned());
        sections.push(section);
    }
    if let Some(cause) = of_check::cause(check) {
        let text = format!("An API that refuses a token for it: {}.", cause.title());
        let mut section = PageSection::new("As a reason of a refusal", text);
        section.codes.push(cause.code());
        sections.push(section);
    }
    sections
}

/// The example of a check.
fn example_of(check: CheckId) -> Option<&'static CheckExample> {
    let tables = [
        example_formats::EXAMPLES,
        example_claims::EXAMPLES,
        example_logins::EXAMPLES,
    ];
    let mut examples = tables.into_iter().flatten();
    examples.find(|example| example.check == check)
}

fn token(example: &CheckExample, token: &TokenExample, word: &str) -> PageSection {
    let mut text = format!("{} says: {}.", example.check, token.message);
    let beside = [example.beside.text(), token.twist.text()];
    for sentence in beside.into_iter().filter(|text| !text.is_empty()) {
        text.push(' ');
        text.push_str(sentence);
    }
    let is_of_key = example.check.as_str().starts_with("key.");
    if is_of_key && token.twist == Twist::None {
        text.push_str(" The issuer has one key, for ES256, k1.");
    }
    let mut section = PageSection::new(format!("An example that {word}"), text);
    section.code = format!(
        "header    {}\npayload   {}\nexpected  {}\nclock     {}",
        example.header(token),
        example.payload(token),
        example.expectations(),
        example::NOW_TEXT,
    );
    section
}
