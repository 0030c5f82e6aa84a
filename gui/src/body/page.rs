//! The text of a web page, as far as a person needs it to see what answered: its words, a block a line.

/// What stands within these is no text of the page.
const UNSEEN: [&str; 5] = ["script", "style", "template", "svg", "noscript"];

/// These stand within a line.
const INLINE: [&str; 18] = [
    "a", "abbr", "b", "bdi", "cite", "code", "em", "font", "i", "kbd", "mark", "s", "small",
    "span", "strong", "sub", "sup", "u",
];

/// The longest name of a character reference that is looked for, in bytes.
const LONGEST_REFERENCE: usize = 10;

/// The text of a page.
pub(super) fn text_of(page: &str) -> String {
    let mut text = Written::default();
    let mut rest = page;
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        text.add(&rest[..at]);
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.split_once("-->").map_or("", |(_, rest)| rest);
            continue;
        }
        let name = name_of(rest);
        if name.is_empty() && !rest.starts_with("</") && !rest.starts_with("<!") {
            text.add("<");
            rest = &rest[1..];
            continue;
        }
        rest = rest.split_once('>').map_or("", |(_, rest)| rest);
        if UNSEEN.contains(&name.as_str()) {
            rest = after_end(rest, &name);
        }
        if !INLINE.contains(&name.trim_start_matches('/')) {
            text.end_line();
        }
    }
    text.add(rest);
    text.end_line();
    text.lines
}

/// The tag's name in small letters; of one that closes with its slash.
fn name_of(tag: &str) -> String {
    let name = tag[1..].chars();
    name.enumerate()
        .take_while(|(at, character)| {
            character.is_ascii_alphanumeric() || (*at == 0 && *character == '/')
        })
        .map(|(_, character)| character.to_ascii_lowercase())
        .take(20)
        .collect()
}

/// What follows the end of an element.
fn after_end<'a>(mut rest: &'a str, name: &str) -> &'a str {
    while let Some(at) = memchr::memmem::find(rest.as_bytes(), b"</") {
        rest = &rest[at..];
        if name_of(rest).strip_prefix('/') == Some(name) {
            return rest.split_once('>').map_or("", |(_, after)| after);
        }
        rest = &rest[2..];
    }
    ""
}

#[derive(Default)]
struct Written {
    lines: String,
    line: String,
}

impl Written {
    /// Adds text, of which any blank counts as one space.
    fn add(&mut self, text: &str) {
        let starts_blank = text.starts_with(|character: char| character.is_ascii_whitespace());
        let ends_blank = text.ends_with(|character: char| character.is_ascii_whitespace());
        let mut needs_space = starts_blank && !self.line.is_empty();
        for word in text.split_ascii_whitespace() {
            if needs_space && !self.line.ends_with(' ') {
                self.line.push(' ');
            }
            unescape(word, &mut self.line);
            needs_space = true;
        }
        if ends_blank && !self.line.is_empty() && !self.line.ends_with(' ') {
            self.line.push(' ');
        }
    }

    fn end_line(&mut self) {
        let line = self.line.trim();
        if !line.is_empty() {
            self.lines.push_str(line);
            self.lines.push('\n');
        }
        self.line.clear();
    }
}

/// Writes text without the character references that pages use most; others stay as they are.
fn unescape(text: &str, line: &mut String) {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        line.push_str(before);
        let mut start = after.bytes().take(LONGEST_REFERENCE + 1);
        let reference = start.position(|byte| byte == b';');
        let reference = reference.map(|at| (&after[..at], &after[at + 1..]));
        match reference.and_then(|(name, rest)| Some((character(name)?, rest))) {
            Some((character, after)) => {
                line.push(character);
                rest = after;
            }
            None => {
                line.push('&');
                rest = after;
            }
        }
    }
    line.push_str(rest);
}

fn character(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        "copy" => Some('©'),
        "mdash" => Some('—'),
        "ndash" => Some('–'),
        "hellip" => Some('…'),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_its_words() {
        let page = "<!DOCTYPE html><html><head><title>Bad gateway</title><STYLE>p { a: b }</STYLE></head>\n\
            <body><!-- 1 > 0 --><h1>502 <b>Bad</b> gateway</h1><script>if (a < b) { \"</p>\" }</script>\n\
            <p>Tell&nbsp;us: a &lt; b &amp; c&#x21;<br>2 < 3 &unknown; &#233;</p></body></html>";
        let text = "Bad gateway\n502 Bad gateway\nTell us: a < b & c!\n2 < 3 &unknown; é\n";
        assert_eq!(text_of(page), text);
    }

    #[test]
    fn a_page_that_never_ends_what_it_begins_is_read_once() {
        let ampersands = "&".repeat(4_000_000);
        assert_eq!(text_of(&ampersands).trim_end(), ampersands);
        let ends = format!("<script>{}", "</p".repeat(1_000_000));
        assert_eq!(text_of(&ends), "");
    }

    #[test]
    fn a_page_that_breaks_off_is_read_as_far_as_it_goes() {
        assert_eq!(text_of("<p>so far<script>never"), "so far\n");
        assert_eq!(text_of("<p>so far<!-- never"), "so far\n");
        assert_eq!(text_of("<p>so far<"), "so far<\n");
        assert_eq!(text_of("<p>so far<a href=\"é"), "so far\n");
    }
}
