//! Takes a compact token apart. Strict readers stop at the first fault; the inspector shows what is there all the same.

mod other;

use memchr::memchr_iter;

use crate::alg::Algorithm;
use crate::base64url;
use crate::json::{self, JsonFaultKind, Object, Value, show};
use crate::report::{CheckId, Format, Part};
use crate::vendors::amazon;

/// Tokens longer than this are refused before anything else is looked at: 250 KiB.
pub const MAX_TOKEN_BYTES: usize = 250 * 1024;

/// A longer signed token is refused as well, and taken apart to be looked at up to this length: 1 MiB.
pub const MAX_SHOWN_TOKEN_BYTES: usize = 1024 * 1024;

const JWS_PARTS: [&str; 3] = ["header", "payload", "signature"];
const JWE_PARTS: [&str; 5] = ["header", "encrypted_key", "iv", "ciphertext", "tag"];

/// What the payload has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// A claims set: a JSON object.
    Claims,
    /// Any bytes.
    Any,
}

/// One way in which a text is not a well-formed token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FormatFault {
    pub(crate) id: CheckId,
    pub(crate) words: FaultWords,
}

/// What there is to say of a fault.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FaultWords {
    pub(crate) message: String,
    pub(crate) actual: Option<String>,
    pub(crate) hint: Option<&'static str>,
}

/// A token taken apart, as far as that goes. It has no `Debug`, as it holds the signature.
pub(crate) struct Decoded {
    pub(crate) format: Format,
    /// Where each part ends; the next begins one byte on.
    ends: [usize; 5],
    part_count: usize,
    pub(crate) header: Option<Object>,
    /// The one that the header names, where it is known.
    pub(crate) algorithm: Option<Algorithm>,
    pub(crate) claims: Option<Object>,
    /// The payload's bytes.
    pub(crate) payload: Vec<u8>,
    pub(crate) signature: Vec<u8>,
    /// Length of `header.payload`, the text that is signed.
    pub(crate) signing_input_bytes: usize,
    pub(crate) faults: Vec<FormatFault>,
}

impl Decoded {
    /// The first fault that belongs to the check `id`.
    pub(crate) fn fault(&self, id: CheckId) -> Option<&FormatFault> {
        self.faults.iter().find(|fault| fault.id == id)
    }

    /// The parts that the text has; none where it is no token.
    pub(crate) fn parts(&self) -> impl ExactSizeIterator<Item = Part> {
        (0..self.part_count).map(|index| self.part(index))
    }

    fn part(&self, index: usize) -> Part {
        let names: &[&'static str] = if self.part_count == 5 {
            &JWE_PARTS
        } else {
            &JWS_PARTS
        };
        Part {
            name: names[index],
            start: index
                .checked_sub(1)
                .map_or(0, |before| self.ends[before] + 1),
            end: self.ends[index],
        }
    }

    /// Adds a fault, said by `words` in builds that have them.
    fn add(&mut self, id: CheckId, words: impl FnOnce() -> FaultWords) {
        let mut words = if cfg!(feature = "words") {
            words()
        } else {
            FaultWords::default()
        };
        words.hint = words.hint.filter(|_| cfg!(feature = "hints"));
        self.faults.push(FormatFault { id, words });
    }
}

/// Decodes `token`; every departure from the strict form is a fault in the result.
pub(crate) fn decode(token: &str, content: Content, padding_allowed: bool) -> Decoded {
    decode_within(token, content, padding_allowed, MAX_TOKEN_BYTES)
}

/// The same of a token that is looked at: one that is too long is taken apart all the same, up to a bound.
pub(crate) fn decode_to_show(token: &str, padding_allowed: bool) -> Decoded {
    let most = MAX_SHOWN_TOKEN_BYTES;
    decode_within(token, Content::Claims, padding_allowed, most)
}

fn decode_within(token: &str, content: Content, padding_allowed: bool, most: usize) -> Decoded {
    let mut decoded = Decoded {
        format: Format::Malformed,
        ends: [0; 5],
        part_count: 0,
        header: None,
        algorithm: None,
        claims: None,
        payload: Vec::new(),
        signature: Vec::new(),
        signing_input_bytes: 0,
        faults: Vec::new(),
    };
    if token.len() > MAX_TOKEN_BYTES {
        decoded.add(CheckId::FormatSize, || {
            let actual = format!("{} bytes", token.len());
            FaultWords {
                message: format!(
                    "{actual} is more than the {MAX_TOKEN_BYTES} that a token may have"
                ),
                actual: Some(actual),
                hint: Some("send the API a smaller token, or look at what was pasted"),
            }
        });
        if token.len() > most || !token.starts_with("eyJ") {
            return decoded;
        }
    }
    let mut dots = memchr_iter(b'.', token.as_bytes());
    match (dots.next(), dots.next(), dots.next()) {
        (Some(first), Some(second), None) if !is_too_short(first, token) => {
            decode_jws(&mut decoded, token, first, second, content, padding_allowed)
        }
        _ => other::decode(&mut decoded, token),
    }
    decoded
}

/// Whether the first part is a mark, such as PASETO's `v4`, and no cut header: tokens of other formats have dots as well.
fn is_too_short(first: usize, token: &str) -> bool {
    (1..=2).contains(&first) && token.len() > 40
}

fn decode_jws(
    decoded: &mut Decoded,
    token: &str,
    first: usize,
    second: usize,
    content: Content,
    padding_allowed: bool,
) {
    decoded.format = Format::Jws;
    decoded.signing_input_bytes = second;
    decoded.ends[..3].copy_from_slice(&[first, second, token.len()]);
    decoded.part_count = 3;
    let header = part_bytes(decoded, token, 0, padding_allowed);
    let payload = part_bytes(decoded, token, 1, padding_allowed);
    let signature = part_bytes(decoded, token, 2, padding_allowed);
    decoded.header =
        header.and_then(|bytes| object(decoded, &bytes, JWS_PARTS[0], &token[..first]));
    let name = decoded
        .header
        .as_ref()
        .and_then(|header| header.get_str("alg"));
    decoded.algorithm = name.and_then(Algorithm::from_name);
    decoded.payload = match payload {
        Some(bytes) if content == Content::Claims && bytes.is_empty() => {
            decoded.add(CheckId::FormatJson, || FaultWords {
                message: "the payload is empty, as of a detached JWS, whose payload is sent apart (RFC 7515 §F)".to_owned(),
                actual: Some("header..signature".to_owned()),
                hint: Some("verify it together with that payload; a JWT has its claims inside"),
            });
            bytes
        }
        Some(bytes) if content == Content::Claims => {
            decoded.claims = object(decoded, &bytes, JWS_PARTS[1], &token[first + 1..second]);
            bytes
        }
        other => other.unwrap_or_default(),
    };
    decoded.signature = signature.unwrap_or_default();
    if decoded.header.is_none() && decoded.claims.is_none() {
        decoded.format = Format::Malformed;
    }
}

/// The bytes of one part; where they are not canonical base64url, a fault and what a lenient reader would see, if any.
fn part_bytes(
    decoded: &mut Decoded,
    token: &str,
    index: usize,
    padding_allowed: bool,
) -> Option<Vec<u8>> {
    let part = decoded.part(index);
    let whole = &token.as_bytes()[part.start..part.end];
    let text = if padding_allowed {
        without_padding(whole)
    } else {
        whole
    };
    base64url::decode(text)
        .inspect_err(|error| base64url_fault(decoded, token, part, *error))
        .ok()
        .or_else(|| base64url::decode_for_display(text))
}

fn base64url_fault(decoded: &mut Decoded, token: &str, part: Part, error: base64url::Error) {
    let offset = part.start + error.offset();
    let character = offset + 1;
    let name = part.name;
    match error {
        base64url::Error::Character { .. } => charset_fault(decoded, token, offset),
        base64url::Error::Padding { .. } => decoded.add(CheckId::FormatBase64url, || FaultWords {
            message: format!("the {name} is padded with '=' at character {character}, which JOSE leaves out"),
            actual: Some(format!("padding in the {name}")),
            hint: Some(amazon::PADDED_PART_ADVICE),
        }),
        base64url::Error::TrailingBits { .. } => decoded.add(CheckId::FormatBase64url, || FaultWords {
            message: format!("character {character}, the last of the {name}, is not the canonical one"),
            actual: Some(format!("stray bits in the {name}")),
            hint: Some("the token was altered on its way; a second spelling of one token defeats lists of revoked tokens"),
        }),
        base64url::Error::Length { length } => decoded.add(CheckId::FormatBase64url, || FaultWords {
            message: format!("the {name} has {}, a length that base64url never has: it is cut off or has one too many", plural(length, "character")),
            actual: Some(format!("{} in the {name}", plural(length, "character"))),
            hint: Some("copy the whole token again"),
        }),
    }
}

fn charset_fault(decoded: &mut Decoded, token: &str, offset: usize) {
    if decoded.fault(CheckId::FormatCharset).is_some() {
        return;
    }
    decoded.add(CheckId::FormatCharset, || stray_character(token, offset));
}

/// A character that belongs into no token, at this byte of it.
fn stray_character(token: &str, offset: usize) -> FaultWords {
    // The offset is that of the first wrong byte; the bytes before it are ASCII, so it is a character boundary.
    let character = token
        .get(offset..)
        .and_then(|rest| rest.chars().next())
        .unwrap_or(char::REPLACEMENT_CHARACTER);
    let shown = match character {
        '\n' | '\r' => "a line break".to_owned(),
        ' ' => "a space".to_owned(),
        other => show::character(other),
    };
    let hint = match character {
        ' ' if token[..offset].eq_ignore_ascii_case("bearer") => {
            "give the token alone, without the scheme Bearer before it"
        }
        '+' | '/' => "this is base64, not base64url: '-' stands for '+' and '_' for '/'",
        character if character.is_whitespace() => {
            "take out what was added around or inside the token"
        }
        _ => "copy the token again, without what surrounds it",
    };
    FaultWords {
        message: format!(
            "{shown} at character {} is none of A-Z a-z 0-9 _ - .",
            offset + 1
        ),
        actual: Some(shown),
        hint: Some(hint),
    }
}

fn without_padding(text: &[u8]) -> &[u8] {
    let padding = text.iter().rev().take_while(|byte| **byte == b'=').count();
    // Right padding fills the last group of four, so there is at most two of it.
    if padding <= 2 && (padding == 0 || text.len().is_multiple_of(4)) {
        &text[..text.len() - padding]
    } else {
        text
    }
}

/// Reads a part as a JSON object; what is wrong with it becomes faults, unless it follows from characters in this part that
/// belong into no token.
fn object(decoded: &mut Decoded, bytes: &[u8], name: &'static str, text: &str) -> Option<Object> {
    let parsed = json::parse(bytes);
    let is_object = matches!(parsed.value, Some(Value::Object(_)));
    if !is_object && has_other_characters(text) {
        return None;
    }
    for fault in &parsed.faults {
        json_fault(decoded, fault, name);
    }
    match parsed.value? {
        Value::Object(object) => Some(object),
        other => {
            decoded.add(CheckId::FormatJson, || FaultWords {
                message: format!(
                    "the {name} is {} where a JSON object should be",
                    other.type_text()
                ),
                actual: Some(other.type_text().to_owned()),
                hint: None,
            });
            None
        }
    }
}

fn has_other_characters(part: &str) -> bool {
    matches!(
        base64url::decode(part),
        Err(base64url::Error::Character { .. })
    )
}

fn json_fault(decoded: &mut Decoded, fault: &json::JsonFault, name: &'static str) {
    let (id, hint) = match fault.kind {
        JsonFaultKind::ByteOrderMark
        | JsonFaultKind::InvalidUtf8
        | JsonFaultKind::LoneSurrogate => {
            (CheckId::FormatEncoding, "the issuer must write plain UTF-8")
        }
        JsonFaultKind::DuplicateMember(_) => (
            CheckId::FormatDuplicateMember,
            "readers disagree on which of the two counts, so neither can be trusted",
        ),
        JsonFaultKind::TooDeep => (
            CheckId::FormatDepth,
            "no claims set needs this; look at where the token came from",
        ),
        JsonFaultKind::Syntax { .. } => (
            CheckId::FormatJson,
            "copy the whole token again; if it is whole, its issuer is at fault",
        ),
    };
    if decoded.fault(id).is_none() {
        decoded.add(id, || FaultWords {
            message: format!("{name}: {fault}"),
            actual: Some(match &fault.kind {
                JsonFaultKind::DuplicateMember(member) => format!("{member:?} twice in the {name}"),
                _ => format!("{name}, byte {}", fault.offset + 1),
            }),
            hint: Some(hint),
        });
    }
}

fn plural(count: usize, noun: &str) -> String {
    if count == 1 {
        format!("1 {noun}")
    } else {
        format!("{count} {noun}s")
    }
}

#[cfg(test)]
mod tests;
