//! One thing that the demo did: what was seen, and why.

use serde::Serialize;

use crate::harmless::harmless;
use crate::render::labelled;
use crate::style::{bold, red};

/// How wide the labels are, in columns.
const LABELS: usize = 12;

/// One step, or one thing broken on purpose.
#[derive(Debug, Serialize)]
pub(super) struct Scene {
    /// A stable name, such as `wrong-secret`.
    name: &'static str,
    /// What a person reads.
    title: String,
    /// Whether it went as it should: a step well, something broken noticed.
    as_expected: bool,
    /// What is wrong where it did not.
    #[serde(skip_serializing_if = "Option::is_none")]
    headline: Option<String>,
    /// What was seen, in the order shown.
    facts: Vec<Fact>,
}

#[derive(Debug, Serialize)]
struct Fact {
    name: &'static str,
    value: String,
}

impl Scene {
    /// A scene that has shown nothing yet.
    pub(super) fn new(name: &'static str, title: impl Into<String>) -> Self {
        Self {
            name,
            title: title.into(),
            as_expected: true,
            headline: None,
            facts: Vec::new(),
        }
    }

    /// Adds what was seen.
    pub(super) fn fact(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.facts.push(Fact {
            name,
            value: value.into(),
        });
        self
    }

    /// Says what did not go as it should.
    pub(super) fn wrong(mut self, headline: impl Into<String>) -> Self {
        self.as_expected = false;
        self.headline = Some(headline.into());
        self
    }

    /// What did not go as it should, with the scene's title.
    pub(super) fn headline(&self) -> Option<String> {
        let headline = self.headline.as_ref()?;
        Some(format!("{}: {headline}", self.title))
    }

    /// The scene for a person.
    pub(super) fn text(&self) -> String {
        let mut text = format!("\n{}\n", bold(&self.title));
        if let Some(headline) = &self.headline {
            text.push_str(&format!("  {}\n", red(format!("✗ {}", harmless(headline)))));
        }
        for fact in &self.facts {
            text.push_str(&labelled(2, fact.name, LABELS, &harmless(&fact.value)));
        }
        text
    }
}
