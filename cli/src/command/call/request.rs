//! The request that `call` sends, and the token in it, as far as both come from the command line.

use std::path::Path;

use claimscope_core::json::{self, Value};
use claimscope_oauth::HttpRequest;

use crate::args::{ApiRequest, Call};
use crate::connection_file::{ConnectionFile, warn_of_options_over};
use crate::failure::Failure;
use crate::harmless::harmless;
use crate::input;

/// Headers that follow from the body; another value would leave the server waiting, or cut the request in two.
const OF_THE_BODY: [&str; 2] = ["content-length", "transfer-encoding"];

/// The request without the token: the saved one with what is given beside it, or what is given alone. `has_token` says that its
/// `Authorization` header comes from other options.
pub(in crate::command) fn request(
    options: &ApiRequest,
    file: Option<&ConnectionFile>,
    has_token: bool,
) -> Result<HttpRequest, Failure> {
    let mut request = match file {
        Some(file) => saved(options, file)?,
        None => HttpRequest::get(options.url.clone().unwrap_or_default()),
    };
    let mut over = Vec::new();
    match (&options.method, &options.data) {
        (Some(method), _) => {
            let method = method.to_ascii_uppercase();
            if request.method != method {
                over.push("-X".to_owned());
            }
            request.method = method;
        }
        (None, Some(_)) if request.method == "GET" => request.method = "POST".to_owned(),
        (None, _) => {}
    }
    let mut replaced = Vec::new();
    for text in &options.headers {
        let (name, value) = header(text)?;
        if name.eq_ignore_ascii_case("authorization") && has_token {
            return Err(Failure::usage(
                "the Authorization header is given twice: by -H and by the token's options",
            ));
        }
        // One that is given takes the place of those that are saved, and several that are given stand beside each other.
        if file.is_some() && !replaced.contains(&name.to_ascii_lowercase()) {
            let before = request.headers.len();
            request
                .headers
                .retain(|(other, _)| !other.eq_ignore_ascii_case(name));
            if request.headers.len() != before {
                over.push(format!("-H {}", harmless(name)));
            }
            replaced.push(name.to_ascii_lowercase());
        }
        request = request.header(name, value);
    }
    if let Some(data) = &options.data {
        let body = match data.strip_prefix('@') {
            Some(path) => input::body(Path::new(path))?,
            None => data.as_bytes().to_vec(),
        };
        if !request.body.is_empty() {
            over.push("-d".to_owned());
        }
        if request.header_value("content-type").is_none() {
            request = request.header("Content-Type", content_type(&body));
        }
        request = request.body(claimscope_core::secret::Secret::new(body));
    }
    if file.is_some() {
        warn_of_options_over(&over, "the saved request");
    }
    Ok(request)
}

/// The request that the options name: a saved one, a URL, or the connection's own URL.
fn saved(options: &ApiRequest, file: &ConnectionFile) -> Result<HttpRequest, Failure> {
    let ApiRequest {
        saved_request, url, ..
    } = options;
    match saved_request.as_ref().or(url.as_ref()) {
        Some(url) if url.contains("://") && saved_request.is_none() => {
            Ok(HttpRequest::get(url.clone()))
        }
        Some(name) => {
            let mut saved = file.request(name)?.clone();
            // What is given beside it is its body.
            saved.lacks_body &= options.data.is_none();
            file.http_request(&saved)
        }
        None => match &file.saved.api_url {
            Some(url) => Ok(HttpRequest::get(url.clone())),
            None => {
                let failure = Failure::usage("which request is to be sent is not said");
                Err(match file.request_names() {
                    None => {
                        failure.hint("give a URL, or add api_url = \"…\" to the connection's file")
                    }
                    Some(names) => failure.hint(format!("name one of {names}, or give a URL")),
                })
            }
        },
    }
}
fn header(text: &str) -> Result<(&str, &str), Failure> {
    let Some((name, value)) = text.split_once(':') else {
        return Err(
            Failure::usage("a header given with -H has no colon").hint("write it as 'Name: value'")
        );
    };
    let name = name.trim();
    if OF_THE_BODY.contains(&name.to_ascii_lowercase().as_str()) {
        return Err(Failure::usage(format!(
            "{name} is not taken from -H: it follows from the body that is sent"
        ))
        .hint("leave it out; -d gives the body"));
    }
    Ok((name, value.trim()))
}

/// JSON where the body is JSON, else a form, as curl has it.
fn content_type(body: &[u8]) -> &'static str {
    match json::parse_strict(body) {
        Ok(_) => "application/json",
        Err(_) => "application/x-www-form-urlencoded",
    }
}

/// Whether a header of the request is its credential already.
pub(super) fn has_authorization(arguments: &Call) -> bool {
    let mut headers = arguments.request.headers.iter();
    headers.any(|text| {
        let name = text.split(':').next().unwrap_or_default();
        name.trim().eq_ignore_ascii_case("authorization")
    })
}

/// Whether the options give a token, or say how to get one.
pub(super) fn has_token(arguments: &Call) -> bool {
    arguments.token.is_some()
        || arguments.token_file.is_some()
        || arguments.client.client_id.is_some()
}

/// The token that was given, if any; nothing is read where the options say nothing of a token.
pub(super) fn given_token(arguments: &Call) -> Result<Option<String>, Failure> {
    access_token(arguments.token.as_deref(), arguments.token_file.as_deref())
}

/// The access token of an argument, standard input or a file, if any is named.
pub(in crate::command) fn access_token(
    argument: Option<&str>,
    file: Option<&Path>,
) -> Result<Option<String>, Failure> {
    if argument.is_none() && file.is_none() {
        return Ok(None);
    }
    let token = input::token(argument, file)?;
    let message = misfit(&token).map(str::to_owned).or_else(|| {
        let document = claimscope_core::document_given_as_token(&token)?;
        Some(format!(
            "this is {}, and not an access token",
            document.text()
        ))
    });
    match message {
        None => Ok(Some(token)),
        Some(message) => Err(Failure::input(message)
            .hint("give the access token alone; `claimscope inspect` finds it in what was pasted")),
    }
}

/// Why a text cannot be an access token as a header carries it.
fn misfit(token: &str) -> Option<&'static str> {
    let start = token.get(..7).unwrap_or_default();
    if start.eq_ignore_ascii_case("bearer ") {
        return Some("the token has Bearer before it, which is added when it is sent");
    }
    if let Ok(Value::Object(_) | Value::Array(_) | Value::String(_)) =
        json::parse_strict(token.as_bytes())
    {
        return Some("this is JSON, such as a whole token response, and not an access token");
    }
    // Anything else would not survive in a header, or be taken for another one.
    token
        .bytes()
        .any(|byte| !byte.is_ascii_graphic())
        .then_some(
            "the token has characters that no header can carry, such as spaces or line breaks",
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_access_token_is_named() {
        assert_eq!(misfit("eyJh.eyJz.c2ln"), None);
        assert_eq!(misfit("12|opaque~token="), None);
        for (text, word) in [
            ("Bearer abc", "Bearer"),
            (r#"["eyJh.eyJz.c2ln","refresh"]"#, "JSON"),
            (r#"{"access_token": "abc"}"#, "JSON"),
            (r#""abc""#, "JSON"),
            ("a b", "spaces"),
            ("a\n", "line breaks"),
        ] {
            assert!(misfit(text).is_some_and(|why| why.contains(word)), "{text}");
        }
    }
}
