//! Standard base64 as .NET's `Convert.FromBase64String` takes it: white space is skipped, padding is required.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Bits that are left over are not looked at, as .NET does not.
const ENGINE: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::RequireCanonical),
);

/// Decodes `text`; `None` where .NET would throw a `FormatException`.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    ENGINE
        .decode(text.replace([' ', '\t', '\r', '\n'], ""))
        .ok()
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn decodes_as_dot_net_does() {
        for (text, bytes) in [
            ("", Some(&b""[..])),
            ("YQ==", Some(b"a")),
            ("YWI=", Some(b"ab")),
            (" YW\r\nJj ", Some(b"abc")),
            ("YQ", None),
            ("YQ=", None),
            ("Y===", None),
            ("YQ==YQ==", None),
            ("YW-_", None),
            ("\u{e4}bcd", None),
        ] {
            assert_eq!(decode(text).as_deref(), bytes, "{text}");
        }
    }
}
