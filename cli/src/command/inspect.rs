//! `inspect`: a report on any text at all, and why a server refused where the text is its answer.

use claimscope_client::{diagnosis_markdown, report_markdown};
use claimscope_core::Inspection;
use claimscope_core::json::Object;
use claimscope_core::jwe::Decrypted;
use claimscope_core::report::{Format, Verdict};
use claimscope_core::secret::mask_private_keys;
use claimscope_oauth::Look;
use serde::Serialize;

use super::decryption;
use crate::args::Inspect;
use crate::failure::{Exit, Failure};
use crate::{clock, input, output, render, report_file};

pub(crate) fn run(arguments: &Inspect) -> Result<Exit, Failure> {
    clock::check(arguments.at)?;
    // Without quotes the shell takes `Bearer eyJ…` apart; put together again it is what was meant.
    let argument = (!arguments.text.is_empty()).then(|| arguments.text.join(" "));
    let text = input::pasted(argument.as_deref(), arguments.token_file.as_deref())?;
    let now = match arguments.at {
        Some(at) => at,
        None => Look::moment(&text, clock::now()),
    };
    let look = Look::at(&text, now);
    let decrypted = decryption::opened(&arguments.decryption, &look.inspection.token)?;
    let Look {
        inspection,
        diagnosis,
    } = match &decrypted {
        Some(decrypted) => Look::at(&inner(decrypted), now),
        None => look,
    };
    let report = &inspection.report;
    if arguments.json {
        output::print_json_text(&json(&inspection, decrypted.as_ref()))?;
    } else {
        let opened = decrypted.as_ref().map(decryption::text);
        let shown = render::inspection::inspection(&inspection, opened.as_deref(), now);
        let why = diagnosis.as_deref().map(render::diagnosis::diagnosis);
        output::print(&format!("{shown}{}", why.unwrap_or_default()))?;
    }
    if let Some(path) = &arguments.markdown {
        let why = diagnosis.as_deref().map(diagnosis_markdown);
        let text = report_markdown(&inspection, now) + &why.unwrap_or_default();
        report_file::write(path, &text)?;
    }
    // Documents are named, and no check is run on them.
    let is_nothing = report.format == Format::Other && !report.checks.is_empty();
    Ok(Exit::when(
        report.verdict != Verdict::Rejected && !is_nothing,
    ))
}

/// The text that was encrypted.
fn inner(decrypted: &Decrypted) -> String {
    match decrypted.nested() {
        Some(token) => token.to_owned(),
        None => String::from_utf8_lossy(decrypted.plaintext().expose()).into_owned(),
    }
}

/// The inspection, and what was opened to get at it.
#[derive(Serialize)]
struct OpenedInspection<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    decrypted: Option<OpenedToken>,
    #[serde(flatten)]
    inspection: &'a Inspection,
}

/// What is said of the encrypted token around the one that was inspected.
#[derive(Serialize)]
struct OpenedToken {
    header: Object,
}

fn json(inspection: &Inspection, decrypted: Option<&Decrypted>) -> String {
    let decrypted = decrypted.map(|decrypted| {
        let mut header = decrypted.header().clone();
        mask_private_keys(&mut header);
        OpenedToken { header }
    });
    let opened = OpenedInspection {
        decrypted,
        inspection,
    };
    // As of an inspection alone: serialising cannot fail.
    serde_json::to_string_pretty(&opened).unwrap_or_default()
}
