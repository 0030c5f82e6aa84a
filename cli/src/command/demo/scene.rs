//! One thing that the demo did: what was seen, and why.

use serde::Serialize;

use crate::output::{bold, harmless, red};
use crate::render::labelled;

/// How wide the labels are, in columns.
const LABELS: usize = 12;

/// One step, or one way of breaking the road.
#[derive(Debug, Serialize)]
pub(super) struct Scene {
    /// A stable name, such as `wrong-secret`.
    name: &'static str,
    /// What a person reads.
    title: &'static str,
    /// Whether it went as it should: a step well, a broken road wrong in the way expected.
    #[serde(rename = "as_expected")]
    pub(super) good: bool,
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
    pub(super) fn new(name: &'static str, title: &'static str) -> Self {
        Self {
            name,
            title,
            good: true,
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

    /// Says whether it went as it should.
    pub(super) fn expect(mut self, good: bool) -> Self {
        self.good = good;
        self
    }

    /// The scene for a person.
    pub(super) fn text(&self) -> String {
        let mark = match self.good {
            true => String::new(),
            false => red("  ✗ not as it should be"),
        };
        let mut text = format!("\n{}{mark}\n", bold(self.title));
        for fact in &self.facts {
            text.push_str(&labelled(2, fact.name, LABELS, &harmless(&fact.value)));
        }
        text
    }
}
