//! What a step of `cargo xtask test` comes to.

use std::ops::AddAssign;

use crate::tally::Tally;

/// What a step comes to: its count, a reason for what was left out, and the names of what failed.
pub struct StepOutcome {
    /// How many passed, failed, and were left out.
    pub tally: Tally,
    /// Why, each reason once.
    pub left_out: Vec<String>,
    /// What, as far as whoever counted named it.
    pub failed: Vec<String>,
}

impl StepOutcome {
    /// Checked, with this count.
    pub fn counted(tally: Tally) -> Self {
        Self {
            tally,
            left_out: Vec::new(),
            failed: Vec::new(),
        }
    }

    /// Not checked at all.
    pub fn left_out(reason: &str) -> Self {
        Self {
            left_out: vec![reason.to_owned()],
            ..Self::counted(Tally::LEFT_OUT)
        }
    }

    /// Ended by this fault.
    pub fn failed(fault: &str) -> Self {
        Self {
            failed: vec![fault.to_owned()],
            ..Self::counted(Tally::FAILED)
        }
    }

    /// One check, and what is wrong where it does not hold.
    pub fn one(holds: bool, fault: &str) -> Self {
        match holds {
            true => Self::counted(Tally::ONE),
            false => Self::failed(fault),
        }
    }
}

impl AddAssign for StepOutcome {
    fn add_assign(&mut self, other: Self) {
        self.tally += other.tally;
        self.left_out.extend(other.left_out);
        self.failed.extend(other.failed);
    }
}
