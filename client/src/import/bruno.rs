//! Bruno's own language: blocks of names and values, of text, and of lists.

use super::draft::{Draft, DraftBody, DraftId, DraftRequest, SHARED};
use super::folder::ImportFile;
use super::imported::ImportFormat;
use super::oauth2::Oauth2;

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
    let blocks = blocks(text);
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
    let mut parsed: Vec<(&ImportFile, Vec<Block<'_>>)> = files
        .iter()
        .map(|file| (file, blocks(&file.text)))
        .collect();
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
        read_request(draft, id, file, blocks);
    }
    draft.file.clear();
    ImportFormat::BrunoCollection
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
fn read_request(draft: &mut Draft, whole: DraftId, file: &ImportFile, blocks: &[Block<'_>]) {
    let own = oauth2_of(blocks);
    let request = blocks.iter().find(|block| METHODS.contains(&block.name));
    leave_scripts_out(draft, blocks);
    for block in blocks
        .iter()
        .filter(|block| block.name == "vars:pre-request")
    {
        for (line, name, value) in pairs(block) {
            draft.variable(SHARED, name, &value, line);
        }
    }
    let Some(request) = request else {
        leave_defaults_out(draft, "a folder", blocks);
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
    let new = request_of(draft, &title, request, blocks);
    draft.request(id, new);
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
        for (line, name, value) in pairs(block) {
            draft.variable(environment, name, &value, line);
        }
        draft.understood(block.line, format!("environment {environment}"));
    }
    for block in blocks
        .iter()
        .filter(|block| block.name == "vars:pre-request")
    {
        for (line, name, value) in pairs(block) {
            draft.variable(SHARED, name, &value, line);
        }
    }
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
        let is_script =
            block.name.starts_with("script") || block.name == "tests" || block.name == "assert";
        if is_script {
            draft.not_understood(block.line, format!("{} is left out", block.name));
        }
    }
}

/// The blocks of a text: `name {` or `name [` at the start of a line, up to the closing one there.
fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    let mut is_open = false;
    for (index, line) in text.lines().enumerate() {
        let closes = line.starts_with(['}', ']']);
        match is_open {
            true if closes => is_open = false,
            true => {
                if let Some(block) = blocks.last_mut() {
                    block.lines.push((index + 1, line));
                }
            }
            false => {
                let opened = line.trim_end().strip_suffix(['{', '[']);
                if let Some(name) = opened.filter(|name| !name.starts_with(char::is_whitespace)) {
                    blocks.push(Block {
                        name: name.trim(),
                        line: index + 1,
                        lines: Vec::new(),
                    });
                    is_open = true;
                }
            }
        }
    }
    blocks
}

/// Names and values of a block that are switched on; `'''` begins a value of several lines.
fn pairs<'a>(block: &Block<'a>) -> Vec<(usize, &'a str, String)> {
    let mut pairs = Vec::new();
    let mut lines = block.lines.iter();
    while let Some((at, line)) = lines.next() {
        let Some((name, value)) = line.trim().split_once(':') else {
            continue;
        };
        let value = match value.trim() {
            "'''" => {
                let text = lines.by_ref().map(|(_, line)| *line);
                let text: Vec<_> = text
                    .take_while(|line| line.trim() != "'''")
                    .map(str::trim)
                    .collect();
                text.join("\n")
            }
            value => value.to_owned(),
        };
        if !name.starts_with('~') {
            pairs.push((*at, name.trim().trim_matches('"'), value));
        }
    }
    pairs
}

fn value(block: &Block<'_>, name: &str) -> Option<String> {
    let mut pairs = pairs(block).into_iter();
    let (_, _, value) = pairs.find(|(_, one, _)| *one == name)?;
    (!value.is_empty()).then_some(value)
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
        for (_, name, value) in pairs(block) {
            oauth2.parameter(name.to_owned(), value);
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
    let named = |name: &str| -> Vec<(String, String)> {
        let pairs = find(name).map(pairs).unwrap_or_default().into_iter();
        pairs
            .map(|(_, name, value)| (name.to_owned(), value))
            .collect()
    };
    let mut headers = named("headers");
    let of = |block: &str, name: &str| {
        find(block)
            .and_then(|block| value(block, name))
            .unwrap_or_default()
    };
    let mut query = Vec::new();
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
    let body = match value(request, "body").unwrap_or_default().as_str() {
        "json" => find("body:json")
            .or(find("body"))
            .map(|block| DraftBody::Json(text_of(block))),
        "text" => find("body:text").map(|block| DraftBody::Text(text_of(block))),
        "xml" => find("body:xml").map(|block| DraftBody::Text(text_of(block))),
        "formUrlEncoded" | "form-urlencoded" => {
            Some(DraftBody::Form(named("body:form-urlencoded")))
        }
        "" | "none" => None,
        other => {
            draft.not_understood(
                request.line,
                format!("a body of the kind {other} is left out"),
            );
            None
        }
    };
    let path_values = find("params:path").map(pairs).unwrap_or_default();
    let path_values: Vec<_> = path_values
        .into_iter()
        .map(|(line, name, value)| (line, name.to_owned(), value))
        .collect();
    let url = value(request, "url").unwrap_or_default();
    let url = draft.with_path_values(&url, &path_values);
    // The URL has its query; the block beside it says the same again.
    DraftRequest {
        line: request.line,
        name: title.to_owned(),
        method: request.name.to_owned(),
        url,
        headers,
        query,
        body,
    }
}
