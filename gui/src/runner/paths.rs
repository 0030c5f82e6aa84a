//! Looks at a path while it is typed: what stands there, and what begins as its last part does.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use claimscope_client::path_within;

use crate::path_look::{PathAsk, PathEntry, PathLook, PathThere, PathWants};
use crate::results::FailureText;

/// How many entries are offered.
const MOST_SHOWN: usize = 8;

/// How many entries of a folder are looked at.
const MOST_READ: usize = 20_000;

pub(super) fn look(ask: PathAsk) -> PathLook {
    let there = there(&path_within(&ask.folder, &ask.text));
    let (before, begun) = ask.parts();
    let folder = path_within(&ask.folder, before);
    let mut entries = match folder.as_os_str().is_empty() {
        true => entries(Path::new("."), begun),
        false => entries(&folder, begun),
    };
    // A file that is named in full goes on with nothing.
    entries.retain(|entry| match entry.is_folder {
        true => true,
        false => ask.wants != PathWants::Folder && entry.name != begun,
    });
    entries.sort_by(|one, other| one.name.cmp(&other.name));
    let common = common(&entries);
    let has_more = entries.len() > MOST_SHOWN;
    entries.truncate(MOST_SHOWN);
    PathLook {
        there,
        entries,
        has_more,
        common,
        ask,
    }
}

/// The same where the work itself failed.
pub(super) fn failed(ask: PathAsk, failure: FailureText) -> PathLook {
    let why = failure.sentence.trim_end_matches('.').to_owned();
    PathLook {
        there: PathThere::Unreadable(why),
        ..PathLook::nothing(ask)
    }
}

fn there(path: &Path) -> PathThere {
    match fs::metadata(path) {
        Ok(about) if about.is_dir() => PathThere::Folder,
        Ok(_) => PathThere::File,
        Err(error) => match error.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory => PathThere::Nothing,
            _ => PathThere::Unreadable(error.to_string()),
        },
    }
}

/// What of a folder begins so; where nothing does, what does but for its case. What is hidden has to be begun with its dot.
fn entries(folder: &Path, begun: &str) -> Vec<PathEntry> {
    let Ok(read) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let small = begun.to_lowercase();
    let named = read.take(MOST_READ).flatten().filter_map(|entry| {
        let name = entry.file_name().into_string().ok()?;
        let is_shown = !name.starts_with('.') || begun.starts_with('.');
        (is_shown && name.to_lowercase().starts_with(&small)).then_some((name, entry))
    });
    let mut named: Vec<_> = named.collect();
    if named.iter().any(|(name, _)| name.starts_with(begun)) {
        named.retain(|(name, _)| name.starts_with(begun));
    }
    let entry = |(name, entry): (String, fs::DirEntry)| PathEntry {
        // A link is what it leads to.
        is_folder: match entry.file_type() {
            Ok(kind) if kind.is_symlink() => entry.path().is_dir(),
            kind => kind.is_ok_and(|kind| kind.is_dir()),
        },
        name,
    };
    named.into_iter().map(entry).collect()
}

/// What all names begin with; they are in order, so that the first and the last tell.
fn common(entries: &[PathEntry]) -> String {
    let (Some(first), Some(last)) = (entries.first(), entries.last()) else {
        return String::new();
    };
    let alike = first.name.chars().zip(last.name.chars());
    let alike = alike.take_while(|(one, other)| one == other);
    alike.map(|(letter, _)| letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(folder: &Path, text: &str, wants: PathWants) -> PathLook {
        look(PathAsk {
            text: text.to_owned(),
            folder: folder.to_owned(),
            wants,
        })
    }

    fn names(look: &PathLook) -> Vec<&str> {
        look.entries.iter().map(|one| &*one.name).collect()
    }

    #[test]
    fn a_folder_is_listed_by_what_was_begun_of_it() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["shop.json", "shop.yml", "Orders.http", ".hidden"] {
            fs::write(folder.path().join(name), "x").unwrap();
        }
        fs::create_dir(folder.path().join("shops")).unwrap();
        let all = seen(folder.path(), "sh", PathWants::File);
        assert_eq!(names(&all), ["shop.json", "shop.yml", "shops"]);
        assert_eq!((&*all.common, all.there), ("shop", PathThere::Nothing));
        assert_eq!(
            names(&seen(folder.path(), "sh", PathWants::Folder)),
            ["shops"]
        );
        assert_eq!(
            names(&seen(folder.path(), "orders", PathWants::File)),
            ["Orders.http"]
        );
        assert_eq!(
            names(&seen(folder.path(), ".", PathWants::File)),
            [".hidden"]
        );
        let whole = seen(folder.path(), "shop.json", PathWants::File);
        assert_eq!((names(&whole), &whole.there), (vec![], &PathThere::File));
        let absolute = format!("{}/shops", folder.path().display());
        let absolute = seen(Path::new("/elsewhere"), &absolute, PathWants::Folder);
        assert_eq!(absolute.there, PathThere::Folder);
        let none = seen(folder.path(), "absent/x", PathWants::File);
        assert_eq!(none.fault().as_deref(), Some("There is no such file."));
        for number in 0..20 {
            fs::write(folder.path().join(format!("n{number}")), "").unwrap();
        }
        let many = seen(folder.path(), "n", PathWants::File);
        assert!(many.has_more && many.entries.len() == MOST_SHOWN);
    }
}
