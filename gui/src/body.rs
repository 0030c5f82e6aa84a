//! The body of an API's answer: read once, off the window's thread, so that drawing it costs what is visible alone.

mod folds;
mod json_lines;
mod page;
mod picture;
mod rows;
mod search;

use std::borrow::Cow;
use std::fmt;

use claimscope_client::BodyText;
use claimscope_oauth::HttpResponse;

use crate::request_json::json_fault;

pub use folds::Folds;
pub use json_lines::{JsonLines, Piece, PieceKind};
pub use picture::Picture;
pub use rows::TextRows;
pub use search::{Hits, MOST_HITS};

/// How a body is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyMode {
    /// JSON, a member a line.
    Pretty,
    /// The text of a web page.
    Page,
    /// The picture.
    Picture,
    /// The text as it came.
    Raw,
    /// The bytes.
    Hex,
}

impl BodyMode {
    /// What it is called.
    pub fn title(self) -> &'static str {
        match self {
            Self::Pretty => "Pretty",
            Self::Page => "Page text",
            Self::Picture => "Image",
            Self::Raw => "Raw",
            Self::Hex => "Hex",
        }
    }
}

/// Bytes in a row of [`BodyMode::Hex`].
pub const HEX_ROW: usize = 16;

/// From this size on a body is given back beside the window.
const LARGE_BYTES: usize = 4 << 20;

/// A body and what was read from it. It may hold anything, so it is never printed.
pub struct Body {
    bytes: Vec<u8>,
    text: Text,
    /// The charset that its text was read by, and whether all of it had a meaning there.
    pub charset: Option<(&'static str, bool)>,
    /// The media type, where the answer names one.
    pub media_type: Option<String>,
    /// Its lines, where it is JSON.
    pub json: Option<JsonLines>,
    /// Where it is no JSON although its media type says so: line and column from 1, and the reason.
    pub json_fault: Option<(usize, usize, String)>,
    /// Its rows, where it is text.
    pub rows: TextRows,
    /// The text of the web page that it is, with its rows.
    page: Option<(String, TextRows)>,
    /// The picture that it is, or why that cannot be shown.
    pub picture: Option<Result<Picture, String>>,
}

enum Text {
    /// There is none.
    None,
    /// The bytes from here on.
    Bytes(usize),
    /// In another charset than UTF-8.
    Read(String),
}

impl Body {
    /// Reads the body of an answer.
    pub fn read(response: HttpResponse) -> Self {
        let media_type = response.media_type();
        let read = BodyText::of(&response);
        let charset = read.as_ref().map(|read| (read.charset, !read.has_faults));
        let text = match read.map(|read| read.text) {
            None => Text::None,
            // A byte order mark was left out.
            Some(Cow::Borrowed(text)) => Text::Bytes(response.body.len() - text.len()),
            Some(Cow::Owned(text)) => Text::Read(text),
        };
        let is_page = response.is_html();
        let is_json = response.is_json();
        let mut body = Self {
            bytes: response.body,
            text,
            charset,
            media_type,
            json: None,
            json_fault: None,
            rows: TextRows::default(),
            page: None,
            picture: None,
        };
        if let Some(text) = body.text() {
            let (json, rows) = (JsonLines::of(text), TextRows::of(text));
            let page = is_page.then(|| page::text_of(text));
            let page = page.map(|page| {
                let rows = TextRows::of(&page);
                (page, rows)
            });
            let is_faulty = is_json && json.is_none() && !text.trim().is_empty();
            let fault = is_faulty.then(|| json_fault(text)).flatten();
            (body.json, body.json_fault, body.rows, body.page) = (json, fault, rows, page);
        } else {
            body.picture = picture::read(&body.bytes);
        }
        body
    }

    /// The bytes, decoded where they were compressed.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The text, where it is one.
    pub fn text(&self) -> Option<&str> {
        match &self.text {
            Text::None => None,
            // It was found to be UTF-8 when it was read.
            Text::Bytes(from) => std::str::from_utf8(self.bytes.get(*from..)?).ok(),
            Text::Read(text) => Some(text),
        }
    }

    /// How it can be shown, the most telling first.
    pub fn modes(&self) -> Vec<BodyMode> {
        let is_text = !matches!(self.text, Text::None);
        [
            (BodyMode::Pretty, self.json.is_some()),
            (BodyMode::Page, self.page.is_some()),
            (BodyMode::Picture, self.picture.is_some()),
            (BodyMode::Raw, is_text),
            (BodyMode::Hex, true),
        ]
        .into_iter()
        .filter_map(|(mode, is_possible)| is_possible.then_some(mode))
        .collect()
    }

    /// The text that a mode shows and searches.
    pub fn shown_text(&self, mode: BodyMode) -> Option<&str> {
        match mode {
            BodyMode::Pretty | BodyMode::Raw => self.text(),
            BodyMode::Page => self.page.as_ref().map(|(text, _)| text.as_str()),
            BodyMode::Picture | BodyMode::Hex => None,
        }
    }

    /// The rows of a mode that shows plain text.
    pub fn shown_rows(&self, mode: BodyMode) -> Option<&TextRows> {
        match mode {
            BodyMode::Page => self.page.as_ref().map(|(_, rows)| rows),
            _ => Some(&self.rows),
        }
    }

    /// The whole of it as a text for the clipboard.
    pub fn copied(&self, mode: BodyMode) -> String {
        match (mode, &self.json, self.shown_text(mode)) {
            (BodyMode::Pretty, Some(json), Some(text)) => json.pretty(text),
            (_, _, Some(text)) => text.to_owned(),
            (_, _, None) => self.hex(),
        }
    }

    /// The first words of it, for a summary.
    pub fn start(&self, characters: usize) -> String {
        let text = self.text().unwrap_or_default();
        let mut start = String::new();
        for word in text.split_whitespace() {
            if !start.is_empty() {
                start.push(' ');
            }
            for character in word.chars() {
                if start.chars().count() == characters {
                    start.push('…');
                    return start;
                }
                start.push(character);
            }
        }
        start
    }

    /// How many rows there are in [`BodyMode::Hex`].
    pub fn hex_rows(&self) -> usize {
        self.bytes.len().div_ceil(HEX_ROW)
    }

    /// One of them: the offset, the bytes, and what of them is ASCII.
    pub fn hex_row(&self, row: usize) -> String {
        let offset = row * HEX_ROW;
        let end = self.bytes.len().min(offset + HEX_ROW);
        let bytes = self.bytes.get(offset..end).unwrap_or_default();
        let mut line = format!("{offset:08x} ");
        for at in 0..HEX_ROW {
            if at % 8 == 0 {
                line.push(' ');
            }
            match bytes.get(at) {
                Some(byte) => line.push_str(&format!("{byte:02x} ")),
                None => line.push_str("   "),
            }
        }
        line.push(' ');
        line.extend(bytes.iter().map(|byte| match byte {
            b' '..=b'~' => char::from(*byte),
            _ => '.',
        }));
        line
    }

    fn hex(&self) -> String {
        let rows: Vec<String> = (0..self.hex_rows()).map(|row| self.hex_row(row)).collect();
        rows.join("\n")
    }
}

impl Drop for Body {
    /// Giving back a hundred megabytes takes longer than a frame may, so that another thread does it.
    fn drop(&mut self) {
        if self.bytes.len() < LARGE_BYTES {
            return;
        }
        let parts = (
            std::mem::take(&mut self.bytes),
            std::mem::replace(&mut self.text, Text::None),
            std::mem::take(&mut self.json),
            std::mem::take(&mut self.rows),
            std::mem::take(&mut self.page),
        );
        // Where there is no thread, it takes as long as it takes.
        drop(std::thread::Builder::new().spawn(move || drop(parts)));
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Body({} bytes)", self.bytes.len())
    }
}

/// `1.2 MB`, in powers of ten; below a thousand the bytes themselves.
pub fn size_text(bytes: usize) -> String {
    const UNITS: [&str; 3] = ["kB", "MB", "GB"];
    if bytes == 1 {
        return "1 byte".to_owned();
    }
    if bytes < 1_000 {
        return format!("{bytes} bytes");
    }
    let mut size = bytes as f64 / 1_000.0;
    let mut unit = 0;
    // What would be rounded to a thousand is one of the next unit.
    while size >= 999.95 && unit + 1 < UNITS.len() {
        size /= 1_000.0;
        unit += 1;
    }
    format!("{size:.1} {}", UNITS[unit])
}

#[cfg(test)]
mod tests;
