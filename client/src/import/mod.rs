//! What other programs keep of requests and of OAuth 2, read as connections: pure functions of texts.
//!
//! Nothing is kept here. An [`Imported`] says what was understood and what was not, by line, and has the secrets beside the
//! connections, which name only where each will be. What a connection file would refuse is left out as a whole, and said.

mod appsettings;
mod bruno;
mod connect;
mod credential;
mod curl;
mod draft;
mod environments;
mod finish;
mod folder;
mod http_body;
mod http_client;
mod http_file;
mod imported;
mod insomnia;
mod issuer;
mod json_comments;
mod keep;
mod node;
mod oauth2;
mod openapi;
mod opencollection;
mod path;
mod path_values;
mod postman;
mod request;
mod request_name;
mod row;
mod secret_variables;
mod secrets;
mod token_request;
mod url;

use draft::Draft;
use node::Node;

pub use folder::{ImportFile, read_folder};
pub use imported::{FoundSecret, ImportError, ImportFinding, ImportFormat, Imported};
pub use keep::ImportKeepError;

/// Reads a text in whatever format it is. `name` is its file's, where it has one; its ending tells formats apart that look
/// alike, and its stem names what has no name of its own.
///
/// # Errors
///
/// Where the format is none that is known, or nothing in it can be imported.
pub fn import(name: Option<&str>, text: &str) -> Result<Imported, ImportError> {
    let text = text.trim_start_matches('\u{feff}');
    let name = name.unwrap_or_default();
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let stem = stem
        .trim_end_matches(".postman_collection")
        .trim_end_matches(".postman_environment");
    let ending = ending.to_ascii_lowercase();
    drafted(|draft| read(draft, stem, &ending, text))
}

/// What a reader makes of it. Which variables are secrets is known when all is read, so that it is read again where some are.
fn drafted(
    read: impl Fn(&mut Draft) -> Result<ImportFormat, ImportError>,
) -> Result<Imported, ImportError> {
    let mut first = Draft::default();
    let format = read(&mut first)?;
    first.mark_values();
    if first.secret_variables.is_empty() {
        return first.finish(format);
    }
    let mut draft = Draft {
        secret_variables: first.secret_variables,
        ..Draft::default()
    };
    let format = read(&mut draft)?;
    draft.finish(format)
}

fn read(
    draft: &mut Draft,
    stem: &str,
    ending: &str,
    text: &str,
) -> Result<ImportFormat, ImportError> {
    let start = text.trim_start();
    Ok(match () {
        () if ["http", "rest"].contains(&ending) => http_file::read(draft, stem, text),
        () if curl::is_command(ending, text) => curl::read(draft, stem, text),
        () if ending == "bru" || bruno::is_bruno(start) => bruno::read(draft, stem, text),
        () if start.starts_with("//") && http_file::is_requests(start) => {
            http_file::read(draft, stem, text)
        }
        () if start.starts_with('{') || start.starts_with("//") || start.starts_with("/*") => {
            document(draft, stem, &Node::of_json(text)?)?
        }
        () if http_file::is_requests(start) => http_file::read(draft, stem, text),
        () => document(draft, stem, &Node::of_yaml(text)?)?,
    })
}

/// Reads a folder of Bruno's files as one collection. `name` is the folder's; `bruno.json` names it better, where it is there.
///
/// # Errors
///
/// Where there is none of Bruno's files, or nothing in them can be imported.
pub fn import_folder(name: &str, files: &[ImportFile]) -> Result<Imported, ImportError> {
    let is_bru = |file: &&ImportFile| file.path.ends_with(".bru");
    let bru: Vec<ImportFile> = files.iter().filter(is_bru).cloned().collect();
    if bru.is_empty() {
        let reason = "no file of Bruno (.bru) is in this folder";
        return Err(ImportError::new(1, reason));
    }
    drafted(|draft| {
        let title = title_of(draft, files).unwrap_or_else(|| name.to_owned());
        Ok(bruno::read_collection(draft, &title, &bru))
    })
}

/// How `bruno.json` names the collection.
fn title_of(draft: &mut Draft, files: &[ImportFile]) -> Option<String> {
    let about = files.iter().find(|file| file.path == "bruno.json")?;
    match Node::of_json(&about.text) {
        Ok(about) => about.text_at("name"),
        Err(error) => {
            "bruno.json".clone_into(&mut draft.file);
            let text = format!("the file is left out: {}", error.reason);
            draft.not_understood(error.line, text);
            draft.file.clear();
            None
        }
    }
}

/// A document of JSON or YAML, told by its members.
fn document(draft: &mut Draft, stem: &str, node: &Node) -> Result<ImportFormat, ImportError> {
    let has = |name: &str| node.get(name).is_some();
    let kind = node.text_at("type").unwrap_or_default();
    Ok(match () {
        () if has("openapi") => openapi::read(draft, node),
        () if has("item") && has("info") => postman::collection(draft, node),
        () if has("values") && (has("name") || has("_postman_variable_scope")) => {
            postman::environment(draft, node)
        }
        () if kind.starts_with("collection.insomnia.rest")
            || kind.starts_with("environment.insomnia") =>
        {
            insomnia::version_5(draft, node)
        }
        () if has("__export_format") && has("resources") => insomnia::version_4(draft, node),
        () if has("opencollection") || has("http") || has("info") && has("request") => {
            opencollection::read(draft, stem, node)
        }
        () if has("variables") && has("name") => opencollection::environment(draft, node),
        () if appsettings::is_settings(node) => appsettings::read(draft, node),
        () if http_client::is_environments(stem, node) => http_client::read(draft, node),
        () if has("swagger") => {
            return Err(ImportError::new(
                node.line,
                "this is Swagger 2.0, and OpenAPI 3 is read: convert it first",
            ));
        }
        () => {
            return Err(ImportError::new(
                node.line,
                "the format is none that is known: curl, Postman, Bruno, Insomnia, OpenAPI 3, .http or IdentityServer4's configuration",
            ));
        }
    })
}

#[cfg(test)]
mod tests;
