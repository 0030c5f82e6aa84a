//! A text with curl commands among others: a request for each, values that variables get, and what is neither.

use claimscope_core::CurlCommand;

use super::CurlRequest;
use super::shell::{ShellCommand, commands, is_name};

/// The commands of a shell's text, each with its line. It has no `Debug`: they carry credentials.
#[non_exhaustive]
pub struct CurlScript {
    /// What each comes to.
    pub steps: Vec<(usize, CurlStep)>,
    /// Whether typographic quotation marks and dashes were read as plain ones.
    pub had_typography: bool,
}

/// What a command comes to.
pub enum CurlStep {
    /// A request.
    Curl(Box<CurlRequest>),
    /// Name and value of a variable.
    Value(String, String),
    /// Nothing closes a quotation mark in the command: what the requests of this line have in them is not certain.
    Unclosed,
    /// What stands before the word curl and is no part of the request.
    Before,
    /// Something that is done with what the request before it brought.
    Output,
    /// Any other command, or no command.
    Other,
}

/// Words before a command that change nothing of what it sends.
const PREFIXES: [&str; 22] = [
    "time", "env", "sudo", "command", "exec", "nohup", "do", "then", "else", "if", "while",
    "until", "!", "{", "(", "export", "local", "readonly", "declare", "call", "&", "@",
];

impl CurlScript {
    /// Reads a text.
    pub fn read(text: &str) -> Self {
        let (commands, had_typography) = commands(text);
        Self {
            had_typography,
            steps: commands.iter().flat_map(steps_of).collect(),
        }
    }
}

fn steps_of(command: &ShellCommand) -> Vec<(usize, CurlStep)> {
    let mut steps = Vec::new();
    let (before, rest) = match at_curl(&command.text) {
        Some(at) => command.text.split_at(at),
        None => (command.text.as_str(), ""),
    };
    let mut is_known = true;
    for word in words_of(before) {
        match word.split_once('=') {
            Some((name, value)) if is_name(name) => {
                let value = usual(unquoted(value));
                match value.contains("{{$shell}}") || value.contains('`') {
                    true => is_known = false,
                    false => steps.push(CurlStep::Value(name.to_owned(), value.to_owned())),
                }
            }
            _ if PREFIXES.contains(&word) || is_prompt(word) => {}
            _ => is_known = false,
        }
    }
    let requests = CurlRequest::all_of(rest);
    match () {
        () if command.is_fed && requests.is_empty() => steps.push(CurlStep::Output),
        () if !is_known && !requests.is_empty() => steps.push(CurlStep::Before),
        () if !is_known || !rest.is_empty() && requests.is_empty() => steps.push(CurlStep::Other),
        () => {}
    }
    if command.is_unclosed && !requests.is_empty() {
        steps.push(CurlStep::Unclosed);
    }
    let requests = requests
        .into_iter()
        .map(|one| CurlStep::Curl(Box::new(one)));
    steps.extend(requests);
    let line = command.line;
    steps.into_iter().map(|step| (line, step)).collect()
}

/// Where the word curl stands, by any path to it and behind any prompt.
fn at_curl(text: &str) -> Option<usize> {
    words_of(text).find_map(|word| {
        let name = word.rsplit(['/', '\\', '>', '$']).next()?;
        let at = word.as_ptr() as usize - text.as_ptr() as usize;
        ["curl", "curl.exe"].contains(&name).then_some(at)
    })
}

/// The words of a command, with their quotation marks.
fn words_of(text: &str) -> impl Iterator<Item = &str> {
    let mut quote = None;
    let words = text.split(move |letter: char| match quote {
        Some(open) => {
            quote = (letter != open).then_some(open);
            false
        }
        None => {
            quote = ['"', '\''].contains(&letter).then_some(letter);
            letter.is_whitespace()
        }
    });
    words.filter(|word| !word.is_empty())
}

/// What a shell prints before a command ends in one of these.
fn is_prompt(word: &str) -> bool {
    word == "PS" || word.ends_with(['$', '%', '#', '>', ')'])
}

fn unquoted(text: &str) -> &str {
    let inner = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
    inner('"').or_else(|| inner('\'')).unwrap_or(text)
}

/// What stands in `${NAME:-…}` for a variable that is not set.
fn usual(value: &str) -> &str {
    let inner = value
        .strip_prefix("${")
        .and_then(|rest| rest.strip_suffix('}'));
    inner
        .and_then(|inner| inner.split_once(":-"))
        .map_or(value, |(_, usual)| usual)
}

impl CurlRequest {
    /// The requests of one command, which begins with the word curl: one for each address.
    fn all_of(command: &str) -> Vec<Self> {
        let options = command
            .split_once(char::is_whitespace)
            .map_or("", |(_, rest)| rest);
        let Some(command) = CurlCommand::read(&format!("curl {options}")) else {
            return Vec::new();
        };
        let options = command.options.iter();
        let named = options.filter(|(option, _)| option == "--url");
        let (urls, others): (Vec<&str>, Vec<&str>) = named
            .map(|(_, url)| url.as_str())
            .partition(|url| is_address(url));
        let one = |url: &&str| {
            let mut command = command.clone();
            (*url).clone_into(&mut command.url);
            let mut request = Self::of(&command);
            if !others.is_empty() {
                let text = "a word that is neither an option nor an address is left out";
                request.note(text);
            }
            request
        };
        urls.iter().map(one).collect()
    }

    /// The request of the first curl command of a text, with what else is in the text said.
    pub fn first_of(text: &str) -> Option<Self> {
        let script = CurlScript::read(text);
        let mut steps = script.steps.into_iter().map(|(_, step)| step);
        let CurlStep::Curl(request) = steps.find(|step| matches!(step, CurlStep::Curl(_)))? else {
            return None;
        };
        let mut request = *request;
        if script.had_typography {
            request.note("typographic quotation marks and dashes are read as plain ones");
        }
        if request
            .user
            .as_ref()
            .is_some_and(|user| user.contains("{{"))
        {
            request
                .note("user name and password of -u are left out: they are variables of the shell");
        }
        if steps.any(|step| matches!(step, CurlStep::Curl(_))) {
            request.note("further commands of the text are left out: the import reads all of them");
        }
        Some(request)
    }
}

/// Whether a word is an address, and not the value of an option that is unknown here.
fn is_address(word: &str) -> bool {
    word.contains(['.', ':', '/', '{', '$', '<', '%']) || word == "localhost"
}
