//! `inspect`: a report on any text at all.

use claimscope_core::report::Verdict;

use crate::args::Inspect;
use crate::failure::{Failure, Outcome};
use crate::{clock, input, output, render};

pub(crate) fn run(arguments: &Inspect) -> Result<Outcome, Failure> {
    clock::check(arguments.at)?;
    // Without quotes the shell takes `Bearer eyJ…` apart; put together again it is what was meant.
    let argument = (!arguments.text.is_empty()).then(|| arguments.text.join(" "));
    let text = input::pasted(argument.as_deref(), arguments.token_file.as_deref())?;
    let now = clock::at(arguments.at);
    let inspection = claimscope_core::inspect(&text, now);
    let report = &inspection.report;
    if arguments.json {
        output::print_raw(format!("{}\n", inspection.to_json()).as_bytes())?;
    } else {
        output::print(&render::inspection::inspection(&inspection, now))?;
    }
    Ok(Outcome::when(report.verdict != Verdict::Rejected))
}
