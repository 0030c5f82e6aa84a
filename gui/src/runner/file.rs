//! A file that a person dropped on the window.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use claimscope_core::base64url;

use crate::results::FailureText;
use crate::sensitive::Sensitive;

/// Larger files hold neither a token nor a key.
const LARGEST_BYTES: u64 = 16 << 20;

/// Its text; of a binary file, such as a key in DER, the base64url.
pub(super) fn read(path: &Path) -> Result<Sensitive, FailureText> {
    let bytes = bytes(path).map_err(|error| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        FailureText::new(format!("{name} could not be read: {error}."), "")
    })?;
    let text = String::from_utf8(bytes);
    Ok(text
        .unwrap_or_else(|error| base64url::encode(error.as_bytes()))
        .into())
}

/// Its bytes.
pub(super) fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut file = File::open(path)?.take(LARGEST_BYTES + 1);
    file.read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST_BYTES {
        return Err(io::Error::other("it is larger than 16 MiB"));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use claimscope_core::jwk::JwkSet;

    use super::*;

    #[test]
    fn a_binary_key_is_a_key() {
        let spki = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpZP40Li_hp_m47n60p8D54WK84zV2sxXs7LtkBoN79R9Q";
        let path = std::env::temp_dir().join(format!("claimscope-key-{}", std::process::id()));
        std::fs::write(&path, base64url::decode(spki).unwrap()).unwrap();
        let text = read(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        assert!(read(&path).is_err());
        let set = JwkSet::parse(text.expose().as_bytes()).unwrap();
        assert_eq!(set.keys.len(), 1);
    }
}
