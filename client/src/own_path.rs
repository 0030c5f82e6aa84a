//! Paths as people write them: `~` and `$HOME` stand for their own folder.

use std::path::{Path, PathBuf};

/// What stands for a person's own folder, in a shell or in another.
const OWN: [&str; 3] = ["~", "$HOME", "%USERPROFILE%"];

/// A path that a person wrote, begun at this folder if it is relative.
pub fn path_within(folder: &Path, path: &str) -> PathBuf {
    folder.join(own_path(path))
}

/// A path that a person wrote. What stands for their own folder stays where that is not known.
pub fn own_path(path: &str) -> PathBuf {
    of_own(path, std::env::home_dir)
}

fn of_own(path: &str, own: impl FnOnce() -> Option<PathBuf>) -> PathBuf {
    let rest = OWN.iter().find_map(|start| path.strip_prefix(start));
    let rest = rest.filter(|rest| rest.is_empty() || rest.starts_with(['/', '\\']));
    match rest.and_then(|rest| Some((rest.trim_start_matches(['/', '\\']), own()?))) {
        Some(("", own)) => own,
        Some((rest, own)) => own.join(rest),
        None => PathBuf::from(path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_persons_own_folder_has_the_names_that_shells_give_it() {
        let own = |path| of_own(path, || Some("/own".into()));
        for path in ["~/a", "$HOME/a", "%USERPROFILE%\\a"] {
            assert_eq!(own(path), Path::new("/own/a"), "{path}");
        }
        assert_eq!(own("~"), Path::new("/own"));
        for path in ["~you/a", "$HOMES/a", "a/~/b", "/a", ""] {
            assert_eq!(own(path), Path::new(path), "{path}");
        }
        assert_eq!(of_own("~/a", || None), Path::new("~/a"));
    }
}
