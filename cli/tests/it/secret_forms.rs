//! The forms in which a secret may stand in a file: as it is, percent-encoded, or within something in base64.

use std::path::Path;

const STANDARD: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The secret as it is, and as it looks once it was encoded.
pub(crate) fn forms_of(secret: &str) -> Vec<String> {
    let mut forms = vec![
        secret.to_owned(),
        percent(secret, "%20"),
        percent(secret, "+"),
    ];
    for before in 0..3 {
        let standard = base64_within(secret, before);
        let url = standard.replace('+', "-").replace('/', "_");
        forms.extend([standard, url]);
    }
    forms.sort();
    forms.dedup();
    forms
}

fn percent(text: &str, space: &str) -> String {
    let one = |byte: u8| match byte {
        b' ' => space.to_owned(),
        byte if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => {
            char::from(byte).to_string()
        }
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(one).collect()
}

/// What of a base64 text is the secret's alone, where so many bytes stand before it.
fn base64_within(secret: &str, before: usize) -> String {
    let bits: Vec<bool> = secret
        .bytes()
        .flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1 == 1))
        .collect();
    let of_first = (6 - before * 8 % 6) % 6;
    let whole = bits[of_first..].chunks_exact(6);
    let letter = |bits: &[bool]| {
        let index = bits
            .iter()
            .fold(0, |index, bit| index * 2 + usize::from(*bit));
        char::from(STANDARD[index])
    };
    whole.map(letter).collect()
}

/// Every file below a folder, with what is in it.
pub(crate) fn files_below(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    collect(folder, &mut files);
    files
}

fn collect(folder: &Path, files: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let (kind, path) = (entry.file_type().unwrap(), entry.path());
        if kind.is_dir() {
            collect(&path, files);
        } else if kind.is_file() {
            files.push((path.display().to_string(), std::fs::read(&path).unwrap()));
        }
    }
}

#[test]
fn a_secret_is_found_however_it_was_encoded() {
    let forms = forms_of("me+you:pass/w");
    for text in [
        "x me+you:pass/w y",
        "a=me%2Byou%3Apass%2Fw",
        "bWUreW91OnBhc3Mvdw==", // by itself
        "eG1lK3lvdTpwYXNzL3c",  // behind one letter
        "eHhtZSt5b3U6cGFzcy93", // behind two
    ] {
        assert!(
            forms.iter().any(|form| text.contains(form)),
            "{text}: {forms:?}"
        );
    }
    assert!(!forms.iter().any(|form| "me you pass".contains(form)));
}
