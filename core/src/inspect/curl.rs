//! A curl command as people paste it, with the prompt before it and the answer behind it.

/// The request that a curl command sends. It has no `Debug`: headers and body carry credentials.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CurlCommand {
    /// What `-X` says; otherwise `POST` where there is a body, and `GET` where there is none.
    pub method: String,
    /// The address as it is written, without what `-G` would add to it; empty where there is none.
    pub url: String,
    /// Names and values in order, of `-H`, `-b` and `--oauth2-bearer`.
    pub headers: Vec<(String, String)>,
    /// User name and password of `-u`, with a colon between them.
    pub user: Option<String>,
    /// What `-d` and its like send, joined by `&`; empty where there is nothing.
    pub body: String,
    /// The options that say something of the request, or of its connection, and stand in none of the members.
    pub left_out: Vec<String>,
    /// Where the command ends in the text, in bytes: what stands behind is what the shell printed.
    pub end: usize,
}

impl CurlCommand {
    /// Reads the command at the start of a text, behind a prompt such as `$ `; `None` where there is none.
    ///
    /// The command ends at the first line end that is neither quoted nor escaped, unless the next line goes on with an
    /// option: a mail may have lost the backslash.
    pub fn read(text: &str) -> Option<Self> {
        let command = without_prompt(text)?;
        let (words, rest) = words(command);
        let mut read = Self {
            end: text.len() - rest.len(),
            ..Self::default()
        };
        read.take(words);
        if read.method.is_empty() {
            let implied = if read.body.is_empty() { "GET" } else { "POST" };
            read.method = implied.to_owned();
        }
        Some(read)
    }

    fn take(&mut self, words: Vec<String>) {
        const PIPES: [&str; 8] = ["|", "||", "&&", "&", ";", ">", ">>", "2>&1"];
        let mut words = words
            .into_iter()
            .take_while(|word| !PIPES.contains(&word.as_str()));
        let mut body: Vec<String> = Vec::new();
        while let Some(word) = words.next() {
            let (option, attached) = option(&word);
            let mut value = || {
                attached
                    .clone()
                    .or_else(|| words.next())
                    .unwrap_or_default()
            };
            match option.as_str() {
                "-H" | "--header" => {
                    if let Some((name, value)) = value().split_once(':') {
                        let header = (name.to_owned(), value.trim().to_owned());
                        self.headers.push(header);
                    }
                }
                "-X" | "--request" => self.method = value(),
                "-b" | "--cookie" => self.headers.push(("Cookie".to_owned(), value())),
                "-u" | "--user" => self.user = Some(value()),
                "--oauth2-bearer" => {
                    let header = ("Authorization".to_owned(), format!("Bearer {}", value()));
                    self.headers.push(header);
                }
                option if option == "-d" || option.starts_with("--data") || option == "--json" => {
                    body.push(value());
                }
                "--url" => self.url = value(),
                "-A" | "--user-agent" => self.headers.push(("User-Agent".to_owned(), value())),
                "-I" | "--head" => self.method = "HEAD".to_owned(),
                "-o" | "--output" | "-w" | "--write-out" => {
                    value();
                }
                valued if VALUED.contains(&valued) => {
                    value();
                    self.left_out.push(option);
                }
                word if !word.starts_with('-') => self.url = word.to_owned(),
                flag if QUIET.contains(&flag) => {}
                _ => self.left_out.push(option),
            }
        }
        self.body = body.join("&");
    }
}

/// Options with a value that stands in no member.
const VALUED: [&str; 19] = [
    "-F",
    "--form",
    "--form-string",
    "-T",
    "--upload-file",
    "-e",
    "--referer",
    "-x",
    "--proxy",
    "-E",
    "--cert",
    "--key",
    "--cacert",
    "-m",
    "--max-time",
    "--connect-timeout",
    "--resolve",
    "-c",
    "--cookie-jar",
];

/// Options that are about what curl prints, or that every client does.
const QUIET: [&str; 15] = [
    "-s",
    "-S",
    "-sS",
    "-i",
    "-v",
    "-f",
    "-g",
    "-N",
    "--silent",
    "--show-error",
    "--include",
    "--verbose",
    "--fail",
    "--compressed",
    "--globoff",
];

/// What follows `curl` in the first line, where nothing but a shell's prompt stands before it.
fn without_prompt(text: &str) -> Option<&str> {
    let line = text.lines().next()?;
    ["curl ", "curl.exe "].iter().find_map(|name| {
        let at = line.find(name)?;
        let prompt = &line[..at];
        let is_prompt = ["$ ", "% ", "# ", "> "]
            .iter()
            .any(|end| prompt.ends_with(end));
        (prompt.is_empty() || is_prompt && prompt.len() <= 100).then(|| &text[at + name.len()..])
    })
}

/// `-XPOST` and `--request=POST` as option and value.
fn option(word: &str) -> (String, Option<String>) {
    if let Some((option, value)) = word.split_once('=').filter(|_| word.starts_with("--")) {
        return (option.to_owned(), Some(value.to_owned()));
    }
    let is_attached = word.len() > 2
        && ["-H", "-X", "-d", "-u", "-b"]
            .iter()
            .any(|one| word.starts_with(one));
    match is_attached.then(|| word.split_at(2)) {
        Some((option, value)) => (option.to_owned(), Some(value.to_owned())),
        None => (word.to_owned(), None),
    }
}

/// A command's words as a shell has them, and what stands behind its end: quotation marks, backslashes, `^` at line ends.
fn words(command: &str) -> (Vec<String>, &str) {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut characters = command.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        match (quote, character) {
            (Some(open), close) if open == close => quote = None,
            (None, '\'' | '"') => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            (None, '\\' | '^' | '`') if begins_line_end(&command[at + 1..]) => {
                while characters.next_if(|(_, next)| *next == '\r').is_some() {}
                characters.next_if(|(_, next)| *next == '\n');
            }
            (None | Some('"'), '\\') => {
                let escaped = characters.next().map(|(_, escaped)| escaped);
                word.get_or_insert_default().extend(escaped);
            }
            (None, '\n') if !goes_on(&command[at..]) => {
                words.extend(word);
                return (words, &command[at..]);
            }
            (None, space) if space.is_whitespace() => words.extend(word.take()),
            (_, other) => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    (words, "")
}

fn begins_line_end(rest: &str) -> bool {
    rest.starts_with(['\r', '\n'])
}

/// Whether the next line is one of options.
fn goes_on(rest: &str) -> bool {
    let next = rest.trim_start();
    let mut letters = next.chars();
    letters.next() == Some('-')
        && letters
            .next()
            .is_some_and(|second| second == '-' || second.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_ends_where_its_line_does() {
        let answer = "\nHTTP/2 401 \nserver: x\n\n{\"message\":\"no\"}";
        for command in [
            "curl -i https://h/x -H 'A: b'",
            "$ curl -i https://h/x -H 'A: b'",
            "me@box:~/shop$ curl -i https://h/x -H 'A: b' | cat",
            "PS C:\\> curl.exe -i https://h/x -H 'A: b'",
            "curl -i https://h/x \\\n  -H 'A: b'",
            "curl -i https://h/x \\\r\n  -H 'A: b'",
            "curl -i https://h/x\n  -H 'A: b'",
            "curl -i https://h/x ^\n  -H \"A: b\"",
            "curl -i https://h/x `\n  -H \"A: b\"",
        ] {
            let text = format!("{command}{answer}");
            let read = CurlCommand::read(&text).unwrap();
            assert_eq!(
                (&read.method[..], &read.url[..]),
                ("GET", "https://h/x"),
                "{text}"
            );
            assert_eq!(read.headers, [("A".to_owned(), "b".to_owned())], "{text}");
            assert_eq!(&text[read.end..], answer, "{text}");
        }
    }

    #[test]
    fn an_option_that_is_not_taken_over_is_named_and_its_value_is_no_address() {
        let text = "curl -sS https://h -A agent -F 'a=@b' -k --max-time 5 --compressed -I";
        let read = CurlCommand::read(text).unwrap();
        assert_eq!((&read.url[..], &read.method[..]), ("https://h", "HEAD"));
        let agent = ("User-Agent".to_owned(), "agent".to_owned());
        assert_eq!(read.headers, [agent]);
        assert_eq!(read.left_out, ["-F", "-k", "--max-time"]);
    }

    #[test]
    fn quoted_line_ends_belong_to_the_command() {
        let text = "curl https://h -d '{\n\"a\": 1\n}' -u me:it\n{}";
        let read = CurlCommand::read(text).unwrap();
        assert_eq!(read.body, "{\n\"a\": 1\n}");
        assert_eq!(
            (&read.method[..], read.user.as_deref()),
            ("POST", Some("me:it"))
        );
        assert_eq!(&text[read.end..], "\n{}");
    }

    #[test]
    fn what_only_speaks_of_curl_is_no_command() {
        for text in [
            "curl",
            "I use curl -i",
            "> GET / HTTP/1.1",
            "",
            "libcurl error",
        ] {
            assert!(CurlCommand::read(text).is_none(), "{text}");
        }
    }
}
