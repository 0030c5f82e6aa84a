//! The page of each code, and the list of them: HTML without scripts, from what `claimscope explain --json` says.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

/// What each kind of code is called, in the order of the list.
const KINDS: [(&str, &str, &str); 5] = [
    ("check", "Checks", "Check"),
    ("reason", "Reasons of a refusal", "Reason of a refusal"),
    ("finding", "Findings", "Finding"),
    ("probe", "Cases of the probe", "Case of the probe"),
    ("failure", "Failures", "Failure"),
];

/// The pages by their file names.
pub type Pages = BTreeMap<String, String>;

/// Makes all pages.
///
/// # Errors
/// The JSON is not as expected, or two codes would have one file.
pub fn make(explained: &str) -> Result<Pages> {
    let all: Value = serde_json::from_str(explained).context("explain --json gives JSON")?;
    let codes = list(&all, "codes")?;
    let vendors = list(&all, "vendors")?;
    let mut pages = Pages::new();
    for entry in codes {
        add(&mut pages, text(entry, "code"), code_page(entry, vendors))?;
    }
    let named = vendors.iter().filter(|one| is_file_name(text(one, "name")));
    for one in named {
        // A name of ours has its page already, which lists what others mean by it.
        let name = text(one, "name");
        if !pages.contains_key(&file_name(name)) {
            add(&mut pages, name, vendor_page(one))?;
        }
    }
    add(&mut pages, "index", index(codes, vendors))?;
    Ok(pages)
}

/// Writes them into a folder.
pub fn write(folder: &Path, pages: &Pages) -> Result<()> {
    fs::create_dir_all(folder)?;
    for (name, page) in pages {
        fs::write(folder.join(name), page)?;
    }
    Ok(())
}

fn list<'a>(all: &'a Value, name: &str) -> Result<&'a [Value]> {
    let list = all[name].as_array().map(Vec::as_slice);
    list.with_context(|| format!("explain --json lists {name}"))
}

fn add(pages: &mut Pages, name: &str, page: String) -> Result<()> {
    ensure!(is_file_name(name), "{name} is no name of a file");
    let earlier = pages.insert(file_name(name), page);
    ensure!(earlier.is_none(), "{name} has two pages");
    Ok(())
}

fn file_name(name: &str) -> String {
    format!("{name}.html")
}

/// Whether the code may be the name of a file, and of a link, as it is.
fn is_file_name(name: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    !name.is_empty() && name.bytes().all(is_plain)
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

fn code_page(entry: &Value, vendors: &[Value]) -> String {
    let code = text(entry, "code");
    let kind = KINDS.iter().find(|(kind, ..)| *kind == text(entry, "kind"));
    let kind = kind.map_or("Code", |(_, _, one)| *one);
    let mut main = format!(
        "<p class=\"kind\">{kind}</p>\n<h1><code>{code}</code></h1>\n<p>{}</p>\n{}",
        prose(&sentence(text(entry, "meaning"))),
        facts(
            text(entry, "remedy"),
            "",
            text(entry, "source"),
            text(entry, "link")
        )
    );
    for section in entry["sections"].as_array().into_iter().flatten() {
        main.push_str(&section_html(section));
    }
    let others: Vec<String> = vendors
        .iter()
        .filter(|one| meanings(one).any(|meaning| text(meaning, "reason") == code))
        .map(|one| link_to(text(one, "name")))
        .collect();
    if !others.is_empty() {
        main.push_str(&format!(
            "<h2>What others call it</h2>\n<ul class=\"names\">\n<li>{}</li>\n</ul>\n",
            others.join("</li>\n<li>")
        ));
    }
    page(code, text(entry, "meaning"), "", &main)
}

fn section_html(section: &Value) -> String {
    let mut html = format!(
        "<h2>{}</h2>\n<p>{}</p>\n",
        escaped(text(section, "title")),
        prose(text(section, "text"))
    );
    let code = text(section, "code");
    if !code.is_empty() {
        html.push_str(&format!("<pre tabindex=\"0\">{}</pre>\n", escaped(code)));
    }
    let codes = section["codes"].as_array().into_iter().flatten();
    for code in codes.filter_map(Value::as_str) {
        html.push_str(&format!("<p>See {}.</p>\n", link_to(code)));
    }
    let link = text(section, "link");
    if !link.is_empty() {
        html.push_str(&format!("<p class=\"note\">{}</p>\n", outside(link, link)));
    }
    html
}

fn vendor_page(one: &Value) -> String {
    let name = text(one, "name");
    let mut main = format!("<h1><code>{}</code></h1>\n", escaped(name));
    for meaning in meanings(one) {
        let (reason, source) = (text(meaning, "reason"), text(meaning, "source"));
        let link = if source.starts_with("https://") {
            source
        } else {
            ""
        };
        main.push_str(&format!(
            "<h2>{}</h2>\n<p>{}</p>\n{}",
            escaped(text(meaning, "vendor")),
            prose(&sentence(text(meaning, "meaning"))),
            facts(text(meaning, "remedy"), reason, source, link)
        ));
    }
    let first = meanings(one).next().map(|first| text(first, "meaning"));
    page(name, first.unwrap_or_default(), "", &main)
}

fn meanings(one: &Value) -> impl Iterator<Item = &Value> {
    one["meanings"].as_array().into_iter().flatten()
}

/// What to do, the reason of ours and the source, as a list.
fn facts(remedy: &str, reason: &str, source: &str, link: &str) -> String {
    let mut html = format!(
        "<dl>\n<dt>What to do</dt><dd>{}</dd>\n",
        prose(&sentence(remedy))
    );
    if !reason.is_empty() {
        html.push_str(&format!("<dt>Reason</dt><dd>{}</dd>\n", link_to(reason)));
    }
    let source = match link.is_empty() {
        true => escaped(source),
        false => outside(link, source),
    };
    html.push_str(&format!("<dt>Source</dt><dd>{source}</dd>\n</dl>\n"));
    html
}

fn index(codes: &[Value], vendors: &[Value]) -> String {
    let mut main = String::from(
        "<h1>Codes</h1>\n<p>Every name that Claimscope gives, and the codes and sentences of others that it knows.</p>\n\
         <p id=\"filter\" hidden><label for=\"words\">Filter</label> <input id=\"words\" type=\"search\" autocomplete=\"off\" \
         spellcheck=\"false\"></p>\n<p id=\"none\" role=\"status\" hidden>No code has these words.</p>\n",
    );
    for (kind, title, _) in KINDS {
        let rows = codes.iter().filter(|entry| text(entry, "kind") == kind);
        let rows = rows.map(|entry| row(text(entry, "code"), text(entry, "meaning")));
        main.push_str(&group(title, rows));
    }
    let rows = vendors.iter().map(|one| {
        let told: Vec<_> = meanings(one)
            .map(|meaning| format!("{}: {}", text(meaning, "vendor"), text(meaning, "meaning")))
            .collect();
        row(text(one, "name"), &told.join("; "))
    });
    main.push_str(&group("Codes of others", rows));
    let script = "<script type=\"module\" src=\"filter.js\"></script>";
    page("Codes", "All codes of Claimscope", script, &main)
}

fn group(title: &str, rows: impl Iterator<Item = String>) -> String {
    format!(
        "<section>\n<h2>{title}</h2>\n<ul class=\"codes\">\n{}</ul>\n</section>\n",
        rows.collect::<String>()
    )
}

fn row(name: &str, meaning: &str) -> String {
    format!("<li>{} {}</li>\n", link_to(name), prose(meaning))
}

/// The name as a link to its page; a sentence has none.
fn link_to(name: &str) -> String {
    let shown = escaped(name);
    match is_file_name(name) {
        true => format!("<a href=\"{}\"><code>{shown}</code></a>", file_name(name)),
        false => format!("<q>{shown}</q>"),
    }
}

fn outside(link: &str, shown: &str) -> String {
    format!(
        "<a href=\"{}\" rel=\"noopener noreferrer\">{}</a>",
        escaped(link),
        escaped(shown)
    )
}

/// With a capital letter and a full stop.
fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    let text: String = first.into_iter().chain(characters).collect();
    match text.ends_with(['.', '?', '!']) || text.is_empty() {
        true => text,
        false => format!("{text}."),
    }
}

/// Text in which back ticks mark code.
fn prose(text: &str) -> String {
    let mut html = String::new();
    for (index, part) in text.split('`').enumerate() {
        let part = escaped(part);
        match index % 2 {
            0 => html.push_str(&part),
            _ => html.push_str(&format!("<code>{part}</code>")),
        }
    }
    html
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

fn page(title: &str, description: &str, script: &str, main: &str) -> String {
    let scripts = if script.is_empty() {
        ""
    } else {
        "script-src 'self'; "
    };
    let (title, description) = (escaped(title), escaped(&description.replace('`', "")));
    format!(
        r##"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; {scripts}style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="description" content="{description}">
<title>{title}: Claimscope</title>
<link rel="icon" href="../icons/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="../css/theme.css">
<link rel="stylesheet" href="../css/controls.css">
<link rel="stylesheet" href="codes.css">
{script}
</head>
<body class="code-page">
<header><a href="../">Claimscope</a> <a href="index.html">All codes</a></header>
<main>
{main}</main>
</body>
</html>
"##
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXPLAINED: &str = r#"{
        "codes": [
            {"code": "claim.aud", "kind": "check", "meaning": "`aud` is <here>.", "remedy": "ask again", "source": "RFC 7519 §4.1.3",
             "link": "https://www.rfc-editor.org/rfc/rfc7519#section-4.1.3",
             "sections": [{"title": "As a reason", "text": "So.", "code": "{\"a\": 1}", "codes": ["token.audience"]}]},
            {"code": "token.audience", "kind": "reason", "meaning": "None.", "remedy": "ask again", "source": "Claimscope"}
        ],
        "vendors": [
            {"name": "IDX10214", "meanings": [{"vendor": "ASP.NET Core", "meaning": "no", "remedy": "ask", "reason": "token.audience", "source": "RFC 1"}]},
            {"name": "service not found", "meanings": [{"vendor": "Auth0", "meaning": "no", "remedy": "ask", "source": "https://auth0.com"}]}
        ]
    }"#;

    #[test]
    fn every_code_has_a_page_and_what_it_says_is_no_markup() {
        let pages = make(EXPLAINED).unwrap();
        let names: Vec<_> = pages.keys().map(String::as_str).collect();
        let expected = [
            "IDX10214.html",
            "claim.aud.html",
            "index.html",
            "token.audience.html",
        ];
        assert_eq!(names, expected);
        let page = &pages["claim.aud.html"];
        assert!(page.contains("<code>aud</code> is &lt;here&gt;."));
        assert!(page.contains("href=\"https://www.rfc-editor.org/rfc/rfc7519#section-4.1.3\""));
        assert!(page.contains("{&quot;a&quot;: 1}"));
        assert!(!page.contains("<script"));
        assert!(pages["token.audience.html"].contains("href=\"IDX10214.html\""));
        assert!(pages["index.html"].contains("<q>service not found</q>"));
    }

    #[test]
    fn what_is_no_list_of_codes_makes_no_pages() {
        assert!(make("{}").is_err());
        assert!(make("no").is_err());
    }
}
