//! A secret in as many entries of a keychain as it needs: one, unless an entry has no room for it.
//!
//! The entry of its name says then how many parts there are, and under which tag. The parts are written before it, and those of an
//! earlier secret taken away after it, so that whoever reads finds one secret whole, whenever writing ends.

use claimscope_core::secret::Secret;

use super::StoreError;
use crate::entropy;

/// What an entry of Windows's keychain holds, in units of UTF-16: it stores texts as those, in at most 2,560 bytes.
pub(super) const WINDOWS_UNITS: usize = 1_280;

/// A secret has no more parts than these.
const MOST_PARTS: usize = 32;

/// What an entry begins with that says how many parts there are.
const IN_PARTS: &str = "claimscope-parts ";

/// Entries of a keychain, by their names.
pub(super) trait Entries {
    fn read(&self, name: &str) -> Result<Option<Secret>, StoreError>;
    fn write(&self, name: &str, secret: &Secret) -> Result<(), StoreError>;
    /// One that is not there is no error.
    fn delete(&self, name: &str) -> Result<(), StoreError>;
}

pub(super) fn read(entries: &impl Entries, name: &str) -> Result<Option<Secret>, StoreError> {
    let Some(first) = entries.read(name)? else {
        return Ok(None);
    };
    let Some(names) = names_of_parts(name, &first) else {
        return Ok(Some(first));
    };
    let mut whole = Vec::new();
    for name in names {
        let part = entries.read(&name)?;
        let part = part.ok_or_else(|| StoreError::keychain(format!("its entry {name} is gone")))?;
        whole.extend_from_slice(part.expose());
    }
    Ok(Some(Secret::new(whole)))
}

/// `most_units` is what one entry holds, where that is bounded.
pub(super) fn write(
    entries: &impl Entries,
    name: &str,
    secret: &Secret,
    most_units: Option<usize>,
) -> Result<(), StoreError> {
    let text = secret.expose_str().unwrap_or_default();
    let before = entries.read(name)?;
    // What looks like the entry that tells of parts is put into one.
    let (head, parts) = match most_units {
        None if !text.starts_with(IN_PARTS) => (secret.clone(), Vec::new()),
        Some(most) if text.encode_utf16().count() <= most && !text.starts_with(IN_PARTS) => {
            (secret.clone(), Vec::new())
        }
        most => in_parts(text, most.unwrap_or(usize::MAX))?,
    };
    let names = names_of_parts(name, &head).unwrap_or_default();
    for (name, part) in names.iter().zip(&parts) {
        entries.write(name, part)?;
    }
    entries.write(name, &head)?;
    // The secret is kept now: that a part of the one before stays harms nobody.
    let old = before.and_then(|before| names_of_parts(name, &before));
    for old in old.unwrap_or_default() {
        let _ = entries.delete(&old);
    }
    Ok(())
}

pub(super) fn delete(entries: &impl Entries, name: &str) -> Result<(), StoreError> {
    let first = entries.read(name)?;
    entries.delete(name)?;
    for part in first
        .and_then(|first| names_of_parts(name, &first))
        .unwrap_or_default()
    {
        entries.delete(&part)?;
    }
    Ok(())
}

/// The names of the parts that an entry tells of; `None` where it holds the secret itself.
fn names_of_parts(name: &str, entry: &Secret) -> Option<Vec<String>> {
    let (count, tag) = entry
        .expose_str()?
        .strip_prefix(IN_PARTS)?
        .split_once(' ')?;
    let count: usize = count
        .parse()
        .ok()
        .filter(|count| (1..=MOST_PARTS).contains(count))?;
    Some(
        (1..=count)
            .map(|number| format!("{name} (part {number}, {tag})"))
            .collect(),
    )
}

/// The entry that tells of the parts, and the parts.
fn in_parts(text: &str, most_units: usize) -> Result<(Secret, Vec<Secret>), StoreError> {
    let mut parts = vec![String::new()];
    let mut units = 0;
    for letter in text.chars() {
        units += letter.len_utf16();
        if units > most_units {
            parts.push(String::new());
            units = letter.len_utf16();
        }
        if let Some(part) = parts.last_mut() {
            part.push(letter);
        }
    }
    if parts.len() > MOST_PARTS {
        let most_bytes = most_units.saturating_mul(2).saturating_mul(MOST_PARTS);
        return Err(StoreError::TooLong { most_bytes });
    }
    let mut tag = [0; 4];
    entropy(&mut tag).map_err(|_| StoreError::keychain("there are no random bytes for a name"))?;
    let tag = u32::from_ne_bytes(tag);
    let head = format!("{IN_PARTS}{} {tag:08x}", parts.len());
    Ok((
        Secret::from(head),
        parts.into_iter().map(Secret::from).collect(),
    ))
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::collections::BTreeMap;

    use super::*;

    /// A keychain whose entries hold so many units of UTF-16.
    #[derive(Default)]
    struct Bounded(RefCell<BTreeMap<String, Secret>>);

    const MOST: usize = 100;

    impl Entries for Bounded {
        fn read(&self, name: &str) -> Result<Option<Secret>, StoreError> {
            Ok(self.0.borrow().get(name).cloned())
        }

        fn write(&self, name: &str, secret: &Secret) -> Result<(), StoreError> {
            assert!(secret.expose_str().unwrap().encode_utf16().count() <= MOST);
            self.0.borrow_mut().insert(name.to_owned(), secret.clone());
            Ok(())
        }

        fn delete(&self, name: &str) -> Result<(), StoreError> {
            self.0.borrow_mut().remove(name);
            Ok(())
        }
    }

    fn put(keychain: &Bounded, text: &str) -> Result<(), StoreError> {
        write(keychain, "a", &Secret::from(text), Some(MOST))
    }

    fn had(keychain: &Bounded) -> Option<String> {
        let secret = read(keychain, "a").unwrap()?;
        Some(secret.expose_str().unwrap().to_owned())
    }

    #[test]
    fn a_secret_of_any_length_is_had_back_and_leaves_nothing_behind() {
        let keychain = Bounded::default();
        let long = "🔑ä".repeat(400);
        let entries = [
            ("x".repeat(MOST), 1),
            // No letter is cut in two.
            (long, 14),
            ("y".repeat(MOST + 1), 3),
            (String::new(), 1),
            (format!("{IN_PARTS}2 abc"), 2),
            ("z".to_owned(), 1),
        ];
        for (text, count) in entries {
            put(&keychain, &text).unwrap();
            assert_eq!(had(&keychain).as_ref(), Some(&text));
            assert_eq!(keychain.0.borrow().len(), count, "{text}");
        }
        put(&keychain, &"x".repeat(1_000)).unwrap();
        delete(&keychain, "a").unwrap();
        assert!(keychain.0.borrow().is_empty());
        assert_eq!(had(&keychain), None);
    }

    #[test]
    fn what_is_there_stays_until_the_new_secret_is_whole() {
        let keychain = Bounded::default();
        put(&keychain, &"x".repeat(250)).unwrap();
        let error = put(&keychain, &"y".repeat(MOST * MOST_PARTS + 1)).unwrap_err();
        assert!(matches!(error, StoreError::TooLong { .. }), "{error}");
        assert!(error.hint().contains("file"), "{error}");
        assert_eq!(had(&keychain), Some("x".repeat(250)));
    }

    #[test]
    fn a_part_that_is_gone_is_said() {
        let keychain = Bounded::default();
        put(&keychain, &"x".repeat(250)).unwrap();
        let part = keychain.0.borrow().keys().last().unwrap().clone();
        keychain.delete(&part).unwrap();
        let error = read(&keychain, "a").unwrap_err();
        assert!(error.message().contains("is gone"), "{error}");
    }
}
