//! What a step of `cargo xtask test` comes to.

use std::ops::AddAssign;

use crate::tally::Tally;

/// What a step comes to: its count, and a reason for what was left out.
pub struct StepOutcome {
    /// How many passed, failed, and were left out.
    pub tally: Tally,
    /// Why, each reason once.
    pub left_out: Vec<String>,
}

impl StepOutcome {
    /// Checked, with this count.
    pub fn counted(tally: Tally) -> Self {
        Self {
            tally,
            left_out: Vec::new(),
        }
    }

    /// Not checked at all.
    pub fn left_out(reason: &str) -> Self {
        Self {
            tally: Tally::LEFT_OUT,
            left_out: vec![reason.to_owned()],
        }
    }
}

impl AddAssign for StepOutcome {
    fn add_assign(&mut self, other: Self) {
        self.tally += other.tally;
        self.left_out.extend(other.left_out);
    }
}
