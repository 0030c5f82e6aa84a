//! The body of a request in a file of requests: a text, a file, or parts; and what is to be done with the answer.

use super::draft::Draft;
use super::request::DraftPart;

/// A body before its media type is known.
pub(super) enum HttpBody {
    None,
    /// One that cannot be had, which was said.
    LeftOut,
    Text(String),
    File(String),
    Parts(Vec<DraftPart>),
}

/// Reads the lines behind the headers.
pub(super) fn read<'a>(
    draft: &mut Draft,
    at: usize,
    media_type: &str,
    lines: impl Iterator<Item = (usize, &'a str)>,
) -> HttpBody {
    let mut text: Vec<(usize, &str)> = Vec::new();
    for (line, content) in lines {
        if is_handler(content) {
            draft.not_understood(line, "what is done with the answer is left out");
            break;
        }
        text.push((line, content));
    }
    let is_empty = |(_, line): &(usize, &str)| line.trim().is_empty();
    let from = text.iter().position(|line| !is_empty(line));
    let to = text.iter().rposition(|line| !is_empty(line));
    let (Some(from), Some(to)) = (from, to) else {
        return HttpBody::None;
    };
    let text = &text[from..=to];
    if media_type.to_ascii_lowercase().starts_with("multipart/") {
        return parts(draft, at, media_type, text);
    }
    if let [(_, line), more @ ..] = text
        && let Some(path) = file_of(line)
    {
        if let Some((line, _)) = more.first() {
            draft.not_understood(*line, "what stands behind the file of the body is left out");
        }
        return HttpBody::File(path);
    }
    for (line, _) in text.iter().filter(|(_, line)| file_of(line).is_some()) {
        let said = "a file within the body is not read: its line is sent as it stands";
        draft.not_understood(*line, said);
    }
    let lines: Vec<&str> = text.iter().map(|(_, line)| *line).collect();
    HttpBody::Text(lines.join("\n").trim().to_owned())
}

/// Whether a line begins what is done with the answer: a script, a file of one, or where the answer is kept.
pub(super) fn is_handler(line: &str) -> bool {
    let bare = line.trim();
    let is_script = bare.strip_prefix("> ").is_some_and(|handler| {
        handler.trim_start().starts_with("{%") || handler.trim_end().ends_with(".js")
    });
    is_script
        || ["> {%", ">{%", ">> ", ">>! ", "<> "]
            .iter()
            .any(|start| bare.starts_with(start))
}

/// Passes over the lines of a script, up to the one that ends it.
pub(super) fn skip_script<'a>(first: &str, lines: &mut impl Iterator<Item = (usize, &'a str)>) {
    if !first.contains("%}") {
        let _ = lines.find(|(_, line)| line.contains("%}"));
    }
}

/// The path in a line that stands for a file's content: `< path`, or `<@ path`, before which an encoding may be named.
fn file_of(line: &str) -> Option<String> {
    let rest = line.trim().strip_prefix('<')?;
    let path = match rest.strip_prefix('@') {
        None => rest.strip_prefix(' ')?,
        Some(rest) => rest.split_once(' ')?.1,
    };
    let path = path.trim();
    (!path.is_empty() && !path.starts_with("{%")).then(|| path.to_owned())
}

/// The parts of a multipart body (RFC 2046, section 5.1). Where one cannot be had, the body is left out as a whole.
fn parts(draft: &mut Draft, at: usize, media_type: &str, text: &[(usize, &str)]) -> HttpBody {
    let boundary = media_type.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let is_it = name.trim().eq_ignore_ascii_case("boundary");
        is_it.then(|| value.trim().trim_matches('"'))
    });
    let first = text.first().map_or("", |(_, line)| line.trim());
    let open = match boundary {
        Some(boundary) => format!("--{boundary}"),
        None => first.to_owned(),
    };
    let is_form = media_type
        .to_ascii_lowercase()
        .starts_with("multipart/form-data");
    if !is_form || first != open || !open.starts_with("--") {
        let why = match is_form {
            true => "its first line is not the boundary",
            false => "it is no multipart/form-data",
        };
        draft.not_understood(at, format!("a body of several parts is left out: {why}"));
        return HttpBody::LeftOut;
    }
    let close = format!("{open}--");
    let mut all = Vec::new();
    let inner = text.split(|(_, line)| [open.as_str(), &close].contains(&line.trim()));
    for lines in inner.filter(|lines| lines.iter().any(|(_, line)| !line.trim().is_empty())) {
        all.extend(part(draft, lines));
    }
    HttpBody::Parts(all)
}

/// A part: headers, an empty line, and what is in it.
fn part(draft: &mut Draft, lines: &[(usize, &str)]) -> Option<DraftPart> {
    let (at, _) = *lines.first()?;
    let end = lines.iter().position(|(_, line)| line.trim().is_empty());
    let (head, content) = lines.split_at(end.unwrap_or(lines.len()));
    let header = |wanted: &str| {
        let mut pairs = head
            .iter()
            .filter_map(|(_, line)| line.trim().split_once(':'));
        let (_, value) = pairs.find(|(name, _)| name.trim().eq_ignore_ascii_case(wanted))?;
        Some(value.trim())
    };
    let disposition = header("content-disposition").unwrap_or_default();
    let name = parameter(disposition, "name").unwrap_or_default();
    let content: Vec<&str> = content.iter().skip(1).map(|(_, line)| *line).collect();
    let content = content.join("\n");
    let value = match file_of(content.trim()).filter(|path| !path.contains('\n')) {
        Some(path) => Err(path),
        None => {
            if parameter(disposition, "filename").is_some() {
                let text =
                    format!("the part {name} is sent as a value, without the name of a file");
                draft.not_understood(at, text);
            }
            Ok(content.trim_end_matches(['\r', '\n']).to_owned())
        }
    };
    Some(DraftPart {
        name,
        value,
        media_type: header("content-type").map(str::to_owned),
        is_off: false,
    })
}

/// A parameter of a header, such as `name="x"`.
fn parameter(header: &str, wanted: &str) -> Option<String> {
    header.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let is_it = name.trim().eq_ignore_ascii_case(wanted);
        is_it.then(|| value.trim().trim_matches('"').to_owned())
    })
}
