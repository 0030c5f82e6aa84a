//! Line ends and the byte order mark of a file, which stay as they are when something in it changes.

use toml_edit::visit_mut::{VisitMut, visit_value_mut};
use toml_edit::{DocumentMut, Value};

/// How the lines of a file end, and whether a byte order mark stands before them.
#[derive(Clone, Copy)]
pub(super) struct LineEnds {
    is_crlf: bool,
    has_mark: bool,
}

impl LineEnds {
    /// Those of a text, and the text with neither.
    pub(super) fn of(text: &str) -> (Self, String) {
        let bare = text.trim_start_matches('\u{feff}');
        let ends = Self {
            is_crlf: bare.contains("\r\n"),
            has_mark: bare.len() != text.len(),
        };
        (ends, bare.replace("\r\n", "\n"))
    }

    /// Writes out the line ends in the values of a new document, which are no line ends of the file.
    pub(super) fn spell(self, mut document: DocumentMut) -> DocumentMut {
        let mut speller = Speller {
            is_crlf: self.is_crlf,
        };
        speller.visit_document_mut(&mut document);
        document
    }

    /// The text with them.
    pub(super) fn put(self, text: &str) -> String {
        let mark = if self.has_mark { "\u{feff}" } else { "" };
        match self.is_crlf {
            true => format!("{mark}{}", text.replace('\n', "\r\n")),
            false => format!("{mark}{text}"),
        }
    }
}

struct Speller {
    is_crlf: bool,
}

impl VisitMut for Speller {
    fn visit_value_mut(&mut self, node: &mut Value) {
        let is_ending = |letter: char| letter == '\r' || (self.is_crlf && letter == '\n');
        let text = node.as_str().filter(|text| text.contains(is_ending));
        if let Some(spelt) = text.and_then(spelt) {
            let decor = node.decor().clone();
            *node = spelt;
            *node.decor_mut() = decor;
        }
        visit_value_mut(self, node);
    }
}

/// The text in one line, each line end written out. What JSON writes out, TOML reads.
fn spelt(text: &str) -> Option<Value> {
    let json = serde_json::to_string(text).ok()?;
    json.replace('\u{7f}', "\\u007f").parse().ok()
}
