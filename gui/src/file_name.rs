//! The name of a file that an answer is saved to: what the server says of it is a wish, and no path.

use claimscope_core::url::Url;

/// Longer names are cut, in bytes of UTF-8: every file system takes this many, and a number and an extension after them.
const LONGEST: usize = 200;

/// Names that Windows keeps for devices, whatever follows the first full stop.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

/// The name for the body of an answer: by its `Content-Disposition`, else the last part of the URL, else `response`; with an
/// extension by its media type where it has none.
pub(crate) fn of_answer(disposition: Option<&str>, url: &str, media_type: Option<&str>) -> String {
    let named = disposition.and_then(wished).and_then(|name| plain(&name));
    let name = named
        .or_else(|| plain(&last_part(url)?))
        .unwrap_or_else(|| "response".to_owned());
    let has_extension = name
        .rsplit_once('.')
        .is_some_and(|(_, extension)| (1..=5).contains(&extension.len()));
    match media_type.and_then(extension).filter(|_| !has_extension) {
        Some(extension) => format!("{name}.{extension}"),
        None => name,
    }
}

/// `filename*` before `filename` ([RFC 6266 §4.3](https://www.rfc-editor.org/rfc/rfc6266#section-4.3)).
fn wished(disposition: &str) -> Option<String> {
    let mut parameters = Vec::new();
    let mut rest = disposition;
    while let Some((_, after)) = rest.split_once(';') {
        let (name, value) = after.split_once('=')?;
        let value = value.trim_start();
        let (value, after) = match value.strip_prefix('"') {
            Some(quoted) => quoted_text(quoted),
            None => {
                let end = value.find(';').unwrap_or(value.len());
                (value[..end].trim().to_owned(), &value[end..])
            }
        };
        parameters.push((name.trim().to_ascii_lowercase(), value));
        rest = after;
    }
    let find = |wanted: &str| {
        let found = parameters.iter().find(|(name, _)| name == wanted);
        found.map(|(_, value)| value.clone())
    };
    find("filename*")
        .and_then(|value| extended(&value))
        .or_else(|| find("filename"))
}

/// The text up to the closing quote, and what follows it.
fn quoted_text(quoted: &str) -> (String, &str) {
    let mut text = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return (text, &quoted[at + 1..]),
            '\\' => text.extend(characters.next().map(|(_, escaped)| escaped)),
            other => text.push(other),
        }
    }
    (text, "")
}

/// `UTF-8''caf%C3%A9.txt` ([RFC 8187 §3.2](https://www.rfc-editor.org/rfc/rfc8187#section-3.2)).
fn extended(value: &str) -> Option<String> {
    let mut parts = value.splitn(3, '\'');
    let (charset, _, text) = (parts.next()?, parts.next()?, parts.next()?);
    charset
        .eq_ignore_ascii_case("utf-8")
        .then(|| percent_decoded(text))
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = tail.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        let byte = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match byte.filter(|_| *first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn last_part(url: &str) -> Option<String> {
    let parsed = Url::parse(url).ok()?;
    let path = parsed.path().trim_end_matches('/');
    let (_, last) = path.rsplit_once('/')?;
    Some(percent_decoded(last))
}

/// The base name alone, of characters that every file system takes; `None` where nothing is left.
fn plain(name: &str) -> Option<String> {
    let base = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let is_taken = |character: &char| {
        !character.is_control()
            && !"<>:\"|?*".contains(*character)
            && !matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let name: String = base.chars().filter(is_taken).collect();
    // A leading full stop hides a file, and Windows drops one at the end.
    let name = name.trim_matches(['.', ' ']);
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) if extension.len() <= 10 => (stem, Some(extension)),
        _ => (name, None),
    };
    let stem = stem[..stem.floor_char_boundary(LONGEST)].to_owned();
    let first = stem.split('.').next().unwrap_or_default();
    let device = first
        .trim_end_matches(|digit: char| digit.is_ascii_digit())
        .to_ascii_lowercase();
    let stem = match DEVICES.contains(&device.as_str()) {
        true => format!("_{stem}"),
        false => stem,
    };
    let name = match extension {
        Some(extension) => format!("{stem}.{extension}"),
        None => stem,
    };
    (!name.is_empty()).then_some(name)
}

fn extension(media_type: &str) -> Option<&'static str> {
    Some(match media_type {
        "application/json" => "json",
        "application/pdf" => "pdf",
        "application/xml" | "text/xml" => "xml",
        "application/zip" => "zip",
        "image/gif" => "gif",
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "image/webp" => "webp",
        "text/csv" => "csv",
        "text/html" => "html",
        "text/plain" => "txt",
        other if other.ends_with("+json") => "json",
        other if other.ends_with("+xml") => "xml",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_may_wish_for_a_base_name_and_no_more() {
        for (disposition, name) in [
            ("attachment; filename=orders.csv", "orders.csv"),
            ("attachment; filename=\"a \\\"b\\\"; c.csv\"", "a b; c.csv"),
            (
                "attachment; filename=x; filename*=UTF-8''caf%C3%A9%20.txt",
                "café .txt",
            ),
            (
                "attachment; filename=\"../../etc/passwd.txt\"",
                "passwd.txt",
            ),
            ("attachment; filename=\"C:\\\\Windows\\\\x.exe\"", "x.exe"),
            ("attachment; filename*=utf-8''..%2F.bashrc", "bashrc.json"),
            ("attachment; filename=\"con.txt\"", "_con.txt"),
            ("attachment; filename=\"COM1\"", "_COM1.json"),
            ("attachment; filename=\"exe.\u{202e}gpj\"", "exe.gpj"),
            ("attachment; filename=\"..\"", "1.json"),
            ("inline", "1.json"),
        ] {
            let made = of_answer(
                Some(disposition),
                "http://h/orders/1?x=a/b",
                Some("application/json"),
            );
            assert_eq!(made, name, "{disposition}");
        }
    }

    #[test]
    fn the_url_names_it_otherwise_with_an_extension_by_its_type() {
        let name = |url: &str, media_type: &str| of_answer(None, url, Some(media_type));
        assert_eq!(
            name("https://h/a/orders", "application/hal+json"),
            "orders.json"
        );
        assert_eq!(name("https://h/a/logo.png", "image/png"), "logo.png");
        assert_eq!(name("https://h/", "text/html"), "response.html");
        assert_eq!(
            name("https://h/v1.2-orders", "application/x-own"),
            "v1.2-orders"
        );
        assert_eq!(of_answer(None, "nowhere", None), "response");
        let long = format!("https://h/{}.json", "a".repeat(500));
        assert_eq!(name(&long, "application/json").len(), LONGEST + 5);
        let wide = format!("https://h/{}.json", "%E6%97%A5".repeat(100));
        let made = name(&wide, "application/json");
        assert!(
            made.len() <= LONGEST + 5 && made.ends_with("日.json"),
            "{made}"
        );
    }
}
