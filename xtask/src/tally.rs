//! Counting: what test runners say at their end, summed up.

use std::ops::AddAssign;

/// How many passed, failed, and were left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Ran and held.
    pub passed: u64,
    /// Ran and did not hold.
    pub failed: u64,
    /// Not run, each with a reason printed.
    pub skipped: u64,
}

impl Tally {
    /// One check that held.
    pub const ONE: Self = Self {
        passed: 1,
        failed: 0,
        skipped: 0,
    };

    /// One check that did not hold.
    pub const FAILED: Self = Self {
        passed: 0,
        failed: 1,
        skipped: 0,
    };

    /// One check that was left out.
    pub const LEFT_OUT: Self = Self {
        passed: 0,
        failed: 0,
        skipped: 1,
    };

    /// Reads the closing lines of `cargo nextest` and `cargo test`, and the plain `N passed, N failed`.
    ///
    /// Nextest hands on what each test printed, so that where its summary stands no other line counts. A test that
    /// printed `left out: REASON` ran but checked nothing: it counts as skipped.
    pub fn read(text: &str) -> Self {
        let is_plain = |line: &str| {
            let is_total = line.starts_with("test result: ")
                || line.starts_with(|first: char| first.is_ascii_digit());
            is_total && line.contains(" passed")
        };
        let mut sum = Self::default();
        match summary(text) {
            Some(rest) => sum += Self::of_line(rest.lines().next().unwrap_or_default()),
            None => {
                for line in text.lines().map(str::trim).filter(|line| is_plain(line)) {
                    sum += Self::of_line(line);
                }
            }
        }
        let left_out = Self::left_out(text).count() as u64;
        sum.passed = sum.passed.saturating_sub(left_out);
        sum.skipped += left_out;
        sum
    }

    /// Reads the last plain `N passed, N failed, N skipped` alone, of a script that counts by itself what it left out.
    pub fn closing(text: &str) -> Self {
        let is_count = |line: &&str| line.starts_with(|first: char| first.is_ascii_digit());
        let line = text.lines().rev().map(str::trim).find(is_count);
        line.map(Self::of_line).unwrap_or_default()
    }

    /// What tests said they left out.
    pub fn left_out(text: &str) -> impl Iterator<Item = &str> {
        text.lines()
            .filter_map(|line| line.trim().strip_prefix("left out: "))
    }

    fn of_line(line: &str) -> Self {
        let words: Vec<&str> = line
            .split(|letter: char| !letter.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect();
        let count = |names: &[&str]| {
            words
                .windows(2)
                .filter(|pair| names.contains(&pair[1]))
                .filter_map(|pair| pair[0].parse::<u64>().ok())
                .sum()
        };
        Self {
            passed: count(&["passed"]),
            failed: count(&["failed", "timed"]),
            skipped: count(&["skipped", "ignored"]),
        }
    }
}

/// What failed, by name: in nextest's summary, and what a script repeats under `failed:` before it counts.
pub fn failed(text: &str) -> Vec<String> {
    const ENDS: [&str; 4] = ["FAIL [", "TIMEOUT [", "SIGABRT [", "SIGSEGV ["];
    let of_nextest = summary(text).into_iter().flat_map(|rest| {
        let lines = rest.lines().map(str::trim);
        lines.filter(|line| ENDS.iter().any(|end| line.starts_with(end)))
    });
    let of_script = text
        .rsplit_once("\nfailed:\n")
        .into_iter()
        .flat_map(|(_, rest)| {
            let lines = rest.lines().take_while(|line| line.starts_with("  "));
            lines.map(str::trim)
        });
    let mut names: Vec<String> = of_nextest.chain(of_script).map(str::to_owned).collect();
    names.dedup();
    names
}

/// What nextest printed from its summary on: the count, then the output of each failed test.
pub fn summary(text: &str) -> Option<&str> {
    text.find("Summary [").map(|start| &text[start..])
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} passed, {} failed", self.passed, self.failed)?;
        match self.skipped {
            0 => Ok(()),
            skipped => write!(formatter, ", {skipped} skipped"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, passed: u64, failed: u64, skipped: u64) {
        let expected = Tally {
            passed,
            failed,
            skipped,
        };
        assert_eq!(Tally::read(text), expected, "{text}");
    }

    #[test]
    fn reads_nextest() {
        check(
            "     Summary [   0.005s] 3 tests run: 2 passed, 1 failed, 4 skipped\n",
            2,
            1,
            4,
        );
        check(
            "     Summary [   9.1s] 5 tests run: 4 passed (1 slow), 1 timed out, 0 skipped\n",
            4,
            1,
            0,
        );
    }

    #[test]
    fn what_single_tests_printed_is_not_counted_beside_the_summary() {
        check(
            "    test result: ok. 1 passed; 0 failed\n     Summary [ 1.0s] 1 test run: 1 passed, 0 skipped\n",
            1,
            0,
            0,
        );
    }

    #[test]
    fn sums_the_results_of_cargo_test() {
        check(
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
             test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out\n",
            4,
            2,
            1,
        );
    }

    #[test]
    fn a_test_that_left_everything_out_did_not_pass() {
        check("left out: no node\n2 passed, 0 failed\n", 1, 0, 1);
    }

    #[test]
    fn a_script_that_counts_by_itself_is_taken_at_its_word() {
        let text = "left out: Firefox\n3 passed, 0 failed (Node)\n7 passed, 1 failed, 1 skipped\n";
        let expected = Tally {
            passed: 7,
            failed: 1,
            skipped: 1,
        };
        assert_eq!(Tally::closing(text), expected);
    }

    #[test]
    fn what_failed_is_named() {
        let script = "Node: 2 passed, 1 failed\n  noise\nfailed:\n  Node: a fact: 1 where 2 should be\n  Bun: it ended with 1\n2 passed, 2 failed\n";
        let expected = ["Node: a fact: 1 where 2 should be", "Bun: it ended with 1"];
        assert_eq!(failed(script), expected);
        let nextest = "  FAIL [ 0.1s] before the summary\n Summary [ 1.0s] 2 tests run: 1 passed, 1 failed\n    FAIL [   0.1s] core it::holds\n";
        assert_eq!(failed(nextest), ["FAIL [   0.1s] core it::holds"]);
        assert!(failed("2 passed, 0 failed\n").is_empty());
    }

    #[test]
    fn other_lines_are_no_counts() {
        check(
            "thirty tests passed today\ncase 7 passed, it said\n",
            0,
            0,
            0,
        );
    }

    #[test]
    fn prints_the_closing_line() {
        assert_eq!(Tally::ONE.to_string(), "1 passed, 0 failed");
        let mut sum = Tally::ONE;
        sum += Tally::LEFT_OUT;
        assert_eq!(sum.to_string(), "1 passed, 0 failed, 1 skipped");
    }
}
