//! `explain`: what a code means and what to do, for Claimscope's own codes and those of providers and products.

use std::fmt::Write as _;

use claimscope_oauth::code::{Meaning, vendor};
use claimscope_oauth::{PageSection, mask, page_sections};
use serde_json::json;

use crate::args::Explain;
use crate::code::Known;
use crate::failure::{Exit, Failure};
use crate::harmless::harmless;
use crate::render::{hanging, labelled};
use crate::style::bold;
use crate::{code, output};

pub(crate) fn run(arguments: &Explain) -> Result<Exit, Failure> {
    if arguments.code.is_empty() {
        list(arguments.json)?;
        return Ok(Exit::Done);
    }
    let wanted = arguments.code.join(" ");
    if wanted.trim().is_empty() {
        return Err(Failure::usage("the code is empty").hint("is a variable unset?"));
    }
    // As a guard's challenge names a check.
    let code = wanted.trim().strip_prefix("the token fails the check ");
    let wanted = code.map_or_else(|| wanted.clone(), str::to_owned);
    let own = own(&wanted);
    let others = vendor::meanings(&wanted);
    if own.is_empty() && others.is_empty() {
        return Err(unknown(&wanted));
    }
    if arguments.json {
        let pages: Vec<_> = own.into_iter().map(Known::page).collect();
        output::print_json(&json!({ "codes": pages, "vendors": others }))?;
    } else {
        let blocks: Vec<_> = own
            .iter()
            .map(entry)
            .chain(others.iter().map(meaning))
            .collect();
        output::print(&blocks.join("\n"))?;
    }
    Ok(Exit::Done)
}

/// The entry of that code, or of the `error` value that a server gave.
fn own(wanted: &str) -> Vec<Known> {
    let is = |known: &Known, code: &str| known.entry.code.as_str().eq_ignore_ascii_case(code);
    let declined = format!("declined.{wanted}");
    let is_wanted = |known: &Known| is(known, wanted) || is(known, &declined);
    code::all().filter(is_wanted).collect()
}

fn list(json: bool) -> Result<(), Failure> {
    if json {
        let pages: Vec<_> = code::all().map(Known::page).collect();
        let named: Vec<_> = vendor::named().collect();
        return output::print_json(&json!({ "codes": pages, "vendors": named }));
    }
    let mut text = String::new();
    for known in code::all() {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{}", known.entry.code);
    }
    output::print(&text)
}

fn entry(Known { entry, .. }: &Known) -> String {
    let mut text = block(
        entry.code.as_str(),
        entry.meaning,
        &[("what to do", entry.remedy), ("source", entry.source)],
    );
    for section in page_sections(entry.code.as_str()) {
        text.push_str(&section_text(&section));
    }
    text
}

fn section_text(section: &PageSection) -> String {
    let mut text = format!("\n  {}\n", bold(&section.title));
    text.push_str(&hanging("    ", &section.text));
    for line in section.code.lines() {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "    {line}");
    }
    if !section.codes.is_empty() {
        text.push_str(&labelled(4, "see", 3, &section.codes.join(", ")));
    }
    if let Some(link) = &section.link {
        text.push_str(&labelled(4, "see", 3, link));
    }
    text
}

fn meaning(found: &Meaning) -> String {
    let mut lines = vec![("what to do", found.remedy)];
    lines.extend(found.reason.map(|reason| ("reason", reason)));
    lines.push(("source", found.source));
    block(found.vendor, found.meaning, &lines)
}

fn block(name: &str, meaning: &str, lines: &[(&str, &str)]) -> String {
    let mut text = format!(
        "{}\n{}",
        bold(name),
        hanging("  ", &meaning.replace('`', ""))
    );
    for (label, line) in lines {
        text.push_str(&labelled(2, label, 10, line));
    }
    text
}

fn unknown(wanted: &str) -> Failure {
    let family = wanted.split('.').next().unwrap_or_default();
    let same: Vec<_> = code::all()
        .map(|known| known.entry.code.as_str())
        .filter(|code| code.split('.').next() == Some(family))
        .collect();
    let failure = Failure::usage(format!(
        "no code {} is known",
        harmless(&mask::words(wanted))
    ));
    match same.is_empty() {
        true => failure.hint("claimscope explain, without a code, lists all"),
        false => failure.hint(format!("there are {}", same.join(", "))),
    }
}
