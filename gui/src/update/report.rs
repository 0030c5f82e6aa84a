//! The report on the text that is inspected, for others: without the token and its signature.

use std::path::PathBuf;

use claimscope_client::{report_json, report_markdown};
use claimscope_core::time::Timestamp;

use crate::effect::{Effect, WindowChange, Work};
use crate::model::Model;
use crate::report_form::ReportForm;
use crate::results::FailureText;
use crate::save_text::TextFile;

pub(super) fn copy(model: &mut Model, form: ReportForm, now: Timestamp) -> Vec<Effect> {
    match text(model, form) {
        Some((text, _)) => {
            model.notify(format!("Report copied as {}", form.title()), now);
            vec![WindowChange::Copy(text.into()).into()]
        }
        None => none_yet(model, now),
    }
}

/// To the folder for downloads, under a name that is free.
pub(super) fn save(model: &mut Model, form: ReportForm, now: Timestamp) -> Vec<Effect> {
    let Some((text, at)) = text(model, form) else {
        return none_yet(model, now);
    };
    // Not every system takes a colon in a file's name.
    let moment = at.to_string().replace(':', "");
    let file = TextFile {
        folder: String::new(),
        name: format!("claimscope-report-{moment}"),
        extension: form.extension(),
        text,
    };
    vec![Work::SaveText(file, String::new()).into()]
}

/// Says where it is, or why it could not be saved.
pub(super) fn saved(
    model: &mut Model,
    outcome: Result<PathBuf, FailureText>,
    remark: &str,
    now: Timestamp,
) {
    let text = match outcome {
        Ok(path) if remark.is_empty() => format!("Saved: {}", path.display()),
        Ok(path) => format!("Saved: {}. {remark}", path.display()),
        Err(failure) => match failure.words {
            Some(words) => format!("{} {words}", failure.sentence),
            None => failure.sentence,
        },
    };
    model.notify(text, now);
}

fn text(model: &Model, form: ReportForm) -> Option<(String, Timestamp)> {
    let inspected = model.workspace()?.inspect.current_report()?;
    let inspection = &inspected.look.inspection;
    let text = match form {
        ReportForm::Json => report_json(inspection),
        ReportForm::Markdown => report_markdown(inspection, inspected.at),
    };
    Some((text, inspected.at))
}

fn none_yet(model: &mut Model, now: Timestamp) -> Vec<Effect> {
    model.notify("There is no report yet: paste a token first", now);
    vec![]
}
