//! Whether an entry of the keychain that a connection no longer names may be wanted by somebody else.

use std::path::Path;

use super::environments::Environments;
use super::folder::{StoredConnection, WorkspaceFolder};
use super::place::SecretPlace;

/// What stands in a folder whose files have other states, of which each may come back.
const VERSION_CONTROLS: [&str; 7] = [".git", ".hg", ".jj", ".svn", "CVS", "_darcs", ".fslckout"];

/// Whether a file of a workspace folder may name this entry of the keychain, in whatever environment. What cannot be looked at may.
pub fn may_name_entry(folder: &Path, entry: &str) -> bool {
    let Ok(folder) = WorkspaceFolder::open(folder) else {
        return true;
    };
    let environments = folder.environments();
    let mut connections = folder.connections().iter();
    connections.any(|stored| names(stored, environments, entry))
}

fn names(stored: &StoredConnection, environments: &Environments, entry: &str) -> bool {
    let Ok(saved) = &stored.saved else {
        return true;
    };
    let mut is_named = false;
    saved.clone().for_each_place(&mut |place| {
        if let SecretPlace::Keychain(name) = place {
            is_named |= is_one_of(name, environments, entry);
        }
    });
    is_named
}

fn is_one_of(name: &str, environments: &Environments, entry: &str) -> bool {
    let fills = |environment: Option<&str>| {
        let filled = environments.fill(name, environment);
        filled.map_or(true, |filled| filled == entry)
    };
    let mut all = environments.all().iter();
    name == entry || fills(None) || all.any(|one| fills(Some(&one.name)))
}

/// Whether a folder is under version control, so that a file which is gone may come back.
pub fn is_under_version_control(folder: &Path) -> bool {
    let whole = std::fs::canonicalize(folder);
    let whole = whole.as_deref().unwrap_or(folder);
    let has = |folder: &Path| {
        let mut names = VERSION_CONTROLS.iter();
        names.any(|name| folder.join(name).exists())
    };
    whole.ancestors().any(has)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        folder
    }

    #[test]
    fn an_entry_may_be_named_in_any_environment_and_by_a_file_that_cannot_be_used() {
        let named = "claimscope = 1\nclient_secret = { keychain = \"{{stage}}/orders\" }\n";
        let stages = "[dev]\nstage = \"dev\"\n[live]\nstage = \"live\"\n";
        let workspace = folder(&[("orders.toml", named), ("environments.toml", stages)]);
        for (entry, expected) in [
            ("dev/orders", true),
            ("live/orders", true),
            ("orders", false),
        ] {
            assert_eq!(may_name_entry(workspace.path(), entry), expected, "{entry}");
        }
        // As a merge leaves it.
        let conflict = folder(&[("orders.toml", "<<<<<<< HEAD\nclaimscope = 1\n")]);
        assert!(may_name_entry(conflict.path(), "orders"));
        assert!(may_name_entry(&conflict.path().join("unmounted"), "orders"));
        assert!(!may_name_entry(folder(&[]).path(), "orders"));
    }

    #[test]
    fn a_folder_in_a_repository_is_under_version_control() {
        let repository = folder(&[]);
        let inner = repository.path().join("a/claimscope");
        std::fs::create_dir_all(&inner).unwrap();
        assert!(!is_under_version_control(&inner));
        // A file, as in a worktree of git.
        std::fs::write(repository.path().join(".git"), "gitdir: elsewhere\n").unwrap();
        assert!(is_under_version_control(&inner));
    }
}
