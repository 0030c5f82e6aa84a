//! How shared secrets are written down, and the bytes that they stand for.

use crate::base64url;
use crate::secret::Secret;

/// How a shared secret is written down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SecretEncoding {
    /// As text, whose bytes are the secret.
    #[default]
    Text,
    /// In base64 ([RFC 4648 §4](https://www.rfc-editor.org/rfc/rfc4648#section-4)), padded or not.
    Base64,
    /// In base64url ([RFC 4648 §5](https://www.rfc-editor.org/rfc/rfc4648#section-5)), padded or not.
    Base64url,
    /// In hexadecimal digits, with or without `0x`.
    Hex,
}

impl SecretEncoding {
    /// Every encoding.
    pub const ALL: [Self; 4] = [Self::Text, Self::Base64, Self::Base64url, Self::Hex];

    /// Its name, such as `base64url`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Base64 => "base64",
            Self::Base64url => "base64url",
            Self::Hex => "hex",
        }
    }

    /// The encoding of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|encoding| encoding.name() == name)
    }

    /// The bytes that `written` stands for; `None` where it is not written so. White space around an encoded secret is
    /// passed over.
    pub fn decode(self, written: &Secret) -> Option<Secret> {
        let text = written.expose_str().map(str::trim);
        let decoded = match self {
            Self::Text => return Some(written.clone()),
            Self::Base64 => from_base64(text?)?,
            Self::Base64url => base64url::decode(text?.trim_end_matches('=')).ok()?,
            Self::Hex => from_hex(text?)?,
        };
        (!decoded.is_empty()).then(|| Secret::new(decoded))
    }
}

fn from_base64(text: &str) -> Option<Vec<u8>> {
    if text.contains(['-', '_']) {
        return None;
    }
    let url = zeroize::Zeroizing::new(text.replace('+', "-").replace('/', "_"));
    base64url::decode(url.trim_end_matches('=')).ok()
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = text
        .strip_prefix("0x")
        .unwrap_or(text)
        .as_bytes()
        .as_chunks();
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let byte = |[high, low]: &[u8; 2]| u8::try_from(digit(*high)? << 4 | digit(*low)?).ok();
    if !rest.is_empty() {
        return None;
    }
    pairs.iter().map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_what_is_written_so_and_nothing_else() {
        let bytes = [0xfb, 0xef, 0xff, 0x00];
        let cases = [
            (SecretEncoding::Base64, "++//AA=="),
            (SecretEncoding::Base64, " ++//AA\n"),
            (SecretEncoding::Base64url, "--__AA"),
            (SecretEncoding::Base64url, "--__AA=="),
            (SecretEncoding::Hex, "fbefff00"),
            (SecretEncoding::Hex, "0xFBEFFF00\n"),
        ];
        for (encoding, written) in cases {
            let decoded = encoding.decode(&Secret::from(written)).expect(written);
            assert_eq!(decoded.expose(), bytes, "{written}");
            assert_eq!(SecretEncoding::from_name(encoding.name()), Some(encoding));
        }
        for (encoding, written) in [
            (SecretEncoding::Base64, "--__AA=="),
            (SecretEncoding::Base64url, "++//AA=="),
            (SecretEncoding::Base64, "not base64"),
            (SecretEncoding::Hex, "fbe"),
            (SecretEncoding::Hex, "xyz0"),
            (SecretEncoding::Hex, ""),
            (SecretEncoding::Base64, "===="),
        ] {
            assert!(
                encoding.decode(&Secret::from(written)).is_none(),
                "{written}"
            );
        }
        let text = Secret::from(" as it is ");
        let decoded = SecretEncoding::Text.decode(&text).expect("any text");
        assert_eq!(decoded.expose(), text.expose());
    }
}
