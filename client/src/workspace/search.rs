//! Which folder is the workspace, where nobody names one: looked for from a folder upward, as git does.

use std::io::Read;
use std::path::{Path, PathBuf};

use super::file::{ENDING, environments_path};

/// The names of the folder, the first before the second.
pub const FOLDER_NAMES: [&str; 2] = ["claimscope", ".claimscope"];

/// The nearest folder of one of these names that holds a workspace, in `from` or above it; `from` itself where it is one and
/// has such a name.
pub fn find_workspace(from: &Path) -> Option<PathBuf> {
    from.ancestors().find_map(|folder| {
        let is_named = folder
            .file_name()
            .is_some_and(|name| FOLDER_NAMES.iter().any(|own| name == *own));
        if is_named && is_workspace(folder) {
            return Some(folder.to_owned());
        }
        let mut below = FOLDER_NAMES.iter().map(|name| folder.join(name));
        below.find(|folder| is_workspace(folder))
    })
}

/// Whether a folder holds environments or a connection. A source tree may have the same name.
pub fn is_workspace(folder: &Path) -> bool {
    if environments_path(folder).is_file() {
        return true;
    }
    let Ok(entries) = std::fs::read_dir(folder) else {
        return false;
    };
    let mut paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    paths.any(|path| path.extension().is_some_and(|it| it == ENDING) && says_version(&path))
}

/// The version stands at the beginning of a file.
const MAX_HEAD_BYTES: u64 = 1 << 20;

fn says_version(path: &Path) -> bool {
    let mut text = String::new();
    let file = std::fs::File::open(path).map(|file| file.take(MAX_HEAD_BYTES));
    // What cannot be read says nothing.
    let _ = file.and_then(|mut file| file.read_to_string(&mut text));
    let mut lines = text.lines().map_while(|line| {
        let line = line.trim_start_matches('\u{feff}').trim();
        (!line.starts_with('[')).then_some(line)
    });
    lines.any(|line| {
        let rest = line.strip_prefix("claimscope").map(str::trim_start);
        rest.is_some_and(|rest| rest.starts_with('='))
    })
}
