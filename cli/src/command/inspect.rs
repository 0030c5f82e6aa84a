//! `inspect`: a report on any text at all, and why a server refused where the text is its answer.

use claimscope_core::report::{Format, Verdict};
use claimscope_oauth::Look;

use crate::args::Inspect;
use crate::failure::{Exit, Failure};
use crate::{clock, input, output, render};

pub(crate) fn run(arguments: &Inspect) -> Result<Exit, Failure> {
    clock::check(arguments.at)?;
    // Without quotes the shell takes `Bearer eyJ…` apart; put together again it is what was meant.
    let argument = (!arguments.text.is_empty()).then(|| arguments.text.join(" "));
    let text = input::pasted(argument.as_deref(), arguments.token_file.as_deref())?;
    let now = match arguments.at {
        Some(at) => at,
        None => Look::moment(&text, clock::now()),
    };
    let Look {
        inspection,
        diagnosis,
    } = Look::at(&text, now);
    let report = &inspection.report;
    if arguments.json {
        output::print_raw(format!("{}\n", inspection.to_json()).as_bytes())?;
    } else {
        let shown = render::inspection::inspection(&inspection, now);
        let why = diagnosis.as_deref().map(render::diagnosis::diagnosis);
        output::print(&format!("{shown}{}", why.unwrap_or_default()))?;
    }
    // Documents are named, and no check is run on them.
    let is_nothing = report.format == Format::Other && !report.checks.is_empty();
    Ok(Exit::when(
        report.verdict != Verdict::Rejected && !is_nothing,
    ))
}
