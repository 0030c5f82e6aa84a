//! What was pasted: its name, what was taken off, the tokens in it, and what a document says.

use claimscope_core::report::Format;
use claimscope_core::time::Timestamp;
use claimscope_core::{FoundToken, Inspection, Member};

use super::{call, labelled, padded, report, widest};
use crate::harmless::harmless;
use crate::style::{bold, faint, yellow};

/// The whole of it; with a report where there is a token.
pub(crate) fn inspection(
    inspection: &Inspection,
    decrypted: Option<&str>,
    now: Timestamp,
) -> String {
    let mut text = if inspection.token.is_empty() && inspection.report.format == Format::Other {
        let mut text = format!("{}\n\n", bold(harmless(&inspection.pasted_text)));
        text.push_str("  There is no token in it.\n");
        text.push_str(&around(inspection, decrypted));
        text
    } else {
        report::report_with(&inspection.report, &around(inspection, decrypted), now)
    };
    if !inspection.members.is_empty() {
        text.push_str(&format!(
            "\n{}\n{}",
            bold("Content"),
            members(&inspection.members)
        ));
    }
    text
}

/// Lines under the indicators: what was pasted, what was taken off, which tokens there are.
fn around(inspection: &Inspection, decrypted: Option<&str>) -> String {
    let mut lines = String::new();
    let mut line =
        |label: &str, text: &str| lines.push_str(&labelled(2, label, 9, &harmless(text)));
    if let Some(decrypted) = decrypted {
        line(crate::command::decryption::LABEL, decrypted);
    }
    if !inspection.token.is_empty() && !inspection.pasted_text.starts_with("a token") {
        line("Pasted", &inspection.pasted_text);
    }
    for (index, removed) in inspection.removed.iter().enumerate() {
        line(if index == 0 { "Removed" } else { "" }, removed.message);
    }
    if !inspection.tokens.is_empty() {
        let names = inspection.tokens.iter().enumerate();
        let names: Vec<_> = names
            .map(|(index, token)| token_text(index, token))
            .collect();
        line("Tokens", &names.join(", "));
    }
    lines
}

fn token_text(index: usize, token: &FoundToken) -> String {
    let kind = match token.format {
        Format::Jws => "JWT",
        Format::Jwe => "encrypted",
        _ => "opaque",
    };
    let name = match &token.name {
        Some(name) => name.clone(),
        None => format!("token {}", index + 1),
    };
    let shown = if index == 0 { ", this report" } else { "" };
    format!("{name} ({kind}{shown})")
}

fn members(members: &[Member]) -> String {
    let names = widest(members.iter().map(|member| member.name.as_str()));
    let meanings = members.iter().filter_map(|member| member.meaning);
    let meanings = widest(meanings);
    let rows = members.iter().map(|member| {
        let meaning = faint(padded(member.meaning.unwrap_or_default(), meanings));
        let gap = if meanings == 0 { "" } else { "  " };
        let name = padded(&harmless(&member.name), names);
        let note = member.note.as_ref();
        let note = note.map(|note| format!("  {}", yellow(format!("({})", harmless(note)))));
        let indent = 4 + names + meanings + gap.len();
        let value = call::header_value(&member.name, &member.value, indent);
        format!(
            "  {name}{gap}{meaning}  {value}{}\n",
            note.unwrap_or_default()
        )
    });
    rows.collect()
}
