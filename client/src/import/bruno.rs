//! Bruno's own language: blocks of names and values, of text, and of lists.

use super::draft::{Draft, DraftId, SHARED, folder_within};
use super::folder::ImportFile;
use super::imported::ImportFormat;
use super::oauth2::Oauth2;
use super::request::{DraftBody, DraftPart, DraftRequest};
use super::row::DraftRow;

/// A block: its name, where it begins, and its lines.
struct Block<'a> {
    name: &'a str,
    line: usize,
    lines: Vec<(usize, &'a str)>,
}

/// The names of blocks by which a text is known.
const KNOWN: [&str; 8] = [
    "meta {", "get {", "post {", "put {", "delete {", "patch {", "vars {", "auth {",
];
const METHODS: [&str; 9] = [
    "get", "post", "put", "delete", "patch", "options", "head", "trace", "connect",
];

/// Whether a text begins as one of Bruno's does.
pub(super) fn is_bruno(text: &str) -> bool {
    KNOWN.iter().any(|start| text.starts_with(start))
}

pub(super) fn read(draft: &mut Draft, stem: &str, text: &str) -> ImportFormat {
    let Some(blocks) = whole(draft, text) else {
        return ImportFormat::Bruno;
    };
    read_variables(draft, stem, &blocks);
    let title = title(stem, &blocks);
    let oauth2 = oauth2_of(&blocks);
    let request = blocks.iter().find(|block| METHODS.contains(&block.name));
    if oauth2.is_some() || request.is_some() {
        let id = draft.connection(&title, oauth2.as_ref());
        if let Some(request) = request {
            let new = request_of(draft, &title, request, &blocks);
            draft.request(id, new);
        }
    }
    leave_scripts_out(draft, &blocks);
    ImportFormat::Bruno
}

/// A folder of Bruno's files, by their paths: one connection with the requests that have no OAuth of their own.
pub(super) fn read_collection(draft: &mut Draft, name: &str, files: &[ImportFile]) -> ImportFormat {
    let mut parsed: Vec<(&ImportFile, Vec<Block<'_>>)> = Vec::new();
    for file in files {
        draft.file.clone_from(&file.path);
        parsed.extend(whole(draft, &file.text).map(|blocks| (file, blocks)));
    }
    parsed.sort_by_cached_key(|(file, blocks)| order(file, blocks));
    let is_whole = |file: &ImportFile| file.path == "collection.bru";
    // What requests name comes before them.
    for (file, blocks) in &parsed {
        draft.file.clone_from(&file.path);
        if is_whole(file) || file.folder().is_some_and(|folder| folder == "environments") {
            read_variables(draft, file.stem(), blocks);
        }
    }
    let whole = parsed.iter().find(|(file, _)| is_whole(file));
    if let Some((file, blocks)) = whole {
        draft.file.clone_from(&file.path);
        leave_scripts_out(draft, blocks);
        leave_defaults_out(draft, "the whole collection", blocks);
    }
    let oauth2 = whole.and_then(|(_, blocks)| oauth2_of(blocks));
    let id = draft.connection(name, oauth2.as_ref());
    for (file, blocks) in &parsed {
        if is_whole(file) || file.folder().is_some_and(|folder| folder == "environments") {
            continue;
        }
        draft.file.clone_from(&file.path);
        let folder = folder_title(file.folder().unwrap_or_default(), &parsed);
        read_request(draft, id, (file, &folder), blocks);
    }
    draft.file.clear();
    ImportFormat::BrunoCollection
}

/// The blocks of a file; `None` where it is broken: then nothing of it is taken, and the line is said.
fn whole<'a>(draft: &mut Draft, text: &'a str) -> Option<Vec<Block<'a>>> {
    match blocks(text) {
        Ok(blocks) => Some(blocks),
        Err((line, reason)) => {
            draft.not_understood(line, format!("the file is left out: {reason}"));
            None
        }
    }
}

/// Folder by folder, within each as the person has them.
fn order(file: &ImportFile, blocks: &[Block<'_>]) -> (String, u64, String) {
    let meta = blocks.iter().find(|block| block.name == "meta");
    let place = meta.and_then(|block| value(block, "seq")?.parse().ok());
    let folder = file.folder().unwrap_or_default();
    let last = u64::MAX;
    (folder.to_owned(), place.unwrap_or(last), file.path.clone())
}

/// A request of a collection, or what is said of a folder.
fn read_request(
    draft: &mut Draft,
    whole: DraftId,
    (file, folder): (&ImportFile, &str),
    blocks: &[Block<'_>],
) {
    let own = oauth2_of(blocks);
    let request = blocks.iter().find(|block| METHODS.contains(&block.name));
    leave_scripts_out(draft, blocks);
    read_block_variables(draft, SHARED, "vars:pre-request", blocks);
    let Some(request) = request else {
        leave_defaults_out(draft, "a folder", blocks);
        if file.stem() != "folder" {
            draft.not_understood(1, "the file is left out: there is no HTTP request in it");
        }
        if let Some(own) = own {
            let text = "OAuth of a folder is left out: its requests go with the collection's";
            draft.not_understood(own.line, text);
        }
        return;
    };
    let title = title(file.stem(), blocks);
    let has_own = value(request, "auth").is_some_and(|auth| auth == "oauth2");
    let id = match own.filter(|_| has_own) {
        Some(own) => draft.connection(&title, Some(&own)),
        None => whole,
    };
    let mut new = request_of(draft, &title, request, blocks);
    new.folder = folder.to_owned();
    draft.request(id, new);
}

/// The name of the folder at a path, each within the one before: what its `folder.bru` says, or else its part of the path.
fn folder_title(path: &str, parsed: &[(&ImportFile, Vec<Block<'_>>)]) -> String {
    let mut title_of_all = String::new();
    let ends = path.match_indices('/').map(|(end, _)| end);
    for end in ends.chain([path.len()]) {
        let folder = &path[..end];
        let last = folder.rsplit('/').next().unwrap_or_default();
        let own = parsed
            .iter()
            .find(|(file, _)| file.folder() == Some(folder) && file.stem() == "folder");
        let own = own.map_or_else(|| last.to_owned(), |(_, blocks)| title(last, blocks));
        title_of_all = folder_within(&title_of_all, &own);
    }
    title_of_all
}

fn title(stem: &str, blocks: &[Block<'_>]) -> String {
    let meta = blocks.iter().find(|block| block.name == "meta");
    let title = meta.and_then(|block| value(block, "name"));
    title.unwrap_or_else(|| stem.to_owned())
}

fn oauth2_of(blocks: &[Block<'_>]) -> Option<Oauth2> {
    let block = blocks.iter().find(|block| block.name == "auth:oauth2")?;
    Some(oauth2(block, blocks))
}

fn read_variables(draft: &mut Draft, stem: &str, blocks: &[Block<'_>]) {
    let environment = if stem.is_empty() { SHARED } else { stem };
    for block in blocks.iter().filter(|block| block.name == "vars") {
        draft.understood(block.line, format!("environment {environment}"));
    }
    read_block_variables(draft, environment, "vars", blocks);
    read_block_variables(draft, SHARED, "vars:pre-request", blocks);
    for block in blocks.iter().filter(|block| block.name == "vars:secret") {
        for (line, name) in &block.lines {
            let name = name.trim().trim_end_matches(',');
            draft.not_understood(
                *line,
                format!("the variable {name} is a secret, and is left out"),
            );
        }
    }
}

fn read_block_variables(draft: &mut Draft, environment: &str, name: &str, blocks: &[Block<'_>]) {
    let pairs = blocks
        .iter()
        .filter(|block| block.name == name)
        .flat_map(pairs);
    for pair in pairs {
        match pair.is_off {
            false => draft.variable(environment, pair.name, &pair.value, pair.line),
            true => draft.variable_off(pair.name, pair.line),
        }
    }
}

/// What requests would take over from above, but for OAuth, is said.
fn leave_defaults_out(draft: &mut Draft, of: &str, blocks: &[Block<'_>]) {
    for block in blocks {
        let is_auth = block.name.starts_with("auth:") && !block.name.starts_with("auth:oauth2");
        if is_auth || block.name == "headers" {
            draft.not_understood(block.line, format!("{} of {of} is left out", block.name));
        }
    }
}

fn leave_scripts_out(draft: &mut Draft, blocks: &[Block<'_>]) {
    for block in blocks {
        let is_script = block.name.starts_with("script")
            || ["tests", "assert", "vars:post-response"].contains(&block.name);
        if is_script {
            draft.not_understood(block.line, format!("{} is left out", block.name));
        }
    }
}

/// The blocks of a text: `name {` or `name [` at the start of a line, up to the closing one there; or the line that is at fault.
fn blocks(text: &str) -> Result<Vec<Block<'_>>, (usize, String)> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    let mut open: Option<Block<'_>> = None;
    for (index, line) in text.lines().enumerate() {
        match open.take() {
            Some(block) if line.starts_with(['}', ']']) => blocks.push(block),
            Some(mut block) => {
                block.lines.push((index + 1, line));
                open = Some(block);
            }
            None if line.trim().is_empty() => {}
            None => {
                let opened = line.trim_end().strip_suffix(['{', '[']);
                let name = opened.filter(|name| !name.starts_with(char::is_whitespace));
                let Some(name) = name else {
                    return Err((index + 1, "this line stands in no block".to_owned()));
                };
                open = Some(Block {
                    name: name.trim(),
                    line: index + 1,
                    lines: Vec::new(),
                });
            }
        }
    }
    match open {
        Some(block) => Err((
            block.line,
            format!("the block {} is not closed", block.name),
        )),
        None => Ok(blocks),
    }
}

/// A line of a block: a name and its value, switched off by `~` before it.
struct Pair<'a> {
    line: usize,
    name: &'a str,
    value: String,
    is_off: bool,
}

/// The names and values of a block; `'''` begins a value of several lines.
fn pairs<'a>(block: &Block<'a>) -> Vec<Pair<'a>> {
    let mut pairs = Vec::new();
    let mut lines = block.lines.iter();
    while let Some((at, line)) = lines.next() {
        let bare = line.trim();
        let is_off = bare.starts_with('~');
        let Some((name, value)) = name_and_value(bare.trim_start_matches('~')) else {
            continue;
        };
        let value = match value.trim() {
            "'''" => {
                let text = lines.by_ref().map(|(_, line)| *line);
                let text: Vec<_> = text
                    .take_while(|line| !line.trim().starts_with("'''"))
                    .map(str::trim)
                    .collect();
                text.join("\n")
            }
            value => value.to_owned(),
        };
        pairs.push(Pair {
            line: *at,
            name,
            value,
            is_off,
        });
    }
    pairs
}

/// A name may stand in quotation marks.
fn name_and_value(line: &str) -> Option<(&str, &str)> {
    let quoted = line
        .strip_prefix('"')
        .and_then(|rest| rest.split_once("\":"));
    let (name, value) = quoted.or_else(|| line.split_once(':'))?;
    Some((name.trim(), value))
}

/// The value of a name that is switched on.
fn value(block: &Block<'_>, name: &str) -> Option<String> {
    let mut pairs = pairs(block).into_iter();
    let pair = pairs.find(|pair| pair.name == name && !pair.is_off)?;
    (!pair.value.is_empty()).then_some(pair.value)
}

/// The block as rows, those that are switched off among them.
fn rows(block: Option<&Block<'_>>) -> Vec<DraftRow> {
    let pairs = block.map(pairs).unwrap_or_default().into_iter();
    let row = |pair: Pair<'_>| DraftRow {
        name: pair.name.to_owned(),
        value: pair.value,
        is_off: pair.is_off,
    };
    pairs.map(row).collect()
}

/// The text of a block, without the two spaces before each line.
fn text_of(block: &Block<'_>) -> String {
    let lines = block.lines.iter();
    let lines = lines.map(|(_, line)| line.strip_prefix("  ").unwrap_or(line));
    lines.collect::<Vec<_>>().join("\n")
}

fn oauth2(block: &Block<'_>, blocks: &[Block<'_>]) -> Oauth2 {
    let text = |name: &str| value(block, name).unwrap_or_default();
    let mut oauth2 = Oauth2 {
        line: block.line,
        grant: text("grant_type"),
        authorization_url: text("authorization_url"),
        token_url: text("access_token_url"),
        client_id: text("client_id"),
        client_secret: text("client_secret"),
        secret_in_header: value(block, "credentials_placement")
            .map(|place| place == "basic_auth_header"),
        scope: text("scope"),
        redirect_uri: text("callback_url"),
        username: text("username"),
        password: text("password"),
        ..Oauth2::default()
    };
    let of_token = "auth:oauth2:additional_params:access_token_req:body";
    for block in blocks.iter().filter(|block| block.name == of_token) {
        for pair in pairs(block).into_iter().filter(|pair| !pair.is_off) {
            oauth2.parameter(pair.name.to_owned(), pair.value);
        }
    }
    oauth2
}

fn request_of(
    draft: &mut Draft,
    title: &str,
    request: &Block<'_>,
    blocks: &[Block<'_>],
) -> DraftRequest {
    let find = |name: &str| blocks.iter().find(|block| block.name == name);
    let mut headers = rows(find("headers"));
    let of = |block: &str, name: &str| {
        find(block)
            .and_then(|block| value(block, name))
            .unwrap_or_default()
    };
    // The URL has those that are sent; the block beside it says the same again.
    let mut query = rows(find("params:query").or(find("query")));
    query.retain(|row| row.is_off);
    let credential = match value(request, "auth").unwrap_or_default().as_str() {
        "" | "none" | "inherit" | "oauth2" => None,
        kind => {
            let block = format!("auth:{kind}");
            let in_query = of(&block, "placement") == "queryparams";
            draft.credential(request.line, kind, in_query, |name| of(&block, name))
        }
    };
    if let Some(credential) = credential {
        credential.put(&mut headers, &mut query);
    }
    let kind = value(request, "body").unwrap_or_default();
    let body = body_of(draft, request.line, &kind, blocks);
    let path_values = find("params:path").map(pairs).unwrap_or_default();
    let path_values: Vec<_> = path_values
        .into_iter()
        .map(|pair| (pair.line, pair.name.to_owned(), pair.value))
        .collect();
    let url = value(request, "url").unwrap_or_default();
    let url = draft.with_path_values(&url, &path_values);
    DraftRequest {
        line: request.line,
        name: title.to_owned(),
        method: request.name.to_owned(),
        url,
        headers,
        query,
        body,
        ..DraftRequest::default()
    }
}

fn body_of(draft: &mut Draft, line: usize, kind: &str, blocks: &[Block<'_>]) -> Option<DraftBody> {
    let find = |name: &str| blocks.iter().find(|block| block.name == name);
    let text = |name: &str| find(name).map(text_of);
    match kind {
        "json" => text("body:json")
            .or_else(|| text("body"))
            .map(|text| draft.json_with_comments(line, text)),
        "text" | "xml" | "sparql" => text(&format!("body:{kind}")).map(DraftBody::Text),
        "graphql" => {
            let variables = text("body:graphql:vars").unwrap_or_default();
            text("body:graphql").map(|query| DraftBody::of_graphql(&query, &variables))
        }
        "formUrlEncoded" | "form-urlencoded" => {
            Some(DraftBody::Form(rows(find("body:form-urlencoded"))))
        }
        "multipartForm" | "multipart-form" => {
            let parts = rows(find("body:multipart-form")).into_iter();
            Some(DraftBody::Multipart(parts.flat_map(parts_of).collect()))
        }
        "" | "none" => None,
        other => {
            let text = format!("a body of the kind {other} is left out");
            draft.not_understood(line, text);
            Some(DraftBody::LeftOut)
        }
    }
}

/// `@file(path|path)` are files, and `@contentType(type)` behind a value says its type.
fn parts_of(row: DraftRow) -> Vec<DraftPart> {
    let (content, media_type) = match row.value.split_once("@contentType(") {
        Some((content, kind)) => (content.trim(), Some(kind.trim_end_matches(')').to_owned())),
        None => (row.value.as_str(), None),
    };
    let files = content
        .strip_prefix("@file(")
        .map(|files| files.trim_end_matches(')'));
    let one = DraftPart {
        name: row.name,
        value: Ok(content.to_owned()),
        media_type,
        is_off: row.is_off,
    };
    match files {
        None => vec![one],
        Some(files) => one.of_files(files.split('|').map(str::to_owned).collect()),
    }
}
