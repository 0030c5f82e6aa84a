//! Names of connections, which are file names on every system that a workspace is shared between.

/// Names that Windows gives to devices, whatever ending follows.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// The longest name of a file that is taken, without its ending.
const MAX_CHARACTERS: usize = 100;

/// How much of a name from elsewhere is kept, in characters and in bytes: a file system counts those.
const MAX_KEPT: usize = 80;
const MAX_BYTES: usize = 200;

/// Why a name cannot be a connection's: one sentence. Names in folders have `/` between their parts.
pub fn name_fault(name: &str) -> Option<String> {
    if name.eq_ignore_ascii_case(super::file::ENVIRONMENTS) {
        return Some("environments.toml holds the environments and is no connection".to_owned());
    }
    name.split('/').find_map(part_fault)
}

fn part_fault(part: &str) -> Option<String> {
    let small = part.to_ascii_lowercase();
    let stem = small.split('.').next().unwrap_or_default();
    let numbered = |device: &str| {
        let number = stem.strip_prefix(device).unwrap_or_default();
        matches!(number.as_bytes(), [b'1'..=b'9'])
    };
    let odd = part
        .chars()
        .find(|letter| letter.is_control() || "<>:\"/\\|?*".contains(*letter));
    let why = match odd {
        Some(letter) => format!("{letter:?} cannot stand in a file name on Windows"),
        None if part.is_empty() => "a part of it is empty".to_owned(),
        None if part.chars().count() > MAX_CHARACTERS => {
            format!("it is longer than {MAX_CHARACTERS} characters")
        }
        None if part.ends_with(['.', ' ']) || part.starts_with(' ') => {
            "Windows takes spaces and dots off its ends".to_owned()
        }
        None if part.starts_with(['.', '-']) => {
            format!(
                "{} at its start hides it, or makes it an option",
                &part[..1]
            )
        }
        None if DEVICES.contains(&stem) || numbered("com") || numbered("lpt") => {
            format!("{stem} is the name of a device on Windows")
        }
        None => return None,
    };
    Some(why)
}

/// The nearest name that can be a connection's, for one that comes from elsewhere, such as an import. There is room behind it
/// for a number.
pub fn connection_name(text: &str) -> String {
    let kept: String = text
        .trim()
        .chars()
        .map(|letter| match letter {
            letter if letter.is_alphanumeric() || matches!(letter, '_' | '.') => letter,
            _ => '-',
        })
        .collect();
    let words = kept.split('-').filter(|word| !word.is_empty());
    let small = words.collect::<Vec<_>>().join("-").to_lowercase();
    let bare = small.trim_matches(['.', '-']);
    let letters = bare.char_indices();
    let letters = letters.take_while(|(at, letter)| at + letter.len_utf8() <= MAX_BYTES);
    let name: String = letters.map(|(_, letter)| letter).take(MAX_KEPT).collect();
    let name = name.trim_end_matches(['.', '-']);
    match name_fault(name) {
        None => name.to_owned(),
        Some(_) if name.is_empty() => "connection".to_owned(),
        Some(_) => format!("{name}-connection").replace('.', "-"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_file_names_on_every_system() {
        for name in [
            "orders",
            "shop/orders",
            "Bestellungen für 2026",
            "v1.2",
            "console",
        ] {
            assert_eq!(name_fault(name), None, "{name}");
        }
        for name in [
            "",
            "a/",
            "a:b",
            "a?",
            "con",
            "NUL.x",
            "com1",
            "lpt9.old",
            ".hidden",
            "-c",
            "a.",
            "a ",
            " a",
            "a\\b",
            "environments",
            "Environments",
            "a\u{7}",
        ] {
            assert!(name_fault(name).is_some(), "{name:?}");
        }
        assert!(name_fault(&"a".repeat(101)).is_some());
    }

    #[test]
    fn a_name_from_elsewhere_becomes_one_that_can_be_used() {
        for (text, name) in [
            ("Orders API (v2)", "orders-api-v2"),
            ("  ", "connection"),
            ("con", "con-connection"),
            ("a/b: c", "a-b-c"),
            ("..x..", "x"),
            ("environments", "environments-connection"),
            ("../evil", "evil"),
            ("..\\..\\evil.", "evil"),
            ("NUL.x", "nul-x-connection"),
            ("---", "connection"),
        ] {
            assert_eq!(connection_name(text), name, "{text:?}");
        }
        for long in [
            "a".repeat(500),
            "界".repeat(500),
            "a.".repeat(500),
            "İ".repeat(90),
        ] {
            let name = connection_name(&long);
            assert_eq!(name_fault(&format!("{name}-10")), None, "{name}");
            assert!(name.len() <= MAX_BYTES && !name.ends_with('.'), "{name}");
        }
    }
}
