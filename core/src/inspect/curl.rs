//! A curl command as people paste it, with the prompt before it and the answer behind it.

/// The request that a curl command sends. It has no `Debug`: headers and body carry credentials.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CurlCommand {
    /// What `-X` says; otherwise `POST` where there is a body, and `GET` where there is none.
    pub method: String,
    /// The address as it is written, without what `-G` would add to it; empty where there is none.
    pub url: String,
    /// Names and values in order, of `-H` and of the options that stand for one header.
    pub headers: Vec<(String, String)>,
    /// User name and password of `-u`, with a colon between them.
    pub user: Option<String>,
    /// What `-d` and its like send, joined by `&`; empty where there is nothing.
    pub body: String,
    /// Every option in order, as it is written, with its value; empty where it has none. An address is one of `--url`.
    pub options: Vec<(String, String)>,
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
            let is_post = !read.body.is_empty() && !read.has_option(["-G", "--get"]);
            let implied = if is_post { "POST" } else { "GET" };
            read.method = implied.to_owned();
        }
        Some(read)
    }

    /// Whether an option of one of these names is there.
    pub fn has_option<const N: usize>(&self, names: [&str; N]) -> bool {
        let mut options = self.options.iter();
        options.any(|(option, _)| names.contains(&option.as_str()))
    }

    fn take(&mut self, words: Vec<String>) {
        const PIPES: [&str; 8] = ["|", "||", "&&", "&", ";", ">", ">>", "2>&1"];
        let mut words = words
            .into_iter()
            .take_while(|word| !PIPES.contains(&word.as_str()));
        while let Some(word) = words.next() {
            if word.starts_with("--") {
                let (option, attached) = match word.split_once('=') {
                    Some((option, value)) => (option, Some(value.to_owned())),
                    None => (word.as_str(), None),
                };
                let value = match is_valued(option) {
                    true => attached.or_else(|| words.next()).unwrap_or_default(),
                    false => String::new(),
                };
                self.option(option, value);
            } else if let Some(letters) = word.strip_prefix('-') {
                self.short_options(letters, &mut words);
            } else {
                self.option("--url", word);
            }
        }
        let is_json = self.has_option(["--json"]);
        for name in ["Content-Type", "Accept"].iter().filter(|_| is_json) {
            let mut headers = self.headers.iter();
            if !headers.any(|(own, _)| own.eq_ignore_ascii_case(name)) {
                let header = ((*name).to_owned(), "application/json".to_owned());
                self.headers.push(header);
            }
        }
    }

    /// `-sk` is `-s -k`, and `-XPOST` is `-X POST`.
    fn short_options(&mut self, letters: &str, words: &mut impl Iterator<Item = String>) {
        for (at, letter) in letters.char_indices() {
            let option = format!("-{letter}");
            if VALUED_LETTERS.contains(letter) {
                let value = match &letters[at + letter.len_utf8()..] {
                    "" => words.next().unwrap_or_default(),
                    attached => attached.to_owned(),
                };
                return self.option(&option, value);
            }
            self.option(&option, String::new());
        }
    }

    fn option(&mut self, option: &str, value: String) {
        let mut header = |name: &str, value: &str| {
            self.headers.push((name.to_owned(), value.to_owned()));
        };
        match option {
            "-H" | "--header" if value.contains(':') => {
                if let Some((name, value)) = value.split_once(':') {
                    header(name, value.trim());
                }
            }
            "-b" | "--cookie" if value.contains('=') => header("Cookie", &value),
            "-A" | "--user-agent" => header("User-Agent", &value),
            "-e" | "--referer" => header("Referer", &value),
            "--oauth2-bearer" => header("Authorization", &format!("Bearer {value}")),
            "-X" | "--request" => self.method.clone_from(&value),
            "-I" | "--head" => "HEAD".clone_into(&mut self.method),
            "-u" | "--user" => self.user = Some(value.clone()),
            "--url" => self.url.clone_from(&value),
            _ if is_data(option) => {
                let is_joined = !self.body.is_empty() && option != "--json";
                self.body.push_str(if is_joined { "&" } else { "" });
                self.body.push_str(&value);
            }
            _ if is_among(QUIET, option) => {}
            _ => self.left_out.push(option.to_owned()),
        }
        self.options.push((option.to_owned(), value));
    }
}

fn is_data(option: &str) -> bool {
    option == "-d" || option.starts_with("--data") || option == "--json"
}

/// Whether the next word is the option's value.
fn is_valued(option: &str) -> bool {
    let is_long = |name| is_among(VALUED, name);
    is_data(option) || option.strip_prefix("--").is_some_and(is_long)
}

fn is_among(options: &str, option: &str) -> bool {
    options.split(' ').any(|one| one == option)
}

/// The short options with a value.
const VALUED_LETTERS: &str = "AbcCdDeEFHKmoPQrtTuUwxXyYz";

/// The long options with a value, without their dashes, but for those of data (curl(1)).
const VALUED: &str = "\
    abstract-unix-socket alt-svc aws-sigv4 cacert capath cert cert-type ciphers config connect-timeout \
    connect-to continue-at cookie cookie-jar crlfile curves delegation dns-interface dns-ipv4-addr \
    dns-ipv6-addr dns-servers doh-url dump-header ech egd-file engine etag-compare etag-save \
    expect100-timeout form form-string haproxy-clientip happy-eyeballs-timeout-ms header hsts interface \
    ip-tos ipfs-gateway keepalive-cnt keepalive-time key key-type libcurl limit-rate local-port \
    login-options max-filesize max-redirs max-time netrc-file noproxy oauth2-bearer output output-dir \
    parallel-max pass pinnedpubkey preproxy proto proto-default proto-redir proxy proxy-cacert \
    proxy-capath proxy-cert proxy-cert-type proxy-ciphers proxy-crlfile proxy-header proxy-key \
    proxy-key-type proxy-pass proxy-pinnedpubkey proxy-service-name proxy-tls13-ciphers \
    proxy-tlsauthtype proxy-tlspassword proxy-tlsuser proxy-user proxy1.0 pubkey random-file range rate \
    referer request request-target resolve retry retry-delay retry-max-time sasl-authzid service-name \
    sigalgs socks4 socks4a socks5 socks5-gssapi-service socks5-hostname speed-limit speed-time stderr \
    time-cond tls-max tls13-ciphers tlsauthtype tlspassword tlsuser trace trace-ascii trace-config \
    unix-socket upload-file url url-query user user-agent variable vlan-priority write-out";

/// Options that are about what curl prints, or that every client does.
const QUIET: &str = "\
    -s -S -i -v -f -g -N -o -w -G --compressed --fail --get --globoff --include --output --show-error \
    --silent --verbose";

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

/// A command's words as a shell has them, and what stands behind its end: quotation marks, backslashes, `$'…'`, and `^` of
/// Windows, at line ends and, where it stands before a quotation mark, everywhere.
fn words(command: &str) -> (Vec<String>, &str) {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut characters = Characters {
        command,
        all: command.char_indices().peekable(),
        drops_carets: command.contains("^\""),
    };
    while let Some((at, character)) = characters.next() {
        match (quote, character) {
            (Some(ANSI), '\'') => quote = None,
            (Some(ANSI), '\\') => word.get_or_insert_default().extend(characters.escaped()),
            (Some(open), close) if open == close => quote = None,
            (None, ANSI) if characters.all.next_if(|(_, next)| *next == '\'').is_some() => {
                quote = Some(ANSI);
                word.get_or_insert_default();
            }
            (None, '\'' | '"') => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            (None, '\\' | '^' | '`') if begins_line_end(&command[at + 1..]) => {
                while characters.all.next_if(|(_, next)| *next == '\r').is_some() {}
                characters.all.next_if(|(_, next)| *next == '\n');
            }
            (None | Some('"'), '\\') => {
                let word = word.get_or_insert_default();
                let escaped = characters.next().map(|(_, escaped)| escaped);
                // Within quotation marks a backslash is one, but before these (POSIX, 2.2.3).
                if quote.is_some() && !escaped.is_some_and(|next| "$`\"\\\n".contains(next)) {
                    word.push('\\');
                }
                word.extend(escaped);
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

/// Stands for the quotation mark of `$'…'`, as browsers write a body with quotation marks of its own.
const ANSI: char = '$';

/// What is left of a command.
struct Characters<'a> {
    command: &'a str,
    all: std::iter::Peekable<std::str::CharIndices<'a>>,
    /// Whether `^` takes the next character as it is, as in a command for Windows.
    drops_carets: bool,
}

impl Characters<'_> {
    fn next(&mut self) -> Option<(usize, char)> {
        let (at, character) = self.all.next()?;
        let is_dropped = self.drops_carets && character == '^';
        match is_dropped && !begins_line_end(&self.command[at + 1..]) {
            true => self.all.next(),
            false => Some((at, character)),
        }
    }

    /// What stands for the character behind a backslash in `$'…'`.
    fn escaped(&mut self) -> Option<char> {
        let (_, escaped) = self.all.next()?;
        let digits = match escaped {
            'n' => return Some('\n'),
            'r' => return Some('\r'),
            't' => return Some('\t'),
            'x' => 2,
            'u' => 4,
            other => return Some(other),
        };
        let mut code = 0;
        for _ in 0..digits {
            match self.all.peek().and_then(|(_, digit)| digit.to_digit(16)) {
                Some(digit) => code = code * 16 + digit,
                None => break,
            }
            self.all.next();
        }
        char::from_u32(code)
    }
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
    fn options_are_there_in_order_however_they_are_written() {
        let text = "curl -sSkXPUT https://h -uit:me --data=a=1 --json '{}' -G --limit-rate 1M";
        let read = CurlCommand::read(text).unwrap();
        let options: Vec<_> = read
            .options
            .iter()
            .map(|(name, value)| (&name[..], &value[..]))
            .collect();
        let written = [
            ("-s", ""),
            ("-S", ""),
            ("-k", ""),
            ("-X", "PUT"),
            ("--url", "https://h"),
            ("-u", "it:me"),
            ("--data", "a=1"),
            ("--json", "{}"),
            ("-G", ""),
            ("--limit-rate", "1M"),
        ];
        assert_eq!(options, written);
        assert_eq!((&read.url[..], &read.method[..]), ("https://h", "PUT"));
        assert_eq!(read.left_out, ["-k", "--limit-rate"]);
    }

    #[test]
    fn data_is_sent_by_get_where_that_is_said_and_as_json_where_that_is() {
        let read = CurlCommand::read("curl -G https://h -d a=1").unwrap();
        assert_eq!((&read.method[..], &read.body[..]), ("GET", "a=1"));
        let read = CurlCommand::read("curl --json '{\"a\":' --json '1}' https://h").unwrap();
        assert_eq!((&read.method[..], &read.body[..]), ("POST", "{\"a\":1}"));
        let names: Vec<_> = read.headers.iter().map(|(name, _)| &name[..]).collect();
        assert_eq!(names, ["Content-Type", "Accept"]);
    }

    #[test]
    fn a_file_of_cookies_is_no_cookie() {
        let read = CurlCommand::read("curl https://h -b jar.txt -b a=1").unwrap();
        assert_eq!(read.headers, [("Cookie".to_owned(), "a=1".to_owned())]);
        assert_eq!(read.left_out, ["-b"]);
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

    #[test]
    fn what_browsers_copy_is_read_as_their_shell_reads_it() {
        let body = "{\"t\":\"it's\\n\"}";
        for (command, body) in [
            (r#"curl 'https://h/x' --data-raw $'{"t":"it\'s\\n"}'"#, body),
            (
                r#"curl ^"https://h/x^" --data-raw ^"^{^\^"t^\^":^\^"it's^\\n^\^"^}^""#,
                body,
            ),
            (r#"curl "https://h/x" -d "a\nb\$c\\""#, "a\\nb$c\\"),
            (r"curl https://h/x -d $'\u0041\x42\t'", "AB\t"),
        ] {
            let read = CurlCommand::read(command).unwrap();
            assert_eq!(
                (&read.url[..], &read.body[..]),
                ("https://h/x", body),
                "{command}"
            );
        }
    }
}
